"""What became of a student's files, processes and calls: facts, which `graders.feedback.happenings` words.

A `Hindrance` keeps a task from being called, an `Ending` is how a check ended that does not hold, and a
`Remark` is said besides. What a judge holds against an answer is a `Finding`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from msgspec import Struct

from graders.course.index import Limits
from graders.grading.findings import CodeRaised, Internal
from graders.grading.newer import version_for
from graders.grading.results import Status
from graders.grading.slips import Slip, slip_of, syntax_slip
from graders.judge.findings import Finding, Undecided
from graders.sandbox.outside.subjects import CPU_USED_UP, Lost
from graders.values import codec
from graders.values.functions import Counted, Function
from graders.values.outcome import Raised
from graders.values.types import Graph


class Call(Struct, frozen=True):
    """A call as it was made, whatever becomes of its arguments later."""

    function: str
    arguments: tuple[object, ...]
    made_by: Call | None = None
    """The call that returned the function."""

    @classmethod
    def of(cls, function: str, arguments: Sequence[object], made_by: Call | None = None) -> Call:
        return cls(function, tuple(map(_kept, arguments)), made_by)


class Example(Struct, frozen=True):
    """The lines of a statement's example."""

    lines: tuple[str, ...]


Asked = Call | Example


def _kept(argument: object) -> object:
    """An argument as plain data, so that expressions are such; what is none, such as a function, as it is."""
    if type(argument) in (Function, Counted, Graph) or callable(argument):
        return argument
    try:
        return codec.decode(codec.encode(argument, count=lambda _: 0))
    except codec.CodecError:
        return argument


class Loss(Struct, frozen=True):
    """How a worker was lost: `reason` is the last line seen, in `function`, or the manner of its end."""

    status: Status
    reason: str
    limits: Limits
    function: str = ""

    @classmethod
    def of(cls, lost: Lost, limits: Limits) -> Loss:
        return cls(Status[lost.status.upper()], lost.reason, limits, lost.function)

    @property
    def by_processor(self) -> bool:
        """Did it use up its processor time?"""
        return self.reason == CPU_USED_UP


# Hindrances


class Untouched(Struct, frozen=True):
    """The task is as it was given out."""

    kind: ClassVar[str] = "untouched"
    status: ClassVar[Status] = Status.TODO


class EmptyBody(Struct, frozen=True):
    """Below the signature stands nothing that does anything, and the mark of a task to be written is gone."""

    kind: ClassVar[str] = "empty_body"
    status: ClassVar[Status] = Status.TODO
    task: str
    line: int | None


class NotDefined(Struct, frozen=True):
    """Nothing of that name is in the student's code."""

    kind: ClassVar[str] = "not_defined"
    status: ClassVar[Status] = Status.TODO
    task: str


class NearName(Struct, frozen=True):
    """Nothing of that name is there, but `near`, which may have been meant for it."""

    kind: ClassVar[str] = "near_name"
    status: ClassVar[Status] = Status.TODO
    task: str
    near: str


class Waiting(Struct, frozen=True):
    """The file does not parse, which is told with another task."""

    kind: ClassVar[str] = "waiting"
    status: ClassVar[Status] = Status.TODO
    task: str
    why: DoesNotParse


class Unreadable(Struct, frozen=True):
    """The file holds no text that can be read; the `sentence` of whoever read it says why."""

    kind: ClassVar[str] = "unreadable"
    status: ClassVar[Status] = Status.ERROR
    sentence: str


class TooLong(Struct, frozen=True):
    """More characters than are parsed."""

    kind: ClassVar[str] = "too_long"
    status: ClassVar[Status] = Status.ERROR
    file: str
    characters: int
    most: int


class DoesNotParse(Struct, frozen=True):
    """A file, or one code cell of it, is no Python; `source` is the text of the line, where that is known."""

    kind: ClassVar[str] = "does_not_parse"
    status: ClassVar[Status] = Status.ERROR
    file: str
    cell: int | None
    reason: str
    line: int | None = None
    source: str = ""
    newer: str = ""
    """The version of Python that may read it, where this one is too old."""
    slip: str = ""
    """What is known of the mistake, see `graders.grading.slips`."""

    @classmethod
    def of(cls, file: str, cell: int | None, error: Exception) -> DoesNotParse:
        if isinstance(error, SyntaxError):
            source = error.text or ""
            slip = syntax_slip(error.msg, source)
            newer = "" if slip else version_for(source)
            return cls(file, cell, error.msg, error.lineno, source, newer, slip)
        return cls(file, cell, type(error).__name__)


class Stops(Struct, frozen=True):
    """A file, or one code cell of it, ends with an exception before any task is called."""

    kind: ClassVar[str] = "stops"
    status: ClassVar[Status] = Status.ERROR
    file: str
    cell: int | None
    raised: Raised


class LostAtStart(Struct, frozen=True):
    """The worker was lost while the file ran."""

    kind: ClassVar[str] = "lost_at_start"
    file: str
    loss: Loss

    @property
    def status(self) -> Status:
        return self.loss.status


class CellLost(Struct, frozen=True):
    """A code cell did not end in time, or ended its process, and is left out."""

    kind: ClassVar[str] = "cell_runs_on"
    file: str
    cell: int
    loss: Loss

    @property
    def status(self) -> Status:
        return self.loss.status


class StatementStops(Struct, frozen=True):
    """A top-level statement of a script ends with an exception; what it would have bound is missing."""

    kind: ClassVar[str] = "stops"
    status: ClassVar[Status] = Status.ERROR
    file: str
    line: int
    statement: str
    raised: Raised

    @property
    def slip(self) -> Slip | None:
        """What is known of the mistake."""
        if self.raised.kind != "SyntaxError":
            return slip_of(self.raised)
        name = syntax_slip(self.raised.message, self.statement)
        return Slip(name) if name else None


class StatementLost(Struct, frozen=True):
    """A top-level statement did not end in time, or ended its process, and is left out.

    Where it used up the time of what only tries things out, so is `all_after` it.
    """

    kind: ClassVar[str] = "statement_lost"
    file: str
    line: int
    statement: str
    loss: Loss
    all_after: bool

    @property
    def status(self) -> Status:
        return self.loss.status


class LibraryMissing(Struct, frozen=True):
    """A task needs a library that is not installed here."""

    kind: ClassVar[str] = "library_missing"
    status: ClassVar[Status] = Status.UNAVAILABLE
    task: str
    library: str


class UsedUp(Struct, frozen=True):
    """The tasks before this one took all the seconds of a submission."""

    kind: ClassVar[str] = "used_up"
    status: ClassVar[Status] = Status.TIMEOUT
    task: str
    seconds: float


class GraderFailed(Struct, frozen=True):
    """Something of ours broke."""

    kind: ClassVar[str] = "internal"
    status: ClassVar[Status] = Status.INTERNAL
    reason: str


# Endings


class Refused(Struct, frozen=True):
    """What a check found, of the call that was the last then; `note` names what was compared."""

    finding: Finding
    call: Asked | None = None
    note: str = ""

    @property
    def kind(self) -> str:
        return self.finding.kind

    @property
    def status(self) -> Status:
        match self.finding:
            case Undecided():
                return Status.UNDECIDED
            case Internal():
                return Status.INTERNAL
            case CodeRaised():
                return Status.ERROR
        return Status.FAILING


class RaiseLeft(Struct, frozen=True):
    """The code comes to the `raise NotImplementedError` that the task was given out with."""

    kind: ClassVar[str] = "raise_left"
    status: ClassVar[Status] = Status.ERROR
    raised: Raised


class NotYet(Struct, frozen=True):
    """The code calls another task, which is still to do."""

    kind: ClassVar[str] = "not_yet"
    status: ClassVar[Status] = Status.ERROR
    task: str
    other: str


class OutOfMemory(Struct, frozen=True):
    """A call needs more memory than it may use."""

    kind: ClassVar[str] = "out_of_memory"
    status: ClassVar[Status] = Status.ERROR
    call: Asked | None
    raised: Raised
    limits: Limits


class LostInCall(Struct, frozen=True):
    """The worker was lost during a call of a task's checks."""

    task: str
    call: Asked | None
    loss: Loss

    @property
    def kind(self) -> str:
        return "time_out" if self.status is Status.TIMEOUT else "lost"

    @property
    def status(self) -> Status:
        return self.loss.status


class CallsEndless(Struct, frozen=True):
    """The code calls another task, which was found before not to end, and does not end in it."""

    kind: ClassVar[str] = "calls_endless"
    status: ClassVar[Status] = Status.TIMEOUT
    task: str
    other: str


# Remarks


class Slipped(Struct, frozen=True):
    """A mistake that is known without a misconception: its name, and what is to be told of it."""

    slip: Slip


class BuildsOn(Struct, frozen=True):
    """Earlier tasks that a task needs and that are not done."""

    task: str
    names: tuple[str, ...]


class RaisedIn(Struct, frozen=True):
    """The exception came from another task, which this one calls."""

    task: str
    other: str


class PrintedTooMuch(Struct, frozen=True):
    """More characters than are kept."""

    most: int


class MoreStopped(Struct, frozen=True):
    """Further cells or statements that do not run to their end."""

    count: int
    cells: bool


class NameLost(Struct, frozen=True):
    """A name is missing because the cell or statement that was to bind it stopped."""

    name: str
    why: Hindrance


class StubBelow(Struct, frozen=True):
    """Below the task as it was written stands its stub once more, and takes its place."""

    task: str
    written: int
    stub: int


class BoundAnew(Struct, frozen=True):
    """A task was graded with the names as they were after its `own` cell or line.

    Later, at `by`, the name was bound anew.
    """

    file: str
    task: str
    name: str
    own: tuple[int | None, int]
    by: tuple[int | None, int]


class MistakeAt(Struct, frozen=True):
    """The line that a mistake is in: its place and text, the columns of the part, and the kind of slip.

    `has_cause` says that the student is told beside it what the mistake is. Of a wrong value, `name` is what
    gets it and `shape` its own; `right` is a name above, in `right_line`, whose value is as it should be.
    In a loop it was right so many `times` before, and `at` is the loop's variable then, "i = 3". Of rounds
    that are right `times` is how many there are too many, or by a minus too few.
    """

    cell: int | None
    line: int
    source: str
    columns: tuple[int, int]
    slip: str
    certain: bool
    has_cause: bool = False
    name: str = ""
    shape: tuple[int, ...] = ()
    right: str = ""
    right_line: int = 0
    times: int = 0
    at: str = ""


Hindrance = (
    Untouched | EmptyBody | NotDefined | NearName | Waiting | Unreadable | TooLong | DoesNotParse | Stops
    | LostAtStart | CellLost | StatementStops | StatementLost | LibraryMissing | UsedUp | GraderFailed
)  # fmt: skip
Ending = Refused | RaiseLeft | NotYet | OutOfMemory | LostInCall | CallsEndless | GraderFailed
Remark = (
    Slipped | BuildsOn | RaisedIn | PrintedTooMuch | MoreStopped | NameLost | StubBelow | BoundAnew
    | MistakeAt
)  # fmt: skip
Tell = Callable[[Hindrance | Ending | Remark], str]
"""How a front end lets these be worded."""
