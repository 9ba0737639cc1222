"""grades.toml beside the journal: grades changed by hand, each with a reason, kept when graded again."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from graders.course.index import Course, did_you_mean

FILE = "grades.toml"
KINDS = ("points", "exempt", "days_late")
EXAMPLE = '`points = 12` and `reason = "…"`'


class ChangeError(Exception):
    """What is wrong with grades.toml, or with due.toml, in one sentence."""


@dataclass(frozen=True)
class Change:
    """One change: of a task, a lesson, or "" for all that a student handed in."""

    of: str
    reason: str
    points: float | None = None
    days_late: int | None = None
    exempt: bool = False


Changes = Mapping[str, tuple[Change, ...]]
"""The changes of each student."""


def read_changes(folder: Path, course: Course) -> Changes:
    """What stands in the folder's grades.toml; nothing where there is none."""
    known = {*(lesson.name for lesson in course.lessons), *(task.name for task in course.tasks)}
    content = content_of(folder / FILE)
    return {student: tuple(_of_student(student, said, known)) for student, said in content.items()}


def content_of(path: Path) -> dict[str, object]:
    """What a file of TOML holds; nothing where there is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise ChangeError(f"`{path}` cannot be read: {(error.strerror or '').lower()}.") from None
    except UnicodeDecodeError:
        raise ChangeError(f"`{path}` is not UTF-8; save it in that encoding.") from None
    except tomllib.TOMLDecodeError as error:
        raise ChangeError(f"`{path}` is not valid TOML: {str(error)[0].lower()}{str(error)[1:]}.") from None


def _of_student(student: str, said: object, known: set[str]) -> Iterator[Change]:
    if not isinstance(said, dict):
        raise _error(student, f"must be a table, as in `[{student}.derivatives]` with {EXAMPLE}")
    inner = {name: value for name, value in said.items() if isinstance(value, dict)}
    own = {name: value for name, value in said.items() if name not in inner}
    if own:
        yield _change(student, "", own, ("exempt", "days_late"))
    for name, value in inner.items():
        if name not in known:
            raise _error(student, f"there is no lesson or task `{name}`{did_you_mean(name, known, '')}")
        yield _change(f"{student}.{name}", name, value, KINDS)


def _change(where: str, of: str, said: Mapping[str, object], kinds: tuple[str, ...]) -> Change:
    for key in said:
        if key not in (*kinds, "reason"):
            raise _error(where, f"unknown key `{key}`{did_you_mean(key, (*kinds, 'reason'), '')}")
    if len(said.keys() & {*kinds}) != 1:
        raise _error(where, f"give one of {', '.join(f'`{kind}`' for kind in kinds)}, as in {EXAMPLE}")
    reason = said.get("reason")
    if not isinstance(reason, str) or not reason.strip():
        raise _error(where, 'a change needs its reason, as in `reason = "Read by hand."`')
    days = said.get("days_late")
    if days is not None and (type(days) is not int or days < 0):
        raise _error(where, f"`days_late` must be a whole number of days, not {days!r}")
    if said.get("exempt", True) is not True:
        raise _error(where, "`exempt` is `true`, or is left out")
    points = _points(where, said["points"]) if "points" in said else None
    return Change(of, reason, points, days if isinstance(days, int) else None, "exempt" in said)


def _points(where: str, given: object) -> float:
    is_real = isinstance(given, int | float) and not isinstance(given, bool)
    if is_real and math.isfinite(given) and given >= 0:  # type: ignore[arg-type, operator]
        return float(given)  # type: ignore[arg-type]
    raise _error(where, f"`points` must be a number that is not negative, not {given!r}")


def _error(where: str, sentence: str) -> ChangeError:
    return ChangeError(f"{FILE}, `{where}`: {sentence}" + ("" if sentence.endswith("?") else "."))
