"""A folder that is an nbgrader course: made, and later brought up to date."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graders.course.index import Course
from graders.course.written import written
from graders.notebook.build import notebook
from graders.notebook.settings import config, readme
from graders.reports.writing import write

RECORD = ".gradlings.json"
"""Digests of what was written: a file with another content is the instructor's."""


@dataclass(frozen=True)
class Made:
    """The files that were written, and those left because somebody changed them."""

    written: tuple[Path, ...]
    left: tuple[Path, ...]


def make(course: Course, folder: Path) -> Made:
    """Write the notebooks and what belongs to them; what is up to date is not touched."""
    files = _files(course)
    record, written, left = _record(folder), [], []
    for name, text in files.items():
        path, new = folder / name, _digest(text)
        present = _digest(path.read_text(encoding="utf-8", errors="replace")) if path.exists() else None
        if present not in (None, new, record.get(name)):
            left.append(path)
            continue
        if present != new:
            write(path, text)
            written.append(path)
        record[name] = new
    text = json.dumps(record, indent=1, sort_keys=True) + "\n"
    if record != _record(folder):
        write(folder / RECORD, text)
    return Made(tuple(written), tuple(left))


def _files(course: Course) -> Mapping[str, str]:
    notebooks = {
        f"source/{lesson.name}/{lesson.name}.ipynb": notebook(course, lesson) for lesson in course.lessons
    }
    asked = {lesson.name: [part.points for part in written(course, lesson.name)] for lesson in course.lessons}
    return {**notebooks, "nbgrader_config.py": config(course), "README.md": readme(course, asked)}


def _record(folder: Path) -> dict[str, str]:
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # then every file that differs counts as changed
    return record if isinstance(record, dict) else {}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
