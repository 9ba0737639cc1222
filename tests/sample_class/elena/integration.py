import matplotlib.pyplot as plt
import numpy as np
import sympy as sp


def riemann_left(f, a, b, n):
    w = (b - a) / n
    return w * np.sum(f(np.linspace(a + w, b, n)))


def running_area(f, a, b, n):
    x = np.linspace(a, b, n + 1)
    return x, np.cumsum(f(x)) * (b - a) / n


def antiderivative(expr, x):
    return sp.diff(expr, x)


def trapezoid(f, a, b, n):
    x = np.linspace(a, b, n + 1)
    return (b - a) / n * np.sum(f(x))


def area_constant(F, a):
    return F(a)


def signed_and_total_area(f, a, b, n):
    w = (b - a) / n
    s = np.sum(f(a + w * (np.arange(n) + 0.5))) * w
    return s, abs(s)


def plot_antiderivative(f, F, a, b, n):
    x, area = running_area(f, a, b, n)
    fig, ax = plt.subplots()
    ax.plot(x, area)
    ax.plot(x, F(x))
    return fig
