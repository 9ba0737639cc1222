"""The pytest front end: a bare `pytest` in a course grades exercises/, task by task, check by check.

Collected are a file for each lesson, in it a collector for each task, in it an item for each check.
In a folder that is no course the plugin does nothing.
"""

from __future__ import annotations

import importlib
import textwrap
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from graders.course.hints import hint
from graders.course.index import INDEX, Course, CourseError, Lesson, Task, own_course
from graders.course.syncing import RECORD

if TYPE_CHECKING:
    from graders.grading.checks import Check
    from graders.grading.engine import Grader
    from graders.grading.lesson_run import LessonRun
    from graders.grading.results import Result

COURSE = pytest.StashKey[Course]()
GRADER = pytest.StashKey["Grader"]()
NOTE = 100
"""Columns of a note on a file."""


class NotDone(Exception):
    """A check that does not hold; its argument is the text a student reads."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("gradlings", "a course that grades itself")
    group.addoption(
        "--hint", metavar="TASK", help="show a hint for a task (TASK:2 and TASK:3 say more), and run nothing"
    )
    group.addoption("--seed", metavar="SEED", help="draw the inputs of the checks from this seed")


def load_course(config: pytest.Config) -> Course | None:
    """The course whose root this is, or that a student's folder was made of; None in any other folder."""
    try:
        if (config.rootpath / INDEX).is_file():
            return Course.load(config.rootpath)
        return own_course() if (config.rootpath / "exercises" / RECORD).is_file() else None
    except CourseError as error:
        raise pytest.UsageError(str(error)) from None


def pytest_configure(config: pytest.Config) -> None:
    course = load_course(config)
    if course is not None:
        config.stash[COURSE] = course


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    asked = config.getoption("hint")
    course = load_course(config) if asked else None
    if course is None:
        return None
    try:
        print(hint(course, asked))
    except CourseError as error:
        raise pytest.UsageError(str(error)) from None
    return 0


def pytest_unconfigure(config: pytest.Config) -> None:
    if GRADER in config.stash:
        config.stash[GRADER].close()


def grader(config: pytest.Config) -> Grader:
    """The session's grader, made when the first task has to run."""
    from graders.feedback.happenings import tell
    from graders.grading.engine import Grader

    if GRADER not in config.stash:
        config.stash[GRADER] = Grader(
            config.stash[COURSE], tell=tell, seed=config.getoption("seed"), many=False
        )
    return config.stash[GRADER]


# Collection


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A lesson's file found in a folder; one named on the command line comes by way of `makemodule`."""
    if parent.session.isinitpath(file_path):
        return None
    return lesson_file(file_path, parent)


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    return lesson_file(module_path, parent)


def lesson_file(path: Path, parent: pytest.Collector) -> LessonFile | None:
    course = parent.config.stash.get(COURSE, None)
    if course is None or path.parent != parent.config.rootpath / "exercises":
        return None
    lesson = next((lesson for lesson in course.lessons if f"{lesson.name}.py" == path.name), None)
    if lesson is None:
        return None
    file: LessonFile = LessonFile.from_parent(parent, path=path, lesson=lesson)
    return file


class LessonFile(pytest.File):
    """A student's file of one lesson."""

    def __init__(self, *, lesson: Lesson, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lesson = lesson
        self.run: LessonRun | None = None

    def collect(self) -> Iterator[pytest.Collector]:
        from graders.grading.checks import tasks_of

        checks = tasks_of(importlib.import_module(f"graders.lessons.{self.lesson.name}"))
        for task in self.lesson.tasks:
            yield TaskCollector.from_parent(self, name=task.name, task=task, checks=checks[task.name].checks)

    def result(self, task: Task) -> Result:
        """The task's result; a task is graded once, when the first of its checks is run."""
        from graders.submissions.intake import read_lesson

        if self.run is None:
            shown = self.path.relative_to(self.config.rootpath).as_posix()
            source = read_lesson(self.path, self.lesson.name, shown)
            self.run = grader(self.config).run(self.lesson, source, beside=self._beside(source.text or ""))
        return self.run.result(task)

    def notes(self) -> Sequence[str]:
        """What is to be said of the file as a whole, once a task was graded."""
        return self.run.notes() if self.run is not None else ()

    def _beside(self, text: str) -> dict[str, str]:
        """The modules in the same folder that the text mentions."""
        from graders.submissions.intake import read_lesson

        others = [path for path in self.path.parent.glob("*.py") if path != self.path and path.stem in text]
        read = {path.stem: read_lesson(path, path.stem, path.name).text for path in others}
        return {name: text for name, text in read.items() if text is not None}

    def teardown(self) -> None:
        if self.run is not None:
            self.run.close()


class TaskCollector(pytest.Collector):
    """One task; its items are its checks."""

    parent: LessonFile

    def __init__(self, *, task: Task, checks: Mapping[str, Check], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.task = task
        self.checks = checks

    def collect(self) -> Iterator[pytest.Item]:
        for name in self.checks:
            yield CheckItem.from_parent(self, name=name)


class CheckItem(pytest.Item):
    """One check of one task."""

    parent: TaskCollector

    @property
    def lesson(self) -> Lesson:
        return self.parent.parent.lesson

    def runtest(self) -> None:
        result = self.parent.parent.result(self.parent.task)
        verdict = next((verdict for verdict in result.checks if verdict.check == self.name), None)
        status = verdict.status if verdict is not None else result.status
        self.user_properties.append(("points", result.points))
        self.user_properties.append(("max_points", result.max_points))
        if status == "done":
            return
        if not status.is_wrong:
            pytest.skip(result.feedback or status)
        message = verdict.message if verdict is not None and verdict.message else result.feedback
        first = next((other.check for other in result.checks if other.status != "done"), self.name)
        raise NotDone(result.feedback if first == self.name else message)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, NotDone):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        result = self.parent.parent.run.done.get(self.parent.name) if self.parent.parent.run else None
        line = result.line - 1 if result is not None and result.line else 0
        return self.path, line, f"{self.parent.name}: {self.name}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the lessons into the order of the course; all else stays where it is."""
    places = [place for place, item in enumerate(items) if isinstance(item, CheckItem)]
    ours = [item for item in items if isinstance(item, CheckItem)]
    for place, item in zip(places, sorted(ours, key=lambda item: item.lesson.number), strict=True):
        items[place] = item


# Reporting


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Attach the task's result as plain data, so that it reaches the page from other processes too."""
    report = yield
    if isinstance(item, CheckItem) and call.when == "call":
        result = item.parent.parent.result(item.parent.task)
        # pytest carries attributes that plugins add
        report.gradlings = msgspec.to_builtins(result)  # type: ignore[attr-defined]
        report.gradlings_notes = item.parent.parent.notes()  # type: ignore[attr-defined]
        report.gradlings_practice = grader(item.config).is_practice  # type: ignore[attr-defined]
    return report


def told(report: pytest.TestReport) -> Result | None:
    """The result that was attached to a report."""
    from graders.grading.results import Result

    attached = getattr(report, "gradlings", None)
    return msgspec.convert(attached, Result) if attached is not None else None


def pytest_report_teststatus(
    report: pytest.TestReport,
) -> tuple[str, str, tuple[str, dict[str, bool]]] | None:
    result = told(report)
    if result is None or not report.skipped:
        return None
    status = result.status
    return status, "-" if status == "todo" else status.mark, (status.name, {"yellow": True})


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> Generator[None, None, None]:
    """The page at the end stands in for pytest's own list of failures, unless -v asks for that."""
    reports = [report for category in terminalreporter.stats.values() for report in category]
    results = {result.task: result for result in map(told, reports) if result is not None}
    ours = bool(results) and all(
        hasattr(report, "gradlings") for report in terminalreporter.stats.get("failed", [])
    )
    if ours and config.get_verbosity() <= 0:
        config.option.no_summary = True
    yield
    if ours:
        from graders.reports.page import page
        from graders.reports.safe import plain

        practice = any(getattr(report, "gradlings_practice", False) for report in reports)
        for line in page(config.stash[COURSE], results, config.rootpath / "exercises", practice=practice):
            terminalreporter.write_line(line)
        notes = dict.fromkeys(note for report in reports for note in getattr(report, "gradlings_notes", ()))
        for note in notes:
            for line in textwrap.wrap(plain(note), NOTE, initial_indent="  ", subsequent_indent="  "):
                terminalreporter.write_line(line)
