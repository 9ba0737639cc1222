"""Wrong solutions of `regression` as people write them: each a slip inside code that is right otherwise."""

import random
from functools import lru_cache

import numpy as np


def standardise__small_std_as_constant(X):
    mean, std = X.mean(axis=1, keepdims=True), X.std(axis=1, keepdims=True)
    std = np.where(std < 0.01, 1.0, std)
    return (X - mean) / std, mean, std


def initialize_parameters__of_laplace(n_x, n_y, seed):
    W = np.random.default_rng(seed).laplace(0, 0.01 / np.sqrt(2), (n_y, n_x))
    return {"W": W, "b": np.zeros((n_y, 1))}


def initialize_parameters__rows_alike(n_x, n_y, seed):
    row = np.random.default_rng(seed).normal(0, 0.01, n_x)
    return {"W": np.tile(row, (n_y, 1)), "b": np.zeros((n_y, 1))}


def initialize_parameters__with_the_generator_of_python(n_x, n_y, seed):
    random.seed(seed)
    W = np.array([[random.gauss(0, 0.01) for _ in range(n_x)] for _ in range(n_y)])
    return {"W": W, "b": np.zeros((n_y, 1))}


KEPT = {}


def steps(X, Y, lr, n, rate=lambda lr, k: lr, clip=np.inf, W=None, b=None):
    """Gradient descent with what people add to it."""
    m, costs = X.shape[1], []
    W = np.zeros((Y.shape[0], X.shape[0])) if W is None else W
    b = np.zeros((Y.shape[0], 1)) if b is None else b
    for k in range(n):
        E = W @ X + b - Y
        costs.append(float(np.sum(E**2) / (2 * m)))
        dW, db = E @ X.T / m, np.sum(E, axis=1, keepdims=True) / m
        size = np.sqrt(np.sum(dW**2) + np.sum(db**2))
        cut = min(1, clip / size) if size else 1
        W = W - rate(lr, k) * cut * dW
        b = b - rate(lr, k) * cut * db
    return {"W": W, "b": b}, costs


def train_regression__going_on_from_the_last_call(X, Y, lr, n):
    key = X.shape, Y.shape
    kept = KEPT.get(key, {"W": None, "b": None})
    params, costs = steps(X, Y, lr, n, W=kept["W"], b=kept["b"])
    KEPT[key] = params
    return params, costs


def train_regression__with_half_the_rate_after_100(X, Y, lr, n):
    return steps(X, Y, lr, n, rate=lambda lr, k: lr * 0.5 ** (k // 100))


def train_regression__with_a_clipped_gradient(X, Y, lr, n):
    return steps(X, Y, lr, n, clip=5.0)


def train_regression__filled_up(X, Y, lr, n):
    params, costs = steps(X, Y, lr, n)
    for k in range(1, len(costs)):
        if abs(costs[k] - costs[k - 1]) < 1e-12:
            return steps(X, Y, lr, k)[0], costs[:k] + [costs[k - 1]] * (n - k)
    return params, costs


def standardise__a_smaller_std_as_constant(X):
    mean, std = X.mean(axis=1, keepdims=True), X.std(axis=1, keepdims=True)
    std = np.where(std < 1e-12, 1.0, std)
    return (X - mean) / std, mean, std


def initialize_parameters__each_row_from_a_seed(n_x, n_y, seed):
    W = [np.random.default_rng(seed + row).normal(0, 0.01, n_x) for row in range(n_y)]
    return {"W": np.array(W), "b": np.zeros((n_y, 1))}


@lru_cache
def initialize_parameters__kept(n_x, n_y, seed):
    return {"W": np.random.default_rng(seed).normal(0, 0.01, (n_y, n_x)), "b": np.zeros((n_y, 1))}


def train_regression__standing_still_where_the_cost_rises(X, Y, lr, n):
    params, costs = steps(X, Y, lr, n)
    rise = next((k for k in range(1, n) if costs[k] > costs[k - 1]), n)
    params, few = steps(X, Y, lr, rise)
    return params, [*few, *few[-1:] * (n - rise)]


def train_regression__until_the_cost_is_no_number(X, Y, lr, n):
    with np.errstate(all="ignore"):
        params, costs = steps(X, Y, lr, n)
    return params, [cost for cost in costs if np.isfinite(cost)]


def train_regression__costs_in_order(X, Y, lr, n):
    params, costs = steps(X, Y, lr, n)
    return params, sorted(costs, reverse=True)
