"""The files of an archive, and of the archives in it: bytes in, files out, capped, no disk touched."""

from __future__ import annotations

import io
import re
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from graders.submissions.kinds import MB, OTHER_ARCHIVES, SIZES, Aside, Kind, ReadError, kind_of
from graders.submissions.passing import is_compressed, slim
from graders.submissions.tarball import Tarball

MAX_TOTAL = 20 * MB
"""Bytes of Python files in one submission."""
MAX_STREAM = 64 * MB
"""Bytes of all files of one submission, notebooks with their outputs, and of one archive unpacked."""
MAX_TEXT = 5 * MB
"""Bytes of files that are lessons only by what is in them; what is beyond is left aside."""
MAX_MEMBERS = 5_000
MOST_ENTRIES = 60_000
"""Members of an archive with those that are left aside, such as a virtual environment."""
MAX_NESTED = 3
MAX_RATIO = 100
SMALL = 1_000
"""Up to so many bytes a member may be mostly padding."""
ZIP_FILE, GZIP = b"PK\x03\x04", b"\x1f\x8b\x08"
"""How a file in a .zip begins, and a compressed stream."""
ZIP_ENTRY, ZIP_NAME = b"PK\x01\x02", 46
"""How an entry in the list of a .zip begins, and how far behind it its name stands."""
UTF_8 = 0x800
"""The flag of a member whose name says that it is UTF-8; else Python takes it for code page 437."""
LONGEST_NAME = 300
WAYS_OUT: dict[Kind, str] = {"ipynb": "; clear its outputs", "archive": "; unpack it, and give the folder"}
"""Of what is too large."""
DRIVE = re.compile(r"[A-Za-z]:")
TWICE = "is in its archive twice"
NO_ARCHIVE = "is no archive that can be read"


@dataclass(frozen=True)
class File:
    """One file of a submission: its content, or the `problem` that kept it from being read.

    What is `aside` can hold no lesson, by its name, and was not read. `newness` is the platform's order.
    """

    path: PurePosixPath
    data: bytes = b""
    problem: str = ""
    aside: bool = False
    newness: int = 0


Opener = Callable[[bytes, "Budget", int], list[File]]


class Budget:
    """How much of one submission has been read; ReadError beyond what may be."""

    def __init__(self, members: int = 0, code: int = 0, text: int = 0, all_: int = 0) -> None:
        self.members, self.code, self.text, self.all = members, code, text, all_

    @property
    def counted(self) -> tuple[int, int, int, int]:
        """What was read so far, to go on elsewhere."""
        return self.members, self.code, self.text, self.all

    def go_on(self, counted: tuple[int, int, int, int], read: int) -> None:
        """Go on where somebody else counted so much, who brings so many bytes."""
        least = self.all + read
        self.members, self.code, self.text, self.all = map(max, counted, self.counted)
        self.all = max(self.all, least)

    def count(self, members: int) -> None:
        self.members += members
        if self.members > MAX_MEMBERS:
            raise ReadError(f"holds more than {MAX_MEMBERS} files")

    def wants(self, path: PurePosixPath, size: int) -> bool:
        """Whether a file may be a lesson, by its name and, where that says little, its size."""
        kind = kind_of(path)
        if kind == "text":
            self.text += size
            return size <= SIZES[kind] and self.text <= MAX_TEXT
        return bool(kind)

    def weigh(self, files: list[tuple[PurePosixPath, int]]) -> None:
        """Take note of files and their sizes, before they are unpacked where that is possible."""
        self.code += sum(size for path, size in files if kind_of(path) == "py")
        self.all += sum(size for _, size in files)
        if self.code > MAX_TOTAL:
            raise ReadError(f"holds more than {MAX_TOTAL // MB} MB of code")
        if self.all > MAX_STREAM:
            raise ReadError(f"holds more than {MAX_STREAM // MB} MB of code and notebooks")


def placed(path: PurePosixPath) -> File:
    """A file that is not read: one that can be no lesson, or an archive of a kind that is not opened."""
    is_archive = path.name.lower().endswith(OTHER_ARCHIVES)
    problem = "is an archive of a kind that is not opened; use .zip or .tar.gz" if is_archive else ""
    return File(path, problem=problem, aside=not is_archive)


def expanded(file: File, budget: Budget, opened: Opener, depth: int = 0) -> Iterator[File]:
    """The file itself, or what is in it if it is an archive, which is `opened`, whatever it is called."""
    if file.problem or not (kind_of(file.path) == "archive" or is_archive(file.data)):
        yield file
        return
    if depth >= MAX_NESTED:
        yield replace(file, data=b"", problem=f"lies in more than {MAX_NESTED} archives, one in another")
        return
    try:
        for inner in opened(file.data, budget, depth + 1):
            yield replace(inner, path=file.path / str(inner.path).lstrip("/"), newness=file.newness)
    except ReadError as refused:
        yield replace(file, data=b"", problem=str(refused))


def is_archive(data: bytes) -> bool:
    """Whether no text begins like this, but every .zip that holds a file and every .tar.gz."""
    return data.startswith((ZIP_FILE, GZIP))


def unpack(data: bytes, budget: Budget | None = None, depth: int = 1) -> list[File]:
    """Every file of an archive that may be a lesson, and the names of the others; ReadError if it is none.

    It is the `depth`th of archives that lie one in another.
    """
    budget = budget or Budget()
    try:
        found = list(_zip(data, budget) if data.startswith(b"PK") else _tar(data, budget))
    except ReadError:
        raise
    except Exception:  # the libraries raise everything from IndexError to RecursionError
        raise ReadError(NO_ARCHIVE) from None
    return [inner for file in found for inner in expanded(file, budget, unpack, depth)]


def _zip(data: bytes, budget: Budget) -> Iterator[File]:
    names = list(_listed(data))  # a list of a million entries takes long to read
    aside = Aside(names)
    if sum(path not in aside for path in names) + budget.members > MAX_MEMBERS:
        budget.count(MAX_MEMBERS + 1)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        aside = Aside([*map(_zip_path, infos)])
        yield from map(placed, aside.named)
        infos = [info for info in infos if _zip_path(info) not in aside]
        budget.count(len(infos))
        wanted = [info for info in infos if budget.wants(_zip_path(info), info.file_size)]
        problems = _zip_problems(wanted)
        good = [info for info, problem in zip(wanted, problems, strict=True) if not problem]
        budget.weigh([(_zip_path(info), info.file_size) for info in good])
        for info, problem in zip(wanted, problems, strict=True):
            yield File(_zip_path(info), problem=problem) if problem else _zip_member(archive, info)
        ours = set(map(id, wanted))
        yield from (placed(_zip_path(info)) for info in infos if id(info) not in ours)


def _listed(data: bytes) -> Iterator[PurePosixPath]:
    """The names in the list of a .zip, as far as they are needed to count them."""
    position = data.find(ZIP_ENTRY)
    for _ in range(MOST_ENTRIES):
        if position < 0:
            return
        length = int.from_bytes(data[position + 28 : position + 30], "little")
        start = position + ZIP_NAME
        name = data[start : start + min(length, LONGEST_NAME)].decode("utf-8", "replace")
        if not name.endswith(("/", "\\")):
            yield PurePosixPath(name.replace("\\", "/"))
        position = data.find(ZIP_ENTRY, start)
    raise ReadError(f"holds more than {MAX_MEMBERS} files")


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> File:
    path = _zip_path(info)
    try:
        with archive.open(info) as member:
            return File(path, member.read(SIZES[kind_of(path)]))
    except Exception:
        return File(path, problem="is damaged")


def _zip_problems(infos: list[zipfile.ZipInfo]) -> list[str]:
    """For each member why it is not read, often nothing."""
    seen: set[str] = set()
    problems = []
    for info in infos:
        problems.append(_zip_problem(info) or (TWICE if info.filename in seen else ""))
        seen.add(info.filename)
    return problems


def _zip_path(info: zipfile.ZipInfo) -> PurePosixPath:
    """Where a member lies, also as some programs write it on Windows, and on Macs in UTF-8."""
    name = info.filename
    if not info.flag_bits & UTF_8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return PurePosixPath(name.replace("\\", "/"))


def _zip_problem(info: zipfile.ZipInfo) -> str:
    path = _zip_path(info)
    kind = kind_of(path)
    if _is_outside(path):
        return "lies outside its archive"
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return "is no ordinary file"
    if info.flag_bits & 1:
        return "is encrypted"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is compressed in an unusual way"
    if info.file_size > SIZES[kind]:
        return too_large(info.file_size, kind)
    if info.file_size > MAX_RATIO * max(info.compress_size, SMALL):
        return f"unpacks to more than {MAX_RATIO} times its size"
    return ""


def _tar(data: bytes, budget: Budget) -> Iterator[File]:
    unpacked = _uncompressed(data)
    with Tarball(unpacked) as archive:
        names = []
        for count, info in enumerate(archive.each()):
            if count >= MOST_ENTRIES:
                raise ReadError(f"holds more than {MAX_MEMBERS} files")
            if not info.isdir():
                names.append(PurePosixPath(info.name))
    aside = Aside(names)
    yield from map(placed, aside.named)
    budget.count(sum(path not in aside for path in names))
    seen: set[str] = set()
    with Tarball(unpacked) as archive:
        for info in archive.each():
            path = PurePosixPath(info.name)
            if info.isdir() or path in aside:
                continue
            if not budget.wants(path, info.size):
                yield placed(path)
                continue
            problem = _tar_problem(info) or (TWICE if info.name in seen else "")
            seen.add(info.name)
            member = None if problem else archive.extractfile(info)
            content = member.read(SIZES[kind_of(path)]) if member else b""
            budget.weigh([(path, len(content))])
            yield File(path, content, problem)


def _uncompressed(data: bytes) -> bytes:
    """A tar archive as it was before it was compressed, whatever with, as far as it may be looked at."""
    if not is_compressed(data):
        return data
    return slim(data, MAX_STREAM, MAX_RATIO, MOST_ENTRIES)


def _tar_problem(info: tarfile.TarInfo) -> str:
    path = PurePosixPath(info.name)
    if _is_outside(path):
        return "lies outside its archive"
    if info.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
        return "is no ordinary file"
    if info.size > SIZES[kind_of(path)]:
        return too_large(info.size, kind_of(path))
    return ""


def _is_outside(path: PurePosixPath) -> bool:
    return path.is_absolute() or ".." in path.parts or bool(DRIVE.match(path.parts[0]))


def too_large(size: int, kind: Kind) -> str:
    """The end of a sentence about a file of some size."""
    return f"has {size / MB:.1f} MB; at most {SIZES[kind] / MB:g} MB are read{WAYS_OUT.get(kind, '')}"
