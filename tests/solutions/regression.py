"""Right solutions of `regression` that look different from the reference."""

import math

import numpy as np
from sklearn.preprocessing import StandardScaler

from reference.regression import backward_propagation, compute_cost, forward_propagation


def standardise__row_by_row(X):
    mean, std, rows = [], [], []
    for row in X:
        centre = sum(row) / len(row)
        is_constant = all(x == row[0] for x in row)
        spread = 1.0 if is_constant else math.sqrt(sum((x - centre) ** 2 for x in row) / len(row))
        rows.append([(x - centre) / spread for x in row])
        mean.append([centre])
        std.append([spread])
    return np.array(rows), np.array(mean), np.array(std)


def standardise__from_the_mean_of_squares(X):
    X = X.astype(float)
    mean = np.mean(X, 1)
    std = np.sqrt(np.maximum(np.mean(X**2, 1) - mean**2, 0))
    std[np.ptp(X, axis=1) == 0] = 1
    return ((X.T - mean) / std).T, mean[:, None], std[:, None]


def standardise__with_a_std_of_0_as_1(X):
    mean, std = X.mean(axis=1, keepdims=True), X.std(axis=1, keepdims=True)
    return (X - mean) / np.where(std == 0, 1.0, std), mean, np.where(std == 0, 1.0, std)


def standardise__with_scikit_learn(X):
    scaler = StandardScaler().fit(X.T.astype(float))
    return scaler.transform(X.T.astype(float)).T, scaler.mean_.reshape(-1, 1), scaler.scale_.reshape(-1, 1)


def initialize_parameters__standard_normal(n_x, n_y, seed):
    rng = np.random.default_rng(seed)
    return {"b": np.zeros(n_y).reshape(n_y, 1), "W": rng.standard_normal((n_y, n_x)) * 0.01}


def initialize_parameters__an_old_generator_of_its_own(n_x, n_y, seed):
    rng = np.random.RandomState(seed)
    return {"W": rng.randn(n_y, n_x) / 100, "b": np.array([[0.0]] * n_y)}


def initialize_parameters__weight_by_weight(n_x, n_y, seed):
    rng = np.random.Generator(np.random.PCG64(seed))
    W = np.empty((n_y, n_x))
    for i in range(n_y):
        for j in range(n_x):
            W[i, j] = rng.normal(0, 0.01)
    return {"W": W, "b": np.full((n_y, 1), 0)}


def forward_propagation__with_dot(X, params):
    return np.add(np.dot(params["W"], X), params["b"])


def forward_propagation__with_einsum(X, params):
    return np.einsum("oi,im->om", params["W"], X) + params["b"]


def forward_propagation__example_by_example(X, params):
    W, b = params["W"], params["b"]
    columns = [[sum(w * x for w, x in zip(row, example, strict=True)) for row in W] for example in X.T]
    return np.array(columns).T + b


def forward_propagation__with_a_row_of_ones(X, params):
    return np.hstack([params["W"], params["b"]]) @ np.vstack([X, np.ones((1, X.shape[1]))])


def compute_cost__with_a_mean(Y_hat, Y):
    return 0.5 * np.mean(np.sum(np.square(Y - Y_hat), axis=0))


def compute_cost__in_loops(Y_hat, Y):
    total, (rows, m) = 0, Y.shape
    for i in range(rows):
        for k in range(m):
            total += (Y_hat[i, k] - Y[i, k]) ** 2
    return total / m / 2


def compute_cost__as_a_norm(Y_hat, Y):
    return np.linalg.norm(Y_hat - Y) ** 2 / (2 * Y_hat.shape[-1])


def compute_cost__as_a_trace(Y_hat, Y):
    E = Y_hat - Y
    return np.trace(E @ E.T) / (2 * E.shape[1])


def backward_propagation__with_means(Y_hat, X, Y):
    E = Y_hat - Y
    dW = np.mean(E[:, None, :] * X[None, :, :], axis=2)
    return {"dW": dW, "db": E.mean(axis=1, keepdims=True)}


def backward_propagation__example_by_example(Y_hat, X, Y):
    m = X.shape[1]
    dW, db = np.zeros((len(Y), len(X))), np.zeros((len(Y), 1))
    for k in range(m):
        error = Y_hat[:, k] - Y[:, k]
        dW += np.outer(error, X[:, k]) / m
        db[:, 0] += error / m
    return {"db": db, "dW": dW}


def backward_propagation__with_einsum(Y_hat, X, Y):
    E = (Y_hat - Y) / Y.shape[1]
    return {"dW": np.einsum("om,im->oi", E, X), "db": E @ np.ones((E.shape[1], 1))}


def train_regression__written_out(X, Y, lr, n):
    m = X.shape[1]
    W, b, costs = np.zeros((Y.shape[0], X.shape[0])), np.zeros((Y.shape[0], 1)), []
    for _ in range(n):
        E = np.dot(W, X) + b - Y
        costs += [np.sum(E * E) / 2 / m]
        W -= lr / m * np.dot(E, X.T)
        b -= lr / m * E.sum(axis=1).reshape(-1, 1)
    return {"W": W, "b": b}, costs


def train_regression__with_one_matrix(X, Y, lr, n):
    ones = np.vstack([X, np.ones(X.shape[1])])
    moments, mixed = ones @ ones.T / X.shape[1], Y @ ones.T / X.shape[1]
    P, costs = np.zeros_like(mixed), np.zeros(n)
    for k in range(n):
        costs[k] = np.mean(np.sum((P @ ones - Y) ** 2, axis=0)) / 2
        P = P - lr * (P @ moments - mixed)
    return {"W": P[:, :-1], "b": P[:, -1:]}, costs


def train_regression__from_the_tasks(X, Y, lr, n):
    params = {"W": np.zeros((len(Y), len(X))), "b": np.zeros((len(Y), 1))}
    costs = []
    while len(costs) < n:
        Y_hat = forward_propagation(X, params)
        costs.append(compute_cost(Y_hat, Y))
        for name, slope in backward_propagation(Y_hat, X, Y).items():
            params[name[1:]] = params[name[1:]] - lr * slope
    return [params, tuple(costs)]


def predict_original_units__with_scaled_weights(X_new, params, x_stats, y_stats):
    W = params["W"] * y_stats[1] / x_stats[1].T
    return W @ X_new + (params["b"] * y_stats[1] + y_stats[0] - W @ x_stats[0])


def predict_original_units__step_by_step(X_new, params, x_stats, y_stats):
    mean, std = x_stats
    scaled = np.divide(np.subtract(X_new, mean), std)
    prediction = params["W"].dot(scaled) + params["b"]
    return prediction * y_stats[1].item() + y_stats[0].item()


def predict_original_units__example_by_example(X_new, params, x_stats, y_stats):
    found = []
    for x in X_new.T[:, :, None]:
        scaled = (x - x_stats[0]) / x_stats[1]
        z = sum(w * value for w, value in zip(params["W"][0], scaled[:, 0], strict=True)) + params["b"][0, 0]
        found.append(z * y_stats[1][0, 0] + y_stats[0][0, 0])
    return np.array([found])
