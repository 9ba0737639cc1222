"""Wide inputs of the lesson Backpropagation."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from graders.authoring import Function
from reference.backpropagation import mean_loss
from reference.backpropagation import mlp_backward as backward
from reference.backpropagation import mlp_forward as forward
from tests.content.wide import Case, Script, call, decimals, one_of, whole

NETWORKS = [
    [1, 1],
    [2, 1],
    [3, 3],
    [2, 2, 2],
    [3, 3, 3, 3],
    [2, 4, 1],
    [1, 5, 5, 1],
    [4, 4, 1],
    [3, 2, 4, 2],
    [2, 1, 3],
    [1, 1, 1, 1],
]


def network(rng, sizes, scale=1.5):
    Ws = [decimals(rng, -scale, scale, *shape) for shape in pairwise(sizes)]
    return Ws, [decimals(rng, -scale, scale, 1, size) for size in sizes[1:]]


def layer_jacobian(rng) -> Iterator[Case]:
    for n_in, n_out in ((1, 1), (1, 3), (3, 1), (2, 2), (3, 3), (4, 2), (2, 5)):
        for dact in ("1 - tanh(z)**2", "2*z", "0*z + 1", "where(z > 0, 1.0, 0.0)", "-exp(z)"):
            yield call(decimals(rng, -2, 2, n_in, n_out), decimals(rng, -2, 2, n_out), Function(dact, "z"))
        yield call(rng.integers(-3, 4, (n_in, n_out)), rng.integers(-3, 4, n_out), Function("2*z", "z"))
        yield call(np.zeros((n_in, n_out)), decimals(rng, -2, 2, n_out), Function("cos(z)", "z"))


def which_is_jacobian(rng) -> Iterator[Case]:
    yield call()


def relu_pair(rng) -> Iterator[Case]:
    for shape in ((1,), (4,), (9,), (1, 1), (1, 5), (3, 3), (2, 3, 2)):
        for scale in (1, 10, 1000, 1e-3):
            z = scale * np.asarray(rng.uniform(0.1, 1, shape) * rng.choice([-1, 1], shape))
            yield call(z, judge=in_numbers)
        whole_z = np.asarray(rng.integers(1, 9, shape) * rng.choice([-1, 1], shape))
        yield call(whole_z, judge=in_numbers)
        yield call(np.abs(whole_z).astype(float), judge=in_numbers)
        yield call(-np.abs(whole_z).astype(float), judge=in_numbers)


def in_numbers(value, expected):
    """Both as numbers, of whatever kind, in arrays of that shape."""
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        return "no pair"
    for given, wanted in zip(value, expected, strict=True):
        given = np.asarray(given)
        if given.dtype.kind not in "iuf" or given.shape != np.shape(wanted):
            return f"{given.dtype} {given.shape} in place of {np.shape(wanted)}"
        if not np.allclose(given, wanted, rtol=1e-13, atol=0):
            return f"{given} in place of {wanted}"
    return ""


def mlp_forward(rng) -> Iterator[Case]:
    for sizes in NETWORKS:
        for n in (1, 2, sizes[0], sizes[1], 7):
            Ws, bs = network(rng, sizes)
            yield call(decimals(rng, -3, 3, n, sizes[0]), Ws, bs, tolerance=1e-11)
        yield call(rng.integers(-3, 4, (3, sizes[0])), Ws, bs, tolerance=1e-11)
        yield call(decimals(rng, -3, 3, 4, sizes[0]), Ws, [0 * b for b in bs], tolerance=1e-11)


def mlp_backward(rng) -> Iterator[Case]:
    for sizes in NETWORKS:
        for n in (1, 2, sizes[0], sizes[-1], 7):
            Ws, bs = network(rng, sizes, 0.8)
            a, z = forward(decimals(rng, -2, 2, n, sizes[0]), Ws, bs)
            Y = rng.integers(0, 2, (n, sizes[-1]))
            yield call(one_of(rng, [Y, Y.astype(float), 0.0 * Y, 0.0 * Y + 1]), a, z, Ws, tolerance=1e-11)


def listing_defects(rng) -> Iterator[Case]:
    for n in (1, 2, 3, whole(rng, 4, 99), 1000, 12345):
        yield call(n, tolerance=1e-6 * n)


def train_mlp(rng) -> Iterator[Script]:
    """Each update is one step of gradient descent from the network that one update fewer gives."""
    settings = [
        ([2, 1], 1, 0.5, 40), ([2, 4, 1], 30, 0.3, 60), ([1, 3, 3, 1], 40, 0.2, 60),
        ([2, 16, 16, 1], 100, 0.5, 150),
        ([2, 2, 2, 1], 9, 0.5, 30), ([3, 8, 1], 300, 1.0, 40), ([2, 2, 1], 80, 0.5, 60),
    ]  # fmt: skip
    chosen = [settings[int(i)] for i in rng.permutation(len(settings))[:3]]
    for sizes, m, lr, n in [*chosen, ([2, 8, 1], 60, 1.0, 400)]:  # the last learns all that there is
        X = decimals(rng, -2, 2, m, sizes[0])
        Y = one_of(rng, [(X[:, :1] * X[:, -1:] > 0).astype(int), (X[:, :1] > 0).astype(float)])
        Y = (X[:, :1] > 0).astype(int) if n == 400 else Y
        seed = whole(rng, 0, 1000)

        def play(task, sizes=sizes, X=X, Y=Y, lr=lr, n=n, seed=seed):
            data = X.copy(), Y.copy()
            runs = {"start": task(*data, list(sizes), 1e-14, 1, seed)}
            for count in (1, 2, 3, n, n + 1):
                runs[str(count)] = task(*data, list(sizes), lr, count, seed)
            runs["again"] = task(*data, list(sizes), lr, 3, seed)
            runs["other"] = task(*data, list(sizes), 1e-14, 1, seed + 1)
            same = np.array_equal(data[0], X) and np.array_equal(data[1], Y)
            return {"same": bool(same), **{key: [list(part) for part in run] for key, run in runs.items()}}

        yield Script(
            play,
            judge=Steps(sizes, X, Y, lr, n),
            name=f"train_mlp({sizes}, {m} examples, lr {lr}, {n}, {seed})",
        )


class Steps:
    def __init__(self, sizes, X, Y, lr, n) -> None:
        self.sizes, self.X, self.Y, self.lr, self.n = sizes, X, Y, lr, n

    def __call__(self, value, _) -> str:
        if not value["same"]:
            return "the data are changed"
        return self.form(value) or self.start(value) or self.way(value)

    def form(self, value) -> str:
        for key, run in value.items():
            if key == "same":
                continue
            count = int(key) if key.isdigit() else 3 if key == "again" else 1
            if len(run) != 3 or len(run[2]) != count:
                return f"{len(run[2])} costs for {count} updates"
            shapes = [np.shape(W) for W in run[0]], [np.shape(b) for b in run[1]]
            if shapes != ([*pairwise(self.sizes)], [(1, size) for size in self.sizes[1:]]):
                return f"the shapes {shapes}"
            if any(np.asarray(part).dtype != float for part in [*run[0], *run[1]]):
                return "numbers of another kind"
        return ""

    def start(self, value) -> str:
        Ws, bs, _ = value["start"]
        weights = np.concatenate([W.ravel() for W in Ws])
        if len(weights) > 200 and not 0.25 < weights.std() < 1.1:
            return f"a start of the size {weights.std()}"
        if len(weights) > 200 and abs(weights.mean()) > 0.15:
            return f"a start with the mean {weights.mean()}"
        if len(np.unique(weights)) < len(weights) or np.abs(np.concatenate(bs, axis=1)).max() > 1e-10:
            return "weights alike, or biases that are not 0"
        if any(np.any(other == W) for W, other in zip(Ws, value["other"][0], strict=True)):
            return "another seed, the same weights"
        if self.differ(value["again"], value["3"]):
            return "the same seed, another network"
        return ""

    def way(self, value) -> str:
        for before, after in (("start", "1"), ("1", "2"), ("2", "3"), (str(self.n), str(self.n + 1))):
            Ws, bs, costs = value[before]
            a, z = forward(self.X, Ws, bs)
            if min(np.abs(part).min() for part in z) < 1e-9:
                continue  # the slope at 0 is a convention
            dWs, dbs = backward(self.Y, a, z, Ws)
            wanted = [
                [W - self.lr * dW for W, dW in zip(Ws, dWs, strict=True)],
                [b - self.lr * db for b, db in zip(bs, dbs, strict=True)],
                [*(costs if before != "start" else []), mean_loss(self.Y, z[-1])],
            ]
            why = self.differ(value[after], wanted)
            if why:
                return f"update {after}: {why}"
        return ""

    def differ(self, one, other) -> str:
        for name, given, wanted in zip(("W", "b"), one[:2], other[:2], strict=True):
            for part, right in zip(given, wanted, strict=True):
                gap = np.abs(part - right).max()
                if not gap <= 1e-9 * (1 + np.abs(right).max()):
                    return f"{name} off by {gap}"
        gap = np.abs(np.subtract(one[2], other[2])).max()
        return "" if gap <= 1e-5 else f"costs off by {gap}"
