"""What must hold of a task, as its lesson declares it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from graders.grading.trial import Trial
from graders.judge.default import Tolerance

Check = Callable[[Trial], None]


@dataclass
class TaskChecks:
    """What must hold of one task, and the wrong answers that people give, each in the order written.

    `fills` are the attributes of nodes that its statement asks to be filled in; of no other argument may
    anything change. `example_tolerance` is that of the numbers which its example shows, None rounding alone.
    """

    name: str
    fills: tuple[str, ...] = ()
    example_tolerance: Tolerance = None
    checks: dict[str, Check] = field(default_factory=dict)
    misconceptions: dict[str, Callable[..., Any]] = field(default_factory=dict)

    def check(self, function: Check) -> Check:
        self.checks[function.__name__] = function
        return function

    def misconception(self, function: Callable[..., Any]) -> Callable[..., Any]:
        self.misconceptions[function.__name__] = function
        return function


def tasks_of(module: ModuleType) -> dict[str, TaskChecks]:
    """All tasks that a lesson's module declares, by name."""
    found = [value for value in vars(module).values() if isinstance(value, TaskChecks)]
    return {checks.name: checks for checks in found}


def sentence_of(function: Callable[..., Any]) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((function.__doc__ or "").strip().split("\n\n")[0].split())
