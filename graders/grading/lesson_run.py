"""A student's code of one lesson, graded task by task: the same run in a worker and in this process."""

from __future__ import annotations

import importlib.util
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from graders.course.index import Lesson, Task
from graders.course.mishaps import contain
from graders.grading.answer_key import Book
from graders.grading.budget import Budget
from graders.grading.code import Code
from graders.grading.findings import ChangedArgument, OverwrittenAnswer
from graders.grading.happenings import (
    CallsEndless,
    DoesNotParse,
    EmptyBody,
    GraderFailed,
    Hindrance,
    LibraryMissing,
    MistakeAt,
    MoreStopped,
    NameLost,
    NearName,
    NotDefined,
    StubBelow,
    Tell,
    Untouched,
    Waiting,
)
from graders.grading.results import Result, Status, Where
from graders.grading.student_file import State
from graders.grading.task_run import not_called, run_task
from graders.judge.findings import Missing
from graders.sandbox.outside.subjects import Subject

LOCATED = (Status.FAILING, Status.ERROR)
FORMS = {"type", "length", "keys", "truncated", ChangedArgument.kind, OverwrittenAnswer.kind}
"""Kinds of findings that are about no value."""
FORMS_WITH_CAUSE = FORMS | {"shape", "ragged", "dtype"}
"""The same where the student is told beside it what the mistake is."""
"""How a task may stand for which the place of the mistake is looked for."""
SHORT = 1.0
"""Seconds for a task that calls one which did not end: if it ends without that one, it ends by then."""
NAMED = 3
"""Cells or statements that do not run to their end, of which is told one by one."""


@dataclass
class LessonRun:
    """Grades each task once, when its result is asked for; `tell` words what becomes of it.

    `remarks` say of a task that it was graded as it stood before a later line bound its names anew.
    """

    lesson: Lesson
    code: Code
    book: Book
    budget: Budget
    tell: Tell
    done: dict[str, Result] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def result(self, task: Task) -> Result:
        """The task's result; a mistake of ours costs this task alone."""
        if task.name not in self.done:
            result = contain(
                lambda: self._result(task),
                lambda error: not_called(task, GraderFailed(type(error).__name__), self.tell),
            )
            if result.line is not None:
                cell, line = self.code.locate(result.line)
                result = replace(result, cell=cell, line=line)
            self.done[task.name] = result
        return self.done[task.name]

    def _result(self, task: Task) -> Result:
        result = self._called(task)
        if self.code.renew():
            result = self._called(task)
        is_gone = result.kind == NotDefined.kind
        if not result.status.is_wrong and not is_gone:
            return result
        return self._as_it_stood(task) or contain(lambda: self._located(task, result), lambda _: result)

    def _located(self, task: Task, result: Result) -> Result:
        """With the place of the mistake, where it can be told in the first half of a submission's time."""
        definition = self.code.text.definition(task.name)
        failed = [one.check for one in result.checks if one.status in LOCATED]
        if result.status not in LOCATED or result.kind == Missing.kind or definition is None or not failed:
            return result
        if any(self.code.text.uses(task.name, other) for other in self._unmet(task)):
            return result
        has_cause = bool(result.parts.cause) or result.kind == ChangedArgument.kind
        returns = self.code.text.returns(task.name)
        no_value = result.slip or (returns is not None and returns.in_loop is not None)
        by_values = not no_value and result.kind not in (FORMS_WITH_CAUSE if has_cause else FORMS)
        from graders.grading.places import (
            find_place,  # takes long to load, and is not needed where all is well
        )

        with self.budget.spending():
            place = find_place(
                self.book, task, self.code, definition, failed,
                has_cause=has_cause, by_values=by_values, is_over=lambda: self.budget.is_half_used,
            )  # fmt: skip
        if place is None:
            return result
        cell, line = self.code.locate(place.span.line)
        lines = definition.part(place.span.line).lines
        source, columns = lines.row(place.span.line), (place.span.start, place.span.end)
        if not source[slice(*columns)].strip("()[]{} "):  # of what goes on in the lines below it
            return result
        where = Where(line, columns, place.kind, place.certain)
        around = place.around
        told = self.tell(
            MistakeAt(
                cell,
                line,
                source,
                columns,
                place.kind,
                place.certain,
                has_cause,
                around.name,
                around.shape,
                around.right,
                self.code.locate(around.line)[1] if around.right else 0,
                around.times,
                around.at,
            )
        )
        return replace(result, where=where, parts=replace(result.parts, place=told))

    def _called(self, task: Task) -> Result:
        endless = self._endless(task)
        if endless:
            limits = replace(task.limits, wall=min(task.limits.wall, SHORT))
            result = self._started(replace(task, limits=limits), endless)
            if result.status is not Status.TIMEOUT or result.kind == CallsEndless.kind:
                return result
        return self._started(task)

    def _endless(self, task: Task) -> tuple[str, ...]:
        """The tasks that did not end, of those that this one calls."""
        lost = (name for name, result in self.done.items() if result.status is Status.TIMEOUT)
        return tuple(name for name in lost if self.code.text.uses(task.name, name))

    def _started(self, task: Task, endless: Sequence[str] = ()) -> Result:
        """The result of a task that calls these, of which none came to its end before."""
        subject = self.hindrance(task) or self.code.subject(task, self.budget)
        if isinstance(subject, DoesNotParse) and subject.cell is None:
            return self._unread(task, subject)
        if isinstance(subject, Hindrance):
            result = not_called(task, subject, self.tell, self.code.text.line(task.name))
            return self._pointed_out(task, result)
        return self._pointed_out(task, self._run(task, subject, endless))

    def _unread(self, task: Task, why: DoesNotParse) -> Result:
        """Of a file that does not parse one task tells, the one that its line is in, and the others wait."""
        names = [other.name for other in self.lesson.tasks]
        holder = self.code.text.holder(why.line)
        teller = holder if holder in names else names[0]
        if task.name != teller:
            return not_called(task, Waiting(task.name, why), self.tell)
        return not_called(task, why, self.tell, why.line)

    def _run(self, task: Task, subject: Subject, endless: Sequence[str] = ()) -> Result:
        line = self.code.text.line(task.name)

        others = [other.name for other in self.lesson.tasks if other != task and other.name not in self.done]
        unknown = [name for name in others if self.code.text.uses(task.name, name)]

        def part_of(function: str) -> str:
            return next((name for name in (*endless, *unknown) if self._is_part(function, name)), "")

        with self.budget.spending():
            return run_task(
                self.book,
                task,
                subject,
                tell=self.tell,
                unmet=partial(self._unmet, task),
                is_stub=self.code.text.is_stub,
                lost=self._lost,
                uses=lambda other: self.code.text.uses(task.name, other),
                returns=lambda: self.code.text.returns(task.name),
                endless=part_of,
                line=line,
                budget=self.budget,
            )

    def _is_part(self, function: str, name: str) -> bool:
        """Is it the task of this name, or a function that the task calls?"""
        return function == name or (bool(function) and self.code.text.uses(name, function))

    def _as_it_stood(self, task: Task) -> Result | None:
        """The result with the names as they were after the task's own part, if it is done with them."""
        found = self.code.as_it_stood(task, self.budget)
        if found is None:
            return None
        subject, remark = found
        result = self._run(task, subject)
        if result.status is not Status.DONE:
            return None
        self.remarks.append(self.tell(remark))
        return result

    def _lost(self, name: str) -> NameLost | None:
        """Why a name is not there, if what was to bind it stopped."""
        why = next((stopped.why for stopped in self.code.stopped if stopped.binds(name)), None)
        return None if why is None else NameLost(name, why)

    def _pointed_out(self, task: Task, result: Result) -> Result:
        """With a word on a stub that takes the place of a finished function above it."""
        written, stub = self.code.text.written_above(task.name), self.code.text.line(task.name)
        if result.status is not Status.TODO or written is None or stub is None:
            return result
        needs = self.tell(StubBelow(task.name, written, stub))
        return replace(result, parts=replace(result.parts, needs=needs))

    def hindrance(self, task: Task) -> Hindrance | None:
        """Why a task need not be called, or cannot, as far as is known before anything is started for it."""
        for stopped in self.code.stopped:
            if stopped.line is None and stopped.binds(task.name):
                return stopped.why
        match self.code.text.state(task.name):
            case State.UNTOUCHED:
                return Untouched()
            case State.EMPTY if self.code.text.written_above(task.name) is None:
                return EmptyBody(task.name, self.code.text.line(task.name))
            case State.EMPTY:
                return Untouched()
            case State.MISSING:
                names = {other.name for other in self.lesson.tasks}
                near = self.code.text.near(task.name, names)
                return NearName(task.name, near) if near else NotDefined(task.name)
        lacking = missing_library(task.libraries)
        return LibraryMissing(task.name, lacking) if lacking is not None else None

    def _unmet(self, task: Task, *, known: bool = False) -> Iterator[str]:
        """The earlier tasks that this one builds on and that are not done; only those `known` already."""
        needed = (other for other in self.lesson.tasks if other.name in task.needs)
        asked = (other for other in needed if not known or other.name in self.done)
        return (other.name for other in asked if self.result(other).status is not Status.DONE)

    def notes(self) -> list[str]:
        """What is to be said of the file as a whole: what of it stopped, what was graded earlier."""
        stopped = sorted(self.code.stopped, key=lambda one: one.piece.line)
        told = [self.tell(one.why).partition("\n")[0] for one in stopped[:NAMED]]
        more = MoreStopped(len(stopped) - NAMED, any(one.piece.cell for one in stopped))
        return [*told, *([self.tell(more)] if more.count > 0 else []), *self.remarks]

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
