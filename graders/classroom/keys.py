"""The key by which this installation knows what it wrote itself.

It lies with the person who grades, in a folder of their own, and never among results or submissions.
"""

from __future__ import annotations

import os
import secrets
import stat
import sys
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from graders.course.folders import real

STATE = "GRADLINGS_STATE"
FILE = "journal.key"
SIZE = 32


@dataclass(frozen=True)
class Key:
    """The key, and why it was made for this run alone; "" where it was kept."""

    secret: bytes
    reason: str = ""


def state_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where this person's state of gradlings lies."""
    if environment.get(STATE):
        return Path(environment[STATE])
    if sys.platform == "win32" and environment.get("LOCALAPPDATA"):
        return Path(environment["LOCALAPPDATA"], "gradlings")
    home = Path(environment.get("HOME") or os.path.expanduser("~"))
    return Path(environment.get("XDG_STATE_HOME") or home / ".local" / "state", "gradlings")


def own_key(folder: Path, untrusted: Collection[Path] = ()) -> Key:
    """The key in `folder`, made where there is none; one for this run alone where none can be kept there.

    None is kept in what is `untrusted`: what is graded could bring a key of its own.
    """
    place = real(folder)
    if any(place.is_relative_to(path) for path in untrusted):
        return Key(secrets.token_bytes(SIZE), f"`{folder}` lies in what is graded")
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(place / FILE)
        return _read(place / FILE)
    except OSError as error:
        return Key(secrets.token_bytes(SIZE), f"`{folder}` {_reason(error)}")


def _make(path: Path) -> None:
    """Make the file whole or not at all: two first runs at once agree on one key."""
    if os.path.lexists(path):
        return
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        file.write(secrets.token_bytes(SIZE))
    try:
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink()


def _read(path: Path) -> Key:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags), "rb") as file:
        status, secret = os.fstat(file.fileno()), file.read(SIZE + 1)
    is_ours = os.name != "posix" or (
        status.st_uid == os.geteuid() and not stat.S_IMODE(status.st_mode) & 0o077
    )
    if not stat.S_ISREG(status.st_mode) or not is_ours or len(secret) != SIZE:
        raise OSError(None, f"holds a `{FILE}` that is not yours alone; delete it")
    return Key(secret)


def _reason(error: OSError) -> str:
    said = (error.strerror or type(error).__name__).lower()
    return said if error.errno is None else f"cannot be used: {said}"
