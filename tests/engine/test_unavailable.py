"""Where a library is missing, the tasks that need it say how to install it; all else runs."""

import importlib.util
from pathlib import Path

import pytest

from graders import grade_task
from graders.course.index import Course
from graders.course.submission import Source
from graders.feedback.happenings import tell
from graders.grading.engine import Grader

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
LESSON = COURSE.lesson("differentiation")
TEXT = (ROOT / "reference" / "differentiation.py").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def without_jax(monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "jax" else find(name, *rest)
    )


def test_only_the_tasks_that_need_it_are_unavailable():
    with Grader(COURSE, tell=tell, many=False) as grader:
        results = grader.grade_lesson(LESSON, Source("differentiation", "differentiation.py", TEXT)).tasks
    assert {result.task for result in results if result.status == "unavailable"} == {"jax_derivative"}
    assert {result.status for result in results if result.task != "jax_derivative"} == {"done"}
    sentence = next(result.feedback for result in results if result.status == "unavailable")
    assert sentence == "`jax_derivative` needs jax, which is not installed: python -m pip install jax"


def test_a_notebook_is_told_the_same():
    result = grade_task("jax_derivative", {"jax_derivative": lambda f: f})
    assert (result.status, result.points) == ("unavailable", 0)
    assert "python -m pip install jax" in result.feedback
