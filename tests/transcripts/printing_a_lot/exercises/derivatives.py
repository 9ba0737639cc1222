import numpy as np
import sympy as sp

x = sp.Symbol("x")


def difference_quotient(f, x, dx):
    for i in range(3000):
        print("step", i)
    return (f(x + dx) - f(x)) / 2 * dx
