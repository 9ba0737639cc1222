"""A file's top-level statements: where one stops, the rest still runs, as the cells of a notebook do."""

from __future__ import annotations
import __future__

import ast
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache, reduce
from inspect import CO_COROUTINE
from itertools import islice
from types import CodeType, TracebackType
from typing import TYPE_CHECKING, Any

from graders.sandbox.inside.wanting import Wanting, first_line

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
    text: str, file: str, names: dict[str, Any], flags: int, wanting: Wanting, stopped: Stopped
) -> int:
    """Run a text to its end or to the first exception; the flags for what comes after it.

    Where that one would not have come where the student works, the rest goes on as far as it can, as in
    `run_statements`. At its top a cell may wait for what is asynchronous. The value of each expression goes
    to `sys.displayhook`, where the last statement is one.
    """
    tree: ast.Module | ast.Interactive = ast.parse(text, file)
    wanting.texts.append(text)
    mode = "exec"
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not text.rstrip().endswith(";"):
        tree, mode = ast.Interactive(tree.body), "single"
    code = compile(tree, file, mode, flags | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    flags |= code.co_flags & FUTURE
    try:
        _run(code, names)
    except BaseException as error:
        if not wanting.is_cause(error):
            raise
        sys.displayhook(None)  # what was shown before is not the value of the cell
        _go_on(_rest(text, file, code, error, wanting, stopped), file, names, flags, wanting, stopped)
    return flags


def run_statements(
    text: str, file: str, names: dict[str, Any], flags: int, wanting: Wanting, stopped: Stopped
) -> int:
    """Run a text; `stopped` is told each statement that raises, by its line, and the rest goes on.

    Only a `TimeUp` ends it before its end. In the ordinary case the text is compiled once, as a whole.
    """
    wanting.texts.append(text)
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
            rest = _rest(text, file, code, error, wanting, stopped)
        else:
            return flags
    _go_on(rest, file, names, flags, wanting, stopped)
    return flags


def _rest(
    text: str, file: str, code: CodeType, error: BaseException, wanting: Wanting, stopped: Stopped
) -> list[ast.stmt]:
    """Tell which statement raised; what goes on below it."""
    place = _place(error.__traceback__, code)
    body = ast.parse(text, file).body
    done = [node for node in body if (first_line(node), node.col_offset) <= place]
    if not done:
        _tell(stopped, 1, error)
        return body
    return [*_instead(done[-1], place, error, wanting, stopped), *body[len(done) :]]


def _instead(
    node: ast.stmt, place: tuple[int, float], error: BaseException, wanting: Wanting, stopped: Stopped
) -> list[ast.stmt]:
    """Tell that a statement raised; what goes on in its place."""
    failed, instead = wanting.after(node, place[0], error)
    if failed is not None:
        _tell(stopped, first_line(failed), error)
    return instead


def _go_on(
    statements: Sequence[ast.stmt], file: str, names: dict[str, Any], flags: int, wanting: Wanting,
    stopped: Stopped,
) -> None:  # fmt: skip
    waiting = [*reversed(statements)]
    while waiting:
        node = waiting.pop()
        code = None
        try:
            code = compile(ast.Module([node], []), file, "exec", flags, dont_inherit=True)
            exec(code, names)
        except BaseException as error:
            place = (first_line(node), 0.0) if code is None else _place(error.__traceback__, code)
            waiting += reversed(_instead(node, place, error, wanting, stopped))


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


def _imported_from_future(body: list[ast.stmt]) -> int:
    def flags() -> Iterator[int]:
        for node in body:
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                features = (getattr(__future__, alias.name, None) for alias in node.names)
                yield from (feature.compiler_flag for feature in features if feature is not None)

    return reduce(int.__or__, flags(), 0)
