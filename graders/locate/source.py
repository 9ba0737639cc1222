"""The lines of a function in a student's file: parts of them, and what they are with another part."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

MOST_PARTS = 1000
"""Nodes of a function, with its helpers, in which a mistake is looked for; the longest handed in has 600."""


@dataclass(frozen=True, order=True)
class Span:
    """A part of one line: its number in the file, and the columns from where to where, in characters."""

    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Written:
    """A function of a student's file: the text of the file, and the function in it, on its lines there.

    `helpers` are the functions of the file that it calls, by itself or by one of these.
    `beside` are the texts of what binds the names that it uses, None where these are not known.
    """

    text: str
    function: ast.FunctionDef
    beside: tuple[str, ...] | None = None
    helpers: tuple[Written, ...] = ()

    @property
    def parts(self) -> Sequence[Written]:
        return self, *self.helpers

    @property
    def whole(self) -> str:
        """The text of the function, and of its helpers."""
        return "\n\n".join(part.lines.text for part in self.parts)

    def part(self, line: int) -> Written:
        """The function that a line stands in."""
        return next((part for part in self.helpers if part.lines.holds(line)), self)

    def with_change(self, part: Written, text: str) -> str:
        """The text of the whole with one function of it changed."""
        return "\n\n".join(text if one is part else one.lines.text for one in self.parts)

    @property
    def size(self) -> int:
        """The nodes of the function alone, counted as far as one more than there may be."""
        return sum(1 for _ in islice(ast.walk(self.function), MOST_PARTS + 1))

    @property
    def is_long(self) -> bool:
        """Is there more of it than anybody writes? What a look into it costs would grow faster than it."""
        return self.size > MOST_PARTS

    def fitting(self, others: Iterable[Written]) -> Iterator[Written]:
        """Those of other functions that are not too long together with this one."""
        left = MOST_PARTS - self.size
        for other in others:
            if other.size <= left:
                left -= other.size
                yield other

    @property
    def lines(self) -> Lines:
        first = min([self.function.lineno, *(part.lineno for part in self.function.decorator_list)])
        return Lines(self.text, first, self.function.end_lineno or first)


class Lines:
    """A function's lines, of which the first has the number `first` in its file."""

    def __init__(self, text: str, first: int, last: int) -> None:
        self.first = first
        self.rows = text.split("\n")[first - 1 : last]

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def text(self) -> str:
        return "\n".join(self.rows)

    def holds(self, line: int) -> bool:
        return self.first <= line < self.first + self.count

    def row(self, line: int) -> str:
        """A line by its number in the file."""
        return self.rows[line - self.first]

    def span(self, node: Any) -> Span:
        """The place of a node, to the end of its first line where it has several."""
        row = self.row(node.lineno)
        start = _column(row, node.col_offset)
        is_one = node.end_lineno == node.lineno
        end = _column(row, node.end_col_offset) if is_one else len(row.rstrip())
        return Span(node.lineno, start, max(end, start + 1))

    def of(self, node: Any) -> str:
        """The text of a node."""
        rows = self.rows[node.lineno - self.first : node.end_lineno - self.first + 1]
        end = _column(rows[-1], node.end_col_offset)
        rows = [*rows[:-1], rows[-1][:end]]
        return "\n".join([rows[0][_column(rows[0], node.col_offset) :], *rows[1:]])

    def replaced(self, node: Any, text: str) -> str:
        """The function's text with another text in the place of a node."""
        top, bottom = node.lineno - self.first, node.end_lineno - self.first
        before = self.rows[top][: _column(self.rows[top], node.col_offset)]
        after = self.rows[bottom][_column(self.rows[bottom], node.end_col_offset) :]
        return "\n".join([*self.rows[:top], before + text + after, *self.rows[bottom + 1 :]])

    def block(self, statement: ast.stmt) -> tuple[int, int]:
        """Which of the rows a statement takes up, as a half-open range."""
        decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
        top = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
        return top - self.first, (statement.end_lineno or top) - self.first + 1


def _column(row: str, offset: int) -> int:
    """A column in characters; `ast` counts bytes."""
    return offset if row.isascii() else len(row.encode()[:offset].decode(errors="ignore"))
