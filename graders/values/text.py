"""What a student wrote, made harmless for whoever reads it: people, terminals, files and CI jobs."""

from __future__ import annotations

import re

# Control characters but newline and tab; lone surrogates, which no file can hold; the marks that turn the
# direction of writing, with which a line can be made to read differently from what it is; what nobody sees.
HARMFUL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# A line that begins with `::`, or holds `##[`, `##vso[` or `##teamcity[`, is a command to the CI job.
COMMAND = re.compile(r"(?m)^([^\S\n]*+:)(?=:)|(#)(?=#(?:vso|teamcity)?\[)", re.IGNORECASE)


def harmless(text: str) -> str:
    """Text of one or more lines in which nothing is taken for anything but text."""
    return without_commands(HARMFUL.sub(_escape, text.replace("\r\n", "\n")))


def without_commands(text: str) -> str:
    """The text with every command to a CI job taken apart."""
    return COMMAND.sub(r"\g<0> ", text)


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(harmless(text).split())


def quoted(text: str) -> str:
    """Text that is shown as a value: whatever is not printable is written as an escape, the newline too."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text
    )


def path(text: str) -> str:
    """A name or path on one line, with a mark in the place of whatever is not printable."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
