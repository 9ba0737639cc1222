"""What students hand in, made in a folder of a test: files, notebooks, archives; and a small course."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest

from graders.course.index import Course, Lesson, Limits, Task
from graders.course.submission import GIVEN, Source, Submission
from graders.submissions.intake import IntakeError, read_submissions

CODE = "def slope(x):\n    return 2 * x\n"
OTHER = "def area(x):\n    return x\n"


def lesson(number: int, name: str, *tasks: str) -> Lesson:
    made = tuple(Task(task, name, 2.0, "core") for task in tasks)
    return Lesson(number, name, name.title(), 40, (), made)


COURSE = Course(
    root=Path(),
    title="A course",
    lessons=(
        lesson(1, "derivatives", "slope", "rise"),
        lesson(2, "integration", "area"),
        lesson(3, "gradient", "partials"),
        lesson(4, "gradient_descent", "descend"),
    ),
    limits=Limits(),
)


def write(folder: Path, **content: object) -> Path:
    """A folder of files; `__` in a name is a folder's end, and the suffix is .py unless one is given."""
    for name, body in content.items():
        path = folder / name.replace("__", "/")
        path = path if path.suffix else path.with_suffix(".py")
        put(path, body)
    return folder


def put(path: Path, body: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body if isinstance(body, bytes) else str(body).encode())
    return path


def read(*paths: Path) -> list[Submission]:
    return read_submissions(paths, COURSE)


def only(path: Path) -> Submission:
    submissions = read(path)
    assert len(submissions) == 1
    return submissions[0]


def refusal(*paths: Path) -> str:
    with pytest.raises(IntakeError) as caught:
        read(*paths)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")
    return str(caught.value)


def text(submission: Submission, name: str = "derivatives") -> str | None:
    return submission.sources[name].text


def note(submission: Submission, name: str = "derivatives") -> str:
    return submission.sources[name].note


def notebook(*cells: object) -> str:
    made = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    words = {"cell_type": "markdown", "source": ["# Lesson"], "metadata": {}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [words, *made]})


def own_cells(source: Source) -> list[str]:
    """The student's code cells, without what the lesson gives."""
    return [piece.text for piece in source.pieces if piece.cell != GIVEN]


def zipped(path: Path, **content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in content.items():
            archive.writestr(name.replace("__", "/") + ".py", body)
    return path


STUB = 'def slope(x):\n    """What it is."""\n    raise NotImplementedError\n'
"""As it was handed out."""
BOTH = CODE + "def rise(x):\n    return 2\n"
PIXELS = b"\x89PNG\r\n\x1a\n"


def packed(members: dict[str, object], how: str = "zip") -> bytes:
    """An archive as bytes; a member that is a dict is an archive in it."""
    contents = {
        name: packed(body, kind_of_archive(name)) if isinstance(body, dict) else as_bytes(body)
        for name, body in members.items()
    }
    stream = io.BytesIO()
    if how == "zip":
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
        return stream.getvalue()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in contents.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return COMPRESSIONS[how](stream.getvalue())


COMPRESSIONS = {
    "tar": bytes, "tar.gz": gzip.compress, "tgz": gzip.compress, "tar.bz2": bz2.compress,
    "tbz2": bz2.compress, "tar.xz": lzma.compress, "txz": lzma.compress,
}  # fmt: skip


def kind_of_archive(name: str) -> str:
    return next(kind for kind in ("zip", *sorted(COMPRESSIONS, key=len, reverse=True)) if name.endswith(kind))


def as_bytes(body: object) -> bytes:
    return body if isinstance(body, bytes) else str(body).encode()


def put_all(folder: Path, files: dict[str, object]) -> Path:
    """A folder with these files, by their paths in it; an archive's content may be a dict."""
    for name, body in files.items():
        put(folder / name, packed(body, kind_of_archive(name)) if isinstance(body, dict) else body)
    return folder


def rows(*paths: Path) -> dict[str, list[str]]:
    """The names of the submissions, and the lessons that each holds."""
    return {one.name: list(one.sources) for one in read(*paths)}


def worksheets(*cells: str) -> str:
    """A notebook of format 3."""
    made = [
        {"cell_type": "code", "input": cell, "metadata": {}, "outputs": [], "language": "python"}
        for cell in cells
    ]
    return json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": made}]})
