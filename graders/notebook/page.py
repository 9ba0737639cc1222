"""The feedback on one task as the cell below it shows it."""

from __future__ import annotations

from collections.abc import Sequence

from graders.grading.results import Result, Status
from graders.reports.safe import amount, plain


def page(result: Result, notes: Sequence[str] = ()) -> str:
    """The state of the task, its points, then the explanation."""
    parts = [_heading(result), plain(result.feedback), *map(plain, notes)]
    return "\n\n".join(part for part in parts if part)


def _heading(result: Result) -> str:
    points = f"{amount(result.points)} of {amount(result.max_points)} points"
    if result.status.is_open:
        return f"{result.task} could not be scored: a person has to look."
    if result.status in (Status.DONE, Status.TODO):
        return f"{result.task} {result.status.word}: {points}."
    return f"{result.task}: {points}."
