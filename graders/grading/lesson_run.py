"""One student's file of one lesson, graded task by task."""

from __future__ import annotations

import ast
import importlib.util
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from graders.course import Lesson, Task
from graders.grading import explain
from graders.grading.results import Result, Status
from graders.grading.submission import Source
from graders.grading.task_run import LOST, run_task
from graders.sandbox.sandbox import SandboxError
from graders.sandbox.subjects import Lost, Worker
from graders.stubs import is_untouched

if TYPE_CHECKING:
    from graders.grading.engine import Grader

Fault = tuple[Status, str]
MOST_TEXT = 100_000
"""Characters of a lesson's file. To parse more takes seconds and hundreds of megabytes, by what it holds."""


class LessonRun:
    """Grades each task once; a worker starts when a task needs it, and again when one was lost."""

    def __init__(self, grader: Grader, lesson: Lesson, source: Source | None) -> None:
        self.grader, self.lesson, self.source = grader, lesson, source
        self.worker: Worker | None = None
        self.done: dict[str, Result] = {}
        self.functions: dict[str, ast.FunctionDef] = {}
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
        return None

    def result(self, task: Task) -> Result:
        if task.name not in self.done:
            self.done[task.name] = self._result(task)
        return self.done[task.name]

    def _result(self, task: Task) -> Result:
        function = self.functions.get(task.name)
        line = function.lineno if function is not None else None
        status, message = self._before(task) or (None, "")
        if status is not None:
            return Result(task.name, status, 0.0, task.points, feedback=message, line=line)
        assert self.worker is not None

        def unmet() -> list[str]:
            needed = [other for other in self.lesson.tasks if other.name in task.needs]
            return [other.name for other in needed if self.result(other).status != "done"]

        worker = self.worker
        result = run_task(self.grader.book(self.lesson), task, worker, unmet=unmet, line=line)
        if result.status in LOST and self.worker is worker:
            self.worker = None
        return result

    def _before(self, task: Task) -> Fault | None:
        """Why the task cannot or need not be called."""
        if self.source is None:
            return "todo", ""
        function = self.functions.get(task.name)
        if function is not None and is_untouched(function):
            return "todo", ""
        if self.fault is None and task.name not in (self.source.text or ""):
            return "todo", f"`{task.name}` is not defined."
        lacking = missing_library(task.libraries)
        if lacking is not None:
            return "unavailable", explain.library_missing(task.name, lacking)
        if self.fault is None and self.worker is None:
            self.fault = self._load(self.source, task)
        return self.fault

    def _load(self, source: Source, task: Task) -> Fault | None:
        """Run the student's file in a new worker; the fault that prevents it, if any."""
        try:
            worker = self.grader.sandbox(self.lesson).worker(self._limits())
            deadline = time.monotonic() + task.limits.wall
            outcome = worker.load(source.file, source.text or "", deadline)
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
        """What a worker of this lesson may use: as much as the most demanding of its tasks."""
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


def missing_library(names: Sequence[str]) -> str | None:
    """The first of these libraries that is not installed."""
    tops = [name.partition(".")[0] for name in names]
    return next((top for top in tops if importlib.util.find_spec(top) is None), None)
