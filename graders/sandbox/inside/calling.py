"""Run a student's file and call its functions, and observe what happens, as plain data.

The same code serves the confined worker and code graded in this process, so that both give the same answers.
"""

from __future__ import annotations

import builtins
import ctypes
import linecache
import re
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from types import FrameType, FunctionType, ModuleType
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from numpy.random import mtrand

from graders.sandbox.inside import messages
from graders.sandbox.inside.impossible import tried
from graders.sandbox.inside.kept import Kept
from graders.sandbox.inside.messages import TOLD, WHAT_IS_LEFT, Call, Define, Load, Reply, Run
from graders.sandbox.inside.meter import Meter
from graders.sandbox.inside.notes import Notes
from graders.sandbox.inside.printed import Printed
from graders.sandbox.inside.shown import Shown
from graders.sandbox.inside.siblings import serve
from graders.sandbox.inside.statements import TimeUp, run_cell, run_statements
from graders.sandbox.inside.suggestions import suggestion
from graders.sandbox.inside.surroundings import Shell, WithoutSockets, hide_ours, new_module, nothing
from graders.sandbox.inside.wanting import Wanting
from graders.values import codec
from graders.values.expressions import to_sympy
from graders.values.figures import is_whole
from graders.values.functions import ANY_NAME, Function
from graders.values.outcome import SHARED_RANDOM, Outcome, Raised
from graders.values.text import harmless, one_line
from graders.values.types import Expression, Figure, Graph, Matrix

MESSAGE_CAP = 500
SOURCE_CAP = 200
WHERE = re.compile(r" \((?:/|[A-Z]:\\)[^()]*\)\Z")
"""Where a library lies on this disk, at the end of what Python says of an import."""
POSITIONS, MOST_LINES, LONGEST_NAME = 1000, 10**7, 80
"""Beyond these no call has arguments, no file has lines, and no name is repeated."""
WARNINGS_CAP = 20
STOPS_CAP = 100
"""Statements of a file of which it is told that they stopped."""
TWISTER = mtrand.get_bit_generator()
USUAL = frozenset(name for name in vars(builtins) if not name.startswith("__"))
"""Names of Python's own, which a file may use for something else below its functions."""
OF_A_SHELL = ("magic", "run_line_magic", "run_cell_magic", "system", "getoutput", "ex", "config", "kernel")
"""What is asked of IPython's shell, where IPython itself says that there is none."""
LINES = "<lines of the statement>"
"""Stands in tracebacks for a file."""
Attributes = dict[str, object]
SOON = 0.01
"""Seconds after which the clock is looked at again where the time is nearly over."""
DEAF = {made.__init__.__code__.co_filename for made in (WeakKeyDictionary, WeakSet)}
"""The files of a library's weak references."""
TWISTER_BYTES = 625 * 4
"""The state of NumPy's global generator: 624 words and a position."""


@dataclass
class Observed:
    """What a block of student code printed, warned of and raised."""

    raised: Raised | None = None
    warnings: tuple[str, ...] = ()
    printed: str = ""
    seconds: float = 0.0
    left: float = 0.0
    """Of the seconds that it might take."""


@dataclass
class Left:
    """The arguments that a call left, with what they were before, and what the nodes of a graph were."""

    arguments: list[object] = field(default_factory=list)
    before: list[bytes | None] = field(default_factory=list)
    nodes: list[Attributes] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    overwrites: bool = False

    def changed(self, is_graph: Callable[[object], bool]) -> Iterator[tuple[int, object]]:
        """The arguments that are others now, and every graph."""
        for position, (argument, old) in enumerate(zip(self.arguments, self.before, strict=True)):
            if is_graph(argument) or (old is not None and _content(argument) != old):
                yield position, argument

    def attributes(self, nodes: list[Any]) -> set[str]:
        """The names of what is another in the nodes."""
        found: set[str] = set()
        for node, old in zip(nodes, self.nodes, strict=True):
            now = _attributes(node)
            found |= {name for name in now.keys() | old.keys() if now.get(name, ...) != old.get(name, ...)}
        return found


class Student:
    """A student's file in this process: its names, and the functions that its calls returned.

    `callback(number, arguments)` asks the grader for the value of a `Counted` function.
    """

    def __init__(
        self,
        callback: Callable[[int, list[object]], object],
        names: dict[str, Any] | None = None,
        file: str = "",
    ) -> None:
        self.callback = callback
        self.names = names if names is not None else {}
        self.file = file
        self.lines: list[str] = []
        self.flags = 0
        self.returned: list[object] = []
        self.nodes: list[Any] = []
        self.notes: Notes | None = None
        self.kept = Kept()
        self.shown: Shown | None = None
        self.wanting = Wanting(self._is_ours)
        self.seconds = 0.0

    def handle(self, request: bytes) -> bytes:
        """Carry out a `Load`, a `Call`, a `Run` or a `Define`; a `Reply`."""
        self.nodes = []
        message = messages.unpack(request, Call, Load, Run, Define, resolve=self)
        if isinstance(message, Load):
            stops: list[object] = []
            return self._reply(stops, self._load(message, stops))
        if isinstance(message, Define):
            noted = self.notes.kept if self.notes is not None else []
            return self._reply(noted, self._define(message))
        if self.notes is not None:
            self.notes.begin()
        if isinstance(message, Run):
            return self._reply(*self._run(message))
        arguments, function = message.arguments, message.function
        before = [None if self._is_graph(argument) else _content(argument) for argument in arguments]
        nodes = list(map(_attributes, self.nodes))
        if isinstance(function, str):
            function = self.names.get(function)
        value = None
        with self._watched(message) as seen:
            self._check(message.function, function)
            value = function(*arguments)  # type: ignore[operator]  # what is no function was refused
        asked = message.function if isinstance(message.function, str) else ""
        overwrites = self.kept.is_overwritten_by(asked, value)
        left = Left(arguments, before, nodes, _parameters(function), overwrites)
        return self._reply(value, seen, left)

    @contextmanager
    def _watched(self, message: Call | Run) -> Iterator[Observed]:
        """A block in which a call is made, in its own time or in what the one before it left."""
        shares = message.seconds == WHAT_IS_LEFT
        seconds = max(self.seconds, SOON) if shares else message.seconds
        with observed(self.file, seconds, message.output) as seen:
            yield seen
        self.seconds = seen.left

    def _run(self, message: Run) -> tuple[object, Observed]:
        """The values of the lines, and what the task returned meanwhile."""
        names = {name: value for name, value in self.names.items() if name not in USUAL}
        values: list[object] = []
        returned: list[object] = []
        task = self.names.get(message.task)

        def noted(*arguments: Any, **options: Any) -> Any:
            returned.append(task(*arguments, **options))  # type: ignore[misc]  # what is none was refused
            return returned[-1]

        names[message.task] = noted
        with self._watched(message) as seen:
            self._check(message.task, task)
            for name, text in message.given:
                theirs = names.get(name)
                exec(compile(text, LINES, "exec", dont_inherit=True), names)
                if type(theirs) is type(names[name]) and not isinstance(theirs, ModuleType):
                    names[name] = theirs
            for text, is_shown in message.lines:
                if is_shown:
                    values.append(eval(compile(text, LINES, "eval", dont_inherit=True), names))
                else:
                    exec(compile(text, LINES, "exec", dont_inherit=True), names)
        # A list of figures alone would be taken for one figure.
        return [dict(enumerate(values)), dict(enumerate(returned))], seen

    def _define(self, message: Define) -> Observed:
        self.notes = Notes() if message.noting else None
        if self.notes is not None:
            self.names[message.noting] = self.notes.note
        with observed(self.file, message.seconds, message.output) as seen:
            exec(compile(message.text, self.file, "exec", self.flags, dont_inherit=True), self.names)
        return seen

    def _check(self, name: object, function: object) -> None:
        """A task that is not there, or is no function, is not called."""
        if isinstance(name, str) and name not in self.names:
            raise NameError(f"name '{name}' is not defined")
        if not callable(function):
            raise TypeError(f"'{name}' is not a function")

    def _load(self, message: Load, stops: list[object]) -> Observed:
        """Run a file or a part of it; `stops` gets each statement that stops, its line and what is told."""
        file, line, text = message.file, message.line, message.text
        if self.file != file:
            self._begin(file, is_main=message.cell is not None)
        serve(message.beside, file, self.names)

        def stopped(line: int, error: BaseException) -> None:
            if len(stops) < STOPS_CAP:
                stops.append([line, *_told(_describe(error, file))])

        blank = "\n" * (line - 1)
        self.lines += ["\n"] * (line - 1 - len(self.lines)) + [f"{row}\n" for row in text.split("\n")]
        linecache.cache[file] = (len(text), None, self.lines, file)
        with observed(file, message.seconds, message.output) as seen:
            if message.cell is None:
                self.flags = run_statements(blank + text, file, self.names, self.flags, self.wanting, stopped)
            else:
                self.shown = self.shown or Shown(self.names)
                with self.shown.of(message.cell):
                    self.flags = run_cell(blank + text, file, self.names, self.flags, self.wanting, stopped)
        return seen

    def _is_ours(self, error: BaseException) -> bool:
        """Would an exception not have come where the student works?"""
        asks_shell = isinstance(error, AttributeError) and error.obj is None and error.name in OF_A_SHELL
        return asks_shell or isinstance(error, ImportError) or bool(_describe(error, self.file).through)

    def _begin(self, file: str, is_main: bool) -> None:
        module = new_module(file, is_main)
        hide_ours(file)
        sys.meta_path.insert(0, WithoutSockets)
        self.file, self.names = file, module.__dict__
        shell = Shell(self.names)
        self.names.update(display=nothing, get_ipython=lambda: shell)  # a script may have been a notebook

    def _reply(self, value: object, seen: Observed, left: Left | None = None) -> bytes:
        indices = {id(node): index for index, node in enumerate(self.nodes)}

        def pack(value: object, raised: Raised | None, left: Left) -> bytes:
            told = None if raised is None else _told(raised)
            changed = {i: self._state(argument) for i, argument in left.changed(self._is_graph)}
            attributes = sorted(left.attributes(self.nodes)) if left.nodes else []
            reply = Reply(
                value, told, changed, left.parameters if changed else [], attributes, left.overwrites,
                list(seen.warnings), seen.printed, seen.seconds,
            )  # fmt: skip
            return messages.pack(reply, remember=self._remember, nodes=indices)

        try:
            return pack(value, seen.raised, left or Left())
        except Exception as error:
            message = str(error) if isinstance(error, codec.CodecError) else type(error).__name__
            return pack(None, Raised("UnreadableAnswer", message), Left())
        finally:
            pyplot = sys.modules.get("matplotlib.pyplot")
            if pyplot is not None:
                _close_all_but_the_last(pyplot)

    def _is_graph(self, argument: object) -> bool:
        return bool(self.nodes) and argument is self.nodes[-1]

    def _state(self, argument: object) -> object:
        return [node.grad for node in self.nodes] if self._is_graph(argument) else argument

    def _remember(self, function: object) -> int:
        self.returned.append(function)
        return len(self.returned) - 1

    # What only the grader may send (see `codec.decode`).

    def function(self, formula: str, parameters: str, backend: str, name: str) -> Callable[..., object]:
        return Function(formula, parameters, backend, name).compiled()

    def counted(self, number: int, name: str) -> Callable[..., object]:
        def asked(*arguments: object) -> object:
            return self.callback(number, list(arguments))

        asked.__name__ = asked.__qualname__ = name or ANY_NAME
        return asked

    def graph(self, values: tuple[float, ...], links: tuple[tuple[tuple[int, float], ...], ...]) -> object:
        """The graph, of the student's own class `Node` where that is as the lesson gives it."""
        graph = Graph(values, links)
        try:
            self.nodes = graph.build(self.names["Node"])
        except Exception:
            self.nodes = graph.build()
        return self.nodes[-1]

    def expression(self, expression: Expression) -> object:
        return to_sympy(expression)

    def matrix(self, matrix: Matrix) -> object:
        return to_sympy(matrix)

    def remote(self, number: int) -> object:
        return self.returned[number]


def outcome(reply: bytes, calls: tuple[int, ...] = (), output: int = 0) -> Outcome:
    """The outcome in a reply; whatever is odd about the reply is a `CodecError`.

    What a student's code says about itself becomes harmless here. `output` is how many printed characters
    there may be, 0 any number.
    """
    said, values = messages.unpack_counted(reply, Reply)
    if not all(type(position) is int and 0 <= position < POSITIONS for position in said.changed):
        raise codec.CodecError("the reply tells of arguments that no call has")
    warned = tuple(
        one_line(text[: 2 * MESSAGE_CAP]) for text in said.warnings[: WARNINGS_CAP + 1] if type(text) is str
    )
    if len(warned) < len(said.warnings[: WARNINGS_CAP + 1]):
        raise codec.CodecError("the reply warns of what is no text")
    if type(said.value) is Figure and not is_whole(said.value):
        raise codec.CodecError("the figure has another form")
    printed = harmless(said.printed[:output] if output else said.printed)
    names = (tuple(map(_name, said.parameters[:POSITIONS])), tuple(map(_name, said.attributes[:POSITIONS])))
    return Outcome(
        said.value,
        _raised(said.raised),
        said.changed,
        *names,
        said.overwrites,
        calls,
        warned,
        printed,
        said.seconds,
        values,
    )


def stops(value: object) -> list[tuple[int, Raised]]:
    """The statements that stopped, as the value of the reply to a `Load` tells; else a `CodecError`."""
    found = []
    for told in value if type(value) is list else [[]]:
        raised = _raised(told[1:]) if type(told) is list and told else None
        if raised is None or type(told[0]) is not int or not 0 < told[0] < MOST_LINES:
            raise codec.CodecError("the reply tells of a statement in another form")
        found.append((told[0], raised))
    return found[:STOPS_CAP]


def _told(raised: Raised) -> list[object]:
    return [getattr(raised, fact) for fact in TOLD]


def _name(said: object) -> str:
    """A name in a student's code as it is, anything else as none."""
    is_name = type(said) is str and len(said) <= LONGEST_NAME and said.isidentifier()
    return said if is_name else ""  # type: ignore[return-value]  # it is a str, as was looked


def _raised(told: list[object] | None) -> Raised | None:
    if told is None:
        return None
    if not messages.fit(told, tuple(TOLD.values())):
        raise codec.CodecError("the reply tells of an exception in another form")
    raised = Raised(*told)  # type: ignore[arg-type]  # as the layout says
    line = raised.line
    return Raised(
        one_line(raised.kind[:SOURCE_CAP]),
        one_line(raised.message[:MESSAGE_CAP]),
        line if line is not None and 0 < line < MOST_LINES else None,
        harmless(raised.source[:SOURCE_CAP].replace("\n", " ")),
        one_line(raised.function[:SOURCE_CAP]),
        raised.through,
    )


@contextmanager
def observed(file: str, seconds: float, output: int) -> Iterator[Observed]:
    """Run a block of student code and keep what it prints, warns of and raises; nothing leaves the block."""
    seen, out = Observed(), Printed(output)
    numbers = _shared_random()
    start, meter = time.perf_counter(), Meter(time.process_time)
    with warnings.catch_warnings(record=True) as caught, ExitStack() as redirected:
        warnings.simplefilter("always")
        if output:
            redirected.enter_context(out.redirected())
        try:
            with _alarm(seconds, meter):
                yield seen
        except BaseException as error:
            seen.raised = _describe(error, file)
            del error
    seen.seconds, seen.left = time.perf_counter() - start, seconds - meter.used()
    seen.printed = out.text
    seen.warnings = tuple(
        f"{warning.category.__name__}: {str(warning.message)[:MESSAGE_CAP]}"
        for warning in caught[:WARNINGS_CAP]
    )
    if _shared_random() != numbers:
        seen.warnings += (SHARED_RANDOM,)
        mtrand.random_sample()  # a call that leaves them as this one does is seen as well


def _shared_random() -> bytes:
    """The state of NumPy's global generator, read where it lies: `get_state` takes 50 µs."""
    return ctypes.string_at(TWISTER.ctypes.state_address, TWISTER_BYTES)


@contextmanager
def _alarm(seconds: float, meter: Meter) -> Iterator[None]:
    """Interrupt the block with `TimeUp` when its time is over, where the system can."""
    main = threading.current_thread() is threading.main_thread()
    if not seconds or not main or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(_: int, frame: FrameType | None) -> None:
        left = seconds - meter.used()
        if left <= 0 and not _is_deaf(frame):
            raise TimeUp
        signal.setitimer(signal.ITIMER_REAL, max(left, SOON))

    previous = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _is_deaf(frame: FrameType | None) -> bool:
    """Is this a callback of a library's weak reference? Python ignores what is raised there."""
    return frame is not None and frame.f_code.co_filename in DEAF


def _describe(error: BaseException, file: str) -> Raised:
    kind = type(error).__name__
    try:
        message = str(error)[:MESSAGE_CAP]
    except (Exception, SystemExit):
        message = ""
    if isinstance(error, ImportError):
        message = WHERE.sub("", message)
    message += suggestion(error)
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


def _content(argument: object) -> bytes | None:
    """The content of an argument that a callee could change, None for any other."""
    if type(argument) in (int, float, str, bool, complex) or callable(argument):
        return None
    try:
        return codec.encode(argument, remember=lambda function: id(function) % 2**32)
    except codec.CodecError:
        return None


def _attributes(node: object) -> Attributes:
    """All that a node holds, its parents by their identity and in their order."""
    held = dict(getattr(node, "__dict__", {}))
    parents = held.get("parents")
    if type(parents) is list:
        held["parents"] = [tuple(map(_identity, parent)) for parent in parents if type(parent) is tuple]
    return {name: value if name == "parents" else _identity(value) for name, value in held.items()}


def _identity(value: object) -> object:
    """What tells a number from others, and an object from all others."""
    return value if type(value) in (int, float) else id(value)


def _parameters(function: object) -> list[str]:
    """What a function calls its arguments, where it says so."""
    if type(function) is not FunctionType:
        return []
    return list(function.__code__.co_varnames[: function.__code__.co_argcount])


def _close_all_but_the_last(pyplot: Any) -> None:
    """The last figure stays, as it does for a student: who draws into the current one finds it again."""
    for number in pyplot.get_fignums()[:-1]:
        pyplot.close(number)
