"""Which curve of a panel is the asked one, and what it is called there: for checks of a figure's layout."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from graders.judge.figures.curves import ALIKE, TIGHT, Part, spread, table
from graders.values.types import Axes


def curve_called(panel: Axes, xs: ArrayLike, ys: ArrayLike, *, up_to_shift: bool = False) -> str | None:
    """What the curve with points at all (xs, ys) is called, "" if nothing; None where the panel has none.

    The name is its label, or else the entry in its place of the panel's legend. `up_to_shift`: it may lie
    higher or lower as a whole.
    """
    parts = [*panel.lines, *panel.points]
    for number, part in enumerate(parts):
        if _shows(part, np.asarray(xs, float), np.asarray(ys, float), up_to_shift):
            legend = panel.legend or ()
            in_its_place = legend[number] if len(legend) == len(parts) else ""
            return str(part.get("label", "")).strip() or in_its_place.strip()
    return None


def _shows(part: Part, xs: np.ndarray, ys: np.ndarray, up_to_shift: bool) -> bool:
    places = table(part, ("x", "y"))
    if not len(places) or "z" in part:
        return False
    x, y = places[np.argsort(places[:, 0], kind="stable")].T
    right = np.clip(np.searchsorted(x, xs), 1, max(len(x) - 1, 1))
    nearest = np.where(np.abs(x[right - 1] - xs) <= np.abs(x[right % len(x)] - xs), right - 1, right % len(x))
    gaps = y[nearest] - ys
    if up_to_shift:
        gaps = gaps - np.median(gaps)
    there = np.abs(x[nearest] - xs) <= ALIKE * spread(xs)
    return bool(np.all(there & (np.abs(gaps) <= TIGHT * spread(ys))))
