"""Folders opened one inside the other: no link on the way is followed, and none can be put there in time.

Where a system cannot open a file by its name in an open folder, as Windows cannot, paths are used.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

BY_DESCRIPTOR = {os.open, os.stat, os.unlink, os.mkdir} <= os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
MOST = 64_000_000
"""Bytes of a file in a student's folder."""
IS_LINK = "it is a link, and links are not followed"
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
_PASSED = _FOLDER | getattr(os, "O_PATH", 0)
"""A folder on the way need not be readable."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
FILE = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
    FILE |= getattr(os, _name, 0)


@contextmanager
def opened(folder: Path, *, make: bool = False) -> Iterator[int | None]:
    """A descriptor of a folder, given by its real path; None where the system has none to give.

    A link on the way is an OSError, also one that was not there a moment ago. `make` makes what is missing.
    """
    if not BY_DESCRIPTOR:
        if make:
            folder.mkdir(parents=True, exist_ok=True)
        yield None
        return
    place = os.open(folder.anchor or ".", _PASSED)
    try:
        steps = folder.parts[1:] if folder.anchor else folder.parts
        for number, step in enumerate(steps, start=1):
            inner = _step(place, step, _FOLDER if number == len(steps) else _PASSED, make)
            os.close(place)
            place = inner
        yield place
    except OSError as error:
        error.filename = error.filename or str(folder)
        raise
    finally:
        os.close(place)


def _step(place: int, name: str, flags: int, make: bool) -> int:
    if make:
        with suppress(FileExistsError):
            os.mkdir(name, dir_fd=place)
    try:
        return os.open(name, flags, dir_fd=place)
    except OSError:
        if stat.S_ISLNK(os.stat(name, dir_fd=place, follow_symlinks=False).st_mode):
            raise OSError(None, IS_LINK, name) from None
        raise


Folder = tuple[PurePosixPath, list[str], list[str], int | None]
"""A folder by its way from the root, the names of the folders and of the others in it, and its descriptor."""


def walk(root: Path, unread: list[tuple[PurePosixPath, OSError]]) -> Iterator[Folder]:
    """As `os.walk`, down from the real path of a folder; `unread` gets what cannot be read below it."""
    with opened(root) as place:
        if place is not None:
            yield from _walk(place, PurePosixPath(), unread)
            return

    def way(path: str) -> PurePosixPath:
        return PurePosixPath(Path(path).relative_to(root).as_posix())

    for folder, folders, names in os.walk(
        root, onerror=lambda error: unread.append((way(error.filename), error))
    ):
        yield way(folder), folders, names, None


def _walk(place: int, way: PurePosixPath, unread: list[tuple[PurePosixPath, OSError]]) -> Iterator[Folder]:
    folders: list[str] = []
    names: list[str] = []
    with os.scandir(place) as entries:
        for entry in entries:
            (folders if entry.is_dir(follow_symlinks=False) else names).append(entry.name)
    yield way, folders, names, place
    for name in folders:
        try:
            inside = os.open(name, _FOLDER, dir_fd=place)
        except OSError as error:
            unread.append((way / name, error))
            continue
        try:
            yield from _walk(inside, way / name, unread)
        finally:
            os.close(inside)


def write(path: Path, content: str | bytes, encoding: str = "utf-8") -> None:
    """Replace a file by its real path; whoever reads it at the same time sees the old one or the new one.

    What is a link there is replaced and not written through.
    """
    data = content.encode(encoding) if isinstance(content, str) else content
    with opened(path.parent, make=True) as folder:
        part = f".{path.name}.{secrets.token_hex(8)}.part"
        where = part if folder is not None else str(path.with_name(part))
        target = path.name if folder is not None else str(path)
        try:
            with open(os.open(where, _NEW, 0o666, dir_fd=folder), "wb") as file:
                file.write(data)
            os.replace(where, target, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            with suppress(OSError):
                os.unlink(where, dir_fd=folder)
            raise


def read(name: str, folder: Path, place: int | None, most: int = -1) -> bytes:
    """The bytes of an ordinary file in a folder that was `opened`, at most so many; a link is an OSError."""
    with open(os.open(name if place is not None else folder / name, FILE, dir_fd=place), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(None, "it is no ordinary file", name)
        return file.read(most)


def real(path: Path) -> Path:
    """The real path, for a ring of links too, where `Path.resolve` may raise an exception."""
    return Path(os.path.realpath(path))


def content(path: Path) -> bytes:
    """The bytes of an ordinary file, to which its owner's links may lead; anything else is an OSError."""
    path = real(path)
    data = read(path.name, path.parent, None, MOST + 1)
    if len(data) > MOST:
        raise OSError(errno.EFBIG, "it is too large", str(path))
    return data


def is_plain(path: Path) -> bool:
    """Is there an ordinary file that has no other name, or nothing at all?"""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return True
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1
