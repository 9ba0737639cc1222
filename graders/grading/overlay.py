"""What a student's functions draw, over what is expected: yours solid, expected dashed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.drawing import INK, write
from graders.values.figures import from_matplotlib, shown_panels
from graders.values.types import Axes, Figure, Part

SEEN = 0.02
"""The share of a panel's height or width by which two things have to be apart to be told apart."""
SEEN_IN_POWERS = 0.04
"""The same where an axis counts powers of ten and rounding shows, of the mean distance."""
BEYOND = 1.0
"""How many panels' heights a panel may grow to each side for what was not expected."""
Points = NDArray[np.float64]
Box = tuple[Points, Points, Callable[[Points], Points]]
Pair = tuple[list[Part], list[Part]]
KINDS = ("lines", "points", "bars", "arrows")


def overlay(theirs: Figure, draw: Callable[[], Any]) -> tuple[Any, list[str]]:
    """The expected figure with what is otherwise in theirs drawn over it, and the titles of those panels.

    What the expected figure has differently each time it is drawn, such as seconds, is not compared.
    """
    figure = draw()
    panels, data = shown_panels([figure]), from_matplotlib(figure)
    pairs = list(zip(panels, theirs.axes, data.axes, strict=False))
    found = [_compared(expected, own, _box(panel)) for panel, own, expected in pairs]
    if any(found):
        again = from_matplotlib(draw()).axes
        for (panel, _, expected), other, apart in zip(pairs, again, found, strict=True):
            for kind in _compared(expected, other, _box(panel)):
                apart.pop(kind, None)
    for (panel, *_), apart in zip(pairs, found, strict=True):
        for ours, own in apart.values():
            _lay_over(panel, ours, own)
    titles = [panel.get_title() for (panel, *_), apart in zip(pairs, found, strict=True) if apart]
    return figure, titles


def overlay_drawn(figure: Any, draw: Callable[[], Any]) -> tuple[Any, list[str]]:
    """The same for a figure that was drawn in this process."""
    return overlay(from_matplotlib(figure), draw)


def _compared(expected: Axes, theirs: Axes, box: Box) -> dict[str, Pair]:
    """Of each kind the parts of either that have no like in the other, where there are such."""
    if expected.is_3d or theirs.is_3d:
        return {}
    pairs = {kind: _differing(getattr(expected, kind), getattr(theirs, kind), box) for kind in KINDS}
    return {kind: pair for kind, pair in pairs.items() if any(pair)}


def _lay_over(panel: Any, expected: Sequence[Part], theirs: Sequence[Part]) -> None:
    panel.autoscale(enable=False)
    for part in expected:
        _dash(panel, part)
    for part in theirs:
        _draw_theirs(panel, part)
    _make_room(panel, theirs)
    _say_which(panel, expected, theirs)


def _box(panel: Any) -> Box:
    """The corners of a panel, as they are laid on paper, and what lays points there."""

    def laid(points: Points) -> Points:
        with np.errstate(all="ignore"):
            return np.asarray(panel.transScale.transform(points))

    low, high = laid(np.array([*zip(panel.get_xlim(), panel.get_ylim(), strict=True)], float))
    return low, high, laid


def _differing(one: Sequence[Part], other: Sequence[Part], box: Box) -> Pair:
    """The parts of each that have no like in the other."""
    left = list(other)
    alone = []
    for part in one:
        like = next((place for place, twin in enumerate(left) if _is_like(part, twin, box)), None)
        if like is None:
            alone.append(part)
        else:
            del left[like]
    return alone, left


def _is_like(one: Part, other: Part, box: Box) -> bool:
    a, b = points_of(one), points_of(other)
    if a.shape != b.shape or one.get("marker") != other.get("marker"):
        return False
    low, high, laid = box
    gap = abs(laid(a) - laid(b)) / abs(high - low)
    if not np.array_equal(np.isfinite(laid(a)), np.isfinite(laid(b))):
        return False
    gap = gap[np.isfinite(gap).all(axis=1)]
    if not len(gap):
        return True
    counts_powers = bool(np.any(laid(np.array([[10.0, 10.0]])) != 10.0))
    return bool(gap.mean(axis=0).max() < SEEN_IN_POWERS if counts_powers else gap.max() < SEEN)


def points_of(part: Part) -> Points:
    """The points that tell where a part lies: of arrows the feet and the tips, of bars the tops."""
    if "u" in part:
        feet, along = np.stack([part["x"], part["y"]], 1), np.stack([part["u"], part["v"]], 1)
        return np.concatenate([feet, feet + along])
    if "height" in part:
        return np.stack([part["x"], part["bottom"] + part["height"]], 1)
    return np.stack([part["x"], part["y"]], 1)


def _dash(panel: Any, expected: Part) -> None:
    """Let what is expected be drawn dashed, hollow or pale."""
    for line in panel.lines:
        if np.array_equal(line.get_xydata(), points_of(expected), equal_nan=True):
            line.set_linestyle("--" if line.get_linestyle() != "None" else "None")
            line.set_fillstyle("none")
            line.set_linewidth(1.3)
    if "u" in expected or "height" in expected:
        for artist in (*panel.collections, *panel.patches):
            artist.set_alpha(0.35)


def _draw_theirs(panel: Any, part: Part) -> None:
    if "u" in part:
        panel.quiver(
            *(part[name] for name in "xyuv"), color=INK, pivot="mid", scale=14, width=0.004, zorder=4
        )
    elif "height" in part:
        panel.bar(
            part["x"], part["height"], part["width"], part["bottom"], fill=False, edgecolor=INK, linewidth=1.6
        )
    else:
        has_stroke = bool(part.get("style")) and part["style"] != part.get("marker")
        style = {
            "linestyle": "-" if has_stroke else "None",
            "marker": part.get("marker") or "o" * (not has_stroke),
        }
        panel.plot(part["x"], part["y"], color=INK, linewidth=2.2, markersize=5, zorder=4, **style)


def _say_which(panel: Any, expected: Sequence[Part], theirs: Sequence[Part]) -> None:
    """Name one of each, where they are farthest apart in sight."""
    low, high, laid = box = _box(panel)
    for parts, others, text in ((theirs, expected, "yours"), (expected, theirs, "expected")):
        seen = [(place, part) for part in parts for place in _in_sight(points_of(part), box)]
        if seen:
            points = np.array([place for place, _ in seen])
            chosen = _farthest(points, _all_points(others), laid, high - low)
            label = seen[chosen][1].get("label", "") if text == "yours" else ""
            share = (laid(points[chosen : chosen + 1])[0] - low) / (high - low)
            offset = _inwards(share, 1 if text == "yours" else -1)
            write(panel, points[chosen], f"{text}: {label}" if label else text, offset)
        elif text == "yours" or len(_all_points(parts)):
            top = panel.transData.inverted().transform(panel.transAxes.transform((0.5, 0.98)))
            write(panel, top, f"{text}: out of sight", (0, -4))


def _inwards(share: Points, side: int) -> tuple[float, float]:
    """Where a word stands beside its point: to the one side or the other, but never out of the panel."""
    across, up = (side if 0.3 < one < 0.7 else 1 if one <= 0.3 else -1 for one in map(float, share))
    return 8.0 * across, 10.0 * up


def _in_sight(points: Points, box: Box) -> Points:
    low, high, laid = box
    with np.errstate(all="ignore"):
        inside = (laid(points) - low) * (high - laid(points)) >= 0
    return points[inside.all(axis=1)]


def _all_points(parts: Sequence[Part]) -> Points:
    return np.concatenate([np.zeros((0, 2)), *map(points_of, parts)])


def _farthest(points: Points, others: Points, laid: Callable[[Points], Points], size: Points) -> int:
    """The place of the one of some points that is farthest from all the others."""
    others = others[np.isfinite(laid(others)).all(axis=1)]
    if not len(others):
        return len(points) // 2
    stride, other_stride = (max(1, len(rows) // 300) for rows in (points, others))
    apart = (laid(points[::stride])[:, None] - laid(others[::other_stride])[None]) / size
    return stride * int(np.hypot(apart[..., 0], apart[..., 1]).min(axis=1).argmax())


def _make_room(panel: Any, theirs: Sequence[Part]) -> None:
    """Grow the panel for theirs, by its own size at most, so that the expected can still be read."""
    low, high, laid = _box(panel)
    points = laid(_all_points(theirs))
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return
    size = high - low
    lower = np.maximum(np.minimum(low, points.min(axis=0) - 0.04 * size), low - BEYOND * size)
    upper = np.minimum(np.maximum(high, points.max(axis=0) + 0.04 * size), high + BEYOND * size)
    lower, upper = np.where(points.min(0) < low, lower, low), np.where(points.max(0) > high, upper, high)
    with suppress(ValueError, OverflowError):
        corners = panel.transScale.inverted().transform(np.stack([lower, upper]))
        panel.set(xlim=corners[:, 0], ylim=corners[:, 1])
