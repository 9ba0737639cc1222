"""What students import by habit works in every lesson, and what is not installed costs the import alone."""

from __future__ import annotations

import importlib.util

import pytest

from graders.course.index import own_course
from graders.course.submission import Source
from graders.feedback.happenings import tell
from graders.grading import lesson_run
from graders.grading.engine import Grader

COURSE = own_course()
MODULES = """
abc argparse array ast base64 bisect calendar collections concurrent.futures contextlib copy csv ctypes
dataclasses datetime decimal doctest enum fractions functools gc glob gzip hashlib heapq inspect io itertools
json logging math operator os pathlib pickle platform pprint queue random re shutil sqlite3 statistics string
struct subprocess sys tempfile textwrap threading time timeit traceback types typing unittest uuid warnings
zipfile numpy numpy.linalg numpy.random sympy sympy.abc sympy.plotting scipy scipy.integrate scipy.optimize
scipy.stats matplotlib matplotlib.pyplot matplotlib.animation matplotlib.cm mpl_toolkits.mplot3d sklearn
sklearn.datasets sklearn.linear_model sklearn.metrics sklearn.model_selection sklearn.neural_network
sklearn.preprocessing sklearn.svm pandas seaborn tqdm IPython IPython.display ipywidgets torch tensorflow jax
"""
USUAL = MODULES.split()
HABITS = """
import matplotlib
matplotlib.use("TkAgg")
import matplotlib.pyplot as plt
plt.style.use("ggplot")
plt.rcParams["figure.figsize"] = (8, 6)
plt.rc("font", size=12)
plt.figure()
plt.plot([1, 2], [3, 4], label="$x^2$")
plt.legend()
plt.tight_layout()
plt.show()
import numpy as np
np.random.seed(0)
np.set_printoptions(precision=3, suppress=True)
import warnings
warnings.filterwarnings("ignore")
"""
ONE, *OTHERS = (lesson.name for lesson in COURSE.lessons)
SLOW = pytest.mark.nightly


def is_there(name):
    return importlib.util.find_spec(name.partition(".")[0]) is not None


def check(grader, lesson, monkeypatch):
    monkeypatch.setattr(lesson_run, "NAMED", len(USUAL))
    task = COURSE.lesson(lesson).tasks[0].name
    text = "\n".join(f"import {name}" for name in USUAL) + f"{HABITS}\ndef {task}(*_):\n    return 0\n"
    result = grader.grade_lesson(COURSE.lesson(lesson), Source(lesson, f"{lesson}.py", text))
    stopped = {name for name in USUAL if f"`import {name}`" in result.note}
    assert stopped == {name for name in USUAL if not is_there(name)}
    assert result.note.count(", line ") == len(stopped), result.note


@pytest.mark.parametrize("lesson", [ONE, "regression", *(pytest.param(one, marks=SLOW) for one in OTHERS)])
def test_alone(lesson, monkeypatch):
    with Grader(COURSE, tell=tell, lessons=[lesson], many=False) as grader:
        check(grader, lesson, monkeypatch)


@pytest.mark.nightly
def test_in_a_whole_run(monkeypatch):
    with Grader(COURSE, tell=tell) as grader:
        for lesson in COURSE.lessons:
            check(grader, lesson.name, monkeypatch)
