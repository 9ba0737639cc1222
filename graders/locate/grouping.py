"""The same operands and operators in other groups: parentheses that are missing, or too many."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

PRECEDENCE: dict[type[ast.operator], int] = {
    ast.Add: 1,
    ast.Sub: 1,
    ast.Mult: 2,
    ast.Div: 2,
    ast.FloorDiv: 2,
    ast.Mod: 2,
    ast.MatMult: 2,
    ast.Pow: 3,
}
MOST_ALL = 4
"""Operators of a chain of which every grouping is made: 14 for so many, which is two pairs of parentheses."""
MOST = 9
"""Operators beyond which a chain is left alone."""

Operands = Sequence[ast.expr]
Operators = Sequence[ast.operator]


def groupings(node: ast.BinOp) -> Iterator[ast.expr]:
    """What a chain of operators would be, grouped otherwise; those that mean another thing."""
    operands, operators = _chain(node)
    if len(operators) < 2 or len(operators) > MOST:
        return
    seen = {_meaning(node)}
    every = _every if len(operators) <= MOST_ALL else _one_pair
    for other in every(operands, operators):
        meaning = _meaning(other)
        if meaning not in seen:
            seen.add(meaning)
            yield other


def is_inside_chain(node: ast.AST, parent: ast.AST | None) -> bool:
    """Is it a part of a longer chain, with which it is grouped?"""
    return isinstance(node, ast.BinOp) and isinstance(parent, ast.BinOp)


def _chain(node: ast.expr) -> tuple[list[ast.expr], list[ast.operator]]:
    if not isinstance(node, ast.BinOp) or type(node.op) not in PRECEDENCE:
        return [node], []
    left, before = _chain(node.left)
    right, after = _chain(node.right)
    return [*left, *right], [*before, node.op, *after]


def _every(operands: Operands, operators: Operators) -> Iterator[ast.expr]:
    if not operators:
        yield operands[0]
    for at, operator in enumerate(operators):
        for left in _every(operands[: at + 1], operators[:at]):
            for right in _every(operands[at + 1 :], operators[at + 1 :]):
                yield ast.BinOp(left, operator, right)


def _one_pair(operands: Operands, operators: Operators) -> Iterator[ast.expr]:
    """As it reads without parentheses, and with one pair of them."""
    yield _read(operands, operators)
    for start in range(len(operands)):
        for end in range(start + 1, len(operands)):
            inner = _read(operands[start : end + 1], operators[start:end])
            yield _read(
                [*operands[:start], inner, *operands[end + 1 :]], [*operators[:start], *operators[end:]]
            )


def _read(operands: Operands, operators: Operators) -> ast.expr:
    """Operands and operators as Python groups them."""
    if not operators:
        return operands[0]
    least = min(PRECEDENCE[type(operator)] for operator in operators)
    places = [at for at, operator in enumerate(operators) if PRECEDENCE[type(operator)] == least]
    at = places[0] if least == PRECEDENCE[ast.Pow] else places[-1]
    left = _read(operands[: at + 1], operators[:at])
    return ast.BinOp(left, operators[at], _read(operands[at + 1 :], operators[at + 1 :]))


def _meaning(node: ast.expr, inverse: bool = False) -> object:
    """Equal for groupings that are the same sum or product."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        return "+", frozenset(_terms(node, (ast.Add, ast.Sub), inverse))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        return "*", frozenset(_terms(node, (ast.Mult, ast.Div), inverse))
    if isinstance(node, ast.BinOp) and type(node.op) in PRECEDENCE:
        return type(node.op), _meaning(node.left), _meaning(node.right)
    return id(node)


def _terms(node: ast.expr, kinds: tuple[type, type], inverse: bool) -> Iterator[object]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, kinds):
        yield from _terms(node.left, kinds, inverse)
        yield from _terms(node.right, kinds, inverse ^ isinstance(node.op, kinds[1]))
    else:
        yield inverse, _meaning(node)
