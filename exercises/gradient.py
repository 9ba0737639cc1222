"""# The gradient of a function of several variables

The slopes along all variables together tell in which direction a function grows fastest, and how fast. The
error of a model depends on all of its weights at once, on two in a first example and on billions in a large
network. Each weight has a slope of its own, and the list of these slopes, the **gradient**, says what
training asks at every step: of all directions, which one leads uphill fastest? Then the model goes the other
way.

## The idea

Hold all variables but one constant, and the function has one variable left and an ordinary slope: a **partial
derivative** ∂f/∂x. There is one for each variable. Together they make a vector:

    ∇f = (∂f/∂x, ∂f/∂y)

From the point p, a step of length s in the direction of a unit vector u changes f by about s·(∇f · u). The
dot product is largest where u points along ∇f, so

- the direction of ∇f is the direction of fastest growth,
- its length |∇f| is the rate of growth in this direction,
- perpendicular to it nothing changes, and against it f falls fastest.

The inputs may be many; the output is a single number. A function with several outputs has one gradient for
each of them.

## A worked example: f(x, y) = x² + y³ at (2, 3)

For ∂f/∂x, y³ is a constant and its slope 0, which leaves 2x. For ∂f/∂y, x² is the constant and 3y² is left:

    ∇f = (2x, 3y²) = (4, 27)        |∇f| = √(16 + 729) = √745 ≈ 27.295

The arrow (4, 27) points steeply upward, at arctan(27/4) ≈ 81.57° from the x axis. A search finds the same
without any rule: take a small step in each of 3600 directions and keep the one where f grows most. A sailor
reads the same arrow as a bearing of 8.43°, clockwise from north. Both are right; an angle means something
only with its convention.

Is the slope steeper far from the origin? At (10, 0) the length is 20, at (0, 3) already 27: in this landscape
it depends on the direction. At the origin both partials are 0, there is no direction, and dividing by the
length would give 0/0.

One to work out by hand: x² + y² at (1, 1). There ∇f = (2, 2), at 45°. It is a poor test case, though: with
both parts equal, nobody can tell whether x and y were swapped.

## Shapes

A point p and a gradient are 1-D arrays of shape (n,); f(p) is one number. On a grid, `np.meshgrid(xs, xs,
indexing="ij")` gives arrays of shape (k, k) whose first axis is x. Angles are in degrees, from +x
counter-clockwise, unless "compass" is named. Slopes and rates are in units of f per unit of length.

Arguments stay as they are: a task that has to change an array changes a copy of it.

`gradlings plot gradient` shows the idea and, when the tasks are done, level lines with the arrows across
them, and the rate in each direction.

## Predict first

At a point of a hillside the gradient points north-east. In which direction does the height not change at
first?

    a   to the south-west
    b   to the north-west
    c   to the north

`gradlings predict gradient a` tells what there is to say of a; it costs no points.
"""

from collections.abc import Callable, Sequence

import numpy as np
import sympy as sp


def partials(expr: sp.Expr, variables: Sequence[sp.Symbol]) -> list[sp.Expr]:
    """Return the partial derivatives of an expression.

        [∂f/∂v for each variable v]

    Args:
        expr: a SymPy expression.
        variables: the symbols to differentiate by; all others are constants.

    Returns:
        A list with one SymPy expression for each variable, worked out, in the order of `variables`.

    >>> x, y = sp.symbols("x y")
    >>> partials(x * y, [x, y])
    [y, x]
    """
    raise NotImplementedError


def gradient_numeric(f: Callable, p: np.ndarray, h: float) -> np.ndarray:
    """Return the gradient of f at p by central differences, one coordinate at a time.

        (∇f)ᵢ ≈ (f(p + h·eᵢ) − f(p − h·eᵢ)) / 2h,   eᵢ = (0, …, 1, …, 0) with the 1 in place i

    Args:
        f: a function from an array of shape (n,) to a number.
        p: the point, floats or integers, shape (n,); it is left as it is.
        h: the step along each coordinate, h > 0.

    Returns:
        The gradient, shape (n,).

    >>> gradient_numeric(lambda p: p[0] * p[1], np.array([2, 3]), 0.5)
    array([3., 2.])
    """
    raise NotImplementedError


def directional_derivative(f: Callable, p: np.ndarray, u: np.ndarray, h: float) -> float:
    """Return the rate at which f changes when p moves in the direction of u.

        (f(p + h·û) − f(p − h·û)) / 2h,   û = u/|u|

    Args:
        f: a function from an array of shape (n,) to a number.
        p: the point, floats or integers, shape (n,).
        u: the direction, any vector but 0, shape (n,); only its direction matters, not its length.
        h: the length of the step along û to each side, h > 0.

    Returns:
        This quotient, a number; ∇f · û itself is only close to it.

    >>> float(directional_derivative(lambda p: p[0] + 2 * p[1], np.array([0.0, 0.0]), np.array([0, 5]), 0.5))
    2.0
    """
    raise NotImplementedError


def steepest_direction(f: Callable, x: float, y: float, step: float, n_angles: int) -> tuple[float, float]:
    """Return the direction in which f grows fastest from (x, y), found by trying, and the rate of growth.

        rate(θ) = (f(x + s·cos θ, y + s·sin θ) − f(x, y)) / s,   θ = k·360°/n,   k = 0, 1, …, n − 1

    Args:
        f: a function of two numbers x and y, or of two arrays.
        x, y: the point.
        step: s, the length of the step that is tried.
        n_angles: n, how many directions are tried, n ≥ 1.

    Returns:
        The angle θ of the largest rate, in degrees from +x counter-clockwise, and this rate; it is negative
        where f falls on all sides.

    >>> theta, rate = steepest_direction(lambda x, y: 3 * y, 2.0, 1.0, 0.5, 8)
    >>> float(theta), float(rate)
    (90.0, 3.0)
    """
    raise NotImplementedError


def gradient_angle(gx: float, gy: float, convention: str) -> float:
    """Return the direction of the vector (gx, gy) as an angle.

        'math': from +x counter-clockwise        'compass': from +y clockwise

    Args:
        gx, gy: the two components, not both 0.
        convention: 'math' or 'compass'.

    Returns:
        The angle in degrees, 0 ≤ angle < 360.

    >>> [float(gradient_angle(0.0, -1.0, convention)) for convention in ("math", "compass")]
    [270.0, 180.0]
    """
    raise NotImplementedError


def unit_field(gx: Callable, gy: Callable, xs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the directions and the sizes of a gradient on a square grid.

        (ux, uy) = (gx, gy) / size,   size = √(gx² + gy²);   where size = 0, ux = uy = 0

    Args:
        gx, gy: the two components, functions of x and y that work on arrays element by element.
        xs: the coordinates of the grid lines along both axes, in any order, shape (k,).

    Returns:
        ux, uy, size: arrays of shape (k, k), entry [i, j] for the point x = xs[i], y = xs[j].

    >>> ux, uy, size = unit_field(lambda x, y: 3 * x, lambda x, y: 4 * y, np.array([0.0, 1.0]))
    >>> size.tolist()
    [[0.0, 4.0], [3.0, 5.0]]
    """
    raise NotImplementedError


def plot_surface_and_field(f: Callable, gx: Callable, gy: Callable, xs: np.ndarray):
    """Draw f as a surface above the plane, and beside it its gradient as a field of arrows.

    Args:
        f: a function of x and y that works on arrays element by element.
        gx, gy: the components of its gradient, functions of the same kind.
        xs: the coordinates of the grid lines along both axes, shape (k,).

    Returns:
        A new matplotlib figure of two panels (and a colour bar, if you like): the surface, or a wire frame of
        it, in three dimensions over the points of the grid, and in a flat panel an arrow of length 1 at each
        of them, or 0 where the gradient vanishes, coloured by the size of the gradient there (see
        `unit_field`).

    >>> xs = np.linspace(-2, 2, 5)
    >>> figure = plot_surface_and_field(lambda x, y: x * y, lambda x, y: y, lambda x, y: x, xs)
    >>> "3d" in [axes.name for axes in figure.axes]
    True
    """
    raise NotImplementedError


in_my_own_words = """
Why is the direction of steepest growth not simply along the variable with the largest slope?
"""


def picture():
    """Draw the lesson's picture: level lines of x² + y³ with its gradient, and the rate in each direction."""
    from graders.drawing import RED, SOFT, level, name, panels, write

    def f(x, y):
        return x**2 + y**3

    figure, (left, right) = panels(2, high=4.8)
    xs, fine, corner = np.linspace(-3.5, 3.5, 8), np.linspace(-4.2, 4.2, 120), np.array([2.0, 3.0])
    u, v = np.meshgrid(fine, fine)
    levels = np.array([-40, -15, -3, 3, 15, 40])
    heights = left.contour(u, v, f(u, v), levels, colors=SOFT, linewidths=0.8)
    left.clabel(heights, fontsize=8, colors=SOFT, manual=[(0, y) for y in np.cbrt(levels)])
    ux, uy, size = unit_field(lambda x, y: 2 * x, lambda x, y: 3 * y**2, xs)
    grid = np.meshgrid(xs, xs, indexing="ij")
    left.quiver(*grid, ux, uy, size, cmap="cividis_r", clim=(-15, 60), pivot="mid", scale=14, width=0.007)
    left.plot(*corner, "o", color=RED)
    write(left, corner, "(2, 3)", (6, 0), RED)
    left.set(title="Level lines of x² + y³, and ∇f across them", xlabel="x", ylabel="y", aspect="equal")
    angles = np.linspace(0, 360, 73)
    ways = np.column_stack([np.cos(np.radians(angles)), np.sin(np.radians(angles))])
    rates = [directional_derivative(lambda p: f(*p), corner, way, 1e-4) for way in ways]
    name(*right.plot(angles, rates), "rate along the direction", 0.36, (8, 4))
    level(right)
    up = gradient_angle(4.0, 27.0, "math")
    for angle, text in ((up, f"along ∇f = (4, 27), at {up:.1f}°"), (up + 90, "across: no change")):
        height = np.interp(angle, angles, rates)
        right.plot([angle], [height], "o", color=RED)
        write(right, (angle, height), text, (8, 6), RED)
    right.set(title="How fast f grows from (2, 3)", xlabel="direction, degrees from the x axis")
    right.set(ylabel="rate", xticks=range(0, 361, 90), ylim=(-32, 34))
    return figure


if __name__ == "__main__":  # what stands here runs when the file is started, and not while it is graded
    print("Type `pytest`: it says what is done, what is next, and what is wrong and why.")
