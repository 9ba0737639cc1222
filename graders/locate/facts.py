"""What a run tells of the values of a function's expressions, and which edits it makes hopeless."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from graders.locate.edits import Edit
from graders.locate.grammar import name_of
from graders.locate.tracing import Note
from graders.locate.watching import Watched

Where = tuple[int, int, int, int]
"""A node's first line and column, and its last."""
NEEDS_OPERAND = {"sign", "factor", "power", "transpose", "call"}
OF_ARRAYS = {"sum", "mean", "copy"}
"""Calls that leave a number as it is, or that it does not have."""
UNKNOWN = -1
"""Of a value that may have any number of axes; below it is what nobody computes with."""
NO_OPERAND = -2


class Facts:
    """How many axes the values of each expression have at most, as one run noted them.

    Where `is_whole`, what noted nothing did not run.
    """

    def __init__(self, table: Sequence[Watched], notes: Iterable[Note], is_whole: bool) -> None:
        self.is_whole = is_whole
        self.watched = {_where(one.node) for one in table}
        self.axes: dict[Where, set[int]] = {}
        self.names: dict[str, set[int]] = {}
        for number, value in notes:
            if 0 <= number < len(table):
                one, found = table[number], _axes(value)
                self.axes.setdefault(_where(one.node), set()).add(found)
                if one.reads:
                    self.names.setdefault(one.reads, set()).add(found)

    def allow(self, edit: Edit) -> bool:
        """May this edit change what the run came to?"""
        if edit.node is None:
            return True
        axes = self.axes.get(_where(edit.node))
        if axes is None:
            return not self.is_whole or _where(edit.node) not in self.watched
        return not self._is_hopeless(edit, axes)

    def _is_hopeless(self, edit: Edit, axes: set[int]) -> bool:
        if edit.kind in NEEDS_OPERAND and axes == {NO_OPERAND}:
            return True
        if edit.kind == "name" and isinstance(edit.other, ast.Name) and edit.other.id in self.names:
            return (axes == {NO_OPERAND}) != (self.names[edit.other.id] == {NO_OPERAND})
        if edit.kind == "transpose" and ast.Attribute in (type(edit.node), type(edit.other)):
            return _are_at_most(axes, 1)
        if edit.kind == "call" and isinstance(edit.other, ast.Call) and edit.other is not edit.node:
            return name_of(edit.other.func) in OF_ARRAYS and _are_at_most(axes, 0)
        return edit.kind == "axis" and self._has_one_axis(edit.node)

    def _has_one_axis(self, node: ast.AST | None) -> bool:
        """Does a call go along an axis of what has only one?"""
        if not isinstance(node, ast.Call) or not node.args:
            return False
        axes = self.axes.get(_where(node.args[0]))
        has_axis = any(keyword.arg == "axis" for keyword in node.keywords)
        return axes is not None and _are_at_most(axes, 1) and not has_axis


def _are_at_most(axes: set[int], most: int) -> bool:
    return UNKNOWN not in axes and max(axes) <= most


def _axes(value: object) -> int:
    if isinstance(value, np.ndarray):
        return value.ndim
    if isinstance(value, list):
        return 1
    if isinstance(value, bool | int | float | complex | np.number | np.bool_):
        return 0
    return NO_OPERAND if isinstance(value, str) else UNKNOWN


def _where(node: Any) -> Where:
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset
