"""`gradlings plot`: what a student's functions draw over what is expected, written to a file, never shown."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graders.commands.progress import Desk
from graders.course.folders import write
from graders.course.index import CourseError, Lesson, Task, named
from graders.course.material import Material
from graders.course.stubs import PICTURE
from graders.course.student_folder import StudentFolder
from graders.reports.sketch import differing, sketch

if TYPE_CHECKING:
    from graders.grading.lesson_run import LessonRun
    from graders.grading.results import Curves, Result
    from graders.values.types import Figure


def plot(folder: StudentFolder, desk: Desk, name: str | None, *, plain: bool = False) -> str:
    """Draw the picture of a lesson, or of a task that is not right; a sentence says where it is.

    Without a name it is the lesson that was saved last. Curves are sketched too, unless `plain`.
    """
    from graders.feedback.pictures import answer_drawn

    found = _latest(folder) if name is None else named(folder.course, name)
    if isinstance(found, Lesson):
        return plot_lesson(folder, desk, found)
    lesson = folder.course.lesson(found.lesson)
    with desk.lesson(lesson.name) as practice:
        result = practice.result(found)
    path = folder.home / f"{found.name}.png"
    rows = _task_drawn(desk, found, result, path) if result.status == "failing" else None
    if rows is None:
        return plot_lesson(folder, desk, lesson)
    return "\n".join([*([] if plain else rows), answer_drawn(path)])


def _latest(folder: StudentFolder) -> Lesson:
    files = list(folder.files())
    if not files:
        raise CourseError("There is no lesson in exercises/; `gradlings update` writes them.")
    return max(files, key=lambda file: file[1].stat().st_mtime_ns)[0]


def _task_drawn(desk: Desk, task: Task, result: Result, path: Path) -> list[str] | None:
    """Draw the answer of the call that was refused beside the right one, if it is a figure or numbers.

    Curves come back as the rows of a sketch too.
    """
    failing = [verdict.check for verdict in result.checks if verdict.status == "failing"]
    with desk.lesson(task.lesson) as practice, practice.anew() as run:
        drawn = (_answer_drawn(run, task, check) for check in failing)
        found = next((one for one in drawn if one is not None), None)
    if found is None:
        return None
    figure, theirs, expected = found
    _save(figure, path)
    return [*sketch(theirs, expected), ""]


def _save(figure: Any, path: Path) -> None:
    image = io.BytesIO()
    figure.savefig(image, format="png")
    write(path, image.getvalue())


def _answer_drawn(run: LessonRun, task: Task, check: str) -> tuple[Any, Curves, Curves] | None:
    """The figure of a check that was refused, and the curves in it, theirs and the expected."""
    from graders.grading.memory import asked
    from graders.grading.overlay import overlay
    from graders.grading.pictures import first_picture
    from graders.grading.sweeps import curves, drawn, joined
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
        picture = first_picture([trial])
        return overlay(seen.value, lambda: ours(*arguments))[0], *(
            differing(picture) if picture else ((), ())
        )
    both = curves(trial)
    if both is None:
        return None
    return drawn(both, f"{task.name}({', '.join(trial.parameters)})"), *joined(both)


def plot_lesson(folder: StudentFolder, desk: Desk, lesson: Lesson) -> str:
    """The lesson's picture with the student's functions over the same with ours."""
    from graders.feedback.pictures import lesson_drawn
    from graders.grading.overlay import overlay

    path = folder.home / f"{lesson.name}.png"
    with desk.lesson(lesson.name) as practice, practice.anew() as run:
        theirs = _drawn(run, lesson, Material(folder.course, lesson))
        if isinstance(theirs, str):
            return theirs + _idea(lesson, path)
        figure, apart = overlay(theirs, run.book.reference.picture)
    _save(figure, path)
    return lesson_drawn(path, apart)


def _idea(lesson: Lesson, path: Path) -> str:
    """Draw what the lesson is about, while there is nothing of the student's to draw."""
    from graders.feedback.pictures import idea_drawn
    from graders.ideas import IDEAS

    if lesson.name not in IDEAS:
        return ""
    _save(IDEAS[lesson.name](), path)
    return idea_drawn(path)


def _drawn(run: LessonRun, lesson: Lesson, material: Material) -> Figure | str:
    """What the course's picture is with the functions in the student's process, as data; or why not."""
    from graders.feedback.pictures import FILE_STOPS, NOTHING_DRAWN, TOO_SLOW, not_drawn
    from graders.grading.budget import Budget
    from graders.grading.happenings import Hindrance
    from graders.sandbox.outside.subjects import Lost
    from graders.values.figures import is_whole
    from graders.values.types import Figure

    text = dict(material.pieces).get(PICTURE, "")
    worker = run.code.subject(lesson.tasks[-1], Budget(run.budget.allowed))
    if isinstance(worker, Hindrance):
        return FILE_STOPS
    try:
        outcome = worker.run(lesson.tasks[-1].name, [(text, False), (f"{PICTURE}()", True)])
    except Lost:
        return TOO_SLOW
    match outcome.value:
        case [{0: Figure() as found}, _] if is_whole(found):
            return found
    if outcome.raised is None:
        return NOTHING_DRAWN
    return not_drawn(outcome.raised, [task.name for task in lesson.tasks])
