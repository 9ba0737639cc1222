"""# Automatic differentiation from nothing

Pairs of numbers carry derivatives forward through a program, and a graph of its steps hands them back from
the output to all inputs. Every framework for training networks rests on such a machine, and it fits on two
pages. Who has built one knows why values are recorded on the way forward, why gradients are added up and not
overwritten on the way back, and how to find out whether a derivative is right at all.

## The idea

A program that computes a number is a chain of simple steps: sums, products, sines. The slope of every step is
known, and the chain rule links them. It can be followed in two directions.

**Forward, with dual numbers.** Replace each number by a pair (value, derivative) and teach every operation to
handle pairs:

    (a, a′) + (b, b′) = (a + b,  a′ + b′)              (a, a′)·(b, b′) = (a·b,  a′·b + a·b′)
    sin(a, a′) = (sin a,  cos a · a′)

Start the input as (x, 1) and every constant as (c, 0), and the result carries its derivative by x. One run
gives the slope along one input.

**Backward, along a graph.** Run the program once and record for each value from which others it was made, its
*parents*, and the slope of that one step along each. Then walk back from the output, whose own gradient is
1. Each node hands to each parent the gradient that it has collected, times the slope of the step:

    parent.grad += slope · node.grad

Two rules follow from the chain rule. A value that was used twice matters in two ways, so contributions are
*added*. And a node may hand on only what is complete, so its turn comes after all nodes that were made from
it: an order in which *every node stands before its parents*, a topological order.

**A third way** needs nothing but complex numbers. With a step in the imaginary direction,
f(x + ih) = f(x) + ih·f′(x) − …, the slope is the imaginary part over h. Nothing is subtracted, so nothing is
lost to rounding, and h may be as small as 10⁻²⁰.

Whichever way is taken, and by hand above all, a derivative deserves a **gradient check**: compare it with
central differences, relative to the size of both.

## A worked example: the loss of one neuron

A neuron multiplies its input x by a weight w and adds a bias b. How far it misses the value y is its loss,
L = (w·x + b − y)², here at w = 3, x = 2, b = 1, y = 5. Forward, one small step after another:

    z = w·x = 6        a = z + b = 7        r = a − y = 2        L = r·r = 4

Backward, from the end: L was made from r twice, with the slope r = 2 each time.

    L: 1        r: 2·1 + 2·1 = 4        a: 1·4 = 4        y: −1·4 = −4
                z: 1·4 = 4              b: 1·4 = 4        w: x·4 = 8        x: w·4 = 12

One walk gives all four slopes. Overwriting in place of adding leaves 2 at r, and every number after it is
half of what it should be. With dual numbers, started at (3, 1) for w and (c, 0) for the others:

    z = (6, 2)         a = (7, 2)           r = (2, 2)           L = (4, 2·2 + 2·2) = (4, 8)

The same slope by w; for the one by b the run would have to be made again, with another start.

## Shapes

A dual number is a tuple of two numbers. A graph is made of objects of the class `Node` below; `parents` is a
list of pairs (node, slope), and one node can occur in it twice. A task is given the output, and finds all
other nodes through their parents; w, x, b and y above have none. Graphs can be large: chains of thousands of
nodes, deeper than Python's own recursion goes, and ladders with more paths than could ever be walked one by
one.

Arguments stay as they are: a task that has to change an array changes a copy of it. Only the gradients in a
graph are filled in where they stand.

`gradlings plot autodiff` shows the idea and, after the tasks, the graph above with value and gradient.

## Predict first

L = x·x at x = 3. A program notes x.grad = … for each use of x where it should add. What does it find?

    a   6
    b   3
    c   9

`gradlings predict autodiff a` tells what there is to say of a; it costs no points.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np


@dataclass(eq=False)
class Node:
    """One value of a computation: its parents are pairs (node, local derivative)."""

    value: float
    parents: list[tuple["Node", float]] = field(default_factory=list, repr=False)
    grad: float = 0.0


def add(u: Node, v: Node) -> Node:
    """The node u + v."""
    return Node(u.value + v.value, [(u, 1.0), (v, 1.0)])


def mul(u: Node, v: Node) -> Node:
    """The node u·v."""
    return Node(u.value * v.value, [(u, v.value), (v, u.value)])


def dual_binary(op: str, u: tuple[float, float], v: tuple[float, float]) -> tuple[float, float]:
    """Return the sum, difference, product or quotient of two dual numbers.

        (u·v)′ = u′·v + u·v′        (u/v)′ = (u′·v − u·v′)/v²

    Args:
        op: 'add', 'sub', 'mul' or 'div'.
        u, v: pairs (value, derivative); for 'div' the value of v is not 0.

    Returns:
        A tuple (value, derivative).

    >>> [float(part) for part in dual_binary("mul", (3.0, 1.0), (2.0, 0.0))]
    [6.0, 2.0]
    >>> [float(part) for part in dual_binary("div", (1.0, 0.0), (2.0, 1.0))]
    [0.5, -0.25]
    """
    (a, da), (b, db) = u, v
    if op == "add":
        return a + b, da + db
    if op == "sub":
        return a - b, da - db
    if op == "mul":
        return a * b, da * b + a * db
    return a / b, (da * b - a * db) / b**2


def dual_unary(name: str, u: tuple[float, float]) -> tuple[float, float]:
    """Return a function of a dual number.

        (f(u))′ = f′(u)·u′

    Args:
        name: 'sin', 'cos', 'exp', 'log', 'sqrt' or 'tanh'; angles in radians, log is natural.
        u: a pair (value, derivative); for 'log' and 'sqrt' the value is positive.

    Returns:
        A tuple (value, derivative).

    >>> [float(part) for part in dual_unary("sin", (0.0, 2.0))]
    [0.0, 2.0]
    >>> [float(part) for part in dual_unary("sqrt", (4.0, 1.0))]
    [2.0, 0.25]
    """
    a, da = u
    value = getattr(math, name)(a)
    slopes = {
        "sin": lambda: math.cos(a),
        "cos": lambda: -math.sin(a),
        "exp": lambda: value,
        "log": lambda: 1 / a,
        "sqrt": lambda: 1 / (2 * value),
        "tanh": lambda: 1 - value**2,
    }
    return value, slopes[name]() * da


def complex_step(f: Callable, x: float, h: float = 1e-20) -> float:
    """Return the derivative of f at x by a step in the imaginary direction.

        f′(x) ≈ Im f(x + ih) / h

    The error shrinks like h², and no two nearly equal numbers are subtracted, so h can be tiny (Squire,
    Trapp: Using complex variables to estimate derivatives of real functions, SIAM Review 40, 1998).

    Args:
        f: a function that takes complex numbers too and is real on the real axis.
        x: the point, a real number.
        h: the length of the step, h > 0.

    Returns:
        The derivative, a real number.

    >>> float(complex_step(lambda x: x * x * x, 2.0))
    12.0
    """
    return float(f(complex(x, h)).imag / h)


def topological_order(out: Node) -> list[Node]:
    """Return all nodes that `out` was made from, each before its own parents.

    Args:
        out: the last node of a graph; the graph can be thousands of nodes deep, which is more than recursion
            can follow, and a node can be reached on very many paths.

    Returns:
        A list that starts with `out` and holds every node once that can be reached from it through `parents`,
        in any order in which no node stands after one of its parents. The graph stays as it is.

    >>> x = Node(3.0)
    >>> square = mul(x, x)
    >>> list(topological_order(square)) == [square, x]
    True
    """
    finished, seen, stack = [], {out}, [(out, iter(out.parents))]
    while stack:
        node, parents = stack[-1]
        parent = next((parent for parent, _ in parents if parent not in seen), None)
        if parent is None:
            finished.append(node)
            stack.pop()
        else:
            seen.add(parent)
            stack.append((parent, iter(parent.parents)))
    return finished[::-1]


def accumulate_gradients(out: Node) -> None:
    """Fill in the gradients of all nodes that `out` was made from.

        out.grad = 1,   and for each node in turn and each of its parents:   parent.grad += slope · node.grad

    Afterwards node.grad is the derivative of out's value by the value of that node. The work grows with the
    number of links, not of paths: 60 values, each used twice by the next, make 2⁶⁰ paths.

    Args:
        out: the last node of a graph in which every grad is still 0. `topological_order` gives an order in
            which to go.

    Returns:
        Nothing; the attribute `grad` of the nodes is filled in, and nothing else is changed.

    >>> x = Node(3.0)
    >>> accumulate_gradients(mul(x, x))  # x² has the slope 2x
    >>> x.grad
    6.0
    """
    out.grad = 1.0
    for node in topological_order(out):
        for parent, slope in node.parents:
            parent.grad += slope * node.grad


def grad_check(f: Callable, grad: Callable, p: np.ndarray, h: float = 1e-5) -> float:
    """Return how far a gradient is from central differences, relative to the size of both.

        ‖a − n‖ / (‖a‖ + ‖n‖),   a = grad(p),   nᵢ = (f(p + h·eᵢ) − f(p − h·eᵢ)) / 2h

    ‖·‖ is the Euclidean length. A right gradient gives 10⁻⁷ or less for the default h, a gradient that is
    twice too large 1/3, one with the wrong sign 1.

    Args:
        f: a function from an array of shape (n,) to a number.
        grad: the gradient to be checked, from an array (n,) to an array (n,).
        p: the point, floats or integers, shape (n,); it is left as it is.
        h: the step of the differences.

    Returns:
        The relative distance, from 0 to 1; 0.0 where both lengths are 0.

    >>> twice = lambda p: np.array([2 * p[1], 2 * p[0]])
    >>> float(3 * grad_check(lambda p: p[0] * p[1], twice, np.array([3, 4]), 0.5))
    1.0
    """
    a = grad(p)
    n = np.array([(f(p + step) - f(p - step)) / (2 * h) for step in h * np.eye(len(p))])
    size = np.linalg.norm(a) + np.linalg.norm(n)
    return float(np.linalg.norm(a - n) / size) if size > 0 else 0.0


in_my_own_words = """
Why may a node hand its gradient on only when all that was made from it has contributed?
"""


def picture():
    """Draw the lesson's picture: the loss of one neuron as a graph, with value and gradient in each node."""
    from graders.drawing import BLUE, SOFT, level, panels

    w, x, b, y = Node(3.0), Node(2.0), Node(1.0), Node(5.0)
    z = mul(w, x)
    a = add(z, b)
    r = Node(a.value - y.value, [(a, 1.0), (y, -1.0)])
    loss = mul(r, r)
    accumulate_gradients(loss)
    places = {
        w: ("w", 0, 2), x: ("x", 0, 1), z: ("z = w·x", 1, 1.5), b: ("b", 1, 0.5),
        a: ("a = z + b", 2, 1), y: ("y", 2, 0), r: ("r = a − y", 3, 0.5), loss: ("L = r·r", 4, 0.5),
    }  # fmt: skip
    figure, (panel, right) = panels(2, widths=(1.65, 0.65))
    for node, (name, column, height) in places.items():
        twice = len({parent for parent, _ in node.parents}) < len(node.parents)
        for (parent, slope), side in zip(node.parents, (0.25, -0.25), strict=False):
            _, start, level_of = places[parent]
            bend = side if twice else 0
            arrow = {"arrowstyle": "->", "shrinkA": 34, "shrinkB": 34, "connectionstyle": f"arc3,rad={bend}"}
            panel.annotate("", (column, height), (start, level_of), arrowprops=arrow | {"color": SOFT})
            middle = (start + column) / 2, (level_of + height) / 2 - 0.8 * bend
            text = f"{slope:g}".replace("-", "−")
            panel.text(*middle, text, ha="center", va="center", backgroundcolor="white", color=SOFT)
        text = f"{name}\nvalue {node.value:g}\ngradient {node.grad:g}".replace("-", "−")
        box = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": BLUE, "linewidth": 1.5}
        panel.text(column, height, text, ha="center", va="center", bbox=box)
    panel.set_title("The loss of one neuron: values go right, gradients come back")
    panel.set(xlim=(-0.5, 4.5), ylim=(-0.5, 2.5))
    panel.axis("off")
    grads = [node.grad for node in places]
    right.plot(range(len(grads)), grads, "o", color=BLUE, label="gradient")
    right.vlines(range(len(grads)), 0, grads, color=BLUE)
    right.set_xticks(range(len(grads)), [name.partition(" ")[0] for name, _, _ in places.values()])
    right.set(title="Gradient of L")
    level(right)
    return figure
