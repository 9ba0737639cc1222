"""The kinds of plain data besides Python's numbers, strings, containers and NumPy's arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graders.values.tokens import Token


@dataclass(frozen=True)
class Expression:
    """A SymPy expression as a flat post-order list of tokens; nothing in it can run."""

    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class Matrix:
    """A SymPy matrix, its entries row by row."""

    rows: int
    cols: int
    entries: tuple[Expression, ...]

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.cols


@dataclass(frozen=True)
class Opaque:
    """Something a student's code returned that is not plain data: only its class is known.

    For an expression with a part that is not understood, `type_name` is the head of that part, and `whole`
    the head of the expression: ("Integral", "Add") for x + Integral(f(x), x).
    """

    type_name: str
    whole: str = ""


@dataclass(frozen=True)
class Remote:
    """A function that a student's code returned; it lives in the worker and is called there."""

    id: int
    name: str


@dataclass(eq=False)
class Node:
    """One value of a computation: its parents are pairs (node, local derivative)."""

    value: float
    parents: list[tuple[Node, float]] = field(default_factory=list, repr=False)
    grad: float = 0.0


@dataclass(frozen=True)
class Graph:
    """A computation graph for a student's code: nodes in the order they were made, `out` the last.

    `links[k]` lists the parents of node k as (index, local derivative); a parent's index is smaller.
    The student's function receives the node `out`. Nodes that come back are `NodeRef`s.
    """

    values: tuple[float, ...]
    links: tuple[tuple[tuple[int, float], ...], ...]

    def build(self, kind: Callable[..., Any] = Node) -> list[Any]:
        """The nodes, made by `kind`; AttributeError or TypeError where it makes no such nodes."""
        nodes: list[Any] = []
        for value, links in zip(self.values, self.links, strict=True):
            node = kind(value, [(nodes[i], slope) for i, slope in links])
            if node.value != value or len(node.parents) != len(links) or node.grad != 0:
                raise TypeError("another kind of node")
            nodes.append(node)
        return nodes


@dataclass(frozen=True)
class NodeRef:
    """A node of the graph that the grader passed, by its index."""

    index: int


Part = dict[str, Any]
"""A line, a row of bars or another part of a figure: its numbers and texts by their names."""


TEXTS = frozenset({"label", "style", "marker"})
"""Of a part of a figure what is text; all else are columns of numbers."""
COLOURS = ("size", "red", "green", "blue")
"""Of arrows: numbers that a colour map turns into colours, or these; the others are empty."""
PARTS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "lines": (frozenset({"x", "y", "label", "style"}), frozenset({"z", "marker"})),
    "points": (frozenset({"x", "y", "label"}), frozenset({"z"})),
    "arrows": (frozenset({"x", "y", "u", "v", *COLOURS}), frozenset()),
    "surfaces": (frozenset({"x", "y", "z"}), frozenset()),
    "bars": (frozenset({"x", "height", "width", "bottom"}), frozenset()),
    "fills": (frozenset({"x", "y"}), frozenset()),
}
"""What each kind of part has, and what it may have besides."""


@dataclass(frozen=True)
class Axes:
    """What one pair of axes shows, as data; `graders.values.figures` reads it from matplotlib.

    `lines`: {"x", "y", "label", "style", "marker"}; `points`: {"x", "y", "label"};
    `arrows`: {"x", "y", "u", "v", "size", "red", "green", "blue"}; `surfaces`: {"x", "y", "z"};
    `bars`: {"x", "height", "width", "bottom"}; `fills`: {"x", "y"}. All arrays float64.
    """

    lines: tuple[Part, ...] = ()
    points: tuple[Part, ...] = ()
    arrows: tuple[Part, ...] = ()
    surfaces: tuple[Part, ...] = ()
    bars: tuple[Part, ...] = ()
    fills: tuple[Part, ...] = ()
    legend: tuple[str, ...] | None = None
    title: str = ""
    xlabel: str = ""
    ylabel: str = ""
    is_3d: bool = False


@dataclass(frozen=True)
class Figure:
    """A matplotlib figure as data, one entry for each pair of axes in it (colour bars left out)."""

    axes: tuple[Axes, ...]
