"""A whole answer of expressions, matrices and lists of them beside the right one, entry by entry."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graders.judge.expressions import pair as expression
from graders.judge.expressions.balls import STEPS, Budget, Exhausted, Unsupported
from graders.judge.expressions.domain import Domain
from graders.judge.expressions.findings import TransposedMatrix
from graders.judge.expressions.pair import Question
from graders.judge.expressions.reading import Unreadable, plain
from graders.judge.findings import Finding, OpenFinding, Undecided, WrongLength, WrongShape
from graders.judge.kinds import kind_of, wrong_kind
from graders.values.tokens import Symbol
from graders.values.trees import arguments_of, head_of
from graders.values.types import Expression, Matrix, Opaque

Wanted = Expression | Matrix | list["Wanted"]
STEPS_MORE = 30_000.0
"""What each further entry adds to the budget of an answer; no known right one takes half of that."""
_lock = threading.Lock()
"""The precision of ball arithmetic is one for the whole process."""


def compare(
    value: object,
    expected: object,
    domain: Domain,
    up_to_constant_in: str | None,
    integrand: object,
    exact: bool,
    seed: int | str,
) -> Finding | None:
    """See `graders.judge.expressions.comparison.compare`."""
    try:
        given, wanted = plain(value), plain(expected)
    except Unreadable as unreadable:
        return Undecided(str(unreadable))
    target = None if integrand is None else plain(integrand)
    budget = Budget(STEPS + STEPS_MORE * (_count(wanted) - 1))
    question = Question(domain, up_to_constant_in, target, seed, _symbols(wanted), budget, exact)
    with _lock:
        return _Answer(question).compare(given, wanted)


def _symbols(value: object) -> dict[str, tuple[str, ...]]:
    """The symbols of an answer with what they were declared as."""
    if isinstance(value, Expression):
        return {t.name: t.assumptions for t in value.tokens if isinstance(t, Symbol)}
    return {name: facts for entry in _entries(value) for name, facts in _symbols(entry).items()}


def _entries(value: object) -> Sequence[object]:
    return value.entries if isinstance(value, Matrix) else value if isinstance(value, list) else ()


def _count(value: object) -> int:
    """How many expressions there are to compare."""
    return max(1, sum(map(_count, _entries(value))))


@dataclass(frozen=True)
class _Answer:
    """A whole answer, entry by entry."""

    question: Question

    def compare(self, value: object, expected: Wanted) -> Finding | None:
        if isinstance(value, Opaque) and value.whole:
            wanted = kind_of(expected) if not isinstance(expected, Expression) else "an expression"
            return expression.left_open(value.type_name, value.whole) or wrong_kind(value, wanted)
        if isinstance(expected, Matrix):
            return self._matrix(value, expected)
        if isinstance(expected, list):
            return self._list(value, expected)
        if not isinstance(value, Expression):
            return wrong_kind(value, "an expression")
        try:
            return expression.judge(self.question, value, expected)
        except Unsupported as unsupported:
            return Undecided(f"`{unsupported}` cannot be evaluated here")
        except Exhausted:
            return Undecided("it takes too long to evaluate")

    def _list(self, value: object, expected: list[Wanted]) -> Finding | None:
        items = _of_matrix(value, expected) if isinstance(value, Matrix) else _items(value)
        if items is None:
            return wrong_kind(value, "a list")
        if len(items) != len(expected):
            return WrongLength(len(items), len(expected))
        return self._first(((i,), a, b) for i, (a, b) in enumerate(zip(items, expected, strict=True)))

    def _matrix(self, value: object, expected: Matrix) -> Finding | None:
        if not isinstance(value, Matrix):
            return wrong_kind(value, "a SymPy matrix")
        flipped = value.shape[::-1] == expected.shape
        if value.shape != expected.shape:
            return WrongShape(value.shape, expected.shape, "transpose" if flipped else "")
        finding = self._entries(value, expected)
        if finding is not None and not isinstance(finding, OpenFinding) and flipped and value.rows > 1:
            turned = Matrix(
                value.rows, value.cols, tuple(e for row in zip(*_rows(value), strict=True) for e in row)
            )
            if self._entries(turned, expected) is None:
                return TransposedMatrix()
        return finding

    def _entries(self, given: Matrix, expected: Matrix) -> Finding | None:
        pairs = zip(given.entries, expected.entries, strict=True)
        return self._first((divmod(i, expected.cols), a, b) for i, (a, b) in enumerate(pairs))

    def _first(self, entries: Iterable[tuple[tuple[int, ...], object, Wanted]]) -> Finding | None:
        """The first entry that is wrong, or else the first that is undecided."""
        undecided = None
        for place, value, expected in entries:
            finding = self.compare(value, expected)
            if finding is not None and not isinstance(finding, OpenFinding):
                return finding.within(*place)
            if finding is not None and undecided is None:
                undecided = finding.within(*place)
        return undecided


def _rows(matrix: Matrix) -> list[list[Expression]]:
    entries = list(matrix.entries)
    return [entries[i * matrix.cols : (i + 1) * matrix.cols] for i in range(matrix.rows)]


def _of_matrix(value: Matrix, expected: list[Wanted]) -> Sequence[object]:
    """The rows of a matrix, or the entries of one that is a row or a column where a plain list is asked."""
    is_plain = not any(isinstance(item, list) for item in expected)
    return value.entries if is_plain and 1 in value.shape else _rows(value)


def _items(value: object) -> Sequence[object] | None:
    """The items of a list, or of a SymPy Tuple."""
    if isinstance(value, list):
        return value
    if not isinstance(value, Expression) or head_of(value) != "Tuple":
        return None
    return arguments_of(value)
