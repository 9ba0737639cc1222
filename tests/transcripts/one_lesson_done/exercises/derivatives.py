import numpy as np
import sympy as sp

x = sp.Symbol("x")


def difference_quotient(f, x, dx):
    return (f(x + dx) - f(x)) / dx


def derivative_cubic():
    return 3 * x**2 - 4 * x


def power_rule(coeffs):
    return [c * n for n, c in zip(range(len(coeffs) - 1, 0, -1), coeffs)] or [0]


def central_difference(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


def rate_vs_rule_gap(f, fprime, xs, dx):
    return np.max(np.abs(difference_quotient(f, xs, dx) - fprime(xs)))


def best_step(f, fprime, x, hs, scheme):
    quotient = difference_quotient if scheme == "forward" else central_difference
    return min(hs, key=lambda h: abs(quotient(f, x, h) - fprime(x)))


def plot_slopes(f, fprime, xs, dx):
    from matplotlib.figure import Figure

    figure = Figure()
    left, right = figure.subplots(1, 2)
    left.plot(xs, f(xs))
    right.plot(xs, difference_quotient(f, xs, dx), label="rate")
    right.plot(xs, fprime(xs), label="rule")
    right.legend()
    return figure
