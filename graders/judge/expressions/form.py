"""Is an expression written in the form that was asked? Points cannot see that; its tokens can."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb
from typing import Any

from flint import fmpq, fmpq_mpoly_ctx

from graders.judge.expressions.findings import NotExpanded, NotFactored
from graders.judge.expressions.pair import unevaluated
from graders.judge.findings import Finding, Undecided
from graders.values.types import Expression, Token

LARGEST_DEGREE = 30
MOST_TERMS = 300
MOST_SYMBOLS = 6
MOST_BITS = 100
"""Of a coefficient. Within these bounds none of 20 000 random products took a second to factor."""
MOST_BITS_ON_THE_WAY = 100_000

__all__ = ["expanded", "factored", "unevaluated"]


class NotPolynomial(Exception):
    """The expression is no polynomial with rational coefficients, or a too large one."""


def expanded(answer: Expression) -> Finding | None:
    """None if no product and no whole power of a sum is left."""
    for part in nodes(answer):
        head, arguments = part.tokens[-1][1], arguments_of(part)
        if head == "Mul" and any(_is_sum(a) for a in arguments):
            return NotExpanded(part)
        if head == "Pow" and _is_sum(arguments[0]) and _whole_power(arguments[1]) > 1:
            return NotExpanded(part)
    return None


def factored(answer: Expression) -> Finding | None:
    """None if a polynomial is a product of powers of irreducible ones over the rational numbers."""
    try:
        for factor in _factors(answer):
            if _is_sum(factor) and _is_reducible(factor):
                return NotFactored(factor)
    except NotPolynomial:
        return Undecided("it is no polynomial that can be factored here")
    return None


def nodes(expression: Expression) -> list[Expression]:
    """Every part that has arguments, the whole one last."""
    tokens = expression.tokens
    starts = enumerate(_starts(tokens))
    return [Expression(tokens[first : i + 1]) for i, first in starts if tokens[i][0] == "apply"]


def arguments_of(expression: Expression) -> list[Expression]:
    """The arguments of an expression's head."""
    starts = _starts(expression.tokens)
    found: list[Expression] = []
    end = len(starts) - 1
    while end > 0:
        found.insert(0, Expression(expression.tokens[starts[end - 1] : end]))
        end = starts[end - 1]
    return found


def _starts(tokens: Sequence[Token]) -> list[int]:
    """Where the part that ends with each token begins."""
    starts: list[int] = []
    open_parts: list[int] = []
    for i, token in enumerate(tokens):
        first = i
        for _ in range(token[2] if token[0] == "apply" else 0):
            first = open_parts.pop()
        open_parts.append(first)
        starts.append(first)
    return starts


def _is_sum(expression: Expression) -> bool:
    return expression.tokens[-1][:2] == ("apply", "Add")


def _whole_power(exponent: Expression) -> int:
    token = exponent.tokens[-1]
    return int(token[1]) if token[0] == "integer" else 0


def _factors(expression: Expression) -> list[Expression]:
    """The bases of the factors of a product, or the expression itself."""
    root = expression.tokens[-1]
    if root[:2] == ("apply", "Mul"):
        return [base for factor in arguments_of(expression) for base in _factors(factor)]
    if root[:2] == ("apply", "Pow"):
        return _factors(arguments_of(expression)[0])
    return [expression]


def _is_reducible(expression: Expression) -> bool:
    """Has a sum two factors, or a whole number other than 1 in all of its terms?"""
    polynomial = _polynomial(expression)
    if _bits(polynomial) > MOST_BITS:
        raise NotPolynomial
    content, powers = polynomial.factor()
    return bool(sum(power for _, power in powers) > 1 or (abs(content) != 1 and content.q == 1))


def _polynomial(expression: Expression) -> Any:
    names = sorted({token[1] for token in expression.tokens if token[0] == "symbol"})
    if len(names) > MOST_SYMBOLS:
        raise NotPolynomial
    context = fmpq_mpoly_ctx.get(("x", max(len(names), 1)), "lex")
    stack: list[Any] = []
    for token in expression.tokens:
        count = token[2] if token[0] == "apply" else 0
        arguments = stack[len(stack) - count :]
        del stack[len(stack) - count :]
        stack.append(_combined(token, arguments) if count else _atom(token, context, names))
        if len(stack[-1]) > MOST_TERMS or max(stack[-1].degrees(), default=0) > LARGEST_DEGREE:
            raise NotPolynomial
    return stack.pop()


def _atom(token: Token, context: Any, names: list[str]) -> Any:
    match token:
        case ("symbol", name, *_):
            return context.gen(names.index(name))
        case ("integer", n):
            return context.constant(n)
        case ("rational", p, q):
            return context.constant(fmpq(p, q))
    raise NotPolynomial


def _check_power(base: Any, exponent: int) -> None:
    """A power is worked out only where few terms of bearable coefficients come of it."""
    many = comb(len(base) + exponent - 1, exponent) > MOST_TERMS
    if many or _bits(base) * exponent > MOST_BITS_ON_THE_WAY:
        raise NotPolynomial


def _bits(polynomial: Any) -> int:
    """The length of the longest coefficient."""
    return max((max(abs(int(c.p)), int(c.q)).bit_length() for c in polynomial.coeffs()), default=0)


def _combined(token: Token, arguments: list[Any]) -> Any:
    result = arguments[0]
    if token[1] == "Pow":
        power = arguments[1]
        exponent = power.leading_coefficient() if len(power) and power.is_constant() else fmpq(-1)
        if exponent.q != 1 or not 0 <= exponent <= LARGEST_DEGREE:
            raise NotPolynomial
        _check_power(result, int(exponent.p))
        return result ** int(exponent.p)
    for argument in arguments[1:]:
        result = result + argument if token[1] == "Add" else result * argument
    if token[1] not in ("Add", "Mul"):
        raise NotPolynomial
    return result
