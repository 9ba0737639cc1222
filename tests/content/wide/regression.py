"""Wide inputs of the lesson Regression."""

import random
from collections.abc import Iterator

import numpy as np

from tests.content.wide import Case, Script, call, decimals, one_of, whole

SIZES = [(1, 1), (1, 2), (2, 1), (2, 2), (3, 3), (1, 9), (4, 7), (3, 80)]
"""Features and examples."""


def scaled(X):
    std = X.std(axis=1, keepdims=True)
    return (X - X.mean(axis=1, keepdims=True)) / np.where(std == 0, 1, std)


def params_of(rng, n_x, n_y=1, scale=2.0):
    return {"W": decimals(rng, -scale, scale, n_y, n_x), "b": decimals(rng, -scale, scale, n_y, 1)}


def standardise(rng) -> Iterator[Case]:
    for n_x, m in SIZES:
        X = decimals(rng, -3, 3, n_x, m)
        yield call(X, tolerance=1e-11)
        yield call(rng.integers(-9, 10, (n_x, m)), tolerance=1e-11)
        yield call(100 + X, tolerance=1e-9)
        yield call(1e4 * X, tolerance=1e-8)
        yield call(np.round(1e-3 * X, 6), tolerance=1e-8)
        for unit in (1e-9, 1e-20):
            yield call(unit * X, tolerance=1e-11)
        yield call(np.full((n_x, m), 0.25))
        X = X.copy()
        X[-1] = whole(rng, -3, 3)
        yield call(X, tolerance=1e-11)
        yield call(np.vstack([X, 50 + 0.001 * np.arange(m)]), tolerance=1e-4)
        yield call(np.zeros((n_x, m)))
        yield call(np.full((n_x, m), 7))


def initialize_parameters(rng) -> Iterator[Script]:
    for n_x, n_y in ((1, 1), (3, 2), (2, 3), (400, 3), (3, 400), (60, 60)):
        seed = whole(rng, 0, 10**6)

        def play(task, n_x=n_x, n_y=n_y, seed=seed):
            first, other, again = task(n_x, n_y, seed), task(n_x, n_y, seed + 1), task(n_x, n_y, seed)
            return {"first": first, "other": other, "again": again}

        yield Script(play, judge=normal, quiet=True, name=f"initialize_parameters({n_x}, {n_y}, {seed})")
    for seed in (0, whole(rng, 1, 10**6)):

        def play(task, seed=seed):
            """Is a changed answer forgotten, are those to other seeds others, and do generators stay?"""
            first, near, other = (task(3, 2, s)["W"].copy() for s in (seed, seed + 1, seed + 1000))
            changed = task(3, 2, seed)["W"]
            changed += 1
            random.seed(seed)
            before = random.getstate()
            again = task(3, 2, seed)["W"]
            stays = before == random.getstate()
            return [np.array_equal(first, again), bool(np.isin(first, [near, other]).any()), stays]

        yield Script(play, judge=same, quiet=True, name=f"the seed {seed} and others")


def same(value, expected):
    return "" if value == expected else f"{value} in place of {expected}"


def normal(value, expected):
    """Parameters of the right form, from the seed alone, and weights from N(0, 0.01²)."""
    for key, params in value.items():
        why = malformed(params, expected[key])
        if why:
            return why
    W, other, again = (value[key]["W"] for key in ("first", "other", "again"))
    if not np.array_equal(W, again) or np.any(other == W):
        return "the seed"
    if len(np.unique(W)) != W.size:
        return "weights that are alike"
    if W.size < 1000:
        return "weights too large" if np.abs(W).max() > 0.07 else ""
    return another_distribution(W.ravel() / 0.01)


def malformed(params, expected):
    if set(params) != {"W", "b"}:
        return f"keys {set(params)}"
    for name in ("W", "b"):
        if not isinstance(params[name], np.ndarray) or params[name].shape != expected[name].shape:
            return f"the shape of {name}"
    if params["W"].dtype.kind != "f":
        return f"W of {params['W'].dtype}"
    return "b is not 0" if np.any(params["b"]) else ""


def another_distribution(z):
    """Mean, standard deviation, share within one of these and the largest, to five standard errors."""
    errors = [
        z.mean() * np.sqrt(z.size), (z.std() - 1) * np.sqrt(2 * z.size),
        (np.mean(np.abs(z) < 1) - 0.6827) * np.sqrt(z.size) / 0.4655,
    ]  # fmt: skip
    if np.abs(errors).max() > 5 or not 2.5 < np.abs(z).max() < 6:
        return f"another distribution, {errors}"
    return ""


def forward_propagation(rng) -> Iterator[Case]:
    for n_x, m in SIZES:
        for n_y in (1, 2, n_x, m):
            yield call(decimals(rng, -3, 3, n_x, m), params_of(rng, n_x, n_y))
        yield call(rng.integers(-3, 4, (n_x, m)), params_of(rng, n_x))
        yield call(np.zeros((n_x, m)), params_of(rng, n_x))
        yield call(1e6 * decimals(rng, -3, 3, n_x, m), params_of(rng, n_x))


def compute_cost(rng) -> Iterator[Case]:
    for n_y in (1, 2, 3):
        for m in (1, 2, 3, 9, 100):
            for scale in (3, 0.01, 1e4):
                yield call(
                    decimals(rng, -scale, scale, n_y, m, digits=4),
                    decimals(rng, -scale, scale, n_y, m, digits=4),
                )
            Y = rng.integers(-3, 4, (n_y, m))
            yield call(Y + 1, Y)
            yield call(np.where(Y > 2, np.nan, Y), Y.astype(float))
            yield call(Y - 1.5, Y.astype(float))
            yield call(Y.astype(float), Y.astype(float))


def backward_propagation(rng) -> Iterator[Case]:
    for n_x, m in SIZES:
        for n_y in (1, 2, n_x, m):
            yield call(
                decimals(rng, -3, 3, n_y, m), decimals(rng, -3, 3, n_x, m), decimals(rng, -3, 3, n_y, m)
            )
        Y = rng.integers(-3, 4, (1, m))
        yield call(Y + rng.integers(-2, 3, (1, m)), rng.integers(-3, 4, (n_x, m)), Y)
        yield call(100 * decimals(rng, -3, 3, 1, m), 10 * decimals(rng, -3, 3, n_x, m), 100 * Y.astype(float))


def runs(rng):
    """Data of many sizes, rates and numbers of updates; what is near its minimum goes on."""
    for n_x, m in [(1, 1), (1, 2), (1, 40), (2, 2), (3, 3), (3, 80), (2, 200)]:
        X = scaled(decimals(rng, -3, 3, n_x, m))
        X2 = decimals(rng, -1, 1, n_x, m)
        for lr in (0.05, 0.3, one_of(rng, [0.5, 1.0])):
            for n in (1, 2, 3, 8, 120, one_of(rng, [60, 400])):
                yield one_of(rng, [X, X, X2, rng.permuted(X, axis=1)]), lr, n


def train_regression(rng) -> Iterator[Case]:
    for X, lr, n in runs(rng):
        n_y, m = one_of(rng, [1, 1, 2]), X.shape[1]
        noise = one_of(rng, [0, 0.1, 2])
        Y = (
            params_of(rng, X.shape[0], n_y)["W"] @ X
            + whole(rng, -9, 9)
            + noise * rng.normal(size=(n_y, m)).round(2)
        )
        Y = one_of(rng, [Y, Y, 30 * Y, np.round(Y).astype(int)])
        yield call(X, Y, min(lr, 1.0 / X.shape[0]), n, judge=trained)
    X = scaled(decimals(rng, -3, 3, 2, 300))
    yield call(X, rng.normal(size=(2, 300)), 6.0, 25, judge=trained)


def trained(value, expected, slack=1e-13):
    """Parameters and costs over the whole length, to rounding; costs may be off by `slack`."""
    if not isinstance(value, (list, tuple)) or len(value) != 2 or not isinstance(value[0], dict):
        return "the form"
    params, costs = value
    if set(params) != {"W", "b"} or any(
        np.shape(params[key]) != expected[0][key].shape for key in ("W", "b")
    ):
        return "the parameters' form"
    if np.shape(costs) != np.shape(expected[1]):
        return f"{np.shape(costs)} costs in place of {np.shape(expected[1])}"
    scale = 1 + max(np.abs(part).max() for part in expected[0].values())
    for key in ("W", "b"):
        if np.asarray(params[key]).dtype.kind != "f":
            return f"{key} of {np.asarray(params[key]).dtype}"
        if not np.abs(params[key] - expected[0][key]).max() <= 1e-9 * scale:
            return f"{key}: {params[key].ravel()[:3]} in place of {expected[0][key].ravel()[:3]}"
    allowed = 1e-9 * np.abs(expected[1]) + 1e-10 * abs(expected[1][0]) + slack
    wrong = np.flatnonzero(~(np.abs(np.asarray(costs, dtype=float) - expected[1]) <= allowed))
    return f"cost {wrong[0]}: {costs[wrong[0]]} in place of {expected[1][wrong[0]]}" if len(wrong) else ""


def predict_original_units(rng) -> Iterator[Case]:
    for n_x, m in SIZES:
        for scale in (1, 100):
            x_stats = decimals(rng, -scale, scale, n_x, 1), decimals(rng, 0.5, 3, n_x, 1) * scale
            y_stats = decimals(rng, -scale, scale, 1, 1), decimals(rng, 0.5, 3, 1, 1)
            yield call(
                scale * decimals(rng, -3, 3, n_x, m),
                params_of(rng, n_x),
                x_stats,
                y_stats,
                tolerance=1e-10 * scale,
            )
            yield call(
                rng.integers(-9, 10, (n_x, m)), params_of(rng, n_x), x_stats, y_stats, tolerance=1e-10 * scale
            )
