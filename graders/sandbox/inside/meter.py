"""How much of its time a student's code has used, fairly on a machine that is busy with other things.

What counts is the time on the processor, at least a third and at most all of the time by the clock. So a
loop ends when the clock says so, a sleep after three times as long, and code that has to wait for a processor
is taken for neither. While the grader cannot look, because it is judging something else, no time counts.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable

SLOWEST = 3.0


def processor_time(process: int) -> float | None:
    """Seconds that a process had the processor, or None where the system does not tell."""
    if sys.platform != "linux":
        return None
    try:
        return time.clock_gettime((~process << 3) | 2)  # its clock, as clock_getcpuclockid(3) makes it
    except OSError:
        return None


class Meter:
    """Counts from now on; `processor` reads the processor time of the code that is measured.

    Where one looks every so many seconds, `longest` is what may lie between two looks.
    """

    def __init__(self, processor: Callable[[], float | None], longest: float = math.inf) -> None:
        self.processor, self.longest = processor, longest
        self.started, self.before = time.monotonic(), processor()
        self.looked, self.seen = self.started, 0.0

    def used(self) -> float:
        """The seconds that count so far."""
        clock, now = time.monotonic(), self.processor()
        self.seen += min(clock - self.looked, self.longest)
        self.looked = clock
        if now is None or self.before is None:
            return self.seen
        return min(max(now - self.before, self.seen / SLOWEST), clock - self.started)
