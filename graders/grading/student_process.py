"""A student's file in a worker, which starts when a task needs it, and again when one was lost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby

from graders.course.index import Lesson, Limits, Task
from graders.course.submission import Piece
from graders.grading.budget import Budget
from graders.grading.happenings import (
    BoundAnew,
    CellLost,
    GraderFailed,
    Hindrance,
    Loss,
    LostAtStart,
    StatementLost,
    StatementStops,
    Stops,
    UsedUp,
)
from graders.grading.statements import Part, part_at, statement_at
from graders.grading.student_file import Stopped, StudentFile
from graders.sandbox.outside.sandbox import Sandbox
from graders.sandbox.outside.subjects import Lost, SandboxError, Worker
from graders.values.outcome import Raised

MOST_LOST = 5
"""Cells or statements that may take a worker down before the file is given up."""
MOST_SPARES = 5
"""Workers in which what decides nothing is tried out."""
TRYING_OUT = 10.0
"""Seconds, at most, for all together that stands below the last definition and binds nothing that is used."""


class StudentProcess:
    """The `Code` of a submission; `sandbox` gives the one that its lesson needs.

    `beside` are the texts of the modules that were handed in with it. A part that takes a worker down is left
    out of the next; where it is not known which statement it was, that one runs them one by one.
    """

    def __init__(
        self,
        file: StudentFile,
        lesson: Lesson,
        sandbox: Callable[[], Sandbox],
        beside: Mapping[str, str] | None = None,
    ) -> None:
        self.text = file
        self.lesson = lesson
        self.sandbox = sandbox
        self.beside = file.wanted(beside or {})
        self.left_out: dict[Part, Stopped] = {}
        self.raised: dict[Part, Stopped] = {}
        self.losses: list[Loss] = []
        self.one_by_one = False
        self.trying_out = TRYING_OUT
        self.hindrance = file.unread
        self.worker: Worker | None = None
        self.aside: Worker | None = None
        self.other: Worker | None = None
        self.others = 0

    @property
    def stopped(self) -> Collection[Stopped]:
        return [*self.text.broken_cells, *self.left_out.values(), *self.raised.values()]

    def subject(self, task: Task, budget: Budget) -> Worker | Hindrance:
        """The worker, ready for a task; once the budget is used up no further task is called."""
        is_late = budget.is_used_up
        if self.hindrance is None and not is_late and not self._is_up():
            self.hindrance = self._start(task.limits, budget)
        hindrance = self.hindrance or self._left_out(task.name)
        if hindrance is not None:
            return hindrance
        if is_late or self.worker is None or not self.worker.alive:
            return UsedUp(task.name, budget.allowed)
        self.worker.start_task(budget.piece(task.limits.wall))
        return self.worker

    def as_it_stood(self, task: Task, budget: Budget) -> tuple[Worker, BoundAnew] | None:
        """A worker in which nothing ran below the task's own part, if what does binds its names anew."""
        found = self.text.overwritten(task.name)
        if found is None or self.text.source is None or self.hindrance is not None or budget.is_used_up:
            return None
        self._close_aside()
        with self._as_found():
            try:
                self.aside = self._loaded(self.text.parts[: found.count], task.limits, budget)
            except SandboxError:
                return None
        if not self.aside.alive:
            return None
        self.aside.start_task(budget.piece(task.limits.wall))
        locate = self.text.source.locate
        line = self.text.line(task.name) or found.own.line
        own, by = locate(line), locate(found.by.line)
        return self.aside, BoundAnew(found.file, task.name, found.name, own, by)

    def locate(self, line: int) -> tuple[int | None, int]:
        source = self.text.source
        return (None, line) if source is None else source.locate(line)

    def spare(self, task: Task) -> Worker | None:
        """A further worker that has run all that is needed, for trying out what decides nothing."""
        if self.other is not None and self.other.alive:
            return self.other
        if self.text.source is None or self.hindrance is not None or self.others >= MOST_SPARES:
            return None
        self.others += 1
        with self._as_found():
            try:
                self.other = self._loaded(self.text.parts[: self.text.needed], task.limits, Budget(0))
            except SandboxError:
                return None
        return self.other if self.other.alive else None

    @contextmanager
    def _as_found(self) -> Iterator[None]:
        """A block after which is known of the file what was known before it."""
        kept = dict(self.raised), dict(self.left_out), list(self.losses), self.one_by_one, self.trying_out
        try:
            yield
        finally:
            self.raised, self.left_out, self.losses, self.one_by_one, self.trying_out = kept

    def renew(self) -> bool:
        """Whether what went before in the worker may be what it ended by."""
        if self.worker is None or not self.worker.spent or self.worker.tasks <= 1:
            return False
        self.close()
        return True

    def close(self) -> None:
        self._close_aside()
        if self.other is not None:
            self.other.close()
            self.other = None
        if self.worker is not None:
            self.worker.close()
            self.worker = None

    def _close_aside(self) -> None:
        if self.aside is not None:
            self.aside.close()
            self.aside = None

    def _is_up(self) -> bool:
        return self.worker is not None and self.worker.alive

    def _left_out(self, name: str) -> Hindrance | None:
        """Why the cell or statement that was to bind a name stopped before it did."""
        stopped = [one for one in self.stopped if one.binds(name)]
        line = self.text.line(name)
        if line is not None:
            stopped = [one for one in stopped if one.keeps_out(line)]
        return stopped[0].why if stopped else None

    def _start(self, limits: Limits, budget: Budget) -> Hindrance | None:
        """Run the file in a new worker, then without what takes a worker down; what prevents it."""
        assert self.text.source is not None
        try:
            while not budget.is_used_up:
                worker = self._loaded(self.text.parts, limits, budget)
                if worker.alive:
                    self.worker = worker
                    return None
                if len(self.losses) > MOST_LOST:
                    return LostAtStart(self.text.source.file, self.losses[-1])
        except SandboxError as error:
            return GraderFailed(str(error))
        return None

    def _loaded(self, parts: Sequence[Part], limits: Limits, budget: Budget) -> Worker:
        """A new worker that has run these parts, or was lost in one of them."""
        assert self.text.source is not None
        sandbox = self.sandbox()  # its own start is nobody's time
        with budget.spending():
            worker = sandbox.worker(limits_of(self.lesson))
            worker.locate = self.text.source.locate
            self.raised = {}
            self._run(worker, parts, limits, budget)
        return worker

    def _run(self, worker: Worker, parts: Sequence[Part], limits: Limits, budget: Budget) -> None:
        """Run the parts; the worker is lost in the one that does not end, and once the budget is used up."""
        source, beside, needed = self.text.source, self.beside, self.text.needed
        assert source is not None
        running = [part for part in parts if part not in self.left_out]
        is_over = budget.begin()
        for those, is_needed in self._groups(running, needed):
            if is_over():
                worker.close()
                return
            piece = self._piece(those)
            wall = budget.piece(limits.wall)
            allowed = wall if is_needed else min(self.trying_out, wall)
            if allowed <= 0:
                continue
            try:
                seen = worker.load(
                    source.file, piece.text, allowed, piece.line, cell=piece.cell, beside=beside
                )  # fmt: skip
            except Lost as lost:
                self._note_stops(those, lost.stops)
                loss = Loss.of(lost, replace(limits, wall=round(allowed, 1)))
                self._note_loss(those, lost, loss, is_needed)
                return
            finally:
                self.trying_out -= 0 if is_needed else allowed - worker.seconds
            beside = {}
            self._note_stops(those, seen.value)
            if seen.raised is not None and piece.cell:
                why = Stops(source.file, piece.cell, seen.raised)
                line = (seen.raised.line or 0) + piece.line - 1
                self.raised[those[0]] = Stopped(piece, why, line, those[0].names)

    def _groups(self, parts: Sequence[Part], needed: int) -> Iterator[tuple[list[Part], bool]]:
        """What is run by one message: a cell, or all of a script that is needed, or all that is not."""
        last = self.text.parts[needed - 1].line if needed else 0
        if self.one_by_one or any(part.piece.cell is not None for part in parts):
            yield from (([part], part.line <= last) for part in parts)
        else:
            for is_needed, those in groupby(parts, lambda part: part.line <= last):
                yield list(those), is_needed

    def _piece(self, parts: Sequence[Part]) -> Piece:
        """Parts as one text; what was left out between them is empty lines."""
        if len(parts) == 1:
            return parts[0].piece
        lines: list[str] = []
        for part in parts:
            lines += [""] * (part.line - parts[0].line - len(lines))
            lines += part.piece.text.split("\n")
        return Piece(parts[0].line, "\n".join(lines))

    def _note_stops(self, parts: Sequence[Part], stops: Sequence[tuple[int, Raised]]) -> None:
        """Keep what is told of statements that raised an exception."""
        for line, raised in stops:
            part = part_at(parts, line)
            if part is not None and raised.kind != "TimeUp":
                is_whole = part.piece.cell is None and part.line == line
                part = part if is_whole else statement_at(part, line)
                inside = raised.line is not None and part.holds(raised.line)
                at = raised.line if inside else part.line
                self.raised[part] = Stopped(part.piece, self._why(part, raised), at, part.names)

    def _why(self, part: Part, raised: Raised) -> Hindrance:
        assert self.text.source is not None
        file = self.text.source.file
        if part.piece.cell is None:
            return StatementStops(file, part.line, part.piece.text, raised)
        cell, line = self.text.source.locate(raised.line or part.line)
        return Stops(file, part.piece.cell, replace(raised, line=line, cell=cell))

    def _note_loss(self, parts: Sequence[Part], lost: Lost, loss: Loss, is_needed: bool) -> None:
        """Leave out from now on what took the worker down, as soon as it is known."""
        assert self.text.source is not None
        file = self.text.source.file
        at = next((line for line, raised in lost.stops if raised.kind == "TimeUp"), None)
        found = [part for part in parts if len(parts) == 1 or (at is not None and part.holds(at))]
        if not found:
            self.one_by_one = True
            return
        (part,) = found
        self.losses.append(loss)
        all_after = not is_needed and self.trying_out <= 0
        if part.piece.cell is not None:
            why: Hindrance = CellLost(file, part.piece.cell, loss)
        else:
            why = StatementLost(file, part.line, part.piece.text, loss, all_after)
        self.left_out[part] = Stopped(part.piece, why, part.line, part.names)


def limits_of(lesson: Lesson) -> dict[str, float]:
    """What a worker of this lesson may use in all: as much as the most demanding of its tasks."""
    return {
        name: max(getattr(task.limits, name) for task in lesson.tasks) for name in ("cpu", "memory", "output")
    }
