"""The journal of a run: every finished submission is committed at once, so that a killed run resumes.

It may lie where others can write. So a row is believed only where it carries the mark that the key of this
installation gives it, see `graders.classroom.keys`; any other is left aside and counted.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

import msgspec

from graders.classroom.keys import own_key, state_folder
from graders.course.folders import is_plain
from graders.course.submission import Submission
from graders.grading.results import SubmissionResult
from graders.submissions.entries import JOURNAL

APPLICATION = 0x67726164  # "grad"; tells a journal from any other database
VERSION = 2
TABLE = """
CREATE TABLE results (
    submission TEXT NOT NULL, conditions TEXT NOT NULL, text TEXT NOT NULL, result TEXT NOT NULL,
    mark TEXT NOT NULL, PRIMARY KEY (submission, conditions)
) STRICT
""".strip()
BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite adds to the name of a database for the files that belong to it."""


Row = tuple[str, str, str, str, str]


class JournalError(Exception):
    """Why the journal cannot be used, in one sentence."""


@dataclass(frozen=True)
class Conditions:
    """What a grade depends on besides the submission's text."""

    course: str
    seed_id: str
    confinement: str
    lessons: tuple[str, ...]

    @property
    def key(self) -> str:
        return _digest([self.course, self.seed_id, self.confinement, *self.lessons])


class Journal:
    """The results in one folder under certain conditions; one run at a time may have it open.

    `key` is this installation's own unless given. `foreign` counts the rows that another wrote.
    """

    def __init__(self, folder: Path, conditions: Conditions, key: bytes | None = None) -> None:
        self.path = folder / JOURNAL
        self.conditions = conditions
        self.key = own_key(state_folder()).secret if key is None else key
        self.foreign = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not all(is_plain(folder / f"{JOURNAL}{end}") for end in BESIDE):
                raise JournalError(f"`{self.path}` is a link, or no ordinary file; choose another folder.")
            self.connection = sqlite3.connect(self.path, timeout=0, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise JournalError(f"The folder `{folder}` cannot be written: {_reason(error)}.") from None
        try:
            self._open()
        except BaseException:
            self.connection.close()
            raise

    def _open(self) -> None:
        try:
            # The lock lasts until the connection is closed or its process ends, however it ends.
            self.connection.execute("PRAGMA trusted_schema = OFF")
            self.connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute("BEGIN EXCLUSIVE")
            tables = self.connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
            (application,) = self.connection.execute("PRAGMA application_id").fetchone()
            (version,) = self.connection.execute("PRAGMA user_version").fetchone()
            if tables and (application, version, tables) != (APPLICATION, VERSION, [(TABLE,)]):
                raise JournalError(
                    f"`{self.path}` is no journal of this version of gradlings; choose another folder."
                )
            self.connection.execute(f"PRAGMA application_id = {APPLICATION}")
            self.connection.execute(f"PRAGMA user_version = {VERSION}")
            if not tables:
                self.connection.execute(TABLE)
            self.foreign = sum(not self._is_own(row) for row in self._rows())
            self.connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise JournalError(
                    f"Another run is using `{self.path.parent}`; wait for its end, or choose another folder."
                ) from None
            raise JournalError(f"`{self.path}` cannot be written: {_reason(error)}.") from None
        except sqlite3.DatabaseError:
            raise JournalError(
                f"`{self.path}` is damaged, or no journal; move it away or choose another folder."
            ) from None

    def find(self, submission: Submission) -> SubmissionResult | None:
        """The result of exactly this submission under the same conditions, where there is one."""
        wanted = (submission.name, self.conditions.key, _text(submission))
        rows = (row for row in self._rows("submission = ?", submission.name) if row[:3] == wanted)
        return next((_result(row[3]) for row in rows if self._is_own(row)), None)

    def add(self, submission: Submission, result: SubmissionResult) -> None:
        """Keep a result, durably."""
        row = (submission.name, self.conditions.key, _text(submission), json.dumps(asdict(result)))
        try:
            self.connection.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?)", (*row, self._mark(row))
            )
        except sqlite3.Error as error:
            raise JournalError(f"`{self.path}` cannot be written: {_reason(error)}.") from None

    def results(self) -> list[SubmissionResult]:
        """Everything graded under the same conditions, by name."""
        return [_result(row[3]) for row in self._rows() if self._is_own(row)]

    def _rows(self, where: str = "1", *values: str) -> Iterator[Row]:
        """What was written under the same conditions, by name, whoever wrote it."""
        yield from self.connection.execute(
            f"SELECT * FROM results WHERE conditions = ? AND {where} ORDER BY submission COLLATE NOCASE",
            (self.conditions.key, *values),
        )

    def _is_own(self, row: Row) -> bool:
        return hmac.compare_digest(self._mark(row[:4]).encode(), row[4].encode("utf-8", "replace"))

    def _mark(self, content: Iterable[str]) -> str:
        """What nobody can give a row without the key; its conditions hold the seed's mark, too."""
        return hmac.new(self.key, _digest(content).encode(), "sha256").hexdigest()

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self.connection.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def fingerprint(files: Iterable[Path]) -> str:
    """What tells one state of the course and its engine from another."""
    return _digest([file.name.encode() + b"\0" + file.read_bytes() for file in sorted(files)])


def _text(submission: Submission) -> str:
    parts = [
        part
        for lesson, source in sorted(submission.sources.items())
        for part in (
            lesson,
            source.file,
            source.note,
            "-" if source.text is None else "+" + source.text,
            str(source.cells),
        )
    ]
    helpers = [part for pair in sorted(submission.helpers.items()) for part in pair]
    return _digest([*parts, "", *submission.notes, "", *helpers])


def _digest(parts: Iterable[str | bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _result(row: str) -> SubmissionResult:
    return msgspec.convert(json.loads(row), SubmissionResult)


def _reason(error: Exception) -> str:
    return ((error.strerror or "") if isinstance(error, OSError) else str(error)).lower()
