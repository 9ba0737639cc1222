"""Grade code that may loop for ever, eat all memory or end its process: in another process."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import time
import warnings
from multiprocessing.connection import Connection
from pathlib import Path

from graders.authors.content import Content
from graders.course.index import Course

LOADED = [
    "graders.authors.apart",
    "matplotlib.figure",
    "mpl_toolkits.mplot3d",
    "numpy",
    "scipy",
    "sklearn",
    "sympy",
]
MEMORY = 2 << 30  # bytes, where the system can limit them
LONGEST = 120.0  # seconds


class Apart:
    """A process that grades tasks of a course, begun when it is first needed and again after each end."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.process: multiprocessing.process.BaseProcess | None = None
        self.ask: Connection

    def grade(self, task: str, text: str, seed: str, cpu: float = 60.0) -> tuple[str, float]:
        """The status of a task for the source text of its function, and the processor seconds that it took.

        Where the process did not survive it, or used more than `cpu` seconds, the status is "lost".
        """
        if self.process is None:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(LOADED)
            self.ask, answer = context.Pipe()
            self.process = context.Process(target=serve, args=(self.root, answer), daemon=True)
            self.process.start()
            answer.close()
        self.ask.send((task, text, seed, cpu))
        try:
            if self.ask.poll(LONGEST):
                status, seconds = self.ask.recv()
                return str(status), float(seconds)
        except (EOFError, ConnectionResetError):
            pass
        self.close()
        return "lost", cpu

    def close(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.ask.close()
            self.process = None


def serve(root: Path, pipe: Connection) -> None:
    """Answer what `Apart.grade` asks."""
    import resource

    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    warnings.simplefilter("ignore")
    course = Course.load(root)
    contents: dict[str, Content] = {}
    while True:
        name, text, seed, cpu = pipe.recv()
        lesson = course.task(name).lesson
        content = contents.setdefault(lesson, Content(course, course.lesson(lesson)))
        start = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, cpu)
        status = content.first_failure(name, text, seed)
        signal.setitimer(signal.ITIMER_PROF, 0)
        pipe.send((status, time.process_time() - start))
