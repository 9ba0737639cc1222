"""The next worker, started before there is a file to be run: for one who grades a lesson at every save."""

from __future__ import annotations

import select
import threading
from collections.abc import Mapping, Sequence

from graders.sandbox.outside.sandbox import Sandbox
from graders.sandbox.outside.subjects import Worker


class Ahead:
    """A sandbox that may have one worker ready."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.lock = threading.Lock()
        self.ready: tuple[Mapping[str, float], Worker] | None = None

    @property
    def level(self) -> str:
        return self.sandbox.level

    @property
    def open(self) -> Sequence[str]:
        return self.sandbox.open

    def start(self) -> None:
        self.sandbox.start()

    def prepare(self, limits: Mapping[str, float]) -> None:
        """Have a worker with these limits ready for whoever asks next."""
        with self.lock:
            self._leave()
            self.ready = limits, self.sandbox.worker(limits)

    def worker(self, limits: Mapping[str, float]) -> Worker:
        with self.lock:
            if self.ready is not None and self.ready[0] == limits and _waits(self.ready[1]):
                (_, worker), self.ready = self.ready, None
                return worker
        return self.sandbox.worker(limits)

    def close(self) -> None:
        with self.lock:
            self._leave()
        self.sandbox.close()

    def _leave(self) -> None:
        if self.ready is not None:
            self.ready[1].close()
            self.ready = None


def _waits(worker: Worker) -> bool:
    """Is it there still? One that has ended has closed its channel, and one that waits says nothing."""
    return not select.select([worker.channel], [], [], 0)[0]
