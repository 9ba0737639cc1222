"""No answer of a student's makes a fault of ours: right values in every other form, for every task."""

import dataclasses
import random
from pathlib import Path

import numpy as np
import pytest

from graders.classroom.run import is_final
from graders.course.index import Course
from graders.feedback.happenings import tell
from graders.grading import trial
from graders.grading.answer_key import Book
from graders.grading.results import LessonResult, Result, Status, SubmissionResult
from graders.grading.task_run import run_task
from graders.sandbox.inside import calling
from graders.sandbox.inside.messages import Reply, pack
from graders.sandbox.outside.subjects import Local, Lost
from graders.values import codec
from graders.values.tokens import Apply, Float, Integer, Rational, Symbol
from graders.values.types import Axes, Expression, Figure

COURSE = Course.load(Path(__file__).resolve().parents[2])
TASKS = [task for lesson in COURSE.lessons for task in lesson.tasks]
SAMPLE = 2
"""Of the forms for each task, unless it is night."""
TINY = Expression((Integer(2), Integer(-4000), Apply("Pow", 2), Symbol("x"), Apply("besselk", 2)))
HUGE = Expression((Integer(10), Integer(400), Apply("Pow", 2)))


def symbolic(x):
    """A number as SymPy gives it."""
    if not isinstance(x, (int, float, np.number)) or isinstance(x, (bool, complex)):
        return x
    if isinstance(x, (int, np.integer)):
        return Expression((Integer(int(x)),))
    return Expression((Float(float(x)),))


def rational(x):
    x = float(x) if isinstance(x, (int, float, np.number)) and not isinstance(x, bool) else None
    return Expression((Rational(*x.as_integer_ratio()),)) if x is not None and np.isfinite(x) else x


def plus(what):
    def added(x):
        if type(x) is Expression:
            return Expression((*x.tokens, *what.tokens, Apply("Add", 2)))
        return what if isinstance(x, (int, float)) else x

    return added


def in_array(convert):
    """The same form of each number in an array, which then is one of objects."""

    def converted(x):
        if type(x) is np.ndarray:
            items = np.empty(x.size, object)
            items[:] = [convert(item) for item in x.ravel().tolist()]
            return items.reshape(x.shape)
        return convert(x)

    return converted


def figure(change):
    """A figure one part of which was forged."""

    def changed(x):
        if type(x) is not Figure:
            return x
        parts = [
            {
                name: tuple(map(change, getattr(axes, name)))
                for name in ("lines", "points", "arrows", "surfaces")
            }
            for axes in x.axes
        ]
        return Figure(tuple(dataclasses.replace(a, **p) for a, p in zip(x.axes, parts, strict=True)))

    return changed


FORMS = {
    "SymPy floats": in_array(symbolic), "fractions": in_array(rational), "huge": in_array(plus(HUGE)),
    "Bessel of tiny order": plus(TINY),
    "arrays of no dimension": lambda x: np.array(x) if isinstance(x, (bool, int, float, complex)) else x,
    "lists for arrays": lambda x: x.tolist() if type(x) is np.ndarray else x,
    "single precision": lambda x: x.astype("f4") if type(x) is np.ndarray and x.dtype == float else x,
    "texts": lambda x: x if isinstance(x, str) else str(x)[:50],
    "turned": lambda x: x.T.reshape(-1) if type(x) is np.ndarray else x,
    "no entries": lambda x: x[:0] if type(x) is np.ndarray and x.ndim else x,
    "marker arrays": figure(lambda part: part | {"marker": np.zeros(3)}),
    "parts without x": figure(lambda part: {name: value for name, value in part.items() if name != "x"}),
    "columns too short": figure(lambda part: part | {"y": part["y"][:1]}),
    "no colours": figure(lambda part: part | {name: np.zeros(0) for name in ("size", "red") if name in part}),
}  # fmt: skip


class Formed:
    """The reference, whose answers all have another form; a reply goes the way that a worker's goes."""

    def __init__(self, names, change):
        self.subject, self.change = Local(names), change

    def call(self, function, arguments):
        return self.formed(self.subject.call(function, arguments))

    def run(self, task, lines, given=()):
        return self.formed(self.subject.run(task, lines, given))

    def formed(self, outcome):
        try:
            value = self.changed(outcome.value)
            reply = pack(Reply(value, None, dict(outcome.changed), [], [], False, [], "", 0.0))
            seen = calling.outcome(reply, outcome.calls)
        except codec.CodecError as error:
            raise Lost("crashed", f"the answer could not be read: {error}") from None
        return dataclasses.replace(outcome, value=seen.value)

    def changed(self, value):
        if type(value) in (list, tuple):
            return type(value)(map(self.changed, value))
        if type(value) is dict:
            return {key: self.changed(item) for key, item in value.items()}
        return self.change(value)


def statuses(task, names):
    lesson = COURSE.lesson(task.lesson)
    book = Book(lesson, "forms")
    return {
        name: run_task(book, task, Formed(vars(book.reference), FORMS[name]), tell=tell) for name in names
    }


def chosen(task):
    return random.Random(task.name).sample(list(FORMS), SAMPLE)


@pytest.mark.parametrize(("task", "names"), [
    *(pytest.param(task, chosen(task), id=task.name) for task in TASKS),
    *(pytest.param(task, list(FORMS), id=f"{task.name}-all", marks=pytest.mark.nightly) for task in TASKS),
])  # fmt: skip
def test_no_form_of_an_answer_is_our_fault(task, names):
    found = statuses(task, names)
    broken = {name: result.feedback for name, result in found.items() if result.status is Status.INTERNAL}
    assert not broken


def test_a_number_of_sympys_would_break_a_check_that_calculates(monkeypatch):
    task = COURSE.task("log_loss")
    assert statuses(task, ["SymPy floats"])["SymPy floats"].status is Status.DONE
    monkeypatch.setattr(trial, "as_promised", lambda value, like: value)
    assert statuses(task, ["SymPy floats"])["SymPy floats"].status is Status.INTERNAL


@pytest.mark.parametrize("form", ["marker arrays", "parts without x", "columns too short"])
def test_a_forged_figure_is_not_read(monkeypatch, form):
    part = {"x": np.arange(3.0), "y": np.arange(3.0), "label": "", "style": "-", "marker": ""}
    forged = FORMS[form](Figure((Axes(lines=(part,)),)))
    with pytest.raises(codec.CodecError, match="another form"):
        calling.outcome(pack(Reply(forged, None, {}, [], [], False, [], "", 0.0)))


def broken(kind):
    result = Result("slope", Status.INTERNAL, 0.0, 2.0, kind=kind)
    lesson = LessonResult("derivatives", "Derivatives", (result,), "derivatives.py", "")
    return SubmissionResult("A course", "anna", "public", "full", (lesson,), ())


def test_what_an_answer_broke_is_not_graded_again():
    assert is_final(broken("broken_check"))
    assert not is_final(broken("internal"))
