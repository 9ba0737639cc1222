"""A class in parts that are graded apart, and their journals as one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from graders.classroom.attempts import Attempts
from graders.classroom.conditions import LABELS, Conditions
from graders.classroom.journal import Journal, JournalError, Row
from graders.grading.results import SubmissionResult
from graders.submissions.entries import JOURNAL

T = TypeVar("T")
OF_A_RUN = ("seed", "confinement")
"""The conditions that journals which are merged may choose, alike."""


@dataclass(frozen=True)
class Shard:
    """One of `count` parts of a class, by its number from 1 on; all parts together are the class."""

    number: int
    count: int

    @classmethod
    def read(cls, text: str) -> Shard:
        """From `3/20`; a ValueError says what is wrong."""
        number, slash, count = text.partition("/")
        if not (slash and number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
            raise ValueError(f"`{text}` names no part; 3/20 is the third of twenty.")
        return cls(int(number), int(count))

    def of(self, everything: Sequence[T]) -> Sequence[T]:
        """Every so many-th, so that one part holds no more than another."""
        return everything[self.number - 1 :: self.count]


def merge(folders: Sequence[Path], out: Path, under: Conditions, key: bytes) -> list[SubmissionResult]:
    """All that the journals in some folders hold, kept in that of `out` as well.

    `under` are the conditions of this course and engine; seed, confinement and lessons are those of the rows.
    """
    rows: list[Row] = []
    for folder in folders:
        if not (folder / JOURNAL).is_file():
            raise JournalError(f"`{folder}` holds no journal; `gradlings grade … --out {folder}` makes one.")
        with Journal(folder, under, key) as journal:
            own, foreign = journal.everything()
        if foreign:
            raise JournalError(f"`{folder}` was written by another installation; see docs/cluster.md.")
        rows += own
    with Journal(out, _common(rows, under), key) as journal, Attempts(out, key) as attempts:
        journal.take(rows)
        for folder in folders:
            with suppress(JournalError):  # there are none
                attempts.take(folder)
        return journal.results()


def _common(rows: Sequence[Row], under: Conditions) -> Conditions:
    """The conditions under which all of these were graded."""
    known = {lesson: json.loads(under.of(lesson)) for lesson in {row[1] for row in rows}}
    chosen = set()
    for row in rows:
        said = json.loads(row[3])
        if any(said[label] != known[row[1]][label] for label in LABELS if label not in OF_A_RUN):
            raise JournalError("Some parts were graded by another version of the course; grade them again.")
        chosen.add(tuple(said[label] for label in OF_A_RUN))
    if len(chosen) > 1:
        raise JournalError("The parts were graded at different seeds, or confined differently.")
    seed, confinement = chosen.pop() if chosen else ("", "")
    return replace(under, seed_id=seed, confinement=confinement, lessons=tuple(sorted(known)))
