"""One engine, four front ends: the same code at the same seed gets the same verdict, points and sentences."""

import linecache
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from graders import grade_task
from graders.course.index import Course
from graders.course.submission import Source
from graders.feedback.happenings import tell
from graders.grading.engine import Grader
from graders.submissions.intake import read_submissions

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
STUDENTS = ("anna", "ben", "dmitri", "elena", "farid", "liam", "pedro", "tara")
LESSON = COURSE.lesson("derivatives")


@pytest.fixture(scope="module")
def graded():
    """The results of `gradlings grade`, by student and task."""
    submissions = read_submissions([ROOT / "tests" / "sample_class"], COURSE)
    with Grader(COURSE, tell=tell, lessons=[LESSON.name]) as grader:
        results = {
            submission.name: (submission.sources.get(LESSON.name), grader.grade(submission))
            for submission in submissions
            if submission.name in STUDENTS
        }
    return {name: entry for name, entry in results.items() if entry[0] is not None}


@pytest.fixture(scope="module")
def grader():
    with Grader(COURSE, tell=tell) as grader:
        yield grader


def told(result):
    """What a person learns from a result."""
    verdicts = [(verdict.check, verdict.status, verdict.message) for verdict in result.checks]
    return result.status, result.points, result.misconception, result.feedback, verdicts


def test_code_in_this_process_gets_what_a_submission_gets(graded):
    compared = 0
    for source, submission in graded.values():
        names = {"__name__": LESSON.name}
        linecache.cache[source.file] = (0, None, source.text.splitlines(keepends=True), source.file)
        exec(compile(source.text, source.file, "exec"), names)
        for result in submission.lessons[0].tasks:
            assert told(grade_task(result.task, names)) == told(result)
            compared += 1
    assert compared >= 30


UNLIKE = {
    "nothing": "",
    "a stub": "def power_rule(coeffs):\n    '''The slope.'''\n    raise NotImplementedError\n",
    "a stub, and below it an answer": "def power_rule(coeffs):\n    ...\npower_rule = lambda coeffs: [0]\n",
    "None": "power_rule = None\n",
    "no function": "power_rule = [1, 2]\n",
    "a name that a loop binds": "for power_rule in (abs, len):\n    pass\n",
    "a function that calls a stub": "def other():\n    raise NotImplementedError\n"
                                    "def power_rule(coeffs):\n    return other()\n",
}  # fmt: skip


@pytest.mark.parametrize("text", UNLIKE.values(), ids=UNLIKE.keys())
def test_whether_a_task_is_still_to_do_is_decided_alike(grader, text, tmp_path):
    file = tmp_path / f"{LESSON.name}.py"
    source = Source(LESSON.name, str(file), text)
    linecache.cache[source.file] = (0, None, text.splitlines(keepends=True), source.file)
    names = {"__name__": LESSON.name}
    exec(compile(text, source.file, "exec"), names)
    with grader.run(LESSON, source) as run:
        result = run.result(COURSE.task("power_rule"))
    assert told(grade_task("power_rule", names)) == told(result)


def test_pytest_says_what_a_submission_is_told(graded, tmp_path):
    source, submission = graded["elena"]
    for name in ("graders", "reference"):
        (tmp_path / name).symlink_to(ROOT / name)
    for name in ("course.toml", "pyproject.toml"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / f"{LESSON.name}.py").write_text(source.text)
    command = [sys.executable, "-m", "pytest", "-v", f"exercises/{LESSON.name}.py"]
    out = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    words = " ".join(out.split())
    for result in submission.lessons[0].tasks:
        assert " ".join(result.feedback.split()) in words
        for verdict in result.checks:
            outcome = {"done": "PASSED", "todo": "TODO"}.get(verdict.status, "FAILED")
            assert re.search(rf"::{result.task}::{verdict.check} {outcome}", out)


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.name)
def test_the_reference_gets_all_points_in_a_worker_too(grader, lesson):
    text = (ROOT / "reference" / f"{lesson.name}.py").read_text(encoding="utf-8")
    result = grader.grade_lesson(lesson, Source(lesson.name, f"{lesson.name}.py", text))
    assert [task.feedback for task in result.tasks if task.status != "done"] == []
    assert result.score == result.max_score == lesson.points


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.name)
def test_the_exercises_are_all_to_do(grader, lesson):
    text = (ROOT / "exercises" / f"{lesson.name}.py").read_text(encoding="utf-8")
    result = grader.grade_lesson(lesson, Source(lesson.name, f"{lesson.name}.py", text))
    assert {task.status for task in result.tasks} == {"todo"}
    assert result.score == 0


def test_jax_computes_in_64_bits_in_a_students_own_process_too():
    pytest.importorskip("jax")
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import jax, jax.numpy as jnp\n"
        "def jax_derivative(f):\n"
        "    slopes = jax.vmap(jax.grad(f))\n"
        "    return lambda x: slopes(jnp.ravel(jnp.asarray(x, float))).reshape(jnp.shape(x))\n"
        "from graders import grade_task\n"
        "print(grade_task('jax_derivative', globals()).status)"
    )
    clean = {name: value for name, value in os.environ.items() if name != "JAX_ENABLE_X64"}
    words = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(words, env=clean, capture_output=True, text=True)
    assert done.stdout.strip() == "done", done.stderr
