"""CPU seconds a submission: a pytest process each, `gradlings grade`, and one warm process without isolation.

    python tests/benchmarks/submissions.py [ROUNDS]

All three give the same verdicts on the same right submission of the first three lessons. They are
interleaved, and `gradlings grade` is measured as the difference between a large class and a small one, its
start-up apart.
"""

import importlib
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
from graders.feedback.happenings import tell  # noqa: E402
from graders.grading.answer_key import Book  # noqa: E402
from graders.grading.task_run import run_task  # noqa: E402
from graders.sandbox.outside.subjects import Local  # noqa: E402

LESSONS = ("derivatives", "integration", "gradient")
SMALL, LARGE = 5, 25


def children_seconds(command, folder):
    """The CPU time of a command and of all that it started and waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def make_course(folder):
    """A course whose exercises are solved."""
    for name in ("graders", "reference", "course.toml", "pyproject.toml", "tests/sample_class"):
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, target)
    shutil.copytree(ROOT / "reference", folder / "exercises", ignore=shutil.ignore_patterns("__*"))


def make_class(folder, size):
    for number in range(size):
        student = folder / f"student{number:03}"
        student.mkdir(parents=True)
        for lesson in LESSONS:
            shutil.copy(ROOT / "reference" / f"{lesson}.py", student)
    return folder


def pytest_each(course):
    files = [f"exercises/{lesson}.py" for lesson in LESSONS]
    return children_seconds([sys.executable, "-m", "pytest", "-q", *files], course)


def grade(course, students, out):
    lessons = [word for lesson in LESSONS for word in ("--lesson", lesson)]
    command = [
        sys.executable,
        "-m",
        "graders",
        "grade",
        str(students),
        "--out",
        str(out),
        "--fresh",
        *lessons,
    ]
    return children_seconds(command, course)


def warm(course):
    """Every check of the lessons on the reference, called directly in this process."""
    start = time.process_time()
    for name in LESSONS:
        lesson = course.lesson(name)
        names = dict(vars(importlib.import_module(f"reference.{name}")))
        for task in lesson.tasks:
            assert run_task(warm.books[name], task, Local(names), tell=tell).status == "done"
    return time.process_time() - start


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    course = Course.load(ROOT)
    warm.books = {name: Book(course.lesson(name), "benchmark") for name in LESSONS}
    warm(course)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make_course(folder / "course")
        small, large = make_class(folder / "small", SMALL), make_class(folder / "large", LARGE)
        a, b, c, starts = [], [], [], []
        for turn in range(rounds):
            a.append(pytest_each(folder / "course"))
            few = grade(folder / "course", small, folder / f"few{turn}")
            many = grade(folder / "course", large, folder / f"many{turn}")
            b.append((many - few) / (LARGE - SMALL))
            starts.append(few - SMALL * b[-1])
            c.append(warm(course))
            print(f"round {turn + 1} of {rounds}", file=sys.stderr)
    tasks = sum(len(course.lesson(name).tasks) for name in LESSONS)
    print(f"{tasks} tasks a submission, medians of {rounds} rounds, {os.cpu_count()} cores")
    print(f"(a) a pytest process each      {1000 * median(a):8.1f} ms CPU")
    print(f"(b) gradlings grade            {1000 * median(b):8.1f} ms CPU, and {median(starts):.2f} s once")
    print(f"(c) warm process, no isolation {1000 * median(c):8.1f} ms CPU")
    print(f"a/b = {median(a) / median(b):.1f}    b/c = {median(b) / median(c):.2f}")


if __name__ == "__main__":
    main()
