"""Is a fact or a choice right? What is found never tells which answer would be.

A wrong answer of the right form is told "is not right" and no more, whichever of its parts is wrong; only a
misconception that gives the very same answer may add its own sentence. Parts can therefore not be guessed
one by one. A grader keeps no count of tries: tests/content/test_answer_tasks.py goes through all combinations
of each task that is judged here, whose number makes guessing dearer than thinking.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np

from graders.judge.expressions import comparison as expressions
from graders.judge.findings import (
    Finding,
    NoChoice,
    OpenFinding,
    Undecided,
    WrongAnswer,
    WrongKeys,
    first,
)
from graders.judge.kinds import fits, items, kind_of, wrong_kind
from graders.judge.numbers import comparison as numbers
from graders.judge.numbers.reading import read_numbers
from graders.judge.numbers.rounding import default_tolerance
from graders.values.types import Expression, Matrix, NodeRef


def compare(
    value: object, expected: object, *, choices: Collection[str] | None = None, relative: float = 0.0
) -> Finding | None:
    """None for the right answer; otherwise what is wrong with its form, or only that it is wrong.

    Texts are compared without regard to case and spaces, numbers to rounding, or to the `relative` error that
    a measured or abbreviated number may have, expressions as functions, sets and nodes exactly. `choices` are
    the texts that were offered: another text is told so. A dict or list that has the right form is right or
    wrong as a whole, because to tell which part is wrong would let the right one be found by trying. Nor does
    the form tell the length of a list: its items have the kind of those expected, numbers where none is.
    """
    finding = _form(value, expected, choices)
    if finding is not None:
        return finding
    sizes = [abs(number) for number in _numbers(expected)]
    floor = default_tolerance(np.array(sizes)) if relative else 0.0
    equal = _equal(value, expected, relative, floor)
    if equal is None:
        return Undecided("these expressions could not be compared")
    return None if equal else WrongAnswer(value)


def _form(value: object, expected: object, choices: Collection[str] | None) -> Finding | None:
    if isinstance(expected, dict):
        return _dict_form(value, expected, choices)
    if isinstance(expected, (list, tuple)):
        return _list_form(value, expected or [0.0], choices)
    kind = kind_of(expected) if expected is not None else "None"
    if expected is not None and not fits(value, kind):
        return wrong_kind(value, kind)
    if isinstance(value, str) and choices is not None and _plain(value) not in map(_plain, choices):
        return NoChoice(value, sorted(choices))
    return None


def _dict_form(
    value: object, expected: Mapping[object, object], choices: Collection[str] | None
) -> Finding | None:
    if not isinstance(value, dict):
        return wrong_kind(value, "a dict")
    if set(value) != set(expected):
        missing = sorted(str(key) for key in expected if key not in value)
        unknown = sorted(str(key) for key in value if key not in expected)
        return WrongKeys(missing, unknown)
    return first((key, _part_form(value[key], right, choices)) for key, right in expected.items())


def _list_form(value: object, models: Sequence[object], choices: Collection[str] | None) -> Finding | None:
    given = items(value, "a list of numbers")
    if given is None:
        return wrong_kind(value, "a list")
    last = len(models) - 1
    if isinstance(value, np.ndarray) and value.dtype != object:
        given = given[: last + 1]  # the others are of the kind of these
    return first((i, _part_form(item, models[min(i, last)], choices)) for i, item in enumerate(given))


def _part_form(value: object, expected: object, choices: Collection[str] | None) -> Finding | None:
    """Choices are offered for texts alone."""
    return _form(value, expected, choices if isinstance(expected, str) else None)


def _numbers(expected: object) -> Iterator[complex]:
    """All plain finite numbers in an answer, at any depth."""
    if isinstance(expected, dict):
        yield from _numbers(list(expected.values()))
    elif isinstance(expected, (list, tuple)):
        for item in expected:
            yield from _numbers(item)
    elif kind_of(expected) == "a number":
        yield read_numbers(expected, expected).item()


def _equal(value: object, expected: object, relative: float, floor: float) -> bool | None:
    """None where it cannot be decided."""
    if isinstance(expected, dict):
        return isinstance(value, dict) and _all(
            _equal(value[key], right, relative, floor) for key, right in expected.items()
        )
    if isinstance(expected, (list, tuple)):
        given = items(value, "a list of numbers") or ()
        pairs = zip(given, expected, strict=False)
        return len(given) == len(expected) and _all(_equal(*pair, relative, floor) for pair in pairs)
    if isinstance(expected, str):
        return isinstance(value, str) and _plain(value) == _plain(expected)
    if isinstance(expected, (set, frozenset, bool, np.bool_, NodeRef)) or expected is None:
        return value is None if expected is None else bool(value == expected)
    if kind_of(expected) != "a number":
        return _equal_other(value, expected)
    size = abs(read_numbers(expected, expected).item())
    tolerance = max(relative * size, floor) if relative and np.isfinite(size) else None
    return numbers.compare(value, expected, tolerance=tolerance) is None


def _equal_other(value: object, expected: object) -> bool | None:
    if not isinstance(expected, (Expression, Matrix)):
        return bool(value == expected)
    finding = expressions.compare(value, expected)
    return None if isinstance(finding, OpenFinding) else finding is None


def _all(found: Iterable[bool | None]) -> bool | None:
    """False if one is, else None if one is."""
    known = list(found)
    return False if False in known else None if None in known else True


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
