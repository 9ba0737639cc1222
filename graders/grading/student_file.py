"""One student's file of one lesson, parsed once: what can be known of it before anything of it runs."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from graders.course.parsing import MOST_TEXT, bindings, parse
from graders.course.stubs import is_empty, is_untouched
from graders.course.submission import Piece, Source
from graders.grading.happenings import DoesNotParse, Hindrance, TooLong, Unreadable
from graders.grading.outlines import Returns, last_defined, nearest, returns_of
from graders.grading.statements import (
    Definition,
    Part,
    cell_part,
    free_names,
    is_guard,
    last_needed,
    names_used,
    opened,
    statement_parts,
)
from graders.locate.source import Written

BY_NAME = re.compile(r"\b(?:globals|locals|vars|exec|setattr|__dict__)\b")
"""With these a file can bind names that do not stand in it."""


class State(Enum):
    """How far a task has come, as its text tells; what is `WRITTEN` may still be wrong, or not run at all."""

    MISSING, UNTOUCHED, EMPTY, WRITTEN = range(4)


@dataclass(frozen=True)
class Stopped:
    """A code cell or a statement that was not run at all (`line` is None), or not beyond some line of it."""

    piece: Piece
    why: Hindrance
    line: int | None = None
    names: frozenset[str] | None = None
    """What it binds; None where it does not parse."""

    def binds(self, name: str) -> bool:
        """Would it bind a name, were it run to its end?"""
        if self.names is not None:
            return name in self.names
        pattern = rf"^[ \t]*(?:def[ \t]+{re.escape(name)}\b|{re.escape(name)}[ \t]*=)"
        return bool(re.search(pattern, self.piece.text, re.MULTILINE))

    def keeps_out(self, line: int) -> bool:
        """Does a definition on this line of the file belong to what did not run?"""
        last = self.piece.line + self.piece.text.count("\n")
        return (self.line or 0) <= line and self.piece.line <= line <= last


@dataclass(frozen=True)
class Overwritten:
    """A task's names were right once: after the first `count` parts, before a later one bound `name` anew."""

    file: str
    task: str
    name: str
    count: int
    own: Part
    by: Part


@dataclass
class StudentFile:
    """The parts of a file that can be run, the code cells that cannot, and the names in them.

    `unread` is why nothing of the file can be run. Where no file was handed in, `source` is None.
    """

    source: Source | None
    parts: list[Part] = field(default_factory=list)
    definitions: dict[str, Definition] = field(default_factory=dict)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    written: dict[str, int] = field(default_factory=dict)
    bound: Counter[str] = field(default_factory=Counter)
    imported: set[str] = field(default_factory=set)
    imports_by_name: bool = False
    binds_by_name: bool = False
    unread: Hindrance | None = None
    broken_cells: list[Stopped] = field(default_factory=list)

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
                self.broken_cells.append(Stopped(piece, broken))
            return
        if piece.cell is None:
            self.parts = statement_parts(piece, tree)
        else:
            self.parts.append(cell_part(piece, tree))
        if piece.line > 1:
            ast.increment_lineno(tree, piece.line - 1)
        self.definitions |= {node.name: node for node in tree.body if isinstance(node, Definition)}
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                self.functions[node.name] = node
                if not is_untouched(node):
                    self.written[node.name] = node.lineno
        self.bound.update(bindings(tree))
        self.imported.update(imports(tree))
        self.imports_by_name |= "import_module" in piece.text or "__import__" in piece.text
        self.binds_by_name |= bool(BY_NAME.search(piece.text))
        if piece.cell is None:
            used = {node.lineno for node in self._used_guards(tree)}
            self.parts = [opened(part) if part.line in used else part for part in self.parts]

    def _used_guards(self, tree: ast.Module) -> Iterator[ast.stmt]:
        """The guards under which alone stands what functions use, or functions themselves."""
        guards = [node for node in tree.body if is_guard(node)]
        outside = self._used_by_all() if guards else set()
        for node in guards:
            inner = [definition for definition in ast.walk(node) if isinstance(definition, Definition)]
            own = Counter(bindings(node))
            used = {definition.name for definition in inner}.union(*map(free_names, inner))
            if any(self.bound[name] == own[name] for name in own if name in outside or name in used):
                yield node

    def _used_by_all(self) -> set[str]:
        return set().union(*map(free_names, self.definitions.values()))

    def wanted(self, beside: Mapping[str, str]) -> dict[str, str]:
        """Of what was handed in with it, the modules that it or these may import, and all that is none.

        Under `./` stand those that it opens, as far as their names in it tell.
        """
        found = {path: text for path, text in beside.items() if not path.endswith(".py")}
        opened = [path for path in beside if path not in found and path.rpartition("/")[2] in self.text]
        waiting = [
            path
            for path in beside
            if path not in found
            and (self.imports_by_name or not self.imported.isdisjoint(path.removesuffix(".py").split("/")))
        ]
        while waiting:
            path = waiting.pop()
            found[path] = beside[path]
            waiting += [other for other in beside if other not in found and _last(other) in beside[path]]
        return found | {f"./{path}": beside[path] for path in opened}

    @property
    def text(self) -> str:
        return (self.source.text if self.source is not None else None) or ""

    def state(self, name: str) -> State:
        """How far a task has come. Where no file was handed in, each is as it was given out."""
        if self.source is None:
            return State.UNTOUCHED
        function = self.functions.get(name)
        if function is not None and self.bound[name] == 1 and is_untouched(function):
            return State.EMPTY if is_empty(function) else State.UNTOUCHED
        is_there = self.unread is not None or self.bound[name] or self.bound["*"] or self.binds_by_name
        return State.WRITTEN if is_there else State.MISSING

    def line(self, name: str) -> int | None:
        """The line on which a function begins."""
        return self.functions[name].lineno if name in self.functions else None

    def near(self, name: str, taken: Collection[str]) -> str:
        """A function whose name is nearly this one, and none of those that are `taken`."""
        return nearest(name, self.functions.keys() - taken)

    def returns(self, name: str) -> Returns | None:
        """What is seen of the `return`s of a function."""
        return returns_of(self.functions[name]) if name in self.functions else None

    def holder(self, line: int | None) -> str:
        """The function in which a line stands, as far as indents tell; the file need not parse."""
        if self.source is None or self.source.text is None or not line:
            return ""
        return last_defined(self.source.text.split("\n")[:line])

    def is_stub(self, name: str) -> bool:
        """Is the function of this name, the last of several, as it was given out?"""
        return name in self.functions and is_untouched(self.functions[name])

    def written_above(self, name: str) -> int | None:
        """The line of a finished function of this name, where the one that counts is a stub below it."""
        return self.written.get(name) if self.is_stub(name) else None

    @property
    def needed(self) -> int:
        """How many of the parts come before what only shows and tries out."""
        return last_needed(self.parts, self._used_by_all())

    def overwritten(self, task: str) -> Overwritten | None:
        """The first part below a task's own that binds anew what the task uses, if there is one."""
        own = [index for index, part in enumerate(self.parts) if task in part.defines]
        own = own or [index for index, part in enumerate(self.parts) if task in part.binds]
        if not own or self.source is None:
            return None
        used = names_used(self.definitions, task)
        for part in self.parts[own[-1] + 1 :]:
            bound = used & (part.binds | part.defines)
            if bound or "*" in part.binds:
                name = min(bound) if bound else "*"
                return Overwritten(self.source.file, task, name, own[-1] + 1, self.parts[own[-1]], part)
        return None

    def definition(self, name: str) -> Written | None:
        """The function of this name, where the file defines it, once."""
        if name not in self.functions or self.bound[name] != 1 or self.source is None:
            return None
        used = {"*", *names_used(self.definitions, name)} - {name}
        beside = (part.piece.text for part in self.parts if used & (part.binds | part.defines))
        text = self.source.text or ""
        helpers = (other for other in self.functions if other in used and self.bound[other] == 1)
        written = (Written(text, self.functions[other]) for other in helpers)
        return Written(text, self.functions[name], tuple(beside), tuple(written))

    def uses(self, name: str, other: str) -> bool:
        """Does a function call another, by itself or by what it calls, as far as its text tells?"""
        return name not in self.functions or is_reached(name, other, self._names_in)

    def _names_in(self, name: str) -> Collection[str]:
        function = self.functions.get(name)
        return names_in(function) if function is not None else ()


def is_reached(name: str, other: str, names_in: Callable[[str], Collection[str]]) -> bool:
    """Does a name stand in a function, or in one that stands there, and so on?"""
    seen: set[str] = set()
    front = {name}
    while front:
        seen |= front
        front = {found for known in front for found in names_in(known)}
        if other in front:
            return True
        front -= seen
    return False


@lru_cache(maxsize=256)  # asked again for each check, as far as its task reaches
def names_in(function: ast.FunctionDef) -> frozenset[str]:
    """Every name that stands in a function."""
    return frozenset(part.id for part in ast.walk(function) if isinstance(part, ast.Name))


def imports(tree: ast.AST) -> Iterator[str]:
    """Every part of the names of modules, and of what is taken from them, in the imports of a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            whole = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            yield from (part for name in (*whole, *names) for part in name.split("."))


def _last(path: str) -> str:
    """The last part of the name by which a file is imported."""
    return path.removesuffix(".py").removesuffix("/__init__").rpartition("/")[2]
