"""A mistake of our own, which is never the student's: it costs what it touches, and no more."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
DEBUG = "GRADLINGS_DEBUG"
"""The variable of the environment with which nothing is contained, to show where it happens."""


def contain(
    action: Callable[[], T], instead: Callable[[Exception], T], *, but: tuple[type[BaseException], ...] = ()
) -> T:
    """What the action gives, or `instead` makes of the exception that it ends by.

    Those in `but` are somebody else's, and go on; with `DEBUG` set every one does.
    """
    try:
        return action()
    except but:
        raise
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        return instead(error)
