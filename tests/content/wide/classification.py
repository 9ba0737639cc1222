"""Wide inputs of the lesson Classification."""

from collections.abc import Iterator

import numpy as np

from tests.content.wide import Case, call, decimals, one_of
from tests.content.wide.regression import SIZES, params_of, runs, trained


def numbers(rng):
    """Numbers and arrays of any shape, floats and integers, |z| up to 1000."""
    yield from (
        0.0,
        0,
        decimals(rng, -3, 3),
        decimals(rng, 3, 40),
        decimals(rng, -40, -3),
        1000.0,
        -1000.0,
        1000,
        -1000,
    )
    yield from (
        300.0,
        -300.0,
        720.0,
        -720.0,
        -1e-9,
        1e-9,
        -37.5,
        37.5,
        np.float64(-2.5),
        np.asarray(1.5),
        700,
        -745,
    )
    for shape in ((1,), (2,), (7,), (1, 1), (1, 6), (3, 3), (2, 3, 2)):
        yield decimals(rng, -3, 3, *shape)
        yield decimals(rng, -60, 60, *shape)
        yield rng.integers(-9, 10, shape)
        yield rng.choice([-1000.0, 0.0, 1000.0, 1.0], shape)
    yield np.zeros(3)


def relative(digits):
    """Right to so many digits of each entry; what is below the smallest normal number may be 0."""

    def judge(value, expected):
        value = np.asarray(value)
        if value.dtype.kind not in "f" or value.shape != np.shape(expected):
            return f"{value.dtype} {value.shape} in place of {np.shape(expected)}"
        wrong = ~(np.abs(value - expected) <= 10.0**-digits * np.abs(expected) + 1e-300)
        return f"{value[wrong][:3]} in place of {np.asarray(expected)[wrong][:3]}" if wrong.any() else ""

    return judge


def absolute(allowed):
    def judge(value, expected):
        value = np.asarray(value)
        if value.dtype.kind not in "f" or value.shape != np.shape(expected):
            return f"{value.dtype} {value.shape} in place of {np.shape(expected)}"
        wrong = ~(np.abs(value - expected) <= allowed)
        return f"{value[wrong][:3]} in place of {np.asarray(expected)[wrong][:3]}" if wrong.any() else ""

    return judge


def sigmoid(rng) -> Iterator[Case]:
    for z in numbers(rng):
        yield call(z, judge=absolute(1e-13), quiet=True)


def dsigmoid(rng) -> Iterator[Case]:
    for z in numbers(rng):
        if np.max(np.abs(z)) <= 300:
            yield call(z, judge=absolute(1e-13))


def labels(rng, m):
    return one_of(
        rng,
        [
            rng.integers(0, 2, (1, m)),
            rng.integers(0, 2, (1, m)).astype(float),
            np.zeros((1, m)),
            np.ones((1, m)),
        ],
    )


def log_loss(rng) -> Iterator[Case]:
    """Where a is 0 or 1 and wrong, ε may be any between 1e-15 and 1e-7, or the file's own."""
    for m in (1, 1, 2, 3, 9, 200):
        for _ in range(4):
            yield call(decimals(rng, 0.01, 0.99, 1, m), labels(rng, m), tolerance=1e-5)
        Y = labels(rng, m)
        yield call(Y.astype(float), Y, tolerance=2e-7)
        for certain in (0.0, 1.0):
            A = decimals(rng, 0.2, 0.8, 1, m)
            A[0, 0] = certain
            Y = labels(rng, m).astype(float)
            Y[0, 0] = 1 - certain
            yield call(A, Y, judge=clipped(A, Y))


def clipped(A, Y):
    def judge(value, _):
        least, most = (
            -np.mean(Y * np.log(np.clip(A, e, 1 - e)) + (1 - Y) * np.log(np.clip(1 - A, e, 1 - e)))
            for e in (1e-7, 1e-16)
        )
        right = np.shape(value) == () and least - 1e-6 <= float(value) <= most + 1e-6
        return "" if right else f"{value} in place of {least} to {most}"

    return judge


def log_loss_from_z(rng) -> Iterator[Case]:
    for m in (1, 1, 2, 3, 9, 100):
        for scale in (3, 40, 1000):
            for _ in range(3):
                yield call(decimals(rng, -scale, scale, 1, m), labels(rng, m), tolerance=1e-12 * scale)
        yield call(rng.integers(-9, 10, (1, m)), labels(rng, m))
        for size in (35.0, 100.0, 1000.0):
            Y = labels(rng, m)
            yield call(size * (2.0 * Y - 1), Y, tolerance=1e-13)
            yield call(-size * (2.0 * Y - 1), Y)
        yield call(np.zeros((1, m)), labels(rng, m))


def forward_logistic(rng) -> Iterator[Case]:
    for n_x, m in SIZES:
        for n_y in (1, 2, n_x):
            yield call(decimals(rng, -3, 3, n_x, m), params_of(rng, n_x, n_y), tolerance=1e-12)
        yield call(rng.integers(-3, 4, (n_x, m)), params_of(rng, n_x), tolerance=1e-12)
        yield call(20 * decimals(rng, -3, 3, n_x, m), params_of(rng, n_x), tolerance=1e-11)
        yield call(np.zeros((n_x, m)), params_of(rng, n_x), tolerance=1e-12)


def backward_logistic(rng) -> Iterator[Case]:
    for n_x, m in SIZES:
        for _ in range(2):
            yield call(decimals(rng, 0.01, 0.99, 1, m), decimals(rng, -3, 3, n_x, m), labels(rng, m))
        A = 1 / (1 + np.exp(-rng.uniform(-30, 30, (1, m))))
        yield call(A, decimals(rng, -3, 3, n_x, m), labels(rng, m), tolerance=1e-12)
        yield call(decimals(rng, 0.01, 0.99, 1, m), rng.integers(-3, 4, (n_x, m)), labels(rng, m))
        yield call(
            decimals(rng, 0.01, 0.99, 1, m),
            100 * decimals(rng, -3, 3, n_x, m),
            labels(rng, m),
            tolerance=1e-10,
        )


def train_classifier(rng) -> Iterator[Case]:
    for X, lr, n in runs(rng):
        m = X.shape[1]
        nearly = (X[:1] + 0.3 * rng.normal(size=(1, m)) > 0).astype(int)
        Y = one_of(rng, [labels(rng, m), nearly])
        yield call(
            X, Y, lr * one_of(rng, [1, 3]), n, judge=lambda value, expected: trained(value, expected, 1e-6)
        )
    side = rng.choice([-1, 1], (1, 300))
    X, Y = side * rng.uniform(5, 5.4, (1, 300)), (side > 0).astype(int)
    yield call(X, Y, 1.0, 6, judge=lambda value, expected: trained(value, expected, 1e-6))
    yield call(X, Y, 1.0, 60, judge=lambda value, expected: trained(value, expected, 1e-6))


def decision_line(rng) -> Iterator[Case]:
    for w1, w2, b in [
        *decimals(rng, -3, 3, 8, 3),
        (0.0, 2.0, 1.0),
        (1.0, -2.0, 0.0),
        (20.0, 0.5, -2.0),
        (-1.0, 0.05, 1.0),
        (2, 1, 3),
        (4e-9, 2e-9, 1e-9),
    ]:
        if w2:
            yield call({"W": np.array([[w1, w2]]), "b": np.array([[b]])})
    yield call({"W": np.array([[4, 3]]), "b": np.array([[-2]])})
