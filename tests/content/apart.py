"""Grade code that may loop for ever, eat all memory or end its process: in another process."""

import importlib
import multiprocessing
import signal
import sys
import time
import warnings
from multiprocessing.connection import Connection
from pathlib import Path

from graders.course.index import Course
from graders.grading.answer_key import Book
from graders.grading.checks import TaskChecks
from graders.grading.task_run import run_task
from graders.sandbox.outside.subjects import Local

ROOT = Path(__file__).resolve().parents[2]
LOADED = [
    "matplotlib.figure",
    "mpl_toolkits.mplot3d",
    "numpy",
    "scipy",
    "sklearn",
    "sympy",
    "tests.content.apart",
]
MEMORY = 2 << 30  # bytes, where the system can limit them
LONGEST = 120.0  # seconds


class Apart:
    """A process that grades, begun when it is first needed and again after each end."""

    def __init__(self) -> None:
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(LOADED)
        self.process: multiprocessing.process.BaseProcess | None = None
        self.ask: Connection

    def grade(self, task: str, text: str, seed: str, cpu: float = 60.0) -> tuple[str, float]:
        """The status of a task for the source text of its function, and the processor seconds that it took.

        Where the process did not survive it, or used more than `cpu` seconds, the status is "lost".
        """
        if self.process is None:
            self.ask, answer = self.context.Pipe()
            self.process = self.context.Process(target=serve, args=(answer,), daemon=True)
            self.process.start()
            answer.close()
        self.ask.send((task, text, seed, cpu))
        try:
            if self.ask.poll(LONGEST):
                return self.ask.recv()
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


def serve(pipe: Connection) -> None:
    """Answer what `Apart.grade` asks."""
    import resource

    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    warnings.simplefilter("ignore")
    course, books = Course.load(ROOT), {}
    while True:
        name, text, seed, cpu = pipe.recv()
        task = course.task(name)
        book = books.setdefault((task.lesson, seed), Book(course.lesson(task.lesson), seed))
        start = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, cpu)
        status = first_failure(book, task, text)
        signal.setitimer(signal.ITIMER_PROF, 0)
        pipe.send((status, time.process_time() - start))


def first_failure(book, task, text):
    """The status of the first check that is not done, else "done"."""
    names = dict(vars(importlib.import_module(f"reference.{task.lesson}")))
    try:
        exec(compile(text, "mutant.py", "exec"), names)
    except Exception:
        return "error"
    checks = book.checks[task.name]
    try:
        for name, check in checks.checks.items():
            book.checks[task.name] = TaskChecks(task.name, {name: check})
            result = run_task(book, task, Local(names, "mutant.py"))
            if result.status != "done":
                return result.status
    finally:
        book.checks[task.name] = checks
    return "done"
