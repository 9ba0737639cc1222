"""The kinds of plain data besides Python's numbers, strings, containers and NumPy's arrays."""

from __future__ import annotations

import builtins
import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
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


NAMES = {
    "sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "sinh", "cosh", "arctan", "abs", "where",
    "maximum", "minimum", "sum", "dot", "array", "stack", "pi", "e",
}  # fmt: skip
BACKENDS = {"numpy": "numpy", "jax": "jax.numpy", "mpmath": "mpmath"}
MPMATH_NAMES: dict[str, str | Callable[..., Any]] = {
    "arctan": "atan", "array": list, "abs": abs, "maximum": max, "minimum": min, "sum": builtins.sum,
}  # fmt: skip


@cache
def namespace(backend: str) -> dict[str, object]:
    """The names a formula may use, as one library defines them; JAX computes in 64 bits from here on."""
    library = importlib.import_module(BACKENDS[backend])
    if backend == "jax":
        importlib.import_module("jax").config.update("jax_enable_x64", True)
    names = {name: getattr(library, name) for name in NAMES if hasattr(library, name)}
    if backend == "mpmath":
        for name, other in MPMATH_NAMES.items():
            names[name] = getattr(library, other) if isinstance(other, str) else other
    return names


@dataclass(frozen=True)
class Function:
    """A function that the grader passes to a student's code, given by its formula.

    >>> Function("x**2 + sin(x)")(0.0)
    np.float64(0.0)
    """

    formula: str
    parameters: str = "x"
    backend: str = "numpy"

    def using(self, backend: str) -> Function:
        """The same formula over another library: numpy, jax or mpmath."""
        return Function(self.formula, self.parameters, backend)

    def compiled(self) -> Callable[..., Any]:
        """A Python function that computes the formula."""
        return _compiled(self.formula, self.parameters, self.backend)

    def __call__(self, *arguments: Any) -> Any:
        return self.compiled()(*arguments)


@lru_cache(maxsize=1000)
def _compiled(formula: str, parameters: str, backend: str) -> Callable[..., Any]:
    function: Callable[..., Any] = eval(
        f"lambda {parameters}: {formula}", {"__builtins__": {}, **namespace(backend)}
    )
    function.__name__ = "f"
    return function


@dataclass(eq=False)
class Counted:
    """A function that stays with the grader: every call of it is answered there and counted."""

    function: Callable[..., Any]
    calls: int = field(default=0, init=False)

    def __call__(self, *arguments: Any) -> Any:
        self.calls += 1
        return self.function(*arguments)


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

    def build(self) -> list[Node]:
        nodes: list[Node] = []
        for value, links in zip(self.values, self.links, strict=True):
            nodes.append(Node(value, [(nodes[i], slope) for i, slope in links]))
        return nodes


@dataclass(frozen=True)
class NodeRef:
    """A node of the graph that the grader passed, by its index."""

    index: int


Part = dict[str, Any]
"""A line, a row of bars or another part of a figure: its numbers and texts by their names."""


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
