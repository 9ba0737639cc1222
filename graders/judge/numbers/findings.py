"""What is found of numbers, of orders of convergence and of trainings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from numpy.typing import NDArray

from graders.judge.findings import Finding, FormFinding, Shape

Numbers = NDArray[Any]
FEW_DECIMALS = 6
"""Numbers that end after so many are taken for rounded, where they are not right."""


class Evidence(Struct, frozen=True):
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


class WrongDtype(FormFinding, frozen=True):
    """`imaginary` is the largest imaginary part of a complex answer, else 0."""

    kind = "dtype"
    got: str
    wanted: str
    imaginary: float


class Empty(FormFinding, frozen=True):
    """An array without entries."""

    kind = "empty"
    wanted: Shape


class Ragged(FormFinding, frozen=True):
    """An item of a list has another shape than the first."""

    kind = "ragged"
    got: Shape
    wanted: Shape


class NonFinite(FormFinding, frozen=True):
    """`what` is NaN or infinity, `index` the first such entry, `count` how many of `size` are not finite."""

    kind = "non_finite"
    what: str
    index: tuple[int, ...] = ()
    count: int = 1
    size: int = 1


# Values


class Truncated(Finding, frozen=True):
    """Whole numbers of the dtype `got` where the expected ones have decimals."""

    kind = "truncated"
    got: str
    yours: Numbers
    expected: Numbers


class ShortPrecision(Finding, frozen=True):
    """Right as far as the dtype `got` reaches."""

    kind = "precision"
    got: str


class Rounded(Finding, frozen=True):
    """Right to so many decimals, to which it was rounded."""

    kind = "rounded"
    decimals: int


class Difference(Finding, frozen=True):
    """Numbers that differ: the class says in which way."""

    evidence: Evidence


class OtherValues(Difference, frozen=True):
    """In no way that has a name."""

    kind = "values"


class AllZero(Difference, frozen=True):
    kind = "all_zero"


class Factor(Difference, frozen=True):
    """Every entry is `k` times the expected one; `name` is how k is written, "1/2", or empty."""

    kind = "factor"
    k: float
    name: str = ""


class Offset(Difference, frozen=True):
    """Every entry is too large by `offset`."""

    kind = "offset"
    offset: float | complex


class Transposed(Difference, frozen=True):
    kind = "transposed"


class Reversed(Difference, frozen=True):
    kind = "reversed"


class Permuted(Difference, frozen=True):
    kind = "permuted"


class Shifted(Difference, frozen=True):
    """Every entry stands `by` places too late: 1 or -1."""

    kind = "shifted"
    by: int


# Order of convergence


class WrongOrder(Finding, frozen=True):
    """`rows` are steps, the error there, and how many times smaller it became, None in the first row.

    Where the limit is not `known`, they hold the change up to the next step in place of the error.
    """

    kind = "order"
    observed: float
    wanted: float
    rows: Sequence[tuple[float, float, float | None]]
    known: bool = True


class WrongLimit(Finding, frozen=True):
    """What the answers tend to, and what they should."""

    kind = "limit"
    yours: float
    expected: float


class StepIgnored(Finding, frozen=True):
    """The answer is `value` for the step `h` and all smaller ones."""

    kind = "step_ignored"
    h: float
    value: float


class NoTruncationError(Finding, frozen=True):
    """All differences are rounding: the formula is exact."""

    kind = "no_truncation_error"


# Training


class WrongGradient(Finding, frozen=True):
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


class WrongCosts(Difference, frozen=True):
    """A cost curve that differs, from the update at the evidence's index on."""

    kind = "cost_curve"


class CostGrows(Finding, frozen=True):
    kind = "cost_grows"
    first: float
    last: float


class LowAccuracy(Finding, frozen=True):
    """`what` names the data, `constant` is the accuracy of the best constant answer."""

    kind = "accuracy"
    accuracy: float
    threshold: float
    what: str
    constant: float
