"""Does an antiderivative jump where the integrand is bounded? Beside a pole, each piece has a constant."""

from __future__ import annotations

from flint import fmpq

from graders.judge.expressions.balls import Budget, Program, precision
from graders.judge.expressions.functions import Ball
from graders.judge.expressions.kinks import Break
from graders.judge.expressions.points import as_float
from graders.judge.expressions.witness import LEVELS, Side

BESIDE = (2.0**-30, 2.0**-24, 2.0**-18)
"""Distances from the break, in widths of the interval, the nearest first."""
JUMP = 2.0**-36
"""The least jump, relative to the value."""
NOISE = 2.0**-40
HALVINGS = 60


def jumps(antiderivative: Program, integrand: Side, at: Break, budget: Budget) -> bool:
    """Does the value change across the break by more than the slopes there account for?"""
    slopes = [
        [integrand.at(at.beside(side * distance), LEVELS[0], budget) for distance in BESIDE]
        for side in (-1, 1)
    ]
    if not all(_is_bounded(nearest_first) for nearest_first in slopes):
        return False
    gaps = []
    for i, distance in enumerate(BESIDE[:2]):
        left, right = at.beside(-distance), at.beside(distance)
        a, b = (antiderivative.at(point, LEVELS[0], budget) for point in (left, right))
        if not (a.is_finite() and b.is_finite()):
            return False
        with precision(LEVELS[0]):
            across = as_float(right[at.name]) - as_float(left[at.name])
            gaps.append(abs(b - a - (slopes[0][i] + slopes[1][i]) / 2 * across))
            size = 1 + abs(a)
    with precision(LEVELS[0]):
        seems = bool(gaps[0] > JUMP * size and gaps[0] > gaps[1] / 2)
    return seems and _stays(antiderivative, at, float(gaps[0]), budget)


def _stays(antiderivative: Program, at: Break, gap: float, budget: Budget) -> bool:
    """Is much of the gap left between two points that are brought ever closer together?

    The place of a break is known roughly: at a corner beside it the slopes account for a change too, but for
    none that stays.
    """

    def value(x: fmpq) -> Ball:
        return antiderivative.at({**at.point, at.name: x}, LEVELS[1], budget)

    left, right = (fmpq(*at.beside(s * BESIDE[0])[at.name].as_integer_ratio()) for s in (-1, 1))
    low, high = value(left), value(right)
    for _ in range(HALVINGS):
        middle = (left + right) / 2
        here = value(middle)
        if not here.is_finite():
            middle = (2 * left + right) / 3
            here = value(middle)
        with precision(LEVELS[1]):
            if not here.is_finite():
                return False
            in_left = bool(abs(here - low).mid() > abs(high - here).mid())
        left, right, low, high = (left, middle, low, here) if in_left else (middle, right, here, high)
    with precision(LEVELS[1]):
        return bool(abs(high - low).mid() > gap / 8)


def _is_bounded(slopes: list[Ball]) -> bool:
    """Does a slope settle on its way to a break? At a pole each step adds as much as the last one."""
    if not all(slope.is_finite() and slope.imag.contains(0) for slope in slopes):
        return False
    with precision(LEVELS[0]):
        near, middle, far = (abs(slope) for slope in slopes)
        return not (near - middle > abs(middle - far) / 2 and near - middle > NOISE * near)
