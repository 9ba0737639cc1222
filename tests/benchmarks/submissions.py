"""CPU seconds a submission: a pytest process each, `gradlings grade`, and one warm process without isolation.

    python tests/benchmarks/submissions.py [ROUNDS] [--against CHECKOUT [LESSON]]

All three give the same verdicts on the same right submission of the first three lessons. They are
interleaved, and `gradlings grade` is measured as the difference between a large class and a small one, its
start-up apart.

With --against, `gradlings grade` of this checkout and of another one, in its own environment, take turns on
one class of a lesson, derivatives unless given. Its students are all right and all different, after the other
checkout's reference, which both have to accept.
"""

import importlib
import os
import resource
import shutil
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
from graders.feedback.happenings import tell  # noqa: E402
from graders.grading.answer_key import Book  # noqa: E402
from graders.grading.task_run import run_task  # noqa: E402
from graders.sandbox.inside.libc import prctl  # noqa: E402
from graders.sandbox.outside.subjects import Local  # noqa: E402

LESSONS = ("derivatives", "integration", "gradient")
SMALL, LARGE, CLASS = 5, 25, 40
ADOPT = 36
"""The property by which a process inherits the orphans of those it started (prctl, Linux)."""


def children_seconds(command, folder):
    """The CPU time of a command and of all that it started, to the last worker of a judging process."""
    prctl(ADOPT, 1)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with suppress(ChildProcessError):
        while True:
            os.wait()
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


def make_own_class(folder, size, text, lesson):
    """Students who are right in words of their own, so that nothing is known of one from another."""
    for number in range(size):
        student = folder / f"student{number:03}"
        student.mkdir(parents=True)
        own = text.replace("\n    return ", f"\n    own = {number}\n    return ")
        (student / f"{lesson}.py").write_text(own, encoding="utf-8")
    return folder


def one_round(root, lesson, classes, out):
    """CPU milliseconds of a checkout: for a submission more, for the start, for the whole large class."""
    command = [str(root / ".venv" / "bin" / "python"), "-m", "graders", "grade", "--lesson", lesson]
    small, large = (
        1000 * children_seconds([*command, str(some), "--out", str(out / some.name)], root)
        for some in classes
    )
    each = (large - small) / (CLASS - SMALL)
    return each, small - SMALL * each, large


def compare(checkout, lesson, rounds):
    text = (checkout / "reference" / f"{lesson}.py").read_text(encoding="utf-8")
    found = {"here": [], "there": []}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        classes = [make_own_class(folder / str(size), size, text, lesson) for size in (SMALL, CLASS)]
        for turn in range(rounds):
            for name in sorted(found, reverse=bool(turn % 2)):
                root = ROOT if name == "here" else checkout
                found[name].append(one_round(root, lesson, classes, folder / f"{name}{turn}"))
    measured = ("a submission", "the start", f"a class of {CLASS}")
    for what, here, there in zip(
        measured, *(zip(*rows, strict=True) for rows in found.values()), strict=True
    ):
        ratios = sorted(a / b for a, b in zip(here, there, strict=True))
        print(f"{what:14} {median(here):8.1f} ms CPU here, {median(there):8.1f} there, "
              f"{median(ratios):.2f} times ({ratios[0]:.2f} to {ratios[-1]:.2f})")  # fmt: skip


def main():
    words = sys.argv[1:]
    rounds = int(words.pop(0)) if words and words[0].isdigit() else 5
    if words[:1] == ["--against"]:
        checkout, lesson = [*words[1:], "derivatives"][:2]
        compare(Path(checkout).resolve(), lesson, rounds)
    else:
        three_ways(rounds)


def three_ways(rounds):
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
