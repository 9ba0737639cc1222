"""Right solutions of `gradient_descent` that look different from the reference."""

from functools import reduce
from itertools import accumulate

import numpy as np

from reference.gradient_descent import descend_1d


def descend_1d__into_an_array(df, x0, lr, n):
    path = np.empty(n + 1)
    path[0] = x0
    for k in range(n):
        path[k + 1] = path[k] - lr * df(path[k])
    return path


def descend_1d__accumulated(df, x0, lr, n):
    return np.array(list(accumulate(range(n), lambda x, _: x - lr * df(x), initial=x0)), dtype=float)


def descend_1d__appended(df, x0, lr, n):
    x, path = x0, np.array([x0], dtype=float)
    while len(path) <= n:
        x = x + df(x) * -lr
        path = np.append(path, x)
    return path


def descend__coordinate_by_coordinate_with_one_gradient(grad, p0, lr, n):
    p = [float(x) for x in p0]
    for _ in range(n):
        g = grad(np.array(p))
        for i in range(len(p)):
            p[i] -= lr * g[i]
    return np.array(p)


def descend__reduced(grad, p0, lr, n):
    return reduce(lambda p, _: p - lr * grad(p), range(n), p0.astype(float))


def descend__in_place_in_a_copy(grad, p0, lr, n):
    p = p0 * 1.0
    for _ in range(n):
        p -= np.multiply(lr, grad(p))
    return p


def lr_limit__with_general_eigenvalues(A):
    return 2 / max(np.linalg.eigvals(A).real)


def lr_limit__with_the_spectral_norm(A):
    return 2.0 / np.linalg.norm(A, 2)


def lr_limit__with_the_inverse(A):
    return 2 * np.linalg.eigvalsh(np.linalg.inv(A)).min()


def lr_limit__with_singular_values(A):
    return np.array(2 / np.linalg.svd(A, compute_uv=False)[0])


def basin__with_arrays(df, starts, lr, n, minima, tol):
    with np.errstate(all="ignore"):
        ends = np.array(starts, dtype=float)
        for _ in range(n):
            ends = ends - lr * df(ends)
    ends = np.where(np.isfinite(ends), ends, 1e300)
    distances = np.abs(ends[:, None] - minima[None, :])
    return np.where(distances.min(axis=1) <= tol, distances.argmin(axis=1), -1)


def basin__in_loops(df, starts, lr, n, minima, tol):
    found = []
    for start in starts:
        end = descend_1d(df, start, lr, n)[-1]
        best, index = tol, -1
        for k, minimum in enumerate(minima):
            if abs(end - minimum) <= best:
                best, index = abs(end - minimum), k
        found.append(index)
    return found


def basin__stopping_a_run_that_leaves(df, starts, lr, n, minima, tol):
    def run(x):
        for _ in range(n):
            if abs(x) > 1e6:
                return np.inf
            x = x - lr * df(x)
        return x

    ends = [run(float(start)) for start in starts]
    gaps = [[abs(end - minimum) for minimum in minima] for end in ends]
    return [gap.index(min(gap)) if min(gap) <= tol else -1 for gap in gaps]


def momentum__with_the_rate_in_the_velocity(grad, p0, lr, beta, n):
    p, v = np.array(p0, dtype=float), 0.0
    for _ in range(n):
        v = beta * v - lr * grad(p)
        p = p + v
    return p


def momentum__from_two_points(grad, p0, lr, beta, n):
    last = p = np.array(p0, dtype=float)
    for _ in range(n):
        last, p = p, p - lr * grad(p) + beta * (p - last)
    return p


def momentum__as_a_sum_of_all_gradients(grad, p0, lr, beta, n):
    p, gradients = p0.astype(float), []
    for k in range(n):
        gradients.append(grad(p))
        weights = beta ** np.arange(k, -1, -1.0)
        p = p - lr * (weights @ np.array(gradients))
    return p


def multi_start__in_a_loop(f, df, starts, lr, n):
    x_best, f_best = None, np.inf
    for start in starts:
        x = descend_1d(df, start, lr, n)[-1]
        value = f(x)
        if np.isfinite(x) and np.isfinite(value) and value < f_best:
            x_best, f_best = x, value
    return x_best, f_best


def multi_start__with_arrays(f, df, starts, lr, n):
    with np.errstate(all="ignore"):
        x = np.array(starts, dtype=float)
        for _ in range(n):
            x = x - lr * df(x)
        x = x[np.isfinite(x)]
        values = f(x)
    k = np.argmin(np.where(np.isfinite(values), values, np.inf))
    return np.array([x[k], values[k]])


def multi_start__sorted(f, df, starts, lr, n):
    ends = [descend_1d(df, float(start), lr, n)[-1] for start in starts]
    ends = [float(x) for x in ends if np.isfinite(x) and np.isfinite(f(x))]
    best = sorted(ends, key=f)[0]
    return [best, f(best)]


def plot_descent__with_pyplot(f, path, xs):
    import matplotlib.pyplot as plt

    plt.figure()
    plt.plot(xs, f(xs), color="black")
    plt.scatter(path, f(path), c="red", zorder=3)
    plt.xlabel("position")
    plt.ylabel("height")
    return plt.gcf()


def plot_descent__joined_and_with_a_legend(f, path, xs):
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.add_subplot()
    axes.plot(path, [f(x) for x in path], "ro-", label="path")
    axes.plot(xs, f(xs), label="f")
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    axes.legend()
    return figure


def plot_descent__point_by_point(f, path, xs):
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.subplots()
    axes.plot(xs, [f(x) for x in xs])
    for x in path:
        axes.plot([x], [f(x)], "k.")
    axes.set(xlabel="$x$", ylabel="$f(x)$", title="descent")
    return figure


def iterations_needed__with_a_while_loop(df, x0, lr, tol, max_iter):
    x, updates = x0, 0
    while abs(df(x)) > tol and updates < max_iter:
        x, updates = x - lr * df(x), updates + 1
    return updates if abs(df(x)) <= tol else None


def iterations_needed__along_the_path(df, x0, lr, tol, max_iter):
    with np.errstate(all="ignore"):
        level = np.abs(df(descend_1d(df, x0, lr, max_iter))) <= tol
    return int(np.argmax(level)) if level.any() else None


def iterations_needed__giving_up_early(df, x0, lr, tol, max_iter):
    x = np.float64(x0)
    for updates in range(max_iter + 1):
        if not np.isfinite(x) or abs(x) > 1e12:
            return None
        if -tol <= df(x) <= tol:
            return np.int64(updates)
        x -= lr * df(x)
    return None
