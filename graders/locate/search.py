"""Which single edit makes a wrong function right? Tried in the order in which slips are likely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from graders.locate.edits import Edit
from graders.locate.source import Span

LIKELY = (
    "division", "grouping", "sign", "transpose", "axis", "order", "operands", "comparison", "operator",
    "factor", "return", "index", "function", "term", "power", "stale", "indentation", "constant", "call",
    "name", "arguments", "turn",
)  # fmt: skip
"""The kinds of slips, the likeliest first."""


A_FEW = 4
"""Edits of one kind that are tried before those of the next."""
AT_ONCE = 15
"""Texts that are tried in one go."""
TryOut = Callable[[Sequence[str]], Callable[[int], bool]]


@dataclass(frozen=True)
class Around:
    """What is told of a wrong value: the name that gets it, "" where none does at once, and its shape.

    `right` is the last name before it whose value right ways hold, and `line` where that stands. In a loop it
    was right `times` times before, and then `at` is the loop's variable with its value, "i = 3".
    """

    name: str = ""
    shape: tuple[int, ...] = ()
    right: str = ""
    line: int = 0
    times: int = 0
    at: str = ""


@dataclass(frozen=True)
class Place:
    """Where the mistake is: a part of a line, the kind of slip, and whether that is known for certain."""

    kind: str
    span: Span
    certain: bool
    around: Around = Around()

    def below(self, lines: int) -> Place:
        """The same place so many lines further down."""
        span = replace(self.span, line=self.span.line + lines)
        return replace(self, span=span, around=replace(self.around, line=self.around.line + lines))


def one_edit(
    tried: Sequence[Edit],
    try_out: TryOut,
    wrong: int | None = None,
    raising: int | None = None,
    patience: int = 60,
) -> Place | None:
    """The place of the edit that makes a function right; certain where no other line can be changed so.

    `try_out` takes texts of the function, and tells which are right; `wrong` is the line of the first wrong
    value, if it is known, and `raising` the one that raises an exception: an edit elsewhere may only lead
    around it. Where none of the first ones is right, `patience` of them, no more are tried.
    """
    best, waiting = None, list(tried)
    while waiting and (best is not None or len(tried) - len(waiting) < patience):
        most = AT_ONCE if best is not None else min(AT_ONCE, patience)
        some, waiting = waiting[:most], waiting[most:]
        is_right = try_out([edit.make() for edit in some])
        for number, edit in enumerate(some):
            if best is not None and best.span.line == edit.span.line:
                continue
            if is_right(number):
                if best is not None:
                    return Place(best.kind, best.span, False)
                best = edit
                waiting = [other for other in waiting if other.span.line != edit.span.line]
    if best is None:
        return None
    line = best.span.line
    return Place(best.kind, best.span, (wrong is None or line <= wrong) and raising in (None, line))


def chosen(edits: Iterable[Edit], most: int, wrong: int | None = None) -> Sequence[Edit]:
    """So many of the edits, the likeliest first; before them those of the line that is known to be wrong.

    These are at most half: that no other line can be changed so is to be tried as well.
    """
    ranked = _mixed(sorted(edits, key=lambda edit: LIKELY.index(edit.kind)))
    there = [edit for edit in ranked if edit.span.line == wrong]
    elsewhere = [edit for edit in ranked if edit.span.line != wrong]
    half = max(most // 2, most - len(elsewhere))
    return [*there[:half], *elsewhere][:most]


def _mixed(edits: Iterable[Edit]) -> list[Edit]:
    """A few of each kind, then the next few of each: one kind alone may fill a long line."""
    counts: Counter[str] = Counter()
    turns: list[tuple[int, Edit]] = []
    for edit in edits:
        turns.append((counts[edit.kind] // A_FEW, edit))
        counts[edit.kind] += 1
    return [edit for _, edit in sorted(turns, key=lambda one: one[0])]
