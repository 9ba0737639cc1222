"""Wrong solutions of `gradient_descent` as people write them: slips inside code that is right otherwise."""

import numpy as np

from reference.gradient_descent import descend_1d


def descend__until_it_is_level(grad, p0, lr, n):
    p = np.array(p0, dtype=float)
    for _ in range(n):
        g = grad(p)
        if np.linalg.norm(g) < 1e-3:
            break
        p = p - lr * g
    return p


def momentum__until_it_is_level(grad, p0, lr, beta, n):
    p = np.array(p0, dtype=float)
    v = np.zeros_like(p)
    for _ in range(n):
        g = grad(p)
        if np.linalg.norm(g) < 1e-2:
            break
        v = beta * v + g
        p = p - lr * v
    return p


def descend_1d__standing_still_at_the_end(df, x0, lr, n):
    path = [float(x0)]
    for _ in range(n):
        step = lr * df(path[-1])
        path.append(path[-1] - step if abs(step) >= 1e-8 else path[-1])
    return np.array(path)


def descend_1d__integers_where_it_starts(df, x0, lr, n):
    path = [x0]
    for _ in range(n):
        path.append(path[-1] - lr * df(path[-1]))
    return np.array(path)


def basin__anywhere_on_the_way(df, starts, lr, n, minima, tol):
    reached = []
    for start in starts:
        with np.errstate(all="ignore"):
            path = descend_1d(df, start, lr, n)
        found = [i for x in path for i, m in enumerate(minima) if abs(x - m) <= tol]
        reached.append(found[0] if found else -1)
    return reached


def basin__always_100_updates(df, starts, lr, n, minima, tol):
    reached = []
    for start in starts:
        with np.errstate(all="ignore"):
            gaps = np.abs(minima - descend_1d(df, start, lr, 100)[-1])
        nearest = int(np.argmin(gaps))
        reached.append(nearest if gaps[nearest] <= tol else -1)
    return reached


def iterations_needed__giving_up_where_it_rises(df, x0, lr, tol, max_iter):
    x, last = float(x0), np.inf
    for updates in range(max_iter + 1):
        slope = abs(df(x))
        if slope <= tol:
            return updates
        if slope > last:
            return None
        last = slope
        x = x - lr * df(x)
    return None


def multi_start__finite_values_alone(f, df, starts, lr, n):
    with np.errstate(all="ignore"):
        ends = [descend_1d(df, start, lr, n)[-1] for start in starts]
        runs = [(float(f(x)), float(x)) for x in ends]
    value, x = min(run for run in runs if np.isfinite(run[0]))
    return x, value


def multi_start__the_smallest_slope(f, df, starts, lr, n):
    with np.errstate(all="ignore"):
        ends = [x for x in (descend_1d(df, start, lr, n)[-1] for start in starts) if np.isfinite(f(x))]
    x = min(ends, key=lambda x: abs(df(x)))
    return float(x), float(f(x))


def lr_limit__first_eigenvalue(A):
    return float(2 / np.linalg.eig(A)[0][0].real)


def plot_descent__curve_on_a_grid_of_its_own(f, path, xs):
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    grid = np.linspace(-3, 3, 200)
    axes.plot(grid, f(grid))
    axes.plot(path, f(path), "o-")
    axes.set(xlabel="x", ylabel="f(x)")
    return figure


def plot_descent__curve_as_points(f, path, xs):
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    axes.scatter(xs, f(xs))
    axes.plot(path, f(path), "o-")
    axes.set(xlabel="x", ylabel="f(x)")
    return figure


def descend__given_up_where_it_grows(grad, p0, lr, n):
    p, last = np.array(p0, dtype=float), np.inf
    for _ in range(n):
        g = grad(p)
        if np.linalg.norm(g) > 10 * last:
            break
        last = np.linalg.norm(g)
        p = p - lr * g
    return p


def lr_limit__iterated_from_ones(A):
    v = np.ones(len(A))
    for _ in range(20000):
        v = A @ v
        v /= np.linalg.norm(v)
    return float(2 / (v @ A @ v))


def lr_limit__iterated_too_briefly(A):
    v = np.random.default_rng(0).normal(size=len(A))
    for _ in range(100):
        v = A @ v
        v /= np.linalg.norm(v)
    return float(2 / (v @ A @ v))


def multi_start__large_is_diverged(f, df, starts, lr, n):
    with np.errstate(all="ignore"):
        ends = [x for x in (descend_1d(df, start, lr, n)[-1] for start in starts) if abs(x) < 1e6]
    x = min(ends, key=f)
    return float(x), float(f(x))


def multi_start__lower_than_a_thousand(f, df, starts, lr, n):
    best = 0.0, 1e3
    with np.errstate(all="ignore"):
        for start in starts:
            x = descend_1d(df, start, lr, n)[-1]
            if np.isfinite(x) and f(x) < best[1]:
                best = float(x), float(f(x))
    return best


def iterations_needed__given_up_far_away(df, x0, lr, tol, max_iter):
    x = x0
    for updates in range(max_iter + 1):
        if abs(df(x)) <= tol:
            return updates
        x = x - lr * df(x)
        if not abs(x) < 1e3:
            return None
    return None
