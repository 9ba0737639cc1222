"""A compressed tar archive unpacked in passing: what can be no lesson is read over and not kept.

A virtual environment in an archive of some megabytes unpacks to hundreds, of which nothing is looked at.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import tarfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from graders.submissions.kinds import CONDA, ENVIRONMENT, MB, MOST_PARTS, ReadError, is_passed_over, kind_of
from graders.submissions.tarball import EXTENSIONS, MAX_EXTENSION, PAX, OddHeaderError

COMPRESSED = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
MOST_MEMORY = 100 * MB
MOST_PASSED = 256 * MB
"""Bytes of one archive that are unpacked, most of them to be read over."""
SMALL = 50_000
"""Up to so many bytes an archive may be mostly padding."""
CHUNK = 2**16
PATH = re.compile(rb"\n\d++ path=([^\n]*)\n")
SIZE = slice(124, 136)
CHECKSUM = slice(148, 156)


class Stream:
    """What is unpacked, piece by piece; `most` bytes in all, and no more than so many times its size."""

    def __init__(self, data: bytes, most: int, times: int) -> None:
        self.pieces = _unpacked(data)
        self.most = min(most, times * max(len(data), SMALL))
        self.refusal = f"{most // MB} MB" if self.most == most else f"{times} times its size"
        self.piece = memoryview(b"")

    def read(self, size: int) -> bytes:
        """So many bytes, or what is left."""
        return b"".join(self._parts(size))

    def skip(self, size: int) -> None:
        for _ in self._parts(size):
            pass

    def _parts(self, size: int) -> Iterator[memoryview]:
        while size > 0:
            if not self.piece:
                self.piece = memoryview(next(self.pieces, b""))
                self.most -= len(self.piece)
            if self.most < 0:
                raise ReadError(f"unpacks to more than {self.refusal}")
            if not self.piece:
                return
            part, self.piece = self.piece[:size], self.piece[size:]
            size -= len(part)
            yield part


def is_compressed(data: bytes) -> bool:
    return data.startswith(tuple(COMPRESSED))


def slim(data: bytes, most_kept: int, times: int, most_members: int) -> bytes:
    """The archive without the content of what can be no lesson, and without libraries and caches."""
    stream = Stream(data, MOST_PASSED, times)
    kept: list[bytes] = []
    size = 0
    for count, frame in enumerate(_frames(stream, most_kept)):
        size += len(frame)
        if size > most_kept:
            raise ReadError(f"unpacks to more than {most_kept // MB} MB")
        if count > most_members:
            raise ReadError(f"holds more than {most_members} files")
        kept.append(frame)
    return b"".join(kept)


def _frames(stream: Stream, most_kept: int) -> Iterator[bytes]:
    """Headers with their content, or alone and with nothing in it; nothing of what is left aside."""
    before: list[bytes] = []
    name = ""
    while (header := stream.read(tarfile.BLOCKSIZE)).strip(b"\0"):
        try:
            info = tarfile.TarInfo.frombuf(header, "utf-8", "surrogateescape")
        except tarfile.HeaderError:
            yield header + stream.read(most_kept)
            return
        if info.type in EXTENSIONS:
            if not 0 <= info.size <= most_kept:
                raise OddHeaderError
            before.append(header + stream.read(_padded(info.size)))
            name = _long_name(info.type, before[-1][tarfile.BLOCKSIZE :][:MAX_EXTENSION]) or name
            continue
        path = PurePosixPath(name or info.name)
        size = _padded(info.size) if info.isreg() or info.type not in tarfile.SUPPORTED_TYPES else 0
        if size > most_kept or size < 0 or _is_aside(path) or not kind_of(path):
            stream.skip(size)
            if not _is_aside(path):
                yield from (*before, header if not size or kind_of(path) else _emptied(header))
        else:
            yield from (*before, header, stream.read(size))
        before, name = [], ""
    yield bytes(2 * tarfile.BLOCKSIZE)


def _is_aside(path: PurePosixPath) -> bool:
    parts = (part for part in path.parts[:MOST_PARTS] if part != "..")
    is_mark = path.name == ENVIRONMENT or path.parts[-2:] == (CONDA, "history")
    return not is_mark and any(map(is_passed_over, parts))


def _padded(size: int) -> int:
    return -(-size // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE


def _long_name(kind: bytes, content: bytes) -> str:
    """The name in a header that extends the next one."""
    if kind == tarfile.GNUTYPE_LONGNAME:
        return content.partition(b"\0")[0].decode("utf-8", "surrogateescape")
    found = PATH.search(b"\n" + content) if kind in PAX else None
    return found[1].decode("utf-8", "surrogateescape") if found else ""


def _emptied(header: bytes) -> bytes:
    """The header of a member without content."""
    changed = bytearray(header)
    changed[SIZE] = b"00000000000\0"
    changed[CHECKSUM] = b" " * 8
    changed[CHECKSUM] = b"%06o\0 " % sum(changed)
    return bytes(changed)


def _unpacked(data: bytes) -> Iterator[bytes]:
    how = next(name for mark, name in COMPRESSED.items() if data.startswith(mark))
    if how == "xz":
        unpacker = lzma.LZMADecompressor(memlimit=MOST_MEMORY)
        piece = unpacker.decompress(data, CHUNK)
        while piece:
            yield piece
            piece = b"" if unpacker.eof else unpacker.decompress(b"", CHUNK)
        return
    opened = gzip.open if how == "gzip" else bz2.open
    with opened(io.BytesIO(data)) as stream:
        while piece := stream.read(CHUNK):
            yield piece
