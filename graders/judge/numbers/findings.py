"""What is found of numbers, of orders of convergence and of trainings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from graders.judge.findings import Finding, FormFinding, Shape

Numbers = NDArray[Any]
FEW_DECIMALS = 6
"""Numbers that end after so many are taken for rounded, where they are not right."""


@dataclass(frozen=True)
class Evidence:
    """Two arrays of one shape, and the entry that differs most, measured by what is allowed there.

    `wrong` counts the entries that differ; `error` and `allowed`, at `index`, are relative to the expected
    entry where `relative` says so.
    """

    yours: Numbers
    expected: Numbers
    index: tuple[int, ...]
    wrong: int
    error: float
    allowed: float
    relative: bool


# Form


@dataclass(frozen=True)
class WrongDtype(FormFinding):
    """`imaginary` is the largest imaginary part of a complex answer, else 0."""

    kind = "dtype"
    got: str
    wanted: str
    imaginary: float


@dataclass(frozen=True)
class Empty(FormFinding):
    """An array without entries."""

    kind = "empty"
    wanted: Shape


@dataclass(frozen=True)
class Ragged(FormFinding):
    """An item of a list has another shape than the first."""

    kind = "ragged"
    got: Shape
    wanted: Shape


@dataclass(frozen=True)
class NonFinite(FormFinding):
    """`what` is NaN or infinity, `index` the first such entry, `count` how many of `size` are not finite."""

    kind = "non_finite"
    what: str
    index: tuple[int, ...] = ()
    count: int = 1
    size: int = 1


# Values


@dataclass(frozen=True)
class Truncated(Finding):
    """Whole numbers of the dtype `got` where the expected ones have decimals."""

    kind = "truncated"
    got: str
    yours: Numbers
    expected: Numbers


@dataclass(frozen=True)
class ShortPrecision(Finding):
    """Right as far as the dtype `got` reaches."""

    kind = "precision"
    got: str


@dataclass(frozen=True)
class Rounded(Finding):
    """Right to so many decimals, to which it was rounded."""

    kind = "rounded"
    decimals: int


@dataclass(frozen=True)
class Difference(Finding):
    """Numbers that differ: the class says in which way."""

    evidence: Evidence


@dataclass(frozen=True)
class OtherValues(Difference):
    """In no way that has a name."""

    kind = "values"


@dataclass(frozen=True)
class AllZero(Difference):
    kind = "all_zero"


@dataclass(frozen=True)
class Factor(Difference):
    """Every entry is `k` times the expected one; `name` is how k is written, "1/2", or empty."""

    kind = "factor"
    k: float
    name: str = ""


@dataclass(frozen=True)
class Offset(Difference):
    """Every entry is too large by `offset`."""

    kind = "offset"
    offset: float | complex


@dataclass(frozen=True)
class Transposed(Difference):
    kind = "transposed"


@dataclass(frozen=True)
class Reversed(Difference):
    kind = "reversed"


@dataclass(frozen=True)
class Permuted(Difference):
    kind = "permuted"


@dataclass(frozen=True)
class Shifted(Difference):
    """Every entry stands `by` places too late: 1 or -1."""

    kind = "shifted"
    by: int


# Order of convergence


@dataclass(frozen=True)
class WrongOrder(Finding):
    """`rows` are steps, the error there, and how many times smaller it became, None in the first row.

    Where the limit is not `known`, they hold the change up to the next step in place of the error.
    """

    kind = "order"
    observed: float
    wanted: float
    rows: Sequence[tuple[float, float, float | None]]
    known: bool = True


@dataclass(frozen=True)
class WrongLimit(Finding):
    """What the answers tend to, and what they should."""

    kind = "limit"
    yours: float
    expected: float


@dataclass(frozen=True)
class StepIgnored(Finding):
    """The answer is `value` for the step `h` and all smaller ones."""

    kind = "step_ignored"
    h: float
    value: float


@dataclass(frozen=True)
class NoTruncationError(Finding):
    """All differences are rounding: the formula is exact."""

    kind = "no_truncation_error"


# Training


@dataclass(frozen=True)
class WrongGradient(Finding):
    """For each block its name, whether it is exact, close or off, and the largest difference."""

    kind = "gradient"
    rows: Sequence[tuple[str, str, float]]

    @property
    def first(self) -> Sequence[str]:
        """Of the wrong blocks those of the last layer, which the way back from the output comes to first.

        Blocks are of layers where all have a number, such as W1; else nothing is known of their order.
        """
        layers = {name: re.search(r"\d+$", name) for name, state, _ in self.rows if state != "exact"}
        numbers = {name: int(found[0]) for name, found in layers.items() if found is not None}
        last = max(numbers.values(), default=0)
        return [name for name in numbers if numbers[name] == last] if len(numbers) == len(layers) else []


@dataclass(frozen=True)
class WrongCosts(Difference):
    """A cost curve that differs, from the update at the evidence's index on."""

    kind = "cost_curve"


@dataclass(frozen=True)
class CostGrows(Finding):
    kind = "cost_grows"
    first: float
    last: float


@dataclass(frozen=True)
class LowAccuracy(Finding):
    """`what` names the data, `constant` is the accuracy of the best constant answer."""

    kind = "accuracy"
    accuracy: float
    threshold: float
    what: str
    constant: float
