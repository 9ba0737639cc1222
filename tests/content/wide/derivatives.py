"""Wide inputs of the lesson Differential calculus."""

from collections.abc import Iterator

import numpy as np

from graders.authoring import Function, central_rounding, difference_rounding
from reference.derivatives import central_difference as central
from reference.derivatives import difference_quotient as forward
from reference.derivatives import x as the_symbol
from tests.content.wide import Case, Script, call, decimals, one_of, whole
from tests.content.wide.figures import drawn

CURVES = [
    ("{a}*exp({b}*x)", "{a}*{b}*exp({b}*x)"),
    ("{a}*sin({b}*x)", "{a}*{b}*cos({b}*x)"),
    ("{a}*x**3 - {b}*x", "3*{a}*x**2 - {b}"),
    ("-{a}*x**2 - {b}", "-2*{a}*x"),
    ("{a}/({b} + x**2)", "-2*{a}*x/({b} + x**2)**2"),
    ("{a}*sin(100*x)", "100*{a}*cos(100*x)"),
    ("1e6*{a}*x*x", "2e6*{a}*x"),
    ("1e-6*{a}*x*x", "2e-6*{a}*x"),
    ("{a}*x + {b}", "{a} + 0*x"),
]
EXACT = [
    ("{a}*x*x*x - x", "3*{a}*x*x - 1"),
    ("{a}/x", "-{a}/(x*x)"),
    ("-{a}*x*x*x*x", "-4*{a}*x*x*x"),
    ("1e3*x*x*x", "3e3*x*x"),
    ("x*x*x*x*x", "5*x*x*x*x"),
]
STEPS = [2.0, 0.5, -0.5, 0.1, -0.1, 0.01, 0.001, -0.001, 1e-4]


def pair(rng, families=CURVES):
    a, b = decimals(rng, 0.3, 3, digits=1), decimals(rng, 1.1, 2, digits=1)
    return tuple(Function(formula.format(a=a, b=b)) for formula in one_of(rng, families))


def difference_quotient(rng) -> Iterator[Case]:
    points = [
        decimals(rng, -3, 3), whole(rng, -3, 3), 0.0, 0, np.float64(decimals(rng, -3, 3)),
        np.asarray(decimals(rng, -2, 2)), decimals(rng, -3, 3, 1), decimals(rng, -3, 3, 7),
        decimals(rng, -3, 3, 1, 1), decimals(rng, -3, 3, 3, 3), decimals(rng, -3, 3, 2, 3, 2),
        rng.integers(-3, 4, 5), np.zeros(3), decimals(rng, -0.001, 0.001, 4, digits=5),
        decimals(rng, 20, 40, 3),
        np.repeat(decimals(rng, -2, 2), 4), decimals(rng, -3, 3, 60),
    ]  # fmt: skip
    for x in points:
        f, _ = pair(rng, CURVES[1:])
        for dx in (one_of(rng, STEPS), one_of(rng, STEPS)):
            yield call(f, x, dx, tolerance=difference_rounding(f, x, dx))


def derivative_cubic(rng) -> Iterator[Script]:
    yield Script(lambda f: [f()], name="the expression")
    yield Script(lambda f: [f().free_symbols == {the_symbol}], name="its symbol is the x of the file")


def power_rule(rng) -> Iterator[Case]:
    for degree in (0, 0, 1, 1, 2, 3, 4, 7, 20):
        coeffs = [whole(rng, -9, 9) for _ in range(degree + 1)]
        yield call(coeffs)
        yield call([decimals(rng, -3, 3) for _ in coeffs])
        yield call([0, *coeffs])
        yield call([0.0, 0.0, *coeffs])
        yield call([*coeffs, 0])
    yield call([0])
    yield call([0, 0])
    yield call([0, 0, 5])
    yield call([0, 1, 2])
    yield call([7])
    yield call([-2.5])
    yield call([1e9, -1e-9, 3])
    yield call([4, 4, 4, 4])


def central_difference(rng) -> Iterator[Case]:
    for x in (decimals(rng, -3, 3), whole(rng, -3, 3), 0.0, 0, np.float64(1.5), decimals(rng, 20, 30)):
        for h in (one_of(rng, [2.0, 0.5, 0.1, 1]), one_of(rng, [0.01, 0.001, 1e-4])):
            f, _ = pair(rng, CURVES[1:])
            yield call(f, x, h, tolerance=central_rounding(f, x, h))


def rate_vs_rule_gap(rng) -> Iterator[Case]:
    for n in (1, 1, 2, 3, 12, 50, 200):
        f, fprime = pair(rng)
        xs = one_of(
            rng, [decimals(rng, -2, 2, n), np.linspace(-1, 2, n), rng.integers(-2, 3, n).astype(float)]
        )
        for dx in (one_of(rng, STEPS), one_of(rng, STEPS)):
            for sign in ("", "-"):
                g, gprime = (Function(f"{sign}({part.formula})") for part in (f, fprime))
                yield call(g, gprime, xs, dx, tolerance=np.max(difference_rounding(f, xs, dx)))


def best_step(rng) -> Iterator[Case]:
    """Steps one of which is by far the best, however a right program rounds."""
    ranges = [
        (1e-15, 0.5, 6),
        (1e-3, 0.9, 4),
        (1e-9, 1e-2, 3),
        (0.01, 0.5, 2),
        (0.1, 0.4, 1),
        (1e-14, 1e-11, 3),
    ]
    for low, high, count in [*ranges, *ranges]:
        for families in (EXACT, [("sin({a}*1000*x)", "{a}*1000*cos({a}*1000*x)")]):
            for _ in range(60):
                f, fprime = pair(rng, families)
                x = one_of(
                    rng, [decimals(rng, 1.2, 2), decimals(rng, 1.2, 2), 100.0, decimals(rng, -3, -1.5)]
                )
                hs = [float(h) for h in np.exp(rng.uniform(np.log(low), np.log(high), count))]
                if all(clear(f, fprime, x, hs, scheme) for scheme in ("forward", "central")):
                    for scheme in ("forward", "central"):
                        yield call(f, fprime, x, hs, scheme)
                        yield call(f, fprime, x, sorted(hs, reverse=True), scheme)
                    break


def clear(f, fprime, x, hs, scheme) -> bool:
    quotient = {"forward": forward, "central": central}[scheme]
    slack = {h: float(np.max(central_rounding(f, x, h))) / 4 for h in hs}
    errors = {h: abs(quotient(f, x, h) - fprime(x)) for h in hs}
    best = min(errors, key=errors.get)
    return all(errors[best] + slack[best] < errors[h] - slack[h] for h in hs if h != best)


def plot_slopes(rng) -> Iterator[Script]:
    rate, rule = ("rule", "f′", "f'", "derivative", "exact"), ("rate", "quotient", "approx", "computed")
    for n, low, high in ((23, -2, 2), (40, -1, 3.5), (5, 0.5, 1.25)):
        f, fprime = pair(rng, CURVES[:4])
        yield drawn(
            f, fprime, np.linspace(low, high, n), one_of(rng, [0.5, 0.25, -0.3, 1.0]), words=(rate, rule)
        )
