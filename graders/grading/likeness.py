"""Is the same wrong with two answers of random numbers, although the answers differ?"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from enum import Enum
from itertools import starmap
from typing import Any

import numpy as np
from msgspec import Struct

from graders.grading.findings import CodeRaised, Property
from graders.grading.happenings import Refused
from graders.judge.numbers.findings import Evidence, LowAccuracy, OtherValues, WrongCosts, WrongGradient
from graders.judge.sameness import same
from graders.values.types import Expression, Figure, Matrix

ABOUT = 0.25
"""How far two measured numbers may lie apart, of the larger one, that tell the same."""
NUMBER = re.compile(r"(?<!\w)[-−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
TELLS_LITTLE = CodeRaised | LowAccuracy | OtherValues | WrongCosts
"""What many a mistake leads to."""


class Likeness(Enum):
    """How what was found of two answers compares: it is the same, may be, or is not."""

    SAME, OPEN, OTHER = range(3)


def likeness(one: Refused | None, other: Refused | None) -> Likeness:
    if one is None or other is None:
        return Likeness.OPEN if one is other else Likeness.OTHER
    if isinstance(one.finding, TELLS_LITTLE) or isinstance(other.finding, TELLS_LITTLE):
        return Likeness.OPEN
    if type(one.finding) is not type(other.finding) or one.note != other.note:
        return Likeness.OTHER
    if _alike(one.finding, other.finding):
        return Likeness.SAME
    match one.finding, other.finding:
        case Property(sentence), Property(others) if _words(sentence) == _words(others):
            return Likeness.OPEN
    return Likeness.OTHER


def _alike(one: object, other: object) -> bool:
    """Do two facts say the same, as far as random numbers let them?"""
    match one, other:
        case str(), str():
            return _words(one) == _words(other) and _alike(_numbers(one), _numbers(other))
        case float(), float():
            return abs(one - other) <= ABOUT * max(abs(one), abs(other))
        case ((list() | tuple()), (list() | tuple())):
            return len(one) == len(other) and all(starmap(_alike, zip(one, other, strict=True)))
        case Evidence(), Evidence():
            return one.wrong == other.wrong and one.expected.shape == other.expected.shape
        case WrongGradient(), WrongGradient():
            return [tuple(row[:2]) for row in one.rows] == [tuple(row[:2]) for row in other.rows]
        case np.ndarray(), np.ndarray():
            return bool(one.shape == other.shape)
    if type(one) is type(other) and _names(one) and not isinstance(one, Expression | Figure | Matrix):
        return _alike(_facts(one), _facts(other))
    return same(one, other)


def _facts(found: Any) -> list[object]:
    return [getattr(found, name) for name in _names(found)]


def _names(found: object) -> tuple[str, ...]:
    """The fields of a finding, or of what is told in one."""
    if isinstance(found, Struct):
        return found.__struct_fields__
    return tuple(field.name for field in fields(found)) if is_dataclass(found) else ()


def _words(text: str) -> str:
    return NUMBER.sub("", text)


def _numbers(text: str) -> list[float]:
    return [float(number.replace("−", "-")) for number in NUMBER.findall(text)]
