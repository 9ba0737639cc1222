"""Files that a student handed in beside a lesson: imported, or opened, from the text that came with it."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from graders.sandbox.inside.scratch import lay
from graders.sandbox.inside.statements import run_statements
from graders.sandbox.inside.wanting import Wanting

NO_FOLDER = "submission"
"""Stands for the folder of a file of which only the name is known."""


class Siblings:
    """Finds them after everything that is installed: nothing of Python's or of a library's is replaced.

    `package` is the folder of the lesson's file as a dotted name. A module is known by its place beside the
    lesson, with that folder or the last part of it before it, and by its own name wherever it lies, as where
    a student put its folder on the path.
    """

    def __init__(self, texts: Mapping[str, str], package: str) -> None:
        self.texts = texts
        parts = package.split(".")
        self.tops = [".".join(parts[start:]) for start in range(len(parts))]
        self.packages = {".".join(parts[start:end]) for end in range(len(parts) + 1) for start in range(end)}

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: object = None
    ) -> ModuleSpec | None:
        place = self._place(name)
        if place is None:
            return None
        loader: Any = self  # it needs no base class
        holds = name in self.packages or self._holds(place)
        spec = ModuleSpec(name, loader, origin=f"{place.replace('.', '/')}.py", is_package=holds)
        spec.has_location = True
        return spec

    def _place(self, name: str) -> str | None:
        """The module that is meant, by its place beside the lesson; None if it is none of these."""
        places = [name, *(name[len(top) + 1 :] for top in self.tops if name.startswith(f"{top}."))]
        for place in places:
            if place in self.texts or self._holds(place):
                return place
        if name in self.packages:
            return name
        ends = tuple(f".{place}" for place in places if "." not in place)
        return min((text for text in self.texts if text.endswith(ends)), default=None)

    def _holds(self, place: str) -> bool:
        return any(other.startswith(f"{place}.") for other in self.texts)

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's text; what stops at its top level is left out, as of the lesson's own file."""
        text = self.get_source(module.__name__)
        wanting = Wanting(lambda error: isinstance(error, ImportError))
        run_statements(text, str(module.__file__), vars(module), 0, wanting, lambda _, error: None)

    def get_source(self, name: str) -> str:
        return self.texts.get(self._place(name) or name, "")


def serve(texts: Mapping[str, str], file: str, names: dict[str, Any]) -> None:
    """Let these files be imported from now on by the file whose names these are, also as its neighbours.

    A text that is no Python fails where it is imported; what is called otherwise, or under `./`, lies there
    to be opened.
    """
    if not texts:
        return
    modules = {_module(path): text for path, text in texts.items() if _is_module(path)}
    lay({path: text for path, text in texts.items() if not _is_module(path)})
    folder = re.sub(r"[^\w/]", "_", file.rpartition("/")[0]).strip("/").replace("/", ".") or NO_FOLDER
    sys.meta_path.append(Siblings(modules, folder))
    spec = names.get("__spec__")
    if isinstance(spec, ModuleSpec):
        names["__spec__"] = ModuleSpec(f"{folder}.{spec.name}", None, origin=spec.origin)
        names["__package__"] = folder


def _is_module(path: str) -> bool:
    return path.endswith(".py") and not path.startswith("./")


def _module(path: str) -> str:
    """The name by which a file is imported: `tools/plots.py` as `tools.plots`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
