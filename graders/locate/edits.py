"""All single edits of a function by the grammar of slips, each with its place and the text that it makes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from graders.locate.grammar import OTHER_NAMES, OTHER_OPERATORS, Slip, grouped, name_of, slips, wrapped
from graders.locate.grouping import is_inside_chain
from graders.locate.source import Lines, Span, Written
from graders.locate.statements import statement_edits

MOST_LINES = 150
"""Of a function; a longer one is left alone."""
DRAWING = {"axes", "set_title", "set_xlabel", "set_ylabel", "legend", "plot", "savefig", "show", "subplots"}


@dataclass(frozen=True)
class Edit:
    """One change of a function: its kind, the part that is changed, and what makes the function's text.

    Where an expression stands for another, `node` is the one that is written, `other` the one tried.
    """

    kind: str
    span: Span
    make: Callable[[], str] = field(compare=False)
    node: ast.AST | None = field(default=None, compare=False)
    other: ast.expr | None = field(default=None, compare=False)


def edits_of(whole: Written) -> Iterator[Edit]:
    """Every edit of a function and of its helpers; each makes the text of them all."""
    for part in whole.parts:
        for edit in edits(part.function, part.lines):
            yield replace(edit, make=partial(_changed, whole, part, edit))


def _changed(whole: Written, part: Written, edit: Edit) -> str:
    return whole.with_change(part, edit.make())


def edits(function: ast.FunctionDef, lines: Lines) -> Iterator[Edit]:
    """Every edit of a function that stands in these lines, in the order of the text."""
    if lines.count > MOST_LINES:
        return
    names = _variables(function)
    for statement in ast.walk(function):
        if isinstance(statement, ast.stmt) and statement is not function:
            yield from _of_statement(statement, lines, names)
    for kind, span, make in statement_edits(function, lines):
        yield Edit(kind, span, make)


def _of_statement(statement: ast.stmt, lines: Lines, names: list[str]) -> Iterator[Edit]:
    """The edits of a statement's own expressions, and not of those of the statements inside it."""
    if isinstance(statement, ast.AugAssign):
        yield from _of_operator(statement, lines)
    value = getattr(statement, "value", None)
    if isinstance(statement, ast.Return | ast.Assign | ast.AugAssign) and value is not None:
        for slip in wrapped(value):
            yield _edit(slip, value, lines)
    waiting: list[tuple[ast.AST, ast.AST | None]] = [
        (child, None) for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)
    ]
    while waiting:
        node, parent = waiting.pop(0)
        if isinstance(node, ast.JoinedStr | ast.arguments | ast.Lambda) and not isinstance(node, ast.Lambda):
            continue
        for slip in _slips(node, parent, names):
            yield _edit(slip, node, lines)
        waiting += [(child, node) for child in ast.iter_child_nodes(node)]


def _slips(node: ast.AST, parent: ast.AST | None, names: list[str]) -> Iterator[Slip]:
    if not isinstance(node, ast.expr) or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return
    if isinstance(parent, ast.Call) and name_of(parent.func) in DRAWING:
        return
    if isinstance(node, ast.Slice) or (isinstance(node, ast.Tuple) and isinstance(parent, ast.Subscript)):
        return
    if isinstance(node, ast.BinOp) and not is_inside_chain(node, parent):
        yield from grouped(node)
    is_called = isinstance(parent, ast.Call) and node is parent.func
    if is_called and isinstance(node, ast.Attribute) and node.attr not in OTHER_NAMES:
        return
    yield from slips(node)
    if isinstance(node, ast.Name) and node.id in names and not is_called:
        yield from (("name", ast.Name(name, node.ctx)) for name in names if name != node.id)


def _edit(slip: Slip, node: ast.AST, lines: Lines) -> Edit:
    kind, other = slip
    return Edit(
        kind, lines.span(node), lambda: lines.replaced(node, f"({ast.unparse(_placed(other))})"), node, other
    )


def _placed(node: ast.expr) -> ast.expr:
    return ast.fix_missing_locations(node)


def _of_operator(statement: ast.AugAssign, lines: Lines) -> Iterator[Edit]:
    """`+=` that was to be `-=`, and the like."""
    for kind, operator in OTHER_OPERATORS.get(type(statement.op), []):
        other = ast.AugAssign(statement.target, operator(), statement.value)
        yield Edit(kind, lines.span(statement), _maker(lines, statement, other))
    target = ast.parse(ast.unparse(statement.target), mode="eval").body
    for value in (statement.value, ast.BinOp(statement.value, statement.op, target)):
        plain = ast.Assign([statement.target], value, lineno=statement.lineno)
        yield Edit("stale", lines.span(statement), _maker(lines, statement, plain))


def _maker(lines: Lines, node: ast.stmt, other: ast.stmt) -> Callable[[], str]:
    return lambda: lines.replaced(node, ast.unparse(ast.fix_missing_locations(other)))


def _variables(function: ast.FunctionDef) -> list[str]:
    """The names of a function's arguments and of what it binds."""
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    stored = (
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id != "_"
    )
    return list(dict.fromkeys([*(argument.arg for argument in every), *stored]))
