"""What a statement promises of a figure, read from matplotlib's own: layout, curves, labels, legends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from tests.content.wide import Script


def drawn(*arguments: Any, words: Sequence[Sequence[str]] = (), **options: Any) -> Script:
    """A task's figure for these arguments; `words[i]` may not stand in the i-th label of its lines.

    `along[i]` is the function of the i-th line, which may have more points between its ends.
    """
    plain = [getattr(argument, "compiled", lambda argument=argument: argument)() for argument in arguments]

    def play(function: Callable[..., Any], plain: Any = plain) -> Any:
        return facts(function(*plain))

    return Script(play, judge=Same(words, **options), name=f"figure for {arguments!r}"[:400])


def facts(figure: Any) -> Any:
    """A figure as plain data, its panels in reading order."""
    if not isinstance(figure, Figure):
        return type(figure).__name__
    panels = [axes for axes in figure.axes if axes.get_label() != "<colorbar>" and axes.has_data()]
    legends = [text.get_text() for legend in figure.legends for text in legend.get_texts()]
    return [_panel(axes, legends) for axes in sorted(panels, key=_place)]


def _place(axes: Any) -> tuple[bool, float, float]:
    """Those in three dimensions first: their place beside flat ones is nowhere promised."""
    spec, flat = axes.get_subplotspec(), axes.name != "3d"
    if spec is not None:
        return flat, spec.rowspan.start, spec.colspan.start
    box = axes.get_position()
    return flat, -box.y0, box.x0


def _panel(axes: Any, legends: list[str]) -> dict[str, Any]:
    own = axes.get_legend()
    lines = _lines(axes) if axes.name != "3d" else []
    if own is not None and len(own.get_texts()) == len(axes.lines) == len(lines):
        for line, text in zip(lines, own.get_texts(), strict=True):  # legend([…]) names them in their order
            line["label"] = text.get_text() if line["label"].startswith("_") else line["label"]
    return {
        "3d": axes.name == "3d",
        "lines": lines,
        "arrows": _arrows([part for part in axes.collections if hasattr(part, "U")]),
        "surfaces": [_surface(part) for part in axes.collections if hasattr(part, "_vec")],
        "legend": [text.get_text() for text in own.get_texts()] if own is not None else legends,
        "xlabel": axes.get_xlabel(), "ylabel": axes.get_ylabel(),
    }  # fmt: skip


def _lines(axes: Any) -> list[dict[str, Any]]:
    """Lines, and clouds of points as lines that are not joined."""
    clouds = [part for part in axes.collections if type(part).__name__ == "PathCollection"]
    found = [
        *(_line(axes, line, np.transpose(line.get_data())) for line in axes.lines),
        *(_line(axes, cloud, np.asarray(cloud.get_offsets())) for cloud in clouds),
    ]
    single = [line for line in found if len(line["x"]) == 1]
    if len(single) > 1:
        pooled = {name: np.concatenate([line[name] for line in single]) for name in ("x", "y")}
        found.append({**single[0], **pooled})
    return found


def _line(axes: Any, line: Any, places: Any) -> dict[str, Any]:
    x, y = np.asarray(places, dtype=float).T
    (left, right), (low, high) = sorted(axes.get_xlim()), sorted(axes.get_ylim())
    inside = (left <= x) & (x <= right) & (low <= y) & (y <= high)
    is_line = hasattr(line, "get_marker")
    return {
        "x": x, "y": y, "label": str(line.get_label()), "shown": float(np.mean(inside)) if len(x) else 0.0,
        "joined": is_line and line.get_linestyle() not in ("None", "", " ") and line.get_visible(),
        "marked": not is_line or line.get_marker() not in ("None", "", " ", None),
    }  # fmt: skip


def _arrows(quivers: list[Any]) -> list[dict[str, Any]]:
    """All arrows of a panel as one field."""
    if not quivers:
        return []
    sizes = [np.ravel(quiver.get_array()) for quiver in quivers if quiver.get_array() is not None]
    by = [np.stack([np.ravel(quiver.U), np.ravel(quiver.V)], axis=1) for quiver in quivers]
    field = {
        "at": np.concatenate([np.asarray(quiver.get_offsets(), dtype=float) for quiver in quivers]),
        "by": np.asarray(np.concatenate(by), dtype=float),
        "size": np.asarray(np.concatenate(sizes), dtype=float) if sizes else np.zeros(0),
        "colours": len(np.unique(np.concatenate([quiver.get_facecolor() for quiver in quivers]), axis=0)),
    }
    return [field]


def _surface(part: Any) -> Any:
    return np.unique(np.round(np.asarray(part._vec, dtype=float)[:3].T, 9), axis=0)


class Same:
    """Is a figure as the statement promises, given the reference's?"""

    def __init__(
        self,
        words: Sequence[Sequence[str]] = (),
        *,
        shifted: bool = False,
        axis_labels: bool = False,
        along: Sequence[Callable[..., Any]] = (),
        points: bool = False,
    ) -> None:
        self.words, self.shifted, self.axis_labels = words, shifted, axis_labels
        self.along, self.points = along, points

    def __call__(self, value: Any, expected: Any) -> str:
        if isinstance(value, str):
            return f"{value} in place of a figure"
        if not isinstance(value, list) or len(value) != len(expected):
            return f"{len(value)} panels, {len(expected)} are promised"
        for place, (given, wanted) in enumerate(zip(value, expected, strict=True)):
            why = self.panel(given, wanted)
            if why:
                return f"panel {place}: {why}"
        return ""

    def panel(self, given: dict[str, Any], wanted: dict[str, Any]) -> str:
        if given["3d"] != wanted["3d"]:
            return "3d in place of flat or the reverse"
        labelled = [line for line in wanted["lines"] if not line["label"].startswith("_")]
        for place, line in enumerate(wanted["lines"]):
            bad = (
                self.words[next(i for i, other in enumerate(labelled) if other is line)]
                if any(line is other for other in labelled[: len(self.words)])
                else ()
            )
            why = self.line(given["lines"], line, bad, self.along[place : place + 1])
            if why:
                return why
        return legend(given, len(labelled)) or self.names_of_axes(given, wanted) or self.field(given, wanted)

    def line(
        self,
        drawn: list[dict[str, Any]],
        wanted: dict[str, Any],
        bad: Sequence[str],
        along: Sequence[Callable[..., Any]],
    ) -> str:
        """Is a line there, as a line, in sight, and under a name of its own?"""
        name = wanted["label"]
        fitting = [
            line for line in drawn if self.fits(line, wanted) or any(_follows(line, wanted, f) for f in along)
        ]
        if not fitting:
            return f"the line {name} is not there"
        if wanted["joined"] and not self.points and not any(line["joined"] for line in fitting):
            return f"{name} is points and no line"
        if not wanted["joined"] and not any(line["marked"] for line in fitting):
            return "points that are not marked"
        if not any(line["shown"] > 0.3 for line in fitting):
            return f"the line {name} is out of sight"
        names = [line["label"] for line in fitting if line["label"][:1] not in ("", "_", " ")]
        if not name.startswith("_") and not names:
            return f"the line {name} has no label"
        wrong = [given for given in names if any(word in given.casefold() for word in bad)]
        return f"the line {name} is called {names}" if names and len(wrong) == len(names) else ""

    def names_of_axes(self, given: dict[str, Any], wanted: dict[str, Any]) -> str:
        missing = [axis for axis in ("xlabel", "ylabel") if wanted[axis] and not given[axis]]
        return f"no {missing[0]}" if self.axis_labels and missing else ""

    def fits(self, given: dict[str, Any], wanted: dict[str, Any]) -> bool:
        x, y = given["x"], given["y"]
        if len(x) != len(wanted["x"]):
            return False
        order, other = np.lexsort((y, x)), np.lexsort((wanted["y"], wanted["x"]))
        if len(x) and np.all(np.diff(x[order]) > 0):
            pairs = [(x[order], wanted["x"][other]), (y[order], wanted["y"][other])]
        else:
            pairs = [(x, wanted["x"]), (y, wanted["y"])]
        scale = 1e-9 * (1 + np.abs(wanted["y"]).max(initial=0))
        if self.shifted:
            pairs[1] = tuple(part - part[:1] for part in pairs[1])  # type: ignore[assignment]
        return np.allclose(*pairs[0], atol=1e-9) and np.allclose(*pairs[1], rtol=1e-9, atol=scale)

    def field(self, given: dict[str, Any], wanted: dict[str, Any]) -> str:
        for surface in wanted["surfaces"]:
            if not any(_held(other, surface) for other in given["surfaces"]):
                return "the surface is not there"
        for arrows in wanted["arrows"]:
            if not any(_field_equal(other, arrows) for other in given["arrows"]):
                return "the arrows are not there"
        return ""


def _follows(given: dict[str, Any], wanted: dict[str, Any], f: Callable[..., Any]) -> bool:
    """Is it a line along f from end to end of the one wanted?"""
    x, y = given["x"], given["y"]
    if not given["joined"] or len(x) < len(wanted["x"]):
        return False
    ends = [x.min(), x.max()], [wanted["x"].min(), wanted["x"].max()]
    return np.allclose(*ends) and np.allclose(y, f(x), rtol=1e-9)


def legend(given: dict[str, Any], count: int) -> str:
    """Are as many labelled lines there as are promised, and told apart?"""
    names = [line["label"] for line in given["lines"] if line["label"][:1] not in ("", "_")]
    if count > 1 and len(names) > count:
        return f"labelled lines {names}, {count} are promised"
    if count > 1 and len(set(given["legend"])) < count:
        return f"a legend of {given['legend']} for {count} lines"
    return ""


def _held(given: Any, wanted: Any) -> bool:
    """Of two surfaces, do the corners of the coarser stand in the other?"""
    few, many = sorted((given, wanted), key=len)
    rows = {tuple(row) for row in np.round(many, 6)}
    return len(few) > 0 and sum(tuple(row) in rows for row in np.round(few, 6)) > 0.9 * len(few)


def _field_equal(given: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Sizes are shown by numbers that a map turns into colours, or by colours."""
    if given["at"].shape != wanted["at"].shape:
        return False
    if len(given["size"]) != len(wanted["size"]) and given["colours"] < min(
        2, len(np.unique(wanted["size"]))
    ):
        return False
    columns = ("at", "by", "size") if len(given["size"]) == len(wanted["size"]) else ("at", "by")
    tables = [np.column_stack([part[name] for name in columns]) for part in (given, wanted)]
    one, other = (table[np.lexsort(table[:, :2].T)] for table in tables)
    return np.allclose(one, other, atol=1e-9)
