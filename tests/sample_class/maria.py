"""Maria, lesson on integration."""

import numpy as np
import sympy as sp
from scipy import integrate


def riemann_left(f, a, b, n):
    edges = np.linspace(a, b, n + 1)
    return float(np.dot(f(edges[:-1]), np.diff(edges)))


def running_area(f, a, b, n):
    edges = np.linspace(a, b, n + 1)
    swept = np.cumsum(f(edges[:-1]) * np.diff(edges))
    return edges, np.insert(swept, 0, 0.0)


def antiderivative(expr, x):
    return sp.integrate(expr, x) + sp.Symbol("C")


def trapezoid(f, a, b, n):
    edges = np.linspace(a, b, n + 1)
    return integrate.simpson(f(edges), x=edges)


def area_constant(F, a):
    return -F(0)
