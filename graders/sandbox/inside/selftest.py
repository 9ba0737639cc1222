"""The sandbox attacks itself at start-up, and believes what it sees rather than what it asked for."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from graders.sandbox.inside.confine import LINUX, Plan, confine
from graders.sandbox.inside.libc import call, syscall

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

Level = Literal["full", "partial", "none"]

_REFUSED = (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EROFS)
_NOWHERE = "/nonexistent/file"
_FOLDER = os.environ.get("TMPDIR") or os.environ.get("TEMP") or "/tmp"
"""Where anybody may write who is not confined; none of a worker's own."""
_PEEK, _IO_URING_SETUP = 2, 425


@dataclass(frozen=True)
class Observation:
    """How well a worker is confined: `full` when no probe got through, `none` when all did."""

    level: Level
    open: tuple[str, ...]  # the probes that got through


def observe(plan: Plan, secrets: Sequence[str] = (__file__,)) -> Observation:
    """Confine a child of this process as a worker is, attack from inside, and report what got through.

    `secrets` are files that a student must not read. For the zygote, on Linux.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            confine(plan, keep_fds=[writer], memory=200, cpu=10)
            os.write(writer, ("." + ",".join(probe(secrets, keep_fds=[writer]))).encode())
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as stream:
        answer = stream.read().decode()
    os.waitpid(child, 0)
    with suppress(OSError):  # a child that could write may still have been unable to delete
        os.unlink(_probe_file(child))
    return conclude(answer[1:].split(",") if answer else PROBES)


def conclude(passed: Collection[str]) -> Observation:
    """The level that follows from the probes that got through."""
    found = tuple(name for name in PROBES if name in passed)
    level: Level = "full" if not found else "none" if len(found) == len(PROBES) else "partial"
    return Observation(level, found)


def probe(secrets: Sequence[str], keep_fds: Collection[int]) -> list[str]:
    """Try each attack in this process, harmlessly; the names of those that got through."""
    context = _Context(secrets, {0, 1, 2, *keep_fds}, os.getppid())
    return [name for name, attack in PROBES.items() if _gets_through(attack, context)]


@dataclass(frozen=True)
class _Context:
    secrets: Sequence[str]
    descriptors: Collection[int]
    parent: int


def _gets_through(attack: Callable[[_Context], object], context: _Context) -> bool:
    try:
        return attack(context) is not False
    except OSError as error:
        return error.errno not in _REFUSED
    except Exception:
        return True


def _read(context: _Context) -> bool:
    for path in (*context.secrets, "/etc/passwd"):
        with suppress(PermissionError, FileNotFoundError):
            os.close(os.open(path, os.O_RDONLY))
            return True
    return False


def _probe_file(process: int) -> str:
    return os.path.join(_FOLDER, f"gradlings-probe-{process}")


def _write(_: _Context) -> None:
    path = _probe_file(os.getpid())
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT))
    with suppress(OSError):
        os.unlink(path)


def _fork(_: _Context) -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    with suppress(OSError):
        os.waitpid(child, 0)


def _signal(context: _Context) -> None:
    if os.name != "nt":  # where 0 is Ctrl-C
        os.kill(context.parent, 0)


def _inherit(context: _Context) -> bool:
    for number in range(256):
        with suppress(OSError):
            os.fstat(number)
            if number not in context.descriptors:
                return True
    return False


def _outgrow(_: _Context) -> bool:
    limits = (resource.RLIMIT_DATA, resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)
    return any(resource.getrlimit(kind)[0] == resource.RLIM_INFINITY for kind in limits)


# Each is harmless when it gets through; what only Linux has counts as open elsewhere.
PROBES: dict[str, Callable[[_Context], object]] = {
    "reading files": _read,
    "writing files": _write,
    "changing permissions": lambda _: os.chmod(_NOWHERE, 0o600),
    "the network": lambda _: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close(),
    "local sockets": lambda _: socket.socket(socket.AF_UNIX).close(),
    "starting processes": _fork,
    "running programs": lambda _: os.execv(_NOWHERE, ["program"]),
    "signals to other processes": _signal,
    "tracing other processes": lambda context: not LINUX or call("ptrace", _PEEK, context.parent, 0, 0),
    "memory files": lambda _: os.close(os.memfd_create("probe")),
    "asynchronous system calls": lambda _: not LINUX or syscall(_IO_URING_SETUP, 1, None),
    "inherited descriptors": _inherit,
    "unlimited memory and time": _outgrow,
}
