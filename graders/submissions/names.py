"""What people are shown of paths, and what submissions are called by them."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path, PurePath

from graders.values import text as words

LONGEST_PATH = 200


def named(paths: Sequence[Path], usual: Collection[str]) -> dict[Path, str]:
    """Names that differ: as short as can be, longer where two would share one.

    What has one of the `usual` names is called by its folder.
    """
    names: dict[Path, str] = {}
    for proposed in zip(*(_names(path, usual) for path in paths), strict=True):
        new = {path: name for path, name in zip(paths, proposed, strict=True) if path not in names}
        times = Counter(name.casefold() for name in (*new.values(), *names.values()))
        names |= {path: name for path, name in new.items() if times[name.casefold()] == 1}
    return names


def _names(path: Path, usual: Collection[str]) -> tuple[str, ...]:
    """What a submission may be called, shortest first; the last is unique."""
    short = re.sub(r"\.(py|ipynb|zip|tgz|tar\.gz)$", "", path.name, flags=re.IGNORECASE)
    if short.casefold() in usual and path.parent.name:
        short = path.parent.name
    names = tuple(map(shown, (short, path.name, f"{path.parent.name}-{path.name}", str(path))))
    return (*names, f"{names[-1]}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:16]}")


def shown(path: str | PurePath) -> str:
    """A path as people can read it and every encoding can write it."""
    text = str(path)
    if len(text) > LONGEST_PATH:
        text = f"{text[: LONGEST_PATH // 2]}…{text[-LONGEST_PATH // 2 :]}"
    return words.path(unicodedata.normalize("NFC", os.fsencode(text).decode("utf-8", "replace")))
