"""How much of its time a student's code has used, fairly on a machine that is busy with other things.

What counts is the time on the processor, at least a third and at most all of the time by the clock. So a
loop ends when the clock says so, a sleep after three times as long, and code that has to wait for a processor
is taken for neither.
"""

from __future__ import annotations

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
    """Counts from now on; `processor` reads the processor time of the code that is measured."""

    def __init__(self, processor: Callable[[], float | None]) -> None:
        self.processor = processor
        self.started, self.before = time.monotonic(), processor()

    def used(self) -> float:
        """The seconds that count so far."""
        elapsed = time.monotonic() - self.started
        now = self.processor()
        if now is None or self.before is None:
            return elapsed
        return min(max(now - self.before, elapsed / SLOWEST), elapsed)
