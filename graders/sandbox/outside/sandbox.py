"""Start workers, and end them: forked from a warm process on Linux, started afresh elsewhere."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from graders.sandbox.inside import meter
from graders.sandbox.inside.confine import library_folders
from graders.sandbox.outside.subjects import CPU_USED_UP, SANDBOX_ENDED, SandboxError, Worker

PACKAGE = Path(__file__).resolve().parents[2]
PRIVATE = ("graders", "reference", "exercises", "tests")


def copies(folders: Iterable[str]) -> list[str]:
    """The folders of other copies of this course that are installed among the libraries."""
    roots = {Path(folder) for folder in folders if Path(folder, "graders", "lessons").is_dir()}
    return [str(root / name) for root in sorted(roots) for name in ("graders", "reference")]


HIDDEN = [*(str(PACKAGE.parent / name) for name in PRIVATE), *copies(library_folders())]
"""Folders that a student's code must not read."""

BOOTSTRAP = """
import importlib.util, os, sys, types
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
sys.path[:] = [entry for entry in sys.path if entry != os.path.dirname(root)]
for name in ("values", "sandbox"):
    load(name, f"{root}/{name}/__init__.py", [f"{root}/{name}"])
load("datasets", f"{root}/datasets.py")
load("notebook", f"{root}/sandbox/inside/idle_notebook.py")
import runpy
runpy.run_module("graders.sandbox.inside." + sys.argv[4], run_name="__main__")
"""

START_SECONDS = 60.0
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


class Sandbox(Protocol):
    """Where workers come from. Thread-safe. How well it confines them is known after `start`."""

    level: str
    open: Sequence[str]

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
        self.settings = {"libraries": list(libraries), "warm": warm, "hidden": HIDDEN}
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
        request = {"verb": "fork", "limits": dict(limits)}
        with self.lock:
            try:
                worker = self._fork(request)
            except ConnectionError:  # the zygote is gone: one more try with a new one
                self._end()
                worker = self._fork(request)
            except OSError as error:
                raise SandboxError(f"no worker can be started: {error}") from error
        worker.wait_until_ready(START_SECONDS)
        return worker

    def _fork(self, request: dict[str, Any]) -> Worker:
        control = self._control()
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(control, [json.dumps(request).encode()], [theirs.fileno()])
                reply, fds, _, _ = socket.recv_fds(control, 4096, 1)
            if not reply:
                raise ConnectionError("the zygote is gone")
            answer = json.loads(reply)
            if not fds:
                raise SandboxError(f"no worker can be started: {answer['error']}")
        except BaseException:
            ours.close()
            raise
        return Worker(ours, _Fork(self, control, answer["pid"], fds[0]), int(request["limits"]["output"]))

    def reap(self, pid: int, control: socket.socket) -> int | None:
        """The status with which a worker ended, as of waitpid; None if its zygote is gone."""
        with self.lock:
            if control is not self.control:
                return None
            try:
                control.sendall(json.dumps({"verb": "reap", "pid": pid}).encode())
                return int(json.loads(control.recv(4096))["status"])
            except (OSError, ValueError):
                return None

    def _control(self) -> socket.socket:
        if self.closed:
            raise SandboxError("the sandbox is closed")
        if self.control is not None:
            return self.control
        control, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                _command("zygote", theirs.fileno(), self.settings),
                pass_fds=[theirs.fileno()],
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd="/",
                start_new_session=True,
            )
        control.settimeout(START_SECONDS)
        try:
            ready = control.recv(4096)
        except TimeoutError:
            self.process.kill()
            ready = b""
        if not ready:
            control.close()
            raise SandboxError(f"the sandbox does not start: {_last_line(self.process)}")
        control.settimeout(None)
        seen = json.loads(ready)
        self.level, self.open = seen["level"], seen["open"]
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
        settings = {"libraries": self.libraries, "hidden": HIDDEN, "limits": dict(limits)}
        token = secrets.token_bytes(32)
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(START_SECONDS)
            process = subprocess.Popen(
                _command("spawned", server.getsockname()[1], settings),
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            assert process.stdin is not None
            process.stdin.write(token)
            process.stdin.close()
            try:
                channel, _ = server.accept()
                channel.settimeout(START_SECONDS)
                if channel.recv(len(token), socket.MSG_WAITALL) != token:
                    raise OSError("a stranger called")
            except OSError as error:
                process.kill()
                process.wait()
                raise SandboxError(f"a worker could not be started: {error}") from error
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
        return _manner(self.process.wait())


def _manner(code: int) -> str:
    """How a process ended, from its exit code, which is minus the number of the signal that ended it."""
    if code >= 0:
        return f"it left with exit code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    return {"SIGXCPU": CPU_USED_UP, "SIGSEGV": "it crashed the interpreter"}.get(
        name, f"it was ended by {name}"
    )


def _last_line(process: subprocess.Popen[bytes]) -> str:
    _, said = process.communicate()
    return (said.decode(errors="replace").strip().splitlines() or ["no reason was given"])[-1]


def _command(module: str, where: int, settings: dict[str, Any]) -> list[str]:
    return [sys.executable, "-I", "-c", BOOTSTRAP, str(where), json.dumps(settings), str(PACKAGE), module]


def _environment() -> dict[str, str]:
    kept = {
        name: os.environ[name] for name in ("SYSTEMROOT", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ
    }
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gradlings"
    return {
        **kept,
        **dict.fromkeys(THREADS, "1"),
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(cache / "matplotlib"),
        "JAX_PLATFORMS": "cpu",
        "JOBLIB_MULTIPROCESSING": "0",
        "JAX_ENABLE_X64": "1",
        "LANG": "C.UTF-8",
        "PATH": os.defpath,
    }
