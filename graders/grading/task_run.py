"""One task's checks against one subject: verdicts, the misconception, what is to be said, the points."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from graders.course.index import Task
from graders.course.mishaps import contain
from graders.grading.answer_key import Book
from graders.grading.budget import Budget
from graders.grading.checks import Check, sentence_of
from graders.grading.findings import CodeRaised, Internal
from graders.grading.happenings import (
    BuildsOn,
    Ending,
    GraderFailed,
    Hindrance,
    Loss,
    LostInCall,
    NameLost,
    NotYet,
    OutOfMemory,
    PrintedTooMuch,
    Refused,
    Tell,
    Untouched,
    UsedUp,
)
from graders.grading.pictures import first_picture
from graders.grading.results import Parts, Result, Status, Verdict, Where
from graders.grading.trial import Trial
from graders.sandbox.outside.subjects import Lost, SandboxError, Subject

OUTPUT_SHOWN = 2_000
MISSING_NAME = re.compile(r"name '(\w+)' is not defined")


@dataclass(frozen=True)
class Ended:
    """How one check ended: by nothing where its fact holds."""

    trial: Trial
    ending: Ending | None
    message: str

    @property
    def status(self) -> Status:
        return Status.DONE if self.ending is None else self.ending.status


def run_task(
    book: Book,
    task: Task,
    subject: Subject,
    *,
    tell: Tell,
    unmet: Callable[[], Iterable[str]] = tuple,
    is_stub: Callable[[str], bool] = lambda name: False,
    lost: Callable[[str], NameLost | None] = lambda name: None,
    uses: Callable[[str], bool] = lambda _: False,
    line: int | None = None,
    budget: Budget | None = None,
) -> Result:
    """The result of a task; `unmet` finds the earlier tasks it builds on that are not done.

    `is_stub` tells whether a function is as it was given out, `lost` why a name is not there.
    `uses` tells whether the code calls one of these: then what it answers is not its own.
    Where the `budget` of its submission is used up between two checks, the task is not called further.
    """
    start = time.monotonic()
    is_over = budget.begin() if budget is not None else lambda: False
    verdicts: list[Verdict] = []
    run: list[Ended] = []
    for name, check in book.checks[task.name].checks.items():
        if budget is not None and is_over():
            return not_called(task, UsedUp(task.name, budget.allowed), tell, line)
        ended = _ended(book.trial(task, name, subject), check, task, tell, is_stub)
        if not verdicts and is_stub(task.name) and _is_todo(ended.trial, task):
            return not_called(task, Untouched(), tell, line)
        verdicts.append(Verdict(name, sentence_of(check), ended.status, ended.message))
        run.append(ended)
        if budget is not None and ended.status is Status.TIMEOUT and budget.is_used_up:
            return not_called(task, UsedUp(task.name, budget.allowed), tell, line)
        if ended.status.is_lost:
            break
    gravest = max(run, key=lambda ended: ended.status.rank)
    seconds = time.monotonic() - start
    if gravest.ending is None:
        checks = tuple(verdicts)
        return Result(
            task.name, Status.DONE, task.points, task.points, checks=checks, seconds=seconds, line=line
        )
    unfinished = tuple(unmet())
    misconception = None
    if gravest.status in (Status.FAILING, Status.ERROR) and not any(map(uses, unfinished)):
        gravest, misconception = _named(book, run, gravest, task)
    assert gravest.ending is not None
    needs = _needs(gravest, task, unfinished, lost, tell)
    return Result(
        task.name,
        gravest.status,
        0.0,
        task.points,
        misconception=misconception,
        parts=_parts(book, gravest, task, misconception, needs, tell),
        checks=tuple(verdicts),
        seconds=seconds,
        line=line,
        printed="".join(event.printed for event in gravest.trial.events)[:OUTPUT_SHOWN],
        kind=gravest.ending.kind,
        picture=first_picture(one.trial for one in (gravest, *run) if one.status is Status.FAILING),
        where=_raised_at(gravest.ending),
    )


def _raised_at(ending: Ending) -> Where | None:
    """The line that an exception came from."""
    match ending:
        case Refused(CodeRaised(raised)) if raised.line is not None:
            return Where(raised.line, None, "raises", False)
    return None


def not_called(task: Task, why: Hindrance, tell: Tell, line: int | None = None) -> Result:
    """The result of a task of which no check was run, or is worth telling."""
    parts = Parts(witness=tell(why))
    return Result(task.name, why.status, 0.0, task.points, parts=parts, line=line, kind=why.kind)


def _ended(trial: Trial, check: Check, task: Task, tell: Tell, is_stub: Callable[[str], bool]) -> Ended:
    """A check run and told; whatever of ours breaks while an answer is judged or told costs one check."""

    def run() -> Ended:
        ending = _ending(trial, check, task, is_stub)
        return Ended(trial, ending, "" if ending is None else tell(ending))

    def lost(error: Exception) -> Ended:
        ending = Refused(Internal(trial.check, type(error).__name__))
        return Ended(trial, ending, tell(ending))

    return contain(run, lost)


def _ending(trial: Trial, check: Check, task: Task, is_stub: Callable[[str], bool]) -> Ending | None:
    try:
        trial.run(check)
    except Lost as lost:
        return LostInCall(trial.last_call, Loss.of(lost, task.limits))
    except SandboxError as error:
        return GraderFailed(str(error))
    refused = trial.refused
    if refused is None:
        return None
    match refused.finding:
        case CodeRaised(raised) if raised.kind == "NotImplementedError" and is_stub(raised.function):
            return NotYet(task.name, raised.function)
        case CodeRaised(raised) if raised.kind.endswith("MemoryError"):
            return OutOfMemory(refused.call, raised, task.limits)
    return refused


def _is_todo(trial: Trial, task: Task) -> bool:
    """Does the task itself say that it is still to be written?"""
    return bool(trial.events) and all(
        raised is not None and raised.kind == "NotImplementedError" and raised.function == task.name
        for raised in (event.raised for event in trial.events)
    )


def _named(book: Book, run: list[Ended], gravest: Ended, task: Task) -> tuple[Ended, str | None]:
    """The misconception that answers so, if one does, with the first check that tells it."""

    def again(check: str, subject: Subject) -> Trial:
        return book.trial(task, check, subject)

    told = [ended for ended in run if ended.status in (Status.DONE, Status.FAILING, Status.ERROR)]
    found = book.replays.match([ended.trial for ended in told], book.checks[task.name], again)
    if found is None:
        return gravest, None
    trial, name = found
    return next(ended for ended in told if ended.trial is trial), name


def _parts(book: Book, ended: Ended, task: Task, misconception: str | None, needs: str, tell: Tell) -> Parts:
    known = book.checks[task.name].misconceptions
    printed_too_much = any(len(event.printed) >= task.limits.output for event in ended.trial.events)
    return Parts(
        witness=ended.message,
        cause=sentence_of(known[misconception]) if misconception is not None else "",
        needs=needs,
        printed=tell(PrintedTooMuch(task.limits.output)) if printed_too_much else "",
    )


def _needs(
    ended: Ended, task: Task, unmet: tuple[str, ...], lost: Callable[[str], NameLost | None], tell: Tell
) -> str:
    """What is missing of what the task needs: a name that was never bound, and earlier tasks."""
    match ended.ending:
        case Refused(CodeRaised(raised)) if raised.kind == "NameError":
            name = MISSING_NAME.search(raised.message)
            gone = lost(name[1]) if name else None
        case _:
            gone = None
    said = [tell(gone)] if gone is not None else []
    return "\n\n".join(said + ([tell(BuildsOn(task.name, unmet))] if unmet else []))
