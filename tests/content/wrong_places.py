"""Wrong versions of right functions whose changed lines are known, and where the mistake is said to be."""

from __future__ import annotations

import ast
import difflib
import inspect
import random
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from graders.authors.mutants import mutants
from graders.course.index import Task
from graders.feedback.happenings import tell
from graders.grading.answer_key import Book
from graders.grading.happenings import MistakeAt
from graders.grading.places import find_place, is_answer
from graders.locate.edits import edits
from graders.locate.search import Place
from graders.locate.source import Written
from graders.sandbox.outside.subjects import Local, Lost
from tests.content.adversaries.forms import COURSE, Form, forms, slips

SECONDS = 2.0
"""For each check of a wrong version; one that takes longer is left out."""


@dataclass(frozen=True)
class Wrong:
    """A wrong function among the names that it needs; `right` is what it was made of, if it was made."""

    task: str
    what: str
    head: str
    text: str
    right: str = ""

    @property
    def changed(self) -> set[int]:
        """The lines that are not those of the right function."""
        old, new = self.right.split("\n"), self.text.split("\n")
        found: set[int] = set()
        for kind, _, _, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            found |= set(range(start + 1, max(end, start + 1) + 1)) if kind != "equal" else set()
        return found


@cache
def book(lesson: str) -> Book:
    return Book(COURSE.lesson(lesson), "places")


def tasks(lesson: str) -> list[Task]:
    """Those in which a place may be told."""
    return [task for task in COURSE.lesson(lesson).tasks if not is_answer(book(lesson), task)]


def made(task: Task) -> list[Wrong]:
    """Every slip of the grammar, and mutants that are not of it, in each right function of several lines."""
    found = []
    for form in forms(task.name):
        if form.function is None or len(form.function.body) < 2:
            continue
        renamed = _renamed(form)
        right = ast.unparse(renamed)
        definition = Written(right, ast.parse(right).body[0])
        slipped = (_plain(edit.make()) for edit in edits(definition.function, definition.lines))
        others = (mutant.text for mutant in mutants(renamed))
        for text in {*slipped, *others} - {right, ""}:
            found.append(Wrong(task.name, form.name, form.head, text, right))
    return sorted(found, key=lambda wrong: (wrong.what, wrong.text))


def misconceptions(task: Task) -> Iterator[Wrong]:
    """Those of the course that are functions of their own."""
    for name, deed in book(task.lesson).checks[task.name].misconceptions.items():
        node = ast.parse(textwrap.dedent(inspect.getsource(deed))).body[0]
        if isinstance(node, ast.FunctionDef):
            node.decorator_list, node.name = [], task.name
            del node.body[0]
            yield Wrong(task.name, name, "", ast.unparse(node))


def written(task: Task) -> Iterator[Wrong]:
    """What people wrote, or might write."""
    for slip in slips(task.name):
        if slip.function is not None:
            yield Wrong(task.name, slip.name, slip.head, slip.body)


def some(wrong: Sequence[Wrong], count: int) -> list[Wrong]:
    return random.Random(len(wrong)).sample(list(wrong), min(count, len(wrong)))


def _plain(text: str) -> str:
    try:
        return ast.unparse(ast.parse(text))
    except SyntaxError:
        return ""


def _renamed(form: Form) -> ast.FunctionDef:
    """The function with other names for what it computes."""
    assert form.function is not None
    tree = ast.parse(ast.unparse(form.function)).body[0]
    assert isinstance(tree, ast.FunctionDef)
    stored = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    stored -= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in stored:
            node.id += "_of_mine"
    return tree


class Again:
    """Trusted code in the place of a worker."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.other = Local(dict(names), "wrong.py", 10_000)

    def spare(self, task: Task) -> Local:
        return self.other


@dataclass(frozen=True)
class Located:
    """A wrong version that the checks refuse, the place that is told, and whether it raised an exception."""

    wrong: Wrong
    place: Place | None
    raised: int | None

    @property
    def line(self) -> int | None:
        return self.place.span.line if self.place is not None else self.raised

    @property
    def told(self) -> str:
        """What a student reads of the place."""
        if self.place is None:
            return ""
        span = self.place.span
        source = self.wrong.text.split("\n")[span.line - 1]
        columns = (span.start, span.end)
        one, around = self.place, self.place.around
        beside = around.name, around.shape, around.right, around.line, around.times, around.at
        return tell(MistakeAt(None, span.line, source, columns, one.kind, one.certain, False, *beside))

    @property
    def shows_what_is_right(self) -> bool:
        """Does what is told hold a line of the right function that is not in the wrong one?"""
        if self.place is None:
            return False
        rows = [row.strip() for row in self.wrong.text.split("\n")]
        told = self.told.replace(rows[self.place.span.line - 1], "")
        right = {row.strip() for row in self.wrong.right.split("\n")} - set(rows)
        return any(row in told for row in right if row)

    @property
    def is_right(self) -> bool:
        return self.line in self.wrong.changed


def located(wrong: Wrong) -> Located | None:
    """Where the mistake is said to be; None for what the checks accept, or do not come to an end with."""
    task = COURSE.task(wrong.task)
    own = book(task.lesson)
    beside = vars(sys.modules[f"graders.lessons.{task.lesson}"]) if not wrong.head else {}
    names = {**beside, **vars(own.reference)}
    try:
        exec(wrong.head, names)
        exec(compile(wrong.text, "wrong.py", "exec"), names)
    except Exception:
        return None
    failed, raised = [], None
    for name, check in own.checks[task.name].checks.items():
        trial = own.trial(task, name, Local(names, "wrong.py", 10_000, SECONDS))
        try:
            trial.run(check)
        except Lost:
            return None
        if trial.refused is not None:
            failed.append(name)
            raised = raised or next((seen.raised.line for seen in trial.events if seen.raised), None)
    if not failed:
        return None
    definition = Written(wrong.text, ast.parse(wrong.text).body[0])
    return Located(wrong, find_place(own, task, Again(names), definition, failed), raised)


def counted(found: Sequence[Located]) -> Counter[str]:
    """How many places are told, of those how many for certain, and how many of each are right."""
    counts: Counter[str] = Counter(wrong=len(found))
    for one in found:
        counts["told"] += one.line is not None
        counts["told right"] += one.line is not None and one.is_right
        counts["certain"] += one.place is not None and one.place.certain
        counts["certain right"] += one.place is not None and one.place.certain and one.is_right
    return counts
