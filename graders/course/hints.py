"""Hints: three rungs for every task, kept in graders/lessons/<lesson>.md."""

from __future__ import annotations

from pathlib import Path

from graders.course.cache import Cache
from graders.course.index import Course, CourseError, Lesson, named
from graders.course.material import Material

RUNGS = ("a question", "the idea", "the formula")
REACHED = "hints"
ASK = "Name a task, as in `--hint {}`; each time you ask, the hint says more."


def next_hint(course: Course, asked: str, home: Path | None, again: str = "") -> str:
    """The rung that is asked for, or else the one above those that were shown already in the folder `home`.

    Of a lesson it lists the tasks. `again` is what to do for more, unless that is the command.
    """
    name, _, number = asked.partition(":")
    found = named(course, name)
    if isinstance(found, Lesson):
        return _tasks(found)
    cache = None if home is None else Cache(home)
    reached = {} if cache is None else cache.read(REACHED)
    last = reached.get(found.name, 0)
    rungs = _rungs(course, found.name)
    if not number:
        number = str(min((last if isinstance(last, int) else 0) + 1, len(rungs)))
    text = hint(course, f"{found.name}:{number}", again)
    if cache is not None:
        cache.write(REACHED, {**reached, found.name: int(number)})
    return text


def hint(course: Course, asked: str, again: str = "") -> str:
    """One rung of a task's hints; `asked` is `task`, for the first rung, or `task:2` and `task:3`."""
    name, _, number = asked.partition(":")
    rungs = _rungs(course, name)
    if number not in ("", *(str(n) for n in range(1, len(rungs) + 1))):
        raise CourseError(f"`{name}` has {len(rungs)} hints: ask for {name}:1 to {name}:{len(rungs)}.")
    rung = int(number or 1)
    way = again or f"gradlings hint {name} --rung {rung + 1}"
    more = f"\n\nMore: {way} ({RUNGS[rung]})" if rung < len(rungs) else ""
    return f"{name}, hint {rung} of {len(rungs)} ({RUNGS[rung - 1]})\n\n{rungs[rung - 1]}{more}"


def _rungs(course: Course, name: str) -> list[str]:
    task = course.task(name)
    rungs = Material(course, course.lesson(task.lesson)).hints.get(task.name)
    if not rungs:
        raise CourseError(f"`{name}` has no hints yet: write them in graders/lessons/{task.lesson}.md.")
    return rungs


def _tasks(lesson: Lesson) -> str:
    names = "\n".join(f"  {task.name}" for task in lesson.tasks)
    return f"`{lesson.name}` is a lesson; there are hints for each of its tasks:\n\n{names}"
