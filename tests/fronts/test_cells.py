"""A notebook's cells run one by one, as in Jupyter: one that goes wrong costs what it would have defined."""

import json
from pathlib import Path

import pytest

from graders.course.index import Course
from graders.course.submission import Source
from graders.feedback.happenings import tell
from graders.grading.engine import Grader
from graders.notebook.build import notebook
from graders.submissions import notebooks
from graders.submissions.choosing import given

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
LESSON = COURSE.lesson("derivatives")
FILE = "derivatives.ipynb"
STUB = "def power_rule(coeffs):\n    raise NotImplementedError()"


@pytest.fixture(scope="module")
def grader():
    with Grader(COURSE, tell=tell, lessons=["derivatives"], many=False) as grader:
        yield grader


def solved():
    return json.loads(notebook(COURSE, LESSON))


def code(source):
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": []}


def grade(grader, content):
    found = notebooks.notebook(json.dumps(content), given(COURSE, LESSON.name))
    return grader.grade_lesson(LESSON, Source(LESSON.name, FILE, found.text, found.note, found.cells))


def cell_of(content, task):
    return next(
        cell for cell in content["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == f"{task}-solution"
    )  # fmt: skip


ODD = {
    "!pip install numpy": "shell lines",
    "%timeit power_rule([1, 2])": "`%timeit`",
    "%%bash\nls": "`%%bash`",
    "power_rule?": "questions",
    "power_rule([1, 2]) / 0": "stops with TypeError",
    "x = = 3": "does not parse",
    "exit()": "stops with SystemExit",
    "input('?')": "waits for input, which nobody types while code is graded",
    "await something": "stops with NameError",
    "open('/etc/notes.txt', 'w')": "opens a file, which is not possible while code is graded",
    "display(1)\nget_ipython().run_line_magic('matplotlib', 'inline')": "",
    "from __future__ import annotations": "",
    "raise NotImplementedError('later')": "stops with NotImplementedError",
}


@pytest.mark.parametrize("cell", ODD)
def test_an_odd_cell_of_ones_own_costs_nothing_and_is_mentioned(grader, cell):
    content = solved()
    content["cells"] += [code(cell), code("after = 1")]
    result = grade(grader, content)
    assert result.score == LESSON.points, result.note
    assert ODD[cell] in result.note and bool(ODD[cell]) == bool(result.note)


def test_a_cell_that_does_not_end_is_left_out(grader, monkeypatch):
    content = solved()
    content["cells"].insert(0, code("while True:\n    pass"))
    result = grade(grader, content)
    assert result.score == LESSON.points
    assert f"{FILE}, code cell 1 was still running after 10 s; the rest was graded." in result.note


def test_a_function_in_a_cell_that_does_not_run_is_lost_with_its_reason(grader):
    content = solved()
    cell_of(content, "power_rule")["source"] = "def power_rule(coeffs):\n    return [1"
    cell_of(content, "central_difference")["source"] = "1 / 0\ndef central_difference(f, x, h):\n    return 0"
    result = grade(grader, content)
    found = {task.task: task for task in result.tasks}
    assert (found["power_rule"].status, found["central_difference"].status) == ("error", "error")
    assert "does not parse: '[' was never closed" in found["power_rule"].feedback
    assert "line 1 stops with ZeroDivisionError" in found["central_difference"].feedback
    assert found["difference_quotient"].status == "done"


def test_a_line_is_told_by_its_cell(grader):
    content = solved()
    cell_of(content, "power_rule")["source"] = "\n\ndef power_rule(coeffs):\n    return coeffs.missing"
    number = [cell for cell in content["cells"] if cell["cell_type"] == "code"].index(
        cell_of(content, "power_rule")
    ) + 1  # fmt: skip
    feedback = next(task.feedback for task in grade(grader, content).tasks if task.task == "power_rule")
    assert f"cell {number}, line 4 | return coeffs.missing" in feedback


@pytest.mark.parametrize("change", ["edited", "deleted"])
def test_code_that_was_given_is_there_whatever_became_of_its_cell(grader, change):
    content = solved()
    imports = next(cell for cell in content["cells"] if "import numpy as np" in "".join(cell["source"]))
    if change == "edited":
        imports["source"] = "import numpy as nump"
    else:
        content["cells"].remove(imports)
    assert grade(grader, content).score == LESSON.points


def test_a_stub_that_is_tried_out_costs_no_other_task(grader):
    content = solved()
    cell_of(content, "power_rule")["source"] = STUB
    content["cells"].append(code("power_rule([1, 0, 5])"))
    result = grade(grader, content)
    found = {task.task: task.status for task in result.tasks}
    assert found.pop("power_rule") == "todo"
    assert set(found.values()) == {"done"}
