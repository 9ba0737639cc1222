"""Bars and filled areas of figures: are those there that were asked for?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from graders.judge.figures.curves import ALIKE, LOOSE, MOST_CURVES, Numbers, Part, spread, table, table_fit
from graders.judge.figures.findings import MissingBars, MissingFills, WrongBars, WrongFills
from graders.judge.findings import Finding
from graders.values.types import Figure

Fits = Callable[[Numbers, Numbers], bool]
MOST_CORNERS = 200_000
"""Areas with more corners are compared corner by corner alone."""


def bars_finding(value: Figure, expected: Figure) -> Finding | None:
    """Bars by their middle, width, lower and upper end, in any order."""
    drawn, asked = (_parts((panel.bars for panel in figure.axes), _boxes) for figure in (value, expected))
    if not any(asked):
        return None
    if not any(drawn):
        return MissingBars()
    return None if _shows(drawn, asked, table_fit) else WrongBars()


def fills_finding(value: Figure, expected: Figure) -> Finding | None:
    """Areas by their corners, or by their lower and upper edge."""
    drawn, asked = (_parts((panel.fills for panel in figure.axes), _edges) for figure in (value, expected))
    if not any(asked):
        return None
    if not any(drawn):
        return MissingFills()
    return None if _shows(drawn, asked, _same_area) else WrongFills()


def _parts(panels: Iterable[Sequence[Part]], read: Callable[[Part], Numbers]) -> list[list[Numbers]]:
    return [[read(part) for part in parts[:MOST_CURVES]] for parts in panels]


def _shows(drawn: list[list[Numbers]], asked: list[list[Numbers]], fits: Fits) -> bool:
    """Is each asked part drawn as one, or are those of a panel drawn in pieces, one bar after another?"""
    for wanted in filter(None, asked):
        alone = [part for part in wanted if any(fits(piece, part) for panel in drawn for piece in panel)]
        lacking = [part for part in wanted if not any(part is found for found in alone)]
        for panel in drawn:
            spare = [piece for piece in panel if not any(fits(piece, part) for part in alone)]
            if not lacking or (spare and fits(np.concatenate(spare), np.concatenate(lacking))):
                break
        else:
            return False
    return True


def _boxes(part: Part) -> Numbers:
    """One row for each bar: middle, width, lower and upper end."""
    x, width, bottom, height = table(part, ("x", "width", "bottom", "height")).T
    ends = np.sort([bottom, bottom + height], axis=0)
    return np.column_stack([x, np.abs(width), *ends])


def _edges(part: Part) -> Numbers:
    """The straight edges of the areas, one row each: x and y of their two ends."""
    x, y = part.get("x"), part.get("y")
    if not len(table({"x": x, "y": y}, ("x", "y"))):
        return np.zeros((0, 4))
    corners = np.column_stack([np.asarray(x), np.asarray(y)])
    edges: Numbers = np.hstack([corners[:-1], corners[1:]])
    return edges[np.isfinite(edges).all(axis=1)]


def _same_area(drawn: Numbers, wanted: Numbers) -> bool:
    if table_fit(drawn[:, :2], wanted[:, :2]):
        return True
    if not 0 < len(drawn) <= MOST_CORNERS or not len(wanted):
        return False
    places, heights = np.unique(wanted[:, [0, 2]]), wanted[:, [1, 3]]
    ends = [np.array([edges[:, [0, 2]].min(), edges[:, [0, 2]].max()]) for edges in (drawn, wanted)]
    if np.abs(ends[0] - ends[1]).max() > ALIKE * spread(places):
        return False
    between = (places[:-1] + places[1:]) / 2  # at a place itself two areas may meet
    gaps = [np.abs(np.subtract(_span(drawn, x), _span(wanted, x))).max() for x in between]
    return bool(np.all(np.array(gaps) <= LOOSE * spread(heights)))


def _span(edges: Numbers, x: float) -> tuple[float, float]:
    """The lowest and the highest place of an area above x; NaN where there is none."""
    low, high = np.minimum(edges[:, 0], edges[:, 2]), np.maximum(edges[:, 0], edges[:, 2])
    x0, y0, x1, y1 = edges[(low <= x) & (x <= high) & (low < high)].T
    if not len(x0):
        return np.nan, np.nan
    y = y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return float(y.min()), float(y.max())
