"""The decimal numbers in an answer: each may stand for a number very near to it, and excuses nothing else.

The numbers that they stand for are found at some points, so that the answer has the expected values there;
with these in their places the answer is an exact expression, which must have them everywhere else too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flint import arb

from graders.judge.expressions.balls import Budget, Exhausted, Point, precision
from graders.judge.expressions.witness import Comparison, Side, is_close

ROUNDS = ((640, 250), (640, 250), (2560, 1000), (2560, 1000), (2560, 1000), (2560, 1000))
"""The precision of each, and by how many bits the step is smaller than a number with which its weight is
measured. Each doubles the digits that are known; of mere factors the first gives them all."""
SIEVE, LEFT_OVER = 1, 2.0**-120
"""In this round the points that are not needed must fit as well, up to so much of the values."""
KNOWN = 1900
"""How many bits of the numbers are known in the end."""
NEAR = 1e-12
"""How far, relatively or below 1 absolutely, a decimal number may be from the one that it stands for."""
MOST = 24
"""Decimal numbers of which so many differ are no longer told apart from a fit to the expected values."""
WORK = 1_000_000.0
"""Budget of the search, apart from that of the comparison."""
LEFT_OF_ZERO = 2.0**-44
"""What rounding may leave of zero, in shares of the largest value."""
NO_PIVOT = 2.0**-60
"""What is less than this share of the largest pivot tells nothing more."""
TINY = 1e-30
Row = list[Any]
Numbers = dict[float, Any]


def settled(
    comparison: Comparison, asked: Sequence[Point], drawn: Sequence[Point]
) -> tuple[Comparison, Side]:
    """The comparison with what the decimal numbers stand for in their places, and its expected side.

    These are the answer's or, where it has none, those of the expected side. They are found at the points
    `asked`. What differs at drawn points by more than rounding explains, no numbers near to them excuse.
    """
    mine, right = (with_numbers(side, written(side)) for side in (comparison.answer, comparison.expected))
    pairs = Comparison(mine, right, comparison.budget).samples(drawn)
    size = max((float(abs(b).upper()) for _, b in pairs), default=0.0)
    small = LEFT_OF_ZERO * (min(1.0, size) or 1.0)
    search = Budget(WORK, comparison.budget.until)
    if all(is_close(a, b, small) for a, b in pairs):
        if comparison.answer.program.is_exact:
            right = with_numbers(right, exact_numbers(right, mine, asked, search))
        else:
            mine = with_numbers(mine, exact_numbers(mine, right, asked, search))
    return replace(comparison, answer=mine, expected=right, small=small), right


def exact_numbers(answer: Side, expected: Side, points: Sequence[Point], budget: Budget) -> Numbers:
    """For each decimal number of an answer the one near it that it stands for, itself if there are no such.

    Nothing where that cannot be told.
    """
    given = written(answer)
    if len(given) > MOST:
        return {}
    numbers = dict(given)
    try:
        for i, (bits, nudge) in enumerate(ROUNDS):
            equations = _Equations(answer, expected, numbers, bits, nudge)
            with precision(bits):
                steps, left_over = _solved(equations.rows(points, budget), len(numbers))
                numbers = {x: (numbers[x] + step).mid() for x, step in zip(numbers, steps, strict=True)}
                if not all(abs(numbers[x] - arb(x)) <= NEAR * max(abs(x), 1.0) for x in numbers):
                    return given
                if i == SIEVE and left_over > LEFT_OVER:
                    return given
                radii = {x: _least(x) * arb(2) ** -KNOWN for x in numbers}
                if bits > KNOWN and all(
                    abs(step) <= r for step, r in zip(steps, radii.values(), strict=True)
                ):
                    break
    except Exhausted:
        return {}
    with precision(bits):
        return {x: arb(numbers[x], radii[x]) for x in numbers}


def written(side: Side) -> Numbers:
    """The decimal numbers of an expression as they are written."""
    return {x: arb(x) for x in dict.fromkeys(side.program.floats)}


def _least(x: float) -> Any:
    return arb(max(abs(x), TINY))


def with_numbers(side: Side, numbers: Numbers) -> Side:
    """The same with other numbers in the places of its decimal ones."""
    return Side(replace(side.program, standing=numbers, fixed={}), side.along)


@dataclass(frozen=True)
class _Equations:
    """What the values at some points ask of the numbers, as far as it is linear beside the present ones."""

    answer: Side
    expected: Side
    numbers: Numbers
    bits: int
    nudge: int

    def rows(self, points: Sequence[Point], budget: Budget) -> list[Row]:
        """For each point how its value moves with each number, and how far it has to."""
        numbers = self.numbers
        with precision(self.bits):
            sizes = [_least(x) * arb(2) ** -self.nudge for x in numbers]
            others = [{**numbers, x: numbers[x] + size} for x, size in zip(numbers, sizes, strict=True)]
        sides = [self.expected, *(with_numbers(self.answer, each) for each in (numbers, *others))]
        rows: list[Row] = []
        for point in points:
            wanted, here, *moved = (side.at(point, self.bits, budget) for side in sides)
            if all(value.is_finite() for value in (wanted, here, *moved)):
                with precision(self.bits):
                    parts = [(value - here) / size for value, size in zip(moved, sizes, strict=True)]
                    scale = max(float(abs(wanted).upper()), float(abs(here).upper()), 1e-300)
                    row = [value / scale for value in (*parts, wanted - here)]
                    rows += [[value.real.mid() for value in row], [value.imag.mid() for value in row]]
        return rows


def _solved(rows: list[Row], count: int) -> tuple[list[Any], float]:
    """The steps that solve as many of the equations as they can, and what is left of the others.

    By elimination with full pivoting.
    """
    rows, order = [list(row) for row in rows], list(range(count))
    first, done = 0.0, 0
    while done < min(count, len(rows)):
        i, j = max(
            ((i, j) for i in range(done, len(rows)) for j in range(done, count)),
            key=lambda at: abs(float(rows[at[0]][order[at[1]]])),
        )
        rows[done], rows[i] = rows[i], rows[done]
        order[done], order[j] = order[j], order[done]
        pivot = rows[done][order[done]]
        first = first or abs(float(pivot))
        if abs(float(pivot)) <= NO_PIVOT * first:
            break
        for k, row in enumerate(rows):
            if k != done:
                share = (row[order[done]] / pivot).mid()
                rows[k] = [(a - share * b).mid() for a, b in zip(row, rows[done], strict=True)]
        done += 1
    steps: list[Any] = [arb(0)] * count
    for i in range(done):
        steps[order[i]] = (rows[i][-1] / rows[i][order[i]]).mid()
    return steps, max((abs(float(row[-1])) for row in rows[done:]), default=0.0)
