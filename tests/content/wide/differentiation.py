"""Wide inputs of the lesson Ways to differentiate."""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from graders.authoring import Counted, Function
from tests.content.wide import Case, Script, call, decimals, one_of, whole
from tests.content.wide.gradient import of_vectors, points

FORMULAS = [
    "x**2*sin(x)", "{a}*x + 3", "{a}", "exp(-x**2)", "{a}/x", "log(x) + sqrt(x)", "x", "tanh({a}*x)",
    "x**{a}",
    "-{a}*x**3 + x", "1/(1 + exp(-x))", "cos({a})*x", "pi*x**2",
]  # fmt: skip


def symbolic_derivative(rng) -> Iterator[Script]:
    for _ in range(2):
        texts = [one_of(rng, FORMULAS).format(a=whole(rng, 2, 9)) for _ in range(2)]
        at = [
            decimals(rng, 0.3, 2), decimals(rng, 0.3, 2, 1), decimals(rng, 0.3, 2, 4),
            decimals(rng, 0.3, 2, 3, 3),
            decimals(rng, 0.3, 2, 2, 1), np.ones(3),
        ]  # fmt: skip

        def play(f, texts=texts, at=at):
            """All functions are made before the first is asked."""
            made = [f(text) for text in texts]
            return [df(x) for df in made for x in at] + [made[0](at[2].copy())]

        yield Script(play, tolerance=1e-9, name=f"{texts} at {at}")


def grid_derivative(rng) -> Iterator[Case]:
    for n in (3, 3, 4, 5, 8, 30):
        x = np.cumsum(rng.uniform(0.2, 1.5, n)).round(2) + decimals(rng, -5, 1)
        for y in (
            decimals(rng, -3, 3, n),
            x**2,
            np.zeros(n),
            np.full(n, 2.5),
            rng.integers(-4, 5, n),
            -(x**3),
            1e5 * x,
        ):
            yield call(y, x, tolerance=1e-9 * (1 + np.abs(y).max()))
            yield call(y, np.linspace(-1, 2, n), tolerance=1e-10 * (1 + np.abs(y).max()) * n)
        yield call(rng.integers(-4, 5, n), np.arange(n) - 2, tolerance=1e-9)
        yield call(rng.integers(-4, 5, n), np.cumsum(rng.integers(1, 4, n)), tolerance=1e-9)
        yield call(decimals(rng, -3, 3, n), 100 * x, tolerance=1e-10)
        yield call(decimals(rng, -3, 3, n), 0.01 * x, tolerance=1e-8)


def jax_derivative(rng) -> Iterator[Script]:
    formulas = ["x**3", "sin({a}*x)", "exp(-x)", "{a}*x", "x**2 + {a}", "tanh(x)", "-x**2", "x*0 + {a}"]
    made = [one_of(rng, formulas).format(a=whole(rng, 2, 5)) for _ in range(2)]
    at = [
        decimals(rng, -2, 2),
        one_of(rng, [decimals(rng, -2, 2, 1), decimals(rng, -2, 2, 4)]),
        rng.integers(-2, 3, 3),
    ]

    def play(f):
        functions = [f(Function(formula).using("jax").compiled()) for formula in made]
        answers = [df(x) for df in functions for x in at]
        return [np.asarray(answer, dtype=np.asarray(answer).dtype) for answer in answers]

    yield Script(play, tolerance=1e-12, name=f"{made} at {at}")


def forward_gradient(rng) -> Iterator[Case]:
    for p in points(rng):
        for h in (one_of(rng, [0.5, 1.0, 0.1]), one_of(rng, [1e-2, 1e-3, 1e-5])):
            f, g = of_vectors(rng), of_vectors(rng)
            at = np.asarray(p, dtype=float)
            size = max(
                abs(f(at + s * h * e)) + abs(g(at + s * h * e)) for s in (0, 1) for e in np.eye(len(p))
            )
            slack = 64 * 2.3e-16 * (size * (10 + 10 * np.max(np.abs(at))) + 1e-300) / h
            yield call(f, p, h, tolerance=slack)
            yield call(g, p, h, tolerance=slack)
    for n in (1, 3, 7):
        f, p = of_vectors(rng), decimals(rng, -1, 1, n)

        def play(task, f=f, p=p):
            counted = Counted(f.compiled())
            task(counted, p.copy(), 0.01)
            return [counted.calls <= len(p) + 1]

        yield Script(play, name=f"the calls for {n} inputs")


def passes_needed(rng) -> Iterator[Case]:
    for method in ("forward", "central", "dual", "reverse"):
        for n in (1, 2, 3, whole(rng, 4, 99), 1000, 10**6):
            yield call(method, n)


def expression_growth(rng) -> Iterator[Case]:
    x, t, z = sp.Symbol("x"), sp.Symbol("t", positive=True), sp.Symbol("z", real=True)
    for v, k in ((x, 1), (t, 2), (z, 3), (x, 4)):
        a = whole(rng, 2, 6)
        yield call(one_of(rng, [a * v**2 - v, sp.sin(v), v**2 + a * v, sp.exp(-v) + v]), v, k)
        yield call(one_of(rng, [v + a, a * v]), v, 2)
    yield call(x, x, 3)


def choose_method(rng) -> Iterator[Case]:
    yield call()


def race(rng) -> Iterator[Script]:
    for repeats in (1, 2, 3, 6):
        for names in (["a"], ["b", "a", "c"]):
            ticks = (
                np.arange(1.0, 99)
                if len(names) > 1
                else np.cumsum(rng.integers(1, 90, 4 * repeats * len(names) + 9)) / 8
            )

            def play(task, repeats=repeats, names=names, ticks=ticks):
                """The clock stands until it is looked at; a method that is called moves it."""
                read, called = iter(ticks.tolist()), []
                methods = {name: lambda x, name=name: called.append((name, x)) for name in names}
                best = task(methods, 3.0, repeats, lambda: next(read))
                return [
                    best, len(list(read)), sorted(name for name, _ in called),
                    all(x == 3.0 for _, x in called),
                ]  # fmt: skip

            yield Script(play, name=f"{repeats} calls of {names}")
            costs = {name: [float(cost) for cost in rng.integers(1, 50, repeats + 1)] for name in names}

            def play_costs(task, repeats=repeats, costs=costs):
                now, left = [0.0], {name: iter(items) for name, items in costs.items()}

                def method(name):
                    def run(x):
                        now[0] += next(left[name])

                    return run

                return [task({name: method(name) for name in costs}, None, repeats, lambda: now[0])]

            yield Script(play_costs, name=f"calls that take {costs}")
