"""Our signs on a terminal, or in a file, whose code page lacks them."""

from __future__ import annotations

import codecs
import sys
import unicodedata
from contextlib import suppress

SIGNS = {
    "✓": "+", "✗": "x", "·": ".", "●": "o", "█": "#", "░": "-", "…": "...", "−": "-", "×": "x", "′": "'",
    "→": "->", "≈": "~", "≤": "<=", "≥": ">=", "²": "^2", "³": "^3", "ⁿ": "^n", "ᶻ": "^z", "⁻": "^-",
    "’": "'", "–": "-", "“": '"', "”": '"',
}  # fmt: skip
HANDLER = "gradlings"


def for_code_page(line: str, encoding: str | None) -> str:
    """A line as a terminal of that encoding can show it."""
    encoding = encoding or "ascii"
    with suppress(LookupError):
        return line.encode(encoding, HANDLER).decode(encoding)
    return line


def adapt_streams() -> None:
    """Let everything that this process prints be shown, whatever the code page."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # one that is not a file
            stream.reconfigure(errors=HANDLER)  # type: ignore[union-attr]


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    found = "".join(map(_sign, error.object[error.start : error.end]))
    return found[:1] + found[1:].replace("^", ""), error.end


def _sign(sign: str) -> str:
    """What stands for it: `^2` for ², `sigma` for σ, a letter without its accents."""
    parts = SIGNS.get(sign) or "".join(SIGNS.get(part, part) for part in unicodedata.normalize("NFKD", sign))
    name = unicodedata.name(sign, "?").split()
    return parts.encode("ascii", "ignore").decode() or (name[-1].lower() if name[0] == "GREEK" else "?")


codecs.register_error(HANDLER, _in_ascii)
