"""The text of a Python file, in every encoding that Python reads where it is declared; none hides code."""

from __future__ import annotations

import codecs
import re

from graders.submissions.kinds import ReadError

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
COOKIE = re.compile(rb"\A(?:[ \t\f]*#[^\n]*\n|[ \t\f]*\r?\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*([-\w.]+)")
UNICODE = ("utf-8", "utf-8-sig", "ascii")
HIDING = ("utf_7", "unicode_escape", "raw_unicode_escape", "punycode", "idna", "undefined", "mbcs", "oem")
"""Encodings of text that read letters out of other letters: code out of comments."""
LETTERS = bytes([9, 10, *(code for code in range(32, 127) if code not in b"\\~")])
"""What stays as it is in every encoding in which a file can say what its encoding is (PEP 263)."""


def decode(data: bytes) -> tuple[str, str]:
    """The text of a Python file and a note on its encoding, often empty; line ends become newlines."""
    text, note = _decoded(data)
    if "\0" in text:
        raise ReadError("is no text file")
    return text.replace("\r\n", "\n").replace("\r", "\n"), note


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding).removeprefix("\ufeff"), ""
            except UnicodeDecodeError:
                raise ReadError(f"begins like {encoding.upper()} but is not; save it as UTF-8") from None
    declared = _declared(data)
    if declared:
        try:
            return data.decode(declared), f"is encoded as {declared}, not UTF-8"
        except UnicodeDecodeError:
            raise ReadError(f"says that its encoding is {declared}, but is not; save it as UTF-8") from None
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "is a Windows-encoded file (Windows-1252), not UTF-8"
    except UnicodeDecodeError:
        raise ReadError("is neither UTF-8 nor Windows-1252; save it as UTF-8") from None


def _declared(data: bytes) -> str:
    """The encoding that a file declares in one of its first two lines (PEP 263), unless it is UTF-8."""
    cookie = COOKIE.match(data)
    if not cookie:
        return ""
    name = cookie.group(1).decode("ascii", "replace")
    try:
        encoding = codecs.lookup(name).name
    except (LookupError, ValueError):
        encoding = ""
    if encoding in UNICODE:
        return ""
    if not encoding or not _keeps_letters(encoding):
        raise ReadError(f"declares the encoding `{name[:40]}`, which is not read; save it as UTF-8")
    return encoding


def _keeps_letters(encoding: str) -> bool:
    try:
        return encoding.replace("-", "_") not in HIDING and LETTERS.decode(encoding) == LETTERS.decode(
            "ascii"
        )
    except (LookupError, UnicodeError):
        return False
