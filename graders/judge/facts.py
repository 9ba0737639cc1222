"""Is a fact or a choice right? What is found never tells which answer would be.

A wrong answer of the right form is told "is not right" and no more, whichever of its parts is wrong; only a
misconception that gives the very same answer may add its own sentence. Parts can therefore not be guessed
one by one, and elimination without misconceptions goes through all combinations (test_answer_tasks.py
counts and tries them). A grader keeps no count of tries; so many make guessing dearer than thinking:

  choose_method        3⁵ = 243: three methods for each of five situations
  log_extrema          16 for each list of zeros that is thought of: two extrema, four reasons; the empty list
                       and the lists of 0, 1 and ∞ are five, hence 80
  which_is_jacobian    7³ = 343: seven matrices in three places
  same_line_reason     4 for each list of three slacks: these are computed, not guessed
  passes_needed        the four counts are judged together; of n, n + 1, 2n, 2n + 1 and 1 that is 5⁴ = 625
  listing_defects      three functions of n, judged together; of 1, 2, n, 2n and their inverses 7³ = 343
  classify_point       no constant passes; one point tells after 2 wrong tries, and there are more than ten,
                       drawn anew for each seed
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import numpy as np

from graders.judge.findings import UNDECIDED, Finding
from graders.judge.numbers import comparison as numeric
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
    numbers = [abs(number) for number in _numbers(expected)]
    floor = default_tolerance(np.array(numbers)) if relative else 0.0
    equal = _equal(value, expected, relative, floor)
    if equal is None:
        return Finding(UNDECIDED, {"reason": "these expressions could not be compared"})
    return None if equal else Finding("wrong_answer", {"yours": value})


def _form(value: object, expected: object, choices: Collection[str] | None) -> Finding | None:
    if isinstance(expected, dict):
        return _dict_form(value, expected, choices)
    if isinstance(expected, (list, tuple)):
        return _list_form(value, expected, choices)
    kind = numeric.kind_of(expected) if expected is not None else "None"
    if expected is not None and numeric.kind_of(value) != kind:
        return numeric.wrong_kind(value, kind)
    if isinstance(value, str) and choices is not None and _plain(value) not in map(_plain, choices):
        return Finding("no_choice", {"yours": value, "choices": sorted(choices)})
    return None


def _dict_form(value: object, expected: dict[Any, Any], choices: Collection[str] | None) -> Finding | None:
    if not isinstance(value, dict):
        return numeric.wrong_kind(value, "a dict")
    if set(value) != set(expected):
        missing = sorted(str(key) for key in expected if key not in value)
        unknown = sorted(str(key) for key in value if key not in expected)
        return Finding("wrong_keys", {"missing": missing, "unknown": unknown})
    return _first_form(((key, value[key], expected[key]) for key in expected), choices)


def _list_form(
    value: object, expected: list[Any] | tuple[Any, ...], choices: Collection[str] | None
) -> Finding | None:
    value = _listed(value)
    if not isinstance(value, (list, tuple)):
        return numeric.wrong_kind(value, "a list")
    models = expected or [0.0]
    return _first_form(((i, item, models[min(i, len(models) - 1)]) for i, item in enumerate(value)), choices)


def _first_form(parts: Iterable[tuple[Any, Any, Any]], choices: Collection[str] | None) -> Finding | None:
    found = (
        (place, _form(part, wanted, choices if isinstance(wanted, str) else None))
        for place, part, wanted in parts
    )
    return next((finding.within(place) for place, finding in found if finding is not None), None)


def _listed(value: Any) -> Any:
    return value.tolist() if type(value) is np.ndarray and value.ndim else value


def _numbers(expected: object) -> Iterator[Any]:
    """All plain finite numbers in an answer, at any depth."""
    if isinstance(expected, dict):
        yield from _numbers(list(expected.values()))
    elif isinstance(expected, (list, tuple)):
        for item in expected:
            yield from _numbers(item)
    elif numeric.kind_of(expected) == "a number":
        yield numeric.read_numbers(expected, expected).item()


def _equal(value: Any, expected: Any, relative: float, floor: float) -> bool | None:
    """None where it cannot be decided."""
    if isinstance(expected, dict):
        return _all(_equal(value[key], expected[key], relative, floor) for key in expected)
    if isinstance(expected, (list, tuple)):
        pairs = zip(_listed(value), expected, strict=False)
        return len(value) == len(expected) and _all(_equal(*pair, relative, floor) for pair in pairs)
    if isinstance(expected, str):
        return _plain(value) == _plain(expected)
    if isinstance(expected, (set, frozenset, bool, np.bool_, NodeRef)) or expected is None:
        return value is None if expected is None else bool(value == expected)
    if numeric.kind_of(expected) != "a number":
        return _equal_other(value, expected)
    size = abs(numeric.read_numbers(expected, expected).item())
    tolerance = max(relative * size, floor) if relative and np.isfinite(size) else None
    return numeric.compare(value, expected, tolerance=tolerance) is None


def _equal_other(value: Any, expected: Any) -> bool | None:
    if not isinstance(expected, (Expression, Matrix)):
        return bool(value == expected)
    from graders.judge.expressions import comparison as symbolic

    finding = symbolic.compare(value, expected)
    return None if finding is not None and finding.kind == UNDECIDED else finding is None


def _all(found: Iterable[bool | None]) -> bool | None:
    """False if one is, else None if one is."""
    known = list(found)
    return False if False in known else None if None in known else True


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
