"""A student's file in a worker, which starts when a task needs it, and again when one was lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from graders.course.index import Lesson, Limits, Task
from graders.grading.code import Budget
from graders.grading.happenings import (
    CellRunsOn,
    GraderFailed,
    Hindrance,
    Loss,
    LostAtStart,
    Stops,
    UsedUp,
)
from graders.grading.results import Status
from graders.grading.student_file import StoppedCell, StudentFile
from graders.sandbox.outside.sandbox import Sandbox
from graders.sandbox.outside.subjects import Lost, SandboxError, Worker

JAX_RESERVES = 4096
"""Megabytes of addresses, most of which it never uses; with fewer it ends the process."""


class StudentProcess:
    """The `Code` of a submission; `sandbox` gives the one that its lesson needs."""

    def __init__(self, file: StudentFile, lesson: Lesson, sandbox: Callable[[], Sandbox]) -> None:
        self.text = file
        self.lesson = lesson
        self.sandbox = sandbox
        self.pieces = list(file.pieces)
        self.cells = {stopped.piece.cell: stopped for stopped in file.broken_cells}
        self.hindrance = file.unread
        self.worker: Worker | None = None

    @property
    def stopped(self) -> Collection[StoppedCell]:
        return self.cells.values()

    def subject(self, task: Task, budget: Budget) -> Worker | Hindrance:
        """The worker, ready for a task; once the budget is used up no further task is called."""
        is_late = budget.left <= 0
        if self.hindrance is None and not is_late and not self._is_up():
            self.hindrance = self._start(task.limits, budget)
        hindrance = self.hindrance or self._left_out(task.name)
        if hindrance is not None:
            return hindrance
        if is_late or self.worker is None or not self.worker.alive:
            return UsedUp(task.name, budget.allowed)
        self.worker.start_task(task.limits.wall)
        return self.worker

    def renew(self) -> bool:
        """Whether what went before in the worker may be what it ended by."""
        if self.worker is None or not self.worker.spent or self.worker.tasks <= 1:
            return False
        self.close()
        return True

    def close(self) -> None:
        if self.worker is not None:
            self.worker.close()
            self.worker = None

    def _is_up(self) -> bool:
        return self.worker is not None and self.worker.alive

    def _left_out(self, name: str) -> Hindrance | None:
        """Why the cell that was to bind a name stopped before it did."""
        stopped = next((cell for cell in self.cells.values() if cell.binds(name)), None)
        line = self.text.line(name)
        if stopped is None or self.text.source is None:
            return None
        if line is None:
            return stopped.why
        cell, line = self.text.source.locate(line)
        before = cell == stopped.piece.cell and (stopped.line is None or stopped.line <= line)
        return stopped.why if before else None

    def _start(self, limits: Limits, budget: Budget) -> Hindrance | None:
        """Run the file in a new worker, then without the cell that does not end; what prevents it."""
        source = self.text.source
        assert source is not None
        try:
            sandbox = self.sandbox()
            while budget.left > 0:
                start = time.monotonic()
                worker = sandbox.worker(self._limits())
                worker.locate = source.locate
                hindrance = self._run_pieces(worker, source.file, limits)
                budget.left -= time.monotonic() - start
                if hindrance is not None:
                    worker.close()
                    return hindrance
                if worker.alive:
                    self.worker = worker
                    break
        except SandboxError as error:
            return GraderFailed(str(error))
        return None

    def _run_pieces(self, worker: Worker, file: str, limits: Limits) -> Hindrance | None:
        """Run the file's pieces; a cell that does not end is left out from then on, and the worker lost."""
        for piece in self.pieces:
            try:
                raised = worker.load(file, piece.text, limits.wall, piece.line).raised
            except Lost as lost:
                loss = Loss.of(lost, limits)
                if piece.cell is None or loss.status is Status.CRASHED or loss.by_processor:
                    return LostAtStart(file, loss)
                self.cells[piece.cell] = StoppedCell(piece, CellRunsOn(file, piece.cell, loss))
                self.pieces.remove(piece)
                return None
            if raised is not None and piece.cell is None:
                return Stops(file, None, raised)
            if raised is not None and piece.cell:
                self.cells[piece.cell] = StoppedCell(piece, Stops(file, piece.cell, raised), raised.line)
        return None

    def _limits(self) -> dict[str, float]:
        """What a worker of this lesson may use in all: as much as the most demanding of its tasks."""
        limits = {
            name: max(getattr(task.limits, name) for task in self.lesson.tasks)
            for name in ("cpu", "memory", "output")
        }
        if "jax" in self.text.imported:
            limits["memory"] = max(limits["memory"], JAX_RESERVES)
        return limits
