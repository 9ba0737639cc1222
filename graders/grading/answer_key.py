"""The trusted side of one lesson: its checks, the reference's answers, the replays of its misconceptions."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, cached_property
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

from graders.course.index import Lesson, Task
from graders.grading.checks import TaskChecks, tasks_of
from graders.grading.examples import Example, Right, example_check, example_of, item_names
from graders.grading.misconceptions import Replays
from graders.grading.scripts import Scripts
from graders.grading.trial import Trial
from graders.sandbox.outside.subjects import Local, Subject
from graders.values import codec
from graders.values.functions import Counted
from graders.values.outcome import Outcome
from graders.values.types import Figure

if TYPE_CHECKING:
    from graders.grading.ways import Ways
    from graders.locate.search import Place


def load(lesson: str) -> tuple[ModuleType, ModuleType]:
    """The modules of a lesson: that of its checks, and the reference."""
    return (
        importlib.import_module(f"graders.lessons.{lesson}"),
        importlib.import_module(f"graders.reference.{lesson}"),
    )


class Book:
    """One lesson at one seed."""

    def __init__(self, lesson: Lesson, seed: str) -> None:
        self.lesson, self.seed = lesson, seed
        module, self.reference = load(lesson.name)
        self.names_of_items: dict[str, tuple[str, ...]] = {}
        self.parameters: dict[str, tuple[str, ...]] = {}
        self.checks = {name: self._with_example(declared) for name, declared in tasks_of(module).items()}
        self.replays = Replays(vars(self.reference))
        self.answers: dict[bytes, object] = {}
        self.scripts = Scripts()
        self.drawing: set[str] = set()
        self.places: dict[tuple[object, ...], Place | None] = {}

    @cached_property
    def other(self) -> Book:
        """The same lesson with other inputs."""
        return Book(self.lesson, f"{self.seed}/other")

    @cached_property
    def ways(self) -> Ways:
        """The right ways of its tasks."""
        from graders.grading.ways import Ways

        return Ways(self)

    def _with_example(self, declared: TaskChecks) -> TaskChecks:
        """A task's checks, of which the first is that its statement's example holds."""
        if not hasattr(self.reference, declared.name):
            return declared
        example = self._example(declared.name)
        if not example.has_value:
            return declared
        right = cache(lambda: self._shown(declared.name, example))
        check = example_check(example, right, declared.example_tolerance)
        return replace(declared, checks={check.__name__: check, **declared.checks})

    def _example(self, task: str) -> Example:
        return example_of(self.reference, task, [other.name for other in self.lesson.tasks])

    def items(self, task: str) -> tuple[str, ...]:
        """What the task's statement calls the parts of the answer, if it has names for them."""
        if task not in self.names_of_items:
            known = hasattr(self.reference, task)
            self.names_of_items[task] = item_names(self._example(task), task) if known else ()
        return self.names_of_items[task]

    def _shown(self, task: str, example: Example) -> Right:
        """What an example shows, by the reference."""
        outcome = Local(vars(self.reference)).run(task, example.lines)
        if outcome.raised is not None:
            raise RuntimeError(f"the example of {task} raised {outcome.raised}")
        _protect(outcome.value)
        by_line, by_call = outcome.value
        return list(by_line.values()), list(by_call.values())

    def answer(self, task: str, arguments: Sequence[object]) -> object:
        """The reference's own answer to a call, as plain data."""
        key = self._key(task, arguments)
        if key is not None and key in self.answers:
            return self.answers[key]
        outcome = self._asked(task, arguments)
        if outcome.raised is not None:
            raise RuntimeError(f"the reference of {task} raised {outcome.raised}")
        _protect(outcome.value)
        if key is not None:
            self.answers[key] = outcome.value
        return outcome.value

    def _asked(self, task: str, arguments: Sequence[object]) -> Outcome:
        """The reference called; it draws as Matplotlib draws where nobody has set it otherwise."""
        subject = Local(vars(self.reference))
        if task not in self.drawing:
            outcome = subject.call(task, arguments)
            if type(outcome.value) is not Figure:
                return outcome
            self.drawing.add(task)
        with Local.lock, _usual_style():
            return subject.call(task, arguments)

    def _key(self, task: str, arguments: Sequence[object]) -> bytes | None:
        if any(type(argument) is Counted for argument in arguments):
            return None
        return task.encode() + codec.encode(list(arguments), count=lambda counted: id(counted))

    def trial(self, task: Task, check: str, subject: Subject) -> Trial:
        """One run of a check."""
        return Trial(
            task.name,
            check,
            self.seed,
            subject,
            lambda arguments: self.answer(task.name, arguments),
            thresholds=dict(task.thresholds),
            parameters=self._parameters(task.name),
            fills=self.checks[task.name].fills,
        )

    def of_student(self, task: Task, check: str, subject: Subject) -> Trial:
        """One run of a check, which knows what others were asked."""

        def run(other: Subject) -> None:
            self.trial(task, check, other).run(self.checks[task.name].checks[check])

        return self.trial(task, check, self.scripts.reading((task.name, check), subject, run))

    def _parameters(self, task: str) -> tuple[str, ...]:
        """What the statement calls the task's arguments."""
        if task not in self.parameters:
            self.parameters[task] = tuple(inspect.signature(getattr(self.reference, task)).parameters)
        return self.parameters[task]


@contextmanager
def _usual_style() -> Iterator[None]:
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        yield


def _protect(value: object) -> None:
    """Let no check change an answer that others are judged by."""
    if type(value) is np.ndarray:
        value.setflags(write=False)
    elif isinstance(value, list | tuple):
        for item in value:
            _protect(item)
    elif isinstance(value, dict):
        _protect(list(value.values()))
