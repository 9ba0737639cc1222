"""What a judge found: data, not sentences. `graders.feedback.sentences` turns it into a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One way in which an answer is not right.

    `kind` is a fixed word (`shape`, `factor`, `missing_curve` …), `place` says where in the answer
    (an index, a key, "right panel"), `facts` carries the numbers that the sentence needs.
    """

    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    place: tuple[Any, ...] = ()

    def within(self, *outer: Any) -> Finding:
        """The same finding inside a larger answer, such as a list or a dict."""
        return Finding(self.kind, self.facts, (*outer, *self.place))


UNDECIDED = "undecided"
"""The kind of a finding that is no judgement: its fact `reason` says what could not be decided."""
