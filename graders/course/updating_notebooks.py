"""A lesson's notebook brought up to date around what a student wrote, cell by cell.

A cell is known by its id. A cell of text is one piece, a cell of code has those of a file, see
`graders.course.updating`: what is as it was given is exchanged, what the student wrote stays.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graders.course.updating import Merged, digest, merge, split

Cell = dict[str, Any]
WHOLE = "its text"


def given_of_notebook(text: str, tasks: Collection[str]) -> dict[str, str]:
    """The digests of the pieces of a notebook, under the ids of their cells."""
    return {key: digest(piece) for cell in json.loads(text)["cells"] for key, piece in _pieces(cell, tasks)}


def merge_notebook(text: str, new: str, tasks: Collection[str], given: Mapping[str, str]) -> Merged:
    """A student's notebook with all that is new, except where the student changed it.

    Outputs stay as they are, and so do cells that the course does not have; a cell that the student took out
    does not come back.
    """
    try:
        document = json.loads(text)
        mine = {cell["id"]: cell for cell in document["cells"] if "id" in cell}
        before = {key: _source(cell) for key, cell in mine.items()}
    except (ValueError, KeyError, TypeError, RecursionError):
        return Merged(text, ["all of it: it is no notebook"])
    merging = _Merging(document["cells"], mine, tasks, given)
    for cell in json.loads(new)["cells"]:
        merging.take(cell)
    changed = merging.added or any(_source(cell) != before[key] for key, cell in mine.items())
    after = json.dumps(document, indent=1, ensure_ascii=False) + "\n" if changed else text
    return Merged(after, merging.left, merging.keys)


@dataclass
class _Merging:
    """The student's cells while those of the course are taken into them, in order."""

    cells: list[Cell]
    mine: dict[str, Cell]
    tasks: Collection[str]
    given: Mapping[str, str]
    left: list[str] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    added: bool = False
    place: int = 0
    """Behind the last cell of the course that is there."""

    def take(self, cell: Cell) -> None:
        """Bring one cell up to date, or put it in."""
        of_cell = f"{cell['id']}::"
        known = {
            key.removeprefix(of_cell): value for key, value in self.given.items() if key.startswith(of_cell)
        }
        mine = self.mine.get(cell["id"])
        if mine is None:
            if not known:  # else the student took it out
                self.cells.insert(self.place, cell)
                self.place += 1
                self.added = True
            return
        self.place = next(i for i, one in enumerate(self.cells) if one is mine) + 1
        if mine.get("cell_type") != cell["cell_type"]:
            self._leave(cell, _title(cell), WHOLE)
        elif cell["cell_type"] == "code":
            self._merge_code(mine, cell, known)
        else:
            self._merge_text(mine, cell, known)

    def _merge_code(self, mine: Cell, cell: Cell, known: Mapping[str, str]) -> None:
        merged = merge(_source(mine) + "\n", _source(cell) + "\n", self.tasks, known)
        _write(mine, merged.text.removesuffix("\n"))
        for name in merged.left:
            self._leave(cell, f"the cell `{_title(cell)}`" if " " in name else name, name)

    def _merge_text(self, mine: Cell, cell: Cell, known: Mapping[str, str]) -> None:
        was, now = digest(_source(mine)), digest(_source(cell))
        if was == known.get(WHOLE):
            _write(mine, _source(cell))
        elif now not in (was, known.get(WHOLE)):
            self._leave(cell, f"the text `{_title(cell)}`", WHOLE)

    def _leave(self, cell: Cell, name: str, key: str) -> None:
        self.left.append(name)
        self.keys.add(f"{cell['id']}::{key}")


def _pieces(cell: Cell, tasks: Collection[str]) -> Iterator[tuple[str, str]]:
    if cell["cell_type"] != "code":
        yield f"{cell['id']}::{WHOLE}", _source(cell)
        return
    for piece in split(_source(cell) + "\n", tasks):
        yield f"{cell['id']}::{piece.name}", piece.text


def _source(cell: Cell) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _write(cell: Cell, source: str) -> None:
    if source != _source(cell):
        cell["source"] = source.splitlines(keepends=True)


def _title(cell: Cell) -> str:
    """Its first line, as people look for it."""
    return _source(cell).partition("\n")[0].strip("# ")
