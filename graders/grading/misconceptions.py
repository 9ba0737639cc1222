"""Which misconception gives exactly the student's answers?"""

from __future__ import annotations

from collections.abc import Callable

from graders.authoring import TaskChecks
from graders.grading.trial import CaseEnded, Trial, agree
from graders.sandbox.subjects import Local


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
                subject = Local({checks.name: checks.misconceptions[name]})
                self.kept[key] = run(again(subject), checks)
            if agree(trial, self.kept[key]):
                return name
        return None


def run(trial: Trial, checks: TaskChecks) -> Trial:
    """Run the trial's check to its end."""
    try:
        checks.checks[trial.check](trial)
    except CaseEnded:
        pass
    except Exception:
        trial.failure = None
    return trial
