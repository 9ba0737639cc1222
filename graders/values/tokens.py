"""The tokens of which an expression is made: plain data, known by their classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Symbol:
    """A variable with what it was declared as: ("positive", "not zero")."""

    name: str
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Integer:
    value: int


@dataclass(frozen=True, slots=True)
class Rational:
    """The fraction p/q in lowest terms, q > 0."""

    p: int
    q: int


@dataclass(frozen=True, slots=True)
class Float:
    value: float


@dataclass(frozen=True, slots=True)
class Constant:
    """One of `graders.values.expressions.CONSTANTS`."""

    name: str


@dataclass(frozen=True, slots=True)
class Apply:
    """A head, a class of SymPy's, of as many parts before it as `arity` says.

    A head that is not SymPy's own, `Function("f")` for one, is spelled "function f".
    """

    head: str
    arity: int


Leaf: TypeAlias = Symbol | Integer | Rational | Float | Constant
Token: TypeAlias = Leaf | Apply
"""One step of an expression in post-order."""
