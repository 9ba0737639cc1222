"""What students write is parsed in the grader only as far as its length bounds what that costs."""

import ast
import json
import time

import pytest

from graders.course import parsing
from graders.course.parsing import MOST_PARTS, MOST_TEXT, parse, parses
from graders.course.submission import Source
from graders.feedback.happenings import tell
from graders.grading.student_file import StudentFile, names_in
from graders.submissions import notebooks
from graders.submissions.kinds import ReadError
from graders.submissions.lines import Read

LONG = 20_000
COSTLY = {
    "import": "import a" + ".b" * LONG,
    "from": "from a" + ".b" * LONG + " import c",
    "second": "import os, a" + ".b" * LONG,
    "spaces": "import a" + " .\t b" * LONG,
    "continued": "import a" + "\\\n.\\\nb" * LONG,
    "letters": "import a" + ".ö" * LONG,
    "letters that are no words": "import a" + ".℘" * LONG,
    "unfinished": "from a" + ".b" * LONG,
    "inside": "def f():\n    if 1:\n        import a" + ".b" * LONG,
}


@pytest.mark.parametrize("code", COSTLY.values(), ids=COSTLY)
def test_a_name_of_very_many_parts_is_refused_unparsed(monkeypatch, code):
    monkeypatch.setattr(ast, "parse", None)
    with pytest.raises(SyntaxError, match="a dotted name has more than 100 parts"):
        parse(code[:MOST_TEXT])
    assert not parses(code[:MOST_TEXT])


@pytest.mark.parametrize("code", [
    "import a" + ".b" * (MOST_PARTS - 1), "import a.b\n" * 1000, "x = a.b\\\n  .c\n" * 500, "# " + "." * 5000,
    "x = [" + "1., " * 2000 + "]", "'" + "a. b " * 2000 + "'",
])  # fmt: skip
def test_ordinary_text_is_parsed(code):
    assert ast.dump(parse(code)) == ast.dump(ast.parse(code))


@pytest.mark.parametrize("code", [
    "a" + " " * MOST_TEXT, "a" * MOST_TEXT, "a " * MOST_TEXT, ("a." * 99 + "b ") * 500, "." * MOST_TEXT,
    ("a" + " " * 1000 + ".") * 99, "\\\n" * MOST_TEXT,
])  # fmt: skip
def test_to_look_for_such_names_takes_no_time(code):
    start = time.process_time()
    assert not parsing.LONG_NAME.search(code[:MOST_TEXT].replace("\\\n", " "))
    assert time.process_time() - start < 1


def test_a_file_with_such_a_name_is_an_error_that_says_so():
    why = StudentFile.read(Source("derivatives", "derivatives.py", COSTLY["import"])).unread
    assert (why.kind, why.status) == ("does_not_parse", "error")
    assert tell(why) == "derivatives.py does not parse: a dotted name has more than 100 parts."


def notebook(*cells):
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]})


def test_a_notebook_is_measured_before_any_of_it_is_parsed(monkeypatch):
    looked = []
    monkeypatch.setattr(notebooks, "read_cell", lambda code: looked.append(code) or Read(code))
    half = "x = 1\n" * (MOST_TEXT // 12)
    with pytest.raises(ReadError, match=r"holds 1\d{5} characters of code; at most 100000 are graded"):
        notebooks.notebook(notebook("!ls\n" + half, half, "x"))
    assert not looked
    assert notebooks.notebook(notebook(half)).text == half
    assert looked == [half]


def test_a_cell_that_looks_like_a_shell_line_is_not_parsed_at_any_cost(monkeypatch):
    monkeypatch.setattr(ast, "parse", None)
    assert notebooks.notebook(notebook("!ls\n" + COSTLY["import"])).note == "was read without shell lines"


def test_a_file_is_read_once_and_each_function_once_however_often_it_is_asked_for_names(monkeypatch):
    texts, parsed = [], ast.parse
    monkeypatch.setattr(ast, "parse", lambda text, *rest: texts.append(text) or parsed(text, *rest))
    text = "def f(x):\n    return g(x)\n\ndef g(x):\n    return h(x)\n\ndef h(x):\n    return x\n"
    file = StudentFile.read(Source("derivatives", "derivatives.py", text))
    before = names_in.cache_info().misses
    assert [file.uses("f", "h") for _ in range(10)] == [True] * 10
    assert (texts, names_in.cache_info().misses - before) == ([text], 2)
