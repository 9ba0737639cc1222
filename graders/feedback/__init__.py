"""Findings and outcomes as sentences: the only room that knows English."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graders.grading.happenings import Ending, Hindrance, Remark


def tell(happened: Hindrance | Ending | Remark) -> str:
    """What a student is told of it; the words are loaded when something is to be told."""
    from graders.feedback.happenings import tell

    return tell(happened)
