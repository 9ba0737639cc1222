"""Submissions against the checks of the course."""

from __future__ import annotations

import ast
import hashlib
import inspect
import os
import textwrap
import threading
from collections.abc import Collection
from functools import cache, cached_property
from typing import Any

from graders.course.index import Course, Lesson
from graders.course.stubs import is_untouched
from graders.course.submission import Source, Submission
from graders.feedback import explain
from graders.grading.answer_key import Book
from graders.grading.lesson_run import LessonRun, missing_library
from graders.grading.results import LessonResult, Result, SubmissionResult
from graders.grading.task_run import run_task
from graders.sandbox.outside.sandbox import Sandbox, make_sandbox
from graders.sandbox.outside.subjects import Local

PUBLIC_SEED = "gradlings"
SLOW = 200_000  # rounds, so that a short seed is not found by trying
LEVELS = ("none", "partial", "full")
ALWAYS = ("numpy", "sympy", "matplotlib")


class Grader:
    """Grades submissions of one course at one seed; owns the sandboxes. Thread-safe.

    `seed` None is the public seed, or GRADLINGS_SEED where that is set. `many` prepares for more than a few
    submissions: a slower start, and less time for each.
    """

    def __init__(
        self,
        course: Course,
        *,
        seed: int | str | None = None,
        lessons: Collection[str] | None = None,
        many: bool = True,
    ) -> None:
        self.course = course
        self.many = many
        self.seed = chosen_seed(seed)
        self.lessons = [lesson for lesson in course.lessons if lessons is None or lesson.name in lessons]
        self.lock = threading.RLock()
        self.books: dict[str, Book] = {}
        self.sandboxes: dict[bool, Sandbox] = {}

    @cached_property
    def seed_id(self) -> str:
        """Tells seeds apart without telling them."""
        if self.seed == PUBLIC_SEED:
            return "public"
        return hashlib.pbkdf2_hmac("sha256", self.seed.encode(), b"gradlings seed", SLOW).hex()[:12]

    def book(self, lesson: Lesson) -> Book:
        with self.lock:
            if lesson.name not in self.books:
                self.books[lesson.name] = Book(lesson, self.seed)
            return self.books[lesson.name]

    def sandbox(self, lesson: Lesson) -> Sandbox:
        """The sandbox with the libraries that the lesson needs; JAX has one of its own."""
        with_jax = "jax" in _libraries(lesson)
        with self.lock:
            if with_jax not in self.sandboxes:
                alike = [_libraries(other) for other in (lesson, *self.lessons)]
                needed = set().union(*(names for names in alike if ("jax" in names) == with_jax))
                present = [name for name in sorted(needed) if not missing_library([name])]
                drawing = ["matplotlib.pyplot"] if "matplotlib" in present else []
                self.sandboxes[with_jax] = make_sandbox([*ALWAYS, *present, *drawing], warm=self.many)
                self.sandboxes[with_jax].start()
            return self.sandboxes[with_jax]

    def grade(self, submission: Submission) -> SubmissionResult:
        done: list[LessonResult] = []
        seconds = self.course.seconds
        for lesson in self.lessons:
            done.append(self.grade_lesson(lesson, submission.sources.get(lesson.name), seconds))
            seconds -= sum(task.seconds for task in done[-1].tasks)
        return SubmissionResult(
            self.course.title, submission.name, self.seed_id, self.confinement, tuple(done), submission.notes
        )

    def grade_lesson(
        self, lesson: Lesson, source: Source | None, seconds: float | None = None
    ) -> LessonResult:
        """One lesson; `seconds` is what is left of those that a submission may take, None means all."""
        with LessonRun(self, lesson, source, seconds) as run:
            results = tuple(run.result(task) for task in lesson.tasks)
        return LessonResult(lesson.name, lesson.title, results, source.file if source else None, run.note)

    @property
    def confinement(self) -> str:
        """How well student code is confined, as observed: full, partial or none; the worst that was seen."""
        self.sandbox(self.lessons[0])
        seen = {sandbox.level for sandbox in tuple(self.sandboxes.values())}
        return next((level for level in LEVELS if level in seen), LEVELS[0])

    @property
    def is_practice(self) -> bool:
        """Has student code run that was not fully confined?"""
        return any(sandbox.level != LEVELS[-1] for sandbox in tuple(self.sandboxes.values()))

    def close(self) -> None:
        for sandbox in self.sandboxes.values():
            sandbox.close()

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _libraries(lesson: Lesson) -> set[str]:
    return {name for task in lesson.tasks for name in task.libraries}


@cache
def _book(course: Course, lesson: Lesson, seed: str) -> Book:
    return Book(lesson, seed)


def grade_here(course: Course, name: str, names: dict[str, Any], seed: int | str | None = None) -> Result:
    """Grade one function of trusted code in this process."""
    task, lesson = course.task(name), course.lesson_of(name)
    function = names.get(name)
    if function is None:
        return Result(name, "todo", 0.0, task.points, feedback=f"`{name}` is not defined.")
    if _is_stub(function):
        return Result(name, "todo", 0.0, task.points)
    lacking = missing_library(task.libraries)
    if lacking is not None:
        return Result(name, "unavailable", 0.0, task.points, feedback=explain.library_missing(name, lacking))
    code = getattr(function, "__code__", None)
    file = code.co_filename if code is not None else ""
    subject = Local(names, file, task.limits.output, task.limits.wall)

    def unmet() -> list[str]:
        return [need for need in task.needs if grade_here(course, need, names, seed).status != "done"]

    book = _book(course, lesson, chosen_seed(seed))
    return run_task(book, task, subject, unmet=unmet, line=code and code.co_firstlineno)


def _is_stub(function: Any) -> bool:
    """Is the function, as far as its source can be found, an untouched stub?"""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return False
    return isinstance(tree.body[0], ast.FunctionDef) and is_untouched(tree.body[0])


def chosen_seed(seed: int | str | None) -> str:
    """The seed given, else GRADLINGS_SEED, else the public one."""
    return str(seed if seed is not None else os.environ.get("GRADLINGS_SEED") or PUBLIC_SEED)
