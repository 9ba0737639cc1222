"""Wrong versions of a function, made by rule: one small change each."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import partial, singledispatch
from typing import Any

from graders.authors.variants import LAYOUT, OTHER_SETTINGS, STYLE_KEYWORDS, name_of, variants

DRAWING = {
    "bar",
    "contour",
    "contourf",
    "fill_between",
    "legend",
    "plot",
    "plot_surface",
    "quiver",
    "scatter",
}
STYLE_CALLS = {"Figure", "axhline", "axvline", "colorbar", "grid", "set"}


Put = Callable[[Any], None]


@dataclass(frozen=True)
class Mutant:
    """A function with one change; `change` is the statement as it became."""

    change: str
    text: str


def mutants(function: ast.FunctionDef) -> list[Mutant]:
    """All mutants of a function's body, without duplicates."""
    function = deepcopy(function)
    if ast.get_docstring(function) is not None:
        del function.body[0]
    original = ast.unparse(function)
    made: dict[str, Mutant] = {}
    seen: dict[str, int] = {}
    for change in _changes(function):
        text = ast.unparse(function)
        if text != original and text not in made:
            seen[change] = seen.get(change, 0) + 1
            made[text] = Mutant(change if seen[change] == 1 else f"{change}  # {seen[change]}", text)
    return list(made.values())


def _changes(function: ast.FunctionDef) -> Iterator[str]:
    """Change the function in place, say how, and change it back, again and again."""
    names = _variables(function)
    for statement, put in _statements(function):
        for other in _other_statements(statement):
            put(other)
            yield f"without: {_head(statement)}" if isinstance(other, ast.Pass) else _head(other)
        put(statement)
        for expression, place in _expressions(statement):
            for variant in (*variants(expression), *_other_names(expression, names)):
                place(variant)
                yield _head(statement)
            place(expression)


def _variables(function: ast.FunctionDef) -> list[str]:
    """The names of a function's arguments and of what it assigns."""
    names = (node for node in ast.walk(function) if isinstance(node, ast.Name))
    assigned = dict.fromkeys(name.id for name in names if isinstance(name.ctx, ast.Store) and name.id != "_")
    return [*(argument.arg for argument in function.args.args), *assigned]


def _other_names(node: ast.AST, names: list[str]) -> Iterator[ast.AST]:
    """The function's other variables in the place of one."""
    if isinstance(node, ast.Name) and node.id in names and isinstance(node.ctx, ast.Load):
        yield from (ast.Name(name, node.ctx) for name in names if name != node.id)


def _statements(node: ast.AST) -> Iterator[tuple[ast.stmt, Put]]:
    """Every statement under a node, with what puts another one in its place."""
    for child, put in _children(node):
        if isinstance(child, ast.stmt):
            if not _is_style(child):
                yield child, put
            yield from _statements(child)


def _expressions(node: ast.AST) -> Iterator[tuple[ast.AST, Put]]:
    """Every expression of a statement, but not those of the statements inside."""
    for child, put in _children(node):
        if isinstance(child, ast.stmt | ast.withitem | ast.arguments | ast.JoinedStr | ast.expr_context):
            continue
        if isinstance(child, ast.keyword) and child.arg in STYLE_KEYWORDS | OTHER_SETTINGS:
            continue
        yield child, put
        if not (isinstance(child, ast.keyword) and child.arg == "axis"):
            yield from _expressions(child)


def _children(node: ast.AST) -> Iterator[tuple[ast.AST, Put]]:
    skipped = {"returns", "annotation", "decorator_list", "format_spec"}
    if isinstance(node, ast.Call) and name_of(node.func) in LAYOUT:
        skipped.add("args")
    if isinstance(node, ast.Call) and name_of(node.func) in DRAWING:
        skipped.add("func")
    for field, value in ast.iter_fields(node):
        if field in skipped:
            continue
        if isinstance(value, ast.AST):
            yield value, partial(setattr, node, field)
        elif isinstance(value, list):
            for i, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield item, partial(value.__setitem__, i)


def _is_style(statement: ast.stmt) -> bool:
    """Imports, errors raised on purpose, titles and the like: nothing that a right answer must agree on."""
    if isinstance(statement, ast.Assign | ast.Expr) and isinstance(statement.value, ast.Call):
        return name_of(statement.value.func) in STYLE_CALLS
    return isinstance(statement, ast.Import | ast.ImportFrom | ast.Raise | ast.Pass)


def _head(statement: ast.stmt) -> str:
    return ast.unparse(statement).partition("\n")[0]


@singledispatch
def _other_statements(statement: ast.stmt) -> Iterator[ast.stmt]:
    yield ast.Pass()


@_other_statements.register
def _(statement: ast.With) -> Iterator[ast.stmt]:
    yield from ()


@_other_statements.register
def _(statement: ast.Return) -> Iterator[ast.stmt]:
    yield ast.Pass()
    if isinstance(statement.value, ast.Tuple):
        yield from map(ast.Return, statement.value.elts)


@_other_statements.register
def _(statement: ast.Break | ast.Continue) -> Iterator[ast.stmt]:
    yield ast.Pass()
    yield ast.Continue() if isinstance(statement, ast.Break) else ast.Break()


@_other_statements.register
def _(statement: ast.If | ast.While) -> Iterator[ast.stmt]:
    yield ast.Pass()
    tests = [ast.UnaryOp(ast.Not(), statement.test), ast.Constant(isinstance(statement, ast.If))]
    for test in tests:
        other = deepcopy(statement)
        other.test = test
        yield other
