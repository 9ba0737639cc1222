"""The sample class gets the scores that a person would give, and no submission harms another."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from graders.classroom.journal import Journal
from graders.classroom.processes import Processes
from graders.classroom.run import ClassResult, conditions, grade_class
from graders.course.index import Course, Limits
from graders.feedback.happenings import tell
from graders.grading.engine import Grader
from graders.grading.results import SubmissionResult
from graders.reports.remarks import remarks
from graders.submissions.intake import read_submissions

ROOT = Path(__file__).resolve().parents[2]
CLASS = ROOT / "tests" / "sample_class"
LESSONS = ("derivatives", "integration", "gradient")
SHORT = Limits(cpu=5.0, wall=60.0)  # processor time ends the endless loop; a busy machine ends nobody

SCORES = {
    "anna": (16, 16, 19),  # right
    "ben": (16, 16, 19),  # right, with loops, other libraries and other forms, in exercises/
    "chloe": (16, 0, 0),  # a notebook
    "dmitri": (8, 0, 7),  # a zip, with three mistakes
    "elena": (0, 0, 0),  # wrong throughout, each task by a mistake of its own
    "farid": (6, 0, 0),  # half done
    "grace": (0, 0, 0),  # untouched
    "hiro": (0, 16, 0),  # a syntax error in one lesson
    "ines": (0, 9, 0),  # an endless loop in one task
    "jonas": (4, 0, 2),  # ends the process in one lesson; a symbol that is not the file's
    "keiko": (6, 0, 0),  # prints ten thousand lines a call, and what looks like commands
    "liam": (0, 2, 2),  # right numbers in wrong shapes
    "maria": (0, 8, 0),  # one file, named after her
    "nils": (16, 0, 19),  # a tar.gz
    "olga": (6, 0, 0),  # a Windows-encoded file
    "pedro": (0, 0, 0),  # prints, rounds, returns text, changes what it was given
    "quentin": (2, 0, 2),  # a module that nobody else has
    "ruth": (0, 0, 0),  # an upload that broke off
    "sami": (2, 16, 0),  # a notebook with a shell line
    "tara": (2, 0, 0),  # answers that fit the examples only
}


def sample_course() -> Course:
    """The three lessons of the class, with less patience."""
    course = Course.load(ROOT)
    lessons = []
    for lesson in map(course.lesson, LESSONS):
        tasks = (replace(task, limits=SHORT) for task in lesson.tasks)
        lessons.append(replace(lesson, tasks=tuple(tasks)))
    return replace(course, lessons=tuple(lessons))


def run(folder: Path, *names: str, jobs: int | None = None, **options) -> ClassResult:
    """Grade the whole class, or some of it."""
    course = sample_course()
    submissions = [one for one in read_submissions([CLASS], course) if not names or one.name in names]
    make = partial(Grader, course, tell=tell)
    with (
        make() as grader,
        Journal(folder, conditions(course, grader, LESSONS)) as journal,
    ):
        return grade_class(submissions, course, Processes(make, jobs), journal, **options)


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> dict[str, SubmissionResult]:
    return {result.submission: result for result in run(tmp_path_factory.mktemp("graded")).results}


def test_everybody_is_graded(graded):
    assert list(graded) == list(SCORES)


@pytest.mark.parametrize("name", SCORES)
def test_scores(graded, name):
    assert tuple(lesson.score for lesson in graded[name].lessons) == SCORES[name]


def test_nothing_is_left_open(graded):
    for result in graded.values():
        for lesson in result.lessons:
            assert {task.status for task in lesson.tasks}.isdisjoint({"internal", "undecided", "unavailable"})


def test_elenas_mistakes_have_names(graded):
    named = [task.misconception for lesson in graded["elena"].lessons for task in lesson.tasks]
    assert named.count(None) <= 6
    assert "passed_degrees_to_sine_and_cosine" in named


def test_what_is_untouched_is_to_do(graded):
    assert {task.status for lesson in graded["grace"].lessons for task in lesson.tasks} == {"todo"}


@pytest.mark.parametrize(("name", "said"), [
    ("hiro", "derivatives.py:11 does not parse"),
    ("ines", "`riemann_left`"),
    ("jonas", "gradient.py, line 6, `os._exit(0)`, ended its process"),
    ("maria", "was taken for `integration`"),
    ("olga", "is a Windows-encoded file"),
    ("quentin", "No module named 'torch_utils_from_my_laptop'"),
    ("ruth", "`ruth.zip` is no archive that can be read."),
    ("sami", "was read without shell lines"),
])  # fmt: skip
def test_what_is_odd_is_said(graded, name, said):
    assert any(said in remark for remark in remarks(graded[name]))


@pytest.mark.parametrize("name", ["anna", "ben", "farid", "nils"])
def test_what_is_usual_is_not(graded, name):
    assert remarks(graded[name]) == []


def test_company_changes_nothing(graded, tmp_path):
    (alone,) = run(tmp_path, "liam").results
    assert without_time(alone) == without_time(graded["liam"])


def without_time(result: SubmissionResult) -> SubmissionResult:
    lessons = []
    for lesson in result.lessons:
        tasks = (replace(task, seconds=0.0) for task in lesson.tasks)
        lessons.append(replace(lesson, tasks=tuple(tasks)))
    return replace(result, lessons=tuple(lessons))


def killed_after_two(folder: Path) -> None:
    finished = []

    def tell(result: SubmissionResult) -> None:
        finished.append(result)
        if len(finished) == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    run(folder, "jonas", "keiko", "maria", "tara", jobs=1, finished=tell)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_killed_run_resumes(graded, tmp_path):
    process = multiprocessing.get_context("spawn").Process(target=killed_after_two, args=(tmp_path,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    with counted(Grader) as calls:
        resumed = run(tmp_path, "jonas", "keiko", "maria", "tara")
    assert resumed.resumed == 2
    assert len(calls) == 2
    for result in resumed.results:
        assert without_time(result) == without_time(graded[result.submission])


@contextmanager
def counted(grader: type[Grader]) -> Iterator[list[str]]:
    """The names of the submissions that are graded meanwhile."""
    names: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        grade = grader.grade
        patch.setattr(grader, "grade", lambda self, one: (names.append(one.name), grade(self, one))[1])
        yield names


def test_the_command(tmp_path):
    words = ["grade", CLASS / "nils.tar.gz", CLASS / "ruth.zip", "--out", tmp_path, "--lesson", "derivatives"]
    done = subprocess.run(
        [sys.executable, "-m", "graders", *map(str, words)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2, done.stderr
    assert "ruth.zip` is no archive that can be read." in done.stderr
    assert "Traceback" not in done.stderr
    result = json.loads((tmp_path / "results" / "nils.json").read_text(encoding="utf-8"))
    assert (result["score"], result["max_score"]) == (16, 16)
    assert (
        (tmp_path / "grades.csv")
        .read_text(encoding="utf-8-sig")
        .splitlines()[1]
        .startswith("nils,16,16,done,16,done,2,2,")
    )
