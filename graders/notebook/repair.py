"""A submitted notebook brought into the form that nbgrader expects, before nbgrader looks at it.

Stock nbgrader loses the submission, or the whole batch, to a cell that was copied, deleted or unmarked. Here
each cell of the assignment is found by its mark, else by its id, else by its text, and is put back where it
is not found; what is odd is noted, and what may have cost somebody a written answer waits for a person.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from graders.notebook.cells import Cell, identity, marks

NOTES = "gradlings"
"""What of a notebook's metadata holds `Findings` from the repair to the grading."""
KINDS = ("code", "markdown", "raw")
TWICE = "The cell `{}` is there more than once; the last one counts."
ANSWERED_TWICE = "The cell `{}` is there more than once; the last one that was written in counts."
DIFFERS = "The cell `{}` differs from the assignment as it now is; it was restored."
OTHER_KIND = "The cell `{}` had become a {} cell; it was made a {} cell again."
UNMARKED = "The cell `{}` had lost its mark; it was known by its {}."
PUT_BACK = "The cell `{}` was missing; it was put back."
MISSING = "The cell `{}` is missing; functions were looked for in all others."
LOOK = " The answer may stand in another cell: a person has to look."
BESIDE = "The cell `{}` is as it was handed out, but there is a cell of the student's own below it." + LOOK
Candidate = tuple[Any, Mapping[str, Any] | None]
"""A cell and the marks it came with; None where it has lost them."""


@dataclass(frozen=True)
class Known:
    """A cell of the assignment as it was released."""

    kind: str
    source: str
    marks: Cell

    @property
    def is_manual(self) -> bool:
        """Is it a person who grades it?"""
        return bool((self.marks["grade"] and self.marks["solution"]) or self.marks["task"])

    @property
    def is_needed(self) -> bool:
        """Whether the notebook cannot be graded fairly without it."""
        return bool(self.marks["grade"] or self.marks["task"] or self.marks["locked"])

    @property
    def has_page(self) -> bool:
        """Whether its notes are shown below a test; those of other cells stand above the cell itself."""
        return not self.is_manual and bool(self.marks["grade"] or self.marks["solution"])

    def is_text_of(self, cell: Any) -> bool:
        return bool(cell.source.strip() == self.source.strip())


@dataclass
class Findings:
    """What was odd, in sentences by the name of the cell, and the cells that a person has to look at."""

    notes: dict[str, list[str]] = field(default_factory=dict)
    review: list[str] = field(default_factory=list)

    def note(self, name: str, sentence: str, *about: str, look: bool = False) -> None:
        self.notes.setdefault(name, []).append(sentence.format(name, *about))
        if look and name not in self.review:
            self.review.append(name)


class RepairCells(NbGraderPreprocessor):
    """The first of nbgrader's sanitize_preprocessors; leaves its findings in the notebook's metadata."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        place = resources["nbgrader"]
        with Gradebook(place["db_url"]) as gradebook:
            known = dict(_released(gradebook.find_notebook(place["notebook"], place["assignment"])))
        findings = repair(nb, known, place["notebook"])
        for sentence in (sentence for about in findings.notes.values() for sentence in about):
            self.log.warning("%s, %s: %s", place["student"], place["notebook"], sentence)
        return nb, resources


def repair(nb: Any, known: Mapping[str, Known], lesson: str) -> Findings:
    """Mark the cells as they were released, and put back those that are needed."""
    nb.metadata = from_dict(nb.metadata) if isinstance(nb.get("metadata"), dict) else NotebookNode()
    nb.cells = [cell for cell in map(_whole, nb.get("cells") or ()) if cell is not None]
    findings, order = Findings(), list(known)
    found = _found(nb, known, lesson, findings)
    for name, candidates in found.items():
        _settle(name, known[name], candidates, findings)
    for name in (name for name in known if name not in found):
        if known[name].is_needed:
            nb.cells.insert(_place(nb, name, order), _new(nb, name, known[name]))
            sentence = PUT_BACK + LOOK * known[name].is_manual
            findings.note(name, sentence, look=known[name].is_manual)
        else:
            findings.note(name, MISSING)
    _look_beside(nb, known, findings)
    _show_notes(nb, known, findings)
    nb.metadata[NOTES] = from_dict({"notes": findings.notes, "review": findings.review})
    return findings


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


def _found(
    nb: Any, known: Mapping[str, Known], lesson: str, findings: Findings
) -> dict[str, list[Candidate]]:
    """The cells of the assignment by name; afterwards no cell has a mark."""
    found: dict[str, list[Candidate]] = {}
    free = []
    for cell in nb.cells:
        given = cell.metadata.pop("nbgrader", None)
        name = given.get("grade_id") if isinstance(given, dict) else None
        if isinstance(name, str) and name in known:
            found.setdefault(name, []).append((cell, given))
        else:
            free.append(cell)
    lost = {name: released for name, released in known.items() if name not in found}
    for name in lost:
        same = [cell for cell in free if cell.get("id") == identity(lesson, name)]
        _claim(found, name, same, "id", findings)
    texts = Counter((released.kind, released.source.strip()) for released in lost.values())
    claimed = {id(cell) for candidates in found.values() for cell, _ in candidates}
    for name, released in lost.items():
        text = (released.kind, released.source.strip())
        same = [cell for cell in free if (cell.cell_type, cell.source.strip()) == text]
        if name not in found and texts[text] == len(same) == 1 and text[1] and id(same[0]) not in claimed:
            _claim(found, name, same, "text", findings)
    return found


def _claim(
    found: dict[str, list[Candidate]], name: str, cells: Sequence[Any], by: str, findings: Findings
) -> None:
    if cells:
        found[name] = [(cell, None) for cell in cells]
        findings.note(name, UNMARKED, by)


def _settle(name: str, released: Known, candidates: Sequence[Candidate], findings: Findings) -> None:
    """Mark the cell that counts among those of one name: the last, but no blank one after an answer."""
    if len(candidates) > 1:
        sentence = ANSWERED_TWICE + LOOK if released.is_manual else TWICE
        findings.note(name, sentence, look=released.is_manual)
    answered = [one for one in candidates if released.marks["solution"] and not released.is_text_of(one[0])]
    cell, given = (answered or candidates)[-1]
    if cell.cell_type != released.kind:
        if released.marks["solution"]:
            findings.note(name, OTHER_KIND, cell.cell_type, released.kind, look=released.is_manual)
        else:
            findings.note(name, DIFFERS)
        _turn(cell, released.kind)
    elif _differs(cell, given, released):
        findings.note(name, DIFFERS)
    cell.metadata["nbgrader"] = from_dict(released.marks)


def _differs(cell: Any, given: Mapping[str, Any] | None, released: Known) -> bool:
    """Whether more was changed than points, which an instructor may change after the release."""
    settings = ("grade", "solution", "locked")
    if given is not None and any(given.get(key) != released.marks[key] for key in settings):
        return True
    return bool(released.marks["locked"]) and not released.is_text_of(cell)


def _turn(cell: Any, kind: str) -> None:
    """Make a cell one of another kind, with nothing that its kind cannot have."""
    for key in ("outputs", "execution_count", "attachments"):
        cell.pop(key, None)
    cell.cell_type = kind
    if kind == "code":
        cell.outputs, cell.execution_count = [], None


def _place(nb: Any, name: str, order: Sequence[str]) -> int:
    """Behind the nearest of a cell's predecessors that is there, or else before the nearest successor."""
    places = {_name(cell): place for place, cell in enumerate(nb.cells)}
    here = order.index(name)
    before = [places[other] + 1 for other in order[:here] if other in places]
    after = [places[other] for other in order[here:] if other in places]
    return (before[-1:] or after[:1] or [0])[0]


def _new(nb: Any, name: str, released: Known) -> Any:
    return _made(nb, f"put back {name}", released.kind, released.source, {"nbgrader": released.marks})


def _made(nb: Any, about: str, kind: str, source: str, metadata: Cell) -> Any:
    cell: Cell = {"cell_type": kind, "metadata": metadata, "source": source}
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    if nb.get("nbformat_minor", 0) >= 5:
        cell["id"] = hashlib.sha256(about.encode()).hexdigest()[:12]
    return from_dict(cell)


def _name(cell: Any) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _look_beside(nb: Any, known: Mapping[str, Known], findings: Findings) -> None:
    """An answer beside the cell that was meant for it is for a person to find."""
    blank = ""
    for cell in nb.cells:
        name = _name(cell)
        if name:
            is_blank = known[name].is_manual and known[name].is_text_of(cell) and name not in findings.review
            blank = name if is_blank else ""
        elif blank and cell.cell_type == "markdown" and cell.source.strip():
            findings.note(blank, BESIDE, look=True)
            blank = ""


def _show_notes(nb: Any, known: Mapping[str, Known], findings: Findings) -> None:
    """Put the notes on a cell that has no page below a test in a cell of their own above it."""
    shown = []
    for cell in nb.cells:
        name = _name(cell)
        notes = [] if not name or known[name].has_page else findings.notes.get(name, [])
        if notes:
            shown.append(_made(nb, f"note on {name}", "markdown", "> " + " ".join(notes), {}))
        shown.append(cell)
    nb.cells = shown
