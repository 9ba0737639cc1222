import numpy as np
import sympy as sp

x = sp.Symbol("x")


def power_rule(coeffs):
    n = len(coeffs) - 1
    for i in range(n):
        coeffs[i] = coeffs[i] * (n - i)
    return coeffs[:-1] or [0]
