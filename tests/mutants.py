"""Wrong versions of a function, made by rule: one small change each."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import partial, singledispatch
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
DRAWING = {
    "bar",
    "contour",
    "contourf",
    "fill_between",
    "legend",
    "plot",
    "plot_surface",
    "quiver",
    "scatter",
}
STYLE_CALLS = {"Figure", "axhline", "axvline", "colorbar", "grid", "set"}
STYLE_KEYWORDS = {"alpha", "aspect", "cmap", "color", "edgecolor", "label", "linewidth", "s"}
OTHER_SETTINGS = {"method", "options", "strict"}


@dataclass(frozen=True)
class Mutant:
    """A function with one change; `change` is the statement as it became."""

    change: str
    text: str


def mutants(function: ast.FunctionDef) -> list[Mutant]:
    """All mutants of a function's body, without duplicates."""
    function = deepcopy(function)
    if ast.get_docstring(function) is not None:
        del function.body[0]
    original = ast.unparse(function)
    made: dict[str, Mutant] = {}
    seen: dict[str, int] = {}
    for change in _changes(function):
        text = ast.unparse(function)
        if text != original and text not in made:
            seen[change] = seen.get(change, 0) + 1
            made[text] = Mutant(change if seen[change] == 1 else f"{change}  # {seen[change]}", text)
    return list(made.values())


def _changes(function: ast.FunctionDef) -> Iterator[str]:
    """Change the function in place, say how, and change it back, again and again."""
    names = _variables(function)
    for statement, put in _statements(function):
        for other in _other_statements(statement):
            put(other)
            yield f"without: {_head(statement)}" if isinstance(other, ast.Pass) else _head(other)
        put(statement)
        for expression, place in _expressions(statement):
            for variant in (*variants(expression), *_other_names(expression, names)):
                place(variant)
                yield _head(statement)
            place(expression)


def _variables(function: ast.FunctionDef) -> list[str]:
    """The names of a function's arguments and of what it assigns."""
    names = [
        node for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return [
        *(argument.arg for argument in function.args.args),
        *dict.fromkeys(n.id for n in names if n.id != "_"),
    ]


def _other_names(node: ast.AST, names: list[str]) -> Iterator[ast.AST]:
    """The function's other variables in the place of one."""
    if isinstance(node, ast.Name) and node.id in names and isinstance(node.ctx, ast.Load):
        yield from (ast.Name(name, node.ctx) for name in names if name != node.id)


Put = Callable[[Any], None]


def _statements(node: ast.AST) -> Iterator[tuple[ast.stmt, Put]]:
    """Every statement under a node, with what puts another one in its place."""
    for child, put in _children(node):
        if isinstance(child, ast.stmt):
            if not _is_style(child):
                yield child, put
            yield from _statements(child)


def _expressions(node: ast.AST) -> Iterator[tuple[ast.AST, Put]]:
    """Every expression of a statement, but not those of the statements inside."""
    for child, put in _children(node):
        if isinstance(child, ast.stmt | ast.withitem | ast.arguments | ast.JoinedStr | ast.expr_context):
            continue
        if isinstance(child, ast.keyword) and child.arg in STYLE_KEYWORDS | OTHER_SETTINGS:
            continue
        yield child, put
        if not (isinstance(child, ast.keyword) and child.arg == "axis"):
            yield from _expressions(child)


def _children(node: ast.AST) -> Iterator[tuple[ast.AST, Put]]:
    skipped = {"returns", "annotation", "decorator_list", "format_spec"}
    if isinstance(node, ast.Call):
        skipped |= (
            {"args"} if _name(node.func) in LAYOUT else {"func"} if _name(node.func) in DRAWING else set()
        )
    for field, value in ast.iter_fields(node):
        if field in skipped:
            continue
        if isinstance(value, ast.AST):
            yield value, partial(setattr, node, field)
        elif isinstance(value, list):
            for i, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield item, partial(value.__setitem__, i)


def _is_style(statement: ast.stmt) -> bool:
    """Imports, errors raised on purpose, titles and the like: nothing that a right answer must agree on."""
    if isinstance(statement, ast.Assign | ast.Expr) and isinstance(statement.value, ast.Call):
        return _name(statement.value.func) in STYLE_CALLS
    return isinstance(statement, ast.Import | ast.ImportFrom | ast.Raise | ast.Pass)


def _name(function: ast.expr) -> str:
    """The last part of a dotted name."""
    return getattr(function, "id", "") or getattr(function, "attr", "")


def _head(statement: ast.stmt) -> str:
    return ast.unparse(statement).partition("\n")[0]


@singledispatch
def _other_statements(statement: ast.stmt) -> Iterator[ast.stmt]:
    yield ast.Pass()


@_other_statements.register
def _(statement: ast.With) -> Iterator[ast.stmt]:
    yield from ()


@_other_statements.register
def _(statement: ast.Return) -> Iterator[ast.stmt]:
    yield ast.Pass()
    if isinstance(statement.value, ast.Tuple):
        yield from map(ast.Return, statement.value.elts)


@_other_statements.register
def _(statement: ast.Break | ast.Continue) -> Iterator[ast.stmt]:
    yield ast.Pass()
    yield ast.Continue() if isinstance(statement, ast.Break) else ast.Break()


@_other_statements.register
def _(statement: ast.If | ast.While) -> Iterator[ast.stmt]:
    yield ast.Pass()
    tests = [ast.UnaryOp(ast.Not(), statement.test), ast.Constant(isinstance(statement, ast.If))]
    for test in tests:
        other = deepcopy(statement)
        other.test = test
        yield other


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
        bounds = {"lower": node.lower, "upper": node.upper, "step": node.step}
        if bound is not None:
            yield ast.Slice(**{**bounds, field: None})
        if isinstance(bound, ast.Name | ast.BinOp):
            yield from (ast.Slice(**{**bounds, field: other}) for other in _shifted(bound))


@variants.register
def _(node: ast.Attribute | ast.Name) -> Iterator[ast.AST]:
    other = OTHER_NAME.get(_name(node))
    if isinstance(node, ast.Attribute) and other is not None:
        yield ast.Attribute(node.value, other, node.ctx)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    elif isinstance(node, ast.Name) and hasattr(builtins, node.id) and other is not None:
        yield ast.Name(other, node.ctx)


@variants.register
def _(node: ast.Call) -> Iterator[ast.AST]:
    name = _name(node.func)
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
    if isinstance(node.func, ast.Attribute) and _name(node.func.value) not in MODULES:
        yield node.func.value


def _swapped(items: list[Any]) -> Iterator[list[Any]]:
    """The items with two neighbours exchanged."""
    for i, j in pairwise(range(len(items))):
        yield [*items[:i], items[j], items[i], *items[j + 1 :]]


def _shifted(index: ast.expr) -> Iterator[ast.expr]:
    yield ast.BinOp(index, ast.Add(), ast.Constant(1))
    yield ast.BinOp(index, ast.Sub(), ast.Constant(1))
