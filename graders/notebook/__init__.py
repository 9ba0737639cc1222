"""Lessons as notebooks: what their cells call, how they are built, how nbgrader grades them confined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["grade", "hint", "idea", "predict", "show"]


def grade(task: str, names: Mapping[str, Any]) -> float:
    """Print what a task's checks say of the function in `names`, and return its points.

    nbgrader reads the points from the cell's output. It takes everything on stderr for a failure and all but
    a plain float for full points, so nothing else leaves this function.
    """
    from graders.notebook.cell import graded

    page, points = graded(task, names)
    print(page)
    return points


def hint(task: str) -> None:
    """Print a hint for a task: a question, the next time the idea, then the formula."""
    from pathlib import Path

    from graders.course.hints import next_hint
    from graders.course.index import CourseError, own_course
    from graders.course.student_folder import find_folder

    folder = find_folder(Path.cwd())
    try:
        print(next_hint(own_course(), task, None if folder is None else folder.home))
    except CourseError as error:
        print(error)


def idea(lesson: str) -> None:
    """Show the picture of what a lesson is about below the cell."""
    from graders.ideas import IDEAS
    from graders.notebook.cell import displayed

    displayed(IDEAS[lesson])


def predict(lesson: str, choice: str = "") -> None:
    """Print what is to be predicted before a lesson's first task; of a choice what there is to say of it."""
    from graders.course.index import CourseError, own_course
    from graders.course.predictions import predicted

    try:
        print(predicted(own_course(), lesson, choice))
    except CourseError as error:
        print(error)


def show(draw: Callable[[], Any]) -> None:
    """Show the figure that `draw` returns below the cell, or say what it still lacks."""
    from graders.notebook.cell import displayed

    displayed(draw)
