"""What a student's calls returned, kept to see whether a later call changes it."""

from __future__ import annotations

from typing import Any

import numpy as np

MOST_ENTRIES, MOST_FORMS, DEEPEST = 10_000, 20, 3
"""Of larger or deeper answers, and of more forms at a time, nothing is kept."""
FIGURE = "Figure"
Form = object
"""What answers that may share their memory have in common: kinds, shapes, lengths and keys."""


class Kept:
    """The last answer of each form, with its content at that time."""

    def __init__(self) -> None:
        self.answers: dict[Form, tuple[object, object]] = {}

    def is_overwritten_by(self, function: str, answer: object) -> bool:
        """Is the answer of this form that the function gave before another now? The new one is kept."""
        if _is_figure(answer):
            return self._is_figure_before(function, answer)
        seen = _seen(answer)
        if seen is None or type(answer) in (int, float):
            return False
        form, content = seen
        before = self.answers.get((function, form))
        if len(self.answers) >= MOST_FORMS:
            self.answers.clear()
        self.answers[function, form] = answer, content
        return before is not None and _seen(before[0]) != (form, before[1])

    def _is_figure_before(self, function: str, figure: object) -> bool:
        """Figures are made anew in each call: is it one that a call returned before?"""
        before = self.answers.get((function, FIGURE))
        self.answers[function, FIGURE] = figure, None
        return before is not None and before[0] is figure


def _is_figure(answer: object) -> bool:
    kind = type(answer)
    return (kind.__module__, kind.__name__) == ("matplotlib.figure", FIGURE)


def _seen(answer: Any, depth: int = 0) -> tuple[Form, object] | None:
    """The form and the content of numbers in containers, None of anything else; runs no student's code."""
    kind = type(answer)
    if kind in (bool, int, float, np.float64):
        return kind, answer
    if kind is np.ndarray and answer.size <= MOST_ENTRIES and answer.dtype.kind in "biufc":
        return (answer.shape, answer.dtype.str), answer.tobytes()
    if kind not in (list, tuple, dict) or depth > DEEPEST or len(answer) > MOST_ENTRIES:
        return None
    keys: tuple[object, ...] = tuple(answer) if kind is dict else ()
    if any(type(key) is not str for key in keys):
        return None
    seen = [_seen(item, depth + 1) for item in (answer.values() if kind is dict else answer)]
    parts = [part for part in seen if part is not None]
    if len(parts) < len(seen):
        return None
    return (kind, keys, *(form for form, _ in parts)), [content for _, content in parts]
