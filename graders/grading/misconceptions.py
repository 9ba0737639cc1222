"""Which misconception gives exactly the student's answers?"""

from __future__ import annotations

from collections.abc import Callable

from graders.grading.checks import TaskChecks
from graders.grading.trial import Trial, agree
from graders.sandbox.outside.subjects import Local


class Replays:
    """Runs of a task's misconceptions through its checks, each made once and kept."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, str], Trial] = {}

    def match(self, trial: Trial, checks: TaskChecks, again: Callable[[Local], Trial]) -> str | None:
        """The first misconception that answers as the student did in this failed trial.

        `again(subject)` makes the same trial for another subject.
        """
        for name in checks.misconceptions:
            key = (checks.name, trial.check, name)
            if key not in self.kept:
                replay = again(Local({checks.name: checks.misconceptions[name]}))
                replay.run(checks.checks[trial.check])
                self.kept[key] = replay
            if agree(trial, self.kept[key]):
                return name
        return None
