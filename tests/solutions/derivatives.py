"""Right solutions of `derivatives` that look different from the reference."""

import numpy as np
import sympy as sp

from reference.derivatives import central_difference, difference_quotient


def difference_quotient__with_the_step_that_is_really_taken(f, x, dx):
    step = (x + dx) - x
    return (f(x + dx) - f(x)) / step


def difference_quotient__divided_term_by_term(f, x, dx):
    return np.divide(np.subtract(f(np.add(x, dx)), f(x)), dx)


def difference_quotient__point_by_point(f, x, dx):
    return np.vectorize(lambda t: (f(t + dx) - f(t)) / dx, otypes=[float])(x)


def derivative_cubic__factored():
    x = sp.symbols("x")
    return x * (3 * x - 4)


def derivative_cubic__by_sympy():
    x = sp.Symbol("x")
    return sp.diff(x**3 - 2 * x**2 + 1)


def derivative_cubic__as_a_limit():
    x, h = sp.symbols("x h")

    def f(x):
        return x**3 - 2 * x**2 + 1

    return sp.limit((f(x + h) - f(x)) / h, h, 0)


def power_rule__with_numpy(coeffs):
    return np.polyder(coeffs) if len(coeffs) > 1 else np.zeros(1)


def power_rule__as_a_tuple_of_floats(coeffs):
    if len(coeffs) == 1:
        return (0.0,)
    return tuple(float(c) * (len(coeffs) - 1 - i) for i, c in enumerate(coeffs[:-1]))


def power_rule__by_a_matrix(coeffs):
    n = len(coeffs)
    if n == 1:
        return [0]
    return (np.diag(np.arange(n - 1, 0, -1), k=0) @ np.array(coeffs[:-1])).tolist()


def power_rule__from_sympy_terms(coeffs):
    x, n = sp.Symbol("x"), len(coeffs) - 1
    slopes = [sp.diff(c * x**k, x).subs(x, 1) for c, k in zip(coeffs, range(n, -1, -1), strict=True)]
    return slopes[:-1] or [sp.Integer(0)]


def central_difference__slope_of_a_fitted_line(f, x, h):
    weights = np.array([-0.5, 0.5]) / h
    return float(weights @ [f(x - h), f(x + h)])


def central_difference__as_the_mean_of_both_sides(f, x, h):
    return (difference_quotient(f, x, h) + difference_quotient(f, x, -h)) / 2


def central_difference__divided_twice(f, x, h):
    return (f(x + h) - f(x - h)) / 2 / h


def rate_vs_rule_gap__in_a_loop(f, fprime, xs, dx):
    gap = 0.0
    for x in xs:
        gap = max(gap, abs((f(x + dx) - f(x)) / dx - fprime(x)))
    return gap


def rate_vs_rule_gap__as_a_norm(f, fprime, xs, dx):
    return np.linalg.norm(difference_quotient(f, xs, dx) - fprime(xs), ord=np.inf)


def rate_vs_rule_gap__last_of_the_sorted(f, fprime, xs, dx):
    gaps = [abs(difference_quotient(f, x, dx) - fprime(x)) for x in xs.tolist()]
    return sorted(gaps)[-1]


def best_step__from_a_table(f, fprime, x, hs, scheme):
    slope, table = fprime(x), {}
    for h in hs:
        a, b = {"forward": (x, x + h), "central": (x - h, x + h)}[scheme]
        table[h] = np.abs((f(b) - f(a)) / (h if scheme == "forward" else 2 * h) - slope)
    return min(table, key=table.get)


def best_step__with_arrays(f, fprime, x, hs, scheme):
    hs = np.array(hs)
    left, width = (x, hs) if scheme == "forward" else (x - hs, 2 * hs)
    return hs[np.argmin(np.abs((f(x + hs) - f(left)) / width - fprime(x)))]


def best_step__in_a_loop(f, fprime, x, hs, scheme):
    best, smallest = None, float("inf")
    for h in hs:
        quotient = difference_quotient(f, x, h) if scheme == "forward" else central_difference(f, x, h)
        if abs(fprime(x) - quotient) < smallest:
            best, smallest = h, abs(fprime(x) - quotient)
    return best


def plot_slopes__with_pyplot(f, fprime, xs, dx):
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 5))
    left.plot(xs, f(xs))
    right.plot(xs, fprime(xs), color="b", alpha=0.5, label="rule")
    right.plot(xs, (f(xs + dx) - f(xs)) / dx, "r.-", label="rate")
    right.legend(loc="upper left")
    return figure


def plot_slopes__one_below_the_other_with_a_zero_line(f, fprime, xs, dx):
    from matplotlib.figure import Figure

    figure = Figure()
    top, bottom = figure.subplots(2, 1, sharex=True)
    top.plot(xs, f(xs), "k", label="f")
    top.legend()
    bottom.axhline(0, color="grey")
    bottom.plot(xs, difference_quotient(f, xs, dx), label="computed slope")
    bottom.plot(xs, fprime(xs), label="derivative")
    bottom.legend()
    return figure


def plot_slopes__points_on_a_curve_and_a_legend_of_the_figure(f, fprime, xs, dx):
    import matplotlib.pyplot as plt

    figure = plt.figure()
    grid = figure.add_gridspec(1, 3)
    wide, narrow = figure.add_subplot(grid[0, 1:]), figure.add_subplot(grid[0, 0])
    rates = [difference_quotient(f, x, dx) for x in xs]
    wide.plot(xs, rates, marker="x", color="k", label="(f(x + dx) - f(x)) / dx")
    wide.plot(xs, [fprime(x) for x in xs], label="f'(x)")
    narrow.plot(xs, [f(x) for x in xs], linestyle=":")
    figure.legend()
    return figure
