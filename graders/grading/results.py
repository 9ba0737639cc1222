"""The outcome of grading: verdicts of checks, results of tasks, sums of lessons and submissions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from graders.course.index import Lesson
from graders.course.submission import HandedIn
from graders.grading.ids import feedback_id

WRONG = "✗"


class Status(StrEnum):
    """How a check or a task ended: equal to its name in results, and all that is known of it."""

    mark: str
    """One character for it."""
    rank: int
    """Of a task's checks the first of the highest rank decides; 0 leaves nothing to be explained."""
    word: str
    """The end of a sentence that has the task in its beginning."""
    is_open: bool
    """It is nobody's mistake and not scored: a person has to look."""
    is_lost: bool
    """The process that it ran in is gone."""

    def __new__(
        cls, value: str, mark: str, rank: int, word: str, is_open: bool = False, is_lost: bool = False
    ) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.mark, member.rank, member.word = mark, rank, word
        member.is_open, member.is_lost = is_open, is_lost
        return member

    __repr__ = str.__repr__

    @property
    def is_wrong(self) -> bool:
        """Is it marked as something that has to be put right?"""
        return self.mark == WRONG

    DONE = "done", "✓", 0, "is done"
    FAILING = "failing", WRONG, 3, "is not right"
    TODO = "todo", "·", 0, "is still to do"
    ERROR = "error", WRONG, 3, "stops with an error"
    UNDECIDED = "undecided", "?", 2, "could not be decided: a person has to look", True
    INTERNAL = "internal", WRONG, 1, "could not be graded, by our fault", True
    UNAVAILABLE = "unavailable", "u", 0, "could not be graded: a library is missing", True
    TIMEOUT = "timeout", WRONG, 3, "did not end in time", False, True
    CRASHED = "crashed", WRONG, 3, "ended its process", False, True


@dataclass(frozen=True)
class Verdict:
    """Whether one fact holds of a student's function, and in one sentence why not."""

    check: str
    title: str
    status: Status
    message: str = ""


@dataclass(frozen=True)
class Parts:
    """What is to be said of a task, each part several lines of plain text, or nothing.

    The `witness` shows by one call what is wrong, or says what kept the task from being called. The `cause`
    is the sentence of the misconception that answers so, `needs` tells of the earlier tasks that it builds on
    and that are not done: where no cause is known, they come first. `printed` tells of printing without end,
    `place` shows the line that the mistake is in.
    """

    witness: str = ""
    cause: str = ""
    needs: str = ""
    printed: str = ""
    place: str = ""


@dataclass(frozen=True)
class Where:
    """The place of a mistake: a line of the student's file, columns in it, and how sure that is.

    The columns count characters from 0, the second is that after the last. `kind` is the kind of the slip.
    """

    line: int
    columns: tuple[int, int] | None
    kind: str
    certain: bool


Curve = tuple[tuple[float, float], ...]
"""Points that are joined, none of them NaN or infinite."""
Curves = tuple[Curve, ...]


@dataclass(frozen=True)
class Panel:
    """What one pair of axes shows, in few points."""

    lines: Curves = ()
    points: Curves = ()
    areas: Curves = ()
    arrows: Curves = ()
    title: str = ""


@dataclass(frozen=True)
class Picture:
    """A figure that a student drew beside the one that was expected."""

    theirs: tuple[Panel, ...]
    expected: tuple[Panel, ...]


@dataclass(frozen=True)
class Result:
    """The outcome of one task.

    `kind` is that of the finding that decided it, `slip` a mistake that is known by its exception or its
    text, `printed` what the call printed that is told; of a task that is done, the first that printed. In a
    notebook `line` counts in the code cell `cell`.
    """

    task: str
    status: Status
    points: float
    max_points: float
    misconception: str | None = None
    parts: Parts = Parts()
    checks: tuple[Verdict, ...] = ()
    seconds: float = 0.0
    line: int | None = None
    printed: str = ""
    kind: str | None = None
    where: Where | None = None
    picture: Picture | None = None
    slip: str | None = None
    cell: int | None = None

    @property
    def id(self) -> str | None:
        """Names the feedback, such as `value.factor`; None where there is none."""
        return feedback_id(self.kind, misconception=self.misconception, slip=self.slip)

    @property
    def feedback(self) -> str:
        """The whole explanation."""
        parts = self.parts
        first = "" if parts.cause else parts.needs
        last = parts.needs if parts.cause else ""
        said = (first, parts.witness, parts.cause, parts.place, last, parts.printed)
        return "\n\n".join(filter(None, said))


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
    handed_in: HandedIn = field(default_factory=HandedIn)

    @property
    def score(self) -> float:
        return sum(lesson.score for lesson in self.lessons)

    @property
    def max_score(self) -> float:
        return sum(lesson.max_score for lesson in self.lessons)


def lost_lesson(lesson: Lesson, sentence: str) -> LessonResult:
    """The results of a lesson that could not be graded, by our fault, as the sentence says."""
    tasks = (
        Result(task.name, Status.INTERNAL, 0.0, task.points, parts=Parts(sentence), kind="internal")
        for task in lesson.tasks
    )
    return LessonResult(lesson.name, lesson.title, tuple(tasks))
