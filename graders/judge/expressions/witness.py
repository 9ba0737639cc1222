"""Are two expressions equal at every point tried? Refused only with a witness, a point where they differ."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

from flint import acb, arb, fmpq

from graders.judge.expressions.balls import Budget, Exhausted, Point, Program, precision
from graders.judge.expressions.functions import Ball

LEVELS = (128, 512, 2048)
"""Bits of precision, raised where the balls do not tell."""
RESOLUTION = 2.0**-90
"""What differs by less than this, relatively, at every point is one, unless a close look tells."""
CLOSE, LOST = 4096, 256
"""Bits of precision of that look at one point, and how many of them what cancels may take. A difference
quotient loses as many as its step is small, and so cannot be as near to a slope as its value is known."""
LOOKS = 4
"""At so many points it is tried."""
ENOUGH = 8
"""So many points must agree."""
UNKNOWN_RESOLUTION = 1e-12
"""What differs by more, relatively, differs whatever the decimal numbers in an answer stand for."""
SHARE = 0.05
"""So small a share of the points may be left undecided."""


class Verdict(Enum):
    EQUAL = "equal"
    DIFFERENT = "different"
    UNDEFINED = "undefined"
    UNDECIDED = "undecided"
    MISSING = "missing"
    """No value of the answer was found where the right one has one; there may be one."""


@dataclass(frozen=True)
class Side:
    """One of the two: an expression, or its slope along a symbol."""

    program: Program
    along: str | None = None

    def at(self, point: Point, bits: int, budget: Budget) -> Ball:
        return self.program.at(point, bits, budget, self.along)


@dataclass(frozen=True)
class Decision:
    """What the points told; `yours` and `expected` are the values at the witness."""

    verdict: Verdict
    point: Point | None = None
    yours: Ball = None
    expected: Ball = None


class Holes:
    """Points where an answer has no value. A single one may be a removable singularity.

    Where symbols are whole numbers it may be met several times: what counts is the number of their values.
    """

    def __init__(self, whole: frozenset[str]) -> None:
        self.whole = whole
        self.found: list[Point] = []

    def add(self, point: Point) -> None:
        place = {name: point[name] for name in self.whole} or point
        if place not in self.found:
            self.found.append(place)

    @property
    def are_many(self) -> bool:
        return len(self.found) > 1


@dataclass
class Comparison:
    """Two sides, compared point by point within a budget."""

    answer: Side
    expected: Side
    budget: Budget
    small: float = 0.0
    """What rounding may leave of zero in an answer with decimal numbers."""
    whole: frozenset[str] = frozenset()
    """The symbols that are whole numbers."""

    def decide(self, points: Sequence[Point], enough: int = ENOUGH, strict: bool = True) -> Decision:
        """One point where they differ is enough, but an answer may lack a value at a single point.

        Of those at which both have a value a small share may be left undecided. Where it is not `strict`, any
        may, and values that cannot be found are no fault.
        """
        agreed, open_points, looks = 0, 0, 0
        is_close = False
        holes, lost = Holes(self.whole), Decision(Verdict.UNDECIDED)
        for point in points:
            decision = self.settle(point)
            if decision.verdict is Verdict.EQUAL and not is_close and looks < LOOKS:
                looks += 1
                seen = self.look_closely(point)
                is_close = seen.verdict is Verdict.EQUAL
                decision = seen if seen.verdict is Verdict.DIFFERENT else decision
            agreed += decision.verdict is Verdict.EQUAL
            open_points += decision.verdict is Verdict.UNDECIDED and decision.point is not None
            if decision.verdict is Verdict.DIFFERENT:
                return decision
            if decision.verdict is Verdict.UNDEFINED or (decision.verdict is Verdict.MISSING and strict):
                holes.add(point)
                lost = decision if decision.verdict is Verdict.UNDEFINED else lost
                if lost.verdict is Verdict.UNDEFINED and holes.are_many:
                    return lost
        told = agreed >= min(enough, len(points)) and not holes.are_many
        if strict and (open_points > SHARE * (agreed + open_points) or (looks and not is_close)):
            told = False
        return Decision(Verdict.EQUAL if told else Verdict.UNDECIDED)

    @property
    def is_settled(self) -> bool:
        return self.answer.program.is_settled and self.expected.program.is_settled

    def settle(self, point: Point) -> Decision:
        """Compare at one point."""
        if not self.is_settled:
            return self._settle_floats(point)
        decision = Decision(Verdict.UNDECIDED)
        for bits in LEVELS:
            a, b = (side.at(point, bits, self.budget) for side in (self.answer, self.expected))
            finite = a.is_finite() and b.is_finite()
            if not finite and bits == LEVELS[1]:
                return self._undefined(point, a, b)
            decision = Decision(_told(a, b, bits) if finite else Verdict.UNDECIDED, point, a, b)
            if decision.verdict is not Verdict.UNDECIDED:
                break
        return decision

    def look_closely(self, point: Point) -> Decision:
        """Compare at one point as sharply as both sides are known."""
        is_exact = self.answer.program.is_exact and self.expected.program.is_exact
        bits = CLOSE if is_exact else LEVELS[-1]
        a, b = (side.at(point, bits, self.budget) for side in (self.answer, self.expected))
        with precision(bits):
            if not a.overlaps(b):
                return Decision(Verdict.DIFFERENT, point, a, b)
            gap, size, least = abs(a - b).upper(), _size(a, b), arb(2) ** (LOST - bits)
            is_close = gap <= size * least or size <= least
        return Decision(Verdict.EQUAL if is_close else Verdict.UNDECIDED, point, a, b)

    def _settle_floats(self, point: Point) -> Decision:
        a, b = (side.at(point, LEVELS[0], self.budget) for side in (self.answer, self.expected))
        if not (a.is_finite() and b.is_finite()):
            return self._undefined(point, a, b)
        with precision(LEVELS[0]):
            gap, size = abs(a - b), _size(a, b)
            differs = gap.lower() > UNKNOWN_RESOLUTION * size and gap.lower() > self.small
        return Decision(Verdict.DIFFERENT if differs else Verdict.UNDECIDED, point, a, b)

    def _undefined(self, point: Point, a: Ball, b: Ball) -> Decision:
        if a.is_finite() or not b.is_finite():
            return Decision(Verdict.UNDECIDED)
        proved = self.answer.program.has_no_value(point, self.budget)
        return Decision(Verdict.UNDEFINED if proved else Verdict.MISSING, point, None, b)

    def samples(self, points: Sequence[Point]) -> list[tuple[Ball, Ball]]:
        """Both values wherever both are finite, at as many of the points as the budget allows."""
        pairs = []
        try:
            for point in points:
                pairs.append(tuple(s.at(point, LEVELS[0], self.budget) for s in (self.answer, self.expected)))
        except Exhausted:
            pass
        return [(a, b) for a, b in pairs if a.is_finite() and b.is_finite()]


def _told(a: Ball, b: Ball, bits: int) -> Verdict:
    with precision(bits):
        if not a.overlaps(b):
            return Verdict.DIFFERENT
        gap, size = abs(a - b).upper(), _size(a, b)
        close = gap <= size * RESOLUTION or (bits > LEVELS[0] and size < 2.0**-400)
    return Verdict.EQUAL if close else Verdict.UNDECIDED


def is_close(a: Ball, b: Ball, least: float) -> bool:
    """May rounding explain that they differ?"""
    with precision(LEVELS[0]):
        gap = abs(a - b).lower()
        return bool(gap <= UNKNOWN_RESOLUTION * _size(a, b) or gap <= least)


def _size(a: Ball, b: Ball) -> Any:
    return max(abs(a).upper(), abs(b).upper())


def difference(a: Ball, b: Ball) -> Ball:
    with precision(LEVELS[-1]):
        return a - b


def constant(pairs: Sequence[tuple[Ball, Ball]], relation: Callable[[Ball, Ball], Ball]) -> Fraction | None:
    """The simple fraction that relation(yours, expected) is at every point, if there is one."""
    if len(pairs) < 3:
        return None
    with precision(LEVELS[0]):
        balls = [relation(a, b) for a, b in pairs]
        first = balls[0]
        if not first.is_finite() or abs(first) > 10**9:
            return None
        middle = float(first.real.mid())
        if not math.isfinite(middle):
            return None
        value = Fraction(middle).limit_denominator(1000)
        exact = acb(fmpq(value.numerator, value.denominator))
        found = all(ball.is_finite() and ball.overlaps(exact) for ball in balls)
    return value if found else None


def nearly(pairs: Sequence[tuple[Ball, Ball]], share: float) -> bool:
    """Do the values differ by no more than a small share of them?"""
    with precision(LEVELS[0]):
        return bool(pairs) and all(abs(a - b) <= share * abs(b) for a, b in pairs)
