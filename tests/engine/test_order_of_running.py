"""What a file's text tells of the order in which it runs, and what a newer Python might read."""

from __future__ import annotations

import sys

import pytest

from graders.course.submission import Source
from graders.grading.newer import TELLTALES, version_for
from graders.grading.student_file import StudentFile


def read(text):
    return StudentFile.read(Source("derivatives", "derivatives.py", text))


def test_a_script_is_its_top_level_statements_and_those_on_one_line_stay_together():
    file = read("import os; a = 1\n\n@a\n@b\ndef f():\n    pass\nif a:\n    b = 2\nelse:\n    c = 3\n")
    assert [(part.line, part.last) for part in file.parts] == [(1, 1), (3, 6), (7, 10)]
    assert [sorted(part.names) for part in file.parts] == [["a", "os"], ["f"], ["b", "c"]]


@pytest.mark.parametrize(("below", "needed"), [
    ("print(f(1))", 2), ("total = 0\nfor i in range(9):\n    total += i", 2), ("k = 2", 3), ("import os", 3),
    ("print(1)\ndef g(): pass", 4), ("if __name__ == '__main__':\n    f(2)", 2),
])  # fmt: skip
def test_what_only_tries_things_out_is_not_needed(below, needed):
    assert read(f"import math\ndef f(x):\n    return k * x\n{below}\n").needed == needed


@pytest.mark.parametrize(("text", "name"), [
    ("x = 1\ndef f():\n    return x\nx = 2", "x"),
    ("def f():\n    return g()\ndef g():\n    return x\nx = 2", "g"),
    ("def f(x):\n    return x\nx = 2", None),
    ("def f():\n    x = 1\n    return x\nx = 2", None),
    ("def f():\n    return x\ny = [x for x in (1, 2)]", None),
    ("def f():\n    return x\ndef h():\n    x = 1", None),
    ("def f(): ...\nf = f()", "f"),
    ("def f():\n    return sin(1)\nfrom math import *", "*"),
    ("f = lambda: x\nx = 2", None),
    ("x = 2", None),
])  # fmt: skip
def test_what_binds_anew_what_a_task_uses_is_found(text, name):
    found = read(text).overwritten("f")
    assert (found.name if found is not None else None) == name


@pytest.mark.parametrize(("line", "version"), [
    ("type Pair = tuple[int, int]", (3, 12)), ("def f[T](x: T) -> T:", (3, 12)), ("class A[T]:", (3, 12)),
    ('print(f"{d["a"]}")', (3, 12)), ("except A, B:", (3, 14)), ('x = t"{a}"', (3, 14)),
    ("lazy import numpy", (3, 15)), ("def f(:", None), ("x = = 1", None), ('print "a"', None),
    ("type(x) = 3", None), ("f'{a}' + 'b' 3", None),
])  # fmt: skip
def test_syntax_of_a_newer_python_is_known_by_its_line(line, version, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 11, 7))
    assert version_for(line) == ("" if version is None else ".".join(map(str, version)))
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert version_for(line) == ""


def test_a_hostile_line_takes_no_time_to_look_at():
    assert TELLTALES
    assert version_for("f" + "'{" * 10**6) == version_for("f" + "'{" * 150)


def test_of_the_modules_beside_it_a_file_gets_those_that_it_can_reach():
    beside = {"a.py": "import b", "b.py": "x = 1", "c.py": "y = 2", "tools/plots.py": "z = 3"}
    assert read("import a\n").wanted(beside).keys() == {"a.py", "b.py"}
    assert read("from tools.plots import z\n").wanted(beside).keys() == {"tools/plots.py"}
    assert read("import importlib\nimportlib.import_module('c')\n").wanted(beside).keys() == beside.keys()
    assert read("x = 1\n").wanted(beside | {"a.csv": "1"}) == {"a.csv": "1"}
