"""A small network with a right backward pass and wrong ones, to try the judge of trainings on."""

import numpy as np

SIZES = (3, 5, 4, 2)
SETTINGS = [(k, m, s) for k in ("log loss", "squares") for m in (True, False) for s in (0.1, 1.0)]
"""Two losses, as mean or sum, weights from N(0, 0.1²) or N(0, 1)."""


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_slope(s):
    return s * (1 - s)


class Network:
    """Sigmoid layers of different sizes, examples as rows, with a right backward pass and wrong ones."""

    def __init__(self, seed, kind="log loss", mean=True, scale=1.0):
        rng = np.random.default_rng(seed)
        self.X, self.Y = rng.normal(size=(30, 3)), (rng.random((30, 2)) > 0.5) * 1.0
        self.kind, self.mean = kind, mean
        self.parameters = {}
        for i in range(3):
            self.parameters[f"W{i + 1}"] = scale * rng.normal(size=SIZES[i : i + 2])
            self.parameters[f"b{i + 1}"] = scale * rng.normal(size=(1, SIZES[i + 1]))

    def forward(self, p):
        layers = [self.X]
        for i in (1, 2, 3):
            layers.append(sigmoid(layers[-1] @ p[f"W{i}"] + p[f"b{i}"]))
        return layers

    def loss(self, p):
        A, Y = self.forward(p)[-1], self.Y
        each = -(Y * np.log(A) + (1 - Y) * np.log(1 - A)) if self.kind == "log loss" else (A - Y) ** 2 / 2
        return each.mean() if self.mean else each.sum()

    def gradient(self, slope=sigmoid_slope, scale_db=1.0, sign=1.0, first_slope=None):
        """The gradient of the loss; each argument that is given makes another one of it."""
        layers, gradient = self.forward(self.parameters), {}
        A = layers[-1]
        delta = sign * (A - self.Y) / (self.Y.size if self.mean else 1)
        delta = delta if self.kind == "log loss" else delta * A * (1 - A)
        for i in (3, 2, 1):
            gradient[f"W{i}"] = layers[i - 1].T @ delta
            gradient[f"b{i}"] = scale_db * delta.sum(axis=0, keepdims=True)
            local = first_slope if i == 2 and first_slope is not None else slope
            delta = delta @ self.parameters[f"W{i}"].T * local(layers[i - 1])
        return gradient


WRONG = {
    "s for s(1 - s)": {"slope": lambda s: s},
    "s for s(1 - s) in the first layer": {"first_slope": lambda s: s},
    "no slope": {"slope": lambda s: 1},
    "twice the slope": {"slope": lambda s: 2 * s * (1 - s)},
    "the slope of tanh": {"slope": lambda s: 1 - s**2},
    "db not averaged": {"scale_db": 30},
    "the other sign": {"sign": -1.0},
}
"""Backward passes that people write, as arguments of `gradient`."""
