"""course.toml becomes frozen, checked objects; whatever is wrong with it is said in one sentence."""

import dataclasses
import importlib
import inspect
import sys
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest

from graders.course import store
from graders.course.index import INDEX, LESSON_FILES, Course, CourseError, Limits, find_root

COURSE = """
format = 1
title = "A small course"

[limits]
wall = 8
submission = 90

[lessons.slopes]
title = "Slopes"
minutes = 30
libraries = ["matplotlib"]

[lessons.slopes.tasks]
rise = { points = 1.5, tier = "essential" }
slope = { points = 2, tier = "core", needs = ["rise"], thresholds = { accuracy = 0.9 }, limits = { cpu = 3 } }

[lessons.areas]
title = "Areas"
minutes = 20

[lessons.areas.tasks]
area = { points = 3, tier = "stretch", libraries = ["jax"] }
"""


def written(root: Path, text: str = COURSE, lessons: tuple[str, ...] = ("slopes", "areas")) -> Path:
    (root / INDEX).write_text(text, encoding="utf-8")
    for lesson in lessons:
        for pattern in LESSON_FILES:
            file = root / pattern.format(lesson)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
    return root


def test_a_lesson_may_be_due_and_lateness_may_cost(tmp_path: Path) -> None:
    text = COURSE.replace("minutes = 20", "minutes = 20\ndue = 2026-10-31T12:00:00")
    course = Course.load(
        written(tmp_path, text.replace("[limits]", "[late]\na_day = 0.1\nmost = 0.5\n[limits]"))
    )
    assert [lesson.due for lesson in course.lessons] == [None, datetime(2026, 10, 31, 12)]
    assert (course.late.share(3), course.late.share(9)) == (pytest.approx(0.3), 0.5)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course.load(written(tmp_path))


def test_lessons_stand_in_the_order_of_the_file_and_are_numbered_from_one(course: Course) -> None:
    assert [(lesson.number, lesson.name) for lesson in course.lessons] == [(1, "slopes"), (2, "areas")]
    assert [task.name for task in course.tasks] == ["rise", "slope", "area"]


def test_a_lesson_has_its_title_its_minutes_and_the_sum_of_its_points(course: Course) -> None:
    lesson = course.lesson("slopes")
    assert (lesson.title, lesson.minutes, lesson.points) == ("Slopes", 30, 3.5)


def test_a_task_knows_its_lesson_its_tier_and_what_it_needs(course: Course) -> None:
    task = course.task("slope")
    assert (task.lesson, task.points, task.tier, task.needs) == ("slopes", 2.0, "core", ("rise",))
    assert task.thresholds == {"accuracy": 0.9}
    assert course.lesson_of("slope") is course.lesson("slopes")


def test_limits_come_from_the_task_then_the_course_then_the_default(course: Course) -> None:
    assert course.task("slope").limits == Limits(cpu=3, wall=8)
    assert course.task("area").limits == course.limits == Limits(wall=8)
    assert course.seconds == 90


def test_a_task_needs_the_libraries_of_its_lesson_and_its_own(course: Course) -> None:
    assert course.task("slope").libraries == ("matplotlib",)
    assert course.task("area").libraries == ("jax",)


def test_nothing_in_a_course_can_be_set(course: Course) -> None:
    for part in (course, course.lessons[0], course.task("rise"), course.limits):
        with pytest.raises(dataclasses.FrozenInstanceError):
            part.title = "Another"  # type: ignore[union-attr, misc]


def test_tasks_and_lessons_can_be_keys(course: Course) -> None:
    assert {course.task("slope"): 1, course.lesson("slopes"): 2}[course.task("slope")] == 1


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("slop", "There is no task `slop`; did you mean `slope`?"),
        ("entropy", "There is no task `entropy`."),
        ("slopes", "There is no task `slopes`; it is a lesson."),
    ],
)
def test_an_unknown_task_is_named_with_the_closest_one(course: Course, name: str, sentence: str) -> None:
    with pytest.raises(CourseError) as caught:
        course.task(name)
    assert str(caught.value) == sentence


def test_a_task_that_is_taken_for_a_lesson_is_said_to_be_one(course: Course) -> None:
    with pytest.raises(CourseError, match="There is no lesson `slope`; it is a task of `slopes`"):
        course.lesson("slope")


def test_the_root_is_the_nearest_folder_upwards_with_a_course(tmp_path: Path) -> None:
    inner = written(tmp_path) / "exercises" / "deep"
    inner.mkdir(parents=True)
    assert find_root(inner) == tmp_path.resolve()


def test_without_a_course_upwards_the_root_is_where_the_package_lies(tmp_path: Path) -> None:
    assert (find_root(tmp_path) / "graders" / "course" / "index.py").is_file()


def test_an_installed_course_is_read_from_one_sealed_file(tmp_path: Path) -> None:
    checkout, installed = tmp_path / "checkout", tmp_path / "installed"
    checkout.mkdir()
    (written(checkout) / "reference/slopes.py").write_text("α = 1\n", encoding="utf-8")
    (installed / "graders").mkdir(parents=True)
    (installed / store.SEALED).write_bytes(store.seal(checkout))
    course = Course.load(installed)
    assert course.title == "A small course"
    assert course.text("reference/slopes.py") == "α = 1\n"
    assert store.names(installed) == store.names(checkout)
    assert store.paths(installed) == [installed / store.SEALED]
    with pytest.raises(FileNotFoundError):
        course.text("reference/arcs.py")


def test_the_sealed_file_is_no_readable_text_and_the_same_each_time(tmp_path: Path) -> None:
    sealed = store.seal(written(tmp_path))
    assert sealed == store.seal(tmp_path)
    assert b"slopes" not in sealed


def test_a_lesson_takes_its_reference_from_this_package_whatever_else_has_that_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "reference", ModuleType("reference"))
    monkeypatch.delitem(sys.modules, "graders.lessons.derivatives", raising=False)
    checks = importlib.import_module("graders.lessons.derivatives")
    assert Path(inspect.getfile(checks.central)) == store.HOME / "reference" / "derivatives.py"


def test_a_lesson_that_is_none_has_no_module() -> None:
    with pytest.raises(ModuleNotFoundError, match=r"graders\.reference\.arcs"):
        importlib.import_module("graders.reference.arcs")


RISE = 'rise = { points = 1.5, tier = "essential" }'
WRONG = {
    "a key of the course misspelt": (
        'title = "A small',
        'titel = "A small',
        "course.toml: unknown key `titel`; did you mean `title`?",
    ),
    "a key of a lesson misspelt": (
        "minutes = 20",
        "minuts = 20",
        "course.toml, `lessons`, `areas`: unknown key `minuts`; did you mean `minutes`?",
    ),
    "a key of a task misspelt": (
        "points = 1.5",
        "point = 1.5",
        "course.toml, `lessons`, `slopes`, `tasks`, `rise`: unknown key `point`; did you mean `points`?",
    ),
    "a key like no other": (
        "wall = 8",
        "colour = 8",
        "known are `cpu`, `wall`, `memory`, `output` and `submission`.",
    ),
    "a key left out": ("minutes = 20", "", "course.toml, `lessons`, `areas`: `minutes` is missing."),
    "another format": ("format = 1", "format = 2", "course.toml: `format` must be 1."),
    "negative points": ("1.5", "-2", "`points` must be 0 or more, not -2."),
    "infinite points": ("1.5", "inf", "`points` must be finite, not inf."),
    "points that are no number": ("1.5", '"2"', "`points` must be a number, not '2'."),
    "points that are a truth value": ("1.5", "true", "`points` must be a number, not True."),
    "a due that is no date": (
        "minutes = 20",
        'minutes = 20\ndue = "soon"',
        "`areas`: `due` must be a date, or a date and time, as in 2026-10-31T23:59:00 without",
    ),
    "a penalty of ten shares": (
        "[limits]",
        "[late]\na_day = 10\n[limits]",
        "`a_day` must be a share from 0 to 1, not 10.",
    ),
    "half a minute": ("minutes = 20", "minutes = 0.5", "`minutes` must be a whole number, not 0.5."),
    "a tier that is none": (
        '"stretch"',
        '"bonus"',
        "`tier` must be `essential`, `core` or `stretch`, not `bonus`.",
    ),
    "an empty title": ('"Areas"', '" "', "`title` must be a text, not ' '."),
    "needs that are no list": ('["rise"]', '"rise"', "`needs` must be a list of names"),
    "libraries named twice": ('["jax"]', '["jax", "jax"]', "`libraries` names something twice."),
    "a task that is no table": (RISE, "rise = 2", "`rise` must be a table, not 2."),
    "a threshold that is no number": ("0.9", '"high"', "`accuracy` must be a number, not 'high'."),
    "a lesson without tasks": (
        'area = { points = 3, tier = "stretch", libraries = ["jax"] }',
        "",
        "course.toml, `lessons`, `areas`: a lesson needs at least one task.",
    ),
    "a name that Python cannot take": (
        "rise = {",
        "for = {",
        "a task cannot be named `for`; use a Python name",
    ),
    "a task twice in a lesson": (RISE, RISE + "\n" + RISE, "a name is given twice, remove one (at line 1"),
    "a task in two lessons": (
        "area = {",
        "rise = {",
        "the task `rise` of `areas` has the name of a task of `slopes`; names are unique in the",
    ),
    "a task with the name of a lesson": ("area = {", "slopes = {", "has the name of a lesson"),
    "an unknown need": (
        '["rise"]',
        '["rice"]',
        "`slope` needs `rice`, which is no task of this lesson; did you mean `rise`?",
    ),
    "a need of another lesson": (
        '["rise"]',
        '["area"]',
        "`slope` needs `area`, which is no task of this lesson.",
    ),
    "a later need": (
        RISE,
        'rise = { points = 1, tier = "core", needs = ["last"] }\nlast = { points = 1, tier = "core" }',
        "`rise` needs `last`, which comes later; move it up.",
    ),
    "needs in a circle": (
        RISE,
        'rise = { points = 1, tier = "core", needs = ["slope"] }',
        "go round in a circle; remove one.",
    ),
    "a need of itself": ('["rise"]', '["slope"]', "the needs of `slope` → `slope` go round in a circle"),
    "text that is no TOML": ("format = 1", "format: 1", "course.toml is not valid TOML: expected '='"),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_mistake_in_the_file_is_one_sentence(tmp_path: Path, wrong: tuple[str, str, str]) -> None:
    right, mistake, sentence = wrong
    assert right in COURSE
    with pytest.raises(CourseError) as caught:
        Course.load(written(tmp_path, COURSE.replace(right, mistake, 1)))
    message = str(caught.value)
    assert sentence in message
    assert "\n" not in message
    assert message.endswith((".", "?"))


@pytest.mark.parametrize("pattern", LESSON_FILES)
def test_a_missing_file_is_named(tmp_path: Path, pattern: str) -> None:
    missing = written(tmp_path) / pattern.format("areas")
    missing.unlink()
    with pytest.raises(CourseError, match=f"`areas` has no file {pattern.format('areas')}; write it"):
        Course.load(tmp_path)


def test_a_misspelt_lesson_is_named_with_the_closest_file(tmp_path: Path) -> None:
    misspelt = COURSE.replace("lessons.areas", "lessons.area").replace("area =", "arc =")
    with pytest.raises(CourseError, match=r"reference/area\.py; did you mean `areas`\?"):
        Course.load(written(tmp_path, misspelt))


def test_a_folder_without_a_course_is_named(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"holds no course\.toml\."):
        Course.load(tmp_path)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (written(tmp_path) / INDEX).write_bytes("title = 'Aufgäbe'".encode("cp1252"))
    with pytest.raises(CourseError, match="not UTF-8"):
        Course.load(tmp_path)


def test_a_folder_in_its_place_is_named(tmp_path: Path) -> None:
    (tmp_path / INDEX).mkdir()
    with pytest.raises(CourseError):
        Course.load(tmp_path)
