"""One file of a student, graded as it is handed in: what is begun is told, and what is wrong told once."""

from pathlib import Path

import pytest

from graders.course.index import Course
from graders.course.submission import Source
from graders.feedback.happenings import tell
from graders.grading.engine import Grader
from graders.reports.page import Look, page, wrapped

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
LESSON = COURSE.lesson("derivatives")
STUB = (ROOT / "exercises" / "derivatives.py").read_text(encoding="utf-8")
GIVEN = "raise NotImplementedError"


@pytest.fixture(scope="module")
def grader():
    with Grader(COURSE, tell=tell, many=False, lessons=["derivatives"]) as grader:
        yield grader


@pytest.fixture
def results(grader):
    def graded(text):
        lesson = grader.grade_lesson(LESSON, Source("derivatives", "derivatives.py", text))
        return {result.task: result for result in lesson.tasks}

    return graded


def with_body(body):
    """The stub with the body of its first task written."""
    return STUB.replace(GIVEN, body, 1)


@pytest.mark.parametrize(("body", "kind", "said"), [
    (f"slope = (f(x + dx) - f(x)) / dx\n    {GIVEN}\n    return slope", "raise_left", "still raises"),
    (f"{GIVEN}\n    return (f(x + dx) - f(x)) / dx", "raise_left", "delete this line"),
    ("pass", "empty_body", "is empty"), ("...", "empty_body", "is empty"), ("", "empty_body", "is empty"),
])  # fmt: skip
def test_code_that_is_not_reached_is_told(results, body, kind, said):
    result = results(with_body(body))["difference_quotient"]
    assert (result.kind, said in result.feedback) == (kind, True)


def test_what_a_library_has_not_written_is_no_task_to_be_written(results):
    result = results(with_body("import asyncio\n    return asyncio.AbstractEventLoop().time()"))
    told = result["difference_quotient"].feedback
    assert "raises NotImplementedError" in told and "delete this line" not in told


def test_a_call_that_reaches_no_return_is_told_so(results):
    text = "def power_rule(c):\n    if len(c) > 99:\n        return [0]\n"
    found = results(STUB[: STUB.index("def power_rule")] + text)
    assert "the call reached no `return`" in found["power_rule"].feedback


def test_a_stub_as_it_was_given_is_not_spoken_of(results):
    assert {(result.kind, result.feedback) for result in results(STUB).values()} == {("untouched", "")}


def test_a_name_that_is_nearly_the_tasks_is_told(results):
    result = results(STUB.replace("def power_rule(", "def powerrule("))["power_rule"]
    assert (result.kind, result.id) == ("near_name", "todo.near_name")


def test_a_file_that_does_not_parse_is_told_once_where_it_stands_and_the_rest_waits(results):
    found = results(STUB.replace("def central", "def f(x)\n    pass\n\n\ndef central").replace(
        GIVEN, "return 1", 3))  # fmt: skip
    told = {name: result for name, result in found.items() if result.status != "todo"}
    assert [result.kind for result in told.values()] == ["does_not_parse"]
    waiting = [result for name, result in found.items() if name not in told]
    assert {result.kind for result in waiting} == {"waiting"}
    assert all("waits until the file can be read" in result.feedback for result in waiting)


def test_it_is_told_with_the_task_that_it_stands_in(results):
    text = STUB.replace("powers = ", "")
    row = text[: text.index("def central_difference")].rindex(GIVEN)
    found = results(f"{text[:row]}for c in coeffs\n        pass{text[row + len(GIVEN) :]}")
    assert found["power_rule"].kind == "does_not_parse"
    assert found["power_rule"].line == text[:row].count("\n") + 1


def test_what_is_printed_belongs_to_the_call_that_is_told(results):
    body = 'print("dx is", dx)\n    return (f(x + dx) - f(x)) / dx if dx == 0.5 and x == 3.0 else 0.0'
    result = results(with_body(body))["difference_quotient"]
    (line,) = result.printed.splitlines()
    assert f"{line.removeprefix('dx is ')})" in result.feedback.splitlines()[0]


def test_parts_of_an_answer_have_the_names_of_the_statement(results, grader):
    lesson = COURSE.lesson("gradient")
    text = (ROOT / "reference" / "gradient.py").read_text(encoding="utf-8")
    text = text.replace("return u / length, v / length, size", "return u / size, v / size, size")
    with grader.run(lesson, Source("gradient", "gradient.py", text)) as run:
        result = run.result(COURSE.task("unit_field"))
    assert "`ux` has NaN" in result.feedback


def test_what_is_explained_is_not_said_to_wait(results, tmp_path):
    before, name, after = STUB.partition("def rate_vs_rule_gap")
    found = results(before + name + after.replace(GIVEN, "return max(xs)", 1))
    told = "\n".join(page(COURSE, found, tmp_path))
    assert "derivatives: rate_vs_rule_gap" in told
    assert "Waiting for what comes before" not in told


@pytest.mark.parametrize("columns", [40, 50, 60, 70])
def test_a_number_and_its_unit_stay_on_one_line(columns):
    line = "difference_quotient(lambda x: x**2, 3.0) is still running after 10 s. A loop?"
    assert any("10 s." in row for row in wrapped(line, Look(columns)))
