"""What a format is asked to show, and to whom."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from graders.course.index import did_you_mean
from graders.reports.standings import Records

NAMES = (
    "json", "csv", "html", "md", "report", "junit", "gradescope", "classroom50", "github", "gitlab",
    "prairielearn",
)  # fmt: skip
USUAL = ("json", "csv", "html", "md", "report")
FOR_TEACHERS = ("json", "csv", "report")
"""They hold everything, and are nothing that a student is sent."""
AFTER_DUE = "after-due"
WITH_DATE = ("gradescope",)
"""The platforms that know when an assignment is due."""


class Visibility(StrEnum):
    """How much of the feedback a student sees."""

    FULL = "full"
    MISCONCEPTIONS = "misconceptions"
    """The causes that have a name; no inputs, no values, nothing printed."""
    SCORE = "score"
    """Which tasks are done."""


class FormatError(Exception):
    """Why a format cannot be written, in one sentence."""


@dataclass(frozen=True)
class Setting:
    """One format as it was asked for, and the surroundings that it may speak of.

    `folder` leads from the top of the repository to where the submission lies, `records` are what else is
    known of the class, and `is_anonymous` leaves names out of the report on it.
    """

    name: str
    visibility: Visibility = Visibility.FULL
    after_due: bool = False
    folder: str = ""
    records: Records = field(default_factory=Records)
    is_anonymous: bool = False
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    moment: datetime = field(default_factory=lambda: datetime.now(UTC))


def parsed(asked: str) -> Setting:
    """A format as people ask for it: `junit`, `gradescope:misconceptions`, `gradescope:score:after-due`."""
    name, *more = asked.split(":")
    if name not in NAMES:
        raise FormatError(f"There is no format `{name}`{did_you_mean(name, NAMES)}")
    levels = [word for word in more if word != AFTER_DUE]
    if len(levels) > 1 or not set(levels) <= set(Visibility):
        known = ", ".join(f"`{level}`" for level in Visibility)
        raise FormatError(f"`{asked}` says not how much is shown; after `{name}:` goes one of {known}.")
    if levels and name in FOR_TEACHERS:
        raise FormatError(
            f"The format `{name}` is for instructors and holds everything; leave out `:{levels[0]}`."
        )
    if AFTER_DUE in more and name not in WITH_DATE:
        raise FormatError(
            f"Only {_listed(WITH_DATE)} can wait until the work is due; leave out `:{AFTER_DUE}`."
        )
    return Setting(name, Visibility(levels[0]) if levels else Visibility.FULL, AFTER_DUE in more)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
