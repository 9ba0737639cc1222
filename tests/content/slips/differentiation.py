"""Wrong solutions of `differentiation` as people write them: slips inside code that is right otherwise."""

import numpy as np
import sympy as sp


def symbolic_derivative__with_a_global(text):
    global slope
    x = sp.Symbol("x")
    slope = sp.lambdify(x, sp.diff(sp.sympify(text), x), "numpy")
    return lambda at: slope(at) + np.zeros(np.shape(at))


def jax_derivative__in_32_bits(f):
    import jax

    return lambda x: jax.vmap(jax.grad(f))(np.atleast_1d(np.float32(x))).reshape(np.shape(x))


KEPT = {}


def forward_gradient__remembering_the_value(f, p, h):
    key = tuple(p)
    if key not in KEPT:
        KEPT[key] = f(p)
    return np.array([(f(p + h * e) - KEPT[key]) / h for e in np.eye(len(p))])


def race__without_a_warm_up(methods, x, repeats, clock):
    best = {}
    for name, method in methods.items():
        seconds = []
        for _ in range(repeats + 1):
            start = clock()
            method(x)
            seconds.append(clock() - start)
        best[name] = min(seconds[1:])
    return best


def expression_growth__always_in_x(expr, x, k):
    x, counts, nested = sp.Symbol("x"), [], sp.Symbol("x")
    for _ in range(k):
        nested = expr.subs(x, nested)
        counts.append(int(sp.count_ops(sp.diff(nested, x))))
    return counts
