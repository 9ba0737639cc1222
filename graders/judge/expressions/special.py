"""The special functions among SymPy's heads. Each is left undefined where it may take long."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flint import acb, arb

from graders.judge.expressions.functions import NAN, Ball, Operation

COST = 40
LARGEST_OF_TWO = 256
"""Functions of two arguments are left undefined beyond it: at 4096 a value of uppergamma takes a second."""
LARGEST_LOWER = 64
"""The same for lowergamma, of which a value takes a third of a second at 256, and a minute at 4000."""
LARGEST_ORDER = 32


def _special(
    value: Callable[..., Ball], derivative: Callable[..., Ball] = lambda *_: NAN, which: int = 0
) -> Operation:
    """A costly function: `derivative(*arguments, value)` by the argument `which`, the others constant.

    None of one argument takes more than some milliseconds, however large that is.
    """

    def slope(args: Sequence[Ball], slopes: Sequence[Ball], f: Ball) -> Ball:
        if not f.is_finite() or any(not dz.is_zero() for i, dz in enumerate(slopes) if i != which):
            return NAN
        return derivative(*args, f) * slopes[which]

    return Operation(value, slope, COST)


def _of_two(
    value: Callable[[Ball, Ball], Ball],
    derivative: Callable[[Ball, Ball, Ball], Ball],
    largest: int = LARGEST_OF_TWO,
) -> Operation:
    """A function of a parameter and an argument, with its slope by the argument."""

    def bounded(s: Ball, z: Ball) -> Ball:
        return value(s, z) if abs(s) < largest and abs(z) < largest else NAN

    return _special(bounded, derivative, 1)


def _of_order(function: Callable[[Ball, Ball], Ball]) -> Callable[[Ball, Ball], Ball]:
    """A function of an order and an argument, left undefined where the order is no small whole number."""

    def value(n: Ball, z: Ball) -> Ball:
        return function(n, z) if n.is_exact() and n.real.is_integer() and abs(n) <= LARGEST_ORDER else NAN

    return value


def _root_pi() -> Ball:
    return acb.pi().sqrt()


def _euler() -> Ball:
    return acb(arb.const_euler())


def _real(function: Callable[[arb], arb]) -> Callable[[Ball], Ball]:
    """A function of a real argument."""
    return lambda z: acb(function(z.real)) if z.imag.is_zero() else NAN


def _between_slope(args: Sequence[Ball], slopes: Sequence[Ball], _f: Ball) -> Ball:
    (a, b), (da, db) = args, slopes
    return 2 / _root_pi() * ((-b * b).exp() * db - (-a * a).exp() * da)


SPECIAL: dict[str, Operation] = {
    "erf": _special(acb.erf, lambda z, _f: 2 / _root_pi() * (-z * z).exp()),
    "erfc": _special(acb.erfc, lambda z, _f: -2 / _root_pi() * (-z * z).exp()),
    "erf2": Operation(lambda a, b: b.erf() - a.erf(), _between_slope, COST),
    "erfinv": _special(_real(arb.erfinv), lambda _z, f: _root_pi() / 2 * (f * f).exp()),
    "erfcinv": _special(_real(arb.erfcinv), lambda _z, f: -_root_pi() / 2 * (f * f).exp()),
    "erfi": _special(acb.erfi, lambda z, _f: 2 / _root_pi() * (z * z).exp()),
    "gamma": _special(acb.gamma, lambda z, f: f * z.digamma()),
    "loggamma": _special(acb.lgamma, lambda z, _f: z.digamma()),
    "digamma": _special(acb.digamma, lambda z, _f: z.polygamma(acb(1))),
    "polygamma": _of_two(_of_order(lambda n, z: z.polygamma(n)), lambda n, z, _f: z.polygamma(n + 1)),
    "trigamma": _special(lambda z: z.polygamma(acb(1)), lambda z, _f: z.polygamma(acb(2))),
    "harmonic": _special(lambda z: (z + 1).digamma() + _euler(), lambda z, _f: (z + 1).polygamma(acb(1))),
    "zeta": _special(lambda s, *a: s.zeta(*a) if all(abs(z) < LARGEST_OF_TWO for z in (s, *a)) else NAN),
    "factorial": _special(lambda z: (z + 1).gamma(), lambda z, f: f * (z + 1).digamma()),
    "binomial": _special(lambda n, k: (n + 1).gamma() * (k + 1).rgamma() * (n - k + 1).rgamma()),
    "RisingFactorial": _special(lambda z, n: (z + n).gamma() * z.rgamma()),
    "FallingFactorial": _special(lambda z, n: (z + 1).gamma() * (z - n + 1).rgamma()),
    "beta": _special(lambda a, b: a.gamma() * b.gamma() * (a + b).rgamma()),
    "Ei": _special(acb.ei, lambda z, _f: z.exp() / z),
    "li": _special(acb.li, lambda z, _f: 1 / z.log()),
    "Li": _special(lambda z: z.li(offset=True), lambda z, _f: 1 / z.log()),
    "Si": _special(acb.si, lambda z, _f: z.sinc()),
    "Ci": _special(acb.ci, lambda z, _f: z.cos() / z),
    "Shi": _special(acb.shi, lambda z, _f: z.sinh() / z),
    "Chi": _special(acb.chi, lambda z, _f: z.cosh() / z),
    "LambertW": _special(acb.lambertw, lambda z, f: f / (z * (1 + f))),
    "fresnels": _special(acb.fresnel_s, lambda z, _f: (acb.pi() * z * z / 2).sin()),
    "fresnelc": _special(acb.fresnel_c, lambda z, _f: (acb.pi() * z * z / 2).cos()),
    "uppergamma": _of_two(lambda s, z: z.gamma_upper(s), lambda s, z, _f: -(z ** (s - 1)) * (-z).exp()),
    "lowergamma": _of_two(
        lambda s, z: z.gamma_lower(s), lambda s, z, _f: z ** (s - 1) * (-z).exp(), LARGEST_LOWER
    ),
    "polylog": _of_two(_of_order(lambda s, z: z.polylog(s)), lambda s, z, _f: z.polylog(s - 1) / z),
    "expint": _of_two(lambda s, z: z.expint(s), lambda s, z, _f: -z.expint(s - 1)),
    "besselj": _of_two(lambda n, z: z.bessel_j(n), lambda n, z, f: z.bessel_j(n - 1) - n / z * f),
    "bessely": _of_two(lambda n, z: z.bessel_y(n), lambda n, z, f: z.bessel_y(n - 1) - n / z * f),
    "besseli": _of_two(lambda n, z: z.bessel_i(n), lambda n, z, f: z.bessel_i(n - 1) - n / z * f),
    "besselk": _of_two(lambda n, z: z.bessel_k(n), lambda n, z, f: -z.bessel_k(n - 1) - n / z * f),
}
