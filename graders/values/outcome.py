"""What is seen of one call, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SHARED_RANDOM = "SharedRandom: NumPy's global random numbers were seeded or drawn from"
"""Stands among the warnings of a call that did so."""


@dataclass(frozen=True)
class Raised:
    """An exception that left the student's code, and the line of the student's file that it came from."""

    kind: str
    message: str
    line: int | None = None
    source: str = ""
    function: str = ""
    through: str = ""
    """What it tried that a confined process cannot do, see `graders.sandbox.inside.impossible`."""
    cell: int | None = None
    """The code cell that `line` counts in, where the file is a notebook."""

    @property
    def place(self) -> str:
        """Its line, as people are told."""
        cell = f"cell {self.cell}, " if self.cell else ""
        return f"{cell}line {self.line}"


@dataclass(frozen=True)
class Outcome:
    """All that is seen of one call. `changed` maps an argument's position to its content afterwards.

    Of a graph that is the gradients of its nodes, whether they were changed or not; `attributes` are the
    names of all that is another in its nodes. `parameters` are the names that the code has for its arguments.
    """

    value: Any = None  # whatever a student's function returns
    raised: Raised | None = None
    changed: Mapping[int, Any] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    overwrites: bool = False
    """Is the answer to a call before it another now?"""
    calls: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    printed: str = ""
    seconds: float = 0.0
    values: int = 0
    """Of how many values all of this is made."""
