"""Do two answers of any kind agree to about six digits? So is told which misconception gives an answer."""

from __future__ import annotations

import numpy as np

from graders.judge.expressions import comparison as expressions
from graders.judge.figures import comparison as figures
from graders.judge.kinds import kind_of
from graders.judge.numbers.difference import agree
from graders.judge.numbers.findings import Numbers
from graders.judge.numbers.reading import FormError, as_array
from graders.judge.numbers.rounding import rounding
from graders.values.types import Expression, Figure, Matrix, Remote

SAME = 1e-6


def same(a: object, b: object) -> bool:
    """Whether two answers are the same but for rounding, the form of an expression, the style of a figure."""
    if isinstance(a, (Expression, Matrix)) and isinstance(b, (Expression, Matrix)):
        return a == b or expressions.compare(a, b) is None
    if isinstance(a, Figure) and isinstance(b, Figure):
        return figures.difference(a, b) is None and figures.difference(b, a) is None
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, str) or isinstance(b, str) or "True or False" in (kind_of(a), kind_of(b)):
        return kind_of(a) == kind_of(b) and bool(a == b)
    if _is_function(a) and _is_function(b):
        return True
    try:
        return _same_numbers(as_array(a), as_array(b))
    except FormError:
        return _same_items(a, b)


def _is_function(value: object) -> bool:
    return isinstance(value, Remote) or callable(value)


def _same_items(a: object, b: object) -> bool:
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and bool(a == b)


def _same_numbers(a: Numbers, b: Numbers) -> bool:
    if a.shape != b.shape or not {a.dtype.kind, b.dtype.kind} <= set("biufc"):
        return False
    if (a.dtype.kind == "b") != (b.dtype.kind == "b"):
        return False
    x, y = a.astype(complex), b.astype(complex)
    size = np.abs(np.concatenate([x.ravel(), y.ravel()]))
    scale = float(size[np.isfinite(size)].max(initial=0.0))
    return agree(x, y, max(SAME * scale, rounding(1.0, operations=16)))
