"""The student's page at the end of a run: what is done, what is next, and the one thing that is wrong."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graders.course.index import Course, Lesson, Task

WIDTH = 80
MARKS = {"done": "✓", "todo": "·", "unavailable": "u", "undecided": "?"}
WRONG = "✗"
QUIET = ("done", "todo", "unavailable")
PRINTED_SHOWN = 400


def page(course: Course, results: Mapping[str, Mapping[str, Any]], folder: Path) -> Iterator[str]:
    """The lines of the page; `results` has for each task that ran its status, feedback, line and output."""
    tasks = [task for lesson in course.lessons for task in lesson.tasks if task.name in results]
    wrong = [task for task in tasks if results[task.name]["status"] not in QUIET]
    if wrong:
        yield from explanation(course, wrong[0], results[wrong[0].name], folder)
    yield _rule(course.title)
    yield ""
    width = max(len(lesson.title) for lesson in course.lessons)
    for lesson in course.lessons:
        if any(task.name in results for task in lesson.tasks):
            yield f"  {lesson.number:>2}  {lesson.title:<{width}}   {_marks(lesson, results)}"
    yield ""
    done = sum(results[task.name]["status"] == "done" for task in tasks)
    points = sum(results[task.name]["points"] for task in tasks)
    yield f"  {done} of {len(tasks)} tasks done, {points:g} of {sum(task.points for task in tasks):g} points."
    if any(results[task.name]["practice"] for task in tasks):
        yield "  A practice score: your code is not fully confined on this computer while it is graded."
    if len(wrong) > 1:
        yield f"  Explained above: {wrong[0].name}. Also not right yet: {_listed(wrong[1:])}."
    todo = next((task for task in tasks if results[task.name]["status"] == "todo"), None)
    following = wrong[0] if wrong else todo
    if following is not None:
        yield f"  Next: {following.name}, {place(following, results, folder)}"
    yield ""


def explanation(course: Course, task: Task, result: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """One task that is not right, in full."""
    yield _rule(f"{task.lesson}: {task.name}")
    yield ""
    for line in str(result["feedback"]).splitlines():
        yield f"  {line}".rstrip()
    if result["printed"]:
        yield ""
        yield "  It printed:"
        for line in str(result["printed"])[:PRINTED_SHOWN].splitlines()[:6]:
            yield f"    | {line}"
    yield ""
    at = place(task, {task.name: result}, folder)
    yield f"  {at}      stuck?  pytest --hint {task.name}"
    yield ""


def place(task: Task, results: Mapping[str, Mapping[str, Any]], folder: Path) -> str:
    """Where a task stands in the student's folder."""
    file = folder / f"{task.lesson}.py"
    line = results[task.name]["line"] or _line_in(file, task.name)
    return f"{folder.name}/{file.name}" + (f":{line}" if line else "")


def _line_in(file: Path, name: str) -> int | None:
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None
    return next(
        (node.lineno for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name), None
    )


def _marks(lesson: Lesson, results: Mapping[str, Mapping[str, Any]]) -> str:
    return "".join(
        MARKS.get(results[task.name]["status"], WRONG) if task.name in results else " "
        for task in lesson.tasks
    )


def _rule(title: str) -> str:
    return f" {title} ".center(WIDTH, "-")


def _listed(tasks: list[Task]) -> str:
    names = [task.name for task in tasks]
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
