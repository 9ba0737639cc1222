"""# Gradient descent

Walking downhill finds a minimum when the steps have the right length, and which minimum depends on the start.
A large network has no formula for its best weights; what it has is a gradient at the weights of the moment.
**Gradient descent** makes do with that: take a step downhill, look again, and repeat. Nearly every network in
use was trained by a refinement of this loop, and most trouble with training is trouble with one of its two
settings, the size of the step and the number of steps.

## The idea

The slope points uphill, so the way down is against it:

    x ← x − lr·f′(x)        p ← p − lr·∇f(p) in several variables

The **learning rate** lr turns a slope into a step. On a steep slope the step is long, and near a level place
it shrinks by itself. In several variables all coordinates move together: the gradient belongs to the old
point, and a coordinate that has already moved must not enter it.

How large may lr be? Near a minimum f looks like a parabola with curvature λ, its slope at a distance e is
λ·e, and one step gives

    e ← e − lr·λ·e = (1 − lr·λ)·e

The distance shrinks as long as |1 − lr·λ| < 1, so the limit is lr < 2/λ. At 1/λ a parabola's bottom is
reached in one step, beyond it the steps swing from side to side, and at 2/λ and above they never settle. In
several variables each eigenvector v of the Hessian H, H v = λ v, has a λ of its own: the largest sets the
limit for all, the smallest sets the pace. A long narrow valley is slow going for that reason. **Momentum**
helps: it keeps a running sum of past gradients, in which the swings across the valley cancel and the steps
along it add up.

What descent finds is *a* level place, not the lowest one. Which minimum it reaches depends on the start; all
starts that lead to one minimum are its **basin**. Several starts are the simple remedy.

## A worked example: f(x) = (x − 3)²/2

The slope is x − 3 and the curvature 1. From x = 7 with three learning rates:

    lr = 0.5     7, 5, 4, 3.5, 3.25, …        half the distance each time
    lr = 1.5     7, 1, 4, 2.5, 3.25, …        just as fast, from side to side
    lr = 2.5     7, −3, 12, −10.5, …          beyond 2/λ = 2: away from the minimum

Typical advice is a learning rate between 0.001 and 0.1. That is no property of the number: the same f with x
in thousandths has a curvature of 10⁻⁶, and lr = 0.1 would take millions of steps; with x in thousands it is
10⁶, and lr = 0.1 diverges. What counts is lr·λ.

Two functions to explore with the tasks. eˣ − log x has one minimum, where eˣ = 1/x, at 0.5671; its curvature
there is 4.87, hence the limit 0.41. And x⁴ − 3x² + x has two, at −1.3008 and 1.1309, with f = −3.51 and
−1.07: from the right of the hilltop at 0.1699 descent ends in the shallow one, unless a step is long enough
to jump across the hill.

## Shapes

In one variable a path of n updates has n + 1 points, the start first. In several, a point and a gradient have
shape (d,) and stay apart: what the caller passes is left as it is. lr is in units of x² per unit of f.

Arguments stay as they are: a task that has to change an array changes a copy of it.

`gradlings plot gradient_descent` shows the idea and, after the tasks, a path on a curve, two paths over
contours, with momentum and without, and the cost against the number of updates for several learning rates.

## Predict first

f(x) = x², so that f′(x) = 2x. Gradient descent starts at 3 with lr = 1. Where does it go?

    a   to 0, in one step
    b   to −3 and back to 3, without end
    c   farther away with each step

`gradlings predict gradient_descent a` tells what there is to say of a; it costs no points.

## In your own words

1. Name two strengths of gradient descent and three of its limits, and say for each limit what can be done
   about it.
2. A training run ends in NaN. Which setting is the first to look at, what do the costs before it show, and
   how is a value found that works?
"""

from collections.abc import Callable, Sequence

import numpy as np


def descend_1d(df: Callable, x0: float, lr: float, n: int) -> np.ndarray:
    """Return the points that gradient descent visits in one variable.

        x₀,   xₖ₊₁ = xₖ − lr·f′(xₖ)

    Args:
        df: the slope f′, a function of one number.
        x0: the start.
        lr: the learning rate.
        n: the number of updates, n ≥ 0.

    Returns:
        The path as floats, the start first and all n updates, level or not, shape (n + 1,).

    >>> descend_1d(lambda x: x - 3, 7, 0.5, 4)
    array([7.  , 5.  , 4.  , 3.5 , 3.25])
    """
    raise NotImplementedError


def descend(grad: Callable, p0: np.ndarray, lr: float, n: int) -> np.ndarray:
    """Return the point that gradient descent reaches in several variables.

        p ← p − lr·∇f(p), all coordinates at once, n times

    Args:
        grad: the gradient ∇f, a function from an array of shape (d,) to one of the same shape.
        p0: the start, floats or integers, shape (d,); it is left as it is.
        lr: the learning rate.
        n: the number of updates, n ≥ 0.

    Returns:
        The last point, an array of its own, shape (d,).

    >>> descend(lambda p: np.array([p[0] + p[1], p[0]]), np.array([4, 8]), 0.5, 1)
    array([-2.,  6.])
    """
    raise NotImplementedError


def lr_limit(A: np.ndarray) -> float:
    """Return the learning rate below which gradient descent on f(x) = ½·xᵀA x settles from every start.

    The gradient is A x. Along an eigenvector of A with the eigenvalue λ, one step multiplies by 1 − lr·λ.

    Args:
        A: a symmetric matrix with positive eigenvalues, shape (n, n).

    Returns:
        The limit, a number, to nine digits: below it every start leads to 0, above it nearly none.

    >>> float(lr_limit(np.diag([8.0, 1.0])))
    0.25
    """
    raise NotImplementedError


def basin(df: Callable, starts: np.ndarray, lr: float, n: int, minima: np.ndarray, tol: float) -> list[int]:
    """Return which minimum gradient descent reaches from each start.

    Args:
        df: the slope f′, a function of one number.
        starts: the starts, shape (k,).
        lr: the learning rate.
        n: the number of updates of each run.
        minima: the minima, in any order, shape (m,).
        tol: a run has reached a minimum if it ends within tol of it, |x − minimum| ≤ tol.

    Returns:
        For each start the index in `minima` of the minimum nearest to the end of its run, after all n
        updates, if it is within tol; −1 for a run that diverged, stopped short or left again.

    >>> basin(lambda x: x * x * x - x, np.array([0.5, -2.0, 0.0, 9.0]), 0.2, 60, np.array([-1.0, 1.0]), 0.01)
    [1, 0, -1, -1]
    """
    raise NotImplementedError


def momentum(grad: Callable, p0: np.ndarray, lr: float, beta: float, n: int) -> np.ndarray:
    """Return the point that gradient descent with momentum reaches.

        v ← β·v + ∇f(p),   p ← p − lr·v,   in this order, n times;   v = 0 at first

    Also called the heavy ball (B. T. Polyak, 1964). With β = 0 it is plain gradient descent.

    Args:
        grad: the gradient ∇f, a function from an array of shape (d,) to one of the same shape.
        p0: the start, floats or integers, shape (d,); it is left as it is.
        lr: the learning rate.
        beta: β, how much of the last v is kept, 0 ≤ β < 1.
        n: the number of updates, n ≥ 0.

    Returns:
        The last point, an array of its own, shape (d,).

    >>> momentum(lambda p: 2 * p, np.array([1.0, -4.0]), 0.25, 0.5, 3)  # past the minimum
    array([-0.25,  1.  ])
    """
    raise NotImplementedError


def multi_start(f: Callable, df: Callable, starts: np.ndarray, lr: float, n: int) -> tuple[float, float]:
    """Return the best end of several descents, and f there.

    Args:
        f: a function of one number.
        df: its slope f′.
        starts: the starts, shape (k,).
        lr: the learning rate.
        n: the number of updates of each run.

    Returns:
        The end point with the lowest f, and this f. A run diverged if its end or f there is infinite or NaN:
        it does not count. At least one run does.

    >>> x, value = multi_start(lambda x: x**2 - 4, lambda x: 2 * x, np.array([8.0, 4.0]), 0.25, 2)
    >>> float(x), float(value)
    (1.0, -3.0)
    """
    raise NotImplementedError


def plot_descent(f: Callable, path: np.ndarray, xs: np.ndarray):
    """Draw a curve and the points that a descent visits on it.

    Args:
        f: a function, element by element.
        path: the points visited, shape (n + 1,).
        xs: the points to draw the curve at, shape (k,).

    Returns:
        A new matplotlib figure with one panel: the curve f as a line from end to end of xs, the visited
        points on the curve, marked and joined or not, and a label on the x axis and on the y axis.

    >>> figure = plot_descent(np.square, np.array([2.0, 1.0, 0.5]), np.linspace(-2, 2, 50))
    >>> figure.axes[0].get_xlabel() != ""
    True
    """
    raise NotImplementedError


def iterations_needed(df: Callable, x0: float, lr: float, tol: float, max_iter: int) -> int | None:
    """Return how many updates gradient descent needs until the slope is small.

        the smallest k ≤ max_iter with |f′(xₖ)| ≤ tol

    Args:
        df: the slope f′, a function of one number.
        x0: the start.
        lr: the learning rate.
        tol: the slope that is small enough.
        max_iter: the largest number of updates.

    Returns:
        The number of updates, 0 where the start is level already; None for a run that did not get there
        within max_iter updates, whether it diverged or not.

    >>> [iterations_needed(lambda x: x - 3, 7.0, lr, 1e-3, 100) for lr in (0.01, 0.5, 1.0, 2.5)]
    [None, 12, 1, None]
    """
    raise NotImplementedError


def valley(p: Sequence) -> np.ndarray:
    """A long narrow valley, with curvature 1 along x and 40 along y."""
    return (p[0] ** 2 + 40 * p[1] ** 2) / 2


def slope_of_valley(p: np.ndarray) -> np.ndarray:
    """The gradient of `valley`."""
    return p * np.array([1.0, 40.0])


in_my_own_words = """
1.

2.
"""


def picture():
    """Draw the lesson's picture: a path on a curve, two paths over contours, and costs for several rates."""
    from graders.drawing import FAINT, INK, name, panels, write

    def f(x):
        return x**4 - 3 * x**2 + x

    def df(x):
        return 4 * x**3 - 6 * x + 1

    figure, (curve, contours, costs) = panels(3, widths=(0.8, 1.5, 0.8), high=3.6)
    xs = np.linspace(-2, 1.8, 200)
    curve.plot(xs, f(xs), "-", color=INK, linewidth=1.2)
    for start, offset in ((0.25, (6, 6)), (0.05, (-6, 6))):
        path = descend_1d(df, start, 0.06, 8)
        name(*curve.plot(path, f(path), marker="o", markersize=4), f"from {start:g}", 0.0, offset)
    curve.set(title="Where it starts decides", xlabel="x", ylabel="x⁴ − 3x² + x")
    start, steps = np.array([5.0, 0.8]), range(25)
    x, y = np.meshgrid(np.linspace(-0.5, 5.5, 80), np.linspace(-1.1, 1.1, 60), indexing="ij")
    contours.contour(x, y, valley([x, y]), [0.1, 0.5, 1.5, 3, 5, 8, 12, 16, 20], colors=FAINT)
    plain = [descend(slope_of_valley, start, 0.045, k) for k in steps]
    heavy = [momentum(slope_of_valley, start, 0.05, 0.6, k) for k in steps]
    name(*contours.plot(*np.transpose(plain), marker=".", linewidth=1.2), "plain", 0.55, (0, 18))
    name(*contours.plot(*np.transpose(heavy), marker=".", linewidth=1.2), "momentum", 0.6, (0, -24))
    contours.plot(*start, "o", color=INK)
    write(contours, start, "start", (6, 6))
    contours.set(title="24 updates in a narrow valley", xlabel="x", ylabel="y", aspect="equal")
    limit = lr_limit(np.diag([1.0, 40.0]))
    for share in (0.1, 0.5, 0.95, 1.02):
        values = [valley(descend(slope_of_valley, start, share * limit, k)) for k in range(40)]
        name(*costs.semilogy(values), f"{share:g} of the limit")
    costs.set(title=f"The limit of lr is {limit:.3f}", xlabel="updates", ylabel="f")
    return figure


if __name__ == "__main__":  # what stands here runs when the file is started, and not while it is graded
    print("Type `pytest`: it says what is done, what is next, and what is wrong and why.")
