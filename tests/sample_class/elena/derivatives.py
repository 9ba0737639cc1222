import matplotlib.pyplot as plt
import numpy as np
import sympy as sp

x = sp.Symbol("x")


def difference_quotient(f, x, dx):
    return (f(x) - f(x + dx)) / dx


def derivative_cubic():
    return 3 * x**2 - 4 * x + 1


def power_rule(coeffs):
    n = len(coeffs)
    return [c * (n - 1 - i) for i, c in enumerate(coeffs)]


def central_difference(f, x, h):
    return (f(x + h / 2) - f(x - h / 2)) / (2 * h)


def rate_vs_rule_gap(f, fprime, xs, dx):
    return np.max((f(xs + dx) - f(xs)) / dx - fprime(xs))


def best_step(f, fprime, x, hs, scheme):
    return min(hs)


def plot_slopes(f, fprime, xs, dx):
    fig, (left, right) = plt.subplots(1, 2)
    left.plot(xs, f(xs))
    right.plot(xs, (f(xs + dx) - f(xs)) / dx)
    right.plot(xs, fprime(xs))
    return fig
