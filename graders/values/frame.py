"""What a frame is made of: the tags, the caps on each kind, and the checks that both directions make.

A frame is one value; a value is one byte for its kind, its tag, and then the content that this kind has.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from struct import Struct
from typing import Any

import numpy as np

from graders.values.expressions import CONSTANTS
from graders.values.tokens import Apply, Constant, Float, Integer, Rational, Symbol, Token

FRAME_CAP = 4 * 2**20
VALUE_CAP = TOKEN_CAP = 50_000
DEPTH_CAP, EXPRESSION_DEPTH_CAP = 40, 200
BITS_CAP, DIMENSION_CAP, NAME_CAP = 4096, 32, 100

HEADS = frozenset({
    "Add", "Mul", "Pow", "exp", "log", "LambertW", "UnevaluatedExpr",
    "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "acot", "asec", "acsc", "atan2", "sinc",
    "sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh", "acoth", "asech", "acsch",
    "Abs", "sign", "Max", "Min", "floor", "ceiling", "frac", "Mod", "re", "im", "arg", "conjugate",
    "Heaviside", "DiracDelta", "Piecewise", "ExprCondPair", "And", "Or", "Not", "Xor", "ITE",
    "Equality", "Unequality", "StrictLessThan", "LessThan", "StrictGreaterThan", "GreaterThan",
    "erf", "erfc", "erfi", "erf2", "erfinv", "erfcinv", "fresnels", "fresnelc", "expint",
    "Si", "Ci", "Shi", "Chi", "Ei", "li", "Li", "gamma", "loggamma", "digamma", "trigamma", "polygamma",
    "lowergamma", "uppergamma", "beta", "zeta", "polylog", "factorial", "factorial2", "binomial",
    "RisingFactorial", "FallingFactorial", "harmonic", "besselj", "bessely", "besseli", "besselk",
    "Derivative", "Tuple",
})  # fmt: skip
"""The classes of SymPy that may stand in an expression. SymPy leaves a Derivative of re, im or sign open
where a symbol was not declared real; an Integral, a Limit or a Sum is a question, not an answer."""
CONSTANT_NAMES = frozenset(CONSTANTS.values())
KINDS: tuple[tuple[type[Token], tuple[type, ...]], ...] = (
    (Symbol, (str,)), (Symbol, (str, tuple)), (Integer, (int,)), (Rational, (int, int)),
    (Float, (float,)), (Constant, (str,)), (Apply, (str, int)),
)  # fmt: skip
"""The kinds of token, by the number that stands for them in a frame, and the types of what follows it."""
KIND_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}
CONTENTS: dict[type[Token], Callable[[Any], tuple[object, ...]]] = {
    Symbol: lambda token: (token.name,) if token.assumptions == () else (token.name, token.assumptions),
    Integer: lambda token: (token.value,),
    Rational: lambda token: (token.p, token.q),
    Float: lambda token: (token.value,),
    Constant: lambda token: (token.name,),
    Apply: lambda token: (token.head, token.arity),
}
_NAMES = ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
DTYPES = [np.dtype(name) for name in _NAMES]
DTYPE_NUMBERS = {dtype.str: number for number, dtype in enumerate(DTYPES)}

NONE, FALSE, TRUE, INT, BIG, FLOAT, COMPLEX, STR = b"N", b"F", b"T", b"i", b"I", b"f", b"c", b"s"
LIST, TUPLE, DICT, SET, SCALAR, ARRAY, OBJECTS = b"l", b"t", b"d", b"S", b"n", b"a", b"o"
EXPRESSION, MATRIX, FIGURE, AXES, OPAQUE, REMOTE, NODE = b"E", b"M", b"P", b"A", b"O", b"R", b"#"
FUNCTION, COUNTED, GRAPH = b"X", b"C", b"G"
ITEMS = NONE + FALSE + TRUE + INT + BIG + FLOAT + COMPLEX + STR + SCALAR + EXPRESSION
KEYS = ITEMS + NODE

COUNT, LONG, DOUBLE, PAIR = Struct("<I"), Struct("<q"), Struct("<d"), Struct("<2d")


class CodecError(Exception):
    """A value that cannot be put into a frame, or a frame that holds no value."""


class Caps:
    """What is left of the caps on one frame."""

    def __init__(self) -> None:
        self.values_left, self.tokens_left = VALUE_CAP, TOKEN_CAP

    @property
    def values(self) -> int:
        """How many values and parts of expressions there were so far."""
        return VALUE_CAP - self.values_left + TOKEN_CAP - self.tokens_left

    def enter(self, depth: int) -> None:
        self.values_left -= 1
        if self.values_left < 0:
            raise CodecError("the answer holds more than 50 000 values")
        if depth > DEPTH_CAP:
            raise CodecError("the answer is nested more than 40 deep, or contains itself")

    def spend(self, tokens: int) -> None:
        self.tokens_left -= tokens
        if self.tokens_left < 0:
            raise CodecError("the answer's expressions have more than 50 000 parts")


def check_integer(x: int) -> int:
    if x.bit_length() > BITS_CAP:
        raise CodecError("the answer holds an integer of more than 4096 bits")
    return x


def check_shape(shape: tuple[int, ...]) -> None:
    if len(shape) > DIMENSION_CAP:
        raise CodecError("the array has more than 32 dimensions")
    if math.prod(max(length, 1) for length in shape) > FRAME_CAP:
        raise CodecError("the answer is larger than 4 MB")


def laid_out(token: Token) -> tuple[int, tuple[object, ...]]:
    """The number of a token's kind, and what follows it in a frame."""
    kind = type(token)
    content = CONTENTS[kind](token)
    number = KIND_NUMBERS.get((kind, tuple(map(type, content))))
    if number is None:
        raise CodecError("the expression has a malformed part")
    return number, content


def check_tokens(tokens: tuple[Token, ...]) -> None:
    """Refuse what is not one whole expression of known heads, constants and printable symbols.

    It is no `fold`, which believes the types of what it is given; here nothing is believed yet.
    """
    depths: list[int] = []
    for token in tokens:
        _, content = laid_out(token)
        if not _is_known(token):
            raise CodecError(f"the expression holds {content[0]!r:.100}, which is not understood")
        depth = 1
        if isinstance(token, Apply):
            first = len(depths) - token.arity
            if first < 0:
                raise CodecError("the expression lacks a part")
            depth += max(depths[first:])
            del depths[first:]
        if depth > EXPRESSION_DEPTH_CAP:
            raise CodecError("the expression is nested more than 200 deep")
        depths.append(depth)
    if len(depths) != 1:
        raise CodecError("the expression is not one whole")


def _is_known(token: Token) -> bool:
    match token:
        case Apply(head, arity):
            return head in HEADS and arity > 0
        case Symbol(name):
            return 0 < len(name) <= NAME_CAP and name.isprintable()
        case Constant(name):
            return name in CONSTANT_NAMES
        case Rational(_, q):
            return q > 0
    return True
