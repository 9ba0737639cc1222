"""What `gradlings check` says of a lesson, it says of no lesson of the course."""

from functools import cache
from pathlib import Path

import pytest

from graders.authors import checking, paper, trials
from graders.authors.content import Content
from graders.course.index import Course

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
TASKS = [task.name for task in COURSE.tasks]
LESSONS = [lesson.name for lesson in COURSE.lessons]
SLOW = {"train_mlp__example_by_example"}  # some seconds a seed


@cache
def content(lesson):
    return Content(COURSE, COURSE.lesson(lesson))


def content_of(task):
    return content(COURSE.task(task).lesson)


def solutions():
    return [(task, name) for task in TASKS for name in content_of(task).solutions[task]]


def misconceptions():
    return [(task, name) for task in TASKS for name in content_of(task).checks[task].misconceptions]


def said(sentences):
    return "\n".join(sentences)


@pytest.mark.parametrize("fact", checking.ON_PAPER, ids=[fact.__name__ for fact in checking.ON_PAPER])
@pytest.mark.parametrize("lesson", LESSONS)
def test_its_files_are_as_they_must_be(lesson, fact):
    assert said(fact(content(lesson))) == ""


@pytest.mark.parametrize("name", TASKS)
def test_a_task_has_checks_misconceptions_and_three_hints(name):
    assert said(paper.task_is_whole(content_of(name), name)) == ""


@pytest.mark.parametrize("name", TASKS)
def test_the_reference_is_done(name):
    assert (
        said(trials.reference_is_done(content_of(name), name, trials.SEEDS[: checking.REFERENCE // 2])) == ""
    )


@pytest.mark.nightly
@pytest.mark.parametrize("name", TASKS)
def test_the_reference_is_done_at_every_seed(name):
    assert said(trials.reference_is_done(content_of(name), name, trials.SEEDS)) == ""


@pytest.mark.parametrize(("name", "solution"), solutions())
def test_a_solution_that_looks_different_is_done(name, solution):
    seeds = trials.SEEDS[:1] if solution in SLOW else trials.SEEDS[: checking.SOLUTIONS // 2]
    assert said(trials.solution_is_done(content_of(name), name, solution, seeds)) == ""


@pytest.mark.nightly
@pytest.mark.parametrize(("name", "solution"), solutions())
def test_a_solution_that_looks_different_is_done_at_every_seed(name, solution):
    seeds = trials.SEEDS[:10] if solution in SLOW else trials.SEEDS
    assert said(trials.solution_is_done(content_of(name), name, solution, seeds)) == ""


@pytest.mark.parametrize(("name", "misconception"), misconceptions())
def test_a_misconception_fails_and_is_named_by_its_own_sentence(name, misconception):
    assert said(trials.misconception_is_named(content_of(name), name, misconception, trials.SEEDS[:2])) == ""


@pytest.mark.nightly
@pytest.mark.parametrize(("name", "misconception"), misconceptions())
def test_a_misconception_is_named_at_every_seed(name, misconception):
    assert said(trials.misconception_is_named(content_of(name), name, misconception, trials.SEEDS)) == ""


@pytest.mark.nightly
@pytest.mark.parametrize(("name", "misconception"), misconceptions())
def test_a_misconception_answers_before_long(name, misconception):
    assert said(trials.misconception_is_quick(content_of(name), name, misconception)) == ""


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("odd", trials.ODD)
def test_an_odd_answer_gets_a_sentence(name, odd):
    assert said(trials.odd_answer_gets_a_sentence(content_of(name), name, odd)) == ""


@pytest.mark.parametrize("name", TASKS)
def test_an_exception_gets_a_sentence(name):
    assert said(trials.exception_gets_a_sentence(content_of(name), name)) == ""


@pytest.mark.parametrize("name", TASKS)
def test_an_untouched_stub_is_still_to_do(name):
    assert said(trials.stub_is_still_to_do(content_of(name), name)) == ""


@pytest.mark.parametrize("name", TASKS)
def test_the_answer_to_an_example_is_no_answer_to_all(name):
    assert said(trials.answer_by_heart_fails(content_of(name), name)) == ""
