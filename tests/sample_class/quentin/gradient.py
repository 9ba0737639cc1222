import numpy as np
import sympy as sp


def partials(expr, variables):
    return [expr.diff(v) for v in variables]


def gradient_numeric(f, p, h):
    p = p.astype(float)
    return np.array([(f(p + h * e) - f(p)) / h for e in np.eye(len(p))])


def directional_derivative(f, p, u, h):
    return float(np.linalg.norm(gradient_numeric(f, p, h)))


def gradient_angle(gx, gy, convention):
    if convention == "math":
        return np.arctan2(gy, gx) % (2 * np.pi)
    return np.arctan2(gx, gy) % (2 * np.pi)
