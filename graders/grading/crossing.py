"""Ask for two sets of arguments crossed, so that each argument is seen to have its part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graders.grading.trial import Trial


def one_at_a_time(trial: Trial, first: Sequence[Any], second: Sequence[Any], **judged: Any) -> None:
    """Expect the answer to the first arguments, then to the first with each one in turn of the second.

    A function that leaves an argument out, or remembers its answers by some of them, is told by that.
    `judged` is how, as in `Trial.expect`.
    """
    trial.expect(*first, **judged)
    for place, other in enumerate(second):
        trial.expect(*first[:place], other, *first[place + 1 :], **judged)
