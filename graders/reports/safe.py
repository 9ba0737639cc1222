"""What a student wrote, made harmless for whoever reads it: terminals, files and spreadsheets."""

from __future__ import annotations

from graders.values.text import harmless, one_line, without_commands

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def plain(text: str) -> str:
    """Text of one or more lines, with every character that could do harm written as an escape."""
    return harmless(text)


def apart(text: str) -> str:
    """Our own text of many lines, with every command to a CI job in it taken apart."""
    return without_commands(text)


def line(text: str) -> str:
    """The same on one line."""
    return one_line(text)


def cell(text: str) -> str:
    """One line that no spreadsheet takes for a formula, nor a part of it where it splits at semicolons."""
    return ";".join(
        f"'{part}" if part.lstrip(' "').startswith(FORMULA) else part for part in line(text).split(";")
    )


def amount(points: float) -> str:
    """Points as people write them: 4 and not 4.000000001."""
    return f"{points:.2f}".rstrip("0").rstrip(".")
