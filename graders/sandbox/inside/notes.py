"""What the expressions of a watched function gave, one after another, as plain data."""

from __future__ import annotations

import sys
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

import numpy as np

from graders.values import codec

MOST_NOTES, MOST_ENTRIES, MOST_EXPRESSIONS = 4000, 100_000, 200
"""What is kept of one function, whatever it computes."""
LARGEST = 1000
"""Entries of an array that are kept, of a larger one the first; items of a list."""
NUMBERS = (bool, int, float, complex, np.float64, np.int64, np.bool_)
NO_OPERANDS = (str, dict, type, ModuleType, FunctionType, BuiltinFunctionType, np.ufunc)
BEGIN = -1
"""Stands where a call begins, in the place of the number of an expression."""
NO_OPERAND = "no operand"
"""Stands for a value with which nobody computes: a function, a text, a figure."""


class Notes:
    """Pairs of an expression's number and its value; None for a value of which nothing can be told."""

    def __init__(self) -> None:
        self.kept: list[list[Any]] = []
        self.entries = MOST_ENTRIES
        self.expressions = MOST_EXPRESSIONS

    @property
    def is_full(self) -> bool:
        return len(self.kept) >= MOST_NOTES

    def begin(self) -> None:
        if not self.is_full:
            self.kept.append([BEGIN, None])

    def note(self, number: int, value: Any) -> Any:
        """Note a value, and give it back."""
        if not self.is_full:
            self.kept.append([number, self._plain(value)])
        return value

    def _plain(self, value: Any) -> Any:
        """The value as it is now."""
        kind = type(value)
        if kind in NUMBERS:
            is_short = kind is not int or value.bit_length() <= 64
            return value if is_short else None
        if kind is np.ndarray:
            if value.dtype.kind not in "biufc":
                return None
            some = value if value.size <= LARGEST else value.ravel()[:LARGEST]
            return some.copy() if self._fits(some.size) else None
        if kind is list or kind is tuple:
            is_plain = self._fits(len(value)) and all(type(item) in NUMBERS for item in value)
            return list(value) if is_plain and value else None
        return NO_OPERAND if _is_no_operand(value) else self._expression(value)

    def _fits(self, size: int) -> bool:
        if size > min(LARGEST, self.entries):
            return False
        self.entries -= size
        return True

    def _expression(self, value: Any) -> Any:
        sympy = sys.modules.get("sympy")
        if sympy is None or not isinstance(value, sympy.Basic) or self.expressions <= 0:
            return None
        self.expressions -= 1
        try:
            return codec.decode(codec.encode(value))
        except codec.CodecError:
            return None


def _is_no_operand(value: Any) -> bool:
    is_drawn = type(value).__module__.startswith("matplotlib.")
    return is_drawn or isinstance(value, NO_OPERANDS)
