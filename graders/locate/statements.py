"""Slips between statements: their order, whether a loop holds them, a `return` that is missing."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from itertools import pairwise

from graders.locate.source import Lines, Span

Made = tuple[str, Span, Callable[[], str]]
"""The kind of an edit, its place, and what makes the function's text with it."""


def statement_edits(function: ast.FunctionDef, lines: Lines) -> Iterator[Made]:
    """The edits of whole statements."""
    yield from _returns(function, lines)
    for body in _bodies(function):
        yield from _exchanged(body, lines)
        for outer in body:
            yield from _moved_out(outer, lines)
        for loop, after in pairwise(body):
            yield from _moved_in(loop, after, lines)


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for part in ast.walk(node):
        for name in ("body", "orelse"):
            body = getattr(part, name, None)
            if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
                yield body


def _returns(function: ast.FunctionDef, lines: Lines) -> Iterator[Made]:
    """What was last computed, returned; where nothing is."""
    own = (node for node in ast.walk(function) if isinstance(node, ast.Return))
    if any(node.value is not None for node in own):
        return
    last = function.body[-1]
    indent = lines.row(last.lineno)[: last.col_offset]
    names = _bound(function)
    if isinstance(last, ast.Expr):
        yield "return", lines.span(last), lambda: lines.replaced(last, f"return ({lines.of(last.value)})")
    for name in reversed(names):
        yield "return", lines.span(last), _appended(lines, f"{indent}return {name}")


def _bound(function: ast.FunctionDef) -> list[str]:
    names = (node for node in ast.walk(function) if isinstance(node, ast.Name))
    return list(dict.fromkeys(name.id for name in names if isinstance(name.ctx, ast.Store)))


def _appended(lines: Lines, row: str) -> Callable[[], str]:
    return lambda: f"{lines.text}\n{row}"


def _exchanged(body: list[ast.stmt], lines: Lines) -> Iterator[Made]:
    """Two neighbours in the other order."""
    for one, other in pairwise(body):
        (top, middle), (begin, end) = lines.block(one), lines.block(other)
        if middle <= begin and not isinstance(other, ast.Return) and not _is_docstring(one):
            rows = [*lines.rows[begin:end], *lines.rows[middle:begin], *lines.rows[top:middle]]
            yield "turn", lines.span(one), _with(lines, top, end, rows)


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _moved_out(outer: ast.stmt, lines: Lines) -> Iterator[Made]:
    """The last statement of a loop, or of a condition, below it."""
    if not isinstance(outer, ast.For | ast.While | ast.If | ast.With) or getattr(outer, "orelse", None):
        return
    last = outer.body[-1]
    (top, end), (_, bottom) = lines.block(last), lines.block(outer)
    if len(outer.body) > 1 and end == bottom and last.lineno > outer.body[-2].lineno:
        rows = _indented(lines.rows[top:end], outer.col_offset - last.col_offset)
        kind = "return" if isinstance(last, ast.Return) else "indentation"
        yield kind, lines.span(last), _with(lines, top, end, rows)


def _moved_in(loop: ast.stmt, after: ast.stmt, lines: Lines) -> Iterator[Made]:
    """The statement below a loop as its last one."""
    if not isinstance(loop, ast.For | ast.While) or loop.orelse or isinstance(after, ast.Return):
        return
    (_, middle), (top, end) = lines.block(loop), lines.block(after)
    if middle <= top:
        rows = _indented(lines.rows[top:end], loop.body[-1].col_offset - after.col_offset)
        yield "indentation", lines.span(after), _with(lines, top, end, rows)


def _indented(rows: list[str], by: int) -> list[str]:
    return [" " * by + row if by > 0 else row[-by:] for row in rows]


def _with(lines: Lines, top: int, end: int, rows: list[str]) -> Callable[[], str]:
    return lambda: "\n".join([*lines.rows[:top], *rows, *lines.rows[end:]])
