"""Is anything of a matplotlib artist to be seen?"""

from __future__ import annotations

from typing import Any

import numpy as np

ABSENT = ("None", "none", " ", "", None)
FAINTEST, THINNEST = 0.02, 0.02
"""How opaque, and how many points wide, the faintest of what is seen is."""
SAME_COLOUR = 0.01
SMALLEST = 0.002
"""Of a figure's width and height, that the smallest panel has in which something is seen."""
LEAST_IN_VIEW, MOST_LOST = 0.3, 0.1
"""Parts of a curve: what a panel's limits have to leave in view, and what a logarithmic scale may lose."""
STROKE = 200
"""So many points stand for the strokes of a line that has fewer."""


def is_visible(artist: Any) -> bool:
    """Whether it is neither hidden nor all transparent. What cannot tell, as a container of bars, is."""
    alpha = artist.get_alpha() if hasattr(artist, "get_alpha") else None
    hidden = hasattr(artist, "get_visible") and not artist.get_visible()
    left_out = hasattr(artist, "get_animated") and artist.get_animated()  # whoever saves a figure
    is_opaque = alpha is None or bool(np.any(np.asarray(alpha) > FAINTEST))
    return not hidden and not left_out and is_opaque and not _is_clipped(artist) and not _is_covered(artist)


def _is_clipped(artist: Any) -> bool:
    """Whether it is drawn inside a box of no size only."""
    box = artist.get_clip_box() if hasattr(artist, "get_clip_box") and artist.get_clip_on() else None
    return box is not None and min(box.width, box.height) <= 0


def _is_covered(artist: Any) -> bool:
    """Whether an area that hides all of its panel is drawn above it."""
    panel: Any = getattr(artist, "axes", None)
    above = [] if panel is None else [one for one in panel.patches if one.get_zorder() > artist.get_zorder()]
    return any(_hides(patch, panel.bbox) for patch in above)


def _hides(patch: Any, box: Any) -> bool:
    from matplotlib.patches import Rectangle

    if not issubclass(type(patch), Rectangle) or not patch.get_visible() or not patch.get_fill():
        return False
    area = patch.get_window_extent()
    is_whole = area.x0 <= box.x0 and area.y0 <= box.y0 and area.x1 >= box.x1 and area.y1 >= box.y1
    return bool(is_whole and patch.get_facecolor()[3] > 1 - FAINTEST)


def has_place(panel: Any) -> bool:
    """Whether a panel is in its figure, and not as small as a dot."""
    box = panel.get_position(original=True)
    is_inside = box.x1 > 0 and box.y1 > 0 and box.x0 < 1 and box.y0 < 1
    return bool(is_inside and min(abs(box.width), abs(box.height)) > SMALLEST)


def is_in_view(panel: Any, places: Any, is_joined: bool = False) -> bool:
    """Whether enough of some points, or of the line that joins them, has a place between a panel's limits.

    On a logarithmic scale there is none for what is not positive.
    """
    rows = np.array([np.ravel(np.ma.filled(column, np.nan)) for column in places], dtype=float)
    rows = _filled_in(rows) if is_joined else rows
    rows = rows[:, np.isfinite(rows).all(axis=0)]
    if not rows.size:
        return True
    axes = [getattr(panel, f"{name}axis") for name in "xyz"[: len(rows)]]
    inside, there = np.ones(rows.shape[1], dtype=bool), np.ones(rows.shape[1], dtype=bool)
    for axis, row in zip(axes, rows, strict=True):
        low, high = sorted(axis.get_view_interval())
        inside &= (row >= low) & (row <= high)
        there &= (row > 0) | (axis.get_scale() != "log")
    return bool(inside.mean() >= LEAST_IN_VIEW and there.mean() >= 1 - MOST_LOST)


def _filled_in(rows: Any) -> Any:
    """Points on the strokes between few ones."""
    known = np.arange(rows.shape[1])
    places = np.linspace(0, max(len(known) - 1, 0), max(STROKE, len(known)))
    return np.array([np.interp(places, known, row) for row in rows]) if len(known) else rows


def line_style(line: Any) -> tuple[str, str]:
    """Line style and marker of a line, each only where it is to be seen."""
    stroke, marker = line.get_linestyle(), line.get_marker()
    if stroke in ABSENT or line.get_linewidth() <= THINNEST or not _is_seen(line, line.get_color()):
        stroke = ""
    is_marked = marker not in ABSENT and line.get_markersize() > THINNEST and line.get_markevery() != []
    if not is_marked or not _has_marker_colour(line):
        marker = ""
    return str(stroke), str(marker)


def _has_marker_colour(line: Any) -> bool:
    edge = line.get_markeredgewidth() > THINNEST and _is_seen(line, line.get_markeredgecolor())
    return edge or _is_seen(line, line.get_markerfacecolor())


def has_stroke(collection: Any) -> bool:
    """Whether strokes of a collection are to be seen."""
    return _is_mapped(collection) or _has_edge(collection)


def has_marks(collection: Any) -> bool:
    """Whether points of a collection are to be seen; in space their colours are known only when drawn."""
    if hasattr(collection, "_offsets3d"):
        return True
    return bool(np.any(np.asarray(collection.get_sizes()) > THINNEST**2)) and has_area(collection)


def has_area(artist: Any) -> bool:
    """Whether the inside or the edge of an area is to be seen."""
    return _is_mapped(artist) or _is_seen(artist, artist.get_facecolor()) or _has_edge(artist)


def _is_mapped(artist: Any) -> bool:
    """Whether its colours come from numbers."""
    return hasattr(artist, "get_array") and artist.get_array() is not None


def _has_edge(artist: Any) -> bool:
    return bool(np.any(np.asarray(artist.get_linewidth()) > THINNEST)) and _is_seen(
        artist, artist.get_edgecolor()
    )


def _is_seen(artist: Any, colours: Any) -> bool:
    """Whether one of the colours is neither transparent nor that of the paper; no colour at all is."""
    from matplotlib.colors import to_rgba_array

    if isinstance(colours, str) and colours == "auto":
        return True
    rows = to_rgba_array(colours)
    differs = np.abs(rows[:, :3] - _paper(artist)).max(axis=1, initial=0.0) > SAME_COLOUR
    return bool(np.any((rows[:, 3] > FAINTEST) & differs))


def _paper(artist: Any) -> Any:
    """The colour on which something is drawn."""
    from matplotlib.colors import to_rgba

    panel = artist.axes
    colour = to_rgba(panel.get_facecolor())
    if not (panel.axison and panel.patch.get_visible() and colour[3] > FAINTEST):
        colour = to_rgba(panel.get_figure().get_facecolor())
    return np.array(colour[:3])
