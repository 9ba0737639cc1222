"""The folder exercises/, made from reference/ by `gradlings sync` and restored by `gradlings reset`.

A file is overwritten only while it is exactly what was last written there by rule; the digests of what
was written stand in exercises/.sync.json. Every other file is somebody's work, and is left alone.
"""

import ast
import hashlib
import json
import os
import re
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from graders.course.index import Course, CourseError, Lesson, did_you_mean
from graders.course.stubs import replace_definition, stub

RECORD = ".sync.json"
CONTENTS = "README.md"


@dataclass(frozen=True)
class Synced:
    """The files that `sync` wrote, and those it left because somebody changed them."""

    written: tuple[Path, ...]
    left: tuple[Path, ...]


@dataclass(frozen=True)
class Restored:
    """The file that `reset` restored, and where its old text is kept (None: it was new already)."""

    file: Path
    kept: Path | None


def sync(course: Course, folder: Path) -> Synced:
    """Bring the files of `folder` up to date with the course, except those that somebody changed."""
    folder.mkdir(exist_ok=True)
    record, written, left = _read_record(folder), [], []
    for path, text in _fresh(course, folder).items():
        present, new = _digest_of(path), _digest(text.encode())
        if present not in (None, new, record.get(path.name)):
            left.append(path)
            continue
        if present != new:
            _write(path, text)
            written.append(path)
        record[path.name] = new
    _write_record(folder, record)
    return Synced(tuple(written), tuple(left))


def reset(course: Course, name: str, folder: Path) -> Restored:
    """Restore one task or one whole lesson in `folder`, keeping the old file beside."""
    lesson = lesson_named(course, name)
    if name == lesson.name:
        return _reset_lesson(course, lesson, folder)
    return _reset_task(course, lesson, name, folder)


def lesson_named(course: Course, name: str) -> Lesson:
    """The lesson that is named by its own name or by that of one of its tasks."""
    lessons = {lesson.name: lesson for lesson in course.lessons}
    owners = lessons | {task.name: lessons[task.lesson] for task in course.tasks}
    if name not in owners:
        raise CourseError(f"There is no task or lesson `{name}`{did_you_mean(name, owners)}")
    return owners[name]


def contents(course: Course) -> str:
    """The page that lists the lessons in order, with what each teaches."""
    rows = [
        f"| {lesson.number} | [{lesson.title}]({lesson.name}.py) | {_first_sentence(course, lesson)} "
        f"| {lesson.minutes} | {lesson.points:g} |\n"
        for lesson in course.lessons
    ]
    return (
        f"# {course.title}\n\n"
        "Each file is one lesson: read it from the top, and replace every `raise NotImplementedError`.\n"
        "`pytest` at the root of the repository says how far it is.\n"
        "Arguments stay as they are: a task that has to change an array changes a copy of it.\n\n"
        "| | lesson | what it teaches | minutes | points |\n"
        "|--:|---|---|--:|--:|\n" + "".join(rows)
    )


def _fresh(course: Course, folder: Path) -> dict[Path, str]:
    files = {folder / f"{lesson.name}.py": _fresh_lesson(course, lesson) for lesson in course.lessons}
    return {folder / CONTENTS: contents(course), **files}


def _fresh_lesson(course: Course, lesson: Lesson) -> str:
    return stub(_reference(course, lesson), [task.name for task in lesson.tasks])


def _reference(course: Course, lesson: Lesson) -> str:
    return course.text(f"reference/{lesson.name}.py")


def _first_sentence(course: Course, lesson: Lesson) -> str:
    text = ast.get_docstring(ast.parse(_reference(course, lesson))) or ""
    paragraphs = [part for part in text.split("\n\n") if not part.startswith("#")]
    words = " ".join(paragraphs[0].split()) if paragraphs else ""
    return re.split(r"(?<=[.!?])\s", words)[0].replace("|", "\\|")


def _reset_lesson(course: Course, lesson: Lesson, folder: Path) -> Restored:
    path, text = folder / f"{lesson.name}.py", _fresh_lesson(course, lesson)
    kept = _replace(path, text)
    _write_record(folder, _read_record(folder) | {path.name: _digest(text.encode())})
    return Restored(path, kept)


def _reset_task(course: Course, lesson: Lesson, task: str, folder: Path) -> Restored:
    path = folder / f"{lesson.name}.py"
    whole = f"`gradlings reset {lesson.name}` restores the whole lesson."
    try:
        text = path.read_text(encoding="utf-8-sig")
        ast.parse(text)
    except FileNotFoundError:
        raise CourseError(f"{path} does not exist; {whole}") from None
    except UnicodeDecodeError:
        raise CourseError(f"{path} is not UTF-8, so nothing in it can be told apart; {whole}") from None
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise CourseError(
            f"{path} has a syntax error{f' in line {line}' if line else ''}, "
            f"so one task cannot be told from the next; {whole}"
        ) from None
    return Restored(path, _replace(path, replace_definition(text, task, _fresh_lesson(course, lesson))))


def _replace(path: Path, text: str) -> Path | None:
    """Write a file whose old text, where it differs, is kept beside it under the next free name."""
    if _digest_of(path) == _digest(text.encode()):
        return None
    kept = _keep(path) if path.exists() else None
    _write(path, text)
    return kept


def _keep(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.bak-{number}") for number in count(1))
    kept = next(name for name in names if not name.exists())
    kept.write_bytes(path.read_bytes())
    return kept


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8", newline="\n")
    os.replace(part, path)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _digest_of(path: Path) -> str | None:
    return _digest(path.read_bytes()) if path.exists() else None


def _read_record(folder: Path) -> dict[str, str]:
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # then every file that differs counts as changed
    return record if isinstance(record, dict) else {}


def _write_record(folder: Path, record: dict[str, str]) -> None:
    if record != _read_record(folder):
        _write(folder / RECORD, json.dumps(record, indent=1, sort_keys=True) + "\n")
