"""The files of one submission as bytes: from a folder, a file or an archive, capped."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from graders.course import folders
from graders.submissions.archives import Budget, File, expanded, placed, too_large
from graders.submissions.kinds import (
    CONDA,
    ENVIRONMENT,
    IN_AN_ENVIRONMENT,
    OF_THE_COURSE,
    SIZES,
    Kind,
    ReadError,
    is_left_aside,
    kind_of,
)
from graders.submissions.reader import opened

MAX_DEPTH = 8
IN_THE_WAY = "is no .py, .ipynb, .zip or .tar.gz file"

__all__ = ["File", "ReadError", "read", "reason"]


def read(path: Path) -> list[File]:
    """Every file of the submission at `path`, in order; ReadError when it cannot be read.

    Archives in it are opened. What can be no lesson is named, and its content not read.
    """
    path = Path(os.path.abspath(path))
    if path.is_symlink():
        raise ReadError("is a link; links are not followed")
    if path.is_dir():
        try:
            found = list(_folder(path))
        except OSError as error:
            raise ReadError(f"cannot be read: {reason(error)}") from None
    elif kind_of(path) == "archive":
        found = opened(_alone(path, "archive"), Budget(), 1)
    elif kind := kind_of(path):
        found = [*expanded(File(PurePosixPath(path.name), _alone(path, kind)), Budget(), opened)]
    else:
        raise ReadError(placed(PurePosixPath(path.name)).problem or IN_THE_WAY)
    return sorted(found, key=lambda file: file.path)


def _folder(root: Path) -> Iterator[File]:
    unread: list[tuple[PurePosixPath, OSError]] = []
    budget = Budget()
    for inside, subfolders, names, place in folders.walk(root, unread):
        of_the_course = [name for name in subfolders if name.casefold() in OF_THE_COURSE]
        is_home_of_one = ENVIRONMENT in names or CONDA in subfolders
        subfolders[:] = [name for name in subfolders if not _is_aside(root / inside / name)]
        if is_home_of_one:
            subfolders[:] = [name for name in subfolders if name.casefold() not in IN_AN_ENVIRONMENT]
        if len(inside.parts) >= MAX_DEPTH:
            of_the_course += subfolders
            subfolders.clear()
        wanted = [name for name in names if not is_left_aside(name)]
        budget.count(len(wanted) + len(subfolders))
        yield from (placed(inside / name) for name in sorted(of_the_course))
        for name in sorted(wanted):
            yield from _member(root / inside, name, place, inside / name, budget)
    for inside, error in unread:
        yield File(inside, problem=reason(error))


def is_environment(folder: Path) -> bool:
    """Whether it is a virtual environment, of any name."""
    return (folder / ENVIRONMENT).is_file() or (folder / CONDA).is_dir()


def _is_aside(folder: Path) -> bool:
    return is_left_aside(folder.name) or is_environment(folder)


def _member(
    folder: Path, name: str, place: int | None, inside: PurePosixPath, budget: Budget
) -> Iterator[File]:
    where = folder / name if place is None else name
    if not budget.wants(inside, os.stat(where, dir_fd=place, follow_symlinks=False).st_size):
        yield placed(inside)
        return
    try:
        data = _content(folder, name, place, kind_of(inside))
    except ReadError as refused:
        yield File(inside, problem=str(refused))
        return
    budget.weigh([(inside, len(data))])
    yield from expanded(File(inside, data), budget, opened)


def renamed(files: list[File], name: str, newness: int) -> list[File]:
    """The files of one upload under the name that it had before a platform changed it."""
    first = PurePosixPath(name)
    if len(files) == 1 and kind_of(first) != "archive":
        return [replace(files[0], path=first, newness=newness)]
    return [replace(file, path=first / str(file.path).lstrip("/"), newness=newness) for file in files]


def _alone(path: Path, kind: Kind) -> bytes:
    try:
        with folders.opened(path.parent) as place:
            return _content(path.parent, path.name, place, kind)
    except OSError as error:
        raise ReadError(f"cannot be read: {reason(error)}") from None


def _content(folder: Path, name: str, place: int | None, kind: Kind) -> bytes:
    """A regular file's bytes, read once through one descriptor: nothing changes between check and use."""
    try:
        where = folder / name if place is None else name
        with open(os.open(where, folders.FILE, dir_fd=place), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ReadError("is no ordinary file")
            data = file.read(SIZES[kind] + 1)
    except OSError as error:
        raise ReadError(
            "is a link; links are not followed"
            if error.errno == errno.ELOOP
            else f"cannot be read: {reason(error)}"
        ) from None
    if len(data) > SIZES[kind]:
        raise ReadError(too_large(max(status.st_size, len(data)), kind))
    return data


def reason(error: OSError) -> str:
    """What the system says, as the end of a sentence."""
    return (error.strerror or type(error).__name__).lower()
