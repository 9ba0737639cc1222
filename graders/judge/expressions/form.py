"""Is an expression written in the form that was asked? Points cannot see that; its tokens can."""

from __future__ import annotations

from math import comb
from typing import Any

from flint import fmpq, fmpq_mpoly_ctx

from graders.judge.expressions.findings import NotExpanded, NotFactored
from graders.judge.expressions.pair import unevaluated
from graders.judge.findings import Finding, Undecided
from graders.values.tokens import Apply, Integer, Leaf, Rational, Symbol
from graders.values.trees import arguments_of, fold, head_of, parts_of
from graders.values.types import Expression

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
    for part in parts_of(answer):
        head, arguments = head_of(part), arguments_of(part)
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


def _is_sum(expression: Expression) -> bool:
    return head_of(expression) == "Add"


def _whole_power(exponent: Expression) -> int:
    token = exponent.tokens[-1]
    return token.value if isinstance(token, Integer) else 0


def _factors(expression: Expression) -> list[Expression]:
    """The bases of the factors of a product, or the expression itself."""
    head = head_of(expression)
    if head == "Mul":
        return [base for factor in arguments_of(expression) for base in _factors(factor)]
    if head == "Pow":
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
    names = sorted({token.name for token in expression.tokens if isinstance(token, Symbol)})
    if len(names) > MOST_SYMBOLS:
        raise NotPolynomial
    context = fmpq_mpoly_ctx.get(("x", max(len(names), 1)), "lex")

    def leaf(token: Leaf) -> Any:
        return _bounded(_atom(token, context, names))

    def apply(token: Apply, arguments: list[Any]) -> Any:
        return _bounded(_combined(token.head, arguments))

    return fold(expression, leaf, apply)


def _bounded(polynomial: Any) -> Any:
    if len(polynomial) > MOST_TERMS or max(polynomial.degrees(), default=0) > LARGEST_DEGREE:
        raise NotPolynomial
    return polynomial


def _atom(token: Leaf, context: Any, names: list[str]) -> Any:
    match token:
        case Symbol(name):
            return context.gen(names.index(name))
        case Integer(n):
            return context.constant(n)
        case Rational(p, q):
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


def _combined(head: str, arguments: list[Any]) -> Any:
    if head not in ("Add", "Mul", "Pow") or not arguments:
        raise NotPolynomial
    result = arguments[0]
    if head == "Pow":
        power = arguments[1]
        exponent = power.leading_coefficient() if len(power) and power.is_constant() else fmpq(-1)
        if exponent.q != 1 or not 0 <= exponent <= LARGEST_DEGREE:
            raise NotPolynomial
        _check_power(result, int(exponent.p))
        return result ** int(exponent.p)
    for argument in arguments[1:]:
        result = result + argument if head == "Add" else result * argument
    return result
