"""The class as a table for a person, on standard output."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graders.grading.results import LessonResult, SubmissionResult
from graders.reports.remarks import remarks
from graders.reports.safe import amount, apart, line

SHOWN = 2
NAMED = 4
PIPED = 120


def print_table(results: Sequence[SubmissionResult]) -> None:
    """One row a student: points in each lesson that somebody began, the sum, and what is odd."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=PIPED)
    with console.capture() as captured:
        console.print(_table(results))
    sys.stdout.write(apart(captured.get()))  # a line that was broken may begin anywhere
    lessons = _begun(results)
    if len(lessons) > NAMED:
        console.print(Text("  ".join(f"{number} {lesson.lesson}" for number, lesson in lessons), style="dim"))


def _table(results: Sequence[SubmissionResult]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("submission", overflow="fold", max_width=28)
    lessons = _begun(results)
    for number, lesson in lessons:
        heading = lesson.lesson if len(lessons) <= NAMED else str(number)
        table.add_column(f"{heading}\n/{amount(lesson.max_score)}", justify="right", no_wrap=True)
    highest = max((result.max_score for result in results), default=0.0)
    table.add_column(f"points\n/{amount(highest)}", justify="right", no_wrap=True)
    table.add_column("remarks", overflow="fold", ratio=1)
    for result in results:
        table.add_row(
            Text(line(result.submission)),
            *(_points(result.lessons[number - 1]) for number, _ in lessons),
            Text(amount(result.score), style="bold"),
            Text(_remarks(result)),
        )
    return table


def _begun(results: Sequence[SubmissionResult]) -> list[tuple[int, LessonResult]]:
    """The lessons, with their place among those graded, of which at least one submission holds a file."""
    first = results[0].lessons if results else ()
    return [
        (number, lesson)
        for number, lesson in enumerate(first, start=1)
        if any(result.lessons[number - 1].file is not None for result in results)
    ]


def _points(lesson: LessonResult) -> Text:
    if lesson.file is None:
        return Text("-", style="dim")
    style = "green" if lesson.score == lesson.max_score else "yellow" if lesson.score else ""
    return Text(amount(lesson.score), style=style)


def _remarks(result: SubmissionResult) -> str:
    found = remarks(result)
    more = f" (and {len(found) - SHOWN} more)" if len(found) > SHOWN else ""
    return " ".join(found[:SHOWN]) + more
