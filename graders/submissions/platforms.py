"""How learning platforms name what they hand out, taken apart: whose it is, which attempt, which file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from graders.course.due import MONTHS
from graders.course.submission import HandedIn


@dataclass(frozen=True)
class Download:
    """One name that a platform gave: `file` is empty where it is a folder, and None where it is no work.

    `student` is what people know them by, and `key` tells two of one name apart. Of attempts the last in
    order counts; `order` tells the newer of two files in one attempt.
    """

    platform: str
    student: str
    key: str
    file: str | None = ""
    attempt: str = ""
    order: int = 0
    late: bool = False


STAMP = "%Y-%m-%d-%H-%M-%S"
DATE = r"\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d"
MONTH = r"[A-Z][a-z]{2}[a-z.]*"
MOMENT = (
    rf"(?P<date>{MONTH} \d{{1,2}}, \d{{4}}|\d{{1,2}} {MONTH},? \d{{4}}|\d{{4}}-\d\d-\d\d) "
    r"(?P<hour>\d{1,2})[:.h]?(?P<minute>\d\d) ?(?P<half>[AP]M)?"
)
PLATFORMS = {
    "Moodle": re.compile(
        r"(?P<student>.+?)_(?P<id>\d+)_assign(?P<what>submission_file|[a-z]+_[a-z]+)(?:_(?P<file>.*))?",
        re.DOTALL,
    ),
    "Blackboard": re.compile(
        rf"(?P<task>.+)_(?P<student>[^_]+)_attempt_(?P<attempt>{DATE})(?:_(?P<file>.+)|\.txt)", re.DOTALL
    ),
    "Brightspace": re.compile(
        rf"(?:(?P<id>\d+-\d+) ?- ?)?(?P<student>.+?) ?- ?(?P<attempt>{MOMENT})(?: ?- ?(?P<file>.+))?",
        re.DOTALL,
    ),
    "Canvas": re.compile(
        r"(?P<student>(?P<nobody>anon_[0-9A-Za-z]{5})|[^\W\d_][^_]*(?:_[^\W\d_][^_]*)*?)"
        r"(?P<late>_LATE)?(?(nobody)|_(?P<id>\d+))"
        r"(?:_(?P<order>\d+)_(?P<file>.+)|_(?:text|link)\.html?)", re.DOTALL
    ),
}  # fmt: skip
LONGEST = 300


def recognised(name: str) -> Download | None:
    """What a platform's name says, if it is one."""
    for platform, pattern in PLATFORMS.items():
        if len(name) <= LONGEST and (found := pattern.fullmatch(name)):
            return _download(platform, found, found.groupdict())
    return None


def _download(platform: str, found: re.Match[str], said: dict[str, str | None]) -> Download:
    student, file = said["student"] or "", said["file"]
    late = bool(said.get("late"))
    if platform == "Moodle":
        work = (file or "") if said["what"] == "submission_file" else None
        return Download(platform, student, f"{student}_{said['id']}", work)
    if platform == "Blackboard":
        key = f"{said['task']}_{student}"
        return Download(platform, student, key, file, said["attempt"] or "")
    key = f"{student}_{said['id']}" if said.get("id") else student
    if platform == "Brightspace":
        return Download(platform, student, key, file or "", _dated(said))
    return Download(platform, student, key, file, order=int(said["order"] or 0), late=late)


def handed_in(key: str, downloads: Sequence[tuple[str, Download]]) -> HandedIn:
    """What the names of one attempt say of when it was handed in, and by whom."""
    return HandedIn(key, _moment(downloads[0][1].attempt), any(one.late for _, one in downloads))


def _moment(attempt: str) -> str:
    try:
        return datetime.strptime(attempt, STAMP).isoformat()
    except ValueError:  # none is given, or a day that no calendar has
        return ""


def _dated(said: dict[str, str | None]) -> str:
    """When a folder of Brightspace's was handed in, as Blackboard writes it."""
    hour, minute = (int(said[part] or 0) for part in ("hour", "minute"))
    hour = hour % 12 + 12 * (said["half"] == "PM") if said["half"] else hour
    return f"{_day(said['date'] or '')}-{hour:02}-{minute:02}-00"


def _day(date: str) -> str:
    """A date, whose month may be a word, with its year, month and day in this order."""
    numbers = sorted(re.findall(r"\d+", date), key=len, reverse=True)
    word = re.search("[A-Z][a-z]{2}", date)
    if word is None:
        return date
    month = MONTHS.index(word[0]) + 1 if word[0] in MONTHS else 0
    return f"{numbers[0]}-{month:02}-{int(numbers[1]):02}"


def by_student(names: Iterable[str]) -> dict[tuple[str, str], list[tuple[str, Download]]]:
    """The names that platforms gave, by the students whose they are."""
    found: dict[tuple[str, str], list[tuple[str, Download]]] = {}
    for name in names:
        if download := recognised(name):
            found.setdefault((download.platform, download.key), []).append((name, download))
    return found


def newest(downloads: Sequence[tuple[str, Download]]) -> tuple[list[tuple[str, Download]], list[str]]:
    """The names of a student's last attempt with a file in it, and the attempts before."""
    work = [(name, download) for name, download in downloads if download.file is not None]
    attempts = sorted({download.attempt for _, download in work})
    last = [(name, download) for name, download in work if download.attempt == attempts[-1]]
    return last, attempts[:-1]
