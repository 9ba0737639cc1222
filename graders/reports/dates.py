"""due.toml beside the journal: when lessons are due, and what it costs to be late, as whoever grades says."""

from __future__ import annotations

from pathlib import Path

from graders.course.index import Course, CourseError, with_dates
from graders.reports.by_hand import ChangeError, content_of

FILE = "due.toml"


def dated(course: Course, folder: Path) -> Course:
    """The course with the dates that stand in the folder's due.toml; with its own where there is none."""
    try:
        return with_dates(course, content_of(folder / FILE), FILE)
    except CourseError as error:
        raise ChangeError(str(error)) from None
