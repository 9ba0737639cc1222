"""Values as short text that is safe to print anywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.feedback.infix import infix
from graders.values.functions import Counted
from graders.values.text import quoted
from graders.values.types import Expression, Figure, Matrix, NodeRef, Opaque, Remote

LONGEST = 300
LONGEST_TEXT = 80
PER_LINE = 6
DIGITS = 6
MOST_DIGITS = 17


def show(value: object) -> str:
    """A short text for any plain value: long arrays are cut, control characters escaped."""
    return shortened(_show(value, 0), LONGEST)


def clean(text: object) -> str:
    """A text without characters that a terminal or a page would act on."""
    return quoted(str(text))


def shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def with_article(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in set('aeiou') else 'a'} {noun}"


def number(value: Any, digits: int = DIGITS) -> str:
    """One number with at most so many significant digits; a float shows that it is one."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (complex, np.complexfloating)):
        sign = "-" if value.imag < 0 else "+"
        return f"{number(float(value.real), digits)}{sign}{number(abs(float(value.imag)), digits)}j"
    if isinstance(value, (int, np.integer)):
        whole = int(value)
        return str(whole) if abs(whole) < 10**20 else f"a number of {whole.bit_length()} bits"
    if not np.isfinite(value):
        return "NaN" if np.isnan(value) else f"{'-' if value < 0 else ''}inf"
    text = f"{value:.{digits}g}"
    return text if set(text) & set(".e") else f"{text}.0"


def row(values: NDArray[Any], at: int = 0, digits: int = DIGITS) -> str:
    """A row of numbers, of a long one only those around the position `at`."""
    start = max(0, min(at - PER_LINE // 2, len(values) - PER_LINE))
    part = [number(value, digits) for value in values[start : start + PER_LINE]]
    before = ["…"] if start else []
    after = ["…"] if start + PER_LINE < len(values) else []
    return f"[{' '.join(before + part + after)}]"


def side_by_side(yours: NDArray[Any], expected: NDArray[Any], index: tuple[int, ...]) -> str:
    """Two arrays of one shape below each other, with enough digits to see them differ at `index`."""
    pair = yours[index], expected[index]
    digits = DIGITS
    while digits < MOST_DIGITS and number(pair[0], digits) == number(pair[1], digits):
        digits += 1
    lines = []
    for label, values in (("yours", yours), ("expected", expected)):
        block = _block(values, index, digits)
        lines += [f"  {label if i == 0 else '':<10}{line}" for i, line in enumerate(block)]
    if max(yours.shape[:-1], default=1) > 1 and len(_block(yours, index, digits)) == 1:
        lines.append(f"  (row {', '.join(map(str, index[:-1]))})")
    return "\n".join(lines)


def _block(values: NDArray[Any], index: tuple[int, ...], digits: int) -> list[str]:
    if values.ndim == 0:
        return [number(values[()], digits)]
    if values.ndim == 2 and max(values.shape) <= PER_LINE and len(values) > 1:
        texts = [[number(entry, digits) for entry in line] for line in values]
        width = max(len(text) for line in texts for text in line)
        return [f"[{' '.join(text.rjust(width) for text in line)}]" for line in texts]
    return [row(values[index[:-1]], index[-1], digits)]


def _show(value: object, depth: int) -> str:
    if value is None or isinstance(value, (bool, int, float, complex, np.number, np.bool_)):
        return "None" if value is None else number(value)
    if isinstance(value, str):
        return f"'{shortened(clean(value), LONGEST_TEXT)}'"
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, (list, tuple, set, frozenset)) and depth < 3:
        return _container(value, depth)
    if isinstance(value, dict) and depth < 3:
        items = [f"{_show(key, depth + 1)}: {_show(item, depth + 1)}" for key, item in _first(value.items())]
        return f"{{{', '.join(items + _rest(value))}}}"
    return _named(value)


def _named(value: object) -> str:
    if isinstance(value, Expression):
        return clean(infix(value))
    if isinstance(value, Matrix):
        entries = [clean(infix(entry)) for entry in value.entries[:PER_LINE]]
        rest = ["…"] if len(value.entries) > PER_LINE else []
        return f"a {value.rows}×{value.cols} matrix of {', '.join(entries + rest)}"
    if isinstance(value, Remote):
        return f"the function {shortened(clean(value.name), LONGEST_TEXT)}"
    if isinstance(value, Counted):
        return clean(getattr(value.function, "__name__", "f"))
    if isinstance(value, NodeRef):
        return f"node {value.index}"
    if isinstance(value, Figure):
        return f"a figure of {len(value.axes)} panel{'s' * (len(value.axes) != 1)}"
    name = value.type_name if isinstance(value, Opaque) else type(value).__name__
    return with_article(shortened(clean(name), LONGEST_TEXT))


def _array(values: NDArray[Any]) -> str:
    if values.dtype.kind not in "biufc":
        return f"an array of dtype {clean(values.dtype.name)}"
    if values.ndim == 0:
        return number(values[()])
    if values.ndim == 1:
        size = f" ({len(values)} entries)" if len(values) > PER_LINE else ""
        return row(values) + size
    if values.ndim == 2 and values.size <= 2 * PER_LINE and values.shape[1] <= PER_LINE:
        return f"[{' '.join(row(line) for line in values)}]"
    return f"an array of shape {values.shape}"


def _container(values: list[Any] | tuple[Any, ...] | set[Any] | frozenset[Any], depth: int) -> str:
    start, end = "[]" if isinstance(values, list) else "()" if isinstance(values, tuple) else "{}"
    items = [_show(item, depth + 1) for item in _first(values)] + _rest(values)
    comma = "," if isinstance(values, tuple) and len(values) == 1 else ""
    return f"{start}{', '.join(items)}{comma}{end}"


def _first(items: Any) -> list[Any]:
    return [item for item, _ in zip(items, range(PER_LINE), strict=False)]


def _rest(items: Any) -> list[str]:
    return [f"… ({len(items)} in all)"] if len(items) > PER_LINE else []
