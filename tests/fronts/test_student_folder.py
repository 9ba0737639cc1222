"""A folder of one's own: how it is made, what it says, and how it is brought up to date."""

import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from graders.commands.main import main
from graders.course import made, student_folder
from graders.course.index import Course, own_course
from graders.course.material import Material
from graders.course.student_folder import find_folder

COURSE = own_course()
LESSON = "derivatives"
FILE = Path("exercises", f"{LESSON}.py")
GRADLINGS = (sys.executable, "-m", "graders")


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRADLINGS_SEED", raising=False)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    return tmp_path


def type_in(*words):
    done = CliRunner().invoke(main, list(words))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def said(*words, code=0):
    done = type_in(*words)
    assert done.exit_code == code, done.output
    return done.output


def words(text):
    return " ".join(text.split())


@pytest.fixture
def folder(place, monkeypatch):
    said("init", "calculus", "--lesson", LESSON)
    monkeypatch.chdir(place / "calculus")
    return place / "calculus"


def write(task, body):
    """Write a body in place of a task's placeholder."""
    text = FILE.read_text(encoding="utf-8")
    start = text.index(f"def {task}(")
    FILE.write_text(
        text[:start] + text[start:].replace("raise NotImplementedError", body, 1), encoding="utf-8"
    )


# Making it


def test_the_first_step_can_be_typed_whatever_the_folder_is_called(place):
    mark = "'" if os.name == "posix" else '"'
    assert f"Begin with cd {mark}my course{mark} && pytest" in said("init", "my course")


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a command is no link")
@pytest.mark.parametrize(
    ("places", "way"),
    [(["own"], "pytest"), (["apps", "own"], "pytest"), (["other"], "gradlings"), (["none"], "gradlings")],
)
def test_the_first_step_is_a_command_that_is_at_hand(place, monkeypatch, places, way):
    for name in ("own", "apps", "other", "none"):
        (place / name).mkdir()
    for name in ("own", "other"):
        (place / name / "pytest").touch(mode=0o755)
    (place / "apps" / "pytest").symlink_to(place / "own" / "pytest")
    monkeypatch.setattr(sys, "executable", str(place / "own" / "python"))
    monkeypatch.setenv("PATH", os.pathsep.join(str(place / name) for name in places))
    assert f"Begin with cd calculus && {way}: it says what is next." in said("init", "calculus")


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


SETTINGS = [
    ".gitignore",
    ".vscode/extensions.json",
    ".vscode/settings.json",
    "README.md",
    "exercises/.sync.json",
]


def test_it_holds_the_lessons_a_page_and_settings_and_nothing_else(place):
    output = said("init", "calculus")
    lessons = [f"exercises/{lesson.name}.py" for lesson in COURSE.lessons]
    assert files(place / "calculus") == sorted([*SETTINGS, *lessons])
    assert "cd calculus && pytest" in output
    assert Path("calculus", FILE).read_text(encoding="utf-8") == Material(COURSE, COURSE.lessons[0]).stub


def test_its_page_is_one_screen_and_shows_the_way(place):
    said("init", "calculus")
    page = Path("calculus/README.md").read_text(encoding="utf-8")
    assert len(page.splitlines()) <= 40
    for command in ("pytest", "gradlings watch", "gradlings hint", "gradlings update"):
        assert command in page


def test_the_record_names_the_course_and_its_version(folder):
    record = json.loads((folder / "exercises" / ".sync.json").read_text())
    assert record["course"] == COURSE.title
    assert record["version"] == student_folder.version()


def test_with_other_lessons_the_same_command_adds_them(folder):
    write("power_rule", "return coeffs")
    before = FILE.read_text(encoding="utf-8")
    said("init", ".", "--lesson", "gradient")
    assert FILE.read_text(encoding="utf-8") == before
    assert Path("exercises/gradient.py").exists()
    assert f"left   {FILE}" in said("init", ".", "--lesson", LESSON)


def test_what_lies_there_is_left_alone(place):
    Path("mine").mkdir()
    Path("mine/README.md").write_text("my notes")
    assert "README.md, which is yours" in said("init", "mine")
    assert Path("mine/README.md").read_text() == "my notes"


def test_a_lesson_that_was_mistyped(place):
    assert f"did you mean `{LESSON}`?" in said("init", "calculus", "--lesson", "derivative", code=2)
    assert not Path("calculus").exists()


def test_notebooks_hold_stubs_and_neither_answers_nor_marks(place):
    said("init", "calculus", "--notebooks", "--lesson", "optimization")
    notebook = json.loads(Path("calculus/exercises/optimization.ipynb").read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in notebook["cells"]]
    assert sum(source.endswith("raise NotImplementedError") for source in sources) == 7
    assert sum("grade(" in source for source in sources) == 7
    assert not any("BEGIN SOLUTION" in source or "point)" in source for source in sources[-2:])
    assert all(cell["metadata"] == {} for cell in notebook["cells"])


def test_it_is_known_from_every_folder_in_it(folder):
    inner = folder / "exercises" / "deeper"
    inner.mkdir()
    assert find_folder(inner).home == folder
    assert find_folder(folder.parent) is None


@pytest.mark.parametrize(
    "command", [["update"], ["watch"], ["diff", "power_rule"], ["solution", "power_rule"]]
)
def test_elsewhere_the_way_is_shown(command):
    assert "`gradlings init DIR` makes one" in said(*command, code=2)


# The page


def test_gradlings_alone_shows_the_page_without_starting_anything(folder, monkeypatch):
    monkeypatch.setattr("graders.grading.engine.Grader.sandbox", None)
    page = said()
    assert "0 of 7 tasks done, 0 of 16 points." in page
    line = FILE.read_text(encoding="utf-8")[: FILE.read_text(encoding="utf-8").index("def ")].count("\n") + 1
    assert f"Next: difference_quotient, exercises/derivatives.py:{line} (about 40 minutes" in words(page)


def test_a_lesson_that_is_started_says_what_to_do(folder):
    done = subprocess.run([sys.executable, FILE], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Type `pytest`: it says what is done, what is next")


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "latin-1"])
def test_everything_is_told_on_any_code_page(folder, encoding):
    write("power_rule", "return coeffs[:-1]")
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONPATH": str(COURSE.root)}
    done = subprocess.run([*GRADLINGS, "--plain"], env=environment, capture_output=True, check=True)
    assert re.search(r"c[·.]x(\^n|ⁿ)\s+becomes\s+c[·.]n[·.]x(\^n-?|ⁿ)\S*1?", done.stdout.decode(encoding))


def test_nothing_is_said_where_nobody_reads(folder):
    page = subprocess.Popen(
        GRADLINGS,
        env=os.environ | {"PYTHONPATH": str(COURSE.root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert page.stdout is not None
    page.stdout.close()
    assert page.communicate()[1] == b""


def test_a_lesson_under_another_name_is_said_to_be_missing(folder):
    FILE.rename(FILE.with_stem("derivates"))
    assert "exercises/derivates.py is not graded: the lesson's file is called derivatives.py." in said()
    FILE.with_stem("derivates").rename(FILE)
    FILE.with_stem("derivatives2").touch()
    assert "is not graded" not in said()


def test_a_page_is_sentences_for_a_screen_reader(folder):
    page = said("--plain")
    assert "Lesson 1, Differential calculus: 0 of 7 done." in page
    assert not set("░█·✓✗") & set(page)


@pytest.mark.parametrize("columns", ["40", "60", "80", "200"])
def test_no_line_is_wider_than_the_terminal(place, monkeypatch, columns):
    said("init", "calculus")
    monkeypatch.chdir(place / "calculus")
    monkeypatch.setenv("COLUMNS", columns)
    page = said()
    assert max(map(len, page.splitlines())) <= int(columns)
    assert page.count("░" * 10) == 12


# Solutions


def test_a_solution_is_shown_once_the_task_is_done(folder):
    refusal = said("solution", "power_rule", code=2)
    assert "not done yet" in refusal
    assert "gradlings hint power_rule" in refusal
    write(
        "power_rule",
        "n = len(coeffs) - 1\n    return [c * (n - i) for i, c in enumerate(coeffs[:-1])] or [0]",
    )
    shown = said("solution", "power_rule")
    assert shown.index(": yours") < shown.index("enumerate(coeffs[:-1])") < shown.index(": ours")
    theirs = shown.partition(": ours")[2].strip()
    assert theirs
    assert theirs in Material(COURSE, COURSE.lessons[0]).reference
    assert "difference_quotient" not in said("solution", LESSON)
    assert "1 of 7 tasks done" in said()


@pytest.mark.parametrize("notebooks", [[], ["--notebooks"]])
def test_a_model_answer_is_shown_once_something_is_answered(place, monkeypatch, notebooks):
    said("init", "words", "--lesson", "optimization", *notebooks)
    monkeypatch.chdir(place / "words")
    (file,) = (path for path in Path("exercises").iterdir() if path.stem == "optimization")
    refusal = said("written", "optimization", code=2)
    assert f"Answer first, in your own words, in {file.as_posix()}" in refusal
    assert "optimization 1 (3 points)" in said("written")
    text = file.read_text(encoding="utf-8")
    answered = (
        text.replace("*Your answer:*", "It never is.")
        if notebooks
        else text.replace("\n1.\n", "\n1. Never.\n")
    )
    assert answered != text
    file.write_text(answered, encoding="utf-8")
    model = Material(COURSE, COURSE.lesson("optimization")).written[0].answer
    assert model in said("written", "optimization")
    monkeypatch.chdir(place)
    assert model in said("written", "optimization")


# Bringing it up to date


@pytest.fixture
def newer(folder, monkeypatch):
    """The course as it will be: another text, and one more line in a statement."""
    stub = Material.stub.func

    def later(material):
        text = stub(material).replace("# Differential calculus", "# Differential calculus, again", 1)
        return text.replace("for a constant, [0].", "for a constant, [0]. Always.", 1)

    monkeypatch.setattr(Material, "stub", property(later))


@pytest.mark.usefixtures("newer")
def test_an_update_is_laid_around_what_was_written(folder):
    write("power_rule", "return coeffs  # mine")
    before = FILE.read_text(encoding="utf-8")
    assert "+        with zeros; for a constant, [0]. Always." in said("diff", "power_rule")
    output = said("update")
    assert f"the old file is {FILE}.bak-1" in output
    text = FILE.read_text(encoding="utf-8")
    assert "calculus, again" in text
    assert "[0]. Always." in text
    assert "return coeffs  # mine" in text
    assert Path(f"{FILE}.bak-1").read_text(encoding="utf-8") == before
    assert "The statement of `power_rule` is that of the course." in said("diff", "power_rule")
    assert "All that is here is up to date." in said("update")


@pytest.mark.usefixtures("newer")
def test_what_cannot_be_merged_is_left_and_named_every_time(folder):
    text = FILE.read_text(encoding="utf-8").replace("for a constant, [0].", "for a constant, [0]. Mine.")
    FILE.write_text(text, encoding="utf-8")
    for _ in range(2):
        assert f"{FILE}: power_rule" in said("update")
        assert "[0]. Mine." in FILE.read_text(encoding="utf-8")


def test_a_statement_in_a_notebook_is_compared_as_one_in_a_script(place, monkeypatch):
    begin = said("init", "notes", "--lesson", LESSON, "--notebooks")
    assert f"Begin with cd notes && jupyter lab exercises/{LESSON}.ipynb." in begin
    monkeypatch.chdir(place / "notes")
    assert "The statement of `power_rule` is that of the course." in said("diff", "power_rule")
    file = FILE.with_suffix(".ipynb")
    file.write_text(
        file.read_text(encoding="utf-8").replace("for a constant, [0].", "mine"), encoding="utf-8"
    )
    shown = said("diff", "power_rule")
    assert "-        with zeros; mine" in shown
    assert "+        with zeros; for a constant, [0]." in shown
    file.unlink()
    assert "`gradlings update` writes it" in said("diff", "power_rule", code=2)


def test_an_update_says_which_lessons_are_not_here(folder):
    assert "--lesson gradient" in said("update")


def test_a_notebook_is_brought_up_to_date_as_well(place, monkeypatch):
    said("init", ".", "--notebooks", "--lesson", LESSON)
    file = FILE.with_suffix(".ipynb")
    notebook = json.loads(file.read_text(encoding="utf-8"))
    task = next(cell for cell in notebook["cells"] if "".join(cell["source"]).startswith("def power_rule"))
    task["source"] = "".join(task["source"]).replace("raise NotImplementedError", "return coeffs  # mine")
    file.write_text(json.dumps(notebook), encoding="utf-8")
    text = Course.text
    old, new = "for a constant, [0].", "for a constant, 0!"
    monkeypatch.setattr(Course, "text", lambda self, path: text(self, path).replace(old, new))
    assert f"the old file is {file}.bak-1" in said("update")
    now = json.loads(file.read_text(encoding="utf-8"))
    (mine,) = ("".join(cell["source"]) for cell in now["cells"] if "# mine" in "".join(cell["source"]))
    assert "for a constant, 0!" in mine
    assert "All that is here is up to date." in said("update")


def test_an_interrupted_update_leaves_the_old_file(newer, folder, monkeypatch):
    write("power_rule", "return coeffs")
    before = FILE.read_text(encoding="utf-8")

    def full(*_, **__):
        raise OSError(28, "No space left on device", str(FILE))

    monkeypatch.setattr(made.os, "replace", full)
    assert "No space left" in said("update", code=2)
    assert FILE.read_text(encoding="utf-8") == before


# Whatever a folder has come to


MINE = "ZQX"
"""Stands in all that the student below writes."""


def to_text(change):
    return lambda path: path.write_text(change(path.read_text("utf-8", "replace")), encoding="utf-8")


def to_a_folder(path):
    path.unlink()
    path.mkdir()
    (path / "notes.txt").write_text(MINE)


def to_a_link(path):
    path.rename(path.parents[1] / f"elsewhere{path.suffix}")
    path.symlink_to(path.parents[1] / f"elsewhere{path.suffix}")


DEEDS = [
    to_text(lambda text: text.replace("raise NotImplementedError", f"return '{MINE}'", 1)),
    to_text(lambda text: text.replace("Return the", f"{MINE} words for the", 1)),
    to_text(lambda text: text.replace("def ", f"def {MINE}_", 1)),
    to_text(lambda text: f"{text}\n\ndef {MINE}():\n    return 3\n"),
    to_text(lambda text: text[: len(text) // 2] + MINE),
    to_text(lambda text: f"\ufeff{text}".replace("\n", "\r\n")),
    lambda path: path.write_bytes(f"# coding: latin-1\nx = 'é{MINE}'\n".encode("latin-1")),
    lambda path: path.rename(path.with_stem(f"{path.stem}_old")),
    lambda path: path.unlink(),
    to_a_folder,
    to_a_link,
]
RECORDS = ["", "{", "[]", "{}", "null", '{"version": "99.0"}', '{"derivatives.py": 3}']
COMMANDS = [
    *[("update",)] * 3,
    ("init", ".", "--lesson", "gradient"),
    ("sync",),
    ("reset", "--yes", LESSON),
    ("reset", "--yes", "partials"),
    ("diff", "power_rule"),
]
NEWS = [
    ("Return the", "Return, as you know, the"),
    ("import numpy", "import math\nimport numpy"),
    ("# ", "# New: "),
]


def contents(home):
    return [path.read_bytes() for path in home.rglob("*") if path.is_file()]


@pytest.mark.parametrize("seeds", [range(3), pytest.param(range(3, 200), marks=pytest.mark.nightly)])
def test_nothing_that_a_student_wrote_is_ever_lost(place, monkeypatch, seeds):
    text, news = Course.text, []
    monkeypatch.setattr(Course, "text", lambda course, path: later(text(course, path), news))
    for seed in seeds:
        chance, home = random.Random(seed), place / f"é ü {seed}"
        news.clear()
        said(
            "init",
            str(home),
            "--lesson",
            LESSON,
            "--lesson",
            "gradient",
            *chance.choice([[], ["--notebooks"]]),
        )
        monkeypatch.chdir(home)
        if chance.random() < 0.3:
            (home / "exercises" / ".sync.json").write_text(chance.choice(RECORDS))
        for _ in range(4):
            files = [path for path in (home / "exercises").glob("[dg]*.*") if path.is_file()]
            if files:
                chance.choice(DEEDS)(chance.choice(files))
            news += chance.sample(NEWS, 1)
            before, command = contents(home), chance.choice(COMMANDS)
            assert type_in(*command).exit_code in (0, 1, 2), (seed, command)
            now = contents(home)
            assert not [one for one in before if MINE.encode() in one and one not in now], (seed, command)


def later(text, news):
    """A text of the course after it was changed."""
    for old, new in news:
        text = text.replace(old, new)
    return text


# Hints


def test_each_time_a_hint_says_more_and_the_rung_is_kept(folder):
    for rung in (1, 2, 3, 3):
        assert f"hint {rung} of 3" in said("hint", "power_rule")
    assert "1 of 3" in said("hint", "power_rule", "--rung", "1")
    assert "2 of 3" in said("hint", "power_rule")


@pytest.mark.parametrize(
    "name", ["derivatives", "derivatives.py", "exercises/derivatives.py", "derivatives.ipynb"]
)
def test_a_hint_for_a_lesson_lists_its_tasks(folder, name):
    output = said("hint", name)
    assert [task.name in output for task in COURSE.lesson(LESSON).tasks] == [True] * 7


def test_a_name_that_is_nothing_leads_somewhere(folder):
    assert "did you mean `derivatives`?" in said("hint", "derivativs", code=2)
    assert "`gradlings hint LESSON` lists" in said("hint", "zzz", code=2)


@pytest.mark.parametrize(
    ("word", "way"),
    [
        ("list", "`gradlings` alone"),
        ("test", "`pytest`"),
        ("run", "`pytest`"),
        ("next", "`gradlings` alone"),
        ("solve", "`gradlings solution TASK`"),
        ("picture", "`gradlings plot"),
    ],
)
def test_commands_known_from_elsewhere_lead_somewhere(word, way):
    assert way in said(word, code=2)


def test_what_cannot_be_kept_is_not_kept(folder, monkeypatch):
    monkeypatch.setattr(made.os, "replace", lambda *_, **__: (_ for _ in ()).throw(OSError(30, "Read-only")))
    assert "1 of 3" in said("hint", "power_rule")
    assert os.listdir(folder / "exercises")
