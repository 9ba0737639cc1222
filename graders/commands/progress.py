"""`gradlings` without a command: the page of a student's folder."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

import click

from graders.course.student_folder import StudentFolder

if TYPE_CHECKING:
    from graders.course.index import Lesson
    from graders.grading.engine import Grader
    from graders.grading.memory import Practice
    from graders.grading.results import Result
    from graders.reports.page import Look


class Desk:
    """Grades the lessons of a student's folder with one grader, which is made when it is first needed."""

    def __init__(self, folder: StudentFolder) -> None:
        from graders.grading.memory import Memory
        from graders.grading.seeds import chosen_seed

        self.folder = folder
        self.memory = Memory(folder.course, folder.home, chosen_seed(None))
        self.stack = ExitStack()
        self.made: Grader | None = None
        self.lock = threading.Lock()
        self.warming: threading.Thread | None = None

    def grader(self) -> Grader:
        from graders.feedback import tell
        from graders.grading.engine import Grader

        with self.lock:
            if self.made is None:
                self.made = self.stack.enter_context(
                    Grader(self.folder.course, tell=tell, lessons=(), many=False)
                )
            return self.made

    def warm(self, lesson: Lesson) -> None:
        """Start a lesson's process, while this one loads what it needs itself."""
        from graders.sandbox.outside.subjects import SandboxError

        with suppress(SandboxError):  # it is told when the lesson is run
            self.grader().sandbox(lesson)

    def prepare(self, name: str) -> None:
        """Have a process ready for the next save of a lesson that was graded."""
        from graders.sandbox.outside.subjects import SandboxError

        if self.made is not None:
            with suppress(SandboxError):
                self.made.prepare(self.folder.course.lesson(name))

    @contextmanager
    def lesson(self, name: str) -> Iterator[Practice]:
        """One lesson as its file stands."""
        from graders.grading.memory import Practice
        from graders.submissions.intake import beside, read_lesson

        lesson = self.folder.course.lesson(name)
        path = self.folder.file(lesson)
        source = read_lesson(path, lesson.name, self.folder.shown(path))
        others = beside(path, source.text or "")
        practice = Practice(self.memory, lesson, source, self.grader, others)
        if self.warming is None and practice.wants_a_process():
            self.warming = threading.Thread(target=self.warm, args=(lesson,), daemon=True)
            self.warming.start()
        try:
            yield practice
        finally:
            practice.close()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        if self.warming is not None:
            self.warming.join()
        self.stack.close()


def look(plain: bool = False) -> Look:
    """How a page looks on this terminal."""
    from graders.reports.page import Look, unpainted

    coloured = sys.stdout.isatty() and not no_colour()
    return Look(shutil.get_terminal_size().columns, paint if coloured else unpainted, plain)


def no_colour() -> bool:
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def paint(text: str, colour: str) -> str:
    """A text in one of the colours of the page."""
    if colour in ("bold", "light"):
        return click.style(text, bold=colour == "bold", dim=colour == "light")
    return click.style(text, fg=colour)


def show_page(folder: StudentFolder, plain: bool) -> None:
    """Grade what has to be graded, and show the page of all lessons that are here."""
    from graders.reports.page import page
    from graders.reports.safe import line as one_line

    results: dict[str, Result] = {}
    practice = False
    with Desk(folder) as desk:
        for lesson, _ in folder.files():
            with desk.lesson(lesson.name) as one:
                results |= {task.name: one.result(task) for task in lesson.tasks}
                practice |= one.is_practice
    for line in page(folder.course, results, folder.exercises, practice=practice, look=look(plain)):
        click.echo(line)
    for sentence in folder.strays():
        click.echo(one_line(sentence))
