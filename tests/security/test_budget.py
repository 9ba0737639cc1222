"""All of a submission is paid from one budget: files and cells, tasks and judging, lesson after lesson."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from graders.course.index import Course
from graders.course.parsing import parse
from graders.course.submission import Source, Submission
from graders.feedback.happenings import tell
from graders.grading import budget as budgets
from graders.grading import places
from graders.grading.answer_key import Book
from graders.grading.budget import LEAST_PIECE, Budget
from graders.grading.engine import Grader
from graders.grading.places import find_place
from graders.locate.source import Written
from graders.sandbox.inside import confine, landlock
from graders.sandbox.outside import subjects
from graders.sandbox.outside.subjects import ONE_VALUE, Worker

needs_landlock = pytest.mark.skipif(not confine.LINUX or landlock.version() == 0, reason="needs Landlock")
COURSE = Course.load(Path(__file__).resolve().parents[2])
LESSON = COURSE.lesson("derivatives")
CELLS = 12
NAP = 0.9
SLEEP = f"import time\ntime.sleep({NAP})"


@pytest.fixture
def clock(monkeypatch):
    """A clock that is turned by hand."""
    time = [0.0]
    monkeypatch.setattr(budgets, "time", SimpleNamespace(monotonic=lambda: time[0]))
    return time


def test_what_is_spent_is_no_longer_left(clock):
    budget = Budget(10.0)
    with budget.spending():
        clock[0] += 4.0
        assert budget.left == 6.0
    clock[0] += 100.0  # nothing is done for it
    assert budget.left == 6.0


def test_what_is_done_inside_another_is_paid_once(clock):
    budget = Budget(10.0)
    with budget.spending():
        clock[0] += 1.0
        with budget.spending():
            clock[0] += 2.0
        clock[0] += 1.0
    assert budget.left == 6.0


def test_no_piece_is_longer_than_what_is_left(clock):
    budget = Budget(10.0)
    assert budget.piece(4.0) == 4.0
    budget.spent = 7.0
    assert budget.piece(4.0) == 3.0
    budget.spent = 20.0
    assert budget.piece(4.0) == LEAST_PIECE
    assert budget.piece(LEAST_PIECE / 2) == LEAST_PIECE / 2


def test_what_is_begun_late_has_a_little_time(clock):
    budget = Budget(10.0)
    budget.spent = 9.9
    is_over = budget.begin()
    with budget.spending():
        clock[0] += LEAST_PIECE / 2
        assert not is_over()
        clock[0] += LEAST_PIECE / 2
        assert is_over()


@needs_landlock
def test_places_of_mistakes_are_looked_for_in_the_first_half(monkeypatch, clock):
    """They decide nothing; whoever sleeps there takes no more than that."""
    begun_late = []

    def slow(*_, is_over, **__):
        begun_late.append(is_over())
        clock[0] += 200.0

    monkeypatch.setattr(places, "find_place", slow)
    text = "".join(f"def {task.name}(*arguments):\n    return 0\n" for task in LESSON.tasks)
    budget = Budget(600.0)
    with Grader(COURSE, tell=tell, lessons=["derivatives"], many=False) as grader:
        grader.grade_lesson(LESSON, Source("derivatives", "derivatives.py", text), budget)
    assert begun_late[:3] == [False, False, True]
    assert budget.spent >= 200.0 * len(begun_late)


@pytest.mark.parametrize("is_over", [True, False])
def test_once_it_is_over_no_change_is_tried(is_over):
    class Spare:
        asked = 0

        def spare(self, task):
            self.asked += 1

    code = Spare()
    book = Book(LESSON, "seed")
    text = "def power_rule(coeffs):\n    return coeffs\n"
    definition = Written(text, parse(text).body[0])
    failed = list(book.checks["power_rule"].checks)[:1]
    find_place(book, COURSE.task("power_rule"), code, definition, failed, is_over=lambda: is_over)
    assert (code.asked == 0) is is_over


@pytest.fixture
def loads(monkeypatch):
    """The seconds that each piece of a file may take, as it is run."""
    seen = []
    load = Worker.load

    def watched(self, file, text, seconds, *rest, **options):
        seen.append(seconds)
        return load(self, file, text, seconds, *rest, **options)

    monkeypatch.setattr(Worker, "load", watched)
    return seen


def sleeping_notebook(lesson):
    cells = [*[SLEEP] * CELLS, "def power_rule(coeffs):\n    return coeffs"]
    starts = [1 + 2 * number for number in range(len(cells))]
    return Source(lesson, f"{lesson}.ipynb", "\n".join(cells), cells=tuple(enumerate(starts, 1)))


@needs_landlock
@pytest.mark.parametrize(("has_budget", "ran"), [(True, False), (False, True)])
def test_a_notebook_of_sleeping_cells_is_left_when_its_time_is_over(monkeypatch, loads, has_budget, ran):
    if not has_budget:
        monkeypatch.setattr(Budget, "is_used_up", False)
        monkeypatch.setattr(Budget, "begin", lambda self: lambda: False)
    course = replace(COURSE, seconds=2.0)
    with Grader(course, tell=tell, lessons=["derivatives"], many=False) as grader:
        result = grader.grade_lesson(LESSON, sleeping_notebook("derivatives"))
    assert (len(loads) > CELLS) is ran
    if has_budget:
        assert loads == sorted(loads, reverse=True)
        assert max(loads) <= 2.0
        told = {task.task: task.feedback for task in result.tasks}
        assert "used up the 2 s of a submission" in told["power_rule"]


@needs_landlock
@pytest.mark.parametrize("has_budget", [True, False])
def test_what_one_lesson_took_the_next_has_not(monkeypatch, loads, has_budget):
    """Each task ends its process, so that its file, which sleeps, is loaded anew for each."""
    if not has_budget:
        monkeypatch.setattr(Budget, "is_used_up", False)
        monkeypatch.setattr(Budget, "begin", lambda self: lambda: False)
    text = f"{SLEEP}\nimport os\n" + "".join(
        f"def {task.name}(*arguments):\n    os._exit(0)\n"
        for lesson in COURSE.lessons[:2] for task in lesson.tasks
    )  # fmt: skip
    names = [lesson.name for lesson in COURSE.lessons[:2]]
    submission = Submission("eve", {name: Source(name, f"{name}.py", text) for name in names})
    with Grader(replace(COURSE, seconds=1.5), tell=tell, lessons=names, many=False) as grader:
        result = grader.grade(submission)
    assert (len(loads) <= 3) is has_budget
    assert all(task.status == "timeout" for task in result.lessons[1].tasks) is has_budget


@needs_landlock
@pytest.mark.parametrize("charged", [True, False])
def test_what_the_grader_is_asked_counts_as_it_is_kept(monkeypatch, charged):
    """Each number costs a byte or nine on the way, and two hundred where a check keeps it."""
    if not charged:
        monkeypatch.setattr(subjects, "FEW_VALUES", 10**9)
    text = (
        "def forward_gradient(f, p, h):\n    for _ in range(12):\n        f([1.0] * 40_000)\n    return p\n"
    )
    assert 12 * 40_000 * ONE_VALUE > 64 * 2**20 > 12 * 40_000 * 9
    lesson = COURSE.lesson("differentiation")
    with Grader(COURSE, tell=tell, lessons=["differentiation"], many=False) as grader:
        result = grader.grade_lesson(lesson, Source(lesson.name, "differentiation.py", text))
    task = next(task for task in result.tasks if task.task == "forward_gradient")
    assert any("larger than 64 MB together" in check.message for check in task.checks) is charged
