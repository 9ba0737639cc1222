"""# Integration

The area under a curve is added up from thin strips, or found by reading the rules for slopes backward. A
probability is an area under a density, an expected loss is an average over infinitely many inputs, and the
score AUC is named after the area under a curve. **Integration** adds up infinitely many infinitely small
pieces, a computer finitely many small ones. What makes it easy is one of the great surprises of mathematics:
adding up is the reverse of taking slopes.

## The idea

Cut the stretch from a to b into n strips of equal width w = (b − a)/n and replace each strip by a rectangle:

    area ≈ f(x₀)·w + f(x₁)·w + … + f(xₙ₋₁)·w        xₖ = a + k·w, the left end of strip k

Narrower strips leave less over, and the sum settles on the **integral** of f from a to b. Now let the right
border move and watch the area grow: a step of w adds about f(x)·w, so the area grows at the rate f(x). The
running area is a function whose derivative is f. Any such function F is an **antiderivative**, and as a
constant has slope 0, it is known only up to a constant C:

    F′ = f        area from a to x = F(x) + C        area from a to b = F(b) − F(a)

The rules of differentiation, read backward, give antiderivatives: xⁿ comes from xⁿ⁺¹/(n + 1), cos(3x) from
sin(3x)/3, and 1/x, which the first of these leaves out, from log x. (That nothing but a constant is left open
holds on a stretch without gaps: 1/x can have one constant on each side of 0.)

## A worked example: f(x) = 2x from −10 to 10

With w = 0.1 there are 200 strips and 200 left ends, from −10 to 9.9. Their rectangles add up to −2.0, but the
integral is 0, the two halves being mirror images of opposite sign. Where do the 2 go? Inside each strip f
rises by 2·0.1, and the rectangle misses a triangle of area 0.1·0.2/2 = 0.01. Two hundred triangles make 2.
Half the width leaves half of it missing: the left sum has an error of order 1. Cutting the strips off along
the slanted line, as the trapezoid rule does, misses nothing here and gives order 2 for curves.

An antiderivative of 2x is x² (one of x is half of that). The area from −10 to x is x² − 100, so here
C = −100: the area starts at 0 where x² is already 100. On a plot the running area is the parabola, moved down
by 100; left rectangles fall behind it bit by bit, by 2 at the far end. The value at a node is the area to the
*left* of it, 0 at the first. A running sum that holds the strip to the right already is one strip ahead.

The integral counts what lies below the axis as negative. The *total* area between the curve and the axis,
here 200, counts everything as positive: two different questions, two different numbers.

## Shapes

f takes arrays and works element by element. n strips have n left ends, n middles and n + 1 nodes. An area is
in units of f times units of x. The function that the lesson comes back to is f(x) = 3x² − 4x, the slope of
the cubic x³ − 2x² + 1.

Arguments stay as they are: a task that has to change an array changes a copy of it.

`gradlings plot integration` shows the idea and, after the tasks, the strips, and the running area on F.

## Predict first

A left sum has twice as many strips, each half as wide. What does its error do, for a smooth curve?

    a   it becomes about half
    b   it becomes about a quarter
    c   it stays as it is

`gradlings predict integration a` tells what there is to say of a; it costs no points.
"""

from collections.abc import Callable

import numpy as np
import sympy as sp


def riemann_left(f: Callable, a: float, b: float, n: int) -> float:
    """Return the sum of n rectangles of equal width, each as high as f at its left end.

        w·(f(x₀) + … + f(xₙ₋₁)),   w = (b − a)/n,   xₖ = a + k·w

    Args:
        f: a function, element by element.
        a, b: where the stretch starts and ends; with b < a the width, and so the area, changes sign.
        n: the number of strips, n ≥ 1.

    Returns:
        The area, a number.

    >>> float(riemann_left(lambda x: x**2, 0.0, 2.0, 4))  # 0.5 · (0 + 0.25 + 1 + 2.25)
    1.75
    """
    raise NotImplementedError


def running_area(f: Callable, a: float, b: float, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the area swept from a up to each node, by left rectangles.

        F₀ = 0,   Fₖ₊₁ = Fₖ + f(xₖ)·w

    Args:
        f: a function, element by element.
        a, b: where the sweep starts and ends; with b < a the width, and so the area, changes sign.
        n: the number of strips, n ≥ 1.

    Returns:
        x: the n + 1 nodes from a to b, shape (n + 1,).
        F: the area of the strips to the left of each node, shape (n + 1,).

    >>> x, F = running_area(lambda x: x**2, 0.0, 2.0, 4)
    >>> F.tolist()
    [0.0, 0.0, 0.125, 0.625, 1.75]
    """
    raise NotImplementedError


def antiderivative(expr: sp.Expr, x: sp.Symbol) -> sp.Expr:
    """Return a function of x whose derivative is expr.

        F′(x) = f(x)

    Args:
        expr: a SymPy expression in x; other symbols in it are constants.
        x: the symbol to integrate over, whatever its name.

    Returns:
        A SymPy expression in the same symbols, worked out (no Integral). Any constant may be added, and any
        form of it is right.

    >>> t = sp.Symbol("t")
    >>> sp.diff(antiderivative(2 * t, t), t)
    2*t
    """
    raise NotImplementedError


def trapezoid(f: Callable, a: float, b: float, n: int) -> float:
    """Return the sum of n trapezoids of equal width, which follow f from node to node along a straight line.

        w·(½f(x₀) + f(x₁) + … + f(xₙ₋₁) + ½f(xₙ))

    Doubling n makes the error about four times smaller; for the left sum only two times.

    Args:
        f: a function, element by element.
        a, b: where the stretch starts and ends; with b < a the area changes sign.
        n: the number of strips, n ≥ 1.

    Returns:
        The area, a number.

    >>> float(trapezoid(lambda x: x**2, 0.0, 2.0, 4))  # the integral is 8/3
    2.75
    """
    raise NotImplementedError


def area_constant(F: Callable, a: float) -> float:
    """Return the constant C that turns an antiderivative into the area swept from a.

        area from a to x = F(x) + C

    Args:
        F: an antiderivative, a function of one number.
        a: where the sweep starts.

    Returns:
        C, in units of F.

    >>> float(area_constant(lambda x: x**2, -10.0))  # the worked example
    -100.0
    """
    raise NotImplementedError


def signed_and_total_area(f: Callable, a: float, b: float, n: int) -> tuple[float, float]:
    """Return the area with its sign, and the area with everything counted as positive.

        w·Σ f(mₖ)   and   w·Σ |f(mₖ)|,   mₖ = a + (k + ½)·w, the middle of strip k

    Args:
        f: a function, element by element.
        a, b: where the stretch starts and ends, a < b.
        n: the number of strips, n ≥ 1.

    Returns:
        The signed area and the total area, in this order.

    >>> signed, total = signed_and_total_area(lambda x: 2 * x, -1.0, 1.0, 4)
    >>> float(signed), float(total)
    (0.0, 2.0)
    """
    raise NotImplementedError


def plot_antiderivative(f: Callable, F: Callable, a: float, b: float, n: int):
    """Draw the running area of f and an antiderivative F together.

    Args:
        f: a function, element by element.
        F: an antiderivative of it, element by element.
        a, b: where the stretch starts and ends.
        n: the number of strips.

    Returns:
        A new matplotlib figure with one panel, and in it two labelled curves at the n + 1 nodes, as lines or
        points: the running area (`running_area`) and F; and a legend. Either may be moved up or down by a
        constant, to lay it on the other.

    >>> figure = plot_antiderivative(lambda x: 2 * x, np.square, -10.0, 10.0, 50)
    >>> len(figure.axes)
    1
    """
    raise NotImplementedError


in_my_own_words = """
Why does the running area of f have the slope f, and why is it known only up to a constant?
"""


def picture():
    """Draw the lesson's picture: the strips under 3x² − 4x, and their running area on F(x) + C."""
    from graders.drawing import BLUE, SOFT, level, name, panels, write

    def f(x):
        return 3 * x**2 - 4 * x

    def F(x):
        return x**3 - 2 * x**2

    a, b, n = -1.0, 2.5, 14
    x, area = running_area(f, a, b, n)
    fine = np.linspace(a, b, 200)
    figure, (left, right) = panels(2)
    left.bar(x[:-1], f(x[:-1]), width=(b - a) / n, align="edge", color=BLUE, alpha=0.25, edgecolor="white")
    name(*left.plot(fine, f(fine)), "3x² − 4x", 0.92, (-8, 4))
    level(left)
    write(left, (0.65, 4), f"strips {riemann_left(f, a, b, n):.2f}\nintegral {F(b) - F(a):.2f}", (0, 0), SOFT)
    left.set(title=f"{n} strips, each as high as its left edge", xlabel="x")
    name(*right.plot(x, area, marker=".", markersize=8), "running area", 0.5, (6, 10))
    name(*right.plot(fine, F(fine) + area_constant(F, a)), "x³ − 2x² + C", 0.72, (4, -12))
    level(right)
    right.set(title="The area from −1 to x", xlabel="x", ylabel="area")
    return figure


if __name__ == "__main__":  # what stands here runs when the file is started, and not while it is graded
    print("Type `pytest`: it says what is done, what is next, and what is wrong and why.")
