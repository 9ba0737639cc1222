"""A matplotlib figure as plain data; nothing is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.values.types import COLOURS, TEXTS, Axes, Figure, Part
from graders.values.types import PARTS as CONTENTS
from graders.values.visible import (
    has_area,
    has_marks,
    has_place,
    has_stroke,
    is_in_view,
    is_visible,
    line_style,
)

PARTS = ("lines", "points", "arrows", "surfaces", "bars", "fills")
LABELS = ("title", "xlabel", "ylabel")


def from_matplotlib(obj: Any) -> Figure:
    """What a figure shows; also for its axes, a list or array of axes, or a pair (figure, axes).

    Panels come in reading order; axes that lie on top of each other, as twins do, are one; those of another
    scale than the first are left out, as are colour bars and what is invisible. Raises ValueError, with a
    sentence, for anything that is no figure or cannot be read.
    """
    figures = _figures(obj)
    try:
        groups: dict[Any, list[Any]] = {}
        for panel in shown_panels(figures):
            groups.setdefault(_place(panel), []).append(panel)
        return Figure(tuple(_overlaid(list(map(_axes, _of_one_scale(group)))) for group in groups.values()))
    except Exception as error:
        raise ValueError(f"The figure cannot be read: {type(error).__name__}.") from None


def is_whole(figure: Figure) -> bool:
    """Has each part what its kind has, columns of one length and texts, and nothing else?

    A figure that was read has it; one that somebody wrote into a reply need not.
    """
    return all(
        _is_whole(part, *CONTENTS[name])
        for axes in figure.axes
        for name in PARTS
        for part in getattr(axes, name)
    )


def _is_whole(part: Part, needed: frozenset[str], besides: frozenset[str]) -> bool:
    if not needed <= part.keys() <= needed | besides:
        return False
    if not all(type(value) is str if name in TEXTS else _is_column(value) for name, value in part.items()):
        return False
    lengths = {part[name].size for name in needed - TEXTS - set(COLOURS)}
    if len(lengths) != 1 or "size" not in needed:
        return len(lengths) == 1
    size, *colours = (part[name].size for name in COLOURS)
    return {size + colour for colour in colours} == lengths


def _is_column(value: object) -> bool:
    return type(value) is np.ndarray and value.ndim == 1 and value.dtype == np.float64


def _figures(obj: Any) -> list[Any]:
    from matplotlib.axes import Axes as MatplotlibAxes
    from matplotlib.figure import FigureBase

    found: dict[int, Any] = {}
    for item in _flattened(obj):
        if not isinstance(item, (FigureBase, MatplotlibAxes)):
            raise ValueError("That is not a matplotlib figure.")
        figure = item if isinstance(item, FigureBase) else item.get_figure()
        found[id(figure)] = figure
    if not found:
        raise ValueError("That is not a matplotlib figure.")
    return list(found.values())


def _flattened(obj: Any, depth: int = 0) -> Iterator[Any]:
    if isinstance(obj, (list, tuple, np.ndarray)) and depth < 4:
        for item in obj.flat if isinstance(obj, np.ndarray) else obj:
            yield from _flattened(item, depth + 1)
    else:
        yield obj


def _is_shown(panel: Any) -> bool:
    is_colour_bar = hasattr(panel, "_colorbar") or panel.get_label() == "<colorbar>"
    return bool(panel.get_visible()) and not is_colour_bar and has_place(panel)


def shown_panels(figures: Iterable[Any]) -> list[Any]:
    """The axes that are seen, in reading order."""
    panels = [panel for figure in figures for panel in figure.axes if _is_shown(panel)]
    return sorted(panels, key=_reading_order)


def _reading_order(panel: Any) -> tuple[float, float]:
    """From the top, and in a row from the left."""
    box = panel.get_position(original=True)
    return -round(float(box.y1), 2), round(float(box.x0), 2)


def _place(panel: Any) -> tuple[float, ...]:
    """Where it lies, and in which figure."""
    box = panel.get_position(original=True)
    return id(panel.get_figure()), *np.round(box.bounds, 4)


def _of_one_scale(twins: list[Any]) -> list[Any]:
    """Without those that lie on the first with another scale: nothing can be compared there."""
    full = [twin for twin in twins if twin.has_data()]
    return [twin for twin in twins if not twin.has_data() or _scales(twin) == _scales(full[0])]


def _scales(panel: Any) -> tuple[str, ...]:
    return tuple(f"{limit:.5g}" for limit in (*panel.get_xlim(), *panel.get_ylim()))


def _overlaid(twins: list[Axes]) -> Axes:
    """Several axes in one place as one."""
    first, *others = twins
    if not others:
        return first
    legends = [twin.legend for twin in twins if twin.legend is not None]
    together: dict[str, Any] = {
        "legend": tuple(entry for legend in legends for entry in legend) if legends else None,
        **{name: tuple(part for twin in twins for part in getattr(twin, name)) for name in PARTS},
        **{name: next(filter(None, (getattr(twin, name) for twin in twins)), "") for name in LABELS},
    }
    return replace(first, **together)


def _axes(panel: Any) -> Axes:
    panel.get_xlim()  # only now it finds its limits, where nobody gave it any
    is_3d = panel.name == "3d"
    return Axes(
        lines=_read(panel.lines, partial(_line, names=_names(panel))) + _read(panel.collections, _segments),
        points=_read(panel.collections, _points),
        arrows=_read(panel.collections, _arrows) + _read(panel.patches, _single_arrow),
        surfaces=_read(panel.collections, _surface) if is_3d else (),
        bars=_read(panel.containers, _bars),
        fills=() if is_3d else _read([*panel.collections, *panel.patches], _fill),
        legend=_legend(panel),
        title=_text(panel.get_title()),
        xlabel=_text(panel.get_xlabel()),
        ylabel=_text(panel.get_ylabel()),
        is_3d=is_3d,
    )


def _read(artists: Any, read: Callable[[Any], Part | None]) -> tuple[Part, ...]:
    parts = (read(artist) for artist in artists if is_visible(artist))
    return tuple(part for part in parts if part is not None)


def _names(panel: Any) -> dict[Any, str]:
    """What the legend calls lines, told by their look: its texts may be others than their own labels."""
    legend = panel.get_legend()
    if legend is None or panel.name == "3d":
        return {}
    entries = zip(getattr(legend, "legend_handles", ()), legend.get_texts(), strict=False)
    called: dict[Any, str] = {}
    for handle, text in entries:
        alike = [line for line in panel.lines if _look(line) == _look(handle)]
        if len(alike) == 1:
            called[alike[0]] = _text(text.get_text())
    return called


def _look(artist: Any) -> Any:
    from matplotlib.lines import Line2D

    if not isinstance(artist, Line2D):
        return None
    return str(artist.get_color()), artist.get_linestyle(), artist.get_marker()


def _line(line: Any, names: Mapping[Any, str]) -> Part | None:
    """A line, unless it is in no coordinates of the panel (axhline), or nothing of it is to be seen."""
    is_3d = hasattr(line, "_verts3d")
    if not is_3d and not all(line.get_transform().contains_branch_seperately(line.axes.transData)):
        return None
    stroke, marker = line_style(line)
    if not stroke + marker:
        return None
    places = line._verts3d if is_3d else _as_seen(line)
    if not is_3d and not is_in_view(line.axes, places, is_joined=bool(stroke)):
        return None
    return _coordinates(places) | {
        "label": names.get(line) or _label(line),
        "style": stroke + marker,
        "marker": marker,
    }


def _as_seen(line: Any) -> Any:
    """The places of a line in the coordinates of its panel, whatever moves them before they are drawn."""
    transform, data = line.get_transform(), line.axes.transData
    places = line.get_data(orig=False)
    if transform == data:
        return places
    return data.inverted().transform(transform.transform(np.column_stack(places))).T


def _segments(collection: Any) -> Part | None:
    """Separate strokes as one line, with NaN between them."""
    from matplotlib.collections import LineCollection

    if not isinstance(collection, LineCollection) or hasattr(collection, "_segments3d"):
        return None
    if not has_stroke(collection):
        return None
    gap = np.full((1, 2), np.nan)
    pieces = [piece for segment in collection.get_segments() for piece in (np.asarray(segment, float), gap)]
    if not pieces:
        return None
    return _coordinates(np.concatenate(pieces[:-1]).T) | {"label": _label(collection), "style": "-"}


def _points(collection: Any) -> Part | None:
    from matplotlib.collections import PathCollection

    if not isinstance(collection, PathCollection) or not has_marks(collection):
        return None
    places = getattr(collection, "_offsets3d", None)
    places = _numbers(collection.get_offsets()).T if places is None else places
    if not is_in_view(collection.axes, places):
        return None
    return _coordinates(places) | {"label": _label(collection)}


def _arrows(collection: Any) -> Part | None:
    from matplotlib.quiver import Quiver

    if not isinstance(collection, Quiver):
        return None
    if not is_in_view(collection.axes, (collection.X, collection.Y)):
        return None
    size = collection.get_array()
    parts = {"x": collection.X, "y": collection.Y, "u": collection.U, "v": collection.V}
    arrows = {name: _numbers(part).ravel() for name, part in parts.items()}
    colours = _colours(collection.get_facecolor() if size is None else np.zeros((0, 4)), len(arrows["x"]))
    return arrows | {"size": np.zeros(0) if size is None else _numbers(size).ravel()} | colours


def _colours(colours: Any, n: int) -> Part:
    """Red, green and blue of n arrows that were given colours and not numbers."""
    rows = np.resize(_numbers(colours)[:, :3], (n if len(colours) else 0, 3))
    return dict(zip(("red", "green", "blue"), rows.T.copy(), strict=True))


def _single_arrow(patch: Any) -> Part | None:
    """One arrow of Axes.arrow."""
    from matplotlib.patches import FancyArrow

    if not isinstance(patch, FancyArrow):
        return None
    shape = vars(patch)
    parts = {"x": shape["_x"], "y": shape["_y"], "u": shape["_dx"], "v": shape["_dy"]}
    colours = _colours(np.reshape(patch.get_facecolor(), (1, 4)), 1)
    return {name: _numbers(part).reshape(1) for name, part in parts.items()} | {"size": np.zeros(0)} | colours


def _surface(collection: Any) -> Part | None:
    """The corners of a surface or of a wire frame, each once."""
    from mpl_toolkits.mplot3d.art3d import Line3DCollection, Poly3DCollection

    if isinstance(collection, Line3DCollection):
        corners = np.concatenate([np.asarray(segment, float) for segment in collection._segments3d])
    elif not isinstance(collection, Poly3DCollection):
        return None
    elif hasattr(collection, "_faces"):
        valid = np.broadcast_to(~np.asarray(collection._invalid_vertices), collection._faces.shape[:2])
        corners = _numbers(collection._faces)[valid]
    else:  # matplotlib 3.9
        corners = _numbers(collection._vec[:3]).T
    return _coordinates(np.unique(corners, axis=0).T) if is_in_view(collection.axes, corners.T) else None


def _bars(container: Any) -> Part | None:
    """Bars by their middle, height and width; lying bars read the same way, turned."""
    from matplotlib.container import BarContainer

    bars = container if isinstance(container, BarContainer) else ()
    boxes = [bar for bar in bars if is_visible(bar) and has_area(bar)]
    if not boxes:
        return None
    x, y, width, height = np.array([(*bar.get_xy(), bar.get_width(), bar.get_height()) for bar in boxes]).T
    if container.orientation == "horizontal":
        x, y, width, height = y, x, height, width
    parts = {"x": x + width / 2, "height": height, "width": width, "bottom": y}
    return {name: _numbers(part) for name, part in parts.items()}


def _fill(artist: Any) -> Part | None:
    """The corners of filled areas along their edges, with NaN between separate ones."""
    from matplotlib.collections import PolyCollection
    from matplotlib.patches import FancyArrow, Polygon
    from matplotlib.quiver import Barbs, Quiver

    single = isinstance(artist, Polygon) and not isinstance(artist, FancyArrow)
    several = isinstance(artist, PolyCollection) and not isinstance(artist, (Quiver, Barbs))
    if not (single or several) or not has_area(artist):
        return None
    gap = np.full((1, 2), np.nan)
    areas = [artist.get_xy()] if single else [path.vertices for path in artist.get_paths()]
    corners = [piece for area in areas for piece in (_numbers(area), gap)]
    return _coordinates(np.concatenate(corners[:-1]).T) if corners else None


def _legend(panel: Any) -> tuple[str, ...] | None:
    """The texts of the panel's legend, or of the figure's."""
    legend = panel.get_legend()
    figure_legends = getattr(panel.get_figure(), "legends", [])
    for found in [legend, *figure_legends]:
        if found is not None and found.get_visible():
            return tuple(_text(entry.get_text()) for entry in found.get_texts())
    return None


def _coordinates(columns: Any) -> Part:
    return {name: _numbers(column).ravel() for name, column in zip("xyz", columns, strict=False)}


def _numbers(values: Any) -> NDArray[np.float64]:
    """Float numbers; what is masked becomes NaN."""
    return np.asarray(np.ma.filled(np.ma.asarray(values).astype(float), np.nan), dtype=np.float64)


def _label(artist: Any) -> str:
    label = _text(artist.get_label())
    return "" if label.startswith("_") else label


def _text(value: Any) -> str:
    return str(value)[:500]
