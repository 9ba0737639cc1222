"""Right solutions of the lesson on the support vector machine that look different."""

import math
from itertools import combinations

import numpy as np
from scipy.optimize import minimize, nnls
from sklearn.svm import SVC

from reference.support_vectors import margin_constraints


def distance_to_line__plain(a, b, c, x0, y0):
    return abs(a * x0 + b * y0 + c) / math.sqrt(a**2 + b**2)


def distance_to_line__unit_normal(a, b, c, x0, y0):
    normal = np.array([a, b])
    return np.abs(np.dot(normal, [x0, y0]) + c) / np.linalg.norm(normal)


def distance_to_line__to_the_foot(a, b, c, x0, y0):
    t = -(a * x0 + b * y0 + c) / (a * a + b * b)
    return math.hypot(t * a, t * b)


def margin_constraints__closure(P, y):
    def constraint(i):
        def g(w):
            a, b, c = w
            return y[i] * (a * P[i, 0] + b * P[i, 1] + c) - 1

        return {"type": "ineq", "fun": g}

    return [constraint(i) for i in range(len(P))]


def margin_constraints__arguments(P, y):
    def g(w, p, s):
        return s * (np.dot(w[:2], p) + w[2]) - 1

    return [{"type": "ineq", "fun": g, "args": (p, s)} for p, s in zip(P, y, strict=True)]


def margin_constraints__rows_of_a_matrix(P, y):
    A = y[:, None] * np.hstack([P, np.ones((len(P), 1))])
    return tuple(
        {"type": "ineq", "fun": lambda w, row=row: row @ w - 1.0, "jac": lambda w, row=row: row} for row in A
    )


def margin_constraints__objects(P, y):
    class Constraint:
        def __init__(self, point, label):
            self.row = label * np.append(point, 1.0)

        def __call__(self, w):
            return float(self.row.dot(w)) - 1

    found = []
    for i in range(len(y)):
        found.append({"fun": Constraint(P[i], y[i]), "type": "ineq"})
    return found


def max_margin_line__from_an_upright_line_as_it_comes(P, y):
    return minimize(lambda w: w[0] ** 2 + w[1] ** 2, [1, 0, 0], constraints=margin_constraints(P, y)).x


def max_margin_line__with_slopes(P, y):
    A = y[:, None] * np.column_stack([P, np.ones(len(P))])
    return minimize(
        lambda w: w[:2] @ w[:2],
        np.zeros(3),
        jac=lambda w: np.array([2 * w[0], 2 * w[1], 0.0]),
        constraints=[{"type": "ineq", "fun": lambda w: A @ w - 1, "jac": lambda w: A}],
        method="SLSQP",
        options={"ftol": 1e-10, "maxiter": 500},
    ).x


def max_margin_line__nearest_points_of_the_hulls(P, y):
    """The widest street is perpendicular to the shortest way between the two hulls: corner or edge to
    corner."""
    best = None
    for s in (1, -1):
        near, far = P[y == s], P[y == -s]
        ends = [(p, p) for p in far] + list(combinations(far, 2))
        for q in near:
            for start, end in ends:
                edge = end - start
                t = np.clip((q - start) @ edge / max(edge @ edge, 1e-300), 0, 1)
                way = s * (q - start - t * edge)
                if best is None or way @ way < best[0] @ best[0]:
                    best = way, (q + start + t * edge) / 2
    way, middle = best
    normal = 2 * way / (way @ way)
    return np.append(normal, -normal @ middle)


def max_margin_line__supports_by_trial(P, y):
    A = y[:, None] * np.column_stack([P, np.ones(len(P))])
    for k in (2, 3):
        for chosen in combinations(range(len(P)), k):
            rows = A[list(chosen)]
            system = np.block([[np.diag([2.0, 2.0, 0.0]), -rows.T], [rows, np.zeros((k, k))]])
            if abs(np.linalg.det(system)) < 1e-12:
                continue
            solution = np.linalg.solve(system, np.append(np.zeros(3), np.ones(k)))
            if (solution[3:] >= 0).all() and (A @ solution[:3] >= 1 - 1e-9).all():
                return solution[:3]
    raise ValueError("the classes cannot be separated")


def max_margin_line__half_the_objective(P, y):
    return minimize(
        lambda w: (w[0] ** 2 + w[1] ** 2) / 2,
        np.zeros(3),
        method="SLSQP",
        constraints=margin_constraints(P, y),
        options={"ftol": 1e-9},
    ).x


def max_margin_line__half_the_objective_as_it_comes(P, y):
    return minimize(lambda w: 0.5 * w[:2] @ w[:2], np.ones(3), constraints=margin_constraints(P, y)).x


def max_margin_line__scikit_learn(P, y):
    machine = SVC(kernel="linear", C=1e8, tol=1e-9).fit(P, y)
    return np.append(machine.coef_[0], machine.intercept_)


def max_margin_line__dual_and_a_support(P, y):
    lam = svm_dual__with_a_matrix_and_slopes(P, y)
    normal, held = (lam * y) @ P / 2, np.argmax(lam)
    return np.append(normal, y[held] - P[held] @ normal)


def support_points__where(P, y, w, tol):
    return np.where(np.abs(y * (P @ w[:2] + w[2]) - 1) <= tol)[0]


def support_points__loop(P, y, w, tol):
    a, b, c = w
    found = []
    for i in range(len(P)):
        if -tol <= y[i] * (a * P[i][0] + b * P[i][1] + c) - 1 <= tol:
            found.append(i)
    return found


def support_points__distance_to_the_kerb(P, y, w, tol):
    kerb = np.array([distance_to_line__plain(*w[:2], w[2] - s, *p) for p, s in zip(P, y, strict=True)])
    return np.flatnonzero(kerb * np.hypot(*w[:2]) <= tol).tolist()


def kkt_residuals__loops(P, y, w, lam):
    a, b, c = w
    g = [s * (a * p[0] + b * p[1] + c) - 1 for p, s in zip(P, y, strict=True)]
    by_a = 2 * a - sum(m * s * p[0] for m, s, p in zip(lam, y, P, strict=True))
    by_b = 2 * b - sum(m * s * p[1] for m, s, p in zip(lam, y, P, strict=True))
    by_c = -sum(m * s for m, s in zip(lam, y, strict=True))
    return {
        "stationarity": max(abs(by_a), abs(by_b), abs(by_c)),
        "primal": max(0.0, *(-value for value in g)),
        "dual": max(0.0, *(-value for value in lam)),
        "complementarity": max(abs(m * value) for m, value in zip(lam, g, strict=True)),
    }


def kkt_residuals__matrix(P, y, w, lam):
    A = y[:, np.newaxis] * np.c_[P, np.ones(len(P))]
    g = A @ w - 1
    return {
        "complementarity": np.linalg.norm(lam * g, ord=np.inf),
        "dual": np.clip(-lam, 0, None).max(),
        "primal": np.clip(-g, 0, None).max(),
        "stationarity": np.linalg.norm(np.array([2 * w[0], 2 * w[1], 0]) - A.T @ lam, ord=np.inf),
    }


def kkt_residuals__slopes_by_complex_steps(P, y, w, lam):
    def g(w):
        return y * (P @ w[:2] + w[2]) - 1

    def L(w):
        return w[0] ** 2 + w[1] ** 2 - lam @ g(w)

    slopes = [L(w + 1e-30j * e).imag / 1e-30 for e in np.eye(3)]
    return dict(
        zip(
            ("stationarity", "primal", "dual", "complementarity"),
            (max(map(abs, slopes)), -min(0, *g(w)), -min(0, *lam), max(abs(lam * g(w)))),
            strict=True,
        )
    )


def svm_dual__as_it_comes_from_ones(P, y):
    n = len(y)

    def minus_dual(lam):
        return np.sum((P.T @ (lam * y)) ** 2) / 4 - lam.sum()

    return minimize(
        minus_dual,
        np.ones(n),
        bounds=[(0, None)] * n,
        constraints={"type": "eq", "fun": lambda lam: np.dot(lam, y)},
    ).x


def svm_dual__with_a_matrix_and_slopes(P, y):
    Q = np.outer(y, y) * (P @ P.T) / 2
    return minimize(
        lambda lam: lam @ Q @ lam / 2 - lam.sum(),
        np.zeros(len(y)),
        jac=lambda lam: Q @ lam - 1,
        method="SLSQP",
        bounds=[(0, 1e6)] * len(y),
        constraints=[{"type": "eq", "fun": lambda lam: lam @ y, "jac": lambda lam: y.astype(float)}],
        options={"ftol": 1e-12, "maxiter": 1000},
    ).x


def svm_dual__stationarity_at_the_line(P, y):
    """Knowing the line, the multipliers of its support vectors solve the first condition without signs."""
    a, b, c = max_margin_line__supports_by_trial(P, y)
    on = y * (P @ [a, b] + c) < 1 + 1e-6
    rows = np.vstack([(y[:, None] * P).T, y])[:, on]
    lam = np.zeros(len(y))
    lam[on] = nnls(rows, [2 * a, 2 * b, 0.0])[0]
    return lam


def same_line_reason__computed():
    P, y = np.array([[-1, -1], [-3, -1], [3, 3]]), np.array([-1, -1, 1])
    return {"reason": "c", "slack": y * (P @ [2 / 3, 2 / 3] - 1) - 1}


def same_line_reason__decimals():
    return {"slack": (1.333, 2.667, 2), "reason": "C"}


def same_line_reason__by_the_solver():
    P, y = np.array([[0, 0], [1, 2], [2, 1]]), np.array([-1, 1, 1])
    w = max_margin_line__with_slopes(P, y)
    new = margin_constraints(np.array([[-1, -1], [-3, -1], [3, 3]]), y * [1, -1, 1])
    return {"reason": "c", "slack": [float(part["fun"](w)) for part in new]}
