"""Wrong solutions of `integration` as people write them: each a slip inside code that is right otherwise."""

import numpy as np
import sympy as sp


def riemann_left__with_arange(f, a, b, n):
    w = (b - a) / n
    return float(w * np.sum(f(np.arange(a, b, w))))


def running_area__with_arange(f, a, b, n):
    w = (b - a) / n
    x = np.arange(a, b + w, w)
    return x, np.concatenate([[0.0], np.cumsum(f(x[:-1])) * w])


def running_area__from_the_lower_end(f, a, b, n):
    a, b = min(a, b), max(a, b)
    x, w = np.linspace(a, b, n + 1), (b - a) / n
    return x, np.concatenate([[0.0], w * np.cumsum(f(x[:-1]))])


def trapezoid__of_the_size(f, a, b, n):
    y = np.abs(f(np.linspace(a, b, n + 1)))
    return float((b - a) / n * np.sum(y[:-1] + y[1:]) / 2)


def trapezoid__with_arange(f, a, b, n):
    w = (b - a) / n
    y = f(np.arange(a, b + w, w))
    return float(w * (np.sum(y) - (y[0] + y[-1]) / 2))


def antiderivative__in_a_real_symbol(expr, x):
    t = sp.Symbol(x.name, real=True)
    return sp.integrate(expr.subs(x, t), t)


def area_constant__never_positive(F, a):
    return -abs(F(a))


def area_constant__right_of_the_origin(F, a):
    return -F(abs(a))


def signed_and_total_area__size_of_the_sum(f, a, b, n):
    w = (b - a) / n
    area = float(w * np.sum(f(a + w * (np.arange(n) + 0.5))))
    return area, abs(area)


def plot_antiderivative__on_two_scales(f, F, a, b, n):
    import matplotlib.pyplot as plt

    x, w = np.linspace(a, b, n + 1), (b - a) / n
    figure, axes = plt.subplots()
    axes.plot(x, np.concatenate([[0.0], w * np.cumsum(f(x[:-1]))]), label="running area")
    axes.twinx().plot(x, F(x), label="F")
    axes.legend()
    return figure


def plot_antiderivative__on_other_nodes(f, F, a, b, n):
    import matplotlib.pyplot as plt

    x, w, fine = np.linspace(a, b, n + 1), (b - a) / n, np.linspace(a, b, 500)
    figure, axes = plt.subplots()
    axes.plot(x, np.concatenate([[0.0], w * np.cumsum(f(x[:-1]))]), label="running area")
    axes.plot(fine, F(fine), label="F")
    axes.legend()
    return figure
