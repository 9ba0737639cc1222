"""Right solutions of every kind pass, through the worker too; answers learnt by heart do not."""

import ast
import doctest
import importlib
import inspect
import re
from collections import Counter
from itertools import zip_longest
from pathlib import Path

import pytest

from graders.course.index import Course
from graders.course.submission import Source, Submission
from graders.feedback.happenings import tell
from graders.grading.engine import Grader, grade_here

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
TASKS = [task.name for task in COURSE.tasks]
LESSONS = [lesson.name for lesson in COURSE.lessons]


def text(folder, lesson):
    return (ROOT / folder / f"{lesson}.py").read_text(encoding="utf-8")


def solutions(lesson):
    """The names `<task>__<how>` that a file of tests/solutions defines, task by task."""
    found = {task.name: [] for task in COURSE.lesson(lesson).tasks}
    for node in ast.parse(text("tests/solutions", lesson)).body:
        targets = node.targets if isinstance(node, ast.Assign) else [node]
        for name in (getattr(target, "name", getattr(target, "id", "")) for target in targets):
            if name.partition("__")[0] in found:
                found[name.partition("__")[0]].append(name)
    return found


def submissions(lesson):
    """Files in which every task has its first right solution, its second one, and so on."""
    own = re.sub(r"(?m)^ *from reference\..*\n", "", text("tests/solutions", lesson))
    for chosen in zip_longest(*solutions(lesson).values()):
        lines = [f"{name.partition('__')[0]} = {name}" for name in chosen if name]
        yield text("reference", lesson) + own + "\n\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_task_has_three_right_solutions_or_more_that_look_different(lesson):
    counted = Counter({task: len(names) for task, names in solutions(lesson).items()})
    assert {task: n for task, n in counted.items() if n < 3} == {}


@pytest.mark.nightly
@pytest.mark.parametrize("lesson", LESSONS)
def test_right_solutions_are_done_in_the_worker_too(lesson):
    with Grader(COURSE, tell=tell, seed="nightly", lessons=[lesson]) as grader:
        for number, code in enumerate(submissions(lesson)):
            source = Source(lesson, f"{lesson}.py", code)
            (graded,) = grader.grade(Submission(f"student {number}", {lesson: source})).lessons
            assert {task.task: task.feedback for task in graded.tasks if task.status != "done"} == {}


def examples(name):
    """What the reference returns in the examples of a task's statement."""
    module = importlib.import_module(f"reference.{COURSE.task(name).lesson}")
    task, found = getattr(module, name), []

    def noting(*args, **options):
        found.append(task(*args, **options))
        return found[-1]

    names = {**vars(module), name: noting}
    for example in doctest.DocTestParser().get_examples(task.__doc__):
        exec(example.source, names)
    return found


ASKED_WITHOUT_ARGUMENTS = [
    task.name
    for task in COURSE.tasks
    if not inspect.signature(
        getattr(importlib.import_module(f"reference.{task.lesson}"), task.name)
    ).parameters
]


def test_few_tasks_have_one_answer():
    assert set(ASKED_WITHOUT_ARGUMENTS) == {
        "derivative_cubic", "log_extrema", "choose_method", "which_is_jacobian", "same_line_reason",
    }  # fmt: skip


@pytest.mark.parametrize("name", [name for name in TASKS if name not in ASKED_WITHOUT_ARGUMENTS])
def test_the_answer_to_an_example_is_no_answer_to_all(name):
    module = importlib.import_module(f"reference.{COURSE.task(name).lesson}")
    answers = examples(name)
    assert answers
    for learnt in answers:

        def by_heart(*_, learnt=learnt):
            return learnt

        for seed in (None, 1):
            result = grade_here(COURSE, name, {**vars(module), name: by_heart}, seed, tell=tell)
            assert result.status == "failing" and result.points == 0, result
            assert result.feedback.strip()
