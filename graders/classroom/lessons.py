"""A submission of which some lessons are graded already, and the others graded alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from graders.course.submission import Submission
from graders.grading.results import LessonResult, SubmissionResult


def narrowed(submission: Submission, known: Collection[str]) -> Submission:
    """The submission without the lessons that are known; what is left can import them all the same."""
    if not known:
        return submission
    sources = {name: source for name, source in submission.sources.items() if name not in known}
    modules = {
        f"{name}.py": source.text
        for name, source in submission.sources.items()
        if name in known and source.text is not None
    }
    return replace(submission, sources=sources, helpers={**submission.helpers, **modules})


def completed(
    graded: SubmissionResult, submission: Submission, known: Sequence[LessonResult]
) -> SubmissionResult:
    """What was graded, with the lessons that were known, and what is to be said of the submission now."""
    by_name = {lesson.lesson: lesson for lesson in known}
    lessons = tuple(by_name.get(lesson.lesson, lesson) for lesson in graded.lessons)
    own = [note for note in graded.notes if note not in submission.notes] if len(known) < len(lessons) else []
    return replace(graded, lessons=lessons, notes=(*submission.notes, *own), handed_in=submission.handed_in)
