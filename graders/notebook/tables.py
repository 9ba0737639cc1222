"""`nbgrader export` with one row a student and one column a task."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin

from graders.reports.safe import amount, cell
from graders.reports.writing import write

DESTINATION = "grades.csv"
ABOUT = ("student_id", "last_name", "first_name", "score", "max_score", "late_penalty")
Column = tuple[str, str, str]
"""The names of an assignment, a notebook and a graded cell."""


class TaskExport(ExportPlugin):
    """Points of every graded cell; none where nothing was handed in, `?` where a person is to grade."""

    def export(self, gradebook: Any) -> None:
        path = Path(self.to or DESTINATION)
        self.log.info("Exporting grades to %s", path)
        write(path, table(gradebook, self.assignment, self.student))


def table(gradebook: Any, assignments: Sequence[Any] = (), students: Sequence[Any] = ()) -> str:
    """The gradebook as CSV, of these assignments and students, or all."""
    names = [str(name) for name in assignments]
    chosen = [found for found in gradebook.assignments if not names or found.name in names]
    columns = [
        (assignment.name, notebook.name, graded.name)
        for assignment in chosen
        for notebook in assignment.notebooks
        for graded in _in_order(notebook)
    ]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    headings = _headings(columns)
    writer.writerow([*ABOUT, *headings])
    for student in gradebook.students:
        if not students or student.id in map(str, students):
            writer.writerow(_row(gradebook, student, chosen, columns))
    return stream.getvalue()


def _in_order(notebook: Any) -> list[Any]:
    """The graded cells of a notebook as they stand in it."""
    graded = {found.name: found for found in (*notebook.grade_cells, *notebook.task_cells)}
    return [graded[source.name] for source in notebook.source_cells if source.name in graded]


def _headings(columns: Sequence[Column]) -> list[str]:
    """The name of the cell, which is the task's; with its assignment where two share one."""
    times = Counter(name for _, _, name in columns)
    return [name if times[name] == 1 else f"{assignment}.{name}" for assignment, _, name in columns]


def _row(gradebook: Any, student: Any, assignments: Sequence[Any], columns: Sequence[Column]) -> list[str]:
    submissions = [found for one in assignments if (found := _submission(gradebook, one.name, student.id))]
    penalty = sum(submission.late_submission_penalty or 0.0 for submission in submissions)
    score = sum(
        max(0.0, submission.score - (submission.late_submission_penalty or 0.0)) for submission in submissions
    )
    points = {
        (submission.assignment.name, notebook.name, grade.name): grade
        for submission in submissions
        for notebook in submission.notebooks
        for grade in notebook.grades
    }
    return [
        cell(student.id),
        cell(student.last_name or ""),
        cell(student.first_name or ""),
        amount(score),
        amount(sum(assignment.max_score for assignment in assignments)),
        amount(penalty),
        *(_points(points.get(column)) for column in columns),
    ]


def _submission(gradebook: Any, assignment: str, student: str) -> Any:
    try:
        return gradebook.find_submission(assignment, student)
    except MissingEntry:
        return None


def _points(grade: Any) -> str:
    if grade is None:
        return ""
    return "?" if grade.needs_manual_grade else amount(grade.score)
