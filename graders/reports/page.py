"""The student's page at the end of a run: what is done, what is next, and the one thing that is wrong."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from graders.course.index import Course, Lesson, Task
from graders.grading.results import Result, Status

WIDTH = 80
PRINTED_SHOWN = 400


def page(
    course: Course, results: Mapping[str, Result], folder: Path, *, practice: bool = False
) -> Iterator[str]:
    """The lines of the page on the tasks that ran; `practice` where the code was not fully confined."""
    tasks = [task for task in course.tasks if task.name in results]
    wrong = [task for task in tasks if results[task.name].status.rank]
    if wrong:
        yield from explanation(course, wrong[0], results[wrong[0].name], folder)
    yield _rule(course.title)
    yield ""
    width = max(len(lesson.title) for lesson in course.lessons)
    for lesson in course.lessons:
        if any(task.name in results for task in lesson.tasks):
            yield f"  {lesson.number:>2}  {lesson.title:<{width}}   {_marks(lesson, results)}"
    yield ""
    done = sum(results[task.name].status is Status.DONE for task in tasks)
    points = sum(results[task.name].points for task in tasks)
    yield f"  {done} of {len(tasks)} tasks done, {points:g} of {sum(task.points for task in tasks):g} points."
    if practice:
        yield "  A practice score: your code is not fully confined on this computer while it is graded."
    if len(wrong) > 1:
        yield f"  Explained above: {wrong[0].name}. Also not right yet: {_listed(wrong[1:])}."
    todo = next((task for task in tasks if results[task.name].status is Status.TODO), None)
    following = wrong[0] if wrong else todo
    if following is not None:
        yield f"  Next: {following.name}, {place(following, results[following.name], folder)}"
    yield ""


def explanation(course: Course, task: Task, result: Result, folder: Path) -> Iterator[str]:
    """One task that is not right, in full."""
    yield _rule(f"{task.lesson}: {task.name}")
    yield ""
    for line in result.feedback.splitlines():
        yield f"  {line}".rstrip()
    if result.printed:
        yield ""
        yield "  It printed:"
        for line in result.printed[:PRINTED_SHOWN].splitlines()[:6]:
            yield f"    | {line}"
    yield ""
    at = place(task, result, folder)
    yield f"  {at}      stuck?  pytest --hint {task.name}"
    yield ""


def place(task: Task, result: Result, folder: Path) -> str:
    """Where a task stands in the student's folder."""
    file = folder / f"{task.lesson}.py"
    line = result.line or _line_in(file, task.name)
    return f"{folder.name}/{file.name}" + (f":{line}" if line else "")


def _line_in(file: Path, name: str) -> int | None:
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None
    return next(
        (node.lineno for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name), None
    )


def _marks(lesson: Lesson, results: Mapping[str, Result]) -> str:
    return "".join(results[task.name].status.mark if task.name in results else " " for task in lesson.tasks)


def _rule(title: str) -> str:
    return f" {title} ".center(WIDTH, "-")


def _listed(tasks: list[Task]) -> str:
    names = [task.name for task in tasks]
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
