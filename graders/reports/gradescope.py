"""Gradescope's results.json."""

from __future__ import annotations

from graders.grading.results import Status, SubmissionResult
from graders.reports.settings import Setting
from graders.reports.shown import done, notes, number, tasks, told


def document(result: SubmissionResult, setting: Setting) -> dict[str, object]:
    """One submission; the points of its tests add up to those of the assignment."""
    shown_when = "after_due_date" if setting.after_due else "visible"
    tests = [
        {
            "name": f"{shown.lesson.lesson}: {shown.task.task}",
            "score": number(shown.task.points),
            "max_score": number(shown.task.max_points),
            "status": "passed" if shown.task.status is Status.DONE else "failed",
            "output": told(shown.task, setting.visibility),
            "output_format": "text",
            "visibility": shown_when,
        }
        for shown in tasks([result])
    ]
    finished, in_all = done(result)
    lines = [f"{finished} of {in_all} tasks done.", *notes(result)]
    return {
        "score": number(sum(number(shown.task.points) for shown in tasks([result]))),
        "execution_time": round(sum(shown.task.seconds for shown in tasks([result])), 3),
        "output": "\n".join(lines),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": shown_when,
        "stdout_visibility": "hidden",
        "extra_data": {"seed_id": result.seed_id, "confinement": result.confinement},
        "tests": tests,
    }
