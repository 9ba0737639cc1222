"""Ask the wide inputs and the checks about programs that may loop for ever: in another process."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from graders.authors.apart import MEMORY
from graders.feedback.happenings import tell as told
from graders.grading.answer_key import Book
from graders.grading.task_run import run_task
from graders.sandbox.inside.calling import TimeUp
from tests.content.adversaries.forms import COURSE
from tests.content.adversaries.telling import Quick, Wide, kinds_of

LOADED = ["matplotlib.pyplot", "mpl_toolkits.mplot3d", "scipy.optimize", "sklearn.svm", "sympy", __name__]
MOST = 40.0
"""Processor seconds for one question, whatever happens."""


class Service:
    """Answers questions about programs; where a program ends the process, a new one is begun.

    A question is a function of a module.
    """

    def __init__(self) -> None:
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(LOADED)
        self.process: multiprocessing.process.BaseProcess | None = None
        self.pipe: Connection

    def ask(self, question: Callable[..., Any], *details: Any) -> tuple[Any, float]:
        """The answer, and the processor seconds that it took; "lost" where the process did not survive it.

        The last of the details is how many of them it may take, 0 for the most of all.
        """
        if self.process is None:
            self.pipe, answer = self.context.Pipe()
            self.process = self.context.Process(target=serve_questions, args=(answer,), daemon=True)
            self.process.start()
            answer.close()
        self.pipe.send((question, *details))
        try:
            if self.pipe.poll(3 * MOST):
                return self.pipe.recv()
        except (EOFError, ConnectionResetError):
            pass
        self.close()
        return "lost", MOST

    def close(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.pipe.close()
            self.process = None


def serve_questions(pipe: Connection) -> None:
    import resource

    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    warnings.simplefilter("ignore")
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    while True:
        question, *details = pipe.recv()
        *details, seconds = details
        start = time.process_time()
        signal.signal(signal.SIGPROF, ring)
        signal.setitimer(signal.ITIMER_PROF, seconds or MOST, 1.0)
        try:
            answer = question(*details)
        except TimeUp:
            answer = ("timeout", "timeout")
        except Exception as error:
            answer = ("broken", f"{type(error).__name__}: {error}")
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        pipe.send((answer, time.process_time() - start))


def ring(*_: Any) -> None:
    raise TimeUp


WIDE: dict[str, Wide] = {}
BOOKS: dict[tuple[str, str], Book] = {}


def wide(task: str) -> Wide:
    if task not in WIDE:
        WIDE.clear()
        WIDE[task] = Wide(COURSE.task(task).lesson, task)
    return WIDE[task]


def kinds(task: str) -> frozenset[str]:
    """Which makers apply to the answers of a task."""
    found = [seen.outcome.value for _, seen in wide(task).asked(0)]
    return frozenset(kind for value in found for kind in kinds_of(value))


def defined(task: str, text: str) -> dict[str, Any] | str:
    """The names of a program, or why there are none."""
    names = dict(vars(importlib.import_module(f"reference.{COURSE.task(task).lesson}")))
    try:
        exec(compile(text, "wrong.py", "exec"), names)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return names


def tell(task: str, text: str, draws: int) -> tuple[str, str] | None:
    """The first call at which a program differs from the reference, and how."""
    names = defined(task, text)
    if isinstance(names, str):
        return "its definition", names
    return wide(task).tell(names, draws)


def grade(task: str, text: str, seed: str) -> tuple[str, str]:
    """The status of the first check that is not done, and its name; else "done"."""
    names = defined(task, text)
    if isinstance(names, str):
        return "error", names
    found = COURSE.task(task)
    key = found.lesson, seed
    if key not in BOOKS:
        BOOKS[key] = Book(COURSE.lesson(found.lesson), seed)
    book = BOOKS[key]
    checks = book.checks[task]
    try:
        for name, check in checks.checks.items():
            book.checks[task] = replace(checks, checks={name: check})
            result = run_task(book, found, Quick(names, "wrong.py"), tell=told)
            if result.status != "done":
                return str(result.status), name
    finally:
        book.checks[task] = checks
    return "done", ""
