"""What goes on where a statement stopped for want of what the grader alone lacks, such as a library."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from importlib.util import find_spec

from graders.sandbox.inside import unseen
from graders.sandbox.inside.unseen import LIBRARIES

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Wanting:
    """Tells whether an exception `is_ours`, which would not have come where the student works.

    So is a name that a statement was to bind which stopped like that, and one of a library that is not here.
    """

    def __init__(self, is_ours: Callable[[BaseException], bool]) -> None:
        self.is_ours = is_ours
        self.lost: set[str] = set()
        self.texts: list[str] = []

    def is_cause(self, error: BaseException) -> bool:
        return self.is_ours(error) or (isinstance(error, NameError) and self._is_lost(error.name))

    def after(
        self, node: ast.stmt, line: int, error: BaseException
    ) -> tuple[ast.stmt | None, list[ast.stmt]]:
        """The innermost statement that stopped, at a line of this one, and what goes on in its place.

        There is none that stopped where all of it goes on.
        """
        if not self.is_cause(error):
            return node, []
        for branch in (node.body, node.orelse) if isinstance(node, ast.If) else ():
            done = [inner for inner in branch if first_line(inner) <= line]
            if done and line <= (branch[-1].end_lineno or 0):
                failed, instead = self.after(done[-1], line, error)
                return failed, [*instead, *branch[len(done) :]]
        if isinstance(node, ast.Import) and len(node.names) > 1:
            return None, [ast.copy_location(ast.Import([alias]), node) for alias in node.names]
        if stand_in := _unseen(node):
            return node, [stand_in]
        if isinstance(node, Definition) and isinstance(error, NameError) and _bare(node, error.name):
            return None, [node]
        self.lost |= {*_bound(node)}
        return node, []

    def _is_lost(self, name: str | None) -> bool:
        return name in self.lost or any(name in imported(text) for text in self.texts)


def first_line(node: ast.stmt) -> int:
    """The line of a statement, or of the first of its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def imported(text: str) -> set[str]:
    """The names that a text imports from libraries which are not here."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                module = (node.module if isinstance(node, ast.ImportFrom) else alias.name) or "."
                if _is_absent(_top(module)):
                    found.add(alias.asname or _top(alias.name))
    return found


def _is_absent(module: str) -> bool:
    try:
        return bool(module) and find_spec(module) is None
    except (ImportError, ValueError):
        return False


def _unseen(node: ast.stmt) -> ast.stmt | None:
    """An import of a library that only shows something, from what stands for it."""
    match node:
        case ast.Import([ast.alias(name, alias)]) if _top(name) in LIBRARIES:
            bound = alias or _top(name)
            other = ast.ImportFrom(
                unseen.__package__, [ast.alias(unseen.__name__.rpartition(".")[2], bound)], 0
            )
        case ast.ImportFrom(module, names, 0) if _top(module or "") in LIBRARIES and names[0].name != "*":
            other = ast.ImportFrom(unseen.__name__, names, 0)
        case _:
            return None
    return ast.fix_missing_locations(ast.copy_location(other, node))


def _top(module: str) -> str:
    return module.partition(".")[0]


def _bare(node: ast.stmt, name: str | None) -> bool:
    """Take what mentions a name from the decorators and annotations of a definition, if there is any."""
    before = ast.dump(node)
    for inner in ast.walk(node):
        if isinstance(inner, Definition):
            inner.decorator_list = [one for one in inner.decorator_list if not _mentions(one, name)]
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and _mentions(inner.returns, name):
            inner.returns = None
        if isinstance(inner, ast.arg) and _mentions(inner.annotation, name):
            inner.annotation = None
        if isinstance(inner, ast.AnnAssign) and _mentions(inner.annotation, name):
            inner.annotation = ast.copy_location(ast.Constant(None), inner.annotation)
    return ast.dump(node) != before


def _mentions(node: ast.expr | None, name: str | None) -> bool:
    inner = ast.walk(node) if node is not None else ()
    return any(isinstance(one, ast.Name) and one.id == name for one in inner)


def _bound(node: ast.stmt) -> Iterator[str]:
    for inner in ast.walk(node):
        match inner:
            case ast.Name(name, ast.Store()) | ast.FunctionDef(name) | ast.ClassDef(name):
                yield name
            case ast.alias():
                yield inner.asname or _top(inner.name)
