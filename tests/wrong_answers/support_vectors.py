"""Wrong answers in `support_vectors`, as they are written on a first evening."""


def distance_to_line__without_abs(a, b, c, x0, y0):
    return (a * x0 + b * y0 + c) / np.sqrt(a**2 + b**2)


def margin_constraints__without_the_one(P, y):
    return [{"type": "ineq", "fun": lambda w, i=i: y[i] * (P[i] @ w[:2] + w[2])} for i in range(len(P))]


def support_points__without_the_label(P, y, w, tol):
    return [i for i in range(len(P)) if abs(P[i] @ w[:2] + w[2] - 1) <= tol]


def distance_to_line__with_a_caret(a, b, c, x0, y0):
    return abs(a * x0 + b * y0 + c) / np.sqrt(a ^ 2 + b ^ 2)


def max_margin_line__the_whole_result(P, y):
    return minimize(
        lambda w: w[0] ** 2 + w[1] ** 2, np.zeros(3), method="SLSQP", constraints=margin_constraints(P, y)
    )
