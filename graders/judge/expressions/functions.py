"""What SymPy's heads mean in ball arithmetic: the value of each, and its slope along a real variable.

Branch cuts are those of SymPy. An order between balls that overlap is unknown: None, what hangs on it is NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from operator import mul
from typing import Any

from flint import acb, arb

Ball = Any
"""A complex ball; for conditions True, False or None; for a piece of a Piecewise (ball, condition)."""

NAN = acb("nan")
ZERO = acb(0)


@dataclass(frozen=True)
class Operation:
    """One head: `value(*arguments)`, and `slope(arguments, their slopes, value)`. `cost` is relative to +."""

    value: Callable[..., Ball]
    slope: Callable[[Sequence[Ball], Sequence[Ball], Ball], Ball]
    cost: int = 1


def _analytic(
    value: Callable[..., Ball], derivative: Callable[[Ball, Ball], Ball], cost: int = 4
) -> Operation:
    """A function of one complex argument; `derivative(z, f(z))`."""
    return Operation(value, lambda args, slopes, f: derivative(args[0], f) * slopes[0], cost)


def _step(value: Callable[..., Ball]) -> Operation:
    """A function that is constant between its jumps."""
    return Operation(value, lambda *_: ZERO)


def _linear(value: Callable[[Ball], Ball]) -> Operation:
    """A function that is linear over the reals, such as the real part."""
    return Operation(value, lambda _args, slopes, _f: value(slopes[0]))


def _condition(value: Callable[..., bool | None]) -> Operation:
    return Operation(value, lambda *_: ZERO)


# Arithmetic


def add(*args: Ball) -> Ball:
    return sum(args[1:], args[0]) if args else ZERO


def multiply(*args: Ball) -> Ball:
    return reduce(lambda a, b: a * b, args, acb(1))


def _product_slope(args: Sequence[Ball], slopes: Sequence[Ball], _f: Ball) -> Ball:
    before = accumulate(args[:-1], mul, initial=acb(1))
    after = [*accumulate(args[:0:-1], mul, initial=acb(1))][::-1]
    parts = zip(before, slopes, after, strict=True)
    return add(*(slope * left * right for left, slope, right in parts if not slope.is_zero()))


def _power_slope(args: Sequence[Ball], slopes: Sequence[Ball], f: Ball) -> Ball:
    (base, exponent), (d_base, d_exponent) = args, slopes
    by_base = ZERO if d_base.is_zero() else exponent * base ** (exponent - 1) * d_base
    by_exponent = ZERO if d_exponent.is_zero() else f * base.log() * d_exponent
    return by_base + by_exponent


# Order and its kinks


def less(a: Ball, b: Ball) -> bool | None:
    """a < b, or None where the balls do not tell."""
    if not (a.imag.contains(0) and b.imag.contains(0)):
        return None
    if a.real < b.real:
        return True
    return False if a.real >= b.real else None


def same(a: Ball, b: Ball) -> bool | None:
    if not a.overlaps(b):
        return False
    return True if a.is_exact() and b.is_exact() else None


def negation(a: bool | None) -> bool | None:
    return None if a is None else not a


def conjunction(*args: bool | None) -> bool | None:
    if any(a is False for a in args):
        return False
    return None if any(a is None for a in args) else True


def disjunction(*args: bool | None) -> bool | None:
    return negation(conjunction(*map(negation, args)))


def either(*args: bool | None) -> bool | None:
    return None if any(a is None for a in args) else sum(map(bool, args)) % 2 == 1


def choice(condition: bool | None, yes: bool | None, no: bool | None) -> bool | None:
    if condition is None:
        return yes if yes == no else None
    return yes if condition else no


def sign(z: Ball) -> Ball:
    if z.is_zero():
        return ZERO
    if not z.imag.is_zero():
        return z / abs(z)
    return acb(1) if z.real > 0 else acb(-1) if z.real < 0 else NAN


def heaviside(z: Ball, *_: Ball) -> Ball:
    return (sign(z) + 1) / 2


def dirac(z: Ball, *_: Ball) -> Ball:
    return NAN if z.overlaps(ZERO) else ZERO


def floor(z: Ball) -> Ball:
    return acb(_whole(z.real), 0 if z.imag.contains(0) else _whole(z.imag))


def _whole(x: arb) -> arb:
    below = x.floor()
    return below if below.is_exact() else arb("nan")


def _extreme(first: Callable[[Ball, Ball], bool | None]) -> Operation:
    """The argument that comes first in an order."""

    def choose(args: Sequence[Ball]) -> int | None:
        best = 0
        for i in range(1, len(args)):
            before = first(args[i], args[best])
            if before is None:
                return None
            best = i if before else best
        return best

    def value(*args: Ball) -> Ball:
        best = choose(args)
        return NAN if best is None else args[best]

    def slope(args: Sequence[Ball], slopes: Sequence[Ball], _f: Ball) -> Ball:
        best = choose(args)
        return NAN if best is None else slopes[best]

    return Operation(value, slope)


def chosen(pieces: Sequence[tuple[Ball, bool | None]]) -> int | None:
    """Which piece of a Piecewise holds; None where that is unknown, -1 where none does."""
    for i, (_, condition) in enumerate(pieces):
        if condition is None:
            return None
        if condition:
            return i
    return -1


def _piecewise(*pieces: tuple[Ball, bool | None]) -> Ball:
    i = chosen(pieces)
    return NAN if i is None or i < 0 else pieces[i][0]


def _piecewise_slope(args: Sequence[Any], slopes: Sequence[Ball], _f: Ball) -> Ball:
    i = chosen(args)
    return NAN if i is None or i < 0 else slopes[i]


def _modulo_slope(args: Sequence[Ball], slopes: Sequence[Ball], _f: Ball) -> Ball:
    return slopes[0] - slopes[1] * floor(args[0] / args[1])


def _angle_slope(args: Sequence[Ball], slopes: Sequence[Ball], _f: Ball) -> Ball:
    (y, x), (dy, dx) = args, slopes
    return (x * dy - y * dx) / (x * x + y * y)


OPERATIONS: dict[str, Operation] = {
    "Add": Operation(add, lambda _args, slopes, _f: add(*slopes)),
    "Mul": Operation(multiply, _product_slope),
    "Pow": Operation(lambda base, exponent: base**exponent, _power_slope, 4),
    "UnevaluatedExpr": _linear(lambda z: z),
    "exp": _analytic(acb.exp, lambda _z, f: f),
    "log": _analytic(acb.log, lambda z, _f: 1 / z),
    "sin": _analytic(acb.sin, lambda z, _f: z.cos()),
    "cos": _analytic(acb.cos, lambda z, _f: -z.sin()),
    "tan": _analytic(acb.tan, lambda _z, f: 1 + f * f),
    "cot": _analytic(acb.cot, lambda _z, f: -1 - f * f),
    "sec": _analytic(acb.sec, lambda z, f: f * z.tan()),
    "csc": _analytic(acb.csc, lambda z, f: -f * z.cot()),
    "sinc": Operation(acb.sinc, lambda args, slopes, f: (args[0].cos() - f) / args[0] * slopes[0], 4),
    "asin": _analytic(acb.asin, lambda z, _f: (1 - z * z).rsqrt()),
    "acos": _analytic(acb.acos, lambda z, _f: -(1 - z * z).rsqrt()),
    "atan": _analytic(acb.atan, lambda z, _f: 1 / (1 + z * z)),
    "acot": _analytic(lambda z: (1 / z).atan(), lambda z, _f: -1 / (1 + z * z)),
    "asec": _analytic(lambda z: (1 / z).acos(), lambda z, _f: (1 - 1 / (z * z)).rsqrt() / (z * z)),
    "acsc": _analytic(lambda z: (1 / z).asin(), lambda z, _f: -(1 - 1 / (z * z)).rsqrt() / (z * z)),
    "sinh": _analytic(acb.sinh, lambda z, _f: z.cosh()),
    "cosh": _analytic(acb.cosh, lambda z, _f: z.sinh()),
    "tanh": _analytic(acb.tanh, lambda _z, f: 1 - f * f),
    "coth": _analytic(acb.coth, lambda _z, f: 1 - f * f),
    "sech": _analytic(acb.sech, lambda z, f: -f * z.tanh()),
    "csch": _analytic(acb.csch, lambda z, f: -f * z.coth()),
    "asinh": _analytic(acb.asinh, lambda z, _f: (1 + z * z).rsqrt()),
    "acosh": _analytic(acb.acosh, lambda z, _f: (z - 1).rsqrt() * (z + 1).rsqrt()),
    "atanh": _analytic(acb.atanh, lambda z, _f: 1 / (1 - z * z)),
    "acoth": _analytic(lambda z: (1 / z).atanh(), lambda z, _f: 1 / (1 - z * z)),
    "asech": _analytic(lambda z: (1 / z).acosh(), lambda z, _f: -((1 - z) / (1 + z)).rsqrt() / (z * (1 + z))),
    "acsch": _analytic(lambda z: (1 / z).asinh(), lambda z, _f: -(1 + 1 / (z * z)).rsqrt() / (z * z)),
    "Abs": Operation(
        lambda z: acb(abs(z)), lambda args, slopes, f: (args[0].conjugate() * slopes[0]).real / f
    ),
    "sign": Operation(sign, lambda args, slopes, f: _turning(args[0], slopes[0]) * f * acb(0, 1)),
    "arg": Operation(lambda z: acb(z.arg()), lambda args, slopes, _f: _turning(args[0], slopes[0])),
    "re": _linear(lambda z: acb(z.real)),
    "im": _linear(lambda z: acb(z.imag)),
    "conjugate": _linear(acb.conjugate),
    "Heaviside": _step(heaviside),
    "DiracDelta": _step(dirac),
    "floor": _step(floor),
    "ceiling": _step(lambda z: -floor(-z)),
    "frac": Operation(lambda z: z - floor(z), lambda _args, slopes, _f: slopes[0]),
    "Mod": Operation(lambda a, b: a - b * floor(a / b), _modulo_slope),
    "Max": _extreme(lambda a, b: less(b, a)),
    "Min": _extreme(less),
    "atan2": Operation(lambda y, x: acb(acb(x.real, y.real).arg()), _angle_slope, 4),
    "Piecewise": Operation(_piecewise, _piecewise_slope),
    "ExprCondPair": Operation(lambda value, condition: (value, condition), lambda _a, slopes, _f: slopes[0]),
    "StrictLessThan": _condition(less),
    "StrictGreaterThan": _condition(lambda a, b: less(b, a)),
    "LessThan": _condition(lambda a, b: negation(less(b, a))),
    "GreaterThan": _condition(lambda a, b: negation(less(a, b))),
    "Equality": _condition(same),
    "Unequality": _condition(lambda a, b: negation(same(a, b))),
    "And": _condition(conjunction),
    "Or": _condition(disjunction),
    "Not": _condition(negation),
    "Xor": _condition(either),
    "ITE": _condition(choice),
}


def _turning(z: Ball, dz: Ball) -> Ball:
    """The rate at which the argument of z turns while z moves by dz."""
    return acb((dz / z).imag) if not (z.imag.is_zero() and dz.imag.is_zero()) else ZERO
