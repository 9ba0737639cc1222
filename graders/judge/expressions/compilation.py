"""Read an expression as a program for ball arithmetic."""

from __future__ import annotations

from itertools import islice

from graders.judge.expressions.balls import Kink, Program, Step, Unsupported, is_dyadic
from graders.judge.expressions.functions import NAN, OPERATIONS, Operation
from graders.judge.expressions.special import SPECIAL
from graders.values.tokens import Apply, Constant, Float, Integer, Leaf, Rational, Symbol, Token
from graders.values.trees import fold, head_of
from graders.values.types import Expression

MEANINGS = {**OPERATIONS, **SPECIAL}
CONDITIONS = (Constant("true"), Constant("false"))
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
    known: dict[tuple[Token, tuple[int, ...]], int] = {}

    def leaf(token: Leaf) -> int:
        index = known.setdefault((token, ()), len(program.steps))
        if index == len(program.steps):
            _append_leaf(program, token)
        return index

    def apply(token: Apply, arguments: list[int]) -> int:
        args = tuple(arguments)
        index = known.setdefault((token, args), len(program.steps))
        if index == len(program.steps):
            _append_operation(program, token, args)
        return index

    fold(expression, leaf, apply)
    if program.steps[-1].sort != "number":
        raise Unsupported(head_of(expression))
    return program


def _append_leaf(program: Program, token: Leaf) -> None:
    if isinstance(token, Symbol):
        program.symbols[token.name] = token.assumptions
    elif isinstance(token, Float) and not is_dyadic(token.value):
        program.floats.append(token.value)
    sort = "condition" if token in CONDITIONS else "number"
    constant = sort == "number" and not isinstance(token, Symbol)
    program.steps.append(Step(token, sort=sort, constant=constant))
    program.cost += 1


def _append_operation(program: Program, token: Apply, args: tuple[int, ...]) -> None:
    head, given = token.head, [program.steps[i] for i in args]
    sort = _sort(head, [step.sort for step in given])
    operation = _operation(program, head, args)
    program.kinks.extend(_kinks(program, head, args))
    constant = sort == "number" and head != "Derivative" and all(step.constant for step in given)
    program.steps.append(Step(token, head, args, operation, sort, constant))
    program.cost += max(1, len(args) // 2) * operation.cost


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
        match [program.steps[i].token for i in by.args]:
            case [Symbol(name), Integer(1)] if program.differentiated in (None, name):
                return name
    raise Unsupported("Derivative")


def _is_stuck(program: Program, index: int) -> bool:
    """Is a derivative of this node one that SymPy leaves over from working out another?"""
    step = program.steps[index]
    if step.head in FLAT:
        return True
    return step.head in STUCK and len(step.args) == 1 and _is_product_of_symbols(program, step.args[0])


def _is_product_of_symbols(program: Program, index: int) -> bool:
    step = program.steps[index]
    if step.head == "Mul":
        return all(_is_product_of_symbols(program, i) for i in step.args)
    return isinstance(step.token, (Symbol, Integer, Rational))


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
    if head == "Pow" and not isinstance(program.steps[args[-1]].token, Integer):
        return [Kink(args[0], None, "zero", True)]
    return []
