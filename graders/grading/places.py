"""The place of a mistake: the student's function is tried with changes, where nothing counts."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Protocol, TypeVar

from graders.course.index import Task
from graders.grading.answer_key import Book
from graders.grading.impatience import Changed, first_request, holds, tried
from graders.grading.misconceptions import REFERENCE
from graders.grading.trial import Trial
from graders.grading.ways import Noted, by_call
from graders.judge.sameness import same
from graders.locate.edits import Edit, edits_of
from graders.locate.facts import Facts
from graders.locate.held import Held, Values
from graders.locate.rounds import Rounds, in_rounds
from graders.locate.search import Around, Place, chosen, one_edit
from graders.locate.source import Written
from graders.locate.tracing import Trace, around, origin, traced
from graders.locate.watching import NOTING, Watched, watched
from graders.sandbox.inside.notes import MOST_NOTES
from graders.sandbox.inside.statements import TimeUp
from graders.sandbox.outside.subjects import (
    Editable,
    Lost,
    Request,
    Subject,
)
from graders.values.outcome import Outcome

T = TypeVar("T")
SECONDS = 1.0
"""Of processor time that may be spent on one task."""
EACH = 0.2
"""Seconds that the first call with a change may take."""
AT_MOST = 2.0
"""Seconds that whatever is asked in one go may take: more than it should, as a machine may be busy."""
MOST_EDITS, LIKELY_EDITS, FEW_EDITS, DRAWING_EDITS = 60, 30, 15, 6
"""Edits that are tried while none is right: of any function, of one whose first wrong value is known, of one
whose mistake is known, and of one that draws, which takes long."""
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
        self.raising: int | None = None
        """The line that raises an exception, as far as it is known."""
        self.facts: Facts | None = None
        """What the first run in which the function was watched tells of its values."""
        self.draws = task.name in book.drawing

    @cached_property
    def first_request(self) -> Request | None:
        """What the check that failed first asks first, see `first_request`."""
        return first_request(self.book, self.task, self.checks[0])

    def allows(self, edit: Edit) -> bool:
        return self.facts is None or self.facts.allow(edit)

    @property
    def left(self) -> float:
        """Seconds on the processor, here and where the code runs."""
        return 0.0 if self.is_over() else SECONDS - self.elsewhere - (time.thread_time() - self.began)

    def try_out(self, texts: Sequence[str]) -> Callable[[int], bool]:
        """Of each text of the function: do all checks hold of it, and with other inputs too?"""
        lost: Sequence[Outcome | None] = [None] * len(texts)
        if self.left <= 0:
            return lambda number: False
        asked = self.first_request
        seen = lost if asked is None else self._asked(lambda it: it.attempt(texts, asked, EACH), lost)

        def is_right(number: int) -> bool:
            text, first = texts[number], seen[number]
            if self.left <= 0 or (first is not None and first.raised is not None):
                return False
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
            self.lost += 1
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
    `is_over`. What was found of the same text among the same names is found again.
    """
    if definition.is_long or is_answer(book, task):
        return None
    given = vars(book.reference)
    own = (helper for helper in definition.helpers if helper.function.name not in given)
    helpers = tuple(definition.fitting(own))
    definition = replace(definition, helpers=helpers)
    first = definition.lines.first
    below = tuple(helper.lines.first - first for helper in helpers)
    key = (task.name, *failed, has_cause, by_values, definition.whole, below, definition.beside)
    if key in book.places:
        known = book.places[key]
        return None if known is None else known.below(first)
    tries = Tries(book, task, code, failed, is_over)
    place = sought(tries, definition, has_cause=has_cause, by_values=by_values)
    if not tries.lost and not is_over() and definition.beside is not None:
        book.places[key] = None if place is None else place.below(-first)
    return place


def sought(tries: Tries, definition: Written, *, has_cause: bool, by_values: bool) -> Place | None:
    try:
        wrong = first_wrong(tries, definition) if by_values else None
        line = wrong.span.line if wrong is not None else None
        is_known = wrong is not None and wrong.kind == "value"
        few = DRAWING_EDITS if tries.draws else FEW_EDITS
        patience = few if has_cause or tries.draws else LIKELY_EDITS if is_known else MOST_EDITS
        most = FEW_EDITS if tries.draws else MOST_EDITS
        first = line if by_values else last_return(definition)
        tried = chosen(filter(tries.allows, edits_of(definition)), most, first)
        place = one_edit(tried, tries.try_out, line, tries.raising, patience) or wrong
        if place is not None and tries.left <= 0:  # not all was tried
            place = replace(place, certain=False)
    finally:
        tries.restore(definition.whole)
    if (
        place is not None
        and line is not None
        and definition.part(place.span.line) is not definition.part(line)
    ):
        return replace(place, certain=False)
    return place


def last_return(definition: Written) -> int | None:
    """Where an answer of another form was most likely made."""
    returns = [node for node in ast.walk(definition.function) if isinstance(node, ast.Return)]
    return max((node.lineno for node in returns), default=None)


def first_wrong(tries: Tries, definition: Written) -> Place | None:
    """The first part of the function whose value no right way holds; else what its answer was computed by."""
    made = watched(*(part.function for part in definition.parts))
    if made is None:
        return None
    (text, table), last = made, None
    for check in tries.telling[:MOST_WATCHED]:
        seen = tries.watch(text, check, definition.whole)
        if seen is not None and tries.facts is None:
            tries.facts = facts_of(table, *seen)
        right = tries.right_values(check)
        if seen is None or len(seen[1]) > len(right):
            continue
        trial, calls = seen
        tries.raising = raising_line(table, trial, calls) or tries.raising
        is_seen = check == tries.checks[0]
        for noted, values in zip(calls, right, strict=False):
            trace = traced(table, noted, values)
            rounds = Rounds(table, noted, values)
            place = root_of(trace, rounds, definition) if trace.roots else departed(rounds, definition)
            if place is not None:
                return place if is_seen else of_another_call(place)
        is_told = trial.events and trial.outcome.raised is None and not tries.draws
        if calls and is_told and last is None:
            last = answered(table, trace, trial, definition)
    return last


def raising_line(table: Sequence[Watched], trial: Trial, calls: Sequence[Noted]) -> int | None:
    """The line of the function's own that raised an exception in the last call, as far as it noted."""
    raised = trial.outcome.raised if trial.events else None
    if not calls or raised is None or not raised.function:
        return None
    noted = (table[number] for number, _ in reversed(calls[-1]) if number < len(table))
    return next((one.node.lineno for one in noted if not one.is_round), None)


def root_of(trace: Trace, rounds: Rounds, definition: Written) -> Place:
    """The first value that no right way holds."""
    root = trace.seen[trace.roots[0]]
    node = rounds.table[root.number].node
    told = in_rounds(around(rounds.table, trace, trace.roots[0]), rounds, root.number, root.time)
    return Place("value", definition.part(node.lineno).lines.span(node), False, told)


def of_another_call(place: Place) -> Place:
    """Without what holds only of a call that the student does not see."""
    return replace(place, around=replace(place.around, shape=(), times=0, at=""))


def departed(rounds: Rounds, definition: Written) -> Place | None:
    """Where a loop leaves the rounds of a right way, of whose values all occur in right ways."""
    found = rounds.first_departure(definition.function.name)
    if found is None:
        return None
    loop, one = rounds.loop(found.number), rounds.table[found.number]
    if found.is_wrong:
        told = Around(one.binds[0], times=found.times, at=rounds.at(found.number, found.time))
        return Place("round", definition.lines.span(one.node), False, told)
    counted = loop.iter if isinstance(loop, ast.For) else loop.test if loop is not None else one.node
    return Place("rounds", definition.lines.span(counted), False, Around(times=found.rest))


def facts_of(table: Sequence[Watched], trial: Trial, calls: Sequence[Noted]) -> Facts:
    notes = [note for noted in calls for note in noted]
    has_come_through = all(event.raised is None for event in trial.events)
    return Facts(table, notes, has_come_through and len(notes) + len(calls) < MOST_NOTES)


def answered(table: Sequence[Watched], trace: Trace, trial: Trial, definition: Written) -> Place | None:
    """Where the answer was computed, of which all values are right so far; of a whole its order is told."""
    last = origin(trace, table)
    if last is None:
        return None
    node = table[last.number].node
    span = definition.part(node.lineno).lines.span(node)
    if is_exchanged(trial):
        return Place("order", span, False)
    if last.held not in (Held.RIGHT, Held.PARTLY):
        return None
    is_one_step = len(definition.function.body) == 1
    if isinstance(node, ast.Tuple | ast.List | ast.Name) and not is_one_step:
        return None
    return Place("unfinished", span, False)


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
