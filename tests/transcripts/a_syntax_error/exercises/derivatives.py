import numpy as np
import sympy as sp

x = sp.Symbol("x")


def difference_quotient(f, x, dx):
    return (f(x + dx) - f(x)) / dx


def derivative_cubic():
    return (3 * x**2 - 4 * x
