"""The files of one submission as bytes: from a folder, a file or an archive, capped."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from graders.submissions.archives import Budget, File, expanded, placed, too_large, unpack
from graders.submissions.kinds import (
    ENVIRONMENT,
    IN_AN_ENVIRONMENT,
    SIZES,
    ReadError,
    is_passed_over,
    kind_of,
)

MAX_DEPTH = 8
IN_THE_WAY = "is no .py, .ipynb, .zip or .tar.gz file"

__all__ = ["File", "ReadError", "read", "reason"]


def read(path: Path) -> list[File]:
    """Every file of the submission at `path`, in order; ReadError when it cannot be read.

    Archives in it are opened. What can be no lesson is named, and its content not read.
    """
    if path.is_symlink():
        raise ReadError("is a link; links are not followed")
    if path.is_dir():
        found = list(_folder(path))
    elif kind_of(path) == "archive":
        found = unpack(_content(path, SIZES["archive"]))
    elif kind := kind_of(path):
        found = [File(PurePosixPath(path.name), _content(path, SIZES[kind]))]
    else:
        raise ReadError(IN_THE_WAY)
    return sorted(found, key=lambda file: file.path)


def _folder(root: Path) -> Iterator[File]:
    unreadable: list[OSError] = []
    budget = Budget()
    for folder, subfolders, names in os.walk(root, onerror=unreadable.append):
        inside = PurePosixPath(Path(folder).relative_to(root).as_posix())
        subfolders[:] = [name for name in subfolders if not _is_aside(Path(folder, name))]
        if ENVIRONMENT in names:
            subfolders[:] = [name for name in subfolders if name.casefold() not in IN_AN_ENVIRONMENT]
        if len(inside.parts) >= MAX_DEPTH:
            subfolders.clear()
        wanted = [name for name in names if not is_passed_over(name)]
        budget.count(len(wanted) + len(subfolders))
        for name in sorted(wanted):
            yield from _member(Path(folder, name), inside / name, budget)
    for error in unreadable:
        if Path(error.filename) == root:
            raise ReadError(f"cannot be read: {reason(error)}")
        yield File(PurePosixPath(Path(error.filename).relative_to(root).as_posix()), problem=reason(error))


def _is_aside(folder: Path) -> bool:
    return is_passed_over(folder.name) or (folder / ENVIRONMENT).is_file()


def _member(path: Path, inside: PurePosixPath, budget: Budget) -> Iterator[File]:
    if not budget.wants(inside, path.lstat().st_size):
        yield placed(inside)
        return
    try:
        data = _content(path, SIZES[kind_of(inside)])
    except ReadError as refused:
        yield File(inside, problem=str(refused))
        return
    budget.weigh([(inside, len(data))])
    yield from expanded(File(inside, data), budget)


def renamed(files: list[File], name: str, newness: int) -> list[File]:
    """The files of one upload under the name that it had before a platform changed it."""
    first = PurePosixPath(name)
    if len(files) == 1 and kind_of(first) != "archive":
        return [replace(files[0], path=first, newness=newness)]
    return [replace(file, path=first / str(file.path).lstrip("/"), newness=newness) for file in files]


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
        raise ReadError(too_large(max(status.st_size, len(data)), limit))
    return data


def reason(error: OSError) -> str:
    """What the system says, as the end of a sentence."""
    return (error.strerror or type(error).__name__).lower()
