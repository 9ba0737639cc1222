"""The place of a mistake: the student's function is tried with changes, where nothing counts."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, TypeVar

from graders.course.index import Task
from graders.grading.answer_key import Book
from graders.grading.misconceptions import REFERENCE
from graders.grading.trial import Trial
from graders.grading.ways import Noted, by_call
from graders.judge.sameness import same
from graders.locate.edits import edits
from graders.locate.held import Held, Values
from graders.locate.search import Place, chosen, one_edit
from graders.locate.source import Written
from graders.locate.tracing import Trace, origin, traced
from graders.locate.watching import NOTING, Watched, watched
from graders.sandbox.inside.statements import TimeUp
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

T = TypeVar("T")
SECONDS = 1.0
"""Of processor time that may be spent on one task."""
EACH = 0.2
"""Seconds that the first call with a change may take."""
AT_MOST = 2.0
"""Seconds that whatever is asked in one go may take: more than it should, as a machine may be busy."""
AT_ONCE = 15
"""Changes that are tried in one go."""
MOST_EDITS, FEW_EDITS = 60, 15
"""Edits of one function that are tried."""
MOST_WATCHED = 2
"""Checks in which a function is watched."""
MOST_LOST = 3
"""Processes that changed functions may take down."""


class Spare(Protocol):
    """Where a student's code runs once more, for nothing that counts."""

    def spare(self, task: Task) -> Editable | None:
        """A subject whose functions may be changed; the same one again, as long as it lives."""
        ...


class Tries:
    """Changed versions of one function, each run through its task's checks, the one that failed first."""

    def __init__(
        self, book: Book, task: Task, code: Spare, failed: Sequence[str], is_over: Callable[[], bool]
    ) -> None:
        self.book, self.task, self.code, self.is_over = book, task, code, is_over
        names = list(book.checks[task.name].checks)
        self.checks = [*failed, *(name for name in names if name not in failed)]
        self.telling = sorted(failed, key=lambda name: name == names[0])
        self.began = time.thread_time()
        self.elsewhere = 0.0
        self.lost = 0

    @property
    def left(self) -> float:
        """Seconds on the processor, here and where the code runs."""
        return 0.0 if self.is_over() else SECONDS - self.elsewhere - (time.thread_time() - self.began)

    def try_out(self, texts: Sequence[str]) -> Callable[[int], bool]:
        """Of each text of the function: do all checks hold of it, and with other inputs too?"""
        asked = first_request(self.book, self.task, self.checks[0])
        seen = self._seen(texts, asked) if asked is not None else [None] * len(texts)

        def is_right(number: int) -> bool:
            if number >= len(seen) or self.left <= 0:
                return False
            text, first = texts[number], seen[number]
            return self._asked(lambda subject: self._holds(subject, text, first), False)

        return is_right

    def right_values(self, check: str) -> list[Values]:
        """What right ways hold in each call of a check; found once, and in nobody's time."""
        start = time.thread_time()
        try:
            return self.book.ways.values(self.task, check)
        finally:
            self.began += time.thread_time() - start

    def watch(self, text: str, check: str, own: str) -> tuple[Trial, Sequence[Noted]] | None:
        """What the watched function notes in a check, call by call, and the trial of it."""

        def noted(subject: Editable) -> tuple[Trial, Sequence[Noted]] | None:
            if subject.define(text, NOTING).raised is not None:
                return None
            trial = tried(self.book, self.task, check, subject)
            return trial, by_call(subject.define(own).value)

        return self._asked(noted, None)

    def restore(self, text: str) -> None:
        """Give the function back its own text."""
        self._asked(lambda subject: subject.define(text), None)

    def _seen(self, texts: Sequence[str], asked: Request) -> Sequence[Outcome | None]:
        """What the first call of the check that failed gives with each text, as far as the time goes."""
        found: list[Outcome | None] = []
        while len(found) < len(texts) and self.left > 0:
            found += self._attempted(texts[len(found) : len(found) + AT_ONCE], asked)
        return found

    def _attempted(self, texts: Sequence[str], asked: Request) -> Sequence[Outcome | None]:
        lost: Sequence[Outcome | None] = [None] * len(texts)
        return self._asked(lambda subject: subject.attempt(texts, asked, EACH), lost)

    def _holds(self, subject: Editable, text: str, first: Outcome | None) -> bool:
        changed = Changed(subject, text, first)
        return all(
            holds(book, self.task, check, changed)
            for book in (self.book, self.book.other)
            for check in self.checks
        )

    def _asked(self, ask: Callable[[Editable], T], lost: T) -> T:
        """What a subject gives; `lost` where it does not survive it."""
        subject = self.code.spare(self.task) if self.lost <= MOST_LOST and not self.is_over() else None
        if subject is None:
            return lost
        before = subject.processor_time()
        subject.start_task(AT_MOST)
        try:
            return ask(subject)
        except (Lost, TimeUp):
            self.lost += 1
            return lost
        finally:
            now = subject.processor_time()
            is_told = now is not None and before is not None
            self.elsewhere += (now or 0.0) - (before or 0.0) if is_told else AT_MOST - subject.seconds


def find_place(
    book: Book,
    task: Task,
    code: Spare,
    definition: Written,
    failed: Sequence[str],
    *,
    has_cause: bool = False,
    is_over: Callable[[], bool] = lambda: False,
    by_values: bool = True,
) -> Place | None:
    """Where the mistake in a task's function is, if that can be told; `failed` are checks that tell of it.

    Few changes are tried where the mistake is known by name: only its place is left to tell (`has_cause`).
    Where no value is wrong but the form of the answer, values lead nowhere. Nothing more is tried once it
    `is_over`.
    """
    if definition.is_long or is_answer(book, task):
        return None
    tries, lines = Tries(book, task, code, failed, is_over), definition.lines
    try:
        wrong = first_wrong(tries, definition) if by_values else None
        line = wrong.span.line if wrong is not None else None
        tried = chosen(edits(definition.function, lines), FEW_EDITS if has_cause else MOST_EDITS, line)
        return one_edit(tried, tries.try_out, line) or wrong
    finally:
        tries.restore(lines.text)


def first_wrong(tries: Tries, definition: Written) -> Place | None:
    """The first part of the function whose value no right way holds; else what its answer was computed by."""
    made = watched(definition.function)
    if made is None:
        return None
    (text, table), last = made, None
    for check in tries.telling[:MOST_WATCHED]:
        seen = tries.watch(text, check, definition.lines.text)
        right = tries.right_values(check)
        if seen is None or len(seen[1]) > len(right):
            continue
        trial, calls = seen
        for noted, values in zip(calls, right, strict=False):
            trace = traced(table, noted, values)
            if trace.roots:
                return Place("value", definition.lines.span(table[trace.roots[0]].node), False)
        draws = tries.task.name in tries.book.drawing  # no line of it is the answer
        is_told = trial.events and trial.outcome.raised is None and not draws
        if calls and is_told and last is None:
            last = answered(table, trace, trial, definition)
    return last


def answered(table: Sequence[Watched], trace: Trace, trial: Trial, definition: Written) -> Place | None:
    """Where the answer was computed, of which all values are right so far; of a whole its order is told."""
    last = origin(trace, table)
    if last is None:
        return None
    node = table[last.number].node
    if is_exchanged(trial):
        return Place("order", definition.lines.span(node), False)
    if last.held not in (Held.RIGHT, Held.PARTLY):
        return None
    is_one_step = len(definition.function.body) == 1
    if isinstance(node, ast.Tuple | ast.List | ast.Name) and not is_one_step:
        return None
    return Place("unfinished", definition.lines.span(node), False)


def is_exchanged(trial: Trial) -> bool:
    """Are the parts of the last answer right, and only in another order?"""
    if trial.last_arguments is None:
        return False
    yours, right = trial.outcome.value, trial.reference(trial.last_arguments)
    if not isinstance(yours, list | tuple) or not isinstance(right, list | tuple) or len(yours) != len(right):
        return False
    return all(any(same(one, other) for other in right) for one in yours) and not same(yours, right)


def is_answer(book: Book, task: Task) -> bool:
    """Would the place be the answer? So it is of a choice, and where there are no arguments."""

    def again(check: str, subject: Subject) -> Trial:
        return book.trial(task, check, subject)

    known = book.checks[task.name]
    trials = [book.replays.replay(REFERENCE, check, known, again) for check in known.checks]
    return any(trial.is_choice for trial in trials) or not all(trial.parameters for trial in trials)


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
