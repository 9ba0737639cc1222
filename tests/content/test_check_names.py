"""The names of checks as they are read without running a lesson are those that it declares."""

from importlib import import_module

import pytest

from graders.course.index import own_course
from graders.grading.checks import tasks_of
from graders.grading.memory import check_names

COURSE = own_course()


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.name)
def test_the_names_that_are_read_are_those_that_are_declared(lesson):
    declared = tasks_of(import_module(f"graders.lessons.{lesson.name}"))
    assert check_names(COURSE, lesson) == {
        task.name: list(declared[task.name].checks) for task in lesson.tasks
    }
