"""What must not become a wrong grade: lost workers, dead zygotes, odd bindings, our own faults."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from graders.course.index import Course, Limits
from graders.course.submission import Source
from graders.feedback.happenings import tell
from graders.grading.answer_key import Book
from graders.grading.engine import Grader
from graders.grading.findings import Internal
from graders.grading.task_run import run_task
from graders.grading.trial import Trial
from graders.judge.findings import Missing, Undecided
from graders.sandbox.outside.subjects import Local

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
LESSON = COURSE.lesson("derivatives")
RIGHT = "def difference_quotient(f, x, dx):\n    return (f(x + dx) - f(x)) / dx\n"
CUBIC = "import sympy as sp\nx = sp.Symbol('x')\ndef derivative_cubic():\n    return 3*x**2 - 4*x\n"
STUB = "def central_difference(f, x, h):\n    '''The slope.'''\n    raise NotImplementedError\n"


@pytest.fixture(scope="module")
def grader():
    with Grader(COURSE, tell=tell, lessons=["derivatives"], many=False) as grader:
        yield grader


def grade(grader, text, lesson=LESSON):
    source = Source("derivatives", "derivatives.py", text)
    return {task.task: task for task in grader.grade_lesson(lesson, source).tasks}


def test_a_task_that_fails_and_then_ends_the_process_costs_no_other(grader):
    ends = """
def difference_quotient(f, x, dx):
    import os, numpy
    if isinstance(x, numpy.ndarray) and x.ndim:
        os._exit(0)
    return 0.0
"""
    results = grade(grader, ends + CUBIC)
    assert results["difference_quotient"].points == 0
    assert results["derivative_cubic"].status == "done"


def test_what_a_dead_sandbox_costs_is_our_fault_and_passes(grader):
    assert grade(grader, RIGHT)["difference_quotient"].status == "done"
    sandbox = grader.sandbox(LESSON)
    worker = sandbox.worker({"cpu": 10, "memory": 500, "output": 100})
    sandbox.sandbox.process.kill()
    sandbox.sandbox.process.wait()
    with pytest.raises(Exception, match="the sandbox ended"):
        worker.load("lesson.py", "x = 1\n", 20.0)
    assert grade(grader, RIGHT)["difference_quotient"].status == "done"


@pytest.mark.parametrize(
    "written",
    [
        "central_difference = lambda f, x, h: (f(x + h) - f(x - h)) / (2 * h)\n",
        "if True:\n    def central_difference(f, x, h):\n        return (f(x + h) - f(x - h)) / (2 * h)\n",
    ],
)
def test_an_answer_written_below_its_stub_counts(grader, written):
    assert grade(grader, STUB + written)["central_difference"].status == "done"


def test_a_name_that_is_only_mentioned_is_still_to_do(grader):
    results = grade(grader, '"""Here difference_quotient will stand."""\n' + CUBIC)
    assert results["difference_quotient"].status == "todo"


def test_an_answer_that_raises_not_implemented_for_some_inputs_is_no_stub(grader):
    text = """
import numpy as np
def difference_quotient(f, x, dx):
    if isinstance(x, np.ndarray):
        raise NotImplementedError("arrays")
    return (f(x) - f(x + dx)) / dx
"""
    result = grade(grader, text)["difference_quotient"]
    assert result.status == "failing"
    assert result.feedback


TWO_COSTLY_TASKS = """
import time
import numpy as np
import sympy as sp

KEPT = {}
x = sp.Symbol("x")


def difference_quotient(f, x, dx):
    if "difference_quotient" not in KEPT:
        KEPT["difference_quotient"] = cost()
    return (f(x + dx) - f(x)) / dx


def derivative_cubic():
    if "derivative_cubic" not in KEPT:
        KEPT["derivative_cubic"] = cost()
    return 3*x**2 - 4*x


def cost():
"""
MEMORY = "    return [np.ones(25_000_000)]\n"
PROCESSOR = """
    start = time.process_time()
    while time.process_time() < start + 0.7:
        pass
    return True
"""


@pytest.mark.parametrize(("cost", "limits"), [(MEMORY, Limits(memory=300)), (PROCESSOR, Limits(cpu=1))])
def test_what_one_task_used_is_not_missing_to_the_next(grader, cost, limits):
    tasks = tuple(replace(task, limits=limits) for task in LESSON.tasks[:2])
    results = grade(grader, TWO_COSTLY_TASKS + cost, replace(LESSON, tasks=tasks))
    assert [result.status for result in results.values()] == ["done", "done"]


def test_a_submission_that_takes_too_long_is_not_called_further(grader, monkeypatch):
    monkeypatch.setattr(grader, "course", replace(COURSE, seconds=1e-3))
    results = grade(grader, RIGHT + CUBIC)
    assert results["difference_quotient"].status == "done"
    assert results["derivative_cubic"].status == "timeout"
    assert "used up the 0.001 s of a submission" in results["derivative_cubic"].feedback


def judged(*findings):
    """What is kept of a trial in which these findings came up in turn."""
    trial = Trial("task", "check", "seed", Local({}), lambda arguments: None)
    for finding in findings:
        trial.refuse(finding)
    return trial.refused


def test_what_is_wrong_goes_before_what_is_undecided_or_our_fault():
    undecided, internal, wrong = Undecided("too large"), Internal("a_check", "KeyError"), Missing()
    assert judged(undecided, internal, wrong).finding is wrong
    assert judged(wrong, undecided).finding is wrong
    assert judged(undecided, internal).finding is undecided


def test_our_fault_is_not_called_a_wrong_answer():
    told = tell(judged(Internal("a_check", "KeyError")))
    assert told == "The check `a_check` could not be run, by a fault of gradlings (KeyError)."


def test_a_fault_of_ours_costs_one_task(grader, monkeypatch):
    def broken(book, task, *rest, **options):
        if task.name == "derivative_cubic":
            raise KeyError("ours")
        return run_task(book, task, *rest, **options)

    monkeypatch.setattr("graders.grading.lesson_run.run_task", broken)
    results = grade(grader, RIGHT + CUBIC)
    assert results["derivative_cubic"].status == "internal"
    assert results["difference_quotient"].status == "done"


def test_no_check_can_change_the_answers_of_the_reference():
    lesson = COURSE.lesson("jacobian")
    right = Book(lesson, "seed").answer("pullback", [np.ones((2, 3)), np.ones(2)])
    with pytest.raises(ValueError, match="read-only"):
        right[0] = 7.0


def test_control_c_stops_a_run_in_this_process():
    def stopped():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Local({"stopped": stopped}).call("stopped", [])


def test_a_reference_lying_about_is_never_taken(tmp_path):
    shutil.copytree(ROOT / "reference", tmp_path / "reference", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "reference" / "derivatives.py").write_text("raise SystemExit('a stranger')\n")
    code = (
        f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]\n"
        "def difference_quotient(f, x, dx): return (f(x + dx) - f(x)) / dx\n"
        "from graders import grade_task\n"
        "print(grade_task('difference_quotient', globals()).status)"
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "done", done.stderr


@pytest.mark.parametrize(
    "answer",
    [
        "sp.Add(*[k * x**k for k in range(1500)])",
        "sp.hyper([1, 2], [3], x)",
        "sp.RootSum(t**5 - t - 1, sp.Lambda(t, sp.sin(t)))",
    ],
)
def test_an_expression_that_is_too_large_or_too_special_is_undecided_not_wrong(grader, answer):
    text = f"import sympy as sp\nx, t = sp.symbols('x t')\ndef derivative_cubic():\n    return {answer}\n"
    result = grade(grader, text)["derivative_cubic"]
    assert (result.status, result.points) == ("undecided", 0), result.feedback
    assert "could not be decided" in result.feedback


def test_a_method_that_is_raced_on_an_array_is_the_students_mistake():
    def race(methods, x, repeats, clock):
        best = {}
        for name, method in methods.items():
            method(np.array([x, x]))
            times = []
            for _ in range(repeats):
                start = clock()
                method(np.array([x, x]))
                times.append(clock() - start)
            best[name] = min(times)
        return best

    lesson = COURSE.lesson("differentiation")
    result = run_task(Book(lesson, "seed"), COURSE.task("race"), Local({"race": race}), tell=tell)
    assert result.status == "failing"
    assert "something else than x" in result.feedback
