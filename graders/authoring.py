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

from collections.abc import Collection
from functools import partial

from graders.grading.checks import TaskChecks
from graders.grading.crossing import one_at_a_time
from graders.grading.drawing import once
from graders.grading.findings import Property
from graders.grading.trial import Trial
from graders.judge import facts as answers
from graders.judge.default import Judge, Tolerance
from graders.judge.expressions import comparison as expressions
from graders.judge.expressions.domain import Domain, check_domain
from graders.judge.figures import comparison as figures
from graders.judge.figures.panels import curve_called
from graders.judge.findings import Finding
from graders.judge.kinds import wrong_kind
from graders.judge.numbers.convergence import order_finding
from graders.judge.numbers.findings import WrongGradient
from graders.judge.numbers.rounding import (
    central_rounding,
    conditioning,
    difference_rounding,
    quadrature_rounding,
    rounding,
    settled,
    stopped,
)
from graders.judge.numbers.training import accuracy_finding, curve_finding, gradient_finding
from graders.values.functions import Counted, Function
from graders.values.outcome import SHARED_RANDOM
from graders.values.types import Graph, NodeRef, Remote

__all__ = [
    "SHARED_RANDOM", "Counted", "Finding", "Function", "Graph", "NodeRef", "Property", "Remote", "TaskChecks",
    "Trial", "WrongGradient", "accuracy_finding", "answer", "central_rounding", "conditioning",
    "curve_called", "curve_finding", "difference_rounding", "figure", "gradient_finding", "once",
    "one_at_a_time", "order_finding", "quadrature_rounding", "rounding", "settled", "stopped", "symbolic",
    "task", "wrong_kind",
]  # fmt: skip


def task(name: str, *, fills: Collection[str] = (), example_tolerance: Tolerance = None) -> TaskChecks:
    """The checks and misconceptions of one task of the course, to be filled by its decorators.

    Its first check is the example in its statement, whose numbers may differ from the reference's by
    `example_tolerance`, without it by a billionth. Its arguments must stay as they are, but for the
    attributes of nodes that it `fills`.
    """
    return TaskChecks(name, tuple(fills), example_tolerance)


def symbolic(
    *,
    domain: Domain | None = None,
    up_to_constant_in: str | None = None,
    integrand: object = None,
    exact: bool = False,
) -> Judge:
    """Equal as functions, whatever the form.

    `domain` maps a symbol's name to the intervals it runs through, `{"x": [(-4, 4)]}`; without it that is
    from -4 to 4, as far as the expected expression is real. An interval that is none raises ValueError.
    With `up_to_constant_in="x"` an antiderivative in x is asked: its slope must be `integrand`, if that is
    given, or else the slope of the expected one. With `exact` a decimal number is no exact one.
    """
    check_domain(domain or {})
    return partial(
        expressions.compare,
        domain=domain,
        up_to_constant_in=up_to_constant_in,
        integrand=integrand,
        exact=exact,
    )


def figure(*, together: bool = False, up_to_shift: bool = False, axis_labels: bool = False) -> Judge:
    """What must be drawn is drawn; more may be.

    `together`: curves that share a panel in the expected figure must share one. `up_to_shift`: a curve may
    lie higher or lower as a whole. `axis_labels`: as many axes as in the expected figure need a label.
    """
    return partial(figures.compare, together=together, up_to_shift=up_to_shift, axis_labels=axis_labels)


def answer(*, choices: Collection[str] | None = None, relative: float = 0.0) -> Judge:
    """A fact or a choice, right or wrong as a whole.

    `choices` are the texts that were offered: another text is told so. `relative` is the error that a
    measured or abbreviated number may have, 0 for rounding alone; one below 0 raises ValueError.
    """
    if not relative >= 0:
        raise ValueError(f"`relative` is {relative}; an error is 0 or more.")
    return partial(answers.compare, choices=choices, relative=relative)
