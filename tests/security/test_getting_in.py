"""What comes in with a submission gets nowhere, and what goes out is nothing but text."""

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from graders.commands import grade
from graders.commands import main as cli
from graders.course import folders
from graders.course.index import Course
from graders.feedback.happenings import tell
from graders.grading import engine, seeds
from graders.grading.results import Result, Status
from graders.reports import page, safe
from graders.sandbox.inside import confine, landlock
from graders.submissions import archives, encodings, notebooks
from graders.submissions.intake import IntakeError, read_submissions
from graders.submissions.lines import Read
from graders.values import text as words

pytestmark = pytest.mark.skipif(not confine.LINUX or landlock.version() == 0, reason="needs Landlock")

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
COURSE = Course.load(ROOT)
TASKS = [task.name for task in COURSE.lesson("derivatives").tasks]
POINTS = COURSE.lesson("derivatives").points
HONEST = (ROOT / "reference" / "derivatives.py").read_text(encoding="utf-8")
SOLVED = """
def power_rule(coeffs):
    return [c * n for c, n in zip(coeffs, range(len(coeffs) - 1, 0, -1))] or [0]
"""
FORGED = HERE / "attacks" / "forging_the_verdict"
WRONG = "def power_rule(coeffs):\n    return coeffs\n"
STOLEN = "from reference.derivatives import *\n"
MARK = "gradlings-attack"
TOUCH = f"open('/tmp/{MARK}', 'w')\n"
HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069]")
COMMAND = re.compile(r"^\s*::|##\[|##vso\[|##teamcity\[", re.MULTILINE)


def notebook(*cells):
    made = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made})


def put(folder, **named):
    folder.mkdir(parents=True)
    for name, content in named.items():
        path = folder / name.replace("_IN_", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def zipped(path, **named):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in named.items():
            archive.writestr(name, content)


def tarred(path, name, kind=tarfile.REGTYPE, link="", content=b""):
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo(name)
        info.type, info.linkname, info.size = kind, link, len(content)
        archive.addfile(info, io.BytesIO(content))


SHADOWS = "\n".join([TOUCH, "def __getattr__(name):\n    return lambda *_, **__: True\n"])


def build(root):
    """A class of hostile submissions between two honest ones: what each deserves, by name."""
    root.mkdir()
    put(root / "aa_honest", derivatives_DOT_py=HONEST)
    put(root / "zz_honest", derivatives_DOT_py=HONEST)
    put(root / "shadows", derivatives_DOT_py=WRONG, numpy_DOT_py=SHADOWS, random_DOT_py=SHADOWS)
    put(root / "plugins", derivatives_DOT_py=WRONG, conftest_DOT_py=TOUCH, sitecustomize_DOT_py=TOUCH,
        pytest_DOT_ini=b"[pytest]\naddopts = -p conftest", course_DOT_toml=b"format = 1")  # fmt: skip
    put(root / "own_course", exercises_IN_derivatives_DOT_py=WRONG, reference_IN_derivatives_DOT_py=SOLVED,
        graders_IN_lessons_IN_derivatives_DOT_py=TOUCH, graders_IN___init___DOT_py=TOUCH)  # fmt: skip
    put(root / "stale", derivatives_DOT_py=WRONG, __pycache___IN_derivatives_DOT_pyc=b"\0" * 99)
    put(root / "helper", derivatives_DOT_py="import solution\n" + WRONG, solution_DOT_py=SOLVED)
    put(root / "stolen", derivatives_DOT_py=STOLEN + WRONG)
    put(root / "hidden_code", derivatives_DOT_py=b"# coding: utf-7\n+AGQ-ef x(): pass\n" + WRONG.encode())
    put(root / "nothing", derivatives_DOT_py=b"\0\0" + WRONG.encode())
    put(root / "long", derivatives_DOT_py=SOLVED + "a\n" * 60_000)
    put(root / "too_large", derivatives_DOT_py=SOLVED + "#" * 2_000_000)
    put(root / "dotted", derivatives_DOT_py=SOLVED + "import a" + ".b" * 40_000)
    put(root / "deep", derivatives_DOT_py="x = " + "[" * 5000 + "\n" + SOLVED)
    put(root / "shell", derivatives_DOT_ipynb=notebook(f"!touch /tmp/{MARK}\n{SOLVED}"))
    put(root / "magic", derivatives_DOT_ipynb=notebook(f"%%bash\ntouch /tmp/{MARK}\n", SOLVED))
    put(root / "hook", derivatives_DOT_ipynb=notebook(f"get_ipython().system('touch /tmp/{MARK}')\n", SOLVED))
    put(root / "digits", **{f"derivatives{'1' * 180}!_DOT_py": WRONG})
    put(root / "::error::name", derivatives_DOT_py=WRONG)
    put(root / "=cmd|' -C calc'!A0", derivatives_DOT_py=WRONG)
    put(root / "\x1b[31m<b>red", derivatives_DOT_py=WRONG)
    put(root / ("n" * 28 + "::error::name"), derivatives_DOT_py=WRONG)
    put(root / "wrapped", derivatives_DOT_py=f"raise ValueError({'::error::pwned ' * 10!r})\n{SOLVED}")
    put(root / "##teamcity[name", derivatives_DOT_py=WRONG)
    put(root / "said", derivatives_DOT_py=(FORGED / "workflow_commands.py").read_bytes())
    put(root / "painted", derivatives_DOT_py=(FORGED / "terminal_escapes.py").read_bytes())
    put(root / "marked", derivatives_DOT_py=(FORGED / "html_and_formulas.py").read_bytes())
    put(root / "unparsed", derivatives_DOT_py="x = \x1b[31m::error::\u202e (\n")
    (put(root / "link") / "derivatives.py").symlink_to(ROOT / "reference" / "derivatives.py")
    os.mkfifo(put(root / "pipe") / "derivatives.py")
    (root / "link_to_a_folder").symlink_to(root / "aa_honest")
    zipped(root / "parent.zip", **{"../../reference/derivatives.py": SOLVED})
    zipped(root / "absolute.zip", **{"/tmp/gradlings-attack/derivatives.py": SOLVED})
    zipped(root / "bomb.zip", **{"derivatives.py": "#" * 900_000 + SOLVED})
    zipped(root / "crowd.zip", **{f"{i}/x.txt": "" for i in range(6000)}, **{"derivatives.py": SOLVED})
    (root / "broken.zip").write_bytes(b"PK\3\4" + bytes(500))
    tarred(root / "link.tar.gz", "derivatives.py", tarfile.SYMTYPE, "/etc/passwd")
    tarred(root / "hard.tar.gz", "derivatives.py", tarfile.LNKTYPE, "../aa_honest/derivatives.py")
    tarred(root / "device.tar.gz", "derivatives.py", tarfile.CHRTYPE)
    return root


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The class graded by `python -m graders`, from a folder with a reference of its own."""
    root = tmp_path_factory.mktemp("hostile")
    put(root / "reference", __init___DOT_py=TOUCH, derivatives_DOT_py=TOUCH + SOLVED)
    put(root / "rich", __init___DOT_py=TOUCH)
    (root / "numpy.py").write_text(SHADOWS)
    build(root / "class")
    command = [sys.executable, "-m", "graders", "grade", "class", "--lesson", "derivatives", "--seed", "x"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GITHUB_ACTIONS": "true"}
    done = subprocess.run(command, cwd=root, capture_output=True, env=environment, timeout=300, check=False)
    return root / "grades", done


def scores(out):
    with open(out / "grades.csv", encoding="utf-8-sig", newline="") as file:
        return {row["submission"]: float(row["score"]) for row in csv.DictReader(file)}


def test_everybody_gets_what_they_deserve(graded):
    out, done = graded
    assert done.returncode == 0, (done.stdout, done.stderr)
    found = scores(out)
    assert len(found) >= 30
    right = {"shell", "magic", "hook", "wrapped"}  # their functions are; their commands are not run
    assert {name for name, score in found.items() if score} == {"aa_honest", "zz_honest"} | right
    assert found["aa_honest"] == found["zz_honest"] == POINTS


def test_nothing_of_a_submission_was_run_outside_its_worker(graded):
    assert not list(Path("/tmp").glob(f"{MARK}*"))


def test_the_confinement_stands_in_every_result(graded):
    out, done = graded
    for path in (out / "results").iterdir():
        assert json.loads(path.read_text(encoding="utf-8"))["confinement"] == "full"
    with open(out / "grades.csv", encoding="utf-8-sig", newline="") as file:
        assert {row["confinement"] for row in csv.DictReader(file)} == {"full"}
    assert b'"confinement": "full"' in (out / "grades.sqlite").read_bytes()
    assert b"Practice" not in done.stdout


def test_no_output_acts_on_a_terminal_a_job_or_a_spreadsheet(graded):
    out, done = graded
    written = [path for path in out.rglob("*") if path.suffix in (".csv", ".json")]
    contents = [path.read_text(encoding="utf-8") for path in written]
    for content in (done.stdout.decode(), done.stderr.decode(), *contents):
        assert not HARMFUL.search(content.replace("\n", "")), HARMFUL.search(content)
        assert not COMMAND.search(content), COMMAND.search(content)
    for path in (out / "results").iterdir():
        for task in json.loads(path.read_text(encoding="utf-8"))["lessons"][0]["tasks"]:
            for said in (task["feedback"], *(check["message"] for check in task["checks"])):
                assert not COMMAND.search(said)
    with open(out / "grades.csv", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            assert not any(value.startswith(("=", "+", "-", "@")) for value in row.values())


# Each check of the intake keeps something out that would come in without it


def source(path, name="derivatives"):
    """What is read of a submission, or the sentence that says why nothing is."""
    try:
        (submission,) = read_submissions([path], COURSE)
    except IntakeError as refused:
        return str(refused)
    return submission.sources[name].text


def test_links(tmp_path, monkeypatch):
    secret = tmp_path / "secret.py"
    secret.write_text("SECRET = 1")
    folder = put(tmp_path / "anna", integration_DOT_py="x = 1")
    (folder / "derivatives.py").symlink_to(secret)
    assert source(folder) is None
    monkeypatch.setattr(folders, "FILE", folders.FILE & ~os.O_NOFOLLOW)
    assert source(folder) == "SECRET = 1"


@pytest.mark.parametrize("name", ["../derivatives.py", "/derivatives.py"])
def test_paths_that_lead_outside(tmp_path, monkeypatch, name):
    zipped(tmp_path / "anna.zip", **{name: "x = 1"})
    assert "lies outside its archive" in source(tmp_path / "anna.zip")
    monkeypatch.setattr(archives, "_is_outside", lambda path: False)
    assert source(tmp_path / "anna.zip") == "x = 1"


def test_bombs(tmp_path, monkeypatch):
    zipped(tmp_path / "anna.zip", **{"derivatives.py": "#" * 900_000})
    assert "times its size" in source(tmp_path / "anna.zip")
    monkeypatch.setattr(archives, "MAX_RATIO", 10**6)
    assert len(source(tmp_path / "anna.zip")) == 900_000


def test_an_archive_of_very_many_files_is_counted_before_it_is_read(tmp_path, monkeypatch):
    zipped(tmp_path / "anna.zip", **{f"{i}.txt": "" for i in range(archives.MAX_MEMBERS + 1)})
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert "holds more than 5000 files" in source(tmp_path / "anna.zip")


def test_shell_lines(tmp_path, monkeypatch):
    folder = put(tmp_path / "anna", derivatives_DOT_ipynb=notebook("!ls"), integration_DOT_py="x = 1")
    assert "!ls" not in source(folder)
    monkeypatch.setattr(notebooks, "read_cell", Read)
    assert source(folder).endswith("\n!ls")


def test_encodings_that_hide_code(tmp_path, monkeypatch):
    content = b"# coding: unicode_escape\n# \\x0ahidden = 1\n"
    folder = put(tmp_path / "anna", derivatives_DOT_py=content, integration_DOT_py="x = 1")
    assert source(folder) is None
    monkeypatch.setattr(encodings, "HIDING", ())
    assert "\nhidden = 1" in source(folder)


# Reports


def test_without_the_escapes_a_name_would_act_on_a_terminal(monkeypatch):
    hostile = "\x1b[2J\n::error::x ##[error]y \u202e"
    assert "\x1b" not in safe.plain(hostile)
    assert not COMMAND.search(safe.plain(hostile))
    assert safe.cell("=1+1") == "'=1+1"
    monkeypatch.setattr(words, "HARMFUL", re.compile("(?!)"))
    monkeypatch.setattr(words, "COMMAND", re.compile("(?!)"))
    assert safe.plain(hostile) == hostile
    monkeypatch.setattr(safe, "FORMULA", ("\0",))
    assert safe.cell("=1+1") == "=1+1"


@pytest.mark.parametrize("line", [
    "::error::x", "  ::x", "\t::set-env::", "\u3000::x", "a\n::b", "##[x]", "a ##vso[b]", "##teamcity[c]",
])  # fmt: skip
def test_workflow_commands_are_taken_apart(line):
    assert COMMAND.search(line)
    assert not COMMAND.search(words.harmless(line))
    assert words.harmless(line).replace(" ", "") == line.replace(" ", "")


def test_ordinary_text_stays_as_it_is():
    for line in ("a[::2]", "std::sort", "# heading", "C:\\x", "##", "  : :", "ünï ✓ 山田"):
        assert words.harmless(line) == line


def test_millions_of_lines_are_cleaned_promptly():
    assert len(words.harmless("\n \t" * 500_000 + ":" * 500_000)) >= 2_000_000


# Official grading, and practice


class Sandbox:
    def __init__(self, level):
        self.level, self.open = level, ["the network", "reading files"]

    def start(self):
        pass

    def close(self):
        pass


@pytest.mark.parametrize("seed", [None, "", "gradlings"])
def test_official_grading_refuses_the_seed_that_students_know(tmp_path, monkeypatch, seed):
    put(tmp_path / "anna", derivatives_DOT_py="x = 1")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRADLINGS_SEED", raising=False)
    words = [] if seed is None else ["--seed", seed]
    done = CliRunner().invoke(cli.main, ["grade", "anna", "--official", *words])
    assert done.exit_code == 2
    assert "needs a secret seed" in done.output
    assert not Path("grades").exists()


def test_without_the_refusal_it_would_be_official(tmp_path, monkeypatch):
    put(tmp_path / "anna", derivatives_DOT_py="x = 1")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(engine, "make_sandbox", lambda libraries, *, warm: Sandbox("full"))
    monkeypatch.setattr(grade, "_check_seed", lambda *_, **__: None)
    command = ["grade", "anna", "--official", "--lesson", "derivatives", "--seed", "gradlings"]
    done = CliRunner().invoke(cli.main, command)
    assert done.exit_code == 0, done.output
    assert json.loads(Path("grades/results/anna.json").read_text())["seed_id"] == "public"


def test_without_the_demand_any_confinement_would_be_official(tmp_path, monkeypatch):
    put(tmp_path / "anna", derivatives_DOT_py="x = 1")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(engine, "make_sandbox", lambda libraries, *, warm: Sandbox("none"))
    monkeypatch.setattr(grade, "_demand_full_confinement", lambda *_: None)
    command = ["grade", "anna", "--official", "--lesson", "derivatives", "--seed", "x"]
    assert CliRunner().invoke(cli.main, command).exit_code == 0


@pytest.mark.parametrize(("level", "code"), [("partial", 3), ("none", 3), ("full", 0)])
def test_official_grading_refuses_below_full(tmp_path, monkeypatch, level, code):
    put(tmp_path / "class" / "anna", derivatives_DOT_py="x = 1")
    put(tmp_path / "class" / "ben", derivatives_DOT_py="x = 2")
    monkeypatch.chdir(tmp_path)
    fake = Sandbox(level)
    monkeypatch.setattr(engine, "make_sandbox", lambda libraries, *, warm: fake)
    secret = ["grade", "class", "--official", "--lesson", "derivatives", "--seed", "x"]
    done = CliRunner().invoke(cli.main, secret)
    assert done.exit_code == code, done.output
    if code:
        assert f"here the confinement is `{level}`. Open are: the network, reading files." in done.output
        assert not Path("grades").exists()
    assert "own seed" not in done.output
    done = CliRunner().invoke(cli.main, ["grade", "class", "--lesson", "derivatives"])
    assert done.exit_code == 0
    assert done.stdout.count("the students' own seed") == 1
    assert done.output.count("Practice scores") == (level != "full")
    assert json.loads(Path("grades/results/anna.json").read_text())["confinement"] == level


@pytest.fixture
def rounds(monkeypatch):
    """How often a slow function is applied once."""
    counted, real, forget = [], hashlib.pbkdf2_hmac, seeds.drawing_seed.cache_clear

    def slowly(name, secret, salt, times):
        counted.append(times)
        return real(name, secret, salt, 1)

    monkeypatch.setattr(hashlib, "pbkdf2_hmac", slowly)
    forget()
    yield counted
    forget()


def tried(guess, student, individual):
    """What whoever tries a seed on the inputs in a feedback has to compute."""
    with engine.Grader(COURSE, tell=tell, seed=guess, many=False, individual=individual) as grader:
        return grader.book(COURSE.lesson("derivatives"), student).seed


@pytest.mark.parametrize("individual", [False, True])
def test_each_try_of_a_seed_costs_its_rounds(rounds, monkeypatch, individual):
    found = {tried(guess, "anna", individual) for guess in ("a", "b", "c")}
    assert sum(rounds) == 3 * seeds.SLOW >= 3 * 200_000
    assert len(found) == 3 and found.isdisjoint("abc")
    rounds.clear()
    for room in (engine, seeds):
        monkeypatch.setattr(room, "drawing_seed", lambda seed: seed)
    tried("d", "anna", individual)
    assert not rounds


def test_nothing_is_drawn_from_a_seed_itself():
    """Wherever a book of a lesson is made at the seed that was chosen."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "graders").rglob("*.py")]
    books = [call for text in texts for call in re.findall(r"\bBook\((.*)", text)]
    chosen = [call for call in books if "chosen_seed" in call or "self.seed)" in call]
    assert len(chosen) >= 2
    assert all("drawing_seed" in call for call in chosen)


def test_one_students_inputs_tell_nothing_of_anothers(rounds):
    assert tried("a", "anna", True) != tried("a", "ben", True)
    assert tried("a", "anna", False) == tried("a", "ben", False)


def test_a_new_seed_is_long_and_another_each_time():
    made = {seeds.new_seed() for _ in range(100)}
    assert len(made) == 100
    assert min(map(len, made)) >= 32


DONE = {name: Result(name, Status.DONE, 2.0, 2.0, line=1) for name in TASKS}


@pytest.mark.parametrize("practice", [True, False])
def test_a_students_own_run_says_once_that_it_is_practice(tmp_path, practice):
    shown = "\n".join(page.page(COURSE, DONE, tmp_path, practice=practice))
    assert shown.count("practice score") == practice


def test_what_was_printed_stands_behind_a_bar(tmp_path):
    wrong = Result("power_rule", Status.FAILING, 0.0, 2.0, line=1, printed="16 of 16\nall done")
    shown = list(page.explanation(COURSE, COURSE.task("power_rule"), wrong, tmp_path))
    assert "    | 16 of 16" in shown
    assert "    | all done" in shown


def test_the_current_folder_is_not_imported_from(tmp_path):
    """`python -m` puts it first: a library that a student put there would be the grader's."""
    trap = "import pathlib\n\npathlib.Path('trapped').write_text('')\n"
    put(tmp_path / "here", numpy_DOT_py=trap, sympy_DOT_py=trap, class_IN_derivatives_DOT_py=WRONG)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    inside = ["-c", "from graders.commands.main import main; main()"]
    for start, trapped in ((["-m", "graders"], False), (inside, True)):
        command = [sys.executable, *start, "grade", "class", "--lesson", "derivatives", "--fresh"]
        subprocess.run(command, cwd=tmp_path / "here", env=environment, capture_output=True, check=False)
        assert (tmp_path / "here" / "trapped").exists() == trapped


# A student's folder in which somebody else types a command

ESCAPES = "\x1b]0;mine\x07\x1b[2J\u202e"


@pytest.fixture
def theirs(tmp_path, monkeypatch):
    """A student's folder of one lesson, in which we stand."""
    folder = tmp_path / "theirs"
    assert CliRunner().invoke(cli.main, ["init", str(folder), "--lesson", "derivatives"]).exit_code == 0
    monkeypatch.chdir(folder)
    return folder / "exercises"


def said(*words):
    done = CliRunner().invoke(cli.main, [*words], color=True)
    return done.exit_code, done.output


@pytest.mark.parametrize("named", ["exercises/derivatives.py", ".gradlings-cache/hints.json"])
@pytest.mark.parametrize("kind", ["a pipe", "a device"])
def test_what_is_no_ordinary_file_is_not_waited_for(theirs, named, kind):
    path = theirs.parent / named
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path) if kind == "a pipe" else path.symlink_to("/dev/zero")
    if path.parent == theirs:
        assert "no ordinary file" in said()[1]
        assert said("update") == (2, f"{path.resolve().name}: it is no ordinary file.\n")
    assert said("hint", "power_rule")[1].startswith("power_rule, hint 1 of 3")


def test_a_file_is_read_up_to_a_size(theirs, monkeypatch):
    monkeypatch.setattr(folders, "MOST", 100_000)
    (theirs / "derivatives.py").write_text("#" * 100_001)
    assert said("update") == (2, f"{theirs / 'derivatives.py'}: it is too large.\n")


@pytest.mark.parametrize("escaped", [True, False])
def test_a_statement_and_a_name_do_nothing_to_a_terminal(theirs, monkeypatch, escaped):
    if not escaped:
        monkeypatch.setattr(words, "HARMFUL", re.compile("(?!)"))
    lesson = theirs / "derivatives.py"
    before, function, after = lesson.read_text().partition("def power_rule")
    lesson.write_text(before + function + after.replace('"""', f'"""{ESCAPES}', 1))
    shown = said("diff", "power_rule")[1]
    lesson.rename(theirs / "derivatives\x1b[2J.py")
    shown += said()[1]
    assert "is not graded" in shown
    assert bool(HARMFUL.search(shown)) is not escaped
