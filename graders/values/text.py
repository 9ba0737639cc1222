"""What a student wrote, made harmless for whoever reads it: people, terminals, files and CI jobs."""

from __future__ import annotations

import re

# Control characters but newline and tab; lone surrogates, which no file can hold; and the marks that turn
# the direction of writing, with which a line can be made to read differently from what it is.
HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069]")
# A line that begins with `::`, or holds `##[` or `##vso[`, is a command to the CI job that prints it.
COMMAND = re.compile(r"(?m)^([^\S\n]*+:)(?=:)|(#)(?=#(?:vso)?\[)")


def harmless(text: str) -> str:
    """Text of one or more lines in which nothing is taken for anything but text."""
    return COMMAND.sub(r"\g<0> ", HARMFUL.sub(_escape, text.replace("\r\n", "\n")))


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(harmless(text).split())


def _escape(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
