"""Every attempt that was graded, with its code and when: what `gradlings export --to progsnap2` tells.

The journal holds the last result of each student; this holds all of them. No points are read from it.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from graders.classroom.journal import JournalError
from graders.course.submission import Submission
from graders.grading.results import SubmissionResult

FILE = "attempts.sqlite"
APPLICATION = 0x67726174  # "grat"
TABLE = """
CREATE TABLE IF NOT EXISTS attempts (
    number INTEGER PRIMARY KEY, moment TEXT NOT NULL, submission TEXT NOT NULL, seed TEXT NOT NULL,
    code BLOB NOT NULL, result TEXT NOT NULL, UNIQUE (submission, seed, code)
) STRICT
"""
NEW = "INSERT OR IGNORE INTO attempts (moment, submission, seed, code, result) VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True)
class Attempt:
    """One graded attempt: its number in the order of grading, when that was, the texts of its files."""

    number: int
    moment: datetime
    files: Mapping[str, str]
    result: SubmissionResult


class Attempts:
    """The attempts in one folder; the same code is noted once."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        if self.path.is_symlink():
            raise JournalError(f"`{self.path}` is a link; choose another folder.")
        try:
            self.connection = sqlite3.connect(self.path, isolation_level=None)
        except sqlite3.Error as error:
            raise JournalError(f"`{self.path}` cannot be written: {error}.") from None
        try:
            self._open()
        except BaseException as error:
            self.connection.close()
            if isinstance(error, sqlite3.Error):
                raise JournalError(f"`{self.path}` cannot be written: {error}.") from None
            raise

    def _open(self) -> None:
        if self.connection.execute("PRAGMA application_id").fetchone() == (APPLICATION,):
            return
        (tables,) = self.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables:
            raise JournalError(f"`{self.path}` holds no attempts of gradlings; choose another folder.")
        self.connection.execute(f"PRAGMA application_id = {APPLICATION}")
        self.connection.execute(TABLE)

    def note(self, submission: Submission, result: SubmissionResult) -> None:
        """Keep an attempt, unless the same code was graded at the same seed before."""
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        row = (moment, submission.name, result.seed_id, _packed(submission), json.dumps(asdict(result)))
        try:
            self.connection.execute(NEW, row)
        except (sqlite3.Error, UnicodeEncodeError) as error:
            raise JournalError(f"`{self.path}` cannot be written: {error}.") from None

    def __enter__(self) -> Attempts:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def read_attempts(folder: Path) -> Iterator[Attempt]:
    """The attempts in a folder, in the order in which they were graded."""
    path = folder / FILE
    if not path.is_file():
        raise JournalError(f"`{folder}` holds no attempts; `gradlings grade … --out {folder}` notes them.")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            rows = connection.execute("SELECT number, moment, code, result FROM attempts ORDER BY number")
            for number, moment, code, result in rows:
                files = json.loads(zlib.decompress(code))
                graded = msgspec.convert(json.loads(result), SubmissionResult)
                yield Attempt(number, datetime.fromisoformat(moment), files, graded)
    except sqlite3.Error as error:
        raise JournalError(f"`{path}` cannot be read: {error}.") from None


def _packed(submission: Submission) -> bytes:
    files = {source.file: source.text for source in submission.sources.values() if source.text is not None}
    files = {**submission.helpers, **files}
    return zlib.compress(json.dumps(files, sort_keys=True).encode())
