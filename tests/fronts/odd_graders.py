"""Graders for tests of what grades many: quick ones, some of which end their process."""

import os
import signal
from pathlib import Path
from types import SimpleNamespace

from graders.course.submission import Source, Submission
from graders.grading.results import SubmissionResult


class Odd:
    """Does what a submission says, and notes in a folder, under its name, in which processes that was."""

    seed_id = "public"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def confinement(self) -> str:
        return "full"

    def grade(self, submission: Submission) -> SubmissionResult:
        tries = self.folder / f"{submission.name}.tries"
        with tries.open("a") as file:
            file.write(f"{os.getpid()}\n")
        said = submission.sources["derivatives"].text
        if said == "die" or (said == "die once" and len(tries.read_text().split()) == 1):
            os.kill(os.getpid(), signal.SIGKILL)
        if said in DEEDS:
            DEEDS[said](SimpleNamespace(folder=self.folder))
        return SubmissionResult("A course", submission.name, "public", "full", (), ("é\x1b\ud800",))

    def __enter__(self) -> "Odd":
        return self

    def __exit__(self, *_: object) -> None:
        pass


def _fail(_: SimpleNamespace) -> None:
    raise ZeroDivisionError("oops")


DEEDS = {
    "fail": _fail,
    "meet, reading": lambda here: (here.folder / "meeting").open("r").close(),
    "meet, writing": lambda here: (here.folder / "meeting").open("w").close(),
    "hang": lambda here: signal.pause(),
}
"""A named pipe can be opened for reading once somebody opens it for writing, and the other way round."""


def make_none() -> Odd:
    raise ImportError("no such thing")


def submission(name: str, said: str = "") -> Submission:
    return Submission(name, {"derivatives": Source("derivatives", "derivatives.py", said)})


def tries(folder: Path, name: str) -> list[int]:
    """The processes in which a submission was graded, or was begun to be."""
    return [int(number) for number in (folder / f"{name}.tries").read_text().split()]
