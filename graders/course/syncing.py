"""The folder exercises/, made from reference/ by `gradlings sync` and restored by `gradlings reset`."""

from dataclasses import dataclass
from pathlib import Path

from graders.course.folders import content
from graders.course.index import Course, CourseError, Lesson, named
from graders.course.made import Made, make, note, replace
from graders.course.material import Material
from graders.course.parsing import parse
from graders.course.stubs import replace_definition

RECORD = ".sync.json"
CONTENTS = "README.md"
KNOW = """You should know Python's functions, loops and lists, and arrays of NumPy; from school, functions,
powers, sin and logarithms. Derivatives begin in the first lesson, and each lesson builds on those before it.
"""
"""What a student needs to know before the first lesson."""


@dataclass(frozen=True)
class Restored:
    """The file that `reset` restored, and where its old text is kept (None: it was new already)."""

    file: Path
    kept: Path | None


def sync(course: Course, folder: Path) -> Made:
    """Bring the files of `folder` up to date with the course, except those that somebody changed."""
    folder.mkdir(exist_ok=True)
    lessons = {f"{lesson.name}.py": Material(course, lesson).stub for lesson in course.lessons}
    return make(folder, {CONTENTS: contents(course), **lessons}, RECORD)


def reset(course: Course, name: str, folder: Path) -> Restored:
    """Restore one task or one whole lesson in `folder`, keeping the old file beside."""
    lesson = lesson_named(course, name)
    if name == lesson.name:
        return _reset_lesson(course, lesson, folder)
    return _reset_task(course, lesson, name, folder)


def lesson_named(course: Course, name: str) -> Lesson:
    """The lesson that is named by its own name or by that of one of its tasks."""
    found = named(course, name)
    return found if isinstance(found, Lesson) else course.lesson(found.lesson)


def contents(course: Course) -> str:
    """The page that lists the lessons in order, with what each teaches."""
    rows = [_row(course, lesson) for lesson in course.lessons]
    return (
        f"# {course.title}\n\n"
        f"{KNOW}\n"
        "Each file is one lesson: read it from the top, and replace every `raise NotImplementedError`.\n"
        "`pytest` at the root of the repository says how far it is.\n"
        "Arguments stay as they are: a task that has to change an array changes a copy of it.\n\n"
        "| | lesson | what it teaches | minutes | points |\n"
        "|--:|---|---|--:|--:|\n" + "".join(rows)
    )


def _row(course: Course, lesson: Lesson) -> str:
    teaches = Material(course, lesson).first_sentence.replace("|", "\\|")
    link, points = f"[{lesson.title}]({lesson.name}.py)", f"{lesson.points:g}"
    return f"| {lesson.number} | {link} | {teaches} | {lesson.minutes} | {points} |\n"


def _reset_lesson(course: Course, lesson: Lesson, folder: Path) -> Restored:
    path, text = folder / f"{lesson.name}.py", Material(course, lesson).stub
    kept = replace(path, text)
    note(folder, path.name, text, RECORD)
    return Restored(path, kept)


def _reset_task(course: Course, lesson: Lesson, task: str, folder: Path) -> Restored:
    path = folder / f"{lesson.name}.py"
    whole = f"`gradlings reset {lesson.name}` restores the whole lesson."
    try:
        text = content(path).decode("utf-8-sig").replace("\r\n", "\n")
        parse(text)
    except FileNotFoundError:
        raise CourseError(f"{path} does not exist; {whole}") from None
    except UnicodeDecodeError:
        raise CourseError(f"{path} is not UTF-8, so nothing in it can be told apart; {whole}") from None
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise CourseError(
            f"{path} has a syntax error{f' in line {line}' if line else ''}, "
            f"so one task cannot be told from the next; {whole}"
        ) from None
    return Restored(path, replace(path, replace_definition(text, task, Material(course, lesson).stub)))
