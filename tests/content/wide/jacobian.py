"""Wide inputs of the lesson The Jacobian."""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from graders.authoring import Function
from tests.content.wide import Case, Script, call, decimals, one_of, whole
from tests.content.wide.gradient import points

MAPS = [  # from n inputs to k outputs
    "array([sum(p**2)])", "array([p[0]*p[-1], {a}*p[0]])", "1.0*p[::-1]", "-{a}*p",
    "array([{a}*p[0], p[-1]**3, sin(p[0])])",
    "p**3 - {a}*p", "stack([exp(-p[0]), 1 + 0*p[0], p[-1]])", "1e5*p**2", "array([{a} + 0*p[0]])", "p + 1",
]  # fmt: skip


def a_map(rng):
    return Function(one_of(rng, MAPS).format(a=decimals(rng, 0.3, 2, digits=1)), "p")


def jacobian_symbolic(rng) -> Iterator[Case | Script]:
    x, y, z, t = sp.Symbol("x"), sp.Symbol("y"), sp.Symbol("z", real=True), sp.Symbol("t", positive=True)
    a = whole(rng, 2, 9)
    parts = [
        x * y,
        a * x**3 * y - z,
        sp.sin(a * x) * sp.exp(y),
        x,
        sp.Integer(a),
        t * z**2 - x,
        sp.sqrt(t) * y,
    ]
    for k in (1, one_of(rng, [1, 2]), one_of(rng, [2, 3, 4])):
        for variables in [one_of(rng, [[x], [y, x], [x, y, z], [t, z, y, x], [t]])]:
            exprs = [one_of(rng, parts) for _ in range(k)]
            yield call(exprs, variables)
            yield Script(
                lambda f, e=exprs, v=variables: _facts(f(list(e), list(v)), e),
                name=f"the kind and the symbols of jacobian_symbolic({exprs}, {variables})",
            )


def _facts(J, exprs):
    known = {symbol for expr in exprs for symbol in sp.sympify(expr).free_symbols}
    return [isinstance(J, sp.MatrixBase), J.free_symbols <= known]


def jacobian_sigmoids(rng) -> Iterator[Case]:
    for k, n in ((1, 1), (1, 3), (3, 1), (2, 2), (3, 3), (2, 5), (5, 2)):
        for scale in (1, 3, 0.01, 20):
            yield call(
                decimals(rng, -scale, scale, k, n), decimals(rng, -2, 2, n), tolerance=1e-13 * max(1, scale)
            )
        yield call(rng.integers(-3, 4, (k, n)), rng.integers(-2, 3, n))
        yield call(rng.integers(-3, 4, (k, n)).astype(float), np.zeros(n))
        yield call(np.zeros((k, n)), decimals(rng, -2, 2, n))


def jacobian_numeric(rng) -> Iterator[Case]:
    for p in points(rng):
        for h in (one_of(rng, [0.5, 1.0, 0.1]), one_of(rng, [1e-2, 1e-3])):
            F = a_map(rng)
            at = np.asarray(p, dtype=float)
            size = max(np.max(np.abs(F(at + s * h * e))) for s in (-1, 0, 1) for e in np.eye(len(p)))
            slope = size * (np.max(np.abs(at)) + h) * 10
            yield call(F, p, h, tolerance=64 * 2.3e-16 * (size + slope + 1) / h)


def compose_jacobian(rng) -> Iterator[Case]:
    for n, k, m in ((1, 1, 1), (2, 2, 2), (3, 3, 3), (2, 3, 1), (1, 3, 2), (3, 1, 3), (4, 2, 3), (3, 2, 2)):
        a, b = decimals(rng, -2, 2, k, n), decimals(rng, -2, 2, m, k)
        f = Function(f"dot(array({a.tolist()}), p) + sin(p[0])", "p")
        f_jac = Function(f"array({a.tolist()}) + cos(p[0])*array({np.eye(1, n).repeat(k, 0).tolist()})", "p")
        g_jac = Function(f"array({b.tolist()})*q", "q")
        for p in (decimals(rng, -2, 2, n), np.zeros(n), rng.integers(-2, 3, n)):
            yield call(g_jac, f, f_jac, p)


def pullback(rng) -> Iterator[Case]:
    for k, n in ((1, 1), (1, 4), (4, 1), (2, 2), (3, 3), (2, 5), (5, 3)):
        for _ in range(2):
            yield call(decimals(rng, -3, 3, k, n), decimals(rng, -3, 3, k))
        yield call(rng.integers(-3, 4, (k, n)), rng.integers(-3, 4, k))
        yield call(decimals(rng, -3, 3, k, n), np.zeros(k))
        yield call(1e6 * decimals(rng, -3, 3, k, n), np.eye(k)[-1])


def softmax_jacobian(rng) -> Iterator[Case]:
    for n in (1, 2, 2, 3, 5, 12):
        for scale in (1, 10, 1000):
            yield call(decimals(rng, -scale, scale, n), tolerance=1e-13 if scale < 100 else 1e-11)
        yield call(rng.integers(-3, 4, n))
        yield call(np.full(n, decimals(rng, -3, 3)))
        yield call(decimals(rng, 0, 1, n) - 2000, tolerance=1e-11)
        yield call(2000.0 * np.eye(n)[0], tolerance=1e-11)
        yield call(-2000.0 * np.eye(n)[0], tolerance=1e-11)
    yield call(np.array([2000.0, 0.0, 0.0]), tolerance=1e-11)
    yield call(np.array([-5000.0, 0.0, 1.0, 0.5]), tolerance=1e-11)
    yield call(np.array([1.0, 1e5, 1.0]), tolerance=1e-10)
