"""Wide inputs of the lesson Integration."""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from graders.authoring import Function, quadrature_rounding, symbolic
from tests.content.wide import Case, Script, call, decimals, one_of, whole
from tests.content.wide.figures import drawn

CURVES = [
    ("{a}*x**2 - {b}", "{a}*x**3/3 - {b}*x"),
    ("{a}*sin({b}*x)", "-{a}/{b}*cos({b}*x)"),
    ("{a}*exp({b}*x)", "{a}/{b}*exp({b}*x)"),
    ("-{a}*exp(-x)", "{a}*exp(-x)"),
    ("-{a} - x**2", "-{a}*x - x**3/3"),
    ("{a}*x", "{a}*x**2/2"),
    ("{a}*x**3 - {b}*x", "{a}*x**4/4 - {b}*x**2/2"),
    ("1e6*{a}*x + {b}", "5e5*{a}*x**2 + {b}*x"),
]


def pair(rng):
    a, b = decimals(rng, 0.3, 3, digits=1), decimals(rng, 1.1, 2, digits=1)
    return tuple(Function(formula.format(a=a, b=b)) for formula in one_of(rng, CURVES))


def stretches(rng, backward=True):
    """Ends and numbers of strips, many of them where b − a is no exact multiple of (b − a)/n."""
    for n in (1, 1, 2, 3, 5, 49, whole(rng, 6, 40), whole(rng, 41, 200), 100):
        a, b = decimals(rng, -3, 1, digits=1), decimals(rng, 1.1, 4, digits=1)
        yield one_of(rng, [(a, b), (0, 2), (0.0, b), (-2, 2), (whole(rng, -3, 0), whole(rng, 1, 4))]), n
        if backward:
            yield (b, a), n
        yield _awkward(rng), 49


def _awkward(rng):
    """Ends between which arange makes a node too many."""
    for _ in range(200):
        a, b = decimals(rng, -3, 1, digits=1), decimals(rng, 1.1, 4, digits=1)
        w = (b - a) / 49
        if len(np.arange(a, b, w)) != 49 or len(np.arange(a, b + w, w)) != 50:
            return a, b
    return 0, 2


def riemann_left(rng) -> Iterator[Case]:
    for (a, b), n in stretches(rng):
        f, _ = pair(rng)
        yield call(f, a, b, n, tolerance=quadrature_rounding(f, a, b, n))
    yield call(Function("-x*x - 1"), 1.0, 1.0, 4)


def running_area(rng) -> Iterator[Case]:
    for (a, b), n in stretches(rng):
        f, _ = pair(rng)
        yield call(f, a, b, n, tolerance={1: quadrature_rounding(f, a, b, n)})


def trapezoid(rng) -> Iterator[Case]:
    for (a, b), n in stretches(rng):
        f, _ = pair(rng)
        yield call(f, a, b, n, tolerance=quadrature_rounding(f, a, b, n))


def signed_and_total_area(rng) -> Iterator[Case]:
    for (a, b), n in stretches(rng, backward=False):
        f, _ = pair(rng)
        yield call(f, a, b, n, tolerance=quadrature_rounding(f, a, b, n))


def antiderivative(rng) -> Iterator[Case | Script]:
    x, t, k = sp.Symbol("x"), sp.Symbol("t", positive=True), sp.Symbol("k", real=True)
    a = whole(rng, 2, 9)
    for v in (x, t, k, sp.Symbol("θ")):
        exprs = [
            a * v**3 - v, sp.cos(a * v), sp.exp(-a * v), 1 / v, sp.Integer(a), v * sp.exp(v),
            sp.sqrt(v + a), v / v - 1,
        ]  # fmt: skip
        for expr in (one_of(rng, exprs), one_of(rng, exprs)):
            least = 0.5 if v.is_positive or expr == 1 / v else -1.9
            judge = symbolic(domain={v.name: [(least, 3)]}, up_to_constant_in=v.name)
            yield call(sp.sympify(expr), v, judge=judge)
            yield Script(
                lambda f, expr=expr, v=v: [v in f(expr, v).free_symbols if expr != 0 else True],
                name=f"the symbols of antiderivative({expr}, {v})",
            )


def area_constant(rng) -> Iterator[Case]:
    for a in (decimals(rng, -3, 3), whole(rng, -3, 3), 0.0, decimals(rng, -3, -1), decimals(rng, 1, 3)):
        for sign in ("", "-"):
            for _ in range(2):
                _, F = pair(rng)
                F = Function(f"{sign}({F.formula})")
                yield call(F, a)
    yield call(Function("x**3"), -2.0)
    yield call(Function("x - 1.5"), 1.5)


def plot_antiderivative(rng) -> Iterator[Script]:
    running, other = ("antiderivative", "f(x)"), ("running", "area", "sum")
    for n in (4, one_of(rng, [1, 15, 40])):
        a, b = decimals(rng, -3, 0), decimals(rng, 1, 3)
        f, F = pair(rng)
        yield drawn(f, F, a, b, n, words=(running, other), shifted=True, points=True)
