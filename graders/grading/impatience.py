"""Checks run against a function that is changed, no further than it takes to see whether one holds."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from graders.course.index import Task
from graders.grading.answer_key import Book
from graders.grading.trial import Trial
from graders.sandbox.outside.subjects import (
    Editable,
    Given,
    Lost,
    Request,
    Subject,
    check_time,
    pack_call,
    pack_run,
)
from graders.sandbox.outside.subjects import Lines as Statements
from graders.values.functions import Counted
from graders.values.outcome import Outcome
from graders.values.types import Remote


@dataclass
class Impatient:
    """A subject that is not asked further once its trial is refused."""

    subject: Subject
    trial: Trial | None = None

    def call(self, function: str | Remote, arguments: Sequence[object]) -> Outcome:
        self._go_on()
        return self.subject.call(function, arguments)

    def run(self, task: str, lines: Statements, given: Given = ()) -> Outcome:
        self._go_on()
        return self.subject.run(task, lines, given)

    def _go_on(self) -> None:
        if self.trial is not None and self.trial.refused is not None:
            raise Refused


@dataclass
class Changed:
    """A subject with a function changed; what the first request gives may be known: it is not made."""

    subject: Editable
    text: str
    first: Outcome | None
    is_defined: bool = False

    def call(self, function: str | Remote, arguments: Sequence[object]) -> Outcome:
        return self._known() or self.subject.call(function, arguments)

    def run(self, task: str, lines: Statements, given: Given = ()) -> Outcome:
        return self._known() or self.subject.run(task, lines, given)

    def _known(self) -> Outcome | None:
        known, self.first = self.first, None
        if known is not None:
            check_time(known)
        elif not self.is_defined:
            self.is_defined = True
            defined = self.subject.define(self.text)
            return defined if defined.raised is not None else None
        return known


@dataclass
class Listening:
    """A subject that keeps the first request that it gets, and answers none."""

    request: Request | None = None

    def call(self, function: str | Remote, arguments: Sequence[object]) -> Outcome:
        if not any(type(argument) is Counted for argument in arguments):
            self.request = lambda seconds, output: pack_call(function, arguments, seconds, output)[0]
        raise Refused

    def run(self, task: str, lines: Statements, given: Given = ()) -> Outcome:
        self.request = lambda seconds, output: pack_run(task, lines, given, seconds, output)
        raise Refused


class Refused(Lost):
    """No further call is worth its time."""

    def __init__(self) -> None:
        super().__init__("timeout", "")


def first_request(book: Book, task: Task, check: str) -> Request | None:
    """What a check asks first; None where it passes a function that is answered here."""
    asked = Listening()
    with suppress(Refused):
        book.trial(task, check, asked).run(book.checks[task.name].checks[check])
    return asked.request


def holds(book: Book, task: Task, check: str, subject: Subject) -> bool:
    """Does a check hold of a subject? Where the subject is lost, it goes on as `Lost`."""
    return tried(book, task, check, subject).refused is None


def tried(book: Book, task: Task, check: str, subject: Subject) -> Trial:
    """A check run to its end, or until it is refused."""
    asked = Impatient(subject)
    trial = asked.trial = book.trial(task, check, asked)
    with suppress(Refused):
        trial.run(book.checks[task.name].checks[check])
    return trial
