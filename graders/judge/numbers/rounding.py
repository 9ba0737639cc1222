"""How far rounding alone may move an answer: absolute tolerances derived from a method's error model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graders.judge.numbers.findings import Numbers

Floats = NDArray[np.float64]
EPS = float(np.finfo(float).eps)
THREE_DIGITS = 100


def rounding(scale: ArrayLike, operations: int = 256) -> float:
    """The rounding error of a formula whose largest intermediate term has the size `scale`.

    One operation on terms of size s errs by at most eps·s/2, and errors add, so `operations` of them stay
    below operations·eps·s, whatever the order of the additions. 256 covers sums of a few hundred terms.
    """
    size = np.abs(np.asarray(scale, dtype=complex))
    return operations * EPS * float(size.max(initial=0.0))


def default_tolerance(expected: Numbers) -> float:
    """The tolerance of an exact formula of which only the answer is known.

    Its scale is the largest entry, because the terms of a dot product are as large as the product's
    largest entries even where they cancel. The floor is the rounding of terms of size one that cancel
    (sin π, 1 - s for s near 1): 16·eps. A formula with larger terms than its answer needs `rounding(scale)`.
    """
    finite = expected[np.isfinite(expected)]
    return max(rounding(finite), rounding(1.0, operations=16))


def difference_rounding(f: Callable[..., Any], x: ArrayLike, dx: float) -> Floats:
    """The rounding error of (f(x + dx) - f(x)) / dx.

    f is evaluated with an error of a few eps·|f|, and x + dx is off by eps·|x|/2, which f turns into
    eps·|x f′|/2; both are divided by dx. Hence 8·eps·(max|f| + |x f′|)/|dx|. The worst error measured
    for a right formula is 0.14 of that, and another formula is never that near for dx ≥ 1e-4.
    f is looked at between the two points of the formula only: beyond them it may have no value.
    """
    point = np.asarray(x, dtype=float)
    return _quotient_rounding(f, point, point + dx, dx)


def central_rounding(f: Callable[..., Any], x: ArrayLike, h: float) -> Floats:
    """The rounding error of (f(x + h) - f(x - h)) / 2h: the model of `difference_rounding`, step h."""
    point = np.asarray(x, dtype=float)
    return _quotient_rounding(f, point - h, point + h, h)


def _quotient_rounding(f: Callable[..., Any], start: Floats, end: Floats, h: float) -> Floats:
    """f′ is taken at both ends, by a difference towards the other one, and between them."""
    reach = np.maximum(np.abs(start), np.abs(end))
    aside = np.sign(end - start) * np.minimum(abs(h), np.maximum(abs(h) / 1000, np.sqrt(EPS) * reach))
    left, inside, within, right = (
        np.asarray(f(at), dtype=float) for at in (start, start + aside, end - aside, end)
    )
    with np.errstate(all="ignore"):  # a step that is lost beside x is no step
        slopes = [(inside - left) / aside, (right - within) / aside, (right - left) / abs(h)]
    slope = np.abs(np.nan_to_num(slopes, nan=0.0, posinf=0.0, neginf=0.0)).max(axis=0)
    size = np.maximum(np.abs(left), np.abs(right))
    return np.asarray(8 * EPS * (size + reach * slope) / abs(h))


def quadrature_rounding(f: Callable[..., Any], a: float, b: float, n: int) -> float:
    """The rounding error of a sum of n strips of f between a and b.

    Each height errs by a few eps·|f| and by eps·|x f′| from its node. A plain loop adds up to n·eps/2 of
    the sum of all |heights|·w, and nodes found by repeated addition are off by up to n·eps·|x|.
    Hence (8 + n)·eps·|b - a|·(max|f| + |x f′|), with max|f| and f′ from 257 samples. Where f has no value,
    as log has none at the border 0, no node can be, and no sample is taken.
    """
    x = np.linspace(a, b, 257)
    with np.errstate(all="ignore"):
        y = np.asarray(f(x), dtype=float) * np.ones_like(x)
        rises = np.abs(np.diff(y))
    size, rise = (float(part[np.isfinite(part)].max(initial=0.0)) for part in (np.abs(y), rises))
    reach = max(abs(a), abs(b)) * rise / max(abs(b - a) / 256, EPS)
    return (8 + n) * EPS * abs(b - a) * (size + reach)


def conditioning(scale: ArrayLike, size: int, condition: float = 1.0) -> float:
    """The rounding error of a result of linear algebra of the size `scale`, from `size` unknowns.

    A stable algorithm solves a problem that differs by a small multiple of size·eps from the one given
    (Higham, Accuracy and Stability of Numerical Algorithms, 2002), and the result moves by at most
    `condition` times as much: κ(A) = ‖A‖·‖A⁻¹‖ for a system, 1 for the largest eigenvalue of a symmetric A.
    Hence 64·size·eps·κ·scale. The largest error measured was 0.07 of that (1 000 systems of 2 to 8 unknowns,
    κ up to 10⁸, by solve, inv, lstsq and QR, against 60 digits; eigenvalues: 0.03).
    """
    return rounding(scale, operations=64 * size) * condition


def stopped(tol: float, curvature: ArrayLike) -> float:
    """How far from the level point an iteration may be that stops where |f′| ≤ tol.

    f′ rises by |f″| per unit of x, so that the rest of the way is tol/|f″|. With the rounding error of f′ in
    the place of tol it is what that error does to x.
    """
    return tol / float(np.min(np.abs(curvature)))


def settled(ftol: float, curvature: ArrayLike) -> float:
    """How far from its minimum an optimiser may be that stops where f falls by no more than ftol.

    f − f* = ½·f″·d², hence d = √(2·ftol/f″): half of the digits of f. SLSQP is usually nearer.
    """
    return float(np.sqrt(2 * ftol / np.min(np.abs(curvature))))


def decimals_of(numbers: NDArray[np.float64], most: int) -> int:
    """After how many decimals all of the numbers end, if they have three digits or more; else 0."""
    largest = float(np.abs(numbers).max(initial=0.0))
    for decimals in range(1, most + 1):
        if np.array_equal(numbers, np.round(numbers, decimals)):
            return decimals if largest * 10**decimals >= THREE_DIGITS else 0
    return 0
