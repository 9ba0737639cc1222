"""What `pytest exercises/LESSON.py` costs a student whose lesson is solved, next to the least it could cost.

    python tests/benchmarks/latency.py [--cold] [ROUNDS] [LESSON]…

The floor is pytest with one empty test in a file with the imports of the lesson's own code. Of the grading,
`own` is the processor time of pytest's process, `worker` that of all it started; the two run side by side, so
that `ratio`, of the larger one to the floor, is the one of the times waited on a machine with two free
processors. `again` runs the lesson once more: all of it is done and unchanged; `edited` after its first task
was changed, of the process that took longer. With --cold the libraries are first put out of the system's file
cache, and the seconds are those of the clock.
"""

import ast
import os
import site
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from graders.course.index import Course  # noqa: E402
from graders.course.student_folder import begin  # noqa: E402

RUN = """
import os, sys, pytest
sys.stdout = open(os.devnull, "w")
code = pytest.main(sys.argv[1:])
spent = os.times()
print(spent.user + spent.system, spent.children_user + spent.children_system, file=sys.stderr)
os._exit(code)
"""


def solved(lesson):
    return (ROOT / "reference" / f"{lesson.name}.py").read_text(encoding="utf-8")


def imports(text):
    """The import statements of a text, wherever they stand, but for those of the course itself."""
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    return [line for line in map(ast.unparse, nodes) if "graders" not in line and "__future__" not in line]


def run(folder, *arguments):
    """Seconds on the processor of pytest and of what it started, and seconds by the clock."""
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", RUN, "-q", "-p", "graders.plugin", *arguments],
        cwd=folder, env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": ""},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    waited = time.monotonic() - start
    if done.returncode:
        raise RuntimeError(f"pytest {arguments} ended with {done.returncode}: {done.stderr}")
    own, others = map(float, done.stderr.split()[-2:])
    return own, others, waited


def cool():
    """Put what is installed, and the course, out of the system's file cache."""
    for folder in (*site.getsitepackages(), ROOT / "graders", ROOT / "reference"):
        for path in Path(folder).rglob("*"):
            with suppress(OSError):
                handle = os.open(path, os.O_RDONLY)
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
                os.close(handle)


def middle(rounds, measure):
    """The medians of what is measured several times."""
    return tuple(map(median, zip(*(measure() for _ in range(rounds)), strict=True)))


def row(lesson, folder, rounds):
    file = f"exercises/{lesson.name}.py"
    empty = folder / f"test_{lesson.name}.py"
    empty.write_text("\n".join([*imports(solved(lesson)), "def test_nothing(): pass", ""]), encoding="utf-8")
    floor, _, _ = middle(rounds, lambda: run(folder, empty.name, "-p", "no:cacheprovider"))
    own, worker, _ = middle(rounds, lambda: run(folder, file, "--cache-clear"))
    again, _, _ = middle(rounds, lambda: run(folder, file))
    anew = max(middle(rounds, lambda: run(folder, edited(folder, lesson)))[:2])
    slowest = max(own, worker)
    return f"{lesson.name:18}{floor:8.2f}{own:8.2f}{worker:8.2f}{slowest / floor:8.2f}{again:8.2f}{anew:8.2f}"


def edited(folder, lesson):
    """Its file, in which the first task does one thing more than before."""
    file = f"exercises/{lesson.name}.py"
    text = (folder / file).read_text(encoding="utf-8")
    body = text.index("\n    return", text.index(f"\ndef {lesson.tasks[0].name}("))
    (folder / file).write_text(f"{text[:body]}\n    more = 0{text[body:]}", encoding="utf-8")
    return file


def cold_row(lesson, folder):
    file = f"exercises/{lesson.name}.py"
    cool()
    own, worker, waited = run(folder, file, "--cache-clear")
    return f"{lesson.name:18}{own:8.2f}{worker:8.2f}{waited:8.2f}"


def main(rounds=3, names=(), cold=False):
    course = Course.load(ROOT)
    lessons = [lesson for lesson in course.lessons if not names or lesson.name in names]
    headings = ("own", "worker", "waited") if cold else ("floor", "own", "worker", "ratio", "again", "edited")
    print(f"{'lesson':18}" + "".join(f"{heading:>8}" for heading in headings), flush=True)
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "student"
        begin(course, folder, {f"{lesson.name}.py": solved(lesson) for lesson in lessons})
        for lesson in lessons:
            print(cold_row(lesson, folder) if cold else row(lesson, folder, rounds), flush=True)


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--cold"]
    digits = [int(word) for word in words if word.isdigit()]
    main(*digits[:1], names=[word for word in words if not word.isdigit()], cold="--cold" in sys.argv)
