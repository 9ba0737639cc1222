"""What a student drew beside what was expected, as few numbers as a small picture needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from graders.course.mishaps import contain
from graders.grading.results import Curve, Curves, Panel, Picture
from graders.grading.trial import Trial
from graders.values.types import Axes, Figure, Part

PANELS, PIECES, POINTS, DIGITS = 6, 160, 160, 4
LARGEST = 1e100


def first_picture(trials: Iterable[Trial]) -> Picture | None:
    """The figure that a check refused, and the reference's; of the first check that has a flat one."""
    found = (contain(lambda trial=trial: _picture(trial), lambda _: None) for trial in trials)  # type: ignore[misc]
    return next(filter(None, found), None)


def _picture(trial: Trial) -> Picture | None:
    arguments, seen = trial.refused_at
    if arguments is None or seen is None or not isinstance(seen.value, Figure):
        return None
    theirs, expected = seen.value, trial.reference(arguments)
    if not isinstance(expected, Figure) or any(axes.is_3d for axes in (*theirs.axes, *expected.axes)):
        return None
    return Picture(_panels(theirs), _panels(expected))


def _panels(figure: Figure) -> tuple[Panel, ...]:
    return tuple(map(_panel, figure.axes[:PANELS]))


def _panel(axes: Axes) -> Panel:
    marks = [part for part in axes.lines if not part.get("style") or part["style"] == part.get("marker")]
    strokes = [part for part in axes.lines if not any(part is mark for mark in marks)]
    return Panel(
        lines=_curves(strokes),
        points=_curves([*marks, *axes.points]),
        areas=_curves([*axes.fills, *map(_outline, axes.bars)]),
        arrows=_curves(list(map(_strokes, axes.arrows))),
        title=axes.title[:80],
    )


def _curves(parts: Sequence[Part]) -> Curves:
    """The points of some parts; a line that is interrupted is several."""
    found = [piece for part in parts for piece in _pieces(part["x"], part["y"])]
    return tuple(found[:PIECES])


def _pieces(x: NDArray[np.float64], y: NDArray[np.float64]) -> Iterator[Curve]:
    count = min(len(x), len(y))
    x, y = x[:count], y[:count]
    is_there = (abs(x) < LARGEST) & (abs(y) < LARGEST)
    breaks = np.flatnonzero(np.diff(is_there.astype(int))) + 1
    for run in np.split(np.arange(count), breaks):
        if len(run) and is_there[run[0]]:
            steps = np.linspace(0, len(run) - 1, min(len(run), POINTS)).round().astype(int)
            yield tuple((_rounded(x[place]), _rounded(y[place])) for place in run[np.unique(steps)])


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def _outline(bars: Part) -> Part:
    """The corners of bars, with NaN between two of them."""
    left, right = bars["x"] - bars["width"] / 2, bars["x"] + bars["width"] / 2
    foot, top = bars["bottom"], bars["bottom"] + bars["height"]
    gap = np.full(len(left), np.nan)
    x, y = np.stack([left, left, right, right, gap], 1), np.stack([foot, top, top, foot, gap], 1)
    return {"x": x[:PIECES].ravel(), "y": y[:PIECES].ravel()}


def _strokes(arrows: Part) -> Part:
    """Arrows from foot to tip, each as long as it is drawn at most, with NaN between two of them."""
    x, y, u, v = (arrows[name][:PIECES] for name in ("x", "y", "u", "v"))
    gap = np.full(len(x), np.nan)
    scale = _scale(x, y, u, v)
    return {
        "x": np.stack([x, x + scale * u, gap], 1).ravel(),
        "y": np.stack([y, y + scale * v, gap], 1).ravel(),
    }


def _scale(*columns: NDArray[np.float64]) -> float:
    """So that the longest of several arrows is a tenth of the picture."""
    x, y, u, v = columns
    longest = float(np.nanmax(np.hypot(u, v), initial=0.0))
    wide = float(np.nanmax(np.hypot(np.ptp(x), np.ptp(y)), initial=0.0)) if len(x) > 1 else 0.0
    return wide / 10 / longest if longest and wide else 1.0
