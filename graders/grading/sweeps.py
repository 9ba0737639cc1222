"""The answer of a call that was refused as two curves: theirs and the expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graders.drawing import BLUE, INK, name, panels, write
from graders.grading.results import Curves as Paths
from graders.grading.trial import Trial

STEPS, FEW = 25, 5
ENTRY = "entry"
MOST = 400
"""Rows that are told."""
Points = NDArray[np.float64]


class Curves(NamedTuple):
    """Rows (x, y) of both, and what x is."""

    theirs: Points
    expected: Points
    across: str


def curves(trial: Trial) -> Curves | None:
    """Of a number how it moves with an argument, of several numbers one after the other; else nothing."""
    arguments, seen = trial.refused_at
    if arguments is None or seen is None or seen.raised is not None:
        return None
    theirs, expected = list(numbers_in(seen.value)), list(numbers_in(trial.reference(arguments)))
    pairs = [pair for pair in zip(theirs, expected, strict=False) if not _alike(*pair)]
    if not pairs:
        return None
    own, ours = pairs[0]
    if len(ours) == 1:
        return next(_swept(trial, arguments), None)
    across, what = _places(trial, arguments, len(ours))
    places = across if len(own) == len(ours) else np.arange(len(own))
    return Curves(np.stack([places, own], 1), np.stack([across, ours], 1), what)


def _alike(own: Points, ours: Points) -> bool:
    return own.shape == ours.shape and bool(np.allclose(own, ours, 1e-6, 1e-9, equal_nan=True))


def _places(trial: Trial, arguments: Sequence[Any], count: int) -> tuple[Points, str]:
    """An argument that rises and is as long as the answer, or else its entries by number."""
    named = zip(trial.parameters, arguments, strict=False) if count >= FEW else ()
    for parameter, argument in named:
        if isinstance(argument, np.ndarray) and argument.shape == (count,):
            rising = argument.astype(float)
            if (np.diff(rising) > 0).all():
                return rising, parameter
    return np.arange(count, dtype=float), ENTRY


def _swept(trial: Trial, arguments: Sequence[Any]) -> Iterator[Curves]:
    """The answers as one argument after the other moves by half of what it is, to each side."""
    for place, argument in enumerate(arguments):
        if type(argument) is not float or argument == 0:
            continue
        rows = [
            row for share in np.linspace(0.5, 1.5, STEPS) if (row := _row(trial, arguments, place, share))
        ]
        if len(rows) > STEPS // 2:
            x, own, ours = np.array(rows).T
            yield Curves(np.stack([x, own], 1), np.stack([x, ours], 1), trial.parameters[place])


def _row(trial: Trial, arguments: Sequence[Any], place: int, share: float) -> tuple[float, ...] | None:
    moved = [*arguments[:place], float(arguments[place] * share), *arguments[place + 1 :]]
    with suppress(ArithmeticError, ValueError, TypeError):
        outcome = trial.subject.call(trial.task, moved)
        found = list(numbers_in(outcome.value)), list(numbers_in(trial.reference(moved)))
        if outcome.raised is None and all(len(rows) == 1 == len(rows[0]) for rows in found):
            return moved[place], float(found[0][0][0]), float(found[1][0][0])
    return None


def drawn(both: Curves, title: str) -> Any:
    """A panel with both."""
    theirs, expected, across = both
    figure, (panel,) = panels(1, widths=(1.3,))
    _limit(panel, expected, theirs, [0.0] * (across == ENTRY))
    for points, text, stroke, colour, up in (
        (expected, "expected", "--", BLUE, -2),
        (theirs, "yours", "-", INK, 2),
    ):
        fill = "full" if text == "yours" else "none"
        if across == ENTRY:
            panel.vlines(points[:, 0], 0, points[:, 1], color=colour, linestyle=stroke)
        joined = "None" if across == ENTRY else stroke
        (line,) = panel.plot(
            *points.T, linestyle=joined, color=colour, marker="o", markersize=5, fillstyle=fill
        )
        seen = _last_seen(panel, points)
        if seen is None:
            write(panel, (panel.get_xlim()[0], panel.get_ylim()[1]), f"{text}: out of sight", (6, -4), colour)
        else:
            name(line, text, seen, (8, up))
    if across == ENTRY:
        panel.xaxis.get_major_locator().set_params(integer=True)
    panel.set(title=title, xlabel=across)
    return figure


def joined(both: Curves) -> tuple[Paths, Paths]:
    """Both as plain points, joined where they lie on a curve."""

    def paths(points: Points) -> Paths:
        rows = points[np.isfinite(points).all(axis=1)][:MOST].tolist()
        found = tuple((float(x), float(y)) for x, y in rows)
        return tuple((row,) for row in found) if both.across == ENTRY else (found,)

    return paths(both.theirs), paths(both.expected)


def _last_seen(panel: Any, points: Points) -> float | None:
    """The share of some points that lies before the last one in the panel."""
    low, high = panel.get_ylim()
    points = points[np.isfinite(points).all(axis=1)]
    seen = np.flatnonzero((points[:, 1] >= low) & (points[:, 1] <= high))
    return float(seen[-1] / max(1, len(points) - 1)) if len(seen) else None


def _limit(panel: Any, expected: Points, theirs: Points, besides: list[float]) -> None:
    shown = [*expected[:, 1], *besides]
    low, high = np.nanmin(shown), np.nanmax(shown)
    own = theirs[np.isfinite(theirs[:, 1]), 1]
    size = max(high - low, abs(high), 1e-12)
    least = max(min([low, *own]), low - 3 * size)
    most = min(max([high, *own]), high + 3 * size)
    edge = 0.06 * max(most - least, 1e-12)
    panel.set_ylim(least - edge, most + edge)


def numbers_in(value: Any) -> Iterator[Points]:
    """The rows of numbers in an answer, one after another; a single number is a row of one."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, np.ndarray):
        if value.dtype.kind in "bif" and value.size:
            yield value.astype(float).ravel()
    elif isinstance(value, list | tuple):
        if value and all(isinstance(item, bool | int | float | np.number) for item in value):
            yield np.array(value, float)
        else:
            for item in value:
                yield from numbers_in(item)
    elif isinstance(value, bool | int | float | np.number):
        yield np.array([value], float)
