"""When a lesson is due, and what handing it in later costs: `due` of a lesson and `[late]` in course.toml."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

DAY = timedelta(days=1)
EXAMPLE = "2026-10-31T23:59:00"


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


def days_late(handed_in: datetime, due: datetime) -> int:
    """The days begun since it was due; 0 where it came in time."""
    return max(math.ceil((handed_in - due) / DAY), 0)
