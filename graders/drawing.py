"""One style for the pictures of all lessons: quiet axes, names on the lines, no legend.

The colours are told apart by the colour-blind and have a contrast of 4.5 or more on white; the strokes differ
as well, so that nothing is lost in print.

    drawing, (first, second) = panels(2)
    (curve,) = first.plot(times, heights)
    name(curve, "height", 0.7)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

INK, SOFT, FAINT = "#1f2933", "#5f6b76", "#d5dae0"
BLUE, RED, GREEN, PURPLE = "#0064a8", "#bb4a00", "#007553", "#96408a"
COLOURS = (BLUE, RED, GREEN, PURPLE)
STROKES = ("-", "--", "-.", ":")
STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.titlesize": 12,
    "axes.titlecolor": INK,
    "axes.labelsize": 10,
    "axes.labelcolor": SOFT,
    "axes.edgecolor": SOFT,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "text.color": INK,
}
HIGH, WIDE = 4.2, 5.2
DPI = 120


def panels(count: int = 1, *, high: float = HIGH, widths: Sequence[float] = ()) -> tuple[Any, list[Any]]:
    """A new figure of this style with some panels beside each other, `widths` relative to an equal share."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure
    from matplotlib.rcsetup import cycler

    shares = list(widths) or [1.0] * count
    strokes = cycler(color=COLOURS) + cycler(linestyle=STROKES)
    with rc_context({**STYLE, "axes.prop_cycle": strokes * cycler(linewidth=[2.0])}):
        figure = Figure(figsize=(WIDE * sum(shares), high), dpi=DPI, layout="constrained")
        figure.set_layout_engine("constrained", wspace=0.08, w_pad=0.12, h_pad=0.1)
        row = list(figure.subplots(1, count, width_ratios=shares, squeeze=False)[0])
    for axes in row:
        axes.tick_params(colors=SOFT, labelsize=9, length=3, width=0.8)
        axes.tick_params(which="minor", length=0)
    return figure, row


def name(line: Any, text: str, at: float = 1.0, offset: tuple[float, float] = (6, 0)) -> None:
    """Write a line's name beside it, in its colour: `at` is the share of its points that lie before."""
    line.set_label(text)
    points = np.column_stack([np.asarray(values, float) for values in line.get_data()])
    there = points[np.isfinite(points).all(axis=1) & (abs(points) < 1e12).all(axis=1)]
    if len(there):
        place = there[round(at * (len(there) - 1))]
        write(line.axes, place, text, offset, line.get_color())


def write(
    axes: Any, place: Sequence[float], text: str, offset: tuple[float, float] = (0, 0), colour: str = INK
) -> None:
    """Write a text at a place of the data, shifted by an offset in points away from it."""
    from matplotlib.patheffects import withStroke

    across, up = offset
    axes.annotate(
        text,
        tuple(map(float, place)),
        offset,
        textcoords="offset points",
        color=colour,
        size=10,
        ha="left" if across > 0 else "right" if across < 0 else "center",
        va="bottom" if up > 0 else "top" if up < 0 else "center",
        path_effects=[withStroke(linewidth=3, foreground="white")],
        annotation_clip=False,
        zorder=6,
    )


def level(axes: Any, height: float = 0.0) -> None:
    """A thin line across the panel, such as the axis y = 0."""
    axes.axhline(height, color=SOFT, linewidth=0.8, linestyle="-", zorder=0.5)


def arrow(axes: Any, start: Sequence[float], end: Sequence[float], colour: str = INK) -> None:
    """A straight arrow between two places of the data."""
    axes.annotate(
        "", tuple(end), tuple(start), arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.5}
    )
