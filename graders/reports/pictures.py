"""What a student drew beside what was expected, as inline SVG on the same axes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from graders.grading.results import Curve, Panel, Picture
from graders.reports.safe import line

WIDE, HIGH, EDGE, FOOT = 310, 200, 40, 28
Box = tuple[float, float, float, float]
STYLE = """
.pictures { display: flex; flex-wrap: wrap; gap: 1rem } figure { margin: .5rem 0; max-width: 100% }
figcaption { color: var(--soft); font-size: .9rem } svg { max-width: 100%; height: auto }
svg rect { fill: none; stroke: var(--line) } svg text { fill: var(--soft); font: 10px system-ui, sans-serif }
svg path { fill: none; stroke: var(--ink); stroke-width: 1.5 } svg circle { fill: var(--ink) }
svg path.area { fill: var(--line); stroke: none }
"""


def side_by_side(picture: Picture) -> Iterator[str]:
    """Theirs and the expected, panel by panel; panels of one place share their axes."""
    count = max(len(picture.theirs), len(picture.expected))
    yield '<div class="pictures">'
    for whose, panels in (("Yours", picture.theirs), ("Expected", picture.expected)):
        yield "<div>"
        for place, panel in enumerate(panels):
            both = [panel]
            if len(picture.theirs) == len(picture.expected):
                both = [picture.theirs[place], picture.expected[place]]
            name = whose if count == 1 else f"{whose}, panel {place + 1}"
            title = f": {line(panel.title)}" if panel.title else ""
            caption = escape(name + title)
            yield f"<figure>{_svg(panel, _box(both), name)}<figcaption>{caption}</figcaption></figure>"
        yield "</div>"
    yield "</div>"


def _svg(panel: Panel, box: Box, label: str) -> str:
    parts = [f'<rect x="{EDGE}" y="4" width="{WIDE - EDGE - 4}" height="{HIGH - FOOT}"/>', *_ticks(box)]
    parts += [_path(curve, box, "area", closed=True) for curve in panel.areas]
    parts += [_path(curve, box, "") for curve in (*panel.lines, *panel.arrows)]
    for curve in panel.points:
        places = (_place(point, box) for point in curve)
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2"/>' for x, y in places]
    size = f'viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}"'
    return f'<svg {size} role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'


def _path(curve: Curve, box: Box, kind: str, *, closed: bool = False) -> str:
    places = (_place(point, box) for point in curve)
    words = " L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    return f'<path class="{kind}" d="M{words}{" Z" if closed else ""}"/>'


def _box(panels: Iterable[Panel]) -> Box:
    """The smallest and largest x and y of all that is shown."""
    points = [
        point
        for panel in panels
        for curve in (*panel.lines, *panel.points, *panel.areas, *panel.arrows)
        for point in curve
    ]
    if not points:
        return 0.0, 1.0, 0.0, 1.0
    (left, right), (low, high) = ((min(each), max(each)) for each in zip(*points, strict=True))
    return left, right if right > left else left + 1, low, high if high > low else low + 1


def _ticks(box: Box) -> Iterator[str]:
    left, right, low, high = box
    foot = HIGH - 8
    yield f'<text x="{EDGE}" y="{foot}">{left:.3g}</text>'
    yield f'<text x="{WIDE - 4}" y="{foot}" text-anchor="end">{right:.3g}</text>'
    yield f'<text x="{EDGE - 3}" y="{HIGH - FOOT + 4}" text-anchor="end">{low:.2g}</text>'
    yield f'<text x="{EDGE - 3}" y="14" text-anchor="end">{high:.2g}</text>'


def _place(point: tuple[float, float], box: Box) -> tuple[float, float]:
    left, right, low, high = box
    across = (point[0] - left) / (right - left)
    up = (point[1] - low) / (high - low)
    return EDGE + 4 + across * (WIDE - EDGE - 12), HIGH - FOOT - up * (HIGH - FOOT - 8)
