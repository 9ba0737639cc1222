"""One student's files as text: what intake reads and the grader grades."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_BESIDE = 1_000_000
"""Characters of all files together that a lesson's file may import or open."""
GIVEN = 0
"""Stands for the number of a cell where the code is the lesson's own."""


@dataclass(frozen=True)
class Piece:
    """Lines of a file that run together, from `line` on: a code cell, or all of a Python file."""

    line: int
    text: str
    cell: int | None = None


@dataclass(frozen=True)
class Source:
    """The text of one lesson's file; `text` is None when it cannot be read, and `note` then says why.

    `cells` has a pair for each code cell of a notebook: its number, and the line of `text` where it begins.
    """

    lesson: str
    file: str
    text: str | None
    note: str = ""
    cells: tuple[tuple[int, int], ...] = ()

    @property
    def pieces(self) -> list[Piece]:
        """What runs together, in order."""
        if self.text is None or not self.cells:
            return [Piece(1, self.text or "")]
        lines = self.text.split("\n")
        ends = [line for _, line in self.cells[1:]] + [len(lines) + 1]
        return [
            Piece(start, "\n".join(lines[start - 1 : end - 1]), number)
            for (number, start), end in zip(self.cells, ends, strict=True)
        ]

    def locate(self, line: int) -> tuple[int | None, int]:
        """The cell that holds a line, None if this is no notebook, and the place of the line in it."""
        index = bisect_right(self.cells, line, key=lambda cell: cell[1]) - 1
        if index < 0:
            return None, line
        number, start = self.cells[index]
        return number, line - start + 1


@dataclass(frozen=True)
class HandedIn:
    """What a platform's names say of a submission besides the student's name; each "" where they do not.

    `key` tells two students of one name apart, `moment` is the time in the platform's own zone (ISO 8601),
    and `late` is what the platform itself says.
    """

    key: str = ""
    moment: str = ""
    late: bool = False


@dataclass(frozen=True)
class Submission:
    """One student's sources by lesson; `notes` are sentences about the submission as a whole.

    `helpers` are the Python and text files that its code may import or open, by their paths from where the
    lessons lie.
    """

    name: str
    sources: Mapping[str, Source]
    notes: tuple[str, ...] = ()
    helpers: Mapping[str, str] = field(default_factory=dict)
    handed_in: HandedIn = HandedIn()

    def beside(self, lesson: str) -> dict[str, str]:
        """The texts that the file of a lesson may import or open: helpers, and the other lessons."""
        others = {
            f"{name}.py": source.text
            for name, source in self.sources.items()
            if name != lesson and source.text is not None
        }
        found: dict[str, str] = {}
        for path, text in (others | dict(self.helpers)).items():
            if sum(map(len, found.values())) + len(text) <= MOST_BESIDE:
                found[path] = text
        return found
