"""The grader's side of the wall: start workers, send requests, take plain data back, and end what does not end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from graders.sandbox.calling import Outcome, Student, unpack
from graders.sandbox.channel import ChannelClosed, DeadlinePassed, receive, send
from graders.sandbox.worker import CALLBACK, REPLY
from graders.values import codec
from graders.values.types import Counted, Remote

PACKAGE = Path(__file__).resolve().parent.parent
COURSE_PACKAGES = ("graders", "reference", "exercises", "tests")

BOOTSTRAP = """
import importlib.util, sys, types
package = types.ModuleType("graders")
package.__path__ = []
sys.modules["graders"] = package
sys.modules["reference"] = None
def load(name, file, folder=None):
    spec = importlib.util.spec_from_file_location("graders." + name, file, submodule_search_locations=folder)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    setattr(package, name, module)
root = sys.argv[3]
sys.path[:] = [entry for entry in sys.path if entry != root.rpartition("/")[0]]
for name in ("values", "sandbox"):
    load(name, f"{root}/{name}/__init__.py", [f"{root}/{name}"])
load("datasets", f"{root}/datasets.py")
import runpy
runpy.run_module("graders.sandbox." + sys.argv[4], run_name="__main__")
"""

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


class SandboxError(Exception):
    """The sandbox itself does not work; never the student's fault."""


class Lost(Exception):
    """A worker that did not answer: it ran out of time, or it ended."""

    def __init__(self, status: Literal["timeout", "crashed"], reason: str) -> None:
        super().__init__(reason)
        self.status: Literal["timeout", "crashed"] = status
        self.reason = reason


class Subject(Protocol):
    """Something whose functions can be called: a student's worker, or code in this process."""

    def call(self, function: str | Remote, arguments: Sequence[Any], deadline: float) -> Outcome: ...


class Local:
    """Trusted code in this process, observed as a worker's would be."""

    lock = threading.RLock()

    def __init__(self, names: dict[str, Any], file: str = "") -> None:
        self.counted: list[Counted] = []
        self.student = Student(self._answer, names, file)

    def call(self, function: str | Remote, arguments: Sequence[Any], deadline: float = 0.0) -> Outcome:
        request, self.counted = pack_call(function, arguments, 0.0)
        before = [counted.calls for counted in self.counted]
        with self.lock:
            reply = self.student.handle(request)
        return unpack(reply, _new_calls(self.counted, before))

    def _answer(self, number: int, arguments: list[Any]) -> Any:
        return self.counted[number](*arguments)


class Worker:
    """One student process. Not thread-safe; a worker that was lost is of no further use."""

    def __init__(self, channel: socket.socket, end: "_End", limits: dict[str, float]) -> None:
        self.channel = channel
        self.end = end
        self.limits = limits
        self.counted: list[Counted] = []

    def load(self, file: str, text: str, deadline: float) -> Outcome:
        self.counted = []
        return self._ask(codec.encode(["load", file, text, _grace(deadline)]), deadline)

    def call(self, function: str | Remote, arguments: Sequence[Any], deadline: float) -> Outcome:
        request, self.counted = pack_call(function, arguments, _grace(deadline))
        return self._ask(request, deadline)

    def _ask(self, request: bytes, deadline: float) -> Outcome:
        before = [counted.calls for counted in self.counted]
        try:
            self.channel.settimeout(max(deadline - time.monotonic(), 0.001))
            send(self.channel, request)
            while (frame := receive(self.channel, deadline))[:1] == CALLBACK:
                send(self.channel, self._answer(frame[1:]))
            if frame[:1] != REPLY:
                raise codec.CodecError("the frame has no known kind")
            outcome = unpack(frame[1:], _new_calls(self.counted, before))
        except DeadlinePassed:
            self.close()
            raise Lost("timeout", "") from None
        except ChannelClosed:
            raise Lost("crashed", self.close()) from None
        except codec.CodecError as error:
            self.close()
            raise Lost("crashed", f"the answer could not be read: {error}") from None
        if outcome.raised is not None and outcome.raised.kind == "TimeUp":
            line = outcome.raised.line
            raise Lost("timeout", f"line {line}: {outcome.raised.source.strip()}" if line else "")
        return outcome

    def _answer(self, frame: bytes) -> bytes:
        asked = codec.decode(frame)
        if type(asked) is not list or len(asked) != 2 or type(asked[1]) is not list:
            raise codec.CodecError("the question is none")
        number, arguments = asked
        if type(number) is not int or not 0 <= number < len(self.counted):
            raise codec.CodecError("the question is none")
        try:
            return codec.encode([self.counted[number](*arguments), None])
        except Exception as error:
            return codec.encode([None, str(error)[:200]])

    def close(self) -> str:
        """End the process and say how it ended."""
        with suppress(OSError):
            self.channel.close()
        return self.end.kill()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def pack_call(function: str | Remote, arguments: Sequence[Any], seconds: float) -> tuple[bytes, list[Counted]]:
    counted: list[Counted] = []

    def number(function: Any) -> int:
        counted.append(function)
        return len(counted) - 1

    return codec.encode(["call", function, list(arguments), seconds], count=number), counted


def _new_calls(counted: list[Counted], before: list[int]) -> tuple[int, ...]:
    return tuple(now.calls - then for now, then in zip(counted, before, strict=True))


def _grace(deadline: float) -> float:
    """The time a student's code gets before it is interrupted: a little less than before it is killed."""
    return max(0.9 * (deadline - time.monotonic()), 0.001)


class _End(Protocol):
    def kill(self) -> str: ...


@dataclass
class _Fork:
    """A worker that the zygote forked."""

    sandbox: Sandbox
    pid: int
    pidfd: int
    ended: str | None = None

    def kill(self) -> str:
        if self.ended is None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
            os.close(self.pidfd)
            self.ended = _manner(self.sandbox.reap(self.pid))
        return self.ended


def _manner(status: int) -> str:
    """How a process ended, from the status of waitpid."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        known = {signal.SIGXCPU: "it used up its CPU time", signal.SIGSEGV: "it crashed the interpreter"}
        return known.get(number, f"it was ended by {signal.Signals(number).name}")
    return f"it left with exit code {os.WEXITSTATUS(status)}"


class Sandbox:
    """Owner of one zygote, which is started at the first worker. Thread-safe."""

    def __init__(self, libraries: Sequence[str]) -> None:
        self.libraries = list(libraries)
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.control: socket.socket | None = None
        self.namespaces: Any = None

    def worker(self, limits: dict[str, float]) -> Worker:
        """A new worker, ready to load a student's file."""
        ours, theirs = socket.socketpair()
        with self.lock:
            control = self._started()
            request = json.dumps({"verb": "fork", "limits": limits}).encode()
            try:
                socket.send_fds(control, [request], [theirs.fileno()])
                reply, fds, _, _ = socket.recv_fds(control, 4096, 1)
            except OSError as error:
                raise SandboxError(f"the sandbox stopped working: {error}") from error
        theirs.close()
        if not reply or not fds:
            raise SandboxError("the sandbox could not start a worker")
        return Worker(ours, _Fork(self, json.loads(reply)["pid"], fds[0]), limits)

    def reap(self, pid: int) -> int:
        with self.lock:
            if self.control is None:
                return 9
            self.control.sendall(json.dumps({"verb": "reap", "pid": pid}).encode())
            return int(json.loads(self.control.recv(4096))["status"])

    def _started(self) -> socket.socket:
        if self.control is not None:
            return self.control
        self.control, theirs = socket.socketpair()
        settings = json.dumps({"libraries": self.libraries, "hidden": _hidden()})
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", BOOTSTRAP, str(theirs.fileno()), settings, str(PACKAGE), "zygote"],
            pass_fds=[theirs.fileno()],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd="/",
        )
        theirs.close()
        line = self.control.makefile("rb", buffering=0).readline()
        if not line:
            raise SandboxError(f"the sandbox does not start: {self._last_words()}")
        self.namespaces = json.loads(line)["namespaces"]
        return self.control

    def _last_words(self) -> str:
        assert self.process is not None and self.process.stderr is not None
        lines = self.process.stderr.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "no reason was given"

    def close(self) -> None:
        if self.control is not None:
            self.control.close()
            self.control = None
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            if self.process.stderr is not None:
                self.process.stderr.close()


def _hidden() -> list[str]:
    """Folders that a student's code must not read."""
    return [str(PACKAGE.parent / name) for name in COURSE_PACKAGES]


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ}
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gradlings"
    return {
        **kept,
        **dict.fromkeys(THREADS, "1"),
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(cache / "matplotlib"),
        "JAX_PLATFORMS": "cpu",
        "JAX_ENABLE_X64": "1",
        "LANG": "C.UTF-8",
        "PATH": os.defpath,
    }
