"""Wrong answers in `backpropagation`, as they are written on a first evening."""


def relu_pair__pythons_max(z):
    return max(0, z), z > 0


def relu_pair__changes_z(z):
    slope = (z > 0).astype(float)
    z[z < 0] = 0
    return z, slope


def mlp_backward__n_is_the_number_of_layers(Y, a, z, Ws):
    n = len(a)
    dWs, dbs = [], []
    dz = (a[-1] - Y) / n
    for k in reversed(range(len(Ws))):
        dWs.insert(0, a[k].T @ dz)
        dbs.insert(0, dz.sum(axis=0, keepdims=True))
        if k:
            dz = (dz @ Ws[k].T) * (z[k - 1] > 0)
    return dWs, dbs


def mlp_backward__db_summed_over_everything(Y, a, z, Ws):
    dWs, dbs = [], []
    dz = (a[-1] - Y) / len(Y)
    for k in reversed(range(len(Ws))):
        dWs.insert(0, a[k].T @ dz)
        dbs.insert(0, np.full((1, dz.shape[1]), dz.sum()))
        if k:
            dz = (dz @ Ws[k].T) * (z[k - 1] > 0)
    return dWs, dbs


def mlp_backward__slope_of_the_next_layer(Y, a, z, Ws):
    dWs, dbs = [], []
    dz = (a[-1] - Y) / len(Y)
    for k in reversed(range(len(Ws))):
        dWs.insert(0, a[k].T @ dz)
        dbs.insert(0, dz.sum(axis=0, keepdims=True))
        if k:
            dz = dz @ Ws[k].T
    return dWs, dbs


def train_mlp__cost_after_the_update(X, Y, sizes, lr, n, seed):
    rng = np.random.default_rng(seed)
    Ws = [0.7 * rng.normal(size=shape) for shape in pairwise(sizes)]
    bs = [np.zeros((1, size)) for size in sizes[1:]]
    costs = []
    for _ in range(n):
        a, z = mlp_forward(X, Ws, bs)
        dWs, dbs = mlp_backward(Y, a, z, Ws)
        Ws = [W - lr * dW for W, dW in zip(Ws, dWs)]
        bs = [b - lr * db for b, db in zip(bs, dbs)]
        costs.append(mean_loss(Y, mlp_forward(X, Ws, bs)[1][-1]))
    return Ws, bs, costs
