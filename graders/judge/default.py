"""The judge that fits a right answer, by the kind of that answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from graders.judge import facts as answer
from graders.judge.expressions import comparison as symbolic
from graders.judge.figures import comparison as figure
from graders.judge.findings import Finding
from graders.judge.numbers import comparison as numeric
from graders.values.types import Expression, Figure, Matrix, NodeRef, Remote

Judge = Callable[[Any, Any], Finding | None]


def default_judge(expected: Any, tolerance: Any = None, seed: int | str = 0) -> Judge:
    """Numbers are judged numerically, expressions symbolically, containers item by item, the rest exactly.

    `seed` is that of the points at which expressions are compared.
    """
    kind = type(expected)
    if kind in (Expression, Matrix) or kind.__module__.partition(".")[0] == "sympy":
        return partial(symbolic.compare, seed=seed)
    if kind is Figure:
        return figure.compare
    if kind is Remote:
        return lambda value, _: None if type(value) is Remote else numeric.wrong_kind(value, "a function")
    if kind is dict:
        return lambda value, expected: _by_key(value, expected, tolerance, seed)
    if kind in (list, tuple) and not _is_numeric(expected):
        return lambda value, expected: _by_item(value, expected, tolerance, seed)
    if kind is list and not expected:
        return _empty
    if kind in (str, bool, type(None), set, frozenset, NodeRef):
        return answer.compare
    return lambda value, expected: numeric.compare(value, expected, tolerance=tolerance)


def _empty(value: Any, _expected: Any) -> Finding | None:
    """Of an empty list nothing is known about what it might have held."""
    given = value.tolist() if isinstance(value, np.ndarray) and value.ndim else value
    if type(given) not in (list, tuple):
        return numeric.wrong_kind(value, "a list")
    return Finding("wrong_answer", {"yours": value}) if given else None


def _is_numeric(expected: list[Any] | tuple[Any, ...]) -> bool:
    return all(type(item) in (int, float, complex) for item in expected)


def _by_key(value: Any, expected: dict[Any, Any], tolerance: Any, seed: int | str) -> Finding | None:
    if type(value) is not dict:
        return numeric.wrong_kind(value, "a dict")
    if set(value) != set(expected):
        return Finding("keys", {"yours": sorted(map(str, value)), "expected": sorted(map(str, expected))})
    return _first(value, expected, list(expected), tolerance, seed)


def _by_item(
    value: Any, expected: list[Any] | tuple[Any, ...], tolerance: Any, seed: int | str
) -> Finding | None:
    if type(value) not in (list, tuple):
        return numeric.wrong_kind(value, "a list" if type(expected) is list else "a tuple")
    if len(value) != len(expected):
        return Finding("length", {"yours": len(value), "expected": len(expected)})
    return _first(value, expected, range(len(expected)), tolerance, seed)


def _first(value: Any, expected: Any, places: Any, tolerance: Any, seed: int | str) -> Finding | None:
    for place in places:
        part = tolerance.get(place) if isinstance(tolerance, dict) else tolerance
        finding = default_judge(expected[place], part, seed)(value[place], expected[place])
        if finding is not None:
            return finding.within(place)
    return None
