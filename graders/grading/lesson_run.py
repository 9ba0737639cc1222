"""A student's code of one lesson, graded task by task: the same run in a worker and in this process."""

from __future__ import annotations

import importlib.util
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from graders.course.index import Lesson, Task
from graders.course.mishaps import contain
from graders.grading.answer_key import Book
from graders.grading.code import Budget, Code
from graders.grading.happenings import GraderFailed, Hindrance, LibraryMissing, NotDefined, Tell, Untouched
from graders.grading.results import Result, Status
from graders.grading.student_file import State
from graders.grading.task_run import not_called, run_task


@dataclass
class LessonRun:
    """Grades each task once, when its result is asked for; `tell` words what becomes of it."""

    lesson: Lesson
    code: Code
    book: Book
    budget: Budget
    tell: Tell
    done: dict[str, Result] = field(default_factory=dict)

    def result(self, task: Task) -> Result:
        """The task's result; a mistake of ours costs this task alone."""
        if task.name not in self.done:
            self.done[task.name] = contain(
                lambda: self._result(task),
                lambda error: not_called(task, GraderFailed(type(error).__name__), self.tell),
            )
        return self.done[task.name]

    def _result(self, task: Task) -> Result:
        result = self._called(task)
        return self._called(task) if self.code.renew() else result

    def _called(self, task: Task) -> Result:
        line = self.code.text.line(task.name)
        subject = self.hindrance(task) or self.code.subject(task, self.budget)
        if isinstance(subject, Hindrance):
            return not_called(task, subject, self.tell, line)
        result = run_task(
            self.book, task, subject, tell=self.tell, unmet=lambda: self._unmet(task), line=line
        )  # fmt: skip
        self.budget.left -= result.seconds
        return result

    def hindrance(self, task: Task) -> Hindrance | None:
        """Why a task need not be called, or cannot, as far as is known before anything is started for it."""
        for stopped in self.code.stopped:
            if stopped.line is None and stopped.binds(task.name):
                return stopped.why
        match self.code.text.state(task.name):
            case State.UNTOUCHED:
                return Untouched()
            case State.MISSING:
                return NotDefined(task.name)
        lacking = missing_library(task.libraries)
        return LibraryMissing(task.name, lacking) if lacking is not None else None

    def _unmet(self, task: Task) -> Iterator[str]:
        """The earlier tasks that this one builds on and that are not done."""
        needed = (other for other in self.lesson.tasks if other.name in task.needs)
        return (other.name for other in needed if self.result(other).status is not Status.DONE)

    def close(self) -> None:
        self.code.close()

    def __enter__(self) -> LessonRun:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def missing_library(names: Collection[str]) -> str | None:
    """The first of these libraries that is not installed."""
    tops = (name.partition(".")[0] for name in names)
    return next((top for top in tops if importlib.util.find_spec(top) is None), None)
