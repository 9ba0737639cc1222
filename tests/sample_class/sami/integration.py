"""Integration, my solutions."""

import matplotlib.pyplot as plt
import numpy as np
import sympy as sp


def riemann_left(f, a, b, n):
    w = (b - a) / n
    x = np.linspace(a, b, n + 1)[:-1]
    return np.sum(f(x)) * w


def running_area(f, a, b, n):
    x = np.linspace(a, b, n + 1)
    w = (b - a) / n
    F = np.zeros(n + 1)
    F[1:] = np.cumsum(f(x[:-1]) * w)
    return x, F


def antiderivative(expr, x):
    return sp.integrate(expr, x)


def trapezoid(f, a, b, n):
    x = np.linspace(a, b, n + 1)
    return np.trapezoid(f(x), x)


def area_constant(F, a):
    return -F(a)


def signed_and_total_area(f, a, b, n):
    w = (b - a) / n
    middles = np.linspace(a + w / 2, b - w / 2, n)
    y = f(middles)
    return np.sum(y * w), np.sum(np.abs(y) * w)


def plot_antiderivative(f, F, a, b, n):
    x, area = running_area(f, a, b, n)
    fig, ax = plt.subplots()
    ax.plot(x, area, label="running area")
    ax.plot(x, F(x), label="F")
    ax.legend()
    return fig
