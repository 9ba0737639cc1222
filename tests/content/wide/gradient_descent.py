"""Wide inputs of the lesson Gradient descent."""

from collections.abc import Iterator

import numpy as np

from graders.authoring import Function
from reference.gradient_descent import descend_1d as path_of
from tests.content.wide import Case, Script, call, decimals, one_of, whole
from tests.content.wide.figures import drawn

SLOPES = [  # f′, and rates with which it stays of ordinary size
    ("2*x - {a}", (0.05, 0.3, 0.5, 0.9, 1.0)), ("{a}*x", (0.05, 0.2, 0.4)),
    ("4*x*x*x - 6*x + 1", (0.01, 0.06, 0.1)),
    ("x*x*x - x", (0.05, 0.2)), ("exp(x) - 2", (0.1, 0.3)), ("sin(x)", (0.1, 0.5)), ("-1 + 0*x", (0.1, 1.0)),
    ("1e-4*(x - 1)", (0.1, 100.0)), ("0*x", (0.5,)), ("x - 3", (0.5, 1.0, 1.9)),
]  # fmt: skip
GRADIENTS = [
    "2*p",
    "p - {a}",
    "{a}*p*p*p",
    "sin(p)",
    "p[::-1]",
    "0*p",
    "array([p[0] + p[-1]]) + 0*p",
    "p + sum(p)",
    "-0.1*p",
    "exp(p) - 1",
]


def slope(rng):
    formula, rates = one_of(rng, SLOPES)
    return Function(formula.format(a=decimals(rng, 0.5, 2, digits=1))), one_of(rng, rates)


def start(rng):
    return one_of(
        rng, [decimals(rng, -2, 2), whole(rng, -2, 2), 0.0, 1.0, decimals(rng, 0.1, 0.4), np.float64(0.7)]
    )


def descend_1d(rng) -> Iterator[Case]:
    for n in (0, 0, 1, 1, 2, 3, 10, 60, 250, 1000):
        for _ in range(3):
            df, lr = slope(rng)
            x0 = start(rng)
            yield call(df, x0, lr, n, tolerance=1e-9 * (1 + n * abs(lr)), judge=floats)
    yield call(Function("x"), decimals(rng, 1, 2), 30.0, 8, judge=floats)
    yield call(Function("x - 3"), 1e7, 0.5, 20, judge=floats)


def floats(value, expected):
    """The path as floats, and to rounding."""
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
        return f"{type(value).__name__} {getattr(value, 'dtype', '')} in place of floats"
    return numbers(value, expected)


def numbers(value, expected):
    """An array of numbers, to rounding; where nothing was computed they may be whole."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "iuf":
        return f"{type(value).__name__} {getattr(value, 'dtype', '')} in place of numbers"
    if value.shape != expected.shape:
        return f"shape {value.shape} in place of {expected.shape}"
    allowed = 1e-11 * (1 + np.abs(expected).max())
    wrong = ~(np.abs(value - expected) <= allowed)
    return f"{value[wrong][:3]} in place of {expected[wrong][:3]}" if wrong.any() else ""


def vectors(rng):
    for d in (1, 1, 2, 3, 5):
        yield decimals(rng, -2, 2, d)
        yield rng.integers(-2, 3, d)
    yield np.zeros(2)
    yield np.full(3, 1.5)


def descend(rng) -> Iterator[Case]:
    for p0 in vectors(rng):
        for n in (0, 1, one_of(rng, [2, 5, 20]), one_of(rng, [100, 400])):
            grad = Function(one_of(rng, GRADIENTS).format(a=decimals(rng, 0.5, 2, digits=1)), "p")
            yield call(grad, p0, one_of(rng, [0.05, 0.1, 0.2]), n, judge=numbers)
    yield call(Function("p", "p"), np.array([1e4, -1e-4]), 0.5, 30, judge=numbers)
    yield call(Function("p", "p"), decimals(rng, 1, 2, 3), 30.0, 8, judge=numbers)


def momentum(rng) -> Iterator[Case]:
    for p0 in vectors(rng):
        for n in (0, 1, 2, one_of(rng, [3, 5, 20]), one_of(rng, [100, 400])):
            grad = Function(
                one_of(rng, GRADIENTS[:5] + GRADIENTS[-1:]).format(a=decimals(rng, 0.5, 2, digits=1)), "p"
            )
            lr, beta = one_of(rng, [0.05, 0.1, 0.02]), one_of(rng, [0.0, 0, 0.5, 0.9, 0.3])
            yield call(grad, p0, lr, beta, n, judge=numbers)
    yield call(Function("p", "p"), decimals(rng, 1, 2, 3), 30.0, 0.3, 8, judge=numbers)


def lr_limit(rng) -> Iterator[Case]:
    for n in (1, 1, 2, 2, 3, 5, 8):
        Q, _ = np.linalg.qr(rng.normal(size=(n, n)))
        for lams in (
            rng.uniform(0.1, 5, n),
            np.ones(n),
            np.geomspace(1e-3, 10, n),
            1e4 * rng.uniform(0.5, 1, n),
            np.full(n, 0.5),
            1e-3 * rng.uniform(0.5, 1, n),
        ):
            A = Q @ np.diag(lams) @ Q.T
            yield call((A + A.T) / 2, tolerance=1e-9 / lams.max())
            yield call(np.diag(lams))
            yield call(np.diag(np.sort(lams)[::-1]))
    yield call(np.array([[2, 1], [1, 3]]))
    yield call(np.array([[2, 0], [0, 3]]))
    yield call(np.array([[2.0, -1.0], [-1.0, 2.0]]))


def basin(rng) -> Iterator[Case]:
    """No end is so near the bound that rounding could decide."""
    problems = [
        ("4*x*x*x - 6*x + 1", [-1.3008395659415772, 1.130901122829928]), ("x*x*x - x", [-1.0, 1.0]),
        ("2*x - 1", [0.5]),
        ("sin(x)", [-2 * np.pi, 0.0, 2 * np.pi]),
    ]  # fmt: skip
    for formula, minima in [*problems, *problems]:
        df = Function(formula)
        for n in (0, 1, 3, 10, 60, 300):
            for lr in (0.05, 0.35, 0.5, 0.02):
                starts = one_of(rng, [
                    decimals(rng, -2, 2, whole(rng, 1, 6)), np.array([1.3, minima[0] + 0.05, 0.3, 9.0]),
                    np.array([minima[0]]), rng.integers(-2, 3, 4), np.append(np.array(minima), 1.3),
                    np.full(2, 0.7),
                ])  # fmt: skip
                tol = one_of(rng, [0.2, 0.01, 0.5, 1e-6])
                order = rng.permutation(len(minima))
                known = np.array(minima)[order][: one_of(rng, [len(minima), 1])]
                if all(far(df, float(x), lr, n, known, tol) for x in starts):
                    yield call(df, starts, lr, n, known, tol)
    yield call(Function("4*x*x*x - 6*x + 1"), np.array([1.3]), 0.35, 3, np.array(problems[0][1]), 0.2)


def far(df, x, lr, n, minima, tol) -> bool:
    with np.errstate(all="ignore"):
        gaps = np.abs(minima - path_of(df, x, lr, n)[-1])
        near = np.sort(gaps)[:2]
    return not np.any(np.abs(gaps - tol) < 1e-3 * tol) and (len(near) < 2 or not near[1] - near[0] < 1e-9)


RUNS = [
    ("x*x*x*x - 3*x*x + x", "4*x*x*x - 6*x + 1"), ("x*x - 4", "2*x"), ("(x - 1)*(x - 1)", "2*(x - 1)"),
    ("-exp(-x*x)", "2*x*exp(-x*x)"), ("cos(x)", "-sin(x)"), ("1/(1 + x*x)", "x*x*x"), ("x", "1 + 0*x"),
    ("1 + 0*x", "2*x"), ("-1/(1 + x*x)", "x*x*x"),
]  # fmt: skip


def multi_start(rng) -> Iterator[Case]:
    for n in (0, 1, 2, 15, 60):
        for _ in range(8):
            f, df = map(Function, one_of(rng, RUNS))
            lr = one_of(rng, [0.05, 0.1, 0.25, 0.01])
            starts = decimals(rng, -2, 2, whole(rng, 1, 5))
            if rng.random() < 0.5:
                starts = np.append(starts, one_of(rng, [[50.0], [-40.0, 60.0], [1e200]]))
                starts = rng.permutation(starts)
            with np.errstate(all="ignore"):
                ends = np.array([path_of(df, x, lr, n)[-1] for x in starts])
                values = np.array([f(x) for x in ends])
            good = np.sort(values[np.isfinite(values) & np.isfinite(ends)])
            if np.any((np.abs(ends) > 1e5) & np.isfinite(ends)):
                continue
            if len(good) == 1 or (len(good) > 1 and good[1] - good[0] > 1e-9):
                yield call(
                    f,
                    df,
                    starts,
                    lr,
                    n,
                    tolerance=1e-9
                    * (
                        1
                        + abs(
                            ends[
                                np.nanargmin(
                                    np.where(np.isfinite(values) & np.isfinite(ends), values, np.inf)
                                )
                            ]
                        )
                    ),
                )

    for size in (1e4, 1e8):
        f, df = Function("x*x + 3"), Function("2*x")
        yield call(f, df, size * decimals(rng, 1, 2, 2), 0.1, 2, tolerance=1e-12 * size)


def iterations_needed(rng) -> Iterator[Case]:
    for tol in (1e-3, 1e-6, 0.5, 1e-1, 5.0):
        for max_iter in (0, 1, 2, 5, 20, 100, 400):
            for _ in range(6):
                df, lr = slope(rng)
                lr = one_of(rng, [lr, lr, 2.5])
                x0 = one_of(rng, [start(rng), 0.25, 3.0, 1.5])
                if steady(df, x0, lr, tol, max_iter):
                    yield call(df, x0, lr, tol, max_iter)
                    break
    yield call(Function("4*x*x*x - 6*x + 1"), 0.25, 0.06, 1e-3, 100)
    yield call(Function("x - 3"), 7.0, 0.5, 1e-3, 12)
    yield call(Function("x - 3"), 7.0, 0.5, 1e-3, 11)
    yield call(Function("2*x"), 4.0, 0.25, 0.5, 50)
    yield call(Function("x"), 1.0, 0.5, 0.125, 50)
    yield call(Function("x - 3"), 1e7, 0.5, 1e-3, 50)
    yield call(Function("1e-3 + 0*x"), 1e15, 1.0, 1e-4, 9)


def steady(df, x, lr, tol, max_iter) -> bool:
    with np.errstate(all="ignore"):
        for _ in range(max_iter + 1):
            size = abs(df(x))
            if abs(size - tol) < 1e-6 * tol:
                return False
            if not size > tol:
                return True
            x = x - lr * df(x)
    return True


def plot_descent(rng) -> Iterator[Script]:
    for f in ("x*x*x*x - 3*x*x + x", one_of(rng, ["x*x", "-x", "exp(x)"])):
        n = whole(rng, 1, 8)
        yield drawn(
            Function(f), decimals(rng, -1.5, 1.5, n + 1),
            np.linspace(-2, decimals(rng, 1, 2), whole(rng, 20, 60)),
            axis_labels=True,
        )  # fmt: skip
