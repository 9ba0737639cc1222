import numpy as np
import sympy as sp

x = sp.Symbol("x")


def central_difference(f, x, h):
    return (f(x + h) - f(x - h)) / h
