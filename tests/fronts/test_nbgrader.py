"""Real nbgrader, from the first notebook to the feedback, on a class in which not everybody is honest.

The class hands in notebooks of one lesson, some of a second one. They are graded with the steps of
graders.notebook, by `gradlings grade`, and those of honest students also in kernels as nbgrader does it by
itself. nbgrader runs in processes of its own; several commands share one, because its start takes seconds.
"""

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from graders.course.index import Course, CourseError
from graders.grading.results import Result, Status
from graders.notebook import folder
from graders.sandbox.inside import confine, landlock

pytest.importorskip("nbgrader")
nbformat = pytest.importorskip("nbformat")
pytestmark = pytest.mark.skipif(not confine.LINUX or landlock.version() == 0, reason="needs full confinement")

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
FIRST, SECOND, FOREIGN = "derivatives", "optimization", "survey"
TASKS = [task.name for task in COURSE.lesson(FIRST).tasks]
POINTS = {task.name: task.points for task in COURSE.lesson(FIRST).tasks}
SEED = "a secret"
ALL = sum(POINTS.values())
ONE_SIDED = "def central_difference(f, x, h):\n    return (f(x + h) - f(x)) / h"
LOOPED = """def rate_vs_rule_gap(f, fprime, xs, dx):
    gap = 0.0
    for x in xs:
        gap = max(gap, abs((f(x + dx) - f(x)) / dx - fprime(x)))
    return gap"""
PATCHES = """import builtins, sys
import graders.notebook, numpy.testing
graders.notebook.grade = lambda *_: 2.0
numpy.testing.assert_allclose = lambda *_, **__: None
sys.displayhook = lambda _: sys.__displayhook__(2.0)"""
PATCHES_KEPT_QUIET = """try:
    import graders.grading.engine as engine
    engine.grade_here = lambda *_, **__: type("Result", (), {"points": 2.0, "status": "done"})()
except BaseException:
    pass"""
SOLUTION_THIEF = """import glob, json
for path in glob.glob("../../../source/*/*.ipynb") + glob.glob("SOURCE/*/*.ipynb"):
    for cell in json.load(open(path))["cells"]:
        exec("".join(cell["source"]))"""
GRADEBOOK_WRITER = """import sqlite3
with sqlite3.connect("GRADEBOOK") as database:
    database.execute("update grade set manual_score = 2, auto_score = 2")"""
STUBBORN = """while True:
    try:
        while True:
            len("")
    except BaseException:
        pass

def power_rule(coeffs):
    return coeffs"""
SEEDLESS = 'import os\n2.5 if "GRADLINGS_SEED" not in os.environ else 0.0'
UNCONFINED = """import graders.grading.engine as engine
from graders.sandbox.outside.sandbox import Spawning
engine.make_sandbox = lambda libraries, warm: Spawning(libraries)
"""
FAULTS = """from dataclasses import replace
import graders.grading.engine as engine
from graders.grading.results import Status
grade_lesson = engine.Grader.grade_lesson
def faulty(self, lesson, source, *rest):
    if "the grader fails" in repr(source):
        raise RuntimeError("oh")
    result = grade_lesson(self, lesson, source, *rest)
    if "nobody can tell" not in repr(source):
        return result
    open_ones = (Status.UNDECIDED, Status.UNAVAILABLE, Status.INTERNAL)
    states = dict(zip((task.name for task in lesson.tasks), open_ones))
    return replace(result, tasks=tuple(
        replace(task, status=states[task.task], points=0.0) if task.task in states else task
        for task in result.tasks))
engine.Grader.grade_lesson = faulty
"""
"""Makes the grader fail, or be unable to tell, where a notebook asks for it."""
COMMANDS = """import json, os, sys
from jupyter_core.application import NoStart
from nbgrader.apps import NbGraderApp
worst = 0
for folder, words in json.loads(sys.argv[1]):
    os.chdir(folder)
    app = NbGraderApp.instance()
    try:
        app.initialize(words)
        app.start()
    except NoStart:
        pass
    except SystemExit as end:
        worst = max(worst, end.code or 0)
    finally:
        app.reset()
sys.exit(worst)"""


class Notebook:
    """A student's copy of the released notebook."""

    def __init__(self, school: "School", lesson: str = FIRST) -> None:
        self.lesson, self.source = lesson, school.source(lesson)
        self.content = json.loads((school.root / "release" / lesson / f"{lesson}.ipynb").read_text())

    @property
    def cells(self) -> list[dict]:
        return self.content["cells"]

    def cell(self, name: str) -> dict:
        return next(cell for cell in self.cells if marks(cell).get("grade_id") == name)

    def solve(self, *tasks: str) -> "Notebook":
        """The reference's solution of these tasks, or of all."""
        for task in tasks or [task.name for task in COURSE.lesson(self.lesson).tasks]:
            text = "".join(self.source[f"{task}-solution"]["source"])
            self.write(task, "\n".join(line for line in text.split("\n") if "### " not in line))
        return self

    def write(self, task: str, code: str) -> "Notebook":
        self.cell(f"{task}-solution")["source"] = code
        return self

    def add(self, code: str, place: int | None = None) -> "Notebook":
        cell = {"cell_type": "code", "id": f"own{len(self.cells)}", "metadata": {}, "source": code,
                "outputs": [], "execution_count": None}  # fmt: skip
        self.cells.insert(len(self.cells) if place is None else place, cell)
        return self

    def say(self, words: str, place: int) -> "Notebook":
        cell = {"cell_type": "markdown", "id": f"own{len(self.cells)}", "metadata": {}, "source": words}
        self.cells.insert(place, cell)
        return self

    def without(self, *names: str) -> "Notebook":
        self.content["cells"] = [cell for cell in self.cells if marks(cell).get("grade_id") not in names]
        return self


class School:
    """An nbgrader course in a folder, and the commands that are typed in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.log = ""
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        self.environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "GRADLINGS_SEED": SEED,
                            "JUPYTER_CONFIG_DIR": str(root / "jupyter")}  # fmt: skip

    def run(self, *words: str, code: int = 0) -> str:
        """Run Python with these arguments."""
        done = subprocess.run([sys.executable, *words], cwd=self.root, env=self.environment,
                              capture_output=True, text=True)  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def nbgrader(self, *commands: str | tuple[Path, str], code: int = 0, before: str = "") -> str:
        """Run commands of nbgrader, in this folder or in the one given with them, after some code."""
        pairs = [(self.root, one) if isinstance(one, str) else one for one in commands]
        words = json.dumps([(str(at), one.split()) for at, one in pairs])
        return self.run("-c", before + COMMANDS, words, code=code)

    def source(self, lesson: str) -> dict[str, dict]:
        content = json.loads((self.root / "source" / lesson / f"{lesson}.ipynb").read_text())
        return {marks(cell)["grade_id"]: cell for cell in content["cells"] if marks(cell)}

    def hand_in(self, student: str, notebook: Notebook, file: str = "") -> None:
        path = self.root / "submitted" / student / notebook.lesson / (file or f"{notebook.lesson}.ipynb")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook.content))

    def graded(self, student: str, lesson: str = FIRST) -> dict[str, dict]:
        """The cells of an autograded notebook, by name."""
        cells = self.content(student, lesson)
        return {marks(cell)["grade_id"]: cell for cell in cells if marks(cell).get("grade_id")}

    def content(self, student: str, lesson: str = FIRST) -> list[dict]:
        """The cells of an autograded notebook."""
        path = self.root / "autograded" / student / lesson / f"{lesson}.ipynb"
        return json.loads(path.read_text())["cells"]

    def ask(self, question: str, *values: object) -> list[tuple]:
        with sqlite3.connect(self.root / "gradebook.db") as database:
            return database.execute(question, values).fetchall()

    def grades(self, student: str, lesson: str = FIRST) -> dict[str, tuple]:
        """The automatic score, the manual one and whether a person is to look, by cell."""
        rows = self.ask(
            "select base_cell.name, auto_score, manual_score, needs_manual_grade from grade "
            "join base_cell on base_cell.id = grade.cell_id "
            "join submitted_notebook on submitted_notebook.id = grade.notebook_id "
            "join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id "
            "join assignment on assignment.id = submitted_assignment.assignment_id "
            "where student_id = ? and assignment.name = ?", student, lesson)  # fmt: skip
        return {name: tuple(about) for name, *about in rows}

    def scores(self, student: str, lesson: str = FIRST) -> dict[str, float]:
        found = self.grades(student, lesson)
        return {task.name: found[task.name][0] for task in COURSE.lesson(lesson).tasks}


def marks(cell: dict) -> dict:
    return cell["metadata"].get("nbgrader", {})


def text_of(cell: dict) -> str:
    """What stands below a test cell, without its score."""
    *streams, value = cell["outputs"]
    assert {stream["name"] for stream in streams} == {"stdout"}
    assert value["output_type"] == "execute_result"
    float("".join(value["data"]["text/plain"]))
    return "".join(text for stream in streams for text in stream["text"])


# The class


def right(school: School) -> Notebook:
    return Notebook(school).solve()


def untouched(school: School) -> Notebook:
    return Notebook(school)


def partial(school: School) -> Notebook:
    return Notebook(school).solve("difference_quotient", "power_rule", "plot_slopes")


def wrong(school: School) -> Notebook:
    """Two mistakes, on one of which another task builds, and one task still to do."""
    notebook = right(school).write("central_difference", ONE_SIDED)
    notebook.write("derivative_cubic", "derivative_cubic = 3")
    return notebook.write("power_rule", untouched(school).cell("power_rule-solution")["source"])


def talkative(school: School) -> Notebook:
    """Right in another form, with cells, prints and warnings of one's own."""
    own = 'import warnings\nprint("hello")\nwarnings.warn("of my own")\nscore = 3'
    return right(school).add(own, place=6).write("rate_vs_rule_gap", LOOPED)


def deleter(school: School) -> Notebook:
    """Right, but two test cells are gone, and a function has moved to another cell."""
    notebook = right(school)
    moved = notebook.cell("power_rule-solution")["source"]
    return notebook.without("power_rule", "central_difference", "power_rule-solution").add(moved)


def copier(school: School) -> Notebook:
    """Right, with a solution and a test cell copied as Jupyter copies them."""
    notebook = right(school)
    for name in ("difference_quotient-solution", "difference_quotient"):
        notebook.cells.append(deepcopy(notebook.cell(name)))
    return notebook


def unmarked(school: School) -> Notebook:
    """Right, but saved by a program that drops what it does not know."""
    notebook = right(school)
    for cell in notebook.cells:
        cell["metadata"] = {}
    return notebook


def nameless(school: School) -> Notebook:
    """Right, but saved by a program that drops what it does not know, and knows no ids."""
    notebook = unmarked(school)
    notebook.content["nbformat_minor"] = 4
    for cell in notebook.cells:
        del cell["id"]
    return notebook


def importless(school: School) -> Notebook:
    """Right, but what was given is gone or changed."""
    notebook = right(school).without("before_difference_quotient")
    notebook.cell("picture")["source"] = "def picture():\n    return None"
    return notebook


def former(school: School) -> Notebook:
    """Right, of a release in which one task had other points and the test of another one other words."""
    notebook = right(school)
    marks(notebook.cell("power_rule"))["points"] = 1
    notebook.cell("best_step")["source"] = "from graders import grade\ngrade('best_step')"
    return notebook


def turner(school: School) -> Notebook:
    """Right, but a solution was made a text cell, with a picture in it."""
    notebook = right(school)
    cell = notebook.cell("power_rule-solution")
    del cell["outputs"], cell["execution_count"]
    cell |= {"cell_type": "markdown", "attachments": {"a.png": {"image/png": "iVBOR"}}}
    return notebook


def tamperer(school: School) -> Notebook:
    """Untouched, but for the cells and marks that are nbgrader's."""
    notebook = untouched(school)
    for task in TASKS:
        cell = notebook.cell(task)
        cell["source"] = "100.0"
        marks(cell)["points"] = 100
    marks(notebook.cell("power_rule"))["grade_id"] = "central_difference-solution"
    marks(notebook.cell("plot_slopes")).update(grade=False, locked=False)
    notebook.content["metadata"]["gradlings"] = {"power_rule": ["All is well."]}
    return notebook


def quitter(school: School) -> Notebook:
    return right(school).add("import os\nprint('2.0')\nos._exit(0)", place=5)


def endless(school: School) -> Notebook:
    return right(school).write("power_rule", STUBBORN)


def patcher(school: School) -> Notebook:
    return untouched(school).write("power_rule", "def power_rule(c):\n    return c").add(PATCHES, place=5)


def quiet_patcher(school: School) -> Notebook:
    return wrong(school).add(PATCHES_KEPT_QUIET, place=5)


def thief(school: School) -> Notebook:
    notebook = untouched(school).without(*(f"{task}-solution" for task in TASKS))
    notebook.add(SOLUTION_THIEF.replace("SOURCE", str(school.root / "source")))
    return notebook.add("\n".join(f"{task} = {task}" for task in TASKS))


def writer(school: School) -> Notebook:
    return untouched(school).add(GRADEBOOK_WRITER.replace("GRADEBOOK", str(school.root / "gradebook.db")))


def put_beside(school: School, student: str, file: str) -> Path:
    """The place of a file in what a student hands in."""
    path = school.root / "submitted" / student / FIRST / file
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def helped(school: School) -> Notebook:
    """Right, with functions of its own that lie in files beside it."""
    put_beside(school, "helped", "tools.py").write_text(ONE_SIDED.replace("f(x)) / h", "f(x - h)) / (2 * h)"))
    aside = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
        {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": None,
         "source": "def rule(coeffs):\n    n = len(coeffs) - 1\n"
                   "    return [c * (n - i) for i, c in enumerate(coeffs[:-1])] or [0]"}]}  # fmt: skip
    put_beside(school, "helped", "More tools.ipynb").write_text(json.dumps(aside))
    notebook = right(school).write("central_difference", "from tools import central_difference")
    return notebook.write("power_rule", '%run "More tools.ipynb"\npower_rule = rule')


def linker(school: School) -> Notebook:
    """Untouched, but for imports of the instructor's file, by a link and from the copy that nbgrader lays."""
    solution = school.root / "source" / FIRST / "answers.py"
    solution.write_text(right(school).cell("power_rule-solution")["source"])
    put_beside(school, "linker", "mine.py").symlink_to(solution)
    code = "try:\n    from {0} import power_rule\nexcept ImportError:\n    pass"
    notebook = untouched(school).write("power_rule", "")
    return notebook.add(code.format("mine")).add(code.format("answers"))


NOTHING = dict.fromkeys(TASKS, 0.0)
MISTAKEN = dict.fromkeys(["central_difference", "derivative_cubic", "best_step", "power_rule"], 0.0)
SOME = ("difference_quotient", "power_rule", "plot_slopes")
CLASS: dict[Callable[[School], Notebook], dict[str, float]] = {
    right: POINTS,
    untouched: NOTHING,
    partial: {task: POINTS[task] * (task in SOME) for task in TASKS},
    wrong: POINTS | MISTAKEN,
    talkative: POINTS,
    deleter: POINTS,
    copier: POINTS,
    unmarked: POINTS,
    nameless: POINTS,
    former: POINTS,
    tamperer: NOTHING,
    quitter: POINTS,
    endless: POINTS | {"power_rule": 0.0},
    patcher: NOTHING,
    quiet_patcher: POINTS | MISTAKEN,
    thief: NOTHING,
    writer: NOTHING,
    importless: POINTS,
    turner: POINTS,
    helped: POINTS,
    linker: NOTHING,
}
ANSWER = "The slope is never zero."


def answered(school: School) -> Notebook:
    """Written answers alone, of which the second is missing."""
    notebook = Notebook(school, SECOND)
    notebook.cell("written_1")["source"] = ANSWER
    return notebook


def answered_above_a_blank_copy(school: School) -> Notebook:
    notebook = answered(school)
    place = notebook.cells.index(notebook.cell("written_1"))
    notebook.cells.insert(place + 1, {**deepcopy(Notebook(school, SECOND).cell("written_1")), "id": "copy"})
    return notebook


def answered_in_another_cell(school: School) -> Notebook:
    notebook = answered(school)
    place = notebook.cells.index(notebook.cell("written_1"))
    return notebook.without("written_1").say(ANSWER, place)


def answered_below(school: School) -> Notebook:
    notebook = Notebook(school, SECOND)
    return notebook.say(ANSWER, notebook.cells.index(notebook.cell("written_1")) + 1)


def answered_in_code(school: School) -> Notebook:
    notebook = answered(school)
    notebook.cell("written_1").update(cell_type="code", outputs=[], execution_count=None)
    return notebook


def answered_without_marks(school: School) -> Notebook:
    notebook = answered(school)
    for cell in notebook.cells:
        cell["metadata"] = {}
    return notebook


def answered_without_marks_and_ids(school: School) -> Notebook:
    notebook = answered_without_marks(school)
    notebook.content["nbformat_minor"] = 4
    for cell in notebook.cells:
        del cell["id"]
    return notebook


FOUND, SEARCHED = (None, None, 1), (0.0, None, 1)
ANSWERED = {
    answered_above_a_blank_copy: FOUND,
    answered_in_another_cell: SEARCHED,
    answered_below: SEARCHED,
    answered_in_code: FOUND,
    answered_without_marks: FOUND,
    answered_without_marks_and_ids: SEARCHED,
}
"""Honest students whose first written answer is not where it should be, and what the gradebook says of it."""
HONEST = (right, untouched, partial, wrong, talkative)
"""Those whose notebooks are run in kernels too, at a few seconds each."""


def make_school(root: Path) -> School:
    school = School(root)
    lessons = tuple(map(COURSE.lesson, (FIRST, SECOND)))
    folder.make(replace(COURSE, lessons=lessons), root)
    exchange = root.parent / f"{root.name}-exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    with (root / "nbgrader_config.py").open("a") as config:
        config.write(f"c.Exchange.root = {str(exchange)!r}\n")
    return school


@pytest.fixture(scope="module")
def school(tmp_path_factory) -> School:
    """The class, graded by the steps of graders.notebook."""
    school = make_school(tmp_path_factory.mktemp("school"))
    add_test_of_the_instructors(school)
    school.nbgrader(*(f"generate_assignment {lesson}" for lesson in (FIRST, SECOND, FOREIGN)))
    shutil.copy(school.root / "gradebook.db", school.root / "ungraded.db")
    for student in CLASS:
        school.hand_in(student.__name__, student(school))
    school.hand_in("renamer", right(school), "My derivatives (2).ipynb")
    school.hand_in("undecided", right(school).add("# nobody can tell"))
    school.hand_in("faulted", right(school).add("# the grader fails"))
    school.hand_in("two-files", right(school), "Untitled.ipynb")
    school.hand_in("two-files", untouched(school), "Untitled1.ipynb")
    school.hand_in("bom", right(school))
    path = school.root / "submitted" / "bom" / FIRST / f"{FIRST}.ipynb"
    path.write_text("\ufeff" + path.read_text())
    for student in ANSWERED:
        school.hand_in(student.__name__, student(school))
    school.hand_in("breaker", right(school))
    (school.root / "submitted" / "breaker" / FIRST / f"{FIRST}.ipynb").write_text('{"cells": [{]')
    essay = Notebook(school, SECOND).solve()
    essay.cell("written_1")["source"] = ANSWER
    school.hand_in("right", essay)
    school.hand_in("untouched", Notebook(school, SECOND))
    survey = json.loads((school.root / "release" / FOREIGN / f"{FOREIGN}.ipynb").read_text())
    (school.root / "submitted" / "right" / FOREIGN).mkdir()
    (school.root / "submitted" / "right" / FOREIGN / f"{FOREIGN}.ipynb").write_text(json.dumps(survey))
    school.log = school.nbgrader(
        *(f"autograde {lesson}" for lesson in (FIRST, SECOND, FOREIGN)),
        f"generate_feedback {FIRST} --student wrong",
        f"export --to tasks.csv --assignment ['{FIRST}']",
        code=1,  # because two of the submissions cannot be read
        before=FAULTS,
    )
    return school


def add_test_of_the_instructors(school: School) -> None:
    """A test cell of their own in a lesson, and an assignment of their own beside the lessons."""
    path = school.root / "source" / SECOND / f"{SECOND}.ipynb"
    content = json.loads(path.read_text())
    test = deepcopy(next(cell for cell in content["cells"] if marks(cell).get("points")))
    test |= {"id": "own", "source": "assert critical_points"}
    marks(test).update(grade_id="own_test", points=5)
    content["cells"].append(test)
    path.write_text(json.dumps(content))
    foreign = school.root / "source" / FOREIGN / f"{FOREIGN}.ipynb"
    foreign.parent.mkdir()
    foreign.write_text(json.dumps({**content, "cells": [{**test, "source": SEEDLESS}]}))


@pytest.fixture(scope="module")
def kernels(school, tmp_path_factory) -> School:
    """Honest students, graded by nbgrader's own steps."""
    stock = School(tmp_path_factory.mktemp("kernels"))
    shutil.copytree(school.root / "source" / FIRST, stock.root / "source" / FIRST)
    (stock.root / "nbgrader_config.py").write_text("c = get_config()\nc.Execute.timeout = 120\n")
    shutil.copytree(school.root / "release" / FIRST, stock.root / "release" / FIRST)
    for student in HONEST:
        stock.hand_in(student.__name__, student(stock))
    shutil.copy(school.root / "ungraded.db", stock.root / "gradebook.db")
    stock.nbgrader(f"autograde {FIRST}")
    return stock


@pytest.fixture(scope="module")
def command(school, tmp_path_factory) -> Path:
    """Everybody's result files, by `gradlings grade`."""
    out = tmp_path_factory.mktemp("grades")
    school.run("-m", "graders", "grade", "submitted", "--out", str(out), "--lesson", FIRST, "--jobs", "2")
    return out


# Scores


@pytest.mark.parametrize("student", CLASS, ids=lambda student: student.__name__)
def test_scores(school, student):
    assert school.scores(student.__name__) == CLASS[student]


@pytest.mark.parametrize("student", HONEST, ids=lambda student: student.__name__)
def test_nbgraders_own_steps_give_honest_students_the_same(kernels, student):
    assert kernels.scores(student.__name__) == CLASS[student]


@pytest.mark.parametrize("student", CLASS, ids=lambda student: student.__name__)
def test_the_command_gives_the_same(command, student):
    (lesson,) = json.loads((command / "results" / f"{student.__name__}.json").read_text())["lessons"]
    assert {task["task"]: task["points"] for task in lesson["tasks"]} == CLASS[student]


def test_the_command_gives_the_same_feedback(school, command):
    (lesson,) = json.loads((command / "results" / "wrong.json").read_text())["lessons"]
    feedback = {task["task"]: task["feedback"] for task in lesson["tasks"]}
    assert "one-sided" in feedback["central_difference"]
    assert feedback["central_difference"] in text_of(school.graded("wrong")["central_difference"])


def test_nothing_else_got_into_the_gradebook(school):
    assert school.ask("select 1 from grade where manual_score is not null or extra_credit is not null") == []


# What is odd is handled, and said


@pytest.mark.parametrize(("student", "cell", "said"), [
    ("deleter", "power_rule", "The cell `power_rule` was missing; it was put back."),
    ("deleter", "power_rule", "The cell `power_rule-solution` is missing"),
    ("copier", "difference_quotient", "is there more than once; the last one counts."),
    ("unmarked", "best_step", "The cell `best_step` had lost its mark; it was known by its id."),
    ("nameless", "best_step", "The cell `best_step` had lost its mark; it was known by its text."),
    ("former", "best_step", "`best_step` differs from the assignment as it now is; it was restored."),
    ("turner", "power_rule", "had become a markdown cell; it was made a code cell again."),
    ("tamperer", "power_rule", "The cell `power_rule` was missing; it was put back."),
    ("tamperer", "plot_slopes", "differs from the assignment as it now is; it was restored."),
    ("endless", "power_rule", "was still running after 10 s"),
    ("thief", "power_rule", "NameError: name 'difference_quotient' is not defined"),
    ("patcher", "power_rule", "0 of 2 points"),
])  # fmt: skip
def test_what_is_odd_is_said_below_the_test(school, student, cell, said):
    assert said in text_of(school.graded(student)[cell])


def test_a_forged_note_is_not_shown(school):
    assert "All is well" not in text_of(school.graded("tamperer")["power_rule"])


def test_points_that_the_instructor_changed_are_nobodys_fault(school):
    assert text_of(school.graded("former")["power_rule"]) == "power_rule is done: 2 of 2 points.\n"


@pytest.mark.parametrize("student", ["unmarked", "nameless", "deleter", "importless"])
def test_what_is_put_back_or_marked_again_stands_in_its_place(school, student):
    names = list(school.source(FIRST))
    if student != "unmarked":
        names = [name for name in names if not name.endswith("-solution")]  # some of these are the student's
    order = [name for name in school.graded(student) if name in names]
    assert order == names
    title = school.content(student)[0]
    assert "".join(title["source"]).startswith("# ")


def test_a_given_cell_is_restored_and_a_note_above_says_so(school):
    source, cells = school.source(FIRST), school.content("importless")
    for name, sentence in [
        ("before_difference_quotient", "was missing; it was put back."),
        ("picture", "differs from the assignment as it now is; it was restored."),
    ]:
        place = next(i for i, cell in enumerate(cells) if marks(cell).get("grade_id") == name)
        assert "".join(cells[place]["source"]).strip() == "".join(source[name]["source"]).strip()
        assert "".join(cells[place - 1]["source"]) == f"> The cell `{name}` {sentence}"


def test_every_test_cell_has_its_released_form_and_one_score(school):
    for student in CLASS:
        graded = school.graded(student.__name__)
        for task in TASKS:
            assert "".join(graded[task]["source"]).endswith(f'grade("{task}", globals())')
            assert marks(graded[task])["points"] == POINTS[task]
            assert text_of(graded[task])


def test_a_renamed_notebook_is_graded(school):
    assert school.scores("renamer") == POINTS


def test_what_was_handed_in_is_not_altered(school):
    (file,) = (school.root / "submitted" / "renamer" / FIRST).iterdir()
    assert (file.name, json.loads(file.read_text())) == ("My derivatives (2).ipynb", right(school).content)


def test_of_two_notebooks_with_other_names_none_is_chosen(school):
    assert "Each of `Untitled.ipynb`, `Untitled1.ipynb` could be `derivatives.ipynb`" in school.log
    assert set(school.grades("two-files").values()) == {(None, None, 1)}


def test_a_byte_order_mark_does_no_harm(school):
    assert school.scores("bom") == POINTS


def test_a_notebook_that_cannot_be_read_stops_nobody_and_gets_nothing_silently(school):
    assert "There was an error processing assignment 'derivatives' for student 'breaker'" in school.log
    assert not (school.root / "autograded" / "breaker" / FIRST).exists()
    assert {about[0] for about in school.grades("breaker").values()} == {None}


def test_a_test_of_the_instructors_own_is_left_to_them(school):
    assert school.grades("right", SECOND)["own_test"] == (0.0, None, 1)
    assert "a person has to grade it" in text_of(school.graded("right", SECOND)["own_test"])


def test_an_assignment_of_the_instructors_own_is_run_by_nbgrader_without_the_seed(school):
    assert "`survey` is no lesson of gradlings; it is run in a kernel." in school.log
    assert school.grades("right", FOREIGN) == {"own_test": (2.5, None, 0)}


# What could not be scored waits for a person


def test_what_could_not_be_decided_is_not_scored_and_waits(school):
    grades = school.grades("undecided")
    for task in TASKS[:3]:
        assert grades[task] == SEARCHED
        said = f"{task} could not be scored: a person has to look."
        assert text_of(school.graded("undecided")[task]).startswith(said)
    assert grades[TASKS[3]] == (POINTS[TASKS[3]], None, 0)


def test_a_fault_of_ours_is_no_score_and_waits(school):
    assert set(school.grades("faulted").values()) == {SEARCHED}
    for task in TASKS:
        said = text_of(school.graded("faulted")[task])
        assert said.startswith(f"{task} could not be scored: a person has to look.")
        assert "The grader failed (RuntimeError: oh); the fault is not the student's." in said


@pytest.mark.parametrize(("student", "grade"), ANSWERED.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_a_written_answer_that_is_not_where_it_should_be_waits_for_a_person(school, student, grade):
    assert school.grades(student.__name__, SECOND)["written_1"] == grade
    cells = school.content(student.__name__, SECOND)
    place = next(i for i, cell in enumerate(cells) if marks(cell).get("grade_id") == "written_1")
    assert ("".join(cells[place]["source"]) == ANSWER) == (grade == FOUND)
    assert "".join(cells[place - 1]["source"]).startswith("> The cell `written_1` ")


def test_a_file_that_could_not_be_read_waits(school, monkeypatch):
    from graders.course.submission import Source
    from graders.notebook import step

    monkeypatch.setattr(step, "source_of", lambda *_: Source(FIRST, "a.ipynb", None, "`a.ipynb` is odd."))
    nb = nbformat.from_dict(right(school).content)
    place = {"notebook": FIRST, "assignment": FIRST, "student": "right"}
    _, resources = step.GradeInSandbox().preprocess(nb, {"nbgrader": place})
    assert resources[step.TO_REVIEW] == TASKS


LOST = "`rows` is missing: derivatives.ipynb, code cell 1"
LOSSES = {
    "rows = list(open('rows.csv'))": f"{LOST}, line 1 looks for a file",
    "rows = [1": f"{LOST}, line 1 does not parse",
    "import os\nrows = os._exit(3)": f"{LOST} ended its process",
    "import no_library as rows": f"{LOST}, line 1 stops with ModuleNotFound",
}  # fmt: skip


@pytest.mark.parametrize("cell", LOSSES)
def test_what_a_task_lost_to_a_cell_that_stopped_is_said_below_its_test(school, cell):
    from graders.notebook import step

    content = json.loads(json.dumps(right(school).content))
    first, later = (nbformat.v4.new_code_cell(text) for text in (cell, "x = 3"))
    content["cells"] = [first, *content["cells"], later]
    for one in content["cells"]:
        if marks(one).get("grade_id") == "power_rule-solution":
            one["source"] = "def power_rule(coeffs):\n    return rows"
    nb = nbformat.from_dict(content)
    place = {"notebook": FIRST, "assignment": FIRST, "student": "right"}
    pages = {
        marks(one)["grade_id"]: text_of(one)
        for one in step.GradeInSandbox().preprocess(nb, {"nbgrader": place})[0].cells
        if marks(one).get("grade")
    }
    assert LOSSES[cell] in pages["power_rule"]
    graded_early = "`derivative_cubic` was graded as it stood after code cell"
    assert [name for name, text in pages.items() if graded_early in text] == TASKS[:1]
    assert "derivatives.ipynb, code cell 1" in pages[TASKS[0]]


def test_a_task_may_weigh_nothing():
    from graders.notebook import step

    free = Result("slope", Status.DONE, 0.0, 0.0)
    assert step.outputs(free, 0.0, ())[-1].data["text/plain"] == "0.0"


def test_a_grader_is_kept_for_each_of_a_few_lessons(monkeypatch):
    from graders.notebook import step

    class Fake:
        seed_id = "secret"

        def __init__(self, course, *, tell, seed, lessons):
            self.lessons, self.closed = lessons, False

        def sandbox(self, lesson):
            return SimpleNamespace(level="full", open=())

        def close(self):
            self.closed = True

    monkeypatch.setattr(step, "Grader", Fake)
    warm = step.Warm()
    graders = [warm.grader(lesson, SEED, None) for lesson in (*COURSE.lessons[:2], *COURSE.lessons[:2])]
    assert (graders[0], graders[1]) == (graders[2], graders[3])
    assert warm.grader(COURSE.lessons[0], "another secret", None) is not graders[0]
    for lesson in COURSE.lessons[2:8]:
        warm.grader(lesson, SEED, None)
    assert graders[0].closed
    assert graders[1].closed
    assert len(warm.graders) == step.MOST_WARM
    warm.close()
    assert not warm.graders


# Written answers, late penalties, regrading


def test_a_written_answer_waits_for_a_person_and_a_missing_one_does_not(school):
    assert school.grades("right", SECOND)["written_1"] == (None, None, 1)
    assert school.grades("right", SECOND)["written_2"] == (0.0, None, 0)
    assert school.grades("untouched", SECOND)["written_1"] == (0.0, None, 0)


def test_tasks_of_a_lesson_with_written_answers_are_graded_as_ever(school):
    assert school.scores("right", SECOND) == {task.name: task.points for task in COURSE.lesson(SECOND).tasks}


@pytest.fixture(scope="module")
def again(school, tmp_path_factory) -> School:
    """Three students who handed in again: one better and too late, one less, and one what cannot be read."""
    copy = School(tmp_path_factory.mktemp("again") / "school")
    shutil.copytree(school.root, copy.root)
    with sqlite3.connect(copy.root / "gradebook.db") as database:
        database.execute("update assignment set duedate = '2026-01-01 12:00:00.000000'")
        database.execute(
            "update grade set manual_score = 1.5 where id in (select grade.id from grade "
            "join base_cell on base_cell.id = cell_id join submitted_notebook n on n.id = grade.notebook_id "
            "join submitted_assignment s on s.id = n.assignment_id "
            "where base_cell.name = 'power_rule' and student_id = 'partial')"
        )
    (copy.root / "submitted" / "partial" / FIRST / "timestamp.txt").write_text("2026-01-01 13:00:00 UTC")
    with (copy.root / "nbgrader_config.py").open("a") as config:
        config.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    copy.hand_in("partial", right(copy))
    copy.hand_in("renamer", untouched(copy), "My derivatives (2).ipynb")
    (copy.root / "submitted" / "talkative" / FIRST / f"{FIRST}.ipynb").write_text('{"cells": [{]')
    students = ("partial", "renamer", "talkative")
    forced = (f"autograde {FIRST} --force --student {student}" for student in students)
    copy.nbgrader(*forced, f"export --to tasks.csv --assignment ['{FIRST}']", code=1)
    return copy


def test_grading_again_keeps_manual_scores_and_finds_who_is_late(again):
    assert again.scores("partial") == POINTS
    assert again.grades("partial")["power_rule"] == (2.0, 1.5, 1)
    penalty = again.ask(
        "select late_submission_penalty from submitted_notebook n join submitted_assignment s "
        "on s.id = n.assignment_id where student_id = 'partial'"
    )
    assert penalty == [(ALL - 0.5,)]


def test_a_renamed_notebook_that_is_handed_in_again_is_graded_as_it_now_is(again):
    assert again.scores("renamer") == NOTHING


def test_a_notebook_that_can_no_longer_be_read_does_not_keep_its_scores(again):
    assert set(again.grades("talkative").values()) == {(None, None, 1)}
    with (again.root / "tasks.csv").open(newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["student_id"] == "talkative")
    assert {row[task] for task in TASKS} == {"?"}


# Nothing but floats, and a picture, in an ordinary kernel


def test_nothing_is_graded_where_student_code_is_not_fully_confined(school, fresh):
    shutil.copytree(school.root / "source", fresh.root / "source")
    shutil.copy(school.root / "nbgrader_config.py", fresh.root)
    fresh.hand_in("right", right(school))
    said = fresh.nbgrader(f"autograde {FIRST}", code=3, before=UNCONFINED)
    assert "here the confinement is `partial`" in said
    assert not (fresh.root / "autograded" / "right" / FIRST).exists()
    assert {score for score, *_ in fresh.grades("right").values()} <= {None}
    fresh.nbgrader(f"autograde {FIRST}")
    assert fresh.scores("right") == POINTS


def test_run_all_shows_page_score_and_picture(kernels):
    graded = kernels.graded("wrong")
    for task in TASKS:
        assert text_of(graded[task]).startswith(task)
        assert "".join(graded[task]["outputs"][-1]["data"]["text/plain"]) in ("0.0", "2.0", "3.0")
    assert "one-sided" in text_of(graded["central_difference"])
    assert "".join(graded["picture"]["outputs"][0]["text"]).startswith("The picture cannot be drawn yet")
    (picture,) = kernels.graded("right")["picture"]["outputs"]
    assert picture["data"]["image/png"].startswith("iVBOR")


# What comes after


def test_feedback_shows_the_page(school):
    page = (school.root / "feedback" / "wrong" / FIRST / f"{FIRST}.html").read_text(encoding="utf-8")
    assert "one-sided" in page


def test_formgraders_data(school):
    show = (
        "import json; from nbgrader.apps import NbGraderAPI; from nbgrader.coursedir import CourseDirectory\n"
        "api = NbGraderAPI(CourseDirectory(root='.'))\n"
        f"found = api.get_submissions('{FIRST}')\n"
        "keys = 'score', 'max_score', 'autograded', 'needs_manual_grade'\n"
        "print(json.dumps({one['student']: [one[key] for key in keys] for one in found}))"
    )
    found = json.loads(school.run("-W", "ignore", "-c", show))
    assert found["right"] == [ALL, ALL, True, False]
    assert found["tamperer"] == [0, ALL, True, False]
    assert found["undecided"] == [ALL - sum(POINTS[task] for task in TASKS[:3]), ALL, True, True]
    assert found["faulted"] == [0, ALL, True, True]


def test_export_has_a_column_for_each_task(school):
    with (school.root / "tasks.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert list(rows["right"])[-len(TASKS) :] == TASKS
    for student, points in CLASS.items():
        row = rows[student.__name__]
        assert {task: float(row[task]) for task in TASKS} == points
        assert (float(row["score"]), float(row["max_score"])) == (sum(points.values()), ALL)
    for student, waiting in [("breaker", TASKS), ("faulted", TASKS), ("undecided", TASKS[:3])]:
        assert [task for task in TASKS if rows[student][task] == "?"] == waiting


@pytest.fixture
def fresh(school, tmp_path) -> School:
    """A gradebook that knows the lesson and nobody's grades."""
    fresh = School(tmp_path / "fresh")
    fresh.root.mkdir()
    shutil.copy(school.root / "ungraded.db", fresh.root / "gradebook.db")
    return fresh


def test_results_of_the_command_go_into_a_gradebook(school, command, fresh):
    said = fresh.run("-m", "graders", "export", str(command), "--gradebook", "gradebook.db")
    assert "written to gradebook.db" in said
    assert "Warning" not in said
    for student in CLASS:
        if fresh.grades(student.__name__):
            assert fresh.scores(student.__name__) == school.scores(student.__name__)
        else:
            assert set(CLASS[student].values()) == {0.0}  # nothing was begun
    assert set(fresh.grades("breaker").values()) == {SEARCHED}


@pytest.mark.filterwarnings("ignore")  # those of nbgrader's libraries
def test_what_the_command_could_not_score_waits_in_the_gradebook(command, fresh, tmp_path):
    from graders.notebook.gradebook import export

    (tmp_path / "results").mkdir()
    result = json.loads((command / "results" / "right.json").read_text())
    states = ("undecided", "unavailable", "internal")
    for task, status in zip(result["lessons"][0]["tasks"], states, strict=False):
        task |= {"status": status, "points": 0.0}
    (tmp_path / "results" / "right.json").write_text(json.dumps(result))
    export(tmp_path, str(fresh.root / "gradebook.db"))
    grades = fresh.grades("right")
    assert [task for task in TASKS if grades[task] == SEARCHED] == TASKS[:3]
    assert [task for task in TASKS if grades[task] == (POINTS[task], None, 0)] == TASKS[3:]
    for task in result["lessons"][0]["tasks"]:
        task |= {"status": "todo", "points": 0.0}
    result["notes"] = ["`right.zip` is broken."]
    (tmp_path / "results" / "right.json").write_text(json.dumps(result))
    export(tmp_path, str(fresh.root / "gradebook.db"))
    assert set(fresh.grades("right").values()) == {SEARCHED}


@pytest.mark.filterwarnings("ignore")  # those of nbgrader's libraries
def test_what_does_not_fit_a_gradebook_is_refused(command, fresh, tmp_path):
    (tmp_path / "results").mkdir()
    result = json.loads((command / "results" / "right.json").read_text())
    (lesson,) = result["lessons"]
    lesson["tasks"][0]["max_points"] = 7
    result["lessons"] += [{**lesson, "lesson": "integration"}]
    (tmp_path / "results" / "right.json").write_text(json.dumps(result))
    from graders.notebook.gradebook import export

    exported = export(tmp_path, str(fresh.root / "gradebook.db"))
    assert exported.written == 0
    assert exported.refused[0].startswith("The gradebook's `derivatives` has other tasks or points")
    assert exported.refused[1].startswith("The gradebook has no assignment `integration`")
    with pytest.raises(CourseError, match=r"`none.db` is no gradebook"):
        export(tmp_path, "none.db")
    with pytest.raises(CourseError, match="holds no results"):
        export(tmp_path / "results", str(fresh.root / "gradebook.db"))


def test_through_the_exchange_and_back(school, tmp_path):
    copy = School(tmp_path / "school")
    graded = shutil.ignore_patterns("submitted", "autograded", "feedback")
    shutil.copytree(school.root, copy.root, ignore=graded)
    student = School(tmp_path / "student")
    student.root.mkdir()
    shutil.copy(copy.root / "nbgrader_config.py", student.root)
    copy.environment["HOME"] = str(tmp_path)
    copy.nbgrader(f"release_assignment {FIRST}", (student.root, f"fetch_assignment {FIRST}"))
    (student.root / FIRST / f"{FIRST}.ipynb").write_text(json.dumps(right(copy).content))
    copy.nbgrader(
        (student.root, f"submit {FIRST}"),
        *(f"{verb} {FIRST}" for verb in ("collect", "autograde", "generate_feedback", "release_feedback")),
        (student.root, f"fetch_feedback {FIRST}"),
    )
    (collected,) = (copy.root / "submitted").glob(f"*/{FIRST}/{FIRST}.ipynb")
    assert copy.scores(collected.parts[-3]) == POINTS
    assert list(student.root.glob(f"{FIRST}/feedback/*/{FIRST}.html"))
