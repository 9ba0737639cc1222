"""Any value as the plain expressions that the symbolic judge compares."""

from __future__ import annotations

from typing import Any

import numpy as np

from graders.judge.expressions.pair import left_open
from graders.values.expressions import MAX_TOKENS, from_sympy, vector, without_domain
from graders.values.frame import HEADS
from graders.values.tokens import Apply, Constant, Float, Integer, Token
from graders.values.trees import NoTree, fold
from graders.values.types import Expression, Matrix, Opaque

MOST_ITEMS = 1000
"""A longer list is no answer; its items are not looked at."""


class Unreadable(Exception):
    """An expression that is too large to be judged, or no tree at all."""


def plain(value: Any) -> Any:
    """A value as expressions, matrices and lists of them; anything else stays as it is."""
    if isinstance(value, Expression):
        return _checked(value)
    if isinstance(value, Matrix):
        return Matrix(value.rows, value.cols, tuple(map(_checked, value.entries)))
    if isinstance(value, Opaque):
        return _opaque(value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value] if len(value) <= MOST_ITEMS else list(value)
    if type(value) is np.ndarray and value.ndim:
        return plain(value.tolist()) if value.size <= MOST_ITEMS else value
    if isinstance(value, (np.generic, np.ndarray)):
        value = value.item()
    if isinstance(value, (int, float, complex)) and not isinstance(value, bool):
        return Expression(_number(value))
    of_sympy = any(str(kind.__module__).startswith("sympy.") for kind in type(value).__mro__)
    return _of_sympy(value) if of_sympy else value


def _of_sympy(value: Any) -> Any:
    items = vector(value)
    if items is not None:
        return plain(items)
    try:
        return from_sympy(without_domain(value))
    except ValueError:
        raise Unreadable("it is too large") from None


def _opaque(value: Opaque) -> Opaque:
    """What did not come through as an expression, unless it is one that is too large or too special."""
    import sympy

    kind = getattr(sympy, value.type_name, None)
    is_part = value.whole not in ("", value.type_name)
    if is_part and left_open(value.type_name, value.whole) is None:
        raise Unreadable(f"`{value.type_name}` cannot be evaluated here")
    if value.type_name in HEADS:
        raise Unreadable("it is too large")
    if isinstance(kind, type) and issubclass(kind, (sympy.Function, sympy.RootSum, sympy.CRootOf)):
        raise Unreadable(f"`{value.type_name}` cannot be evaluated here")
    return value


def _checked(value: Expression) -> Expression:
    """The expression, if its tokens are a tree of bearable size."""
    if len(value.tokens) > MAX_TOKENS:
        raise Unreadable("it is too large")
    try:
        fold(value, lambda _: None, lambda *_: None)
    except NoTree:
        raise Unreadable("it cannot be read") from None
    return value


def _number(value: complex) -> tuple[Token, ...]:
    if isinstance(value, int):
        return (Integer(value),)
    if isinstance(value, complex):
        parts = (*_number(value.real), Constant("I"), *_number(value.imag))
        return (*parts, Apply("Mul", 2), Apply("Add", 2))
    name = {"inf": "oo", "-inf": "-oo", "nan": "nan"}.get(str(value))
    return (Constant(name) if name else Float(value),)
