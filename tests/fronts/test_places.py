"""The place of a mistake is shown by every front end, and costs nothing that counts."""

import json
from dataclasses import replace

import pytest

from graders import grade_task
from graders.course.index import own_course
from graders.course.submission import Source, Submission
from graders.feedback.happenings import tell
from graders.grading.engine import Grader
from graders.grading.student_process import StudentProcess
from graders.notebook.page import page as notebook_page
from graders.reports import github, html
from graders.reports.page import page
from graders.reports.results_json import document
from graders.reports.settings import Setting, Visibility
from graders.reports.shown import said

COURSE = own_course()
HEAD = "import numpy as np\n\n\n"
WRONG = HEAD + "def central_difference(f, x, h):\n    return f(x + h) - f(x - h) / 2*h\n"
MARK = "~" * len("f(x + h) - f(x - h) / 2*h")


@pytest.fixture(scope="module")
def grader():
    with Grader(COURSE, tell=tell, lessons=["derivatives", "optimization"], many=False) as grader:
        yield grader


def graded(grader, text, lesson="derivatives", cells=()):
    file = f"{lesson}.ipynb" if cells else f"{lesson}.py"
    result = grader.grade(Submission("ada", {lesson: Source(lesson, file, text, cells=cells)}))
    return result, {task.task: task for each in result.lessons for task in each.tasks}


@pytest.fixture(scope="module")
def result(grader):
    return graded(grader, WRONG)[0]


@pytest.fixture
def task(result):
    return next(task for task in result.lessons[0].tasks if task.task == "central_difference")


def test_a_slip_is_certain_and_what_is_right_is_not_shown(task):
    assert (task.where.line, task.where.columns) == (5, (11, 36))
    assert (task.where.kind, task.where.certain) == ("division", True)
    assert "     5 | return f(x + h) - f(x - h) / 2*h\n" in task.parts.place
    assert MARK in task.parts.place
    assert "(2*h)" not in task.feedback.replace(" ", "")


def test_the_results_hold_it(result):
    lesson = json.loads(json.dumps(document(result)))["lessons"][0]
    (found,) = [task for task in lesson["tasks"] if task["task"] == "central_difference"]
    assert found["where"] == {"line": 5, "columns": [11, 36], "kind": "division", "certain": True}
    assert MARK in found["parts"]["place"]


def test_html_marks_it(result):
    made = html.page(result, Setting("ada"))
    assert "derivatives.py:5" in made
    assert MARK in made


def test_an_annotation_lies_on_it(result):
    (line,) = github.at_lines([result], Setting("ada"))
    assert "line=5,col=12,endColumn=36" in line
    assert MARK in line


def test_the_page_of_a_notebook_marks_it(task):
    assert MARK in notebook_page(task)


def test_the_page_of_pytest_and_of_watch_marks_it(task, tmp_path):
    assert MARK in "\n".join(page(COURSE, {task.task: task}, tmp_path))


def test_what_nbgrader_takes_into_its_feedback_marks_it(task):
    step = pytest.importorskip("graders.notebook.step")
    assert MARK in step.outputs(task, 2.0, ())[0].text


def test_it_is_shown_where_inputs_are_not(task):
    assert MARK in said(task, Visibility.MISCONCEPTIONS)
    assert MARK not in said(task, Visibility.SCORE)


def test_in_a_notebook_it_is_a_line_of_a_cell(grader):
    _, tasks = graded(grader, WRONG, cells=((1, 1), (2, 4)))
    place = tasks["central_difference"]
    assert place.where.line == 2
    assert "cell 2, line 2 | return" in place.parts.place


def test_what_is_right_is_not_spoken_about(grader):
    _, tasks = graded(grader, WRONG.replace("f(x + h) - f(x - h) / 2*h", "(f(x + h) - f(x - h)) / 2 / h"))
    assert tasks["central_difference"].where is None
    assert tasks["central_difference"].parts.place == ""


CHOICE = HEAD + "def classify_point(f, p):\n    return 'max'\n"


def test_of_a_choice_no_place_is_told(grader):
    _, tasks = graded(grader, CHOICE, "optimization")
    assert all(task.parts.place == "" for task in tasks.values())


def test_a_line_that_raises_is_the_place_unless_an_earlier_one_is_known(grader):
    _, tasks = graded(
        grader, HEAD + "def power_rule(coeffs):\n    n = len(coeffs)\n    return coeffs.missing(n)\n"
    )
    assert tasks["power_rule"].where.line == 6


COUNTING = """
calls = []


def difference_quotient(f, x, dx):
    calls.append(x)
    return f(x + dx) - f(x) / dx


def power_rule(coeffs):
    n = len(coeffs) - 1
    return [c * (n - i) for i, c in enumerate(coeffs[:-1])] or [0] if len(calls) < 1000 else calls
"""


def test_trying_changes_changes_nothing_of_the_tasks_after_it(grader):
    _, tasks = graded(grader, COUNTING)
    assert tasks["difference_quotient"].where.certain
    assert tasks["power_rule"].status == "done"


HELPED = (
    HEAD
    + """
def rise(f, x, h):
    return f(x + h) - f(x {} h)


def central_difference(f, x, h):
    return rise(f, x, h) / (2 * h)
"""
)


def test_the_place_of_the_same_text_is_found_once_and_on_its_own_line(grader, monkeypatch):
    spares = []
    spare = StudentProcess.spare
    monkeypatch.setattr(StudentProcess, "spare", lambda *asked: spares.append(asked) or spare(*asked))
    where = graded(grader, WRONG.replace("/ 2*h", "/ 2 * h"))[1]["central_difference"].where
    assert spares
    spares.clear()
    again = graded(grader, "\n\n" + WRONG.replace("/ 2*h", "/ 2 * h"))[1]["central_difference"].where
    assert not spares
    assert again == replace(where, line=where.line + 2)


def test_the_same_text_beside_another_helper_is_another(grader):
    assert graded(grader, HELPED.format("-"))[1]["central_difference"].status == "done"
    for sign in "*/":
        assert graded(grader, HELPED.format(sign))[1]["central_difference"].status == "failing"
    keys = [key for key in grader.book(COURSE.lesson("derivatives")).places if key[0] == "central_difference"]
    assert sum("return rise(f, x, h)" in str(key) for key in keys) == 2


@pytest.mark.parametrize(
    ("body", "kind", "certain"),
    [
        ("return f(x + h) - f(x * h)", "operator", False),
        ("left = f(x - h)\n    left = 3.7 * left\n    return f(x + h) - left", "value", False),
    ],
)
def test_a_helper_beside_the_task_is_looked_at_too(grader, body, kind, certain):
    text = HELPED.replace("return f(x + h) - f(x {} h)", body)
    place = graded(grader, text)[1]["central_difference"]
    assert place.where.line in range(6, 6 + body.count("\n") + 1), place.parts.place


def test_what_the_lesson_gives_is_not_looked_at(grader):
    graded(grader, WRONG.replace("return ", "difference_quotient(f, x, h)\n    return "))
    keys = grader.book(COURSE.lesson("derivatives")).places
    assert not any("def difference_quotient" in key[-3] for key in keys if key[0] == "central_difference")


def test_functions_in_a_kernel_are_shown_their_line():
    result = grade_task("central_difference", {"central_difference": central_difference})
    assert result.where.certain
    assert MARK in result.parts.place


def central_difference(f, x, h):
    return f(x + h) - f(x - h) / 2*h  # fmt: skip
