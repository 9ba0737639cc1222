"""Start workers, and end them: forked from a warm process on Linux, started afresh elsewhere."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from graders.sandbox.inside import meter
from graders.sandbox.inside.channel import LOOK
from graders.sandbox.inside.messages import Begun, Fork, Forked, Reap, Reaped, Refused, Settings, pack, unpack
from graders.sandbox.outside.starting import (
    HIDDEN,
    NOWHERE,
    START_SECONDS,
    cache_folder,
    command,
    environment,
    launch,
    reason,
)
from graders.sandbox.outside.subjects import CPU_USED_UP, SANDBOX_ENDED, SandboxError, Worker
from graders.values.codec import CodecError


class Sandbox(Protocol):
    """Where workers come from. Thread-safe. How well it confines them is known after `start`."""

    @property
    def level(self) -> str: ...

    @property
    def open(self) -> Sequence[str]: ...

    def start(self) -> None: ...

    def worker(self, limits: Mapping[str, float]) -> Worker: ...

    def close(self) -> None: ...


def make_sandbox(libraries: Sequence[str], *, warm: bool = True) -> Sandbox:
    """The kind of sandbox that fits this system; its workers have the libraries loaded.

    `warm` runs each library once before the first worker, which pays from a few workers on.
    """
    return Forking(libraries, warm) if sys.platform == "linux" else Spawning(libraries)


class Forking:
    """Owner of one zygote: a process with all libraries loaded that forks a worker in milliseconds."""

    def __init__(self, libraries: Sequence[str], warm: bool) -> None:
        self.settings = Settings(list(libraries), HIDDEN, warm, str(cache_folder()))
        self.level: str = "none"
        self.open: Sequence[str] = ()
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.control: socket.socket | None = None
        self.closed = False

    def start(self) -> None:
        with self.lock:
            self._control()

    def worker(self, limits: Mapping[str, float]) -> Worker:
        """A new worker, ready to load a student's file."""
        request, output = Fork(float(limits["memory"]), float(limits["cpu"])), int(limits["output"])
        with self.lock:
            try:
                worker = self._fork(request, output)
            except ConnectionError:  # the zygote is gone: one more try with a new one
                self._end()
                worker = self._fork(request, output)
            except OSError as error:
                raise SandboxError(f"no worker can be started: {error}") from error
        worker.wait_until_ready(START_SECONDS)
        return worker

    def _fork(self, request: Fork, output: int) -> Worker:
        control = self._control()
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(control, [pack(request)], [theirs.fileno()])
                reply, fds, _, _ = socket.recv_fds(control, 4096, 1)
            if not reply:
                raise ConnectionError("the zygote is gone")
            answer = unpack(reply, Forked, Refused)
            if isinstance(answer, Refused):
                raise SandboxError(f"no worker can be started: {answer.reason}")
        except BaseException:
            ours.close()
            raise
        return Worker(ours, _Fork(self, control, answer.pid, fds[0]), output)

    def reap(self, pid: int, control: socket.socket) -> int | None:
        """The status with which a worker ended, as of waitpid; None if its zygote is gone."""
        with self.lock:
            if control is not self.control:
                return None
            try:
                control.sendall(pack(Reap(pid)))
                return unpack(control.recv(4096), Reaped).status
            except (OSError, CodecError):
                return None

    def _control(self) -> socket.socket:
        if self.closed:
            raise SandboxError("the sandbox is closed")
        if self.control is not None:
            return self.control
        control, theirs = socket.socketpair()
        with theirs:
            arguments = command("zygote", theirs.fileno(), self.settings)
            self.process = launch(arguments, theirs, subprocess.PIPE)
        control.settimeout(START_SECONDS)
        try:
            begun = unpack(control.recv(4096), Begun)
        except (OSError, CodecError):
            control.close()
            process, self.process = self.process, None
            raise SandboxError(f"the sandbox does not start: {reason(process)}") from None
        control.settimeout(None)
        self.level, self.open = begun.level, begun.open
        self.control = control
        return control

    def close(self) -> None:
        with self.lock:
            self.closed = True
            self._end()

    def _end(self) -> None:
        if self.control is not None:
            self.control.close()
            self.control = None
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


@dataclass
class _Fork:
    """A worker that the zygote forked."""

    sandbox: Forking
    control: socket.socket
    pid: int
    pidfd: int
    ended: str | None = None

    def processor_time(self) -> float | None:
        return meter.processor_time(self.pid)

    def kill(self) -> str:
        if self.ended is None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
            os.close(self.pidfd)
            status = self.sandbox.reap(self.pid, self.control)
            self.ended = SANDBOX_ENDED if status is None else _manner(os.waitstatus_to_exitcode(status))
        return self.ended


class Spawning:
    """Starts a new interpreter for every worker, where forking a warm one is not safe."""

    def __init__(self, libraries: Sequence[str]) -> None:
        self.libraries = list(libraries)
        self.level = "partial" if os.name == "posix" else "none"
        self.open: Sequence[str] = ("files", "network", "processes")

    def start(self) -> None:
        pass

    def worker(self, limits: Mapping[str, float]) -> Worker:
        memory, cpu = float(limits["memory"]), float(limits["cpu"])
        settings = Settings(self.libraries, HIDDEN, memory=memory, cpu=cpu)
        token = secrets.token_bytes(32)
        with socket.create_server(("127.0.0.1", 0)) as server:
            process = subprocess.Popen(
                command("spawned", server.getsockname()[1], settings),
                env=environment(),
                cwd=NOWHERE,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            assert process.stdin is not None
            try:
                with process.stdin as listener:
                    listener.write(token)
                process.stdin = None
                channel = _called(server, process)
                if channel.recv(len(token), socket.MSG_WAITALL) != token:
                    raise OSError("a stranger called")
            except OSError:
                raise SandboxError(f"a worker does not start: {reason(process)}") from None
        worker = Worker(channel, _Spawned(process), int(limits["output"]))
        worker.wait_until_ready(START_SECONDS)
        return worker

    def close(self) -> None:
        pass


@dataclass
class _Spawned:
    """A worker that is a child of this process."""

    process: subprocess.Popen[bytes]

    def processor_time(self) -> float | None:
        return meter.processor_time(self.process.pid)

    def kill(self) -> str:
        self.process.kill()
        if self.process.stderr is not None:
            self.process.stderr.close()
        return _manner(self.process.wait())


def _called(server: socket.socket, process: subprocess.Popen[bytes]) -> socket.socket:
    """The connection that the process makes; OSError if it ends before, or takes too long."""
    end = time.monotonic() + START_SECONDS
    server.settimeout(LOOK)
    while True:
        try:
            channel, _ = server.accept()
        except TimeoutError:
            if process.poll() is not None or time.monotonic() > end:
                raise
        else:
            channel.settimeout(START_SECONDS)
            return channel


def _manner(code: int) -> str:
    """How a process ended, from its exit code, which is minus the number of the signal that ended it."""
    if code >= 0:
        return f"it left with exit code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    return {"SIGXCPU": CPU_USED_UP, "SIGSEGV": "it crashed the interpreter"}.get(
        name, f"it was ended by {name}"
    )
