"""Classroom 50's autograder: grades the checkout that it is started in, and writes result.json there.

It ends with 0 where grading worked, whatever the score. The inputs are drawn from GRADLINGS_SEED.
"""

import sys

if not sys.flags.safe_path:
    del sys.path[0]  # a student's file beside this one is no library

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

PACKAGE = "@PACKAGE@"
WORDS = shlex.split("@LESSONS@")


def main() -> int:
    """Install gradlings outside of the checkout, grade, and copy the result."""
    checkout = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = folder / "grader" / ("Scripts" if os.name == "nt" else "bin")
        python = str(programs / "python")
        run(folder, sys.executable, "-I", "-m", "venv", "grader")
        run(folder, python, "-I", "-m", "pip", "install", "--quiet", PACKAGE)
        code = grade(folder, str(programs / "gradlings"), checkout)
        made = list((folder / "grades" / "classroom50").glob("*.json"))
        if code or len(made) != 1:
            return code or 3
        result = checkout / "result.json"
        if result.is_symlink():
            result.unlink()
        shutil.copyfile(made[0], result)
    return 0


def grade(folder: Path, gradlings: str, checkout: Path) -> int:
    """The exit code of gradlings."""
    formats = ("--format", "classroom50", "--format", "github")
    words = ("grade", str(checkout), *WORDS, "--out", "grades", "--official", *formats)
    return subprocess.run([gradlings, *words], cwd=folder, check=False).returncode


def run(folder: Path, *command: str) -> None:
    """A command that has to work."""
    subprocess.run(command, cwd=folder, check=True)


if __name__ == "__main__":
    sys.exit(main())
