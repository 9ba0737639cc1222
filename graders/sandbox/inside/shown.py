"""What IPython keeps of the values that cells show: `_`, `__`, `___`, and of the third `_3` and `Out[3]`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LAST = ("_", "__", "___")


class Shown:
    """The values of one notebook, under the names that its cells know them by."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names
        self.values: dict[int, object] = {}
        self.last: list[object] = [""] * len(LAST)
        names.update(Out=self.values, _oh=self.values, **dict.fromkeys(LAST, ""))

    @contextmanager
    def of(self, cell: int) -> Iterator[None]:
        """Keep what a cell shows last, if it comes to its end."""
        value: object = None

        def show(shown: object) -> None:
            nonlocal value
            value = shown

        before, sys.displayhook = sys.displayhook, show
        try:
            yield
        finally:
            sys.displayhook = before
        if cell and value is not None and value is not self.values:
            self.values[cell] = self.names[f"_{cell}"] = value
            if self.names.get("_") is self.last[0]:  # else the name is used for something else
                self.last = [value, *self.last[:-1]]
                self.names.update(zip(LAST, self.last, strict=True))
