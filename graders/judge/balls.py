"""Evaluate an expression in ball arithmetic: rigorous enclosures of its value and of its slope at a point."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice
from time import thread_time
from typing import Any, NamedTuple

from flint import acb, arb, ctx, fmpq

from graders.judge.functions import NAN, OPERATIONS, ZERO, Ball, Operation, chosen
from graders.values.types import Expression, Token

Point = Mapping[str, Any]
"""A value for each symbol: a float, an fmpq, or a ball of values."""

PATIENCE = 2.0
"""Seconds of processor time for a whole answer; far more than the steps of its budgets take."""
COSTLY = 40
"""From this cost on the clock is looked at before an operation."""
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
CONDITIONS = (("constant", "true"), ("constant", "false"))
JUMPING = {"Abs", "sign", "Heaviside", "floor", "ceiling", "frac", "Mod", "Max", "Min", "DiracDelta"}
ORDERS = {"StrictLessThan", "StrictGreaterThan", "LessThan", "GreaterThan", "Equality", "Unequality"}
SORTS = {
    **dict.fromkeys(ORDERS, ("number", "condition")),
    **dict.fromkeys(("And", "Or", "Not"), ("condition", "condition")),
    "ExprCondPair": ("pair", "piece"),
    "Piecewise": ("piece", "number"),
    "Tuple": ("", "tuple"),
    "TupleArg": ("number", "tuple"),
    "Derivative": ("", "number"),
}
"""The sort of the arguments that a head takes, and of what it makes; other heads take and make numbers."""
TURNING = {"log", "arg", "atan2", "acot", "acsch", "acoth", "atan"}
FOLDING = {"asin", "acos", "acosh", "atanh", "asec", "acsc"}
MOST_PAIRS = 20
STUCK = {"re", "im", "conjugate", "arg", "sign", "Heaviside", "floor", "ceiling"}
"""Derivatives of these remain unevaluated in SymPy only for want of `real=True`; they have a value here."""


class Unsupported(Exception):
    """The expression has a head that has no meaning here; its argument names the head."""


class Exhausted(Exception):
    """The budget of this comparison is spent."""


def patience_ends() -> float:
    """When an answer of which the judging begins now has had all the time it can get."""
    return thread_time() + PATIENCE


@dataclass
class Budget:
    """How much work a comparison may do, in steps at 128 bits; not in seconds, which vary between runs.

    `until`, a time of this thread on the processor, is only there for work that the steps do not measure.
    """

    left: float = 80_000.0
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
    """One node of the program: a leaf (token) or an operation on earlier nodes."""

    token: Token
    args: tuple[int, ...] = ()
    operation: Operation | None = None
    exact: Ball = None
    sort: str = "number"


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

    @property
    def is_exact(self) -> bool:
        return not self.floats

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
                    self._run_with_slopes(values, slopes, point, along, budget)
                else:
                    self._run(values, point, budget)
        except (TypeError, ValueError, AttributeError, IndexError, ArithmeticError) as error:
            raise Unsupported("Token") from error
        return values, slopes

    def _run(self, values: list[Ball], point: Point, budget: Budget) -> None:
        for step in self.steps:
            if step.operation is None:
                values.append(step.exact or _leaf(step.token, point))
            else:
                if step.operation.cost >= COSTLY:
                    budget.look_at_the_clock()
                values.append(step.operation.value(*[values[i] for i in step.args]))

    def _run_with_slopes(
        self, values: list[Ball], slopes: list[Ball], point: Point, along: str, budget: Budget
    ) -> None:
        for step in self.steps:
            if step.operation is None:
                values.append(step.exact or _leaf(step.token, point))
                slopes.append(acb(1) if step.token[:2] == ("symbol", along) else ZERO)
            elif step.token[1] == "Derivative":
                values.append(slopes[step.args[0]])
                slopes.append(NAN)
            else:
                if step.operation.cost >= COSTLY:
                    budget.look_at_the_clock()
                args = [values[i] for i in step.args]
                moving = [slopes[i] for i in step.args]
                still = all(slope.is_zero() for slope in moving)
                values.append(step.operation.value(*args))
                slopes.append(ZERO if still else step.operation.slope(args, moving, values[-1]))

    def at(self, point: Point, bits: int, budget: Budget, along: str | None = None) -> Ball:
        """The value at a point, or the slope along a symbol."""
        values, slopes = self.values(point, bits, budget, along)
        return slopes[-1] if along else values[-1]

    def falls_through(self, point: Point, budget: Budget) -> bool:
        """Is there a Piecewise of which no piece holds at a point?"""
        values, _ = self.values(point, 128, budget)
        pieces = [step.args for step in self.steps if step.token[1] == "Piecewise"]
        return any(chosen([values[i] for i in args]) == -1 for args in pieces)

    def bend(self, kink: Kink, values: Sequence[Ball]) -> Ball:
        """A number that changes its sign, or touches zero, where the kink is."""
        a = values[kink.a]
        b = ZERO if kink.b is None else values[kink.b]
        with precision(64):
            if kink.kind == "whole":
                return (a / b if kink.b is not None else a).sin_pi()
            return 1 - a * a if kink.kind == "unit" else a - b


def compile_expression(expression: Expression) -> Program:
    """Read the tokens of an expression; raises Unsupported for a head that cannot be evaluated."""
    program = Program()
    known: dict[Any, int] = {}
    stack: list[int] = []
    for token in expression.tokens:
        args: tuple[int, ...] = ()
        if token[0] == "apply":
            count = token[2]
            args = tuple(stack[len(stack) - count :])
            del stack[len(stack) - count :]
        key = (token, args)
        if key not in known:
            known[key] = len(program.steps)
            _append(program, token, args)
        stack.append(known[key])
    if program.steps[-1].sort != "number":
        raise Unsupported(str(expression.tokens[-1][1]))
    return program


def _append(program: Program, token: Token, args: tuple[int, ...]) -> None:
    operation = None
    sort = "condition" if token in CONDITIONS else "number"
    if token[0] == "apply":
        sort = _sort(token[1], [program.steps[i].sort for i in args])
        operation = _operation(program, token[1], args)
        program.kinks.extend(_kinks(program, token[1], args))
    elif token[0] == "symbol":
        program.symbols[token[1]] = token[2] if len(token) > 2 else ()
    elif token[0] == "float" and not _is_dyadic(token[1]):
        program.floats.append(token[1])
    exact = acb(token[1]) if token[0] == "integer" else None
    program.steps.append(Step(token, args, operation, exact, sort))
    program.cost += max(1, len(args) // 2) * operation.cost if operation else 1


def _sort(head: str, given: list[str]) -> str:
    """What a head makes of the sorts of its arguments; raises Unsupported for what SymPy would not build."""
    takes, makes = SORTS.get(head, ("number", "number"))
    fits = given == ["number", "condition"] if head == "ExprCondPair" else set(given) == {takes}
    if not fits and takes:
        raise Unsupported(head)
    return makes


def _operation(program: Program, head: str, args: tuple[int, ...]) -> Operation:
    if head in ("Tuple", "TupleArg"):
        return Operation(lambda *_: NAN, lambda *_: NAN)
    if head == "Derivative":
        program.differentiated = _variable_of_stuck(program, args)
        return Operation(lambda *_: NAN, lambda *_: NAN)
    if head not in OPERATIONS:
        raise Unsupported(head)
    return OPERATIONS[head]


def _variable_of_stuck(program: Program, args: tuple[int, ...]) -> str:
    """The x of Derivative(re(…), x); raises Unsupported for other derivatives."""
    by = program.steps[args[-1]]
    if len(args) == len(by.args) == 2 and program.steps[args[0]].token[1] in STUCK:
        variable, order = (program.steps[i].token for i in by.args)
        known = program.differentiated in (None, variable[1])
        if known and variable[0] == "symbol" and order == ("integer", 1):
            return str(variable[1])
    raise Unsupported("Derivative")


def _kinks(program: Program, head: str, args: tuple[int, ...]) -> list[Kink]:
    if head in ("floor", "ceiling", "frac", "Mod"):
        return [Kink(args[0], args[-1] if head == "Mod" else None, "whole", True)]
    if head in ("Max", "Min"):
        pairs = ((a, b) for i, a in enumerate(args) for b in args[:i])
        return [Kink(a, b, "zero", True) for a, b in islice(pairs, MOST_PAIRS)]
    if head in ORDERS:
        return [Kink(args[0], args[-1], "zero", True)]
    if head in JUMPING:
        return [Kink(args[0], None, "zero", True)]
    if head in TURNING:
        return [Kink(i, None, "zero", False) for i in args[:2]]
    if head in FOLDING:
        return [Kink(args[0], None, "unit", False)]
    if head == "Pow" and program.steps[args[-1]].token[0] != "integer":
        return [Kink(args[0], None, "zero", False)]
    return []


def _leaf(token: Token, point: Point) -> Ball:
    match token:
        case ("symbol", name, *_):
            return acb(point[name])
        case ("rational", p, q):
            return acb(fmpq(p, q))
        case ("float", x):
            return acb(arb(x) if _is_dyadic(x) else arb(x, abs(x) * FLOAT_RADIUS))
        case ("constant", name) if name in CONSTANTS:
            return CONSTANTS[name]()
    raise Unsupported(str(token[:2]))


def _is_dyadic(x: float) -> bool:
    """Is it a number like 2.0 or 0.125, which is meant exactly?"""
    return abs(x) < 2**20 and (x * 1024).is_integer()
