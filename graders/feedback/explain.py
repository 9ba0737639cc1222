"""The sentences about calls, files and processes; those about answers are in `graders.feedback.sentences`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graders.course.index import Limits
from graders.feedback.display import LONGEST_TEXT, shortened
from graders.feedback.sentences import sentence, show
from graders.grading.findings import CodeRaised
from graders.judge.findings import Finding, OpenFinding
from graders.sandbox.outside.subjects import CPU_USED_UP
from graders.values import codec
from graders.values.functions import Counted, Function
from graders.values.outcome import Raised
from graders.values.text import one_line
from graders.values.types import Graph

LETTERS = "fghuvw"
MOST_ARGUMENTS, LONGEST_CALL = 10, 1000
IMPOSSIBLE = {
    "asyncio": "runs asyncio",
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


def call(name: str, arguments: Sequence[Any]) -> str:
    """A call as a person would write it; passed functions get a letter, and their formula at the end."""
    shown: list[str] = []
    formulas: list[str] = []
    for argument in arguments[:MOST_ARGUMENTS]:
        function = argument.function if type(argument) is Counted else argument
        if type(function) is Function:
            letter = LETTERS[len(formulas) % len(LETTERS)]
            formulas.append(f"{letter}({function.parameters}) = {function.formula}")
            shown.append(letter)
        elif type(argument) is Graph:
            shown.append("out")
        elif callable(function):
            shown.append(shortened(getattr(function, "__name__", "f"), LONGEST_TEXT))
        else:
            shown.append(show(_plain(argument)))
    if len(arguments) > MOST_ARGUMENTS:
        shown.append(f"… ({len(arguments)} in all)")
    end = f" with {', '.join(formulas)}" if formulas else ""
    return shortened(f"{one_line(name)}({', '.join(shown)}){end}", LONGEST_CALL)


def _plain(argument: Any) -> Any:
    """An argument as a student's answer would arrive, so that expressions are shown as such."""
    try:
        return codec.decode(codec.encode(argument, count=lambda _: 0))  # a `Counted` stays as it is
    except codec.CodecError:
        return argument


def failure(finding: Finding, called: str, note: str = "") -> str:
    """What was called, and how the answer differs."""
    if isinstance(finding, CodeRaised):
        return f"{called} {_raises(finding.raised)}"
    if isinstance(finding, OpenFinding):
        return f"{called}: {sentence(finding)}"
    about = f"{called} ({note})" if note else called
    return f"{about} is not right.\n\n{sentence(finding)}" if called else sentence(finding)


def _raises(raised: Raised) -> str:
    if raised.kind == "UnreadableAnswer":
        return f"returns something that cannot be read: {raised.message}."
    if raised.through in IMPOSSIBLE:
        return f"{_impossible(raised)}{_at(raised)}"
    return f"raises {raised.kind}{_said(raised)}.{_at(raised)}"


def _impossible(raised: Raised) -> str:
    """What a confined process cannot do, as the end of a sentence."""
    return f"{IMPOSSIBLE[raised.through]}, which is not possible while code is graded{_said(raised)}."


def _said(raised: Raised) -> str:
    return f": {raised.message}" if raised.message else ""


def out_of_memory(called: str, raised: Raised, megabytes: int) -> str:
    return f"{called} needs more memory than the {megabytes} MB that it may use.{_at(raised)}"


def printed_too_much(characters: int) -> str:
    return f"It printed more than {characters} characters; the rest was left out."


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


def does_not_parse(file: str, cell: int | None, error: Exception) -> str:
    if not isinstance(error, SyntaxError):
        return f"{_in(file, cell, None)} does not parse: {type(error).__name__}."
    line, reason = one_line((error.text or "")[:200]), one_line(error.msg)
    evidence = f"\n\n  {error.lineno:>4} | {line}" if error.lineno else ""
    return f"{_in(file, cell, error.lineno)} does not parse: {reason}.{evidence}"


def cell_stops(file: str, cell: int, raised: Raised) -> str:
    where = _in(file, cell, raised.line)
    if raised.through in IMPOSSIBLE:
        return f"{where} {_impossible(raised)}{_at(raised)}"
    return f"{where} stops with {raised.kind}{_said(raised)}.{_at(raised)}"


def cell_runs_on(file: str, cell: int, reason: str, limits: Limits) -> str:
    return f"{_in(file, cell, None)} is still running after {limits.wall:g} s.{_last_line(reason)}"


def too_long(file: str, characters: int, most: int) -> str:
    return f"{file} has {characters} characters; at most {most} are graded."


def stops_at_start(file: str, raised: Raised) -> str:
    where = _in(file, None, raised.line)
    if raised.through in IMPOSSIBLE:
        return f"{where}, before any task is called, {_impossible(raised)}{_at(raised)}"
    return f"{where} stops before any task is called, with {raised.kind}{_said(raised)}.{_at(raised)}"


def lost_at_start(file: str, status: str, reason: str, limits: Limits) -> str:
    if reason == CPU_USED_UP:
        return f"{file} uses up {_processor_time(limits)} before any task is called."
    if status == "timeout":
        after = f"after {limits.wall:g} s, before any task is called"
        return f"{file} is still running {after}.{_last_line(reason)}"
    return f"{file} ends its process while it is read: {reason}."


def lost(called: str, status: str, reason: str, limits: Limits) -> str:
    if reason == CPU_USED_UP:
        return f"{called} used up {_processor_time(limits)}, together with the task's calls before it."
    if status == "timeout":
        return (
            f"{called} is still running after {limits.wall:g} s. "
            f"A loop whose condition never becomes false?{_last_line(reason)}"
        )
    return f"{called} ended its process: {reason}."


def _processor_time(limits: Limits) -> str:
    return f"the {limits.cpu:g} s of processor time that a task may use"


def submission_too_slow(task: str, seconds: float) -> str:
    return f"`{task}` was not called: the tasks before it used up the {seconds:g} s of a submission."


def _last_line(reason: str) -> str:
    return f"\n\nLast line seen: {reason}" if reason else ""


def library_missing(task: str, library: str) -> str:
    return f"`{task}` needs {library}, which is not installed: python -m pip install {library}"


def not_yet(task: str, other: str) -> str:
    return f"`{task}` calls `{other}`, which is still to do."


def not_confined(level: str, gaps: Sequence[str]) -> str:
    return (
        f"Official grading needs student code to be fully confined; here the confinement is `{level}`. "
        f"Open are: {', '.join(gaps)}."
    )


def builds_on(task: str, names: Sequence[str]) -> str:
    listed = " and ".join(f"`{name}`" for name in names)
    verb = "is" if len(names) == 1 else "are"
    return f"`{task}` builds on {listed}, which {verb} not done yet."
