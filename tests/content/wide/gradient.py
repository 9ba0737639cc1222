"""Wide inputs of the lesson The gradient."""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from graders.authoring import Function, central_rounding
from tests.content.wide import Case, Script, call, decimals, one_of, whole
from tests.content.wide.figures import drawn

OF_VECTORS = [
    "sum({a}*p**2)", "p[0]*p[-1] - {b}*p[0]", "-sum(exp({a}*p))", "sin({a}*p[0]) + {b}*p[-1]**3",
    "{a} + 0*p[0]",
    "sum(p**3) - {b}*p[0]", "1e4*sum(p**2)", "1e-4*sum(p**2) - p[0]", "-{a}*p[-1]",
]  # fmt: skip
OF_PAIRS = [  # a function of two numbers and its partial derivatives
    ("{a}*x**2 - {b}*y**2", "2*{a}*x", "-2*{b}*y"),
    ("-{a}*x**2 - {b}*y**2", "-2*{a}*x", "-2*{b}*y"),
    ("{a}*x*y", "{a}*y", "{a}*x"),
    ("{a}*x", "{a} + 0*x", "0*x"),
    ("-{b}*y", "0*y", "-{b} + 0*y"),
    ("{a}*sin(x) + {b}*y**3", "{a}*cos(x)", "3*{b}*y**2"),
    ("1e-5*{a}*(x**2 + y)", "2e-5*{a}*x", "1e-5*{a} + 0*y"),
]


def drawn_formula(rng, formulas):
    return one_of(rng, formulas), {"a": decimals(rng, 0.3, 2, digits=1), "b": decimals(rng, 1.1, 2, digits=1)}


def of_vectors(rng):
    formula, numbers = drawn_formula(rng, OF_VECTORS)
    return Function(formula.format(**numbers), "p")


def of_pairs(rng):
    formulas, numbers = drawn_formula(rng, OF_PAIRS)
    return [Function(formula.format(**numbers), "x, y") for formula in formulas]


def points(rng):
    """Points of every length, floats and integers, at 0, with equal entries."""
    for n in (1, 1, 2, 3, 3, 5, 9):
        yield decimals(rng, -2, 2, n)
        yield rng.integers(-3, 4, n)
    yield np.zeros(3)
    yield np.zeros(1, dtype=int)
    yield np.full(4, decimals(rng, -2, 2))


def along(f, p, step):
    """The rounding error of a central difference from p along a step."""
    return float(
        np.max(
            central_rounding(
                lambda t: np.array([f(p + s * step) for s in np.ravel(t)]).reshape(np.shape(t)), 0.0, 1.0
            )
        )
    )


def tolerance_of(f, p, h):
    p = np.asarray(p, dtype=float)
    size = max(np.max(np.abs(f(p + s * h * e))) for s in (-1, 0, 1) for e in np.eye(len(p)))
    slope = max(abs(f(p + h * e) - f(p - h * e)) / (2 * h) for e in np.eye(len(p)))
    return 64 * 2.3e-16 * (size + (np.max(np.abs(p)) + h) * slope + 1e-300) / h


def partials(rng) -> Iterator[Case | Script]:
    x, y, z, t = sp.Symbol("x"), sp.Symbol("y"), sp.Symbol("z", real=True), sp.Symbol("t", positive=True)
    a = whole(rng, 2, 9)
    exprs = [
        x * y,
        a * x**3 * y - z,
        sp.sin(a * x) * sp.exp(y),
        x + 0 * y,
        sp.Integer(a),
        t * z**2 - x,
        x**2 * y**2 * z,
    ]
    choices = [[x, y], [y, x], [x], [t], [z, t, x], [x, y, z, t], [y, z], [x, x]]
    for expr in [exprs[int(i)] for i in rng.permutation(len(exprs))[:4]]:
        for variables in [one_of(rng, choices)]:
            yield call(expr, list(variables))
            yield Script(
                lambda f, e=expr, v=variables: [
                    all(part.free_symbols <= e.free_symbols for part in map(sp.sympify, f(e, v)))
                ],
                name=f"the symbols of partials({expr}, {variables})",
            )


def gradient_numeric(rng) -> Iterator[Case]:
    for p in points(rng):
        for h in (one_of(rng, [0.5, 1.0, 0.1]), one_of(rng, [1e-2, 1e-3, 1e-4])):
            f = of_vectors(rng)
            yield call(f, p, h, tolerance=tolerance_of(f, p, h))


def directional_derivative(rng) -> Iterator[Case]:
    for p in points(rng):
        for _ in range(2):
            u = decimals(rng, -1, 1, len(p)) * one_of(rng, [1, 1, 0.01, 10, 1000])
            u[0] += 0.005
            u = one_of(rng, [u, np.eye(len(p))[-1], -np.eye(len(p))[0], 1 + rng.integers(0, 3, len(p))])
            h = one_of(rng, [0.5, 1.0, 0.1, 0.01, 1e-3])
            f = of_vectors(rng)
            slack = tolerance_of(f, p, h) * 4
            step = u / np.linalg.norm(u)
            size = max(abs(f(p + s * h * step)) for s in (-1, 0, 1))
            yield call(f, p, u, h, tolerance=slack + 64 * 2.3e-16 * size / h)


def steepest_direction(rng) -> Iterator[Case]:
    """Directions of which one is clearly the best."""
    for n in (1, 2, 3, 4, 7, 8, 36, 360, 100):
        for x, y in ((decimals(rng, -2, 2), decimals(rng, -2, 2)), (0.0, 0.0), (whole(rng, -2, 2), 0)):
            for step in (0.5, 0.1, 0.01):
                for _ in range(20):
                    f = of_pairs(rng)[0]
                    x0, y0 = one_of(rng, [(x, y), (x + 0.013, y - 0.029)])
                    theta = 2 * np.pi * np.arange(n) / n
                    rates = (f(x0 + step * np.cos(theta), y0 + step * np.sin(theta)) - f(x0, y0)) / step
                    rates = np.sort(np.broadcast_to(rates, n))
                    slack = 1e-14 * (1 + np.max(np.abs(f(x0, y0)))) / step
                    if n == 1 or rates[-1] - rates[-2] > 100 * slack:
                        yield call(f, x0, y0, step, n, tolerance=10 * slack + 1e-12)
                        break


def gradient_angle(rng) -> Iterator[Case]:
    vectors = [
        (0.0, 1.0), (0.0, -1.0), (1.0, 0.0), (-1.0, 0.0), (0, 2), (-3, 0), (1, 1), (-1, 1), (-1, -1), (1, -1),
        (1e-5, 1.0), (1e-5, -1.0), (-1e-5, 1.0), (1e8, 1.0), (1e-5, -1e-5), (-0.0, 1.0), (-0.0, -1.0),
        (0.0, 1e-12),
    ]  # fmt: skip
    vectors += [(decimals(rng, -3, 3), decimals(rng, -3, 3)) for _ in range(8)]
    for gx, gy in vectors:
        for convention in ("math", "compass"):
            if gx or gy:
                yield call(gx, gy, convention, tolerance=1e-6)


def unit_field(rng) -> Iterator[Case]:
    for n in (1, 2, 3, 5, 8):
        for xs in (decimals(rng, -3, 3, n), np.linspace(-2, 2, n), np.zeros(n), rng.integers(-2, 3, n)):
            _, gx, gy = of_pairs(rng)
            yield call(gx, gy, xs, tolerance=1e-6)
    fields = [
        ("0*x + 0*y", "0*x"), ("x", "x"), ("y", "y"), ("1e-4*x", "1e-4*y"), ("1e4*x", "1e4*y"), ("x", "0*x"),
        ("0*y", "-y"), ("2 + 0*x", "1 + 0*x"), ("x", "1 + 0*x"),
    ]  # fmt: skip
    for gx, gy in fields:
        for xs in (decimals(rng, -2, 2, 4), np.array([-1.0, 0.0, 2.0])):
            yield call(Function(gx, "x, y"), Function(gy, "x, y"), xs, tolerance=1e-6)


def plot_surface_and_field(rng) -> Iterator[Script]:
    for n in (3, one_of(rng, [5, 6, 9])):
        f, gx, gy = of_pairs(rng)
        f, gx, gy = (Function(part.formula + " + 0*x*y", "x, y") for part in (f, gx, gy))
        low = decimals(rng, -3, -1)
        yield drawn(f, gx, gy, np.linspace(low, decimals(rng, 1, 4), n))
