"""nbgrader's autograding without a kernel: students' functions, taken from the cells, graded confined.

Two entries of `c.Autograde.autograde_preprocessors` in the generated nbgrader_config.py. `GradeInSandbox`
takes the place of Execute and leaves on each test cell the one result that nbgrader reads; `SaveGrades` that
of SaveAutoGrades, and leaves to a person what could not be decided.
"""

from __future__ import annotations

import atexit
import os
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbformat import from_dict
from nbgrader import utils
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, NbGraderPreprocessor, SaveAutoGrades
from traitlets import Unicode

from graders.course.index import Lesson, own_course
from graders.course.mishaps import contain
from graders.course.submission import Source
from graders.feedback.happenings import not_confined, tell
from graders.grading.engine import Grader
from graders.grading.results import LessonResult, Result, lost_lesson
from graders.grading.seeds import chosen_seed
from graders.notebook.page import page
from graders.notebook.repair import NOTES
from graders.submissions.choosing import given
from graders.submissions.intake import handed_in_with
from graders.submissions.kinds import ReadError
from graders.submissions.notebooks import read

SEED = "GRADLINGS_SEED"
OUR_FAULT = 3
TO_REVIEW = "gradlings_to_review"
MOST_WARM = 4
"""Lessons of one assignment for which a sandbox is kept; each takes some hundred megabytes."""
FOREIGN = "This cell is none of gradlings' and was not run: a person has to grade it."


class GradeInSandbox(NbGraderPreprocessor):
    """Grades a lesson's notebook; any other notebook is run in a kernel, as nbgrader does.

    Where student code is not fully confined it ends the command with exit code 3.
    """

    seed = Unicode("", help="The secret from which the inputs of the checks are drawn.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        name = resources["nbgrader"]["notebook"]
        findings = nb.metadata.get(NOTES, {})
        resources[TO_REVIEW] = list(findings.get("review", ()))
        lesson = next((lesson for lesson in own_course().lessons if lesson.name == name), None)
        if lesson is None:
            self.log.warning("`%s` is no lesson of gradlings; it is run in a kernel.", name)
            with _seed_hidden():
                done: tuple[Any, Any] = Execute(parent=self.parent).preprocess(nb, resources)
                return done
        source = source_of(nb, lesson.name)
        beside = handed_in_with(self._handed_in(resources["nbgrader"]), lesson.name, own_course())
        try:
            graded = self._grade(lesson, source, beside)
        except SystemExit:
            shutil.rmtree(resources["metadata"]["path"])  # half done, nbgrader would pass it over next time
            raise
        results = {result.task: result for result in graded.tasks}
        of_all = [graded.note] if graded.note and source.text is not None else []
        for cell in nb.cells:
            if utils.is_grade(cell) and not utils.is_solution(cell):
                task = cell.metadata.nbgrader.grade_id
                points = float(cell.metadata.nbgrader.points)
                about = [*_about(task, findings.get("notes", {})), *of_all]
                cell.outputs = outputs(results.get(task), points, about)
                of_all = []  # told once, below the first test
                if task not in results or results[task].status.is_open or source.text is None:
                    resources[TO_REVIEW].append(task)
        return nb, resources

    def _handed_in(self, place: Mapping[str, str]) -> Path:
        """The folder as the student handed it in: nbgrader lays the instructor's files over the other."""
        courses = CourseDirectory(parent=self)
        return Path(courses.format_path(courses.submitted_directory, place["student"], place["assignment"]))

    def _grade(self, lesson: Lesson, source: Source, beside: Mapping[str, str]) -> LessonResult:
        def lost(error: Exception) -> LessonResult:
            self.log.exception("gradlings failed on `%s`, by a fault of its own.", lesson.name)
            sentence = f"The grader failed ({type(error).__name__}: {error}); the fault is not the student's."
            return lost_lesson(lesson, sentence)

        def graded() -> LessonResult:
            grader = WARM.grader(lesson, self.seed or None, self.log)
            return grader.grade_lesson(lesson, source, None, beside)

        return contain(graded, lost)


class SaveGrades(SaveAutoGrades):
    """Saves the scores, and lists in formgrader what a person has to look at."""

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if (utils.is_grade(cell) or utils.is_task(cell)) and name in resources.get(TO_REVIEW, ()):
            place = (self.notebook_id, self.assignment_id, self.student_id)
            self.gradebook.find_grade(name, *place).needs_manual_grade = True
            self.gradebook.db.commit()
        return cell, resources


class Warm:
    """The graders of the lessons graded last, kept from one notebook of a batch to the next."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.graders: dict[tuple[str, str], Grader] = {}

    def grader(self, lesson: Lesson, seed: str | None, log: Any) -> Grader:
        wanted = (lesson.name, chosen_seed(seed))
        with self.lock:
            grader = self.graders.pop(wanted, None)
            if grader is None:
                grader = Grader(own_course(), tell=tell, seed=seed, lessons=[lesson.name])
                if grader.seed_id == "public":
                    log.warning("The inputs are those that students know: GRADLINGS_SEED is not set.")
            self.graders[wanted] = grader
            while len(self.graders) > MOST_WARM:
                self.graders.pop(next(iter(self.graders))).close()
            sandbox = grader.sandbox(lesson)
            if sandbox.level != "full":
                log.error(not_confined(sandbox.level, sandbox.open))
                raise SystemExit(OUR_FAULT)
            return grader

    def close(self) -> None:
        while self.graders:
            self.graders.popitem()[1].close()


WARM = Warm()
atexit.register(WARM.close)


def source_of(nb: Any, lesson: str) -> Source:
    """The student's code in a notebook, exactly as `gradlings grade` reads it."""
    file = f"{lesson}.ipynb"
    try:
        code = read(nb).code(given(own_course(), lesson))
    except ReadError as refused:
        return Source(lesson, file, None, f"`{file}` {refused}.")
    return Source(lesson, file, code.text, f"`{file}` {code.note}." if code.note else "", code.cells)


def outputs(result: Result | None, points: float, notes: Sequence[str]) -> list[Any]:
    """What stands below a test cell: the page, then the score as the plain float that nbgrader reads."""
    shown = FOREIGN if result is None else page(result, notes)
    share = result.points / result.max_points if result is not None and result.max_points else 0.0
    stream = {"output_type": "stream", "name": "stdout", "text": shown + "\n"}
    value = {
        "output_type": "execute_result",
        "execution_count": None,
        "metadata": {},
        "data": {"text/plain": repr(points * min(max(float(share), 0.0), 1.0))},
    }
    return [from_dict(stream), from_dict(value)]


@contextmanager
def _seed_hidden() -> Iterator[None]:
    """A kernel would inherit the seed with the environment."""
    seed = os.environ.pop(SEED, None)
    try:
        yield
    finally:
        if seed is not None:
            os.environ[SEED] = seed


def _about(task: str, notes: Mapping[str, Sequence[str]]) -> list[str]:
    """The notes on a task's own cells."""
    return [*notes.get(f"{task}-solution", ()), *notes.get(task, ())]
