"""A class graded: many submissions at a time, each on its own, each kept as soon as it is finished."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from graders.classroom.journal import Conditions, Journal, fingerprint
from graders.course import Course, Lesson
from graders.grading.results import LessonResult, Result, SubmissionResult
from graders.grading.submission import Submission

PACKAGE = Path(__file__).resolve().parents[1]
OURS = "The grader failed on this submission; the fault is not the student's."


class Grading(Protocol):
    """What a run needs of `graders.grading.engine.Grader`."""

    @property
    def seed_id(self) -> str: ...

    @property
    def confinement(self) -> str: ...

    def grade(self, submission: Submission) -> SubmissionResult: ...


@dataclass(frozen=True)
class ClassResult:
    """The results of one run in the order of its submissions; `resumed` of them were in the journal."""

    results: tuple[SubmissionResult, ...]
    resumed: int


def conditions(course: Course, grader: Grading, lessons: Collection[str]) -> Conditions:
    """What the grades of a run depend on, apart from the submissions."""
    sources = [*course.root.glob("course.toml"), *course.root.glob("reference/*.py")]
    sources += [*PACKAGE.glob("*.toml"), *PACKAGE.rglob("*.py")]
    return Conditions(fingerprint(sources), grader.seed_id, grader.confinement, tuple(sorted(lessons)))


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
    executor = ThreadPoolExecutor(jobs or processors())
    try:
        waiting = {
            executor.submit(_grade, submission, course, grader, journal.conditions): submission
            for submission in submissions
            if submission.name not in results
        }
        for future in as_completed(waiting):
            result = results[waiting[future].name] = future.result()
            journal.add(waiting[future], result)
            finished(result)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
    return ClassResult(tuple(results[submission.name] for submission in submissions), resumed)


def is_final(result: SubmissionResult) -> bool:
    """Whether grading again would change nothing: neither a fault of ours nor a missing library is in it."""
    return not any(
        task.status in ("internal", "unavailable") for lesson in result.lessons for task in lesson.tasks
    )


def processors() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _grade(submission: Submission, course: Course, grader: Grading, under: Conditions) -> SubmissionResult:
    try:
        return grader.grade(submission)
    except Exception as error:
        feedback = f"{OURS} ({type(error).__name__}: {error})"
        lessons = tuple(_lost(lesson, feedback) for lesson in course.lessons if lesson.name in under.lessons)
        return SubmissionResult(
            course.title, submission.name, under.seed_id, under.confinement, lessons, (OURS,)
        )


def _lost(lesson: Lesson, feedback: str) -> LessonResult:
    tasks = (Result(task.name, "internal", 0.0, task.points, feedback=feedback) for task in lesson.tasks)
    return LessonResult(lesson.name, lesson.title, tuple(tasks))
