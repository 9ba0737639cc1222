"""One student's file of one lesson, graded task by task."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graders.course.index import Lesson, Task
from graders.course.parsing import MOST_TEXT, parse
from graders.course.stubs import is_untouched
from graders.course.submission import Piece, Source
from graders.feedback import explain
from graders.grading.results import Result, Status
from graders.grading.task_run import run_task
from graders.sandbox.outside.subjects import CPU_USED_UP, Lost, SandboxError, Worker

if TYPE_CHECKING:
    from graders.grading.engine import Grader

Fault = tuple[Status, str]
NAMED = 2
JAX_RESERVES = 4096
"""Megabytes of addresses, most of which it never uses; with fewer it ends the process."""


@dataclass(frozen=True)
class CellFault:
    """Why a code cell was not run at all (`line` is None), or not beyond some line of it."""

    piece: Piece
    fault: Fault
    line: int | None = None

    def binds(self, name: str) -> bool:
        """Would the cell bind a name, were it run to its end?"""
        pattern = rf"^[ \t]*(?:def[ \t]+{re.escape(name)}\b|{re.escape(name)}[ \t]*=)"
        return bool(re.search(pattern, self.piece.text, re.MULTILINE))


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
        self.pieces: list[Piece] = []
        self.functions: dict[str, ast.FunctionDef] = {}
        self.bound: Counter[str] = Counter()
        self.imported: set[str] = set()
        self.fault: Fault | None = None
        self.cells: dict[int, CellFault] = {}
        if source is not None:
            self.fault = self._parse(source)

    def _parse(self, source: Source) -> Fault | None:
        """The fault that keeps the whole file from being run, if any; a cell's is that cell's alone."""
        if source.text is None:
            return "error", source.note
        if len(source.text) > MOST_TEXT:
            return "error", explain.too_long(source.file, len(source.text), MOST_TEXT)
        for piece in source.pieces:
            try:
                tree = parse(piece.text, source.file)
            except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
                sentence = explain.does_not_parse(source.file, piece.cell, error)
                if piece.cell is None:
                    return "error", sentence
                self.cells[piece.cell] = CellFault(piece, ("error", sentence))
                continue
            ast.increment_lineno(tree, piece.line - 1)
            self.pieces.append(piece)
            self.functions |= {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
            self.bound.update(bindings(tree))
            self.imported.update(imports(tree))
        return None

    @property
    def note(self) -> str:
        """What is to be said of the file: what was odd about reading it, and the cells that stopped."""
        stopped = [cell.fault[1].partition("\n")[0] for _, cell in sorted(self.cells.items())]
        more = [f"{len(stopped) - NAMED} more of its cells do not run."] if len(stopped) > NAMED else []
        return " ".join(filter(None, (self.source.note if self.source else "", *stopped[:NAMED], *more)))

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
        binding = [cell for cell in self.cells.values() if cell.binds(task.name)]
        unread = next((cell.fault for cell in binding if cell.line is None), None)
        if unread is not None:
            return unread
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
        return self.fault or self._left_out(task.name)

    def _left_out(self, name: str) -> Fault | None:
        """The fault of the cell that was to bind a name, if it stopped before."""
        stopped = next((cell for cell in self.cells.values() if cell.binds(name)), None)
        function = self.functions.get(name)
        if stopped is None or self.source is None:
            return None
        if function is None:
            return stopped.fault
        cell, line = self.source.locate(function.lineno)
        before = cell == stopped.piece.cell and (stopped.line is None or stopped.line <= line)
        return stopped.fault if before else None

    def _load(self, source: Source, task: Task) -> Fault | None:
        """Run the student's file in a new worker; the fault that prevents it, if any."""
        try:
            sandbox = self.grader.sandbox(self.lesson)
            start = time.monotonic()
            while self.seconds > 0:
                worker = sandbox.worker(self._limits())
                worker.locate = source.locate
                fault = self._run_pieces(worker, source.file, task)
                self.seconds -= time.monotonic() - start
                if fault is not None:
                    worker.close()
                    return fault
                if worker.alive:
                    self.worker = worker
                    return None
        except SandboxError as error:
            return "internal", f"The grader failed: {error}."
        return "timeout", explain.submission_too_slow(task.name, self.grader.course.seconds)

    def _run_pieces(self, worker: Worker, file: str, task: Task) -> Fault | None:
        """Run the file's pieces; a cell that does not end is left out from then on, and the worker lost."""
        for piece in self.pieces:
            try:
                raised = worker.load(file, piece.text, task.limits.wall, piece.line).raised
            except Lost as lost:
                if piece.cell is None or lost.status == "crashed" or lost.reason == CPU_USED_UP:
                    return lost.status, explain.lost_at_start(file, lost.status, lost.reason, task.limits)
                sentence = explain.cell_runs_on(file, piece.cell, lost.reason, task.limits)
                self.cells[piece.cell] = CellFault(piece, ("timeout", sentence))
                self.pieces.remove(piece)
                return None
            if raised is not None and piece.cell is None:
                return "error", explain.stops_at_start(file, raised)
            if raised is not None and piece.cell:
                sentence = explain.cell_stops(file, piece.cell, raised)
                self.cells[piece.cell] = CellFault(piece, ("error", sentence), raised.line)
        return None

    def _limits(self) -> dict[str, float]:
        """What a worker of this lesson may use in all: as much as the most demanding of its tasks."""
        limits = {
            name: max(getattr(task.limits, name) for task in self.lesson.tasks)
            for name in ("cpu", "memory", "output")
        }
        if "jax" in self.imported:
            limits["memory"] = max(limits["memory"], JAX_RESERVES)
        return limits

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


def imports(tree: ast.AST) -> Iterator[str]:
    """The libraries that a file imports from anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def missing_library(names: Sequence[str]) -> str | None:
    """The first of these libraries that is not installed."""
    tops = [name.partition(".")[0] for name in names]
    return next((top for top in tops if importlib.util.find_spec(top) is None), None)
