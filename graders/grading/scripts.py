"""What a check asks whatever the answers are: asked of the next student all at once, and judged once.

A check is a function of its seed and of the answers that it gets. So what it asks before it looks at an
answer can be sent together, and where all that it asks gets the very answers with which it held before, it
holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile

from graders.grading.trial import Trial
from graders.sandbox.inside.messages import WHAT_IS_LEFT, timeless
from graders.sandbox.outside.subjects import Given, Lines, Subject, Worker, pack_call, pack_run
from graders.values.functions import Counted
from graders.values.outcome import Outcome, Raised
from graders.values.types import Remote

MOST = 1000
"""Sets of right answers that are kept of one check."""
RAISES = Outcome(raised=Raised("Exception", ""))
Key = tuple[str, str]
"""A task and a check."""
Noted = tuple[Sequence[bytes], bool]
"""What a check asked of a student with whom it held, and whether that is all."""


@dataclass
class Script:
    """What one check asks before it looks at an answer, and sets of answers to it with which the check holds.

    `asks_more` tells whether it goes on to ask.
    """

    requests: Sequence[bytes]
    asks_more: bool
    right: set[bytes] = field(default_factory=set)


class Reading:
    """A worker, for one run of a check: what the script has was asked already, the rest is asked when it is.

    Where there is no script yet it notes what is asked, as far as any worker could be asked that.
    """

    def __init__(self, scripts: Scripts, key: Key, worker: Worker) -> None:
        self.scripts, self.key, self.worker = scripts, key, worker
        self.script = scripts.kept.get(key)
        self.waiting = [] if self.script is None else self.script.requests
        self.answers, self.loss = worker.together(self.waiting) if self.waiting else ([], None)
        self.position = 0
        self.asked: list[bytes] = []
        self.is_plain, self.is_live = True, False
        """Could any worker be asked all that was asked, and was more asked than the script has?"""

    @cached_property
    def digest(self) -> bytes:
        """What tells these answers from others, whenever they were given."""
        content = map(timeless, self.answers)
        return hashlib.sha256(b"".join(len(one).to_bytes(8, "little") + one for one in content)).digest()

    def call(self, function: str | Remote, arguments: Sequence[object]) -> Outcome:
        request, counted = pack_call(function, arguments, WHAT_IS_LEFT, self.worker.output)
        self.is_plain = self.is_plain and not counted and isinstance(function, str)
        return self._asked(request, counted)

    def run(self, task: str, lines: Lines, given: Given = ()) -> Outcome:
        return self._asked(pack_run(task, lines, given, WHAT_IS_LEFT, self.worker.output), [])

    def _asked(self, request: bytes, counted: list[Counted]) -> Outcome:
        if self.is_plain and self.script is None:
            self.asked.append(request)
        if request not in self.waiting[self.position : self.position + 1]:
            self.is_live = True
            return self.worker.ask(request, counted)
        self.position += 1
        if self.position > len(self.answers) and self.loss is not None:
            raise self.loss
        return self.worker.read(self.answers[self.position - 1])

    def note(self) -> None:
        """Learn of a run in which the check held."""
        if self.script is None:
            self.scripts.noted[self.key] = self.asked, self.is_plain
        elif not self.script.asks_more and not self.is_live and len(self.script.right) < MOST:
            self.script.right.add(self.digest)


def is_known(trial: Trial) -> bool:
    """Is all that the check asks answered, and are these answers with which it holds?"""
    reading = trial.subject
    if not isinstance(reading, Reading) or reading.script is None or reading.loss is not None:
        return False
    return reading.digest in reading.script.right


def note(trial: Trial) -> None:
    """Learn of a run in which the check held; of one that printed something there is more to tell."""
    if isinstance(trial.subject, Reading) and not any(event.printed for event in trial.events):
        trial.subject.note()


class Scripts:
    """Those of the checks of one lesson at one seed, each learned of a student with whom it held."""

    def __init__(self) -> None:
        self.noted: dict[Key, Noted] = {}
        self.kept: dict[Key, Script] = {}

    def reading(self, key: Key, subject: Subject, run: Callable[[Subject], None]) -> Subject:
        """What to run a check with; `run` does so with another subject."""
        if not isinstance(subject, Worker):
            return subject
        noted = self.noted.pop(key, None)
        if noted is not None:
            self.kept[key] = _script(noted, run, subject.output)
        return Reading(self, key, subject)


class _Raising:
    """A subject of which nothing can be learned: every call raises an exception."""

    def __init__(self, output: int) -> None:
        self.asked: list[bytes] = []
        self.output = output

    def call(self, function: str | Remote, arguments: Sequence[object]) -> Outcome:
        request, counted = pack_call(function, arguments, WHAT_IS_LEFT, self.output)
        self.asked.append(b"" if counted else request)
        return RAISES

    def run(self, task: str, lines: Lines, given: Given = ()) -> Outcome:
        self.asked.append(pack_run(task, lines, given, WHAT_IS_LEFT, self.output))
        return RAISES


def _script(noted: Noted, run: Callable[[Subject], None], output: int) -> Script:
    """What was asked where the answers were right, and is asked as well where they tell nothing."""
    asked, is_all = noted
    raising = _Raising(output)
    run(raising)
    both = zip(asked, raising.asked, strict=False)
    requests = [request for request, _ in takewhile(lambda pair: pair[0] == pair[1], both)]
    return Script(requests, asks_more=not is_all or len(requests) < len(asked))
