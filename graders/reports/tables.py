"""Tables that platforms and spreadsheets write: any usual encoding and separator, and back as they came."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graders.course.folders import write
from graders.reports.safe import line

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
GUESSED = ("utf-8", "cp1252")
EXCEL = b"PK\x03\x04"
SEPARATORS = ",;\t"
MOST = 20_000_000
"""Bytes of a table."""


class TableError(Exception):
    """Why a table is not taken, in one sentence."""


@dataclass(frozen=True)
class Table:
    """The rows of a file, its headings first, and how they were written there."""

    path: str
    rows: Sequence[Sequence[str]]
    encoding: str = "utf-8"
    separator: str = ","
    newline: str = "\n"

    @property
    def headings(self) -> list[str]:
        return [heading.strip() for heading in self.rows[0]]

    def column(self, name: str) -> int | None:
        """The place of a column, whatever the case of its heading; None where there is none."""
        wanted = name.strip().casefold()
        return next((place for place, one in enumerate(self.headings) if one.casefold() == wanted), None)

    def has(self, *names: str) -> bool:
        return all(self.column(name) is not None for name in names)

    def cell(self, row: int | Sequence[str], name: str) -> str:
        """What stands in a column, "" where there is none."""
        place = self.column(name)
        cells = self.rows[row] if isinstance(row, int) else row
        return "" if place is None else cells[place].strip()

    def listed(self) -> str:
        """Its headings, for a sentence."""
        return ", ".join(f"`{line(heading)}`" for heading in self.headings if heading)


def read_table(path: Path) -> Table:
    """The table in a file; every row has a cell for each heading."""
    text, encoding = _decoded(path)
    first = next((one for one in text.splitlines() if one.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise TableError(f"`{path}` is no table: {error}.") from None
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise TableError(f"`{path}` holds no table: a row of headings, and a row for each student.")
    width = len(rows[0])
    for row in rows[1:]:
        if any(cell.strip() for cell in row[width:]):
            raise TableError(f"`{path}` has a row with more cells than headings: `{line(row[0])}`.")
    whole = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    return Table(str(path), whole, encoding, separator, "\r\n" if "\r\n" in text else "\n")


def write_table(table: Table, path: Path) -> None:
    """Write the rows as they were written where the table came from."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=table.separator, lineterminator=table.newline).writerows(table.rows)
    write(path, stream.getvalue(), table.encoding)


def _decoded(path: Path) -> tuple[str, str]:
    try:
        with open(path, "rb") as file:
            data = file.read(MOST + 1)
    except OSError as error:
        raise TableError(f"`{path}` cannot be read: {(error.strerror or '').lower()}.") from None
    if len(data) > MOST:
        raise TableError(f"`{path}` is larger than {MOST // 1_000_000} MB.")
    if data.startswith(EXCEL):
        raise TableError(f"`{path}` is a workbook of Excel; save it as CSV.")
    marked = [encoding for mark, encoding in MARKS if data.startswith(mark)]
    for encoding in marked or GUESSED:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise TableError(f"`{path}` is in no encoding that is known here; save it as CSV in UTF-8.")
