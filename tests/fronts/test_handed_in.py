"""What people really hand in gets the points that it earns: how a file runs, and what is said of it."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from functools import cache, partial
from pathlib import Path

import nbformat
import pytest

from graders.course.index import own_course
from graders.course.submission import Source, Submission
from graders.feedback.happenings import tell
from graders.grading import lesson_run
from graders.grading.engine import Grader
from graders.submissions.intake import read_lesson

ROOT = Path(__file__).resolve().parents[2]
COURSE = own_course()
LESSON = COURSE.lesson("derivatives")
SOLVED = """
import numpy as np
import sympy as sp

x = sp.Symbol("x")


def difference_quotient(f, x, dx):
    return (f(x + dx) - f(x)) / dx


def derivative_cubic():
    return 3 * x**2 - 4 * x


def power_rule(coeffs):
    n = len(coeffs) - 1
    return [c * (n - i) for i, c in enumerate(coeffs[:-1])] or [0]


def central_difference(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


def rate_vs_rule_gap(f, fprime, xs, dx):
    return np.max(np.abs(difference_quotient(f, xs, dx) - fprime(xs)))


def best_step(f, fprime, x, hs, scheme):
    quotient = {"forward": difference_quotient, "central": central_difference}[scheme]
    return min(hs, key=lambda h: abs(quotient(f, x, h) - fprime(x)))


def plot_slopes(f, fprime, xs, dx):
    import matplotlib.pyplot as plt

    fig, (left, right) = plt.subplots(1, 2)
    left.plot(xs, f(xs))
    right.plot(xs, difference_quotient(f, xs, dx), label="rate")
    right.plot(xs, fprime(xs), label="rule")
    right.legend()
    return fig
"""
LINES = SOLVED.count("\n")


@pytest.fixture(scope="module")
def grader():
    with Grader(
        COURSE, tell=tell, seed="handed in", lessons=["derivatives", "gradient"], many=False
    ) as grader:
        yield grader


@pytest.fixture
def grade(grader, monkeypatch):
    monkeypatch.setattr(lesson_run, "NAMED", 20)

    def run(text, beside=None, lesson=LESSON):
        source = Source(lesson.name, f"{lesson.name}.py", text)
        return grader.grade_lesson(lesson, source, beside=beside)

    return run


def wrong(result):
    return {task.task: task.feedback for task in result.tasks if task.status != "done"}


def notebook(path, *cells):
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(nb, path / "derivatives.ipynb")
    return read_lesson(path / "derivatives.ipynb", "derivatives", "derivatives.ipynb")


@cache
def may_mount():
    """Does the system give workers a folder of their own?"""
    code = "from graders.sandbox.inside import confine; raise SystemExit(not confine.prepare().stage)"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


# A statement that stops


STOPS = {
    "rows = list(open('data/prices.csv'))": "looks for a file that is not there while code is graded",
    "n = int(input('How many? '))": "waits for input, which nobody types while code is graded",
    "import no_such_library as nsl": "stopped with ModuleNotFoundError: No module named 'no_such_library'",
    "assert power_rule([1, 0]) == [2]": "stopped with",
    "exit()": "ends the program",
    "import sys; sys.exit('bye')": "ends the program",
    "print(undefined_name)": "stopped with NameError: name 'undefined_name' is not defined",
    "return 5": "stopped with SyntaxError: 'return' outside function",
    "if True:\n    1 / 0": "stopped with ZeroDivisionError",
    "import os\nos._exit(3)": "ended its process: it left with exit code 3",
    "raise BaseException('odd')": "stopped with BaseException: odd",
}


@pytest.mark.parametrize("place", ["above", "below"])
@pytest.mark.parametrize("statement", STOPS)
def test_a_statement_that_stops_costs_nothing_but_itself(grade, statement, place):
    text = f"{statement}\n{SOLVED}" if place == "above" else f"{SOLVED}\n{statement}\n"
    result = grade(text)
    assert wrong(result) == {}
    line = (1 if place == "above" else LINES + 2) + statement.startswith("import os\n")
    assert f"derivatives.py, line {line}, `" in result.note
    assert STOPS[statement] in result.note


def test_all_that_stop_are_told_and_everything_else_runs(grade):
    below = "open('x'); a = [\n 1]\n@a\ndef b(): ...\nc = 3\nc.d\n"
    result = grade(f"from __future__ import annotations\n1 / 0\n{SOLVED}\n{below}")
    assert wrong(result) == {}
    told = re.findall(r"line (\d+), `([^`]*)`", result.note)
    assert told == [
        ("2", "1 / 0"),
        (str(LINES + 4), "open('x'); a = […"),
        (str(LINES + 6), "@a…"),
        (str(LINES + 9), "c.d"),
    ]


def test_what_is_imported_from_the_future_holds_for_what_runs_after_a_stop(grade):
    result = grade(
        f"from __future__ import annotations\n1 / 0\n{SOLVED}\ndef f(a: No, b: 'Name') -> Such: ...\n"
    )
    assert wrong(result) == {}
    assert result.note.count("line") == 1


def test_a_guarded_main_is_not_run(grade):
    assert grade(f"{SOLVED}\nif __name__ == '__main__':\n    1 / 0\n").note == ""


def indented(text):
    return textwrap.indent(text.strip("\n"), "    ")


@pytest.mark.parametrize("guard", ["if __name__ == '__main__':", 'if "__main__" == __name__:'])
def test_what_stands_only_under_the_guard_is_there_as_where_the_file_is_started(grade, guard):
    imports, functions = SOLVED.split("\n\n\n", 1)
    for text in (f"{guard}\n{indented(SOLVED)}\n", f"{guard}\n{indented(imports)}\n\n\n{functions}"):
        result = grade(text)
        assert (wrong(result), result.note) == ({}, "")


@pytest.mark.parametrize("binding", [
    "globals()['power_rule'] = other", "import sys\nsetattr(sys.modules[__name__], 'power_rule', other)",
    "exec('power_rule = other')", "globals().update(power_rule=other)",
])  # fmt: skip
def test_a_function_may_get_its_name_in_any_way(grade, binding):
    result = grade(f"{SOLVED.replace('def power_rule', 'def other')}\n{binding}\n")
    assert (wrong(result), result.note) == ({}, "")


@pytest.mark.parametrize("text", [
    SOLVED.replace("def power_rule", "class Mine:\n  def power_rule"),
    SOLVED.replace("def power_rule", "globals()\ndef other"),
])  # fmt: skip
def test_what_is_no_function_of_the_file_in_the_end_is_told_as_that(grade, text):
    (task,) = (task for task in grade(text).tasks if task.status != "done")
    assert (task.task, task.status) == ("power_rule", "todo")
    assert task.feedback == "`power_rule` is not defined."


def test_what_does_not_parse_is_one_sentence(grade):
    result = grade(f"{SOLVED}\ndef f(:\n")
    assert result.score == 0
    assert [task.kind for task in result.tasks] == ["does_not_parse"] + ["waiting"] * 6
    assert "does not parse" in result.tasks[0].feedback


def test_a_task_that_lost_a_name_is_told_which_statement_was_to_bind_it(grade):
    text = SOLVED.replace("derivative_cubic():\n", "derivative_cubic():\n    print(rows)\n")
    result = grade(f"rows = list(open('rows.csv'))\n{text}")
    told = wrong(result)
    assert list(told) == ["derivative_cubic"]
    assert (
        "`rows` is missing: derivatives.py, line 1, `rows = list(open('rows.csv'))`"
        in told["derivative_cubic"]
    )


def test_a_task_that_was_to_be_bound_by_what_stopped_is_told_so(grade):
    text = SOLVED.replace("def power_rule(coeffs):", "@no_such_decorator\ndef power_rule(coeffs):")
    told = wrong(grade(text))
    assert list(told) == ["power_rule"]
    assert "`@no_such_decorator…`, stopped with NameError" in told["power_rule"]


def test_a_demo_that_does_not_end_takes_no_time_from_the_tasks(grade, monkeypatch):
    monkeypatch.setattr("graders.grading.student_process.TRYING_OUT", 1.0)
    result = grade(f"{SOLVED}\ntotal = 0\nfor i in range(10**10):\n    total += i\nprint(total)\n")
    assert wrong(result) == {}
    assert f"line {LINES + 3}, `for i in range(10**10):…`, was still running" in result.note


# Graded where it stood


@pytest.mark.parametrize("later", [
    "x = np.linspace(0, 1, 5)", "for x in range(3):\n    pass", "del x", "import math as x", "x += 1",
    "def derivative(x): ...\nx = 3", "with open('f', 'w') as x:\n    pass",
])  # fmt: skip
def test_a_name_that_is_bound_anew_later_costs_nothing(grade, later):
    result = grade(f"{SOLVED}\n{later}\n")
    assert wrong(result) == {}
    assert "binds `x` anew; `derivative_cubic` was graded as it stood after line" in result.note


def test_the_names_of_the_statements_example_are_its_own(grade):
    below = "np = sp = 3\nlen = float = sum = None\n"
    text = SOLVED.replace('x = sp.Symbol("x")', "x = 5").replace(
        "    return 3 * x", "    x = sp.Symbol('x')\n    return 3 * x"
    )
    result = grade(f"{text}\n{below}")
    assert wrong(result) == {}


def test_a_deleted_function_counts_as_it_stood(grade):
    result = grade(f"{SOLVED}\ndel power_rule\n")
    assert wrong(result) == {}
    assert "binds `power_rule` anew" in result.note


def test_a_tasks_own_name_may_be_used_for_its_value(grade):
    result = grade(f"{SOLVED}\npower_rule = power_rule([1, 2])\n")
    assert wrong(result) == {}
    assert "binds `power_rule` anew" in result.note


def test_in_a_notebook_the_cells_are_named(grader, tmp_path):
    parts = SOLVED.split("\n\n\n")
    source = notebook(tmp_path, *parts, "x = np.linspace(0, 1)")
    result = grader.grade_lesson(LESSON, source)
    assert wrong(result) == {}
    assert result.note == (
        "derivatives.ipynb, code cell 9, binds `x` anew; "
        "`derivative_cubic` was graded as it stood after code cell 3."
    )


def test_the_last_definition_of_a_task_counts_and_no_earlier_one(grade):
    told = wrong(grade(f"{SOLVED}\ndef power_rule(coeffs):\n    return coeffs\n"))
    assert list(told) == ["power_rule"]


def test_a_stub_below_a_finished_function_is_pointed_at(grade):
    result = grade(f"{SOLVED}\ndef power_rule(coeffs):\n    raise NotImplementedError\n")
    (task,) = (task for task in result.tasks if task.status != "done")
    assert task.status == "todo"
    assert re.search(
        rf"Line \d+ has a finished `power_rule`, but the stub on line {LINES + 2}", task.feedback
    )


# An ordinary process


WORKS = [
    "import sys\nsys.stdout.reconfigure(encoding='utf-8')\nsys.stderr.reconfigure(line_buffering=True)",
    "import sys\nassert not sys.stdout.isatty() and sys.stdout.encoding == 'utf-8'",
    "import sys\nsys.stdout.buffer.write('é'.encode())\nprint('x', file=sys.stderr, flush=True)",
    "import io, sys\ntry:\n    sys.stdout.fileno()\nexcept io.UnsupportedOperation:\n    pass",
    "import io, sys\nsys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding='utf-8')\nprint('ä')",
    "import sys\nassert sys.argv == ['derivatives.py'] and not any('graders' in a for a in sys.orig_argv)",
    "import argparse\np = argparse.ArgumentParser()\np.add_argument('--n', default=1)\np.parse_args()",
    "import sys\nassert sys.modules[__name__].__dict__ is globals() and __name__ == 'derivatives'",
    "import os\nassert os.path.isdir(os.path.dirname(__file__)) and __file__.endswith('/derivatives.py')",
    "import pickle, collections\nP = collections.namedtuple('P', 'a')\npickle.loads(pickle.dumps(P(1)))",
    "from dataclasses import dataclass\n@dataclass\nclass A:\n    b: 'list[int]'",
    "import matplotlib\nmatplotlib.use('TkAgg')\nimport matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()",
    "import matplotlib.pyplot as plt\nplt.switch_backend('Qt5Agg')\nplt.ion()\nplt.figure()\nplt.pause(0.01)",
    "get_ipython().run_line_magic('matplotlib', 'inline')\nget_ipython().system('pip install x')",
    "get_ipython().run_cell_magic('time', '', 'y = 3\\n')\nassert y == 3",
    "import logging\nlogging.basicConfig(level=logging.INFO)\nlogging.info('x')",
    "import getpass\nassert getpass.getuser()",
    "from graders import grade_task\ngrade_task('power_rule', globals())",
]  # fmt: skip


@pytest.mark.parametrize("text", WORKS)
def test_what_works_in_a_process_works_here(grade, text):
    result = grade(f"{text}\n{SOLVED}")
    assert (wrong(result), result.note) == ({}, "")


FILES = [
    "open('log.txt', 'w').write('x')\nassert open('log.txt').read() == 'x'",
    "import os\nos.makedirs('out/a', exist_ok=True)\nopen('out/a/f', 'a').close()\nassert os.listdir('out')",
    "import tempfile\nwith tempfile.TemporaryDirectory(), tempfile.NamedTemporaryFile('w') as f:\n    f.name",
    "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.savefig('a.png')\nplt.savefig('a.pdf')",
    "import numpy as np\nnp.save('a', np.eye(2))\nnp.load('a.npy')",
    "import numpy as np\nnp.savetxt('a.csv', np.eye(2))\nnp.loadtxt('a.csv')",
    "import pathlib, shutil\npathlib.Path('a').write_text('x')\nshutil.copy('a', 'b')\nshutil.move('b', 'd')",
    "import os\nos.chdir(os.path.dirname(os.path.abspath(__file__)))",
    "import sqlite3\nc = sqlite3.connect('a.db')\nc.execute('create table t(a)')\nc.commit()",
    "import json, pickle\njson.dump([1], open('a', 'w'))\npickle.dump(1, open('b', 'wb'))",
    "import logging\nlogging.basicConfig(filename='run.log')\nlogging.error('x')",
]  # fmt: skip


@pytest.mark.parametrize("text", FILES)
def test_files_may_be_written_where_nobody_else_sees_them(grade, text):
    if not may_mount():
        pytest.skip("the system gives no folder of one's own")
    result = grade(f"{text}\n{SOLVED}")
    assert (wrong(result), result.note) == ({}, "")


def test_a_plot_may_be_saved_and_shown_inside_a_task(grade):
    text = SOLVED.replace(
        "    return fig\n", "    plt.savefig('slopes.png', dpi=150)\n    plt.show()\n    return fig\n"
    )
    assert wrong(grade(text)) == {}


# More than one file


def test_a_helper_module_can_be_imported(grade):
    helped = SOLVED.replace("(f(x + h) - f(x - h)) / (2 * h)", "mean(f, x - h, x + h)")
    mean = "def mean(f, a, b):\n    return (f(b) - f(a)) / (b - a)\n"
    assert wrong(grade(f"from my_utils import mean\n{helped}", {"my_utils.py": mean})) == {}
    assert wrong(grade(f"from tools.my import mean\n{helped}", {"tools/my.py": mean})) == {}
    assert (
        wrong(grade(f"import a\nmean = a.mean\n{helped}", {"a.py": "from b import mean", "b.py": mean})) == {}
    )


def test_another_lesson_of_the_submission_can_be_imported(grader):
    other = "from derivatives import central_difference\n" + "def directional_slope(): ...\n"
    sources = {
        "derivatives": Source("derivatives", "derivatives.py", SOLVED),
        "gradient": Source("gradient", "gradient.py", other),
    }
    submission = Submission("one", sources, helpers={"lib/tools.py": "y = 1"})
    assert submission.beside("gradient") == {"derivatives.py": SOLVED, "lib/tools.py": "y = 1"}
    lessons = {lesson.lesson: lesson for lesson in grader.grade(submission).lessons}
    assert lessons["derivatives"].score == LESSON.points
    assert lessons["gradient"].note == ""


def test_a_helper_takes_nobodys_place(grade):
    beside = {
        "numpy.py": "raise ValueError",
        "random.py": "raise ValueError",
        "graders/course/index.py": "x = 1",
    }
    result = grade(f"import random\nrandom.random()\n{SOLVED}", beside)
    assert (wrong(result), result.note) == ({}, "")
    assert "ModuleNotFoundError" in grade(f"import graders.course.index\n{SOLVED}", beside).note


def test_a_helper_that_is_broken_costs_the_import_alone(grade):
    for text in ("def f(:\n", "raise ImportError('no')"):
        result = grade(f"import my_utils\nmy_utils.f\n{SOLVED}", {"my_utils.py": text})
        assert wrong(result) == {}
        assert "line" in result.note


def test_what_is_said_of_a_library_tells_nothing_of_the_graders_disk(grade):
    note = grade(f"from numpy import no_such_name\n{SOLVED}").note
    assert "ImportError: cannot import name 'no_such_name' from 'numpy'; the rest was graded." in note


def test_helpers_never_reach_the_path_of_the_grader(grade):
    before = set(sys.modules), list(sys.path), list(sys.meta_path)
    grade(f"import my_utils\n{SOLVED}", {"my_utils.py": "x = 1"})
    assert (set(sys.modules), list(sys.path), list(sys.meta_path)) == before


# A notebook's cell


OURS = [
    "import no_such_library as nsl", "from no_such.library import a", "rows = open('prices.csv').read()",
    "import subprocess\nsubprocess.run(['pip'])", "n = input()", "import torch_ as t, os\nt.ones(3)",
    "get_ipython = lambda: None\nget_ipython().run_line_magic('matplotlib', 'inline')",
]  # fmt: skip


@pytest.mark.parametrize("line", OURS)
def test_what_only_the_grader_lacks_costs_no_more_in_a_cell_than_in_a_script(grader, tmp_path, line):
    result = grader.grade_lesson(LESSON, notebook(tmp_path, f"{line}\nimport math\n{SOLVED}"))
    assert wrong(result) == {}
    assert "derivatives.ipynb, code cell 1, line" in result.note


def test_what_such_a_line_was_to_bind_is_told(grader, tmp_path):
    text = SOLVED.replace("derivative_cubic():\n", "derivative_cubic():\n    print(rows)\n")
    told = wrong(grader.grade_lesson(LESSON, notebook(tmp_path, f"a = 1\nrows = open('rows.csv')\n{text}")))
    assert list(told) == ["derivative_cubic"]
    assert (
        "`rows` is missing: derivatives.ipynb, code cell 1, line 2 looks for a file"
        in told["derivative_cubic"]
    )


AT_NIGHT = partial(pytest.param, marks=pytest.mark.nightly)
BARE = [
    ("from no_numba import njit as jit", "@jit\n"), ("import no_numba", "@no_numba.njit(cache=True)\n"),
    ("try:\n    from no_numba import njit\nexcept ImportError:\n    print('slow')", "@njit\n"),
    ("import no_torch as t, math as m\nm.pi", "@t.no_grad()\n"), ("from no.types import Float, Array", ""),
]  # fmt: skip


@pytest.mark.parametrize("form", ["script", "cells", AT_NIGHT("one cell")])
@pytest.mark.parametrize(("line", "decorator"), BARE)
def test_a_function_stands_without_what_a_missing_library_says_of_it(
    grader, grade, tmp_path, form, line, decorator
):
    text = SOLVED.replace("def power_rule", f"{decorator}def power_rule")
    if not decorator:
        text = text.replace("(coeffs):", "(coeffs: Float[Array, 'n']) -> Array:")
    if form == "script":
        result = grade(f"{line}\n{text}")
    else:
        cells = [line, *text.split("\n\n\n")] if form == "cells" else [f"{line}\n{text}"]
        result = grader.grade_lesson(LESSON, notebook(tmp_path, *cells))
    assert wrong(result) == {}
    assert "njit…" not in result.note


def test_but_not_without_a_decorator_that_no_library_was_to_give(grader, tmp_path):
    cells = [part.replace("def power", "@such\ndef power") for part in SOLVED.split("\n\n\n")]
    result = grader.grade_lesson(LESSON, notebook(tmp_path, "import math", *cells))
    assert list(wrong(result)) == ["power_rule"]


LATER = [
    ("import no_seaborn as sns", "sns.set()"), ("n = int(input())", "m = 2 * n", "k = m + 1"),
    ("rows = open('prices.csv')", "first = next(rows)", "print(first)"),
    ("import no_pandas as pd", "df = pd.read_csv('a')", "df.head()"),
]  # fmt: skip


@pytest.mark.parametrize("lines", LATER)
def test_what_follows_from_it_costs_no_more_in_later_cells(grader, tmp_path, lines):
    head, *rest = SOLVED.split("\n\n\n")
    cells = [head, *lines[:-1], "\n\n\n".join([lines[-1], *rest])]
    assert wrong(grader.grade_lesson(LESSON, notebook(tmp_path, *cells))) == {}


@pytest.mark.parametrize("line", [OURS[0], "import no_such, math as mm\nmm.pi", *map(AT_NIGHT, OURS[1:])])
@pytest.mark.parametrize(
    "guard", ["if __name__ == '__main__':", AT_NIGHT("if True:"), "if 0:\n    pass\nelif 1:\n  if 2:"]
)
def test_in_a_branch_it_costs_no_more(grade, line, guard):
    result = grade(f"{guard}\n{indented(f'{line}{chr(10)}{SOLVED}')}\n")
    assert wrong(result) == {}
    assert result.note.count("line ") == 1 + ("torch" in line)
    assert f"`{guard[:6]}" not in result.note


def test_in_a_branch_an_exception_of_its_own_costs_the_rest_of_it(grade):
    told = wrong(grade(f"if True:\n{indented(f'1 / 0{chr(10)}{SOLVED}')}\n"))
    assert len(told) == 7
    assert all("`if True:…`, stopped with ZeroDivisionError" in feedback for feedback in told.values())


SHOWN = [
    ("from IPython.display import display, Math, clear_output as c", "display(Math('x')); c(wait=True)"),
    ("import IPython.display as ipd", "ipd.display(ipd.Audio([1]))"),
    ("from IPython import get_ipython, display", "get_ipython().magic('x'); display.display(1)"),
    ("import IPython", "IPython.display.clear_output()"),
    ("from tqdm.auto import tqdm as bar", "assert [*bar([1, 2], desc='x')] == [1, 2]; bar.write('x')"),
    ("import tqdm", "assert sum(tqdm.trange(1, 4, leave=False)) == 6 == sum(tqdm.notebook.tqdm([6]))"),
    ("from tqdm.notebook import tqdm", "with tqdm(total=3) as bar: bar.update(1); bar.set_postfix(a=3)"),
]  # fmt: skip


@pytest.mark.parametrize("form", ["script", AT_NIGHT("notebook")])
@pytest.mark.parametrize(("line", "used"), SHOWN)
def test_what_only_shows_and_is_not_installed_shows_nothing(grader, grade, tmp_path, line, used, form):
    head, *rest = SOLVED.replace("    n = len", f"    {used}\n    n = len").split("\n\n\n")
    names = ["IPython", "IPython.display", "tqdm", "tqdm.auto", "tqdm.notebook"]
    cells = [f"import sys\nsys.modules.update(dict.fromkeys({names}))", line, head, *rest]
    text = "\n\n\n".join(cells)
    result = grade(text) if form == "script" else grader.grade_lesson(LESSON, notebook(tmp_path, *cells))
    assert wrong(result) == {}
    assert result.note.count("ModuleNotFoundError") == 1


@pytest.mark.parametrize("line", [
    "from sympy import init_session\ninit_session(quiet=True)", "import sympy\nsympy.init_session()",
])  # fmt: skip
def test_a_session_of_sympy_binds_its_names(grader, grade, tmp_path, line):
    text = SOLVED.replace("3 * x**2 - 4 * x", "diff(x**3 - 2 * x**2, x)")
    assert wrong(grade(f"{line}\n{text}")) == {}
    assert wrong(grader.grade_lesson(LESSON, notebook(tmp_path, line, *text.split("\n\n\n")))) == {}


def test_below_an_exception_of_its_own_a_cell_does_not_go_on(grader, tmp_path):
    result = grader.grade_lesson(LESSON, notebook(tmp_path, f"1 / 0\n{SOLVED}"))
    assert result.score == 0


@pytest.mark.parametrize("line", [
    "import asyncio\nawait asyncio.sleep(0)\n", "async def one():\n    return 1\nassert await one() == 1",
    "assert __name__ == '__main__'", "import sys\nassert sys.modules['__main__'].__dict__ is globals()",
    "if __name__ == '__main__':\n    import math\nmath.pi", "import pickle\nclass A: ...\npickle.dumps(A())",
    "import math",
])  # fmt: skip
def test_a_cell_runs_as_in_jupyter(grader, tmp_path, line):
    result = grader.grade_lesson(LESSON, notebook(tmp_path, f"{line}\n{SOLVED}"))
    assert wrong(result) == {}
    assert "code cell" not in result.note


KEPT = [
    ("3 + 4", "assert _ == Out[2] == _2 == 7"),
    ("[1]", "None", "x = 2", "_.append(2)", "assert Out[2] == [1, 2]"),
    ("1", "2", "3", "assert (_, __, ___, len(Out)) == (3, 2, 1, 3)"), ("7;", "assert _ == '' and not Out"),
    ("for i in range(3):\n    i", "assert _ == ''"), ("_ = str", "5", "assert _('a') == 'a' and Out[3] == 5"),
    ("6\n1 / 0", "assert not Out"), ("4 # four", "if _ == 4:\n    power_rule", "assert _ == Out[2] == 4"),
    ("6\nopen('no.csv')", "assert not Out and _ == ''"), ("await one()", "assert _ == Out[2] == 1"),
]  # fmt: skip


@pytest.mark.parametrize("cells", KEPT)
def test_what_a_cell_shows_is_kept_as_in_jupyter(grader, tmp_path, cells):
    first = f"{SOLVED}\nasync def one():\n    return 1\n"
    result = grader.grade_lesson(LESSON, notebook(tmp_path, first, *cells))
    assert wrong(result) == {}
    assert "AssertionError" not in result.note and "NameError" not in result.note


@pytest.mark.parametrize("name", ["ls", "pwd", "who", "whos", "clear", "cd", "history", "env", "cls"])
def test_a_bare_magic_says_nothing(grader, tmp_path, name):
    result = grader.grade_lesson(LESSON, notebook(tmp_path, name, SOLVED, f" {name}\n"))
    assert (wrong(result), result.note) == ({}, "")


WAITS = """
import asyncio
async def late(n, seconds):
    await asyncio.sleep(seconds)
    return n
async def all_of_it():
    first = await asyncio.gather(late(1, 0.02), late(2, 0.01), asyncio.to_thread(pow, 2, 3))
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        task = group.create_task(late(3, 0))
    try:
        await asyncio.wait_for(late(4, 60), 0.01)
    except TimeoutError:
        return [*first, task.result()]
"""


def test_what_is_asynchronous_runs_as_anywhere_else(grade, grader, tmp_path):
    script = grade(f"{WAITS}\nassert asyncio.run(all_of_it()) == [1, 2, 8, 3]\n{SOLVED}")
    assert (wrong(script), script.note) == ({}, "")
    cells = ("pending = asyncio.ensure_future(late(5, 0.01))\nfound = await all_of_it()",
             "assert found == [1, 2, 8, 3] and await pending == 5")  # fmt: skip
    result = grader.grade_lesson(LESSON, notebook(tmp_path, WAITS, *cells, SOLVED))
    assert (wrong(result), "AssertionError" in result.note) == ({}, False)
    assert result.note == ""


# What is to do


def test_only_an_untouched_stub_is_to_do(grade):
    branch = textwrap.dedent("""
        def power_rule(coeffs):
            if len(coeffs) < 99:
                raise NotImplementedError("short ones")
            return coeffs
    """)
    (task,) = (task for task in grade(SOLVED + branch).tasks if task.status != "done")
    assert (task.status, task.kind) == ("error", "raised")
    assert "raises NotImplementedError: short ones" in task.feedback


def test_a_call_of_a_stub_is_told_as_that(grade):
    text = re.sub(r"(def difference_quotient.*\n).*\n", r"\1    raise NotImplementedError\n", SOLVED)
    told = wrong(grade(text))
    assert told["difference_quotient"] == ""
    assert "`rate_vs_rule_gap` calls `difference_quotient`, which is still to do" in told["rate_vs_rule_gap"]


@pytest.mark.parametrize(("body", "words"), [
    ("return lambda x: x", "The answer is a function; a list is expected."),
    ("return power_rule", "The answer is a function; a list is expected."),
    ("return {1, 2}", "The answer is a set; a list is expected."),
    ("return sp.FiniteSet(1, 2)", "The answer is a SymPy set; a list is expected."),
    ("return [None]", "`answer[0]` is None; a number is expected."),
    ("pass", "The answer is None. Is a `return` missing?"),
])  # fmt: skip
def test_an_answer_of_another_kind_is_called_what_people_call_it(grade, body, words):
    told = wrong(grade(f"{SOLVED}\ndef power_rule(coeffs):\n    coeffs = coeffs\n    {body}\n"))
    assert words in told["power_rule"]


# Nodes of a student's own class

GRAPH = (ROOT / "reference" / "autodiff.py").read_text(encoding="utf-8")
NODE = GRAPH[GRAPH.index("@dataclass(eq=False)\nclass Node") : GRAPH.index("def add(u: Node")]
NODES = {
    "as it was given": NODE,
    "with a method": f"{NODE.rstrip()}\n\n    def is_leaf(self):\n        return not self.parents\n\n\n",
    "with slots": NODE.replace("eq=False", "eq=False, slots=True"),
    "plain": """class Node:
    def __init__(self, value, parents=(), grad=0.0):
        self.value, self.parents, self.grad = value, list(parents), grad


""",
}


@pytest.fixture(scope="module")
def graphs():
    with Grader(COURSE, tell=tell, seed="handed in", lessons=["autodiff"], many=False) as grader:
        yield grader


def ask(graphs, text):
    lesson = COURSE.lesson("autodiff")
    result = graphs.grade_lesson(lesson, Source("autodiff", "autodiff.py", text))
    names = ("topological_order", "accumulate_gradients")
    return {task.task: task.feedback for task in result.tasks if task.task in names and task.status != "done"}


@pytest.mark.parametrize("node", NODES)
def test_a_graph_is_made_of_the_class_that_the_file_has(graphs, node):
    assert ask(graphs, f"from __future__ import annotations\n{GRAPH.replace(NODE, NODES[node])}") == {}


def test_a_node_is_an_instance_of_it_and_has_its_methods(graphs):
    text = GRAPH.replace(NODE, NODES["with a method"])
    start = text.index('    """', text.index("def topological_order"))
    body = text.index('"""', start + 7) + 3
    text = f"{text[:body]}\n    assert isinstance(out, Node)\n    out.is_leaf(){text[body:]}"
    assert ask(graphs, text) == {}
