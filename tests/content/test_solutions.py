"""Right solutions of every kind pass through the worker too, and few tasks have one answer."""

import ast
import importlib
import inspect
import re
from itertools import zip_longest
from pathlib import Path

import pytest

from graders.course.index import Course
from graders.course.submission import Source, Submission
from graders.feedback.happenings import tell
from graders.grading.engine import Grader

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
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


@pytest.mark.nightly
@pytest.mark.parametrize("lesson", LESSONS)
def test_right_solutions_are_done_in_the_worker_too(lesson):
    with Grader(COURSE, tell=tell, seed="nightly", lessons=[lesson]) as grader:
        for number, code in enumerate(submissions(lesson)):
            source = Source(lesson, f"{lesson}.py", code)
            (graded,) = grader.grade(Submission(f"student {number}", {lesson: source})).lessons
            assert {task.task: task.feedback for task in graded.tasks if task.status != "done"} == {}


ASKED_WITHOUT_ARGUMENTS = [
    task.name
    for task in COURSE.tasks
    if not inspect.signature(
        getattr(importlib.import_module(f"reference.{task.lesson}"), task.name)
    ).parameters
]


def test_few_tasks_have_one_answer():
    assert len(ASKED_WITHOUT_ARGUMENTS) <= len(list(COURSE.tasks)) // 10
