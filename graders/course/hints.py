"""Hints: three rungs for every task, kept in graders/lessons/<lesson>.md."""

from __future__ import annotations

from graders.course.index import Course, CourseError
from graders.course.material import Material

RUNGS = ("a question", "the idea", "the formula")


def hint(course: Course, asked: str) -> str:
    """One rung of a task's hints; `asked` is `task`, for the first rung, or `task:2` and `task:3`."""
    name, _, number = asked.partition(":")
    task = course.task(name)
    rungs = Material(course, course.lesson(task.lesson)).hints.get(task.name)
    if not rungs:
        raise CourseError(f"`{name}` has no hints yet: write them in graders/lessons/{task.lesson}.md.")
    if number not in ("", *(str(n) for n in range(1, len(rungs) + 1))):
        raise CourseError(f"`{name}` has {len(rungs)} hints: ask for {name}:1 to {name}:{len(rungs)}.")
    rung = int(number or 1)
    more = f"\n\nNext hint: {name}:{rung + 1}" if rung < len(rungs) else ""
    return f"{name}, hint {rung} of {len(rungs)} ({RUNGS[rung - 1]})\n\n{rungs[rung - 1]}{more}"
