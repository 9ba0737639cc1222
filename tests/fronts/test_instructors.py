"""Every command on the page for instructors does what it says, and what is to be pasted there is ready."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from graders.commands.ready import classroom, ready
from graders.sandbox.inside import confine, landlock

pytestmark = pytest.mark.skipif(not confine.LINUX or landlock.version() == 0, reason="needs Landlock")

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "instructors.md").read_text(encoding="utf-8")
CLASS = ROOT / "tests" / "sample_class"
LESSONS = ["derivatives"]
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
PROGRAMS = {
    "gradlings": f"#!{sys.executable} -I\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
    "from graders.commands.main import main\nmain()\n",
    "pip": "#!/bin/sh\necho pip $*\n",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """An instructor's folder: a class, and what was downloaded from Moodle."""
    folder = tmp_path_factory.mktemp("instructor")
    for name, text in PROGRAMS.items():
        path = folder / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    for name, student in (("anna", "anna"), ("ben", "grace")):
        (folder / "class" / name).mkdir(parents=True)
        shutil.copy(CLASS / student / "derivatives.py", folder / "class" / name)
    moodle = folder / "downloaded" / "Anna Lund_123_assignsubmission_file_"
    moodle.mkdir(parents=True)
    shutil.copy(CLASS / "anna" / "derivatives.py", moodle)
    return folder


@pytest.fixture(scope="module")
def said(place) -> str:
    """What is said when all of the page is typed, from its first command to its last."""
    script = "set -e\n" + "".join(BLOCKS)
    path = f"{place / 'bin'}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=place, capture_output=True, text=True, timeout=900,
        env={"PATH": path, "HOME": str(place), "LANG": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_every_command_is_typed(said):
    assert len(BLOCKS) >= 10
    assert all("gradlings" in block or "seed.txt" in block for block in BLOCKS)
    assert "pip install gradlings" in said


def test_a_class_is_graded_at_a_secret_seed(said, place):
    rows = (place / "grades" / "grades.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[:3] for row in rows[1:]] == [["anna", "16", "16"], ["ben", "0", "16"]]
    assert "students' own seed" not in said
    assert (place / "grades" / "feedback" / "anna.html").is_file()


def test_what_a_platform_named_is_read(said, place):
    rows = (place / "moodle" / "grades.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 2
    assert rows[1].split(",")[1] == "16"


def test_the_archives_the_notebooks_the_data_set_and_the_report_are_there(said, place):
    for name in ("week1.zip", "exam.zip"):
        assert zipfile.is_zipfile(place / name)
    assert (place / "week1" / ".github" / "workflows" / "grade.yml").is_file()
    assert (place / "my-course" / "nbgrader_config.py").is_file()
    assert (place / "dataset" / "MainTable.csv").is_file()
    assert (place / "checked" / "junit.xml").is_file()
    assert "16 points. Upload the zip" in said


@pytest.mark.parametrize("text", [
    *classroom("gradlings", LESSONS).values(), ready("autograder.py", "gradlings", LESSONS),
    ready("prairielearn.sh", "gradlings", LESSONS, FORMAT="prairielearn"),
], ids=["github", "gitlab", "classroom50", "prairielearn"])  # fmt: skip
def test_what_is_to_be_pasted_is_the_ready_file(text):
    assert re.search(rf"^```\w+\n{re.escape(text)}```$", PAGE, re.MULTILINE)
