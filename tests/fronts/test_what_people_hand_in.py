"""What people really hand in gets the points that it earns, however it is written, named or packed."""

import ast
from pathlib import Path

import pytest

from graders.course.index import Course
from graders.feedback.happenings import tell
from graders.grading.engine import Grader
from graders.submissions.intake import take_in
from tests.fronts.handed_in import PIXELS, notebook, packed, put_all, worksheets

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
LESSON = COURSE.lesson("derivatives")
REFERENCE = (ROOT / "reference" / "derivatives.py").read_text(encoding="utf-8")
UNTOUCHED = (ROOT / "exercises" / "derivatives.py").read_text(encoding="utf-8")
WRONG = REFERENCE.replace("4 * x", "5 * x")
DEFINED = [node for node in ast.parse(REFERENCE).body if isinstance(node, ast.FunctionDef)]
CELLS = [ast.unparse(node) for node in DEFINED if node.name != "picture"]
HEAD = ["from collections.abc import Callable\nimport numpy as np\nimport sympy as sp", "x = sp.Symbol('x')"]
LINES_OF_IPYTHON = [
    "%%capture out\n!pip install numpy \\\n    sympy\nimport math",
    "try:\n    %load_ext autoreload\n    %autoreload 2\nexcept Exception:\n    pass",
    "version = !python --version\nt = %timeit -o -q sum(range(10))",
    "%time table = {n: n for n in range(50)}\nassert table[3] == 3 and version == []",
    "%%time\n" + CELLS[0],
    "power_rule?",
]
EXPORTED = [
    "get_ipython().run_line_magic('matplotlib', 'inline')\nget_ipython().system('pip install sympy')",
    f"get_ipython().run_cell_magic('time', '', {CELLS[0]!r})",
]
ASCII = "\n\n".join([*HEAD, *CELLS]).encode("ascii", "replace").decode()
KOREAN = f"# -*- coding: cp949 -*-\n# 미분 연습\n{ASCII}"
GRADED = {
    "lines/derivatives.ipynb": notebook(*HEAD, *LINES_OF_IPYTHON, *CELLS[1:]),
    "exported/derivatives.py": "\n\n# In[1]:\n\n".join([*HEAD, *EXPORTED, *CELLS[1:]]),
    "format3/derivatives.ipynb.json": worksheets(*HEAD, *CELLS),
    "zips.zip": {"submission/homework.zip": {"gradient.py": KOREAN.encode("cp949")}},
}


@pytest.fixture(scope="module")
def grader():
    with Grader(COURSE, tell=tell, lessons=["derivatives"], many=False) as grader:
        yield grader


@pytest.mark.parametrize("file", GRADED)
def test_it_earns_all_points(grader, tmp_path, file):
    (submission,) = take_in([put_all(tmp_path / "class", {file: GRADED[file]})], COURSE).submissions
    result = grader.grade_lesson(LESSON, submission.sources["derivatives"])
    assert result.score == LESSON.points, [(task.task, task.feedback) for task in result.tasks]


PACKED = {
    "a stub beside a notebook": (
        {"derivatives.py": UNTOUCHED, "derivatives.ipynb": notebook(*CELLS)}, "`derivatives.py` not",
    ),
    "handed in again": (
        {"derivatives.py": WRONG, "derivatives-1.py": REFERENCE}, "`derivatives.py` not, which is older",
    ),
    "a stub beside a copy": (
        {"derivatives.py": UNTOUCHED, "derivatives (1).py": REFERENCE}, "in which nothing is done",
    ),
    "another name": ({"gradient.py": REFERENCE}, "is named for `gradient`, but was taken for `derivatives`"),
    "an archive beside it": ({"derivatives.py": REFERENCE, "rest.zip": {"gradient.py": "x = 1"}}, ""),
    "one more ending": ({"derivatives.py.txt": REFERENCE}, ""),
    "a plain tar": ({"work.tar": {"derivatives.py": REFERENCE}}, ""),
}  # fmt: skip


@pytest.mark.parametrize("kind", PACKED)
def test_what_is_graded_is_the_work_and_what_was_chosen_is_said(tmp_path, kind):
    members, said = PACKED[kind]
    files = {f"anna/{name}": body for name, body in members.items()}
    (submission,) = take_in([put_all(tmp_path / "class", files)], COURSE).submissions
    source = submission.sources["derivatives"]
    assert source.text == REFERENCE or CELLS[0] in source.text
    assert said in source.note and bool(said) == bool(source.note)


def test_a_class_from_canvas_with_everything_in_it(tmp_path):
    files = {
        "doejane_123_4567_derivatives.py": REFERENCE, "doejane_123_4568_gradient.py": "def partial(): pass",
        "roetom_LATE_124_4569_derivatives-1.ipynb": notebook(*CELLS), "oduya_129_4574_screenshot.png": PIXELS,
        "leewei_126_4571_homework1.zip": {"derivatives.py": REFERENCE},
        "kim_127_4572_derivatives.py.txt": REFERENCE,
    }  # fmt: skip
    for place in (put_all(tmp_path / "class", files), tmp_path / "all.zip"):
        if not place.exists():
            place.write_bytes(packed(files))
        found = take_in([place], COURSE)
        assert [one.name for one in found.submissions] == ["doejane", "kim", "leewei", "oduya", "roetom"]
        assert [bool(one.sources) for one in found.submissions] == [True, True, True, False, True]
        assert "handed in only `screenshot.png`" in found.submissions[3].notes[0]
