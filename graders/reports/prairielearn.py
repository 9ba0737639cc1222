"""PrairieLearn's results.json."""

from __future__ import annotations

from graders.grading.results import Status, SubmissionResult
from graders.reports.settings import Setting
from graders.reports.shown import cut, done, heading, notes, number, said, tasks

MOST = 160_000
"""Letters of all texts together: 1 MB is read, and a letter may take four bytes."""
OURS = "It could not be graded, by a fault of the grader; it costs no attempt."
NOTHING = "There is no lesson's file in what was handed in."


def document(result: SubmissionResult, setting: Setting) -> dict[str, object]:
    """One submission; what could not be read, and what we could not grade, costs no attempt."""
    every = list(tasks([result]))
    longest = MOST // (len(every) + 1)
    said_of_all = cut("\n".join(notes(result)), longest)
    if any(shown.task.status is Status.INTERNAL for shown in every):
        return {"gradable": False, "message": OURS, "format_errors": [OURS]}
    if all(lesson.file is None for lesson in result.lessons):
        return {"gradable": False, "message": NOTHING, "format_errors": [said_of_all or NOTHING]}
    finished, in_all = done(result)
    return {
        "gradable": True,
        "score": min(1.0, result.score / result.max_score) if result.max_score else 1.0,
        "message": f"{finished} of {in_all} tasks done.",
        "output": said_of_all,
        "tests": [
            {
                "name": shown.task.task,
                "description": shown.lesson.title,
                "points": number(shown.task.points),
                "max_points": number(shown.task.max_points),
                "message": heading(shown.task),
                "output": said(shown.task, setting.visibility, longest),
            }
            for shown in every
        ],
    }
