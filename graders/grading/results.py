"""The outcome of grading: verdicts of checks, results of tasks, sums of lessons and submissions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal[
    "done", "failing", "todo", "error", "timeout", "crashed", "undecided", "unavailable", "internal"
]


@dataclass(frozen=True)
class Verdict:
    """Whether one fact holds of a student's function, and in one sentence why not."""

    check: str
    title: str
    status: Status
    message: str = ""


@dataclass(frozen=True)
class Result:
    """The outcome of one task. `feedback` is the whole explanation, several lines of plain text."""

    task: str
    status: Status
    points: float
    max_points: float
    misconception: str | None = None
    feedback: str = ""
    checks: tuple[Verdict, ...] = ()
    seconds: float = 0.0
    line: int | None = None
    printed: str = ""


@dataclass(frozen=True)
class LessonResult:
    """The results of one lesson's tasks, in course order; `file` is the student's file, if there is one."""

    lesson: str
    title: str
    tasks: tuple[Result, ...]
    file: str | None = None
    note: str = ""

    @property
    def score(self) -> float:
        return sum(task.points for task in self.tasks)

    @property
    def max_score(self) -> float:
        return sum(task.max_points for task in self.tasks)


@dataclass(frozen=True)
class SubmissionResult:
    """Everything that grading one submission gave. `seed_id` identifies the seed without revealing it."""

    course: str
    submission: str
    seed_id: str
    confinement: str
    lessons: tuple[LessonResult, ...]
    notes: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        return sum(lesson.score for lesson in self.lessons)

    @property
    def max_score(self) -> float:
        return sum(lesson.max_score for lesson in self.lessons)
