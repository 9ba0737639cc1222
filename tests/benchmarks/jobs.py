"""How much faster two judging processes are than one, and what each submission costs in CPU time.

    python tests/benchmarks/jobs.py [ROUNDS] [LESSONS]

Runs with one and with two jobs take turns. Start-up is taken off: it is what a small class takes beyond its
submissions.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from graders.course.index import Course  # noqa: E402

SMALL, LARGE = 4, 24


def make_class(folder, size, lessons):
    for number in range(size):
        student = folder / f"student{number:03}"
        student.mkdir(parents=True)
        for lesson in lessons:
            (student / f"{lesson}.py").write_text((ROOT / "reference" / f"{lesson}.py").read_text())
    return folder


def grade(students, lessons, jobs, out):
    """Seconds by the clock, and on the processors."""
    words = [word for lesson in lessons for word in ("--lesson", lesson)]
    command = [sys.executable, "-m", "graders", "grade", str(students), "--out", str(out), "--fresh"]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([*command, "--jobs", str(jobs), *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    clock, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    lessons = sys.argv[2:] or [lesson.name for lesson in Course.load(ROOT).lessons]
    clocks, work, starts = {1: [], 2: []}, {1: [], 2: []}, {1: [], 2: []}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        small = make_class(folder / "small", SMALL, lessons)
        large = make_class(folder / "large", LARGE, lessons)
        for _ in range(rounds):
            for jobs in (1, 2):
                few, many = (grade(some, lessons, jobs, folder / "out") for some in (small, large))
                each = [(b - a) / (LARGE - SMALL) for a, b in zip(few, many, strict=True)]
                clocks[jobs].append(each[0])
                work[jobs].append(each[1])
                starts[jobs].append(few[0] - SMALL * each[0])
    for jobs in (1, 2):
        print(
            f"{jobs} job(s): {1000 * median(clocks[jobs]):7.0f} ms a submission by the clock, "
            f"start-up {median(starts[jobs]):.1f} s"
        )
    print(f"CPU with one job {1000 * median(work[1]):7.0f} ms a submission")
    print(f"two jobs are {median(clocks[1]) / median(clocks[2]):.2f} times as fast as one")


if __name__ == "__main__":
    main()
