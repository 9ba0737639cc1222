"""Any plain numbers as one array, or the finding that says why they are none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graders.judge.findings import Finding, WrongShape
from graders.judge.kinds import ITEMS, fits, kind_of, plain_number, wrong_kind
from graders.judge.numbers.findings import Empty, Numbers, Ragged, WrongDtype

MOST_DIMENSIONS = 32


class FormError(Exception):
    """An answer whose form is wrong; its finding says how."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.kind)
        self.finding = finding


def read_numbers(value: object, expected: object) -> Numbers:
    """`value` as an array of the form that `expected` has; raises FormError where it has another form."""
    wanted, kind = as_array(expected), kind_of(expected)
    if not fits(value, "a list of numbers" if kind in ITEMS else "numbers"):
        raise FormError(wrong_kind(value, kind))
    given = as_array(value)
    if given.shape != wanted.shape:
        raise FormError(_other_shape(given, wanted))
    foreign = given.dtype.kind not in "biufc"
    unasked = given.dtype.kind in "bc" and given.dtype.kind != wanted.dtype.kind
    if foreign or (unasked and (given.dtype.kind == "b" or wanted.dtype.kind != "c")):
        imaginary = float(np.abs(given.imag).max(initial=0.0)) if given.dtype.kind == "c" else 0.0
        raise FormError(WrongDtype(given.dtype.name, wanted.dtype.name, imaginary))
    return given


def as_array(value: object) -> Numbers:
    """Plain numbers, however nested, as one array; raises FormError for anything else among them."""
    if isinstance(value, (list, tuple)):
        return _stacked(value)
    if type(value) is np.ndarray or isinstance(value, (bool, float, complex, np.generic)):
        return np.asarray(value)
    number = plain_number(value)
    if number is None:
        raise FormError(wrong_kind(value, "a number"))
    return np.asarray(number)


def _stacked(items: Sequence[object]) -> Numbers:
    rows = []
    for i, item in enumerate(items):
        try:
            rows.append(as_array(item))
        except FormError as error:
            raise FormError(error.finding.within(i)) from None
    if not rows:
        return np.zeros(0)
    odd = next((i for i, row in enumerate(rows) if row.shape != rows[0].shape), None)
    if odd is not None:
        raise FormError(Ragged(rows[odd].shape, rows[0].shape, place=(odd,)))
    if rows[0].ndim >= MOST_DIMENSIONS:
        raise FormError(WrongShape(rows[0].shape, ()))
    return np.stack(rows)


def _other_shape(given: Numbers, wanted: Numbers) -> Finding:
    if given.size == 0:
        return Empty(wanted.shape)
    if given.T.shape == wanted.shape:
        return WrongShape(given.shape, wanted.shape, "transpose")
    if given.size == wanted.size:
        return WrongShape(given.shape, wanted.shape, "ravel" if wanted.ndim == 1 else "reshape")
    return WrongShape(given.shape, wanted.shape)
