import numpy as np
import sympy as sp

x = sp.Symbol("x")


def difference_quotient(f, x, dx):
    return (f(x + dx) - f(x)) / dx


def power_rule(coeffs):
    while True: coeffs = list(coeffs)
