"""The face for authors of lessons: `task`, its checks and misconceptions, and what they need.

central_difference = task("central_difference")

@central_difference.check
def equals_the_formula(trial: Trial) -> None:
    "It is the rise between x - h and x + h over their distance."
    trial.expect(Function("exp(x)"), trial.uniform(-2, 2), 0.1)

@central_difference.misconception
def forgot_the_two(f, x, h):
    "The two points are 2h apart, not h."
    return (f(x + h) - f(x - h)) / h
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from types import ModuleType
from typing import Any

from graders.grading.trial import Judge, Trial
from graders.judge import facts as answers
from graders.judge.expressions import comparison as expressions
from graders.judge.figures import comparison as figures
from graders.judge.findings import Finding
from graders.judge.numbers.comparison import (
    central_rounding,
    difference_rounding,
    quadrature_rounding,
    rounding,
)
from graders.judge.numbers.convergence import order_finding
from graders.judge.numbers.rounding import conditioning, settled, stopped
from graders.judge.numbers.training import accuracy_finding, curve_finding, gradient_finding
from graders.sandbox.inside.calling import SHARED_RANDOM
from graders.values.functions import Counted, Function
from graders.values.types import Graph, NodeRef, Remote

__all__ = [
    "SHARED_RANDOM", "Counted", "Finding", "Function", "Graph", "NodeRef", "Remote", "TaskChecks", "Trial",
    "accuracy_finding", "answer", "central_rounding", "conditioning", "curve_finding", "difference_rounding",
    "figure", "gradient_finding", "order_finding", "quadrature_rounding", "rounding", "settled", "stopped",
    "symbolic", "task",
]  # fmt: skip


def symbolic(**options: Any) -> Judge:
    """Equal as functions; options as in its `compare` (domain, up_to_constant_in …)."""
    return partial(expressions.compare, **options)


def figure(**options: Any) -> Judge:
    """What must be drawn is drawn; options as in `graders.judge.figures.comparison.compare`."""
    return partial(figures.compare, **options)


def answer(**options: Any) -> Judge:
    """A fact or a choice, right or wrong as a whole; options as in `graders.judge.facts.compare`."""
    return partial(answers.compare, **options)


Check = Callable[[Trial], None]


@dataclass
class TaskChecks:
    """What must hold of one task, and the wrong answers that people give, each in the order written."""

    name: str
    checks: dict[str, Check] = field(default_factory=dict)
    misconceptions: dict[str, Callable[..., Any]] = field(default_factory=dict)

    def check(self, function: Check) -> Check:
        self.checks[function.__name__] = function
        return function

    def misconception(self, function: Callable[..., Any]) -> Callable[..., Any]:
        self.misconceptions[function.__name__] = function
        return function


def task(name: str) -> TaskChecks:
    """The checks and misconceptions of one task of the course, to be filled by its decorators."""
    return TaskChecks(name)


def tasks_of(module: ModuleType) -> dict[str, TaskChecks]:
    """All tasks that a lesson's module declares, by name."""
    found = [value for value in vars(module).values() if isinstance(value, TaskChecks)]
    return {checks.name: checks for checks in found}


def sentence_of(function: Callable[..., Any]) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((function.__doc__ or "").strip().split("\n\n")[0].split())
