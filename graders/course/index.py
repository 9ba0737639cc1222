"""The course: course.toml read into frozen, checked objects."""

import keyword
import math
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePosixPath
from typing import Literal, TypeVar, get_args

from graders.course import store
from graders.course.due import Late, moment

FORMAT = 1
INDEX = store.INDEX
SUBMISSION_SECONDS = 600.0
LESSON_FILES = ("reference/{}.py", "graders/lessons/{}.py", "graders/lessons/{}.md")

Tier = Literal["essential", "core", "stretch"]
T = TypeVar("T")


class CourseError(Exception):
    """What is wrong with the course, in one sentence, with the way out where it is known."""


@dataclass(frozen=True)
class Limits:
    """What a student's code may use in one task."""

    cpu: float = 60.0  # seconds on all processors together
    wall: float = 10.0  # seconds, as `graders.sandbox.inside.meter` counts them
    memory: int = 1024  # megabytes
    output: int = 10_000  # characters


LIMITS = tuple(known.name for known in fields(Limits))


@dataclass(frozen=True)
class Task:
    """One function that the student writes."""

    name: str
    lesson: str
    points: float
    tier: Tier
    needs: tuple[str, ...] = ()
    thresholds: Mapping[str, float] = field(default_factory=dict, hash=False)
    limits: Limits = Limits()
    libraries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lesson:
    """One sitting: a file of tasks."""

    number: int
    name: str
    title: str
    minutes: int
    libraries: tuple[str, ...]
    tasks: tuple[Task, ...]
    due: datetime | None = None

    @property
    def points(self) -> float:
        """The sum over its tasks."""
        return sum(task.points for task in self.tasks)


@dataclass(frozen=True)
class Course:
    """The lessons in order, and the folder they live in."""

    root: Path
    title: str
    lessons: tuple[Lesson, ...]
    limits: Limits
    seconds: float = SUBMISSION_SECONDS  # that all tasks of a submission may take
    late: Late = field(default_factory=Late)

    @classmethod
    def load(cls, root: Path) -> "Course":
        """Read and check the course in the folder `root`."""
        index = _Table(INDEX, _read(root))
        index.allow("format", "title", "limits", "late", "lessons")
        if index.number("format") != FORMAT:
            raise index.error(f"`format` must be {FORMAT}")
        seconds, limits = _course_limits(index)
        lessons = index.table("lessons")
        if not lessons.content:
            raise index.error("a course needs at least one lesson, as in `[lessons.derivatives]`")
        course = cls(
            root=root,
            title=index.text("title"),
            lessons=tuple(
                _lesson(lessons.table(name), number, name, limits)
                for number, name in enumerate(lessons.content, start=1)
            ),
            limits=limits,
            seconds=seconds,
            late=_late(index.table("late")),
        )
        _check_names(course)
        for lesson in course.lessons:
            _check_needs(lesson)
            _check_files(lesson, root)
        return course

    def text(self, name: str) -> str:
        """One of the course's files, such as `reference/derivatives.py`, wherever it lies."""
        return store.text(self.root, name)

    @property
    def tasks(self) -> Iterator[Task]:
        """Every task, in the order of the course."""
        return (task for lesson in self.lessons for task in lesson.tasks)

    def lesson(self, name: str) -> Lesson:
        """The lesson of that name."""
        lessons = {lesson.name: lesson for lesson in self.lessons}
        tasks = {task.name: f"it is a task of `{task.lesson}`" for task in self.tasks}
        return _find(name, lessons, "lesson", tasks)

    def task(self, name: str) -> Task:
        """The task of that name."""
        tasks = {task.name: task for task in self.tasks}
        return _find(name, tasks, "task", {lesson.name: "it is a lesson" for lesson in self.lessons})

    def lesson_of(self, task_name: str) -> Lesson:
        """The lesson that a task belongs to."""
        return self.lesson(self.task(task_name).lesson)


@cache
def own_course() -> Course:
    """The course that the checks of this package belong to, never one that lies beside a submission."""
    return Course.load(store.HOME)


def with_dates(course: Course, content: Mapping[str, object], where: str) -> Course:
    """The course with other dates: `[due]` has one for each lesson, `[late]` is as in course.toml."""
    given = _Table(where, content)
    given.allow("late", "due")
    due = given.table("due")
    due.allow(*(lesson.name for lesson in course.lessons))
    lessons = [replace(one, due=_moment(due, one.name) or one.due) for one in course.lessons]
    late = _late(given.table("late")) if "late" in content else course.late
    return replace(course, lessons=tuple(lessons), late=late)


def named(course: Course, name: str) -> Task | Lesson:
    """The task or the lesson of that name; a lesson's file will do, wherever it is said to lie."""
    known: dict[str, Task | Lesson] = {lesson.name: lesson for lesson in course.lessons}
    known |= {task.name: task for task in course.tasks}
    bare = name if name in known else PurePosixPath(name.replace("\\", "/")).stem
    if bare not in known:
        meant = did_you_mean(bare, known, "; `gradlings hint LESSON` lists the tasks of a lesson.")
        raise CourseError(f"There is no task or lesson `{name}`{meant}")
    return known[bare]


def find_root(start: Path) -> Path:
    """The nearest folder from `start` upwards that holds a course; else the one the package came with."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / INDEX).is_file():
            return folder
    return store.HOME


def did_you_mean(name: str, known: Collection[str], otherwise: str = ".") -> str:
    """The end of a sentence that suggests the closest of the known names, where one is close."""
    close = get_close_matches(name, known, n=1)
    return f"; did you mean `{close[0]}`?" if close else otherwise


@dataclass(frozen=True)
class _Table:
    """One table of course.toml, and how to name it in a sentence."""

    where: str
    content: Mapping[str, object]

    def error(self, sentence: str) -> CourseError:
        return CourseError(f"{self.where}: {sentence}" + ("" if sentence[-1] in ".?" else "."))

    def allow(self, *known: str) -> None:
        for key in self.content:
            if key not in known:
                hint = did_you_mean(key, known, otherwise=f"; known are {_listed(known)}.")
                raise self.error(f"unknown key `{key}`{hint}")

    def text(self, key: str) -> str:
        value = self._required(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"`{key}` must be a text, not {value!r}")
        return value

    def number(self, key: str) -> float:
        value = self._required(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(f"`{key}` must be a number, not {value!r}")
        if not math.isfinite(value):
            raise self.error(f"`{key}` must be finite, not {value!r}")
        return value

    def positive(self, key: str) -> float:
        value = self.number(key)
        if value <= 0:
            raise self.error(f"`{key}` must be a positive number, not {value!r}")
        return float(value)

    def weight(self, key: str) -> float:
        value = self.number(key)
        if value < 0:
            raise self.error(f"`{key}` must be 0 or more, not {value!r}")
        return float(value)

    def share(self, key: str) -> float:
        value = self.number(key)
        if not 0 <= value <= 1:
            raise self.error(f"`{key}` must be a share from 0 to 1, not {value!r}")
        return float(value)

    def whole(self, key: str) -> int:
        value = self.positive(key)
        if value != int(value):
            raise self.error(f"`{key}` must be a whole number, not {value!r}")
        return int(value)

    def names(self, key: str) -> tuple[str, ...]:
        values = self.content.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.error(f'`{key}` must be a list of names, as in `["a_name"]`, not {values!r}')
        if len(set(values)) < len(values):
            raise self.error(f"`{key}` names something twice")
        return tuple(values)

    def table(self, key: str) -> "_Table":
        value = self.content.get(key, {})
        if not isinstance(value, dict):
            raise self.error(f"`{key}` must be a table, not {value!r}")
        return _Table(f"{self.where}, `{key}`", value)

    def _required(self, key: str) -> object:
        if key not in self.content:
            raise self.error(f"`{key}` is missing")
        return self.content[key]


def _read(root: Path) -> dict[str, object]:
    try:
        return tomllib.loads(store.text(root, INDEX))
    except FileNotFoundError:
        raise CourseError(f"`{root}` holds no {INDEX}.") from None
    except OSError as error:
        raise CourseError(f"{INDEX} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CourseError(f"{INDEX} is not UTF-8; save it in that encoding.") from None
    except tomllib.TOMLDecodeError as error:
        reason = str(error).replace("Cannot overwrite a value", "a name is given twice, remove one")
        raise CourseError(f"{INDEX} is not valid TOML: {reason[0].lower()}{reason[1:]}.") from None


def _course_limits(index: _Table) -> tuple[float, Limits]:
    """The seconds of a submission, and the limits of a task."""
    given = index.table("limits")
    given.allow(*LIMITS, "submission")
    seconds = given.positive("submission") if "submission" in given.content else SUBMISSION_SECONDS
    of_a_task = {key: value for key, value in given.content.items() if key != "submission"}
    return seconds, _limits(_Table(given.where, of_a_task), Limits())


def _limits(given: _Table, default: Limits) -> Limits:
    given.allow(*LIMITS)
    read = {"cpu": given.positive, "wall": given.positive, "memory": given.whole, "output": given.whole}
    # Each key is read as the type of its field, which the type checker cannot see through **.
    return replace(default, **{key: read[key](key) for key in given.content})  # type: ignore[arg-type]


def _late(given: _Table) -> Late:
    known = tuple(field.name for field in fields(Late))
    given.allow(*known)
    return replace(Late(), **{key: given.share(key) for key in given.content})


def _moment(table: _Table, key: str) -> datetime | None:
    try:
        return moment(table.content[key]) if key in table.content else None
    except ValueError as error:
        raise table.error(f"`{key}` {error}") from None


def _lesson(table: _Table, number: int, name: str, limits: Limits) -> Lesson:
    table.allow("title", "minutes", "libraries", "due", "tasks")
    libraries = table.names("libraries")
    tasks = table.table("tasks")
    if not tasks.content:
        raise table.error("a lesson needs at least one task")
    return Lesson(
        number=number,
        name=name,
        title=table.text("title"),
        minutes=table.whole("minutes"),
        libraries=libraries,
        tasks=tuple(_task(tasks.table(task), task, name, limits, libraries) for task in tasks.content),
        due=_moment(table, "due"),
    )


def _task(table: _Table, name: str, lesson: str, limits: Limits, libraries: tuple[str, ...]) -> Task:
    table.allow("points", "tier", "needs", "thresholds", "limits", "libraries")
    thresholds = table.table("thresholds")
    return Task(
        name=name,
        lesson=lesson,
        points=table.weight("points"),
        tier=_tier(table),
        needs=table.names("needs"),
        thresholds={key: float(thresholds.number(key)) for key in thresholds.content},
        limits=_limits(table.table("limits"), limits),
        libraries=tuple(dict.fromkeys((*libraries, *table.names("libraries")))),
    )


def _tier(table: _Table) -> Tier:
    given = table.text("tier")
    for tier in get_args(Tier):
        if tier == given:
            return tier  # type: ignore[no-any-return]  # get_args gives Any
    raise table.error(f"`tier` must be {_listed(get_args(Tier), 'or')}, not `{given}`")


def _check_names(course: Course) -> None:
    owner = {lesson.name: "a lesson" for lesson in course.lessons}
    for name in owner:
        _check_name(name, "lesson")
    for task in course.tasks:
        _check_name(task.name, "task")
        if task.name in owner:
            raise CourseError(
                f"{INDEX}: the task `{task.name}` of `{task.lesson}` has the name of "
                f"{owner[task.name]}; names are unique in the whole course, so rename one."
            )
        owner[task.name] = f"a task of `{task.lesson}`"


def _check_name(name: str, kind: str) -> None:
    if not name.isidentifier() or keyword.iskeyword(name):
        raise CourseError(
            f"{INDEX}: a {kind} cannot be named `{name}`; use a Python name such as `central_difference`."
        )


def _check_needs(lesson: Lesson) -> None:
    order = [task.name for task in lesson.tasks]
    where = f"{INDEX}, lesson `{lesson.name}`"
    for task in lesson.tasks:
        for need in task.needs:
            if need not in order:
                raise CourseError(
                    f"{where}: `{task.name}` needs `{need}`, which is no task of this lesson"
                    f"{did_you_mean(need, order)}"
                )
    try:
        TopologicalSorter({task.name: task.needs for task in lesson.tasks}).prepare()
    except CycleError as error:
        circle = " → ".join(f"`{name}`" for name in error.args[1])
        raise CourseError(f"{where}: the needs of {circle} go round in a circle; remove one.") from None
    for place, task in enumerate(lesson.tasks):
        for need in task.needs:
            if order.index(need) > place:
                raise CourseError(f"{where}: `{task.name}` needs `{need}`, which comes later; move it up.")


def _check_files(lesson: Lesson, root: Path) -> None:
    present = [PurePosixPath(name) for name in store.names(root)]
    for pattern in LESSON_FILES:
        wanted = PurePosixPath(pattern.format(lesson.name))
        if wanted not in present:
            alike = [p.stem for p in present if (p.parent, p.suffix) == (wanted.parent, wanted.suffix)]
            hint = did_you_mean(lesson.name, alike, f"; write it, or take the lesson out of {INDEX}.")
            raise CourseError(f"The lesson `{lesson.name}` has no file {wanted}{hint}")


def _find(name: str, known: Mapping[str, T], kind: str, others: Mapping[str, str]) -> T:
    if name in known:
        return known[name]
    meant = f"; {others[name]}." if name in others else did_you_mean(name, known)
    raise CourseError(f"There is no {kind} `{name}`{meant}")


def _listed(names: Collection[str], conjunction: str = "and") -> str:
    quoted = [f"`{name}`" for name in names]
    return f" {conjunction} ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))
