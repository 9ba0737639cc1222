"""What a misspelt name may have been meant to be; Python says it only where it prints a traceback."""

from __future__ import annotations

import builtins
from collections.abc import Collection
from contextlib import suppress
from difflib import get_close_matches
from types import ModuleType

LONGEST = 40
MOST = 3000
"""Names that are compared; what has more is not searched."""


def suggestion(error: BaseException) -> str:
    """ "Did you mean: …", as Python says it, or nothing."""
    with suppress(Exception):  # a class of the student's may have made its own sense of `name`
        close = get_close_matches(str(error.name)[:LONGEST], _known(error), n=1, cutoff=0.6)  # type: ignore[attr-defined]
        return f". Did you mean: '{close[0]}'?" if close else ""
    return ""


def _known(error: BaseException) -> Collection[str]:
    """The names that were there where one was missing."""
    if type(error) is AttributeError and type(error.obj) is ModuleType:
        found = dir(error.obj)
    elif type(error) is NameError and "not defined" in str(error) and error.__traceback__ is not None:
        trace = error.__traceback__
        while trace.tb_next is not None:
            trace = trace.tb_next
        frame = trace.tb_frame
        found = [*frame.f_locals, *frame.f_globals, *dir(builtins)]
    else:
        return ()
    names = {name for name in found if type(name) is str and not name.startswith("_")}
    return names if len(names) <= MOST else ()
