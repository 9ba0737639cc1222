"""One task's checks against one subject: verdicts, the misconception, what is to be said, the points."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from msgspec.structs import replace

from graders.course.index import Task
from graders.course.mishaps import contain
from graders.grading.answer_key import Book
from graders.grading.budget import Budget
from graders.grading.checks import Check, sentence_of
from graders.grading.findings import CodeRaised, Internal
from graders.grading.happenings import (
    BuildsOn,
    Call,
    CallsEndless,
    Ending,
    Example,
    GraderFailed,
    Hindrance,
    Loss,
    LostInCall,
    NameLost,
    NotDefined,
    NotYet,
    OutOfMemory,
    PrintedTooMuch,
    RaisedIn,
    RaiseLeft,
    Refused,
    Slipped,
    Tell,
    Untouched,
    UsedUp,
)
from graders.grading.outlines import Returns
from graders.grading.pictures import first_picture
from graders.grading.results import Parts, Result, Status, Verdict, Where
from graders.grading.scripts import is_known, note
from graders.grading.slips import Slip, slip_of
from graders.grading.trial import Trial
from graders.judge.findings import Item, Missing
from graders.sandbox.outside.subjects import Lost, SandboxError, Subject
from graders.values.outcome import Raised

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


@dataclass(frozen=True)
class Seen:
    """What is known of a task before it is called."""

    task: Task
    is_stub: Callable[[str], bool]
    returns: Callable[[], Returns | None]
    items: tuple[str, ...]
    endless: Callable[[str], str]


def run_task(
    book: Book,
    task: Task,
    subject: Subject,
    *,
    tell: Tell,
    unmet: Callable[..., Iterable[str]] = lambda **_: (),
    is_stub: Callable[[str], bool] = lambda name: False,
    lost: Callable[[str], NameLost | None] = lambda name: None,
    uses: Callable[[str], bool] = lambda _: False,
    returns: Callable[[], Returns | None] = lambda: None,
    endless: Callable[[str], str] = lambda _: "",
    line: int | None = None,
    budget: Budget | None = None,
) -> Result:
    """The result of a task; `unmet` finds the earlier tasks it builds on that are not done. Of one that did
    not end, only the `known` are asked for, since what it waited for might be waited for again.

    `is_stub` tells whether a function is as it was given out, `lost` why a name is not there.
    `uses` tells whether the code calls one of these: then what it answers is not its own.
    `returns` tells what is seen of its `return`s. Of a function that did not end, `endless` tells which task
    it is, or is a part of, that did not end before either.
    Where the `budget` of its submission is used up between two checks, the task is not called further.
    """
    start = time.monotonic()
    is_over = budget.begin() if budget is not None else lambda: False
    seen = Seen(task, is_stub, returns, book.items(task.name), endless)
    verdicts: list[Verdict] = []
    run: list[Ended] = []
    for name, check in book.checks[task.name].checks.items():
        if budget is not None and is_over():
            return not_called(task, UsedUp(task.name, budget.allowed), tell, line)
        ended = _ended(book.of_student(task, name, subject), check, seen, tell)
        if not verdicts and is_stub(task.name) and _is_todo(ended.trial, task):
            return not_called(task, Untouched(), tell, line)
        if not verdicts and _is_missing(ended.trial, task):
            return not_called(task, NotDefined(task.name), tell, line)
        verdicts.append(Verdict(name, sentence_of(check), ended.status, ended.message))
        run.append(ended)
        if budget is not None and ended.status is Status.TIMEOUT and budget.is_used_up:
            return not_called(task, UsedUp(task.name, budget.allowed), tell, line)
        if ended.status.is_lost:
            break
    gravest = max(run, key=lambda ended: (ended.status.rank, not ended.trial.is_derived))
    seconds = time.monotonic() - start
    if gravest.ending is None:
        printed = next((event.printed for one in run for event in one.trial.events if event.printed), "")
        return Result(
            task.name,
            Status.DONE,
            task.points,
            task.points,
            checks=tuple(verdicts),
            seconds=seconds,
            line=line,
            printed=printed[:OUTPUT_SHOWN],
        )
    _judge_what_is_known(book, task, run)
    unfinished = tuple(unmet(known=gravest.status is Status.TIMEOUT))
    misconception = None
    if gravest.status in (Status.FAILING, Status.ERROR) and not any(map(uses, unfinished)):
        gravest, misconception = _named(book, run, gravest, task)
    assert gravest.ending is not None
    needs = _needs(book, gravest, task, unfinished, lost, tell)
    slip = None if misconception is not None else _slip(gravest, returns())
    return Result(
        task.name,
        gravest.status,
        0.0,
        task.points,
        misconception=misconception,
        parts=_parts(gravest, task, _cause(book, task, misconception, slip, tell), needs, tell),
        checks=tuple(verdicts),
        seconds=seconds,
        line=line,
        printed=gravest.trial.printed[:OUTPUT_SHOWN],
        kind=gravest.ending.kind,
        picture=first_picture(one.trial for one in (gravest, *run) if one.status is Status.FAILING),
        slip=None if slip is None else slip.name,
        where=_raised_at(gravest.ending),
    )


def _judge_what_is_known(book: Book, task: Task, run: Iterable[Ended]) -> None:
    """Run the checks that were known to hold: what they drew and saw tells misconceptions apart."""
    for trial in (ended.trial for ended in run if not ended.trial.events and is_known(ended.trial)):
        trial.run(book.checks[task.name].checks[trial.check])


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


def _ended(trial: Trial, check: Check, seen: Seen, tell: Tell) -> Ended:
    """A check run and told; whatever of ours breaks while an answer is judged or told costs one check."""

    def run() -> Ended:
        ending = None if is_known(trial) else _ending(trial, check, seen)
        if ending is None:
            note(trial)
        return Ended(trial, ending, "" if ending is None else tell(ending))

    def lost(error: Exception) -> Ended:
        ending = Refused(Internal(trial.check, type(error).__name__))
        return Ended(trial, ending, tell(ending))

    return contain(run, lost)


def _ending(trial: Trial, check: Check, seen: Seen) -> Ending | None:
    try:
        trial.run(check)
    except Lost as lost:
        other = seen.endless(lost.function) if lost.status == "timeout" else ""
        if other:
            return CallsEndless(seen.task.name, other)
        return LostInCall(seen.task.name, trial.last_call, Loss.of(lost, seen.task.limits))
    except SandboxError as error:
        return GraderFailed(str(error))
    refused = trial.refused
    if refused is None:
        return None
    refused = _with_names(refused, seen, trial.is_derived)
    match refused.finding:
        case CodeRaised(raised) if raised.kind == "NotImplementedError" and seen.is_stub(raised.function):
            return NotYet(seen.task.name, raised.function)
        case CodeRaised(Raised(kind="NotImplementedError", message="") as raised) if "raise" in raised.source:
            return RaiseLeft(raised)
        case CodeRaised(raised) if raised.kind.endswith("MemoryError"):
            return OutOfMemory(refused.call, raised, seen.task.limits)
        case Missing() as missing if (returns := seen.returns()) is not None:
            told = replace(
                missing,
                returns=returns.has_value,
                printed=bool(trial.printed),
                unreached=returns.never_none,
            )
            return replace(refused, finding=told)
    return refused


def _with_names(refused: Refused, seen: Seen, is_derived: bool) -> Refused:
    """Parts of the task's own answer under the names that its statement has for them."""
    match refused:
        case Refused(finding, Example() | Call(made_by=None)) if finding.place and not is_derived:
            first = finding.place[0]
            if isinstance(first, int) and first < len(seen.items):
                place = (Item(seen.items[first]), *finding.place[1:])
                return replace(refused, finding=replace(finding, place=place))
    return refused


def _is_todo(trial: Trial, task: Task) -> bool:
    """Does the task itself say that it is still to be written?"""
    return bool(trial.events) and all(
        raised is not None and raised.kind == "NotImplementedError" and raised.function == task.name
        for raised in (event.raised for event in trial.events)
    )


def _is_missing(trial: Trial, task: Task) -> bool:
    """Has the code, once it ran, no function of the task's name?"""
    raised = trial.events[-1].raised if trial.events else None
    return (
        raised is not None
        and (raised.kind, raised.line) == ("NameError", None)
        and raised.message.startswith(f"name '{task.name}' is not defined")
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


def _slip(ended: Ended, returns: Returns | None) -> Slip | None:
    """The mistake that the exception tells of, or that a `return` inside a loop is."""
    match ended.ending:
        case Refused(CodeRaised(raised)):
            own = ended.trial.parameters if raised.function == ended.trial.task else ()
            return slip_of(raised, own)
        case Refused() if ended.status is Status.FAILING and returns is not None and returns.in_loop:
            return Slip("return_in_loop", (str(returns.in_loop),))
        case Refused() if ended.status is Status.FAILING and returns is not None and returns.has_caret:
            return Slip("caret_for_a_power")
    return None


def _cause(book: Book, task: Task, misconception: str | None, slip: Slip | None, tell: Tell) -> str:
    """The sentence of the misconception, or of the slip, where one is known."""
    if misconception is not None:
        return sentence_of(book.checks[task.name].misconceptions[misconception])
    return tell(Slipped(slip)) if slip is not None else ""


def _parts(ended: Ended, task: Task, cause: str, needs: str, tell: Tell) -> Parts:
    printed_too_much = any(len(event.printed) >= task.limits.output for event in ended.trial.events)
    return Parts(
        witness=ended.message,
        cause=cause,
        needs=needs,
        printed=tell(PrintedTooMuch(task.limits.output)) if printed_too_much else "",
    )


def _needs(
    book: Book,
    ended: Ended,
    task: Task,
    unmet: tuple[str, ...],
    lost: Callable[[str], NameLost | None],
    tell: Tell,
) -> str:
    """What is missing of what the task needs: a name that was never bound, and earlier tasks.

    Of an exception in another task, that it is there.
    """
    said: list[str] = []
    match ended.ending:
        case Refused(CodeRaised(raised)) if raised.kind == "NameError":
            name = MISSING_NAME.search(raised.message)
            gone = lost(name[1]) if name else None
            said = [tell(gone)] if gone is not None else []
        case Refused(CodeRaised(raised)) if raised.function in book.checks.keys() - {task.name, *unmet}:
            said = [tell(RaisedIn(task.name, raised.function))]
    return "\n\n".join(said + ([tell(BuildsOn(task.name, unmet))] if unmet else []))
