"""One expression and the right one: equal as functions, or what is wrong (see `findings`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from graders.judge.expressions import findings
from graders.judge.expressions import points as places
from graders.judge.expressions.balls import (
    Budget,
    Exhausted,
    Point,
    Unsupported,
)
from graders.judge.expressions.compilation import compile_expression
from graders.judge.expressions.decimals import settled
from graders.judge.expressions.domain import Domain
from graders.judge.expressions.functions import Ball
from graders.judge.expressions.jumps import jumps
from graders.judge.expressions.kinks import Break, around, breaks, cells
from graders.judge.expressions.rounded import rounded_number
from graders.judge.expressions.witness import (
    ENOUGH,
    LEVELS,
    Comparison,
    Decision,
    Side,
    Verdict,
    constant,
    difference,
    nearly,
)
from graders.judge.findings import Finding, Undecided, WrongKind
from graders.values.tokens import Constant, Float
from graders.values.trees import head_of, heads_in
from graders.values.types import Expression

POINTS = 16
SEARCH = 15_000.0
"""Budget of the search for kinks in each expression, for each symbol; apart from that of the comparison."""
MOST_DRAWS = 40
"""So many times points are drawn to find real ones, where no domain is declared."""
FREELY = 20
"""After so many of them they are drawn near to real ones that were found."""
EXPLAINING = 10_000.0
"""Budget for what a finding tells besides the witness."""
ROUGH = 0.02
"""An answer with decimal numbers that is so near everywhere, relatively, has a rounded number in it."""

UNEVALUATED = {"Derivative", "Integral", "Limit", "Subs", "Sum", "Product"}
UNKNOWN = "function "
"""The spelling of heads that are not SymPy's own, see `graders.values.expressions`."""
NO_EXPRESSION = {
    "Equality": "an equation", "Unequality": "an inequality", "StrictLessThan": "an inequality",
    "StrictGreaterThan": "an inequality", "LessThan": "an inequality", "GreaterThan": "an inequality",
    "And": "a condition", "Or": "a condition", "Not": "a condition", "Lambda": "a Lambda",
    "IdentityFunction": "a Lambda", "Tuple": "a Tuple",
    "FiniteSet": "a set", "Interval": "a set", "Union": "a set", "EmptySet": "a set",
    "ConditionSet": "a set", "ImageSet": "a set", "Dict": "a dict", "Order": "an order term",
}  # fmt: skip
NOT_FINITE = {"nan": "NaN", "oo": "infinity", "-oo": "minus infinity", "zoo": "infinity"}


@dataclass(frozen=True)
class Question:
    """What was asked besides the right answer; `known` are the symbols that an answer may have."""

    domain: Domain
    variable: str | None
    integrand: Expression | None
    seed: int | str
    known: Mapping[str, tuple[str, ...]]
    budget: Budget
    exact: bool = False
    """Is a decimal number wrong even where it is the nearest one?"""


def judge(question: Question, answer: Expression, expected: Expression) -> Finding | None:
    """None if the answer is the right one; raises Unsupported or Exhausted where that cannot be told."""
    if answer == expected:
        return None
    try:
        return _before_evaluation(answer) or _Pair(question, answer, expected).finding()
    except Unsupported:
        left = unevaluated(answer)
        if left is None:
            raise
        return left


def _before_evaluation(answer: Expression) -> Finding | None:
    """What is seen of an answer without its values."""
    root, head = answer.tokens[-1], head_of(answer)
    if head in NO_EXPRESSION:
        return WrongKind(NO_EXPRESSION[head], "an expression")
    if root in (Constant("true"), Constant("false")):
        return WrongKind("True or False", "an expression")
    if isinstance(root, Constant) and root.name in NOT_FINITE:
        return findings.NoNumber(NOT_FINITE[root.name])
    unknown = [head for head in heads_in(answer) if head.startswith(UNKNOWN)]
    return left_open(unknown[0], "") if unknown else None


def unevaluated(answer: Expression) -> Finding | None:
    """The outermost piece that was written down but not worked out."""
    heads = [head for head in heads_in(answer) if head in UNEVALUATED]
    return left_open(heads[-1], head_of(answer)) if heads else None


def left_open(head: str, whole: str) -> Finding | None:
    """A piece that was not worked out, or an unknown function, in an answer of the head `whole`."""
    if head.startswith(UNKNOWN):
        return findings.UnknownFunction(head.removeprefix(UNKNOWN))
    return findings.Unevaluated(head, head == whole) if head in UNEVALUATED else None


class _Pair:
    """An answer and the expected expression, compiled, with the points at which they are compared."""

    def __init__(self, question: Question, answer: Expression, expected: Expression) -> None:
        self.question, self.answer = question, answer
        self.budget = question.budget
        target = expected if question.integrand is None else question.integrand
        along = question.variable
        self.mine = Side(compile_expression(answer), along)
        self.right = Side(compile_expression(target), along if question.integrand is None else None)
        symbols = {**self.mine.program.symbols, **self.right.program.symbols}
        if along is not None:
            symbols.setdefault(along, ())
        known = question.known
        self.ranges = places.ranges({name: known.get(name, ()) for name in symbols}, question.domain)
        self.rng = Random(f"{question.seed}/{sorted(symbols)}")
        whole = frozenset(name for name, r in self.ranges.items() if r.whole)
        self.comparison = Comparison(self.mine, self.right, self.budget, whole=whole)
        self.breaks: list[Break] = []

    def finding(self) -> Finding | None:
        drawn = self._drawn(POINTS)
        if not self.comparison.is_settled:
            more = self._drawn(len({*self.mine.program.floats, *self.right.program.floats}))
            self.comparison, self.right = settled(self.comparison, [*more, *drawn[:ENOUGH]], drawn)
        decision = self.comparison.decide(drawn)
        if decision.verdict is Verdict.UNDECIDED and self.ranges:
            drawn += self._drawn(4 * POINTS)
            decision = self.comparison.decide(drawn)
        if decision.verdict is Verdict.EQUAL:
            decision = self._elsewhere(decision)
        match decision.verdict:
            case Verdict.EQUAL:
                return self._jump() or self._inexact(drawn)
            case Verdict.UNDECIDED:
                return self._undecided()
        self.comparison.budget = Budget(EXPLAINING, self.budget.until)
        witness = self._pleasant(decision)
        if witness.verdict is Verdict.DIFFERENT:
            return self._difference(witness, drawn)
        return findings.UndefinedAt(_numbers(witness.point), _value(witness.expected))

    def _drawn(self, count: int) -> list[Point]:
        """Points of the domain; where none is declared, those at which the expected value is real."""
        drawn = places.drawn(self.ranges, self.rng, count)
        if all(name in self.question.domain for name in self.ranges):
            return drawn
        real: list[Point] = []
        search = Budget(SEARCH * max(1, len(self.ranges)), self.budget.until)
        try:
            for turn in range(MOST_DRAWS):
                tried = places.drawn(self.ranges, self.rng, count)
                if turn > FREELY and real:
                    tried = places.near_by(self.rng.choice(real), self.ranges, self.rng, count)
                real += [p for p in tried if self.right.program.is_real(p, search)]
                if len(real) >= count:
                    break
        except Exhausted:
            pass
        return real[:count] if len(real) >= ENOUGH else drawn

    def _elsewhere(self, decision: Decision) -> Decision:
        """Also compare beside the kinks, between them, and far out where the domain is infinite."""
        for program in (self.mine.program, self.right.program):
            search = Budget(SEARCH * max(1, len(self.ranges)), self.budget.until)
            self.breaks += breaks(program, self.ranges, self.rng, search)
        points = around(self.breaks, self.ranges) + cells(self.breaks, self.ranges, self.rng)
        points += places.drawn_far(self.ranges, self.rng, POINTS)
        if any(name not in self.question.domain for name in self.ranges):
            points = [point for point in points if self.right.program.is_real(point, self.budget)]
        near = [point for point in points if not places.is_far(point, self.ranges)]
        far = [point for point in points if places.is_far(point, self.ranges)]
        found = self.comparison.decide(near, enough=0) if near else decision
        far += self._outside() if found.verdict is Verdict.EQUAL else []
        if found.verdict is Verdict.EQUAL and far:
            return self.comparison.decide(far, enough=0, strict=False)
        return found

    def _outside(self) -> list[Point]:
        """Points around kinks beyond the usual interval, for symbols whose domain is not declared."""
        if all(name in self.question.domain or r.whole for name, r in self.ranges.items()):
            return []
        beyond = places.outside(self.ranges, self.question.domain)
        found: list[Break] = []
        for program in (self.mine.program, self.right.program):
            search = Budget(SEARCH * max(1, len(self.ranges)), self.budget.until)
            found += breaks(program, beyond, self.rng, search)
        points = around([b for b in found if b.jumps], beyond)
        return [point for point in points if self.right.program.is_real(point, self.budget)]

    def _pleasant(self, decision: Decision) -> Decision:
        """The witness, in small numbers if such a point shows the difference too."""
        try:
            for point in places.pleasant(self.ranges):
                found = self.comparison.settle(point)
                if found.verdict is decision.verdict:
                    return found
        except Exhausted:
            pass
        return decision

    def _difference(self, decision: Decision, drawn: Sequence[Point]) -> Finding:
        pairs = [(decision.yours, decision.expected), *self.comparison.samples(drawn)]
        factor = constant(pairs, lambda a, b: a / b)
        offset = constant(pairs, lambda a, b: a - b) if factor is None else None
        witness = findings.Witness(
            point=_numbers(decision.point),
            yours=_value(decision.yours),
            expected=_value(decision.expected),
            difference=_value(difference(decision.yours, decision.expected)),
            factor="" if not factor else str(factor),
            offset="" if not offset else str(offset),
        )
        if self.mine.program.floats and not self.right.program.floats and nearly(pairs, ROUGH):
            number, exact = rounded_number(self.mine.program.floats)
            return findings.FloatForExact(witness, number, exact)
        if self.question.variable is not None:
            return (
                findings.IsIntegrand(witness)
                if self._is_integrand(drawn)
                else findings.NotAntiderivative(witness)
            )
        unknown = sorted(
            set(self.mine.program.symbols) - set(self.question.known) - set(self.question.domain)
        )
        if unknown:
            return findings.UnknownSymbols(witness, unknown, sorted(self.question.known))
        missing = sorted(set(self.right.program.symbols) - set(self.mine.program.symbols))
        if missing:
            return findings.MissingSymbols(witness, missing)
        return findings.NotEqual(witness)

    def _inexact(self, drawn: Sequence[Point]) -> Finding | None:
        """A decimal number where none is allowed, in an answer that has the right values."""
        decimals = [token.value for token in self.answer.tokens if isinstance(token, Float)]
        if not self.question.exact or not decimals:
            return None
        point = drawn[0]
        value = _value(self.right.at(point, LEVELS[0], self.budget))
        number, exact = rounded_number(decimals)
        witness = findings.Witness(
            point=_numbers(point), yours=value, expected=value, difference=0.0, factor="", offset=""
        )
        return findings.FloatForExact(witness, number, exact)

    def _is_integrand(self, drawn: Sequence[Point]) -> bool:
        itself = Comparison(Side(self.mine.program), self.right, Budget(EXPLAINING, self.budget.until))
        try:
            return itself.decide(drawn).verdict is Verdict.EQUAL
        except Exhausted:
            return False

    def _jump(self) -> Finding | None:
        """An antiderivative has no jump where the integrand is bounded."""
        for b in self.breaks if self.question.variable is not None else ():
            if not b.jumps or b.name != self.question.variable:
                continue
            if jumps(self.mine.program, self.right, b, self.budget):
                return findings.Jump(b.name, round(b.at, 9) + 0.0)
        return None

    def _undecided(self) -> Finding:
        constants = [token.name for token in self.answer.tokens if isinstance(token, Constant)]
        infinite = [name for name in constants if name in NOT_FINITE]
        if infinite:
            return findings.NoNumber(NOT_FINITE[infinite[0]])
        if not self.comparison.is_settled:
            return Undecided("what its decimal numbers stand for is not clear; exact numbers are better")
        return Undecided("it could be evaluated at too few points of the domain")


def _numbers(point: Point | None) -> dict[str, float]:
    return {name: places.as_float(value) for name, value in (point or {}).items()}


def _value(ball: Ball) -> float | complex:
    """A ball as the number in its middle."""
    real, imaginary = float(ball.real.mid()), float(ball.imag.mid())
    return complex(real, imaginary) if abs(imaginary) > 1e-12 * abs(real) else real
