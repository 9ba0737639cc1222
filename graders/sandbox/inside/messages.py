"""What is said across the wall, one class a message, and the layout of them all in one table.

A message is a letter, which tells its kind, and its fields in their order as `graders.values.codec` writes
them. It is checked field by field before anything is made of it, whichever side it comes from.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from types import NoneType
from typing import TypeVar, overload

from graders.values import codec
from graders.values.frame import DOUBLE, LONG
from graders.values.functions import Counted

WHAT_IS_LEFT = -1.0
"""In place of the seconds of a call: what the one before it left of its own."""


@dataclass(frozen=True)
class Message:
    """What both sides know how to pack and unpack."""


@dataclass(frozen=True)
class Settings:
    """What a process is started with, on its command line.

    What takes long to make warm, and is the same for ever, may be `kept` in a folder of ours.
    """

    libraries: list[str]
    hidden: list[str]
    warm: bool = False
    kept: str = ""
    memory: float = 0.0
    cpu: float = 0.0

    def written(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Settings:
        return cls(**json.loads(text))


# To the zygote, and what it says.


@dataclass(frozen=True)
class Begun(Message):
    """It is ready: how well its workers are confined, and what got through."""

    level: str
    open: list[str]


@dataclass(frozen=True)
class Fork(Message):
    """Make a worker of the descriptor that comes along: megabytes, and seconds for its whole life."""

    memory: float
    cpu: float


@dataclass(frozen=True)
class Forked(Message):
    """The worker's process id; a descriptor of the process comes along."""

    pid: int


@dataclass(frozen=True)
class Refused(Message):
    """There is no worker, and why."""

    reason: str


@dataclass(frozen=True)
class Reap(Message):
    """How did this worker end?"""

    pid: int


@dataclass(frozen=True)
class Reaped(Message):
    """Its status, as of waitpid."""

    status: int


# To a worker, and what it says.


@dataclass(frozen=True)
class Ready(Message):
    """The worker is confined, and nothing but a student's file is missing."""


@dataclass(frozen=True)
class Load(Message):
    """Run a file, or from some line on a part of it.

    In `seconds` it is interrupted, 0 is never; `output` characters of what it prints are kept, with 0
    printing is left alone. A script, which has no number of a `cell`, is not ended by a top-level statement
    that raises, which is told in the reply's value; a cell goes on where it tried what is not possible in a
    worker. `beside` are the texts of files that can be imported or opened from now on.
    """

    file: str
    line: int
    text: str
    seconds: float
    output: int
    cell: int | None
    beside: dict[str, str]


@dataclass(frozen=True)
class Call(Message):
    """Call a function by its name, or one that an earlier call returned; see `Load` for the rest.

    Several calls may be sent before the first answer is read: see `WHAT_IS_LEFT`.
    """

    function: object
    arguments: list[object]
    seconds: float
    output: int


@dataclass(frozen=True)
class Run(Message):
    """Run lines of the grader's own among the names of the student's file, which keep their values.

    `lines` are pairs of a statement and whether its value is asked for, `given` pairs of a name and the
    statement that defines it where the file does not. The reply holds these values, and what `task`
    returned meanwhile, each by its number.
    """

    task: str
    lines: list[tuple[str, bool]]
    given: list[tuple[str, str]]
    seconds: float
    output: int


@dataclass(frozen=True)
class Define(Message):
    """Define a function of the student's file anew, by a text that the grader made of its own.

    Under the name `noting` it finds a function that notes the values which it is given, each with a number;
    "" is none. The reply holds what the functions that were defined before have noted.
    """

    text: str
    noting: str
    seconds: float
    output: int


@dataclass(frozen=True)
class Reply(Message):
    """What was seen of a `Load`, a `Call`, a `Run` or a `Define`; `raised` has the fields of `TOLD`.

    `changed` holds what each argument that is another now contains, `parameters` the names of all, as far as
    they are known, and `attributes` those of a graph's nodes that are not what they were. A call `overwrites`
    when the answer to a call before it is another now.
    """

    value: object
    raised: list[object] | None
    changed: dict[int, object]
    parameters: list[str]
    attributes: list[str]
    overwrites: bool
    warnings: list[str]
    printed: str
    seconds: float


@dataclass(frozen=True)
class Question(Message):
    """Call one of the grader's own functions."""

    number: int
    arguments: list[object]


@dataclass(frozen=True)
class Answer(Message):
    """What it returned, or why it did not."""

    value: object
    fault: str | None


M = TypeVar("M", bound=Message)
N = TypeVar("N", bound=Message)
L = TypeVar("L", bound=Message)
K = TypeVar("K", bound=Message)
Field = tuple[type, ...]

TEXT, WHOLE, NUMBER, LIST, ANY = (str,), (int,), (float,), (list,), (object,)
LAYOUT: Mapping[type[Message], tuple[bytes, tuple[Field, ...]]] = {
    Begun: (b"B", (TEXT, LIST)),
    Fork: (b"F", (NUMBER, NUMBER)),
    Forked: (b"f", (WHOLE,)),
    Refused: (b"x", (TEXT,)),
    Reap: (b"W", (WHOLE,)),
    Reaped: (b"w", (WHOLE,)),
    Ready: (b"!", ()),
    Load: (b"L", (TEXT, WHOLE, TEXT, NUMBER, WHOLE, (int, NoneType), (dict,))),
    Call: (b"D", (ANY, LIST, NUMBER, WHOLE)),
    Run: (b"E", (TEXT, LIST, LIST, NUMBER, WHOLE)),
    Define: (b"T", (TEXT, TEXT, NUMBER, WHOLE)),
    Reply: (b"R", (ANY, (list, NoneType), (dict,), LIST, LIST, (bool,), LIST, TEXT, NUMBER)),
    Question: (b"C", (WHOLE, LIST)),
    Answer: (b"A", (ANY, (str, NoneType))),
}
"""The letter of each message, and of which exact types each field may be."""
TOLD: Mapping[str, Field] = {
    "kind": TEXT, "message": TEXT, "line": (int, NoneType), "source": TEXT, "function": TEXT, "through": TEXT,
}  # fmt: skip
"""What is told of an exception."""
NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in LAYOUT}


def letter(kind: type[Message]) -> bytes:
    """With which the frames of this kind begin."""
    return LAYOUT[kind][0]


def pack(
    message: Message,
    *,
    remember: Callable[[object], int] | None = None,
    nodes: dict[int, int] | None = None,
    count: Callable[[Counted], int] | None = None,
) -> bytes:
    """The frame of a message; the options are those of `codec.encode`."""
    content = [getattr(message, name) for name in NAMES[type(message)]]
    return letter(type(message)) + codec.encode(content, remember=remember, nodes=nodes, count=count)


@overload
def unpack(frame: bytes, one: type[M], /, *, resolve: codec.Resolver | None = None) -> M: ...


@overload
def unpack(
    frame: bytes, one: type[M], other: type[N], /, *, resolve: codec.Resolver | None = None
) -> M | N: ...


@overload
def unpack(
    frame: bytes,
    one: type[M],
    other: type[N],
    third: type[L],
    fourth: type[K],
    /,
    *,
    resolve: codec.Resolver | None = None,
) -> M | N | L | K: ...


def unpack(frame: bytes, *expected: type[Message], resolve: codec.Resolver | None = None) -> Message:
    """The message in a frame, which must be one of those that are expected; else a `CodecError`."""
    kind = next((kind for kind in expected if letter(kind) == frame[:1]), None)
    if kind is None:
        raise codec.CodecError("the frame has no known kind")
    return unpack_counted(frame, kind, resolve=resolve)[0]


def unpack_counted(frame: bytes, kind: type[M], resolve: codec.Resolver | None = None) -> tuple[M, int]:
    """The one message that is expected, and of how many values it is made."""
    if letter(kind) != frame[:1]:
        raise codec.CodecError("the frame has no known kind")
    content, values = codec.decode_counted(frame[1:], resolve=resolve)
    if type(content) is not list or not fit(content, LAYOUT[kind][1]):
        raise codec.CodecError(f"the {kind.__name__.lower()} has another form")
    return kind(*content), values


def timed(call: bytes, seconds: float) -> bytes:
    """A `Call` or a `Run` that may take so many seconds: that field is the last but one."""
    end = len(call) - LONG.size - 1
    return call[: end - DOUBLE.size] + DOUBLE.pack(seconds) + call[end:]


def timeless(reply: bytes) -> bytes:
    """A `Reply` without the seconds that it took: that field is the last."""
    return reply[: -DOUBLE.size]


def fit(content: list[object], layout: tuple[Field, ...]) -> bool:
    """Are these as many fields as there should be, each of a type that it may have?"""
    return len(content) == len(layout) and all(
        types is ANY or type(item) in types for item, types in zip(content, layout, strict=True)
    )
