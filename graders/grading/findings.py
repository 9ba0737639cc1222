"""What grading itself finds: of a call, of a fact that a check states, of a check that breaks."""

from __future__ import annotations

from graders.judge.findings import Finding, OpenFinding
from graders.values.outcome import Raised


class CodeRaised(Finding, frozen=True):
    """The student's code ended with an exception."""

    kind = "raised"
    raised: Raised


class ChangedArgument(Finding, frozen=True):
    """The argument at `position`, counted from 0, is not what it was before the call.

    `name` is what the code calls it, if that is known, `attribute` what of a graph's nodes is another.
    """

    kind = "changed_argument"
    position: int
    name: str = ""
    attribute: str = ""


class OverwrittenAnswer(Finding, frozen=True):
    """The call changed the answer that an earlier call had returned."""

    kind = "overwritten_answer"


class ExampleBreaks(Finding, frozen=True):
    """With what the task returned, a line of its statement's example ended with an exception."""

    kind = "example"
    raised: Raised


class Property(Finding, frozen=True):
    """A fact that does not hold; the `sentence` of the check that states it says so."""

    kind = "property"
    sentence: str


class Internal(OpenFinding, frozen=True):
    """A check's own code, or a judge, ended with an exception of the class `error`."""

    kind = "broken_check"
    check: str
    error: str
