"""What student code prints: text streams as any process has them, of which the first characters are kept."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

WIDEST = 4
"""Bytes of a character."""


class FirstBytes(io.BufferedIOBase):
    """Keeps the first bytes that are written to it and forgets the rest."""

    name = "<stdout>"

    def __init__(self, cap: int) -> None:
        self.parts: list[bytes] = []
        self.left = cap

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        size = memoryview(data).nbytes
        if self.left > 0:
            self.parts.append(bytes(data)[: self.left])
            self.left -= len(self.parts[-1])
        return size


class Printed:
    """The standard streams for a block of student code; `text` is what stands in them, up to a cap."""

    def __init__(self, cap: int) -> None:
        self.cap = cap
        self.kept = FirstBytes(WIDEST * cap)
        self.streams = [_stream(self.kept), _stream(self.kept)]

    @contextmanager
    def redirected(self) -> Iterator[None]:
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = self.streams
        try:
            yield
        finally:
            sys.stdout, sys.stderr = before

    @property
    def text(self) -> str:
        for stream in self.streams:
            with suppress(Exception):  # closed by the student, or with an encoding that fits nothing
                stream.flush()
        return b"".join(self.kept.parts).decode(_encoding(self.streams[0]), "replace")[: self.cap]


def _stream(kept: FirstBytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(kept, encoding="utf-8", errors="backslashreplace", newline="", write_through=True)


def _encoding(stream: io.TextIOWrapper) -> str:
    """The one that the student chose, where bytes can be read by it."""
    try:
        b"".decode(stream.encoding)
    except (LookupError, ValueError):
        return "utf-8"
    return stream.encoding
