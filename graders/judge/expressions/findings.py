"""What is found of expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from graders.judge.findings import Finding
from graders.values.types import Expression


class Witness(Struct, frozen=True):
    """A point at which an answer differs.

    `point` maps names to numbers; `yours`, `expected` and their `difference`, which may be too small to show
    in them, are numbers; `factor` and `offset` are "" or how the answer differs everywhere, "2" or "-1/3".
    """

    point: Mapping[str, float]
    yours: float | complex
    expected: float | complex
    difference: float | complex
    factor: str
    offset: str


# Before evaluation


class TransposedMatrix(Finding, frozen=True):
    """Right, with rows and columns exchanged."""

    kind = "transposed_matrix"


class Unevaluated(Finding, frozen=True):
    """Still holds a Derivative, an Integral …, which is the whole answer if it states the `question`."""

    kind = "unevaluated"
    head: str
    question: bool


class UnknownFunction(Finding, frozen=True):
    """Applies a function that has no definition."""

    kind = "unknown_function"
    name: str


class NoNumber(Finding, frozen=True):
    """Is or holds NaN or infinity."""

    kind = "no_number"
    what: str


# Form


class NotExpanded(Finding, frozen=True):
    """Has a product or a power of a sum."""

    kind = "not_expanded"
    part: Expression


class NotFactored(Finding, frozen=True):
    """Has a part that has factors of its own."""

    kind = "not_factored"
    part: Expression


# Values


class NotEqual(Finding, frozen=True):
    """Has another value at a point."""

    kind = "not_equal"
    witness: Witness


class UndefinedAt(Finding, frozen=True):
    """Has no value where it must have one."""

    kind = "undefined_at"
    point: Mapping[str, float]
    expected: float | complex


class UnknownSymbols(Finding, frozen=True):
    """Has symbols that do not belong there."""

    kind = "unknown_symbols"
    witness: Witness
    names: Sequence[str]
    known: Sequence[str]


class MissingSymbols(Finding, frozen=True):
    """Lacks symbols that it must depend on."""

    kind = "missing_symbols"
    witness: Witness
    names: Sequence[str]


class FloatForExact(Finding, frozen=True):
    """Has a rounded `number` for an exact one, which is "" where it has no simple form."""

    kind = "float_for_exact"
    witness: Witness
    number: float
    exact: str


class NotAntiderivative(Finding, frozen=True):
    """Has another slope at a point."""

    kind = "not_antiderivative"
    witness: Witness


class IsIntegrand(Finding, frozen=True):
    """Is the function that was to be integrated."""

    kind = "integrand"
    witness: Witness


class Jump(Finding, frozen=True):
    """Is an antiderivative but for a jump."""

    kind = "jump"
    symbol: str
    at: float
