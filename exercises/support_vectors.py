"""# The support vector machine

The widest street between two classes is found by making a vector as short as the data allow, a minimum under
constraints. Many lines separate two clouds of points. The **support vector machine** takes the one that keeps
the largest distance from the nearest points on both sides, in the hope that new points, which never lie quite
where the old ones did, still fall on the right side. Its mathematics, multipliers for constraints, is at work
wherever a model is trained within limits.

## The idea

All points with a·x + b·y + c = 0 form a line; (a, b) stands perpendicular to it. A point (x₀, y₀) has the
distance |a·x₀ + b·y₀ + c| / √(a² + b²) from it. The three numbers may be multiplied by anything without
moving the line, and this freedom is used: with labels s = 1 and s = −1 for the two classes, scale until the
nearest points have

    s·(a·x + b·y + c) = 1        and so all others more

Then the nearest points are 1/√(a² + b²) away, and the street between the classes is 2/√(a² + b²) wide. The
widest one has the smallest a² + b²:

    minimise  a² + b²        such that  gᵢ = sᵢ·(a·xᵢ + b·yᵢ + c) − 1 ≥ 0  for each point i

It is the smallest of the distances that is made as large as possible, not every one of them. The points with
gᵢ = 0 lie on the kerb, the edge of the street, and hold it: they are the **support vectors**. They are
points, not lines.

Without constraints a minimum has slope zero. With them, the slope may be held in balance by the constraints
that are **active**, gᵢ = 0, each pushing with a force λᵢ, its **multiplier**. Put together in the Lagrangian

    L = a² + b² − Σ λᵢ·gᵢ

a minimum of this kind is recognised by four conditions, named after Karush, Kuhn and Tucker:

- *stationarity*: the slopes of L by a, b and c are zero: 2a = Σ λᵢsᵢxᵢ, 2b = Σ λᵢsᵢyᵢ, 0 = Σ λᵢsᵢ;
- *primal feasibility*: gᵢ ≥ 0 for every point;
- *dual feasibility*: λᵢ ≥ 0, since a constraint can push a point out but not pull it in;
- *complementarity*: λᵢ·gᵢ = 0, so a constraint that holds with slack does not push.

For this problem, a bowl over a region without dents, whoever fulfils all four has found *the* minimum. Put
the a and b of the first condition into L, and what remains is a function of the multipliers alone:

    maximise  Σ λᵢ − ¼·|Σ λᵢsᵢpᵢ|²        with λᵢ ≥ 0 and Σ λᵢsᵢ = 0,   pᵢ = (xᵢ, yᵢ)

This is the **dual**. Its largest value is the smallest a² + b².

## A worked example: (0, 0) against (1, 2) and (2, 1)

Suppose that all three points are on the kerb. Then −c = 1, a + 2b + c = 1 and 2a + b + c = 1, hence

    a = b = 2/3,  c = −1        a² + b² = 8/9        the street is 2/√(8/9) = 2.12 wide

Stationarity gives 4/3 = λ₂ + 2λ₃, 4/3 = 2λ₂ + λ₃ and λ₁ = λ₂ + λ₃: the multipliers are 8/9, 4/9, 4/9. None
is negative, so the guess was right. Their sum less ¼·|(4/3, 4/3)|² is 16/9 − 8/9 = 8/9 once more.

Such a guess can fail. Take six points, (0, 0), (−1, −1), (−3, −1) against (1, 2), (2, 1), (3, 3), and suppose
that the first, the third and the fifth are on the kerb. The same steps lead to (a, b, c) = (−2, 6, −1), a
line that does separate the classes, and to the multipliers 68, −28, 40. One is negative: this constraint
would have to pull, and a² + b² = 40 is far from the smallest. Only the sign gives the false solution away.
With a plus in front of the sum in L all signs turn round, and the test with them.

## Shapes

    P, the points as rows   (n, 2)        y, the labels 1 and −1   (n,)
    w = (a, b, c)           (3,)          lam, the multipliers     (n,)

gᵢ has no unit; a and b are in one over the unit of the points, so a street measured in metres gives small
numbers where one in kilometres gives large ones.

Arguments stay as they are: a task that has to change an array changes a copy of it.

`gradlings plot support_vectors` shows the idea and, when the tasks are done, the street through three points
and through six, with the support vectors ringed.

## Predict first

A point that lies far behind the edge of the widest street is taken away. What does the street do?

    a   it gets wider
    b   it turns
    c   it stays

`gradlings predict support_vectors a` tells what there is to say of a; it costs no points.

## In your own words

1. Three points are added to (0, 0), (1, 2) and (2, 1), and the best line stays where it was. Why? Which point
   would have moved it?
2. Leave one of the six points out and train again. For which of them does the line stay the same, and how do
   the multipliers know?
"""

import numpy as np
from scipy.optimize import minimize


def distance_to_line(a: float, b: float, c: float, x0: float, y0: float) -> float:
    """Return the distance of a point from the line a·x + b·y + c = 0.

        |a·x₀ + b·y₀ + c| / √(a² + b²)

    Args:
        a, b, c: the coefficients of the line, a and b not both 0.
        x0, y0: the point.

    Returns:
        The distance, never negative.

    >>> float(distance_to_line(3, 4, -5, 0, 0))
    1.0
    """
    raise NotImplementedError


def margin_constraints(P: np.ndarray, y: np.ndarray) -> list[dict]:
    """Return the constraints of the widest street in the form that `scipy.optimize.minimize` takes.

        gᵢ(w) = yᵢ·(a·xᵢ₁ + b·xᵢ₂ + c) − 1 ≥ 0,   w = (a, b, c)

    Args:
        P: the points as rows, shape (n, 2).
        y: their labels 1 and −1, shape (n,).

    Returns:
        A list of n dicts in the order of the points, {'type': 'ineq', 'fun': g}, where g takes an array w of
        shape (3,) and returns one number; 'ineq' stands for g(w) ≥ 0.

    >>> constraints = margin_constraints(np.array([[0.0, 0.0], [1.0, 2.0]]), np.array([-1, 1]))
    >>> w = np.array([3.0, 1.0, -2.0])
    >>> [float(part["fun"](w, *part.get("args", ()))) for part in constraints]
    [1.0, 2.0]
    """
    raise NotImplementedError


def max_margin_line(P: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the line in the middle of the widest street between two classes.

        minimise a² + b² such that yᵢ·(a·xᵢ₁ + b·xᵢ₂ + c) ≥ 1 for each point

    `minimize(…, method="SLSQP", constraints=…)` does it. It stops as soon as a step changes a² + b² by less
    than ftol, by default 1e-6. This can leave a and b right to three digits only, and options={"ftol": 1e-10}
    is better. It can even stop after one step that ends by chance at the a² + b² of its start; zeros are a
    start that is safe from this. The attribute success of the result says whether an end was reached at all.

    Args:
        P: the points as rows, of any size, shape (n, 2).
        y: their labels 1 and −1, shape (n,); both occur, and some line separates them.

    Returns:
        The array [a, b, c], scaled so that the nearest points have yᵢ·(a·xᵢ₁ + b·xᵢ₂ + c) = 1. It is judged
        to an error of 1e-4.

    >>> max_margin_line(np.array([[0.0, 0.0], [2.0, 0.0], [5.0, 1.0]]), np.array([-1, 1, 1])).round(4) + 0.0
    array([ 1.,  0., -1.])
    """
    raise NotImplementedError


def support_points(P: np.ndarray, y: np.ndarray, w: np.ndarray, tol: float) -> list[int]:
    """Return which points lie on the kerb of the street.

        |yᵢ·(a·xᵢ₁ + b·xᵢ₂ + c) − 1| ≤ tol

    Args:
        P: the points as rows, shape (n, 2).
        y: their labels 1 and −1, shape (n,).
        w: the line [a, b, c], the best one or another, shape (3,).
        tol: how far from 1 still counts.

    Returns:
        The indices of these points in increasing order.

    >>> P = np.array([[0.0, 0.0], [2.0, 0.0], [5.0, 1.0]])
    >>> support_points(P, np.array([-1, 1, 1]), np.array([1.0, 0.0, -1.0]), 1e-6)
    [0, 1]
    """
    raise NotImplementedError


def kkt_residuals(P: np.ndarray, y: np.ndarray, w: np.ndarray, lam: np.ndarray) -> dict[str, float]:
    """Return by how much a line and its multipliers violate each of the four conditions.

        L = a² + b² − Σ λᵢ·gᵢ,   gᵢ = yᵢ·(a·xᵢ₁ + b·xᵢ₂ + c) − 1 ≥ 0

    Args:
        P: the points as rows, shape (n, 2).
        y: their labels 1 and −1, shape (n,).
        w: the line [a, b, c], shape (3,).
        lam: the multipliers λ, shape (n,).

    Returns:
        The largest violation of each condition, 0 where there is none:
        'stationarity'     the largest size of the three slopes of L, by a, by b and by c
        'primal'           how far the lowest gᵢ is below 0
        'dual'             how far the lowest λᵢ is below 0
        'complementarity'  the largest size of a product λᵢ·gᵢ

    >>> P, y = np.array([[0.0, 0.0], [2.0, 0.0]]), np.array([-1, 1])
    >>> residuals = kkt_residuals(P, y, np.array([1.0, 0.0, -1.0]), np.array([1.0, 1.5]))
    >>> {name: float(size) for name, size in residuals.items()}
    {'stationarity': 1.0, 'primal': 0.0, 'dual': 0.0, 'complementarity': 0.0}
    """
    raise NotImplementedError


def svm_dual(P: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the multipliers, as the solution of the dual.

        maximise Σ λᵢ − ¼·|Σ λᵢyᵢpᵢ|² with λᵢ ≥ 0 and Σ λᵢyᵢ = 0

    A maximum is the minimum of the negative; bounds=[(0, None)] * n keep the multipliers from turning
    negative. As in `max_margin_line`, options={"ftol": 1e-10} makes the answer exact.

    Args:
        P: the points as rows, shape (n, 2).
        y: their labels 1 and −1, shape (n,); both occur, and some line separates them.

    Returns:
        The multipliers, shape (n,). The line they stand for, (a, b) = ½·Σ λᵢyᵢpᵢ, and the value of the dual
        are judged to an error of 1e-4.

    >>> svm_dual(np.array([[0.0, 0.0], [2.0, 0.0], [5.0, 1.0]]), np.array([-1, 1, 1])).round(4) + 0.0
    array([1., 1., 0.])
    """
    raise NotImplementedError


def same_line_reason() -> dict:
    """Return why three more points leave the best line where it is.

    (0, 0) against (1, 2) and (2, 1) has the line w = (2/3, 2/3, −1). Then (−1, −1) and (−3, −1) join the
    class of (0, 0), and (3, 3) joins the other. The best line for all six is the same. The reasons offered:
        'a'  points that are added never change the line of a support vector machine
        'b'  the new points lie symmetrically, so that their influences cancel
        'c'  their constraints hold with slack at the old line: they are inactive, with multipliers 0
        'd'  the line does change, by less than is printed

    Returns:
        {'reason': a letter, 'slack': the list of the three gᵢ of the new points at the old line, in the order
        above}. Three digits are enough, 1.33 for 4/3.

    >>> sorted(same_line_reason())
    ['reason', 'slack']
    """
    raise NotImplementedError


in_my_own_words = """
1.

2.
"""


def picture():
    """Draw the lesson's picture: the widest street through three points and through six."""
    from graders.drawing import BLUE, FAINT, INK, RED, panels, write

    P = np.array([[0, 0], [1, 2], [2, 1], [-1, -1], [-3, -1], [3, 3]], dtype=float)
    y = np.array([-1, 1, 1, -1, -1, 1])
    u = np.array([-4.0, 4.0])
    figure, row = panels(2, high=5)
    for axes, n in zip(row, (3, 6), strict=True):
        w = max_margin_line(P[:n], y[:n])
        low, middle, high = ((side - w[0] * u - w[2]) / w[1] for side in (-1, 0, 1))
        axes.fill_between(u, low, high, color=FAINT, alpha=0.6)
        for line, stroke in ((low, "--"), (middle, "-"), (high, "--")):
            axes.plot(u, line, stroke, color=INK, linewidth=1.5)
        for side, marker, colour in ((-1, "o", BLUE), (1, "s", RED)):
            axes.scatter(*P[:n][y[:n] == side].T, c=colour, marker=marker, zorder=3)
        ringed = P[support_points(P[:n], y[:n], w, 1e-4)]
        axes.scatter(*ringed.T, s=160, facecolors="none", edgecolors=INK, label="support vectors")
        write(axes, (-3.8, -2.2), "ringed: support vectors", (1, 0))
        write(axes, (1, 2), "class +1", (8, 10), RED)
        write(axes, (0, 0), "class −1", (-8, -10), BLUE)
        width = 2 / np.hypot(w[0], w[1])
        title = f"{n} points: the street is {width:.4f} wide"
        axes.set(title=title, xlabel="x", ylabel="y", aspect="equal", xlim=(-4, 4), ylim=(-2.5, 4.5))
    return figure


if __name__ == "__main__":  # what stands here runs when the file is started, and not while it is graded
    print("Type `pytest`: it says what is done, what is next, and what is wrong and why.")
