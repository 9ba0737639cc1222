"""Where an expression may bend or jump: its kinks, searched along lines through the domain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import isfinite, nan
from random import Random

from flint import arb, fmpq

from graders.judge.expressions.balls import Budget, Exhausted, Kink, Point, Program
from graders.judge.expressions.domain import Interval
from graders.judge.expressions.functions import ZERO, Ball
from graders.judge.expressions.points import Range

GRID = 24
GOLDEN = (5**0.5 - 1) / 2
ROUNDS = 44
MOST_ROOTS = 24
MOST_POINTS = 160
"""Beside the kinks, for each symbol."""
MOST_CORNERS = 8
MOST_CELLS = 64
INSET = 0.003
NEARBY = (2.0**-5, 2.0**-14, 2.0**-30)
BETWEEN = (0.31, 0.5003, 0.77)


@dataclass(frozen=True)
class Break:
    """A kink found on a line through the domain: the symbol's value there, the other symbols fixed."""

    name: str
    at: float
    point: Point
    width: float
    jumps: bool

    def beside(self, distance: float) -> Point:
        """The point so far to the right of it, in widths of the interval."""
        return {**self.point, self.name: self.at + distance * self.width}


def breaks(program: Program, ranges: Mapping[str, Range], rng: Random, budget: Budget) -> list[Break]:
    """The kinks of an expression, searched along each symbol's intervals; some may be left out."""
    found: list[Break] = []
    try:
        kinks = _possible(program, ranges, budget)
        for base, name in _lines(program.symbols, ranges, rng) if kinks else ():
            for interval in ranges[name].everywhere:
                found += _Line(program, kinks, base, name, interval, budget).breaks()
    except Exhausted:
        pass
    return found


def _lines(symbols: Iterable[str], ranges: Mapping[str, Range], rng: Random) -> Iterator[tuple[Point, str]]:
    """Lines through the domain, each along one symbol: some at random, and the edges of the box it fills."""
    bases: list[Point] = [{name: r.draw(rng, 0) for name, r in ranges.items()} for _ in range(2)]
    bases = bases + _corners(ranges, rng) if len(ranges) > 1 else bases[:1]
    along = [name for name in symbols if not ranges[name].whole]
    known = []
    for base in bases:
        for name in along:
            rest = (name, {other: value for other, value in base.items() if other != name})
            if rest not in known:
                known.append(rest)
                yield base, name


def _corners(ranges: Mapping[str, Range], rng: Random) -> list[Point]:
    """Points close to the corners of the box."""
    ends = []
    for r in ranges.values():
        low, high = min(low for low, _ in r.intervals), max(high for _, high in r.intervals)
        inset = 0.0 if r.whole else INSET * (high - low)
        ends.append((low + inset, high - inset))
    if 2 ** len(ends) <= MOST_CORNERS:
        corners = list(product(*ends))
    else:
        corners = [tuple(map(rng.choice, ends)) for _ in range(MOST_CORNERS)]
    return [dict(zip(ranges, corner, strict=True)) for corner in corners]


def _possible(program: Program, ranges: Mapping[str, Range], budget: Budget) -> list[Kink]:
    """The kinks that a ball over the whole domain does not rule out."""
    if not program.kinks:
        return []
    whole = {name: _hull(r.everywhere) for name, r in ranges.items()}
    values, _ = program.values(whole, 64, budget)
    bends = [(kink, program.bend(kink, values)) for kink in program.kinks]
    return [kink for kink, bend in bends if not bend.is_finite() or bend.overlaps(ZERO)]


def _hull(intervals: Sequence[Interval]) -> arb:
    low, high = min(low for low, _ in intervals), max(high for _, high in intervals)
    return arb((low + high) / 2, (high - low) / 2)


def _height(bend: Ball) -> float:
    """A bend as a number; NaN where it is unknown, not real or huge."""
    height = float(bend.real.mid()) if bend.is_finite() and bend.imag.contains(0) else nan
    return height if isfinite(height) else nan


def around(found: Sequence[Break], ranges: Mapping[str, Range]) -> list[Point]:
    """Points left and right of every kink, and between kinks that are neighbours on one line."""
    points: list[Point] = []
    lines: dict[tuple[str, tuple[tuple[str, float | fmpq], ...]], list[Break]] = {}
    for b in found:
        rest = tuple((name, value) for name, value in b.point.items() if name != b.name)
        lines.setdefault((b.name, rest), []).append(b)
        points += [b.beside(side * distance) for distance in NEARBY for side in (-1, 1)]
    for (name, _), line in lines.items():
        marks = sorted(
            {b.at for b in line} | {end for interval in ranges[name].everywhere for end in interval}
        )
        for left, right in pairwise(marks):
            if right - left > 1e-9 * line[0].width:
                points += [{**line[0].point, name: left + t * (right - left)} for t in BETWEEN]
    inside = [p for p in points if all(ranges[name].has(value) for name, value in p.items())]
    return inside[:: 1 + len(inside) // (MOST_POINTS * max(1, len(ranges)))]


def cells(found: Sequence[Break], ranges: Mapping[str, Range], rng: Random) -> list[Point]:
    """Points in the cells into which the kinks of all symbols together divide the domain."""
    if len(ranges) < 2 or not found:
        return []
    middles = {name: _middles(found, name, r) or [r.draw(rng, 0)] for name, r in ranges.items()}
    count = 1
    for choices in middles.values():
        count *= len(choices)
    if count <= MOST_CELLS:
        return [dict(zip(middles, cell, strict=True)) for cell in product(*middles.values())]
    return [{name: rng.choice(choices) for name, choices in middles.items()} for _ in range(MOST_CELLS)]


def _middles(found: Sequence[Break], name: str, r: Range) -> list[float | fmpq]:
    """A value between each two neighbouring kinks along a symbol."""
    marks = {b.at for b in found if b.name == name}
    spans: list[Interval] = []
    for low, high in r.intervals if not r.whole else ():
        inner = sorted({low, high, *(mark for mark in marks if low < mark < high)})
        spans += [(a, b) for a, b in pairwise(inner) if b - a > 1e-9 * (high - low)]
    return [a + BETWEEN[1] * (b - a) for a, b in spans]


class _Line:
    """The search for kinks along one symbol: inner ones first, since outer ones may hide between them."""

    def __init__(
        self,
        program: Program,
        kinks: Sequence[Kink],
        base: Point,
        name: str,
        interval: Interval,
        budget: Budget,
    ) -> None:
        self.program, self.kinks, self.base, self.name = program, kinks, base, name
        self.budget = budget
        self.low, self.high = interval
        self.width = self.high - self.low
        inner = ((i + 0.25 + 0.5 * (i * GOLDEN % 1)) / GRID for i in range(GRID))
        self.samples: dict[float, list[float]] = {}
        for t in (0.0, 0.002, *inner, 0.998, 1.0):
            self._sample(self.low + t * self.width)

    def breaks(self) -> list[Break]:
        found: list[Break] = []
        for k, kink in enumerate(self.kinks):
            for at in self._roots(k):
                found.append(Break(self.name, at, self.base, self.width, kink.jumps))
                self._sample(at)
        return found

    def _sample(self, at: float) -> None:
        if at not in self.samples:
            point = {**self.base, self.name: at}
            values, _ = self.program.values(point, 64, self.budget)
            self.samples[at] = [_height(self.program.bend(kink, values)) for kink in self.kinks]

    def _bend(self, k: int, at: float) -> float:
        values, _ = self.program.values({**self.base, self.name: at}, 64, self.budget)
        return _height(self.program.bend(self.kinks[k], values))

    def _roots(self, k: int) -> list[float]:
        """Where a kink's number changes its sign or touches zero."""
        places = sorted(self.samples)
        heights = [self.samples[at][k] for at in places]
        roots = []
        for i in range(len(places) - 1):
            if heights[i] * heights[i + 1] < 0:
                roots.append(self._root(k, places[i], places[i + 1]))
        for i in range(1, len(places) - 1):
            before, here, after = (abs(h) for h in heights[i - 1 : i + 2])
            if here == 0 and (before or after):
                roots.append(places[i])
            elif here < before and here <= after and heights[i - 1] * heights[i + 1] > 0:
                roots += self._touch(k, places[i - 1], places[i + 1], here)
        return roots[:MOST_ROOTS]

    def _root(self, k: int, low: float, high: float) -> float:
        """The place between two heights of different sign, by the Illinois rule."""
        below, above = self.samples[low][k], self.samples[high][k]
        side = 0
        for _ in range(ROUNDS):
            middle = (low * above - high * below) / (above - below)
            here = self._bend(k, middle)
            if here == 0 or high - low < 2.0**-46 * self.width:
                return middle
            if here * below > 0:
                low, below, above = middle, here, above / 2 if side > 0 else above
                side = 1
            else:
                high, above, below = middle, here, below / 2 if side < 0 else below
                side = -1
        return (low + high) / 2

    def _touch(self, k: int, low: float, high: float, least: float) -> list[float]:
        """The place where a number of one sign comes down to zero, if it does."""
        for _ in range(ROUNDS):
            left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
            if abs(self._bend(k, left)) < abs(self._bend(k, right)):
                high = right
            else:
                low = left
        middle = (low + high) / 2
        return [middle] if abs(self._bend(k, middle)) < 1e-6 * least else []
