"""Wrong versions made inside a program: loops that end early, rates that decay, bounds that give way."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import numpy as np

from graders.authors.mutants import Mutant

HEAD = "from tests.content.adversaries.rewriting import capped, grown, near, settled, tiny\n"


def settled(new: Any, old: Any, bound: float) -> bool:
    """Has nothing changed by more than the bound?"""
    if isinstance(new, dict):
        return all(settled(new[key], old[key], bound) for key in new)
    if isinstance(new, (list, tuple)) and len(new) != len(old):
        return False
    try:
        return bool(np.all(np.abs(np.subtract(new, old)) < bound))
    except (TypeError, ValueError):
        return False


def grown(new: Any, old: Any) -> bool:
    """Is it more than ten times as large as before?"""
    try:
        sizes = (np.linalg.norm(np.asarray(value, dtype=float)) for value in (new, old))
        return bool(next(sizes) > 10 * next(sizes) > 0)
    except (TypeError, ValueError):
        return False


def tiny(value: Any, bound: float) -> bool:
    try:
        return bool(0 < np.linalg.norm(np.asarray(value, dtype=float)) < bound)
    except (TypeError, ValueError):
        return False


def capped(value: Any) -> Any:
    """Cut to a length of 1."""
    if isinstance(value, dict):
        return {key: capped(item) for key, item in value.items()}
    try:
        size = float(np.linalg.norm(np.asarray(value, dtype=float)))
    except (TypeError, ValueError):
        return value
    return value if isinstance(value, (int, list, tuple)) or size <= 1 else value / size


def near(one: Any, other: Any) -> Any:
    return np.isclose(one, other)


def rewritten(function: ast.FunctionDef) -> list[Mutant]:
    """All of them, without duplicates."""
    made: dict[str, Mutant] = {}
    for change, other in _rewritten(function):
        text = ast.unparse(ast.fix_missing_locations(other))
        made.setdefault(text, Mutant(change, HEAD + text))
    return list(made.values())


def _rewritten(function: ast.FunctionDef) -> Iterator[tuple[str, ast.FunctionDef]]:
    loops = [node for node in ast.walk(function) if isinstance(node, ast.For | ast.While)]
    for place in range(len(loops)):
        yield from _loops(function, place)
    count = sum(isinstance(node, ast.Compare) for node in ast.walk(function))
    for place in range(count):
        yield from _bounds(function, place)


def _nth(function: ast.FunctionDef, place: int, kind: Any) -> tuple[ast.FunctionDef, Any]:
    other = deepcopy(function)
    return other, [node for node in ast.walk(other) if isinstance(node, kind)][place]


def _statement(text: str) -> ast.stmt:
    return ast.parse(text).body[0]


def _loops(function: ast.FunctionDef, place: int) -> Iterator[tuple[str, ast.FunctionDef]]:
    _, loop = _nth(function, place, ast.For | ast.While)
    assigned = list(
        dict.fromkeys(
            node.id
            for statement in loop.body
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id != "_"
        )
    )
    for name in assigned:
        for bound in ("1e-3", "1e-6", "1e-9"):
            for what, then in (("stops", "break"), ("stands still", f"{name} = before_it")):
                other, loop = _nth(function, place, ast.For | ast.While)
                loop.body.insert(0, _statement(f"before_it = locals().get('{name}')"))
                loop.body.append(
                    _statement(f"if before_it is not None and settled({name}, before_it, {bound}): {then}")
                )
                yield f"{what} where {name} changes by less than {bound}", other
            other, loop = _nth(function, place, ast.For | ast.While)
            loop.body.append(_statement(f"if tiny({name}, {bound}): break"))
            yield f"stops where {name} is smaller than {bound}", other
        other, loop = _nth(function, place, ast.For | ast.While)
        loop.body.insert(0, _statement(f"before_it = locals().get('{name}')"))
        loop.body.append(_statement(f"if before_it is not None and grown({name}, before_it): break"))
        yield f"stops where {name} grows tenfold", other
        other, loop = _nth(function, place, ast.For | ast.While)
        index = max(i for i, statement in enumerate(loop.body) if _assigns(statement, name))
        loop.body.insert(index + 1, _statement(f"{name} = capped({name})"))
        yield f"{name} cut to a length of 1", other
    for argument in function.args.args:
        for factor, when in (("0.99", "each round"), ("0.5", "after 50 rounds")):
            other, loop = _nth(function, place, ast.For | ast.While)
            other.body.insert(0, _statement("rounds = 0"))
            loop.body.append(_statement("rounds += 1"))
            condition = "True" if factor == "0.99" else "rounds % 50 == 0"
            loop.body.append(
                _statement(
                    f"{argument.arg} = {argument.arg} * {factor}"
                    f" if {condition} and isinstance({argument.arg}, float) else {argument.arg}"
                )
            )
            yield f"{argument.arg} times {factor} {when}", other


def _assigns(statement: ast.stmt, name: str) -> bool:
    return any(
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == name
        for node in ast.walk(statement)
    )


def _bounds(function: ast.FunctionDef, place: int) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Comparisons that are a little too generous, or too strict."""
    _, compare = _nth(function, place, ast.Compare)
    if len(compare.ops) != 1:
        return
    left, right = ast.unparse(compare.left), ast.unparse(compare.comparators[0])
    kind = type(compare.ops[0])
    texts: list[str] = []
    if kind in (ast.Lt, ast.LtE, ast.Gt, ast.GtE):
        sign = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}[kind]
        texts = [
            f"({left}) {sign} 1.001 * ({right})",
            f"({left}) {sign} ({right}) + 1e-9",
            f"({left}) {sign} ({right}) - 1e-9",
            f"({left}) {sign} ({right}) + 1e-3",
            f"({left}) {sign} ({right}) - 1e-3",
            f"({left}) {sign} ({right}) * abs({left})",
        ]
    elif kind in (ast.Eq, ast.NotEq):
        texts = [f"{'not ' if kind is ast.NotEq else ''}near({left}, {right})"]
    for text in texts:
        other, compare = _nth(function, place, ast.Compare)
        replaced = ast.parse(text, mode="eval").body
        yield f"{ast.unparse(compare)} became {text}", _Replaced(compare, replaced).visit(other)


class _Replaced(ast.NodeTransformer):
    def __init__(self, old: ast.expr, new: ast.expr) -> None:
        self.old, self.new = old, new

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)
