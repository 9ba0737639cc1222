"""An expression as the tree that its tokens are the post-order of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from graders.values.tokens import Apply, Leaf
from graders.values.types import Expression

T = TypeVar("T")


class NoTree(ValueError):
    """The tokens are not those of one whole expression."""


def fold(expression: Expression, leaf: Callable[[Leaf], T], apply: Callable[[Apply, list[T]], T]) -> T:
    """What is made of an expression from its leaves up: `apply` gets what was made of a head's arguments.

    Every token is met once, in order, and none of them within another. Raises NoTree where they do not fit.
    """
    made: list[T] = []
    for token in expression.tokens:
        if isinstance(token, Apply):
            first = len(made) - token.arity
            if not 0 <= first <= len(made):
                raise NoTree(f"`{token.head}` lacks an argument")
            arguments = made[first:]
            del made[first:]
            made.append(apply(token, arguments))
        else:
            made.append(leaf(token))
    if len(made) != 1:
        raise NoTree(f"the tokens are those of {len(made)} expressions")
    return made[0]


def head_of(expression: Expression) -> str:
    """The head of the whole, nothing for a leaf."""
    root = expression.tokens[-1]
    return root.head if isinstance(root, Apply) else ""


def heads_in(expression: Expression) -> list[str]:
    """The heads of all parts, the outermost last."""
    return [token.head for token in expression.tokens if isinstance(token, Apply)]


def parts_of(expression: Expression) -> list[Expression]:
    """Every part that has a head, the whole one last."""
    tokens = expression.tokens
    starts = enumerate(_starts(expression))
    return [Expression(tokens[first : i + 1]) for i, first in starts if isinstance(tokens[i], Apply)]


def arguments_of(expression: Expression) -> list[Expression]:
    """The arguments of the head of the whole."""
    starts = _starts(expression)
    found: list[Expression] = []
    end = len(starts) - 1
    while end > 0:
        found.append(Expression(expression.tokens[starts[end - 1] : end]))
        end = starts[end - 1]
    return found[::-1]


def _starts(expression: Expression) -> list[int]:
    """Where the part that ends with each token begins."""
    starts: list[int] = []

    def leaf(_: Leaf) -> int:
        starts.append(len(starts))
        return starts[-1]

    def apply(_: Apply, arguments: list[int]) -> int:
        starts.append(arguments[0] if arguments else len(starts))
        return starts[-1]

    fold(expression, leaf, apply)
    return starts
