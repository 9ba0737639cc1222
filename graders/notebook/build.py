"""A lesson's notebook, made from its reference."""

from __future__ import annotations

import json
import re

from graders.course.index import Course, CourseError, Lesson, Task
from graders.course.material import ASKED, Material, Written
from graders.course.stubs import ANSWER, OWN_WORDS, PICTURE, stub
from graders.ideas import IDEAS
from graders.notebook.cells import Cells, as_text
from graders.reports.safe import amount

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
TASKS = """## Tasks

Write each function in place of its last line, `raise NotImplementedError()`. Run its cell, then the one
below, which says how it stands."""
TEST = """from graders.notebook import grade

grade("{}", globals())"""
IDEA = """from graders.notebook import idea

idea("{}")"""
IS_THE_IDEA = "## The idea\n"
SHOW = """

from graders.notebook import show

show(picture)"""


def notebook(course: Course, lesson: Lesson) -> str:
    """The text of the instructor's notebook, with solutions and model answers."""
    material, cells = Material(course, lesson), Cells(lesson.name)
    title, *sections = material.sections
    cells.text("title", title)
    for section in sections:
        if not section.startswith(ASKED):
            cells.text(section.partition("\n")[0], section)
        if section.startswith(IS_THE_IDEA) and lesson.name in IDEAS:
            cells.locked("idea", IDEA.format(lesson.name))
    cells.text("tasks", TASKS)
    _add_code(cells, material)
    for section in sections:
        if section.startswith(ASKED):
            _add_written(cells, section, material.written)
    return cells.document()


def student_notebook(course: Course, lesson: Lesson) -> str:
    """The text of a student's own notebook: the same without what is for the instructor or for nbgrader."""
    document = json.loads(notebook(course, lesson))
    for cell in document["cells"]:
        marks = cell["metadata"].pop("nbgrader", {})
        if marks.get("solution") and cell["cell_type"] == "code":
            text = "".join(cell["source"])
            name = str(marks["grade_id"]).removesuffix("-solution")
            cell["source"] = stub(text, [name]).strip("\n").splitlines(keepends=True)
        elif marks.get("solution"):
            cell["source"] = [ANSWER]
    return as_text(document)


def _add_code(cells: Cells, material: Material) -> None:
    tasks = {task.name: task for task in material.lesson.tasks}
    given: list[str] = []
    for name, piece in material.pieces:
        if name is None:
            given.append(piece)
            continue
        if given:
            cells.locked(f"before_{name}", "".join(given))
            given = []
        if name == OWN_WORDS:
            _add_own_words(cells, material, piece)
        elif name == PICTURE:
            cells.locked(PICTURE, piece.strip("\n") + SHOW)
        else:
            _add_task(cells, tasks[name], piece)
    if given:
        cells.locked("after_tasks", "".join(given))


def _add_task(cells: Cells, task: Task, piece: str) -> None:
    points = f"{amount(task.points)} point{'s' * (task.points != 1)}"
    needs = " and ".join(f"`{need}`" for need in task.needs)
    heading = f"### `{task.name}` · {points}" + (f" · builds on {needs}" if needs else "")
    cells.text(f"heading of {task.name}", heading)
    cells.solution(f"{task.name}-solution", _marked(task, piece.strip("\n") + "\n"))
    cells.test(task.name, TEST.format(task.name), task.points)


def _marked(task: Task, function: str) -> str:
    """A function with nbgrader's marks around what the student is to write."""
    head = stub(function, [task.name]).removesuffix("    raise NotImplementedError\n")
    if not function.startswith(head):
        raise CourseError(f"In the reference, the body of `{task.name}` must begin on a line of its own.")
    return f"{head}    {BEGIN}\n{function[len(head) :]}    {END}"


def _add_own_words(cells: Cells, material: Material, piece: str) -> None:
    """What is asked at the end, with a cell to answer in; where it has points, such cells come below."""
    if not material.written:
        asked = piece.partition('"""')[2].partition('"""')[0].strip()
        cells.text(OWN_WORDS, f"{ASKED}\n\n{' '.join(asked.split())}")
        cells.text(f"{OWN_WORDS}-answer", ANSWER)


def _add_written(cells: Cells, section: str, parts: list[Written]) -> None:
    cells.text(ASKED, re.split(r"^\d+\. ", section, flags=re.MULTILINE)[0])
    for number, part in enumerate(parts, start=1):
        asked = f"**{number}.** {part.asked} *({amount(part.points)} points)*"
        cells.locked(f"written_{number}-text", asked, kind="markdown")
        cells.answer(f"written_{number}", part.answer, part.points)
