"""What was done stays so while other functions of a file are changed; what they may touch is called again."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from graders.course.index import Course
from graders.course.submission import Source
from graders.grading.carried import still_done
from graders.grading.memory import Memory, Practice
from graders.grading.results import Result, Status

BEFORE = """
import numpy as np

STEP = 0.1
SEEN = []

x = [1, 2]

def helper(x):
    return x + 1

def one(x):
    return helper(x) * STEP

def two(x):
    SEEN.append(x)
    return x

def three(x):
    return len(SEEN)

def four(x):
    return one(x)
"""
TASKS = ("one", "two", "three", "four")
DONE = {name: Result(name, Status.DONE, 1.0, 1.0, line=1) for name in TASKS}


GUARD = '\nif __name__ == "__main__":\n    print(one(1), "tried")\n'


def kept(old, new, before=BEFORE):
    assert old in before
    return set(still_done(before, before.replace(old, new), DONE))


@pytest.mark.parametrize(
    ("old", "new", "still"),
    [
        ("return len(SEEN)", "return len(SEEN) + 1", {"one", "four"}),
        ("x + 1", "x + 2", {"two", "three"}),
        ("helper(x) *", "2 * helper(x) *", {"two", "three"}),
        ("return one(x)", "return 2 * one(x)", {"one", "two", "three"}),
        ("return one(x)", "global STEP\n    STEP = 2\n    return one(x)", set()),
        ("return one(x)", "return STEP * one(x)", {"one", "two", "three"}),
        ("return one(x)", "SEEN.clear()\n    return one(x)", {"one"}),
        ("STEP = 0.1", "STEP = 0.2", set()),
        ("import numpy as np", "import numpy", set()),
        ("return one(x)", "return one(x", set()),
        ("return one(x)", "return globals()['one'](x)", set()),
        ("def four", "def one(x):\n    return 1\n\ndef four", set()),
        ("SEEN = []", "SEEN = [] # a remark", set(TASKS)),
    ],
)
def test_a_change_calls_again_what_it_may_touch_and_nothing_else(old, new, still):
    assert kept(old, new) == still


def test_what_runs_with_the_file_touches_everything():
    before = BEFORE + "\nTABLE = [four(n) for n in range(3)]\n"
    assert kept("x + 1", "x + 2", before) == set()
    assert kept("return len(SEEN)", "return 0", before) == {"one", "four"}


def test_the_lines_are_those_of_the_new_file():
    (result,) = still_done(BEFORE, "\n\n" + BEFORE, {"one": DONE["one"]}).values()
    assert result.line == BEFORE[: BEFORE.index("def one")].count("\n") + 3


def test_what_is_not_done_is_called_again():
    wrong = {"one": Result("one", Status.FAILING, 0.0, 1.0)}
    assert still_done(BEFORE, BEFORE, wrong) == {}


def test_what_was_taken_over_is_called_once_the_file_stays_as_it_is(tmp_path):
    course = Course.load(Path(__file__).resolve().parents[2])
    lesson, memory = course.lesson("derivatives"), Memory(course, tmp_path, "seed")
    grader = SimpleNamespace(is_practice=False)

    def practice(text):
        return Practice(memory, lesson, Source("derivatives", "a.py", text), lambda: grader, {})

    def called(practice, task):
        practice.run = SimpleNamespace(notes=list, close=lambda: None)
        practice.results[task] = Result(task, Status.DONE, 2.0, 2.0)
        practice.close()

    first = "def power_rule(coeffs):\n    return [1]\n"
    second = f"\n{first}\ndef central_difference(): pass\n"
    called(practice(first), "power_rule")
    assert set(practice(first).results) == {"power_rule"}
    for _ in range(2):
        assert set(practice(second).results) == {"power_rule"}
    called(practice(second), "central_difference")
    assert set(practice(second).results) == {"central_difference"}
    assert set(practice(f"{second}\n").results) == {"power_rule", "central_difference"}
    assert not practice(second.replace("[1]", "[2]")).results.keys() & {"power_rule"}


@pytest.mark.parametrize(("old", "new"), [('"tried"', "two(2)"), ("return one(x)", "return 2 * one(x)")])
def test_what_runs_only_when_the_file_is_started_makes_no_difference(old, new):
    assert {"one", "two", "three"} <= kept(old, new, BEFORE + GUARD)
