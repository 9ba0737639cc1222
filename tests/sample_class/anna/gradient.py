"""The gradient, my solutions."""

import matplotlib.pyplot as plt
import numpy as np
import sympy as sp


def partials(expr, variables):
    return [sp.diff(expr, v) for v in variables]


def gradient_numeric(f, p, h):
    p = np.array(p, dtype=float)
    g = np.zeros(len(p))
    for i in range(len(p)):
        e = np.zeros(len(p))
        e[i] = h
        g[i] = (f(p + e) - f(p - e)) / (2 * h)
    return g


def directional_derivative(f, p, u, h):
    u = u / np.sqrt(np.dot(u, u))
    return (f(p + h * u) - f(p - h * u)) / (2 * h)


def steepest_direction(f, x, y, step, n_angles):
    angles = np.linspace(0, 360, n_angles, endpoint=False)
    t = np.deg2rad(angles)
    rates = (f(x + step * np.cos(t), y + step * np.sin(t)) - f(x, y)) / step
    k = np.argmax(rates)
    return angles[k], rates[k]


def gradient_angle(gx, gy, convention):
    if convention == "math":
        return np.degrees(np.arctan2(gy, gx)) % 360
    return np.degrees(np.arctan2(gx, gy)) % 360


def unit_field(gx, gy, xs):
    X, Y = np.meshgrid(xs, xs, indexing="ij")
    U, V = gx(X, Y), gy(X, Y)
    size = np.sqrt(U**2 + V**2)
    safe = np.where(size == 0, 1.0, size)
    return U / safe, V / safe, size


def plot_surface_and_field(f, gx, gy, xs):
    X, Y = np.meshgrid(xs, xs, indexing="ij")
    ux, uy, size = unit_field(gx, gy, xs)
    fig = plt.figure(figsize=(10, 4))
    left = fig.add_subplot(121, projection="3d")
    left.plot_surface(X, Y, f(X, Y))
    right = fig.add_subplot(122)
    right.quiver(X, Y, ux, uy, size)
    return fig
