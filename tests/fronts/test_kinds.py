"""Each kind of work that people hand in earns the same in every front end that can take it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from textwrap import indent

import pytest

from graders.course.index import own_course
from graders.feedback.happenings import tell
from graders.grading.engine import Grader
from graders.grading.memory import Memory, Practice
from graders.submissions.intake import beside, handed_in_with, read_lesson, take_in
from tests.fronts.handed_in import notebook, put_all, worksheets
from tests.fronts.test_handed_in import SOLVED

ROOT = Path(__file__).resolve().parents[2]
COURSE = own_course()
LESSON = COURSE.lesson("derivatives")
PARTS = SOLVED.strip().split("\n\n\n")
HEAD, QUOTIENT, CUBIC, POWER, CENTRAL, GAP, BEST, PLOT = PARTS
MEAN = "def mean(f, a, b):\n    return (f(b) - f(a)) / (b - a)\n"
HELPED = CENTRAL.replace("(f(x + h) - f(x - h)) / (2 * h)", "mean(f, x - h, x + h)")
NODDED = 'def power_rule(coeffs):\n    """The rule."""\n    raise NotImplementedError'
MAGIC = "try:\n    %load_ext autoreload\n    %autoreload 2\nexcept Exception:\n    pass"


def script(*parts: str) -> str:
    return "\n\n\n".join(parts) + "\n"


def with_helper(line: str) -> tuple[str, ...]:
    return (line, *PARTS[:4], HELPED, *PARTS[5:])


def of_marimo(*cells: str) -> str:
    """A file as marimo saves it, with what each cell takes and gives."""
    head = "import marimo\n\n__generated_with = '0.11.0'\napp = marimo.App(width='medium')"
    return "\n\n\n".join([head, *cells, 'if __name__ == "__main__":\n    app.run()\n'])


def cell(text: str, takes: str = "", gives: str = "", mark: str = "@app.cell\ndef") -> str:
    return f"{mark} _({takes}):\n{indent(text, '    ')}\n    return ({gives})"


TOOLS = "difference_quotient, central_difference, np"
IN_CELLS = [
    cell(part, TOOLS if number > 3 else "sp, x", part[4:].partition("(")[0] + ",")
    for number, part in enumerate(PARTS[1:])
]
MARIMO = of_marimo(
    *reversed(IN_CELLS), cell('mo.md("""\n# Title\n""")', "mo"), cell(HEAD, "", "np, sp, x"),
    cell("import asyncio\nawait asyncio.sleep(0)", mark="@app.cell(hide_code=True)\nasync def"),
    "app._unparsable_cell(\n    r'''\n    1 +\n    ''',\n    name='_'\n)",
    cell("import marimo as mo", "", "mo,"),
)  # fmt: skip
MARIMO_FUNCTIONS = of_marimo(
    f"with app.setup:\n{indent(HEAD, '    ')}",
    *(f"@app.function(hide_code=True)\n{part}" for part in PARTS[1:3]),
    *(f"@app.function\n{part}" for part in PARTS[3:]),
    "@app.class_definition\nclass Own:\n    pass", cell("Own()\nreturned = 3"),
)  # fmt: skip
FOUR = CUBIC.replace("4 * x", "four * x")
ENDS_PYTHON = {
    "a window's backend": script("import matplotlib\nmatplotlib.use('TkAgg')", *PARTS,
                                 "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()"),
    "a table that is not there": script(*PARTS, "rows = list(open('data/prices.csv'))\nprint(rows[:5])"),
    "a stub that is tried out": script(*PARTS[:3], NODDED, "print(power_rule([1]))", *PARTS[4:], POWER),
    "an assertion that fails": script(*PARTS, "assert central_difference(lambda x: x**3, 1.0, 0.1) == 3"),
    "an exit at the end": script(*PARTS, "print('done')\nexit()"),
    "an exit in the middle": script(*PARTS[:4], "import sys\nsys.exit(0)", *PARTS[4:]),
    "somebody who types": script("n = int(input('How many? '))", *PARTS),
    "a library that nobody has": script("import no_such_library as nsl", *PARTS, "nsl.run()"),
    "tests of one's own": script(*PARTS, "import unittest\nunittest.main()"),
    "arguments that are not given": script("import argparse as a\np = a.ArgumentParser()\np.add_argument('n')"
                                           "\nn = p.parse_args().n", *PARTS),
    "an export of a notebook": script("#!/usr/bin/env python\n# In[1]:\nget_ipython().system('ls')\n"
                                      "get_ipython().run_line_magic('matplotlib', 'inline')", *PARTS),
    "cells of marimo's": MARIMO,
    "functions of marimo's": MARIMO_FUNCTIONS,
    "UTF-16": SOLVED.encode("utf-16"),
    "an export of Colab": script("!ls\n%matplotlib inline\nfrom google.colab import drive", *PARTS),
}  # fmt: skip
SCRIPTS = {
    "a figure that is shown": script("import matplotlib.pyplot as plt", *PARTS, "plt.plot([1])\nplt.show()"),
    "streams of its own": script("import sys\nsys.stdout.reconfigure(encoding='utf-8')", *PARTS),
    "arguments of its own": script("import sys\nn = int(sys.argv[1]) if len(sys.argv) > 1 else 3", *PARTS),
    "a figure that is saved": script(*PARTS, "plot_slopes(abs, abs, np.arange(3), 1).savefig('a.png')"),
    "a log": script("import logging\nlogging.basicConfig(filename='run.log')\nlogging.error('x')", *PARTS),
    "Korean": f"# -*- coding: cp949 -*-\n# 미분 연습\n{SOLVED}".encode("cp949"),
    "Windows": SOLVED.replace("    ", "\t").replace("\n\n\n", "\n\f\n").replace("\n", "\r\n"),
    "a main of its own": script(*PARTS, "if __name__ == '__main__':\n    power_rule([1])"),
    "asyncio": script(*PARTS, "import asyncio\nasyncio.run(asyncio.sleep(0.01))"),
    "a name that is bound anew": script(*PARTS, "del power_rule", POWER),
    "a helper": {"derivatives.py": script(*with_helper("from my_utils import mean")), "my_utils.py": MEAN},
    "a package": {"derivatives.py": script(*with_helper("from pkg import mean")),
                  "pkg/__init__.py": "from .slopes import mean", "pkg/slopes.py": MEAN},
    "through another helper": {"derivatives.py": script(*with_helper("from one import mean")),
                               "one.py": "from two import mean", "two.py": MEAN},
    "another lesson": {"derivatives.py": script(*with_helper("from gradient import mean")),
                       "gradient.py": MEAN},
    "a table": {"derivatives.py": script(HEAD, "four = float(open('data/four.csv').read())", QUOTIENT,
                                         FOUR, *PARTS[3:]),
                "data/four.csv": "4.0\n"},
}  # fmt: skip
NOTEBOOKS = {
    "as it is": notebook(*PARTS),
    "all in one cell": notebook(SOLVED),
    "captured": notebook("%%capture\n!echo pip \\\n    install", *PARTS),
    "magics in a block": notebook(MAGIC, *PARTS),
    "a shell that is assigned": notebook("version = !echo 3\nt = %timeit -o -q -n1 -r1 sum([])", *PARTS),
    "cells that are timed": notebook(HEAD, f"%%time\n{QUOTIENT}", "%time four = 4",
                                     FOUR, *PARTS[3:]),
    "what was shown": notebook(HEAD, "3 * x**2 - 4 * x", "shown = _\nassert Out[2] == shown",
                               CUBIC.replace("3 * x**2 - 4 * x", "shown"), QUOTIENT, *PARTS[3:]),
    "bare magics": notebook("ls", *PARTS, "who"),
    "await": notebook("import asyncio\nfour = await asyncio.sleep(0, 4)", HEAD, QUOTIENT, FOUR, *PARTS[3:]),
    "an error of its own": notebook("1 / 0", *PARTS, "raise Exception('stop')"),
    "a helper": {"derivatives.ipynb": notebook(*with_helper("%run helpers.py")), "helpers.py": MEAN},
    "a helper that is written": notebook(f"%%writefile own.py\n{MEAN}", *with_helper("from own import mean")),
    "a text that is written": notebook("%%writefile four.txt\n4", HEAD, "four = int(open('four.txt').read())",
                                       QUOTIENT, FOUR, *PARTS[3:]),
    "a table": {"derivatives.ipynb": notebook("four = float(open('four.csv').read())", HEAD, QUOTIENT,
                                              FOUR, *PARTS[3:]),
                "four.csv": "4.0\n"},
}  # fmt: skip
ANEW = notebook(*PARTS, "x = np.linspace(0, 1)")
"""In a kernel the answer is another afterwards."""
KINDS = {
    **{f"script: {kind}": work for kind, work in (ENDS_PYTHON | SCRIPTS).items()},
    **{f"notebook: {kind}": work for kind, work in NOTEBOOKS.items()},
    "notebook: a name that is bound anew": ANEW,
    "notebook: format 3": worksheets(*PARTS),
    "notebook: format 3, lines without ends": worksheets(*(part.split("\n") for part in PARTS)),
}


def files_of(kind: str) -> dict[str, object]:
    work = KINDS[kind]
    name = "derivatives.py" if kind.startswith("script") else "derivatives.ipynb"
    return work if isinstance(work, dict) else {name: work}


@pytest.fixture(scope="module")
def grader():
    with Grader(COURSE, tell=tell, seed="kinds", lessons=["derivatives"], many=False) as grader:
        yield grader


def in_a_class(grader, folder):
    (submission,) = take_in([folder.parent], COURSE).submissions
    source, others = submission.sources["derivatives"], submission.beside("derivatives")
    return grader.grade_lesson(LESSON, source, None, others).tasks


def in_a_folder_of_ones_own(grader, folder):
    """As pytest, `gradlings watch` and the other commands of a student see it."""
    path = next(folder.glob("derivatives.*"))
    source = read_lesson(path, "derivatives", f"exercises/{path.name}")
    memory = Memory(COURSE, folder / ".gradlings", "kinds")
    practice = Practice(memory, LESSON, source, lambda: grader, beside(path, source.text or ""))
    try:
        return [practice.result(task) for task in LESSON.tasks]
    finally:
        practice.close()


def in_nbgrader(grader, folder):
    nbformat = pytest.importorskip("nbformat")
    step = pytest.importorskip("graders.notebook.step", exc_type=ImportError)
    text = (folder / "derivatives.ipynb").read_text().replace('"nbformat_minor": 5', '"nbformat_minor": 4')
    found = nbformat.reads(text, as_version=4)
    others = handed_in_with(folder, "derivatives", COURSE)
    return grader.grade_lesson(LESSON, step.source_of(found, "derivatives"), None, others).tasks


FRONTS = {"script": [in_a_class, in_a_folder_of_ones_own]}
FRONTS["notebook"] = [*FRONTS["script"], in_nbgrader]
ASKED = [(kind, front) for kind in KINDS for front in FRONTS[kind.partition(":")[0]]]


@pytest.mark.parametrize(("kind", "front"), ASKED, ids=lambda one: getattr(one, "__name__", one))
def test_it_earns_all_points(grader, tmp_path, kind, front):
    folder = put_all(tmp_path / "class" / "anna", files_of(kind))
    assert {task.task: task.feedback for task in front(grader, folder) if task.status != "done"} == {}


HERE = """
import json, os, runpy, sys, warnings
warnings.simplefilter("ignore")
import matplotlib
matplotlib.use("agg")
from graders import grade_task
root, tasks = sys.argv.pop(1), sys.argv.pop(1).split()
where, path, found, loaded = os.getcwd(), list(sys.path), {}, set(sys.modules)
for kind in sorted(os.listdir(root)):
    os.chdir(os.path.join(root, kind))
    sys.path[:] = [os.getcwd(), *path]
    if os.path.exists("derivatives.py"):
        names = runpy.run_path("derivatives.py", run_name="__main__")
    else:
        from IPython.core.interactiveshell import InteractiveShell
        shell = InteractiveShell()
        for cell in json.load(open("derivatives.ipynb"))["cells"]:
            if cell["cell_type"] == "code":
                shell.run_cell("".join(cell["source"]), store_history=True)
        names = shell.user_ns
    results = [grade_task(task, names) for task in tasks]
    found[kind] = {result.task: result.feedback for result in results if result.status != "done"}
    for name in set(sys.modules) - loaded:
        if (getattr(sys.modules[name], "__file__", None) or "").startswith(root):
            del sys.modules[name]
os.chdir(where)
with open(os.path.join(root, "found.json"), "w") as file:
    json.dump(found, file)
"""


@pytest.mark.parametrize("of", ["script", "notebook"])
def test_what_python_and_jupyter_run_to_the_end_earns_the_same_there(tmp_path, of):
    """`grade_task` and a notebook's own cells grade what is in the process after that."""
    if of == "notebook":
        pytest.importorskip("IPython")
    chosen = SCRIPTS if of == "script" else NOTEBOOKS
    for number, kind in enumerate(chosen):
        put_all(tmp_path / f"{number} {kind}", files_of(f"{of}: {kind}"))
    tasks = " ".join(task.name for task in LESSON.tasks)
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{HERE}"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path), tasks], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=500, check=False)  # fmt: skip
    found = tmp_path / "found.json"
    assert found.exists(), done.stderr[-2000:]
    results = json.loads(found.read_text())
    assert len(results) == len(chosen)
    assert {kind: wrong for kind, wrong in results.items() if wrong} == {}
