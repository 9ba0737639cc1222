"""What a student reads, word for word: a folder of exercises in, the exact page out.

`GRADLINGS_REWRITE=1 pytest tests/fronts/test_transcripts.py` writes the pages anew; see them by `git diff`.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "tests" / "transcripts"
STUDENTS = sorted(folder.name for folder in PAGES.iterdir() if folder.is_dir())
LESSON = "derivatives"
REWRITE = bool(os.environ.get("GRADLINGS_REWRITE"))
MACHINES = ("platform", "rootdir", "configfile", "plugins", "cachedir", "asyncio", "Practice scores")
"""How lines begin that differ from machine to machine."""


@pytest.fixture
def folder(tmp_path):
    """A course of one lesson, with little time for each task."""
    tables = re.split(r"(?m)^(?=\[)", (ROOT / "course.toml").read_text(encoding="utf-8"))
    kept = [text for text in tables if not text.startswith("[lessons.") or f"[lessons.{LESSON}" in text]
    index = re.sub(r"(?m)^wall = \d+", "wall = 2", "".join(kept))
    home = tmp_path / "student"
    home.mkdir()
    (home / "course.toml").write_text(index, encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", home)
    for name in ("reference", "graders"):
        (home / name).symlink_to(ROOT / name)
    return home


def hand_in(student, folder):
    """The student's files, or the stub where there are none."""
    theirs = PAGES / student / "exercises"
    if theirs.exists():
        shutil.copytree(theirs, folder / "exercises")
    else:
        (folder / "exercises").mkdir()
        shutil.copy(ROOT / "exercises" / f"{LESSON}.py", folder / "exercises")


def run(folder, *words):
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env={**os.environ, "COLUMNS": "110", "GRADLINGS_SEED": ""},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
    return normal(done.stdout, folder)


def normal(text, folder):
    """Without what differs from run to run and from machine to machine."""
    text = re.sub(r"=+( .* in )\d+\.\d+s(?: \(\d+:\d+:\d+\))? =+", r"====\1N s ====", text)
    lines = text.replace(str(folder), ".").splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines if not line.startswith(MACHINES))


def told(folder):
    """The feedback that an instructor sends on."""
    (file,) = (folder / "grades" / "results").iterdir()
    for lesson in json.loads(file.read_text(encoding="utf-8"))["lessons"]:
        for task in lesson["tasks"]:
            yield f"\n{task['task']}: {task['status']}, {task['points']:g} of {task['max_points']:g}\n"
            yield f"{task['feedback']}\n" if task["feedback"] else ""


def page(folder):
    pytests = run(folder, "pytest", "-p", "no:cacheprovider")
    graded = run(folder, "graders", "grade", "exercises", "--lesson", LESSON)
    feedback = normal("".join(told(folder)), folder)
    return f"$ pytest\n{pytests}\n$ gradlings grade exercises --lesson {LESSON}\n{graded}{feedback}"


@pytest.mark.parametrize("student", STUDENTS)
def test_a_student_reads_exactly_this(student, folder):
    hand_in(student, folder)
    file = PAGES / student / "page.txt"
    found = page(folder)
    if REWRITE:
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")


def test_a_dozen_students_are_told_apart():
    assert len({(PAGES / student / "page.txt").read_text(encoding="utf-8") for student in STUDENTS}) >= 12
