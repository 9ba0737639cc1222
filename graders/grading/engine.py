"""Submissions against the checks of the course."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from graders.course.index import Course, Lesson, own_course
from graders.course.submission import Source, Submission
from graders.grading.answer_key import Book
from graders.grading.budget import Budget
from graders.grading.code import LocalCode
from graders.grading.happenings import Tell
from graders.grading.lesson_run import LessonRun, missing_library
from graders.grading.results import LessonResult, Result, SubmissionResult
from graders.grading.seeds import chosen_seed, drawing_seed, individual_seed, seed_id
from graders.grading.student_file import StudentFile
from graders.grading.student_process import StudentProcess, limits_of
from graders.sandbox.outside.ahead import Ahead
from graders.sandbox.outside.sandbox import Sandbox, make_sandbox

LEVELS = ("none", "partial", "full")
ALWAYS = ("numpy", "sympy", "matplotlib.pyplot")


class Grader:
    """Grades submissions of one course at one seed; owns the sandboxes. Thread-safe.

    `tell` words what becomes of a task: `graders.feedback.happenings.tell`. `seed` None is the public seed,
    or GRADLINGS_SEED where that is set. `many` prepares for more than a few submissions: a slower start, and
    less time for each. `tasks` are those to grade, all of each lesson unless given. `individual` draws
    inputs of their own for each student. `texts`, where they are known, are the files that will be graded:
    what none of them names is loaded only when it is needed.
    """

    def __init__(
        self,
        course: Course,
        *,
        tell: Tell,
        seed: int | str | None = None,
        lessons: Collection[str] | None = None,
        tasks: Collection[str] | None = None,
        individual: bool = False,
        many: bool = True,
        texts: Collection[str] | None = None,
    ) -> None:
        self.course = course
        self.tell = tell
        self.tasks = tasks
        self.individual = individual
        self.many = many
        self.texts = texts
        self.seed = chosen_seed(seed)
        self.lessons = [lesson for lesson in course.lessons if lessons is None or lesson.name in lessons]
        self.lock = threading.RLock()
        self.starting = threading.RLock()
        self.books: dict[str, Book] = {}
        self.sandboxes: dict[bool, Ahead] = {}
        self.bare: Sandbox | None = None

    @property
    def seed_id(self) -> str:
        """Tells seeds apart without telling them."""
        return seed_id(self.seed) + ("-individual" if self.individual else "")

    def book(self, lesson: Lesson, student: str = "") -> Book:
        with self.lock:
            if self.individual:
                return Book(lesson, individual_seed(self.seed, student))
            if lesson.name not in self.books:
                self.books[lesson.name] = Book(lesson, drawing_seed(self.seed))
            return self.books[lesson.name]

    def sandbox(self, lesson: Lesson) -> Ahead:
        """The sandbox with the libraries that the lesson needs; JAX has one of its own."""
        with_jax = "jax" in _libraries(lesson)
        with self.starting:
            if with_jax not in self.sandboxes:
                alike = [
                    other for other in (lesson, *self.lessons) if ("jax" in _libraries(other)) == with_jax
                ]
                needed = set().union(*map(_libraries, alike))
                present = [name for name in sorted(needed) if not missing_library([name])]
                sandbox = Ahead(make_sandbox(self._loaded(present), warm=self.many))
                sandbox.start()
                self.sandboxes[with_jax] = sandbox
            return self.sandboxes[with_jax]

    def prepare(self, lesson: Lesson) -> None:
        """Have a process ready in which a file of this lesson can be run at once."""
        self.sandbox(lesson).prepare(limits_of(lesson))

    def _loaded(self, present: Collection[str]) -> list[str]:
        """The libraries that a sandbox has before any code is known that needs them."""
        wanted = [*dict.fromkeys([*ALWAYS, *present])]
        if self.texts is None:
            return wanted
        named = (name for name in wanted if any(name.partition(".")[0] in text for text in self.texts))
        return [*dict.fromkeys(["numpy", *named])]

    def grade(self, submission: Submission) -> SubmissionResult:
        budget = Budget(self.course.seconds)
        done = tuple(
            self.grade_lesson(
                lesson,
                submission.sources.get(lesson.name),
                budget,
                submission.beside(lesson.name),
                submission.name,
            )
            for lesson in self.lessons
        )
        level = self.confinement()
        return SubmissionResult(
            self.course.title, submission.name, self.seed_id, level, done, submission.notes
        )

    def grade_lesson(
        self,
        lesson: Lesson,
        source: Source | None,
        budget: Budget | None = None,
        beside: Mapping[str, str] | None = None,
        student: str = "",
    ) -> LessonResult:
        """One lesson; `budget` is that of the submission it is a part of, None one of its own.

        `beside` are the texts of modules that the file may import.
        """
        with self.run(lesson, source, budget, beside, student) as run:
            chosen = (task for task in lesson.tasks if self.tasks is None or task.name in self.tasks)
            results = tuple(map(run.result, chosen))
            said = (source.note if source else "", *run.notes())
        note = " ".join(filter(None, said))
        return LessonResult(lesson.name, lesson.title, results, source.file if source else None, note)

    def run(
        self,
        lesson: Lesson,
        source: Source | None,
        budget: Budget | None = None,
        beside: Mapping[str, str] | None = None,
        student: str = "",
    ) -> LessonRun:
        """The run of one student's file, which is graded as results are asked for."""
        budget = budget or Budget(self.course.seconds)
        with budget.spending():
            file = StudentFile.read(source)
            code = StudentProcess(file, lesson, lambda: self.sandbox(lesson), beside)
        return LessonRun(lesson, code, self.book(lesson, student), budget, self.tell)

    def confinement(self) -> str:
        """How well student code is confined, as observed: full, partial or none."""
        return self.observed().level

    def observed(self) -> Sandbox:
        """The sandbox that confines least of those started; where none was, one without libraries."""
        with self.starting:
            seen: list[Sandbox] = [*self.sandboxes.values()] or [self._bare()]
        return min(seen, key=lambda sandbox: LEVELS.index(sandbox.level))

    def _bare(self) -> Sandbox:
        if self.bare is None:
            self.bare = make_sandbox([], warm=False)
            self.bare.start()
            self.bare.close()
        return self.bare

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


def own_grader(**options: Any) -> Grader:
    """One for the course that this package belongs to, wherever that is installed."""
    return Grader(own_course(), **options)


def _libraries(lesson: Lesson) -> set[str]:
    return {name for task in lesson.tasks for name in task.libraries}


@cache
def _book(course: Course, lesson: Lesson, seed: str) -> Book:
    return Book(lesson, seed)


def grade_here(
    course: Course, name: str, names: dict[str, object], seed: int | str | None = None, *, tell: Tell
) -> Result:
    """Grade one function of trusted code in this process."""
    task, lesson = course.task(name), course.lesson_of(name)
    budget = Budget(course.seconds)
    book = _book(course, lesson, drawing_seed(chosen_seed(seed)))
    with LessonRun(lesson, LocalCode(names), book, budget, tell) as run:
        return run.result(task)
