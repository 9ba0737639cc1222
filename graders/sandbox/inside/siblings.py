"""Modules that a student handed in beside a lesson: imported from the text that came with it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from graders.sandbox.inside.statements import run_statements


class Siblings:
    """Finds them after everything that is installed: nothing of Python's or of a library's is replaced."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: object = None
    ) -> ModuleSpec | None:
        holds = any(other.startswith(f"{name}.") for other in self.texts)
        if name not in self.texts and not holds:
            return None
        loader: Any = self  # it needs no base class
        spec = ModuleSpec(name, loader, origin=f"{name.replace('.', '/')}.py", is_package=holds)
        spec.has_location = True
        return spec

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's text; what stops at its top level is left out, as of the lesson's own file."""
        text = self.texts.get(module.__name__, "")
        run_statements(text, str(module.__file__), vars(module), 0, lambda _, error: None)

    def get_source(self, name: str) -> str:
        return self.texts[name]


def serve(texts: Mapping[str, str]) -> None:
    """Let these modules be imported from now on; a text that is no Python fails where it is imported."""
    if texts:
        sys.meta_path.append(Siblings(dict(texts)))
