"""The right ways of a task: the reference's own and others, and the values that they hold, call by call."""

from __future__ import annotations

import ast
import inspect
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from graders.course import store
from graders.course.index import Task
from graders.locate.held import Values
from graders.locate.watching import NOTING, watched
from graders.sandbox.inside.notes import BEGIN, MOST_NOTES
from graders.sandbox.outside.subjects import Local, Lost

if TYPE_CHECKING:
    from graders.grading.answer_key import Book

SECONDS = 1.0
"""After which no further way is run through a check."""
Noted = Sequence[tuple[int, object]]
"""What the expressions of a function gave in one call."""


@dataclass(frozen=True)
class Way:
    """A right function under the name of its task, and the names that it is called among."""

    function: ast.FunctionDef
    names: dict[str, Any]


class Ways:
    """The right ways of one lesson's tasks; what they hold in a check is found once and kept."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.kept: dict[tuple[str, str], list[Values]] = {}

    def values(self, task: Task, check: str) -> list[Values]:
        """What right ways hold in each call of a check."""
        key = (task.name, check)
        if key not in self.kept:
            self.kept[key] = self._values(task, check)
        return self.kept[key]

    def _values(self, task: Task, check: str) -> list[Values]:
        found: list[Values] = []
        start = time.thread_time()
        for way in self._ways(task.name):
            if found and time.thread_time() - start > SECONDS:
                break
            for number, noted in enumerate(self._run(way, task, check)):
                if number == len(found):
                    found.append(Values())
                for _, value in noted:
                    found[number].add(value)
        return found

    def _run(self, way: Way, task: Task, check: str) -> Sequence[Noted]:
        made = watched(way.function)
        if made is None:
            return []
        subject = Local(dict(way.names))
        subject.define(made[0], NOTING)
        trial = self.book.trial(task, check, subject)
        try:
            trial.run(self.book.checks[task.name].checks[check])
        except Lost:
            return []
        return by_call(subject.define("").value)

    def _ways(self, task: str) -> Iterator[Way]:
        reference = self.book.reference
        own = ast.parse(inspect.getsource(getattr(reference, task))).body[0]
        if isinstance(own, ast.FunctionDef):
            yield Way(own, vars(reference))
        for name, function in _others(self.book.lesson.name).items():
            if _beside(self.book.lesson.name, reference.__name__) and name.partition("__")[0] == task:
                yield Way(function, _beside(self.book.lesson.name, reference.__name__))


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
