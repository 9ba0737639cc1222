"""What a job of GitHub Actions reads: a summary, annotations at the student's lines, and Classroom's runner.

The runner's JSON and the notices are those of GitHub Classroom, which other tools still read.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence

from graders.grading.results import Status, SubmissionResult
from graders.reports.safe import line, plain
from graders.reports.settings import Setting
from graders.reports.shown import Shown, cut, number, said, tasks

EACH = 10
"""Annotations of each kind that are kept of a step."""
LONGEST = 1000
MOST = 100_000
"""Letters of all texts in the runner's JSON; the outputs of a job may take 1 MB."""
VERSION = 3


def at_lines(results: Sequence[SubmissionResult], setting: Setting) -> Iterator[str]:
    """Errors for what is wrong, warnings for what a person has to look at, ten of each at most."""
    every = [shown for shown in tasks(results) if shown.lesson.file is not None]
    for kind, those in (
        ("error", [shown for shown in every if shown.task.status.is_wrong]),
        (
            "warning",
            [shown for shown in every if shown.task.status.is_open and not shown.task.status.is_wrong],
        ),
    ):
        for shown in those[:EACH]:
            yield command(kind, _message(shown, setting), **_properties(shown, setting))


def notices(results: Sequence[SubmissionResult]) -> Iterator[str]:
    """The sum, for people and for what reads Classroom's notices; of one submission only."""
    if len(results) == 1:
        score, most = number(results[0].score), number(results[0].max_score)
        report = json.dumps({"totalPoints": score, "maxPoints": most}, separators=(",", ":"))
        yield command("notice", f"Points {score}/{most}", title="Autograding complete")
        yield command("notice", report, title="Autograding report")


def runner(result: SubmissionResult, setting: Setting) -> dict[str, object]:
    """The report of one runner, as GitHub Classroom's had it."""
    every = list(tasks([result]))
    longest = MOST // max(len(every), 1)
    states = {_state(shown.task.status) for shown in every}
    return {
        "version": VERSION,
        "status": "error" if "error" in states else "fail" if "fail" in states else "pass",
        "max_score": number(sum(number(shown.task.max_points) for shown in every)),
        "tests": [
            {
                "name": shown.task.task,
                "status": _state(shown.task.status),
                "message": cut(_message(shown, setting), longest),
                "test_code": "",
                "task_id": number_of,
                "filename": shown.path(setting) or "",
                "line_no": shown.line or 0,
                "duration": round(shown.task.seconds * 1000),
                "score": number(shown.task.points),
                "output": "",
            }
            for number_of, shown in enumerate(every, start=1)
        ],
    }


def output(report: dict[str, object]) -> str:
    """The line for $GITHUB_OUTPUT."""
    return f"result={base64.b64encode(json.dumps(report).encode()).decode()}\n"


def command(kind: str, message: str, **properties: str) -> str:
    """A workflow command; nothing in it can end it or begin another."""
    shown = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{kind} {shown}::{_data(message)}"


def stop(token: str) -> str:
    """From here on no line is a command."""
    return f"::stop-commands::{token}"


def resume(token: str) -> str:
    """From here on lines are commands again."""
    return f"::{token}::"


def _properties(shown: Shown, setting: Setting) -> dict[str, str]:
    found = {"file": line(shown.path(setting) or "")}
    if shown.line is not None:
        found["line"] = str(shown.line)
    where = shown.task.where
    if shown.line is not None and where is not None and where.columns is not None:
        start, end = where.columns
        found |= {"col": str(start + 1), "endColumn": str(end)}
    return found | {"title": f"{shown.lesson.lesson}: {shown.task.task}"}


def _message(shown: Shown, setting: Setting) -> str:
    return (
        plain(said(shown.task, setting.visibility, LONGEST)) or f"{shown.task.task} {shown.task.status.word}."
    )


def _state(status: Status) -> str:
    if status is Status.DONE:
        return "pass"
    return "error" if status.is_open else "fail"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
