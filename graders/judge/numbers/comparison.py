"""Is a number, an array or a list of numbers right, and if not, how does it differ?"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

from graders.judge.findings import Finding
from graders.judge.numbers.difference import Numbers, agree, classify
from graders.judge.numbers.rounding import (
    central_rounding,
    default_tolerance,
    difference_rounding,
    quadrature_rounding,
    rounding,
)
from graders.values.tokens import Constant, Float, Integer, Rational
from graders.values.types import Expression, Figure, Matrix, Opaque, Remote

__all__ = ["central_rounding", "compare", "difference_rounding", "kind_of", "quadrature_rounding",
           "read_numbers", "rounding", "same", "wrong_kind"]  # fmt: skip

CONSTANTS = {
    "pi": math.pi, "E": math.e, "oo": math.inf, "-oo": -math.inf, "zoo": math.nan, "nan": math.nan,
}  # fmt: skip
KINDS = {Expression: "an expression", Matrix: "a SymPy matrix", str: "a text", Figure: "a figure"}
SAME = 1e-6
MOST_DIMENSIONS = 32


class FormError(Exception):
    """An answer whose form is wrong; its finding says how."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.kind)
        self.finding = finding


def compare(value: object, expected: object, *, tolerance: Any = None) -> Finding | None:
    """None where `value` agrees with `expected`, otherwise the first thing that is wrong with it.

    Looked at in this order: missing, type, shape, dtype, emptiness, finiteness, values. `tolerance` is an
    absolute one, a number or an array; without it rounding alone is allowed (`default_tolerance`).
    What is not finite in `expected` must be the same in `value`. A tolerance that is negative or not finite
    raises ValueError: it would refuse what is right, or accept anything. Scalars of any kind are
    interchangeable, and so are lists, tuples and arrays where a list is expected; where an array is, only an
    array will do.
    """
    wanted = _array(expected)
    try:
        given = read_numbers(value, expected)
    except FormError as error:
        return error.finding
    right = wanted.astype(complex if wanted.dtype.kind == "c" else float)
    answer = given.astype(right.dtype)
    allowed = np.broadcast_to(default_tolerance(right) if tolerance is None else tolerance, right.shape)
    if not np.all(np.isfinite(allowed) & (allowed >= 0)):
        raise ValueError("A tolerance must be a finite number that is not negative.")
    if agree(answer, right, allowed):
        return None
    return (
        _truncated(given, wanted)
        or _not_finite(answer, right)
        or _single_precision(given, right)
        or classify(answer, right, np.asarray(allowed, dtype=float))
    )


def read_numbers(value: object, expected: object) -> Numbers:
    """`value` as an array of the form that `expected` has; raises FormError where it has another form."""
    wanted = _array(expected)
    given = _accepted(value, kind_of(expected))
    if given.shape != wanted.shape:
        raise FormError(_shape_finding(given, wanted))
    foreign = given.dtype.kind not in "biufc"
    unasked = given.dtype.kind in "bc" and given.dtype.kind != wanted.dtype.kind
    if foreign or (unasked and (given.dtype.kind == "b" or wanted.dtype.kind != "c")):
        imaginary = float(np.abs(given.imag).max(initial=0.0)) if given.dtype.kind == "c" else 0.0
        facts = {"got": given.dtype.name, "wanted": wanted.dtype.name, "imaginary": imaginary}
        raise FormError(Finding("dtype", facts))
    return given


def kind_of(value: object) -> str:
    """What a plain value is called in a sentence: "a number", "an array" …"""
    if isinstance(value, Opaque):
        return f"an object of the class {value.type_name}"
    if callable(value):
        return "a function"
    if isinstance(value, (bool, np.bool_)) or (_is_scalar_array(value) and value.dtype.kind == "b"):
        return "True or False"
    if isinstance(value, (int, float, complex, np.number)) or _number(value) is not None:
        return "a number"
    if type(value) is np.ndarray:
        return "an array" if value.ndim else "a number"
    return KINDS.get(type(value), f"a {type(value).__name__}")


def _is_scalar_array(value: object) -> TypeGuard[Numbers]:
    return type(value) is np.ndarray and value.ndim == 0


def wrong_kind(value: object, wanted: str) -> Finding:
    """The finding for an answer that is no `wanted`, such as "a list"."""
    return Finding("missing") if value is None else Finding("type", {"got": kind_of(value), "wanted": wanted})


def _accepted(value: object, wanted: str) -> Numbers:
    """`value` as an array if values of its kind may stand where `wanted` is expected."""
    listed = wanted in ("a list", "a tuple")
    accepted = {"a list", "a tuple", "an array"} if listed else {"a number", "an array", "True or False"}
    if kind_of(value) not in accepted:
        raise FormError(wrong_kind(value, wanted))
    return _array(value)


def _array(value: object) -> Numbers:
    """Plain numbers, however nested, as one array; raises FormError for anything else among them."""
    if isinstance(value, (list, tuple)):
        return _stacked(value)
    if type(value) is np.ndarray or isinstance(value, (bool, float, complex, np.generic)):
        return np.asarray(value)
    number = _number(value)
    if number is None:
        raise FormError(wrong_kind(value, "a number"))
    return np.asarray(number)


def _stacked(items: list[Any] | tuple[Any, ...]) -> Numbers:
    rows = []
    for i, item in enumerate(items):
        try:
            rows.append(_array(item))
        except FormError as error:
            raise FormError(error.finding.within(i)) from None
    if not rows:
        return np.zeros(0)
    odd = next((i for i, row in enumerate(rows) if row.shape != rows[0].shape), None)
    if odd is not None:
        raise FormError(Finding("ragged", {"got": rows[odd].shape, "wanted": rows[0].shape}, (odd,)))
    if rows[0].ndim >= MOST_DIMENSIONS:
        raise FormError(Finding("shape", {"got": rows[0].shape, "wanted": ()}))
    return np.stack(rows)


def _number(value: object) -> int | float | None:
    """A Python int, or an expression that is a plain number, as a number that fits an array."""
    if isinstance(value, Expression):
        return _plain_number(value)
    if not isinstance(value, int):
        return None
    return value if abs(value) < 2**62 else _float(value)


def _plain_number(expression: Expression) -> int | float | None:
    match expression.tokens:
        case (Integer(n),):
            return _number(n)
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


def _shape_finding(given: Numbers, wanted: Numbers) -> Finding:
    facts: dict[str, Any] = {"got": given.shape, "wanted": wanted.shape, "remedy": ""}
    if given.size == 0:
        return Finding("empty", facts)
    if given.T.shape == wanted.shape:
        facts["remedy"] = "transpose"
    elif given.size == wanted.size:
        facts["remedy"] = "ravel" if wanted.ndim == 1 else "reshape"
    return Finding("shape", facts)


def _not_finite(answer: Numbers, right: Numbers) -> Finding | None:
    """The entries of an answer that are NaN or infinite where another value is expected."""
    same = (answer == right) | (np.isnan(answer) & np.isnan(right))
    bad = ~np.isfinite(answer) & ~same
    if not bad.any():
        return None
    index = tuple(int(i) for i in np.argwhere(bad)[0])
    name = "NaN" if np.isnan(answer[index]) else "infinity"
    facts = {"what": name, "index": index, "count": int(bad.sum()), "size": answer.size}
    return Finding("non_finite", facts)


def _truncated(given: Numbers, wanted: Numbers) -> Finding | None:
    """Whole numbers that are the expected ones without their decimals."""
    if given.dtype.kind not in "iu" or wanted.dtype.kind != "f" or not np.isfinite(wanted).all():
        return None
    roundings: tuple[Callable[[Numbers], NDArray[Any]], ...] = (np.trunc, np.floor, np.rint)
    if not any(np.array_equal(given, cut(wanted)) for cut in roundings):
        return None
    return Finding("truncated", {"got": given.dtype.name, "yours": given, "expected": wanted})


def _single_precision(given: Numbers, right: Numbers) -> Finding | None:
    """An answer that is right as far as its short floating-point type reaches."""
    if given.dtype not in (np.float16, np.float32, np.complex64):
        return None
    resolution = float(np.finfo(given.dtype).eps)
    scale = float(np.abs(right[np.isfinite(right)]).max(initial=0.0))
    if not agree(given.astype(right.dtype), right, 256 * resolution * scale):
        return None
    return Finding("precision", {"got": given.dtype.name})


def same(a: object, b: object) -> bool:
    """Whether two answers of any kind agree to about six digits: is this the answer a misconception gives?"""
    if isinstance(a, (Expression, Matrix)) and isinstance(b, (Expression, Matrix)):
        from graders.judge.expressions import comparison as symbolic

        return a == b or symbolic.compare(a, b) is None
    if isinstance(a, Figure) and isinstance(b, Figure):
        from graders.judge.figures import comparison as figure

        return figure.compare(a, b) is None and figure.compare(b, a) is None
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, str) or isinstance(b, str) or "True or False" in (kind_of(a), kind_of(b)):
        return kind_of(a) == kind_of(b) and bool(a == b)
    if _is_function(a) and _is_function(b):
        return True
    try:
        return _same_numbers(_array(a), _array(b))
    except FormError:
        return _same_items(a, b)


def _is_function(value: object) -> bool:
    return isinstance(value, Remote) or callable(value)


def _same_items(a: object, b: object) -> bool:
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and bool(a == b)


def _same_numbers(a: Numbers, b: Numbers) -> bool:
    if a.shape != b.shape or not {a.dtype.kind, b.dtype.kind} <= set("biufc"):
        return False
    if (a.dtype.kind == "b") != (b.dtype.kind == "b"):
        return False
    x, y = a.astype(complex), b.astype(complex)
    size = np.abs(np.concatenate([x.ravel(), y.ravel()]))
    scale = float(size[np.isfinite(size)].max(initial=0.0))
    return agree(x, y, max(SAME * scale, rounding(1.0, operations=16)))
