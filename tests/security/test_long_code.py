"""What a student wrote costs what its length allows, however deep or long: read, parsed and looked into."""

import ast
import sys
from itertools import count, islice
from pathlib import Path
from types import SimpleNamespace

import pytest
from memory_taken import peak

from graders.course.index import Course
from graders.course.parsing import MOST_TEXT, parse, parses
from graders.course.submission import Piece, Source
from graders.feedback.happenings import tell
from graders.grading import outlines, statements, ways
from graders.grading.engine import Grader
from graders.grading.places import find_place
from graders.grading.student_file import StudentFile
from graders.locate import source as sources
from graders.locate.edits import edits
from graders.locate.source import Written
from graders.sandbox.inside import confine, landlock
from graders.sandbox.inside.notes import MOST_NOTES
from graders.submissions import intake
from graders.submissions.archives import File
from graders.submissions.documents import Document

needs_landlock = pytest.mark.skipif(not confine.LINUX or landlock.version() == 0, reason="needs Landlock")
COURSE = Course.load(Path(__file__).resolve().parents[2])
LESSON = COURSE.lesson("derivatives")
MEGABYTE = 2**20
DEEP = {
    "signs": lambda n: "-" * n + "1", "negations": lambda n: "not " * n + "1",
    "calls": lambda n: "f" + "()" * n, "items": lambda n: "f" + "[0]" * n,
    "sums": lambda n: "1" + "+1" * n, "powers": lambda n: "1" + "**1" * n,
    "choices": lambda n: "1 if 1 else " * n + "1", "functions": lambda n: "lambda: " * n + "1",
}  # fmt: skip
DEPTH = 1500
"""At which Python's parser still gives a tree, and its interpreter has no stack for it."""


def written(value):
    return f"def power_rule(coeffs):\n    return {value}\n"


@pytest.fixture(scope="module")
def graded():
    with Grader(COURSE, tell=tell, lessons=["derivatives"], many=False) as grader:
        yield lambda text: {
            task.task: task.status
            for task in grader.grade_lesson(LESSON, Source("derivatives", "derivatives.py", text)).tasks
        }


def one_in_another(node):
    for part in ast.iter_child_nodes(node):
        if not isinstance(part, outlines.OTHER_SCOPES):
            yield part
            yield from one_in_another(part)


@needs_landlock
@pytest.mark.parametrize("make", DEEP.values(), ids=DEEP)
def test_no_tree_is_too_deep_for_the_grader(graded, make):
    assert parses(written(make(DEPTH)))
    assert "internal" not in graded(written(make(DEPTH))).values()


@needs_landlock
def test_nor_a_chain_of_conditions(graded):
    text = "def power_rule(coeffs):\n    if 0:\n        pass\n" + "    elif 1:\n        return [1]\n" * DEPTH
    assert parses(text)
    assert "internal" not in graded(text).values()


@needs_landlock
def test_one_step_of_the_stack_for_each_would_be_our_fault(graded, monkeypatch):
    assert list(outlines._own(tree := parse(written(DEEP["sums"](20))))) == list(one_in_another(tree))
    monkeypatch.setattr(outlines, "_own", one_in_another)
    assert graded(written(DEEP["sums"](DEPTH)))["power_rule"] == "internal"


# To parse

DENSE = [
    "a,", "a;", "1,", "a=", "(),", "[],", "a(),", "lambda:0,", "*a,", "a<", "a\n", "a:a\n", "pass\n", "a.b;",
    "f'{a}{a}',", "-1,", "a[a:a];", "{a:a},", "[a for a in a],", "a if a else a,", "'',", "b'',", "a@a;",
    "@a\n", "if a:a\n", "try:a\nfinally:a\n", "def f():a\n", "class a:a\n", "with a:a\n", "import a;",
    "del a;", "...,", "x:=a,", "match a:\n case a:a\n", "async def f():await a\n",
]  # fmt: skip


def test_no_text_takes_more_than_its_length_allows():
    """Of all that is parsed less than 100 MB, measured at a twentieth of it and at twice as much."""
    for unit in DENSE:
        half, whole = (unit * (MOST_TEXT // part // len(unit)) for part in (20, 10))
        smaller, larger = (peak(lambda text=text: parses(text)) for text in (half, whole))
        assert larger < 10 * MEGABYTE, unit
        assert larger < 2.5 * smaller + MEGABYTE / 10, unit


def test_many_files_are_held_as_one():
    """A tree takes a thousand times its text; of each only is kept what it defines."""
    text = f"def power_rule(c):\n    return c\n{'a;' * 5_000}\n"

    def read(number):
        documents = [Document(File(Path(f"{i}.py"), text.encode())) for i in range(number)]
        assert all(document.defined["power_rule"] for document in documents)
        return documents

    assert peak(lambda: read(8)) < 2 * peak(lambda: read(1))


@pytest.mark.parametrize(("seconds", "read"), [(intake.SECONDS, 3), (1e9, 9)])
def test_the_files_of_one_submission_have_a_time(monkeypatch, seconds, read):
    clock = count(step=10.0)
    monkeypatch.setattr(intake, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(intake, "SECONDS", seconds)
    files = [File(Path(f"{i}.py"), b"x = 1\n") for i in range(9)]
    problems = [document.problem for document in intake._documents(files)]
    assert problems == [""] * read + [intake.LATE] * (9 - read)


def calls(action):
    """How often each function of ours is entered."""
    seen = 0

    def count(frame, event, _):
        nonlocal seen
        seen += event == "call"

    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(None)
    return seen


LONG = {
    "lines": "a\n", "statements on a line": "a;", "functions": "def f(): a\n", "imports": "import a\n",
    "guards": "if __name__ == '__main__': a = 1\n", "names": "a = 1\n",
}  # fmt: skip


@pytest.mark.parametrize("unit", LONG.values(), ids=LONG)
def test_a_file_of_many_statements_is_known_in_proportion(unit):
    """Four times as many are looked at no more than about four times as often."""

    def known(number):
        file = StudentFile.read(Source("derivatives", "derivatives.py", unit * number))
        return file.needed, file.overwritten("power_rule")

    known(10)
    few, many = (calls(lambda number=number: known(number)) for number in (200, 800))
    assert many <= 5 * few


def test_of_a_cell_that_stops_often_each_statement_is_found_in_one_look(monkeypatch):
    parsed = []
    monkeypatch.setattr(statements, "parse", lambda text: parsed.append(text) or parse(text))
    piece = Piece(11, "open('x')\n" * 900, cell=2)
    cell = statements.cell_part(piece, parse(piece.text))
    found = [statements.statement_at(cell, line) for line in range(11, 911)]
    assert [part.line for part in found] == [*range(11, 911)]
    assert len(parsed) == 1
    few, many = (
        calls(lambda n=n: [statements.part_at(found[:n], line) for line in range(11, 11 + n)])
        for n in (200, 800)
    )
    assert many <= 6 * few


# To look into, for the place of a mistake


@pytest.mark.parametrize("is_mended", [True, False])
def test_a_function_of_many_parts_is_not_looked_into(monkeypatch, is_mended):
    """Else each of its parts has changes of its own, by the hundred thousand."""
    names = ";".join(f"a{i + 1}=a{i}" for i in range(400))
    if not is_mended:
        monkeypatch.setattr(sources, "MOST_PARTS", 10**9)
    text = f"def power_rule(a0):\n    {names}\n"
    definition = Written(text, parse(text).body[0])
    assert definition.is_long is is_mended
    if is_mended:
        assert find_place(None, None, None, definition, []) is None
    else:
        made = edits(definition.function, definition.lines)
        assert next(islice(made, 100_000, None), None) is not None


def test_nor_are_many_functions_that_it_calls():
    text = "".join(f"def f{i}(a):\n    return a{' + a' * 60}\n" for i in range(50))
    first, *others = (Written(text, node) for node in parse(text).body)
    helpers = list(first.fitting(others))
    assert helpers == others[: len(helpers)]
    assert 0 < sum(helper.size for helper in (first, *helpers)) <= sources.MOST_PARTS
    assert not any(helper.is_long for helper in others)


def test_what_people_write_is():
    for path in (Path(__file__).resolve().parents[2] / "reference").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        functions = [node for node in parse(text).body if isinstance(node, ast.FunctionDef)]
        assert not any(Written(text, node).is_long for node in functions)


@pytest.mark.parametrize("is_mended", [True, False])
def test_of_forged_notes_no_more_are_read_than_there_can_be(monkeypatch, is_mended):
    if not is_mended:
        monkeypatch.setattr(ways, "MOST_NOTES", 10**9)
    calls = ways.by_call([[-1, None]] + [[0, None]] * (10 * MOST_NOTES))
    assert (sum(map(len, calls)) <= MOST_NOTES) is is_mended
