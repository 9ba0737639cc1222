"""Wrong answers in `support_vectors`, as they are written on a first evening."""


def distance_to_line__without_abs(a, b, c, x0, y0):
    return (a * x0 + b * y0 + c) / np.sqrt(a**2 + b**2)


def margin_constraints__without_the_one(P, y):
    return [{"type": "ineq", "fun": lambda w, i=i: y[i] * (P[i] @ w[:2] + w[2])} for i in range(len(P))]


def support_points__without_the_label(P, y, w, tol):
    return [i for i in range(len(P)) if abs(P[i] @ w[:2] + w[2] - 1) <= tol]
