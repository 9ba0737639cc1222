"""Submissions against the checks of the course."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Collection

from graders.course import Course, Lesson
from graders.grading.book import Book
from graders.grading.lesson_run import LessonRun, missing_library
from graders.grading.results import LessonResult, SubmissionResult
from graders.grading.submission import Source, Submission
from graders.sandbox.sandbox import Sandbox

PUBLIC_SEED = "gradlings"
ALWAYS = ("numpy", "sympy")


class Grader:
    """Grades submissions of one course at one seed; owns the sandboxes. Thread-safe.

    `seed` None is the public seed, or GRADLINGS_SEED where that is set.
    """

    def __init__(
        self, course: Course, *, seed: int | str | None = None, lessons: Collection[str] | None = None
    ) -> None:
        self.course = course
        self.seed = str(seed if seed is not None else os.environ.get("GRADLINGS_SEED") or PUBLIC_SEED)
        self.lessons = [lesson for lesson in course.lessons if lessons is None or lesson.name in lessons]
        self.lock = threading.RLock()
        self.books: dict[str, Book] = {}
        self.sandboxes: dict[bool, Sandbox] = {}

    @property
    def seed_id(self) -> str:
        """Tells seeds apart without telling them."""
        if self.seed == PUBLIC_SEED:
            return "public"
        return hashlib.sha256(f"gradlings seed {self.seed}".encode()).hexdigest()[:12]

    def book(self, lesson: Lesson) -> Book:
        with self.lock:
            if lesson.name not in self.books:
                self.books[lesson.name] = Book(lesson, self.seed)
            return self.books[lesson.name]

    def sandbox(self, lesson: Lesson) -> Sandbox:
        """The sandbox with the libraries that the lesson needs; JAX has one of its own."""
        with_jax = "jax" in lesson.libraries
        with self.lock:
            if with_jax not in self.sandboxes:
                alike = {lesson, *(one for one in self.lessons if ("jax" in one.libraries) == with_jax)}
                needed = {name for other in alike for name in other.libraries}
                present = [name for name in sorted(needed) if not missing_library([name])]
                self.sandboxes[with_jax] = Sandbox([*ALWAYS, *present])
            return self.sandboxes[with_jax]

    def grade(self, submission: Submission) -> SubmissionResult:
        lessons = tuple(
            self.grade_lesson(lesson, submission.sources.get(lesson.name)) for lesson in self.lessons
        )
        return SubmissionResult(
            self.course.title, submission.name, self.seed_id, self.confinement, lessons, submission.notes
        )

    def grade_lesson(self, lesson: Lesson, source: Source | None) -> LessonResult:
        with LessonRun(self, lesson, source) as run:
            results = tuple(run.result(task) for task in lesson.tasks)
        return LessonResult(
            lesson.name, lesson.title, results, source.file if source else None, source.note if source else ""
        )

    @property
    def confinement(self) -> str:
        return "process"

    def close(self) -> None:
        for sandbox in self.sandboxes.values():
            sandbox.close()

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
