"""The process that reads archives and notebooks: one fork for each, confined as a student's code is.

It is told over a socket, by a byte with which the descriptor of a channel comes, to read what that channel
brings. Nothing that a student sent is ever seen by the process that forks.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

import msgspec

from graders.sandbox.inside import confine, selftest
from graders.submissions import archives, notebooks
from graders.submissions.archives import Budget
from graders.submissions.kinds import ReadError

MEMORY, PROCESSOR = 600, 60
"""Megabytes, and seconds on the processor, for one archive or notebook."""
HEADER = 8
"""Bytes that tell the length of what follows."""
UNREADABLE = "cannot be read: it takes more memory than an upload may"


class Archive(msgspec.Struct, tag=True):
    """Unpack this, the `depth`th of archives one in another; `read` is what a `Budget` has counted."""

    data: bytes
    depth: int
    read: tuple[int, int, int, int]


class Notebook(msgspec.Struct, tag=True):
    """Read the code of this."""

    data: bytes


class Whole(msgspec.Struct, tag=True):
    """Read this notebook as `notebooks.slim` does, and keep what is named of its metadata."""

    data: bytes
    keep: tuple[str, ...]


class Member(msgspec.Struct, array_like=True):
    """A `File`; its path in UTF-8, of which an archive may hold what is none."""

    path: bytes
    data: bytes
    problem: str
    aside: bool

    @classmethod
    def of(cls, file: archives.File) -> Member:
        return cls(str(file.path).encode("utf-8", "surrogatepass"), file.data, file.problem, file.aside)

    def file(self) -> archives.File:
        path = PurePosixPath(self.path.decode("utf-8", "surrogatepass"))
        return archives.File(path, self.data, self.problem, self.aside)


class Files(msgspec.Struct, tag=True):
    """What is in an archive, and what the `Budget` has counted after it."""

    members: list[Member]
    read: tuple[int, int, int, int]


class Cells(msgspec.Struct, tag=True):
    """The fields of a `notebooks.Notebook`."""

    cells: tuple[tuple[int, str], ...]
    dropped: frozenset[str]
    files: dict[str, str]
    size: int
    language: str


class Text(msgspec.Struct, tag=True):
    """A notebook's JSON."""

    text: str


class Refused(msgspec.Struct, tag=True):
    """Why it is not read, as the end of a sentence."""

    reason: str


Request = Archive | Notebook | Whole
Reply = Files | Cells | Text | Refused


def answer(request: Request) -> Reply:
    """What is in an archive or a notebook."""
    try:
        if isinstance(request, Notebook):
            found = notebooks.read(notebooks.load(request.data))
            return Cells(found.cells, found.dropped, dict(found.files), found.size, found.language)
        if isinstance(request, Whole):
            return Text(notebooks.slim(request.data, keep=request.keep))
        budget = Budget(*request.read)
        members = [Member.of(file) for file in archives.unpack(request.data, budget, request.depth)]
        return Files(members, budget.counted)
    except ReadError as refused:
        return Refused(str(refused))
    except MemoryError:
        return Refused(UNREADABLE)


def main(where: int, hidden: Sequence[str]) -> None:
    control = socket.socket(fileno=where)
    plan = confine.prepare(hidden=hidden)
    seen = selftest.observe(plan, [__file__])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how one ended
    control.sendall(seen.level.encode())
    while True:
        asked, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not asked:
            os._exit(0)
        if os.fork() == 0:
            _serve(
                socket.socket(fileno=descriptors[0]),
                lambda fd: confine.confine(plan, keep_fds=[fd], memory=MEMORY, cpu=PROCESSOR),
            )
        os.close(descriptors[0])


def _serve(channel: socket.socket, shut_in: Callable[[int], object]) -> None:
    """Read one upload, and end."""
    try:
        shut_in(channel.fileno())
        request = msgspec.msgpack.decode(received(channel), type=Request)
        send(channel, msgspec.msgpack.encode(answer(request)))
    finally:
        os._exit(0)


def send(channel: socket.socket, content: bytes) -> None:
    channel.sendall(len(content).to_bytes(HEADER, "big"))
    channel.sendall(content)


def received(
    channel: socket.socket, most: int | None = None, left: Callable[[], float | None] = lambda: None
) -> bytearray:
    """What was sent; an OSError where it ends early, is more than may be, or no time is `left`."""
    size = int.from_bytes(_exactly(channel, HEADER, left), "big")
    if most is not None and size > most:
        raise OSError("it is too long")
    return _exactly(channel, size, left)


def _exactly(channel: socket.socket, size: int, left: Callable[[], float | None]) -> bytearray:
    content = bytearray(size)
    view, place = memoryview(content), 0
    while place < size:
        if (seconds := left()) is not None:
            if seconds <= 0:
                raise TimeoutError
            channel.settimeout(seconds)
        count = channel.recv_into(view[place:])
        if not count:
            raise OSError("it ended")
        place += count
    return content
