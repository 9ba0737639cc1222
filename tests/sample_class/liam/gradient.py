import numpy as np
import sympy as sp


def partials(expr, variables):
    return sp.Matrix([sp.diff(expr, v) for v in variables])


def gradient_numeric(f, p, h):
    p = np.asarray(p, dtype=float)
    n = p.shape[0]
    columns = [(f(p + h * e) - f(p - h * e)) / (2 * h) for e in np.eye(n)]
    return np.array(columns).reshape(n, 1)


def directional_derivative(f, p, u, h):
    u = u / np.linalg.norm(u)
    return np.array([(f(p + h * u) - f(p - h * u)) / (2 * h)])


def gradient_angle(gx, gy, convention):
    angle = np.arctan2(gy, gx) if convention == "math" else np.arctan2(gx, gy)
    return np.degrees(angle) % 360
