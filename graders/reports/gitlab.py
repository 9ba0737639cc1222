"""GitLab's code quality report: what is wrong, at the student's line."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from graders.grading.results import SubmissionResult
from graders.reports.safe import line
from graders.reports.settings import Setting
from graders.reports.shown import Shown, said, tasks

LONGEST = 1000


def quality(results: Sequence[SubmissionResult], setting: Setting) -> list[dict[str, object]]:
    """An entry for each task that is wrong, or that a person has to look at."""
    return [
        {
            "description": _description(shown, setting),
            "check_name": shown.task.kind or shown.task.status.value,
            "fingerprint": _fingerprint(shown),
            "severity": "major" if shown.task.status.is_wrong else "info",
            "location": {"path": shown.path(setting), "lines": {"begin": shown.line or 1}},
        }
        for shown in tasks(results)
        if shown.lesson.file is not None and (shown.task.status.is_wrong or shown.task.status.is_open)
    ]


def _description(shown: Shown, setting: Setting) -> str:
    more = line(said(shown.task, setting.visibility, LONGEST))
    return " ".join(filter(None, (f"{shown.task.task} {shown.task.status.word}.", more)))


def _fingerprint(shown: Shown) -> str:
    """The same for one mistake as long as it is there, and never for two."""
    parts = (shown.result.submission, shown.task.task, shown.task.status.value, shown.task.kind or "")
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
