"""What is graded of a class and a course: `--shard`, `--lesson`, `--task`, `--individual`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from graders.course.index import Course, Lesson

if TYPE_CHECKING:
    from graders.classroom.shards import Shard


def shard(_: click.Context, __: click.Parameter, asked: str) -> Shard:
    """Which part of the submissions is graded."""
    from graders.classroom.shards import Shard

    try:
        return Shard.read(asked)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def special(
    lessons: Sequence[Lesson], wanted: Mapping[str, tuple[str, ...]], individual: bool
) -> dict[str, Any]:
    """What a grader is told only where it was asked for."""
    tasks = [name for lesson in lessons for name in _asked_of(lesson, wanted)]
    return ({"tasks": tasks} if wanted else {}) | ({"individual": True} if individual else {})


def chosen_tasks(course: Course, lessons: Sequence[str], tasks: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The tasks that were asked for of lessons that were not asked for as a whole."""
    found: dict[str, tuple[str, ...]] = {}
    for name in tasks:
        lesson = course.lesson_of(name)
        if lesson.name not in lessons:
            found[lesson.name] = (*found.get(lesson.name, ()), name)
    order = [task.name for task in course.tasks]
    return {lesson: tuple(sorted(set(names), key=order.index)) for lesson, names in found.items()}


def _asked_of(lesson: Lesson, wanted: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The tasks to grade of a lesson."""
    return wanted.get(lesson.name) or tuple(task.name for task in lesson.tasks)
