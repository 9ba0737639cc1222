"""Stands for libraries that only show something, where they are not installed: nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

LIBRARIES = ("IPython", "tqdm")
OF_TQDM = ("auto", "autonotebook", "notebook", "std")


class Unseen:
    """Whatever is asked of it: a picture, a formula, a shell."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def __call__(self, *_: object, **__: object) -> Unseen:
        return self

    def __getattr__(self, name: str) -> Unseen:
        if name.startswith("__"):
            raise AttributeError(name)
        return self


class Bar(Unseen):
    """A progress bar: it goes through what it was made for."""

    def __init__(self, iterable: Iterable[Any] = (), *_: object, **__: object) -> None:
        self.iterable = iterable

    def __iter__(self) -> Iterator[Any]:
        return iter(self.iterable)

    def __len__(self) -> int:
        return len(self.iterable)  # type: ignore[arg-type]  # of what has no length it is none

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None: ...

    @staticmethod
    def write(*_: object, **__: object) -> None: ...


def range_of(*numbers: int, **_: object) -> Bar:
    return Bar(range(*numbers))


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    bars = {"tqdm": Bar, "tqdm_notebook": Bar, "trange": range_of, "tnrange": range_of}
    if name in bars or name in OF_TQDM:
        return bars.get(name, sys.modules[__name__])
    return Unseen if name[0].isupper() else Unseen()
