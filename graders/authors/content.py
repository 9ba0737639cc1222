"""One lesson as its author works on it: its files as modules, and its tasks graded in this process."""

from __future__ import annotations

import importlib
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from sympy.core.cache import clear_cache

from graders.course.index import Course, Lesson
from graders.course.material import Material
from graders.course.mishaps import DEBUG
from graders.feedback.happenings import tell
from graders.grading.answer_key import Book
from graders.grading.checks import TaskChecks
from graders.grading.findings import Internal
from graders.grading.results import Result
from graders.grading.seeds import PUBLIC_SEED
from graders.grading.task_run import run_task
from graders.sandbox.outside.subjects import Local


class Broken(Exception):
    """Code of the author's raised: its file, line and message, in one sentence."""


class Content:
    """A lesson's material, reference, checks and other right solutions."""

    def __init__(self, course: Course, lesson: Lesson) -> None:
        self.course, self.lesson = course, lesson
        self.material = Material(course, lesson)
        self.books: dict[str, Book] = {}

    @cached_property
    def reference(self) -> ModuleType:
        """The lesson as its author wrote it."""
        return self._book(PUBLIC_SEED).reference

    @cached_property
    def checks(self) -> Mapping[str, TaskChecks]:
        """What is declared of each task."""
        return self._book(PUBLIC_SEED).checks

    @property
    def solutions_file(self) -> str:
        return f"tests/solutions/{self.lesson.name}.py"

    @cached_property
    def solutions(self) -> Mapping[str, Mapping[str, Callable[..., Any]]]:
        """The right solutions of each task that look different: functions `<task>__<how>`, by their names."""
        found: dict[str, dict[str, Callable[..., Any]]] = {task.name: {} for task in self.lesson.tasks}
        if (self.course.root / self.solutions_file).is_file():
            with self._told(), _importable(self.course.root):
                module = importlib.import_module(f"tests.solutions.{self.lesson.name}")
            for name, value in vars(module).items():
                task, apart, _ = name.partition("__")
                if apart and task in found and callable(value):
                    found[task][name] = value
        return found

    def graded(self, task: str, names: Mapping[str, Any], seed: str, *, is_stub: bool = False) -> Result:
        """The result of a task for the functions in `names`; Broken where a check of it breaks.

        `is_stub` says that the task's own function is as it was given out.
        """
        result = self._run(task, names, seed, is_stub)
        if result.status == "internal" or result.kind == Internal.kind:
            with self._told(), _debug():
                self._run(task, names, seed)
        return result

    def seconds(self, task: str, name: str) -> float:
        """Processor time that a misconception takes to answer all checks, with nothing kept by SymPy."""
        book = self._book("for time")
        clear_cache()
        start = time.process_time()
        for check in book.checks[task].checks:
            book.replays.replay(
                name, check, self.checks[task], lambda *one: book.trial(self.course.task(task), *one)
            )
        return time.process_time() - start

    def first_failure(self, task: str, text: str, seed: str) -> str:
        """The status of the first check that is not done for a function given as text, else "done"."""
        names = dict(vars(self.reference))
        try:
            exec(compile(text, "mutant.py", "exec"), names)
        except Exception:
            return "error"
        book = self._book(seed)
        declared = book.checks[task]
        try:
            for name, check in declared.checks.items():
                book.checks[task] = replace(declared, checks={name: check})
                status = self._run(task, names, seed).status
                if status != "done":
                    return status
        finally:
            book.checks[task] = declared
        return "done"

    def _run(self, task: str, names: Mapping[str, Any], seed: str, is_stub: bool = False) -> Result:
        code = getattr(names[task], "__code__", None)
        subject = Local(dict(names), code.co_filename if code else "")
        is_given = {task} if is_stub else set()
        return run_task(
            self._book(seed), self.course.task(task), subject, tell=tell, is_stub=is_given.__contains__
        )

    def _book(self, seed: str) -> Book:
        if seed not in self.books:
            with self._told():
                self.books[seed] = Book(self.lesson, seed)
        return self.books[seed]

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except Broken:
            raise
        except Exception as error:
            raise Broken(f"{_where(error, self.course.root)}{type(error).__name__}: {error}.") from error


def _where(error: Exception, root: Path) -> str:
    """The author's own line that an exception came from: the last one outside the engine."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_relative(Path(error.filename), root)}, line {error.lineno}: "
    theirs = [root / "graders" / "lessons", root / "reference", root / "tests"]
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        file = Path(frame.filename)
        if any(file.is_relative_to(folder) for folder in theirs):
            return f"{_relative(file, root)}, line {frame.lineno}: "
    return ""


def _relative(file: Path, root: Path) -> str:
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else str(file)


@contextmanager
def _importable(root: Path) -> Iterator[None]:
    """The tests and the references are no part of an installed package."""
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        sys.path.remove(str(root))


@contextmanager
def _debug() -> Iterator[None]:
    """A fault in a check is raised, not told."""
    before = os.environ.get(DEBUG)
    os.environ[DEBUG] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[DEBUG]
        else:
            os.environ[DEBUG] = before
