"""A folder of a worker's own: there it may write, a little, and nobody else ever sees what.

Each worker has a mount namespace in which everything else can only be read, and in it a file system in memory
that goes with the worker. The zygote makes its own namespace once, with the place where that is mounted:
the kernel looks for Landlock's rules in the folder *above* a mount, so one rule made beforehand serves all.
Where the system refuses any of it there is no such folder, and no file can be written.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress

from graders.sandbox.inside.landlock import is_below
from graders.sandbox.inside.libc import call, syscall
from graders.sandbox.inside.surroundings import overlook_permissions

SIZE, FILES = 8 * 2**20, 256
"""Bytes, and files with folders."""
SHELF_SIZE, SHELF_FILES = 32 * 2**20, 4096
"""The same for what the zygote puts on the stage, for all its workers to read."""
PLACES = ("/mnt", "/media", "/srv", "/home", "/opt")
"""The stage hides what lies in such a folder, and is made where nothing does that a worker reads."""

NOBODY = "student"

_NEW_MOUNTS = 0x00020000
_NO_SUID, _NO_DEVICES, _NO_PROGRAMS = 2, 4, 8
_SAFE = _NO_SUID | _NO_DEVICES | _NO_PROGRAMS
_MOUNT_SETATTR, _HERE, _RECURSIVE = 442, -100, 0x8000
_READ_ONLY, _PRIVATE = 1, 1 << 18
_entered: list[str] = []
"""The folder of this process, once it has one."""


def make_stage(readable: Iterable[str]) -> str | None:
    """The folder above those of the workers, in a mount namespace of this process; None if there is none."""
    needed = (*readable, os.getcwd()) if os.getcwd() != "/" else tuple(readable)
    free = (place for place in PLACES if not any(is_below(path, place) for path in needed))
    stage = next(filter(_is_folder, free), None)
    if stage is None:
        return None
    try:
        call("unshare", _NEW_MOUNTS)
        _set_mounts(propagation=_PRIVATE)
        _mount(stage, f"size={SHELF_SIZE},nr_inodes={SHELF_FILES},mode=755")
        os.mkdir(os.path.join(stage, NOBODY))
    except OSError:
        return None
    return stage


def make_shelf(stage: str | None) -> str | None:
    """A folder on the stage that the zygote may write to, and no worker; None where there is no stage."""
    if stage is None:
        return None
    shelf = os.path.join(stage, "shelf")
    os.mkdir(shelf, 0o755)
    return shelf


def enter(stage: str) -> None:
    """Give this process its folder, and make that the current one; all else can only be read from now on."""
    home = os.path.join(stage, NOBODY)
    call("unshare", _NEW_MOUNTS)
    _set_mounts(attributes=_READ_ONLY)
    _mount(home, f"size={SIZE},nr_inodes={FILES},mode=777")
    work, temporary = os.path.join(home, "work"), os.path.join(home, "tmp")
    before = os.umask(0)
    os.mkdir(work)
    os.mkdir(temporary)
    os.umask(before)
    os.chdir(work)
    os.environ.update(HOME=home, TMPDIR=temporary, USER=NOBODY, LOGNAME=NOBODY)
    if "tempfile" in sys.modules:
        vars(sys.modules["tempfile"])["tempdir"] = None
    overlook_permissions(home)
    _entered.append(work)


def lay(texts: Mapping[str, str]) -> None:
    """Put these texts, by their paths, into the folder of this process, if it has one of its own."""
    if not _entered:
        return
    for path, text in texts.items():
        with suppress(OSError, ValueError):  # there is no room for it, or its name is none
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
            with open(path, "x", encoding="utf-8", errors="replace") as file:
                file.write(text)


def _is_folder(path: str) -> bool:
    return os.path.isdir(path) and not os.path.islink(path)


def _mount(place: str, options: str) -> None:
    call("mount", b"gradlings", place.encode(), b"tmpfs", _SAFE, options.encode())


def _set_mounts(attributes: int = 0, propagation: int = 0) -> None:
    """Change every mount of this namespace."""
    wanted = struct.pack("QQQQ", attributes, 0, propagation, 0)
    syscall(_MOUNT_SETATTR, _HERE, b"/", _RECURSIVE, wanted, len(wanted))
