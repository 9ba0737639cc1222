"""One run of one check against one subject: what is drawn, what is asked, what came back, what was wrong."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from graders.course.mishaps import contain
from graders.grading.findings import (
    ChangedArgument,
    CodeRaised,
    ExampleBreaks,
    Internal,
    OverwrittenAnswer,
    Property,
)
from graders.grading.happenings import Asked, Call, Example, Refused
from graders.judge import facts
from graders.judge.default import Judge, Tolerance, default_judge
from graders.judge.expressions import comparison as symbolic
from graders.judge.findings import Finding, FormFinding, OpenFinding
from graders.judge.kinds import largest, plain_number, wrong_kind
from graders.judge.numbers.convergence import order_finding
from graders.judge.numbers.reading import FormError
from graders.judge.sameness import same
from graders.sandbox.outside.subjects import Lost, SandboxError, Subject
from graders.values.functions import Counted, Function
from graders.values.outcome import Outcome
from graders.values.types import Expression, Graph, Remote

T = TypeVar("T")
EXAMPLE = 1e-9
"""The error that numbers in an example may have, of the largest; how exact an answer is, other checks ask."""
ADDRESS = re.compile(r"0x[0-9a-f]+|<[^<>]*>")
NUMBER = re.compile(r"\d+")
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
    parameters: Sequence[str] = ()
    """What the statement calls the task's arguments."""
    fills: Collection[str] = ()
    """The attributes of nodes that the statement asks to be filled in."""
    refused: Refused | None = None
    printed: str = ""
    """What the call printed that was refused."""
    last_call: Asked | None = None
    """What was asked last."""
    last_arguments: Sequence[Any] | None = None
    """Those of the task itself, if that was called last."""
    refused_at: tuple[Sequence[Any] | None, Outcome | None] = (None, None)
    """The arguments of the task in the call that was refused, and what was seen of it."""
    makers: dict[Remote, Call] = field(default_factory=dict)
    """The calls that returned functions."""
    is_choice: bool = False
    """Was a fact or a choice judged, which is right or wrong as a whole?"""
    is_derived: bool = False
    """Was something judged that an example makes of the answer, and not the answer itself?"""

    @cached_property
    def rng(self) -> np.random.Generator:
        digest = hashlib.sha256(f"{self.seed}/{self.task}/{self.check}".encode()).digest()
        return np.random.default_rng(int.from_bytes(digest[:8], "big"))

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
    def outcome(self) -> Outcome:
        """What was seen of the last call."""
        return self.events[-1]

    def call(self, *arguments: Any, function: Remote | None = None, like: Any = None) -> Any:
        """The answer of the task, or of a function that it returned.

        Ends the case when the code raised, or when the answer has not the form of `like`
        (kind, shape, dtype, finiteness). A number that SymPy made is a plain one then.
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
        self.refuse(self._changed(outcome))
        if like is not None:
            return as_promised(outcome.value, like)
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
        if not isinstance(finding, FormFinding):
            finding = self._changed(outcome) or finding
        if finding is not None:
            self._fail(finding, note)

    def follow(
        self,
        lines: Sequence[tuple[str, bool]],
        given: Sequence[tuple[str, str]],
        right: tuple[Sequence[Any], Sequence[Any]],
        tolerance: Tolerance = None,
    ) -> None:
        """The values of the lines must be the right ones; `right` holds them, and what the task returns.

        `given` defines names that the student's file may lack. Where a line fails by the form of what the
        task returned, that is told. Without a tolerance the largest of the numbers sets it.
        """
        self.last_arguments, self.last_call = None, Example(tuple(text for text, _ in lines))
        outcome = self.subject.run(self.task, lines, given)
        self.events.append(outcome)
        raised = outcome.raised
        if raised is not None and (raised.function or raised.kind == "UnreadableAnswer"):
            self._fail(CodeRaised(raised))
            return
        match outcome.value:
            case [{**by_line}, {**by_call}]:
                values, returned = list(by_line.values()), list(by_call.values())
            case _:
                values, returned = [], []
        self.is_derived = self._makes_more(*right)
        if raised is not None:
            forms = self._findings(returned, right[1], ANY_VALUE)
            finding = next((form for form in forms if isinstance(form, FormFinding)), None)
            self._fail(finding or ExampleBreaks(raised))
        elif len(values) != len(right[0]):
            self._fail(wrong_kind(outcome.value, "a list"))
        else:
            allowed = EXAMPLE * largest(right[0]) if tolerance is None else tolerance
            self.refuse(next(filter(None, self._findings(values, right[0], allowed)), None))

    def _makes_more(self, shown: Sequence[Any], returned: Sequence[Any]) -> bool:
        """Does an example show other values than what the task returned?"""
        pairs = zip(shown, returned, strict=False)
        try:
            found = [judged(self._judge(None, own, ANY_VALUE), value, own) for value, own in pairs]
        except FormError:
            return True
        return len(shown) != len(returned) or any(found)

    def _findings(
        self, values: Sequence[Any], right: Sequence[Any], tolerance: Tolerance
    ) -> Iterator[Finding | None]:
        """What is found of each of some answers; of one that no judge is for, nothing."""
        for value, expected in zip(values, right, strict=False):
            try:
                yield judged(self._judge(None, expected, tolerance), value, expected)
            except FormError:
                yield None

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
        if isinstance(judge, partial) and judge.func is facts.compare:
            self.is_choice = True
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
        if self.last_arguments is None or not self.events:
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
        made_by = None if function is None else self.makers.get(function)
        if function is None:
            arguments = self._named(arguments)
        self.last_arguments = arguments if function is None else None
        self.last_call = Call.of(self.task if function is None else function.name, arguments, made_by)
        outcome = self.subject.call(function or self.task, arguments)
        self.events.append(outcome)
        if made_by is None:
            self.makers |= dict.fromkeys(_functions(outcome.value), self.last_call)
        return outcome

    def _named(self, arguments: Sequence[Any]) -> list[Any]:
        """The arguments, functions among them under the names that the statement has for them."""
        names = [*self.parameters, *[""] * len(arguments)]
        return [_called(argument, name) for argument, name in zip(arguments, names, strict=False)]

    def _changed(self, outcome: Outcome) -> Finding | None:
        """An argument, or the answer to an earlier call, that is not what it was before the call."""
        arguments = self.last_call.arguments if isinstance(self.last_call, Call) else ()
        graphs = [i for i, argument in enumerate(arguments) if type(argument) is Graph]
        names = dict(enumerate(outcome.parameters))
        changed = [position for position in outcome.changed if position not in graphs]
        if changed:
            return ChangedArgument(min(changed), names.get(min(changed), ""))
        attributes = sorted(set(outcome.attributes) - set(self.fills))
        if attributes and graphs:
            return ChangedArgument(graphs[0], names.get(graphs[0], ""), attributes[0])
        return OverwrittenAnswer() if outcome.overwrites else None

    def _fail(self, finding: Finding, note: str = "") -> None:
        known = self.refused.finding if self.refused is not None else None
        if known is None or (isinstance(known, OpenFinding) and not isinstance(finding, OpenFinding)):
            self.refused = Refused(finding, self.last_call, note)
            self.refused_at = (self.last_arguments, self.events[-1] if self.events else None)
            self.printed = self.events[-1].printed if self.events else ""


def _plain(argument: Any) -> Any:
    """An argument as a student would type it: Python's own number where NumPy drew one."""
    return argument.item() if isinstance(argument, (np.float64, np.int64, np.bool_)) else argument


def _called(argument: Any, name: str) -> Any:
    """An argument, under the name of its parameter if it is a function of ours."""
    if type(argument) is Function:
        return replace(argument, name=argument.name or name)
    if type(argument) is Counted:
        argument.name = argument.name or name
    return argument


def _functions(value: Any) -> Iterator[Remote]:
    """The functions that an answer is, or holds."""
    if type(value) is Remote:
        yield value
    elif type(value) in (list, tuple):
        for item in value:
            yield from _functions(item)
    elif type(value) is dict:
        yield from _functions(list(value.values()))


def as_promised(value: Any, like: Any) -> Any:
    """A value that has the form of `like`, its numbers such that checks can calculate with them."""
    if isinstance(like, (list, tuple)) and isinstance(value, (list, tuple)) and like:
        return type(value)(as_promised(item, like[min(i, len(like) - 1)]) for i, item in enumerate(value))
    if isinstance(like, dict) and isinstance(value, dict):
        return {key: as_promised(item, like[key]) if key in like else item for key, item in value.items()}
    if isinstance(value, Expression) and not isinstance(like, Expression):
        number = plain_number(value)
        return value if number is None else number
    if type(value) is np.ndarray and value.ndim == 0 and type(like) is not np.ndarray:
        return value[()]
    return value


def judged(judge: Callable[..., Finding | None], *values: Any) -> Finding | None:
    """What a judge finds; the overflows that an odd answer brings about are no news."""
    with np.errstate(all="ignore"):
        return judge(*values)


def agree(one: Trial, other: Trial, *, counted: bool = True) -> bool:
    """Did two subjects give the same answers all through a check, and fail it in the same way?

    Unless they are `counted`, it does not matter how often they called the functions that they were given.
    """
    if one.refused is None or other.refused is None or len(one.events) != len(other.events):
        return False
    if type(one.refused.finding) is not type(other.refused.finding):
        return False
    with np.errstate(all="ignore"), suppress(Exception):  # no answer may stop the grader
        return all(map(partial(same_outcome, counted=counted), one.events, other.events))
    return False


def _told_alike(one: str, other: str) -> bool:
    """Are two messages the same, but for the addresses of objects and the order of numbers?"""
    numbers = [sorted(NUMBER.findall(text)) for text in (one, other)]
    words = [NUMBER.sub("", ADDRESS.sub("", text)) for text in (one, other)]
    return words[0] == words[1] and numbers[0] == numbers[1]


def same_outcome(one: Outcome, other: Outcome, *, counted: bool = True) -> bool:
    """Is the same seen of two calls?"""
    if (one.raised is None) != (other.raised is None):
        return False
    if one.raised is not None and other.raised is not None:
        return one.raised.kind == other.raised.kind and _told_alike(one.raised.message, other.raised.message)
    return (
        (one.calls == other.calls or not counted)
        and same(one.value, other.value)
        and same(dict(one.changed), dict(other.changed))
        and one.attributes == other.attributes
        and one.overwrites == other.overwrites
    )
