"""Which single edit makes a wrong function right? Tried in the order in which slips are likely."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from graders.locate.edits import Edit
from graders.locate.source import Span

LIKELY = (
    "division", "grouping", "sign", "transpose", "axis", "order", "operands", "comparison", "operator",
    "factor", "return", "index", "function", "term", "power", "stale", "indentation", "constant", "call",
    "name", "arguments", "turn",
)  # fmt: skip
"""The kinds of slips, the likeliest first."""


TryOut = Callable[[Sequence[str]], Callable[[int], bool]]


@dataclass(frozen=True)
class Place:
    """Where the mistake is: a part of a line, the kind of slip, and whether that is known for certain."""

    kind: str
    span: Span
    certain: bool


def one_edit(tried: Sequence[Edit], try_out: TryOut, wrong: int | None = None) -> Place | None:
    """The place of the edit that makes a function right; certain where no other line can be changed so.

    `try_out` takes texts of the function, and tells which are right; `wrong` is the line of the first wrong
    value, if it is known.
    """
    is_right = try_out([edit.make() for edit in tried])
    best: Edit | None = None
    for number, edit in enumerate(tried):
        if best is not None and best.span.line == edit.span.line:
            continue
        if is_right(number):
            if best is not None:
                return Place(best.kind, best.span, False)
            best = edit
    if best is None:
        return None
    return Place(best.kind, best.span, wrong is None or best.span.line <= wrong)


def chosen(edits: Iterable[Edit], most: int, wrong: int | None = None) -> Sequence[Edit]:
    """So many of the edits, the likeliest first; before them those of the line that is known to be wrong."""
    ranked = sorted(edits, key=lambda edit: (edit.span.line != wrong, LIKELY.index(edit.kind)))
    return ranked[:most]
