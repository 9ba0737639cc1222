"""Wrong solutions of `derivatives` as people write them: each a slip inside code that is right otherwise."""

import numpy as np
import sympy as sp

from reference.derivatives import central_difference, difference_quotient


def difference_quotient__for_two_axes_at_most(f, x, dx):
    x = np.asarray(x, dtype=float)
    if x.ndim == 0:
        return float((f(x + dx) - f(x)) / dx)
    if x.ndim == 1:
        return np.array([(f(t + dx) - f(t)) / dx for t in x])
    return np.array([[float((f(t + dx) - f(t)) / dx) for t in row] for row in x])


def derivative_cubic__in_a_real_symbol():
    x = sp.Symbol("x", real=True)
    return 3 * x**2 - 4 * x


def power_rule__with_poly1d(coeffs):
    return list(np.poly1d(coeffs).deriv().coeffs)


def power_rule__without_leading_zeros(coeffs):
    coeffs = list(coeffs)
    while len(coeffs) > 1 and coeffs[0] == 0:
        coeffs.pop(0)
    return [c * n for c, n in zip(coeffs, range(len(coeffs) - 1, 0, -1), strict=False)] or [0]


def central_difference__with_a_least_step(f, x, h):
    h = max(h, 1e-3)
    return (f(x + h) - f(x - h)) / (2 * h)


def central_difference__always_rising(f, x, h):
    return abs(f(x + h) - f(x - h)) / (2 * h)


def rate_vs_rule_gap__of_the_sizes(f, fprime, xs, dx):
    return float(np.max(np.abs(np.abs(difference_quotient(f, xs, dx)) - np.abs(fprime(xs)))))


def rate_vs_rule_gap__at_the_two_ends(f, fprime, xs, dx):
    return max(abs(difference_quotient(f, x, dx) - fprime(x)) for x in (xs[0], xs[-1]))


def rate_vs_rule_gap__on_a_grid_of_its_own(f, fprime, xs, dx):
    xs = np.linspace(np.min(xs), np.max(xs), 1000)
    return float(np.max(np.abs(difference_quotient(f, xs, dx) - fprime(xs))))


def best_step__by_the_rule_of_thumb(f, fprime, x, hs, scheme):
    best = 1e-8 if scheme == "forward" else 6e-6
    return min(hs, key=lambda h: abs(np.log(h / best)))


def best_step__until_the_first_rise(f, fprime, x, hs, scheme):
    quotient = difference_quotient if scheme == "forward" else central_difference
    best, smallest = None, np.inf
    for h in sorted(hs, reverse=True):
        error = abs(quotient(f, x, h) - fprime(x))
        if error > smallest:
            break
        best, smallest = h, error
    return best


def plot_slopes__with_the_curve_among_the_slopes(f, fprime, xs, dx):
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2)
    left.plot(xs, f(xs))
    for label, values in (("f", f(xs)), ("rate", difference_quotient(f, xs, dx)), ("rule", fprime(xs))):
        right.plot(xs, values, label=label)
    right.legend()
    return figure


def plot_slopes__on_points_of_its_own(f, fprime, xs, dx):
    import matplotlib.pyplot as plt

    xs = np.linspace(-2, 2, len(xs))
    figure, (left, right) = plt.subplots(1, 2)
    left.plot(xs, f(xs))
    right.plot(xs, difference_quotient(f, xs, dx), label="rate")
    right.plot(xs, fprime(xs), label="rule")
    right.legend()
    return figure


def plot_slopes__with_a_step_of_its_own(f, fprime, xs, dx):
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2)
    left.plot(xs, f(xs))
    right.plot(xs, difference_quotient(f, xs, 0.5), label="rate")
    right.plot(xs, fprime(xs), label="rule")
    right.legend()
    return figure
