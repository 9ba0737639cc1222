"""What is odd about a submission, in the sentences that a table has room for."""

from __future__ import annotations

from graders.grading.results import LessonResult, Status, SubmissionResult
from graders.reports.safe import line

LONGEST = 200


def remarks(result: SubmissionResult) -> list[str]:
    """Sentences about the submission as a whole, then about its lessons in order."""
    found = [*result.notes]
    for lesson in result.lessons:
        found += _of_lesson(lesson)
    return list(dict.fromkeys(_short(line(remark)) for remark in found))


def _short(remark: str) -> str:
    return remark if len(remark) <= LONGEST else remark[: LONGEST - 1] + "…"


def _of_lesson(lesson: LessonResult) -> list[str]:
    found = [lesson.note] if lesson.note else []
    broken = _broken_as_a_whole(lesson)
    if broken and broken != lesson.note:
        return [*found, broken]
    for status in Status:
        names = [f"`{task.task}`" for task in lesson.tasks if task.status is status]
        if names and (status.is_open or status.is_lost):
            found.append(f"{', '.join(names)} {status.word}.")
    return found


def _broken_as_a_whole(lesson: LessonResult) -> str:
    """The first line of what kept the whole file from being graded."""
    tried = [task for task in lesson.tasks if task.status is not Status.TODO]
    same = {(task.status, task.feedback) for task in tried}
    if (
        len(same) == 1
        and not any(task.checks for task in tried)
        and tried[0].status not in (Status.DONE, Status.INTERNAL)
    ):
        return tried[0].feedback.partition("\n")[0]
    return ""
