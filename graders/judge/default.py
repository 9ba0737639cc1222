"""The judge that fits a right answer, by the kind of that answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from numpy.typing import ArrayLike

from graders.judge import facts
from graders.judge.expressions import comparison as expressions
from graders.judge.figures import comparison as figures
from graders.judge.findings import Finding, OtherKeys, WrongAnswer, WrongLength, first
from graders.judge.kinds import items, kind_of, wrong_kind
from graders.judge.numbers import comparison as numbers
from graders.values.types import Expression, Figure, Matrix, NodeRef, Remote

Judge = Callable[[Any, Any], Finding | None]
"""Of an answer, which may be anything, and of the right one."""
Tolerance = ArrayLike | Mapping[Any, Any] | None
"""An absolute one, an array of them, or a dict of them for the parts of a container."""


def default_judge(expected: object, tolerance: Tolerance = None, seed: int | str = 0) -> Judge:
    """Numbers are judged numerically, expressions symbolically, containers item by item, the rest exactly.

    `seed` is that of the points at which expressions are compared.
    """
    kind = type(expected)
    if kind in (Expression, Matrix) or kind.__module__.partition(".")[0] == "sympy":
        return partial(expressions.compare, seed=seed)
    if kind is Figure:
        return figures.compare
    if kind is Remote:
        return lambda value, _: None if type(value) is Remote else wrong_kind(value, "a function")
    if kind is dict:
        return lambda value, expected: _by_key(value, expected, tolerance, seed)
    if (type(expected) is list or type(expected) is tuple) and not _is_numeric(expected):
        return lambda value, expected: _by_item(value, expected, tolerance, seed)
    if kind is list and not expected:
        return _empty
    if kind in (str, bool, type(None), set, frozenset, NodeRef):
        return facts.compare
    if isinstance(tolerance, Mapping):
        raise ValueError("A dict of tolerances is for a container; numbers take a number or an array.")
    return lambda value, expected: numbers.compare(value, expected, tolerance=tolerance)


def _empty(value: object, _expected: object) -> Finding | None:
    """Of an empty list nothing is known about what it might have held."""
    given = items(value, "a list of numbers")
    if given is None:
        return wrong_kind(value, "a list")
    return WrongAnswer(value) if given else None


def _is_numeric(expected: Iterable[object]) -> bool:
    return all(type(item) in (int, float, complex) for item in expected)


def _by_key(
    value: object, expected: Mapping[object, object], tolerance: Tolerance, seed: int | str
) -> Finding | None:
    if type(value) is not dict:
        return wrong_kind(value, "a dict")
    if set(value) != set(expected):
        return OtherKeys(sorted(map(str, value)), sorted(map(str, expected)))
    return _by_part(((key, value[key], right) for key, right in expected.items()), tolerance, seed)


def _by_item(
    value: object, expected: list[object] | tuple[object, ...], tolerance: Tolerance, seed: int | str
) -> Finding | None:
    wanted = kind_of(expected)
    given = items(value, wanted)
    if given is None:
        return wrong_kind(value, wanted)
    if len(given) != len(expected):
        return WrongLength(len(given), len(expected))
    return _by_part(zip(range(len(expected)), given, expected, strict=True), tolerance, seed)


def _by_part(
    parts: Iterable[tuple[object, object, object]], tolerance: Tolerance, seed: int | str
) -> Finding | None:
    """The first finding among triples of place, answer and expected answer."""

    def judged(place: object, value: object, expected: object) -> Finding | None:
        allowed = tolerance.get(place) if isinstance(tolerance, Mapping) else tolerance
        return default_judge(expected, allowed, seed)(value, expected)

    return first((place, judged(place, value, expected)) for place, value, expected in parts)
