"""Curves and tables of numbers read from figures, and how well two of them fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.values.types import Figure

Numbers = NDArray[np.float64]
Part = Mapping[str, Any]
"""What one artist draws, as `graders.values.types.Axes` lists it: arrays and texts by name."""

TIGHT = 1e-6
"""What two drawings of the same points may differ by, relative to the range of the numbers."""
LOOSE = 1e-2
"""The same where a curve was drawn at other points: straight lines between them err."""
ALIKE = 1e-9
"""Abscissae nearer than this part of their range are one."""
FEW_PAIRS = 1_000_000
"""Of rows, so many are simply all compared."""
FEWEST = 9
"""So many corners of a surface, or a quarter of those inside its border, must be where they are asked."""
MOST_CURVES = 1000
"""More are not looked at."""


@dataclass(frozen=True)
class Curve:
    """A line or a set of points in one panel of a figure.

    `places` has one row for each point, `turning` one for the middle of each stroke of a line whose x goes
    back and forth: such a line shows a graph only where its strokes lie on the graph.
    """

    places: Numbers
    panel: int
    label: str
    is_points: bool
    is_marked: bool
    turning: Numbers = field(default_factory=lambda: np.zeros((0, 2)))


@dataclass(frozen=True)
class Fit:
    """How far a drawn curve is from an asked one: `excess` times what is allowed, most of all at `at`."""

    excess: float = np.inf
    at: tuple[float, ...] = ()
    yours: float = np.nan
    expected: float = np.nan

    @property
    def holds(self) -> bool:
        return self.excess <= 1

    @property
    def comparable(self) -> bool:
        return bool(np.isfinite(self.excess))


@dataclass(frozen=True)
class Gap:
    """The same for tables of numbers: the rows that are farthest apart."""

    excess: float
    at: tuple[float, ...]
    yours: Numbers
    expected: Numbers


def curves_of(figure: Figure) -> list[Curve]:
    """All lines and point sets of a figure that have a place to be seen."""
    found: list[Curve] = []
    for number, panel in enumerate(figure.axes):
        for parts, are_points in ((panel.lines, False), (panel.points, True)):
            for part in parts:
                places = table(part, ("x", "y", "z") if "z" in part else ("x", "y"))
                is_points = are_points or str(part.get("style", "-"))[:1] not in ("-", ":")
                if len(places) and len(found) < MOST_CURVES:
                    is_marked = is_points or bool(part.get("marker"))
                    turning = np.zeros((0, 2)) if is_points or "z" in part else _turning(part)
                    label = str(part.get("label", ""))
                    found.append(Curve(places, number, label, is_points, is_marked, turning))
    return found


def _turning(line: Part) -> Numbers:
    """The middles of a line's strokes if its x turns round on the way; NaN ends a stroke."""
    places = np.column_stack([line["x"], line["y"]])
    steps = np.diff(places[:, 0])
    middles: Numbers = (places[:-1] + places[1:]) / 2
    drawn = np.isfinite(middles).all(axis=1)
    pieces = np.split(steps, np.flatnonzero(~drawn))
    if all(
        np.all(piece[np.isfinite(piece)] >= 0) or np.all(piece[np.isfinite(piece)] <= 0) for piece in pieces
    ):
        return np.zeros((0, 2))
    return middles[drawn]


def table(part: Part, columns: Sequence[str]) -> Numbers:
    """The finite rows of the named columns; none where they do not fit together."""
    arrays = [part.get(column) for column in columns]
    if not all(type(a) is np.ndarray and a.dtype == float and a.ndim == 1 for a in arrays):
        return np.zeros((0, len(columns)))
    if len({len(a) for a in arrays if a is not None}) != 1:
        return np.zeros((0, len(columns)))
    rows: Numbers = np.column_stack([a for a in arrays if a is not None])
    return rows[np.isfinite(rows).all(axis=1)]


def is_piece(drawn: Curve, wanted: Curve, up_to_shift: bool) -> bool:
    """May a curve be a part of the wanted one? Of a graph no point lies beside it."""
    if len(drawn.turning):
        return False
    if up_to_shift or not _is_graph(wanted.places) or drawn.places.shape[1] != 2:
        return True
    x, y = wanted.places[np.argsort(wanted.places[:, 0])].T
    inside = drawn.places[(drawn.places[:, 0] >= x[0]) & (drawn.places[:, 0] <= x[-1])]
    gaps = np.abs(np.interp(inside[:, 0], x, y) - inside[:, 1])
    return bool(np.all(gaps <= LOOSE * spread(y)))


def pooled(curves: Sequence[Curve], wanted: Curve, up_to_shift: bool = False) -> Curve:
    """Several artists as one: points may have been drawn one by one, a curve in pieces that lie on it."""
    usable = [c for c in curves if (c.is_marked if wanted.is_points else is_piece(c, wanted, up_to_shift))]
    flat = [curve.places for curve in usable if curve.places.shape[1] == 2]
    return Curve(np.concatenate(flat) if flat else np.zeros((0, 2)), 0, "", True, True)


def fit(drawn: Curve, wanted: Curve, up_to_shift: bool = False) -> Fit:
    """How well a drawn curve shows the wanted one.

    A graph of a function is compared at its own abscissae, if need be between the drawn points; the first or
    the last point may be missing, as the height at the end of the last strip is. Anything else, and what is
    to be seen as points, needs a drawn and marked point at each of its points.
    """
    if wanted.is_points and not drawn.is_marked:
        return Fit()
    if drawn.places.shape[1] != wanted.places.shape[1] or not len(drawn.places):
        return Fit()
    if wanted.is_points or len(wanted.turning) or not _is_graph(wanted.places):
        return _cloud_fit(drawn.places, wanted.places)
    fits = _graph_fit if _is_graph(drawn.places) else _cloud_fit
    found = fits(drawn.places, wanted.places, up_to_shift)
    if found.holds and len(drawn.turning):
        return _strokes_fit(drawn.turning, wanted.places, up_to_shift)
    return found


def _is_graph(places: Numbers) -> bool:
    if places.shape[1] != 2 or len(places) < 2:
        return False
    x = np.sort(places[:, 0])
    return bool(np.all(np.diff(x) > ALIKE * (x[-1] - x[0])))


def _graph_fit(drawn: Numbers, wanted: Numbers, up_to_shift: bool) -> Fit:
    drawn = drawn[np.argsort(drawn[:, 0])]
    x, y = wanted[np.argsort(wanted[:, 0])].T
    step, slack = float(np.diff(x).max()), ALIKE * (x[-1] - x[0])
    covered = (x >= drawn[0, 0] - slack) & (x <= drawn[-1, 0] + slack)
    if x[0] < drawn[0, 0] - step - slack or x[-1] > drawn[-1, 0] + step + slack or covered.sum() < 2:
        return Fit()
    x, y = x[covered], y[covered]
    yours = np.interp(x, drawn[:, 0], drawn[:, 1])
    nearest = np.abs(drawn[_nearest_index(drawn[:, 0], x), 0] - x)
    same_places = bool(np.all(nearest <= slack))
    if same_places:
        yours = drawn[_nearest_index(drawn[:, 0], x), 1]
    gap = yours - y
    if up_to_shift:
        gap = gap - np.median(gap)
    worst = int(np.argmax(np.abs(gap)))
    excess = np.abs(gap[worst]) / (spread(y) * (TIGHT if same_places else LOOSE))
    return Fit(float(excess), (float(x[worst]),), float(y[worst] + gap[worst]), float(y[worst]))


def _strokes_fit(middles: Numbers, wanted: Numbers, up_to_shift: bool) -> Fit:
    """How well the middles of strokes lie on a graph, where it is known."""
    x, y = wanted[np.argsort(wanted[:, 0])].T
    places, yours = middles[(middles[:, 0] >= x[0]) & (middles[:, 0] <= x[-1])].T
    right = np.interp(places, x, y)
    gap = yours - right
    if up_to_shift:
        gap = gap - np.median(gap)
    if not len(gap):
        return Fit()
    worst = int(np.argmax(np.abs(gap)))
    excess = float(np.abs(gap[worst]) / (spread(y) * LOOSE))
    return Fit(excess, (float(places[worst]),), float(right[worst] + gap[worst]), float(right[worst]))


def _nearest_index(ordered: Numbers, x: Numbers) -> NDArray[np.intp]:
    right = np.clip(np.searchsorted(ordered, x), 1, len(ordered) - 1)
    return np.where(x - ordered[right - 1] < ordered[right] - x, right - 1, right)


def spread(values: Numbers) -> float:
    """The range of numbers; the size of those that are all alike."""
    return float(np.ptp(values)) or float(np.abs(values).max()) or 1.0


def _cloud_fit(drawn: Numbers, wanted: Numbers, _shift: bool = False) -> Fit:
    index, distance = _nearest(drawn, wanted)
    worst = int(np.argmax(distance))
    at, yours = wanted[worst], drawn[index[worst]]
    return Fit(float(distance[worst] / TIGHT), (float(at[0]),), float(yours[-1]), float(at[-1]))


def _nearest(drawn: Numbers, wanted: Numbers) -> tuple[NDArray[np.intp], Numbers]:
    """The drawn row nearest to each wanted one, and its distance in units of the ranges."""
    scale = np.array([spread(column) for column in wanted.T])
    there, asked = (np.nan_to_num(rows / scale, nan=0.0) for rows in (drawn, wanted))
    if len(there) * len(asked) <= FEW_PAIRS:
        return _nearest_of_few(there, asked)
    from scipy.spatial import cKDTree  # loading it takes longer than a drawing of usual size

    distance, index = cKDTree(there).query(asked, p=np.inf)
    return index, distance


def _nearest_of_few(there: Numbers, asked: Numbers) -> tuple[NDArray[np.intp], Numbers]:
    distance = np.zeros((len(asked), len(there)))
    with np.errstate(over="ignore"):
        for column, wanted in zip(there.T, asked.T, strict=True):
            np.maximum(distance, np.abs(wanted[:, None] - column), out=distance)
    index = distance.argmin(axis=1)
    return index, distance[np.arange(len(asked)), index]


def largest_gap(drawn: Numbers, wanted: Numbers, *, known: int, partly: bool = False) -> Gap | None:
    """The largest difference of the other columns where the first `known` columns, the place, agree.

    None where a wanted place is missing; with `partly` where those that agree do not reach from end to end,
    or are too few inside: drawings of one grid with different strides share few lines.
    """
    if not len(drawn) or not len(wanted):
        return None
    index, distance = _nearest(drawn[:, :known], wanted[:, :known])
    met = distance <= TIGHT
    if not (_spans(wanted[:, :known], met) if partly else met.all()):
        return None
    yours, expected = drawn[index][met, known:], wanted[met, known:]
    gap = np.abs(yours - expected).max(axis=1)
    worst = int(np.argmax(gap))
    scale = spread(expected) if partly else float(np.abs(expected).max()) or 1.0
    at = tuple(float(coordinate) for coordinate in wanted[met][worst, :known])
    return Gap(float(gap[worst] / (TIGHT * scale)), at, yours[worst], expected[worst])


def _spans(places: Numbers, met: NDArray[np.bool_]) -> bool:
    low, high = places.min(axis=0), places.max(axis=0)
    inside = np.all((places > low) & (places < high), axis=1)
    whole = np.all(np.ptp(places[met], axis=0) >= 0.9 * (high - low)) if met.any() else False
    return bool(whole and (met & inside).sum() >= min(FEWEST, inside.sum() / 4))


def table_fit(drawn: Numbers, wanted: Numbers) -> bool:
    """Whether two tables hold the same rows in any order."""
    if not len(drawn) or not len(wanted):
        return False
    return bool(_nearest(drawn, wanted)[1].max() <= TIGHT and _nearest(wanted, drawn)[1].max() <= TIGHT)


def matching(choices: Sequence[Sequence[int]]) -> dict[int, int]:
    """As many askers as possible get one of their choices, each choice given once (augmenting paths)."""
    owner: dict[int, int] = {}

    def place(asker: int, seen: set[int]) -> bool:
        for choice in choices[asker]:
            if choice not in seen:
                seen.add(choice)
                if choice not in owner or place(owner[choice], seen):
                    owner[choice] = asker
                    return True
        return False

    for asker in range(len(choices)):
        place(asker, set())
    return {asker: choice for choice, asker in owner.items()}
