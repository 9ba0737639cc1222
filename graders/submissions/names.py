"""What people are shown of paths, and what submissions are called by them."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import count
from pathlib import Path, PurePath

from graders.submissions.kinds import kind_of, stem_of
from graders.values import text as words

LONGEST_PATH = 200
MOST_LISTED = 3
ARCHIVE = re.compile(r"\.(zip|tgz|tbz2?|txz|tar(\.(gz|bz2|xz))?)$", re.IGNORECASE)


def named(proposals: Sequence[Sequence[str]]) -> list[str]:
    """A name for each, of those proposed for it: the first that no other has, whatever its case."""
    names: dict[int, str] = {}
    for proposed in zip(*proposals, strict=True):
        new = {place: name for place, name in enumerate(proposed) if place not in names}
        times = Counter(name.casefold() for name in (*new.values(), *names.values()))
        names |= {place: name for place, name in new.items() if times[name.casefold()] == 1}
    taken = {name.casefold() for name in names.values()}
    for place, those in enumerate(proposals):
        if place not in names:
            numbered = (f"{those[-1]} ({number})" for number in count(1))
            names[place] = next(name for name in numbered if name.casefold() not in taken)
            taken.add(names[place].casefold())
    return [names[place] for place in range(len(proposals))]


def proposals(path: Path, usual: Collection[str], student: str = "") -> tuple[str, ...]:
    """What a submission may be called, shortest first, without the place where it lies on this disk.

    What has one of the `usual` names is called by its folder. Names that people cannot tell apart, such as
    two forms of one letter, are told apart by a mark that each always gets.
    """
    is_code = kind_of(path) in ("py", "ipynb")
    short = student or (stem_of(path) if is_code else ARCHIVE.sub("", path.name))
    if short.casefold() in usual and path.parent.name:
        short = path.parent.name
    marked = f"{short}-{hashlib.sha256(os.fsencode(path.name)).hexdigest()[:6]}"
    return tuple(map(shown, (short, path.name, f"{path.parent.name}-{path.name}", marked)))


def shown(path: str | PurePath) -> str:
    """A path as people can read it and every encoding can write it."""
    text = str(path)
    if len(text) > LONGEST_PATH:
        text = f"{text[: LONGEST_PATH // 2]}…{text[-LONGEST_PATH // 2 :]}"
    return words.path(unicodedata.normalize("NFC", os.fsencode(text).decode("utf-8", "replace")))


def listed(names: Sequence[str]) -> str:
    """Names in a sentence, the first of them where they are many."""
    more = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return ", ".join(f"`{name}`" for name in names[:MOST_LISTED]) + more
