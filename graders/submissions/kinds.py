"""What a file is by its name: Python, a notebook, an archive, or nothing that a lesson can be in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, takewhile
from pathlib import PurePath, PurePosixPath
from typing import Literal

Kind = Literal["py", "ipynb", "archive", "text", ""]

MB = 1_000_000
SIZES: dict[Kind, int] = {"py": 1 * MB, "ipynb": 48 * MB, "archive": 48 * MB, "text": 200_000}
"""The most bytes that are read of one file; of a notebook far less is left without its outputs."""
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz", ".tbz2", ".tar.xz", ".txz")
OTHER_ARCHIVES = (".rar", ".7z", ".gz", ".bz2", ".xz", ".zipx", ".tar.zst", ".lz", ".lzma")
CODE = re.compile(
    r"(?P<stem>.+?)\.(?P<kind>pyw?|ipynb)"
    r"(?P<more>(?:[ _-]*\(?\d{1,6}\)?|[ _-]+(?:copy|kopie)|~"
    r"|\.(?:txt|text|json|py|ipynb|download|bak|orig))*+)",
    re.IGNORECASE,
)
"""A name as programs for mail, browsers and copies write it: `gradient.py.txt`, `gradient.ipynb (1).json`."""
BACKUP = re.compile(r"~|\.(?:bak|orig)", re.IGNORECASE)
"""What programs put behind the name of a file as it was before."""
BY_CONTENT = (
    ".txt", ".text", ".json", "", ".csv", ".tsv", ".dat", ".md", ".yaml", ".yml", ".toml", ".ini", ".cfg",
)  # fmt: skip
"""May be a lesson all the same, as what has no ending; what is in them decides. Else code may open them."""
PASSED_OVER = {
    "__pycache__", "__macosx", "node_modules", "site-packages", "dist-packages", "conda-meta",
    "__pypackages__", "$recycle.bin", "system volume information",
    "desktop.ini", "thumbs.db", "ehthumbs.db", "icon\r",
}  # fmt: skip
OF_THE_COURSE = {"graders", "reference", "tests"}
"""Folders of the course's own; what has such a name is told where a student handed in nothing else."""
IN_AN_ENVIRONMENT = {"bin", "scripts", "lib", "lib64", "include", "share", "etc", "conda-meta"}
"""Folders of a virtual environment that was made where the work lies."""
ENVIRONMENT, CONDA = "pyvenv.cfg", "conda-meta"
MOST_PARTS = 32
"""Of a path, that are looked at."""
MOST_NAMED = 20
"""Folders of one archive that are named because they are left aside."""


class ReadError(Exception):
    """Why something cannot be read: the rest of a sentence that begins with its name."""


def kind_of(path: PurePath) -> Kind:
    """What a file is by its name; the letters' case does not matter."""
    name = path.name.casefold()
    if name.endswith(ARCHIVES):
        return "archive"
    if code := CODE.fullmatch(path.name[-300:]):
        return "ipynb" if code["kind"].lower() == "ipynb" else "py"
    return "text" if path.suffix.lower() in BY_CONTENT and not name.startswith(".") else ""


def stem_of(path: PurePath) -> str:
    """A file's name without its ending and what programs put behind it; which copy it is stays."""
    code = CODE.fullmatch(path.name[-300:])
    if not code:
        return path.stem
    number = re.search(r"\d+", code["more"])
    copy = f" ({number[0]})" if number else ""
    return f"{code['stem']}{copy}{' bak' if BACKUP.search(code['more']) else ''}"


def module_of(path: PurePath) -> str:
    """The dotted name by which code can import a file: what no name may hold is `_`; often nothing."""
    parts = [part for part in (*path.parts[:-1], stem_of(path)) if part != "."]
    names = [re.sub(r"\W", "_", part) for part in parts]
    usable = (
        names
        and not path.is_absolute()
        and ".." not in path.parts
        and all(name.isidentifier() for name in names)
    )
    return ".".join(names) if usable else ""


def is_passed_over(name: str) -> bool:
    """Whether a folder or file of this name is never a student's work."""
    return name.startswith((".", "~$")) or name.casefold() in PASSED_OVER or name.endswith(".egg-info")


def is_left_aside(name: str) -> bool:
    """Is it never a student's work, or called as a folder of the course is?"""
    return is_passed_over(name) or name.casefold() in OF_THE_COURSE


class Aside:
    """Which of some paths are nobody's work: hidden, caches, libraries, virtual environments of any name.

    `named` are folders among them that have the name of one of the course's.
    """

    def __init__(self, paths: Sequence[PurePosixPath]) -> None:
        marked = (path.parts[: path.parts.index(CONDA)] for path in paths if CONDA in path.parts)
        self.environments = {path.parts[:-1] for path in paths if path.name == ENVIRONMENT} | {*marked}
        found = dict.fromkeys(filter(None, map(_of_the_course, paths)))
        self.named = [PurePosixPath(*parts) for parts in islice(found, MOST_NAMED)]

    def __contains__(self, path: PurePosixPath) -> bool:
        parts = path.parts[:MOST_PARTS]
        if any(is_left_aside(part) for part in parts if part != ".."):
            return True
        if () in self.environments and len(parts) > 1 and parts[0].casefold() in IN_AN_ENVIRONMENT:
            return True
        return any(parts[:length] in self.environments for length in range(1, len(parts)))


def _of_the_course(path: PurePosixPath) -> tuple[str, ...]:
    """The folder on the way to a file that has the name of one of the course's, if there is one."""
    parts = path.parts[:MOST_PARTS]
    above = len([*takewhile(lambda part: not is_left_aside(part), parts)])
    return parts[: above + 1] if above < len(parts) - 1 and parts[above].casefold() in OF_THE_COURSE else ()
