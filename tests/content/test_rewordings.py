"""A misconception that is written in other words is named as well."""

import pytest

from graders.authors.content import Content
from tests.content.adversaries.forms import COURSE
from tests.content.rewordings import FORMS, reworded

LESSONS = [lesson.name for lesson in COURSE.lessons]


def shares(lesson, form, tasks):
    """The misconceptions that are named, and all."""
    content = Content(COURSE, COURSE.lesson(lesson))
    deeds = reworded(lesson, form)
    every = [(task, name) for task in tasks for name in deeds[task].misconceptions]
    named = [
        (task, name)
        for task, name in every
        if name == misconception(content, task, deeds[task].misconceptions[name])
    ]
    return named, every


def misconception(content, task, deed):
    return content.graded(task, {**vars(content.reference), task: deed}, "seed 0").misconception


@pytest.mark.parametrize("form", FORMS)
def test_those_of_a_task_with_random_numbers_are_named(form):
    named, every = shares("regression", form, ["initialize_parameters"])
    assert len(named) >= 0.9 * len(every)


@pytest.mark.nightly
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lesson", LESSONS)
def test_those_of_a_lesson_are_named(lesson, form):
    named, every = shares(lesson, form, [task.name for task in COURSE.lesson(lesson).tasks])
    print(sorted(set(every) - set(named)))
    assert len(named) >= 0.95 * len(every)
