"""Files that are made by rule, and left alone once somebody changed them.

A file is overwritten only while it is exactly what was last written there. The digests of what was written
stand in a record beside the files; every other file is somebody's work.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from graders.course import folders


@dataclass(frozen=True)
class Made:
    """The files that were written, and those left because somebody changed them."""

    written: tuple[Path, ...]
    left: tuple[Path, ...]


def make(folder: Path, files: Mapping[str, str], record: str) -> Made:
    """Bring the files of `folder`, texts by their names, up to date; `record` names the file of digests."""
    known, written, left = _read(folder / record), [], []
    for name, text in files.items():
        path, new = folder / name, digest(text.encode())
        present = _digest_of(path)
        if present not in (None, new, known.get(name)):
            left.append(path)
            continue
        if present != new:
            write(path, text)
            written.append(path)
        known[name] = new
    _write_record(folder / record, known)
    return Made(tuple(written), tuple(left))


def replace(path: Path, text: str) -> Path | None:
    """Write a file whose old text, where it differs, is kept beside it under the next free name."""
    if _digest_of(path) == digest(text.encode()):
        return None
    kept = _keep(path) if path.exists() else None
    write(path, text)
    return kept


def note(folder: Path, name: str, text: str, record: str) -> None:
    """Note in the record that a file holds what was made for it."""
    _write_record(folder / record, _read(folder / record) | {name: digest(text.encode())})


def facts(record: Path) -> dict[str, str]:
    """What a record holds: the digests of files, and other facts under other names."""
    return _read(record)


def note_facts(record: Path, new: dict[str, str]) -> None:
    """Note more in the record."""
    _write_record(record, _read(record) | new)


def write(path: Path, text: str) -> None:
    """Replace a file, see `folders.write`; the links that lead to its folder are its owner's."""
    folders.write(folders.real(path.parent) / path.name, text)


def _keep(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.bak-{number}") for number in count(1))
    kept = next(name for name in names if not os.path.lexists(name))
    with open(kept, "xb") as file:  # never through a link, not even one that leads nowhere
        file.write(folders.content(path))
    return kept


def digest(content: bytes) -> str:
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _digest_of(path: Path) -> str | None:
    return digest(folders.content(path)) if path.exists() else None


def _read(record: Path) -> dict[str, str]:
    try:
        known = json.loads(folders.content(record).decode())
    except (OSError, ValueError, RecursionError):
        return {}  # then every file that differs counts as changed
    return known if isinstance(known, dict) else {}


def _write_record(record: Path, known: Mapping[str, str]) -> None:
    if known != _read(record):
        write(record, json.dumps(known, indent=1, sort_keys=True) + "\n")
