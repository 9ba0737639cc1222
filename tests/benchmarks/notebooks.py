"""CPU and wall seconds a notebook: `nbgrader autograde` with its own steps and with those of gradlings.

    python tests/benchmarks/notebooks.py [ROUNDS]

The same right notebook of the first lesson is graded for a few students and for more. What one notebook costs
is the difference, so that the start of nbgrader and of the sandbox is counted apart. The two are interleaved.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from graders.course.index import Course  # noqa: E402
from graders.notebook.build import notebook  # noqa: E402
from graders.notebook.settings import config  # noqa: E402

FEW = 1
MORE = {"stock": 4, "step": 16}
BIN = Path(sys.executable).parent


def nbgrader(folder, *words):
    """The CPU time of the command with all that it started and waited for, and the wall time."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "nbgrader", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.monotonic() - start


def make(folder, lesson, text, settings):
    """A course of one lesson, ready for submissions."""
    source = folder / "source" / lesson
    source.mkdir(parents=True)
    (source / f"{lesson}.ipynb").write_text(text, encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    nbgrader(folder, "generate_assignment", lesson)


def autograde(folder, lesson, students):
    for name in ("submitted", "autograded"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for number in range(students):
        target = folder / "submitted" / f"student{number}" / lesson
        target.mkdir(parents=True)
        shutil.copy(folder / "source" / lesson / f"{lesson}.ipynb", target)
    spent = nbgrader(folder, "autograde", lesson)
    for path in folder.glob(f"autograded/*/{lesson}/{lesson}.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        tests = [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("points")]
        for cell in tests:
            points = cell["metadata"]["nbgrader"]["points"]
            assert float(cell["outputs"][-1]["data"]["text/plain"][0]) == points
    return spent


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    course = Course.load(ROOT)
    lesson = course.lessons[0]
    stock = "c = get_config()\nc.Execute.timeout = 120\n"
    settings = {"stock": stock, "step": config(course)}
    spent = {way: [] for way in settings}
    with tempfile.TemporaryDirectory() as scratch:
        for way, text in settings.items():
            make(Path(scratch) / way, lesson.name, notebook(course, lesson), text)
        for turn in range(rounds):
            for way in settings:
                few = autograde(Path(scratch) / way, lesson.name, FEW)
                more = autograde(Path(scratch) / way, lesson.name, MORE[way])
                each = [(b - a) / (MORE[way] - FEW) for a, b in zip(few, more, strict=True)]
                spent[way].append([*each, *(a - FEW * one for a, one in zip(few, each, strict=True))])
            print(f"round {turn + 1} of {rounds}", file=sys.stderr)
    print(f"`{lesson.name}`, {len(lesson.tasks)} tasks, medians of {rounds} rounds, {os.cpu_count()} cores")
    medians = {way: [median(values) for values in zip(*found, strict=True)] for way, found in spent.items()}
    for way, (cpu, wall, cpu_once, wall_once) in medians.items():
        once = f"and once {cpu_once:.1f} s CPU, {wall_once:.1f} s wall"
        print(f"{way:6}{1000 * cpu:8.0f} ms CPU{1000 * wall:8.0f} ms wall a notebook, {once}")
    (cpu, wall, *_), (own_cpu, own_wall, *_) = medians["stock"], medians["step"]
    print(f"stock/step: {cpu / own_cpu:.1f} in CPU, {wall / own_wall:.1f} in wall time")


if __name__ == "__main__":
    main()
