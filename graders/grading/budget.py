"""The time that one submission may take in all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LEAST_PIECE = 1.0
"""Seconds that whatever is begun gets, so that nothing fails by having been begun late."""


class Budget:
    """The seconds that a submission is `allowed`, and those `left` of them.

    Whatever is done for it is done inside `spending`: starting a process, running its files, calling tasks,
    judging answers, naming mistakes and finding their places. What is begun is begun for no longer than
    `piece` says; what decides nothing is done in the first half.
    """

    def __init__(self, allowed: float) -> None:
        self.allowed = allowed
        self.spent = 0.0
        self.since: float | None = None

    @property
    def left(self) -> float:
        running = 0.0 if self.since is None else time.monotonic() - self.since
        return self.allowed - self.spent - running

    @property
    def is_used_up(self) -> bool:
        return self.left <= 0

    @property
    def is_half_used(self) -> bool:
        return 2 * self.left <= self.allowed

    @contextmanager
    def spending(self) -> Iterator[None]:
        """Count the time of a block; one inside another counts once."""
        if self.since is not None:
            yield
            return
        self.since = time.monotonic()
        try:
            yield
        finally:
            self.spent += time.monotonic() - self.since
            self.since = None

    def piece(self, most: float) -> float:
        """The seconds that the next piece of work may take, which are at most so many."""
        return min(most, max(self.left, LEAST_PIECE))

    def begin(self) -> Callable[[], bool]:
        """Begin something that has several pieces; what is returned tells when no further one may begin."""
        end = self.left - max(self.left, LEAST_PIECE)
        return lambda: self.left <= end
