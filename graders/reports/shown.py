"""What a student is told of a task, and how much of it a platform takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from graders.grading.results import LessonResult, Result, Status, SubmissionResult
from graders.reports.safe import plain
from graders.reports.settings import Setting, Visibility

LONGEST = 4000
"""Letters of one task's text."""
CUT = "\n[cut]"


@dataclass(frozen=True)
class Shown:
    """One task of one submission."""

    result: SubmissionResult
    lesson: LessonResult
    task: Result

    def path(self, setting: Setting) -> str | None:
        """The student's file, from the top of the repository."""
        if self.lesson.file is None:
            return None
        return plain("/".join(filter(None, (setting.folder, self.lesson.file)))).replace("\n", " ")

    @property
    def line(self) -> int | None:
        """The line to look at; in a notebook lines have no numbers."""
        if not (self.lesson.file or "").endswith(".py"):
            return None
        return self.task.where.line if self.task.where is not None else self.task.line


def tasks(results: Sequence[SubmissionResult]) -> Iterator[Shown]:
    """Every task of every submission."""
    for result in results:
        for lesson in result.lessons:
            for task in lesson.tasks:
                yield Shown(result, lesson, task)


def said(task: Result, visibility: Visibility, longest: int = LONGEST) -> str:
    """What a student may read of a task, "" if that is nothing."""
    parts = task.parts
    if visibility is Visibility.SCORE:
        text = ""
    elif visibility is Visibility.FULL or not task.checks:  # what was never called has seen no inputs
        text = task.feedback
    else:
        text = "\n\n".join(filter(None, (parts.cause, parts.place, parts.needs)))
    return cut(plain(text), longest)


def heading(task: Result) -> str:
    """The task's state as a sentence."""
    return f"{task.task} {task.status.word}."


def told(task: Result, visibility: Visibility, longest: int = LONGEST) -> str:
    """The state, and below it what else may be said."""
    return "\n\n".join(filter(None, (heading(task), said(task, visibility, longest))))


def notes(result: SubmissionResult) -> list[str]:
    """What is odd about the submission, about its own files only."""
    found = [*result.notes, *(lesson.note for lesson in result.lessons)]
    return [cut(plain(note), LONGEST) for note in dict.fromkeys(found) if note]


def cut(text: str, longest: int) -> str:
    """At most so many letters."""
    return text if len(text) <= longest else text[: max(longest - len(CUT), 0)] + CUT


def done(result: SubmissionResult) -> tuple[int, int]:
    """How many tasks are done, and how many there are."""
    states = [shown.task.status for shown in tasks([result])]
    return states.count(Status.DONE), len(states)


def number(points: float) -> float | int:
    """Points as a number without dust, whole where it is whole."""
    rounded = round(float(points), 2)
    return int(rounded) if rounded.is_integer() else rounded


def whole(results: Sequence[SubmissionResult]) -> int:
    """By what points are to be multiplied so that each is a whole number."""
    return lcm(*(_fraction(shown.task.max_points).denominator for shown in tasks(results)))


def times(points: float, factor: int) -> int:
    """Points as a whole number of parts."""
    return round(_fraction(points) * factor)


def _fraction(points: float) -> Fraction:
    return Fraction(points).limit_denominator(100)
