import numpy as np
import sympy as sp


def partials(expr, variables):
    return sp.diff(expr, *variables)


def gradient_numeric(f, p, h):
    g = np.zeros(len(p))
    for i in range(len(p)):
        p[i] += h
        right = f(p)
        p[i] -= 2 * h
        g[i] = (right - f(p)) / (2 * h)
    return g


def directional_derivative(f, p, u, h):
    return (f(p + h * u) - f(p - h * u)) / (2 * h)


def steepest_direction(f, x, y, step, n_angles):
    angles = np.arange(n_angles) * 360 / n_angles
    rates = (f(x + step * np.cos(angles), y + step * np.sin(angles)) - f(x, y)) / step
    k = np.argmax(rates)
    return angles[k], rates[k]


def gradient_angle(gx, gy, convention):
    return np.degrees(np.arctan(gy / gx))


def unit_field(gx, gy, xs):
    X, Y = np.meshgrid(xs, xs)
    u, v = gx(X, Y), gy(X, Y)
    size = np.hypot(u, v)
    return u / size, v / size, size
