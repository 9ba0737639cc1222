"""A lesson is added from nothing, just as docs/lessons.md says; what is asked in words is listed."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from graders import authoring
from graders.commands.main import main
from graders.course.index import Course, CourseError
from graders.course.material import written
from graders.course.scaffold import new_lesson

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
PAGE = (ROOT / "docs" / "lessons.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"(?:^`([\w./]+)`:\n\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LESSON = re.search(r"^\$ gradlings new (\w+)", PAGE, re.MULTILINE)[1]
PROGRAMS = {"gradlings": "graders", "pytest": "pytest"}


@pytest.fixture
def copy(tmp_path):
    """The repository, to be changed at will, without the page's lesson, should somebody have begun it."""
    for name in ("graders", "reference", "exercises", "tests"):
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "sample_class")
        )
    for name in ("course.toml", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    without(LESSON, tmp_path)
    return tmp_path


def without(lesson, root):
    for path in [*root.rglob(f"{lesson}.*"), *root.rglob(f"test_reference_{lesson}.py")]:
        path.unlink()
    index = root / "course.toml"
    tables = re.split(r"(?m)^(?=\[)", index.read_text(encoding="utf-8"))
    own = re.compile(rf"\[lessons\.{lesson}[.\]]")
    index.write_text("".join(table for table in tables if not own.match(table)), encoding="utf-8")
    assert run(root, "gradlings", "sync").returncode == 0


def run(folder, program, *words):
    command = [sys.executable, "-m", PROGRAMS[program], *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def follow(folder, name, kind, text):
    """Do what one block of the page says."""
    if kind == "console":
        for command, told in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
            done = run(folder, *command.split())
            assert done.returncode in (0, 1), done.stderr
            if told:
                assert done.stdout == told
            else:
                assert done.returncode == 0, done.stdout
    elif kind == "diff":
        content = (folder / name).read_text(encoding="utf-8")
        for old, new in re.findall(r"^-(.*)\n\+(.*)\n", text, re.MULTILINE):
            assert content.count(f"{old}\n") == 1
            content = content.replace(f"{old}\n", f"{new}\n")
        (folder / name).write_text(content, encoding="utf-8")
    else:
        (folder / name).write_text(text, encoding="utf-8")


def test_a_lesson_from_nothing_lands_as_the_page_says(copy):
    for name, kind, text in BLOCK.findall(PAGE):
        follow(copy, name, kind, text)
    names = [lesson.name for lesson in Course.load(copy).lessons]
    assert names.index(LESSON) == names.index("derivatives") + 1
    graded = run(copy, "gradlings", "grade", f"reference/{LESSON}.py", "--lesson", LESSON, "--out", "grades")
    assert re.search(r"reference +2 +2\b", graded.stdout), graded.stdout


def test_the_page_speaks_of_everything_that_authors_may_use():
    for name in filter(str.islower, authoring.__all__):
        assert re.search(rf"\b{name}\b", PAGE), name


METHODS = [name for name, value in vars(authoring.Trial).items() if callable(value) and name[0] != "_"]


@pytest.mark.parametrize("method", METHODS)
def test_the_page_lists_what_a_trial_can_do(method):
    if method not in ("run", "form_finding", "follow"):  # the engine's
        assert re.search(rf"`{method}\(", PAGE), method


@pytest.mark.parametrize(
    ("name", "after", "sentence"),
    [
        ("derivatives", "gradient", "There is a lesson `derivatives` already."),
        (LESSON, "gradiant", "did you mean `gradient`"),
        ("2nd", "gradient", "cannot name a lesson"),
        ("statistics", "gradient", "is a module of Python"),
    ],
)
def test_a_lesson_that_cannot_be_made_changes_nothing(copy, name, after, sentence):
    before = sorted(path.name for path in copy.rglob("*"))
    with pytest.raises(CourseError, match=sentence):
        new_lesson(Course.load(copy), name, after)
    assert sorted(path.name for path in copy.rglob("*")) == before


@pytest.mark.parametrize("lesson", [lesson.name for lesson in COURSE.lessons])
def test_what_is_asked_in_words_has_a_model_answer_and_points(lesson):
    for part in written(COURSE, lesson):
        assert part.asked.endswith(("?", "."))
        assert part.answer
        assert part.points > 0


def test_written_answers_are_listed_with_their_rubric():
    lesson = next(lesson.name for lesson in COURSE.lessons if written(COURSE, lesson.name))
    part = written(COURSE, lesson)[0]
    listed = CliRunner().invoke(main, ["written"]).output
    assert part.asked in listed and part.answer not in listed
    assert part.answer in CliRunner().invoke(main, ["written", lesson]).output


def test_a_class_is_told_only_of_the_written_answers_of_lessons_it_began(tmp_path):
    for lesson, told in (("optimization", True), ("derivatives", False)):
        command = ["grade", str(ROOT / "exercises" / f"{lesson}.py"), "--out", str(tmp_path / lesson)]
        output = CliRunner().invoke(main, command).output
        assert ("For your instructor: written answers in optimization;" in output) == told
        assert ("For your instructor" in output) == told
