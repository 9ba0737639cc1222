"""Right answers with something odd put into them: no check breaks on one, and none takes one for right."""

import dataclasses
import os
import random
import time
import warnings
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from graders.course.index import Course
from graders.feedback.happenings import tell
from graders.grading.answer_key import Book
from graders.grading.task_run import run_task
from graders.judge.sameness import same
from graders.sandbox.outside.subjects import Local
from graders.values import codec
from graders.values.outcome import Outcome
from graders.values.tokens import Constant, Float, Symbol
from graders.values.types import Axes, Expression, Figure, Matrix, NodeRef, Opaque, Remote

COURSE = Course.load(Path(__file__).resolve().parents[2])
LESSONS = [lesson.name for lesson in COURSE.lessons]
SECONDS, ROUNDS, MANY = 8, 4, 100
X = Expression((Symbol("x"),))
ODD = [
    None, True, 0.0, 1, -1, 2**4095, -(2**4095), float("nan"), float("inf"), 1.7e308, 5e-324, 1 + 2j, "a",
    "\ud800", [], (), {}, set(), [[]], [1, [2]], [0] * 40_000, {i: i for i in range(20_000)},
    {1: 2, (1, None): 3}, {NodeRef(0): 1.0, "a": 2}, np.zeros(500_000), np.full(3, np.nan), np.zeros((0, 3)),
    np.zeros((1,) * 32), np.zeros((700, 700)), np.array([1, None], object), np.array([X, 1], object),
    np.array([True]), np.array(1.0), np.float16(1), np.int64(3), np.uint8(3), Opaque("Odd"), Remote(0, "f"),
    Remote(77, "f"), NodeRef(0), NodeRef(2**31), Matrix(0, 0, ()), X, Expression((Constant("zoo"),)),
    Expression((Float(float("nan")),)), Figure(()), Figure((Axes(),)), Axes(),
]  # fmt: skip
RETURNS_NOTHING = {"accumulate_gradients"}
"""What it changes is judged, and what it returns is nobody's concern."""
BY_MEDIAN = {
    "central_difference", "trapezoid", "gradient_numeric", "jacobian_numeric", "grid_derivative",
    "hessian_numeric",
}  # fmt: skip
"""The order of convergence is a median over points: one odd answer among those passes there."""
BY_DIFFERENCE = {"train_mlp"}
"""The network of another seed has only to be another one."""


class Changed:
    """The reference, some of whose answers are changed; `changed` are those that differ."""

    def __init__(self, names, rng):
        self.subject, self.rng = Local(names), rng
        self.at = rng.choice([None, 1, 1, 2, 3, 4, 5])
        self.calls = 0
        self.changed = 0

    def call(self, function, arguments):
        try:
            outcome = self.subject.call(function, arguments)
        except (codec.CodecError, IndexError, TypeError):  # it was asked for a function that never was
            outcome = Outcome(None)
        self.calls += 1
        if self.at not in (None, self.calls):
            return outcome
        value = None
        with suppress(codec.CodecError):
            value = codec.decode(codec.encode(self.other(outcome.value)))
        self.changed += not same(value, outcome.value)
        changed = {self.rng.choice([0, 1, 5, 999]): self.rng.choice(ODD)} if self.rng.random() < 0.1 else {}
        return dataclasses.replace(outcome, value=value, changed={**outcome.changed, **changed})

    def run(self, task, lines, given=()):
        return self.subject.run(task, lines, given)

    def other(self, value, chance=0.3):
        """A value that has something odd somewhere."""
        draw = self.rng.random()
        if draw >= chance and type(value) in (list, tuple) and value:
            return type(value)(self._items(list(value)))
        if draw >= chance and type(value) is dict and value:
            key = self.rng.choice(list(value))
            return {**value, key: self.other(value[key], 0.5)}
        if draw >= chance and type(value) is np.ndarray and value.size and value.dtype != object:
            return self._array(value)
        return self.rng.choice(ODD)

    def _items(self, items):
        at, way = self.rng.randrange(len(items)), self.rng.random()
        if way < 0.15:
            del items[at]
        elif way < 0.3:
            items.insert(at, self.rng.choice(ODD))
        else:
            items[at] = self.other(items[at], 0.5)
        return items

    def _array(self, value):
        ways = [
            lambda: np.full(value.shape, self.rng.choice([np.nan, np.inf, 1e308, 7e7])),
            lambda: value[..., None],
            lambda: np.append(value, value),
            lambda: value.astype(complex) + 1j,
            lambda: value * 1e300 + 1e300,
            lambda: np.atleast_1d(value)[:0],
        ]
        return self.rng.choice(ways)()


def is_taken_for_right(name, status, subject):
    seen = name not in RETURNS_NOTHING and (subject.at is None or name not in BY_MEDIAN | BY_DIFFERENCE)
    return status == "done" and subject.changed > 0 and seen


def check(lesson, rng, rounds):
    book = Book(COURSE.lesson(lesson), "odd")
    for task in COURSE.lesson(lesson).tasks:
        for _ in range(rounds):
            subject = Changed(vars(book.reference), rng)
            start = time.process_time()
            result = run_task(book, task, subject, tell=tell)
            assert time.process_time() - start < SECONDS, task.name
            broken = [verdict for verdict in result.checks if verdict.status == "internal"]
            assert not broken and result.status != "internal", (task.name, broken)
            assert len(result.feedback) < 20_000, task.name
            yield task.name, result.status, subject


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    monkeypatch.delenv("GRADLINGS_DEBUG", raising=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_odd_answer_breaks_a_check_or_counts_as_right(lesson):
    for name, status, subject in check(lesson, random.Random(lesson), ROUNDS):
        assert not is_taken_for_right(name, status, subject), name


@pytest.mark.nightly
@pytest.mark.parametrize("lesson", LESSONS)
def test_no_odd_answer_breaks_a_check_or_counts_as_right_in_many_rounds(lesson):
    """One odd answer may pass where a check looks at a part of it, or at a median; a whole run may not."""
    rng = random.Random(os.environ.get("ODD", time.time_ns()))
    for name, status, subject in check(lesson, rng, MANY):
        assert subject.at is not None or not is_taken_for_right(name, status, subject), name
