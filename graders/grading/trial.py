"""One run of one check against one subject: what is drawn, what is asked, what came back, what was wrong."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from graders.course.mishaps import contain
from graders.grading.findings import ChangedArgument, CodeRaised, Internal, Property
from graders.grading.happenings import Call, Refused
from graders.judge.default import Judge, Tolerance, default_judge
from graders.judge.expressions import comparison as symbolic
from graders.judge.findings import Finding, FormFinding, OpenFinding
from graders.judge.numbers.convergence import order_finding
from graders.judge.sameness import same
from graders.sandbox.outside.subjects import Lost, SandboxError, Subject
from graders.values.outcome import Outcome
from graders.values.types import Remote

T = TypeVar("T")
ANY_VALUE = sys.float_info.max
"""The tolerance with which a judge sees the form of an answer alone, in all of its parts."""


class CaseEnded(Exception):
    """The rest of this case makes no sense, because the student's code raised or returned no such thing."""


@dataclass
class Trial:
    """A check's view of a student's function: draw inputs, call it, judge the answers.

    `reference(arguments)` gives the right answer as plain data.
    """

    task: str
    check: str
    seed: str
    subject: Subject
    reference: Callable[[Sequence[Any]], Any]
    thresholds: dict[str, float] = field(default_factory=dict)
    events: list[Outcome] = field(default_factory=list)
    refused: Refused | None = None
    last_function: Remote | None = None
    last_arguments: Sequence[Any] | None = None

    def __post_init__(self) -> None:
        digest = hashlib.sha256(f"{self.seed}/{self.task}/{self.check}".encode()).digest()
        self.rng = np.random.default_rng(int.from_bytes(digest[:8], "big"))

    # Drawing

    def uniform(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    def log_uniform(self, low: float, high: float) -> float:
        return float(np.exp(self.rng.uniform(np.log(low), np.log(high))))

    def integer(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return int(self.rng.integers(low, high + 1))

    def normal(self, *shape: int, scale: float = 1.0) -> NDArray[np.float64]:
        return self.rng.normal(0.0, scale, shape)

    def choice(self, options: Sequence[T]) -> T:
        return options[int(self.rng.integers(len(options)))]

    def sample(self, options: Sequence[T], count: int) -> list[T]:
        """`count` different ones of the options, in random order."""
        return [options[int(i)] for i in self.rng.permutation(len(options))[:count]]

    def run(self, check: Callable[[Trial], None]) -> None:
        """Run a check to its end. If its own code breaks, the answer has another form, or it is our fault."""
        with suppress(CaseEnded):
            contain(lambda: check(self), self._broken, but=(CaseEnded, Lost, SandboxError))

    def _broken(self, error: Exception) -> None:
        self.refuse(self.form_finding() or Internal(self.check, type(error).__name__))

    # Asking

    @property
    def last_call(self) -> Call | None:
        """The last call, if there was one."""
        if self.last_arguments is None:
            return None
        name = self.last_function.name if self.last_function is not None else self.task
        return Call.of(name, self.last_arguments)

    @property
    def outcome(self) -> Outcome:
        """What was seen of the last call."""
        return self.events[-1]

    def call(self, *arguments: Any, function: Remote | None = None, like: Any = None) -> Any:
        """The answer of the task, or of a function that it returned.

        Ends the case when the code raised, or when the answer has not the form of `like`
        (kind, shape, dtype, finiteness).
        """
        arguments = tuple(map(_plain, arguments))
        outcome = self._perform(arguments, function)
        if outcome.raised is not None:
            self._fail(CodeRaised(outcome.raised))
            raise CaseEnded
        if like is not None:
            finding = judged(default_judge(like, ANY_VALUE), outcome.value, like)
            if isinstance(finding, FormFinding):
                self._fail(finding)
                raise CaseEnded
        return outcome.value

    def expect(
        self,
        *arguments: Any,
        function: Remote | None = None,
        expected: Any = ...,
        tolerance: Tolerance = None,
        judge: Judge | None = None,
        note: str = "",
    ) -> None:
        """The answer must be the expected one, the reference's own unless given; arguments stay unchanged."""
        arguments = tuple(map(_plain, arguments))
        if expected is ...:
            expected = self.reference(arguments)
        outcome = self._perform(arguments, function)
        if outcome.raised is not None:
            self._fail(CodeRaised(outcome.raised))
            return
        finding = judged(self._judge(judge, expected, tolerance), outcome.value, expected)
        if outcome.changed and not isinstance(finding, FormFinding):
            finding = ChangedArgument(min(outcome.changed))
        if finding is not None:
            self._fail(finding, note)

    def compare(
        self,
        value: Any,
        expected: Any,
        tolerance: Tolerance = None,
        judge: Judge | None = None,
        what: str = "",
    ) -> bool:
        """Judge something that was computed from answers; `what` names it."""
        finding = judged(self._judge(judge, expected, tolerance), value, expected)
        if finding is not None:
            self._fail(finding, what)
        return finding is None

    def _judge(self, judge: Judge | None, expected: Any, tolerance: Tolerance) -> Judge:
        """The judge given, or the one that fits; where it draws points, nobody knows them beforehand."""
        seed = f"{self.seed}/{self.task}/{self.check}/{len(self.events)}"
        if judge is None:
            return default_judge(expected, tolerance, seed)
        if isinstance(judge, partial) and judge.func is symbolic.compare:
            return partial(symbolic.compare, **{"seed": seed, **judge.keywords})
        return judge

    def require(self, condition: bool, sentence: str) -> None:
        """A property that must hold; the sentence says what is wrong when it does not."""
        if not condition:
            self._fail(Property(sentence))

    def expect_order(
        self,
        order: int,
        values: Callable[[float], Sequence[Any]],
        h: float,
        limit: Sequence[float] | None = None,
    ) -> None:
        """Halving h must divide the error by 2 to the power of `order`.

        `values(h)` are the answers at nine points or more, `limit` what they tend to, where that is known.
        """
        steps = [h, h / 2, h / 4]
        rows = list(zip(*map(values, steps), strict=True))
        self.refuse(judged(partial(order_finding, steps=steps, wanted_order=order, limit=limit), rows))

    def refuse(self, finding: Finding | None, note: str = "") -> None:
        """Record what a judge found, if it found anything."""
        if finding is not None:
            self._fail(finding, note)

    def form_finding(self) -> Finding | None:
        """How the form of the last answer differs from that of the reference's."""
        if self.last_arguments is None or self.last_function is not None or not self.events:
            return None
        expected = self.reference(self.last_arguments)
        finding = judged(default_judge(expected, ANY_VALUE), self.outcome.value, expected)
        return finding if isinstance(finding, FormFinding) else None

    @contextmanager
    def case(self) -> Iterator[None]:
        """A block whose end by an exception of the student's code leaves the next block untouched."""
        with suppress(CaseEnded):
            yield

    def _perform(self, arguments: Sequence[Any], function: Remote | None) -> Outcome:
        self.last_function, self.last_arguments = function, arguments
        outcome = self.subject.call(function or self.task, arguments)
        self.events.append(outcome)
        return outcome

    def _fail(self, finding: Finding, note: str = "") -> None:
        known = self.refused.finding if self.refused is not None else None
        if known is None or (isinstance(known, OpenFinding) and not isinstance(finding, OpenFinding)):
            self.refused = Refused(finding, self.last_call, note)


def _plain(argument: Any) -> Any:
    """An argument as a student would type it: Python's own number where NumPy drew one."""
    return argument.item() if isinstance(argument, (np.float64, np.int64, np.bool_)) else argument


def judged(judge: Callable[..., Finding | None], *values: Any) -> Finding | None:
    """What a judge finds; the overflows that an odd answer brings about are no news."""
    with np.errstate(all="ignore"):
        return judge(*values)


def agree(one: Trial, other: Trial) -> bool:
    """Did two subjects give the same answers all through a check, and fail it in the same way?"""
    if one.refused is None or other.refused is None or len(one.events) != len(other.events):
        return False
    if type(one.refused.finding) is not type(other.refused.finding):
        return False
    with np.errstate(all="ignore"), suppress(Exception):  # no answer may stop the grader
        return all(map(_same_outcome, one.events, other.events))
    return False


def _same_outcome(one: Outcome, other: Outcome) -> bool:
    if (one.raised is None) != (other.raised is None):
        return False
    if one.raised is not None and other.raised is not None:
        return (one.raised.kind, one.raised.message) == (other.raised.kind, other.raised.message)
    return (
        one.calls == other.calls
        and same(one.value, other.value)
        and same(dict(one.changed), dict(other.changed))
    )
