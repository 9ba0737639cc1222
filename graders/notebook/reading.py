"""How a submitted notebook is read: under any name, and never passed over in silence.

What a student handed in is not altered. A notebook that cannot be graded leaves its grades to a person.
"""

from __future__ import annotations

import atexit
import io
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook, MissingEntry

from graders.course.index import own_course
from graders.notebook.links import remove_links
from graders.notebook.repair import NOTES
from graders.submissions import files
from graders.submissions.kinds import ReadError
from graders.submissions.reader import Reader, apart, slim

OWN_FOLDERS = 3
"""The notebook lies in its lesson's folder, that in the student's, and that in one of nbgrader's."""
READER = Reader()
"""Kept from one notebook of a batch to the next."""
atexit.register(READER.close)


class UnreadableNotebook(Exception):
    """Why a notebook is not read, in one sentence."""


class SubmissionExporter(NotebookExporter):
    """`c.Autograde.exporter_class`: reads what `adopt_renamed` announced; no failure keeps old scores."""

    content = ""

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> tuple[Any, Any]:
        try:
            path = _present(Path(filename))
            with apart(READER):
                self.content = slim(_content(path), [NOTES])
            return super().from_filename(str(path), resources, **options)
        except Exception:
            leave_to_a_person(resources["nbgrader"])
            raise

    def from_file(self, file_stream: Any, resources: Any = None, **options: Any) -> tuple[Any, Any]:
        """What `from_filename` read is read, and not the file that it opens: that may be another by now."""
        return super().from_file(io.StringIO(self.content), resources, **options)


def adopt_renamed(assignment: str, student: str, notebooks: list[str]) -> None:
    """nbgrader's pre_convert_hook: a submission without the lesson's notebook has it under another name.

    Links are taken away, because nbgrader copies what they lead to.
    """
    for folder in {Path(notebook).parent for notebook in notebooks}:
        remove_links(folder)
        expected = str(folder / f"{folder.name}.ipynb")
        if folder.name in (lesson.name for lesson in own_course().lessons) and expected not in notebooks:
            notebooks.append(expected)


def leave_to_a_person(place: dict[str, str]) -> None:
    """Take back the automatic scores of a student's notebook, which are those of an earlier one at best."""
    with Gradebook(place["db_url"]) as gradebook, suppress(MissingEntry):
        notebook = gradebook.find_submission_notebook(
            place["notebook"], place["assignment"], place["student"]
        )
        for grade in notebook.grades:
            grade.auto_score, grade.needs_manual_grade = None, True
        gradebook.db.commit()


def _content(path: Path) -> bytes:
    """A notebook read within the limits of every submission; a link on the way is not followed."""
    try:
        (file,) = files.read(_without_links(path))
    except ReadError as refused:
        raise UnreadableNotebook(f"`{path.name}` {refused}.") from None
    return file.data


def _without_links(path: Path) -> Path:
    """The real path of a notebook, of which the student's folder and all below it must be none but real ones.

    nbgrader's own folders above may be links, which the instructor made.
    """
    path = Path(os.path.abspath(path))
    own = path.parents[min(OWN_FOLDERS, len(path.parents)) - 1]
    return own.resolve() / path.relative_to(own)


def _present(expected: Path) -> Path:
    """The file itself, or the only notebook beside the place where it should be."""
    if os.path.lexists(expected):
        return expected
    others = sorted(expected.parent.glob("*.ipynb"))
    if len(others) != 1:
        names = ", ".join(f"`{other.name}`" for other in others)
        raise FileNotFoundError(
            f"Each of {names} could be `{expected.name}`; name one of them so." if others
            else f"`{expected}` is missing."
        )  # fmt: skip
    return others[0]
