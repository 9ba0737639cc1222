"""Submissions graded by the workers of a Dask cluster; needs the extra `cluster`.

Each worker gets a grader of its own when the run begins, or when it joins. Dask replaces a worker that dies,
and gives its submission to another; what ends several of them is tried again when all others are finished,
alone, and then named.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from threading import Lock

from distributed import Client, Future, Worker, WorkerPlugin, as_completed, get_worker

from graders.classroom.run import conditions_of
from graders.classroom.scheduling import (
    Failure,
    Graded,
    Make,
    Outcome,
    SchedulerError,
    grade_packed,
    pack,
    unpack_outcome,
)
from graders.course.index import own_course
from graders.course.submission import Submission

AHEAD = 2
"""Submissions that are on their way for each thread of the cluster: more would only fill the scheduler."""
DATA = ("dask", "msgpack", "error")
"""How what comes from workers may be written: as data, which no pickle is."""


class Cluster:
    """The workers of the scheduler at an address; `make` makes a grader on each."""

    def __init__(self, make: Make, address: str) -> None:
        self.make, self.address = make, address

    def graded(self, submissions: Sequence[Submission]) -> Graded:
        suspects: list[Submission] = []
        with self._client() as client, _grading(client, self.make) as name:
            for submission, outcome in _round(client, name, submissions, AHEAD):
                if isinstance(outcome, _Ended):
                    suspects.append(submission)
                else:
                    yield submission, outcome
            yield from _round(client, name, suspects, 0)

    def _client(self) -> Client:
        try:
            return Client(self.address, deserializers=list(DATA))
        except (OSError, ValueError):
            raise SchedulerError(f"No scheduler of Dask answers at `{self.address}`.") from None


class Graders(WorkerPlugin):
    """A worker's grader, which grades one submission at a time."""

    def __init__(self, make: Make, name: str, course: str) -> None:
        self.make, self.name, self.course = make, name, course

    def setup(self, worker: Worker) -> None:
        if fingerprint() != self.course:
            raise RuntimeError("this worker has another version of gradlings, or of the course")
        self.lock = Lock()
        self.context = self.make()
        self.grader = self.context.__enter__()

    def teardown(self, worker: Worker) -> None:
        self.context.__exit__(None, None, None)

    def __getstate__(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in ("make", "name", "course")}


@dataclass(frozen=True)
class _Ended(Failure):
    """Workers ended by it, or could not grade it."""


def fingerprint() -> str:
    """What tells one state of the course and its engine from another, wherever they are installed."""
    conditions = conditions_of(own_course(), "")
    return "".join([conditions.course, *conditions.prints.values()])


def grade_there(name: str, packed: bytes) -> bytes:
    """The outcome of a submission, on a worker."""
    plugin = get_worker().plugins[name]
    with plugin.lock:
        return grade_packed(plugin.grader, packed)


@contextmanager
def _grading(client: Client, make: Make) -> Iterator[str]:
    """A name under which workers grade, also those that join later."""
    name = f"gradlings-{secrets.token_hex(4)}"
    client.register_plugin(Graders(make, name, fingerprint()))
    try:
        yield name
    finally:
        client.unregister_worker_plugin(name)


def _round(client: Client, name: str, submissions: Sequence[Submission], ahead: int) -> Graded:
    waiting, done = iter(submissions), as_completed()
    running: dict[str, Submission] = {}

    def hand_out() -> None:
        room = ahead * sum(client.nthreads().values()) or 1
        for submission in islice(waiting, max(room - len(running), 0)):
            future = client.submit(grade_there, name, pack(submission), pure=False)
            running[future.key] = submission
            done.add(future)

    hand_out()
    for future in done:
        submission = running.pop(future.key)
        hand_out()
        yield submission, _outcome(future)


def _outcome(future: Future) -> Outcome:
    if future.status == "finished":
        return unpack_outcome(future.result())
    return _Ended(f"its workers ended: {future.status}")
