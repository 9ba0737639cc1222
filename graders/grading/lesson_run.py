"""One student's file of one lesson, graded task by task."""

from __future__ import annotations

import ast
import importlib.util
import os
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graders.authoring import TaskChecks, sentence_of
from graders.course import Lesson, Task
from graders.grading import explain
from graders.grading.results import Result, Status, Verdict
from graders.grading.submission import Source
from graders.grading.trial import CaseEnded, Trial
from graders.judge.findings import UNDECIDED, Finding
from graders.sandbox.calling import Raised
from graders.sandbox.sandbox import Lost, SandboxError, Worker
from graders.stubs import is_untouched

if TYPE_CHECKING:
    from graders.grading.engine import Grader

OUTPUT_SHOWN = 2_000


class LessonRun:
    """One student's file of one lesson, task by task; its worker starts when a task needs it."""

    def __init__(self, grader: Grader, lesson: Lesson, source: Source | None) -> None:
        self.grader, self.lesson, self.source = grader, lesson, source
        self.worker: Worker | None = None
        self.done: dict[str, Result] = {}
        self.fault: tuple[Status, str] | None = None
        self.text = source.text if source else None
        self.functions: dict[str, ast.FunctionDef] = {}
        if source is not None and source.text is None:
            self.fault = ("error", source.note)
        elif source is not None and source.text is not None:
            self._parse(source.file, source.text)

    def _parse(self, file: str, text: str) -> None:
        try:
            tree = ast.parse(text, file)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            self.fault = ("error", explain.does_not_parse(file, error))
            return
        self.functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}

    def result(self, task: Task) -> Result:
        if task.name not in self.done:
            self.done[task.name] = self._result(task)
        return self.done[task.name]

    def _result(self, task: Task) -> Result:
        start = time.monotonic()
        function = self.functions.get(task.name)
        line = function.lineno if function is not None else None

        def result(status: Status, feedback: str = "") -> Result:
            return Result(task.name, status, 0.0, task.points, feedback=feedback, line=line)

        if self.text is None and self.fault is None:
            return result("todo")
        if self.fault is None and function is None and not self._mentions(task.name):
            return result("todo", f"`{task.name}` is not in the file.")
        if function is not None and is_untouched(function):
            return result("todo")
        lacking = missing_library([*task.libraries])
        if lacking:
            return result("unavailable", explain.library_missing(task.name, lacking))
        if self.fault is None:
            self.fault = self._load(task)
        if self.fault is not None:
            return result(*self.fault)
        return self._judge(task, line, start)

    def _mentions(self, name: str) -> bool:
        """Is the name bound in some other way than by a plain `def`: a lambda, an import, a decorator's work?"""
        return name in (self.text or "")

    def _load(self, task: Task) -> tuple[Status, str] | None:
        """Run the student's file in a new worker; the fault that prevents it, if any."""
        assert self.source is not None and self.source.text is not None
        if self.worker is not None:
            return None
        file = self.source.file
        try:
            limits = vars(self.lesson.tasks[0].limits)
            self.worker = self.grader.sandbox(self.lesson).worker(limits)
            outcome = self.worker.load(file, self.source.text, time.monotonic() + task.limits.wall)
        except Lost as lost:
            self.worker = None
            return lost.status, explain.lost_at_start(file, lost.status, lost.reason, task.limits.wall)
        except SandboxError as error:
            return "internal", f"The grader failed: {error}."
        if outcome.raised is not None:
            self.worker.close()
            self.worker = None
            return "error", explain.stops_at_start(file, outcome.raised)
        return None

    def _judge(self, task: Task, line: int | None, start: float) -> Result:
        book = self.grader.book(self.lesson)
        checks = book.checks[task.name]
        verdicts: list[Verdict] = []
        misconception: str | None = None
        feedback, printed = "", ""
        deadline = time.monotonic() + task.limits.wall
        for name, check in checks.checks.items():
            assert self.worker is not None
            trial = book.trial(task, name, self.worker)
            trial.deadline = deadline
            status, message = self._run_check(trial, check, task)
            verdicts.append(Verdict(name, sentence_of(check), status, message))
            printed = printed or "".join(event.printed for event in trial.events)
            if status != "done" and not feedback:
                if status in ("failing", "error"):
                    misconception = book.replays.match(
                        trial, checks, lambda subject, name=name: book.trial(task, name, subject)
                    )
                feedback = self._feedback(task, message, checks, misconception)
            if status in ("timeout", "crashed"):
                break
        status = next((verdict.status for verdict in verdicts if verdict.status != "done"), "done")
        return Result(
            task.name,
            status,
            task.points if status == "done" else 0.0,
            task.points,
            misconception,
            feedback,
            tuple(verdicts),
            time.monotonic() - start,
            line,
            printed[:OUTPUT_SHOWN],
        )

    def _run_check(self, trial: Trial, check: Any, task: Task) -> tuple[Status, str]:
        try:
            check(trial)
        except CaseEnded:
            pass
        except Lost as lost:
            self.worker = None
            self.fault = self._load(task)
            return lost.status, explain.lost(trial.last_call, lost.status, lost.reason, task.limits.wall)
        except SandboxError as error:
            return "internal", f"The grader failed: {error}."
        except Exception as error:
            return self._stumbled(trial, error)
        if trial.failure is None:
            return "done", ""
        return _status(trial.failure.finding), self._explained(trial, task)

    def _stumbled(self, trial: Trial, error: Exception) -> tuple[Status, str]:
        """A check's own code broke: on an answer of the wrong form, or by our own fault."""
        if trial.failure is not None:
            return _status(trial.failure.finding), trial.failure.message
        if os.environ.get("GRADLINGS_DEBUG"):
            raise error
        value = trial.events[-1].value if trial.events else None
        if trial.events and _is_no_answer(value):
            return "failing", explain.failure(Finding("missing" if value is None else "type", {"yours": value}), trial.last_call)
        return "internal", f"The grader failed in `{trial.check}`: {type(error).__name__}."

    def _explained(self, trial: Trial, task: Task) -> str:
        assert trial.failure is not None
        raised = trial.failure.finding.facts.get("raised")
        if isinstance(raised, Raised) and raised.kind == "NotImplementedError" and raised.function != task.name:
            return explain.not_yet(task.name, raised.function)
        return trial.failure.message

    def _feedback(self, task: Task, message: str, checks: TaskChecks, misconception: str | None) -> str:
        parts = [message]
        if misconception is not None:
            parts.append(sentence_of(checks.misconceptions[misconception]))
        unmet = [name for name in task.needs if name in self.done and self.done[name].status != "done"]
        if unmet:
            parts.append(explain.builds_on(task.name, unmet))
        return "\n\n".join(part for part in parts if part)

    def close(self) -> None:
        if self.worker is not None:
            self.worker.close()
            self.worker = None

    def __enter__(self) -> LessonRun:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _status(finding: Finding) -> Status:
    if finding.kind == UNDECIDED:
        return "undecided"
    return "error" if finding.kind == "raised" else "failing"


def _is_no_answer(value: Any) -> bool:
    return value is None or type(value).__name__ == "Opaque" or isinstance(value, str)


def missing_library(names: Sequence[str]) -> str | None:
    """The first of these libraries that is not installed."""
    return next((name for name in names if importlib.util.find_spec(name.partition(".")[0]) is None), None)
