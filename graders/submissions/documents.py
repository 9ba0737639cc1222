"""A file of a submission as text, what it defines, and what other files can import of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import PurePosixPath

from graders.course.parsing import parse
from graders.course.stubs import is_untouched
from graders.course.submission import Source
from graders.submissions import notebooks, reader
from graders.submissions.archives import File
from graders.submissions.encodings import decode
from graders.submissions.exports import read_script
from graders.submissions.kinds import SIZES, ReadError, kind_of, module_of
from graders.submissions.marimo import cells_of
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
        self.text = ""
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
        self.text, about = decode(self.file.data)
        if cells := cells_of(self.text):
            self.notebook = notebooks.typed([*enumerate(cells, start=1)])
            self.code = self.notebook.code()
            return
        read = read_script(self.text)
        other = "is a Python file and no notebook" if kind_of(self.file.path) == "ipynb" else ""
        notes = " and ".join(filter(None, (other, about, notebooks.without(read.dropped))))
        self.code = notebooks.Code(read.text, note=notes, files=read.files)

    def _is_notebook(self) -> bool:
        data = self.file.data
        if kind_of(self.file.path) == "ipynb":
            return data.lstrip()[:1] == b"{" or not _is_code(self.file)
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
    def _parsed(self) -> tuple[dict[str, bool], bool]:
        """What it defines, and whether all of it parses; a tree is large, and none is kept."""
        names = dict.fromkeys(DEFINITION.findall(self.code.text), True)
        parses = True
        for piece in Source("", "", self.code.text, cells=self.code.cells).pieces:
            tree = _tree(piece.text) if self.is_parsed else None
            if tree is None:
                parses = False
            else:
                names |= _defined(tree)
        return names, parses

    @property
    def defined(self) -> dict[str, bool]:
        """The names that the file binds, and whether more than a stub stands there."""
        return self._parsed[0]

    @property
    def is_broken(self) -> bool:
        return not self.is_notebook and not self._parsed[1]


def _defined(tree: ast.Module) -> dict[str, bool]:
    names = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            names[node.name] = not is_untouched(node)
        elif isinstance(node, ast.ClassDef):
            methods = [inner for inner in node.body if isinstance(inner, ast.FunctionDef)]
            names[node.name] = not methods or not all(map(is_untouched, methods))
        elif isinstance(node, ast.Assign):
            names |= {target.id: True for target in node.targets if isinstance(target, ast.Name)}
    return names


def _is_code(file: File) -> bool:
    """Is a file with a notebook's ending Python instead, by its last ending or by what is in it?"""
    if file.path.name.lower().endswith(".py"):
        return True
    text = decode(file.data)[0] if len(file.data) <= SIZES["py"] else ""
    return bool(DEFINITION.search(text)) and _tree(text) is not None


def _tree(text: str) -> ast.Module | None:
    try:
        return parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


# What can be imported


def helpers(documents: Sequence[Document], sources: Mapping[str, Source]) -> dict[str, str]:
    """Every file that code of the submission can import or open, by its path from where the lessons lie.

    A notebook can be imported too, by `%run`; of two of one name it is the file.
    """
    files = {source.file for source in sources.values()}
    homes = [document.file.path.parent for document in documents if document.name in files]
    found: dict[str, str] = {}
    size = 0
    nearest = sorted(documents, key=lambda one: (one.file.path.parent not in homes, one.is_notebook))
    modules = chain.from_iterable(_modules(document, homes, files) for document in nearest)
    texts = chain.from_iterable(_texts(document, homes) for document in nearest)
    for path, text in chain(modules, texts):
        size += len(text)
        if path not in found and len(found) < MOST_HELPERS and size <= MOST_HELP:
            found[path] = text
    return found


def _modules(
    document: Document, homes: Sequence[PurePosixPath], graded: Collection[str]
) -> Iterator[tuple[str, str]]:
    """The file itself, but for a notebook that is a lesson, and the modules that a notebook's cells write."""
    path = document.file.path
    texts = {_from_home(path, homes): document.code.text}
    if document.problem or kind_of(path) not in ("py", "ipynb"):
        texts.clear()
    if document.is_notebook and document.name in graded:
        texts.clear()
    texts |= {PurePosixPath(name): text for name, text in document.code.files.items() if name.endswith(".py")}
    for file, text in texts.items():
        if module := module_of(file):
            yield f"{module.replace('.', '/')}.py", text


def _texts(document: Document, homes: Sequence[PurePosixPath]) -> Iterator[tuple[str, str]]:
    """A file that is text and neither code nor a notebook, and those that a notebook's cells write.

    It lies where it does for code that runs in the lesson's folder, and in that of the whole submission.
    """
    path = document.file.path
    if kind_of(path) == "text" and not document.problem and not document.is_notebook:
        for place in {_from_home(path, homes): None, path: None}:
            yield str(place), document.text
    for written, text in document.code.files.items():
        place = PurePosixPath(written)
        if not (written.endswith(".py") or place.is_absolute() or ".." in place.parts):
            yield str(place), text


def _from_home(path: PurePosixPath, homes: Sequence[PurePosixPath]) -> PurePosixPath:
    """The path of a file from the innermost of the lessons' folders around it, if there is one."""
    around = [home for home in homes if path.is_relative_to(home)]
    innermost = max(around, key=lambda home: len(home.parts), default=None)
    return path.relative_to(innermost) if innermost is not None else path
