"""One student's files as text: what intake reads and the grader grades."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """The text of one lesson's file; `text` is None when it cannot be read, and `note` then says why."""

    lesson: str
    file: str
    text: str | None
    note: str = ""


@dataclass(frozen=True)
class Submission:
    """One student's sources by lesson; `notes` are sentences about the submission as a whole."""

    name: str
    sources: Mapping[str, Source]
    notes: tuple[str, ...] = ()
