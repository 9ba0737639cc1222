"""A file finds the modules that were handed in beside it, by whatever name Python or Jupyter finds them."""

from __future__ import annotations

import pytest

from graders.course.index import own_course
from graders.feedback.happenings import tell
from graders.grading.engine import Grader
from graders.submissions.intake import handed_in_with, take_in
from tests.fronts.handed_in import notebook, put_all
from tests.fronts.test_handed_in import SOLVED

COURSE = own_course()
LESSON = COURSE.lesson("derivatives")
MEAN = "def mean(f, a, b):\n    return (f(b) - f(a)) / (b - a)\n"
HELPED = SOLVED.replace("(f(x + h) - f(x - h)) / (2 * h)", "mean(f, x - h, x + h)")
CELLS = HELPED.strip().split("\n\n\n")


def script(line: str) -> str:
    return f"{line}\n{HELPED}"


def cells(*first: str) -> str:
    return notebook(*first, *CELLS)


DATA = """
def slope(*files):
    for file in files:
        with open(file, encoding="utf-8") as lines:
            one = float(next(lines).split(";")[0])
    return lambda f, a, b: one * (f(b) - f(a)) / (b - a)
"""
ON_THE_PATH = "import os, sys\nsys.path.append(os.path.join(os.path.dirname(__file__), 'src'))"
BESIDE = {
    "in its folder": {"exercises/derivatives.py": script("from .helpers import mean"),
                      "exercises/helpers.py": MEAN},
    "the folder itself": {"hw 1/derivatives.py": script("from . import helpers; mean = helpers.mean"),
                          "hw 1/helpers.py": MEAN},
    "where it lies flat": {"derivatives.py": script("from .helpers import mean"), "helpers.py": MEAN},
    "by its folder's name": {"exercises/derivatives.py": script("from exercises.helpers import mean"),
                             "exercises/helpers.py": MEAN},
    "by two folders' names": {"hw/code/derivatives.py": script("import hw.code.helpers as h; mean = h.mean"),
                              "hw/code/helpers.py": MEAN},
    "in the folder above": {"hw/code/derivatives.py": script("from ..helpers import mean"),
                            "hw/helpers.py": MEAN},
    "on the path": {"derivatives.py": script(f"{ON_THE_PATH}\nfrom helpers import mean"),
                    "src/helpers.py": MEAN},
    "through another one": {"derivatives.py": script("from pkg.a import mean"), "pkg/__init__.py": "",
                            "pkg/a.py": "from .b import mean", "pkg/b.py": MEAN},
    "from a notebook": {"derivatives.ipynb": cells("from helpers import mean"), "helpers.py": MEAN},
    "run": {"derivatives.ipynb": cells("%run ./helpers.py"), "helpers.py": MEAN},
    "run without its ending": {"derivatives.ipynb": cells("%run helpers"), "helpers.py": MEAN},
    "run without the sign": {"derivatives.ipynb": cells("run -i helpers.py 3"), "helpers.py": MEAN},
    "run in a block": {"derivatives.ipynb": cells("if True:\n    %run helpers.py"), "helpers.py": MEAN},
    "run in a function": {"derivatives.ipynb": cells("def f():\n    %run helpers.py\nf()"),
                          "helpers.py": MEAN},
    "run by a name of Python's": {"derivatives.ipynb": cells("%run code.py"), "code.py": MEAN},
    "run as a module": {"derivatives.ipynb": cells("%run -m lib.helpers"), "lib/helpers.py": MEAN},
    "a notebook that is run": {"derivatives.ipynb": cells("%run 'My helpers.ipynb'"),
                               "My helpers.ipynb": notebook("", MEAN)},
    "written and run": {"derivatives.ipynb": cells(f"%%writefile helpers.py\n{MEAN}", "%run helpers.py")},
    "a table": {"hw/derivatives.py": script(f"{DATA}\nmean = slope('hw/data/one.csv', 'data/one.csv')"),
                "hw/data/one.csv": "1.0;ä\n"},
    "a table of a notebook": {"derivatives.ipynb": cells(f"{DATA}\nmean = slope('my values.txt')"),
                              "my values.txt": "1.0;\n"},
    "a text that is written": {"derivatives.ipynb": cells("%%writefile a.json\n1.0;", DATA,
                                                          "mean = slope('a.json')")},
    "loaded by its path": {"derivatives.py": script(
        "from importlib import util\nspec = util.spec_from_file_location('h', 'lib/helpers.py')\n"
        "h = util.module_from_spec(spec)\nspec.loader.exec_module(h)\nmean = h.mean"),
        "lib/helpers.py": MEAN},
    "read and run": {"derivatives.py": script("exec(open('helpers.py').read())"), "helpers.py": MEAN},
    "run by its path": {"derivatives.py": script("import runpy\nmean = runpy.run_path('own.py')['mean']"),
                        "own.py": MEAN},
    "settings": {"derivatives.py": script(f"{DATA}\nmean = slope('my.yaml', 'my.cfg', 'a.md')"),
                 "my.yaml": "1.0", "my.cfg": "1.0", "a.md": "1.0"},
    "run by an export": {"derivatives.py": script("get_ipython().run_line_magic('run', 'helpers.py')"),
                         "helpers.py": MEAN},
}  # fmt: skip


@pytest.fixture(scope="module")
def grader():
    with Grader(COURSE, tell=tell, lessons=["derivatives"], many=False) as grader:
        yield grader


@pytest.mark.parametrize("how", BESIDE)
def test_it_is_found(grader, tmp_path, how):
    files = {f"anna/{name}": text for name, text in BESIDE[how].items()}
    (submission,) = take_in([put_all(tmp_path / "class", files)], COURSE).submissions
    result = grader.grade_lesson(
        LESSON, submission.sources["derivatives"], None, submission.beside("derivatives")
    )
    assert result.score == LESSON.points, [(task.task, task.feedback) for task in result.tasks]


DONE = SOLVED.strip().split("\n\n\n")
TASKS = [task.name for task in LESSON.tasks]
STUBS = "\n\n\n".join(f"def {name}(*_):\n    raise NotImplementedError" for name in TASKS)
FIRST_PART, SECOND_PART = "\n\n\n".join(DONE[:4]), "\n\n\n".join([*DONE[:2], *DONE[4:]])
SECOND_PART = SECOND_PART.replace(
    "def difference_quotient", "from derivatives_1 import difference_quotient\ndef _"
)
IN_PARTS = {
    "scripts": {"derivatives_1.py": FIRST_PART, "derivatives_2.py": SECOND_PART},
    "notebooks": {"derivatives_1.ipynb": notebook(FIRST_PART), "derivatives_2.ipynb": notebook(SECOND_PART)},
    "below the stubs of the rest": {
        "derivatives.py": f"{STUBS}\n\n\n{SECOND_PART.replace('derivatives_1', '.copy')}",
        "copy.py": f"{STUBS}\n\n\n{FIRST_PART}"},
}  # fmt: skip


@pytest.mark.parametrize("how", IN_PARTS)
def test_a_lesson_in_parts_earns_what_its_parts_earn(grader, tmp_path, how):
    files = {f"anna/{name}": text for name, text in IN_PARTS[how].items()}
    (submission,) = take_in([put_all(tmp_path / "class", files)], COURSE).submissions
    source = submission.sources["derivatives"]
    result = grader.grade_lesson(LESSON, source, None, submission.beside("derivatives"))
    assert result.score == LESSON.points, [(task.task, task.feedback) for task in result.tasks]
    assert "the tasks that are done only there" in source.note


def test_of_what_lies_beside_a_notebook_no_link_is_followed(tmp_path):
    solution = put_all(tmp_path / "source", {"derivatives/answers.py": MEAN}) / "derivatives"
    folder = put_all(tmp_path / "submitted/anna/derivatives", {"derivatives.ipynb": cells(), "b.py": MEAN})
    (folder / "answers.py").symlink_to(solution / "answers.py")
    (folder / "more").symlink_to(solution)
    assert handed_in_with(folder, "derivatives", COURSE) == {"b.py": MEAN}
    (tmp_path / "submitted/ben").symlink_to(tmp_path / "submitted/anna")
    assert handed_in_with(tmp_path / "submitted/ben/derivatives", "derivatives", COURSE) == {}
    (tmp_path / "submitted/eve").mkdir()
    (tmp_path / "submitted/eve/derivatives").symlink_to(solution)
    assert handed_in_with(tmp_path / "submitted/eve/derivatives", "derivatives", COURSE) == {}
    assert handed_in_with(tmp_path / "submitted/nobody/derivatives", "derivatives", COURSE) == {}
