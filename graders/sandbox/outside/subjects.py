"""What can be called: a student's functions in a worker, or trusted code in this process."""

from __future__ import annotations

import math
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any, Literal, Protocol

import numpy as np

from graders.sandbox.inside import calling
from graders.sandbox.inside.calling import Student
from graders.sandbox.inside.channel import LOOK, ChannelClosed, DeadlinePassed, receive, send
from graders.sandbox.inside.messages import (
    Answer,
    Call,
    Define,
    Load,
    Question,
    Ready,
    Refused,
    Run,
    letter,
    pack,
    timed,
    unpack,
    unpack_counted,
)
from graders.sandbox.inside.meter import Meter
from graders.values import codec
from graders.values.functions import Counted
from graders.values.outcome import Outcome, Raised
from graders.values.types import Remote

ALL_ANSWERS = 64 * 2**20
"""Bytes of a worker's answers together: those of one check are kept until it ends."""
ONE_VALUE = 200
"""Bytes that a value of an answer may take here, whatever it took on the way."""
AT_ONCE = 50_000
"""Bytes of requests that are sent before the first answer is read."""
FEW_VALUES = 16
"""A question of so many values costs its bytes alone."""
MOST_ENTRIES, MOST_BITS = 100_000, 512
"""Of an argument to one of the grader's functions; arrays that broadcast count by what comes of them."""
TOO_LARGE = f"the function takes at most {MOST_ENTRIES} numbers"
LEAST = 0.001
"""Seconds that every call gets."""
CPU_USED_UP = "it used up its processor time"
SANDBOX_ENDED = "the sandbox ended"


Lines = Sequence[tuple[str, bool]]
"""Statements, with whether their value is asked for."""
Given = Sequence[tuple[str, str]]
"""Names, with the statements that define them."""


class SandboxError(Exception):
    """The sandbox itself does not work; never the student's fault."""


class Lost(Exception):
    """A worker that did not answer: it ran out of time, or it ended."""

    def __init__(
        self, status: Literal["timeout", "crashed"], reason: str, seen: Outcome | None = None
    ) -> None:
        super().__init__(reason)
        self.status: Literal["timeout", "crashed"] = status
        self.reason = reason
        self.seen = seen
        """What it had told by then, where its time was over."""

    @property
    def function(self) -> str:
        """The innermost function of the student's file that ran then, where it told."""
        return self.seen.raised.function if self.seen is not None and self.seen.raised is not None else ""

    @property
    def stops(self) -> list[tuple[int, Raised]]:
        """The statements of a file that had stopped, the one that was interrupted among them."""
        return self.seen.value if self.seen is not None and type(self.seen.value) is list else []


Request = Callable[[float, int], bytes]
"""A request, made of the seconds that it may take and of how much of its printing is kept."""


class Subject(Protocol):
    """Something whose functions can be called: a student's worker, or code in this process."""

    def call(self, function: str | Remote, arguments: Sequence[object]) -> Outcome: ...

    def run(self, task: str, lines: Lines, given: Given = ()) -> Outcome:
        """Run lines of ours among its names, see `graders.sandbox.inside.messages.Run`."""
        ...


class Editable(Subject, Protocol):
    """One whose functions can be changed, to see what they would do; `seconds` are those that are left."""

    seconds: float

    def start_task(self, seconds: float) -> None:
        """From here on count time anew."""
        ...

    def processor_time(self) -> float | None:
        """Seconds that it had a processor of its own, if the system tells."""
        ...

    def define(self, text: str, noting: str = "") -> Outcome:
        """Define a function anew, in the place of the student's own, see
        `graders.sandbox.inside.messages.Define`."""
        ...

    def attempt(self, texts: Sequence[str], request: Request, seconds: float) -> list[Outcome]:
        """Define a function by each of these texts, and what one request would give with it.

        Each may take so many seconds; a `TimeUp` is what is seen then. The request passes no function that is
        answered here.
        """
        ...


class Local:
    """Trusted code in this process, observed as a worker's would be.

    `output` characters of what it prints are kept; with 0 its printing is left alone. Its calls together may
    take so many `seconds`, where the system can interrupt them; with 0 they may take any time.
    """

    lock = threading.RLock()

    def __init__(self, names: dict[str, Any], file: str = "", output: int = 0, seconds: float = 0.0) -> None:
        self.counted: list[Counted] = []
        self.student = Student(self._answer, names, file)
        self.output = output
        self.seconds = seconds

    def start_task(self, seconds: float) -> None:
        self.seconds = seconds

    def processor_time(self) -> float:
        return 0.0

    def call(self, function: str | Remote, arguments: Sequence[object]) -> Outcome:
        request, self.counted = pack_call(function, arguments, self.seconds, self.output)
        return self._asked(request)

    def run(self, task: str, lines: Lines, given: Given = ()) -> Outcome:
        self.counted = []
        return self._asked(pack_run(task, lines, given, self.seconds, self.output))

    def define(self, text: str, noting: str = "") -> Outcome:
        self.counted = []
        return self._asked(pack(Define(text, noting, self.seconds, self.output)))

    def attempt(self, texts: Sequence[str], request: Request, seconds: float) -> list[Outcome]:
        self.counted, found = [], []
        meter = Meter(time.process_time)
        for text in texts:
            with self.lock:
                self.student.handle(pack(Define(text, "", seconds, self.output)))
                found.append(calling.outcome(self.student.handle(request(seconds, self.output))))
        self.seconds = max(self.seconds - meter.used(), LEAST)
        return found

    def _asked(self, request: bytes) -> Outcome:
        before = [counted.calls for counted in self.counted]
        with self.lock:
            meter = Meter(time.process_time)
            reply = self.student.handle(request)
        if self.seconds:
            self.seconds = max(self.seconds - meter.used(), LEAST)
        outcome = calling.outcome(reply, _new_calls(self.counted, before))
        if outcome.raised is not None and outcome.raised.kind == "KeyboardInterrupt":
            raise KeyboardInterrupt
        check_time(outcome)
        return outcome

    def _answer(self, number: int, arguments: list[object]) -> object:
        return self.counted[number](*arguments)


class Process(Protocol):
    """Something that takes time and can be ended."""

    def processor_time(self) -> float | None:
        """Seconds on the processor, if the system tells."""
        ...

    def kill(self) -> str:
        """End it, if it has not ended yet, and say how it ended."""
        ...


class Worker:
    """One student process. Not thread-safe; a worker that was lost is of no further use.

    `locate` tells the cell of a line, if it is a notebook's, and the place of the line there.
    `tasks` counts what was begun in it. It is `spent` when it ended, or ran out of what it may use in its
    whole life: in a new one the same code may come further.
    """

    def __init__(self, channel: socket.socket, process: Process, output: int) -> None:
        self.channel = channel
        self.process = process
        self.output = output
        self.counted: list[Counted] = []
        self.left = ALL_ANSWERS
        self.seconds = 0.0
        self.tasks = 0
        self.alive = True
        self.spent = False
        self.locate: Callable[[int], tuple[int | None, int]] = lambda line: (None, line)

    def wait_until_ready(self, seconds: float) -> None:
        """Wait until the process is confined and nothing but a student's file is missing."""
        end = time.monotonic() + seconds
        try:
            said = unpack(receive(self.channel, lambda: end - time.monotonic()), Ready, Refused)
        except (ChannelClosed, DeadlinePassed, codec.CodecError):
            raise SandboxError(f"a worker did not start: {self.close()}") from None
        if isinstance(said, Refused):
            self.close()
            raise SandboxError(f"a worker did not start: {said.reason}")

    def load(
        self,
        file: str,
        text: str,
        seconds: float,
        line: int = 1,
        *,
        cell: int | None = None,
        beside: Mapping[str, str] | None = None,
    ) -> Outcome:
        """Run a student's file or, from some line on, a part of it; the next part shares its names.

        It may take so many seconds (see `graders.sandbox.inside.meter`). See `Load` for the rest; the value
        is a list of the statements that stopped, each as its line and what it raised.
        """
        self.counted, self.seconds = [], seconds
        request = Load(file, line, text, self._grace(), self.output, cell, dict(beside or {}))
        return self._ask(pack(request), calling.stops)

    def start_task(self, seconds: float) -> None:
        """From here on count time and the size of answers anew."""
        self.tasks += 1
        self.seconds, self.left = seconds, ALL_ANSWERS

    def processor_time(self) -> float | None:
        return self.process.processor_time()

    def call(self, function: str | Remote, arguments: Sequence[object]) -> Outcome:
        return self.ask(*pack_call(function, arguments, 0.0, self.output))

    def ask(self, call: bytes, counted: list[Counted]) -> Outcome:
        """Make a call, packed for whatever time, that passes these functions."""
        self.counted = counted
        return self._ask(timed(call, self._grace()))

    def run(self, task: str, lines: Lines, given: Given = ()) -> Outcome:
        return self.ask(pack_run(task, lines, given, 0.0, self.output), [])

    def define(self, text: str, noting: str = "") -> Outcome:
        self.counted = []
        return self._ask(pack(Define(text, noting, self._grace(), self.output)))

    def attempt(self, texts: Sequence[str], request: Request, seconds: float) -> list[Outcome]:
        self.counted = []
        asked = request(seconds, self.output)
        found: list[Outcome] = []
        with self._timed() as left, self._ended():
            for some in _together([pack(Define(text, "", seconds, self.output)) for text in texts], asked):
                send(self.channel, *(part for frame in some for part in (frame, asked)))
                for _ in some:
                    self._received(left)
                    found.append(calling.outcome(self._received(left)))
        return found

    def together(self, requests: Sequence[bytes]) -> tuple[list[bytes], Exception | None]:
        """The answers to calls of which none waits for an answer, unread, and what ended them too early.

        They share the time that is left, and pass no function that is answered here.
        """
        self.counted = []
        first, *others = requests
        answers: list[bytes] = []
        try:
            with self._timed() as left, self._ended():
                for some in _together([timed(first, self._grace()), *others]):
                    self.channel.settimeout(max(left(), LEAST))
                    send(self.channel, *some)
                    answers += (self._received(left) for _ in some)
        except (Lost, SandboxError) as error:
            return answers, error
        return answers, None

    def _grace(self) -> float:
        """The time a student's code gets before it is interrupted: a little less than before it is killed."""
        return max(0.9 * self.seconds, LEAST)

    def _ask(self, request: bytes, read: Callable[[object], object] = lambda value: value) -> Outcome:
        """Send a request and wait for the outcome; `read` makes something of its value."""
        with self._timed() as left:
            return self._answered(request, left, read)

    @contextmanager
    def _timed(self) -> Iterator[Callable[[], float]]:
        """A block that takes of the time that is left; how much that is."""
        meter = Meter(self.process.processor_time, longest=2 * LOOK)
        try:
            yield lambda: self.seconds - meter.used()
        finally:
            self.seconds -= meter.used()

    @contextmanager
    def _ended(self) -> Iterator[None]:
        """A block in which it answers; `Lost` where it does not."""
        try:
            yield
        except DeadlinePassed:
            self.close()
            raise Lost("timeout", "") from None
        except (ChannelClosed, OSError):
            raise self._gone() from None
        except codec.CodecError as error:
            self.close()
            raise Lost("crashed", f"the answer could not be read: {error}") from None

    def _answered(
        self, request: bytes, left: Callable[[], float], read: Callable[[object], object]
    ) -> Outcome:
        before = [counted.calls for counted in self.counted]
        with self._ended():
            self.channel.settimeout(max(left(), LEAST))
            send(self.channel, request)
            while (frame := self._received(left)).startswith(letter(Question)):
                if left() < 0:
                    raise DeadlinePassed
                send(self.channel, self._answer(frame))
        return self.read(frame, _new_calls(self.counted, before), read)

    def read(
        self,
        frame: bytes,
        calls: tuple[int, ...] = (),
        read: Callable[[object], object] = lambda value: value,
    ) -> Outcome:
        """What an answer tells; `calls` were made of functions that are answered here."""
        with self._ended():
            outcome = self._located(calling.outcome(frame, calls, self.output))
            self._spend(ONE_VALUE * outcome.values)
            outcome = replace(outcome, value=read(outcome.value))
        try:
            check_time(outcome)
        except Lost:
            self.close()
            raise
        if outcome.raised is not None and outcome.raised.kind.endswith("MemoryError"):
            self.spent = True
        return outcome

    def _located(self, outcome: Outcome) -> Outcome:
        """The line of an exception, in its cell."""
        raised = outcome.raised
        if raised is None or raised.line is None:
            return outcome
        cell, line = self.locate(raised.line)
        return replace(outcome, raised=replace(raised, line=line, cell=cell))

    def _received(self, left: Callable[[], float]) -> bytes:
        frame = receive(self.channel, left)
        self._spend(len(frame))
        return frame

    def _spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise codec.CodecError("its answers are larger than 64 MB together")

    def _gone(self) -> Exception:
        manner = self.close()
        self.spent = True
        if manner == SANDBOX_ENDED:
            return SandboxError(manner)
        return Lost("timeout" if manner == CPU_USED_UP else "crashed", manner)

    def _answer(self, frame: bytes) -> bytes:
        question, values = unpack_counted(frame, Question)
        if values > FEW_VALUES:  # a check may keep what it was asked, as long as the task lasts
            self._spend(ONE_VALUE * values)
        if not 0 <= question.number < len(self.counted):
            raise codec.CodecError("the question is about no function")
        function = self.counted[question.number]
        try:
            check_arguments(question.arguments)
            with np.errstate(all="ignore"):
                return pack(Answer(function(*question.arguments), None))
        except Exception as error:
            return pack(Answer(None, f"{type(error).__name__}: {error}"[:200]))

    def close(self) -> str:
        """End the process and say how it ended."""
        self.alive = False
        with suppress(OSError):
            self.channel.close()
        return self.process.kill()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _together(frames: Sequence[bytes], other: bytes = b"") -> Iterator[Sequence[bytes]]:
    """The frames in parts, each of which a socket takes together with `other` for each, unread."""
    some: list[bytes] = []
    for frame in frames:
        if some and sum(map(len, some)) + len(frame) + (len(some) + 1) * len(other) > AT_ONCE:
            yield some
            some = []
        some.append(frame)
    if some:
        yield some


def check_time(outcome: Outcome) -> None:
    """Raise `Lost` where a call was interrupted because its time was over."""
    raised = outcome.raised
    if raised is not None and raised.kind == "TimeUp":
        raise Lost("timeout", f"{raised.place}: {raised.source.strip()}" if raised.line else "", outcome)


def check_arguments(arguments: Sequence[object]) -> None:
    """Refuse, for one of the grader's functions, what is no number or would cost much time or memory."""
    shapes = []
    for argument in arguments:
        items = argument if isinstance(argument, list | tuple) else (argument,)
        for item in items:
            if type(item) is np.ndarray and item.dtype.kind in "biufc":
                shapes.append((len(items), *item.shape))
            elif not isinstance(item, (bool, int, float, complex, np.number, np.bool_)):
                raise TypeError("the function takes numbers and arrays of numbers")
            elif isinstance(item, int) and item.bit_length() > MOST_BITS:
                raise ValueError(f"the function takes integers of at most {MOST_BITS} bits")
        if len(items) > MOST_ENTRIES:
            raise ValueError(TOO_LARGE)
    with suppress(ValueError):  # what does not broadcast does not grow
        shapes.append(np.broadcast_shapes(*(shape[1:] for shape in shapes)))
    if any(math.prod(shape) > MOST_ENTRIES for shape in shapes):
        raise ValueError(TOO_LARGE)


def pack_call(
    function: str | Remote, arguments: Sequence[object], seconds: float, output: int
) -> tuple[bytes, list[Counted]]:
    counted: list[Counted] = []

    def number(function: Counted) -> int:
        counted.append(function)
        return len(counted) - 1

    return pack(Call(function, list(arguments), seconds, output), count=number), counted


def pack_run(task: str, lines: Lines, given: Given, seconds: float, output: int) -> bytes:
    return pack(Run(task, list(lines), list(given), seconds, output))


def _new_calls(counted: list[Counted], before: list[int]) -> tuple[int, ...]:
    return tuple(now.calls - then for now, then in zip(counted, before, strict=True))
