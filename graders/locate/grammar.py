"""A small grammar of slips: what an expression may have been meant to be, where one thing in it is wrong."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence
from functools import singledispatch
from itertools import pairwise

from graders.locate.grouping import groupings

Slip = tuple[str, ast.expr]
"""The kind of a slip, and what would stand there without it."""

OTHER_OPERATORS: dict[type, list[tuple[str, type]]] = {
    ast.Add: [("sign", ast.Sub), ("operator", ast.Mult)],
    ast.Sub: [("sign", ast.Add)],
    ast.Mult: [("operator", other) for other in (ast.Div, ast.MatMult, ast.Pow, ast.Add)],
    ast.Div: [("operator", ast.Mult), ("operator", ast.FloorDiv)],
    ast.FloorDiv: [("operator", ast.Div), ("operator", ast.Mod)],
    ast.Mod: [("operator", ast.FloorDiv)],
    ast.Pow: [("operator", ast.Mult)],
    ast.MatMult: [("operator", ast.Mult)],
    ast.Lt: [("comparison", ast.LtE), ("comparison", ast.Gt), ("comparison", ast.GtE)],
    ast.LtE: [("comparison", ast.Lt), ("comparison", ast.GtE), ("comparison", ast.Gt)],
    ast.Gt: [("comparison", ast.GtE), ("comparison", ast.Lt), ("comparison", ast.LtE)],
    ast.GtE: [("comparison", ast.Gt), ("comparison", ast.LtE), ("comparison", ast.Lt)],
    ast.Eq: [("comparison", ast.NotEq)],
    ast.NotEq: [("comparison", ast.Eq)],
    ast.Is: [("comparison", ast.IsNot)],
    ast.IsNot: [("comparison", ast.Is)],
    ast.In: [("comparison", ast.NotIn)],
    ast.NotIn: [("comparison", ast.In)],
    ast.And: [("comparison", ast.Or)],
    ast.Or: [("comparison", ast.And)],
}
PAIRS = (
    "all any", "argmax argmin", "ceil floor", "cos sin", "cosh sinh", "cumprod cumsum", "degrees radians",
    "exp log", "inner outer", "max min", "maximum minimum", "mean sum", "ones zeros", "ones_like zeros_like",
    "prod sum", "std var", "tan tanh", "max sum", "exp sqrt", "abs sqrt", "append insert", "argsort sort",
    "hstack vstack", "integrate diff",
)  # fmt: skip
OTHER_NAMES: dict[str, list[str]] = {}
for _one, _other in (pair.split() for pair in PAIRS):
    OTHER_NAMES.setdefault(_one, []).append(_other)
    OTHER_NAMES.setdefault(_other, []).append(_one)
COUNTING = {"arange", "linspace", "range"}
MISSING_CALLS = ("abs", "sqrt", "exp", "log", "sum", "mean")
"""Functions of NumPy that are forgotten."""
WITH_AXIS = {"all", "any", "argmax", "argmin", "max", "mean", "min", "norm", "prod", "std", "sum", "var"}


def name_of(function: ast.expr) -> str:
    """The last part of a dotted name."""
    return getattr(function, "id", "") or getattr(function, "attr", "")


@singledispatch
def slips(node: ast.expr) -> Iterator[Slip]:
    """What an expression may have been meant to be."""
    yield from ()


@slips.register
def _(node: ast.BinOp) -> Iterator[Slip]:
    left, right = node.left, node.right
    for kind, operator in OTHER_OPERATORS.get(type(node.op), []):
        yield kind, ast.BinOp(left, operator(), right)
    if not isinstance(node.op, ast.Add | ast.Mult):
        yield "operands", ast.BinOp(right, node.op, left)
    if isinstance(node.op, ast.MatMult):
        yield "transpose", ast.BinOp(_turned(left), node.op, right)
        yield "transpose", ast.BinOp(left, node.op, _turned(right))
        yield "operands", ast.BinOp(_turned(right), node.op, left)
        yield "operands", ast.BinOp(right, node.op, _turned(left))
    kind = "factor" if isinstance(node.op, ast.Mult | ast.Div) else "term"
    if not isinstance(node.op, ast.Mod | ast.FloorDiv):
        yield ("power" if isinstance(node.op, ast.Pow) else kind), left
    if isinstance(node.op, ast.Add | ast.Mult):
        yield kind, right
    if isinstance(node.op, ast.Sub):
        yield kind, ast.UnaryOp(ast.USub(), right)


@slips.register
def _(node: ast.UnaryOp) -> Iterator[Slip]:
    yield ("comparison" if isinstance(node.op, ast.Not) else "sign"), node.operand


@slips.register
def _(node: ast.Compare) -> Iterator[Slip]:
    if len(node.ops) == 1:
        for kind, operator in OTHER_OPERATORS.get(type(node.ops[0]), []):
            yield kind, ast.Compare(node.left, [operator()], node.comparators)


@slips.register
def _(node: ast.BoolOp) -> Iterator[Slip]:
    for kind, operator in OTHER_OPERATORS[type(node.op)]:
        yield kind, ast.BoolOp(operator(), node.values)


@slips.register
def _(node: ast.IfExp) -> Iterator[Slip]:
    yield "comparison", ast.IfExp(node.test, node.orelse, node.body)


@slips.register
def _(node: ast.Constant) -> Iterator[Slip]:
    value = node.value
    if isinstance(value, bool):
        yield "constant", ast.Constant(not value)
    elif isinstance(value, int | float):
        others = [value + 1, value - 1, -value, 2 * value, value / 2, 0, 1]
        kept = dict.fromkeys(number for number in others if number != value)
        for number in kept:
            whole = int(number) if isinstance(value, int) and float(number).is_integer() else number
            yield "constant", ast.Constant(whole)
    elif value in ("ij", "xy"):
        yield "constant", ast.Constant("xy" if value == "ij" else "ij")


@slips.register
def _(node: ast.Subscript) -> Iterator[Slip]:
    if not isinstance(node.slice, ast.Constant | ast.Slice | ast.Tuple):
        yield from (("index", ast.Subscript(node.value, index, node.ctx)) for index in _shifted(node.slice))
    if isinstance(node.slice, ast.Slice):
        yield from (("index", ast.Subscript(node.value, cut, node.ctx)) for cut in _cuts(node.slice))
        yield "index", node.value
    if isinstance(node.slice, ast.Tuple):
        elements = node.slice.elts
        for other in _exchanged(elements):
            yield "index", ast.Subscript(node.value, ast.Tuple(other, ast.Load()), node.ctx)
        for at, element in enumerate(elements):
            if isinstance(element, ast.Slice):
                for cut in _cuts(element):
                    changed = ast.Tuple([*elements[:at], cut, *elements[at + 1 :]], ast.Load())
                    yield "index", ast.Subscript(node.value, changed, node.ctx)


@slips.register
def _(node: ast.Attribute) -> Iterator[Slip]:
    if node.attr == "T":
        yield "transpose", node.value
    for other in OTHER_NAMES.get(node.attr, []):
        yield "function", ast.Attribute(node.value, other, node.ctx)


@slips.register
def _(node: ast.Name) -> Iterator[Slip]:
    if hasattr(builtins, node.id):
        for other in OTHER_NAMES.get(node.id, []):
            if hasattr(builtins, other):
                yield "function", ast.Name(other, node.ctx)


@slips.register
def _(node: ast.Tuple | ast.List) -> Iterator[Slip]:
    for elements in _exchanged(node.elts):
        yield "order", type(node)(elements, node.ctx)


@slips.register
def _(node: ast.Call) -> Iterator[Slip]:
    name, args = name_of(node.func), node.args
    if name in COUNTING and args:
        yield from _counted(node)
    if name not in COUNTING:
        for other in _exchanged(args):
            yield "arguments", ast.Call(node.func, other, node.keywords)
    yield from _axes(node, name)
    if name == "len":
        yield from (("term", other) for other in _shifted(node))
    if len(args) == 1 and not node.keywords and not isinstance(args[0], ast.Starred | ast.GeneratorExp):
        yield "call", args[0]


def wrapped(node: ast.expr) -> Iterator[Slip]:
    """What a whole value may lack around it: a sign, a factor, a function, a transposition."""
    yield "sign", ast.UnaryOp(ast.USub(), node)
    yield "factor", ast.BinOp(ast.Constant(2), ast.Mult(), node)
    yield "factor", ast.BinOp(node, ast.Div(), ast.Constant(2))
    yield "transpose", _turned(node)
    for name in MISSING_CALLS:
        yield "call", ast.Call(ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load()), [node], [])
    yield "power", ast.BinOp(node, ast.Pow(), ast.Constant(2))
    yield "call", ast.Call(ast.Attribute(node, "copy", ast.Load()), [], [])


def grouped(node: ast.BinOp) -> Iterator[Slip]:
    """What a chain of operators may have been meant to be, by parentheses."""
    divides = any(isinstance(part, ast.Div) for part in ast.walk(node))
    for other in groupings(node):
        yield ("division" if divides else "grouping"), other


def _turned(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value
    return ast.Attribute(node, "T", ast.Load())


def _shifted(index: ast.expr) -> Iterator[ast.expr]:
    """An index one further and one less; what was added to it already is dropped first."""
    if isinstance(index, ast.BinOp) and isinstance(index.op, ast.Add | ast.Sub):
        yield index.left
    yield ast.BinOp(index, ast.Add(), ast.Constant(1))
    yield ast.BinOp(index, ast.Sub(), ast.Constant(1))


def _cuts(cut: ast.Slice) -> Iterator[ast.Slice]:
    lower, upper, step = cut.lower, cut.upper, cut.step
    if lower is None:
        yield ast.Slice(ast.Constant(1), upper, step)
    else:
        yield ast.Slice(None, upper, step)
        yield from (ast.Slice(other, upper, step) for other in _shifted(lower))
    if upper is None:
        yield ast.Slice(lower, ast.UnaryOp(ast.USub(), ast.Constant(1)), step)
    else:
        yield ast.Slice(lower, None, step)
        yield from (ast.Slice(lower, other, step) for other in _shifted(upper))
    if step is not None:
        yield ast.Slice(lower, upper, None)
    else:
        yield ast.Slice(lower, upper, ast.UnaryOp(ast.USub(), ast.Constant(1)))


def _counted(node: ast.Call) -> Iterator[Slip]:
    """How far is counted, and from where."""
    *before, last = node.args
    if name_of(node.func) == "range" and not before:
        yield "index", ast.Call(node.func, [ast.Constant(1), last], [])
        yield "index", ast.Call(node.func, [ast.Constant(1), ast.BinOp(last, ast.Add(), ast.Constant(1))], [])
    if name_of(node.func) == "range" and len(before) == 1:
        yield "index", ast.Call(node.func, [next(_shifted(last))], [])
    for other in _shifted(last):
        yield "index", ast.Call(node.func, [*before, other], node.keywords)
    if before and not isinstance(before[0], ast.Constant):
        for other in _shifted(before[0]):
            yield "index", ast.Call(node.func, [other, *node.args[1:]], node.keywords)
    if len(node.args) == 3 and name_of(node.func) != "linspace":
        middle = node.args[1]
        for other in _shifted(middle):
            yield "index", ast.Call(node.func, [before[0], other, last], node.keywords)


def _axes(node: ast.Call, name: str) -> Iterator[Slip]:
    """Another axis, one that is missing, and whether it is kept."""
    others = [keyword for keyword in node.keywords if keyword.arg != "axis"]
    axis = next((keyword.value for keyword in node.keywords if keyword.arg == "axis"), None)
    if axis is not None:
        now = axis.value if isinstance(axis, ast.Constant) else None
        for value in (0, 1, -1):
            if value != now:
                yield "axis", ast.Call(node.func, node.args, [*others, _axis(value)])
        yield "axis", ast.Call(node.func, node.args, others)
        if not any(keyword.arg == "keepdims" for keyword in others):
            kept = ast.keyword("keepdims", ast.Constant(True))
            yield "axis", ast.Call(node.func, node.args, [*node.keywords, kept])
    elif name in WITH_AXIS and isinstance(node.func, ast.Attribute):
        for value in (0, 1):
            yield "axis", ast.Call(node.func, node.args, [*others, _axis(value)])
    if any(keyword.arg == "keepdims" for keyword in others):
        less = [keyword for keyword in node.keywords if keyword.arg != "keepdims"]
        yield "axis", ast.Call(node.func, node.args, less)


def _axis(value: int) -> ast.keyword:
    return ast.keyword("axis", ast.Constant(value))


def _exchanged(items: Sequence[ast.expr]) -> Iterator[list[ast.expr]]:
    """The items with two neighbours exchanged."""
    for i, j in pairwise(range(len(items))):
        if not isinstance(items[i], ast.Starred) and not isinstance(items[j], ast.Starred):
            yield [*items[:i], items[j], items[i], *items[j + 1 :]]
