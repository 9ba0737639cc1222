"""One student's file of one lesson, graded task by task."""

from __future__ import annotations

import ast
import importlib.util
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from graders.course import Lesson, Task
from graders.grading import explain
from graders.grading.results import Result, Status
from graders.grading.submission import Source
from graders.grading.task_run import run_task
from graders.sandbox.subjects import Lost, SandboxError, Worker
from graders.stubs import is_untouched

if TYPE_CHECKING:
    from graders.grading.engine import Grader

Fault = tuple[Status, str]
MOST_TEXT = 100_000
"""Characters of a lesson's file. To parse more takes seconds and hundreds of megabytes, by what it holds."""


class LessonRun:
    """Grades each task once; a worker starts when a task needs it, and again when one was lost.

    `seconds` is what the submission may still take; once it is used up no further task is called.
    """

    def __init__(
        self, grader: Grader, lesson: Lesson, source: Source | None, seconds: float | None = None
    ) -> None:
        self.grader, self.lesson, self.source = grader, lesson, source
        self.seconds = grader.course.seconds if seconds is None else seconds
        self.worker: Worker | None = None
        self.done: dict[str, Result] = {}
        self.functions: dict[str, ast.FunctionDef] = {}
        self.bound: Counter[str] = Counter()
        self.fault: Fault | None = None
        if source is not None:
            self.fault = self._parse(source)

    def _parse(self, source: Source) -> Fault | None:
        if source.text is None:
            return "error", source.note
        if len(source.text) > MOST_TEXT:
            return "error", explain.too_long(source.file, len(source.text), MOST_TEXT)
        try:
            tree = ast.parse(source.text, source.file)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return "error", explain.does_not_parse(source.file, error)
        self.functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        self.bound = Counter(bindings(tree))
        return None

    def result(self, task: Task) -> Result:
        """The task's result; a fault of ours costs this task alone."""
        if task.name not in self.done:
            try:
                self.done[task.name] = self._result(task)
            except Exception as error:
                if os.environ.get("GRADLINGS_DEBUG"):
                    raise
                sentence = f"The grader failed: {type(error).__name__}."
                self.done[task.name] = Result(task.name, "internal", 0.0, task.points, feedback=sentence)
        return self.done[task.name]

    def _result(self, task: Task) -> Result:
        function = self.functions.get(task.name)
        line = function.lineno if function is not None else None
        result = self._called(task, line)
        if self.worker is not None and self.worker.spent and self.worker.tasks > 1:
            self.close()  # what went before it may be what it ended by
            result = self._called(task, line)
        return result

    def _called(self, task: Task, line: int | None) -> Result:
        status, message = self._before(task) or (None, "")
        if status is not None:
            return Result(task.name, status, 0.0, task.points, feedback=message, line=line)
        assert self.worker is not None

        def unmet() -> list[str]:
            needed = [other for other in self.lesson.tasks if other.name in task.needs]
            return [other.name for other in needed if self.result(other).status != "done"]

        self.worker.start_task(task.limits.wall)
        result = run_task(self.grader.book(self.lesson), task, self.worker, unmet=unmet, line=line)
        self.seconds -= result.seconds
        return result

    def _before(self, task: Task) -> Fault | None:
        """Why the task cannot or need not be called."""
        if self.source is None:
            return "todo", ""
        function = self.functions.get(task.name)
        if function is not None and self.bound[task.name] == 1 and is_untouched(function):
            return "todo", ""
        if self.fault is None and not self.bound[task.name] and not self.bound["*"]:
            return "todo", f"`{task.name}` is not defined."
        lacking = missing_library(task.libraries)
        if lacking is not None:
            return "unavailable", explain.library_missing(task.name, lacking)
        if self.fault is None and self.seconds <= 0:
            return "timeout", explain.submission_too_slow(task.name, self.grader.course.seconds)
        if self.fault is None and (self.worker is None or not self.worker.alive):
            self.fault = self._load(self.source, task)
        return self.fault

    def _load(self, source: Source, task: Task) -> Fault | None:
        """Run the student's file in a new worker; the fault that prevents it, if any."""
        try:
            worker = self.grader.sandbox(self.lesson).worker(self._limits())
            outcome = worker.load(source.file, source.text or "", task.limits.wall)
        except Lost as lost:
            return lost.status, explain.lost_at_start(source.file, lost.status, lost.reason, task.limits)
        except SandboxError as error:
            return "internal", f"The grader failed: {error}."
        if outcome.raised is not None:
            worker.close()
            return "error", explain.stops_at_start(source.file, outcome.raised)
        self.worker = worker
        return None

    def _limits(self) -> dict[str, float]:
        """What a worker of this lesson may use in all: as much as the most demanding of its tasks."""
        return {
            name: max(getattr(task.limits, name) for task in self.lesson.tasks)
            for name in ("cpu", "memory", "output")
        }

    def close(self) -> None:
        if self.worker is not None:
            self.worker.close()
            self.worker = None

    def __enter__(self) -> LessonRun:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def bindings(tree: ast.AST) -> Iterator[str]:
    """Every name that a file binds, once for each place where it does; `*` for an import of everything."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]


def missing_library(names: Sequence[str]) -> str | None:
    """The first of these libraries that is not installed."""
    tops = [name.partition(".")[0] for name in names]
    return next((top for top in tops if importlib.util.find_spec(top) is None), None)
