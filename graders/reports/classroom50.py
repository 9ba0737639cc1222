"""Classroom 50's result.json: points as whole numbers; whose they are, say the surroundings of the job."""

from __future__ import annotations

from graders.grading.results import Status, SubmissionResult
from graders.reports.settings import FormatError, Setting
from graders.reports.shown import tasks, times, whole

SCHEMA = "classroom50/result/v1"
NEEDED = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
}
TAG = "submit/"


def document(result: SubmissionResult, setting: Setting) -> dict[str, object]:
    """One submission; points that are fractions are all multiplied alike."""
    given = setting.environment
    missing = [name for name in NEEDED.values() if not given.get(name)]
    if missing:
        raise FormatError(f"The format `classroom50` needs `{missing[0]}` in the environment.")
    if not given["SUBMISSION_TAG"].startswith(TAG):
        raise FormatError(f"`SUBMISSION_TAG` must begin with `{TAG}`.")
    factor = whole([result])
    tests = [
        {
            "test-name": shown.task.task,
            "passed": shown.task.status is Status.DONE,
            "score": times(shown.task.points, factor),
            "max-score": times(shown.task.max_points, factor),
        }
        for shown in tasks([result])
    ]
    return {
        "schema": SCHEMA,
        **{key: given[name] for key, name in NEEDED.items()},
        "review": given.get("REVIEW_URL") or given["COMMIT_URL"],
        "datetime": setting.moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(times(shown.task.points, factor) for shown in tasks([result])),
        "max-score": sum(times(shown.task.max_points, factor) for shown in tasks([result])),
        "tests": tests,
    }
