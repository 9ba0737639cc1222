"""A submitted notebook brought into the form that nbgrader expects, before nbgrader looks at it.

Stock nbgrader loses the submission, or the whole batch, to a cell that was copied, deleted or unmarked. Here
each cell of the assignment is found by its name, in what the gradebook knows of it, and what is odd is noted.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from graders.notebook.cell import own_course
from graders.notebook.cells import Cell, marks

NOTES = "gradlings"
KINDS = ("code", "markdown", "raw")
TWICE = "The cell `{}` is there more than once; the last one counts."
CHANGED = "The cell `{}` was changed, though it is not a student's to change; it was restored."
PUT_BACK = "The cell `{}` was missing; it was put back."
MISSING = "The cell `{}` is missing; functions were looked for in all others."


@dataclass(frozen=True)
class Known:
    """A cell of the assignment as it was released."""

    kind: str
    source: str
    marks: Cell

    @property
    def is_graded(self) -> bool:
        return bool(self.marks["grade"] or self.marks["task"])


class RepairCells(NbGraderPreprocessor):
    """The first of nbgrader's sanitize_preprocessors; leaves its notes in the notebook's metadata."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        place = resources["nbgrader"]
        with Gradebook(place["db_url"]) as gradebook:
            known = dict(_released(gradebook.find_notebook(place["notebook"], place["assignment"])))
        notes = repair(nb, known)
        for sentence in (sentence for about in notes.values() for sentence in about):
            self.log.warning("%s, %s: %s", place["student"], place["notebook"], sentence)
        return nb, resources


def adopt_renamed(assignment: str, student: str, notebooks: list[str]) -> None:
    """nbgrader's pre_convert_hook: the only notebook of a submission is the lesson's, whatever its name."""
    lessons = {lesson.name for lesson in own_course().lessons}
    if len(notebooks) == 1:
        path = Path(notebooks[0])
        expected = path.with_name(f"{path.parent.name}.ipynb")
        if path.parent.name in lessons and path != expected:
            shutil.copy(path, expected)
            notebooks.append(str(expected))


def repair(nb: Any, known: Mapping[str, Known]) -> dict[str, list[str]]:
    """Mark the cells as they were released, put back graded ones; what was odd, by the name of the cell."""
    notes: dict[str, list[str]] = {}
    nb.metadata = from_dict(nb.metadata) if isinstance(nb.get("metadata"), dict) else NotebookNode()
    nb.cells = [cell for cell in map(_whole, nb.get("cells") or ()) if cell is not None]
    present: set[str] = set()
    for cell in reversed(nb.cells):
        given = cell.metadata.pop("nbgrader", None)
        name = given.get("grade_id") if isinstance(given, dict) else None
        if not isinstance(name, str) or name not in known:
            continue
        if name in present:
            notes.setdefault(name, []).append(TWICE.format(name))
            continue
        present.add(name)
        if _is_changed(cell, given, known[name]):
            notes.setdefault(name, []).append(CHANGED.format(name))
        cell.metadata["nbgrader"] = from_dict(known[name].marks)
    for name in (name for name in known if name not in present):
        if known[name].is_graded:
            _put_back(nb, name, known[name], list(known))
        sentence = PUT_BACK if known[name].is_graded else MISSING
        notes.setdefault(name, []).append(sentence.format(name))
    nb.metadata[NOTES] = from_dict(notes)
    return notes


def _released(notebook: Any) -> Iterator[tuple[str, Known]]:
    points = {cell.name: cell.max_score for cell in (*notebook.grade_cells, *notebook.task_cells)}
    graded = {cell.name for cell in notebook.grade_cells}
    tasks = {cell.name for cell in notebook.task_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    for cell in notebook.source_cells:
        about = marks(
            cell.name,
            grade=cell.name in graded,
            solution=cell.name in solutions,
            locked=cell.locked,
            points=points.get(cell.name),
        )
        about |= {"task": cell.name in tasks, "cell_type": cell.cell_type, "checksum": cell.checksum}
        yield cell.name, Known(cell.cell_type, cell.source, about)


def _whole(cell: Any) -> Any:
    """A cell with all that a cell has; None when it is none."""
    if not isinstance(cell, dict) or cell.get("cell_type") not in KINDS:
        return None
    cell = from_dict(cell)
    if not isinstance(cell.get("metadata"), dict):
        cell.metadata = NotebookNode()
    if not isinstance(cell.get("source"), str):
        cell.source = ""
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    return cell


def _is_changed(cell: Any, given: Mapping[str, Any], known: Known) -> bool:
    settings = ("grade", "solution", "locked", "points")
    if cell.cell_type != known.kind or any(given.get(key) != known.marks.get(key) for key in settings):
        return True
    return bool(known.marks["locked"]) and cell.source.rstrip() != known.source.rstrip()


def _put_back(nb: Any, name: str, lost: Known, order: list[str]) -> None:
    """A cell again behind the nearest of its predecessors that is still there."""
    before = set(order[: order.index(name)])
    places = [
        place for place, cell in enumerate(nb.cells, start=1)
        if cell.metadata.get("nbgrader", {}).get("grade_id") in before
    ]  # fmt: skip
    cell: Cell = {"cell_type": lost.kind, "metadata": {"nbgrader": lost.marks}, "source": lost.source}
    if lost.kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    if nb.get("nbformat_minor", 0) >= 5:
        cell["id"] = hashlib.sha256(f"put back {name}".encode()).hexdigest()[:12]
    nb.cells.insert(max(places, default=0), from_dict(cell))
