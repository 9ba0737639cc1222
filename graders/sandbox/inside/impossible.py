"""What a confined process cannot do, recognised by the exception that comes of trying it."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from errno import EPERM
from types import FrameType

MODULES = {
    "asyncio", "http", "loky", "multiprocessing", "requests", "socket", "subprocess", "tempfile",
    "urllib", "urllib3",
}  # fmt: skip
"""`absent`, `files`, `input`, `open`, `system` and `threads` stand for what has no module of its own."""


def tried(error: BaseException, beyond: Sequence[FrameType]) -> str:
    """What it was, or nothing; `beyond` are the frames between the student's code and the exception."""
    if isinstance(error, OSError):
        through = next(filter(None, map(_module, beyond)), "")
        return through or _of_the_system(error, raised_elsewhere=bool(beyond))
    if isinstance(error, EOFError) and str(error) == "EOF when reading a line":
        return "input"
    module = type(error).__module__.partition(".")[0]
    if module == "urllib3":
        return module
    return "open" if module == "sqlite3" and "unable to open" in str(error) else ""


def _module(frame: FrameType) -> str:
    """The one of `MODULES` that a frame belongs to."""
    name = frame.f_globals.get("__name__")
    parts = name.split(".") if type(name) is str else [""]
    if parts[:2] == ["multiprocessing", "dummy"] or frame.f_code.co_qualname.startswith("ThreadPool."):
        return "threads"
    if "loky" in parts:  # joblib brings its own
        return "loky"
    return parts[0] if parts[0] in MODULES else ""


def _of_the_system(error: OSError, raised_elsewhere: bool) -> str:
    if isinstance(error, socket.gaierror | socket.herror):
        return "socket"
    if isinstance(error, FileNotFoundError) and (error.filename is not None or raised_elsewhere):
        return "absent"
    if error.filename is not None:
        return "files" if error.errno == EPERM or _is_folder(error.filename) else "open"
    return "system" if error.errno == EPERM else ""


def _is_folder(name: object) -> bool:
    try:
        return isinstance(name, str | bytes) and os.path.isdir(name)
    except ValueError:
        return False
