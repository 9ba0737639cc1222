"""A file of a submission as text, what it defines, and what other files can import of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import PurePosixPath

from graders.course.parsing import parse
from graders.course.stubs import is_untouched
from graders.course.submission import Source
from graders.submissions import notebooks, reader
from graders.submissions.archives import File
from graders.submissions.encodings import decode
from graders.submissions.exports import read_script
from graders.submissions.kinds import ReadError, kind_of
from graders.submissions.names import shown

DEFINITION = re.compile(r"^(?:async[ \t]+)?def[ \t]+(\w+)", re.MULTILINE)
MOST_HELPERS, MOST_HELP = 50, 500_000
"""Modules of one submission that are kept beside its lessons, and their characters."""


class Document:
    """A file of a submission as text, and what it defines."""

    def __init__(self, file: File) -> None:
        self.file = file
        self.name = shown(file.path)
        self.problem = file.problem
        self.is_parsed = True
        self.notebook: notebooks.Notebook | None = None
        self.code = notebooks.Code("")
        try:
            if not self.problem:
                self._read()
        except ReadError as refused:
            self.problem = str(refused)

    def _read(self) -> None:
        if self._is_notebook():
            self.notebook = reader.notebook(self.file.data)
            self.code = self.notebook.code()
            return
        text, about = decode(self.file.data)
        read = read_script(text)
        notes = " and ".join(filter(None, (about, notebooks.without(read.dropped))))
        self.code = notebooks.Code(read.text, note=notes, files=read.files)

    def _is_notebook(self) -> bool:
        data = self.file.data
        if kind_of(self.file.path) == "ipynb":
            return not self.file.path.name.lower().endswith(".py") or data.lstrip()[:1] == b"{"
        return data.lstrip()[:1] == b"{" and (b'"cells"' in data or b'"worksheets"' in data)

    @property
    def is_notebook(self) -> bool:
        return self.notebook is not None

    def source(self, lesson: str, given: Sequence[str], about: str = "") -> Source:
        """The file as the source of a lesson; in a notebook, below what the lesson gives."""
        if self.problem:
            return Source(lesson, self.name, None, f"`{self.name}` {self.problem}.")
        code = self.code
        try:
            code = self.notebook.code(given) if self.notebook is not None else code
        except ReadError as refused:
            return Source(lesson, self.name, None, f"`{self.name}` {refused}.")
        said = " and ".join(filter(None, (about, code.note)))
        return Source(lesson, self.name, code.text, f"`{self.name}` {said}." if said else "", code.cells)

    @cached_property
    def trees(self) -> list[ast.Module | None]:
        """What runs together, parsed; None for what does not parse."""
        pieces = Source("", "", self.code.text, cells=self.code.cells).pieces
        return [_tree(piece.text) if self.is_parsed else None for piece in pieces]

    @cached_property
    def defined(self) -> dict[str, bool]:
        """The names that the file binds, and whether more than a stub stands there."""
        names = dict.fromkeys(DEFINITION.findall(self.code.text), True)
        for tree in filter(None, self.trees):
            for node in tree.body:
                if isinstance(node, ast.FunctionDef):
                    names[node.name] = not is_untouched(node)
                elif isinstance(node, ast.ClassDef):
                    methods = [inner for inner in node.body if isinstance(inner, ast.FunctionDef)]
                    names[node.name] = not methods or not all(map(is_untouched, methods))
                elif isinstance(node, ast.Assign):
                    names |= {target.id: True for target in node.targets if isinstance(target, ast.Name)}
        return names

    @property
    def is_broken(self) -> bool:
        return not self.is_notebook and None in self.trees


def _tree(text: str) -> ast.Module | None:
    try:
        return parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


# What can be imported


def helpers(documents: Sequence[Document], sources: Mapping[str, Source]) -> dict[str, str]:
    """Every module that code of the submission can import, by its path from where the lessons lie."""
    files = {source.file for source in sources.values()}
    homes = [document.file.path.parent for document in documents if document.name in files]
    found: dict[str, str] = {}
    size = 0
    for document in sorted(documents, key=lambda document: document.file.path.parent not in homes):
        for path, text in _modules(document, homes):
            size += len(text)
            if path not in found and len(found) < MOST_HELPERS and size <= MOST_HELP:
                found[path] = text
    return found


def _modules(document: Document, homes: Sequence[PurePosixPath]) -> Iterator[tuple[str, str]]:
    path = document.file.path
    around = [home for home in homes if path.is_relative_to(home)]
    home = max(around, key=lambda home: len(home.parts), default=PurePosixPath())
    inside = (path.relative_to(home) if home.parts else path).with_suffix("")
    if not document.problem and not document.is_notebook and kind_of(path) == "py" and _is_module(inside):
        yield f"{inside}.py", document.code.text
    for name, text in document.code.files.items():
        written = PurePosixPath(name)
        if written.suffix == ".py" and not written.is_absolute() and _is_module(written.with_suffix("")):
            yield str(written), text


def _is_module(path: PurePosixPath) -> bool:
    return bool(path.parts) and all(part.isidentifier() for part in path.parts)
