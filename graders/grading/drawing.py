"""What a check draws, kept: each student gets the same inputs, and to prove them fit may take long."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from copy import deepcopy
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from graders.grading.trial import Trial

P = ParamSpec("P")
R = TypeVar("R")
MOST = 1000
"""Results that are kept of one helper: where each student has a seed of their own, they never end."""


def once(draw: Callable[Concatenate[Trial, P], R]) -> Callable[Concatenate[Trial, P], R]:
    """Draw the same only once: for a helper that sees of a trial no more than its generator and its task.

    What was drawn is told by the state of the generator, which goes on as if it were drawn again. Each call
    gets a copy of its own.
    """
    kept: dict[Hashable, tuple[R, Mapping[str, object]]] = {}

    @wraps(draw)
    def drawn(trial: Trial, /, *arguments: P.args, **options: P.kwargs) -> R:
        generator = trial.rng.bit_generator
        key = (trial.task, repr(generator.state), arguments, *sorted(options.items()))
        if key not in kept:
            value = draw(trial, *arguments, **options)
            if len(kept) >= MOST:
                kept.clear()
            kept[key] = value, generator.state
        value, generator.state = kept[key]
        return deepcopy(value)

    return drawn
