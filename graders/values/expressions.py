"""SymPy objects as plain data and back."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, SupportsInt

from graders.values.tokens import Apply, Constant, Float, Integer, Leaf, Rational, Symbol, Token
from graders.values.trees import fold
from graders.values.types import Expression, Matrix

MAX_TOKENS = 4_000
MAX_MATRIX_TOKENS = 10 * MAX_TOKENS
MAX_DEPTH = 1_000
MAX_BITS = 100_000
MAX_NAME = 100

CONSTANTS = {
    "Pi": "pi", "Exp1": "E", "ImaginaryUnit": "I", "EulerGamma": "EulerGamma", "GoldenRatio": "GoldenRatio",
    "Catalan": "Catalan", "Infinity": "oo", "NegativeInfinity": "-oo", "ComplexInfinity": "zoo", "NaN": "nan",
    "BooleanTrue": "true", "BooleanFalse": "false",
}  # fmt: skip
SINGLETONS = {name: singleton for singleton, name in CONSTANTS.items()}


def from_sympy(obj: Any) -> Expression | Matrix:
    """A SymPy expression or matrix as plain data; ValueError for anything else and for what is too large.

    Only the structure is read, nothing is evaluated: a shared part counts as often as it occurs.
    """
    import sympy

    try:
        if issubclass(type(obj), sympy.MatrixBase):
            return _matrix(obj.shape, obj.flat())
        if issubclass(type(obj), sympy.NDimArray) and len(obj.shape) == 2:
            return _matrix(obj.shape, [entry for row in obj.tolist() for entry in row])
        return Expression(_tokens(obj, MAX_TOKENS))
    except ValueError:
        raise
    except Exception as error:
        raise ValueError(f"no SymPy expression that can be read: {type(error).__name__}") from None


def vector(obj: Any) -> list[Any] | None:
    """The items of a SymPy array of one dimension or of a Tuple, None for anything else."""
    import sympy

    if issubclass(type(obj), sympy.Tuple):
        return list(_args(obj))
    if not issubclass(type(obj), sympy.NDimArray) or len(obj.shape) != 1:
        return None
    items: list[Any] = obj.tolist()
    return items


def without_domain(obj: Any) -> Any:
    """A `Poly` as the expression that it is of; anything else as it is."""
    import sympy

    return sympy.Poly.as_expr(obj) if type(obj) is sympy.Poly else obj


def _matrix(shape: tuple[int, int], entries: list[Any]) -> Matrix:
    if len(entries) > MAX_TOKENS:
        raise ValueError("the matrix is too large")
    read: list[Expression] = []
    room = MAX_MATRIX_TOKENS
    for entry in entries:
        read.append(Expression(_tokens(entry, min(room, MAX_TOKENS))))
        room -= len(read[-1].tokens)
    return Matrix(int(shape[0]), int(shape[1]), tuple(read))


def _tokens(root: Any, room: int) -> tuple[Token, ...]:
    """The tokens of an expression, read without recursion; `room` is how many there may be."""
    tokens: list[Token] = []
    stack: list[tuple[Any, int]] = [(root, 0)]
    readers: dict[type, Callable[[Any], Leaf] | str] = {}
    leaves: dict[int, Leaf] = {}  # by the id() of what they were read from, which the root keeps alive
    while stack:
        node, depth = stack.pop()
        kind = type(node)
        if kind is Apply:
            tokens.append(node)
            continue
        reader = readers.get(kind) or readers.setdefault(kind, _reader(kind))
        if isinstance(reader, str):
            args = _args(node)
            stack.append((Apply(reader, len(args)), depth))
            stack.extend([(arg, depth + 1) for arg in reversed(args)])
        else:
            tokens.append(leaves.get(id(node)) or leaves.setdefault(id(node), reader(node)))
        if len(tokens) + len(stack) > room or depth > MAX_DEPTH:
            raise ValueError("the expression is too large")
    return tuple(tokens)


def _args(node: Any) -> tuple[Any, ...]:
    """The arguments as SymPy itself keeps them, whatever a subclass says of them."""
    from sympy import Basic

    args: tuple[Any, ...] = Basic.args.fget(node)
    return args


def _reader(kind: type) -> Callable[[Any], Leaf] | str:
    """How nodes of a class are read: a function that gives the token of a leaf, or the name of a head."""
    import sympy
    from sympy.core.function import AppliedUndef

    name = kind.__name__
    sympys = str(kind.__module__).partition(".")[0] == "sympy"
    if not issubclass(kind, sympy.Basic):
        raise ValueError(f"`{name[:MAX_NAME]}` is no SymPy expression")
    if sympys and name in CONSTANTS:
        constant = Constant(CONSTANTS[name])
        return lambda _: constant
    if issubclass(kind, sympy.Symbol):
        return _symbol
    if issubclass(kind, sympy.Integer):
        return lambda node: Integer(_whole(node.p))
    if issubclass(kind, sympy.Rational):
        return lambda node: Rational(_whole(node.p), _whole(node.q))
    if issubclass(kind, sympy.Float):
        return lambda node: Float(_finite(sympy.Float.__float__(node)))
    return _name(name) if sympys and not issubclass(kind, AppliedUndef) else f"function {_name(name)}"


def _symbol(node: Any) -> Symbol:
    return Symbol(_name(node.name), _assumptions(node))


def _whole(number: SupportsInt) -> int:
    whole = int(number)
    if whole.bit_length() > MAX_BITS:
        raise ValueError("a number in the expression is too large")
    return whole


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise ValueError("a number in the expression is too large")
    return number


def _assumptions(symbol: Any) -> tuple[str, ...]:
    declared = symbol._assumptions.generator
    return tuple(
        name if holds else f"not {name}"
        for name, holds in sorted(declared.items())
        if name != "commutative" or not holds
    )


def _name(name: object) -> str:
    if type(name) is not str or len(name) > MAX_NAME:
        raise ValueError("a name in the expression is too long")
    return name


def to_sympy(value: Expression | Matrix) -> Any:
    """The SymPy object again. For values of the grader's own making only: SymPy may compute with them."""
    import sympy

    if isinstance(value, Matrix):
        return sympy.Matrix(value.rows, value.cols, [to_sympy(entry) for entry in value.entries])
    return fold(value, _atom, _applied)


def _applied(token: Apply, args: list[Any]) -> Any:
    import sympy
    from sympy.functions.elementary.piecewise import ExprCondPair

    head = token.head
    if head.startswith("function "):
        return sympy.Function(head.removeprefix("function "))(*args)
    kind = ExprCondPair if head == "ExprCondPair" else getattr(sympy, head, None)
    if not isinstance(kind, type) or not issubclass(kind, sympy.Basic):
        raise ValueError(f"`{head}` is no class of SymPy's")
    if head in ("Add", "Mul", "Pow"):
        return kind(*args, evaluate=False)
    return kind(*args)


def _atom(token: Leaf) -> Any:
    import sympy

    match token:
        case Symbol(name, assumptions):
            facts = {text.removeprefix("not "): not text.startswith("not ") for text in assumptions}
            return sympy.Symbol(name, **facts)
        case Integer(n):
            return sympy.Integer(n)
        case Rational(p, q):
            return sympy.Rational(p, q)
        case Float(x):
            return sympy.Float(x)
        case Constant(name) if name in SINGLETONS:
            return getattr(sympy.S, SINGLETONS[name])
    raise ValueError(f"no such token: {token!r}")
