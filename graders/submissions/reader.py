"""Archives and notebooks, read in a process apart: their formats have libraries, and these have flaws.

Inside `apart` such a process is started for the first of them, and forks a confined one for each; elsewhere,
as for students' own notebooks, and where the system offers nothing to confine it with, they are read here.
"""

from __future__ import annotations

import site
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from graders.submissions import archives, notebooks, reading_process, reading_start
from graders.submissions.archives import MAX_STREAM, Budget, File
from graders.submissions.kinds import MB, ReadError
from graders.submissions.reading_process import Archive, Cells, Files, Refused, Request, Text

START = Path(reading_start.__file__)
SECONDS = 180.0
"""By the clock, after which one upload is left; it is the processor's time that should end it before."""
LONGEST = MAX_STREAM + 16 * MB
"""Bytes of an answer: what may be unpacked, and names."""
TOO_COSTLY = "cannot be read: it takes more time or memory than an upload may"
LEVELS = ("full", "partial", "none")
A = TypeVar("A", Files, Cells, Text)


class Reader:
    """The process apart; `was_used` tells whether there was anything to read, `level` how it is confined."""

    def __init__(self) -> None:
        self.control: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.level = "none"
        self.was_used = False
        self.is_had = sys.platform == "linux"

    @property
    def was_open(self) -> bool:
        """Was anything read that was not fully confined?"""
        return self.was_used and self.level != "full"

    def ask(self, request: Request, kind: type[A]) -> A | None:
        """The answer of a process of its own; None where there is none to be had."""
        self.was_used = True
        if self.control is None and self.is_had:
            self._start()
        channel = self._fork()
        if channel is None:
            return None
        with channel:
            try:
                return _asked(channel, request, kind)
            except (OSError, msgspec.MsgspecError):
                raise ReadError(TOO_COSTLY) from None

    def _start(self) -> None:
        # What it loads takes longer than to read a student's own file, for which no process is started.
        from graders.sandbox.outside.starting import HIDDEN, START_SECONDS, launch

        user = site.getusersitepackages() if site.ENABLE_USER_SITE else ""
        control, theirs = socket.socketpair()
        with theirs:
            arguments = [sys.executable, "-I", str(START), str(theirs.fileno()), user, *HIDDEN]
            self.process = launch(arguments, theirs, subprocess.DEVNULL)
        control.settimeout(START_SECONDS)
        level = ""
        with suppress(OSError):
            level = control.recv(16).decode("ascii", "replace")
        self.is_had = level in LEVELS
        if self.is_had:
            control.settimeout(None)
            self.level, self.control = level, control
        else:
            control.close()

    def _fork(self) -> socket.socket | None:
        if self.control is None:
            return None
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.control, [b"!"], [theirs.fileno()])
            except OSError:
                ours.close()
                raise ReadError(TOO_COSTLY) from None
        return ours

    def close(self) -> None:
        if self.control is not None:
            self.control.close()
            self.control = None
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


_readers: list[Reader] = []
"""Those in use, the innermost last."""


@contextmanager
def apart(kept: Reader | None = None) -> Iterator[Reader]:
    """Read archives and notebooks in processes of their own, as long as the block lasts.

    One that is `kept` for a later block stays as it is.
    """
    reader = kept or Reader()
    _readers.append(reader)
    try:
        yield reader
    finally:
        _readers.remove(reader)
        if kept is None:
            reader.close()


def opened(data: bytes, budget: Budget, depth: int) -> list[File]:
    """What is in an archive; ReadError if it is none that can be read."""
    found = _readers[-1].ask(Archive(data, depth, budget.counted), Files) if _readers else None
    if found is None:
        return archives.unpack(data, budget, depth)
    files = [member.file() for member in found.members]
    budget.go_on(found.read, sum(len(file.data) for file in files))
    return files


def notebook(data: bytes) -> notebooks.Notebook:
    """The code of a notebook; ReadError if it is none that can be read."""
    found = _readers[-1].ask(reading_process.Notebook(data), Cells) if _readers else None
    if found is None:
        return notebooks.read(notebooks.load(data))
    return notebooks.Notebook(found.cells, found.dropped, found.files, found.size, found.language)


def slim(data: bytes, keep: Sequence[str]) -> str:
    """A notebook's JSON without what is nobody's answer, see `notebooks.slim`."""
    found = _readers[-1].ask(reading_process.Whole(data, tuple(keep)), Text) if _readers else None
    return notebooks.slim(data, keep=keep) if found is None else found.text


def _asked(channel: socket.socket, request: Request, kind: type[A]) -> A:
    end = time.monotonic() + SECONDS
    channel.settimeout(SECONDS)
    reading_process.send(channel, msgspec.msgpack.encode(request))
    content = reading_process.received(channel, LONGEST, lambda: end - time.monotonic())
    expected: Any = kind | Refused
    reply: A | Refused = msgspec.msgpack.decode(content, type=expected)
    if isinstance(reply, Refused):
        raise ReadError(reply.reason)
    return reply
