"""One student's file of one lesson, parsed once: what can be known of it before anything of it runs."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from graders.course.parsing import MOST_TEXT, parse
from graders.course.stubs import is_untouched
from graders.course.submission import Piece, Source
from graders.grading.happenings import DoesNotParse, Hindrance, TooLong, Unreadable


class State(Enum):
    """How far a task has come, as its text tells; what is `WRITTEN` may still be wrong, or not run at all."""

    MISSING, UNTOUCHED, WRITTEN = range(3)


@dataclass(frozen=True)
class StoppedCell:
    """A code cell that was not run at all (`line` is None), or not beyond some line of it."""

    piece: Piece
    why: Hindrance
    line: int | None = None

    def binds(self, name: str) -> bool:
        """Would the cell bind a name, were it run to its end?"""
        pattern = rf"^[ \t]*(?:def[ \t]+{re.escape(name)}\b|{re.escape(name)}[ \t]*=)"
        return bool(re.search(pattern, self.piece.text, re.MULTILINE))


@dataclass
class StudentFile:
    """The pieces of a file that can be run, the code cells that cannot, and the names in them.

    `unread` is why nothing of the file can be run. Where no file was handed in, `source` is None.
    """

    source: Source | None
    pieces: list[Piece] = field(default_factory=list)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    bound: Counter[str] = field(default_factory=Counter)
    imported: set[str] = field(default_factory=set)
    unread: Hindrance | None = None
    broken_cells: list[StoppedCell] = field(default_factory=list)

    @classmethod
    def read(cls, source: Source | None) -> StudentFile:
        file = cls(source)
        if source is None:
            return file
        if source.text is None:
            file.unread = Unreadable(source.note)
        elif len(source.text) > MOST_TEXT:
            file.unread = TooLong(source.file, len(source.text), MOST_TEXT)
        else:
            for piece in source.pieces:
                file._add(piece, source.file)
        return file

    def _add(self, piece: Piece, name: str) -> None:
        try:
            tree = parse(piece.text, name)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            broken = DoesNotParse.of(name, piece.cell, error)
            if piece.cell is None:
                self.unread = broken
            else:
                self.broken_cells.append(StoppedCell(piece, broken))
            return
        ast.increment_lineno(tree, piece.line - 1)
        self.pieces.append(piece)
        self.functions |= {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        self.bound.update(bindings(tree))
        self.imported.update(imports(tree))

    def state(self, name: str) -> State:
        """How far a task has come. Where no file was handed in, each is as it was given out."""
        if self.source is None:
            return State.UNTOUCHED
        function = self.functions.get(name)
        if function is not None and self.bound[name] == 1 and is_untouched(function):
            return State.UNTOUCHED
        is_there = self.unread is not None or self.bound[name] or self.bound["*"]
        return State.WRITTEN if is_there else State.MISSING

    def line(self, name: str) -> int | None:
        """The line on which a function begins."""
        return self.functions[name].lineno if name in self.functions else None


def bindings(tree: ast.AST) -> Iterator[str]:
    """Every name that a file binds, once for each place where it does; `*` for an import of everything."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]


def imports(tree: ast.AST) -> Iterator[str]:
    """The libraries that a file imports from anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]
