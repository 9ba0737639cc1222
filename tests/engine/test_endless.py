"""A loop that does not end costs its time once: no task that calls it waits for it again."""

import dataclasses
import re
from functools import partial
from pathlib import Path

import pytest

from graders.course.index import Course
from graders.course.submission import Source
from graders.feedback.happenings import tell
from graders.grading.engine import Grader

COURSE = Course.load(Path(__file__).resolve().parents[2])
LESSON = COURSE.lesson("derivatives")
NAMES = ("difference_quotient", "rate_vs_rule_gap")
TEXT = """
import numpy as np

def steps(patient):
    while patient:
        pass

def difference_quotient(f, x, dx, patient=True):
    steps(patient)
    return (f(x + dx) - f(x)) / dx

def rate_vs_rule_gap(f, fprime, xs, dx):
"""
CALLS = TEXT + "    return np.max(np.abs(difference_quotient(f, xs, dx) - fprime(xs)))\n"
GOES_AROUND = CALLS.replace("(f, xs, dx)", "(f, xs, dx, False)")
HAS_ITS_OWN = GOES_AROUND + "\n\ndef own():\n    while True:\n        pass\n"
HAS_ITS_OWN = HAS_ITS_OWN.replace("    return np.max", "    own()\n    return np.max")


@pytest.fixture(scope="module")
def graded():
    with Grader(COURSE, tell=tell, lessons=["derivatives"], many=False) as grader:
        yield partial(_graded, grader)


def _graded(grader, text, names=NAMES):
    tasks = [task for task in LESSON.tasks if task.name in NAMES]
    quick = tuple(dataclasses.replace(t, limits=dataclasses.replace(t.limits, wall=0.3)) for t in tasks)
    with grader.run(dataclasses.replace(LESSON, tasks=quick), Source("derivatives", "a.py", text)) as run:
        found = [run.result(task) for task in quick if task.name in names]
        assert list(run.done) == list(names)
        return found


def test_a_task_that_calls_it_says_so_and_is_not_waited_for(graded):
    endless, caller = graded(CALLS)
    assert (endless.kind, caller.kind) == ("time_out", "calls_endless")
    assert caller.status == "timeout"
    assert "`rate_vs_rule_gap` calls `difference_quotient`, which does not end" in caller.feedback


def test_a_task_that_calls_it_where_it_ends_is_done(graded):
    endless, caller = graded(GOES_AROUND)
    assert (endless.status, caller.status) == ("timeout", "done")


def test_a_loop_of_its_own_is_told_as_its_own(graded):
    _, caller = graded(HAS_ITS_OWN)
    assert caller.kind == "time_out"
    assert "is still running after 0.3 s" in caller.feedback
    assert re.search(r"Last line seen: line \d+, in `own`: (while True:|pass)$", caller.feedback)


def test_asked_for_alone_it_is_the_only_one_that_is_waited_for(graded):
    (caller,) = graded(CALLS, names=NAMES[1:])
    assert caller.kind == "calls_endless"
    assert "`difference_quotient`, which does not end" in caller.feedback
