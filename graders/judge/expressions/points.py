"""Where two expressions are compared: drawn points of the domain, far ones too where it is infinite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, exp, floor, frexp, isfinite, isqrt, log
from random import Random

from flint import fmpq

from graders.judge.expressions.balls import Point, Unsupported
from graders.judge.expressions.domain import Domain, Interval

USUAL = (-4.0, 4.0)
FAR = (60.0, 1_000.0, 1_000_000.0)
"""How far beyond the usual interval an infinite one is looked at, step by step."""


PRIME = {"prime", "composite"}
WHOLE = {"integer", "even", "odd", *PRIME}
"""What is declared of a symbol whose values are whole numbers."""
NOT_REAL = {"imaginary", "infinite", "irrational", "transcendental", "not real", "not finite", "not rational"}
"""Symbols that are declared so have no values here."""
KINDS: dict[str, Callable[[int], bool]] = {
    "even": lambda n: n % 2 == 0,
    "not odd": lambda n: n % 2 == 0,
    "odd": lambda n: n % 2 == 1,
    "not even": lambda n: n % 2 == 1,
    "nonzero": lambda n: n != 0,
    "not zero": lambda n: n != 0,
    "prime": lambda n: _is_prime(n),
    "not prime": lambda n: not _is_prime(n),
    "composite": lambda n: n > 3 and not _is_prime(n),
}
TRIES = 60
FRACTION_BITS = 200
NEAR_BY = 0.25


BEYOND = 1_000.0
"""How far kinks are looked for where no domain is declared."""


@dataclass(frozen=True)
class Range:
    """The values that a symbol takes."""

    intervals: tuple[Interval, ...]
    whole: bool = False
    far: tuple[Interval, ...] = ()
    kinds: tuple[str, ...] = ()
    """Of the whole numbers, see `KINDS`."""

    @property
    def everywhere(self) -> tuple[Interval, ...]:
        return self.intervals + self.far

    def has(self, value: float | fmpq) -> bool:
        return any(low <= as_float(value) <= high for low, high in self.everywhere)

    def is_far(self, value: float | fmpq) -> bool:
        return not any(low <= as_float(value) <= high for low, high in self.intervals)

    def draw(self, rng: Random, style: int, share: float | None = None) -> float | fmpq:
        """A value at a `share` of the range; `style` 2 prefers zero's neighbourhood, 3 lies on no lattice."""
        low, high = rng.choice(self.intervals)
        if self.whole and floor(high) >= ceil(low):
            return self.whole_number(rng, low, high)
        share = rng.random() if share is None else share
        value = _near_zero(rng, low, high) if style == 2 else low + (high - low) * share
        if style == 3:
            return off_every_lattice(rng, value)
        return rounded(value, high - low)

    def whole_number(self, rng: Random, low: float, high: float) -> float:
        """A whole number of the right kind between two numbers, if some tries find one."""
        tried = (rng.randint(ceil(low), floor(high)) for _ in range(TRIES))
        return float(next(filter(self.allows, tried), floor(high)))

    def allows(self, value: float) -> bool:
        """May the symbol have this value, as far as its kind tells?"""
        return not self.whole or (
            float(value).is_integer() and all(KINDS[kind](int(value)) for kind in self.kinds)
        )


def off_every_lattice(rng: Random, value: float) -> fmpq:
    """A fraction near to a value whose denominator nobody knows before it is drawn."""
    q = rng.getrandbits(FRACTION_BITS) | 1 << FRACTION_BITS | 1
    return fmpq(round(Fraction(value) * q), q)


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
        declared = [tuple(map(float, interval)) for interval in (domain or {}).get(name, ())]
        near = tuple(_bounded(low, high) for low, high in declared)
        far = [piece for low, high in declared for piece in _beyond(low, high)]
        known = set(facts)
        if known & NOT_REAL:
            raise Unsupported(name)
        kinds = tuple(kind for kind in KINDS if kind in known)
        found[name] = Range(near or (_usual(known),), bool(known & WHOLE), tuple(far), kinds)
    return found


def outside(ranges: Mapping[str, Range], domain: Domain) -> dict[str, Range]:
    """The ranges, for symbols without a declared domain what lies beyond the usual interval on its sides."""

    def beyond(name: str, r: Range) -> Range:
        if name in domain or r.whole:
            return r
        (low, high), *_ = r.intervals
        left = [(-BEYOND, low)] if low == USUAL[0] else []
        right = [(high, BEYOND)] if high == USUAL[1] else []
        return replace(r, intervals=tuple(left + right) or r.intervals)

    return {name: beyond(name, r) for name, r in ranges.items()}


def _usual(facts: set[str]) -> Interval:
    facts = {fact.removeprefix("extended_") for fact in facts}
    if facts & PRIME:
        return 2.0, 50.0
    low = 0.0 if facts & {"positive", "nonnegative", "not negative"} else USUAL[0]
    high = 0.0 if facts & {"negative", "nonpositive", "not positive"} else USUAL[1]
    if facts & WHOLE:
        low, high = low + ("positive" in facts), high - ("negative" in facts)
    return low, high


def _is_prime(n: int) -> bool:
    return n > 1 and all(n % k for k in range(2, isqrt(n) + 1))


def _bounded(low: float, high: float) -> Interval:
    if not isfinite(low):
        low = min(USUAL[0], high - 8) if isfinite(high) else USUAL[0]
    return low, high if isfinite(high) else max(USUAL[1], low + 8)


def _beyond(low: float, high: float) -> list[Interval]:
    """Pieces of what is left out of an infinite interval, each some times longer than the one before."""
    near = _bounded(low, high)
    steps = list(zip((0.0, *FAR), FAR, strict=False))
    right = [(near[1] + a, near[1] + b) for a, b in steps if not isfinite(high)]
    return right + [(near[0] - b, near[0] - a) for a, b in steps if not isfinite(low)]


def drawn(ranges: Mapping[str, Range], rng: Random, count: int) -> list[Point]:
    """Points of the domain at random, some in each part of it; a single empty one if there are no symbols."""
    if not ranges:
        return [{}]
    parts = {name: rng.sample(range(count), count) for name in ranges}

    def share(name: str, i: int) -> float:
        return (parts[name][i] + rng.random()) / count

    return [{name: r.draw(rng, i % 4, share(name, i)) for name, r in ranges.items()} for i in range(count)]


def near_by(point: Point, ranges: Mapping[str, Range], rng: Random, count: int) -> list[Point]:
    """Points of the domain in a small box around one."""
    points: list[Point] = []
    for _ in range(count):
        shift = {name: rng.uniform(-NEAR_BY, NEAR_BY) for name in ranges}
        moved = {
            n: x if ranges[n].whole else off_every_lattice(rng, as_float(x) + shift[n])
            for n, x in point.items()
        }
        points += [moved] if all(ranges[name].has(x) for name, x in moved.items()) else []
    return points


def drawn_far(ranges: Mapping[str, Range], rng: Random, count: int) -> list[Point]:
    """Points of which at least one number lies far out, where the domain is infinite."""
    far = [name for name, r in ranges.items() if r.far]
    points: list[Point] = []
    for i in range(count if far else 0):
        point = {name: r.draw(rng, 0) for name, r in ranges.items()}
        for name in {far[i % len(far)], *(name for name in far if rng.random() < 0.5)}:
            low, high = rng.choice(ranges[name].far)
            whole = ranges[name].whole
            value = ranges[name].whole_number(rng, low, high) if whole else rng.uniform(low, high)
            point[name] = value if whole else rounded(value, high - low)
        points.append(point)
    return points


def is_far(point: Point, ranges: Mapping[str, Range]) -> bool:
    return any(r.is_far(point[name]) for name, r in ranges.items())


def pleasant(ranges: Mapping[str, Range]) -> list[Point]:
    """Points with small numbers in the domain, for a witness that is easy to follow."""
    choices = (2.0, 3.0, 1.0, -1.0, -2.0, 5.0, -3.0, 0.5, 0.25, -0.5)
    points: list[Point] = []
    for turn in range(4):
        point: dict[str, float] = {}
        for i, (name, r) in enumerate(ranges.items()):
            fitting = [c for c in choices if r.allows(c) and not r.is_far(c)]
            if not fitting:
                return points
            point[name] = fitting[(i + turn) % len(fitting)]
        points.append(point)
    return points


def as_float(value: float | fmpq) -> float:
    return value if isinstance(value, float) else int(value.p) / int(value.q)
