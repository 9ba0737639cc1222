"""What is said of a picture that was drawn, or that cannot be drawn yet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graders.feedback.answer_phrases import said
from graders.values.outcome import Raised

KEY = "yours is solid, the expected dashed"
FILE_STOPS = "The picture is drawn when the file runs: `pytest` says what is wrong."
TOO_SLOW = "The picture cannot be drawn yet: it takes too long with your functions."
NOTHING_DRAWN = "The picture cannot be drawn yet."


def answer_drawn(path: Path) -> str:
    return f"The picture is {path}: {KEY}."


def lesson_drawn(path: Path, apart: Sequence[str]) -> str:
    """`apart` are the titles of the panels in which something is not as expected."""
    if not apart:
        return f"The picture is {path}; with your functions it is as expected."
    return f"The picture is {path}: {KEY}, in {' and '.join(f'“{title}”' for title in apart)}."


def idea_drawn(path: Path) -> str:
    return f" Until then {path} shows the idea."


def not_drawn(raised: Raised, tasks: Sequence[str]) -> str:
    """Why a picture could not be drawn: a task that is still to do, or what one of them raised."""
    if raised.kind == "NotImplementedError":
        what = f"`{raised.function}`" if raised.function in tasks else "what it needs"
        return f"The picture is drawn when {what} is done."
    where = f" in {raised.place}" if raised.line else ""
    return f"The picture cannot be drawn yet: {raised.kind}{where}{said(raised)}."
