"""Is a fact or a choice right? What is found never tells which answer would be."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from graders.judge import numeric
from graders.judge.findings import Finding


def compare(
    value: object, expected: object, *, choices: Collection[str] | None = None, relative: float = 0.0
) -> Finding | None:
    """None for the right answer; otherwise what is wrong with its form, or only that it is wrong.

    Texts are compared without regard to case and spaces, numbers to rounding, or to the `relative` error that
    a measured or abbreviated number may have. `choices` are the texts that were offered: another text is told
    so. A dict or list that has the right form is right or wrong as a whole, because to tell which part is
    wrong would let the right one be found by trying.
    """
    finding = _form(value, expected, choices)
    if finding is not None:
        return finding
    return None if _equal(value, expected, relative) else Finding("wrong_answer", {"yours": value})


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
    if type(value) is np.ndarray and value.ndim:
        value = value.tolist()
    if not isinstance(value, (list, tuple)):
        return numeric.wrong_kind(value, "a list")
    if len(value) != len(expected):
        return None
    return _first_form(((i, value[i], expected[i]) for i in range(len(expected))), choices)


def _first_form(parts: Any, choices: Collection[str] | None) -> Finding | None:
    found = (
        (place, _form(part, wanted, choices if isinstance(wanted, str) else None))
        for place, part, wanted in parts
    )
    return next((finding.within(place) for place, finding in found if finding is not None), None)


def _equal(value: Any, expected: Any, relative: float) -> bool:
    if isinstance(expected, dict):
        return all(_equal(value[key], expected[key], relative) for key in expected)
    if isinstance(expected, (list, tuple)):
        pairs = zip(value, expected, strict=False)
        return len(value) == len(expected) and all(_equal(*pair, relative) for pair in pairs)
    if isinstance(expected, str):
        return _plain(value) == _plain(expected)
    if expected is None or isinstance(expected, (bool, np.bool_)):
        return bool(value == expected) if expected is not None else value is None
    return numeric.compare(value, expected, tolerance=relative * abs(expected) if relative else None) is None


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
