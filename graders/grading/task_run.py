"""One task's checks against one subject: verdicts, the misconception, the feedback, the points."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

from graders.course.index import Task
from graders.feedback import explain
from graders.feedback.sentences import sentence
from graders.grading.answer_key import Book
from graders.grading.checks import Check, TaskChecks, sentence_of
from graders.grading.findings import CodeRaised, Internal
from graders.grading.results import Result, Status, Verdict
from graders.grading.trial import Trial
from graders.judge.findings import Finding, Undecided
from graders.sandbox.outside.subjects import Lost, SandboxError, Subject

OUTPUT_SHOWN = 2_000
LOST = ("timeout", "crashed")
RANK = ("done", "internal", "undecided", "failing", "error", "timeout", "crashed")
DEFINITE = 3
"""From here on a status is the student's own; the first of these decides, else the gravest of the others."""


def run_task(
    book: Book,
    task: Task,
    subject: Subject,
    *,
    unmet: Callable[[], Sequence[str]] = tuple,
    line: int | None = None,
) -> Result:
    """The result of a task; `unmet` finds the earlier tasks it builds on that are not done."""
    start = time.monotonic()
    checks = book.checks[task.name]
    verdicts: list[Verdict] = []
    worst: tuple[Verdict, Trial] | None = None  # the only one whose answers are kept
    for name, check in checks.checks.items():
        trial = book.trial(task, name, subject)
        status, message = _run_check(trial, check, task)
        if not verdicts and _is_todo(trial, task):
            return Result(task.name, "todo", 0.0, task.points, line=line)
        verdicts.append(Verdict(name, sentence_of(check), status, message))
        if worst is None or _gravity(status) > _gravity(worst[0].status):
            worst = verdicts[-1], trial
        if status in LOST:
            break
    assert worst is not None
    seconds = time.monotonic() - start
    wrong, failed = worst
    if wrong.status == "done":
        return Result(task.name, "done", task.points, task.points, None, "", tuple(verdicts), seconds, line)
    misconception = _misconception(book, failed, task) if wrong.status in ("failing", "error") else None
    return Result(
        task.name,
        wrong.status,
        0.0,
        task.points,
        misconception,
        _feedback(wrong.message, task, checks, misconception, unmet(), _printed_too_much(failed, task)),
        tuple(verdicts),
        seconds,
        line,
        "".join(event.printed for event in failed.events)[:OUTPUT_SHOWN],
    )


def _gravity(status: Status) -> int:
    return min(RANK.index(status), DEFINITE)


def _printed_too_much(trial: Trial, task: Task) -> bool:
    return any(len(event.printed) >= task.limits.output for event in trial.events)


def _run_check(trial: Trial, check: Check, task: Task) -> tuple[Status, str]:
    """The verdict; whatever goes wrong on our side while an answer is judged or told is one check lost."""
    try:
        return _verdict(trial, check, task)
    except Exception as error:
        if os.environ.get("GRADLINGS_DEBUG"):
            raise
        return "internal", sentence(Internal(trial.check, type(error).__name__))


def _verdict(trial: Trial, check: Check, task: Task) -> tuple[Status, str]:
    try:
        trial.run(check)
    except Lost as lost:
        return lost.status, explain.lost(trial.last_call, lost.status, lost.reason, task.limits)
    except SandboxError as error:
        return "internal", f"The grader failed: {error}."
    if trial.failure is None:
        return "done", ""
    return _status(trial.failure.finding), _message(trial, task)


def _status(finding: Finding) -> Status:
    match finding:
        case Undecided():
            return "undecided"
        case Internal():
            return "internal"
        case CodeRaised():
            return "error"
    return "failing"


def _message(trial: Trial, task: Task) -> str:
    assert trial.failure is not None
    match trial.failure.finding:
        case CodeRaised(raised) if raised.kind == "NotImplementedError" and raised.function:
            return explain.not_yet(task.name, raised.function)
        case CodeRaised(raised) if raised.kind.endswith("MemoryError"):
            return explain.out_of_memory(trial.failure.call, raised, task.limits.memory)
    return trial.failure.message


def _is_todo(trial: Trial, task: Task) -> bool:
    """Does the task itself say that it is still to be written?"""
    return bool(trial.events) and all(
        raised is not None and raised.kind == "NotImplementedError" and raised.function == task.name
        for raised in (event.raised for event in trial.events)
    )


def _misconception(book: Book, trial: Trial, task: Task) -> str | None:
    def again(subject: Subject) -> Trial:
        return book.trial(task, trial.check, subject)

    return book.replays.match(trial, book.checks[task.name], again)


def _feedback(
    message: str,
    task: Task,
    checks: TaskChecks,
    misconception: str | None,
    unmet: Sequence[str],
    printed_too_much: bool,
) -> str:
    parts = [message]
    if misconception is not None:
        parts.append(sentence_of(checks.misconceptions[misconception]))
    if unmet:
        parts.append(explain.builds_on(task.name, unmet))
    if printed_too_much:
        parts.append(explain.printed_too_much(task.limits.output))
    return "\n\n".join(parts)
