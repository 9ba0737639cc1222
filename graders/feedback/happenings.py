"""What became of files, processes and calls, in words; `graders.feedback.sentences` words findings."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import singledispatch

from graders.course.index import Limits
from graders.feedback.answer_phrases import name, said
from graders.feedback.calls import called, example_lines
from graders.feedback.places import place_words
from graders.feedback.sentences import sentence
from graders.feedback.slips import SLIPS
from graders.grading.findings import CodeRaised
from graders.grading.happenings import (
    Asked,
    BoundAnew,
    BuildsOn,
    CallsEndless,
    CellLost,
    DoesNotParse,
    EmptyBody,
    Ending,
    GraderFailed,
    Hindrance,
    LibraryMissing,
    Loss,
    LostAtStart,
    LostInCall,
    MistakeAt,
    MoreStopped,
    NameLost,
    NearName,
    NotDefined,
    NotYet,
    OutOfMemory,
    PrintedTooMuch,
    RaisedIn,
    RaiseLeft,
    Refused,
    Remark,
    Slipped,
    StatementLost,
    StatementStops,
    Stops,
    StubBelow,
    TooLong,
    Unreadable,
    Untouched,
    UsedUp,
    Waiting,
)
from graders.grading.results import Status
from graders.judge.findings import OpenFinding
from graders.values.outcome import Raised
from graders.values.text import one_line

IMPOSSIBLE = {
    "asyncio": "uses the network",
    "files": "asks for files",
    "http": "uses the network",
    "loky": "starts a process",
    "multiprocessing": "starts a process",
    "open": "opens a file",
    "requests": "uses the network",
    "socket": "uses the network",
    "subprocess": "starts a program",
    "system": "asks the system for something",
    "tempfile": "makes a temporary file",
    "threads": "starts threads of multiprocessing (concurrent.futures.ThreadPoolExecutor works)",
    "urllib": "uses the network",
    "urllib3": "uses the network",
}


NOBODY = {
    "absent": "looks for a file that is not there while code is graded",
    "input": "waits for input, which nobody types while code is graded",
}
THIS_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
NEWLINE = "\n"
STATEMENT = 60
"""Characters of a statement that are shown."""


@singledispatch
def tell(happened: Hindrance | Ending | Remark) -> str:
    """What happened, in one sentence, and under it the evidence where there is some."""
    raise TypeError(f"no words for {type(happened).__name__}")


# Files


@tell.register
def _(_: Untouched) -> str:
    return ""


@tell.register
def _(empty: EmptyBody) -> str:
    at = f" on line {empty.line}" if empty.line else ""
    return f"The body of `{empty.task}`{at} is empty: it does nothing yet."


@tell.register
def _(missing: NotDefined) -> str:
    return f"`{missing.task}` is not defined."


@tell.register
def _(near: NearName) -> str:
    return f"There is no `{near.task}` in the file, but a `{name(near.near)}`: is it meant?"


@tell.register
def _(waiting: Waiting) -> str:
    return f"`{waiting.task}` waits until the file can be read: {tell(waiting.why).partition(NEWLINE)[0]}"


@tell.register
def _(file: Unreadable) -> str:
    return file.sentence


@tell.register
def _(long: TooLong) -> str:
    return f"{long.file} has {long.characters} characters; at most {long.most} are graded."


@tell.register
def _(broken: DoesNotParse) -> str:
    evidence = f"\n\n  {broken.line:>4} | {_indented(broken.source[:200])}" if broken.line else ""
    where = _in(broken.file, broken.cell, broken.line)
    newer = f"; Python {broken.newer} may read it, here is {THIS_PYTHON}" if broken.newer else ""
    cause = f"\n\n{SLIPS[broken.slip]}" if broken.slip else ""
    said = _stopped(f"{where} does not parse: {one_line(broken.reason)}{newer}")
    return f"{said}{evidence}{cause}"


@tell.register
def _(stops: Stops) -> str:
    raised, where = stops.raised, _in(stops.file, stops.cell, stops.raised.line)
    if raised.through in (IMPOSSIBLE | NOBODY):
        before = "" if stops.cell else ", before any task is called,"
        return f"{where}{before} {_impossible(raised)}{_at(raised)}"
    before = "" if stops.cell else " before any task is called,"
    return _stopped(f"{where} stops{before} with {raised.kind}{said(raised)}") + _at(raised)


@tell.register
def _(lost: CellLost) -> str:
    return f"{_in(lost.file, lost.cell, None)} {_taken_down(lost.loss)}; the rest was graded."


@tell.register
def _(stops: StatementStops) -> str:
    raised = stops.raised
    if raised.through in (IMPOSSIBLE | NOBODY):
        what = _impossible(raised).removesuffix(".")
    elif raised.kind == "SystemExit":
        what = "ends the program"
    else:
        what = f"stopped with {raised.kind}{said(raised)}"
    first = f"{_statement(stops.file, stops.line, stops.statement)}, {what}; the rest was graded."
    slip = stops.slip
    cause = SLIPS[slip.name].format(*slip.facts) if slip is not None else ""
    return f"{first}{' ' + cause if cause else ''}{_at(raised)}"


@tell.register
def _(lost: StatementLost) -> str:
    after = "it was left out" + (", with what tries things out below it" if lost.all_after else "")
    return f"{_statement(lost.file, lost.line, lost.statement)}, {_taken_down(lost.loss)}; {after}."


@tell.register
def _(lost: LostAtStart) -> str:
    file, loss = lost.file, lost.loss
    if loss.by_processor:
        return f"{file} uses up {_processor_time(loss.limits)} before any task is called."
    if loss.status is Status.TIMEOUT:
        after = f"after {loss.limits.wall:g} s, before any task is called"
        return f"{file} is still running {after}.{_last_line(loss.reason)}"
    return f"{file} ends its process while it is read: {loss.reason}."


# Tasks and calls


@tell.register
def _(missing: LibraryMissing) -> str:
    library = missing.library
    return f"`{missing.task}` needs {library}, which is not installed: python -m pip install {library}"


@tell.register
def _(late: UsedUp) -> str:
    return (
        f"`{late.task}` was not called: the tasks before it used up the {late.seconds:g} s of a submission."
    )


@tell.register
def _(failed: GraderFailed) -> str:
    return f"The grader failed: {failed.reason}."


@tell.register
def _(refused: Refused) -> str:
    """What was called, and how the answer differs."""
    finding, call = refused.finding, _called(refused.call)
    if isinstance(finding, CodeRaised):
        first, _, code = _raises(finding.raised).partition(NEWLINE)
        text = f"{call} {first}{example_lines(refused.call)}{NEWLINE if code else ''}{code}"
    elif not call:
        text = sentence(finding)
    elif isinstance(finding, OpenFinding):
        text = f"{call}: {sentence(finding)}"
    else:
        about = f"{call} ({refused.note})" if refused.note else call
        text = f"{about} is not right.{example_lines(refused.call)}\n\n{sentence(finding)}"
    return f"T{text[1:]}" if text.startswith("this example") else text


@tell.register
def _(left: RaiseLeft) -> str:
    place = left.raised.place
    return (
        f"{place[:1].upper()}{place[1:]} still raises NotImplementedError, the mark of a task to be written: "
        f"delete this line.{_at(left.raised)}"
    )


@tell.register
def _(waits: NotYet) -> str:
    return f"`{waits.task}` calls `{waits.other}`, which is still to do."


@tell.register
def _(waits: CallsEndless) -> str:
    return f"`{waits.task}` calls `{waits.other}`, which does not end."


@tell.register
def _(out: OutOfMemory) -> str:
    most = f"the {out.limits.memory} MB that it may use"
    return f"{_called(out.call)} needs more memory than {most}.{_at(out.raised)}"


@tell.register
def _(lost: LostInCall) -> str:
    call, loss = _called(lost.call), lost.loss
    if loss.by_processor:
        return f"{call} used up {_processor_time(loss.limits)}, together with the task's calls before it."
    if loss.status is Status.TIMEOUT:
        besides = "" if loss.function == lost.task else loss.function
        return (
            f"{call} is still running after {loss.limits.wall:g} s. "
            f"A loop whose condition never becomes false?{_last_line(loss.reason, besides)}"
        )
    return f"{call} ended its process: {loss.reason}."


# Remarks


@tell.register
def _(slipped: Slipped) -> str:
    return SLIPS[slipped.slip.name].format(*slipped.slip.facts)


@tell.register
def _(builds_on: BuildsOn) -> str:
    listed = " and ".join(f"`{name}`" for name in builds_on.names)
    verb = "is" if len(builds_on.names) == 1 else "are"
    return f"`{builds_on.task}` builds on {listed}, which {verb} not done yet."


@tell.register
def _(inside: RaisedIn) -> str:
    return f"That line is in `{inside.other}`: what does `{inside.task}` hand to it?"


@tell.register
def _(printed: PrintedTooMuch) -> str:
    return f"It printed more than {printed.most} characters; the rest was left out."


@tell.register
def _(more: MoreStopped) -> str:
    what = "cells do" if more.cells else "statements did"
    return f"{more.count} more of its {what} not run to their end."


@tell.register
def _(gone: NameLost) -> str:
    return f"`{gone.name}` is missing: {tell(gone.why).partition(NEWLINE)[0]}"


@tell.register
def _(stub: StubBelow) -> str:
    return (
        f"Line {stub.written} has a finished `{stub.task}`, but the stub on line {stub.stub} takes its "
        "place: delete the stub."
    )


@tell.register
def _(anew: BoundAnew) -> str:
    name = "names" if anew.name == "*" else f"`{anew.name}`"
    own, by = _cell_or_line(anew.own), _cell_or_line(anew.by)
    return f"{anew.file}, {by}, binds {name} anew; `{anew.task}` was graded as it stood after {own}."


@tell.register
def _(at: MistakeAt) -> str:
    return place_words(at)


def not_confined(level: str, gaps: Sequence[str]) -> str:
    """Why official grading refuses to begin."""
    return (
        f"Official grading needs student code to be fully confined; here the confinement is `{level}`. "
        f"Open are: {', '.join(gaps)}."
    )


# Parts of sentences


def _statement(file: str, line: int, text: str) -> str:
    """A top-level statement, as people look for it."""
    first, _, more = text.partition("\n")
    short = one_line(first[:STATEMENT]).strip() + ("…" if more or len(first) > STATEMENT else "")
    return f"{file}, line {line}, `{short}`"


def _taken_down(loss: Loss) -> str:
    """How a cell or a statement took its worker down."""
    if loss.by_processor:
        return f"used up {_processor_time(loss.limits)}"
    if loss.status is Status.TIMEOUT:
        return f"was still running after {loss.limits.wall:g} s"
    return f"ended its process: {loss.reason}"


def _cell_or_line(place: tuple[int | None, int]) -> str:
    cell, line = place
    return f"code cell {cell}" if cell else f"line {line}"


def _called(call: Asked | None) -> str:
    return called(call) if call is not None else ""


def _raises(raised: Raised) -> str:
    if raised.kind == "UnreadableAnswer":
        return _stopped(f"returns something that cannot be read: {raised.message}")
    if raised.through in (IMPOSSIBLE | NOBODY):
        return f"{_impossible(raised)}{_at(raised)}"
    return _stopped(f"raises {raised.kind}{said(raised)}") + _at(raised)


def _impossible(raised: Raised) -> str:
    """What a confined process cannot do, as the end of a sentence."""
    if raised.through in NOBODY:
        return _stopped(f"{NOBODY[raised.through]}{said(raised)}")
    what = f"{IMPOSSIBLE[raised.through]}, which is not possible while code is graded"
    return _stopped(f"{what}{said(raised)}")


def _stopped(text: str) -> str:
    """A sentence with its end."""
    return text if text.endswith(("?", "!")) else f"{text.rstrip('.')}."


def _indented(line: str) -> str:
    """A line of code with its indent."""
    code = one_line(line)
    return f"{' ' * (len(line) - len(line.lstrip()))}{code}" if code else ""


def _at(raised: Raised) -> str:
    if not raised.line:
        return ""
    place = raised.place if raised.cell else f"{raised.line:>4}"
    return f"\n\n  {place} | {raised.source.strip()}"


def _in(file: str, cell: int | None, line: int | None) -> str:
    """A place in a file, as people look for it."""
    if cell:
        return f"{file}, code cell {cell}" + (f", line {line}" if line else "")
    return f"{file}:{line}" if line else file


def _processor_time(limits: Limits) -> str:
    return f"the {limits.cpu:g} s of processor time that a task may use"


def _last_line(reason: str, function: str = "") -> str:
    """The last line seen, with the function that it stands in where the reader would not look there."""
    place, colon, code = reason.partition(": ")
    inside = f", in `{function}`" if colon and function.isidentifier() else ""
    return f"\n\nLast line seen: {place}{inside}{colon}{code}" if reason else ""
