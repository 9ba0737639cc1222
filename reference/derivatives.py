"""# Differential calculus

The slope of a function at a point is the limit of difference quotients, and a few rules give it at once.
Training a model means turning many knobs a little at a time. For each of them the same has to be known: if
this number grows by a hair, does the error grow or shrink, and how fast? The answer is a **derivative**. All
of training rests on getting many of them cheaply.

Before you begin you should know Python's functions, loops and lists, arrays of NumPy, and from school what a
function, a power, sin and a logarithm are. Derivatives begin here, from nothing.

## The idea

Two points of a graph, a step dx apart, fix a straight line. Its slope is the rise over the run:

    rate = (f(x + dx) − f(x)) / dx

The derivative f′(x) is the number that this **difference quotient** settles on as dx goes to zero. For a
formula the limit has been worked out once and for all, and what remains is a handful of **rules**:

    (xⁿ)′ = n·xⁿ⁻¹        (c·f)′ = c·f′        (f + g)′ = f′ + g′        (a constant)′ = 0

So there are two roads to a slope. The rate asks only for values of f and works for any function at all; the
rule asks for the formula and is exact. Whoever can walk both can check one with the other.

## A worked example: f(x) = x²

At x = 3 the rule says f′(3) = 2·3 = 6. The rate needs two values of f:

    dx = 0.5     (12.25 − 9) / 0.5     = 6.5
    dx = 0.1     (9.61 − 9) / 0.1      = 6.1
    dx = 0.01    (9.0601 − 9) / 0.01   = 6.01

The algebra explains the pattern: ((x + dx)² − x²) / dx = 2x + dx. The rate exceeds the rule by dx exactly. On
a plot with dx = 0.0001 the two curves look like one; they are not, and how far they are apart can be
computed.

Two refinements follow. Looking to both sides of x cancels the first error term, and what is left
shrinks like h² in place of h. And "as small as possible" is good advice on paper only: a computer keeps about
16 digits, so for a tiny step f(x + h) and f(x) agree in nearly all of them, and their difference is mostly
rounding. The best step lies in between.

## Functions made of functions

Four slopes are worth knowing by heart, and two rules make all others of them:

    (sin x)′ = cos x        (cos x)′ = −sin x        (eˣ)′ = eˣ        (log x)′ = 1/x, for x > 0

    product rule    (f·g)′ = f′·g + f·g′
    chain rule      f(g(x))′ = f′(g(x))·g′(x)        the outer slope, at g(x), times the inner one

A rectangle with the sides f and g grows along both of them; that is the product rule. And where g stretches a
short step by g′, f stretches what comes out by f′ once more; that is the chain rule. log is the natural
logarithm, everywhere in this course.

Both rules at work in f(x) = x·sin(x²): the slope of sin(x²) is cos(x²)·2x, by the chain rule, and so

    f′(x) = 1·sin(x²) + x·cos(x²)·2x        f′(1) = 0.8415 + 2·0.5403 = 1.9221

The rate with dx = 0.001 is (0.843393 − 0.841471) / 0.001 = 1.922. Whoever forgets the inner slope 2x gets
1.3818, and the rate tells.

## Shapes

x is a number or an array; f works element by element, so f(x) has the shape of x. Slopes are in units of f
per unit of x. The function that the tasks come back to is f(x) = x³ − 2x² + 1.

Arguments stay as they are: a task that has to change an array changes a copy of it.

`gradlings plot derivatives` shows the idea and, when the tasks are done, the rate on the rule, and the error
against h.

## Predict first

The step h is halved. What does the error of (f(x + h) − f(x − h)) / 2h do, as long as rounding plays no
part?

    a   it stays as it is
    b   it becomes about half
    c   it becomes about a quarter

`gradlings predict derivatives a` tells what there is to say of a; it costs no points.
"""

from collections.abc import Callable

import numpy as np
import sympy as sp

x = sp.Symbol("x")


def difference_quotient(f: Callable, x: float | np.ndarray, dx: float) -> float | np.ndarray:
    """Return the rate of change of f between x and x + dx.

        (f(x + dx) − f(x)) / dx

    Args:
        f: a function of numbers or, element by element, of arrays.
        x: where the step starts, a number or an array of any shape, of floats or integers.
        dx: the step, not 0; a negative step goes to the left.

    Returns:
        The slope of the line through the two points, of the shape of x.

    >>> float(difference_quotient(lambda x: x**2, 3.0, 0.5))
    6.5
    """
    return (f(x + dx) - f(x)) / dx


def derivative_cubic() -> sp.Expr:
    """Return the derivative of x³ − 2x² + 1, by the rules.

    Returns:
        A SymPy expression in the symbol `x` of this file, worked out. Any form of it is right.

    >>> derivative_cubic().subs(x, 0)  # the graph is level at 0
    0
    """
    return 3 * x**2 - 4 * x


def power_rule(coeffs: list[float]) -> list[float]:
    """Return the coefficients of a polynomial's derivative.

        (c·xⁿ)′ = c·n·xⁿ⁻¹, term by term

    Args:
        coeffs: one number for each power, the highest power first; [1, −2, 0, 1] is x³ − 2x² + 1.

    Returns:
        The derivative's coefficients in the same order, one fewer than before, also where the list begins
        with zeros; for a constant, [0].

    >>> power_rule([1, 0, 5])  # x² + 5
    [2, 0]
    """
    powers = range(len(coeffs) - 1, 0, -1)
    return [c * n for c, n in zip(coeffs, powers, strict=False)] or [0]


def central_difference(f: Callable, x: float, h: float) -> float:
    """Return the rate of change of f across x, from h on its left to h on its right.

        (f(x + h) − f(x − h)) / 2h

    Halving h makes the error about four times smaller; for the one-sided quotient only two times.

    Args:
        f: a function of one number.
        x: the point in the middle.
        h: the distance to each side, h > 0.

    Returns:
        The slope of the line through the two outer points.

    >>> float(central_difference(lambda x: x**3, 1.0, 0.5))  # 3 in the limit
    3.25
    """
    return (f(x + h) - f(x - h)) / (2 * h)


def rate_vs_rule_gap(f: Callable, fprime: Callable, xs: np.ndarray, dx: float) -> float:
    """Return how far the rate and the rule are apart, at the worst point of xs.

        max |rate(x) − f′(x)| over all x in xs

    Args:
        f: a function, element by element.
        fprime: its derivative by the rules, element by element.
        xs: the points to compare at, shape (n,), in any order.
        dx: the step of the forward quotient `difference_quotient`, not 0.

    Returns:
        The largest gap, a number that is never negative.

    >>> float(rate_vs_rule_gap(lambda x: x**2, lambda x: 2 * x, np.array([-1.0, 0.0, 2.0]), 0.25))
    0.25
    """
    return float(np.max(np.abs(difference_quotient(f, xs, dx) - fprime(xs))))


def best_step(f: Callable, fprime: Callable, x: float, hs: list[float], scheme: str) -> float:
    """Return the step from hs whose difference formula comes closest to f′(x) on this computer.

    Two errors pull in opposite directions: the formula's own shrinks with h, and what rounding adds grows
    like 1/h. They balance near h ≈ √ε ≈ 1e-8 for the forward quotient and near h ≈ ∛ε ≈ 6e-6 for the
    central one, where ε ≈ 2.2e-16 is the spacing of the floats at 1 (Press, Teukolsky, Vetterling, Flannery:
    Numerical Recipes, 3rd edition, section 5.7).

    Args:
        f: a function of one number.
        fprime: its derivative by the rules.
        x: the point.
        hs: the steps to choose from, one or more, in any order.
        scheme: 'forward' for `difference_quotient`, 'central' for `central_difference`.

    Returns:
        The member of hs with the smallest |quotient − f′(x)|; one of them where several have it.

    >>> float(best_step(np.exp, np.exp, 1.0, [1e-1, 1e-5, 1e-14], "central"))
    1e-05
    """
    quotient = {"forward": difference_quotient, "central": central_difference}[scheme]
    return min(hs, key=lambda h: abs(quotient(f, x, h) - fprime(x)))


def plot_slopes(f: Callable, fprime: Callable, xs: np.ndarray, dx: float):
    """Draw f in one panel, and the rate and the rule together in a second one.

    Args:
        f: a function, element by element.
        fprime: its derivative by the rules, element by element.
        xs: the points to draw at, shape (n,), rising but not evenly spaced.
        dx: the step of the forward quotient.

    Returns:
        A new matplotlib figure with two panels: left (or above) f against xs; right (or below) two labelled
        curves against xs, the rate (`difference_quotient`) and the rule (fprime), as lines or points, and a
        legend that tells them apart. Helper lines without a label may be added.

    >>> figure = plot_slopes(np.square, lambda x: 2 * x, np.linspace(-1, 1, 21), 0.5)
    >>> len(figure.axes)
    2
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(xs, f(xs))
    left.set(title="y = f(x)", xlabel="x")
    right.plot(xs, difference_quotient(f, xs, dx), label=f"rate, dx = {dx:g}")
    right.plot(xs, fprime(xs), "--", label="rule")
    right.set(title="y = f′(x)", xlabel="x")
    right.legend()
    return figure


in_my_own_words = """
Why does a step that is too small make a slope worse, and why is the best one not the same for both
formulas?
"""


def picture():
    """Draw the lesson's picture: the rate on the rule, and the two errors against the step."""
    from graders.drawing import SOFT, name, panels, write

    def f(x):
        return x**3 - 2 * x**2 + 1

    slope = sp.lambdify(x, derivative_cubic(), "numpy")
    xs, hs = np.linspace(-1, 2.5, 200), np.logspace(-15, 0, 61)
    figure, (left, right) = panels(2)
    name(*left.plot(xs, difference_quotient(f, xs, 0.25)), "rate, dx = 0.25", 0.85, (-10, 0))
    name(*left.plot(xs, slope(xs)), "rule", 0.9, (10, -4))
    left.set(title="The slope of x³ − 2x² + 1", xlabel="x", ylabel="slope")
    forward = [abs(difference_quotient(np.exp, 1.0, h) - np.e) for h in hs]
    central = [abs(central_difference(np.exp, 1.0, h) - np.e) for h in hs]
    name(*right.loglog(hs, forward), "forward", 0.8, (-8, 4))
    name(*right.loglog(hs, central), "central", 0.87, (8, -4))
    for h, text in ((1.5e-8, "√ε"), (6e-6, "∛ε")):
        right.axvline(h, color=SOFT, linewidth=0.8, linestyle=":")
        write(right, (h, 1.0), text, (0, 4), SOFT)
    write(right, (3e-14, 1e-6), "rounding", (0, 0), SOFT)
    right.set(title="Error of the slope of eˣ at 1", xlabel="step h", ylabel="error")
    return figure
