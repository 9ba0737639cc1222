"""Expressions as a person writes them; only their tokens are read, nothing is evaluated."""

from __future__ import annotations

from dataclasses import dataclass

from graders.values.tokens import Apply, Constant, Float, Integer, Leaf, Rational, Symbol
from graders.values.trees import fold
from graders.values.types import Expression

MOST_TOKENS = 80
SUM, PRODUCT, POWER, ATOM = range(4)
NAMES = {"Abs": "abs", "Max": "max", "Min": "min", "Tuple": ""}


@dataclass(frozen=True)
class Part:
    """The text of a part of an expression, how tightly it binds, and what it stands over in a fraction."""

    text: str
    binding: int = ATOM
    inverse: Part | None = None
    is_number: bool = False

    def within(self, binding: int) -> str:
        return self.text if self.binding >= binding else f"({self.text})"


def infix(expression: Expression) -> str:
    """The expression as text, or its size where that text would be too long to read."""
    size = len(expression.tokens)
    if size > MOST_TOKENS:
        return f"an expression of {size} parts"
    try:
        return fold(expression, _leaf, _applied).text
    except (TypeError, ValueError):
        return "an expression"


def _leaf(token: Leaf) -> Part:
    match token:
        case Integer(n):
            return _number(str(n) if abs(n) < 10**20 else "a large number")
        case Float(x):
            return _number(f"{x:.15g}")
        case Rational(p, q):
            return Part(f"{p}/{q}", PRODUCT, inverse=_number(str(q)) if p == 1 else None, is_number=True)
        case Symbol(name) | Constant(name):
            return Part(name)


def _number(text: str) -> Part:
    return Part(text, SUM if text.startswith("-") else ATOM, is_number=True)


def _applied(token: Apply, parts: list[Part]) -> Part:
    head = token.head
    if head == "Add" and parts:
        return _sum(parts)
    if head == "Mul" and parts:
        return _product(parts)
    if head == "Pow" and len(parts) == 2:
        return _power(*parts)
    name = NAMES.get(head, head.removeprefix("function "))
    return Part(f"{name}({', '.join(part.text for part in parts)})")


def _sum(parts: list[Part]) -> Part:
    ordered = sorted(parts, key=lambda part: (part.is_number, part.text.startswith("-")))
    text = " + ".join(part.text for part in ordered)
    return Part(text.replace("+ -", "- "), SUM)


def _product(parts: list[Part]) -> Part:
    sign = ""
    if parts[0].is_number and parts[0].text.startswith("-"):
        sign, parts = "-", [_without_sign(parts[0]), *parts[1:]]
    above = [part.within(PRODUCT) for part in parts if part.inverse is None and part.text != "1"]
    below = [part.inverse for part in parts if part.inverse is not None]
    text = sign + ("*".join(above) or "1")
    if len(below) == 1:
        text += f"/{below[0].within(POWER)}"
    elif below:
        text += f"/({'*'.join(part.within(PRODUCT) for part in below)})"
    return Part(text, PRODUCT)


def _without_sign(part: Part) -> Part:
    text = part.text[1:]
    inverse = _number(text[2:]) if text.startswith("1/") else None
    return Part(text, PRODUCT if "/" in text else ATOM, inverse, is_number=True)


def _power(base: Part, exponent: Part) -> Part:
    if exponent.is_number and exponent.text.startswith("-"):
        inverse = _power(base, _without_sign(exponent))
        return Part(f"1/{inverse.within(POWER)}", PRODUCT, inverse)
    if exponent.text == "1":
        return base
    if exponent.text == "1/2":
        return Part(f"sqrt({base.text})")
    return Part(f"{base.within(ATOM)}**{exponent.within(ATOM)}", POWER)
