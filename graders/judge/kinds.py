"""What kind of thing is a plain value, and which kinds may stand where one is expected?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from graders.judge.findings import FormFinding, Missing, WrongKind
from graders.values.tokens import Constant, Float, Integer, Rational
from graders.values.types import Expression, Figure, Matrix, NodeRef, Opaque, Remote

CONSTANTS = {
    "pi": math.pi, "E": math.e, "oo": math.inf, "-oo": -math.inf, "zoo": math.nan, "nan": math.nan,
}  # fmt: skip
KINDS: dict[type, str] = {
    Expression: "an expression", Matrix: "a SymPy matrix", str: "a text", Figure: "a figure",
    Remote: "a function", NodeRef: "a node", frozenset: "a set",
}  # fmt: skip
OBJECTS = {
    **dict.fromkeys(("FiniteSet", "Interval", "Union", "EmptySet", "ConditionSet", "ImageSet", "Complement",
                     "Intersection", "ProductSet", "Reals", "Integers", "Naturals", "Range"), "a SymPy set"),
    **dict.fromkeys(("Lambda", "IdentityFunction"), "a SymPy function"),
    **dict.fromkeys(("list_iterator", "tuple_iterator", "set_iterator", "range_iterator", "reversed",
                     "list_reverseiterator", "enumerate", "chain", "islice", "nditer"), "an iterator"),
    **dict.fromkeys(("ellipsis", "NotImplementedType", "NotImplementedError"), "the mark of an open task"),
    "generator": "a generator", "map": "a `map`", "filter": "a `filter`", "zip": "a `zip`",
    "range": "a range", "deque": "a deque", "dict_values": "the values of a dict",
    "dict_keys": "the keys of a dict", "dict_items": "the items of a dict", "type": "a class",
    "module": "a module", "Integral": "an open integral", "Limit": "an open limit", "Tensor": "a tensor",
    "Series": "a column of pandas", "DataFrame": "a table of pandas", "MaskedArray": "a masked array",
    "object array": "an array of objects",
}  # fmt: skip
"""What people call the objects of some classes."""
POLYNOMIALS = frozenset({"poly1d", "Polynomial"})
SOLVED = ({"success", "message"}, {"converged", "flag"})
"""Keys by which what a solver of SciPy's returns is known."""
ITEMS = frozenset({"a list", "a tuple"})
STAND_FOR = {
    "a list": ITEMS | {"an array"},
    "a tuple": ITEMS | {"an array"},
    "a list of numbers": ITEMS | {"an array"},
    "numbers": frozenset({"a number", "an array", "True or False"}),
}
"""Which kinds may stand where one is expected; for any other it is its own kind alone. Of numbers, shape and
dtype tell the rest. All tasks are judged by this table, and by what values are read as on their way here:

A named tuple, or another class that adds names to a tuple or a list, is one; an enumeration of texts or of
whole numbers holds such; `np.matrix`, and arrays of JAX, are arrays. An array may stand for a list or a
tuple, of arrays too: it is unpacked alike. A list for an array or a matrix may not: it cannot be computed
with. Numbers of Python, NumPy and SymPy are alike, as are arrays without dimensions. A `Poly` is an
expression, a SymPy array of two dimensions a matrix, a matrix of one row or column a list of its entries. A
set is no list: it has no order.
"""


def kind_of(value: object) -> str:
    """What a plain value is called in a sentence: "a number", "an array" …"""
    if isinstance(value, Opaque):
        if value.type_name.startswith("str") and value.type_name.endswith(" array"):
            return "an array of texts"
        return OBJECTS.get(value.type_name, f"an object of the class {value.type_name}")
    if callable(value):
        return "a function"
    if type(value) is np.ndarray and value.ndim:
        return "an array"
    if isinstance(value, (bool, np.bool_)) or (type(value) is np.ndarray and value.dtype.kind == "b"):
        return "True or False"
    if type(value) is np.ndarray or isinstance(value, (int, float, complex, np.number)):
        return "a number"
    if plain_number(value) is not None:
        return "a number"
    return KINDS.get(type(value), f"a {type(value).__name__}")


def fits(value: object, wanted: str) -> bool:
    """May the value stand where a `wanted` is expected, such as "a list"?"""
    return kind_of(value) in STAND_FOR.get(wanted, {wanted})


def items(value: object, wanted: str) -> Sequence[object] | None:
    """The items of a value that may stand where `wanted` is expected, a list of some kind; else None."""
    if not fits(value, wanted):
        return None
    if isinstance(value, np.ndarray):
        value = list(value)
    return value if isinstance(value, (list, tuple)) else None


def largest(value: object) -> float:
    """The size of the largest finite number in a plain value, 1 where none is larger than 0."""
    return max(_sizes(value), default=0.0) or 1.0


def _sizes(value: object) -> Iterator[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _sizes(item)
    elif isinstance(value, (bool, int, float, complex, np.number, np.ndarray)):
        size = np.abs(np.asarray(value, dtype=complex)) if np.asarray(value).dtype.kind in "biufc" else None
        yield from () if size is None else size[np.isfinite(size)].ravel().tolist()


def wrong_kind(value: object, wanted: str) -> FormFinding:
    """The finding for an answer that is no `wanted`, such as "a list"."""
    if value is None:
        return Missing(wanted)
    if isinstance(value, dict):
        parts = tuple(key for key in value if isinstance(key, str))
        is_solved = any(keys.issubset(parts) for keys in SOLVED)
        return WrongKind("a whole result of SciPy" if is_solved else "a dict", wanted, parts)
    return WrongKind(_name_of(value), wanted)


def _name_of(value: object) -> str:
    """The kind of a value, told apart from others that may stand for the same."""
    if isinstance(value, Remote) and value.name in POLYNOMIALS:
        return "a polynomial of NumPy"
    if isinstance(value, tuple) and any(kind_of(item) == "an array" for item in value):
        return "a tuple with arrays in it"
    return kind_of(value)


def plain_number(value: object) -> int | float | None:
    """A Python int, or an expression that is a plain number, as a number that fits an array."""
    if isinstance(value, Expression):
        return _constant(value)
    if not isinstance(value, int):
        return None
    return value if abs(value) < 2**62 else _float(value)


def _constant(expression: Expression) -> int | float | None:
    match expression.tokens:
        case (Integer(n),):
            return plain_number(n)
        case (Rational(p, q),):
            return p / q if max(abs(p), abs(q)) < 2**1000 else None
        case (Float(x),):
            return x
        case (Constant(name),):
            return CONSTANTS.get(name)
    return None


def _float(n: int) -> float:
    try:
        return float(n)
    except OverflowError:
        return math.inf if n > 0 else -math.inf
