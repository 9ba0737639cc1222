"""Syntax that a newer Python reads, recognised by the line on which this one gives up."""

from __future__ import annotations

import re
import sys

TELLTALES = {
    (3, 12): (
        r"^\s*type\s+\w+\s*(?:\[[^\]]*\])?\s*=",
        r"^\s*(?:async\s+)?(?:def|class)\s+\w+\s*\[",
        r"""\b[fF][rR]?(["'])(?:(?!\1)[^{\n])*\{[^}\n]*\1""",
        r"""\b[fF][rR]?(["']).*\{[^}\n]*\\""",
    ),
    (3, 14): (
        r"^\s*except\*?\s+[\w.]+\s*,\s*[\w.]+[\w.,\s]*:",
        r"""\b(?:[tT][rR]?|[rR][tT])["']""",
    ),
    (3, 15): (r"^\s*lazy\s+(?:import|from)\b",),
}
"""What since which version: type aliases, generics, quotes and backslashes in f-strings, and later things."""
LONGEST = 300
"""Characters of a line that are looked at."""


def version_for(line: str) -> str:
    """The first Python later than this one that may read such a line, such as "3.12"; else nothing."""
    line = line[:LONGEST]
    for version, patterns in TELLTALES.items():
        if version > sys.version_info[:2] and any(re.search(pattern, line) for pattern in patterns):
            return ".".join(map(str, version))
    return ""
