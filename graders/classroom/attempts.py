"""Every attempt that was graded, with its code and when: what `gradlings export --to progsnap2` tells.

The journal holds the last result of each student; this holds all of them. No points are read from it. What
another installation wrote is left aside, as in the journal.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from graders.classroom.journal import JournalError
from graders.classroom.keys import own_key, state_folder
from graders.classroom.marks import foreign_file, is_marked, mark
from graders.classroom.scheduling import as_json
from graders.course.submission import Submission
from graders.grading.results import SubmissionResult

FILE = "attempts.sqlite"
APPLICATION, VERSION = 0x67726174, 2  # "grat"
TABLE = """
CREATE TABLE attempts (
    number INTEGER PRIMARY KEY, moment TEXT NOT NULL, submission TEXT NOT NULL, seed TEXT NOT NULL,
    code BLOB NOT NULL, result TEXT NOT NULL, mark TEXT NOT NULL
) STRICT
""".strip()
INDEX = "CREATE INDEX handed_in ON attempts (submission, seed)"
NEW = "INSERT INTO attempts (moment, submission, seed, code, result, mark) VALUES (?, ?, ?, ?, ?, ?)"
SAME = "SELECT moment, submission, seed, code, result, mark FROM attempts WHERE (submission, seed) = (?, ?)"
ALL = "SELECT number, moment, submission, seed, code, result, mark FROM attempts ORDER BY number"
Content = tuple[str, str, str, bytes, str]
Row = tuple[str, str, str, bytes, str, str]


@dataclass(frozen=True)
class Attempt:
    """One graded attempt: its number in the order of grading, when that was, the texts of its files."""

    number: int
    moment: datetime
    files: Mapping[str, str]
    result: SubmissionResult


class Attempts:
    """The attempts in one folder; the same code is noted once. `key` is this installation's unless given."""

    def __init__(self, folder: Path, key: bytes | None = None) -> None:
        self.path = folder / FILE
        self.key = _key(key)
        if why := foreign_file(self.path):
            raise JournalError(f"`{self.path}` {why}; choose another folder.")
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
        self.connection.execute("PRAGMA trusted_schema = OFF")
        self.connection.execute("PRAGMA journal_mode = WAL")
        if _is_empty(self.connection):
            self.connection.execute(f"PRAGMA application_id = {APPLICATION}")
            self.connection.execute(f"PRAGMA user_version = {VERSION}")
            self.connection.execute(TABLE)
            self.connection.execute(INDEX)
        elif not _is_whole(self.connection):
            raise JournalError(f"`{self.path}` holds no attempts of gradlings; choose another folder.")

    def note(self, submission: Submission, result: SubmissionResult) -> None:
        """Keep an attempt, unless the same code was graded at the same seed before."""
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        told = as_json(result)
        self._keep((moment, submission.name, result.seed_id, _packed(submission), told))

    def take(self, folder: Path) -> None:
        """Keep the attempts in another folder, too."""
        for _, row in Recorded(folder, self.key).rows():
            self._keep(row)

    def _keep(self, row: Content) -> None:
        try:
            same: list[Row] = self.connection.execute(SAME, row[1:3]).fetchall()
            if not any(one[3] == row[3] and is_marked(self.key, one[:5], one[5]) for one in same):
                self.connection.execute(NEW, (*row, mark(self.key, row)))
        except (sqlite3.Error, UnicodeEncodeError) as error:
            raise JournalError(f"`{self.path}` cannot be written: {error}.") from None

    def __enter__(self) -> Attempts:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()


class Recorded:
    """The attempts in a folder, in the order in which they were graded.

    `foreign` counts those, as they are passed over, that another installation wrote.
    """

    def __init__(self, folder: Path, key: bytes | None = None) -> None:
        self.path = folder / FILE
        self.key = _key(key)
        self.foreign = 0
        if not self.path.is_file() or foreign_file(self.path):
            raise JournalError(
                f"`{folder}` holds no attempts; `gradlings grade … --out {folder}` notes them."
            )

    def __iter__(self) -> Iterator[Attempt]:
        return (_attempt(number, row) for number, row in self.rows())

    def rows(self) -> Iterator[tuple[int, Content]]:
        """Each with its number, as it was written."""
        try:
            with closing(sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
                connection.execute("PRAGMA trusted_schema = OFF")
                if not _is_whole(connection):
                    raise JournalError(f"`{self.path}` holds no attempts of this version of gradlings.")
                for number, *row, given in connection.execute(ALL):
                    if is_marked(self.key, row, given):
                        yield number, (row[0], row[1], row[2], row[3], row[4])
                    else:
                        self.foreign += 1
        except sqlite3.Error as error:
            raise JournalError(f"`{self.path}` cannot be read: {error}.") from None


def _key(given: bytes | None) -> bytes:
    return own_key(state_folder()).secret if given is None else given


def _schema(connection: sqlite3.Connection) -> list[tuple[str]]:
    return connection.execute("SELECT sql FROM sqlite_master ORDER BY rowid").fetchall()


def _is_empty(connection: sqlite3.Connection) -> bool:
    return not _schema(connection)


def _is_whole(connection: sqlite3.Connection) -> bool:
    """Whether a database is one of attempts, and holds nothing else."""
    marks = [connection.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")]
    return marks == [(APPLICATION,), (VERSION,)] and _schema(connection) == [(TABLE,), (INDEX,)]


def _attempt(number: int, row: Content) -> Attempt:
    moment, _, _, code, result = row
    files = json.loads(zlib.decompress(code))
    graded = msgspec.convert(json.loads(result), SubmissionResult)
    return Attempt(number, datetime.fromisoformat(moment), files, graded)


def _packed(submission: Submission) -> bytes:
    files = {source.file: source.text for source in submission.sources.values() if source.text is not None}
    files = {**submission.helpers, **files}
    return zlib.compress(json.dumps(files, sort_keys=True).encode())
