"""Right solutions of `optimization` that look different from the reference."""

import numpy as np
import scipy.linalg
import sympy as sp


def critical_points__filtered_from_solve(expr, x):
    t = sp.Symbol("t", real=True)
    return sorted(set(sp.solve(sp.diff(expr.subs(x, t), t), t)), key=float)


def critical_points__only_the_real_ones(expr, x):
    solutions = sp.solve(sp.Eq(sp.diff(expr, x), 0), x)
    return sorted(c for c in solutions if sp.im(c) == 0)


def critical_points__as_a_tuple_in_another_form(expr, x):
    found = sp.solveset(expr.diff(x), x, domain=sp.Interval(-sp.oo, sp.oo))
    return tuple(sp.nsimplify(c) if c.is_Rational else sp.sqrt(c**2) * sp.sign(c) for c in sorted(found))


def critical_points__from_real_roots(expr, x):
    slope = sp.simplify(sp.diff(expr, x))
    if slope.is_polynomial(x) and slope.has(x):
        return sorted(set(sp.Poly(slope, x).real_roots()))
    return sorted(sp.solveset(slope, x, sp.S.Reals))


def classify_point__with_derivatives_in_a_list(expr, x, c):
    if sp.diff(expr, x).subs(x, c).equals(0) is not True:
        return "neither"
    values = [sp.simplify(sp.diff(expr, x, k).subs(x, c)) for k in range(2, 9)]
    order = next(k for k, value in enumerate(values, 2) if value != 0)
    if order % 2:
        return "neither"
    return "min" if values[order - 2] > 0 else "max"


def classify_point__from_the_taylor_series(expr, x, c):
    h = sp.Symbol("h", real=True)
    around = sp.series(expr.subs(x, c + h), h, 0, 9).removeO()
    around = sp.expand(sp.expand_log(around, force=True))
    terms = [(k, sp.simplify(around.coeff(h, k))) for k in range(1, 9)]
    order, lead = next((k, value) for k, value in terms if value != 0)
    return "neither" if order % 2 else "min" if lead.is_positive else "max"


def classify_point__by_looking_to_both_sides(expr, x, c):
    near = sp.Rational(1, 10**6)
    middle, left, right = (expr.subs(x, c + dx).evalf(60) for dx in (0, -near, near))
    if left > middle and right > middle:
        return "min"
    return "max" if left < middle and right < middle else "neither"


def classify_point__in_capitals(expr, x, c):
    return classify_point__with_derivatives_in_a_list(expr, x, c).upper()


def log_extrema__by_sympy():
    x = sp.Symbol("x", positive=True)
    zeros = sp.solve(sp.diff(sp.log(x)), x)
    return {"zeros": zeros, "has_max": bool(zeros), "has_min": bool(zeros), "reason": "b"}


def log_extrema__decided_by_sympy():
    x = sp.Symbol("x", positive=True)
    turns = sp.Eq(sp.diff(sp.log(x)), 0)
    assert turns is sp.false
    return {"zeros": [], "has_max": turns, "has_min": turns, "reason": "b"}


def log_extrema__in_capitals():
    return {"reason": "B", "has_min": False, "has_max": False, "zeros": ()}


def log_extrema__with_numpy():
    return {"zeros": np.array([]), "has_max": np.bool_(False), "has_min": np.bool_(False), "reason": " b "}


def hessian_numeric__corner_by_corner(f, p, h):
    n = len(p)
    H = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            for si in (1, -1):
                for sj in (1, -1):
                    q = np.array(p, dtype=float)
                    q[i] += si * h
                    q[j] += sj * h
                    H[i, j] += si * sj * f(q)
    return H / (2 * h) ** 2


def hessian_numeric__as_the_slope_of_the_gradient(f, p, h):
    def gradient(q):
        return np.array([(f(q + step) - f(q - step)) / (2 * h) for step in h * np.eye(len(p))])

    return np.column_stack([(gradient(p + s) - gradient(p - s)) / (2 * h) for s in h * np.eye(len(p))])


def hessian_numeric__with_the_usual_second_difference_on_the_diagonal(f, p, h):
    steps = h * np.eye(len(p))
    H = np.diag([(f(p + s) - 2 * f(p) + f(p - s)) / h**2 for s in steps])
    for i in range(len(p)):
        for j in range(i):
            a, b = steps[i], steps[j]
            H[i, j] = (f(p + a + b) - f(p + a - b) - f(p - a + b) + f(p - a - b)) / (4 * h * h)
            H[j, i] = H[i, j]
    return H


def classify_hessian__with_tuples_of_signs(H):
    values = np.linalg.eigvals(np.asarray(H, dtype=float)).real
    signs = {int(np.sign(v)) if abs(v) > 1e-9 * max(abs(values)) else 0 for v in values}
    if {1, -1} <= signs:
        return "saddle"
    return {(1,): "min", (-1,): "max"}.get(tuple(signs), "inconclusive")


def classify_hessian__with_the_matrix_scaled_first(H):
    if not np.any(H):
        return "inconclusive"
    values = np.linalg.eigh(H / np.linalg.norm(H, 2)).eigenvalues
    low, high = values[0], values[-1]
    if low < -1e-9 and high > 1e-9:
        return "saddle"
    if low > 1e-9:
        return "min"
    return "max" if high < -1e-9 else "inconclusive"


def classify_hessian__with_scipy(H):
    low, high = scipy.linalg.eigvalsh(H)[[0, -1]]
    zero = 1e-9 * max(abs(low), abs(high))
    match tuple(int(np.sign(v)) if abs(v) > zero else 0 for v in (low, high)):
        case (-1, 1):
            return "saddle"
        case (1, 1):
            return "min"
        case (-1, -1):
            return "max"
    return "inconclusive"


def newton_min__with_a_while_loop(df, d2f, x0, tol, max_iter):
    x, updates = x0, 0
    while updates < max_iter and abs(df(x)) > tol:
        x -= df(x) / d2f(x)
        updates += 1
    return x, updates


def newton_min__by_recursion(df, d2f, x0, tol, max_iter):
    if max_iter == 0 or -tol <= df(x0) <= tol:
        return [x0, 0]
    x, updates = newton_min__by_recursion(df, d2f, x0 - df(x0) / d2f(x0), tol, max_iter - 1)
    return [x, updates + 1]


def newton_min__with_arrays_of_one_number(df, d2f, x0, tol, max_iter):
    x = np.float64(x0)
    for k in range(max_iter + 1):
        slope = df(x)
        if k == max_iter or np.abs(slope) <= tol:
            break
        x = x + (-slope) * (1 / d2f(x))
    return x, np.int64(k)


def plot_log__with_pyplot(xs):
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    axes.plot(xs, np.log(xs), "r-", label="y = log(x)")
    axes.plot(xs, xs**-1.0, "b:", label="y = 1/x")
    axes.axhline(0)
    axes.legend(loc="lower right")
    return figure


def plot_log__with_pyplot_and_a_zero_line(xs):
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    plt.plot(xs, 1 / xs, "r--", label="derivative of log")
    plt.plot(xs, np.log(xs), "b", label="natural log")
    plt.axhline(0, color="grey")
    axes.legend(loc="lower right")
    return figure


def plot_log__on_a_finer_grid(xs):
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.subplots()
    fine = np.linspace(xs[0], xs[-1], 5000)
    axes.plot(fine, 1 / fine)
    axes.plot(fine, np.log(fine))
    axes.legend(["1/x", "log x"])
    return figure
