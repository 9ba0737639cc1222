"""A class graded: many submissions at a time, each on its own, each kept as soon as it is finished."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from graders.classroom.conditions import Conditions, fingerprint, lesson_prints
from graders.classroom.journal import Earlier, Journal
from graders.classroom.lessons import completed, narrowed
from graders.classroom.scheduling import Failure, Grading, Scheduler
from graders.course.index import Course
from graders.course.submission import Submission
from graders.grading.findings import Internal
from graders.grading.results import LessonResult, Result, Status, SubmissionResult, lost_lesson

PACKAGE = Path(__file__).resolve().parents[1]
OURS = "The grader failed on this submission; the fault is not the student's."


@dataclass(frozen=True)
class ClassResult:
    """The results of one run in the order of its submissions; `resumed` of them were in the journal.

    `earlier` has, for each submission, the lessons that were graded again although their texts are the same.
    """

    results: tuple[SubmissionResult, ...]
    resumed: int
    earlier: Mapping[str, Mapping[str, Earlier]] = field(default_factory=dict)


def conditions(
    course: Course,
    grader: Grading,
    lessons: Collection[str],
    tasks: Mapping[str, tuple[str, ...]] | None = None,
    version: str = "",
) -> Conditions:
    """What the grades of a run depend on, apart from the submissions."""
    return replace(
        conditions_of(course, version), seed_id=grader.seed_id, confinement=grader.confinement(),
        lessons=tuple(sorted(lessons)), tasks=tasks or {},
    )  # fmt: skip


def conditions_of(course: Course, version: str) -> Conditions:
    """What they depend on that no run chooses."""
    shared = [path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE / "lessons"]
    return Conditions(fingerprint(shared), "", "", (), {}, lesson_prints(course), version)


def grade_class(
    submissions: Sequence[Submission],
    course: Course,
    scheduler: Scheduler,
    journal: Journal,
    *,
    fresh: bool = False,
    finished: Callable[[SubmissionResult], None] = lambda _: None,
) -> ClassResult:
    """Grade the submissions, those in the journal again only if `fresh`; `finished` hears of each result.

    What was finished is kept at once, and the rest of the work ends where this does.
    """
    results: dict[str, SubmissionResult] = {}
    known: dict[str, tuple[LessonResult, ...]] = {}
    earlier: dict[str, Mapping[str, Earlier]] = {}
    for submission in submissions:
        found = None if fresh else journal.find(submission)
        lessons = tuple(filter(is_settled, found.lessons)) if found is not None else ()
        if found is not None and len(lessons) == len(journal.conditions.lessons):
            result = results[submission.name] = completed(found, submission, lessons)
            if result != found:
                journal.add(submission, result)
            finished(result)
        else:
            known[submission.name] = lessons
            earlier[submission.name] = journal.earlier(submission)
    resumed = len(results)
    by_name = {submission.name: submission for submission in submissions}
    waiting = [narrowed(by_name[name], [one.lesson for one in lessons]) for name, lessons in known.items()]
    with closing(scheduler.graded(waiting)) as graded:
        for part, outcome in graded:
            if isinstance(outcome, Failure):
                outcome = _lost(part, outcome, course, journal.conditions)
            submission = by_name[part.name]
            result = completed(outcome, submission, known[part.name])
            journal.add(submission, result)
            results[part.name] = result
            finished(result)
    return ClassResult(tuple(results[submission.name] for submission in submissions), resumed, earlier)


def is_final(result: SubmissionResult) -> bool:
    """Whether grading again would change nothing: no fault of ours that may pass, and no missing library."""
    return all(map(is_settled, result.lessons))


def is_settled(lesson: LessonResult) -> bool:
    """The same of one lesson."""
    passing = (Status.INTERNAL, Status.UNAVAILABLE)
    return all(task.status not in passing or _is_broken(task) for task in lesson.tasks)


def _is_broken(task: Result) -> bool:
    return task.status is Status.INTERNAL and task.kind == Internal.kind


def broken_checks(result: SubmissionResult) -> list[Result]:
    """The tasks whose check broke over the student's answer: the same answer breaks it again."""
    return [task for lesson in result.lessons for task in lesson.tasks if _is_broken(task)]


def _lost(submission: Submission, failure: Failure, course: Course, under: Conditions) -> SubmissionResult:
    sentence = f"{OURS} ({failure.reason})"
    lessons = tuple(
        lost_lesson(lesson, sentence) for lesson in course.lessons if lesson.name in under.lessons
    )
    return SubmissionResult(course.title, submission.name, under.seed_id, under.confinement, lessons, (OURS,))
