"""Read an expression as a program for ball arithmetic."""

from __future__ import annotations

from itertools import islice
from typing import Any

from graders.judge.expressions.balls import Kink, Program, Step, Unsupported, is_dyadic
from graders.judge.expressions.functions import NAN, OPERATIONS, Operation
from graders.judge.expressions.special import SPECIAL
from graders.values.types import Expression, Token

MEANINGS = {**OPERATIONS, **SPECIAL}
CONDITIONS = (("constant", "true"), ("constant", "false"))
JUMPING = {"Abs", "sign", "Heaviside", "floor", "ceiling", "frac", "Mod", "Max", "Min", "DiracDelta"}
ORDERS = {"StrictLessThan", "StrictGreaterThan", "LessThan", "GreaterThan", "Equality", "Unequality"}
SORTS = {
    **dict.fromkeys(ORDERS, ("number", "condition")),
    **dict.fromkeys(("And", "Or", "Not", "Xor", "ITE"), ("condition", "condition")),
    "ExprCondPair": ("pair", "piece"),
    "Piecewise": ("piece", "number"),
    "Tuple": ("", "tuple"),
    "TupleArg": ("number", "tuple"),
    "Derivative": ("", "number"),
}
"""The sort of the arguments that a head takes, and of what it makes; other heads take and make numbers."""
TURNING = {"log", "arg", "atan2", "acot", "acsch", "acoth", "atan"}
FOLDING = {"asin", "acos", "acosh", "atanh", "asec", "acsc"}
MOST_PAIRS = 20
STUCK = {"re", "im", "conjugate", "arg"}
"""Derivatives of these, taken of a symbol or a product of symbols, remain unevaluated in SymPy only for want
of `real=True`; they have a value here. Of anything else they would be the question itself."""
FLAT = {"sign", "Heaviside", "floor", "ceiling"}
"""The same, for whatever stands in them: their slope is 0 but for jumps."""


def compile_expression(expression: Expression) -> Program:
    """Read the tokens of an expression; raises Unsupported for a head that cannot be evaluated."""
    program = Program()
    known: dict[Any, int] = {}
    stack: list[int] = []
    for token in expression.tokens:
        args: tuple[int, ...] = ()
        if token[0] == "apply":
            count = token[2]
            args = tuple(stack[len(stack) - count :])
            del stack[len(stack) - count :]
        key = (token, args)
        if key not in known:
            known[key] = len(program.steps)
            _append(program, token, args)
        stack.append(known[key])
    if program.steps[-1].sort != "number":
        raise Unsupported(str(expression.tokens[-1][1]))
    return program


def _append(program: Program, token: Token, args: tuple[int, ...]) -> None:
    operation = None
    sort = "condition" if token in CONDITIONS else "number"
    if token[0] == "apply":
        sort = _sort(token[1], [program.steps[i].sort for i in args])
        operation = _operation(program, token[1], args)
        program.kinks.extend(_kinks(program, token[1], args))
    elif token[0] == "symbol":
        program.symbols[token[1]] = token[2] if len(token) > 2 else ()
    elif token[0] == "float" and not is_dyadic(token[1]):
        program.floats.append(token[1])
    constant = token[0] != "symbol" and token[1] != "Derivative" and sort == "number"
    constant = constant and all(program.steps[i].constant for i in args)
    program.steps.append(Step(token, args, operation, sort, constant))
    program.cost += max(1, len(args) // 2) * operation.cost if operation else 1


def _sort(head: str, given: list[str]) -> str:
    """What a head makes of the sorts of its arguments; raises Unsupported for what SymPy would not build."""
    takes, makes = SORTS.get(head, ("number", "number"))
    fits = given == ["number", "condition"] if head == "ExprCondPair" else set(given) == {takes}
    if not fits and takes:
        raise Unsupported(head)
    return makes


def _operation(program: Program, head: str, args: tuple[int, ...]) -> Operation:
    if head in ("Tuple", "TupleArg"):
        return Operation(lambda *_: NAN, lambda *_: NAN)
    if head == "Derivative":
        program.differentiated = _variable_of_stuck(program, args)
        return Operation(lambda *_: NAN, lambda *_: NAN)
    if head not in MEANINGS:
        raise Unsupported(head)
    return MEANINGS[head]


def _variable_of_stuck(program: Program, args: tuple[int, ...]) -> str:
    """The x of Derivative(re(…), x); raises Unsupported for other derivatives."""
    by = program.steps[args[-1]]
    if len(args) == len(by.args) == 2 and _is_stuck(program, args[0]):
        variable, order = (program.steps[i].token for i in by.args)
        known = program.differentiated in (None, variable[1])
        if known and variable[0] == "symbol" and order == ("integer", 1):
            return str(variable[1])
    raise Unsupported("Derivative")


def _is_stuck(program: Program, index: int) -> bool:
    """Is a derivative of this node one that SymPy leaves over from working out another?"""
    token, args = program.steps[index][:2]
    if token[1] in FLAT:
        return True
    return token[1] in STUCK and len(args) == 1 and _is_product_of_symbols(program, args[0])


def _is_product_of_symbols(program: Program, index: int) -> bool:
    token, args = program.steps[index][:2]
    if token[:2] == ("apply", "Mul"):
        return all(_is_product_of_symbols(program, i) for i in args)
    return token[0] in ("symbol", "integer", "rational")


def _kinks(program: Program, head: str, args: tuple[int, ...]) -> list[Kink]:
    if head in ("floor", "ceiling", "frac", "Mod"):
        return [Kink(args[0], args[-1] if head == "Mod" else None, "whole", True)]
    if head in ("Max", "Min"):
        pairs = ((a, b) for i, a in enumerate(args) for b in args[:i])
        return [Kink(a, b, "zero", True) for a, b in islice(pairs, MOST_PAIRS)]
    if head in ORDERS:
        return [Kink(args[0], args[-1], "zero", True)]
    if head in JUMPING:
        return [Kink(args[0], None, "zero", True)]
    if head in TURNING:
        return [Kink(i, None, "zero", False) for i in args[:2]]
    if head in FOLDING:
        return [Kink(args[0], None, "unit", False)]
    if head == "Pow" and program.steps[args[-1]].token[0] != "integer":
        return [Kink(args[0], None, "zero", True)]
    return []
