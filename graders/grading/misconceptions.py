"""Which misconception gives exactly the student's answers, so that no other explains them as well?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from graders.grading.checks import TaskChecks
from graders.grading.likeness import Likeness, likeness
from graders.grading.trial import Trial, agree, same_outcome
from graders.sandbox.outside.subjects import Local, Subject
from graders.values.outcome import Outcome

ENOUGH, RICH, POOR = 2, 2, 1
"""What answers tell together that earns a name, what one of many digits or parts tells, and any other."""
FEW_ITEMS = 3
SEED = "seed"
"""The parameter of tasks that draw random numbers."""
REFERENCE = ""
"""The name of the right answer among those of the misconceptions."""

Again = Callable[[str, Subject], Trial]
"""A run of one check, by its name, for another subject."""


class Replays:
    """Runs of a task's misconceptions, and of the reference, through its checks: each made once and kept."""

    def __init__(self, reference: dict[str, object]) -> None:
        self.reference = reference
        self.kept: dict[tuple[str, str, str], Trial] = {}

    def match(self, trials: Sequence[Trial], checks: TaskChecks, again: Again) -> tuple[Trial, str] | None:
        """The misconception that answers as the student did, and the first failed trial that tells so.

        A name is earned: it is that of no two that answer alike, of none that is wrong where the student is
        right, or that most failed trials speak against, and of none that a few poor answers agree with. Where
        none answers so, how often passed functions are called may differ; and of random numbers the answers
        themselves, where what is found of them is the same.
        """
        exactly, in_the_end = (
            _Asked(self, trials, checks, again, alike) for alike in (agree, partial(agree, counted=False))
        )
        return self._answering_so(exactly) or self._answering_so(in_the_end) or self._wrong_alike(exactly)

    def _answering_so(self, asked: _Asked) -> tuple[Trial, str] | None:
        for trial in asked.failed:
            names = [name for name in asked.checks.misconceptions if asked.agrees(name, trial)]
            told = [name for name in names if asked.is_earned(name)]
            most = max(map(asked.agreed, told), default=0)
            best = [name for name in told if asked.agreed(name) == most]
            if len(best) == 1:
                return trial, best[0]
        return None

    def _wrong_alike(self, asked: _Asked) -> tuple[Trial, str] | None:
        if not any(SEED in trial.parameters for trial in asked.failed):
            return None
        alike = {name: asked.wrong_alike(name) for name in asked.checks.misconceptions}
        most = max(map(len, alike.values()), default=0)
        best = [name for name, trials in alike.items() if trials and len(trials) == most]
        return (alike[best[0]][0], best[0]) if len(best) == 1 else None

    def replay(self, name: str, check: str, checks: TaskChecks, again: Again) -> Trial:
        key = (checks.name, check, name)
        if key not in self.kept:
            deed = checks.misconceptions[name] if name else self.reference[checks.name]
            code = getattr(deed, "__code__", None)
            file = "" if code is None else code.co_filename
            trial = again(check, Local({**self.reference, checks.name: deed}, file))
            trial.run(checks.checks[check])
            self.kept[key] = trial
        return self.kept[key]


class _Asked:
    """One student's trials of a task, and how its misconceptions answer there."""

    def __init__(
        self,
        replays: Replays,
        trials: Sequence[Trial],
        checks: TaskChecks,
        again: Again,
        agree: Callable[[Trial, Trial], bool],
    ) -> None:
        self.replays, self.checks, self.again, self.agree = replays, checks, again, agree
        self.failed = [trial for trial in trials if trial.refused is not None]
        self.passed = [trial for trial in trials if trial.refused is None]
        self.found: dict[tuple[str, str], bool] = {}

    def _replay(self, name: str, trial: Trial) -> Trial:
        return self.replays.replay(name, trial.check, self.checks, self.again)

    def agrees(self, name: str, trial: Trial) -> bool:
        if (name, trial.check) not in self.found:
            self.found[name, trial.check] = self.agree(trial, self._replay(name, trial))
        return self.found[name, trial.check]

    def wrong_alike(self, name: str) -> list[Trial]:
        """The trials of which the same is found, if of none something else is."""
        every = [
            (trial, likeness(trial.refused, self._replay(name, trial).refused))
            for trial in (*self.failed, *self.passed)
        ]
        if any(found is Likeness.OTHER for _, found in every):
            return []
        return [trial for trial, found in every if found is Likeness.SAME]

    def agreed(self, name: str) -> int:
        """In how many failed trials it answers as the student did."""
        return sum(self.agrees(name, trial) for trial in self.failed)

    def is_earned(self, name: str) -> bool:
        is_most = 2 * self.agreed(name) > len(self.failed)
        return is_most and self._is_told(name) and not any(self._is_wrong(name, t) for t in self.passed)

    def _is_wrong(self, name: str, trial: Trial) -> bool:
        return self._replay(name, trial).refused is not None

    def _is_told(self, name: str) -> bool:
        """Do the answers that agree tell more than a poor one does? Checks that hold of both tell as well.

        What is wrong in its digits, its type or by a warning alone is seen in no single answer here.
        """
        weight = POOR if self.passed else 0
        for trial in filter(lambda trial: self.agrees(name, trial), self.failed):
            if not trial.parameters:
                return True
            right = self._replay(REFERENCE, trial).events
            wrong = [
                event
                for i, event in enumerate(trial.events)
                if i >= len(right) or not same_outcome(event, right[i])
            ]
            weight += sum(map(_weight, wrong)) if wrong else RICH
        return weight >= ENOUGH


def _weight(outcome: Outcome) -> int:
    """How much an answer tells: a few of few digits may be given by many a mistake."""
    is_poor = outcome.raised is None and not outcome.changed and _is_poor(outcome.value)
    return POOR if is_poor else RICH


def _is_poor(value: object) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return len(value) <= FEW_ITEMS and all(map(_is_poor, value))
    if isinstance(value, (float, np.floating)):
        return (4 * float(value)).is_integer()
    return value is None or isinstance(value, (bool, int, str, np.integer, np.bool_))
