"""Result files, written whole or not at all, under names that every system takes."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection

from graders.course.folders import write as write

RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
LONGEST = 100
MARKED = re.compile(r"-[0-9a-f]{16}\Z", re.IGNORECASE)


def file_names(names: Collection[str]) -> dict[str, str]:
    """A file name for each submission: its own name where that is one, and never the same twice."""
    clean_names = {name: cleaned(name) for name in names}
    times = Counter(clean.casefold() for clean in clean_names.values())

    def is_kept(name: str, clean: str) -> bool:  # what looks like the mended name of another is mended too
        return clean == name and times[clean.casefold()] == 1 and not MARKED.search(clean)

    return {
        name: clean if is_kept(name, clean) else f"{clean}-{_mark(name)}"
        for name, clean in clean_names.items()
    }


def cleaned(name: str) -> str:
    """A name without what a file's cannot have."""
    clean = re.sub(r"[^\w.,()+@ -]", "_", name)[:LONGEST].strip(" .")
    return f"_{clean}" if not clean or RESERVED.fullmatch(clean) else clean


def _mark(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
