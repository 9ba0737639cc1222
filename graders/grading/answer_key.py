"""The trusted side of one lesson: its checks, the reference's answers, the replays of its misconceptions."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from types import ModuleType

import numpy as np

from graders.course.index import Lesson, Task
from graders.grading.checks import tasks_of
from graders.grading.misconceptions import Replays
from graders.grading.trial import Trial
from graders.sandbox.outside.subjects import Local, Subject
from graders.values import codec
from graders.values.functions import Counted


class Book:
    """One lesson at one seed."""

    def __init__(self, lesson: Lesson, seed: str) -> None:
        self.lesson, self.seed = lesson, seed
        module = importlib.import_module(f"graders.lessons.{lesson.name}")
        self.reference: ModuleType = importlib.import_module(f"graders.reference.{lesson.name}")
        self.checks = tasks_of(module)
        self.replays = Replays()
        self.answers: dict[bytes, object] = {}

    def answer(self, task: str, arguments: Sequence[object]) -> object:
        """The reference's own answer to a call, as plain data."""
        key = self._key(task, arguments)
        if key is not None and key in self.answers:
            return self.answers[key]
        subject = Local(vars(self.reference))
        outcome = subject.call(task, arguments)
        if outcome.raised is not None:
            raise RuntimeError(f"the reference of {task} raised {outcome.raised}")
        _protect(outcome.value)
        if key is not None:
            self.answers[key] = outcome.value
        return outcome.value

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
        )


def _protect(value: object) -> None:
    """Let no check change an answer that others are judged by."""
    if type(value) is np.ndarray:
        value.setflags(write=False)
    elif isinstance(value, list | tuple):
        for item in value:
            _protect(item)
    elif isinstance(value, dict):
        _protect(list(value.values()))
