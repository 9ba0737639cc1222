"""What a judge found: data, not sentences. `graders.feedback.sentences` has the words of every class.

Here stands what all judges share; what numbers, expressions and figures have of their own is in the
`findings` of their rooms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Self

from msgspec import Struct
from msgspec.structs import replace

Shape = tuple[int, ...]
Place = tuple[object, ...]


class Item(Struct, frozen=True):
    """A part of an answer that the statement has a name for."""

    name: str


class Finding(Struct, frozen=True, kw_only=True):
    """One way in which an answer is not right: each has a class, whose fields are the facts of its sentence.

    `kind` is its fixed word (`shape`, `factor`, `missing_curve` …), `place` says where in the answer it was
    found: an index, a key.
    """

    kind: ClassVar[str]
    place: Place = ()

    def within(self, *outer: object) -> Self:
        """The same finding inside a larger answer, such as a list or a dict."""
        return replace(self, place=(*outer, *self.place))


class FormFinding(Finding, frozen=True):
    """One about the form of an answer: it comes before its values, and before a changed argument."""


class OpenFinding(Finding, frozen=True):
    """One that judges nothing: any other goes before it."""


class Undecided(OpenFinding, frozen=True):
    """`reason` says what could not be decided."""

    kind = "undecided"
    reason: str


class Missing(FormFinding, frozen=True):
    """The answer, or its part, is None; `wanted` is a kind, see `WrongKind`.

    `returns` says whether the code returns a value anywhere, None where its text is not known, `printed`
    whether the call printed something, and `unreached` that no `return` of the code hands back None.
    """

    kind = "missing"
    wanted: str = ""
    returns: bool | None = None
    printed: bool = False
    unreached: bool = False


class WrongKind(FormFinding, frozen=True):
    """Both are kinds as `graders.judge.kinds` names them: "a list"; `parts` are the names in a dict."""

    kind = "type"
    got: str
    wanted: str
    parts: Sequence[str] = ()


class WrongShape(FormFinding, frozen=True):
    """An array or a matrix of another shape; `remedy` is transpose, ravel, reshape or empty."""

    kind = "shape"
    got: Shape
    wanted: Shape
    remedy: str = ""


class WrongLength(FormFinding, frozen=True):
    """A list with more or fewer items."""

    kind = "length"
    yours: int
    expected: int


class OtherKeys(FormFinding, frozen=True):
    """A dict with other keys, none of which is a secret."""

    kind = "keys"
    yours: Sequence[str]
    expected: Sequence[str]


class WrongAnswer(Finding, frozen=True):
    """A fact or a choice that is not right; nothing else may be told."""

    kind = "wrong_answer"
    yours: object


class WrongKeys(Finding, frozen=True):
    """A dict of facts whose keys are not the ones asked."""

    kind = "wrong_keys"
    missing: Sequence[str]
    unknown: Sequence[str]


class NoChoice(Finding, frozen=True):
    """A text that is none of those offered."""

    kind = "no_choice"
    yours: str
    choices: Sequence[str]


def first(parts: Iterable[tuple[object, Finding | None]]) -> Finding | None:
    """The first finding among the parts of an answer, each given with its place; the rest is not judged."""
    return next((found.within(place) for place, found in parts if found is not None), None)
