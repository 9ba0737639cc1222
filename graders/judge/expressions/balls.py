"""Evaluate an expression in ball arithmetic: rigorous enclosures of its value and of its slope at a point."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from time import thread_time
from typing import Any, NamedTuple

from flint import acb, arb, ctx, fmpq

from graders.judge.expressions.functions import NAN, ZERO, Ball, Operation, chosen
from graders.judge.expressions.special import COST
from graders.values.tokens import Apply, Constant, Float, Integer, Rational, Symbol, Token

Point = Mapping[str, Any]
"""A value for each symbol: a float, an fmpq, or a ball of values."""

PATIENCE = 2.0
"""Seconds of processor time for a whole answer; far more than the steps of its budgets take."""
MADE_REAL = {"Abs", "re", "im", "arg"}
STEPS = 80_000.0
FLOAT_RADIUS = 2.0**-50
"""A decimal number in an answer stands for every number this near to it, relatively."""

CONSTANTS: dict[str, Callable[[], Ball]] = {
    "pi": acb.pi,
    "E": lambda: acb(1).exp(),
    "I": lambda: acb(0, 1),
    "EulerGamma": lambda: acb(arb.const_euler()),
    "GoldenRatio": lambda: (1 + acb(5).sqrt()) / 2,
    "Catalan": lambda: acb(arb.const_catalan()),
    "oo": lambda: acb("inf"),
    "-oo": lambda: acb("-inf"),
    "zoo": lambda: NAN,
    "nan": lambda: NAN,
    "true": lambda: True,
    "false": lambda: False,
}
NOT_FINITE = [Constant(name) for name in ("nan", "oo", "-oo", "zoo")]


class Unsupported(Exception):
    """The expression has a head that has no meaning here; its argument names the head."""


class Exhausted(Exception):
    """The budget of this comparison is spent."""


def patience_ends() -> float:
    """When an answer of which the judging begins now has had all the time it can get."""
    return thread_time() + PATIENCE


@dataclass
class Budget:
    """How much work an answer may make, in steps at 128 bits; not in seconds, which vary between runs.

    `until`, a time of this thread on the processor, is only there for work that the steps do not measure.
    """

    left: float = STEPS
    until: float = field(default_factory=patience_ends)

    def spend(self, steps: float, bits: int) -> None:
        self.left -= steps * (1 + (bits / 512) ** 1.3)
        if self.left < 0:
            raise Exhausted
        self.look_at_the_clock()

    def look_at_the_clock(self) -> None:
        if thread_time() > self.until:
            raise Exhausted


def precision(bits: int) -> AbstractContextManager[Any]:
    """Ball arithmetic in the block works with so many bits."""
    manager: AbstractContextManager[Any] = ctx.workprec(bits)
    return manager


class Step(NamedTuple):
    """One node of the program: a leaf, which has no head, or an operation on earlier nodes."""

    token: Token
    head: str = ""
    args: tuple[int, ...] = ()
    operation: Operation | None = None
    sort: str = "number"
    constant: bool = False


@dataclass(frozen=True)
class Kink:
    """Where `a - b` of two nodes changes sign (or, for floor, a is whole) the expression may bend or jump.

    `jumps` tells a step that was written as such (sign, Piecewise …) from the branch cut of a function.
    """

    a: int
    b: int | None
    kind: str
    jumps: bool


@dataclass
class Program:
    """An expression with equal parts merged, ready to be evaluated at many points."""

    steps: list[Step] = field(default_factory=list)
    symbols: dict[str, tuple[str, ...]] = field(default_factory=dict)
    floats: list[float] = field(default_factory=list)
    kinks: list[Kink] = field(default_factory=list)
    differentiated: str | None = None
    cost: int = 0
    fixed: dict[int, list[Ball | None]] = field(default_factory=dict)
    """By the precision: the value of each node that no symbol stands in, None for the others."""
    standing: Mapping[float, Any] = field(default_factory=dict)
    """The numbers that its decimal ones stand for, where they were found."""

    @property
    def is_exact(self) -> bool:
        return not self.floats

    @property
    def is_settled(self) -> bool:
        """Are the numbers known that its decimal ones stand for?"""
        return self.is_exact or bool(self.standing)

    def values(
        self, point: Point, bits: int, budget: Budget, along: str | None = None
    ) -> tuple[list[Ball], list[Ball]]:
        """The value of every node at a point, and its slope along a symbol if one is given."""
        if self.differentiated not in (None, along):
            if along is not None:
                raise Unsupported("Derivative")
            along = self.differentiated
        budget.spend(self.cost * (3 if along else 1), bits)
        values: list[Ball] = []
        slopes: list[Ball] = []
        try:
            with precision(bits):
                if along:
                    self._run_with_slopes(values, slopes, point, along, bits, budget)
                else:
                    self._run(values, point, bits, budget)
        except (TypeError, ValueError, AttributeError, IndexError, ArithmeticError) as error:
            raise Unsupported("Token") from error
        return values, slopes

    def _run(self, values: list[Ball], point: Point, bits: int, budget: Budget) -> None:
        for step, fixed in zip(self.steps, self._fixed(bits, budget), strict=True):
            values.append(self._value(step, values, point, budget) if fixed is None else fixed)

    def _fixed(self, bits: int, budget: Budget) -> list[Ball | None]:
        """What is the same at every point, worked out once for each precision."""
        if bits not in self.fixed:
            values: list[Ball | None] = []
            for step in self.steps:
                values.append(self._value(step, values, {}, budget) if step.constant else None)
            self.fixed[bits] = values
        return self.fixed[bits]

    def _run_with_slopes(
        self, values: list[Ball], slopes: list[Ball], point: Point, along: str, bits: int, budget: Budget
    ) -> None:
        for step, fixed in zip(self.steps, self._fixed(bits, budget), strict=True):
            if fixed is not None:
                values.append(fixed)
                slopes.append(ZERO)
            elif step.operation is None:
                values.append(_leaf(step.token, point, self.standing))
                moves = isinstance(step.token, Symbol) and step.token.name == along
                slopes.append(acb(1) if moves else ZERO)
            elif step.head == "Derivative":
                values.append(slopes[step.args[0]])
                slopes.append(NAN)
            else:
                value = self._value(step, values, point, budget)
                moving = [slopes[i] for i in step.args]
                still = all(slope.is_zero() for slope in moving)
                args = [values[i] for i in step.args]
                values.append(value)
                slopes.append(ZERO if still else step.operation.slope(args, moving, value))

    def _value(self, step: Step, values: Sequence[Any], point: Point, budget: Budget) -> Ball:
        if step.operation is None:
            return _leaf(step.token, point, self.standing)
        if step.operation.cost >= COST:
            budget.look_at_the_clock()
        return step.operation.value(*[values[i] for i in step.args])

    def at(self, point: Point, bits: int, budget: Budget, along: str | None = None) -> Ball:
        """The value at a point, or the slope along a symbol."""
        values, slopes = self.values(point, bits, budget, along)
        if along and not values[-1].is_finite():
            return NAN
        return slopes[-1] if along else values[-1]

    def has_no_value(self, point: Point, budget: Budget) -> bool:
        """Does it hang on a Piecewise of which no piece holds at a point, or one that is NaN or infinite?"""
        values, _ = self.values(point, 128, budget)
        lost: list[bool] = []
        for step in self.steps:
            parts = step.args
            if step.head == "ExprCondPair":
                lost.append(lost[parts[0]] or self.steps[parts[0]].token in NOT_FINITE)
            elif step.head == "Piecewise":
                i = chosen([values[k] for k in parts])
                lost.append(i is not None and (i < 0 or lost[parts[i]]))
            else:
                lost.append(any(lost[k] for k in parts))
        return lost[-1]

    def is_real(self, point: Point, budget: Budget) -> bool:
        """Is every step real on which the value hangs? What Abs or re make of a complex number is real."""
        values, _ = self.values(point, 128, budget)
        real: list[bool] = []
        for step, value in zip(self.steps, values, strict=True):
            parts = step.args
            if step.head == "Piecewise":
                i = chosen([values[k] for k in parts])
                parts = parts[i : i + 1] if i is not None and i >= 0 else ()
            elif step.head in MADE_REAL:
                parts = ()
            is_complex = step.sort == "number" and not value.imag.contains(0)
            real.append(not is_complex and all(real[k] for k in parts))
        return real[-1]

    def bend(self, kink: Kink, values: Sequence[Ball]) -> Ball:
        """A number that changes its sign, or touches zero, where the kink is."""
        a = values[kink.a]
        b = ZERO if kink.b is None else values[kink.b]
        with precision(64):
            if kink.kind == "whole":
                return (a / b if kink.b is not None else a).sin_pi()
            return 1 - a * a if kink.kind == "unit" else a - b


def _leaf(token: Token, point: Point, standing: Mapping[float, Any]) -> Ball:
    if isinstance(token, Symbol):
        return acb(point[token.name])
    match token:
        case Integer(n):
            return acb(n)
        case Rational(p, q):
            return acb(fmpq(p, q))
        case Float(x) if x in standing:
            return acb(standing[x])
        case Float(x):
            return acb(arb(x) if is_dyadic(x) else arb(x, abs(x) * FLOAT_RADIUS))
        case Constant(name) if name in CONSTANTS:
            return CONSTANTS[name]()
        case Constant(name) | Apply(name):
            raise Unsupported(name)


def is_dyadic(x: float) -> bool:
    """Is it a number like 2.0 or 0.125, which is meant exactly?"""
    return abs(x) < 2**20 and (x * 1024).is_integer()
