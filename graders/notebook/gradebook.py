"""The results of `gradlings grade` written into nbgrader's gradebook."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from graders.course.index import CourseError
from graders.grading.results import Status

FORMAT = 1


@dataclass
class Exported:
    """How many submissions of an assignment were written, and what could not be, in sentences."""

    written: int
    refused: list[str]


def export(results: Path, database: str) -> Exported:
    """Write every lesson of every result in `results`/results that the gradebook knows as an assignment."""
    exported = Exported(0, [])
    with _opened(database) as gradebook:
        for student, lesson in _lessons(results):
            try:
                exported.written += _write(gradebook, student, lesson)
            except CourseError as error:
                if str(error) not in exported.refused:
                    exported.refused.append(str(error))
    return exported


def _opened(database: str) -> Any:
    if "://" not in database:
        if not Path(database).is_file():
            raise CourseError(f"`{database}` is no gradebook; `nbgrader generate_assignment` makes one.")
        database = f"sqlite:///{Path(database).resolve()}"
    return Gradebook(database)


def _lessons(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    files = sorted((folder / "results").glob("*.json"))
    if not files:
        raise CourseError(f"`{folder}` holds no results; `gradlings grade … --out {folder}` writes them.")
    for file in files:
        result = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(result, dict) or result.get("format") != FORMAT:
            raise CourseError(f"`{file}` is no result of this version of gradlings.")
        for lesson in result["lessons"]:
            lesson["unread"] = _is_unread(lesson, result.get("notes", ()))
            yield result["submission"], lesson


def _write(gradebook: Any, student: str, lesson: dict[str, Any]) -> bool:
    """Write one lesson of one student; nothing where nothing was handed in."""
    name = lesson["lesson"]
    begun = _is_begun(lesson)
    try:
        gradebook.find_submission(name, student)
    except MissingEntry:
        if not begun:
            return False
    _check(gradebook, lesson)
    gradebook.update_or_create_student(student)
    gradebook.update_or_create_submission(name, student)
    grades = {grade.name: grade for grade in gradebook.find_submission_notebook(name, name, student).grades}
    for task in lesson["tasks"]:
        grade = grades[task["task"]]
        grade.auto_score = float(task["points"])
        is_open = lesson["unread"] or any(task["status"] == status for status in Status if status.is_open)
        grade.needs_manual_grade = is_open or grade.manual_score is not None
    gradebook.db.commit()
    return True


def _is_begun(lesson: dict[str, Any]) -> bool:
    return any(task["status"] != "todo" for task in lesson["tasks"])


def _is_unread(lesson: dict[str, Any], notes: Sequence[str]) -> bool:
    """Whether the lesson's file could not be read, or may be in what of the submission could not."""
    faults = {task["feedback"] for task in lesson["tasks"] if task["status"] == "error"}
    return lesson.get("note") in faults or (bool(notes) and not _is_begun(lesson))


def _check(gradebook: Any, lesson: dict[str, Any]) -> None:
    """The gradebook has this lesson, with these tasks and points."""
    name = lesson["lesson"]
    try:
        cells = gradebook.find_notebook(name, name).grade_cells
    except MissingEntry:
        raise CourseError(
            f"The gradebook has no assignment `{name}`; run `nbgrader generate_assignment {name}` first."
        ) from None
    if _points(lesson["tasks"]) - {(cell.name, cell.max_score) for cell in cells}:
        raise CourseError(
            f"The gradebook's `{name}` has other tasks or points; `gradlings notebooks` and "
            f"`nbgrader generate_assignment {name} --force` bring it up to date."
        )


def _points(tasks: Sequence[dict[str, Any]]) -> set[tuple[str, float]]:
    return {(task["task"], float(task["max_points"])) for task in tasks}
