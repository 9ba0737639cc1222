"""The journal of a run: every finished submission is committed at once, so that a killed run resumes.

It has a row for each lesson of each submission, so that a lesson graded alone serves a run of the whole
course and the other way round. Rows of other conditions stay: another seed, or another version of gradlings.

It may lie where others can write. So a row is believed only where it carries the mark that the key of this
installation gives it, see `graders.classroom.keys`; any other is left aside and counted.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

import msgspec

from graders.classroom.conditions import Conditions, digest, text_of
from graders.classroom.keys import own_key, state_folder
from graders.classroom.marks import foreign_file, is_marked, mark
from graders.classroom.scheduling import as_json
from graders.course.submission import Submission
from graders.grading.results import LessonResult, SubmissionResult
from graders.submissions.entries import JOURNAL

APPLICATION = 0x67726164  # "grad"; tells a journal from any other database
VERSION = 3
TABLE = """
CREATE TABLE results (
    submission TEXT NOT NULL, lesson TEXT NOT NULL, tasks TEXT NOT NULL, conditions TEXT NOT NULL,
    text TEXT NOT NULL, result TEXT NOT NULL, mark TEXT NOT NULL,
    PRIMARY KEY (submission, lesson, tasks, conditions)
) STRICT
""".strip()
COLUMNS = "submission, lesson, tasks, conditions, text, result, mark"
Row = tuple[str, str, str, str, str, str, str]


class JournalError(Exception):
    """Why the journal cannot be used, in one sentence."""


@dataclass(frozen=True)
class Earlier:
    """A lesson as the same text was graded under other conditions, and what these were."""

    lesson: LessonResult
    conditions: str


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
            if why := foreign_file(self.path):
                raise JournalError(f"`{self.path}` {why}; choose another folder.")
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
            self.foreign = sum(not self._is_own(row) for row in self._present())
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
        """What is known of exactly this submission under the same conditions, lesson by lesson."""
        known = [
            self._known(submission, lesson, rows)
            for lesson, rows in self._by_lesson(self._present(submission.name)).items()
            if lesson in self.conditions.lessons
        ]
        found = [one for one in known if one is not None]
        return self._ordered(_together(found)) if found else None

    def _known(self, submission: Submission, lesson: str, rows: list[Row]) -> SubmissionResult | None:
        """A lesson from its rows, if all tasks that are asked for are in those of the same text."""
        text, asked = text_of(submission, lesson), self.conditions.asked(lesson)
        same = [row for row in rows if row[4] == text]
        if not same or (not asked and all(row[2] for row in same)):
            return None
        one = _laid_over([_result(row) for row in same])
        is_there = {task.task for task in one.lessons[0].tasks}.issuperset(asked)
        return _only(one, asked) if is_there else None

    def earlier(self, submission: Submission) -> dict[str, Earlier]:
        """Lessons of the same text that were graded under other conditions, as they were graded last."""
        found = {}
        for lesson, rows in self._by_lesson(self._rows(None, submission.name)).items():
            text = text_of(submission, lesson)
            others = [row for row in rows if row[4] == text and not row[2]]
            if others and others[-1][3] != self.conditions.of(lesson):
                found[lesson] = Earlier(_result(others[-1]).lessons[0], others[-1][3])
        return found

    def add(self, submission: Submission, result: SubmissionResult) -> None:
        """Keep a result, durably: all of its lessons or none."""
        rows = [
            (
                submission.name, lesson.lesson, ",".join(self.conditions.asked(lesson.lesson)),
                self.conditions.of(lesson.lesson), text_of(submission, lesson.lesson),
                as_json(replace(result, lessons=(lesson,))),
            )
            for lesson in result.lessons
        ]  # fmt: skip
        self.take([(*row, mark(self.key, row)) for row in rows])

    def everything(self) -> tuple[list[Row], int]:
        """All that this installation wrote, under whatever conditions, and how many rows others wrote."""
        rows = list(self._rows())
        own = [row for row in rows if self._is_own(row)]
        return own, len(rows) - len(own)

    def take(self, rows: Iterable[Row]) -> None:
        """Keep rows, durably: all or none."""
        try:
            self.connection.execute("BEGIN")
            self.connection.executemany(
                f"INSERT OR REPLACE INTO results ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows
            )
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise JournalError(f"`{self.path}` cannot be written: {_reason(error)}.") from None

    def results(self) -> list[SubmissionResult]:
        """Everything graded under the same conditions, by name; of each lesson what was graded last."""
        found: dict[str, list[SubmissionResult]] = {}
        for row in self._present():
            if self._is_own(row):
                found.setdefault(row[0], []).append(_result(row))
        return [self._ordered(_laid_over(those)) for those in found.values()]

    def held(self) -> dict[str, str]:
        """What tells one handed-in work from another, by the names of submissions; "" where nothing was."""
        found: dict[str, dict[str, str]] = {}
        for row in self._present():
            if self._is_own(row) and _result(row).lessons[0].file is not None:
                found.setdefault(row[0], {})[row[1]] = row[4]
        return {name: digest(texts.values()) for name, texts in found.items()}

    def _ordered(self, result: SubmissionResult) -> SubmissionResult:
        """With its lessons in the order of the course."""
        order = [*self.conditions.prints, *self.conditions.lessons]
        return replace(
            result, lessons=tuple(sorted(result.lessons, key=lambda lesson: order.index(lesson.lesson)))
        )

    def _by_lesson(self, rows: Iterable[Row]) -> dict[str, list[Row]]:
        """Those rows of one submission that are ours, in the order in which they were written."""
        found: dict[str, list[Row]] = {}
        for row in rows:
            if self._is_own(row):
                found.setdefault(row[1], []).append(row)
        return found

    def _present(self, submission: str | None = None) -> Iterator[Row]:
        """What was written under the same conditions, by name, whoever wrote it."""
        rows = self._rows(self.conditions.present, submission)
        return (row for row in rows if row[3] == self.conditions.of(row[1]))

    def _rows(
        self, conditions: Collection[str] | None = None, submission: str | None = None
    ) -> Iterator[Row]:
        """What was written under some conditions, by name, whoever wrote it."""
        where = ["1"]
        values: list[str] = []
        if conditions is not None:
            where.append(f"conditions IN ({', '.join('?' * len(conditions))})")
            values += conditions
        if submission is not None:
            where.append("submission = ?")
            values.append(submission)
        try:
            yield from self.connection.execute(
                f"SELECT {COLUMNS} FROM results WHERE {' AND '.join(where)} "
                "ORDER BY submission COLLATE NOCASE, submission, rowid",
                values,
            )
        except sqlite3.Error as error:
            raise JournalError(f"`{self.path}` cannot be read: {_reason(error)}.") from None

    def _is_own(self, row: Row) -> bool:
        """Its conditions hold the seed's mark, too."""
        return is_marked(self.key, row[:-1], row[-1])

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self.connection.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _result(row: Row) -> SubmissionResult:
    return msgspec.convert(json.loads(row[5]), SubmissionResult)


def _laid_over(those: Sequence[SubmissionResult]) -> SubmissionResult:
    """Of each lesson, and of each of its tasks, what was written last."""
    lessons: dict[str, LessonResult] = {}
    for lesson in (lesson for one in those for lesson in one.lessons):
        before = lessons.get(lesson.lesson, lesson)
        new = {task.task: task for task in lesson.tasks}
        kept = tuple(new.pop(task.task, task) for task in before.tasks)
        lessons[lesson.lesson] = replace(lesson, tasks=(*kept, *new.values()))
    return replace(those[-1], lessons=tuple(lessons.values()))


def _together(those: Sequence[SubmissionResult]) -> SubmissionResult:
    return replace(those[-1], lessons=tuple(lesson for one in those for lesson in one.lessons))


def _only(result: SubmissionResult, tasks: Collection[str]) -> SubmissionResult:
    """One lesson with the tasks that were asked for; none are all."""
    (lesson,) = result.lessons
    chosen = tuple(task for task in lesson.tasks if not tasks or task.task in tasks)
    return replace(result, lessons=(replace(lesson, tasks=chosen),))


def _reason(error: Exception) -> str:
    return ((error.strerror or "") if isinstance(error, OSError) else str(error)).lower()
