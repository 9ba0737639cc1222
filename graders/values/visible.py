"""Is anything of a matplotlib artist to be seen?"""

from __future__ import annotations

from typing import Any

import numpy as np

ABSENT = ("None", "none", " ", "", None)


def is_visible(artist: Any) -> bool:
    """Whether it is neither hidden nor all transparent. What cannot tell, as a container of bars, is."""
    alpha = artist.get_alpha() if hasattr(artist, "get_alpha") else None
    hidden = hasattr(artist, "get_visible") and not artist.get_visible()
    return not hidden and (alpha is None or bool(np.any(np.asarray(alpha) > 0)))


def is_in_view(panel: Any, x: Any, y: Any) -> bool:
    """Whether a line from the least to the largest x and y has a part between the limits of its panel."""
    for places, limits in ((x, panel.get_xlim()), (y, panel.get_ylim())):
        known = np.asarray(places, dtype=float)
        known = known[np.isfinite(known)]
        if len(known) and not (known.min() <= max(limits) and known.max() >= min(limits)):
            return False
    return True


def line_style(line: Any) -> tuple[str, str]:
    """Line style and marker of a line, each only where it is to be seen."""
    stroke, marker = line.get_linestyle(), line.get_marker()
    if stroke in ABSENT or line.get_linewidth() <= 0 or not _is_opaque(line.get_color()):
        stroke = ""
    if marker in ABSENT or line.get_markersize() <= 0 or not _has_marker_colour(line):
        marker = ""
    return str(stroke), str(marker)


def _has_marker_colour(line: Any) -> bool:
    edge = line.get_markeredgewidth() > 0 and _is_opaque(line.get_markeredgecolor())
    return edge or _is_opaque(line.get_markerfacecolor())


def has_stroke(collection: Any) -> bool:
    """Whether strokes of a collection are to be seen."""
    return _is_mapped(collection) or _has_edge(collection)


def has_marks(collection: Any) -> bool:
    """Whether points of a collection are to be seen; in space their colours are known only when drawn."""
    if hasattr(collection, "_offsets3d"):
        return True
    return bool(np.any(np.asarray(collection.get_sizes()) > 0)) and has_area(collection)


def has_area(artist: Any) -> bool:
    """Whether the inside or the edge of an area is to be seen."""
    return _is_mapped(artist) or _is_opaque(artist.get_facecolor()) or _has_edge(artist)


def _is_mapped(artist: Any) -> bool:
    """Whether its colours come from numbers."""
    return hasattr(artist, "get_array") and artist.get_array() is not None


def _has_edge(artist: Any) -> bool:
    return bool(np.any(np.asarray(artist.get_linewidth()) > 0)) and _is_opaque(artist.get_edgecolor())


def _is_opaque(colours: Any) -> bool:
    """Whether one of the colours is not all transparent; no colour at all is."""
    from matplotlib.colors import to_rgba_array

    if isinstance(colours, str) and colours == "auto":
        return True
    rows = to_rgba_array(colours)
    return bool(np.any(rows[:, 3] > 0))
