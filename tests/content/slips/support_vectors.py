"""Wrong solutions of `support_vectors` as people write them: slips inside code that is right otherwise."""

import numpy as np
from scipy.optimize import minimize
from sklearn.svm import SVC

from reference.support_vectors import margin_constraints, svm_dual


def distance_to_line__of_a_line_that_is_nearly_upright(a, b, c, x0, y0):
    b = b or 1e-12
    return abs(y0 + (a * x0 + c) / b) * abs(b) / np.hypot(a, b)


def margin_constraints__of_points_that_differ(P, y):
    labels = dict(zip(map(tuple, P.tolist()), y.tolist(), strict=True))
    return [
        {"type": "ineq", "fun": lambda w, p=p, s=s: s * (w[0] * p[0] + w[1] * p[1] + w[2]) - 1}
        for p, s in labels.items()
    ]


def margin_constraints__scaling_the_points(P, y):
    P *= y[:, None]
    return [
        {"type": "ineq", "fun": lambda w, p=p, s=s: w[0] * p[0] + w[1] * p[1] + s * w[2] - 1}
        for p, s in zip(P, y, strict=True)
    ]


def max_margin_line__as_it_comes(P, y):
    return minimize(lambda w: w[0] ** 2 + w[1] ** 2, np.zeros(3), constraints=margin_constraints(P, y)).x


def max_margin_line__within_bounds(P, y):
    return minimize(
        lambda w: w[0] ** 2 + w[1] ** 2,
        np.zeros(3),
        bounds=[(-100, 100)] * 3,
        constraints=margin_constraints(P, y),
        options={"ftol": 1e-12},
    ).x


def max_margin_line__with_a_soft_margin(P, y):
    machine = SVC(kernel="linear", C=1000).fit(P, y)
    return np.array([*machine.coef_[0], machine.intercept_[0]])


def svm_dual__with_a_soft_margin(P, y):
    machine = SVC(kernel="linear", C=100, tol=1e-9).fit(P, y)
    lam = np.zeros(len(P))
    lam[machine.support_] = 2 * np.abs(machine.dual_coef_[0])
    return lam


def within_bounds(P, y, most, **options):
    n = len(y)
    return minimize(
        lambda lam: np.sum(((lam * y) @ P) ** 2) / 4 - lam.sum(),
        np.zeros(n),
        bounds=[(0, most)] * n,
        constraints={"type": "eq", "fun": lambda lam: lam @ y},
        options=options,
    ).x


def svm_dual__as_it_comes(P, y):
    return within_bounds(P, y, None)


def svm_dual__within_bounds(P, y):
    return within_bounds(P, y, 1000, ftol=1e-12, maxiter=500)


def svm_dual__moving_the_points(P, y):
    P -= P.mean(axis=0)
    return svm_dual(P, y)
