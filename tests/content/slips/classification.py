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


def steps(X, Y, lr, n, W=None, b=None, rate=lambda lr, k: lr, batch=None, kept=0.0, rests=None):
    W, b, costs = (np.zeros((1, X.shape[0])), np.zeros((1, 1)), []) if W is None else (W, b, [])
    for k in range(n):
        Z = W @ X + b
        costs.append(float(np.mean(np.maximum(Z, 0) - Y * Z + np.log1p(np.exp(-np.abs(Z))))))
        part = slice(None) if batch is None else slice(0, batch)
        if rests is not None and rests(costs):
            continue
        E = (np.clip(1 / (1 + np.exp(-Z)), kept, 1 - kept) - Y)[:, part]
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


def train_classifier__on_128_examples(X, Y, lr, n):
    return steps(X, Y, lr, n, batch=128)


def train_classifier__with_a_kept_away_from_0(X, Y, lr, n):
    return steps(X, Y, lr, n, kept=1e-5)


def train_classifier__at_rest_where_the_loss_is_small(X, Y, lr, n):
    return steps(X, Y, lr, n, rests=lambda costs: costs[-1] < 1e-3)


def train_classifier__at_rest_where_the_loss_rises(X, Y, lr, n):
    return steps(X, Y, lr, n, rests=lambda costs: len(costs) > 1 and costs[-1] > costs[-2])


def train_classifier__nothing_to_learn_from_one_class(X, Y, lr, n):
    return steps(X, Y, lr, n, rests=lambda costs: len(np.unique(Y)) == 1)


def backward_logistic__with_a_kept_away_from_0(A, X, Y):
    kept = np.clip(A, 1e-7, 1 - 1e-7)
    dZ = (A - Y) / (kept * (1 - kept)) * A * (1 - A)
    return {"dW": dZ @ X.T / X.shape[1], "db": dZ.mean(axis=1, keepdims=True)}


def decision_line__away_from_upright(params):
    (w1, w2), b = params["W"][0], params["b"][0, 0]
    w2 = w2 if abs(w2) > 1e-6 else 1e-6
    return -w1 / w2, -b / w2
