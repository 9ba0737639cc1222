"""# Three ways to differentiate

Derivatives can be had from a formula, from values, or from the code that computes the values: three ways that
differ in exactness and far more in cost. A textbook takes the first, a check of somebody's work the second,
and the training of every large network the third.

## The idea

**Symbolic.** A computer algebra system such as SymPy applies the rules to a formula and returns another
formula: exact, readable, valid for every x. The price is growth. The product rule makes two terms of one and
the chain rule keeps all the factors, so nesting functions makes derivatives swell.

**Numerical.** Differences of values work for any function at all, also for a simulator or a table of
measurements. They are approximate, and each input has to be moved on its own, so a gradient costs more calls
of f with every input. `np.gradient` does the same for values on a grid. Two traps: unless it is given the
positions x it assumes that they are 1 apart, and unless it is told `edge_order=2` its two ends are less
exact than the rest.

**Automatic.** JAX follows a program step by step. Every step is a simple operation with a known slope, and
the chain rule links them: exact to rounding, no formula needed. In *forward mode* a value carries its slope
along one direction of the inputs through the program. In *reverse mode* the program runs once and records its
steps; then one pass back from the output collects the slopes along all inputs, however many they are.
`jax.grad(f)` takes this mode and is a function, as f is. It insists on floats, and on one number as the value
of f; and by default JAX computes with 32 bits, about 7 digits.

## A worked example: p(x) = 2x³ − 3x² + 5 at x = 2

    symbolic     p′(x) = 6x² − 6x                               p′(2) = 12
    numerical    (p(2.001) − p(1.999)) / 0.002                  12.000002
    automatic    jax.grad(p)(2.0)                               12.0

The numerical error, 2·h², is the formula's own: with h = 0.001 there is nothing to blame rounding for.

Now nest it. Written out as SymPy does, the derivative of p(x) takes 4 operations, that of p(p(x)) 26, that of
p(p(p(x))) 94, then 278 and 742. A program that computes p three times in a row and reuses what it has takes
three times the operations of one, and so does a program that carries the slope along.

And the cost in the number of inputs? One measurement, for a function of 3000 inputs: 3001 evaluations for a
numerical gradient took 101 ms, one compiled backward pass of JAX 0.07 ms. Its *first* call, however, took
some 50 ms, for compiling. For one input and a formula at hand the ranking turns round: on a million points,
the function made by SymPy took 0.7 ms, JAX 1.2 ms. No method wins everywhere: two tasks are about the choice.

Who times programs should know two things. The first call pays for compiling and for caches, so it is made
before the clock starts. And other programs can make a run slower, never faster, so the shortest of several
runs says most.

## Shapes

f(p) takes an array (n,) and gives one number; its gradient has the shape (n,). A derivative returned as a
function works element by element: a float gives a number, an array an array of the same shape. Floats have 64
bits here: `import_jax` below switches JAX to them.

Arguments stay as they are: a task that has to change an array changes a copy of it.

`gradlings plot differentiation` shows the idea and, when the tasks are done, the errors and the times of the
three against the number of inputs.

## Predict first

A function has 1000 inputs and one output. What does its gradient cost by forward differences, and what in
reverse mode?

    a   1001 evaluations; one pass back
    b   1000 evaluations; 1000 passes back
    c   2 evaluations; one pass back

`gradlings predict differentiation a` tells what there is to say of a; it costs no points.

## In your own words

1. When is symbolic, when numerical and when automatic differentiation the method to use? Name for each a
   situation that suits it and what it costs. Which of the three trains a network of a million weights?
2. A derivative written by hand and one from JAX disagree in the third digit. How can a numerical derivative
   settle the matter, although it is the least exact of the three?
"""

import time
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import sympy as sp


def import_jax():
    """Import JAX and switch it to floats of 64 bits."""
    import jax

    jax.config.update("jax_enable_x64", True)
    return jax


def symbolic_derivative(text: str) -> Callable:
    """Return the derivative of a formula as a function that computes it.

    SymPy reads the text (`sympify`), differentiates, and makes a Python function of the result (`lambdify`).
    A derivative without x needs care: the function made of it returns one number, whatever the shape of x.

    Args:
        text: a formula in x, such as "x**2*sin(x)".

    Returns:
        A new function of x that gives the derivative: for a float a number, for an array of floats an array
        of the same shape.

    >>> df = symbolic_derivative("x**3 + 4*x")
    >>> float(df(2.0)), symbolic_derivative("4*x")(np.zeros(3)).tolist()
    (16.0, [4.0, 4.0, 4.0])
    """
    x = sp.Symbol("x")
    slope = sp.lambdify(x, sp.diff(sp.sympify(text), x), "numpy")
    return lambda at: slope(at) + np.zeros(np.shape(at))


def grid_derivative(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return the derivative of a function that is known only at the points of a grid.

    At each inner point it is the slope there of the parabola through this point and its two neighbours, at
    each end the slope of the parabola through the three outermost points: second order everywhere, also where
    the points are unevenly spaced. NumPy's `np.gradient` can do this.

    Args:
        y: the values, integers or floats, shape (n,), n ≥ 3.
        x: the positions, increasing, at any distances, shape (n,).

    Returns:
        The derivative at each position, shape (n,).

    >>> x = np.array([0.0, 1.0, 3.0, 4.0])
    >>> grid_derivative(x**2, x)  # for a parabola exact
    array([0., 2., 6., 8.])
    """
    return np.gradient(y, x, edge_order=2)


def jax_derivative(f: Callable) -> Callable:
    """Return the derivative of f as JAX finds it.

    Args:
        f: a function that works element by element and is written with `jax.numpy`.

    Returns:
        A function of x that gives f′(x), element by element and in 64 bits: for a float a number, for an
        array (n,) of floats or integers an array (n,).

    >>> df = jax_derivative(lambda x: x**3)
    >>> float(df(2.0)), df(np.array([1, 2, 3])).tolist()
    (12.0, [3.0, 12.0, 27.0])
    """
    jax = import_jax()

    def total(x):
        return jax.numpy.sum(f(x))

    return lambda x: jax.grad(total)(jax.numpy.asarray(x, dtype=float))


def forward_gradient(f: Callable, p: np.ndarray, h: float) -> np.ndarray:
    """Return the gradient of f at p by forward differences, with as few calls of f as they need.

        (∇f)ᵢ ≈ (f(p + h·eᵢ) − f(p)) / h,   eᵢ = (0, …, 1, …, 0) with the 1 in place i

    One call of f may be a simulation of an hour. The calls are counted: n + 1 are enough.

    Args:
        f: a function from an array of shape (n,) to a number.
        p: the point, floats or integers, shape (n,); it is left as it is.
        h: the step along each coordinate, h > 0.

    Returns:
        The gradient, shape (n,).

    >>> forward_gradient(lambda p: p[0] * p[1], np.array([2, 3]), 0.5)
    array([3., 2.])
    """
    base = f(p)
    return np.array([(f(p + step) - base) / h for step in h * np.eye(len(p))])


def passes_needed(method: str, n: int) -> int:
    """Return how much work the full gradient of a function of n inputs and one output takes.

    Args:
        method: one of
            'forward', forward differences: count the evaluations of f;
            'central', central differences: count the evaluations of f;
            'dual', automatic, forward mode: count the passes that carry a slope along one direction;
            'reverse', automatic, reverse mode: count the passes back from the output.
        n: the number of inputs, n ≥ 1.

    Returns:
        The smallest number that gives all n partial derivatives.

    >>> passes_needed("forward", 1)  # a slope needs two points
    2
    """
    return {"forward": n + 1, "central": 2 * n, "dual": n, "reverse": 1}[method]


def expression_growth(expr: sp.Expr, x: sp.Symbol, k: int) -> list[int]:
    """Return how the derivative grows when an expression p(x) is put into itself again and again.

    For p(x), p(p(x)), … with up to k copies of p: differentiate with `sympy.diff`, leave the result as SymPy
    gives it, without simplifying, and count its operations with `sympy.count_ops`.

    Args:
        expr: p, a SymPy expression in x.
        x: its symbol.
        k: how many copies of p are nested at most, k ≥ 1.

    Returns:
        k numbers, the first for p(x) itself.

    >>> x = sp.Symbol("x")
    >>> expression_growth(2 * x**3 - 3 * x**2 + 5, x, 3)
    [4, 26, 94]
    """
    counts, nested = [], x
    for _ in range(k):
        nested = expr.subs(x, nested)
        counts.append(int(sp.count_ops(sp.diff(nested, x))))
    return counts


def choose_method() -> dict[str, str]:
    """Return the method that suits each of five situations best.

    The situations, to be used as keys:
        'closed formula wanted in a paper'
        'black-box simulator, 3 inputs'
        'loss of a network with 1e6 weights'
        'check a hand-written gradient'
        'code with loops and ifs, exact to rounding'
    A loss is one number that says how wrong a model is.

    Returns:
        A dict from each situation to 'symbolic', 'numerical' or 'automatic'.

    >>> sorted(set(choose_method().values()))  # each method has its place
    ['automatic', 'numerical', 'symbolic']
    """
    return {
        "closed formula wanted in a paper": "symbolic",
        "black-box simulator, 3 inputs": "numerical",
        "loss of a network with 1e6 weights": "automatic",
        "check a hand-written gradient": "numerical",
        "code with loops and ifs, exact to rounding": "automatic",
    }


def race(methods: dict[str, Callable], x: object, repeats: int, clock: Callable) -> dict[str, float]:
    """Return the shortest time that each method takes for one call.

    Each method is called on x once without being timed, to warm up, and then `repeats` times, each call timed
    on its own.

    Args:
        methods: functions of one argument, by name.
        x: the argument.
        repeats: how many calls of each method are timed, repeats ≥ 1.
        clock: a function without arguments that gives the time in seconds, such as `time.perf_counter`; it
            is read right before and right after each timed call, and at no other time.

    Returns:
        The smallest number of seconds of one call, by name.

    >>> ticks = iter([0.0, 0.5, 2.0, 2.25])
    >>> float(race({"sine": np.sin}, 1.0, 2, lambda: next(ticks))["sine"])
    0.25
    """
    best = {}
    for name, method in methods.items():
        method(x)
        seconds = []
        for _ in range(repeats):
            start = clock()
            method(x)
            seconds.append(clock() - start)
        best[name] = min(seconds)
    return best


def gradients(n: int) -> dict[str, Callable]:
    """The gradient of f(p) = Σ sin(pᵢ)·pᵢ₊₁ in three ways, or in two where JAX is not installed."""

    def f(p):
        return np.sum(np.sin(p[:-1]) * p[1:])

    symbols = sp.symbols(f"p:{n}")
    total = sum(sp.sin(a) * b for a, b in pairwise(symbols))
    formulas = sp.lambdify([symbols], [sp.diff(total, a) for a in symbols], "numpy")
    found = {
        "symbolic": lambda p: np.array(formulas(p)),
        "numerical": lambda p: forward_gradient(f, p, 1e-7),
    }
    try:
        jax = import_jax()
    except ImportError:
        return found
    backward = jax.jit(jax.grad(lambda p: jax.numpy.sum(jax.numpy.sin(p[:-1]) * p[1:])))
    return {**found, "automatic": lambda p: np.asarray(backward(p))}


in_my_own_words = """
1.

2.
"""


def picture():
    """Draw the lesson's picture: errors and times of the three methods against the number of inputs."""
    from graders.drawing import name, panels

    sizes = [2, 6, 18]
    errors: dict[str, list[float]] = {}
    times: dict[str, list[float]] = {}
    for n in sizes:
        p, methods = np.linspace(0.5, 1.5, n), gradients(n)
        exact = np.append(np.cos(p[:-1]) * p[1:], 0) + np.append(0, np.sin(p[:-1]))
        for method, seconds in race(methods, p, 5, time.perf_counter).items():
            errors.setdefault(method, []).append(np.max(np.abs(methods[method](p) - exact)) + 1e-17)
            times.setdefault(method, []).append(1e6 * seconds)
    figure, (left, right) = panels(2)
    above = {"symbolic": (6, 0), "numerical": (6, 0), "automatic": (6, 8)}
    beside = {"symbolic": (8, -8), "numerical": (-8, 8), "automatic": (0, 8)}
    for method in errors:
        name(*left.loglog(sizes, errors[method], marker="."), method, 1.0, above[method])
        name(*right.loglog(sizes, times[method], marker="."), method, 0.5, beside[method])
    left.set(title="Largest error of a gradient", xlabel="inputs", ylabel="error", ylim=(3e-18, 1e-5))
    right.set(title="Time of a gradient", xlabel="inputs", ylabel="microseconds", ylim=(0.3, 3000))
    for axes in (left, right):
        axes.minorticks_off()
        axes.set_xticks(sizes, sizes)
    return figure
