"""What it costs to find the places of mistakes, in a class where a quarter of the answers is wrong.

    python tests/benchmarks/places.py [ROUNDS] [LESSONS]

The wrong answers are misconceptions of the course and slips made by machine in the reference, as many of
these as of those. Classes with and without places take turns; a class begins with a grader of its own. What
counts is processor time, start-up and all.
"""

import ast
import random
import resource
import sys
from contextlib import nullcontext
from pathlib import Path
from statistics import median
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from graders.course.submission import Source, Submission  # noqa: E402
from graders.feedback.happenings import tell  # noqa: E402
from graders.grading import lesson_run  # noqa: E402
from graders.grading.engine import Grader  # noqa: E402
from tests.content.wrong_places import COURSE, book, made, misconceptions, tasks  # noqa: E402

STUDENTS, WRONG = 40, 0.25


def known_names(lesson):
    return set(vars(book(lesson).reference)) | set(dir(__builtins__))


def stands_alone(text, known):
    """Does a function need nothing but what the lesson's file has?"""
    names = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)]
    arguments = {node.arg for node in ast.walk(ast.parse(text)) if isinstance(node, ast.arg)}
    own = {node.id for node in names if isinstance(node.ctx, ast.Store)} | arguments
    return all(node.id in known | own for node in names)


def wrong_texts(lesson):
    """For each task two lists of wrong functions: of people, and of machines."""
    known, found = known_names(lesson), {}
    for task in tasks(lesson):
        people = [one.text for one in misconceptions(task) if stands_alone(one.text, known)]
        machines = [one.text for one in made(task) if one.what == "reference"]
        found[task.name] = [kind for kind in (people, machines) if kind]
    return found


def replaced(text, wrong):
    """The file of a lesson with other functions in it."""
    rows = text.splitlines()
    for node in reversed(ast.parse(text).body):
        if isinstance(node, ast.FunctionDef) and node.name in wrong:
            rows[node.lineno - 1 : node.end_lineno] = wrong[node.name].split("\n")
    return "\n".join(rows) + "\n"


def make_class(lessons):
    drawn, students = random.Random(0), []
    pools = {lesson: wrong_texts(lesson) for lesson in lessons}
    for number in range(STUDENTS):
        sources = {}
        for lesson in lessons:
            wrong = {
                task: drawn.choice(drawn.choice(kinds))
                for task, kinds in pools[lesson].items()
                if kinds and drawn.random() < WRONG
            }
            text = (ROOT / "reference" / f"{lesson}.py").read_text(encoding="utf-8")
            sources[lesson] = Source(lesson, f"{lesson}.py", replaced(text, wrong))
        students.append(Submission(f"student{number:02}", sources))
    return students


def used():
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def graded(students, lessons, *, with_places):
    """Processor seconds for a class."""
    before = used()
    off = patch.object(lesson_run, "LOCATED", ())
    with nullcontext() if with_places else off, Grader(COURSE, tell=tell, lessons=lessons) as grader:
        for student in students:
            grader.grade(student)
    return used() - before


def main(rounds=3, lessons=()):
    for lesson in lessons or [lesson.name for lesson in COURSE.lessons]:
        students, seconds = make_class([lesson]), {False: [], True: []}
        for _ in range(rounds):
            for with_places in (False, True):
                seconds[with_places].append(graded(students, [lesson], with_places=with_places))
        without, within = median(seconds[False]), median(seconds[True])
        print(
            f"{lesson:18} {without:6.1f} s without places, {within / without:5.2f} times that with them",
            flush=True,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3, sys.argv[2:])
