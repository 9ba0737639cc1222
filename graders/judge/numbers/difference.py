"""In which way do wrong numbers differ from the right ones? The kind of difference names the mistake."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from graders.judge.numbers import findings
from graders.judge.numbers.findings import Numbers

NAMED_FACTORS = {
    "180/π": 180 / np.pi,
    "π/180": np.pi / 180,
    "2π": 2 * np.pi,
    "π": np.pi,
    "1/ln 10": 1 / np.log(10),
    "ln 10": np.log(10),
    "1/ln 2": 1 / np.log(2),
    "ln 2": np.log(2),
}
LARGEST_FACTOR = 1000
NEAR = 10
"""Times what is allowed: a smaller difference is one of digits, and says nothing about order or place."""


def classify(value: Numbers, expected: Numbers, allowed: Numbers) -> findings.Difference:
    """The difference of two arrays of one shape that do not agree within `allowed`."""
    seen = evidence(value, expected, allowed)
    if not (np.isfinite(value).all() and np.isfinite(expected).all()):
        return findings.OtherValues(seen)
    if value.size > 1 and not value.any():
        return findings.AllZero(seen)
    factor = constant_factor(value, expected, allowed)
    if factor is not None:
        return findings.Factor(seen, *factor)
    if seen.error <= NEAR * seen.allowed:
        return findings.OtherValues(seen)
    if is_transposed(value, expected, allowed):
        return findings.Transposed(seen)
    if is_reversed(value, expected, allowed):
        return findings.Reversed(seen)
    if is_permuted(value, expected, allowed):
        return findings.Permuted(seen)
    steps = shift(value, expected, allowed)
    if steps:
        return findings.Shifted(seen, steps)
    offset = constant_offset(value, expected, allowed)
    return findings.OtherValues(seen) if offset is None else findings.Offset(seen, offset)


def evidence(value: Numbers, expected: Numbers, allowed: Numbers) -> findings.Evidence:
    """Both arrays, and the entry that differs most, measured by what is allowed there."""
    with np.errstate(all="ignore"):
        error = np.abs(value - expected)
        error = np.where((value == expected) | (np.isnan(value) & np.isnan(expected)), 0.0, error)
        error = np.where(np.isnan(error), np.inf, error)
        excess = error / np.maximum(allowed, np.finfo(float).tiny)
    index = tuple(int(i) for i in np.unravel_index(int(np.argmax(excess)), excess.shape))
    size = float(np.abs(expected[index]))
    known = 0 < size < np.inf
    scale = size if known else 1.0
    wrong = int(np.count_nonzero(error > allowed))
    return findings.Evidence(
        value, expected, index, wrong, float(error[index]) / scale, float(allowed[index]) / scale, known
    )


def agree(value: Numbers, expected: Numbers, allowed: Numbers | float) -> bool:
    """Whether two arrays agree; entries that are not finite must be the same."""
    with np.errstate(all="ignore"):
        near = np.abs(value - expected) <= allowed
    return bool(np.all(near | (value == expected) | (np.isnan(value) & np.isnan(expected))))


def constant_factor(value: Numbers, expected: Numbers, allowed: Numbers) -> tuple[float, str] | None:
    """The k for which every entry is k times the expected one, if there is a telling one, and its name.

    An array with three different entries shows any k; fewer numbers show a k only where it is a simple one,
    since two numbers always have some ratio.
    """
    largest = np.unravel_index(int(np.argmax(np.abs(expected))), expected.shape)
    pivot, slack = expected[largest], float(allowed[largest])
    if np.abs(pivot) <= slack or np.abs(np.imag(value[largest] / pivot)) > 0:
        return None
    k = float(np.real(value[largest] / pivot))
    if k == 0 or not agree(value, k * expected, allowed * max(1.0, abs(k))):
        return None
    resolution = slack * max(1.0, abs(k)) / float(np.abs(pivot))
    whole = value.size == 1 and float(np.real(pivot)).is_integer()
    named = simple_factor(k, resolution, largest=2 if whole else LARGEST_FACTOR)
    if named is not None:
        return named
    if distinct(expected, allowed) >= 3 and abs(k - 1) > 1e-6:
        return k, ""
    return None


def simple_factor(k: float, resolution: float, largest: int = LARGEST_FACTOR) -> tuple[float, str] | None:
    """k as a small whole number, one over it, or a constant with a name."""
    for name, constant in NAMED_FACTORS.items():
        for sign in (1, -1):
            if abs(k - sign * constant) <= resolution:
                return sign * constant, name if sign > 0 else f"-{name}"
    if not 0.5 / largest < abs(k) < 2.0 * largest:
        return None
    for fraction in (Fraction(round(k)), Fraction(1, round(1 / k)) if abs(k) < 1 else Fraction(0)):
        size = max(abs(fraction.numerator), fraction.denominator)
        if fraction not in (0, 1) and size <= largest and abs(k - float(fraction)) <= resolution:
            return float(fraction), str(fraction)
    return None


def is_transposed(value: Numbers, expected: Numbers, allowed: Numbers) -> bool:
    return value.ndim == 2 and value.shape == value.T.shape and agree(value.T, expected, allowed)


def is_reversed(value: Numbers, expected: Numbers, allowed: Numbers) -> bool:
    return value.ndim >= 1 and len(value) > 1 and agree(value[::-1], expected, allowed)


def is_permuted(value: Numbers, expected: Numbers, allowed: Numbers) -> bool:
    """The same numbers in another order; not said of labels, whose counts agree by chance."""
    variety = distinct(expected, allowed)
    if value.size < 2 or (variety < 4 and variety < value.size):
        return False
    return agree(np.sort(value, axis=None), np.sort(expected, axis=None), float(allowed.max()))


def shift(value: Numbers, expected: Numbers, allowed: Numbers) -> int:
    """+1 if every entry stands one place too late, -1 if one too early, else 0."""
    if value.ndim == 0 or len(value) < 3:
        return 0
    slack = float(allowed.max())
    return (1 if agree(value[1:], expected[:-1], slack) else 0) or (
        -1 if agree(value[:-1], expected[1:], slack) else 0
    )


def constant_offset(value: Numbers, expected: Numbers, allowed: Numbers) -> float | complex | None:
    """The c by which every entry is too large; for a single number only a whole c of size one."""
    gaps = value - expected
    offset = complex(gaps.flat[0]) if np.iscomplexobj(gaps) else float(gaps.flat[0])
    if not np.all(np.abs(gaps - offset) <= 2 * allowed) or np.all(np.abs(gaps) <= allowed):
        return None
    if value.size == 1 and not (abs(offset) == 1 and float(np.real(expected.flat[0])).is_integer()):
        return None
    return offset


def distinct(numbers: Numbers, allowed: Numbers) -> int:
    """How many different numbers an array holds."""
    gaps = np.abs(np.diff(np.sort(numbers, axis=None)))
    return 1 + int(np.count_nonzero(gaps > float(allowed.max())))
