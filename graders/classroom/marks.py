"""The marks by which rows of a database are known for ours, wherever it lies."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from pathlib import Path

from graders.classroom.conditions import digest
from graders.course.folders import is_plain

Part = str | bytes
BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite adds to the name of a database for the files that belong to it."""


def mark(key: bytes, row: Iterable[Part]) -> str:
    """What nobody can give a row without the key."""
    return hmac.new(key, digest(row).encode(), "sha256").hexdigest()


def is_marked(key: bytes, row: Iterable[Part], given: str) -> bool:
    return hmac.compare_digest(mark(key, row).encode(), given.encode("utf-8", "replace"))


def is_own_file(path: Path) -> bool:
    """Whether a database and what lies beside it are ordinary files with no other name, or are missing."""
    return all(is_plain(path.with_name(path.name + end)) for end in BESIDE)
