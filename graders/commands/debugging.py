"""`gradlings debug`: the call that goes wrong, made in this process, where breakpoints stop."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graders.commands.progress import Desk
from graders.course.index import CourseError, Task
from graders.course.student_folder import StudentFolder

if TYPE_CHECKING:
    from graders.grading.results import Result
    from graders.sandbox.outside.subjects import Given, Lines, Subject
    from graders.values.outcome import Outcome
    from graders.values.types import Remote


class Again:
    """Answers as was seen before, and makes the call behind those here."""

    def __init__(self, seen: Sequence[Outcome], here: Subject, task: str) -> None:
        self.seen, self.here, self.task = list(seen), here, task

    def call(self, function: str | Remote, arguments: Sequence[object]) -> Outcome:
        from graders.feedback.calls import called
        from graders.grading.happenings import Call

        shown = called(Call.of(self.task, arguments))
        return self._made(shown, lambda: self.here.call(function, arguments), lambda value: [value])

    def run(self, task: str, lines: Lines, given: Given = ()) -> Outcome:
        shown = "\n".join(line for line, _ in lines)
        return self._made(shown, lambda: self.here.run(task, lines, given), lambda both: both[0].values())

    def _made(
        self, shown: str, make: Callable[[], Outcome], values: Callable[[Any], Iterable[object]]
    ) -> Outcome:
        """What was seen before; behind that the call is made, told, and ends the check."""
        from graders.grading.trial import CaseEnded

        if self.seen:
            return self.seen.pop(0)
        click.echo(f"{shown}\n")
        outcome = make()
        if outcome.raised is not None:
            click.echo(f"raises {outcome.raised.kind}: {outcome.raised.message}")
        else:
            for value in values(outcome.value):
                click.echo(f"gives {value!r}")
        raise CaseEnded


def debug(folder: StudentFolder, task: Task) -> None:
    """Make the first call of a task that does not go well, here."""
    from graders.grading.answer_key import Book
    from graders.grading.seeds import chosen_seed, drawing_seed
    from graders.sandbox.outside.subjects import Local

    lesson = folder.course.lesson(task.lesson)
    file = folder.file(lesson)
    if file.suffix != ".py":
        raise CourseError("In a notebook, call the function in a cell of its own, under Jupyter's debugger.")
    with Desk(folder) as desk, desk.lesson(lesson.name) as practice:
        result = practice.result(task)
        check = _failing(result)
        seen = practice.calls(task, check)
    book = Book(lesson, drawing_seed(chosen_seed(None)))
    here = Local(_names(file), str(file))
    trial = book.trial(task, check, Again(seen, here, task.name))
    trial.run(book.checks[task.name].checks[check])


def _failing(result: Result) -> str:
    """The first check that does not hold; a CourseError where there is none."""
    if result.status == "done":
        raise CourseError(f"`{result.task}` is done: no call of it goes wrong.")
    failing = next((verdict.check for verdict in result.checks if verdict.status != "done"), None)
    if failing is None:
        raise CourseError(result.feedback or f"`{result.task}` is still to be written.")
    return failing


def _names(file: Path) -> dict[str, object]:
    """The names of a student's file, run here as an import would."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)
    return vars(module)
