"""Classes of any size, graded by nobody: results as they could be, the same at every call."""

import random
from dataclasses import replace
from functools import cache
from pathlib import Path

from graders.course.index import Course, Lesson
from graders.course.submission import HandedIn
from graders.grading.results import LessonResult, Parts, Result, Status, SubmissionResult

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
HOSTILE = (
    "<img src=x onerror=\"document.title='hit'\"></script><script>document.title='hit'</script>\u202e=1+1"
)
SENTENCE = "The factor of the inner function is missing."


def student(number: int) -> str:
    return f"student{number:03}"


@cache
def synthetic(count: int, lessons: int = 12) -> tuple[SubmissionResult, ...]:
    """So many students; each is as able as drawn, and some hand in less than all."""
    draw = random.Random(count)
    return tuple(_result(student(number), draw, COURSE.lessons[:lessons]) for number in range(count))


def _result(name: str, draw: random.Random, lessons: tuple[Lesson, ...]) -> SubmissionResult:
    able = draw.random()
    graded = tuple(_lesson(lesson, able, draw) for lesson in lessons)
    return SubmissionResult(COURSE.title, name, "0123456789ab", "full", graded, (), HandedIn(f"{name}_1"))


def _lesson(lesson: Lesson, able: float, draw: random.Random) -> LessonResult:
    if draw.random() < 0.1:
        return missing(lesson)
    tasks = tuple(_task(task.name, task.points, able, draw) for task in lesson.tasks)
    return LessonResult(lesson.name, lesson.title, tasks, f"{lesson.name}.py")


def missing(lesson: Lesson) -> LessonResult:
    tasks = tuple(Result(task.name, Status.TODO, 0.0, task.points) for task in lesson.tasks)
    return LessonResult(lesson.name, lesson.title, tasks)


def unreadable(lesson: LessonResult) -> LessonResult:
    tasks = tuple(replace(task, status=Status.ERROR, points=0.0, kind="unreadable") for task in lesson.tasks)
    return replace(lesson, tasks=tasks, file="broken.py", note="`broken.py` cannot be read.")


def _task(name: str, points: float, able: float, draw: random.Random) -> Result:
    if draw.random() < 0.2 + 0.7 * able:
        return Result(name, Status.DONE, points, points, seconds=draw.random())
    fate = draw.random()
    if fate < 0.3:
        return Result(name, Status.TODO, 0.0, points)
    if fate < 0.6:
        cause = f"{SENTENCE} ({name})"
        parts = Parts("f(1) is 2, expected 3.", cause)
        return Result(name, Status.FAILING, 0.0, points, f"forgot_{name}", parts, seconds=draw.random())
    status = Status.UNDECIDED if fate > 0.99 else Status.FAILING
    return Result(name, status, 0.0, points, parts=Parts("f(1) is 2, expected 3."), seconds=0.01)
