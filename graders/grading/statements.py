"""What a file's text tells of the order in which it runs: which part binds which names, and where used."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from textwrap import dedent

from graders.course.parsing import parse
from graders.course.submission import Piece

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
ANY = "*"
"""Stands for the names that an import of everything binds."""


@dataclass(frozen=True)
class Part:
    """A code cell, or a top-level statement of a script: it runs to its end or is stopped by itself.

    It `defines` functions and classes, and `binds` other names.
    """

    piece: Piece
    last: int
    defines: frozenset[str]
    binds: frozenset[str]

    @property
    def line(self) -> int:
        return self.piece.line

    @property
    def names(self) -> frozenset[str]:
        return self.defines | self.binds

    def holds(self, line: int) -> bool:
        return self.line <= line <= self.last


def cell_part(piece: Piece, tree: ast.Module) -> Part:
    """A code cell as a part."""
    return _part(piece, piece.line + piece.text.count("\n"), tree.body)


def statement_parts(piece: Piece, tree: ast.Module) -> list[Part]:
    """A script's statements, those that share a line as one."""
    lines = piece.text.split("\n")
    groups: list[tuple[int, int, list[ast.stmt]]] = []
    for node in tree.body:
        first, last = first_line(node), node.end_lineno or node.lineno
        if groups and first <= groups[-1][1]:
            start, _, nodes = groups[-1]
            nodes.append(node)
            groups[-1] = start, last, nodes
        else:
            groups.append((first, last, [node]))
    return [
        _part(Piece(first, "\n".join(lines[first - 1 : last])), last, nodes) for first, last, nodes in groups
    ]


def part_at(parts: Sequence[Part], line: int) -> Part | None:
    """The part that stands on a line; they are in order."""
    index = bisect_right(parts, line, key=lambda part: part.line) - 1
    return parts[index] if index >= 0 and parts[index].holds(line) else None


def statement_at(part: Part, line: int) -> Part:
    """The statement that begins on a line of a part, at its top or in a branch there."""
    above = part.line - 1
    lines = part.piece.text.split("\n")
    for node in _with_branches(_parsed(part.piece.text).body):
        first, last = first_line(node), node.end_lineno or node.lineno
        if first == line - above:
            text = dedent("\n".join(lines[first - 1 : last]))
            return _part(Piece(line, text, part.piece.cell), last + above, [node])
    return part


def _with_branches(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        if isinstance(node, ast.If):
            yield from _with_branches([*node.body, *node.orelse])


@lru_cache(maxsize=1)
def _parsed(text: str) -> ast.Module:
    """The text of a part, of which one statement after another may be asked for."""
    return parse(text)


def first_line(node: ast.stmt) -> int:
    """The line of a statement, or of the first of its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def is_guard(node: ast.stmt) -> bool:
    """Is it `if __name__ == "__main__":`, whose body runs where the file is started and not imported?"""
    match node:
        case ast.If(ast.Compare(left, [ast.Eq()], [right])):
            names = {side.id for side in (left, right) if isinstance(side, ast.Name)}
            words = {side.value for side in (left, right) if isinstance(side, ast.Constant)}
            return (names, words) == ({"__name__"}, {"__main__"})
    return False


def opened(part: Part) -> Part:
    """A guard as it is where the file is started."""
    text = part.piece.text.replace("__name__", '"__main__"', 1)
    return replace(part, piece=replace(part.piece, text=text))


def last_needed(parts: Sequence[Part], used: Collection[str]) -> int:
    """How many parts there are up to the last that defines or imports something, or binds what is used."""
    needed = (
        index
        for index, part in enumerate(parts, start=1)
        if part.defines or part.binds & {*used, ANY} or _imports(part)
    )
    return max(needed, default=0)


def names_used(definitions: Mapping[str, Definition], name: str) -> set[str]:
    """The global names that a function uses, itself and through the others that it calls."""
    found, waiting = {name}, [name]
    while waiting:
        definition = definitions.get(waiting.pop())
        if definition is not None:
            new = free_names(definition) - found
            found |= new
            waiting += new
    return found


@lru_cache(maxsize=256)  # asked again for each task of a file, and for each check
def free_names(definition: Definition) -> frozenset[str]:
    """The names that a function or class reads and does not bind itself."""
    read, own, declared = set(), set(), set()
    for node in ast.walk(definition):
        match node:
            case ast.Name(name, ast.Load()):
                read.add(name)
            case ast.Name(name) | ast.arg(name):
                own.add(name)
            case ast.Global(names):
                declared |= {*names}
    return frozenset(read - (own - declared))


def _part(piece: Piece, last: int, body: Sequence[ast.stmt]) -> Part:
    defines = {node.name for node in body if isinstance(node, Definition)}
    return Part(piece, last, frozenset(defines), frozenset(_bound(body)))


def _imports(part: Part) -> bool:
    return part.piece.text.lstrip().startswith(("import ", "from "))


def _bound(body: Sequence[ast.AST]) -> Iterator[str]:
    """The names that statements bind or delete where they stand, other than by a definition at their top."""
    waiting = [node for node in body if not isinstance(node, Definition)]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
                yield name
                continue
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                continue
            case ast.Name(name, ast.Store() | ast.Del()):
                yield name
            case ast.alias():
                yield (node.asname or node.name).partition(".")[0]
        waiting += ast.iter_child_nodes(node)
