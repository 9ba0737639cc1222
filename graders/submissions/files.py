"""The Python files and notebooks of one submission as bytes: from a folder, a file or an archive, capped."""

from __future__ import annotations

import errno
import gzip
import io
import os
import stat
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from graders.submissions.tarball import Tarball

MB = 1_000_000
SIZES = {".py": 1 * MB, ".ipynb": 10 * MB}
ARCHIVES = (".zip", ".tar.gz", ".tgz")
MAX_ARCHIVE = 20 * MB
MAX_TOTAL = 20 * MB
MAX_STREAM = 64 * MB
MAX_MEMBERS = 5_000
MAX_DEPTH = 8
MAX_RATIO = 100
SMALL, SMALL_TAR = 1_000, 50_000
"""Up to so many bytes a member, or a compressed archive, may be mostly padding."""
PASSED_OVER = {
    "__pycache__", "__macosx", "node_modules", "site-packages", "venv", "env",
    "graders", "reference", "tests",
}  # fmt: skip
ZIP_ENTRY = b"PK\x01\x02"
TWICE = "is in its archive twice"


class ReadError(Exception):
    """Why something cannot be read: the rest of a sentence that begins with its name."""


@dataclass(frozen=True)
class File:
    """One file of a submission: its content, or the `problem` that kept it from being read."""

    path: PurePosixPath
    data: bytes = b""
    problem: str = ""


def read(path: Path) -> list[File]:
    """Every file of the submission at `path` that may be a lesson; ReadError when it cannot be read."""
    if path.is_symlink():
        raise ReadError("is a link; links are not followed")
    if path.is_dir():
        return _bounded(_folder(path))
    if is_archive(path):
        data = _content(path, MAX_ARCHIVE)
        try:
            return _bounded(_zip(data) if path.suffix.lower() == ".zip" else _tar(data))
        except ReadError:
            raise
        except Exception:  # the libraries raise everything from IndexError to RecursionError
            raise ReadError("is no archive that can be read") from None
    if suffix(path) not in SIZES:
        raise ReadError("is no .py, .ipynb, .zip or .tar.gz file")
    return [File(PurePosixPath(path.name), _content(path, SIZES[suffix(path)]))]


def is_archive(path: Path) -> bool:
    return path.name.lower().endswith(ARCHIVES)


def is_passed_over(name: str) -> bool:
    """Whether a folder or file of this name is never a student's work."""
    return name.startswith(".") or name.casefold() in PASSED_OVER


def suffix(path: PurePosixPath | Path) -> str:
    return path.suffix.lower()


def _bounded(found: Iterator[File]) -> list[File]:
    files: list[File] = []
    total = 0
    for file in found:
        total += len(file.data)
        _check_total(total)
        files.append(file)
    return sorted(files, key=lambda file: file.path)


def _folder(root: Path) -> Iterator[File]:
    unreadable: list[OSError] = []
    seen = 0
    for folder, subfolders, names in os.walk(root, onerror=unreadable.append):
        inside = PurePosixPath(Path(folder).relative_to(root).as_posix())
        subfolders[:] = [name for name in subfolders if not is_passed_over(name)]
        if len(inside.parts) >= MAX_DEPTH:
            subfolders.clear()
        seen += len(names) + len(subfolders)
        if seen > MAX_MEMBERS:
            raise ReadError(f"holds more than {MAX_MEMBERS} files")
        for name in names:
            if _is_wanted(inside / name):
                yield _member(Path(folder, name), inside / name)
    for error in unreadable:
        if Path(error.filename) == root:
            raise ReadError(f"cannot be read: {reason(error)}")
        yield File(PurePosixPath(Path(error.filename).relative_to(root).as_posix()), problem=reason(error))


def _member(path: Path, inside: PurePosixPath) -> File:
    try:
        return File(inside, _content(path, SIZES[suffix(inside)]))
    except ReadError as refused:
        return File(inside, problem=str(refused))


def _content(path: Path, limit: int) -> bytes:
    """A regular file's bytes, read once through one descriptor: nothing changes between check and use."""
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        with open(os.open(path, flags), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ReadError("is no ordinary file")
            data = file.read(limit + 1)
    except OSError as error:
        raise ReadError(
            "is a link; links are not followed"
            if error.errno == errno.ELOOP
            else f"cannot be read: {reason(error)}"
        ) from None
    if len(data) > limit:
        raise ReadError(_too_large(max(status.st_size, len(data)), limit))
    return data


def _zip(data: bytes) -> Iterator[File]:
    _check_count(data.count(ZIP_ENTRY))  # a list of a million entries takes long to read
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _check_count(len(archive.infolist()))
        wanted = [info for info in archive.infolist() if _is_wanted(_zip_path(info)) and not info.is_dir()]
        seen: set[str] = set()
        problems = []
        for info in wanted:
            problems.append(_zip_problem(info) or (TWICE if info.filename in seen else ""))
            seen.add(info.filename)
        sizes = [info.file_size for info, problem in zip(wanted, problems, strict=True) if not problem]
        _check_total(sum(sizes))
        for info, problem in zip(wanted, problems, strict=True):
            yield File(_zip_path(info), problem=problem) if problem else _zip_member(archive, info)


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> File:
    path = _zip_path(info)
    try:
        with archive.open(info) as member:
            return File(path, member.read(SIZES[suffix(path)]))
    except Exception:
        return File(path, problem="is damaged")


def _zip_path(info: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(info.filename.replace("\\", "/"))  # as some programs on Windows write it


def _zip_problem(info: zipfile.ZipInfo) -> str:
    path = _zip_path(info)
    limit = SIZES[suffix(path)]
    if _is_outside(path):
        return "lies outside its archive"
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return "is no ordinary file"
    if info.flag_bits & 1:
        return "is encrypted"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is compressed in an unusual way"
    if info.file_size > limit:
        return _too_large(info.file_size, limit)
    if info.file_size > MAX_RATIO * max(info.compress_size, SMALL):
        return f"unpacks to more than {MAX_RATIO} times its size"
    return ""


def _tar(data: bytes) -> Iterator[File]:
    most = min(MAX_STREAM, MAX_RATIO * max(len(data), SMALL_TAR))
    with gzip.open(io.BytesIO(data)) as stream:
        unpacked = stream.read(most + 1)
    if len(unpacked) > most:
        at_most = f"{MAX_STREAM // MB} MB" if most == MAX_STREAM else f"{MAX_RATIO} times its size"
        raise ReadError(f"unpacks to more than {at_most}")
    seen: set[str] = set()
    with Tarball(unpacked) as archive:
        for count, info in enumerate(archive.each(), start=1):
            _check_count(count)
            path = PurePosixPath(info.name)
            if info.isdir() or not _is_wanted(path):
                continue
            problem = _tar_problem(info) or (TWICE if info.name in seen else "")
            seen.add(info.name)
            member = None if problem else archive.extractfile(info)
            yield File(path, member.read(SIZES[suffix(path)]) if member else b"", problem)


def _tar_problem(info: tarfile.TarInfo) -> str:
    path = PurePosixPath(info.name)
    if _is_outside(path):
        return "lies outside its archive"
    if info.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
        return "is no ordinary file"
    if info.size > SIZES[suffix(path)]:
        return _too_large(info.size, SIZES[suffix(path)])
    return ""


def _check_count(members: int) -> None:
    if members > MAX_MEMBERS:
        raise ReadError(f"holds more than {MAX_MEMBERS} files")


def _check_total(size: int) -> None:
    if size > MAX_TOTAL:
        raise ReadError(f"holds more than {MAX_TOTAL // MB} MB of code")


def _is_wanted(path: PurePosixPath) -> bool:
    return suffix(path) in SIZES and not any(is_passed_over(part) for part in path.parts if part != "..")


def _is_outside(path: PurePosixPath) -> bool:
    return path.is_absolute() or ".." in path.parts or ":" in path.parts[0]


def _too_large(size: int, limit: int) -> str:
    advice = "; clear its outputs" if limit == SIZES[".ipynb"] else ""
    return f"has {size / MB:.1f} MB; at most {limit // MB} MB are read{advice}"


def reason(error: OSError) -> str:
    """What the system says, as the end of a sentence."""
    return (error.strerror or type(error).__name__).lower()
