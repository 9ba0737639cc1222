"""Wrong solutions of `optimization` as people write them: each a slip inside code that is right otherwise."""

import numpy as np
import sympy as sp


def critical_points__with_complex_ones(expr, x):
    return sp.solve(sp.diff(expr, x), x)


def critical_points__as_floats(expr, x):
    return sorted(float(r) for r in sp.solveset(sp.diff(expr, x), x, sp.S.Reals))


def critical_points__as_sympy_orders_them(expr, x):
    return [r for r in sp.solve(sp.diff(expr, x), x) if r.is_real]


def classify_point__by_four_derivatives(expr, x, c):
    slope = expr
    for order in range(1, 5):
        slope = sp.diff(slope, x)
        value = sp.simplify(slope.subs(x, c))
        if value != 0:
            return "neither" if order % 2 else "min" if value > 0 else "max"
    return "neither"


def classify_point__from_both_sides(expr, x, c):
    here, left, right = (expr.subs(x, c + d) for d in (0, -sp.Rational(1, 2), sp.Rational(1, 2)))
    if left > here and right > here:
        return "min"
    return "max" if left < here and right < here else "neither"


def classify_hessian__with_an_absolute_bound(H):
    lam = np.linalg.eigvalsh(H)
    lam = np.where(np.isclose(lam, 0), 0, lam)
    if (lam > 0).any() and (lam < 0).any():
        return "saddle"
    return "min" if (lam > 0).all() else "max" if (lam < 0).all() else "inconclusive"


def newton_min__also_where_the_step_is_small(df, d2f, x0, tol, max_iter):
    x = x0
    for updates in range(max_iter):
        if abs(df(x)) <= tol:
            return float(x), updates
        step = df(x) / d2f(x)
        x = x - step
        if abs(step) < 1e-4:
            return float(x), updates + 1
    return float(x), max_iter


def plot_log__in_two_panels(xs):
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2)
    left.plot(xs, np.log(xs), label="log x")
    right.plot(xs, 1 / xs, label="its slope")
    left.legend()
    right.legend()
    return figure
