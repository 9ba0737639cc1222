"""What a student's worker finds as `graders.notebook`: a lesson's own cells are without effect there."""

from __future__ import annotations


def grade(*_: object, **__: object) -> float:
    """Nothing is graded by the student's own process."""
    return 0.0


def hint(*_: object) -> None:
    """Nobody reads."""


def predict(*_: object) -> None:
    """Nobody reads."""


def idea(*_: object) -> None:
    """Nobody looks."""


def show(*_: object) -> None:
    """Nobody looks."""
