import numpy as np
import sympy as sp


def riemann_left(f, a, b, n):
    w = (b - a) / n
    total, x = 0.0, a
    while x != b:  # until the right border is reached
        total += f(x) * w
        x += w
    return total


def running_area(f, a, b, n):
    x = np.linspace(a, b, n + 1)
    return x, np.append(0, np.cumsum(f(x[:-1]))) * (b - a) / n


def antiderivative(expr, x):
    return sp.integrate(expr, x)


def trapezoid(f, a, b, n):
    y = f(np.linspace(a, b, n + 1))
    return (b - a) / n * (y.sum() - (y[0] + y[-1]) / 2)


def area_constant(F, a):
    return -F(a)
