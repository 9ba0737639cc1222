"""Wrong solutions of `support_vectors` as people write them: slips inside code that is right otherwise."""

import numpy as np
from sklearn.svm import SVC

from reference.support_vectors import svm_dual


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


def max_margin_line__with_a_soft_margin(P, y):
    machine = SVC(kernel="linear", C=1000).fit(P, y)
    return np.array([*machine.coef_[0], machine.intercept_[0]])


def svm_dual__with_a_soft_margin(P, y):
    machine = SVC(kernel="linear", C=100, tol=1e-9).fit(P, y)
    lam = np.zeros(len(P))
    lam[machine.support_] = 2 * np.abs(machine.dual_coef_[0])
    return lam


def svm_dual__moving_the_points(P, y):
    P -= P.mean(axis=0)
    return svm_dual(P, y)
