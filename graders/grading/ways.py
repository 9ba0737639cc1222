"""The right ways of a task: the reference's own and others, and the values that they hold, call by call."""

from __future__ import annotations

import ast
import inspect
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from types import CodeType
from typing import TYPE_CHECKING, Any

from graders.course import store
from graders.course.index import Task
from graders.locate.held import Values
from graders.locate.watching import NOTING, watched
from graders.sandbox.inside.notes import BEGIN, MOST_NOTES, Notes
from graders.sandbox.outside.subjects import Given, Lines, Local
from graders.values.functions import Counted
from graders.values.outcome import Outcome
from graders.values.types import Remote

if TYPE_CHECKING:
    from graders.grading.answer_key import Book

SECONDS = 0.1
"""Of processor time for all ways of a check but the first."""
Noted = Sequence[tuple[int, object]]
"""What the expressions of a function gave in one call."""


@dataclass(frozen=True)
class Way:
    """A right function under the name of its task, and the names that it is called among."""

    function: ast.FunctionDef
    names: dict[str, Any]

    @cached_property
    def code(self) -> CodeType | None:
        """The watched function; None where it cannot be watched."""
        made = watched(self.function)
        return None if made is None else compile(made[0], NOTING, "exec", dont_inherit=True)


class Ways:
    """The right ways of one lesson's tasks; what they hold in a check is found once and kept."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.kept: dict[tuple[str, str], list[Values]] = {}
        self.known: dict[str, Sequence[Way]] = {}

    def values(self, task: Task, check: str) -> list[Values]:
        """What right ways hold in each call of a check."""
        key = (task.name, check)
        if key not in self.kept:
            self.kept[key] = self._values(task, check)
        return self.kept[key]

    def _values(self, task: Task, check: str) -> list[Values]:
        sides = list(self._sides(task.name))
        waiting = [sides] if sides else []
        while waiting:
            together = Together(waiting.pop(0))
            together.left = 0.0 if task.name in self.book.drawing else SECONDS
            self.book.trial(task, check, together).run(self.book.checks[task.name].checks[check])
            waiting += [[other] for other in together.apart]
        found: list[Values] = []
        for side in sides:
            for number, noted in enumerate(by_call(side.notes.kept)):
                if number == len(found):
                    found.append(Values())
                found[number].add_run(noted)
        return found

    def _sides(self, task: str) -> Iterator[Side]:
        notes: Notes = Notes()
        if task not in self.known:
            self.known[task] = list(self._ways(task))
        for way in self.known[task]:
            if way.code is not None:
                names = {**way.names, NOTING: notes.note}
                exec(way.code, names)
                yield Side(Local(names), notes)
                notes = Brief()

    def _ways(self, task: str) -> Iterator[Way]:
        reference = self.book.reference
        own = ast.parse(inspect.getsource(getattr(reference, task))).body[0]
        if isinstance(own, ast.FunctionDef):
            yield Way(own, vars(reference))
        for name, function in _others(self.book.lesson.name).items():
            if _beside(self.book.lesson.name, reference.__name__) and name.partition("__")[0] == task:
                yield Way(function, _beside(self.book.lesson.name, reference.__name__))


class Full(Exception):
    """No more is noted of a call."""


class Brief(Notes):
    """Notes that end a call once they are full: what it gives is not asked."""

    def note(self, number: int, value: Any) -> Any:
        if self.is_full:
            raise Full
        return super().note(number, value)


@dataclass
class Side:
    """A watched way, and what it notes."""

    local: Local
    notes: Notes

    def asked(self, ask: Callable[[Local], Outcome]) -> Outcome:
        self.notes.begin()
        return ask(self.local)


class Together:
    """All ways side by side, in one run of a check: each is asked the same, and the first one answers.

    Where they are handed a function that remembers its calls, the others are left to runs of their own.
    """

    def __init__(self, sides: Sequence[Side]) -> None:
        self.first, *self.others = sides
        self.apart: list[Side] = []
        self.left = SECONDS

    def call(self, function: str | Remote, arguments: Sequence[object]) -> Outcome:
        if any(type(argument) is Counted for argument in arguments):
            self.apart, self.others = [*self.apart, *self.others], []
        return self._asked(lambda local: local.call(function, arguments))

    def run(self, task: str, lines: Lines, given: Given = ()) -> Outcome:
        return self._asked(lambda local: local.run(task, lines, given))

    def _asked(self, ask: Callable[[Local], Outcome]) -> Outcome:
        answer = self.first.asked(ask)
        for side in self.others:
            if self.left > 0 and not side.notes.is_full:
                start = time.thread_time()
                side.asked(ask)
                self.left -= time.thread_time() - start
        return answer


def by_call(noted: Any) -> Sequence[Noted]:
    """The notes of each call; what has another form is left out, and what is more than may be kept."""
    calls: list[list[tuple[int, object]]] = []
    for note in noted[:MOST_NOTES] if type(noted) is list else ():
        match note:
            case [int(number), _] if number == BEGIN:
                calls.append([])
            case [int(number), value] if calls:
                calls[-1].append((number, value))
    return calls


@cache
def _others(lesson: str) -> dict[str, ast.FunctionDef]:
    """Further right functions, each under the name of its task."""
    found = {}
    for node in _statements(lesson):
        if isinstance(node, ast.FunctionDef) and "__" in node.name:
            found[node.name] = node
    return {name: _renamed(node, name.partition("__")[0]) for name, node in found.items()}


def _renamed(function: ast.FunctionDef, name: str) -> ast.FunctionDef:
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and node.id == function.name:
            node.id = name
    function.name = name
    return function


def _statements(lesson: str) -> list[ast.stmt]:
    """What the file of further ways holds; it need not be there."""
    try:
        return ast.parse(store.text(store.HOME, store.WAYS.format(lesson))).body
    except FileNotFoundError:
        return []


@cache
def _beside(lesson: str, reference: str) -> dict[str, Any]:
    """The names that the further ways are called among; what they import of the reference is there."""
    body = [
        node
        for node in _statements(lesson)
        if not (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("reference"))
    ]
    names = dict(vars(import_module(reference)))
    try:
        exec(compile(ast.Module(body, []), store.WAYS.format(lesson), "exec", dont_inherit=True), names)
    except ImportError:
        return {}
    return names
