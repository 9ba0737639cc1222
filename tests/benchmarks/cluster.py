"""What 100 000 submissions take, by replayed times: the journal, the table and the memory are real.

    python tests/benchmarks/cluster.py [SUBMISSIONS] [WORKERS] [LESSONS]

Results of the reference, with the times of real gradings, are handed out by a scheduler that only keeps a
clock for each worker; everything behind it is what `gradlings grade` does.

Measured with 1000 and with 5000 submissions of all twelve lessons, on a busy machine, all of it in step with
their number: 10 ms CPU to keep one, 98 kB of journal and 0.22 MB of memory each. So for 100 000 there are
17 minutes of keeping, a journal of 10 GB, and 22 GB of memory when the table is written: memory breaks first,
at some 30 000 submissions with 8 GB, and one who keeps is busy from some 250 workers on. Parts that are
graded apart keep each their own, and only `gradlings merge` needs the memory.
"""

import heapq
import random
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from graders.classroom.journal import Journal  # noqa: E402
from graders.classroom.run import conditions, grade_class  # noqa: E402
from graders.course.index import Course  # noqa: E402
from graders.course.submission import Source, Submission  # noqa: E402
from graders.feedback.happenings import tell  # noqa: E402
from graders.grading.engine import Grader  # noqa: E402
from graders.reports.grades_csv import write_grades  # noqa: E402

SAMPLES = 3


class Replay:
    """Gives every submission the result of a sample, and counts the seconds that its worker would need."""

    def __init__(self, samples, workers):
        self.samples, self.clocks = samples, [0.0] * workers

    def graded(self, submissions):
        draw = random.Random(0)
        for submission in submissions:
            seconds, result = draw.choice(self.samples)
            heapq.heappush(self.clocks, heapq.heappop(self.clocks) + seconds)
            yield submission, replace(result, submission=submission.name)


def sample(course, lessons):
    """A few gradings of the reference, each with the seconds that it took."""
    sources = {
        name: Source(name, f"{name}.py", (ROOT / "reference" / f"{name}.py").read_text()) for name in lessons
    }
    with Grader(course, tell=tell, lessons=lessons) as grader:
        under = conditions(course, grader, lessons)
        grader.grade(Submission("first", sources))
        found = []
        for _ in range(SAMPLES):
            start = time.monotonic()
            result = grader.grade(Submission("sample", sources))
            found.append((time.monotonic() - start, result))
    return found, under, sources


def main():
    count, workers = (int(word) for word in [*sys.argv[1:3], "100000", "64"][:2])
    course = Course.load(ROOT)
    lessons = sys.argv[3:] or [lesson.name for lesson in course.lessons]
    samples, under, sources = sample(course, lessons)
    scheduler = Replay(samples, workers)
    submissions = [Submission(f"student{number:06}", sources) for number in range(count)]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        start = time.process_time()
        with Journal(folder, under, b"key") as journal:
            grade_class(submissions, course, scheduler, journal)
            kept = time.process_time() - start
            results = journal.results()
        read = time.process_time() - start - kept
        write_grades(results, folder)
        table = time.process_time() - start - kept - read
        sizes = {path.name: path.stat().st_size / 1e6 for path in folder.iterdir()}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{count} submissions of {len(lessons)} lessons on {workers} workers")
    print(f"workers          {max(scheduler.clocks) / 3600:8.2f} h, each submission {samples[0][0]:.2f} s")
    print(f"to keep them     {kept:8.1f} s CPU here, {1000 * kept / count:.2f} ms a submission")
    print(f"to read them     {read:8.1f} s CPU;  to write grades.csv {table:.1f} s CPU")
    print(f"memory here      {memory:8.0f} MB")
    print("on disk          " + ", ".join(f"{name} {size:.0f} MB" for name, size in sorted(sizes.items())))
    print(f"the one that keeps is busy from {samples[0][0] / (kept / count):.0f} workers on")


if __name__ == "__main__":
    main()
