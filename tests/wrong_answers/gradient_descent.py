"""Wrong answers in `gradient_descent`, as they are written on a first evening."""


def descend__returns_in_the_loop(grad, p0, lr, n):
    p = np.array(p0, dtype=float)
    for _ in range(n):
        p = p - lr * grad(p)
        return p


def momentum__p_before_v(grad, p0, lr, beta, n):
    p = np.array(p0, dtype=float)
    v = np.zeros_like(p)
    for _ in range(n):
        p = p - lr * v
        v = beta * v + grad(p)
    return p


def momentum__lr_twice(grad, p0, lr, beta, n):
    p = np.array(p0, dtype=float)
    v = np.zeros_like(p)
    for _ in range(n):
        v = beta * v + lr * grad(p)
        p = p - lr * v
    return p


def basin__none_for_none(df, starts, lr, n, minima, tol):
    out = []
    for s in starts:
        gaps = np.abs(minima - descend_1d(df, s, lr, n)[-1])
        i = int(np.argmin(gaps))
        out.append(i if gaps[i] <= tol else None)
    return out


def basin__from_the_start(df, starts, lr, n, minima, tol):
    out = []
    for s in starts:
        gaps = np.abs(minima - s)
        i = int(np.argmin(gaps))
        out.append(i if gaps[i] <= tol else -1)
    return out


def basin__the_minimum_itself(df, starts, lr, n, minima, tol):
    out = []
    for s in starts:
        end = descend_1d(df, s, lr, n)[-1]
        gaps = np.abs(minima - end)
        i = int(np.argmin(gaps))
        out.append(minima[i] if gaps[i] <= tol else -1)
    return out


def iterations_needed__below_tol(df, x0, lr, tol, max_iter):
    x = float(x0)
    for k in range(max_iter + 1):
        if abs(df(x)) < tol:
            return k
        x = x - lr * df(x)
    return None


def iterations_needed__without_max_iter(df, x0, lr, tol, max_iter):
    x, k = float(x0), 0
    while abs(df(x)) > tol:
        x = x - lr * df(x)
        k += 1
    return k


def descend_1d__only_the_end(df, x0, lr, n):
    x = x0
    for i in range(n):
        x -= lr * df(x)
    return x


def iterations_needed__looks_after_the_step(df, x0, lr, tol, max_iter):
    x = x0
    for k in range(1, max_iter + 1):
        x = x - lr * df(x)
        if abs(df(x)) <= tol:
            return k
