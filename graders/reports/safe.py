"""What a student wrote, made harmless for whoever reads it: terminals, files and spreadsheets."""

from __future__ import annotations

import re

# Control characters but newline and tab; lone surrogates, which no file can hold; and the marks that turn
# the direction of writing, with which a line can be made to read differently from what it is.
HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069]")
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def plain(text: str) -> str:
    """Text of one or more lines, with every character that could do harm written as an escape."""
    return HARMFUL.sub(_escape, text.replace("\r\n", "\n"))


def line(text: str) -> str:
    """The same on one line."""
    return " ".join(plain(text).split())


def cell(text: str) -> str:
    """One line that no spreadsheet takes for a formula."""
    safe = line(text)
    return "'" + safe if safe.startswith(FORMULA) else safe


def amount(points: float) -> str:
    """Points as people write them: 4 and not 4.000000001."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def _escape(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
