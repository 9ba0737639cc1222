"""What must hold of every lesson, whatever it teaches."""

import doctest
import importlib
import inspect
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from graders.course.hints import hints
from graders.course.index import Course
from graders.course.stubs import stub
from graders.grading.answer_key import Book
from graders.grading.checks import sentence_of, tasks_of
from graders.grading.task_run import run_task
from graders.sandbox.outside.subjects import Local

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
TASKS = [task.name for lesson in COURSE.lessons for task in lesson.tasks]
LESSONS = [lesson.name for lesson in COURSE.lessons]
SEEDS = [f"seed {number}" for number in range(100)]
SLOW = {"train_mlp__example_by_example"}  # some seconds a seed
ODD = {
    "nothing": None,
    "a list": [1.0, 2.0],
    "an empty list": [],
    "a column": np.ones((3, 1)),
    "an integer": 7,
    "a NaN": float("nan"),
    "an array of NaN": np.full(3, np.nan),
    "a string": "done",
    "a dict": {"W": 1},
    "an object": object(),
    "a function": len,
}


@cache
def book(lesson, seed):
    return Book(COURSE.lesson(lesson), seed)


def graded(name, names, seed):
    """The result of a task for the functions in `names`, at one seed."""
    task = COURSE.task(name)
    return run_task(book(task.lesson, seed), task, Local(names, inspect.getsourcefile(names[name]) or ""))


def reference(name):
    return vars(importlib.import_module(f"reference.{COURSE.task(name).lesson}"))


def misconceptions():
    for lesson in LESSONS:
        for task in tasks_of(importlib.import_module(f"graders.lessons.{lesson}")).values():
            for name, function in task.misconceptions.items():
                yield pytest.param(task.name, function, id=f"{task.name}-{name}")


def solutions():
    """Right solutions that look different: functions `<task>__<how>` in tests/solutions/<lesson>.py."""
    for lesson in LESSONS:
        if (ROOT / "tests" / "solutions" / f"{lesson}.py").exists():
            module = importlib.import_module(f"tests.solutions.{lesson}")
            for name, function in vars(module).items():
                if "__" in name.strip("_") and callable(function):
                    yield pytest.param(name.split("__")[0], function, id=name)


def check_done(name, names, seeds):
    for seed in seeds:
        result = graded(name, names, seed)
        assert result.status == "done", f"{seed}: {result.feedback}"
        assert result.points == result.max_points == COURSE.task(name).points


def check_named(name, misconception, seeds):
    for seed in seeds:
        result = graded(name, {**reference(name), name: misconception}, seed)
        assert result.status in ("failing", "error"), f"{seed}: {result}"
        assert result.points == 0
        assert result.misconception == misconception.__name__, (
            f"{seed}: {result.misconception}: {result.feedback}"
        )
        assert sentence_of(misconception) in result.feedback


@pytest.mark.parametrize("name", TASKS)
def test_the_reference_is_done(name):
    check_done(name, reference(name), SEEDS[:20])


@pytest.mark.nightly
@pytest.mark.parametrize("name", TASKS)
def test_the_reference_is_done_at_every_seed(name):
    check_done(name, reference(name), SEEDS)


@pytest.mark.parametrize(("name", "solution"), list(solutions()))
def test_a_solution_that_looks_different_is_done(name, solution):
    seeds = SEEDS[:1] if solution.__name__ in SLOW else SEEDS[:5]
    check_done(name, {**reference(name), **vars(inspect.getmodule(solution)), name: solution}, seeds)


@pytest.mark.nightly
@pytest.mark.parametrize(("name", "solution"), list(solutions()))
def test_a_solution_that_looks_different_is_done_at_every_seed(name, solution):
    seeds = SEEDS[:10] if solution.__name__ in SLOW else SEEDS
    check_done(name, {**reference(name), **vars(inspect.getmodule(solution)), name: solution}, seeds)


@pytest.mark.parametrize(("name", "misconception"), list(misconceptions()))
def test_a_misconception_fails_and_is_named_by_its_own_sentence(name, misconception):
    check_named(name, misconception, SEEDS[:3])


@pytest.mark.nightly
@pytest.mark.parametrize(("name", "misconception"), list(misconceptions()))
def test_a_misconception_is_named_at_every_seed(name, misconception):
    check_named(name, misconception, SEEDS)


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("answer", ODD.values(), ids=ODD.keys())
def test_an_odd_answer_gets_a_sentence(name, answer):
    def odd(*_):
        return answer

    result = graded(name, {name: odd}, SEEDS[0])
    assert result.status in ("failing", "undecided") and result.points == 0, result
    assert result.feedback.strip()


@pytest.mark.parametrize("name", TASKS)
def test_an_exception_gets_a_sentence(name):
    def broken(*_):
        raise ValueError("the shapes do not match")

    result = graded(name, {name: broken}, SEEDS[0])
    assert result.status == "error"
    assert "ValueError: the shapes do not match" in result.feedback


@pytest.mark.parametrize("name", TASKS)
def test_an_untouched_stub_is_still_to_do(name):
    lesson = COURSE.lesson_of(name)
    text = (ROOT / "reference" / f"{lesson.name}.py").read_text(encoding="utf-8")
    names = {}
    exec(compile(stub(text, [task.name for task in lesson.tasks]), "stub.py", "exec"), names)
    result = run_task(book(lesson.name, SEEDS[0]), COURSE.task(name), Local(names, "stub.py"))
    assert (result.status, result.points) == ("todo", 0)


@pytest.mark.parametrize("name", TASKS)
def test_a_task_has_checks_misconceptions_and_three_hints(name):
    lesson = COURSE.lesson_of(name)
    task = tasks_of(importlib.import_module(f"graders.lessons.{lesson.name}"))[name]
    assert task.checks and task.misconceptions
    for function in (*task.checks.values(), *task.misconceptions.values()):
        assert sentence_of(function).endswith((".", ")", "?")), function.__name__
    rungs = hints(lesson.name)[name]
    assert len(rungs) == 3 and all(rungs)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_declares_just_the_tasks_of_the_course(lesson):
    declared = tasks_of(importlib.import_module(f"graders.lessons.{lesson}"))
    assert list(declared) == [task.name for task in COURSE.lesson(lesson).tasks]


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_examples_in_the_docstrings_run(lesson):
    failed, tried = doctest.testmod(importlib.import_module(f"reference.{lesson}"))
    assert failed == 0
    assert tried >= len(COURSE.lesson(lesson).tasks)


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_picture_is_drawn(lesson):
    figure = importlib.import_module(f"reference.{lesson}").picture()
    assert figure.axes


def test_names_of_tasks_are_unique_in_the_course():
    assert len(set(TASKS)) == len(TASKS)
