"""Lesson 1 (Hiro)."""

import matplotlib.pyplot as plt
import numpy as np
import sympy as sp

x = sp.Symbol("x")


def difference_quotient(f, x, dx):
    return (f(x + dx) - f(x) / dx


def derivative_cubic():
    return sp.diff(x**3 - 2 * x**2 + 1, x)


def power_rule(coeffs):
    n = len(coeffs) - 1
    if n == 0:
        return [0]
    return [c * (n - i) for i, c in enumerate(coeffs[:-1])]


def central_difference(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


def rate_vs_rule_gap(f, fprime, xs, dx):
    rate = difference_quotient(f, xs, dx)
    return np.max(np.abs(rate - fprime(xs)))


def best_step(f, fprime, x, hs, scheme):
    quotient = difference_quotient if scheme == "forward" else central_difference
    errors = [abs(quotient(f, x, h) - fprime(x)) for h in hs]
    return hs[int(np.argmin(errors))]


def plot_slopes(f, fprime, xs, dx):
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 4))
    left.plot(xs, f(xs), color="tab:red")
    left.set_title("f")
    right.plot(xs, difference_quotient(f, xs, dx), label="rate")
    right.plot(xs, fprime(xs), label="rule")
    right.legend()
    return fig
