"""The journal of a run: every finished submission is committed at once, so that a killed run resumes."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

import msgspec

from graders.course.submission import Submission
from graders.grading.results import SubmissionResult
from graders.submissions.entries import JOURNAL

APPLICATION = 0x67726164  # "grad"; tells a journal from any other database
VERSION = 1
TABLE = """
CREATE TABLE IF NOT EXISTS results (
    submission TEXT NOT NULL, conditions TEXT NOT NULL, text TEXT NOT NULL, result TEXT NOT NULL,
    PRIMARY KEY (submission, conditions)
) STRICT
"""


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
    """The results in one folder under certain conditions; one run at a time may have it open."""

    def __init__(self, folder: Path, conditions: Conditions) -> None:
        self.path = folder / JOURNAL
        self.conditions = conditions
        try:
            folder.mkdir(parents=True, exist_ok=True)
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
            self.connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute("BEGIN EXCLUSIVE")
            (tables,) = self.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            (application,) = self.connection.execute("PRAGMA application_id").fetchone()
            (version,) = self.connection.execute("PRAGMA user_version").fetchone()
            if tables and (application, version) != (APPLICATION, VERSION):
                raise JournalError(
                    f"`{self.path}` is no journal of this version of gradlings; choose another folder."
                )
            self.connection.execute(f"PRAGMA application_id = {APPLICATION}")
            self.connection.execute(f"PRAGMA user_version = {VERSION}")
            self.connection.execute(TABLE)
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
        row = self.connection.execute(
            "SELECT result FROM results WHERE submission = ? AND conditions = ? AND text = ?",
            (submission.name, self.conditions.key, _text(submission)),
        ).fetchone()
        return _result(row[0]) if row else None

    def add(self, submission: Submission, result: SubmissionResult) -> None:
        """Keep a result, durably."""
        row = (submission.name, self.conditions.key, _text(submission), json.dumps(asdict(result)))
        try:
            self.connection.execute("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)", row)
        except sqlite3.Error as error:
            raise JournalError(f"`{self.path}` cannot be written: {_reason(error)}.") from None

    def results(self) -> list[SubmissionResult]:
        """Everything graded under the same conditions, by name."""
        rows = self.connection.execute(
            "SELECT result FROM results WHERE conditions = ? ORDER BY submission COLLATE NOCASE",
            (self.conditions.key,),
        )
        return [_result(row[0]) for row in rows]

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
