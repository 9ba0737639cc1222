"""grades.csv: one row a student, one column a task, for a spreadsheet."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from pathlib import Path

from graders.grading.results import Result, SubmissionResult
from graders.reports.remarks import remarks
from graders.reports.safe import amount, cell
from graders.reports.writing import write


def write_grades(results: Sequence[SubmissionResult], folder: Path) -> None:
    """The table in `folder`/grades.csv; without the mark at its begin Excel takes it for Windows-1252."""
    write(folder / "grades.csv", codecs.BOM_UTF8.decode() + table(results))


def table(results: Sequence[SubmissionResult]) -> str:
    """Points for each task; where a task could not be judged, its status stands there instead."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    first = results[0].lessons if results else ()
    tasks = [task.task for lesson in first for task in lesson.tasks]
    writer.writerow(["submission", "score", "max_score", *tasks, "confinement", "remarks"])
    for result in results:
        points = [_points(task) for lesson in result.lessons for task in lesson.tasks]
        totals = [amount(result.score), amount(result.max_score)]
        said = cell(" ".join(remarks(result)))
        writer.writerow([cell(result.submission), *totals, *points, result.confinement, said])
    return stream.getvalue()


def _points(task: Result) -> str:
    return task.status if task.status.is_open else amount(task.points)
