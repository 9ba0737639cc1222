import numpy as np
import sympy as sp

x = sp.Symbol("x")


def difference_quotient(f, x, dx):
    return (f(x) - f(x + dx)) / dx


def rate_vs_rule_gap(f, fprime, xs, dx):
    return np.max(np.abs(difference_quotient(f, xs, dx) - fprime(xs)))
