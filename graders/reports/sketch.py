"""Two curves as a few rows of characters, for a terminal that shows no pictures."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from graders.grading.results import Curve, Curves, Picture

WIDE, HIGH, EDGE = 48, 10, 9
BEYOND = 1.0
"""How many times its own height a sketch may grow to each side for what was not expected."""
FINE = 400
"""Steps in which a curve is followed."""
YOURS, EXPECTED = "●", "·"
Points = NDArray[np.float64]


def differing(picture: Picture) -> tuple[Curves, Curves]:
    """The lines that are not alike, of the first panel that has some of theirs."""
    if len(picture.theirs) == len(picture.expected):
        for own, ours in zip(picture.theirs, picture.expected, strict=True):
            wrong = tuple(line for line in own.lines if line not in ours.lines)
            if wrong:
                return wrong, tuple(line for line in ours.lines if line not in own.lines)
    return (), ()


def sketch(theirs: Curves, expected: Curves) -> Iterator[str]:
    """Both curves on the same axes, and which is which; nothing where nothing is expected."""
    ours = _followed(expected)
    if not len(ours):
        return
    own = _near(_followed(theirs), ours)
    low, high = _box(np.concatenate([ours, own]))
    cells = np.full((HIGH, WIDE), " ")
    for points, mark in ((ours, EXPECTED), (own, YOURS)):
        places = np.rint((points - low) / (high - low) * (WIDE - 1, HIGH - 1)).astype(int)
        cells[HIGH - 1 - places[:, 1], places[:, 0]] = mark
    ends = {0: f"{high[1]:.3g}", HIGH - 1: f"{low[1]:.3g}"}
    for row, line in enumerate(cells):
        yield f"{ends.get(row, ''):>{EDGE}} |{''.join(line)}".rstrip()
    left, right = f"{low[0]:.3g}", f"{high[0]:.3g}"
    yield f"{'':>{EDGE}}  {left}{right:>{WIDE - len(left)}}"
    key = (
        f"{YOURS} yours   {EXPECTED} expected" if len(own) else f"{EXPECTED} expected   yours is out of sight"
    )
    yield f"{'':>{EDGE}}  {key}"


def _followed(curves: Curves) -> Points:
    """Many points of some curves."""
    found = [_steps(curve) for curve in curves if curve]
    return np.concatenate([np.zeros((0, 2)), *found])


def _steps(curve: Curve) -> Points:
    x, y = np.array(curve).T
    at = np.linspace(0, len(x) - 1, FINE)
    return np.stack([np.interp(at, np.arange(len(x)), values) for values in (x, y)], 1)


def _near(own: Points, ours: Points) -> Points:
    """Those of some points that leave the expected ones readable."""
    low, high = _box(ours)
    size = BEYOND * (high - low)
    return own[((own >= low - size) & (own <= high + size)).all(axis=1)]


def _box(points: Points) -> tuple[Points, Points]:
    """The corners of what is shown."""
    low, high = points.min(axis=0), points.max(axis=0)
    return low, np.where(high > low, high, low + np.maximum(abs(low), 1.0))
