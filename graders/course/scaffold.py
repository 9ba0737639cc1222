"""The first files of a new lesson: one task that works, to be replaced by the author's own."""

from __future__ import annotations

import keyword
import re
import sys
from pathlib import Path

from graders.course.index import INDEX, Course, CourseError
from graders.course.made import write
from graders.course.store import is_sealed
from graders.course.syncing import sync

TABLE = """
[lessons.{name}]
title = "{title}"
minutes = 5
libraries = ["matplotlib"]

[lessons.{name}.tasks]
{task} = {{ points = 2, tier = "core" }}
"""

REFERENCE = '''"""# {title}

What this lesson teaches, in one sentence. Then why it matters to machine learning.

## The idea

The mathematics, with its formulas.

## A worked example

Numbers that a reader can follow with a pencil.

## Shapes

x is a number. Arguments stay as they are: a task that has to change an array changes a copy of it.
"""


def {task}(x: float) -> float:
    """Return the value of the formula below.

        2·x

    Args:
        x: a number.

    Returns:
        Twice the number.

    >>> float({task}(1.5))
    3.0
    """
    return 2 * x


def picture():
    """Draw the lesson's picture."""
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.subplots()
    axes.plot([0, 1], [{task}(0), {task}(1)])
    return figure
'''

CHECKS = '''"""Checks and misconceptions of the lesson {title}."""

from graders.authoring import Trial, task

{task} = task("{task}")


@{task}.check
def it_is_twice_the_number(trial: Trial) -> None:
    """It is twice the number."""
    for _ in range(3):
        trial.expect(trial.uniform(1, 5))


@{task}.misconception
def squared_the_number(x):
    """This is the square of the number; twice the number is x + x."""
    return x**2
'''

HINTS = """# Hints: {title}

## {task}
1. What is added to a number to have it twice?
2. Twice a number is the number and itself once more.
3. 2·x
"""

FILES = {
    "reference/{name}.py": REFERENCE,
    "graders/lessons/{name}.py": CHECKS,
    "graders/lessons/{name}.md": HINTS,
}


def new_lesson(course: Course, name: str, after: str) -> list[Path]:
    """Write the files of a lesson and its table in course.toml; the paths that were written."""
    if not name.isidentifier() or keyword.iskeyword(name) or name != name.lower():
        raise CourseError(
            f"`{name}` cannot name a lesson; take a word in small letters, such as `integration`."
        )
    if is_sealed(course.root):
        raise CourseError("A lesson is written in a clone of the repository, and this course is installed.")
    if name in sys.stdlib_module_names:
        raise CourseError(f"`{name}` is a module of Python, which {name}.py would hide; take another word.")
    if any(lesson.name == name for lesson in course.lessons):
        raise CourseError(f"There is a lesson `{name}` already.")
    words = {"name": name, "title": name.replace("_", " ").capitalize(), "task": f"first_of_{name}"}
    paths = {course.root / path.format(**words): text.format(**words) for path, text in FILES.items()}
    for path in paths:
        if path.exists():
            raise CourseError(f"{path.relative_to(course.root)} exists already; move it away.")
    index = course.root / INDEX
    listed = _inserted(index.read_text(encoding="utf-8"), course.lesson(after).name, TABLE.format(**words))
    for path, text in {**paths, index: listed}.items():
        write(path, text)
    synced = sync(Course.load(course.root), course.root / "exercises")
    return [*paths, index, *synced.written]


def _inserted(index: str, after: str, table: str) -> str:
    """course.toml with one more table, behind those of the lesson `after`."""
    tables = re.split(r"(?m)^(?=\[)", index)
    last = max(
        i for i, text in enumerate(tables) if text.startswith((f"[lessons.{after}]", f"[lessons.{after}."))
    )
    tables[last] = tables[last].rstrip("\n") + "\n" + table
    return "".join(tables[: last + 1]) + ("\n" if tables[last + 1 :] else "") + "".join(tables[last + 1 :])
