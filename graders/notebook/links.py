"""Links in what was handed in, taken away before nbgrader follows them.

nbgrader copies every file of a submission but its notebooks, and copies what a link leads to: the
instructor's own files into what students get back, or `/dev/zero` until the disk is full. Notebooks that are
links stay where they are, and are refused when they are read.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from graders.course import folders

NOTEBOOK = ".ipynb"
NOTE = ".link.txt"
SAID = "A link to `{}` was handed in under this name; links are not followed.\n"
LONGEST = 500


def remove_links(folder: Path) -> None:
    """Take away every link that a student handed in for one assignment; a text says where each one led."""
    folder = Path(os.path.abspath(folder))
    for own in (folder.parent, folder):
        if own.is_symlink():
            with suppress(OSError):
                own.unlink()
            return
    with suppress(OSError):
        for _, subfolders, names, place in folders.walk(folder.parent.resolve() / folder.name, []):
            for name in [*subfolders, *names]:
                _remove(name, place)


def _remove(name: str, place: int | None) -> None:
    """Remove one link of an open folder; elsewhere than where folders can be opened nobody makes links."""
    if place is None or name.endswith(NOTEBOOK):
        return
    status = os.stat(name, dir_fd=place, follow_symlinks=False)
    if not stat.S_ISLNK(status.st_mode):
        return
    target = os.readlink(name, dir_fd=place)
    os.unlink(name, dir_fd=place)
    with suppress(OSError):
        note = os.open(f"{name}{NOTE}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644, dir_fd=place)
        with open(note, "w", encoding="utf-8", errors="replace") as file:
            file.write(SAID.format(target[:LONGEST]))
