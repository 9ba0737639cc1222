"""Where the course's material lies: as files in a checkout, in one sealed file where it is installed.

The material is course.toml, the lessons (`reference/*.py`), their checks and hints (`graders/lessons/`) and
other right ways (`tests/solutions/*.py`). The sealed file keeps solutions and checks from being read in
passing, by eye, by search or by an editor; who wants to open it can. It is a closed door and no safe. It is
made by .ci/seal.py, and so this module imports nothing of the package.

The modules among the material are imported as `graders.reference.<lesson>` and `graders.lessons.<lesson>`,
alike in a checkout and installed, and always those that belong to this package.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

INDEX = "course.toml"
SEALED = "graders/course.sealed"
WAYS = "tests/solutions/{}.py"
"""A file with further right ways of a lesson, each a function `<task>__<how>`."""
PATTERNS = (
    INDEX,
    "reference/*.py",
    "graders/lessons/*.py",
    "graders/lessons/*.md",
    WAYS.format("*"),
)
HOME = Path(__file__).resolve().parents[2]
"""The folder of the course that this package belongs to."""
PACKAGES = {"graders.reference": "reference", "graders.lessons": "graders/lessons"}
KEY = b"gradlings: a closed door, no safe"


def text(root: Path, name: str) -> str:
    """One file of the course in the folder `root`, such as `reference/derivatives.py`; else an OSError."""
    if not is_sealed(root):
        return (root / name).read_text(encoding="utf-8")
    material = unsealed(root / SEALED)
    if name not in material:
        raise FileNotFoundError(2, "No such file", name)
    return material[name]


def names(root: Path) -> list[str]:
    """All files of its material, such as `reference/derivatives.py`."""
    if is_sealed(root):
        return sorted(unsealed(root / SEALED))
    found = (path for pattern in PATTERNS for path in root.glob(pattern) if path.is_file())
    return sorted(path.relative_to(root).as_posix() for path in found)


def paths(root: Path) -> list[Path]:
    """The files on disk that hold it."""
    return [root / SEALED] if is_sealed(root) else [root / name for name in names(root)]


def is_sealed(root: Path) -> bool:
    """Does the folder hold a course that is installed?"""
    return not (root / INDEX).exists() and (root / SEALED).is_file()


def seal(root: Path) -> bytes:
    """The sealed file of a checkout."""
    material = {name: (root / name).read_text(encoding="utf-8") for name in names(root)}
    return _turned(zlib.compress(json.dumps(material, ensure_ascii=False).encode(), 9))


@cache
def unsealed(path: Path) -> Mapping[str, str]:
    """The files in a sealed one, by their names."""
    material: Mapping[str, str] = json.loads(zlib.decompress(_turned(path.read_bytes())))
    return material


def _turned(content: bytes) -> bytes:
    """Enciphered, or deciphered: the same both ways."""
    stream = hashlib.shake_256(KEY).digest(len(content))
    return (int.from_bytes(content) ^ int.from_bytes(stream)).to_bytes(len(content))


class Lesson:
    """Loads one module of a sealed course; its lines are known to tracebacks."""

    def __init__(self, name: str) -> None:
        self.name = name

    def create_module(self, spec: ModuleSpec) -> None:
        """An ordinary module will do."""

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(HOME / SEALED / self.name)
        exec(compile(text(HOME, self.name), module.__file__, "exec", dont_inherit=True), module.__dict__)

    def get_source(self, fullname: str) -> str:
        return text(HOME, self.name)


class Shelf:
    """Finds the lessons' modules."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        package, _, lesson = name.rpartition(".")
        if name in PACKAGES:
            file = f"{PACKAGES[name]}/__init__.py"
        elif package in PACKAGES:
            file = f"{PACKAGES[package]}/{lesson}.py"
        else:
            return None
        place = HOME / (SEALED if is_sealed(HOME) else "") / file
        inside = [str(place.parent)] if name in PACKAGES else None
        if not is_sealed(HOME):
            found = place.is_file()
            return spec_from_file_location(name, place, submodule_search_locations=inside) if found else None
        if file not in unsealed(HOME / SEALED):
            return None
        loader = Lesson(file)
        # It is a loader by what it does: importlib.abc would cost more than all the rest of this module.
        spec = ModuleSpec(name, loader, origin=str(place))  # type: ignore[arg-type]
        spec.submodule_search_locations = inside
        return spec
