"""The values that right ways hold, and whether a value is one of them: to six digits, however it lies."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import Enum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.values.types import Expression, Matrix

Numbers = NDArray[Any]
Series = Sequence[Numbers]
CLOSE = 1e-6
"""The relative difference of two that are the same."""
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
        self.wholes, self.parts = Arrays(), Arrays()
        self.apart: list[Numbers] = []
        self.others: set[object] = set()
        self.runs: list[Sequence[tuple[int, object]]] = []
        """What the expressions of each right way gave, by their numbers."""

    @cached_property
    def series(self) -> list[Series]:
        """The values of each expression that gave several."""
        found = [made for run in self.runs for made in series(run).values()]
        return [[value for _, value in made] for made in found]

    def add_run(self, notes: Sequence[tuple[int, object]]) -> None:
        self.runs.append(notes)
        for _, value in notes:
            self.add(value)

    def add(self, value: object) -> None:
        if isinstance(value, Expression | Matrix):
            self.others.add(value)
            return
        array = as_numbers(value)
        is_new = array is not None and array.size > 0 and self.wholes.add(array)
        if array is not None and is_new and 1 < array.size <= MOST_PARTS:
            self.apart.append(array)

    def look_up(self, value: object) -> Held:
        if isinstance(value, Expression | Matrix):
            return Held.RIGHT if value in self.others else Held.OTHER
        array = as_numbers(value)
        if array is None:
            return Held.UNKNOWN
        if tells_nothing(array):
            return Held.PLAIN
        if self.wholes.has(array):
            return Held.RIGHT
        return Held.PARTLY if self._is_made_of_parts(array) else Held.OTHER

    def _is_made_of_parts(self, array: Numbers) -> bool:
        """Is it a part of what right ways hold, or made of such, and not only of what may be anything?"""
        while self.apart:
            self.parts.add_parts(self.apart.pop())
        if self.parts.has(array) or not 1 < array.size <= MOST_PARTS:
            return self.parts.has(array)
        telling = [entry for entry in array.ravel().tolist() if not is_plain(entry)]
        return bool(telling) and all(
            self.wholes.has_number(one) or self.parts.has_number(one) for one in telling
        )


class Arrays:
    """Numbers, and arrays by their shapes, those of each in one."""

    def __init__(self) -> None:
        self.numbers: set[complex] = set()
        self.sorted: list[float] | None = None
        self.has_nan = False
        self.kept: dict[tuple[int, ...], dict[bytes, Numbers]] = defaultdict(dict)
        self.stacks: dict[tuple[int, ...], tuple[Numbers, Numbers]] = {}

    def add(self, array: Numbers) -> bool:
        """Keep an array; was it not there yet?"""
        if not array.ndim:
            self._add_numbers([array.item()])
            return True
        same, key = self.kept[array.shape], array.tobytes()
        if key in same:
            return False
        same[key] = array
        self.stacks.pop(array.shape, None)
        return True

    def add_parts(self, array: Numbers) -> None:
        """Keep the entries of an array, its rows and columns."""
        self._add_numbers(array.ravel().tolist())
        if array.ndim > 1:
            for part in (*array, *(array.T if array.ndim == 2 else ())):
                self.add(part)

    def has(self, array: Numbers) -> bool:
        """Is it one of them, or the transpose of one?"""
        if not array.ndim:
            return self.has_number(array.item())
        return self._has(array) or (array.ndim == 2 and self._has(array.T))

    def has_number(self, number: complex) -> bool:
        if number != number:
            return self.has_nan
        if isinstance(number, complex):
            return any(abs(number - other) <= CLOSE * abs(other) for other in self.numbers)
        if self.sorted is None:
            self.sorted = sorted(other for other in self.numbers if not isinstance(other, complex))
        at = bisect_left(self.sorted, number)
        near = self.sorted[max(at - 1, 0) : at + 1]
        return any(number == other or abs(number - other) <= CLOSE * abs(other) < math.inf for other in near)

    def _add_numbers(self, numbers: Iterable[complex]) -> None:
        for number in numbers:
            if number == number:
                self.numbers.add(number)
            else:
                self.has_nan = True
        self.sorted = None

    def _has(self, array: Numbers) -> bool:
        if array.shape not in self.kept:
            return False
        stack, scale = self._stack(array.shape)
        with np.errstate(all="ignore"):
            flat = array.ravel()
            is_close = np.abs(stack - flat) <= CLOSE * scale
            is_same = (stack == flat) | ((stack != stack) & (flat != flat))
        return bool(np.any(np.all(np.where(np.isfinite(scale), is_close, is_same), axis=1)))

    def _stack(self, shape: tuple[int, ...]) -> tuple[Numbers, Numbers]:
        """All of a shape as the rows of one array, and the largest of each."""
        if shape not in self.stacks:
            stack = np.array([array.ravel() for array in self.kept[shape].values()])
            self.stacks[shape] = stack, np.max(np.abs(stack), axis=1, keepdims=True)
        return self.stacks[shape]


def series(notes: Sequence[tuple[int, object]]) -> dict[int, list[tuple[int, Numbers]]]:
    """The values of the expressions that gave several, all of them numbers, with the time of each."""
    found: dict[int, list[tuple[int, Any]]] = defaultdict(list)
    for time, (number, value) in enumerate(notes):
        found[number].append((time, as_numbers(value)))
    return {
        number: one
        for number, one in found.items()
        if number >= 0 and len(one) > 1 and all(value is not None for _, value in one)
    }


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
    return is_plain(first.item()) and (array.size == 1 or bool(np.all(array == first)))


def is_plain(number: complex) -> bool:
    return not isinstance(number, complex) and abs(number) < SIMPLE and float(4 * number).is_integer()
