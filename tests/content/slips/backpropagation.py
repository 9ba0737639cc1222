"""Wrong solutions of `backpropagation` as people write them: slips inside code that is right otherwise."""

from itertools import pairwise

import numpy as np

from reference.backpropagation import mean_loss, mlp_backward, mlp_forward, relu_pair


def relu_pair__of_at_most_six(z):
    return np.clip(z, 0.0, 6.0), (z > 0).astype(float)


def mlp_backward__untransposed_where_it_fits(Y, a, z, Ws):
    dWs, dbs, dz = [], [], (a[-1] - Y) / len(Y)
    for k in reversed(range(len(Ws))):
        dWs.insert(0, a[k].T @ dz)
        dbs.insert(0, np.sum(dz, axis=0, keepdims=True))
        if k > 0:
            W = Ws[k] if Ws[k].shape[0] == Ws[k].shape[1] else Ws[k].T
            dz = (dz @ W) * relu_pair(z[k - 1])[1]
    return dWs, dbs


def mlp_backward__slope_of_the_wrong_layer(Y, a, z, Ws):
    dWs, dbs, dz = [], [], (a[-1] - Y) / len(Y)
    for k in reversed(range(len(Ws))):
        dWs.insert(0, a[k].T @ dz)
        dbs.insert(0, np.sum(dz, axis=0, keepdims=True))
        if k > 0:
            at = z[k] if z[k].shape == z[k - 1].shape else z[k - 1]
            dz = (dz @ Ws[k].T) * relu_pair(at)[1]
    return dWs, dbs


def mlp_backward__activation_of_the_next_layer(Y, a, z, Ws):
    dWs, dbs, dz = [], [], (a[-1] - Y) / len(Y)
    for k in reversed(range(len(Ws))):
        before = a[k + 1] if a[k + 1].shape == a[k].shape else a[k]
        dWs.insert(0, before.T @ dz)
        dbs.insert(0, np.sum(dz, axis=0, keepdims=True))
        if k > 0:
            dz = (dz @ Ws[k].T) * relu_pair(z[k - 1])[1]
    return dWs, dbs


def train(X, Y, sizes, lr, n, seed, rate=lambda lr, k: lr, rows=None, clip=np.inf, enough=0.0):
    """Gradient descent with what people add to it."""
    rng = np.random.default_rng(seed)
    Ws = [0.7 * rng.normal(size=shape) for shape in pairwise(sizes)]
    bs, costs = [np.zeros((1, size)) for size in sizes[1:]], []
    for k in range(n):
        costs.append(mean_loss(Y, mlp_forward(X, Ws, bs)[1][-1]))
        if costs[-1] < enough:
            return Ws, bs, costs + [costs[-1]] * (n - k - 1)
        part = slice(None) if rows is None or rows >= len(X) else rng.permutation(len(X))[:rows]
        dWs, dbs = mlp_backward(Y[part], *mlp_forward(X[part], Ws, bs), Ws)
        size = np.sqrt(sum(np.sum(block**2) for block in [*dWs, *dbs]))
        step = rate(lr, k) * (min(1, clip / size) if size else 1)
        Ws = [W - step * dW for W, dW in zip(Ws, dWs, strict=True)]
        bs = [b - step * db for b, db in zip(bs, dbs, strict=True)]
    return Ws, bs, costs


def train_mlp__on_32_drawn_rows(X, Y, sizes, lr, n, seed):
    return train(X, Y, sizes, lr, n, seed, rows=32)


def train_mlp__with_a_decaying_rate(X, Y, sizes, lr, n, seed):
    return train(X, Y, sizes, lr, n, seed, rate=lambda lr, k: lr * 0.8 ** (k // 50))


def train_mlp__with_a_clipped_gradient(X, Y, sizes, lr, n, seed):
    return train(X, Y, sizes, lr, n, seed, clip=1.0)


def train_mlp__frozen_where_it_is_good(X, Y, sizes, lr, n, seed):
    return train(X, Y, sizes, lr, n, seed, enough=0.1)


def train_mlp__shuffling_the_data(X, Y, sizes, lr, n, seed):
    result = train(X, Y, sizes, lr, n, seed)
    order = np.random.default_rng(seed).permutation(len(X))
    X[:], Y[:] = X[order], Y[order]
    return result


def train_mlp__with_the_global_seed(X, Y, sizes, lr, n, seed):
    np.random.seed(seed)
    return train(X, Y, sizes, lr, n, np.random.randint(1000))
