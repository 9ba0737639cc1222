"""What a frame is made of: the tags, the caps on each kind, and the checks that both directions make.

A frame is one value; a value is one byte for its kind, its tag, and then the content that this kind has.
"""

from __future__ import annotations

import math
from struct import Struct

import numpy as np

from graders.values.expressions import CONSTANTS
from graders.values.types import Token

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
KINDS: tuple[tuple[str | type, ...], ...] = (
    ("symbol", str), ("symbol", str, tuple), ("integer", int), ("rational", int, int),
    ("float", float), ("constant", str), ("apply", str, int),
)  # fmt: skip
KIND_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}
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


def kind_of(token: Token) -> int:
    """The number of a token's kind."""
    number = KIND_NUMBERS.get((token[0], *map(type, token[1:])))
    if number is None:
        raise CodecError("the expression has a malformed part")
    return number


def check_tokens(tokens: tuple[Token, ...]) -> None:
    """Refuse what is not one whole expression of known heads, constants and printable symbols."""
    depths: list[int] = []
    for token in tokens:
        kind_of(token)
        if not _is_known(token[0], token[1:]):
            raise CodecError(f"the expression holds {token[1]!r:.100}, which is not understood")
        arity = token[2] if token[0] == "apply" else 0
        if arity > len(depths):
            raise CodecError("the expression lacks a part")
        parts = [depths.pop() for _ in range(arity)]
        depths.append(1 + max(parts, default=0))
        if depths[-1] > EXPRESSION_DEPTH_CAP:
            raise CodecError("the expression is nested more than 200 deep")
    if len(depths) != 1:
        raise CodecError("the expression is not one whole")


def _is_known(kind: str, content: Token) -> bool:
    match kind:
        case "symbol":
            name: str = content[0]
            return 0 < len(name) <= NAME_CAP and name.isprintable()
        case "constant":
            return content[0] in CONSTANT_NAMES
        case "rational":
            return bool(content[1] > 0)
        case "apply":
            return content[0] in HEADS and bool(content[1] > 0)
    return True
