"""Where two expressions are compared: drawn points of the domain, and points on both sides of every kink."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import exp, isfinite, log
from random import Random

from graders.judge.balls import Budget, Exhausted, Kink, Point, Program

Interval = tuple[float, float]
Domain = Mapping[str, Sequence[Interval]]

USUAL = (-4.0, 4.0)
GRID = 24
BISECTIONS = 44
MOST_ROOTS = 24
NEARBY = (2.0**-5, 2.0**-14, 2.0**-30)
BETWEEN = (0.31, 0.5003, 0.77)


@dataclass(frozen=True)
class Range:
    """The values that a symbol takes."""

    intervals: tuple[Interval, ...]
    whole: bool = False

    def draw(self, rng: Random, style: int) -> Fraction:
        """A value; `style` 2 prefers the neighbourhood of zero, and 3 gives no binary fraction."""
        low, high = rng.choice(self.intervals)
        if self.whole and int(high) >= int(-(-low // 1)):
            return Fraction(rng.randint(int(-(-low // 1)), int(high)))
        value = _near_zero(rng, low, high) if style == 2 else rng.uniform(low, high)
        if style == 3:
            return Fraction(value).limit_denominator(999_983)
        return rounded(value, high - low)


def rounded(value: float, width: float) -> Fraction:
    """A binary fraction of few digits near to a value, so that polynomials of it are exact."""
    grain = Fraction(2) ** (round(log(max(min(width, abs(value) or width), 1e-300), 2)) - 20)
    return round(Fraction(value) / grain) * grain


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
    choices = [Fraction(n) for n in (2, 3, 1, -1, -2, 5, -3)] + [
        Fraction(1, 2),
        Fraction(1, 4),
        Fraction(-1, 2),
    ]
    points: list[Point] = []
    for turn in range(4):
        point: dict[str, Fraction] = {}
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
        return {**self.point, self.name: Fraction(self.at + distance * self.width)}


def breaks(program: Program, ranges: Mapping[str, Range], rng: Random, budget: Budget) -> list[Break]:
    """The kinks of an expression, searched along each symbol's intervals; some may be left out."""
    found: list[Break] = []
    try:
        for _ in range(min(2, len(ranges)) if program.kinks else 0):
            base = {name: r.draw(rng, 0) for name, r in ranges.items()}
            for name in program.symbols:
                for interval in ranges[name].intervals if not ranges[name].whole else ():
                    found += _Line(program, base, name, interval, budget).breaks()
    except Exhausted:
        pass
    return found


def around(found: Sequence[Break], ranges: Mapping[str, Range]) -> list[Point]:
    """Points left and right of every kink, and between kinks that are neighbours on one line."""
    points: list[Point] = []
    lines: dict[tuple[str, tuple[tuple[str, Fraction], ...]], list[Break]] = {}
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
                points += [{**line[0].point, name: Fraction(left + t * (right - left))} for t in BETWEEN]
    return [p for p in points if all(_inside(value, ranges[name]) for name, value in p.items())]


def _inside(value: Fraction, r: Range) -> bool:
    return any(low <= value <= high for low, high in r.intervals)


class _Line:
    """The search for kinks along one symbol: inner ones first, since outer ones may hide between them."""

    def __init__(self, program: Program, base: Point, name: str, interval: Interval, budget: Budget) -> None:
        self.program, self.base, self.name, self.budget = program, base, name, budget
        self.low, self.high = interval
        self.width = self.high - self.low
        inner = ((i + 0.5 + 0.1 * ((i * 7) % 5 - 2)) / GRID for i in range(GRID))
        self.samples: dict[float, list[float]] = {}
        for t in (0.0, *inner, 1.0):
            self._sample(self.low + t * self.width)

    def breaks(self) -> list[Break]:
        found: list[Break] = []
        for k, kink in enumerate(self.program.kinks):
            for at in self._roots(k):
                found.append(Break(self.name, at, self.base, self.width, kink.jumps))
                self._sample(at)
        return found

    def _sample(self, at: float) -> None:
        if at not in self.samples:
            point = {**self.base, self.name: Fraction(at)}
            values, _ = self.program.values(point, 64, self.budget)
            self.samples[at] = [self.program.bend(kink, values) for kink in self.program.kinks]

    def _bend(self, k: int, at: float) -> float:
        values, _ = self.program.values({**self.base, self.name: Fraction(at)}, 64, self.budget)
        return self.program.bend(self.program.kinks[k], values)

    def _roots(self, k: int) -> list[float]:
        """Where a kink's number changes its sign or touches zero."""
        places = sorted(self.samples)
        heights = [self.samples[at][k] for at in places]
        roots = []
        for i in range(len(places) - 1):
            if heights[i] * heights[i + 1] < 0:
                roots.append(self._bisect(k, places[i], places[i + 1], heights[i]))
        for i in range(1, len(places) - 1):
            before, here, after = (abs(h) for h in heights[i - 1 : i + 2])
            if here == 0:
                roots.append(places[i])
            elif here < before and here < after and heights[i - 1] * heights[i + 1] > 0:
                roots += self._touch(k, places[i - 1], places[i + 1], here)
        return roots[:MOST_ROOTS]

    def _bisect(self, k: int, low: float, high: float, below: float) -> float:
        for _ in range(BISECTIONS):
            middle = (low + high) / 2
            if self._bend(k, middle) * below > 0:
                low = middle
            else:
                high = middle
        return (low + high) / 2

    def _touch(self, k: int, low: float, high: float, least: float) -> list[float]:
        """The place where a number of one sign comes down to zero, if it does."""
        ratio = (5**0.5 - 1) / 2
        for _ in range(BISECTIONS):
            left, right = high - ratio * (high - low), low + ratio * (high - low)
            if abs(self._bend(k, left)) < abs(self._bend(k, right)):
                high = right
            else:
                low = left
        middle = (low + high) / 2
        return [middle] if abs(self._bend(k, middle)) < 1e-6 * least else []


__all__ = ["Break", "Domain", "Kink", "Range", "around", "breaks", "drawn", "pleasant", "ranges"]
