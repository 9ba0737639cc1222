"""Where two expressions are compared: drawn points of the domain, and points on both sides of every kink."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, frexp, isfinite, log, nan
from random import Random

from flint import arb, fmpq

from graders.judge.balls import Budget, Exhausted, Kink, Point, Program
from graders.judge.functions import ZERO, Ball

Interval = tuple[float, float]
Domain = Mapping[str, Sequence[Interval]]

USUAL = (-4.0, 4.0)
GRID = 24
GOLDEN = (5**0.5 - 1) / 2
ROUNDS = 44
MOST_ROOTS = 24
MOST_POINTS = 160
NEARBY = (2.0**-5, 2.0**-14, 2.0**-30)
BETWEEN = (0.31, 0.5003, 0.77)


@dataclass(frozen=True)
class Range:
    """The values that a symbol takes."""

    intervals: tuple[Interval, ...]
    whole: bool = False

    def draw(self, rng: Random, style: int) -> float | fmpq:
        """A value; `style` 2 prefers the neighbourhood of zero, and 3 gives no binary fraction."""
        low, high = rng.choice(self.intervals)
        if self.whole and int(high) >= int(-(-low // 1)):
            return float(rng.randint(int(-(-low // 1)), int(high)))
        value = _near_zero(rng, low, high) if style == 2 else rng.uniform(low, high)
        if style == 3:
            return fmpq(round(value * 999_983), 999_983)
        return rounded(value, high - low)


def rounded(value: float, width: float) -> float:
    """A binary fraction of few digits near to a value, so that polynomials of it are exact."""
    grain = 2.0 ** (frexp(min(width, abs(value)) or width)[1] - 20)
    return round(value / grain) * grain


def _near_zero(rng: Random, low: float, high: float) -> float:
    if low > 0:
        return exp(rng.uniform(log(low), log(high)))
    value = rng.choice((low, high)) * 2 ** -rng.uniform(1, 16)
    return value if low <= value <= high else rng.uniform(low, high)


def ranges(symbols: Mapping[str, Iterable[str]], domain: Domain | None) -> dict[str, Range]:
    """The range of each symbol: the declared one, else what its assumptions leave of the usual interval."""
    found = {}
    for name, facts in symbols.items():
        declared = [_bounded(*map(float, interval)) for interval in (domain or {}).get(name, ())]
        found[name] = Range(tuple(declared) or (_usual(set(facts)),), "integer" in facts)
    return found


def _usual(facts: set[str]) -> Interval:
    low = 0.0 if facts & {"positive", "nonnegative"} else USUAL[0]
    high = 0.0 if facts & {"negative", "nonpositive"} else USUAL[1]
    if "integer" in facts and "positive" in facts:
        low = 1.0
    return low, high


def _bounded(low: float, high: float) -> Interval:
    if not isfinite(low):
        low = min(USUAL[0], high - 8) if isfinite(high) else USUAL[0]
    return low, high if isfinite(high) else max(USUAL[1], low + 8)


def drawn(ranges: Mapping[str, Range], rng: Random, count: int) -> list[Point]:
    """Points of the domain at random; a single empty one if there are no symbols."""
    if not ranges:
        return [{}]
    return [{name: r.draw(rng, i % 4) for name, r in ranges.items()} for i in range(count)]


def pleasant(ranges: Mapping[str, Range]) -> list[Point]:
    """Points with small numbers in the domain, for a witness that is easy to follow."""
    choices = (2.0, 3.0, 1.0, -1.0, -2.0, 5.0, -3.0, 0.5, 0.25, -0.5)
    points: list[Point] = []
    for turn in range(4):
        point: dict[str, float] = {}
        for i, (name, r) in enumerate(ranges.items()):
            fitting = [c for c in choices if any(low <= c <= high for low, high in r.intervals)]
            if not fitting:
                return points
            point[name] = fitting[(i + turn) % len(fitting)]
        points.append(point)
    return points


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
        for _ in range(min(2, len(ranges)) if kinks else 0):
            base = {name: r.draw(rng, 0) for name, r in ranges.items()}
            for name in program.symbols:
                for interval in ranges[name].intervals if not ranges[name].whole else ():
                    found += _Line(program, kinks, base, name, interval, budget).breaks()
    except Exhausted:
        pass
    return found


def _possible(program: Program, ranges: Mapping[str, Range], budget: Budget) -> list[Kink]:
    """The kinks that a ball over the whole domain does not rule out."""
    if not program.kinks:
        return []
    whole = {name: _hull(r.intervals) for name, r in ranges.items()}
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
            {b.at for b in line} | {end for interval in ranges[name].intervals for end in interval}
        )
        for left, right in pairwise(marks):
            if right - left > 1e-9 * line[0].width:
                points += [{**line[0].point, name: left + t * (right - left)} for t in BETWEEN]
    inside = [p for p in points if all(_inside(value, ranges[name]) for name, value in p.items())]
    return inside[:: 1 + len(inside) // MOST_POINTS]


def as_float(value: float | fmpq) -> float:
    return value if isinstance(value, float) else int(value.p) / int(value.q)


def _inside(value: float | fmpq, r: Range) -> bool:
    return any(low <= as_float(value) <= high for low, high in r.intervals)


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
