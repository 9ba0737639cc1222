"""Which exact number a decimal number in an answer stands for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import e, isfinite, log, pi, sqrt

EXACT = {
    "pi": pi, "E": e, "sqrt(2)": sqrt(2), "sqrt(3)": sqrt(3), "log(2)": log(2), "sqrt(pi)": sqrt(pi),
    "sqrt(2)/2": sqrt(2) / 2, "sqrt(3)/2": sqrt(3) / 2, "pi/2": pi / 2, "2*pi": 2 * pi, "log(10)": log(10),
}  # fmt: skip
NEAR = 0.02
"""A decimal number that is further away, relatively, stands for another one."""
SAME = 1e-13


def rounded_number(floats: Sequence[float]) -> tuple[float, str]:
    """The decimal number that stands for an exact one, and that one if it is simple and has its digits."""
    for number in filter(isfinite, floats):
        for name, exact in EXACT.items():
            if _stands_for(abs(number), exact):
                return number, name if number > 0 else f"-{name}"
        simple = Fraction(number).limit_denominator(12)
        if simple and _stands_for(abs(number), abs(float(simple))):
            return number, str(simple)
    return floats[0], ""


def _stands_for(number: float, exact: float) -> bool:
    """Is it the exact one, rounded or cut off after the last digit?"""
    last = 10.0 ** float(Decimal(repr(number)).as_tuple().exponent)
    return abs(number - exact) < last and SAME < abs(number / exact - 1) < NEAR
