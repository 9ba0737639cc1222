"""Every command on the page for instructors does what it says, and what is to be pasted there is ready."""

import csv
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from graders.commands.ready import classroom, ready
from graders.reports.by_hand import read_changes
from graders.reports.dates import dated
from graders.sandbox.inside import confine, landlock
from tests.fronts.classes import COURSE

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


TABLES = {
    "people.csv": "id,name,email\n1,Anna Lund,anna@uni.edu\n2,Ben Ek,ben@uni.edu\n3,Cara Os,cara@uni.edu\n",
    "worksheet.csv": "Identifier,Full name,Grade,Maximum Grade,Grade can be changed\n"
    "Participant 123,Anna Lund,,8.00,Yes\n",
    "gradebook.csv": "Student,ID,SIS User ID,SIS Login ID,Section,Week 1 (5)\n    Points Possible,,,,,10\n"
    '"Lund, Anna",7,1,al,A,\n"Ek, Ben",8,2,be,A,\n',
    "table.csv": "name;points\nAnna Lund;\nBen Ek;\n",
}  # fmt: skip
"""What a teacher has: people, and gradebooks that platforms handed out."""


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
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
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


def table(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_what_stands_in_files_can_be_read_as_it_stands(place):
    changes, dates = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    folder = place / "changes"
    folder.mkdir()
    (folder / "grades.toml").write_text(changes, encoding="utf-8")
    assert set(read_changes(folder, COURSE)) == {"anna", "ben"}
    (folder / "due.toml").write_text(dates, encoding="utf-8")
    course = dated(COURSE, folder)
    assert course.late.share(9) == 0.5
    assert course.lesson("derivatives").due is not None


def test_every_command_is_typed(said):
    assert len(BLOCKS) >= 10
    assert all("gradlings" in block for block in BLOCKS)
    assert "pip install gradlings" in said


def test_a_class_is_graded_at_a_secret_seed(said, place):
    rows = table(place / "grades" / "grades.csv")
    assert [(row["submission"], row["score"], row["status"]) for row in rows] == [
        ("anna", "16", "done"), ("ben", "0", "undone"), ("", "0", "missing"),
    ]  # fmt: skip
    assert "students' own seed" not in said
    assert (place / "grades" / "feedback" / "anna.html").is_file()


def test_what_a_platform_named_is_read(said, place):
    (row,) = table(place / "moodle" / "grades.csv")
    assert (row["score"], row["key"]) == ("16", "Anna Lund_123")


def test_gradebooks_are_filled_in_their_own_measure(said, place):
    assert [row["Grade"] for row in table(place / "worksheet-filled.csv")] == ["8"]
    assert [row["Week 1 (5)"] for row in table(place / "gradebook-filled.csv")] == ["10", "10", "0"]
    assert (place / "table-with-points.csv").read_text() == "name;points\nAnna Lund;16\nBen Ek;0\n"
    assert "Nothing was handed in by Cara Os (3)." in said
    assert "2 submissions have other points" in said


def test_the_report_has_names_where_they_are_not_left_out(said, place):
    text = (place / "grades" / "report.html").read_text(encoding="utf-8")
    assert "anna" in text and "Ben Ek" in text and "the class</title>" in text
    assert (place / "grades" / "feedback" / "anna.md").is_file()


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
