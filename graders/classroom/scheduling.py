"""Who grades which submission when: one interface for this process, for many, and for a cluster.

Submissions go to where they are graded, and results come back, as JSON: data, and never objects.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import msgspec

from graders.course.mishaps import contain
from graders.course.submission import Submission
from graders.grading.results import SubmissionResult


class Grading(Protocol):
    """What a run needs of `graders.grading.engine.Grader`."""

    @property
    def seed_id(self) -> str: ...

    def confinement(self) -> str: ...

    def grade(self, submission: Submission) -> SubmissionResult: ...


Make = Callable[[], AbstractContextManager[Grading]]
"""Makes a grader, in whatever process it is called; it can be pickled."""


class SchedulerError(Exception):
    """Why nothing can be graded where it was asked for, in one sentence."""


@dataclass(frozen=True)
class Failure:
    """Why a submission has no result; the fault is not the student's."""

    reason: str


Outcome = SubmissionResult | Failure
Graded = Generator[tuple[Submission, Outcome], None, None]
"""Each submission with its outcome, as they are finished."""


class Scheduler(Protocol):
    """A way to grade many submissions."""

    def graded(self, submissions: Sequence[Submission]) -> Graded:
        """The outcomes; to close this ends the work."""
        ...


@dataclass(frozen=True)
class Here:
    """One submission after another, in this process."""

    grader: Grading

    def graded(self, submissions: Sequence[Submission]) -> Graded:
        for submission in submissions:
            yield submission, outcome(self.grader, submission)


def outcome(grader: Grading, submission: Submission) -> Outcome:
    """The result, or what the grader failed by."""

    def failed(error: Exception) -> Outcome:
        return Failure(f"{type(error).__name__}: {error}")

    return contain(lambda: grader.grade(submission), failed)


def grade_packed(grader: Grading, packed: bytes) -> bytes:
    """The outcome of a submission, both as they are sent."""
    return pack(outcome(grader, msgspec.convert(json.loads(packed), Submission)))


def as_json(value: Submission | Outcome) -> str:
    """As it is sent and kept; numbers of NumPy's are plain ones there."""
    return json.dumps(msgspec.to_builtins(value, enc_hook=float))


def pack(value: Submission | Outcome) -> bytes:
    return as_json(value).encode()


def unpack_outcome(packed: bytes) -> Outcome:
    said = json.loads(packed)
    if said.keys() == {"reason"}:
        return msgspec.convert(said, Failure)
    return msgspec.convert(said, SubmissionResult)
