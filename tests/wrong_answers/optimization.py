"""Wrong answers in `optimization`, as they are written on a first evening."""


def critical_points__as_a_set(expr, x):
    return set(sp.solve(sp.diff(expr, x), x))


def classify_point__max_and_min_exchanged(expr, x, c):
    second = sp.diff(expr, x, 2).subs(x, c)
    return "maximum" if second > 0 else "minimum" if second < 0 else "saddle"


def hessian_numeric__times_h(f, p, h):
    n = len(p)
    H = np.zeros((n, n))
    E = h * np.eye(n)
    for i in range(n):
        for j in range(n):
            H[i, j] = (
                f(p + E[i] + E[j]) - f(p + E[i] - E[j]) - f(p - E[i] + E[j]) + f(p - E[i] - E[j])
            ) / 4 * h**2
    return H


def newton_min__one_step(df, d2f, x0, tol, max_iter):
    for k in range(max_iter):
        x0 = x0 - df(x0) / d2f(x0)
        return x0, k + 1
