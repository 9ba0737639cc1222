import numpy as np
import sympy as sp

x = sp.Symbol("x")


def difference_quotient(f, x, dx):
    return np.array([(f(x + dx) - f(x)) / dx])
