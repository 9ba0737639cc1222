"""Attempts as ProgSnap2, version 6: the format that tools for research on programming education read.

For each attempt there is an event `Submit` for each lesson that was handed in, and below it an event
`Run.Test` for each of its tasks that was begun. Students are numbered, not named.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

from graders.grading.results import LessonResult, Result, Status, SubmissionResult
from graders.reports.safe import line
from graders.reports.shown import number
from graders.reports.writing import cleaned, write

VERSION = 6
METADATA = {
    "Version": str(VERSION),
    "IsEventOrderingConsistent": "true",
    "EventOrderScope": "Global",
    "EventOrderScopeColumns": "",
    "CodeStateRepresentation": "Directory",
}
COLUMNS = (
    "EventID", "Order", "SubjectID", "EventType", "CodeStateID", "ToolInstances", "ServerTimestamp",
    "ServerTimezone", "AssignmentID", "ProblemID", "Attempt", "ParentEventID", "EventInitiator", "TestID",
    "ExecutionResult", "Score", "X-Status", "X-Misconception", "X-Kind", "X-SeedID",
)  # fmt: skip
EXECUTION = {
    Status.DONE: "Success",
    Status.FAILING: "TestFailed",
    Status.TIMEOUT: "Timeout",
    Status.ERROR: "Error",
    Status.CRASHED: "Error",
}
"""How a run ended; what nobody could judge has no result."""


class Attempt(Protocol):
    """What is told of one attempt."""

    @property
    def number(self) -> int: ...

    @property
    def moment(self) -> datetime: ...

    @property
    def files(self) -> Mapping[str, str]: ...

    @property
    def result(self) -> SubmissionResult: ...


def save(attempts: Iterable[Attempt], folder: Path, tool: str) -> int:
    """Write the data set into `folder`; the number of its events."""
    rows: list[dict[str, str]] = []
    states: set[str] = set()
    for row, state, files in _events(attempts, tool):
        rows.append({"EventID": str(len(rows) + 1), "Order": str(len(rows)), **row})
        if state not in states:
            states.add(state)
            for name, text in files.items():
                write(folder / "CodeStates" / state / name, text)
    write(
        folder / "MainTable.csv", _table(COLUMNS, [[row.get(name, "") for name in COLUMNS] for row in rows])
    )
    write(folder / "DatasetMetadata.csv", _table(("Property", "Value"), METADATA.items()))
    return len(rows)


def _events(
    attempts: Iterable[Attempt], tool: str
) -> Iterator[tuple[dict[str, str], str, Mapping[str, str]]]:
    """The rows in order, each with its code."""
    subjects: dict[str, str] = {}
    tried: dict[tuple[str, str], int] = {}
    event = 0
    for attempt in attempts:
        result = attempt.result
        subject = subjects.setdefault(result.submission, f"S{len(subjects) + 1:05}")
        files = _files(attempt.files)
        state = _state(files)
        for lesson in result.lessons:
            if lesson.file is None:
                continue
            event += 1
            parent = event
            tried[subject, lesson.lesson] = tried.get((subject, lesson.lesson), 0) + 1
            shared = {
                "SubjectID": subject,
                "CodeStateID": state,
                "ToolInstances": f"{tool};Python",
                "ServerTimestamp": attempt.moment.strftime("%Y-%m-%dT%H:%M:%S"),
                "ServerTimezone": "+0000",
                "AssignmentID": lesson.lesson,
                "Attempt": str(tried[subject, lesson.lesson]),
                "X-SeedID": result.seed_id,
            }
            yield shared | _submit(lesson), state, files
            for task in lesson.tasks:
                if task.status is not Status.TODO:
                    event += 1
                    yield shared | _run(task, parent), state, files


def _submit(lesson: LessonResult) -> dict[str, str]:
    share = lesson.score / lesson.max_score if lesson.max_score else 1.0
    return {"EventType": "Submit", "EventInitiator": "UserDirectAction", "Score": str(number(share))}


def _run(task: Result, parent: int) -> dict[str, str]:
    judged = {} if task.status.is_open else {"Score": "1" if task.status is Status.DONE else "0"}
    return judged | {
        "EventType": "Run.Test",
        "EventInitiator": "ToolReaction",
        "ParentEventID": str(parent),
        "ProblemID": task.task,
        "TestID": task.task,
        "ExecutionResult": EXECUTION.get(task.status, ""),
        "X-Status": task.status.value,
        "X-Misconception": task.misconception or "",
        "X-Kind": task.kind or "",
    }


def _files(files: Mapping[str, str]) -> dict[str, str]:
    """The texts under names that every system takes; a notebook's code is Python."""
    found: dict[str, str] = {}
    for name, text in sorted(files.items()):
        path = "_".join(filter(None, (cleaned(part) for part in name.split("/"))))
        path = f"{path.removesuffix('.ipynb')}.ipynb.py" if path.endswith(".ipynb") else path
        found[path if path not in found else f"{len(found)}_{path}"] = text.encode(
            "utf-8", "replace"
        ).decode()
    return found


def _state(files: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name, text in files.items():
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()[:16] if files else ""


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([line(cell) for cell in row] for row in rows)
    return stream.getvalue()
