"""Wrong-makers for what a task draws: each takes the finished figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.content.adversaries.makers import Maker, named


def panels(figure: Any) -> list[Any]:
    return [axes for axes in figure.axes if axes.get_label() != "<colorbar>"]


def redrawn(change: Callable[[Any], Any]) -> Maker:
    """`change` may return another answer; without one the figure that it changed is."""

    def maker(right: Any) -> Any:
        def wrong(*arguments: Any) -> Any:
            figure = right(*arguments)
            other = change(figure)
            return figure if other is None else other

        return named(right, wrong)

    return maker


def first_axes(figure: Any) -> Any:
    return figure.axes[0]


def with_axes(figure: Any) -> Any:
    return figure, figure.axes


def exchange_panels(figure: Any) -> None:
    found = panels(figure)
    if len(found) > 1:
        one, other = found[:2]
        places = one.get_subplotspec(), other.get_subplotspec()
        one.set_subplotspec(places[1])
        other.set_subplotspec(places[0])
        figure.set_layout_engine("none")


def exchange_labels(figure: Any) -> None:
    for axes in panels(figure):
        drawn = [*axes.lines, *axes.collections]
        named_ones = [part for part in drawn if not str(part.get_label()).startswith("_")]
        if len(named_ones) > 1:
            labels = [part.get_label() for part in named_ones]
            for part, label in zip(named_ones, labels[1:] + labels[:1], strict=True):
                part.set_label(label)
            axes.legend()


def drop_labels(figure: Any) -> None:
    for axes in panels(figure):
        for part in [*axes.lines, *axes.collections]:
            part.set_label("")
        if axes.get_legend() is not None:
            axes.get_legend().remove()


def drop_legends(figure: Any) -> None:
    for axes in panels(figure):
        if axes.get_legend() is not None:
            axes.get_legend().remove()


def drop_axis_labels(figure: Any) -> None:
    for axes in panels(figure):
        axes.set(xlabel="", ylabel="")


def scatter(figure: Any) -> None:
    for axes in panels(figure):
        for line in list(axes.lines):
            axes.scatter(*line.get_data(), label=line.get_label())
            line.remove()
        if axes.get_legend() is not None:
            axes.legend()


def own_grid(figure: Any) -> None:
    for axes in panels(figure):
        for line in axes.lines:
            x, y = (np.asarray(part, dtype=float) for part in line.get_data())
            if len(x) > 2 and np.all(np.diff(x) > 0):
                grid = np.linspace(x[0], x[-1], 2 * len(x) + 1)
                line.set_data(grid, np.interp(grid, x, y))


def without_the_first_point(figure: Any) -> None:
    for axes in panels(figure):
        for line in axes.lines:
            x, y = line.get_data()
            line.set_data(x[1:], y[1:])


def hide(figure: Any) -> None:
    for axes in panels(figure):
        axes.set(xlim=(1e6, 2e6), ylim=(1e6, 2e6))


def extra_panel(figure: Any) -> None:
    figure.add_axes((0, 0, 0.1, 0.1))


def together(figure: Any) -> None:
    found = panels(figure)
    for axes in found[1:]:
        if axes.name != "3d" and found[0].name != "3d":
            for line in list(axes.lines):
                found[0].plot(*line.get_data(), label=line.get_label())
            axes.remove()
            found[0].legend()


def apart(figure: Any) -> None:
    for axes in panels(figure):
        if len(axes.lines) > 1:
            other = figure.add_axes((0.6, 0.1, 0.3, 0.8))
            line = axes.lines[-1]
            other.plot(*line.get_data(), label=line.get_label())
            other.legend()
            line.remove()


def twin(figure: Any) -> None:
    for axes in panels(figure):
        if axes.name != "3d" and len(axes.lines) > 1:
            line, other = axes.lines[-1], axes.twinx()
            other.plot(*line.get_data(), label=line.get_label())
            line.remove()


def more_lines(figure: Any) -> None:
    for axes in panels(figure):
        for line in list(axes.lines)[:1]:
            x, y = line.get_data()
            axes.plot(x, 2 * np.asarray(y) + 1, label="another")
            if axes.get_legend() is not None:
                axes.legend()


def exchange_axes(figure: Any) -> None:
    for axes in panels(figure):
        for line in axes.lines:
            x, y = line.get_data()
            line.set_data(y, x)


FIGURES: dict[str, Maker] = {
    name: redrawn(change)
    for name, change in {
        "returns the axes": first_axes,
        "returns the figure and its axes": with_axes,
        "panels exchanged": exchange_panels,
        "labels exchanged": exchange_labels,
        "no labels": drop_labels,
        "no legend": drop_legends,
        "no axis labels": drop_axis_labels,
        "points in place of lines": scatter,
        "a grid of its own": own_grid,
        "without the first point": without_the_first_point,
        "shows nothing": hide,
        "one panel more": extra_panel,
        "all in one panel": together,
        "curves in two panels": apart,
        "a second scale": twin,
        "one line more": more_lines,
        "axes exchanged": exchange_axes,
    }.items()
}
