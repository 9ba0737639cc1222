"""results/<student>.json: everything about one submission, for other programs. The format is a contract."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import msgspec

from graders.course.folders import opened, read
from graders.grading.results import LessonResult, Result, SubmissionResult
from graders.reports import contract
from graders.reports.safe import plain
from graders.reports.writing import cleaned, file_names, write

FORMAT: Literal[1] = 1
KEYS = {"format", "course", "submission", "seed_id", "score", "max_score", "lessons"}


def write_results(results: Sequence[SubmissionResult], folder: Path) -> None:
    """One file a submission below `folder`/results, and none that an earlier run wrote for another."""
    names = file_names([result.submission for result in results])
    remove_others(folder / "results", {f"{name}.json" for name in names.values()})
    for result in results:
        text = json.dumps(document(result), ensure_ascii=False, indent=1, allow_nan=False)
        write(folder / "results" / f"{names[result.submission]}.json", text + "\n")


def remove_others(folder: Path, names: Collection[str]) -> None:
    """Remove the results that are in a folder under other names; what is no such result stays.

    They are of students who have left, or of an earlier seed; the journal still has them.
    """
    with suppress(FileNotFoundError), opened(folder) as place:
        for name in os.listdir(folder if place is None else place):
            if name.endswith(".json") and name not in names and _is_ours(name, folder, place):
                os.unlink(folder / name if place is None else name, dir_fd=place)


def _is_ours(file: str, folder: Path, place: int | None) -> bool:
    """Whether a file is a result under the name that results get."""
    try:
        content = json.loads(read(file, folder, place))
    except (OSError, ValueError, RecursionError):
        return False
    name = content.get("submission") if isinstance(content, dict) else None
    if not isinstance(name, str) or not content.keys() >= KEYS or content["format"] != FORMAT:
        return False
    return bool(re.fullmatch(re.escape(cleaned(name)) + r"(?:-[0-9a-f]{16})?", file.removesuffix(".json")))


def document(result: SubmissionResult) -> dict[str, object]:
    """One submission as plain data: of a task the whole `feedback`, and its `parts`."""
    made = contract.Document(
        format=FORMAT,
        course=result.course,
        submission=plain(result.submission),
        seed_id=result.seed_id,
        confinement=result.confinement,
        score=_rounded(result.score),
        max_score=_rounded(result.max_score),
        notes=[plain(note) for note in result.notes],
        lessons=[_lesson(lesson) for lesson in result.lessons],
    )
    content: dict[str, object] = msgspec.to_builtins(made)
    return content


def _lesson(lesson: LessonResult) -> contract.Lesson:
    return contract.Lesson(
        lesson=lesson.lesson,
        title=lesson.title,
        score=_rounded(lesson.score),
        max_score=_rounded(lesson.max_score),
        note=plain(lesson.note),
        tasks=[_task(task) for task in lesson.tasks],
    )


def _task(task: Result) -> contract.Task:
    return contract.Task(
        task=task.task,
        status=task.status,
        points=_rounded(task.points),
        max_points=_rounded(task.max_points),
        misconception=task.misconception,
        feedback=plain(task.feedback),
        parts=contract.Parts(**{name: plain(text) for name, text in asdict(task.parts).items()}),
        id=task.id,
        kind=task.kind,
        where=contract.Where(**asdict(task.where)) if task.where is not None else None,
        checks=[
            contract.Check(verdict.check, verdict.status, plain(verdict.message)) for verdict in task.checks
        ],
        seconds=round(task.seconds, 3),
    )


def _rounded(points: float) -> float:
    return round(float(points), 6)
