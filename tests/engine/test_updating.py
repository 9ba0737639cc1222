"""A lesson brought up to date: what is new arrives, and nothing that a student wrote is lost."""

import ast
import textwrap
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graders.course.updating import digest, head_of, merge, split

OLD = '''"""# Slopes

The old text.
"""

import numpy as np

LIMIT = 3


def helper(a):
    return a


def rise(a, b):
    """Return the rise."""
    raise NotImplementedError


def slope(f, x):
    """Return the slope."""
    raise NotImplementedError
'''
NEW = '''"""# Slopes

The new text, which is longer
and better.
"""

import numpy as np
import sympy as sp

LIMIT = 4


def helper(a):
    return a + 0


def rise(a, b):
    """Return the rise, from a to b.

    >>> rise(1, 3)
    2
    """
    raise NotImplementedError


def area(f, a, b):
    """Return the area."""
    raise NotImplementedError


def slope(f, x, dx):
    """Return the slope of a step."""
    raise NotImplementedError
'''
TASKS = ["rise", "slope", "area"]
GIVEN = {piece.name: digest(piece.text) for piece in split(OLD, TASKS)}


def write(text: str, task: str, body: str) -> str:
    """The text with a body written in place of a task's placeholder."""
    start = text.index(f"def {task}(")
    done = text[start:].replace("    raise NotImplementedError", textwrap.indent(body, "    "), 1)
    return text[:start] + done


def updated(text: str) -> tuple[str, list[str]]:
    merged = merge(text, NEW, TASKS, GIVEN)
    return merged.text, merged.left


def test_an_untouched_lesson_becomes_the_new_one():
    assert updated(OLD) == (NEW, [])


def test_a_new_text_and_statement_are_laid_around_a_body():
    text, left = updated(write(OLD, "rise", "return b - a  # mine"))
    assert text == write(NEW, "rise", "return b - a  # mine")
    assert left == []


def test_what_is_up_to_date_stays_as_it_is():
    mine = write(NEW, "area", "return f(a) * (b - a)")
    assert updated(mine) == (mine, [])


def test_a_body_that_would_not_fit_the_new_arguments_is_left_and_named():
    text, left = updated(write(OLD, "slope", "return f(x)"))
    assert left == ["slope"]
    assert head_of(text, "slope") == head_of(OLD, "slope")
    assert "The new text" in text


@pytest.mark.parametrize(("old", "mine", "name"), [
    ("The old text.", "The old text. My note.", "its text"),
    ("return a\n", "return 2 * a\n", "helper"),
    ("LIMIT = 3", "LIMIT = 5  # tried", "LIMIT"),
    ('"""Return the rise."""', '"""Return the rise. Upwards!"""', "rise"),
])  # fmt: skip
def test_what_the_student_changed_is_left_and_named(old, mine, name):
    text, left = updated(OLD.replace(old, mine))
    assert mine in text
    assert left == [name]


def test_what_the_student_took_out_stays_out():
    text, _ = updated(OLD.replace("LIMIT = 3\n", ""))
    assert "LIMIT" not in text


@pytest.mark.parametrize("broken", ["def rise(:\n", "return 3\x00", "x = (\n", "x = 1\rif x:\r  y = 2\n"])
def test_what_cannot_be_taken_apart_is_left_whole(broken):
    text, left = updated(broken)
    assert text == broken
    assert len(left) == 1


def test_the_ends_of_lines_stay_those_of_the_file():
    text, left = updated(OLD.replace("\n", "\r\n"))
    assert text == NEW.replace("\n", "\r\n")
    assert left == []


LINES = [
    "", "# a thought", "y = 1", "note = '''\nthe new text\n'''", "def mine():\n    return 1", "x = 1; y = 2",
    "if True:\n    # inner\n    pass", "@staticmethod\ndef other(): return 'rise'", "class Rise:\n    pass",
    'a = 1; b = """\ntext"""', "rise = max", "    ", "import math; import re", "\tz = 0", "\f",
]  # fmt: skip
BODIES = [
    "return b - a", "pass", "raise NotImplementedError", "...", "# soon\nraise NotImplementedError",
    "'''own words'''\nreturn 1", "for i in range(3):\n    a += i\n# end\nreturn a", "return (\n1)",
]  # fmt: skip
PARTS = [*"\n\r\f \t'\"#\\;:=()xrise", "def rise(a, b):\n", '"""', "    return 1\n"]


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    places=st.lists(st.tuples(st.integers(0, OLD.count("\n")), st.sampled_from(LINES)), max_size=5),
    bodies=st.tuples(st.sampled_from(BODIES), st.sampled_from(BODIES)),
    gone=st.sets(st.integers(0, OLD.count("\n") - 1), max_size=2),
    windows=st.booleans(),
    last=st.sampled_from(["", "\n", "# the end", "\nz = 3"]),
)
def test_no_line_that_a_student_wrote_is_lost(places, bodies, gone, windows, last):
    lines = [line for number, line in enumerate(OLD.splitlines()) if number not in gone]
    for place, line in places:
        lines.insert(min(place, len(lines)), line)
    mine = "\n".join(lines)
    for task, body in zip(("rise", "slope"), bodies, strict=True):
        if f"def {task}(" in mine:
            mine = write(mine, task, body)
    mine += last
    if windows:
        mine = mine.replace("\n", "\r\n")
    text, _ = updated(mine)
    theirs = Counter(mine.splitlines()) - Counter(OLD.splitlines())
    assert not theirs - Counter(text.splitlines())
    if parses(mine):
        assert parses(text)
        assert bodies_of(mine) == {
            name: body for name, body in bodies_of(text).items() if name in bodies_of(mine)
        }
    else:
        assert text == mine


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=40).map("".join))
def test_any_text_keeps_its_lines(extra):
    mine = OLD + extra
    text, _ = updated(mine)
    assert text.endswith(extra)


def parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def bodies_of(text: str) -> dict[str, str]:
    """What the tasks do, told apart from what they say."""
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name in TASKS:
            found[node.name] = ast.dump(ast.Module(node.body[ast.get_docstring(node) is not None :], []))
    return found
