"""The grader believes nothing that lies where it stands, or in what it grades."""

import json
import os
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import threading
import warnings
import zlib
from contextlib import closing
from dataclasses import asdict, replace
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
import pytest

from graders.classroom.attempts import Attempts, Recorded
from graders.classroom.conditions import Conditions
from graders.classroom.journal import TABLE, Journal, JournalError
from graders.classroom.keys import FILE, own_key, state_folder
from graders.classroom.marks import BESIDE
from graders.commands.place import FOREIGN, PlaceError, out_folder, own_place
from graders.course.index import Course
from graders.course.parsing import MOST_TEXT, parse
from graders.course.submission import Source, Submission
from graders.grading.answer_key import Book
from graders.grading.budget import LEAST_PIECE
from graders.grading.results import LessonResult, Result, Status, SubmissionResult
from graders.grading.student_process import MOST_LOST
from graders.judge.figures.comparison import compare
from graders.locate import source
from graders.reports.settings import NAMES
from graders.sandbox.inside import confine, landlock, scratch
from graders.sandbox.inside.meter import SLOWEST
from graders.sandbox.inside.warming import _taken
from graders.sandbox.outside.starting import cache_folder, environment
from graders.sandbox.outside.subjects import ALL_ANSWERS, FEW_VALUES, ONE_VALUE
from graders.submissions.archives import MAX_MEMBERS, MAX_RATIO, MAX_STREAM, MAX_TOTAL
from graders.submissions.documents import MOST_HELP, MOST_HELPERS
from graders.submissions.files import MAX_DEPTH
from graders.submissions.intake import SECONDS
from graders.submissions.kinds import MB, SIZES
from graders.submissions.notebooks import LARGEST, MOST_CELLS, MOST_PARTS
from graders.submissions.reading_process import MEMORY, PROCESSOR
from graders.values.frame import FRAME_CAP
from graders.values.functions import Function
from graders.values.types import Axes, Figure

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
CONDITIONS = Conditions("course", "public", "full", ("derivatives",))
ANNA = Submission("anna", {"derivatives": Source("derivatives", "derivatives.py", "x = 1")})
needs_landlock = pytest.mark.skipif(not confine.LINUX or landlock.version() == 0, reason="needs Landlock")


def result(name="anna", points=2.0):
    done = Result("slope", Status.DONE, points, 2.0)
    lesson = LessonResult("derivatives", "Derivatives", (done,), "derivatives.py", "")
    return SubmissionResult("A course", name, "public", "full", (lesson,), ())


class TestJournal:
    def test_a_row_of_another_installation_is_left_aside(self, tmp_path):
        with Journal(tmp_path, CONDITIONS, b"eve's key") as journal:
            journal.add(ANNA, result())
        with Journal(tmp_path, CONDITIONS, b"ours") as journal:
            assert journal.find(ANNA) is None
            assert journal.results() == []
            assert journal.foreign == 1
            journal.add(ANNA, result(points=0.0))
            assert [one.score for one in journal.results()] == [0.0]

    def test_without_the_mark_it_would_be_believed(self, tmp_path, monkeypatch):
        monkeypatch.setattr(Journal, "_is_own", lambda self, row: True)
        with Journal(tmp_path, CONDITIONS, b"eve's key") as journal:
            journal.add(ANNA, result())
        with Journal(tmp_path, CONDITIONS, b"ours") as journal:
            assert journal.find(ANNA) == result()

    @pytest.mark.parametrize(
        "column", ["submission", "lesson", "tasks", "conditions", "text", "result", "mark"]
    )
    def test_no_part_of_a_row_can_be_changed(self, tmp_path, column):
        with Journal(tmp_path, CONDITIONS, b"ours") as journal:
            journal.add(ANNA, result(points=0.0))
        with sqlite3.connect(tmp_path / "grades.sqlite") as forged:
            new = {
                "submission": "ben", "lesson": "gradient", "tasks": "slope",
                "conditions": replace(CONDITIONS, seed_id="other").of("derivatives"),
                "text": "0" * 64, "result": json.dumps(asdict(result())), "mark": "0" * 64,
            }[column]  # fmt: skip
            forged.execute(f"UPDATE results SET {column} = ?", (new,))
        forged.close()
        other = replace(CONDITIONS, seed_id="other") if column == "conditions" else CONDITIONS
        with Journal(tmp_path, other, b"ours") as journal:
            assert journal.results() == []
            assert journal.foreign == 1

    @pytest.mark.parametrize("more", ["CREATE VIEW v AS SELECT 1", "CREATE TABLE other (x)", (
        "CREATE TRIGGER t BEFORE INSERT ON results BEGIN SELECT 1; END"
    )])  # fmt: skip
    def test_a_database_that_holds_more_is_no_journal(self, tmp_path, more):
        Journal(tmp_path, CONDITIONS, b"ours").close()
        with sqlite3.connect(tmp_path / "grades.sqlite") as forged:
            forged.execute(more)
        forged.close()
        with pytest.raises(JournalError, match="no journal of this version"):
            Journal(tmp_path, CONDITIONS, b"ours")

    @pytest.mark.parametrize("end", BESIDE)
    @pytest.mark.parametrize("make", [os.symlink, os.link])
    def test_a_journal_that_is_another_file_is_refused(self, tmp_path, end, make):
        (tmp_path / "victim").write_text("mine")
        (tmp_path / "out").mkdir()
        make(tmp_path / "victim", tmp_path / "out" / f"grades.sqlite{end}")
        with pytest.raises(JournalError, match="no ordinary file"):
            Journal(tmp_path / "out", CONDITIONS, b"ours")
        assert (tmp_path / "victim").read_text() == "mine"

    @pytest.mark.parametrize("column", ["submission", "tasks", "text", "result", "mark"])
    @pytest.mark.parametrize("value", [7, None, b"mine"])
    def test_a_column_that_holds_what_its_table_forbids_is_nobodys(self, tmp_path, column, value):
        with Journal(tmp_path, CONDITIONS, b"ours") as journal:
            journal.add(ANNA, result())
        with closing(sqlite3.connect(tmp_path / "grades.sqlite", isolation_level=None)) as forged:
            forged.execute("PRAGMA writable_schema = ON")
            change = "UPDATE sqlite_master SET sql = ? WHERE name = 'results'"
            forged.execute(change, (TABLE.replace(f"{column} TEXT NOT NULL", column).removesuffix("STRICT"),))
        with closing(sqlite3.connect(tmp_path / "grades.sqlite", isolation_level=None)) as forged:
            forged.execute(f"UPDATE results SET {column} = ?", (value,))
            forged.execute("PRAGMA writable_schema = ON")
            forged.execute(change, (TABLE,))
        with Journal(tmp_path, CONDITIONS, b"ours") as journal:
            assert journal.foreign == 1
            assert (journal.find(ANNA), journal.results(), journal.everything()) == (None, [], ([], 1))

    def test_one_that_is_damaged_is_told(self, tmp_path):
        with Journal(tmp_path, CONDITIONS, b"ours") as journal:
            for number in range(20):
                journal.add(replace(ANNA, name=str(number)), result())
        file = tmp_path / "grades.sqlite"
        whole, told = file.read_bytes(), 0
        for place in range(4096, len(whole), 512):
            file.write_bytes(whole[:place] + b"\xa5" * 512 + whole[place + 512 :])
            try:
                with Journal(tmp_path, CONDITIONS, b"ours") as journal:
                    journal.find(ANNA), journal.earlier(ANNA), journal.results(), journal.everything()
            except JournalError:
                told += 1
        assert told


class TestAttempts:
    def test_one_of_another_installation_is_left_aside(self, tmp_path):
        for key in (b"eve's key", b"ours"):
            with Attempts(tmp_path, key) as attempts:
                attempts.note(ANNA, result(points=float(key == b"ours")))
                attempts.note(ANNA, result(points=float(key == b"ours")))
        recorded = Recorded(tmp_path, b"ours")
        assert [attempt.result.score for attempt in recorded] == [1.0]
        assert recorded.foreign == 1

    def test_without_the_mark_it_would_be_told(self, tmp_path, monkeypatch):
        with Attempts(tmp_path, b"eve's key") as attempts:
            attempts.note(ANNA, result())
        monkeypatch.setattr("graders.classroom.attempts.is_marked", lambda *_: True)
        assert len(list(Recorded(tmp_path, b"ours"))) == 1

    def test_what_is_not_ours_is_not_even_unpacked(self, tmp_path):
        with Attempts(tmp_path, b"ours") as attempts:
            attempts.note(ANNA, result())
        with sqlite3.connect(tmp_path / "attempts.sqlite") as forged:
            forged.execute("UPDATE attempts SET code = ?", (zlib.compress(bytes(10**7)),))
        forged.close()
        recorded = Recorded(tmp_path, b"ours")
        assert (list(recorded), recorded.foreign) == ([], 1)

    @pytest.mark.parametrize("more", ["CREATE VIEW v AS SELECT 1", (
        "CREATE TRIGGER t BEFORE INSERT ON attempts BEGIN SELECT 1; END"
    )])  # fmt: skip
    def test_a_database_that_holds_more_holds_no_attempts(self, tmp_path, more):
        with Attempts(tmp_path, b"ours"), sqlite3.connect(tmp_path / "attempts.sqlite") as forged:
            forged.execute(more)
        forged.close()
        with pytest.raises(JournalError, match="holds no attempts"):
            Attempts(tmp_path, b"ours")
        with pytest.raises(JournalError, match="holds no attempts"):
            list(Recorded(tmp_path, b"ours"))

    @pytest.mark.parametrize("end", BESIDE)
    @pytest.mark.parametrize("make", [os.symlink, os.link])
    def test_one_that_is_another_file_is_refused(self, tmp_path, end, make):
        (tmp_path / "victim").write_text("mine")
        (tmp_path / "out").mkdir()
        make(tmp_path / "victim", tmp_path / "out" / f"attempts.sqlite{end}")
        with pytest.raises(JournalError, match="no ordinary file"):
            Attempts(tmp_path / "out", b"ours")
        assert (tmp_path / "victim").read_text() == "mine"


class TestKey:
    def test_is_made_once_and_kept_from_others(self, tmp_path):
        first = own_key(tmp_path / "state")
        assert own_key(tmp_path / "state") == first
        assert first.reason == ""
        assert len(first.secret) == 32
        if os.name == "posix":
            assert (tmp_path / "state" / FILE).stat().st_mode & 0o777 == 0o600

    def test_two_first_runs_agree(self, tmp_path):
        found = []
        threads = [threading.Thread(target=lambda: found.append(own_key(tmp_path))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(found)) == 1

    def test_without_a_place_it_lasts_for_this_run(self, tmp_path):
        (tmp_path / "file").write_text("")
        one, other = own_key(tmp_path / "file"), own_key(tmp_path / "file")
        assert one.secret != other.secret
        assert "cannot be used" in one.reason

    def test_in_what_is_graded_it_is_nobodys(self, tmp_path):
        planted = own_key(tmp_path / "state")
        assert own_key(tmp_path / "state", [tmp_path]).secret != planted.secret

    @pytest.mark.skipif(os.name != "posix", reason="needs modes")
    @pytest.mark.parametrize("odd", ["open to others", "short", "a link"])
    def test_one_that_others_may_know_is_not_used(self, tmp_path, odd):
        own_key(tmp_path)
        path = tmp_path / FILE
        if odd == "open to others":
            path.chmod(0o644)
        elif odd == "short":
            path.write_bytes(b"known")
        else:
            path.rename(tmp_path / "real")
            path.symlink_to(tmp_path / "real")
        assert own_key(tmp_path).reason

    def test_where_it_lies(self):
        assert state_folder({"GRADLINGS_STATE": "/a"}) == Path("/a")
        if sys.platform != "win32":
            assert state_folder({"XDG_STATE_HOME": "/b"}) == Path("/b/gradlings")
            assert state_folder({"HOME": "/c"}) == Path("/c/.local/state/gradlings")


class TestOut:
    @pytest.fixture
    def folder(self, tmp_path):
        for name in ("anna", "grades"):
            (tmp_path / "class" / name).mkdir(parents=True)
            (tmp_path / "class" / name / "derivatives.py").write_text("")
        return tmp_path / "class"

    def test_beside_what_is_graded(self, folder):
        assert out_folder(folder.parent / "out", [folder]) == folder.parent / "out"

    def test_in_a_class_but_in_no_submission(self, folder):
        (folder / "new").mkdir()
        for name in ("out", "new"):
            assert out_folder(folder / name, [folder]) == folder / name

    @pytest.mark.parametrize("name", [".", "grades", "anna/out", "anna/a/b"])
    def test_in_a_submission_it_is_refused(self, folder, name):
        with pytest.raises(PlaceError, match="choose another"):
            out_folder(folder / name, [folder])

    @pytest.mark.parametrize("name", ["link", "link/inside"])
    def test_a_link_of_a_student_is_refused(self, folder, name):
        (folder.parent / "elsewhere").mkdir()
        (folder / "link").symlink_to(folder.parent / "elsewhere")
        with pytest.raises(PlaceError, match="is a link"):
            out_folder(folder / name, [folder])

    def test_the_instructors_own_links_are_followed(self, folder, tmp_path):
        (tmp_path / "mine").symlink_to(tmp_path / "class")
        assert out_folder(tmp_path / "mine" / "out", [tmp_path / "other"]) == tmp_path / "class" / "out"


class TestPlace:
    def test_is_empty_and_left_again(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        with own_place():
            inside = Path.cwd()
            assert inside != tmp_path
            assert list(inside.iterdir()) == []
            if os.name == "posix":
                assert inside.stat().st_mode & 0o077 == 0
        assert Path.cwd() == tmp_path
        assert not inside.exists()

    @pytest.mark.parametrize("name", [
        "MATPLOTLIBRC", "MPLSTYLE", "JAX_DISABLE_JIT", "XLA_FLAGS", "NUMPY_WARN_IF_NO_MEM_POLICY",
        "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "PYTHONPATH", "PYTHONWARNINGS", "SKLEARN_ASSUME_FINITE",
        "JOBLIB_TEMP_FOLDER", "SYMPY_USE_CACHE", "PYTEST_ADDOPTS",
    ])  # fmt: skip
    def test_libraries_are_set_by_nobody_else(self, monkeypatch, name):
        monkeypatch.setenv(name, "/tmp/odd")
        with own_place():
            assert os.environ.get(name) != "/tmp/odd"
        assert os.environ[name] == "/tmp/odd"
        assert environment().get(name) != "/tmp/odd"
        assert name.startswith(FOREIGN)

    @pytest.mark.parametrize("where", ["here", "in a worker", "in no place of ours"])
    def test_figures_have_one_style_file(self, where, tmp_path):
        (tmp_path / "matplotlib").mkdir()
        (tmp_path / "matplotlib" / "matplotlibrc").write_text("lines.linewidth: 0\n")
        (tmp_path / ".matplotlib").mkdir()
        (tmp_path / ".matplotlib" / "matplotlibrc").write_text("lines.linewidth: 0\n")
        code = "import matplotlib; print(matplotlib.rcParams['lines.linewidth'])"
        if where == "here":
            code = f"from graders.commands.place import own_place\nwith own_place():\n    {code}"
        variables = environment() if where == "in a worker" else dict(os.environ)
        odd = {"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", code], env={**variables, **odd}, cwd="/", capture_output=True, text=True
        )
        assert done.stdout.strip() == ("0.0" if where == "in no place of ours" else "1.5"), done.stderr

    @pytest.mark.parametrize("is_theirs", [True, False])
    def test_nothing_is_kept_in_what_is_graded(self, tmp_path, monkeypatch, is_theirs):
        """What JAX compiled is run by every worker, and a list of fonts names files to open."""
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "class" / ".cache"))
        before = dict(os.environ)
        with own_place([tmp_path / ("class" if is_theirs else "other")]):
            for kept in (cache_folder(), Path(os.environ["MPLCONFIGDIR"])):
                assert kept.is_relative_to(Path.cwd()) is is_theirs
        assert dict(os.environ) == before

    @pytest.mark.skipif(os.name != "posix", reason="needs owners of files")
    @pytest.mark.parametrize(("mode", "is_taken"), [(0o755, True), (0o775, False), (0o757, False)])
    def test_what_was_compiled_before_is_taken_where_nobody_else_can_write(self, tmp_path, mode, is_taken):
        kept, stage = tmp_path / "kept", tmp_path / "stage"
        kept.mkdir()
        stage.mkdir()
        (kept / "code").write_text("compiled")
        (tmp_path / "reference").write_text("hush")
        (kept / "secret").symlink_to(tmp_path / "reference")
        kept.chmod(mode)
        assert _taken(str(kept), str(stage)) is is_taken
        assert (stage / "code").exists() is is_taken
        assert (stage / "secret").is_symlink() is is_taken


class TestFigures:
    def test_an_expected_figure_that_shows_nothing_is_no_free_pass(self):
        for nothing in (Figure(()), Figure((Axes(title="f"),))):
            with pytest.raises(ValueError, match="shows nothing"):
                compare(Figure((Axes(),)), nothing)

    def test_without_the_refusal_an_empty_figure_would_be_right(self, monkeypatch):
        monkeypatch.setattr("graders.judge.figures.comparison._check_that_it_shows", lambda _: None)
        assert compare(Figure((Axes(),)), Figure((Axes(title="f"),))) is None

    def test_the_reference_draws_in_the_usual_style(self):
        import matplotlib

        with matplotlib.rc_context({"lines.linewidth": 0.0, "lines.marker": "None"}):
            book = Book(COURSE.lesson("derivatives"), "seed")
            f, slope = Function("x**2"), Function("2*x")
            drawn = book.answer("plot_slopes", [f, slope, np.linspace(0.0, 1.0, 9), 0.1])
            assert matplotlib.rcParams["lines.linewidth"] == 0.0
        assert any(panel.lines for panel in drawn.axes)


class TestWarnings:
    @pytest.mark.parametrize("action", ["always", "error"])
    def test_the_parser_says_nothing_of_a_students_code(self, action):
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter(action)
            parse("x = 1if 1else 2\nassert (1, 'x')\n'\\d'\n" + "1or 0\n" * 5, "::error title=pwned::/d.py")
        assert seen == []

    def test_else_it_would_say_what_a_student_likes(self, monkeypatch):
        parse("x = 1")
        monkeypatch.setattr("graders.course.parsing.STUDENTS", "::error title=pwned::/d.py")
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            parse("x = 1if 1else 2\n'\\d'\n", "d.py")
        assert seen and {warning.filename for warning in seen} == {"::error title=pwned::/d.py"}

    def test_other_warnings_of_the_parser_are_heard(self):
        parse("x = 1")
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            compile("assert (1, 'x')", "ours.py", "exec")
        assert len(seen) == 1

    def test_a_mistake_is_told_of_the_file_it_is_in(self):
        with pytest.raises(SyntaxError) as caught:
            parse("x = (", "anna/derivatives.py")
        assert caught.value.filename == "anna/derivatives.py"


def undo_file(database, victim):
    """Beside a database a file from which SQLite would undo what was begun; it names another to delete."""
    magic = bytes.fromhex("d9d505f920a163d7")
    name = os.fsencode(victim)
    head = magic + struct.pack(">5I", 0, 0, 1, 512, 4096)
    found = struct.pack(">I", 2**18 + 1) + name + struct.pack(">II", len(name), sum(name)) + magic
    database.with_name(f"{database.name}-journal").write_bytes(head.ljust(512, b"\0") + found)


class TestUndoing:
    """SQLite deletes the file that is named in what a database's last writer seems to have left."""

    @pytest.fixture
    def victim(self, tmp_path):
        path = tmp_path / "victim"
        path.write_text("precious")
        return path

    @pytest.mark.parametrize(("name", "begin"), [("grades", Journal), ("attempts", Attempts)])
    @pytest.mark.parametrize("mended", [True, False])
    def test_no_file_is_deleted(self, tmp_path, monkeypatch, victim, name, begin, mended):
        out = tmp_path / "out"
        out.mkdir()
        given = (out, CONDITIONS, b"ours") if begin is Journal else (out, b"ours")
        begin(*given).__exit__(None, None, None)
        undo_file(out / f"{name}.sqlite", victim)
        if not mended:
            for room in ("journal", "attempts"):
                monkeypatch.setattr(f"graders.classroom.{room}.foreign_file", lambda _: "")
        with pytest.raises(JournalError, match="which is not ours" if mended else None):
            begin(*given)
        assert victim.exists() is mended

    def test_ours_leave_none(self, tmp_path):
        """Not even while they are written."""
        with Journal(tmp_path, CONDITIONS, b"ours") as journal, Attempts(tmp_path, b"ours") as attempts:
            for number in range(3):
                journal.add(replace(ANNA, name=str(number)), result())
                attempts.note(replace(ANNA, name=str(number)), result())
                assert not list(tmp_path.glob("*-journal"))
        assert sorted(path.name for path in tmp_path.iterdir()) == ["attempts.sqlite", "grades.sqlite"]


TRAP = "import os\nopen({mark!r}, 'a').write(__name__ + chr(10))\n"
TRAPS = {
    "matplotlibrc": "lines.linewidth: 0\npatch.linewidth: 0\n",
    "pyproject.toml": "[tool.gradlings]\npoints = 100\n[tool.pytest.ini_options]\naddopts = '-p trap'\n",
    "pytest.ini": "[pytest]\naddopts = -p trap\n", "setup.cfg": "[tool:pytest]\naddopts = -p trap\n",
    ".env": "GRADLINGS_SEED=known\nPYTHONPATH=.\n", "course.toml": "format = 1\ntitle = 'Mine'\n",
    ".jupyter/jupyter_config.json": "{}", "pyvenv.cfg": "home = /tmp\n",
    **dict.fromkeys([
        "conftest.py", "trap.py", "sitecustomize.py", "usercustomize.py", "numpy.py", "sympy.py", "jax.py",
        "matplotlib.py", "scipy.py", "sklearn.py", "click.py", "rich.py", "msgspec.py", "flint.py",
        "random.py",
        "ipython_config.py", "jupyter_config.py", "nbgrader_config.py", ".jupyter/jupyter_config.py",
        "graders/__init__.py", "reference/derivatives.py", "graders/lessons/derivatives.py",
        "graders/__main__.py", "mplstyle.py",
    ]),
}  # fmt: skip
"""Every file from which Python or a library of ours might take a setting or code."""
UNDONE = (
    "import matplotlib.pyplot as plt\n\n\ndef plot_slopes(*arguments):\n    return plt.figure()\n\n\n"
    "def power_rule(coeffs):\n    return coeffs\n"
)


def graded(place, path, state, **environment):
    """What `gradlings grade` writes of a submission, from a folder in which somebody typed it."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "graders", "grade", path, "--lesson", "derivatives", "--official",
         "--seed", "secret"],
        cwd=place, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "GRADLINGS_STATE": str(state), **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    (file,) = (place / "grades" / "results").iterdir()
    content = json.loads(file.read_text())
    for task in content["lessons"][0]["tasks"]:
        task.pop("seconds", None)
    return {**content, "submission": ""}, done.stdout + done.stderr


@needs_landlock
def test_nothing_that_lies_in_the_current_folder_or_in_a_submission_changes_a_grade(tmp_path):
    clean, trapped, mark = tmp_path / "clean", tmp_path / "trapped", tmp_path / "mark"
    clean.mkdir()
    (clean / "derivatives.py").write_text(UNDONE)
    shutil.copytree(clean, trapped)
    expected, _ = graded(clean, ".", tmp_path / "state")
    for name, text in TRAPS.items():
        path = trapped / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text or TRAP.format(mark=str(mark)))
    with sqlite3.connect(clean / "grades" / "grades.sqlite") as journal:
        (row,) = journal.execute("SELECT * FROM results").fetchall()
    journal.close()
    result = json.loads(row[5])
    for task in result["lessons"][0]["tasks"]:
        task |= {"status": "done", "points": task["max_points"]}
    shutil.copytree(clean / "grades", trapped / "grades")
    with sqlite3.connect(trapped / "grades" / "grades.sqlite") as journal:
        journal.execute("UPDATE results SET submission = 'trapped', result = ?", (json.dumps(result),))
    journal.close()
    seen, said = graded(trapped, ".", tmp_path / "state", HOME=str(trapped))
    assert seen == expected
    assert expected["score"] == 0
    assert not mark.exists()
    assert "1 of the results in grades were not written by this installation" in said
    assert "Student code was fully confined." in said


WATCHED = """
import json, os, sys
seen = set()

def watch(event, arguments):
    if event in ("open", "sqlite3.connect") and isinstance(arguments[0], (str, bytes, os.PathLike)):
        seen.add(os.fsdecode(arguments[0]))

asked = set()
plain = os._Environ.__getitem__

def watched(environment, name):
    caller = sys._getframe(1)
    while caller.f_code.co_filename.startswith("<frozen") or caller.f_code.co_filename == os.__file__:
        caller = caller.f_back
    asked.add(name)
    return plain(environment, name)

os._Environ.__getitem__ = watched
sys.addaudithook(watch)
from graders.commands.main import main
main(sys.argv[1:], standalone_mode=False)
print("SEEN", json.dumps([sorted(seen), sorted(asked)]))
"""


def places(tmp_path):
    """The rows of the table in SECURITY.md, and where they are in this test."""
    return {
        "Python": [sys.prefix, sys.base_prefix, *map(os.path.realpath, (sys.prefix, sys.base_prefix))],
        "the course": [str(ROOT)],
        "PATH": [str(tmp_path / "class")],
        "DIR (`--out`)": [str(tmp_path / "out")],
        "CSV (`--roster`)": [str(tmp_path / "roster.csv")],
        "the state folder": [str(tmp_path / "state")],
        "the cache folder": [str(tmp_path / "cache" / "gradlings")],
        "a temporary folder": [str(tmp_path / "temporary")],
        "the system": ["/dev", "/proc", "/sys", "/etc", "/usr/share"],
    }


def test_the_page_has_the_limits_of_the_code():
    said = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    upload = said.partition("**What an upload can cost")[2].partition("\n\n**Links")[0].replace("\n", " ")
    for limit in (
        f"file is read up to {SIZES['py'] // MB} MB", f".ipynb up to {SIZES['ipynb'] // MB} MB",
        f"{LARGEST // MB} MB may be left", f"archive up to {SIZES['archive'] // MB} MB",
        f"{MAX_MEMBERS:_} files".replace("_", " "), f"{MAX_TOTAL // MB} MB of code",
        f"{MAX_STREAM // MB} MB with notebooks", f"depth of {MAX_DEPTH}",
        f"{MOST_CELLS:_} cells".replace("_", " "), f"{MOST_PARTS:_} lists".replace("_", " "),
        f"{MEMORY} MB and {PROCESSOR} seconds",
    ):  # fmt: skip
        assert limit in upload, limit
    assert MAX_RATIO == 100
    whole = " ".join(said.split())
    for limit in (
        f"at most {MOST_HELPERS} of them with {MOST_HELP:_} characters".replace("_", " "),
        f"of {scratch.SIZE // 2**20} MB and {scratch.FILES} files", f"{confine._RESERVED} MB of addresses",
        f"together has {COURSE.seconds:g} seconds",
        f"no more than {source.MOST_PARTS:_} parts".replace("_", " "),
        f"at most {MOST_TEXT:_} characters of code".replace("_", " "), f"an answer {FRAME_CAP // 2**20} MB",
        f"together {ALL_ANSWERS // 2**20} MB", f"counted as {ONE_VALUE} bytes",
        f"submission are read for {SECONDS:g} seconds",
    ):  # fmt: skip
        assert limit in whole, limit
    assert (FEW_VALUES, MOST_LOST, LEAST_PIECE, SLOWEST) == (16, 5, 1.0, 3.0)


def rows_of(head):
    """The first column of a table in SECURITY.md, a line each."""
    table = (ROOT / "SECURITY.md").read_text(encoding="utf-8").partition(f"| {head} | why |")[2]
    return "\n".join(line.split("|")[1].strip() for line in table.partition("\n\n")[0].splitlines()[2:])


@needs_landlock
def test_the_grader_opens_what_the_table_says(tmp_path):
    """Names without a folder are opened in one that was opened before."""
    known = places(tmp_path)
    assert rows_of("place").splitlines() == list(known)
    for folder in ("class/anna", "temporary", "here"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "class" / "anna" / "derivatives.py").write_text(UNDONE)
    environment = {
        "PYTHONPATH": str(ROOT), "PATH": os.defpath, "HOME": str(tmp_path / "home"),
        "TMPDIR": str(tmp_path / "temporary"), "GRADLINGS_STATE": str(tmp_path / "state"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        **dict.fromkeys(["CLASSROOM", "ASSIGNMENT", "COMMIT_URL", "RELEASE_URL"], "x"),
        "SUBMISSION_TAG": "submit/1",
    }  # fmt: skip
    formats = [word for name in NAMES for word in ("--format", name)]
    done = subprocess.run(
        [sys.executable, "-P", "-c", WATCHED, "grade", str(tmp_path / "class"), "--lesson", "derivatives",
         "--out", str(tmp_path / "out"), *formats],
        cwd=tmp_path / "here", env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    seen, asked = json.loads(done.stdout.rpartition("SEEN ")[2])
    assert "GRADLINGS_SEED" in asked
    variables = re.findall(r"`([A-Z_0-9*]+)`", rows_of("variable"))
    strangers = {name for name in asked if not any(fnmatch(name, one) for one in variables)}
    assert strangers == set()
    roots = [root for group in known.values() for root in group]
    strange = [
        path for path in seen
        if os.path.isabs(path) and path != "/" and not any(Path(path).is_relative_to(root) for root in roots)
    ]  # fmt: skip
    assert strange == []
    for row in ("the course", "DIR (`--out`)", "the state folder"):
        assert any(path.startswith(known[row][0]) for path in seen), row
