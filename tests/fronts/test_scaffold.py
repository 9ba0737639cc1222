"""A lesson is added from nothing, and what students answer in words is listed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from graders.commands.main import main
from graders.course.index import Course, CourseError
from graders.course.material import written
from graders.course.scaffold import new_lesson

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)


@pytest.fixture
def copy(tmp_path):
    """The repository, to be changed at will."""
    for name in ("graders", "reference", "exercises", "tests"):
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "sample_class")
        )
    for name in ("course.toml", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def run(folder, *words):
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, capture_output=True, text=True, check=False
    )


def test_a_new_lesson_stands_in_its_place_and_passes_its_tests(copy):
    made = run(copy, "graders", "new", "taylor", "--after", "derivatives")
    assert made.returncode == 0, made.stdout + made.stderr
    names = [lesson.name for lesson in Course.load(copy).lessons]
    assert names.index("taylor") == names.index("derivatives") + 1
    assert "raise NotImplementedError" in (copy / "exercises" / "taylor.py").read_text()
    tested = run(
        copy, "pytest", "tests/content/test_lessons.py", "-q", "-p", "no:cacheprovider", "-k", "taylor"
    )
    assert tested.returncode == 0, tested.stdout
    assert "passed" in tested.stdout
    graded = run(copy, "graders", "grade", "reference/taylor.py", "--lesson", "taylor", "--out", "grades")
    assert "2" in graded.stdout and graded.returncode == 0, graded.stdout + graded.stderr


@pytest.mark.parametrize(
    ("name", "after", "sentence"),
    [
        ("derivatives", "gradient", "There is a lesson `derivatives` already."),
        ("taylor", "gradiant", "did you mean `gradient`"),
        ("2nd", "gradient", "cannot name a lesson"),
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
