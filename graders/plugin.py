"""The pytest front end: a bare `pytest` in a course grades exercises/, task by task, check by check.

Collected are a file for each lesson, in it a collector for each task, in it an item for each check.
In a folder that is no course the plugin does nothing.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
import sys
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from graders.course.hints import ASK, next_hint
from graders.course.index import CourseError, Lesson, Task
from graders.course.student_folder import SUFFIXES, StudentFolder, find_folder

if TYPE_CHECKING:
    from graders.grading.engine import Grader
    from graders.grading.memory import Memory, Practice
    from graders.grading.results import Result

FOLDER = pytest.StashKey[StudentFolder]()
GRADER = pytest.StashKey["Grader"]()
CALLED = pytest.StashKey[list[str]]()
TEXTS = pytest.StashKey[list[str]]()
MEMORY = pytest.StashKey["Memory"]()
NEEDED = ("msgspec", "numpy", "sympy", "scipy", "matplotlib", "flint")
WRONG_PLACE = (
    "This pytest lacks {}, which gradlings needs: run the one of the environment where gradlings is "
    "installed (in a clone, `python3 .ci/env.py pytest`)."
)

SELDOM = (50_000, 20, 100)
"""When garbage is looked for: seldom, since most of it are libraries, which stay."""

LOCK = threading.Lock()


class NotDone(Exception):
    """A check that does not hold; its argument is the text a student reads."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("gradlings", "a course that grades itself")
    group.addoption(
        "--hint", metavar="TASK", nargs="?", const="",
        help="show a hint for a task, each time one more (TASK:1 is the first again), and run nothing",
    )  # fmt: skip
    group.addoption("--plain", action="store_true", help="a page in sentences, for a screen reader")
    group.addoption("--seed", metavar="SEED", help="draw the inputs of the checks from this seed")


def load_folder(config: pytest.Config) -> StudentFolder | None:
    """The clone or the student's folder that pytest was called in or for; None in any other folder."""
    named = (config.invocation_params.dir / str(word).partition("::")[0] for word in config.args)
    places = [config.invocation_params.dir, config.rootpath, *(path for path in named if path.exists())]
    try:
        return next(filter(None, map(find_folder, places)), None)
    except CourseError as error:
        raise pytest.UsageError(str(error)) from None


def pytest_configure(config: pytest.Config) -> None:
    folder = load_folder(config)
    if folder is None:
        return
    lacking = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if lacking:
        raise pytest.UsageError(WRONG_PLACE.format(" and ".join(f"`{name}`" for name in lacking)))
    config.stash[FOLDER] = folder
    for word in config.args:
        what_is_meant(config, folder, word)


def what_is_meant(config: pytest.Config, folder: StudentFolder, word: str) -> None:
    """Where a word names no file: the way to the lesson or task that it is near."""
    named = config.invocation_params.dir / word.partition("::")[0]
    if named.exists() or config.option.pyargs:
        return
    if word in (task.name for task in folder.course.tasks):
        raise pytest.UsageError(f"`{word}` is a task: `pytest -k {word}` looks at it alone.")
    meant = folder.meant(named)
    if meant is not None:
        there = Path(os.path.relpath(meant, config.invocation_params.dir)).as_posix()
        raise pytest.UsageError(f"There is no `{word}` here; did you mean `{there}`?")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    asked = config.getoption("hint")
    folder = load_folder(config) if asked is not None else None
    if folder is None:
        return None
    try:
        if not asked:
            raise CourseError(ASK.format(next(folder.course.tasks).name))
        from graders.reports.code_page import adapt_streams
        from graders.reports.page import fitted

        adapt_streams()
        print(fitted(next_hint(folder.course, asked, folder.home), shutil.get_terminal_size().columns))
    except CourseError as error:
        raise pytest.UsageError(str(error)) from None
    return 0


def pytest_unconfigure(config: pytest.Config) -> None:
    if GRADER in config.stash:
        config.stash[GRADER].close()


def grader(config: pytest.Config) -> Grader:
    """The session's grader, made when the first task has to run."""
    from graders.feedback import tell
    from graders.grading.engine import Grader

    with LOCK:
        if GRADER not in config.stash:
            config.stash[GRADER] = Grader(
                config.stash[FOLDER].course,
                tell=tell,
                seed=config.getoption("seed"),
                lessons=config.stash.get(CALLED, ()),
                many=False,
                texts=config.stash.get(TEXTS, None),
            )
        return config.stash[GRADER]


def memory(config: pytest.Config) -> Memory:
    """What is known of unchanged work; nothing where pytest's own cache is not wanted."""
    from graders.grading.memory import Memory
    from graders.grading.seeds import chosen_seed

    if MEMORY not in config.stash:
        folder, seed = config.stash[FOLDER], chosen_seed(config.getoption("seed"))
        fresh = config.getoption("cacheclear", False) or not config.pluginmanager.hasplugin("cacheprovider")
        config.stash[MEMORY] = Memory(folder.course, folder.home, seed, fresh=bool(fresh))
    return config.stash[MEMORY]


# Collection


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A lesson's file found in a folder; one named on the command line comes by way of `makemodule`."""
    if file_path.suffix == ".py" and parent.session.isinitpath(file_path):
        return None
    return lesson_file(file_path, parent)


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    return lesson_file(module_path, parent)


def lesson_file(path: Path, parent: pytest.Collector) -> LessonFile | None:
    folder = parent.config.stash.get(FOLDER, None)
    if folder is None or path.parent != folder.exercises or path.suffix not in SUFFIXES:
        return None
    lesson = next((lesson for lesson in folder.course.lessons if folder.file(lesson) == path), None)
    if lesson is None:
        return None
    file: LessonFile = LessonFile.from_parent(parent, path=path, lesson=lesson)
    return file


class LessonFile(pytest.File):
    """A student's file of one lesson."""

    def __init__(self, *, lesson: Lesson, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lesson = lesson

    def collect(self) -> Iterator[pytest.Collector]:
        from graders.grading.memory import check_names

        names = check_names(self.config.stash[FOLDER].course, self.lesson)
        for task in self.lesson.tasks:
            yield TaskCollector.from_parent(self, name=task.name, task=task, names=names[task.name])

    @cached_property
    def practice(self) -> Practice:
        """The lesson as it is graded, each task once."""
        from graders.grading.memory import Practice
        from graders.submissions.intake import beside, read_lesson

        shown = self.config.stash[FOLDER].shown(self.path)
        source = read_lesson(self.path, self.lesson.name, shown)
        others = beside(self.path, source.text or "")
        return Practice(memory(self.config), self.lesson, source, lambda: grader(self.config), others)

    @cached_property
    def lines(self) -> dict[str, int]:
        """Where its functions begin, as far as it can be read."""
        from graders.reports.page import lines_of

        return lines_of(self.path)

    def teardown(self) -> None:
        self.practice.close()


class TaskCollector(pytest.Class):
    """One task; its items are its checks. (Editors show what is a class.)"""

    parent: LessonFile
    obj: Any = None

    def __init__(self, *, task: Task, names: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.task = task
        self.names = names

    def collect(self) -> Iterator[pytest.Item]:
        for name in self.names:
            yield CheckItem.from_parent(self, name=name)

    def result(self) -> Result:
        return self.parent.practice.result(self.task)


class CheckItem(pytest.Item):
    """One check of one task."""

    parent: TaskCollector

    @property
    def file(self) -> LessonFile:
        return self.parent.parent

    def runtest(self) -> None:
        result = self.parent.result()
        verdict = next((verdict for verdict in result.checks if verdict.check == self.name), None)
        status = verdict.status if verdict is not None else result.status
        first = next((other.check for other in result.checks if other.status != "done"), self.name)
        self.user_properties.append(("points", result.points))
        self.user_properties.append(("max_points", result.max_points))
        if self.name == self.parent.names[0]:
            self.show_printed(result)
        if status == "done":
            return
        if not status.is_wrong:
            pytest.skip(result.feedback or status)
        message = verdict.message if verdict is not None and verdict.message else result.feedback
        if first != self.name:
            raise NotDone(message)
        from graders.reports.page import printed

        raise NotDone("\n".join([result.feedback, *(["", *printed(result)] if result.printed else [])]))

    def show_printed(self, result: Result) -> None:
        """What the task printed, once: in the terminal with -s, and in the file of --junitxml."""
        if not result.printed:
            return
        self.user_properties.append(("printed", result.printed))
        if self.config.getoption("capture") == "no":
            from graders.reports.code_page import for_code_page
            from graders.reports.page import quoted

            for line in ("", f"  {result.task} printed:", *quoted(result.printed)):
                print(for_code_page(line, sys.stdout.encoding))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, NotDone):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        line = self.file.lines.get(self.parent.name, 1)
        return self.path, line - 1, f"{self.parent.name}: {self.name}"


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the process for the first lesson that needs one, while this one loads what it needs itself."""
    config = session.config
    if config.option.collectonly:
        return
    files = dict.fromkeys(item.file for item in session.items if isinstance(item, CheckItem))
    called = [file for file in files if file.practice.wants_a_process()]
    config.stash[CALLED] = [file.lesson.name for file in called]
    config.stash[TEXTS] = [file.practice.source.text or "" for file in called]
    if called:
        config.add_cleanup(partial(gc.set_threshold, *gc.get_threshold()))
        gc.set_threshold(*SELDOM)
        threading.Thread(target=warm, args=(config, called[0].lesson), daemon=True).start()
    if all(isinstance(item, CheckItem) for item in session.items):
        config.add_cleanup(gc.freeze)  # else pytest looks five times for garbage among all that was loaded


def warm(config: pytest.Config, lesson: Lesson) -> None:
    from graders.sandbox.outside.subjects import SandboxError

    with suppress(SandboxError):  # it is told when the lesson is run
        grader(config).sandbox(lesson)


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    """A word on files that are called nearly as a lesson is."""
    from graders.reports.safe import line

    folder = config.stash.get(FOLDER, None)
    named = {config.invocation_params.dir / word.partition("::")[0] for word in config.args}
    return [] if folder is None else list(map(line, folder.strays(named)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the lessons into the order of the course; all else stays where it is."""
    places = [place for place, item in enumerate(items) if isinstance(item, CheckItem)]
    ours = [item for item in items if isinstance(item, CheckItem)]
    for place, item in zip(places, sorted(ours, key=lambda item: item.file.lesson.number), strict=True):
        items[place] = item


# Reporting


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Attach the task's result as plain data, so that it reaches the page from other processes too."""
    report = yield
    if isinstance(item, CheckItem) and call.when == "call":
        import msgspec

        # pytest carries attributes that plugins add
        report.gradlings = msgspec.to_builtins(item.parent.result())  # type: ignore[attr-defined]
        report.gradlings_notes = item.file.practice.notes()  # type: ignore[attr-defined]
        report.gradlings_practice = item.file.practice.is_practice  # type: ignore[attr-defined]
    return report


def told(report: pytest.TestReport) -> Result | None:
    """The result that was attached to a report."""
    attached = getattr(report, "gradlings", None)
    if attached is None:
        return None
    import msgspec

    from graders.grading.results import Result

    return msgspec.convert(attached, Result)


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
        from graders.reports.code_page import for_code_page
        from graders.reports.page import Look, page, wrapped
        from graders.reports.safe import plain

        folder, screen = config.stash[FOLDER], terminalreporter._tw
        look = Look(
            screen.fullwidth, lambda text, colour: screen.markup(text, **{colour: True}), config.option.plain
        )
        practice = any(getattr(report, "gradlings_practice", False) for report in reports)
        lines = page(
            folder.course,
            results,
            folder.exercises,
            practice=practice,
            explained=config.get_verbosity() > 0,
            with_prints=config.getoption("capture") != "no",
            look=look,
        )
        notes = dict.fromkeys(note for report in reports for note in getattr(report, "gradlings_notes", ()))
        rows = [row for note in notes for row in wrapped(plain(note), look)]
        for line in (*lines, *rows):
            terminalreporter.write_line(for_code_page(line, getattr(screen._file, "encoding", None)))
