"""Judging processes on this machine, fed one submission at a time from one queue.

One that dies is replaced. Its submission is tried again when all others are finished, alone, and where that
process dies, too, it is named as lost.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import wait

from graders.classroom.judging import READY, serve
from graders.classroom.scheduling import Failure, Graded, Here, Make, Outcome, pack, unpack_outcome
from graders.course.submission import Submission

if sys.platform == "linux":
    CONTEXT = multiprocessing.get_context("forkserver")
else:
    CONTEXT = multiprocessing.get_context("spawn")
SHARED = "graders.classroom.preloaded"
FEW = 3
"""Submissions for which preparing more than they need does not pay."""
PATIENCE = 5.0
"""Seconds that a process gets to end its workers once nothing is left to grade."""


@dataclass(frozen=True)
class Processes:
    """So many judging processes, each with a grader that `make` makes in it.

    With None there is one for each processor, where there is enough to do for them. What one can do is done
    in this process.
    """

    make: Make
    jobs: int | None = None

    def graded(self, submissions: Sequence[Submission]) -> Graded:
        usual = processors() if len(submissions) > FEW else 1
        jobs = min(self.jobs or usual, len(submissions))
        if jobs > 1:
            yield from self._side_by_side(submissions, jobs)
        elif submissions:
            with self.make() as grader:
                yield from Here(grader).graded(submissions)

    def _side_by_side(self, submissions: Sequence[Submission], jobs: int) -> Graded:
        suspects: list[Submission] = []
        for submission, outcome in self._round(submissions, jobs):
            if isinstance(outcome, _Death):
                suspects.append(submission)
            else:
                yield submission, outcome
        yield from self._round(suspects, jobs=1)

    def _round(self, submissions: Sequence[Submission], jobs: int) -> Graded:
        waiting = deque(submissions)
        with _team(self.make, min(jobs, len(submissions))) as judges:
            while waiting or any(judge.submission is not None for judge in judges.values()):
                for place in wait([judge.connection for judge in judges.values()]):
                    number = next(n for n, judge in judges.items() if judge.connection is place)
                    submission, outcome = judges[number].hear()
                    if isinstance(outcome, _Death):
                        judges.pop(number).kill()
                        if waiting:
                            judges[number] = Judge(self.make)
                    elif waiting:
                        judges[number].hand(waiting.popleft())
                    if submission is not None and outcome is not None:
                        yield submission, outcome


@dataclass(frozen=True)
class _Death(Failure):
    """A judging process ended before it answered."""


class Judge:
    """One judging process, from outside, with the `submission` that it has in hand."""

    def __init__(self, make: Make) -> None:
        self.connection, theirs = CONTEXT.Pipe()
        self.process = CONTEXT.Process(target=serve, args=(make, theirs), daemon=True)
        self.process.start()
        theirs.close()
        self.submission: Submission | None = None
        self.is_ready = False

    def hand(self, submission: Submission) -> None:
        self.submission = submission
        with suppress(OSError):  # it is gone, and is heard no more
            self.connection.send_bytes(pack(submission))

    def hear(self) -> tuple[Submission | None, Outcome | None]:
        """What it had in hand, and what became of it; None where it only says that it is ready."""
        submission, self.submission = self.submission, None
        try:
            said = self.connection.recv_bytes()
        except (EOFError, OSError):
            return submission, self._death()
        if self.is_ready:
            return submission, unpack_outcome(said)
        self.is_ready = said == READY
        if not self.is_ready:
            raise RuntimeError(f"a judging process does not start: {unpack_outcome(said)}")
        return submission, None

    def _death(self) -> _Death:
        self.process.join(PATIENCE)
        code = self.process.exitcode
        if not self.is_ready:
            raise RuntimeError(f"a judging process does not start: exit code {code}")
        return _Death(f"its judging process ended twice, the last time with exit code {code}")

    def dismiss(self) -> None:
        """Let it end its own processes, and then itself."""
        self.connection.close()

    def kill(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.join()


@contextmanager
def _team(make: Make, count: int) -> Iterator[dict[int, Judge]]:
    """So many judging processes; they are ended at once where the run ends before its end."""
    if count and sys.platform == "linux":
        _start_server()
    judges: dict[int, Judge] = {}
    try:
        judges.update((number, Judge(make)) for number in range(count))
        yield judges
        for judge in judges.values():
            judge.dismiss()
        for judge in judges.values():
            judge.process.join(PATIENCE)
    finally:
        for judge in judges.values():
            judge.kill()


def _start_server() -> None:
    """Start the server that forks judging processes, out of reach of control-C."""
    CONTEXT.set_forkserver_preload([SHARED])
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, handler)


def processors() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
