"""What is found of expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graders.judge.findings import Finding
from graders.values.types import Expression


@dataclass(frozen=True)
class Witness:
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


@dataclass(frozen=True)
class TransposedMatrix(Finding):
    """Right, with rows and columns exchanged."""

    kind = "transposed_matrix"


@dataclass(frozen=True)
class Unevaluated(Finding):
    """Still holds a Derivative, an Integral …, which is the whole answer if it states the `question`."""

    kind = "unevaluated"
    head: str
    question: bool


@dataclass(frozen=True)
class UnknownFunction(Finding):
    """Applies a function that has no definition."""

    kind = "unknown_function"
    name: str


@dataclass(frozen=True)
class NoNumber(Finding):
    """Is or holds NaN or infinity."""

    kind = "no_number"
    what: str


# Form


@dataclass(frozen=True)
class NotExpanded(Finding):
    """Has a product or a power of a sum."""

    kind = "not_expanded"
    part: Expression


@dataclass(frozen=True)
class NotFactored(Finding):
    """Has a part that has factors of its own."""

    kind = "not_factored"
    part: Expression


# Values


@dataclass(frozen=True)
class NotEqual(Finding):
    """Has another value at a point."""

    kind = "not_equal"
    witness: Witness


@dataclass(frozen=True)
class UndefinedAt(Finding):
    """Has no value where it must have one."""

    kind = "undefined_at"
    point: Mapping[str, float]
    expected: float | complex


@dataclass(frozen=True)
class UnknownSymbols(Finding):
    """Has symbols that do not belong there."""

    kind = "unknown_symbols"
    witness: Witness
    names: Sequence[str]
    known: Sequence[str]


@dataclass(frozen=True)
class MissingSymbols(Finding):
    """Lacks symbols that it must depend on."""

    kind = "missing_symbols"
    witness: Witness
    names: Sequence[str]


@dataclass(frozen=True)
class FloatForExact(Finding):
    """Has a rounded `number` for an exact one, which is "" where it has no simple form."""

    kind = "float_for_exact"
    witness: Witness
    number: float
    exact: str


@dataclass(frozen=True)
class NotAntiderivative(Finding):
    """Has another slope at a point."""

    kind = "not_antiderivative"
    witness: Witness


@dataclass(frozen=True)
class IsIntegrand(Finding):
    """Is the function that was to be integrated."""

    kind = "integrand"
    witness: Witness


@dataclass(frozen=True)
class Jump(Finding):
    """Is an antiderivative but for a jump."""

    kind = "jump"
    symbol: str
    at: float
