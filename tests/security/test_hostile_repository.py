"""What a student's repository holds beside the lessons is never run and never read as ours."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from graders.sandbox.inside import confine, landlock

pytestmark = pytest.mark.skipif(not confine.LINUX or landlock.version() == 0, reason="needs Landlock")

ROOT = Path(__file__).resolve().parents[2]
LESSON = "def difference_quotient(f, x, dx):\n    return (f(x + dx) - f(x)) / dx\n"
PROGRAM = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from graders.commands.main import main; main()"
RUNS = "import pathlib, os\npathlib.Path(os.environ.get('TMPDIR', '/tmp'), 'ran').write_text(__file__)\n"
PYTHON = (
    "graders/__init__.py", "graders/__main__.py", "graders/commands/main.py",
    "graders/lessons/derivatives.py",
    "reference/derivatives.py", "conftest.py", "exercises/conftest.py", "sitecustomize.py",
    "usercustomize.py",
    "numpy.py", "sympy/__init__.py", "click.py", "json.py", "setup.py", "exercises/numpy.py", "plugin.py",
)  # fmt: skip
COURSE = (ROOT / "course.toml").read_text(encoding="utf-8")
OTHERS = {
    "course.toml": COURSE.replace('title = "', 'title = "Full marks: ', 1).replace(
        "points = 2", "points = 2000"
    ),
    "exercises/.sync.json": "{}",
    "pyproject.toml": '[tool.pytest.ini_options]\naddopts = ["-p", "plugin"]\n[tool.gradlings]\nseed = 1\n',
    "pytest.ini": "[pytest]\naddopts = -p plugin\n",
    "setup.cfg": "[tool:pytest]\naddopts = -p plugin\n",
    "evil.pth": "import conftest\n",
    ".env": "GRADLINGS_SEED=gradlings\nPYTHONPATH=.\n",
    "pip.conf": "[global]\nindex-url = http://localhost\n",
    ".github/workflows/grade.yml": "env:\n  GRADLINGS_SEED: gradlings\n  PYTHONPATH: .\n",
    ".gitlab-ci.yml": "variables:\n  GRADLINGS_SEED: gradlings\n",
    "results/results.json": '{"score": 16}',
    "result.json": '{"score": 16}',
    "grades.csv": "submission,score\nrepository,16\n",
}


def graded(folder: Path, out: Path, temporary: Path) -> dict:
    """The result of a job that stands in the student's repository and grades it at a secret seed."""
    temporary.mkdir()
    environment = {"PATH": os.environ["PATH"], "HOME": str(temporary), "TMPDIR": str(temporary)}
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROGRAM, "grade", ".", "--lesson", "derivatives", "--official",
         "--check", "--at-least", "1", "--out", str(out), "--format", "json"],
        cwd=folder, env=environment | {"GRADLINGS_SEED": "hush"}, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "hush" not in done.stdout + done.stderr
    (file,) = (out / "results").iterdir()
    return json.loads(file.read_text(encoding="utf-8"))


def without_time(result: dict) -> dict:
    for lesson in result["lessons"]:
        for task in lesson["tasks"]:
            task["seconds"] = 0
    return result


def repository(folder: Path, files: dict[str, str]) -> Path:
    for name, text in {"exercises/derivatives.py": LESSON, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> dict:
    """The result of the lesson alone."""
    place = tmp_path_factory.mktemp("plain")
    return graded(repository(place / "repository", {}), place / "out", place / "temporary")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> tuple[dict, Path]:
    """The result beside everything at once, and the folder in which what ran would have left a mark."""
    place = tmp_path_factory.mktemp("hostile")
    files = dict.fromkeys(PYTHON, RUNS) | OTHERS
    result = graded(repository(place / "repository", files), place / "out", place / "temporary")
    return result, place / "temporary"


def test_nothing_of_it_ran(hostile):
    _, temporary = hostile
    assert not (temporary / "ran").exists()


def test_it_would_have_run_in_a_job_that_imports_from_where_it_stands(tmp_path):
    folder = repository(tmp_path / "repository", {"numpy.py": RUNS})
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", "import numpy"], cwd=folder, env=environment, check=True)
    assert (tmp_path / "ran").exists()


def test_the_course_the_seed_and_the_points_are_ours(hostile, plain):
    result, _ = hostile
    assert result["course"] == plain["course"]
    assert result["seed_id"] == plain["seed_id"] != "public"
    assert result["max_score"] == 16


def test_the_result_is_that_of_the_lesson_alone(hostile, plain):
    result, _ = hostile
    assert without_time(result) == without_time(plain)
    assert result["score"] == 2


@pytest.mark.nightly
@pytest.mark.parametrize("name", [*PYTHON, *OTHERS])
def test_each_file_alone_changes_nothing(name, plain, tmp_path):
    files = {name: OTHERS.get(name, RUNS)}
    result = graded(repository(tmp_path / "repository", files), tmp_path / "out", tmp_path / "temporary")
    assert without_time(result) == without_time(plain)
    assert not (tmp_path / "temporary" / "ran").exists()
