"""The first value that no right way holds, from what the expressions of a wrong function gave."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from graders.locate.held import Held, Values
from graders.locate.search import Around
from graders.locate.watching import Watched

Note = tuple[int, object]
"""The number of an expression, and a value of it."""


CARRIERS = ast.Name | ast.List | ast.Tuple
"""Expressions that hand on what others computed."""


@dataclass
class Seen:
    """One value, as it was noted: of which expression, what is known of it, and of what it was made."""

    number: int
    held: Held
    shape: tuple[int, ...] = ()
    time: int = 0
    """How many notes there were before it."""
    made_of: set[int] = field(default_factory=set)
    used_by: set[int] = field(default_factory=set)
    is_recovered: bool = False
    """Came something of it that right ways hold? Then it was another way, and no wrong one."""
    is_tainted: bool = False
    """Is it wrong, or made of what is?"""


@dataclass(frozen=True)
class Trace:
    """What one call gave: every value in its order, and which of them went wrong first."""

    seen: Sequence[Seen]
    roots: Sequence[int]


def traced(table: Sequence[Watched], notes: Iterable[Note], right: Values) -> Trace:
    """Follow the values of one call."""
    seen = _followed(table, notes, right)
    for one in reversed(seen):
        one.is_recovered = any(_recovers(table, one, seen[user]) for user in one.used_by)
    roots = []
    for index, one in enumerate(seen):
        inherited = any(seen[part].is_tainted for part in one.made_of)
        is_wrong = one.held is Held.OTHER and not one.is_recovered
        one.is_tainted = (inherited or is_wrong) and one.held is not Held.RIGHT
        if is_wrong and not inherited and not _only_reads(table[one.number]):
            roots.append(index)
    return Trace(seen, roots)


def _only_reads(expression: Watched) -> bool:
    return bool(expression.reads) and expression.changed_by is None


def _recovers(table: Sequence[Watched], one: Seen, user: Seen) -> bool:
    """Is what uses a value right, or made right later? What is taken out of a whole says nothing of it."""
    if user.held is Held.RIGHT:
        is_taken = isinstance(table[user.number].node, CARRIERS | ast.Subscript)
        return not is_taken or table[one.number].changed_by is not None
    return user.is_recovered and user.held is not Held.PLAIN


def around(table: Sequence[Watched], trace: Trace, root: int) -> Around:
    """What is told of the value that went wrong first, and of the lines above it."""
    one = trace.seen[root]
    line = table[one.number].node.lineno
    own = next(iter(table[one.number].binds), "")
    for before in reversed(trace.seen[:root]):
        expression = table[before.number]
        if before.held is Held.RIGHT and expression.binds and expression.node.lineno < line:
            return Around(own, one.shape, expression.binds[0], expression.node.lineno)
    return Around(own, one.shape)


def origin(trace: Trace, table: Sequence[Watched]) -> Seen | None:
    """What the expression gave that computed what was returned, where all of it is right so far."""
    returned = [index for index, one in enumerate(trace.seen) if table[one.number].is_returned]
    if not returned:
        return None
    at = returned[-1]
    while (before := _carried(table, trace, at)) is not None:
        at = before
    return trace.seen[at]


def _carried(table: Sequence[Watched], trace: Trace, at: int) -> int | None:
    """What an expression only hands on: a name's value, what was put into a list, a call's one argument."""
    one = trace.seen[at]
    if not isinstance(table[one.number].node, CARRIERS | ast.Call):
        return None
    telling = [part for part in one.made_of if not _is_empty(trace.seen[part])]
    numbers = {trace.seen[part].number for part in telling}
    return max(telling) if len(numbers) == 1 else None


def _is_empty(one: Seen) -> bool:
    """Is it made of nothing: a library's name, a list that is filled later?"""
    return one.held in (Held.UNKNOWN, Held.PLAIN) and not one.made_of


def _followed(table: Sequence[Watched], notes: Iterable[Note], right: Values) -> list[Seen]:
    seen: list[Seen] = []
    waiting: dict[int, list[int]] = defaultdict(list)
    holders: dict[tuple[str, str], set[int]] = defaultdict(set)
    returned: dict[str, int] = {}
    for time, (number, value) in enumerate(notes):
        if not 0 <= number < len(table) or table[number].is_round:
            continue
        expression = table[number]
        held = Held.UNKNOWN if _is_not_filled(expression) else right.look_up(value)
        one = Seen(number, held, value.shape if isinstance(value, np.ndarray) else (), time)
        for part in expression.parts:
            one.made_of |= set(_taken(table, waiting, part))
        if expression.reads:
            one.made_of |= holders[expression.scope, expression.reads]
        if expression.calls in returned:
            one.made_of.add(returned.pop(expression.calls))
        index = len(seen)
        for part in one.made_of:
            seen[part].used_by.add(index)
        seen.append(one)
        waiting[number].append(index)
        if expression.is_returned:
            returned[expression.scope] = index
        for name in expression.binds:
            holders[expression.scope, name] = {index}
        if expression.adds_to:
            holders[expression.scope, expression.adds_to] |= {index}
    return seen


def _is_not_filled(expression: Watched) -> bool:
    """Is it an array of whatever lay in memory?"""
    call = expression.node
    return isinstance(call, ast.Call) and getattr(call.func, "attr", "") in ("empty", "empty_like")


def _taken(table: Sequence[Watched], waiting: dict[int, list[int]], number: int) -> list[int]:
    """The values of an expression, and of what is in it, that nothing has used yet."""
    taken = waiting.pop(number, [])
    for part in table[number].parts:
        taken = taken + _taken(table, waiting, part)
    return taken
