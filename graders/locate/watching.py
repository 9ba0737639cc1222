"""A function in which every expression notes its value, and what flows where in it, as its text tells."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

NOTING = "_gradlings_noted"
"""The name of what notes a value, by the number of its expression."""
UNWATCHED = (ast.Yield, ast.YieldFrom, ast.Await, ast.Match, ast.AsyncFor, ast.AsyncWith)


@dataclass
class Watched:
    """One expression: its node, the numbers of the expressions in it, and the names that get its value.

    `reads` is the name that it looks up. Where it stands below a statement that changes a name in place, it
    is that name once more, and `changed_by` has the node of that statement. `scope` is the function whose
    names these are, `calls` one that is watched too and whose answer it is.
    """

    node: Any
    parts: list[int] = field(default_factory=list)
    binds: list[str] = field(default_factory=list)
    adds_to: str = ""
    reads: str = ""
    changed_by: Any = None
    is_returned: bool = False
    scope: str = ""
    calls: str = ""
    loops: tuple[Any, ...] = ()
    """Those it stands in, the innermost last."""
    is_round: bool = False
    """Is it a note that a round of the last loop begins? The value is that of its variable."""


class Watching(ast.NodeTransformer):
    """Makes the watched function, one of `names`; `table` has the expressions by their numbers."""

    def __init__(self, scope: str, names: Collection[str], table: list[Watched]) -> None:
        self.scope, self.names, self.table = scope, names, table
        self.open: list[list[int]] = [[]]
        self.loops: list[ast.For | ast.While] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        node.decorator_list, node.returns = [], None
        node.body = list(self._body(node.body))
        return node

    def visit_Lambda(self, node: ast.Lambda) -> Any:
        node.body = self.visit(node.body)
        return node

    def visit_Return(self, node: ast.Return) -> Any:
        first = len(self.table)
        self.generic_visit(node)
        if node.value is not None and len(self.table) > first:
            self.table[-1].is_returned = True
        return node

    def visit_Assign(self, node: ast.Assign) -> Any:
        node.value = self.visit(node.value)
        for target in node.targets:
            self._bind(target, node.value)
        return [node, *self._changed(node, node.targets)]

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        node.value = self.visit(node.value)
        return [node, *self._changed(node, [node.target])]

    def visit_For(self, node: ast.For) -> Any:
        node.iter = self.visit(node.iter)
        number = self._number(node.iter)
        if number is not None:
            self.table[number].binds = list(_stored(node.target))
        with self._inside(node):
            node.body = [*self._begun(node), *self._body(node.body)]
        node.orelse = list(self._body(node.orelse))
        return node

    def visit_While(self, node: ast.While) -> Any:
        with self._inside(node):
            return self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> Any:
        node.iter = self.visit(node.iter)
        number = self._number(node.iter)
        if number is not None:
            self.table[number].binds = list(_stored(node.target))
        node.ifs = [self.visit(test) for test in node.ifs]
        return node

    def visit_Expr(self, node: ast.Expr) -> Any:
        self.generic_visit(node)
        match node.value:
            case ast.Call(args=[_, ast.Call(func=ast.Attribute(ast.Name() | ast.Call() as owner))]):
                name = (
                    owner if isinstance(owner, ast.Name) else owner.args[1] if len(owner.args) > 1 else None
                )
                if isinstance(name, ast.Name) and self.table:
                    self.table[-1].adds_to = name.id
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> Any:
        return node

    def visit_Subscript(self, node: ast.Subscript) -> Any:
        if not isinstance(node.ctx, ast.Load):
            return node
        return self._watch(node)

    def visit_Call(self, node: ast.Call) -> Any:
        return self._watch(node, skipped=None if isinstance(node.func, ast.Attribute) else node.func)

    def generic_visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.stmt):
            for name in ("body", "orelse", "finalbody"):
                if isinstance(getattr(node, name, None), list):
                    setattr(node, name, list(self._body(getattr(node, name))))
            for name, value in ast.iter_fields(node):
                if isinstance(value, ast.expr):
                    setattr(node, name, self.visit(value))
            return node
        if isinstance(node, ast.Slice | ast.Starred | ast.keyword) or not isinstance(node, ast.expr):
            return super().generic_visit(node)
        if isinstance(node, ast.Constant) or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            return node
        if isinstance(node, ast.Tuple) and any(isinstance(part, ast.Slice) for part in node.elts):
            return super().generic_visit(node)
        return self._watch(node)

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        """Note that the names of a target get a value; those of a tuple each its own, where they stand so."""
        match target, value:
            case ast.Tuple(targets), ast.Call(args=[_, ast.Tuple(values)]) if len(targets) == len(values):
                for one, other in zip(targets, values, strict=True):
                    self._bind(one, other)
            case _:
                number = self._number(value)
                if number is not None:
                    self.table[number].binds += list(_stored(target))

    def _body(self, body: list[ast.stmt]) -> Iterator[ast.stmt]:
        for statement in body:
            made = self.visit(statement)
            yield from made if isinstance(made, list) else [made]

    def _watch(self, node: Any, skipped: ast.AST | None = None) -> ast.Call:
        """The node, whose value is noted when the values in it were."""
        self.open.append([])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            node.func.value = self._owner(node.func.value)
            self._visit_all(node, (node.func,))
        else:
            self._visit_all(node, (skipped,))
        parts = self.open.pop()
        number = self._add(Watched(node, parts))
        if isinstance(node, ast.Name):
            self.table[number].reads = node.id
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in self.names:
            self.table[number].calls = node.func.id
        if isinstance(node, ast.NamedExpr):
            self.table[number].binds = [node.target.id]
        self.open[-1].append(number)
        return _noting(number, node)

    def _owner(self, node: ast.expr) -> ast.expr:
        """What a method is called of; the name of a module is left alone."""
        visited: ast.expr = self.visit(node)
        return visited

    def _visit_all(self, node: ast.AST, skipped: tuple[ast.AST | None, ...]) -> None:
        for name, value in ast.iter_fields(node):
            if isinstance(value, ast.AST) and value not in skipped:
                setattr(node, name, self.visit(value))
            elif isinstance(value, list):
                setattr(
                    node, name, [self.visit(item) if isinstance(item, ast.AST) else item for item in value]
                )

    def _changed(self, statement: ast.stmt, targets: list[ast.expr]) -> Iterator[ast.stmt]:
        """Below a statement that changes names in place, these once more."""
        inner = self._number(getattr(statement, "value", None))
        for target in targets:
            name = _base(target)
            if name and (isinstance(statement, ast.AugAssign) or not isinstance(target, ast.Name)):
                parts = [] if inner is None else [inner]
                number = self._add(Watched(statement, parts, [name], reads=name, changed_by=statement))
                yield ast.Expr(_noting(number, ast.Name(name, ast.Load())))

    @contextmanager
    def _inside(self, loop: ast.For | ast.While) -> Iterator[None]:
        self.loops.append(loop)
        yield
        self.loops.pop()

    def _begun(self, loop: ast.For) -> Iterator[ast.stmt]:
        """At the beginning of a round, the variable of the loop."""
        if isinstance(loop.target, ast.Name):
            number = self._add(Watched(loop, is_round=True))
            yield ast.Expr(_noting(number, ast.Name(loop.target.id, ast.Load())))

    def _add(self, watched: Watched) -> int:
        watched.scope, watched.loops = self.scope, tuple(self.loops)
        self.table.append(watched)
        return len(self.table) - 1

    def _number(self, node: Any) -> int | None:
        """The number of an expression that is watched."""
        match node:
            case ast.Call(ast.Name(name), [ast.Constant(int(number)), _]) if name == NOTING:
                return number
        return None


def watched(function: ast.FunctionDef, *helpers: ast.FunctionDef) -> tuple[str, list[Watched]] | None:
    """The text of the watched function, and its expressions; None where it cannot be watched.

    Functions that it calls are watched with it where they can be.
    """
    if not _can_be_watched(function):
        return None
    every = [function, *filter(_can_be_watched, helpers)]
    names = {one.name for one in every}
    table: list[Watched] = []
    made = [Watching(one.name, names, table).visit(deepcopy(one)) for one in every]
    return "\n\n".join(ast.unparse(ast.fix_missing_locations(one)) for one in made), table


def _can_be_watched(function: ast.FunctionDef) -> bool:
    return not any(isinstance(node, UNWATCHED) for node in ast.walk(function))


def _noting(number: int, node: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(NOTING, ast.Load()), [ast.Constant(number), node], [])


def _stored(target: ast.AST) -> Iterator[str]:
    for node in ast.walk(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _base(target: ast.expr) -> str:
    """The name of what a target is a part of."""
    while isinstance(target, ast.Subscript | ast.Attribute):
        target = target.value
    return target.id if isinstance(target, ast.Name) else ""
