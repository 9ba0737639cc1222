"""Wrong solutions of `classification` as people write them: slips inside code that is right otherwise."""

import numpy as np


def log_loss__of_numbers_without_end(A, Y):
    with np.errstate(all="ignore"):
        one, other = np.nan_to_num(np.log(A)), np.nan_to_num(np.log(1 - A))
    return float(-np.mean(Y * one + (1 - Y) * other))


def log_loss__a_million_for_a_certain_mistake(A, Y):
    with np.errstate(all="ignore"):
        loss = -(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    loss = np.where(A == Y, 0.0, np.where(np.isfinite(loss), loss, 1e6))
    return float(np.mean(loss))


def log_loss_from_z__large_z_for_both_classes(Z, Y):
    safe = np.clip(Z, -700, 30)
    return float(np.mean(np.where(Z > 30, Z, np.log1p(np.exp(safe)) - Y * Z)))


def log_loss_from_z__nothing_for_the_confident(Z, Y):
    loss = np.maximum(Z, 0) - Y * Z + np.log1p(np.exp(-np.abs(Z)))
    return float(np.mean(np.where((Y == 1) & (Z > 30), 1e-15, loss)))


KEPT = {}


def steps(X, Y, lr, n, W=None, b=None, rate=lambda lr, k: lr, batch=None):
    W, b, costs = (np.zeros((1, X.shape[0])), np.zeros((1, 1)), []) if W is None else (W, b, [])
    for k in range(n):
        Z = W @ X + b
        costs.append(float(np.mean(np.maximum(Z, 0) - Y * Z + np.log1p(np.exp(-np.abs(Z))))))
        part = slice(None) if batch is None else slice(0, batch)
        E = (1 / (1 + np.exp(-Z)) - Y)[:, part]
        W = W - rate(lr, k) * E @ X[:, part].T / E.shape[1]
        b = b - rate(lr, k) * np.mean(E, axis=1, keepdims=True)
    return {"W": W, "b": b}, costs


def train_classifier__going_on_from_the_last_call(X, Y, lr, n):
    params, costs = steps(X, Y, lr, n, *KEPT.get(X.shape, (None, None)))
    KEPT[X.shape] = params["W"], params["b"]
    return params, costs


def train_classifier__with_half_the_rate_after_50(X, Y, lr, n):
    return steps(X, Y, lr, n, rate=lambda lr, k: lr * 0.5 ** (k // 50))


def train_classifier__on_64_examples(X, Y, lr, n):
    return steps(X, Y, lr, n, batch=64)
