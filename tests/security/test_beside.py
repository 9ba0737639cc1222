"""What is handed in beside a lesson, or left running by it, gets nowhere: modules, texts, archives, cells."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from pathlib import Path

import pytest

from graders.course.index import own_course
from graders.course.submission import MOST_BESIDE, Source
from graders.feedback.happenings import tell
from graders.grading.engine import Grader
from graders.sandbox.inside import confine, landlock, scratch, shown, siblings, statements
from graders.sandbox.inside.wanting import Wanting
from graders.submissions import archives, documents
from graders.submissions.intake import take_in
from tests.fronts.handed_in import notebook, packed, put_all
from tests.fronts.test_handed_in import SOLVED

COURSE = own_course()
LESSON = COURSE.lesson("derivatives")
MARK = "gradlings-beside"
FORGED = f"""
import os, sys
open({MARK!r} + "-" + __name__, "w").close()
sys.modules[__name__] = type("Right", (), {{"__getattr__": lambda *_: lambda *_, **__: 0}})()
os.environ["PYTHONPATH"] = "."
raise SystemExit(0)
"""
WANTING = Wanting(lambda error: False)
pytestmark = pytest.mark.skipif(not confine.LINUX or landlock.version() == 0, reason="needs Landlock")


@pytest.fixture(scope="module")
def grader():
    with Grader(COURSE, tell=tell, seed="beside", lessons=["derivatives"], many=False) as grader:
        yield grader


@pytest.fixture
def grade(grader, tmp_path):
    def run(files):
        (submission,) = take_in([put_all(tmp_path / "class", files)], COURSE).submissions
        return grader.grade(submission).lessons[0]

    return run


def wrong(result):
    return {task.task: task.feedback for task in result.tasks if task.status != "done"}


# Modules

NAMES = [
    "numpy", "sympy", "matplotlib", "scipy", "graders", "reference", "conftest", "sitecustomize", "random",
    "json", "os", "sys", "builtins", "encodings", "codecs", "_frozen_importlib", "msgspec", "flint",
    "__main__", "derivatives", "graders.authoring", "graders.reference.derivatives", "numpy.random",
]  # fmt: skip
UNLIKE_ANY = ("graders", "reference", "conftest", "sitecustomize", "derivatives")
"""No library's own names."""


def file_of(name):
    return f"{name.replace('.', '/')}.py"


@pytest.mark.parametrize("place", ["", "exercises/", "src/"])
def test_a_module_takes_nobodys_place(grade, place):
    known = [name for name in NAMES if name.partition(".")[0] not in UNLIKE_ANY]
    used = "\n".join(f"import {name}" for name in known)
    before = list(sys.path), list(sys.meta_path)
    files = {f"anna/{place}{file_of(name)}": FORGED for name in NAMES}
    result = grade(files | {f"anna/{place}derivatives.py": f"{used}\n{SOLVED}"})
    assert wrong(result) == {}
    assert result.note == ""
    assert (list(sys.path), list(sys.meta_path)) == before
    loaders = [getattr(module, "__loader__", None) for module in sys.modules.values()]
    assert not any(isinstance(loader, siblings.Siblings) for loader in loaders)
    assert not [*Path().glob(f"{MARK}*")]


@pytest.mark.parametrize("name", NAMES)
def test_it_would_if_it_were_asked_first(name):
    finder = siblings.Siblings({name: FORGED}, "submission")
    assert finder.find_spec(name) is not None
    names = {"__spec__": None}
    before = list(sys.meta_path)
    try:
        siblings.serve({file_of(name): FORGED}, "derivatives.py", names)
        assert sys.meta_path[: len(before)] == before
        assert [type(other) for other in sys.meta_path[len(before) :]] == [siblings.Siblings]
    finally:
        sys.meta_path[:] = before


def test_without_the_order_of_finders_it_takes_it(grader, monkeypatch):
    """What the student's file then finds is forged; the grader's own process never asks such a finder."""
    first = "import sys\nsys.meta_path.insert(0, sys.meta_path.pop())\nsys.modules.pop('statistics', None)\n"
    used = "import statistics\nassert statistics.FORGED"
    for text, stops in ((used, 1), (first + used, 0)):
        source = Source("derivatives", "derivatives.py", f"import own\n{text}\n{SOLVED}")
        beside = {"own.py": "", "statistics.py": "FORGED = True"}
        result = grader.grade_lesson(LESSON, source, None, beside)
        assert (wrong(result), result.note.count("AttributeError")) == ({}, stops)


HARMS = {
    "that does not end": "while True:\n    pass",
    "that ends the process": "import os\nos._exit(0)",
    "that takes all memory": "x = [0]\nwhile True:\n    x += x",
    "that calls itself": "import harm_2\nfrom importlib import reload\nreload(harm_2)",
    "that is no Python": "(" * 5_000,
    "that leaves threads": "import threading\nfor _ in range(9):\n    threading.Thread(target=input).start()",
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_module_that_harms_costs_its_own_import_and_nobody_else(grader, grade, monkeypatch, harm):
    monkeypatch.setattr("graders.grading.student_process.TRYING_OUT", 1.0)
    text = HARMS[harm]
    files = {
        "anna/derivatives.py": f"{SOLVED}\nimport harm\n",
        "anna/harm.py": text,
        "anna/harm_2.py": "import harm",
    }
    assert wrong(grade(files)) == {}


def test_without_the_rest_run_again_it_would_cost_all(grade, monkeypatch):
    monkeypatch.setattr("graders.grading.student_process.MOST_LOST", -1)
    files = {
        "anna/derivatives.py": f"{SOLVED}\nimport harm\n",
        "anna/harm.py": HARMS["that ends the process"],
    }
    assert len(wrong(grade(files))) == 7


STATEMENTS = {
    "that ends the process": "import os\nos._exit(0)",
    "that kills it": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "that does not end": "while True:\n    pass",
    "that swallows what would end it": "while 1:\n  try:\n    while 1: 3\n  except BaseException: 3",
    "that takes all memory": "x = [0]\nwhile True:\n    x += x",
    "that overflows the stack": "import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
    "that raises what cannot be told": "class E(Exception):\n    __str__ = __repr__ = exit\nraise E()",
    "that raises a thousand times": "\n".join("1 / 0" for _ in range(1_000)),
    "that forges what is told of it": "import graders.sandbox.inside.wanting as w\nw.Wanting.after = 3\n1/0",
}  # fmt: skip


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_that_harms_costs_itself_alone(grade, monkeypatch, statement):
    monkeypatch.setattr("graders.grading.student_process.TRYING_OUT", 1.0)
    result = grade({"anna/derivatives.py": f"{SOLVED}\n{STATEMENTS[statement]}\n"})
    assert wrong(result) == {}
    assert ("derivatives.py, line" in result.note) == ("forges" not in statement)
    assert len(result.note) < 2_000


@pytest.mark.parametrize(
    "statement",
    ["that ends the process", pytest.param("that swallows what would end it", marks=pytest.mark.nightly)],
)
def test_without_the_rest_run_again_that_would_too(grade, monkeypatch, statement):
    monkeypatch.setattr("graders.grading.student_process.MOST_LOST", -1)
    assert len(wrong(grade({"anna/derivatives.py": f"{SOLVED}\n{STATEMENTS[statement]}\n"}))) == 7


def test_without_that_a_stop_is_one_it_would_cost_what_stands_below(grade, monkeypatch):
    monkeypatch.setattr("graders.sandbox.inside.statements._rest", lambda *_: [])
    names = {}
    stopped = statements.run_statements("1 / 0\nx = 3", "f.py", names, 0, WANTING, lambda *_: None)
    assert (stopped, "x" in names) == (0, False)
    monkeypatch.undo()
    statements.run_statements("1 / 0\nx = 3", "f.py", names, 0, WANTING, lambda *_: None)
    assert names["x"] == 3


def test_thousands_of_modules_are_capped_before_they_are_sent(grade, tmp_path):
    archive = packed({f"hw/m{n}.py": f"import m{n + 1}\nx = '{'y' * 900}'\n" for n in range(3_000)}
                     | {f"hw/t{n}.csv": "1,2\n" * 300 for n in range(900)}
                     | {"hw/derivatives.py": f"import m1\n{SOLVED}"})  # fmt: skip
    (submission,) = take_in([put_all(tmp_path / "in", {"anna.zip": archive})], COURSE).submissions
    assert len(submission.helpers) <= documents.MOST_HELPERS
    assert sum(map(len, submission.beside("derivatives").values())) <= MOST_BESIDE


def test_without_the_caps_all_of_them_would_be_sent(tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "MOST_HELPERS", 10**6)
    files = {f"anna/m{n}.py": f"x = {n}" for n in range(90)} | {"anna/derivatives.py": SOLVED}
    (submission,) = take_in([put_all(tmp_path / "in", files)], COURSE).submissions
    assert len(submission.helpers) == 91


# Texts

OUTSIDE = [
    "../x.txt",
    "../../x.txt",
    "/tmp/x.txt",
    "a/../../../x.txt",
    "a\0b.txt",
    "x" * 300 + ".txt",
    "",
    ".",
]


def test_texts_are_laid_in_a_workers_own_folder_and_nowhere_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scratch.lay({"x.txt": "x"})
    assert os.listdir() == []
    monkeypatch.setattr(scratch, "_entered", ["."])  # what it would do here otherwise
    scratch.lay({"x.txt": "x", "a/b.csv": "y"})
    assert sorted(os.listdir()) == ["a", "x.txt"]


def test_without_confinement_a_text_would_leave_it(tmp_path, monkeypatch):
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr(scratch, "_entered", ["."])
    scratch.lay({"../x.txt": "x"})
    assert (tmp_path / "x.txt").read_text() == "x"


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_text_leaves_it(grader, name):
    look = "import os\nassert open('in.txt').read() == '1'\nassert not os.path.exists('/tmp/x.txt')"
    source = Source("derivatives", "derivatives.py", f"{look}\n{SOLVED}")
    result = grader.grade_lesson(LESSON, source, None, {name: "x", "in.txt": "1"})
    assert (wrong(result), result.note) == ({}, "")
    assert not os.path.exists("/tmp/x.txt")


def test_a_text_replaces_nothing_and_fills_the_folder_at_most(grade):
    files = {f"anna/{n}/data.csv": "1\n" * 90_000 for n in range(60)}
    check = "import os\nassert sum(len(found) for _, _, found in os.walk('.')) < 60"
    assert wrong(grade(files | {"anna/derivatives.py": f"{check}\n{SOLVED}"})) == {}


# Archives of any name


def bomb(name="derivatives.py"):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b" " * 900_000)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["derivatives.py", "derivatives.ipynb", "derivatives.txt", "derivatives"])
def test_a_bomb_is_refused_whatever_it_is_called(tmp_path, name):
    files = {f"anna/{name}": bomb(), "ben/derivatives.py": SOLVED}
    anna, ben = take_in([put_all(tmp_path, files)], COURSE).submissions
    said = " ".join([*anna.notes, *(source.note for source in anna.sources.values())])
    assert "unpacks to more than 100 times its size" in said
    assert ben.sources["derivatives"].text == SOLVED


def test_without_the_ratio_it_would_be_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_RATIO", 10**9)
    files = {"anna/derivatives.txt": bomb(), "ben/derivatives.py": SOLVED}
    anna, _ = take_in([put_all(tmp_path, files)], COURSE).submissions
    assert len(anna.sources["derivatives"].text) == 900_000


def test_archives_in_texts_are_opened_only_so_deep(tmp_path, monkeypatch):
    inner = packed({"derivatives.py": SOLVED})
    for _ in range(4):
        inner = packed({"more.txt": inner})
    found = take_in([put_all(tmp_path, {"anna/a.json": inner, "ben/derivatives.py": SOLVED})], COURSE)
    assert not found.submissions[0].sources
    assert "handed in only `a.json/more.txt/more.txt/more.txt`" in found.submissions[0].notes[0]
    monkeypatch.setattr(archives, "MAX_NESTED", 9)
    assert take_in([tmp_path], COURSE).submissions[0].sources["derivatives"].text == SOLVED


# Cells that run on

CELLS = {
    "a hook of what is shown": "import sys\nsys.displayhook = exit\n3",
    "what was shown is another": "Out = _ = __ = ___ = _oh = None\n4",
    "what is shown is hostile": "class A:\n    __getattribute__ = __eq__ = __bool__ = __repr__ = exit\nA()",
    "a wait without end": "import asyncio\nawait asyncio.Event().wait()",
    "a task that swallows everything": """
import asyncio
async def stay():
    while True:
        try:
            await asyncio.sleep(0.001)
        except BaseException:
            pass
later = asyncio.ensure_future(stay())
await asyncio.sleep(0.01)""",
    "a loop that is closed": "import asyncio\nasyncio.get_running_loop().stop()\nawait asyncio.sleep(0)",
    "a loop that is another": "import asyncio\nasyncio.set_event_loop_policy(None)\nasyncio.run = exit",
    "awaiting what is nothing": "class B:\n    def __await__(self):\n        yield 5\nawait B()",
}  # fmt: skip


@pytest.mark.parametrize(
    "cell", [pytest.param(cell, marks=pytest.mark.nightly if n % 4 else ()) for n, cell in enumerate(CELLS)]
)
def test_a_cell_that_runs_on_costs_itself_alone(grade, monkeypatch, cell):
    monkeypatch.setattr("graders.grading.student_process.TRYING_OUT", 1.0)
    cells = [CELLS[cell], *SOLVED.strip().split("\n\n\n"), CELLS[cell], "5"]
    assert wrong(grade({"anna/derivatives.ipynb": notebook(*cells)})) == {}


@pytest.mark.parametrize("cell", [
    "import os\nos._exit(0)", pytest.param("while True:\n    pass", marks=pytest.mark.nightly),
])  # fmt: skip
def test_without_the_rest_run_again_a_cell_would_cost_all(grade, monkeypatch, cell):
    monkeypatch.setattr("graders.grading.student_process.TRYING_OUT", 1.0)
    cells = [*SOLVED.strip().split("\n\n\n"), cell]
    assert wrong(grade({"anna/derivatives.ipynb": notebook(*cells)})) == {}
    monkeypatch.setattr("graders.grading.student_process.MOST_LOST", -1)
    monkeypatch.setattr("graders.grading.student_process.TRYING_OUT", 1.0)
    assert len(wrong(grade({"anna/derivatives.ipynb": notebook(*cells)}))) == 7


def test_without_its_own_hook_a_cell_would_choose_what_later_ones_are_shown():
    names = {}
    seen = shown.Shown(names)
    hook = sys.displayhook
    with seen.of(1):
        sys.displayhook = exit
    assert sys.displayhook is hook
    with seen.of(2):
        sys.displayhook(4)
    assert (names["_"], names["_2"]) == (4, 4)


def test_a_later_cell_makes_nothing_right_that_was_wrong(grade):
    cells = SOLVED.replace("4 * x", "5 * x").strip().split("\n\n\n")
    later = [
        "x = 3",
        "derivative_cubic = None",
        "import sys\nsys.modules['__main__'].derivative_cubic = lambda: 0",
        "import sympy\nsympy.Expr.__eq__ = lambda *_: True\ndel x",
    ]
    assert list(wrong(grade({"anna/derivatives.ipynb": notebook(*cells, *later)}))) == ["derivative_cubic"]
