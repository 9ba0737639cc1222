"""What one student was asked is asked of the next all at once, and answers that were right once are right."""

import re
from pathlib import Path

import psutil
import pytest

from graders.course.index import Course
from graders.course.submission import Source, Submission
from graders.feedback.happenings import tell
from graders.grading.engine import Grader
from graders.grading.scripts import Scripts, is_known, note
from graders.grading.trial import Trial
from graders.sandbox.outside.sandbox import make_sandbox
from graders.sandbox.outside.subjects import Lost

LIMITS = {"cpu": 30, "wall": 5, "memory": 512, "output": 200}
RIGHT = "def square(x):\n    return x * x"
COUNTING = "n = 0\ndef square(x):\n    global n\n    n += 1\n    {}\n    return {}\n"


@pytest.fixture(scope="module")
def sandbox():
    sandbox = make_sandbox(["numpy"], warm=False)
    yield sandbox
    sandbox.close()


class Class:
    """Students of one task, asked one after another; `judged` counts the checks that looked at answers."""

    def __init__(self, sandbox, check):
        self.sandbox, self.check, self.scripts, self.judged = sandbox, check, Scripts(), 0

    def trial(self, subject):
        return Trial("square", "check", "seed", subject, lambda arguments: arguments[0] ** 2)

    def ask(self, text, seconds=20.0, then=()):
        """The trial of a student, and the answers to what is asked `then`."""
        with self.sandbox.worker(LIMITS) as worker:
            worker.load("lesson.py", text, 20.0)
            worker.start_task(seconds)
            reading = self.scripts.reading(
                ("square", "check"), worker, lambda other: self.trial(other).run(self.check)
            )
            trial = self.trial(reading)
            if not is_known(trial):
                self.judged += 1
                trial.run(self.check)
            if trial.refused is None:
                note(trial)
            return trial, [worker.call("square", [x]).value for x in then]


def twice(trial):
    """It squares."""
    trial.expect(2.0)
    trial.expect(3.0)


def after_a_look(trial):
    """It squares, and then squares that."""
    first = trial.call(2.0)
    trial.expect(first)


def more_where_it_is_a_number(trial):
    """It squares; what is no float is asked about once more."""
    value = trial.call(2.0)
    if type(value) is not float:
        trial.expect(5.0)


def test_answers_that_were_right_once_are_not_judged_again(sandbox):
    students = Class(sandbox, twice)
    assert [students.ask(RIGHT)[0].refused for _ in range(5)] == [None] * 5
    assert students.judged == 2


def test_other_answers_are_judged_whatever_came_before(sandbox):
    students = Class(sandbox, twice)
    for _ in range(3):
        students.ask(RIGHT)
    wrong = "def square(x):\n    return x * x if x < 3 else 8.0"
    assert [students.ask(wrong)[0].refused is None for _ in range(3)] == [False] * 3
    assert students.ask("def square(x):\n    return x ** 2 + 1e-15")[0].refused is None


def test_what_hangs_on_an_answer_is_asked_of_everybody_and_judged(sandbox):
    students = Class(sandbox, after_a_look)
    for _ in range(3):
        students.ask(RIGHT)
    wrong = "def square(x):\n    return x * x if x < 3 else 17.0"
    assert students.ask(wrong)[0].refused is not None
    assert students.judged == 4


def test_a_check_that_asks_some_for_more_is_never_taken_as_known_by_less(sandbox):
    students = Class(sandbox, more_where_it_is_a_number)
    for _ in range(3):
        students.ask(RIGHT)
    whole = "def square(x):\n    return int(x * x) if x < 5 else {}"
    assert students.ask(whole.format("25"))[0].refused is None
    assert students.ask(whole.format("26"))[0].refused is not None


@pytest.mark.parametrize("check", [twice, after_a_look])
@pytest.mark.parametrize("text", [RIGHT, COUNTING.format("", "n"), COUNTING.format("1 / (x - 2)", "n")])
def test_nobody_is_asked_anything_that_the_check_alone_would_not_ask(sandbox, check, text):
    alone = Class(sandbox, check).ask(text, then=[9.0])
    students = Class(sandbox, check)
    for _ in range(3):
        students.ask(RIGHT)
    trial, after = students.ask(text, then=[9.0])
    assert after == alone[1]
    assert (trial.refused is None) == (alone[0].refused is None)


def test_the_time_of_what_is_asked_together_is_shared_and_its_end_has_a_place(sandbox):
    students = Class(sandbox, twice)
    for _ in range(2):
        students.ask(RIGHT)
    endless = "def square(x):\n    while x > 2:\n        pass\n    return x * x"
    with pytest.raises(Lost) as lost:
        students.ask(endless, seconds=0.5)
    assert (lost.value.status, lost.value.function) == ("timeout", "square")
    assert "line 2" in lost.value.reason or "line 3" in lost.value.reason


def test_one_that_ends_its_process_is_lost_where_it_does(sandbox):
    students = Class(sandbox, twice)
    for _ in range(2):
        students.ask(RIGHT)
    leaves = "import os\ndef square(x):\n    return x * x if x < 3 else os._exit(3)"
    with pytest.raises(Lost, match="exit code 3"):
        students.ask(leaves)


def test_what_printed_something_is_judged_each_time_so_that_it_can_be_shown(sandbox):
    students = Class(sandbox, twice)
    loud = "def square(x):\n    print('hm')\n    return x * x"
    assert [students.ask(loud)[0].events[0].printed for _ in range(4)] == ["hm\n"] * 4


def test_whose_code_ends_its_process_has_its_earlier_checks_run_once():
    course = Course.load(Path(__file__).resolve().parents[2])
    right = "def difference_quotient(f, x, dx):\n    {}return (f(x + dx) - f(x)) / dx\n"
    ends = right.format("if f(2.0) != 4.0:\n        import os\n        os._exit(0)\n    ")
    with Grader(course, tell=tell, lessons=["derivatives"]) as grader:
        first, second = (
            grader.grade_lesson(course.lesson("derivatives"), Source("derivatives", "derivatives.py", text))
            for text in (right.format(""), ends)
        )
    assert [first.tasks[0].status, second.tasks[0].status] == ["done", "crashed"]


def handed_in(text, number):
    """A file like no other: every second has another rounding, every fifth a mistake somewhere."""
    if number % 2:
        text = re.sub(r"return (.+)$", rf"return (\1) * (1 + {number % 7}e-16)", text, flags=re.MULTILINE)
    if number % 5 == 0:
        signs = [found.start() for found in re.finditer(r" [+*] ", text)]
        place = signs[number % len(signs)]
        text = text[:place] + " - " + text[place + 3 :]
    return f"{text}\n# {number}\n"


@pytest.mark.nightly
def test_what_is_kept_of_a_class_does_not_grow_with_it():
    course = Course.load(Path(__file__).resolve().parents[2])
    text = course.text("reference/regression.py")
    own, sizes = psutil.Process(), {}
    with Grader(course, tell=tell, lessons=["regression"]) as grader:
        for number in range(1, 401):
            source = Source("regression", "regression.py", handed_in(text, number))
            grader.grade(Submission(f"student{number}", {"regression": source}))
            sizes[number] = sum(each.memory_info().rss for each in (own, *own.children(recursive=True)))
    assert max(sizes[number] for number in range(380, 401)) < sizes[100] + 20e6
