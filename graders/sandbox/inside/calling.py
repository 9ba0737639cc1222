"""Run a student's file and call its functions, and observe what happens, as plain data.

The same code serves the confined worker and code graded in this process, so that both give the same answers.
"""

from __future__ import annotations

import ctypes
import io
import linecache
import signal
import sys
import threading
import time
import types
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from types import UnionType
from typing import Any

from numpy.random import mtrand

from graders.sandbox.inside.impossible import tried
from graders.sandbox.inside.meter import Meter
from graders.values import codec
from graders.values.expressions import to_sympy
from graders.values.functions import Function
from graders.values.text import harmless, one_line
from graders.values.types import Expression, Graph, Matrix, Node

MESSAGE_CAP = 500
SOURCE_CAP = 200
POSITIONS, LINES = 1000, 10**7
"""Beyond these no call has arguments and no file has lines."""
WARNINGS_CAP = 20
SHARED_RANDOM = "SharedRandom: NumPy's global random numbers were seeded or drawn from"
"""Stands among the warnings of a call that did so."""
TWISTER = mtrand.get_bit_generator()
SOON = 0.01
"""Seconds after which the clock is looked at again where the time is nearly over."""
TWISTER_BYTES = 625 * 4
"""The state of NumPy's global generator: 624 words and a position."""


class TimeUp(BaseException):
    """Raised inside a student's code when its time is over; code that swallows it is killed instead."""


TOLD = ("kind", "message", "line", "source", "function", "through")
"""What a student's process tells of an exception."""


@dataclass(frozen=True)
class Raised:
    """An exception that left the student's code, and the line of the student's file that it came from."""

    kind: str
    message: str
    line: int | None = None
    source: str = ""
    function: str = ""
    through: str = ""
    """What it tried that a confined process cannot do, see `graders.sandbox.inside.impossible`."""
    cell: int | None = None
    """The code cell that `line` counts in, where the file is a notebook."""

    @property
    def place(self) -> str:
        """Its line, as people are told."""
        cell = f"cell {self.cell}, " if self.cell else ""
        return f"{cell}line {self.line}"


@dataclass(frozen=True)
class Outcome:
    """All that is seen of one call. `changed` maps an argument's position to its content afterwards."""

    value: Any = None
    raised: Raised | None = None
    changed: Mapping[int, Any] = field(default_factory=dict)
    calls: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    printed: str = ""
    seconds: float = 0.0
    values: int = 0
    """Of how many values all of this is made."""


def _nothing(*_: Any, **__: Any) -> None:
    """Stands for what a notebook shows, while nobody looks."""


class _Shell:
    """Stands for IPython, which does not run here: whatever it is asked has no effect."""

    def __getattr__(self, name: str) -> Any:
        return _nothing


class CappedText(io.TextIOBase):
    """Keeps the first characters that are written to it and forgets the rest."""

    def __init__(self, cap: int) -> None:
        self.parts: list[str] = []
        self.left = cap

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.left > 0:
            self.parts.append(text[: self.left])
            self.left -= len(self.parts[-1])
        return len(text)

    @property
    def text(self) -> str:
        return "".join(self.parts)


@dataclass
class Observed:
    """What a block of student code printed, warned of and raised."""

    raised: Raised | None = None
    warnings: tuple[str, ...] = ()
    printed: str = ""
    seconds: float = 0.0


class Student:
    """A student's file in this process: its names, and the functions that its calls returned.

    `callback(number, arguments)` asks the grader for the value of a `Counted` function.
    """

    def __init__(
        self, callback: Callable[[int, list[Any]], Any], names: dict[str, Any] | None = None, file: str = ""
    ) -> None:
        self.callback = callback
        self.names = names if names is not None else {}
        self.file = file
        self.lines: list[str] = []
        self.returned: list[Any] = []
        self.nodes: list[Node] = []

    def handle(self, request: bytes) -> bytes:
        """Answer `["load", file, [line, text], seconds, output]` or `["call", function, arguments, …]`.

        `seconds` is the time it may take, `output` how many printed characters are kept; 0 means no limit
        to the one, and that printing is left alone to the other.
        """
        self.nodes = []
        verb, what, content, seconds, output = codec.decode(request, resolve=self)
        if verb == "load":
            line, text = content
            return self._reply(None, self._load(what, line, text, seconds, output), [], [])
        before = [_content(argument) for argument in content]
        function = self.names.get(what) if isinstance(what, str) else what
        value = None
        with observed(self.file, seconds, output) as seen:
            if not callable(function):
                raise NameError(f"{what} is not a function")
            value = function(*content)
        return self._reply(value, seen, content, before)

    def _load(self, file: str, line: int, text: str, seconds: float, output: int) -> Observed:
        if self.file != file:
            self._begin(file)
        blank = "\n" * (line - 1)
        self.lines += ["\n"] * (line - 1 - len(self.lines)) + [f"{row}\n" for row in text.split("\n")]
        linecache.cache[file] = (len(text), None, self.lines, file)
        with observed(file, seconds, output) as seen:
            exec(compile(blank + text, file, "exec", dont_inherit=True), self.names)
        return seen

    def _begin(self, file: str) -> None:
        name, _, kind = file.rpartition("/")[2].rpartition(".")
        module = types.ModuleType(name)
        module.__file__ = file
        sys.modules[name] = module
        self.file, self.names = file, module.__dict__
        if kind == "ipynb":
            self.names.update(display=_nothing, get_ipython=_Shell)

    def _reply(self, value: Any, seen: Observed, arguments: list[Any], before: list[bytes | None]) -> bytes:
        indices = {id(node): index for index, node in enumerate(self.nodes)}

        def pack(value: Any, raised: Raised | None) -> bytes:
            fault = None if raised is None else [getattr(raised, fact) for fact in TOLD]
            changed = {i: self._state(argument) for i, argument in self._changed(arguments, before)}
            reply = [value, fault, changed, list(seen.warnings), seen.printed, seen.seconds]
            return codec.encode(reply, remember=self._remember, nodes=indices)

        try:
            return pack(value, seen.raised)
        except Exception as error:
            message = str(error) if isinstance(error, codec.CodecError) else type(error).__name__
            arguments, before = [], []
            return pack(None, Raised("UnreadableAnswer", message))
        finally:
            pyplot = sys.modules.get("matplotlib.pyplot")
            if pyplot is not None:
                pyplot.close("all")

    def _changed(self, arguments: list[Any], before: list[bytes | None]) -> Iterator[tuple[int, Any]]:
        for position, (argument, old) in enumerate(zip(arguments, before, strict=True)):
            if type(argument) is Node or (old is not None and _content(argument) != old):
                yield position, argument

    def _state(self, argument: Any) -> Any:
        return [node.grad for node in self.nodes] if type(argument) is Node else argument

    def _remember(self, function: Any) -> int:
        self.returned.append(function)
        return len(self.returned) - 1

    # What only the grader may send (see `codec.decode`).

    def function(self, formula: str, parameters: str, backend: str) -> Callable[..., Any]:
        return Function(formula, parameters, backend).compiled()

    def counted(self, number: int) -> Callable[..., Any]:
        return lambda *arguments: self.callback(number, list(arguments))

    def graph(self, values: tuple[float, ...], links: Any) -> Node:
        self.nodes = Graph(values, links).build()
        return self.nodes[-1]

    def expression(self, expression: Expression) -> Any:
        return to_sympy(expression)

    def matrix(self, matrix: Matrix) -> Any:
        return to_sympy(matrix)

    def remote(self, number: int) -> Any:
        return self.returned[number]


def unpack(reply: bytes, calls: tuple[int, ...] = (), output: int = 0) -> Outcome:
    """The outcome in a reply; whatever is odd about the reply is a `CodecError`.

    What a student's code says about itself becomes harmless here. `output` is how many printed characters
    there may be, 0 any number.
    """
    content, values = codec.decode_counted(reply)
    if type(content) is not list or len(content) != 6:
        raise codec.CodecError("the reply is not an outcome")
    value, fault, changed, warned, printed, seconds = content
    texts = type(warned) is list and all(type(item) is str for item in warned)
    if not (texts and type(printed) is str and type(seconds) is float and type(changed) is dict):
        raise codec.CodecError("the reply is not an outcome")
    if not all(type(position) is int and 0 <= position < POSITIONS for position in changed):
        raise codec.CodecError("the reply is not an outcome")
    raised = None if fault is None else _raised(fault)
    warned = tuple(one_line(warning[: 2 * MESSAGE_CAP]) for warning in warned[: WARNINGS_CAP + 1])
    printed = harmless(printed[:output] if output else printed)
    return Outcome(value, raised, changed, calls, warned, printed, seconds, values)


def _raised(fault: Any) -> Raised:
    kinds: tuple[type | UnionType, ...] = (str, str, int | None, str, str, str)
    if type(fault) is not list or len(fault) != len(kinds):
        raise codec.CodecError("the reply is not an outcome")
    if not all(isinstance(item, kind) for item, kind in zip(fault, kinds, strict=True)):
        raise codec.CodecError("the reply is not an outcome")
    kind, message, line, source, function, through = fault
    return Raised(
        one_line(kind[:SOURCE_CAP]),
        one_line(message[:MESSAGE_CAP]),
        line if line is not None and 0 < line < LINES else None,
        harmless(source[:SOURCE_CAP].replace("\n", " ")),
        one_line(function[:SOURCE_CAP]),
        through,
    )


@contextmanager
def observed(file: str, seconds: float, output: int) -> Iterator[Observed]:
    """Run a block of student code and keep what it prints, warns of and raises; nothing leaves the block."""
    seen, out = Observed(), CappedText(output)
    numbers = _shared_random()
    start = time.perf_counter()
    with warnings.catch_warnings(record=True) as caught, ExitStack() as redirected:
        warnings.simplefilter("always")
        if output:
            redirected.enter_context(redirect_stdout(out))
            redirected.enter_context(redirect_stderr(out))
        try:
            with _alarm(seconds):
                yield seen
        except BaseException as error:
            seen.raised = _describe(error, file)
            del error
    seen.seconds = time.perf_counter() - start
    seen.printed = out.text
    seen.warnings = tuple(
        f"{warning.category.__name__}: {str(warning.message)[:MESSAGE_CAP]}"
        for warning in caught[:WARNINGS_CAP]
    )
    if _shared_random() != numbers:
        seen.warnings += (SHARED_RANDOM,)


def _shared_random() -> bytes:
    """The state of NumPy's global generator, read where it lies: `get_state` takes 50 µs."""
    return ctypes.string_at(TWISTER.ctypes.state_address, TWISTER_BYTES)


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Interrupt the block with `TimeUp` when its time is over, where the system can."""
    main = threading.current_thread() is threading.main_thread()
    if not seconds or not main or not hasattr(signal, "setitimer"):
        yield
        return

    meter = Meter(time.process_time)

    def ring(*_: Any) -> None:
        left = seconds - meter.used()
        if left <= 0:
            raise TimeUp
        signal.setitimer(signal.ITIMER_REAL, max(left, SOON))

    previous = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _describe(error: BaseException, file: str) -> Raised:
    kind = type(error).__name__
    try:
        message = str(error)[:MESSAGE_CAP]
    except Exception:
        message = ""
    if isinstance(error, SyntaxError) and error.filename == file:
        return Raised(kind, error.msg, error.lineno, (error.text or "").rstrip()[:SOURCE_CAP])
    line, function, trace, beyond = None, "", error.__traceback__, []
    while trace is not None:
        beyond.append(trace.tb_frame)
        if trace.tb_frame.f_code.co_filename == file:
            line, function, beyond = trace.tb_lineno, trace.tb_frame.f_code.co_name, []
        trace = trace.tb_next
    source = linecache.getline(file, line).rstrip()[:SOURCE_CAP] if line else ""
    return Raised(kind, message, line, source, function, tried(error, beyond))


def _content(argument: Any) -> bytes | None:
    """The content of an argument that a callee could change, None for any other."""
    if type(argument) in (int, float, str, bool, complex) or callable(argument) or type(argument) is Node:
        return None
    try:
        return codec.encode(argument)
    except codec.CodecError:
        return None
