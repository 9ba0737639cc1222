"""A class graded: many submissions at a time, each on its own, each kept as soon as it is finished."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Protocol

from graders.classroom.journal import Conditions, Journal, fingerprint
from graders.course import store
from graders.course.index import Course
from graders.course.mishaps import contain
from graders.course.submission import Submission
from graders.grading.findings import Internal
from graders.grading.results import Result, Status, SubmissionResult, lost_lesson

PACKAGE = Path(__file__).resolve().parents[1]
OURS = "The grader failed on this submission; the fault is not the student's."


class Grading(Protocol):
    """What a run needs of `graders.grading.engine.Grader`."""

    @property
    def seed_id(self) -> str: ...

    def confinement(self) -> str: ...

    def grade(self, submission: Submission) -> SubmissionResult: ...


@dataclass(frozen=True)
class ClassResult:
    """The results of one run in the order of its submissions; `resumed` of them were in the journal."""

    results: tuple[SubmissionResult, ...]
    resumed: int


def conditions(course: Course, grader: Grading, lessons: Collection[str]) -> Conditions:
    """What the grades of a run depend on, apart from the submissions."""
    sources = {*store.paths(course.root), *PACKAGE.rglob("*.py")}
    return Conditions(fingerprint(sources), grader.seed_id, grader.confinement(), tuple(sorted(lessons)))


def grade_class(
    submissions: Sequence[Submission],
    course: Course,
    grader: Grading,
    journal: Journal,
    *,
    jobs: int | None = None,
    fresh: bool = False,
    finished: Callable[[SubmissionResult], None] = lambda _: None,
) -> ClassResult:
    """Grade the submissions, those in the journal again only if `fresh`; `finished` hears of each result."""
    results: dict[str, SubmissionResult] = {}
    for submission in submissions:
        if not fresh and (known := journal.find(submission)) and is_final(known):
            results[submission.name] = known
            finished(known)
    resumed = len(results)
    waiting = [submission for submission in submissions if submission.name not in results]
    for submission, result in _graded(waiting, course, grader, journal.conditions, jobs or processors()):
        result = replace(result, handed_in=submission.handed_in)
        journal.add(submission, result)
        results[submission.name] = result
        finished(result)
    return ClassResult(tuple(results[submission.name] for submission in submissions), resumed)


def _graded(
    submissions: Sequence[Submission], course: Course, grader: Grading, under: Conditions, jobs: int
) -> Iterator[tuple[Submission, SubmissionResult]]:
    """The results, as they are finished.

    The threads are daemons: an interrupted run ends at once, and not when the slowest student's code does.
    """
    waiting: SimpleQueue[Submission] = SimpleQueue()
    done: SimpleQueue[tuple[Submission, SubmissionResult | BaseException]] = SimpleQueue()
    for submission in submissions:
        waiting.put(submission)

    def work() -> None:
        with suppress(Empty):
            while True:
                submission = waiting.get_nowait()
                try:
                    done.put((submission, _grade(submission, course, grader, under)))
                except BaseException as error:
                    done.put((submission, error))

    for _ in range(min(jobs, len(submissions))):
        Thread(target=work, daemon=True).start()
    try:
        for _ in submissions:
            submission, result = done.get()
            if isinstance(result, BaseException):
                raise result
            yield submission, result
    finally:
        with suppress(Empty):
            while True:
                waiting.get_nowait()


def is_final(result: SubmissionResult) -> bool:
    """Whether grading again would change nothing: no fault of ours that may pass, and no missing library."""
    passing = (Status.INTERNAL, Status.UNAVAILABLE)
    open_tasks = [task for lesson in result.lessons for task in lesson.tasks if task.status in passing]
    return open_tasks == broken_checks(result)


def broken_checks(result: SubmissionResult) -> list[Result]:
    """The tasks whose check broke over the student's answer: the same answer breaks it again."""
    tasks = (task for lesson in result.lessons for task in lesson.tasks)
    return [task for task in tasks if task.status is Status.INTERNAL and task.kind == Internal.kind]


def processors() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _grade(submission: Submission, course: Course, grader: Grading, under: Conditions) -> SubmissionResult:
    def lost(error: Exception) -> SubmissionResult:
        sentence = f"{OURS} ({type(error).__name__}: {error})"
        lessons = tuple(
            lost_lesson(lesson, sentence) for lesson in course.lessons if lesson.name in under.lessons
        )
        return SubmissionResult(
            course.title, submission.name, under.seed_id, under.confinement, lessons, (OURS,)
        )

    return contain(lambda: grader.grade(submission), lost)
