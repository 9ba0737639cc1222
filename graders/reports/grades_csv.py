"""grades.csv: a row a student, with points and state of each lesson, and points of each task."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from pathlib import Path

from graders.grading.results import Result, SubmissionResult
from graders.reports.safe import amount, cell
from graders.reports.standings import LessonStanding, Records, Standing, lessons_of, standings
from graders.reports.writing import write

FILE = "grades.csv"
NONE = Records()


def write_grades(results: Sequence[SubmissionResult], folder: Path, records: Records = NONE) -> None:
    """The table in `folder`/grades.csv; without the mark at its begin Excel takes it for Windows-1252."""
    write(folder / FILE, codecs.BOM_UTF8.decode() + table(results, records))


def table(results: Sequence[SubmissionResult], records: Records = NONE) -> str:
    """Points of lessons and tasks; where a task could not be judged, its status stands there instead."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    graded = lessons_of(results, records)
    tasks = [(lesson.lesson, task.task) for lesson in graded for task in lesson.tasks]
    who = ["id", "name", "email", "section"] if records.people is not None else []
    first = ["submission", *who, "score", "max_score", "status"]
    lessons = [heading for lesson in graded for heading in (lesson.lesson, f"{lesson.lesson} status")]
    last = ["confinement", "seed", "key", "remarks"]
    writer.writerow([*first, *lessons, *(task for _, task in tasks), *last])
    for one in standings(results, records):
        of_lessons = [text for lesson in graded for text in _lesson(one.of(lesson.lesson))]
        of_tasks = [_points(_task(one, lesson, task)) for lesson, task in tasks]
        totals = [amount(one.score), amount(one.max_score), one.state]
        writer.writerow([*_who(one, bool(who)), *totals, *of_lessons, *of_tasks, *_known(one)])
    return stream.getvalue()


def _who(one: Standing, is_joined: bool) -> list[str]:
    submission = one.name if one.result is not None else ""
    person = one.person
    fields = [person.id, person.name, person.email, person.section] if person is not None else [""] * 4
    return [cell(text) for text in (submission, *(fields if is_joined else ()))]


def _lesson(lesson: LessonStanding | None) -> tuple[str, str]:
    return ("", "") if lesson is None else (amount(lesson.points), lesson.state)


def _task(one: Standing, lesson: str, task: str) -> Result | None:
    found = one.of(lesson)
    tasks = found.result.tasks if found is not None and found.result is not None else ()
    return next((each for each in tasks if each.task == task), None)


def _points(task: Result | None) -> str:
    if task is None:
        return ""
    return task.status if task.status.is_open else amount(task.points)


def _known(one: Standing) -> list[str]:
    result = one.result
    return [
        *((result.confinement, result.seed_id) if result is not None else ("", "")),
        cell(result.handed_in.key if result is not None else ""),
        cell(" ".join(one.remarks)),
    ]
