"""Is a number, an array or a list of numbers right, and if not, how does it differ?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec.structs import replace
from numpy.typing import ArrayLike

from graders.judge.findings import Finding
from graders.judge.numbers.difference import agree, classify
from graders.judge.numbers.findings import (
    FEW_DECIMALS,
    Factor,
    NonFinite,
    Numbers,
    OtherValues,
    Rounded,
    ShortPrecision,
    Truncated,
)
from graders.judge.numbers.reading import FormError, as_array, read_numbers
from graders.judge.numbers.rounding import decimals_of, default_tolerance

WHOLE = 1e-6
"""How near to a whole number a value is that has no decimals to lose."""


def compare(value: object, expected: object, *, tolerance: ArrayLike | None = None) -> Finding | None:
    """None where `value` agrees with `expected`, otherwise the first thing that is wrong with it.

    Looked at in this order: missing, type, shape, dtype, emptiness, finiteness, values. `tolerance` is an
    absolute one, a number or an array; without it rounding alone is allowed (`default_tolerance`).
    What is not finite in `expected` must be the same in `value`. A tolerance that is negative or not finite
    raises ValueError: it would refuse what is right, or accept anything. Scalars of any kind are
    interchangeable, and so are lists, tuples and arrays where a list is expected; where an array is, only an
    array will do.
    """
    wanted = as_array(expected)
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
        _truncated(given, wanted, is_array=type(value) is np.ndarray and value.ndim > 0)
        or _not_finite(answer, right)
        or _single_precision(given, right)
        or _rounded(answer, right)
        or _difference(given, wanted, np.asarray(allowed, dtype=float))
    )


def _difference(given: Numbers, wanted: Numbers, allowed: Numbers) -> Finding:
    """How the numbers differ; a count is no multiple of another, and is shown as a whole number."""
    kind = complex if wanted.dtype.kind == "c" else float
    found = classify(given.astype(kind), wanted.astype(kind), allowed)
    if not (wanted.dtype.kind in "iu" and given.dtype.kind in "iu"):
        return found
    seen = replace(found.evidence, yours=given, expected=wanted)
    is_count = wanted.ndim == 0 and isinstance(found, Factor)
    return OtherValues(seen) if is_count else replace(found, evidence=seen)


def _rounded(answer: Numbers, right: Numbers) -> Finding | None:
    """An answer that is the right one to a few decimals."""
    if not np.isfinite(right).all() or right.dtype.kind == "c":
        return None
    digits = decimals_of(answer, FEW_DECIMALS)
    return Rounded(digits) if digits and np.array_equal(answer, np.round(right, digits)) else None


def _not_finite(answer: Numbers, right: Numbers) -> Finding | None:
    """The entries of an answer that are NaN or infinite where another value is expected."""
    same = (answer == right) | (np.isnan(answer) & np.isnan(right))
    bad = ~np.isfinite(answer) & ~same
    if not bad.any():
        return None
    index = tuple(int(i) for i in np.argwhere(bad)[0])
    name = "NaN" if np.isnan(answer[index]) else "infinity"
    return NonFinite(name, index, int(bad.sum()), answer.size)


def _truncated(given: Numbers, wanted: Numbers, *, is_array: bool) -> Finding | None:
    """Whole numbers: the expected ones without their decimals, or an array that can hold no others."""
    if given.dtype.kind not in "iu" or wanted.dtype.kind != "f" or not np.isfinite(wanted).all():
        return None
    if np.all(np.abs(wanted - np.rint(wanted)) <= WHOLE * np.maximum(1.0, np.abs(wanted))):
        return None
    roundings: tuple[Callable[[Numbers], Numbers], ...] = (np.trunc, np.floor, np.rint)
    if not is_array and not any(np.array_equal(given, cut(wanted)) for cut in roundings):
        return None
    return Truncated(given.dtype.name, given, wanted)


def _single_precision(given: Numbers, right: Numbers) -> Finding | None:
    """An answer that is right as far as its short floating-point type reaches."""
    if given.dtype not in (np.float16, np.float32, np.complex64):
        return None
    resolution = float(np.finfo(given.dtype).eps)
    scale = float(np.abs(right[np.isfinite(right)]).max(initial=0.0))
    if not agree(given.astype(right.dtype), right, 256 * resolution * scale):
        return None
    return ShortPrecision(given.dtype.name)
