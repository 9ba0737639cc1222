"""A notebook of marimo's, which is kept as a Python file: its cells, so that each finds the names it uses."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import dedent

from graders.course.parsing import parse, parses

MOST_ORDERED = 300
"""Cells of one file that are put in order."""


@dataclass(frozen=True)
class Cell:
    """The text of a cell, the names that it takes from other cells, and those that it gives them."""

    text: str
    takes: frozenset[str] = frozenset()
    gives: frozenset[str] = frozenset()


def cells_of(text: str) -> list[str]:
    """The cells of a file of marimo's; none where it is another file."""
    if "marimo" not in text or "App(" not in text:
        return []
    try:
        tree = parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = [*_cells(tree, text.split("\n"))] if any(map(_is_app, tree.body)) else []
    return [cell.text for cell in _in_order(found)]


def _is_app(node: ast.stmt) -> bool:
    """Is it `app = marimo.App(…)`?"""
    match node:
        case ast.Assign([ast.Name("app")], ast.Call(ast.Attribute(ast.Name(), "App"))):
            return True
    return False


def _cells(tree: ast.Module, lines: Sequence[str]) -> Iterator[Cell]:
    for node in tree.body:
        match node:
            case ast.With([ast.withitem(context)], body) if _of_app(context) == "setup":
                yield Cell(_text(lines, _first(body[0]), node.end_lineno))
            case ast.FunctionDef() | ast.AsyncFunctionDef() if "cell" in map(_of_app, node.decorator_list):
                yield _cell(node, lines)
            case ast.FunctionDef(name) | ast.ClassDef(name) if any(map(_of_app, node.decorator_list)):
                ours = max(one.end_lineno or 0 for one in node.decorator_list if _of_app(one))
                yield Cell(_text(lines, ours + 1, node.end_lineno), gives=frozenset({name}))
            case ast.Expr(ast.Call(function, [ast.Constant(str(broken))])) if _of_app(function):
                yield Cell(dedent(broken))


def _of_app(node: ast.expr) -> str:
    """What of the app's is named or called here, often nothing."""
    match node:
        case ast.Call(function):
            return _of_app(function)
        case ast.Attribute(ast.Name("app"), name):
            return name
    return ""


def _cell(node: ast.FunctionDef | ast.AsyncFunctionDef, lines: Sequence[str]) -> Cell:
    """A cell's body without its `return`, which tells what it gives."""
    last = node.body[-1]
    end = last.lineno - 1 if isinstance(last, ast.Return) else node.end_lineno
    gives = ast.walk(last) if isinstance(last, ast.Return) else ()
    return Cell(
        _text(lines, _first(node.body[0]), end),
        frozenset(argument.arg for argument in node.args.args),
        frozenset(name.id for name in gives if isinstance(name, ast.Name)),
    )


def _first(node: ast.stmt) -> int:
    """The line of a statement, or of the first of its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


def _text(lines: Sequence[str], first: int, last: int | None) -> str:
    text = "\n".join(lines[first - 1 : last])
    return dedent(text) if parses(dedent(text)) or not text.strip() else f"if True:\n{text}"


def _in_order(cells: Sequence[Cell]) -> list[Cell]:
    """Each cell below those that give what it takes, else as they stand."""
    if len(cells) > MOST_ORDERED:
        return [*cells]
    givers = {name: index for index, cell in enumerate(cells) for name in cell.gives}
    order: dict[int, Cell] = {}

    def place(index: int, above: frozenset[int]) -> None:
        for name in sorted(cells[index].takes):
            giver = givers.get(name, index)
            if giver not in order and giver not in above:
                place(giver, above | {index})
        order.setdefault(index, cells[index])

    for index in range(len(cells)):
        place(index, frozenset({index}))
    return [*order.values()]
