"""Wide inputs of the lesson Optimization."""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from graders.authoring import Function
from graders.judge.default import default_judge
from tests.content.wide import Case, Script, call, decimals, one_of, whole
from tests.content.wide.figures import drawn
from tests.content.wide.gradient import of_vectors, points


def symbols():
    return sp.Symbol("x"), sp.Symbol("t", real=True), sp.Symbol("u")


def critical_points(rng) -> Iterator[Case | Script]:
    for v in symbols():
        a, b = whole(rng, 1, 5), whole(rng, 2, 7)
        exprs = [
            v**3 - 3 * a * v, v**4 / 4 - v**2 * a / 2, v**3 + a * v, v**4 + a * v**2, a * v + 1,
            v**2 - b * v, v**3 / 3,
            v**4 / 4 - v**3 / 3 * a - v**2, sp.exp(v) - a * v, v * sp.exp(-v), v**3 - b * v**2 + 1, -(v**2),
            v**6 / 6 - v**4 * b / 4, v**5 / 5 - a * v**3 / 3, (v - a) ** 4, v**4 + 4 * v,
            v**3 / 3 + v**2 / 2 + v,
        ]  # fmt: skip
        for expr in [exprs[int(i)] for i in rng.permutation(len(exprs))[:2]]:

            def play(f, expr=expr, v=v):
                found = list(f(expr, v))
                exact = all(not sp.sympify(point).has(sp.Float) for point in found)
                return [found, exact, all(isinstance(point, (sp.Basic, int)) for point in found)]

            yield Script(play, name=f"critical_points({expr}, {v})")


def classify_point(rng) -> Iterator[Case]:
    for v in symbols():
        a, c = whole(rng, 1, 4), one_of(rng, [0, 1, -2, sp.sqrt(2), sp.Rational(1, 3)])
        for power in rng.permutation(range(2, 9))[:3].tolist():
            yield call(one_of(rng, [1, -1]) * (v - c) ** power, v, sp.sympify(c))
        others = [
            (-((v - c) ** 2) + v, c), (v**4 - 2 * v**2, one_of(rng, [-1, 0, 1])), (sp.exp(v) - v, 0),
            (sp.cos(v), one_of(rng, [sp.Integer(0), sp.pi, 2 * sp.pi])), (sp.sin(v) ** 2, 0),
            (v**2 - 10 * v**3, 0),
            (-sp.Rational(1, 10**8) * v**4, 0), (v**3 - 6 * v, one_of(rng, [1, -1]) * sp.sqrt(2)),
            (v**2 + sp.Rational(1, 100) * v, 0), (a * v + 1, 2), (sp.Rational(1, 10**8) * v**2, 0),
            (v**6 - v**8, 0),
        ]  # fmt: skip
        for expr, at in [others[int(i)] for i in rng.permutation(len(others))[:4]]:
            yield call(expr, v, sp.sympify(at))


def log_extrema(rng) -> Iterator[Case]:
    yield call()


def hessian_numeric(rng) -> Iterator[Case]:
    for p in points(rng):
        for h in (one_of(rng, [0.5, 1.0]), one_of(rng, [0.1, 0.05, 0.01])):
            f = of_vectors(rng)
            at = np.asarray(p, dtype=float)
            steps = 2 * h * np.eye(len(p))
            size = (
                max(abs(f(at + s * e)) for s in (-1, 0, 1) for e in steps) + abs(f(at + h)) + abs(f(at - h))
            )
            allowed = 64 * 2.3e-16 * (size * (10 + 10 * np.max(np.abs(at))) + 1e-300) / h**2
            yield call(f, p, h, judge=usual_on_the_diagonal(f, at, h, allowed))


def usual_on_the_diagonal(f, p, h, allowed):
    """The formula of the statement, or on the diagonal that with points h apart, whose error is as small."""

    def judge(value, expected):
        wrong = default_judge(expected, allowed)(value, expected)
        if wrong is None or np.shape(value) != np.shape(expected):
            return wrong
        steps = h * np.eye(len(p))
        usual = expected.copy()
        np.fill_diagonal(usual, [(f(p + e) - 2 * f(p) + f(p - e)) / h**2 for e in steps])
        return default_judge(usual, 4 * allowed)(value, usual) and wrong

    return judge


def classify_hessian(rng) -> Iterator[Case]:
    """Symmetric matrices of given eigenvalues, none of them near the border."""
    for n in (1, 2, 3):
        Q, _ = np.linalg.qr(rng.normal(size=(n, n)))
        for scale in (one_of(rng, [1.0, 1e-8, 1e6]),):
            for lams in (
                rng.uniform(0.1, 3, n), -rng.uniform(0.1, 3, n), rng.choice([-1.0, 2.0], n),
                rng.choice([0.0, 1.0], n),
                rng.choice([0.0, -1.0], n), np.geomspace(1e-6, 1, n), -np.geomspace(1e-6, 1, n),
                np.append(-np.geomspace(1e-5, 1, n)[:-1], 1),
                np.append(np.ones(n - 1), 1e-11) if n > 1 else np.ones(1),
                np.append(-np.ones(n - 1), -1e-11) if n > 1 else -np.ones(1),
                np.append(1e-7, -np.ones(n - 1)),
                np.append(np.ones(n - 1), -1e-7), np.ones(n),
            ):  # fmt: skip
                diagonal = np.diag(scale * lams)
                if n == 1 or np.min(np.abs(lams)) > 1e-8 * np.max(np.abs(lams)) or n < 2:
                    H = Q @ diagonal @ Q.T
                    yield call((H + H.T) / 2)
                yield call(diagonal)
                yield call(diagonal[::-1, ::-1].copy())
    yield call(np.array([[0, 1], [1, 0]]))
    yield call(np.array([[1.0, 2.0], [2.0, 1.0]]))
    yield call(np.array([[2, 1], [1, 2]]))
    yield call(np.array([[-2, 1], [1, -2]]))
    yield call(np.zeros((2, 2)))
    yield call(np.zeros((1, 1)))


NEWTON = [  # f′ and f″; every operation is exact or well conditioned
    ("2*x - {b}", "2 + 0*x"), ("{a}*x**3 - x", "3*{a}*x**2 - 1"), ("exp(x) - {b}", "exp(x)"),
    ("1e-6*(2*x - {b})", "2e-6 + 0*x"), ("x**3", "3*x**2"), ("x**3 - 1e3", "3*x**2"),
    ("-2*x + {a}", "-2 + 0*x"),
    ("sin(x)", "cos(x)"),
]  # fmt: skip


def newton_min(rng) -> Iterator[Case]:
    for tol in (1e-9, 1e-3, 0.5, 1e-12, 1e-6, 10.0):
        for max_iter in (0, 1, 2, 5, 60):
            for _ in range(8):
                a, b = decimals(rng, 0.5, 2, digits=1), decimals(rng, 1.1, 4, digits=1)
                df, d2f = (Function(part.format(a=a, b=b)) for part in one_of(rng, NEWTON))
                x0 = one_of(rng, [decimals(rng, -3, 3), whole(rng, 1, 4), 0.9, decimals(rng, 0.8, 1.2)])
                if steady(df, d2f, x0, tol, max_iter):
                    yield call(df, d2f, x0, tol, max_iter, tolerance=np.array([1e-8, 0]))
                    break


def steady(df, d2f, x, tol, max_iter) -> bool:
    """Is no slope on the way so near the bound, and no curvature so small, that rounding could decide?"""
    for _ in range(max_iter + 1):
        slope = abs(float(df(x)))
        if abs(slope - tol) < 0.05 * tol or abs(float(d2f(x))) < 1e-7 or abs(x) > 1e3:
            return False
        if slope <= tol:
            return True
        x = x - float(df(x)) / float(d2f(x))
    return True


def plot_log(rng) -> Iterator[Script]:
    for n, low, high in (one_of(rng, [(20, 0.5, 4), (7, 0.1, 0.9)]), one_of(rng, [(40, 1, 30), (3, 0.2, 2)])):
        xs = np.linspace(low, high, n)
        words = ("slope", "deriv", "1/x", "′", "'"), ("log x", "ln x", "log(x)", "ln(x)")
        yield drawn(xs, words=words, along=(np.log, np.reciprocal))
    yield drawn(np.sort(decimals(rng, 0.5, 3, 6))[::-1].copy(), along=(np.log, np.reciprocal))
