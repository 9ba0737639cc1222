import numpy as np
import sympy as sp

x = sp.Symbol("x")


def difference_quotient(f, x, dx):
    """Return the rate of change of f between x and x + dx."""
    return (f(x + dx) - f(x)) / dx


def derivative_cubic():
    """Return the derivative of x³ − 2x² + 1, by the rules."""
    return 3 * x**2 - 4 * x


def power_rule(coeffs):
    """Return the coefficients of a polynomial's derivative."""
    # TODO: what about [5]?
    powers = range(len(coeffs) - 1, 0, -1)
    return [c * n for c, n in zip(coeffs, powers)]


def central_difference(f, x, h):
    """Return the rate of change of f across x, from h on its left to h on its right."""
    raise NotImplementedError


def rate_vs_rule_gap(f, fprime, xs, dx):
    """Return how far the rate and the rule are apart, at the worst point of xs."""
    return max(abs(difference_quotient(f, xs, dx) - fprime(xs)))


def best_step(f, fprime, x, hs, scheme):
    """Return the step from hs whose difference formula comes closest to f′(x) on this computer."""
    if scheme == "forward":
        return min(hs, key=lambda h: abs(difference_quotient(f, x, h) - fprime(x)))
    return min(hs, key=lambda h: abs(central_difference(f, x, h) - fprime(x)))


def plot_slopes(f, fprime, xs, dx):
    """Draw f, and beside it the rate and the rule in one panel."""
    ...
