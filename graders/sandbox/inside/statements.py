"""A file's top-level statements: where one stops, the rest still runs, as the cells of a notebook do."""

from __future__ import annotations
import __future__

import ast
import sys
from collections.abc import Callable, Iterator
from functools import cache, reduce
from inspect import CO_COROUTINE
from itertools import islice
from types import CodeType, TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

FUTURE = reduce(
    int.__or__, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
)
"""The bits of a code object that say what it imports from `__future__`."""
Stopped = Callable[[int, BaseException], None]


class TimeUp(BaseException):
    """Raised inside a student's code when its time is over; code that swallows it is killed instead."""


def run_cell(
    text: str,
    file: str,
    names: dict[str, Any],
    flags: int,
    is_ours: Callable[[BaseException], bool],
    stopped: Stopped,
) -> int:
    """Run a text to its end or to the first exception; the flags for what comes after it.

    Where that one `is_ours`, which would not have come where the student works, the rest goes on as far as
    it can, as in `run_statements`. At its top a cell may wait for what is asynchronous. The value of each
    expression goes to `sys.displayhook`, where the last statement is one.
    """
    tree: ast.Module | ast.Interactive = ast.parse(text, file)
    mode = "exec"
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not text.rstrip().endswith(";"):
        tree, mode = ast.Interactive(tree.body), "single"
    code = compile(tree, file, mode, flags | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    flags |= code.co_flags & FUTURE
    try:
        _run(code, names)
    except BaseException as error:
        if not is_ours(error):
            raise
        sys.displayhook(None)  # what was shown before is not the value of the cell
        _go_on(_rest(text, file, code, error, stopped), file, names, flags, stopped)
    return flags


def run_statements(text: str, file: str, names: dict[str, Any], flags: int, stopped: Stopped) -> int:
    """Run a text; `stopped` is told each statement that raises, by its line, and the rest goes on.

    Only a `TimeUp` ends it before its end. In the ordinary case the text is compiled once, as a whole.
    """
    try:
        code = compile(text, file, "exec", flags, dont_inherit=True)
    except (
        SyntaxError,
        ValueError,
    ):  # some statement has no meaning, if it is not the whole that is no Python
        rest = ast.parse(text, file).body
        flags |= _imported_from_future(rest)
    else:
        flags |= code.co_flags & FUTURE
        try:
            exec(code, names)
        except BaseException as error:
            rest = _rest(text, file, code, error, stopped)
        else:
            return flags
    _go_on(rest, file, names, flags, stopped)
    return flags


def _rest(text: str, file: str, code: CodeType, error: BaseException, stopped: Stopped) -> list[ast.stmt]:
    """Tell which statement raised; those below it."""
    place = _place(error.__traceback__, code)
    body = ast.parse(text, file).body
    done = [node for node in body if (_first_line(node), node.col_offset) <= place]
    _tell(stopped, _first_line(done[-1]) if done else 1, error)
    return body[len(done) :]


def _go_on(
    statements: list[ast.stmt], file: str, names: dict[str, Any], flags: int, stopped: Stopped
) -> None:
    for node in statements:
        try:
            exec(compile(ast.Module([node], []), file, "exec", flags, dont_inherit=True), names)
        except BaseException as error:
            _tell(stopped, _first_line(node), error)


def _run(code: CodeType, names: dict[str, Any]) -> None:
    """Run a code, which may be a coroutine."""
    waiting = eval(code, names)
    if code.co_flags & CO_COROUTINE:
        _loop().run_until_complete(waiting)


@cache
def _loop() -> AbstractEventLoop:
    """The one loop in which all cells wait."""
    import asyncio

    return asyncio.new_event_loop()


def _tell(stopped: Stopped, line: int, error: BaseException) -> None:
    stopped(line, error)
    if isinstance(error, TimeUp):
        raise error


def _place(trace: TracebackType | None, code: CodeType) -> tuple[int, float]:
    """The line and column at which a code was left by an exception."""
    while trace is not None and trace.tb_frame.f_code is not code:
        trace = trace.tb_next
    if trace is None:
        return 10**9, 0.0
    line, _, column, _ = next(islice(code.co_positions(), trace.tb_lasti // 2, None), (None,) * 4)
    return line or trace.tb_lineno or 1, float("inf") if column is None else column


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _imported_from_future(body: list[ast.stmt]) -> int:
    def flags() -> Iterator[int]:
        for node in body:
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                features = (getattr(__future__, alias.name, None) for alias in node.names)
                yield from (feature.compiler_flag for feature in features if feature is not None)

    return reduce(int.__or__, flags(), 0)
