"""What a student wrote, made harmless for whoever reads it: terminals, files and spreadsheets."""

from __future__ import annotations

from graders.values.text import harmless, one_line

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def plain(text: str) -> str:
    """Text of one or more lines, with every character that could do harm written as an escape."""
    return harmless(text)


def line(text: str) -> str:
    """The same on one line."""
    return one_line(text)


def cell(text: str) -> str:
    """One line that no spreadsheet takes for a formula."""
    safe = line(text)
    return "'" + safe if safe.startswith(FORMULA) else safe


def amount(points: float) -> str:
    """Points as people write them: 4 and not 4.000000001."""
    return f"{points:.2f}".rstrip("0").rstrip(".")
