"""The names of checks as they are read without running a lesson are those that are asked."""

import pytest

from graders.course.index import own_course
from graders.grading.answer_key import Book
from graders.grading.memory import check_names
from graders.grading.seeds import PUBLIC_SEED

COURSE = own_course()


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.name)
def test_the_names_that_are_read_are_those_that_are_asked(lesson):
    asked = Book(lesson, PUBLIC_SEED).checks
    assert check_names(COURSE, lesson) == {task.name: list(asked[task.name].checks) for task in lesson.tasks}
