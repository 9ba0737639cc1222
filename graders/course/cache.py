"""What a student's folder remembers in .gradlings-cache: only a cache, which anybody may delete."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from graders.course.folders import content, write

FOLDER = ".gradlings-cache"
ABOUT = "# Only a cache: what it held is found anew when this folder is deleted.\n*\n"


class Cache:
    """JSON objects by name. What cannot be read is empty, and what cannot be written is not kept."""

    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER

    def read(self, name: str) -> dict[str, object]:
        try:
            found = json.loads(content(self.folder / f"{name}.json").decode())
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def write(self, name: str, found: Mapping[str, object]) -> None:
        with suppress(OSError):
            if not self.folder.exists():
                write(self.folder / ".gitignore", ABOUT)
            write(self.folder / f"{name}.json", json.dumps(found))
