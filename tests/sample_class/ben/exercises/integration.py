# Ben: loops again
import matplotlib.pyplot as plt
import numpy as np
import sympy


def riemann_left(f, a, b, n):
    width = (b - a) / n
    total = 0.0
    for k in range(n):
        total += f(a + k * width) * width
    return total


def running_area(f, a, b, n):
    width = (b - a) / n
    xs, areas = [a], [0.0]
    for k in range(n):
        areas.append(areas[-1] + f(a + k * width) * width)
        xs.append(a + (k + 1) * width)
    return np.array(xs), np.array(areas)


def antiderivative(expr, x):
    constant = 7
    return sympy.expand(sympy.integrate(sympy.expand(expr), x)) + constant


def trapezoid(f, a, b, n):
    width = (b - a) / n
    left = riemann_left(f, a, b, n)
    return left + width * (f(b) - f(a)) / 2


def area_constant(F, a):
    return 0 - F(a)


def signed_and_total_area(f, a, b, n):
    width = (b - a) / n
    signed = total = 0
    for k in range(n):
        strip = f(a + (k + 0.5) * width) * width
        signed += strip
        total += abs(strip)
    return [signed, total]


def plot_antiderivative(f, F, a, b, n):
    xs, areas = running_area(f, a, b, n)
    fig = plt.figure()
    ax = fig.add_axes([0.1, 0.1, 0.8, 0.8])
    C = area_constant(F, a)
    ax.plot(xs, F(xs) + C, "g:", linewidth=3, label="antiderivative, shifted")
    ax.step(xs, areas, where="post", label="area so far")
    ax.legend()
    return fig
