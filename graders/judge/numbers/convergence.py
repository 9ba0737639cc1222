"""How fast does an approximation converge as its step is halved?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graders.judge.findings import Finding
from graders.judge.numbers.findings import (
    NonFinite,
    NoTruncationError,
    Rounded,
    StepIgnored,
    WrongLimit,
    WrongOrder,
)
from graders.judge.numbers.reading import FormError, read_numbers
from graders.judge.numbers.rounding import EPS, decimals_of

BAND = 0.3
"""The median over nine points lies within 0.3 of the right order and never of another (2 400 trials each of
the forward, backward, central and five-point formulas, steps from 0.05 or less); one point alone does not."""
SETTLED = 64
"""Differences below 64·eps·|value|/h are rounding and tell no order."""
NEAR_THE_LIMIT = 0.8
"""The share of points that must tend to the limit. Of 288 000 trials of the forward, backward, central and
five-point formulas (nine points from (-2, 2), twelve functions alone and mixed, first steps 0.05, 0.02, 0.01)
0 were refused (tests/benchmarks/convergence_gate.py): below 0.0011 %, with 95 % confidence. Measured
by the last correction alone, which vanishes half a step beside an inflection, 64 were."""

FEW = 4
"""Decimals after which all answers end only where they were rounded: those of a polynomial may have six."""

Values = NDArray[np.float64]


def observed_order(values: ArrayLike, steps: Sequence[float] | None = None) -> float:
    """The p of an error like h^p, from approximations at h, h/2, h/4 … along the last axis.

    p = log2 |D(h) - D(h/2)| / |D(h/2) - D(h/4)|, the median over all points. Points whose differences are
    rounding alone (where `steps` tell) are left out; NaN where none is left.
    """
    D = np.atleast_2d(np.asarray(values, dtype=float))
    gaps = np.abs(np.diff(D, axis=-1))
    known = gaps > _noise(D, steps)[..., 1:]
    usable = known[..., :-1] & known[..., 1:]
    if not usable.any():
        return float("nan")
    return float(np.median(np.log2(gaps[..., :-1][usable] / gaps[..., 1:][usable])))


def _noise(D: Values, steps: Sequence[float] | None) -> Values:
    h = np.ones(D.shape[-1]) if steps is None else np.abs(np.asarray(steps, dtype=float))
    return SETTLED * EPS * np.abs(D) / np.minimum(h, 1.0)


def order_finding(
    values_by_point: Sequence[Sequence[object]],
    steps: Sequence[float],
    wanted_order: float,
    limit: Sequence[float] | None = None,
) -> Finding | None:
    """None where the approximations converge with the wanted order, and to the limit where that is known.

    `values_by_point[i][k]` is the approximation at point i with the step `steps[k]`; each step is half the
    one before, and there are three or more. Nine points or more, none where the error's next term vanishes.
    What tends to another limit is told so, whatever its order. Richardson's extrapolation must be as near to
    it as the larger of the last two corrections |D(h/2) - D(h)|, at four points of five: `NEAR_THE_LIMIT`.
    """
    try:
        D = np.array([[float(read_numbers(value, 0.0)) for value in row] for row in values_by_point])
    except FormError as error:
        return error.finding
    if not np.isfinite(D).all():
        i, k = (int(n) for n in np.argwhere(~np.isfinite(D))[0])
        return NonFinite("NaN" if np.isnan(D[i, k]) else "infinity")
    targets = None if limit is None else np.asarray(limit, dtype=float)
    if not (np.diff(D, axis=-1) != 0).any():
        return StepIgnored(steps[0], D[0, 0])
    wrong_limit = None if targets is None else _limit_finding(D, steps, targets, wanted_order)
    if wrong_limit is not None:
        return wrong_limit
    p = observed_order(D, steps)
    if np.isnan(p):
        return NoTruncationError()
    if abs(p - wanted_order) >= BAND:
        decimals = decimals_of(D, FEW)
        if decimals and len(np.unique(D)) > D.shape[1]:  # points that are all alike tell nothing
            return Rounded(decimals)
        return WrongOrder(p, wanted_order, _table(D, steps, targets, p), targets is not None)
    return None


def _limit_finding(D: Values, steps: Sequence[float], limit: Values, order: float) -> Finding | None:
    corrections = np.diff(D, axis=-1)
    extrapolated = D[:, -1] + corrections[:, -1] / (2.0**order - 1)
    noise = SETTLED * EPS * np.abs(limit).max() / min(abs(steps[-1]), 1.0)
    allowed = np.maximum(np.abs(corrections[:, -2:]).max(axis=-1), max(noise, float(np.finfo(float).tiny)))
    excess = np.abs(extrapolated - limit) / allowed
    if np.mean(excess <= 1) >= NEAR_THE_LIMIT:
        return None
    worst = int(np.argmax(excess))
    return WrongLimit(float(extrapolated[worst]), float(limit[worst]))


def _table(
    D: Values, steps: Sequence[float], limit: Values | None, p: float
) -> list[tuple[float, float, float | None]]:
    """Step, error and how many times smaller it became, at the point that shows the observed order best.

    Without a known limit the error is the change from this step to its half, which shrinks alike.
    """
    errors = np.abs(np.diff(D, axis=-1)) if limit is None else np.abs(D - limit[:, None])
    with np.errstate(all="ignore"):
        ratios = errors[:, :-1] / errors[:, 1:]
        distance = np.abs(np.log2(ratios) - p).max(axis=-1)
    row = int(np.argmin(np.where(np.isfinite(distance), distance, np.inf)))
    shown = [None, *(float(ratio) for ratio in ratios[row])]
    return [(float(h), float(e), r) for h, e, r in zip(steps, errors[row], shown, strict=False)]
