"""# The Jacobian

A function that takes a vector in and gives a vector out has a whole table of slopes: the **Jacobian**. Every
output has a slope along every input, and one gradient is not enough. A neural network is a chain of such
functions, its **layers**, and its slopes are, in the end, a product of such tables.

## The idea

A function F with n inputs and k outputs has k·n partial derivatives. They are kept in a matrix

    J[i, j] = ∂Fᵢ/∂xⱼ        rows belong to outputs, columns to inputs

so row i is the gradient of the i-th output. What a slope is to a number, J is to a vector: a small step Δ of
the inputs changes the outputs by about J·Δ. The function bends space; seen from close by it only stretches,
turns and slants it, as a matrix does.

Two rules make the Jacobian useful.

- **The chain rule is a matrix product.** For g(f(p)), f moves first and g moves what f made of it, so the
  matrices stand as the functions do: J_g · J_f, the outer one on the left, taken at f(p), where g is applied.
- **Sensitivities run backward through the transpose.** Suppose that wᵢ says how much a later result gains
  per unit of output i. Input j reaches it through all outputs, so it is worth Σᵢ wᵢ·J[i, j], which is
  Jᵀ·w. This is the gradient of w · F; it needs one product for all inputs together.

## A worked example: F(x, y) = (2xy, x²y) at (1, 2)

Row by row, output by output:

    J = | 2y    2x |   =   | 4  2 |
        | 2xy   x² |       | 4  1 |        at (1, 2)

Does it predict anything? At (1, 2) the outputs are (4, 2). A step Δ = (0.01, 0.02) should change them by

    J·Δ = (4·0.01 + 2·0.02,  4·0.01 + 1·0.02) = (0.08, 0.06)

and F(1.01, 2.02) = (4.0804, 2.0606) to four decimals. What is left over, 0.0004 and 0.0006, is the bend.

Now let g(u, v) = u·v follow. Its Jacobian has one row, (v, u), and at (u, v) = (4, 2) it is (2, 4):

    J_g · J_F = (2·4 + 4·4,  2·2 + 4·1) = (24, 8)

Multiplying first and differentiating after gives the same: g(F(x, y)) = 2x³y², with the slopes 6x²y² = 24 and
4x³y = 8. Whoever takes J_g at (1, 2) in place of (4, 2) gets (12, 5): right factors at the wrong point.

One to work out by hand: three sigmoids of two inputs,

    F(x, y) = (σ(px + qy), σ(rx + sy), σ(tx + uy)),        σ(z) = 1/(1 + e⁻ᶻ),   σ′(z) = σ(z)·(1 − σ(z))

a layer with two inputs and three outputs. In each row the chain rule has two factors: the slope of the
sigmoid, which belongs to the output, and a weight, which belongs to the pair of output and input.

## Shapes

    p, the inputs     (n,)        F(p), the outputs     (k,)        J        (k, n)
    W, weights        (k, n)      w, sensitivities      (k,)        Jᵀ·w     (n,)

The gradient of a scalar function is a 1-D array (n,); as a Jacobian it would be one row. The slopes are in
units of the output per unit of the input.

Arguments stay as they are: a task that has to change an array changes a copy of it.

`gradlings plot jacobian` shows the idea and, after the tasks, where a square goes, and where J sends it.

## Predict first

f has 2 inputs and 3 outputs, g has these 3 as inputs and 1 output. What shape has the Jacobian of
g(f(p))?

    a   (2, 1)
    b   (3, 3)
    c   (1, 2)

`gradlings predict jacobian a` tells what there is to say of a; it costs no points.
"""

from collections.abc import Callable, Sequence

import numpy as np
import sympy as sp


def jacobian_symbolic(exprs: Sequence[sp.Expr], variables: Sequence[sp.Symbol]) -> sp.Matrix:
    """Return the Jacobian of several expressions.

        J[i, j] = ∂(expression i)/∂(variable j)

    Args:
        exprs: a list of k SymPy expressions, the outputs.
        variables: a list of n symbols, the inputs; all other symbols are constants.

    Returns:
        A SymPy matrix of k rows and n columns.

    >>> x, y = sp.symbols("x y")
    >>> jacobian_symbolic([2 * x * y, x**2 * y], [x, y])
    Matrix([
    [  2*y,  2*x],
    [2*x*y, x**2]])
    """
    return sp.Matrix(exprs).jacobian(variables)


def jacobian_sigmoids(W: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Return the Jacobian of F(v) = σ(W·v), a sigmoid of each entry of W·v.

        J[i, j] = σ′(zᵢ)·W[i, j],   z = W·v,   σ(z) = 1/(1 + e⁻ᶻ),   σ′(z) = σ(z)·(1 − σ(z))

    Args:
        W: the weights, floats or integers, one row for each output, shape (k, n).
        v: the inputs, floats or integers, shape (n,).

    Returns:
        The Jacobian with respect to v, shape (k, n).

    >>> jacobian_sigmoids(np.array([[4.0, 8.0], [0.0, 1.0], [2.0, -2.0]]), np.array([0.0, 0.0]))
    array([[ 1.  ,  2.  ],
           [ 0.  ,  0.25],
           [ 0.5 , -0.5 ]])
    """
    s = 1 / (1 + np.exp(-(W @ v)))
    return (s * (1 - s))[:, None] * W


def jacobian_numeric(F: Callable, p: np.ndarray, h: float) -> np.ndarray:
    """Return the Jacobian of F at p by central differences, one input at a time.

        column j ≈ (F(p + h·eⱼ) − F(p − h·eⱼ)) / 2h,   eⱼ = (0, …, 1, …, 0) with the 1 in place j

    Args:
        F: a function from an array of shape (n,) to a new array of shape (k,).
        p: the point, floats or integers, shape (n,); it is left as it is.
        h: the step along each input, h > 0.

    Returns:
        The Jacobian, shape (k, n).

    >>> jacobian_numeric(lambda p: np.array([2 * p[0] * p[1], p[0] ** 2 * p[1]]), np.array([1, 2]), 0.5)
    array([[4., 2.],
           [4., 1.]])
    """
    steps = h * np.eye(len(p))
    return np.stack([(F(p + step) - F(p - step)) / (2 * h) for step in steps], axis=1)


def compose_jacobian(g_jac: Callable, f: Callable, f_jac: Callable, p: np.ndarray) -> np.ndarray:
    """Return the Jacobian of the composed function g(f(·)) at p.

        J = J_g(f(p)) · J_f(p)

    Args:
        g_jac: gives the Jacobian of g at a point of shape (k,), an array of shape (m, k).
        f: the inner function, from shape (n,) to shape (k,).
        f_jac: gives the Jacobian of f at a point of shape (n,), an array of shape (k, n).
        p: the point, floats or integers, shape (n,).

    Returns:
        The Jacobian, shape (m, n).

    >>> double, ones = np.array([[2.0, 0.0], [0.0, 2.0]]), np.array([[1.0, 1.0]])
    >>> compose_jacobian(lambda q: q * ones, lambda p: 2 * p, lambda p: double, np.array([1.0, 3.0]))
    array([[ 4., 12.]])
    """
    return g_jac(f(p)) @ f_jac(p)


def pullback(J: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return the sensitivities of the inputs, given those of the outputs.

        Jᵀ·w,   the gradient of w · F with respect to the inputs

    Args:
        J: the Jacobian of F at a point, floats or integers, shape (k, n).
        w: how much a later result gains per unit of each output, floats or integers, shape (k,).

    Returns:
        How much it gains per unit of each input, shape (n,).

    >>> pullback(np.array([[4.0, 2.0], [4.0, 1.0]]), np.array([1.0, 10.0]))
    array([44., 12.])
    """
    return J.T @ w


def softmax_jacobian(z: np.ndarray) -> np.ndarray:
    """Return the Jacobian of the softmax, which turns scores into probabilities.

        sᵢ = e^zᵢ / Σⱼ e^zⱼ,   ∂sᵢ/∂zⱼ = sᵢ·(δᵢⱼ − sⱼ),   δᵢⱼ = 1 for i = j, else 0

    Adding the same number to all scores changes no probability, so they may be shifted before the powers are
    taken: e¹⁰⁰⁰ is too large for a float.

    Args:
        z: the scores, floats or integers of any size and any distance, shape (n,).

    Returns:
        The Jacobian, shape (n, n).

    >>> softmax_jacobian(np.array([1000.0, 1000.0]))
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    powers = np.exp(z - np.max(z))
    s = powers / np.sum(powers)
    return np.diag(s) - np.outer(s, s)


in_my_own_words = """
Why is the Jacobian of g taken at f(p) and not at p, and why does it stand on the left?
"""


def picture():
    """Draw the lesson's picture: a square round (1, 2), its image under F, and what J makes of it."""
    from graders.drawing import BLUE, INK, RED, panels, write

    def F(p):
        return np.array([2 * p[0] * p[1], p[0] ** 2 * p[1]])

    p, t = np.array([1.0, 2.0]), np.linspace(-0.3, 0.3, 25)
    J = jacobian_numeric(F, p, 1e-4)
    lines = [np.stack(pair) for at in t[::8] for pair in ((t, 0 * t + at), (0 * t + at, t))]
    figure, (left, right) = panels(2, high=4.8)
    for line in lines:
        left.plot(*(p[:, None] + line), "-", color=BLUE, linewidth=1)
        right.plot(*F(p[:, None] + line), "-", color=BLUE, linewidth=1.2)
        right.plot(*(F(p)[:, None] + J @ line), "--", color=RED, linewidth=1.2)
    for corner, offset in zip("ABCD", ((-6, -6), (6, -6), (6, 6), (-6, 6)), strict=True):
        step = 0.3 * np.sign(offset)
        left.plot(*(p + step), ".", color=INK)
        right.plot(*F(p + step), ".", color=INK)
        write(left, p + step, corner, offset)
        write(right, F(p + step), corner, {"B": (-6, 6), "D": (6, -8)}.get(corner, offset))
    for axes, centre, text in ((left, p, "p = (1, 2)"), (right, F(p), "F(p) = (4, 2)")):
        axes.plot(*centre, "o", color=INK)
        write(axes, centre, text, (16, -8))
    write(right, (4.9, 3.4), "F, bent", (-8, 4), BLUE)
    write(right, (4.6, 1.4), "F(p) + J·Δ, straight", (8, -4), RED)
    left.set(title="A square round p", xlabel="x", ylabel="y", aspect="equal", xmargin=0.12, ymargin=0.12)
    right.set(title="Where F sends it, and J", xlabel="2xy", ylabel="x²y", aspect="equal")
    return figure
