"""When a lesson is due, and what handing it in later costs: `due` of a lesson and `[late]` in course.toml."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

DAY = timedelta(days=1)
EXAMPLE = "2026-10-31T23:59:00"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MOODLE = re.compile(r"\w+, (\d{1,2}) ([A-Z][a-z]{2})[a-z]* (\d{4}), (\d{1,2}):(\d\d)(?:\s?([AP]M))?")
"""As in `Saturday, 31 October 2026, 11:59 PM`."""


@dataclass(frozen=True)
class Late:
    """The share of a lesson's points that each day begun costs, and the share that all days together may."""

    a_day: float = 0.0
    most: float = 1.0

    def share(self, days: int) -> float:
        """What so many days cost."""
        return min(self.a_day * days, self.most)


def moment(value: object) -> datetime:
    """A date and time as clocks on this computer show it; a day alone lasts until its end.

    What is none is a ValueError with the end of a sentence.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo is None else value.astimezone().replace(tzinfo=None)
    if isinstance(value, date):
        return datetime.combine(value, time.max)
    raise ValueError(f"must be a date, or a date and time, as in {EXAMPLE} without quotes, not {value!r}")


def read_moment(text: str) -> datetime | None:
    """A date and time as a table has it; None where there is none. What is none is a ValueError."""
    if text in ("", "-"):
        return None
    found = MOODLE.fullmatch(text)
    if found is None:
        return moment(datetime.fromisoformat(text))
    day, month, year, hour, minute, half = found.groups()
    hours = int(hour) if half is None else int(hour) % 12 + 12 * (half == "PM")
    return datetime(int(year), MONTHS.index(month) + 1, int(day), hours, int(minute))


def days_late(handed_in: datetime, due: datetime) -> int:
    """The days begun since it was due; 0 where it came in time."""
    return max(math.ceil((handed_in - due) / DAY), 0)
