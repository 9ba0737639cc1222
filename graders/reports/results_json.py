"""results/<student>.json: everything about one submission, for other programs. The format is a contract."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from graders.grading.results import LessonResult, Result, SubmissionResult
from graders.reports.safe import plain
from graders.reports.writing import file_names, write

FORMAT = 1


def write_results(results: Sequence[SubmissionResult], folder: Path) -> None:
    """One file a submission below `folder`/results."""
    names = file_names([result.submission for result in results])
    for result in results:
        text = json.dumps(document(result), ensure_ascii=False, indent=1, allow_nan=False)
        write(folder / "results" / f"{names[result.submission]}.json", text + "\n")


def document(result: SubmissionResult) -> dict[str, Any]:
    """One submission as plain data, as DESIGN's contract names it, with `confinement`, and notes if any."""
    return {
        "format": FORMAT,
        "course": result.course,
        "submission": plain(result.submission),
        "seed_id": result.seed_id,
        "confinement": result.confinement,
        "score": _rounded(result.score),
        "max_score": _rounded(result.max_score),
        **({"notes": [plain(note) for note in result.notes]} if result.notes else {}),
        "lessons": [_lesson(lesson) for lesson in result.lessons],
    }


def _lesson(lesson: LessonResult) -> dict[str, Any]:
    return {
        "lesson": lesson.lesson,
        "title": lesson.title,
        "score": _rounded(lesson.score),
        "max_score": _rounded(lesson.max_score),
        **({"note": plain(lesson.note)} if lesson.note else {}),
        "tasks": [_task(task) for task in lesson.tasks],
    }


def _task(task: Result) -> dict[str, Any]:
    return {
        "task": task.task,
        "status": task.status,
        "points": _rounded(task.points),
        "max_points": _rounded(task.max_points),
        "misconception": task.misconception,
        "feedback": plain(task.feedback),
        "checks": [
            {"check": verdict.check, "status": verdict.status, "message": plain(verdict.message)}
            for verdict in task.checks
        ],
        "seconds": round(task.seconds, 3),
    }


def _rounded(points: float) -> float:
    return round(float(points), 6)
