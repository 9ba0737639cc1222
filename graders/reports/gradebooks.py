"""A gradebook that a platform handed out, with one column filled: theirs in, theirs out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graders.reports.grades_csv import FILE
from graders.reports.people import POSSIBLE, Called, Person, join, people_of, places_of_people
from graders.reports.safe import amount, line
from graders.reports.standings import State
from graders.reports.tables import Table, TableError, read_table

PLATFORMS = ("canvas", "moodle", "csv")
READ_ONLY = "(read only)"
EXCUSED = "EX"
COMPUTED = re.compile(
    r"course total.*|.*\((percentage|letter)\)|last downloaded from this course", re.IGNORECASE
)
DRESS = re.compile(r"^[^:]+: | \((real|\d+)\)$", re.IGNORECASE)
"""What platforms add to an assignment's name."""
NUMERIC = re.compile(r"\d+([.,]\d+)?")
OPEN = (State.LOOK, State.UNREADABLE)


@dataclass(frozen=True)
class Grade:
    """What a student has, of how many points where that is not the same for all: exemptions leave fewer."""

    called: Called
    state: State
    points: float
    most: float


@dataclass(frozen=True)
class Filled:
    """The gradebook with its column, and whom nothing was written for: nobody of it, open, or no submission.

    `replaced` other grades stood there; `scales` say how points became the gradebook's.
    """

    table: Table
    column: str
    written: int
    replaced: int
    strangers: tuple[str, ...]
    open: tuple[str, ...]
    missing: tuple[str, ...]
    scales: tuple[str, ...]


def read_grades(folder: Path, lesson: str | None) -> list[Grade]:
    """The points in a folder's grades.csv: of one lesson, or of all."""
    path = folder / FILE
    if not path.is_file():
        raise TableError(f"`{folder}` holds no {FILE}; `gradlings grade … --out {folder}` writes it.")
    table = read_table(path)
    points, state = (lesson, f"{lesson} status") if lesson else ("score", "status")
    for heading in ("submission", points, state):
        if table.column(heading) is None:
            raise TableError(f"`{path}` has no column `{heading}`: nothing of that was graded there.")
    return [
        _grade(table, row, points, state, lesson is None) for row in table.rows[1:] if table.cell(row, state)
    ]


def _grade(table: Table, row: Sequence[str], points: str, state: str, is_whole: bool) -> Grade:
    def cell(heading: str) -> str:
        return table.cell(row, heading).removeprefix("'")

    person = Person(cell("name"), cell("id"), cell("email"))
    called = Called(cell("submission") or str(person), cell("key"), person)
    try:
        most = float(cell("max_score")) if is_whole else 0.0
        return Grade(called, State(cell(state)), float(cell(points)), most)
    except ValueError:
        raise TableError(f"`{table.path}` has no points for `{line(called.name)}`; grade again.") from None


def fill(path: Path, platform: str, grades: Sequence[Grade], most: float, column: str | None) -> Filled:
    """The gradebook in `path` with the grades in one column; `most` is what can be reached."""
    book = _Gradebook(read_table(path), platform, column)
    joined = join([grade.called for grade in grades], book.people, str(path))
    rows = [list(row) for row in book.table.rows]
    scales: dict[str, None] = {}
    written: set[Person] = set()
    replaced = 0
    for grade in grades:
        person = joined.of.get(grade.called.name)
        value = None if person is None else book.value(grade, most, person.row, scales)
        if person is None or value is None:
            continue
        book.check_lock(person)
        replaced += _differs(rows[person.row][book.place], value)
        rows[person.row][book.place] = value
        written.add(person)
    looked = [grade.called.name for grade in grades if grade.state in OPEN]
    known = written | {joined.of[name] for name in looked if name in joined.of}
    missing = [str(person) for person in book.people if person not in known]
    table = replace(book.table, rows=rows)
    return Filled(
        table, table.headings[book.place], len(written), replaced, joined.strangers,
        tuple(looked), tuple(missing), tuple(scales),
    )  # fmt: skip


class _Gradebook:
    """A platform's table, and the rules by which the platform reads it back."""

    def __init__(self, table: Table, platform: str, column: str | None) -> None:
        self.table, self.platform = table, platform
        self.is_worksheet = platform == "moodle" and table.has("Identifier", "Grade")
        self._check_headings()
        self.place = self._place("Grade" if self.is_worksheet else column)
        self.people = people_of(table)
        cells = (cell.strip() for row in table.rows for cell in row)
        has_comma = any("," in cell for cell in cells if NUMERIC.fullmatch(cell))
        self.mark = "," if has_comma or table.separator == ";" else "."

    def value(self, grade: Grade, most: float, row: int, scales: dict[str, None]) -> str | None:
        """What goes into the column, None for nothing; points are brought to what the column counts."""
        if grade.state is State.EXEMPT:
            return EXCUSED if self.platform == "canvas" else None
        if grade.state in (State.MISSING, *OPEN):
            return None
        own, possible = grade.most or most, self._possible(row) or most
        if possible != own:
            scales[f"{amount(own)} points here are {amount(possible)} there"] = None
        return self._number(grade.points * possible / own if own else 0.0)

    def check_lock(self, person: Person) -> None:
        if self.is_worksheet and self.table.cell(person.row, "Grade can be changed").casefold() == "no":
            raise TableError(
                f"In `{self.table.path}` the grade of {person} is locked; unlock it in Moodle, and download "
                "the worksheet again."
            )

    def _check_headings(self) -> None:
        table = self.table
        ways: tuple[tuple[str, ...], ...] = ((),)
        if self.platform == "canvas":
            ways = (("Student", "ID", "Section"),)
        elif self.platform == "moodle" and not self.is_worksheet:
            ways = (("Email address",), ("ID number",), ("Username",))
        if not any(table.has(*names) for names in ways):
            lacking = next(name for name in ways[0] if not table.has(name))
            raise TableError(
                f"`{table.path}` is no gradebook of {self.platform.capitalize()}: it has no column "
                f"`{lacking}`, only {table.listed()}."
            )
        headings = [heading.casefold() for heading in table.headings if heading]
        if double := next((one for one in headings if headings.count(one) > 1), None):
            raise TableError(f"`{table.path}` has the column `{line(double)}` twice.")

    def _place(self, column: str | None) -> int:
        table = self.table
        if column is None:
            raise TableError(f"Say with --column which is to be filled; there are {table.listed()}.")
        place = table.column(column)
        if place is None:
            bare = [DRESS.sub("", DRESS.sub("", heading)).casefold() for heading in table.headings]
            if bare.count(column.casefold()) != 1:
                raise TableError(f"`{table.path}` has no column `{line(column)}`, only {table.listed()}.")
            place = bare.index(column.casefold())
        name = table.headings[place]
        is_computed = self.platform == "moodle" and COMPUTED.fullmatch(name)
        if is_computed or READ_ONLY in self._points_row()[place].casefold():
            raise TableError(f"`{line(name)}` is locked: the platform computes it; fill another column.")
        if place in places_of_people(table):
            raise TableError(f"`{line(name)}` says who somebody is; fill another column.")
        return place

    def _points_row(self) -> Sequence[str]:
        """Canvas's row of what can be reached, empty where there is none."""
        rows = (row for row in self.table.rows[1:] if self.platform == "canvas")
        empty = [""] * len(self.table.headings)
        return next(
            (row for row in rows if self.table.cell(row, "Student").casefold().startswith(POSSIBLE)), empty
        )

    def _possible(self, row: int) -> float | None:
        """What can be reached there, as far as the gradebook says it."""
        most = self.table.cell(row, "Maximum Grade") if self.is_worksheet else self._points_row()[self.place]
        return _read(most) or None

    def _number(self, points: float) -> str:
        return amount(points).replace(".", self.mark)


def _read(text: str) -> float | None:
    bare = text.strip()
    return float(bare.replace(",", ".")) if NUMERIC.fullmatch(bare) else None


def _differs(old: str, new: str) -> bool:
    return bool(old.strip(" -")) and _read(old) != _read(new)
