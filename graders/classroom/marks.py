"""By what a database and its rows are known for ours, wherever it lies."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from graders.classroom.conditions import digest
from graders.course.folders import is_plain

Part = str | bytes
BESIDE = ("", "-wal", "-shm")
"""What SQLite adds to the name of a database for the files that belong to it."""
ROLLBACK = "-journal"
"""What it adds for one from which it undoes what was begun. Ours need none, and one that somebody else wrote
names a file that SQLite then deletes, wherever it is."""


def mark(key: bytes, row: Iterable[Part]) -> str:
    """What nobody can give a row without the key."""
    return hmac.new(key, digest(row).encode(), "sha256").hexdigest()


def is_marked(key: bytes, row: Sequence[object], given: object) -> bool:
    """A forged database may hold in a column what its table forbids there."""
    parts = [part for part in row if isinstance(part, Part)]
    if not isinstance(given, str) or len(parts) < len(row):
        return False
    return hmac.compare_digest(mark(key, parts).encode(), given.encode("utf-8", "replace"))


def foreign_file(path: Path) -> str:
    """Why a database must not be opened, the end of a sentence; "" where it is as we leave it, or missing."""
    if os.path.lexists(f"{path}{ROLLBACK}"):
        return f"has a file `{path.name}{ROLLBACK}` beside it, which is not ours"
    plain = all(is_plain(path.with_name(path.name + end)) for end in BESIDE)
    return "" if plain else "is a link, or no ordinary file"
