"""# Optimization

A slope of zero is where the search for a minimum begins, and the second derivative says what it proves. To
train a model is to look for the lowest point of its error, and at the bottom of a valley the ground is level.
So it is on a hilltop, and on a ledge halfway up. What tells the three apart is curvature: the **second
derivative**, and with many weights the **Hessian**.

## The idea

At an inner point where f is smooth and has a minimum or a maximum, f′(c) = 0: were the slope positive, f
would be lower on the left and higher on the right. Such a c is a **critical point**. The converse fails:
x³ is level at 0 and rises on both sides.

Near a critical point f looks like its first derivative that does not vanish there, of order k:

    f(x) ≈ f(c) + f⁽ᵏ⁾(c)·(x − c)ᵏ / k!

For even k both sides go the same way: up, a minimum, where f⁽ᵏ⁾(c) > 0, and down, a maximum, where
f⁽ᵏ⁾(c) < 0. For odd k they go opposite ways, and c is neither. Most often k = 2 decides; for x⁴ at 0 it takes
k = 4.

In several variables the second derivatives form a symmetric matrix, the Hessian H, with ∂²f/∂xᵢ∂xⱼ in row i
and column j. An **eigenvector** of it is a direction v that H only stretches, H v = λ v; its **eigenvalue** λ
is the curvature of f along v:

- all positive: a minimum; all negative: a maximum;
- of both signs: a **saddle**, uphill one way and downhill another;
- otherwise some are zero, and the question stays open: x² + y⁴ has a minimum at 0 and x² + y³ has none.

Curvature also says how far to go. **Newton's method** replaces f by the parabola that has the same slope and
curvature, and moves to its lowest point, x − f′(x)/f″(x). Near a minimum each step about doubles the number
of right digits. The price for n weights is a Hessian of n² entries, which is why large networks use the slope
alone.

## A worked example: f(x) = x³ − 2x² + 1

    f′(x) = 3x² − 4x = x(3x − 4)        zero at 0 and at 4/3
    f″(x) = 6x − 4                      f″(0) = −4, a maximum; f″(4/3) = 4, a minimum

So f(0) = 1 and f(4/3) = −5/27 are a maximum and a minimum, each among its neighbours only: f(3) = 10 is
higher than the hilltop and f(−2) = −15 lower than the valley. As x runs to ±∞ so does f, and there is no
highest and no lowest point of all. A critical point is a fact about the neighbourhood.

Newton's method from x = 2: f′(2) = 4 and f″(2) = 8 lead to 1.5, then to 1.35, then to 1.3335, and the fourth
step misses 4/3 by 3·10⁻⁸. From 0.5, where the graph bends downward, it runs to the maximum at 0: it looks for
a level place, not for a low one.

One to work out by hand: log x for x > 0. What is its slope, where is the slope 0, and what follows for a
highest or lowest point? Two tasks come back to it.

## Shapes

A point p has shape (n,), f(p) is one number, a Hessian has shape (n, n). An entry of the Hessian is in units
of f per unit of xᵢ per unit of xⱼ. "Minimum" and "maximum" stand for local ones.

Arguments stay as they are: a task that has to change an array changes a copy of it.

`gradlings plot optimization` shows the idea and, when the tasks are done, the cubic with its two level
points, and log x above its slope.

## Predict first

f′(c) = 0 and f″(c) = 0. What is f at c?

    a   neither a minimum nor a maximum
    b   a minimum or a maximum
    c   these two numbers do not tell

`gradlings predict optimization a` tells what there is to say of a; it costs no points.

## In your own words

1. The slope of log x is 1/x. It is never 0, but comes as near to 0 as one likes. What does the missing zero
   say about a maximum and a minimum of log x, and why does "nearly 0" not change that?
2. The training of a network stops where the gradient is zero. Why does this not show that the error is as
   small as it can be, and what would have to be known besides?
"""

from collections.abc import Callable

import numpy as np
import sympy as sp


def critical_points(expr: sp.Expr, x: sp.Symbol) -> list[sp.Expr]:
    """Return where the slope of an expression is zero.

        all real x with f′(x) = 0

    Args:
        expr: a SymPy expression in x with finitely many such points, all of which `sp.solveset` finds, as
            fractions, square roots and logarithms.
        x: its symbol.

    Returns:
        The points as exact SymPy numbers, no decimals, each once, in increasing order; [] if there are none.

    >>> x = sp.Symbol("x")
    >>> critical_points(x**3 - 3 * x, x)
    [-1, 1]
    """
    raise NotImplementedError


def classify_point(expr: sp.Expr, x: sp.Symbol, c: sp.Expr | int) -> str:
    """Return whether f has a minimum, a maximum or neither at c.

        f′(c) = 0, and of the derivatives f″(c), f‴(c), … the first that is not 0 has an even order

    Args:
        expr: a SymPy expression in x, smooth around c and not constant.
        x: its symbol.
        c: the point, an exact number, which may hold roots; it need not be critical. Whether a value with
            roots is 0 is seen after `sp.simplify`.

    Returns:
        'min', 'max' or 'neither'.

    >>> x = sp.Symbol("x")
    >>> [classify_point(f, x, 0) for f in (x**2, -(x**4), x**3, x + x**2)]
    ['min', 'max', 'neither', 'neither']
    """
    raise NotImplementedError


def log_extrema() -> dict:
    """Return what the slope of log x says about its extrema on x > 0.

    The reasons to choose from:
        'a'  f′(0) = 0
        'b'  f′ > 0 on the whole domain, so log never turns
        'c'  f′ reaches 0 at infinity
        'd'  log is too flat

    Returns:
        {'zeros': list of all x > 0 with f′(x) = 0, 'has_max': bool, 'has_min': bool, 'reason': a letter}

    >>> sorted(log_extrema())
    ['has_max', 'has_min', 'reason', 'zeros']
    """
    raise NotImplementedError


def hessian_numeric(f: Callable, p: np.ndarray, h: float) -> np.ndarray:
    """Return the second derivatives of f at p, from f at the four corners of a square.

        Hᵢⱼ ≈ (f(p + hᵢ + hⱼ) − f(p + hᵢ − hⱼ) − f(p − hᵢ + hⱼ) + f(p − hᵢ − hⱼ)) / 4h²,   hᵢ = h·eᵢ

    For i = j the corners fall together: (f(p + 2hᵢ) − 2f(p) + f(p − 2hᵢ)) / 4h². The error is of order h².

    Args:
        f: a function from an array of shape (n,) to a number.
        p: the point, floats or integers, shape (n,); it is left as it is.
        h: half the side of the square, h > 0.

    Returns:
        The Hessian, symmetric, shape (n, n).

    >>> hessian_numeric(lambda p: p[0] ** 2 + 3 * p[0] * p[1], np.array([1.0, 2.0]), 0.5)
    array([[2., 3.],
           [3., 0.]])
    """
    raise NotImplementedError


def classify_hessian(H: np.ndarray) -> str:
    """Return what the Hessian says about a critical point, by the signs of its eigenvalues.

    A computed eigenvalue is hardly ever 0 to the last digit: here those count as 0 whose size is below
    10⁻⁹ times that of the largest.

    Args:
        H: a symmetric matrix, shape (n, n), n ≥ 1.

    Returns:
        'saddle' if there are eigenvalues of both signs; 'min' if all are positive, 'max' if all are negative;
        otherwise 'inconclusive'.

    >>> [classify_hessian(np.diag(curvatures)) for curvatures in ([2.0, 1.0], [2.0, -1.0], [2.0, 0.0])]
    ['min', 'saddle', 'inconclusive']
    """
    raise NotImplementedError


def newton_min(df: Callable, d2f: Callable, x0: float, tol: float, max_iter: int) -> tuple[float, int]:
    """Return the point that Newton's method reaches from x0, and the number of updates it took.

        x ← x − f′(x)/f″(x)   until |f′(x)| ≤ tol, which is tested before each update

    Args:
        df, d2f: the slope f′ and the curvature f″, functions of one number.
        x0: the start.
        tol: the slope that is small enough.
        max_iter: the largest number of updates.

    Returns:
        x and the number of updates made; 0 updates where the start is level already.

    >>> x, updates = newton_min(lambda x: 2 * x - 6, lambda x: 2.0, 1.0, 1e-9, 50)  # (x − 3)², a parabola
    >>> float(x), updates
    (3.0, 1)
    """
    raise NotImplementedError


def plot_log(xs: np.ndarray):
    """Draw log x and its slope together.

    Args:
        xs: the points to draw at, all positive, in rising or falling order, shape (n,).

    Returns:
        A new matplotlib figure with two labelled lines in one panel, the natural logarithm and its derivative
        against xs, each under a label that says which it is, and a legend.

    >>> len(plot_log(np.linspace(0.5, 4, 20)).axes)
    1
    """
    raise NotImplementedError


in_my_own_words = """
1.

2.
"""


def picture():
    """Draw the lesson's picture: the cubic with its level points, and log x, which has none."""
    from graders.drawing import RED, level, name, panels, write

    x = sp.Symbol("x")
    cubic = x**3 - 2 * x**2 + 1
    xs, positive = np.linspace(-0.8, 2.2, 200), np.linspace(0.15, 6, 200)
    figure, (left, right) = panels(2)
    left.plot(xs, sp.lambdify(x, cubic)(xs))
    for c in critical_points(cubic, x):
        place, kind = (float(c), float(cubic.subs(x, c))), classify_point(cubic, x, c)
        left.plot(*place, {"max": "^", "min": "v"}.get(kind, "o"), color=RED, label=f"{kind} at x = {c}")
        write(left, place, f"{kind} at x = {c}", (8, 8) if kind == "max" else (0, -10), RED)
        left.plot(place[0] + np.array([-0.35, 0.35]), [place[1]] * 2, "-", color=RED, linewidth=1)
    left.set(title="x³ − 2x² + 1 is level at two points", xlabel="x", ylim=(-1, 2.1))
    name(*right.plot(positive, np.log(positive)), "log x", 0.85, (-4, 8))
    name(*right.plot(positive, 1 / positive), "its slope 1/x", 0.09, (10, 2))
    level(right)
    right.set(title="log x: its slope never reaches 0", xlabel="x")
    return figure


if __name__ == "__main__":  # what stands here runs when the file is started, and not while it is graded
    print("Type `pytest`: it says what is done, what is next, and what is wrong and why.")
