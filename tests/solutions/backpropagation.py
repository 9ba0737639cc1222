"""Right solutions of the lesson on backpropagation that look different."""

import math
from itertools import pairwise

import numpy as np

from reference.backpropagation import mlp_backward, mlp_forward


def layer_jacobian__loops(W, z, dact):
    n_in, n_out = W.shape
    J = np.zeros((n_out, n_in))
    slopes = dact(z)
    for k in range(n_out):
        for i in range(n_in):
            J[k, i] = slopes[k] * W[i, k]
    return J


def layer_jacobian__diagonal_matrix(W, z, dact):
    return np.diag(dact(z)) @ W.T


def layer_jacobian__transposed_at_the_end(W, z, dact):
    return (W * dact(z)).T


def layer_jacobian__einsum(W, z, dact):
    return np.einsum("k,ik->ki", np.array([dact(entry) for entry in z]), W)


def which_is_jacobian__dict():
    keys = ("dz_da", "da_da", "backward_line")
    return dict(zip(keys, ("W.T", "diag(g'(z)) W.T", "dz @ W.T"), strict=True))


def which_is_jacobian__other_spaces():
    return {"backward_line": "dz@W.T", "da_da": "diag(g'(z))W.T", "dz_da": "w.t"}


def which_is_jacobian__from_shapes():
    shapes = {"W": (3, 2), "W.T": (2, 3)}
    jacobian = next(name for name, shape in shapes.items() if shape == (2, 3))
    return {"dz_da": jacobian, "da_da": f"diag(g'(z)) {jacobian}", "backward_line": f"dz @ {jacobian}"}


def relu_pair__where(z):
    return np.where(z > 0, z, 0), np.where(z > 0, 1.0, 0.0)


def relu_pair__by_the_comparison(z):
    on = (z >= 0) * 1
    return z * on, on


def relu_pair__by_the_absolute_value(z):
    return (z + np.abs(z)) / 2, (1 + np.sign(z)) / 2


def relu_pair__masks(z):
    value, slope = z.copy(), np.ones(z.shape)
    value[z < 0] = 0
    slope[z < 0] = 0
    return value, slope


def mlp_forward__recursive(X, Ws, bs):
    z = X @ Ws[0] + bs[0]
    if len(Ws) == 1:
        return [X, 0.5 + 0.5 * np.tanh(z / 2)], [z]
    a, zs = mlp_forward__recursive(np.maximum(0, z), Ws[1:], bs[1:])
    return [X, *a], [z, *zs]


def mlp_forward__last_layer_apart(X, Ws, bs):
    a, z = (X,), ()
    for W, b in zip(Ws[:-1], bs[:-1], strict=True):
        z += (np.dot(a[-1], W) + b,)
        a += (z[-1] * (z[-1] > 0),)
    z += (np.dot(a[-1], Ws[-1]) + bs[-1],)
    return (*a, np.exp(z[-1]) / (1 + np.exp(z[-1]))), z


def mlp_forward__entry_by_entry(X, Ws, bs):
    a, zs = [X], []
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True)):
        z = np.zeros((len(X), W.shape[1]))
        bent = np.zeros_like(z)
        for row in range(len(X)):
            for unit in range(W.shape[1]):
                total = b[0, unit] + sum(a[-1][row, i] * W[i, unit] for i in range(W.shape[0]))
                z[row, unit] = total
                bent[row, unit] = max(0.0, total) if k + 1 < len(Ws) else 1 / (1 + math.exp(-total))
        zs.append(z)
        a.append(bent)
    return a, zs


def mlp_backward__append_and_turn_round(Y, a, z, Ws):
    n = Y.shape[0]
    dWs, dbs = [], []
    dz = a[-1] - Y
    for k in range(len(Ws) - 1, -1, -1):
        dWs.append(a[k].T @ dz / n)
        dbs.append(dz.mean(axis=0).reshape(1, -1))
        if k:
            da = dz @ Ws[k].T
            dz = np.where(z[k - 1] > 0, da, 0)
    return dWs[::-1], dbs[::-1]


def mlp_backward__all_steps_of_the_chain(Y, a, z, Ws):
    layers, n = len(Ws), len(Y)
    dWs, dbs = [None] * layers, [None] * layers
    da = (-Y / a[-1] + (1 - Y) / (1 - a[-1])) / n
    for k in reversed(range(layers)):
        slope = a[k + 1] * (1 - a[k + 1]) if k == layers - 1 else (a[k + 1] > 0)
        dz = da * slope
        dWs[k] = np.einsum("ni,nk->ik", a[k], dz)
        dbs[k] = np.ones((1, n)) @ dz
        da = np.einsum("nk,ik->ni", dz, Ws[k])
    return tuple(dWs), tuple(dbs)


def mlp_backward__one_example_after_another(Y, a, z, Ws):
    dWs, dbs = [np.zeros(W.shape) for W in Ws], [np.zeros((1, W.shape[1])) for W in Ws]
    for row in range(len(Y)):
        dz = (a[-1][row] - Y[row]) / len(Y)
        for k in reversed(range(len(Ws))):
            dWs[k] += np.outer(a[k][row], dz)
            dbs[k] += dz
            if k:
                jacobian = np.diag(np.heaviside(z[k - 1][row], 0)) @ np.eye(len(Ws[k]))
                dz = jacobian @ (Ws[k] @ dz)
    return dWs, dbs


def mlp_backward__biases_as_weights_of_one(Y, a, z, Ws):
    dz, found = (a[-1] - Y) / len(Y), []
    for k in reversed(range(len(Ws))):
        extended = np.hstack([a[k], np.ones((len(Y), 1))])
        found.insert(0, extended.T @ dz)
        dz = (dz @ Ws[k].T) * np.sign(a[k])
    return [both[:-1] for both in found], [both[-1:] for both in found]


def listing_defects__list(n):
    return [float(n), 2.0 * n, 2.0]


def listing_defects__array(n):
    return np.array([n, 2 * n, 2])


def listing_defects__measured(n):
    from reference.backpropagation import listing_backward, listing_loss

    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(n, 2)), rng.integers(0, 2, (n, 1))
    Ws, bs = [rng.normal(size=(2, 1))], [np.zeros((1, 1))]

    def loss():
        p = mlp_forward(X, Ws, bs)[0][-1]
        return -np.mean(np.log(np.where(Y == 1, p, 1 - p)))

    def slope(block):
        kept, h = block[0, 0], 1e-5
        block[0, 0] = kept + h
        right = loss()
        block[0, 0] = kept - h
        left = loss()
        block[0, 0] = kept
        return (right - left) / (2 * h)

    a, z = mlp_forward(X, Ws, bs)
    dWs, dbs = listing_backward(Y, a, z, Ws)
    return listing_loss(Y, a[-1]) / loss(), dWs[0][0, 0] / slope(Ws[0]), dbs[0][0, 0] / slope(bs[0])


def train_mlp__other_start(X, Y, sizes, lr, n, seed):
    random = np.random.RandomState(seed)
    Ws, bs, costs = [], [], []
    for n_in, n_out in pairwise(sizes):
        Ws.append(random.randn(n_in, n_out) * np.sqrt(2 / n_in))
        bs.append(np.zeros((1, n_out)))
    for _ in range(n):
        a, z = mlp_forward(X, Ws, bs)
        p = np.clip(a[-1], 1e-12, 1 - 1e-12)
        costs.append(-np.mean(Y * np.log(p) + (1 - Y) * np.log(1 - p)))
        dWs, dbs = mlp_backward(Y, a, z, Ws)
        for k in range(len(Ws)):
            Ws[k] -= lr * dWs[k]
            bs[k] -= lr * dbs[k]
    return Ws, bs, costs


def train_mlp__uniform_start_and_arrays(X, Y, sizes, lr, n, seed):
    rng = np.random.default_rng(seed)
    Ws = [rng.uniform(-1, 1, (i, o)) for i, o in pairwise(sizes)]
    bs = [np.zeros((1, o)) for o in sizes[1:]]
    costs = np.zeros(n)
    for k in range(n):
        a, z = mlp_forward(X, Ws, bs)
        costs[k] = np.sum(np.logaddexp(0, -(2 * Y - 1) * z[-1])) / X.shape[0]
        gradient = mlp_backward(Y, a, z, Ws)
        Ws, bs = (
            [block - lr * slope for block, slope in zip(blocks, slopes, strict=True)]
            for blocks, slopes in zip((Ws, bs), gradient, strict=True)
        )
    return Ws, bs, costs


def train_mlp__own_walk_through_the_layers(X, Y, sizes, lr, n, seed):
    random = np.random.RandomState(seed)
    layers = [[random.normal(0, 0.5, (i, o)), np.zeros((1, o))] for i, o in pairwise(sizes)]
    costs = []
    for _ in range(n):
        a = [X]
        for W, b in layers[:-1]:
            a.append(np.maximum(a[-1] @ W + b, 0))
        p = 1 / (1 + np.exp(-(a[-1] @ layers[-1][0] + layers[-1][1])))
        costs.append(float(-np.sum(np.log(np.where(Y == 1, p, 1 - p))) / len(X)))
        dz = (p - Y) / len(X)
        for k in reversed(range(len(layers))):
            W, b = layers[k]
            layers[k] = [W - lr * a[k].T @ dz, b - lr * dz.sum(axis=0, keepdims=True)]
            dz = (dz @ W.T) * (a[k] > 0)
    return [W for W, _ in layers], [b for _, b in layers], costs


def train_mlp__with_a_small_number_in_the_logarithm(X, Y, sizes, lr, n, seed):
    Ws, bs, _ = train_mlp__other_start(X, Y, sizes, lr, 0, seed)
    costs = []
    for _ in range(n):
        a, z = mlp_forward(X, Ws, bs)
        costs.append(-np.mean(Y * np.log(a[-1] + 1e-7) + (1 - Y) * np.log(1 - a[-1] + 1e-7)))
        dWs, dbs = mlp_backward(Y, a, z, Ws)
        Ws = [W - lr * dW for W, dW in zip(Ws, dWs, strict=True)]
        bs = [b - lr * db for b, db in zip(bs, dbs, strict=True)]
    return Ws, bs, costs


def train_mlp__example_by_example(X, Y, sizes, lr, n, seed):
    rng, layers = np.random.default_rng(seed), range(len(sizes) - 1)
    Ws = [rng.normal(0, 0.5, shape) for shape in pairwise(sizes)]
    bs = [np.zeros((1, size)) for size in sizes[1:]]
    costs = []
    for _ in range(n):
        cost = 0.0
        dWs, dbs = [np.zeros(W.shape) for W in Ws], [np.zeros(b.shape) for b in bs]
        for x, y in zip(X, Y, strict=True):
            a = [x]
            for k in layers:
                z = a[-1] @ Ws[k] + bs[k][0]
                a.append(np.maximum(z, 0) if k < layers[-1] else 1 / (1 + np.exp(-z)))
            cost -= math.log(a[-1][0] if y[0] == 1 else 1 - a[-1][0]) / len(X)
            dz = (a[-1] - y) / len(X)
            for k in reversed(layers):
                dWs[k] += np.outer(a[k], dz)
                dbs[k] += dz
                dz = (Ws[k] @ dz) * (a[k] > 0)
        costs.append(cost)
        for k in layers:
            Ws[k] -= lr * dWs[k]
            bs[k] -= lr * dbs[k]
    return Ws, bs, costs
