"""The values that right ways hold, and whether a value is one of them: to six digits, however it lies."""

from __future__ import annotations

import math
from collections.abc import Iterator
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.values.types import Expression, Matrix

Numbers = NDArray[Any]
CLOSE = 1e-6
"""The relative difference of two that are the same."""
DIGITS = 4
"""Of the size by which values are looked up."""
MOST_PARTS = 400
"""Entries of an array that are looked up one by one."""
SIMPLE = 16
"""A float below it that is a quarter of a whole number may be anything."""


class Held(Enum):
    """What is known of a value: right ways hold it, or its parts; none does; it may be anything; unknown."""

    RIGHT, PARTLY, OTHER, PLAIN, UNKNOWN = range(5)


class Values:
    """The values of right runs of one call."""

    def __init__(self) -> None:
        self.arrays: dict[tuple[object, ...], list[Numbers]] = {}
        self.entries: dict[tuple[object, ...], list[Numbers]] = {}
        self.others: set[object] = set()

    def add(self, value: object) -> None:
        if isinstance(value, Expression | Matrix):
            self.others.add(value)
            return
        array = as_numbers(value)
        if array is None or not array.size:
            return
        _put(self.arrays, array)
        if 1 < array.size <= MOST_PARTS:
            for part in _parts(array):
                _put(self.entries, part)

    def look_up(self, value: object) -> Held:
        if isinstance(value, Expression | Matrix):
            return Held.RIGHT if value in self.others else Held.OTHER
        array = as_numbers(value)
        if array is None:
            return Held.UNKNOWN
        if tells_nothing(array):
            return Held.PLAIN
        if _is_in(self.arrays, array):
            return Held.RIGHT
        if _is_in(self.entries, array):
            return Held.PARTLY
        if 1 < array.size <= MOST_PARTS and self._are_known(array):
            return Held.PARTLY
        return Held.OTHER

    def _are_known(self, array: Numbers) -> bool:
        """Does every entry occur, and not only those that may be anything?"""
        telling = [entry for entry in map(np.asarray, array.ravel()) if not tells_nothing(entry)]
        return bool(telling) and all(
            _is_in(self.arrays, entry) or _is_in(self.entries, entry) for entry in telling
        )


def as_numbers(value: object) -> Numbers | None:
    """A value as an array without axes of length 1; None for what is none."""
    if isinstance(value, np.ndarray | bool | int | float | complex | np.number | np.bool_ | list):
        array = np.asarray(value)
        if array.dtype.kind in "biufc":
            return np.squeeze(array.astype(complex if array.dtype.kind == "c" else float))
    return None


def tells_nothing(array: Numbers) -> bool:
    """May it stand anywhere? A small number, the same number throughout."""
    if not array.size:
        return True
    first = array.flat[0]
    if array.size > 1 and not np.all(array == first):
        return False
    return bool(np.imag(first) == 0 and abs(first) < SIMPLE and float(4 * np.real(first)).is_integer())


def _put(kept: dict[tuple[object, ...], list[Numbers]], array: Numbers) -> None:
    key = next(_keys(array))
    same = kept.setdefault(key, [])
    if not any(_agree(array, other) for other in same):
        same.append(array)


def _is_in(kept: dict[tuple[object, ...], list[Numbers]], array: Numbers) -> bool:
    return any(_agree(array, other) for key in _keys(array) for other in kept.get(key, ()))


def _keys(array: Numbers) -> Iterator[tuple[object, ...]]:
    """Under what an array is kept, then where else one that is close to it may be."""
    dims = tuple(sorted(array.shape))
    with np.errstate(all="ignore"):
        size = float(np.sqrt(np.sum(np.abs(np.where(np.isfinite(array), array, 0)) ** 2)))
    if size == 0 or not math.isfinite(size):
        yield dims, 0, 0
        return
    power = math.floor(math.log10(size))
    scaled = round(size / 10.0 ** (power - DIGITS))
    yield dims, power, scaled
    for near in (scaled - 1, scaled + 1):
        yield dims, power, near
    yield dims, power - 1, scaled * 10
    yield dims, power + 1, scaled // 10


def _agree(one: Numbers, other: Numbers) -> bool:
    if one.shape == other.shape and _close(one, other):
        return True
    return one.ndim == 2 and one.shape == other.T.shape and _close(one, other.T)


def _close(one: Numbers, other: Numbers) -> bool:
    with np.errstate(all="ignore"):
        scale = np.max(np.abs(other), initial=0.0)
        if not np.isfinite(scale):
            return bool(np.array_equal(one, other, equal_nan=True))
        return bool(np.all(np.abs(one - other) <= CLOSE * scale))


def _parts(array: Numbers) -> Iterator[Numbers]:
    yield from map(np.asarray, array.ravel())
    if array.ndim == 2:
        yield from array
        yield from array.T
    elif array.ndim > 2:
        yield from array
