"""Loops round by round: how far the values of an expression are those that a right way goes through."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile

import numpy as np

from graders.locate.held import CLOSE, Numbers, Series, Values, series, tells_nothing
from graders.locate.search import Around
from graders.locate.tracing import Note
from graders.locate.watching import Watched

FEW, MANY = 2, 4
"""Different values of a series that agree before more is said of it: such that tell something, and any."""


@dataclass(frozen=True)
class Departure:
    """Where the values of an expression leave those of right ways: after how many, and at which note.

    `rest` is how many values there are too many, or by a minus too few, where the others are right.
    """

    number: int
    times: int
    time: int
    rest: int = 0
    is_wrong: bool = False


class Rounds:
    """What the expressions of a wrong function gave in one call, beside what those of right ways gave."""

    def __init__(self, table: Sequence[Watched], notes: Sequence[Note], right: Values) -> None:
        self.table, self.notes, self.values = table, notes, right

    @property
    def right(self) -> Sequence[Series]:
        return self.values.series

    @cached_property
    def own(self) -> dict[int, list[tuple[int, Numbers]]]:
        return series([note if note[0] < len(self.table) else (-1, None) for note in self.notes])

    def times_right(self, number: int, time: int) -> int:
        """How often an expression was right before this note of it, in the rounds of a loop."""
        before = [value for at, value in self.own.get(number, ()) if at < time]
        longer = (other for other in self.right if len(other) > len(before))
        is_like = any(_agreement(before, other) == len(before) for other in longer)
        return len(before) if is_like and _tells(before) else 0

    def first_departure(self, scope: str) -> Departure | None:
        """The first value in a loop of a function that is not what a right way has in that round."""
        if not any(one.loops for one in self.table):
            return None
        found = [one for number in self._named(scope) if (one := self._departure(number)) is not None]
        wrong = [one for one in found if one.is_wrong]
        if wrong:
            return min(wrong, key=lambda one: one.time)
        return found[0] if len({one.rest for one in found}) == 1 and found[0].rest else None

    def loop(self, number: int) -> ast.For | ast.While | None:
        """The one loop that an expression stands in; None where there are several."""
        loops = self.table[number].loops
        return loops[0] if len(loops) == 1 else None

    def at(self, number: int, time: int) -> str:
        """The variable of the loop around an expression, and its value at that time."""
        loop = self.loop(number)
        begun = (value for other, value in reversed(self.notes[:time]) if self._begins(other, loop))
        value = next(begun, None)
        if not isinstance(loop, ast.For) or type(value) is not int:
            return ""
        name = ast.unparse(loop.target)
        return "" if name.startswith("_") else f"{name} = {value}"

    def _begins(self, number: int, loop: ast.AST | None) -> bool:
        is_known = 0 <= number < len(self.table)
        return is_known and self.table[number].is_round and self.table[number].node is loop

    def _named(self, scope: str) -> Iterator[int]:
        """The expressions in one loop whose value gets a name there."""
        for number in self.own:
            one = self.table[number]
            if one.scope == scope and one.binds and self.loop(number) is not None:
                yield number

    def _departure(self, number: int) -> Departure | None:
        own = self.own[number]
        values = [value for _, value in own]
        agreed = max((_agreement(values, other) for other in self.right), default=0)
        if not _moves(values[:agreed]):
            return None
        lengths = [len(other) for other in self.right if _agreement(values, other) == agreed]
        if agreed == len(values):
            return Departure(number, agreed, own[-1][0], min(agreed - min(lengths), 0))
        is_longer = agreed == max(lengths)
        rest = len(values) - agreed if is_longer else 0
        return Departure(number, agreed, own[agreed][0], rest, is_wrong=not is_longer)


def in_rounds(around: Around, rounds: Rounds, number: int, time: int) -> Around:
    """With the rounds in which a wrong value was right before."""
    times = rounds.times_right(number, time) if rounds.loop(number) is not None else 0
    return replace(around, times=times, at=rounds.at(number, time)) if times else around


def _agreement(own: Series, other: Series) -> int:
    """How many values are the same from the first on."""
    both = zip(own, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: _is_same(*pair), both))


def _is_same(one: Numbers, other: Numbers) -> bool:
    if one.shape != other.shape:
        return one.ndim == 2 and one.T.shape == other.shape and _is_same(one.T, other)
    with np.errstate(all="ignore"):
        finite = np.abs(other[np.isfinite(other)])
        is_close = np.abs(one - other) <= CLOSE * np.max(finite, initial=0.0)
        return bool(np.all(is_close | (one == other) | ((one != one) & (other != other))))


def _tells(values: Series) -> bool:
    return any(not tells_nothing(value) for value in values)


def _moves(values: Series) -> bool:
    """Can so much agreement be no accident? It cannot where the values differ, and are not any numbers."""
    telling = {value.tobytes() for value in values if not tells_nothing(value)}
    return len(telling) >= FEW or len({value.tobytes() for value in values}) >= MANY
