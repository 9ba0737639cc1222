"""What could stand wrongly in the place of a part of a program: another operator, sign, index, function …"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from functools import singledispatch
from itertools import pairwise
from typing import Any

OPERATORS: dict[type, list[type]] = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div],
    ast.Div: [ast.Mult],
    ast.FloorDiv: [ast.Mult],
    ast.Mod: [ast.Mult],
    ast.Pow: [ast.Mult],
    ast.MatMult: [ast.Mult],
    ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt, ast.GtE],
    ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt, ast.LtE],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
    ast.And: [ast.Or],
    ast.Or: [ast.And],
}
PAIRS = [
    "all any", "arange ones", "argmax argmin", "append insert", "arctan2 hypot", "ceil floor", "cos sin",
    "cosh sinh", "cumprod cumsum", "degrees radians", "diff integrate", "eigvalsh diagonal", "exp log",
    "inner outer", "max min", "maximum minimum", "mean sum", "normal uniform", "ones zeros",
    "ones_like zeros_like", "std var", "tan tanh",
]  # fmt: skip
OTHER_NAME = {one: other for pair in PAIRS for one, other in (pair.split(), pair.split()[::-1])}
COMMUTATIVE = {"hypot", "max", "maximum", "min", "minimum", "zip"}
COUNTING = {"arange", "linspace", "range"}
CONVERSIONS = {"float", "int"}
MODULES = {"jax", "np", "sp"}

LAYOUT = {"add_subplot", "subplots"}
STYLE_KEYWORDS = {"alpha", "aspect", "cmap", "color", "edgecolor", "label", "linewidth", "s"}
OTHER_SETTINGS = {"method", "options", "strict"}


def name_of(function: ast.expr) -> str:
    """The last part of a dotted name."""
    return getattr(function, "id", "") or getattr(function, "attr", "")


@singledispatch
def variants(node: ast.AST) -> Iterator[ast.AST]:
    """What could stand wrongly in the place of an expression, an operator or a keyword argument."""
    yield from (other() for other in OPERATORS.get(type(node), ()))


@variants.register
def _(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        others = {value + 1, value - 1, 2 * value, 0, -value} - {value}
        yield from map(ast.Constant, sorted(others))
    elif isinstance(value, str):
        yield ast.Constant({"ij": "xy", "xy": "ij"}.get(value, f"not {value}"))
    elif value is None:
        yield ast.Constant(0)


@variants.register
def _(node: ast.keyword) -> Iterator[ast.AST]:
    if node.arg == "axis" and isinstance(node.value, ast.Constant):
        yield ast.keyword(node.arg, ast.Constant(0 if node.value.value else 1))


@variants.register
def _(node: ast.BinOp) -> Iterator[ast.AST]:
    yield node.left
    yield node.right
    if not isinstance(node.op, ast.Add | ast.Mult):
        yield ast.BinOp(node.right, node.op, node.left)


@variants.register
def _(node: ast.UnaryOp) -> Iterator[ast.AST]:
    yield node.operand


@variants.register
def _(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield from node.values


@variants.register
def _(node: ast.Compare) -> Iterator[ast.AST]:
    yield ast.Constant(True)
    yield ast.Constant(False)


@variants.register
def _(node: ast.IfExp) -> Iterator[ast.AST]:
    yield node.body
    yield node.orelse
    yield ast.IfExp(node.test, node.orelse, node.body)


@variants.register
def _(node: ast.Tuple | ast.List) -> Iterator[ast.AST]:
    if isinstance(node.ctx, ast.Load):
        yield from (type(node)(elements, node.ctx) for elements in _swapped(node.elts))
        for i in range(len(node.elts)):
            yield type(node)([*node.elts[:i], *node.elts[i + 1 :]], node.ctx)


@variants.register
def _(node: ast.Dict) -> Iterator[ast.AST]:
    yield from (ast.Dict(node.keys, values) for values in _swapped(node.values))


@variants.register
def _(node: ast.comprehension) -> Iterator[ast.AST]:
    if node.ifs:
        yield ast.comprehension(node.target, node.iter, [], node.is_async)


@variants.register
def _(node: ast.Subscript) -> Iterator[ast.AST]:
    if isinstance(node.ctx, ast.Load):
        yield node.value
    if isinstance(node.slice, ast.Name | ast.BinOp):
        yield from (ast.Subscript(node.value, index, node.ctx) for index in _shifted(node.slice))


@variants.register
def _(node: ast.Slice) -> Iterator[ast.AST]:
    for field in ("lower", "upper", "step"):
        bound = getattr(node, field)
        others: list[ast.expr | None] = [] if bound is None else [None]
        if isinstance(bound, ast.Name | ast.BinOp):
            others += _shifted(bound)
        for other in others:
            changed = ast.Slice(node.lower, node.upper, node.step)
            setattr(changed, field, other)
            yield changed


@variants.register
def _(node: ast.Attribute | ast.Name) -> Iterator[ast.AST]:
    other = OTHER_NAME.get(name_of(node))
    if isinstance(node, ast.Attribute) and other is not None:
        yield ast.Attribute(node.value, other, node.ctx)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    elif isinstance(node, ast.Name) and hasattr(builtins, node.id) and other is not None:
        yield ast.Name(other, node.ctx)


@variants.register
def _(node: ast.Call) -> Iterator[ast.AST]:
    name = name_of(node.func)
    for i, keyword in enumerate(node.keywords):
        if keyword.arg not in (STYLE_KEYWORDS - {"label"}) | OTHER_SETTINGS:
            yield ast.Call(node.func, node.args, [*node.keywords[:i], *node.keywords[i + 1 :]])
    if name in LAYOUT:
        return
    if name not in COMMUTATIVE:
        yield from (ast.Call(node.func, args, node.keywords) for args in _swapped(node.args))
    if len(node.args) > 1 and name != "plot":
        yield ast.Call(node.func, node.args[:-1], node.keywords)
    if name in COUNTING and not isinstance(node.args[-1], ast.Constant):
        yield from (ast.Call(node.func, [*node.args[:-1], n], node.keywords) for n in _shifted(node.args[-1]))
    if len(node.args) == 1 and name not in CONVERSIONS:
        yield node.args[0]
    if isinstance(node.func, ast.Attribute) and name_of(node.func.value) not in MODULES:
        yield node.func.value


def _swapped(items: list[Any]) -> Iterator[list[Any]]:
    """The items with two neighbours exchanged."""
    for i, j in pairwise(range(len(items))):
        yield [*items[:i], items[j], items[i], *items[j + 1 :]]


def _shifted(index: ast.expr) -> Iterator[ast.expr]:
    yield ast.BinOp(index, ast.Add(), ast.Constant(1))
    yield ast.BinOp(index, ast.Sub(), ast.Constant(1))
