"""`gradlings plot`: what a student's functions draw over what is expected, written to a file, never shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from graders.commands.progress import Desk
from graders.course.index import CourseError, Lesson, Task, named
from graders.course.material import Material
from graders.course.stubs import PICTURE
from graders.course.student_folder import StudentFolder

if TYPE_CHECKING:
    from graders.grading.lesson_run import LessonRun
    from graders.grading.results import Result
    from graders.values.outcome import Outcome
    from graders.values.types import Figure

KEY = "yours is solid, the expected dashed"


def plot(folder: StudentFolder, desk: Desk, name: str | None) -> str:
    """Draw the picture of a lesson, or of a task that is not right; a sentence says where it is.

    Without a name it is the lesson that was saved last.
    """
    found = _latest(folder) if name is None else named(folder.course, name)
    if isinstance(found, Lesson):
        return plot_lesson(folder, desk, found)
    lesson = folder.course.lesson(found.lesson)
    with desk.lesson(lesson.name) as practice:
        result = practice.result(found)
    path = folder.home / f"{found.name}.png"
    if result.status == "failing" and _task_is_drawn(desk, found, result, path):
        return f"The picture is {path}: {KEY}."
    return plot_lesson(folder, desk, lesson)


def _latest(folder: StudentFolder) -> Lesson:
    files = list(folder.files())
    if not files:
        raise CourseError("There is no lesson in exercises/; `gradlings update` writes them.")
    return max(files, key=lambda file: file[1].stat().st_mtime_ns)[0]


def _task_is_drawn(desk: Desk, task: Task, result: Result, path: Path) -> bool:
    """Draw the answer of the call that was refused beside the right one, if it is a figure or numbers."""
    failing = [verdict.check for verdict in result.checks if verdict.status == "failing"]
    with desk.lesson(task.lesson) as practice, practice.anew() as run:
        figures = (_answer_drawn(run, task, check) for check in failing)
        figure = next((figure for figure in figures if figure is not None), None)
    if figure is not None:
        figure.savefig(path)
    return figure is not None


def _answer_drawn(run: LessonRun, task: Task, check: str) -> Any:
    from graders.grading.memory import asked
    from graders.grading.overlay import overlay
    from graders.grading.sweeps import curves, drawn
    from graders.values.figures import is_whole
    from graders.values.types import Figure

    trial, is_lost = asked(run, task, check)
    if trial is None or is_lost:
        return None
    arguments, seen = trial.refused_at
    if arguments is not None and seen is not None and isinstance(seen.value, Figure):
        if not is_whole(seen.value):
            return None
        ours = getattr(run.book.reference, task.name)
        return overlay(seen.value, lambda: ours(*arguments))[0]
    both = curves(trial)
    return None if both is None else drawn(both, f"{task.name}({', '.join(trial.parameters)})")


def plot_lesson(folder: StudentFolder, desk: Desk, lesson: Lesson) -> str:
    """The lesson's picture with the student's functions over the same with ours."""
    from graders.grading.overlay import overlay

    path = folder.home / f"{lesson.name}.png"
    with desk.lesson(lesson.name) as practice, practice.anew() as run:
        theirs = _drawn(run, lesson, Material(folder.course, lesson))
        if isinstance(theirs, str):
            return theirs + _idea(lesson, path)
        figure, apart = overlay(theirs, run.book.reference.picture)
    figure.savefig(path)
    if not apart:
        return f"The picture is {path}; with your functions it is as expected."
    panels = " and ".join(f"“{title}”" for title in apart)
    return f"The picture is {path}: {KEY}, in {panels}."


def _idea(lesson: Lesson, path: Path) -> str:
    """Draw what the lesson is about, while there is nothing of the student's to draw."""
    from graders.ideas import IDEAS

    if lesson.name not in IDEAS:
        return ""
    IDEAS[lesson.name]().savefig(path)
    return f" Until then {path} shows the idea."


def _drawn(run: LessonRun, lesson: Lesson, material: Material) -> Figure | str:
    """What the course's picture is with the functions in the student's process, as data; or why not."""
    from graders.grading.budget import Budget
    from graders.grading.happenings import Hindrance
    from graders.sandbox.outside.subjects import Lost
    from graders.values.figures import is_whole
    from graders.values.types import Figure

    text = dict(material.pieces).get(PICTURE, "")
    worker = run.code.subject(lesson.tasks[-1], Budget(run.budget.allowed))
    if isinstance(worker, Hindrance):
        return "The picture is drawn when the file runs: `pytest` says what is wrong."
    try:
        outcome = worker.run(lesson.tasks[-1].name, [(text, False), (f"{PICTURE}()", True)])
    except Lost:
        return "The picture cannot be drawn yet: it takes too long with your functions."
    match outcome.value:
        case [{0: Figure() as found}, _] if is_whole(found):
            return found
    return _why_not(outcome, lesson)


def _why_not(outcome: Outcome, lesson: Lesson) -> str:
    raised = outcome.raised
    if raised is None:
        return "The picture cannot be drawn yet."
    if raised.kind == "NotImplementedError":
        what = (
            f"`{raised.function}`" if raised.function in [t.name for t in lesson.tasks] else "what it needs"
        )
        return f"The picture is drawn when {what} is done."
    where = f" in {raised.place}" if raised.line else ""
    return f"The picture cannot be drawn yet: {raised.kind}{where}: {raised.message}"
