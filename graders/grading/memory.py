"""A student's own folder graded: what is done and unchanged is remembered, the rest graded when asked for."""

from __future__ import annotations

import ast
import hashlib
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from graders.course import store
from graders.course.cache import Cache
from graders.course.index import Course, Lesson, Task
from graders.course.parsing import looked_at
from graders.course.submission import Source
from graders.grading.results import Result, Status

if TYPE_CHECKING:
    from graders.grading.engine import Grader
    from graders.grading.lesson_run import LessonRun
    from graders.grading.trial import Trial
    from graders.values.outcome import Outcome

GIVEN = "raise NotImplementedError"
PACKAGE = Path(__file__).resolve().parents[1]
DECLARED = re.compile(r'^(\w+) = task\(\s*"(\w+)"', re.MULTILINE)
CHECK = re.compile(r"^@(\w+)\.check\ndef (\w+)", re.MULTILINE)
FUNCTION = re.compile(r"^def (\w+)(.*?)(?=^[^\s)])", re.MULTILINE | re.DOTALL)
EXAMPLE = "it_gives_the_example_of_its_statement"


class Memory:
    """What was found of lessons that are unchanged, in the folder `home`; it is no record of anything.

    Kept are tasks that are done. They are found again while the student's file, the course, its checks, the
    seed and Python are the same; where the file alone was changed, those that the change cannot touch.
    """

    def __init__(self, course: Course, home: Path, seed: str, *, fresh: bool = False) -> None:
        self.course, self.seed, self.fresh = course, seed, fresh
        self.cache = Cache(home)

    @cached_property
    def conditions(self) -> str:
        """Of what lies on this computer and decides a result."""
        paths = sorted({*store.paths(self.course.root), *PACKAGE.rglob("*.py")})
        found = [(str(path), state.st_mtime_ns, state.st_size) for path in paths for state in [path.stat()]]
        return repr((found, self.seed, sys.version, sys.prefix))

    def recall(self, lesson: Lesson, source: Source, beside: Mapping[str, str]) -> Recalled:
        key = self._key(lesson, source, beside)
        kept = {} if self.fresh else self.cache.read(f"done-{lesson.name}")
        new = Recalled(key, source.text or "")
        try:
            known = msgspec.convert(kept, Recalled)
        except msgspec.ValidationError:
            return new
        if known.key != key:
            return new
        if known.text == new.text:
            return replace(known, carried={})
        if not source.cells and not known.notes:
            from graders.grading.carried import still_done

            new.practice = known.practice
            new.carried = still_done(known.text, new.text, known.done)
        return new

    def keep(self, lesson: Lesson, recalled: Recalled) -> None:
        self.cache.write(f"done-{lesson.name}", msgspec.to_builtins(recalled))

    def _key(self, lesson: Lesson, source: Source, beside: Mapping[str, str]) -> str:
        file = (source.file, repr(source.cells), source.note, repr(sorted(beside.items())))
        parts = "\0".join((self.conditions, repr(lesson), *file))
        return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass
class Recalled:
    """Of one lesson, as its file stands, the tasks that are known to be done.

    Those in `carried` were so in an earlier state of the file, and are called when it is graded once more.
    """

    key: str
    text: str
    tasks: dict[str, Result] = field(default_factory=dict)
    carried: dict[str, Result] = field(default_factory=dict)
    practice: bool = False
    """Ran the code without being fully confined?"""
    notes: list[str] = field(default_factory=list)
    """What was said of the file as a whole."""

    @property
    def done(self) -> dict[str, Result]:
        return {**self.tasks, **self.carried}


class Practice:
    """One lesson of a student's own folder: a task is graded once, and only where that is not known.

    `grader` makes the grader when it is first needed.
    """

    def __init__(
        self,
        memory: Memory,
        lesson: Lesson,
        source: Source,
        grader: Callable[[], Grader],
        beside: Mapping[str, str],
    ) -> None:
        self.memory, self.lesson, self.source, self.grader = memory, lesson, source, grader
        self.beside = beside
        self.known = memory.recall(lesson, source, beside)
        self.run: LessonRun | None = None
        self.results = self.known.done

    @property
    def is_practice(self) -> bool:
        """Is the score one of practice, because the code was not fully confined?"""
        return self.known.practice or (self.run is not None and self.grader().is_practice)

    def notes(self) -> Sequence[str]:
        """What is to be said of the file as a whole, once a task was graded."""
        return self.known.notes if self.run is None else self.run.notes()

    def result(self, task: Task) -> Result:
        if task.name in self.untouched:
            line = self.untouched[task.name]
            return Result(task.name, Status.TODO, 0.0, task.points, line=line, kind="untouched")
        if task.name not in self.results:
            if self.run is None:
                self.run = self.grader().run(self.lesson, self.source, beside=self.beside)
            self.results[task.name] = self.run.result(task)
        return self.results[task.name]

    def calls(self, task: Task, check: str) -> list[Outcome]:
        """What is seen of the calls of one check, but for the last one, which decides it."""
        with self.anew() as run:
            trial, is_lost = asked(run, task, check)
        if trial is None:
            return []
        return trial.events if is_lost else trial.events[:-1]

    def anew(self) -> LessonRun:
        """Another run of the file, in a process of its own; to be closed by whoever asks for it."""
        return self.grader().run(self.lesson, self.source, beside=self.beside)

    @cached_property
    def untouched(self) -> Mapping[str, int]:
        """The tasks that stand exactly as they were given out, with their lines, as far as the text tells."""
        if self.source.text is None or self.source.cells:
            return {}
        try:
            tree, bound = looked_at(self.source.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return {}
        alone = (node for node in tree.body if isinstance(node, ast.FunctionDef) and bound[node.name] == 1)
        return {node.name: node.lineno for node in alone if _is_bare(node)}

    def wants_a_process(self) -> bool:
        """Is there a task that may have to be called to know how it stands?"""
        known = {*self.results, *self.untouched}
        return self.source.text is not None and any(task.name not in known for task in self.lesson.tasks)

    def close(self) -> None:
        """End the run, and keep what it found done."""
        if self.run is None:
            return
        done = {
            name: result
            for name, result in self.results.items()
            if result.status is Status.DONE and name not in self.known.carried
        }
        if done != self.known.tasks:
            known = self.known
            known = Recalled(known.key, known.text, done, known.carried, self.is_practice, list(self.notes()))
            self.memory.keep(self.lesson, known)
        self.run.close()
        self.run = None


def asked(run: LessonRun, task: Task, check: str) -> tuple[Trial | None, bool]:
    """One check of a task as it ends, if it can be called, and whether its process was lost."""
    from graders.grading.budget import Budget
    from graders.grading.happenings import Hindrance
    from graders.sandbox.outside.subjects import Lost

    subject = run.code.subject(task, Budget(run.budget.allowed))
    if isinstance(subject, Hindrance):
        return None, False
    trial = run.book.trial(task, check, subject)
    try:
        trial.run(run.book.checks[task.name].checks[check])
    except Lost:
        return trial, True
    return trial, False


def _is_bare(task: ast.FunctionDef) -> bool:
    """Is there nothing below its docstring but what was given?"""
    begun = len(task.body) > 1 + (ast.get_docstring(task, clean=False) is not None)
    return not begun and ast.unparse(task.body[-1]) == GIVEN


def check_names(course: Course, lesson: Lesson) -> Mapping[str, list[str]]:
    """The names of the checks of each task, read without running anything where they are written plainly."""
    text = course.text(f"graders/lessons/{lesson.name}.py")
    owner = dict(DECLARED.findall(text))
    found: dict[str, list[str]] = {task.name: [] for task in lesson.tasks}
    for variable, check in CHECK.findall(text):
        if owner.get(variable) in found:
            found[owner[variable]].append(check)
    if not all(found.values()):
        from graders.grading.checks import tasks_of

        checks = tasks_of(import_module(f"graders.lessons.{lesson.name}"))
        found = {task.name: list(checks[task.name].checks) for task in lesson.tasks}
    statements = dict(FUNCTION.findall(course.text(f"reference/{lesson.name}.py")))
    return {
        task: [EXAMPLE, *names] if ">>> " in statements.get(task, "") else names
        for task, names in found.items()
    }
