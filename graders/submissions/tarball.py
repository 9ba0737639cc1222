"""A tar archive read member by member, in time and memory that its size bounds, whatever its headers say.

Python's own `tarfile` calls itself for each header that extends the next one, and before 3.11.10 and 3.12.6
takes quadratic time over some of them (CVE-2024-6232); so these headers are looked at before it reads them.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterator

PAX = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.XGLTYPE)
EXTENSIONS = (*PAX, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
MAX_EXTENSION, MAX_EXTENSIONS = 16_000, 4_000_000
"""Bytes of one header that extends another, and of all of them together."""
MAX_CHAIN = 6
"""A long name, a long link and a pax header may come before a member, and a global one before all."""
LONG_NUMBER = re.compile(rb"\d{30}")
SPARSE = re.compile(rb"GNU\.sparse\.", re.IGNORECASE)
HOLES = tarfile.GNUTYPE_SPARSE
"""The keys and the type of a file with holes: their list is as long as it likes, and all of it is kept."""


class OddHeaderError(Exception):
    """A header that no honest archive has."""


class Header(tarfile.TarInfo):
    """One header, refused before it is read if it would cost too much."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> Header:
        assert isinstance(archive, Tarball)
        archive.chain += 1
        try:
            archive.look_ahead()
            return super().fromtarfile(archive)
        finally:
            archive.chain -= 1


class Tarball(tarfile.TarFile):
    """An uncompressed archive in memory."""

    tarinfo = Header

    def __init__(self, data: bytes) -> None:
        self.stream = io.BytesIO(data)
        self.chain = self.extended = self.globals = 0
        super().__init__(fileobj=self.stream)

    def look_ahead(self) -> None:
        """Check the header that is next."""
        start = self.stream.tell()
        header = self.stream.read(tarfile.BLOCKSIZE)
        try:
            info = tarfile.TarInfo.frombuf(header, self.encoding or "utf-8", self.errors or "replace")
        except tarfile.HeaderError:
            self.stream.seek(start)
            return
        if info.size < 0 or self.chain > MAX_CHAIN or info.type == HOLES:
            raise OddHeaderError
        if info.type in EXTENSIONS:
            self.extended += info.size
            self.globals += info.type == tarfile.XGLTYPE
            if info.size > MAX_EXTENSION or self.extended > MAX_EXTENSIONS or self.globals > 1:
                raise OddHeaderError
            said = self.stream.read(info.size) if info.type in PAX else b""
            if LONG_NUMBER.search(said) or SPARSE.search(said):
                raise OddHeaderError
        self.stream.seek(start)

    def each(self) -> Iterator[tarfile.TarInfo]:
        """The members, none of which is remembered."""
        while (info := self.next()) is not None:
            self.members.clear()  # type: ignore[attr-defined]  # typeshed leaves the attribute out
            yield info
