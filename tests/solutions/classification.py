"""Right solutions of `classification` that look different from the reference."""

import math

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, xlog1py, xlogy

from reference.classification import sigmoid


def sigmoid__with_scipy(z):
    return expit(np.asarray(z, dtype=float))


def sigmoid__from_tanh(z):
    return (1 + np.tanh(np.asarray(z) / 2)) / 2


def sigmoid__clipped(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def sigmoid__in_two_parts(z):
    z = np.asarray(z, dtype=float)
    s = np.empty(z.shape)
    right = z >= 0
    s[right] = 1 / (1 + np.exp(-z[right]))
    s[~right] = np.exp(z[~right]) / (1 + np.exp(z[~right]))
    return s


def dsigmoid__by_the_quotient_rule(z):
    e = np.exp(-np.asarray(z, dtype=float))
    return e / (1 + e) ** 2


def dsigmoid__as_a_product_of_both_sides(z):
    return sigmoid(z) * sigmoid(-np.asarray(z))


def dsigmoid__from_cosh(z):
    return 0.25 / np.cosh(np.asarray(z) / 2) ** 2


def log_loss__example_by_example(A, Y):
    total = 0.0
    for a, y in zip(A[0], Y[0], strict=True):
        a = min(max(a, 1e-12), 1 - 1e-12)
        total -= math.log(a) if y == 1 else math.log(1 - a)
    return total / A.shape[1]


def log_loss__of_the_true_class(A, Y):
    right = np.where(Y == 1, A, 1 - A)
    return np.mean(-np.log(np.maximum(right, 1e-15)))


def log_loss__with_a_small_number_added(A, Y):
    return -np.sum(Y * np.log(A + 1e-8) + (1 - Y) * np.log(1 - A + 1e-8)) / Y.shape[1]


def log_loss__with_xlogy(A, Y):
    A = np.clip(A, 1e-10, 1 - 1e-10)
    return -np.mean(xlogy(Y, A) + xlog1py(1 - Y, -A))


def log_loss_from_z__with_logaddexp(Z, Y):
    return np.mean(np.logaddexp(0, Z) - Y * Z)


def log_loss_from_z__with_signs(Z, Y):
    return np.logaddexp(0.0, (1 - 2 * Y) * Z).sum() / Z.shape[1]


def log_loss_from_z__example_by_example(Z, Y):
    losses = []
    for z, y in zip(Z.ravel(), Y.ravel(), strict=True):
        wrong = z if y == 0 else -z
        losses.append(wrong + math.log1p(math.exp(-wrong)) if wrong > 0 else math.log1p(math.exp(wrong)))
    return sum(losses) / len(losses)


def forward_logistic__with_scipy(X, params):
    return expit(np.dot(params["W"], X) + params["b"])


def forward_logistic__example_by_example(X, params):
    columns = [1 / (1 + np.exp(-(params["W"] @ x + params["b"].ravel()))) for x in X.T]
    return np.stack(columns, axis=1)


def forward_logistic__with_einsum(X, params):
    return np.reciprocal(1 + np.exp(-(np.einsum("oi,im->om", params["W"], X) + params["b"])))


def backward_logistic__by_the_chain_rule(A, X, Y):
    dA = (-Y / A + (1 - Y) / (1 - A)) / A.shape[1]
    dZ = dA * A * (1 - A)
    return {"dW": np.dot(dZ, X.T), "db": np.sum(dZ, axis=1, keepdims=True)}


def backward_logistic__example_by_example(A, X, Y):
    dW, db = np.zeros((1, X.shape[0])), np.zeros((1, 1))
    for k in range(X.shape[1]):
        error = A[0, k] - Y[0, k]
        dW[0] += error * X[:, k]
        db[0, 0] += error
    return {"dW": dW / X.shape[1], "db": db / X.shape[1]}


def backward_logistic__with_means(A, X, Y):
    return {"db": np.array([[np.mean(A - Y)]]), "dW": np.mean((A - Y) * X, axis=1).reshape(1, -1)}


def train_classifier__written_out(X, Y, lr, n):
    w, b, costs = np.zeros(X.shape[0]), 0.0, []
    y = Y.ravel()
    for _ in range(n):
        a = 1 / (1 + np.exp(-(w @ X + b)))
        costs.append(-np.mean(y * np.log(a) + (1 - y) * np.log(1 - a)))
        error = (a - y) / y.size
        w, b = w - lr * (X @ error), b - lr * error.sum()
    return {"W": w.reshape(1, -1), "b": np.array([[b]])}, costs


def train_classifier__on_z(X, Y, lr, n):
    ones = np.vstack([X, np.ones(X.shape[1])])
    P, costs = np.zeros((1, len(ones))), []
    for _ in range(n):
        Z = P @ ones
        costs.append(np.mean(np.logaddexp(0, Z) - Y * Z))
        P = P - lr * (expit(Z) - Y) @ ones.T / X.shape[1]
    return {"W": P[:, :-1], "b": P[:, -1:]}, np.array(costs)


def train_classifier__with_a_small_number_in_the_loss(X, Y, lr, n):
    params, costs = {"W": np.zeros((1, len(X))), "b": np.zeros((1, 1))}, []
    for _ in range(n):
        A = sigmoid(params["W"] @ X + params["b"])
        costs.append(log_loss__with_a_small_number_added(A, Y))
        gradient = backward_logistic__by_the_chain_rule(A, X, Y)
        params["W"] = params["W"] - lr * gradient["dW"]
        params["b"] = params["b"] - lr * gradient["db"]
    return params, costs


def decision_line__through_two_points(params):
    W, b = params["W"].astype(float), float(params["b"].item())
    left, right = ((-b - W[0, 0] * x) / W[0, 1] for x in (0, 1))
    return right - left, left


def decision_line__as_an_array(params):
    w1, w2 = params["W"].ravel()
    return np.array([w1, params["b"].item()]) / -w2


def decision_line__by_a_search(params):
    (w1, w2), b = map(float, params["W"][0]), float(params["b"].item())

    def height(x):
        return brentq(lambda y: w1 * x + w2 * y + b, -1e3, 1e3, xtol=1e-15, rtol=1e-15)

    intercept = height(0.0)
    return height(1.0) - intercept, intercept
