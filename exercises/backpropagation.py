"""# Backpropagation

The slopes of all weights of a network come out of one walk through its layers, from the last to the first.
That walk is **backpropagation**, and it is why networks with millions of weights can be trained at all: it
costs about as much as computing the output twice more, however many weights there are. It is also where most
mistakes of a home-made network hide, because a network with a wrong gradient often learns a little all the
same. The remedy is a **gradient check**, and here it convicts a program that many have copied.

## The idea

A layer multiplies what it gets by weights, adds biases, and bends the result:

    z = a_prev·W + b        a = g(z)        a_prev is X for the first layer

The hidden layers bend with ReLU, g(z) = max(0, z), whose slope is 1 above 0 and 0 below. The last layer uses
the sigmoid, so that its output is a probability. On the way **forward** every a and every z is kept.

The way **backward** asks the opposite question. How much does the loss L change per unit of this z? Call the
answer dz, and in the same way da, dW, db: each has the shape of what it belongs to. For the mean log loss of
n examples

    L = −(1/n)·Σ (y·log a + (1 − y)·log(1 − a))

the slope of the sigmoid cancels, and the last layer starts with dz = (a − y)/n. From there on each layer does
the same three things:

- dW: W[i, k] is multiplied by entry i of a_prev, on its way to entry k of z. Its slope is a_prev[i]·dz[k],
  added up over the examples.
- db: b[k] is added to z[k] for every example, so the entries of dz are added up.
- da_prev: entry i of a_prev reaches every z[k], through W[i, k]. What it is worth is Σₖ dz[k]·W[i, k]; times
  the slope of the activation this is dz of the layer before, and the walk goes on.

The third step is a product with the layer's Jacobian. Nobody writes that matrix down in practice, but it is
worth meeting once: two tasks ask for it.

## A worked example: two hidden units

One example, x = 2 with y = 1; all biases are 0 but the last, which is −2.

    forward     z₁ = 2·[0.5  −1] = [1  −2]        a₁ = [1  0]
                z₂ = [1  0]·[2  3]ᵀ − 2 = 0       a₂ = σ(0) = 0.5        L = −log 0.5 = 0.693

    backward    dz₂ = 0.5 − 1 = −0.5              dW₂ = [1  0]ᵀ·(−0.5) = [−0.5  0]ᵀ        db₂ = −0.5
                da₁ = −0.5·[2  3] = [−1  −1.5]
                dz₁ = [−1  −1.5]·[1  0] = [−1  0], element by element: the second unit is off
                dW₁ = 2·[−1  0] = [−2  0]         db₁ = [−1  0]

Is it true? With 0.51 in place of 0.5 in the first layer, z₁ = [1.02  −2], z₂ = 0.04, a₂ = 0.51 and L is
0.6733: lower by 0.0198, where dW₁ promises −2·0.01 = −0.02.

## A listing with three defects

A program for this kind of network has been copied from page to page for years. `listing_loss` and
`listing_backward` below are written anew, with the same three defects. They run, the printed loss moves, the
accuracy creeps above one half; nothing looks broken. Held against central differences of the mean loss,

    (L(w + h) − L(w − h)) / 2h,   one entry w of one array at a time

they are found within minutes: the ratio of both slopes, for one weight and for one bias, says which sum
should have been a mean and which factor came from nowhere. The `grad_check` of the lesson on automatic
differentiation does this for a whole array, and `gaps` below for all arrays of a network.

## Shapes

Examples are rows. Where they are columns, as for the perceptrons, everything is transposed.

    X (n, d)        Y, a[-1] (n, n_out of the last layer)        a_prev (n, n_in)        z, a (n, n_out)
    W (n_in, n_out)        b (1, n_out)        dW, db like W, b        a Jacobian: outputs × inputs

Ws and bs are lists, one array for each layer.

Arguments stay as they are: a task that has to change an array changes a copy of it.

`gradlings plot backpropagation` shows the idea and, when the tasks are done, which gradients of the listing
are off, and the border between two classes as training goes on.

## Predict first

For one example a hidden unit has z = −0.7, so that ReLU gives 0. Which slope does this example add to the
unit's weights?

    a   0
    b   −0.7 times that of the layer above
    c   the same as if z were 0.7

`gradlings predict backpropagation a` tells what there is to say of a; it costs no points.

## In your own words

1. In the listing, which matrix is the Jacobian of a layer, why is it not the array called W, and why does the
   backward walk never need to store it?
2. The network trained with the listing reaches more than half of the labels. Why is the accuracy a poor test
   of a gradient, and what would a better one look at?
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from graders.datasets import circles

Arrays = list[np.ndarray]


def listing_loss(Y: np.ndarray, A: np.ndarray) -> float:
    """The loss that the listing prints; it calls it an average."""
    return -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / Y.shape[1]


def listing_backward(Y: np.ndarray, a: Arrays, z: Arrays, Ws: Arrays) -> tuple[Arrays, Arrays]:
    """The gradient of the listing, with respect to all weights and all biases."""

    def dsigmoid(z):
        s = 1 / (1 + np.exp(-z))
        return 2 * s * (1 - s)

    def drelu(z):
        return np.where(z > 0, 1.0, 0.0)

    dWs, dbs = [], []
    da = (1 - Y) / (1 - a[-1]) - Y / a[-1]
    for k in reversed(range(len(Ws))):
        slope = dsigmoid if k == len(Ws) - 1 else drelu
        dz = da * slope(z[k])
        dWs.insert(0, a[k].T @ dz)
        dbs.insert(0, np.mean(dz, axis=0, keepdims=True))
        da = dz @ Ws[k].T
    return dWs, dbs


def layer_jacobian(W: np.ndarray, z: np.ndarray, dact: Callable) -> np.ndarray:
    """Return the Jacobian of one layer for one example.

        J[k, i] = ∂aₖ/∂a_prev[i] = g′(zₖ)·W[i, k],   a = g(z),   z = a_prev·W + b

    Args:
        W: the weights, shape (n_in, n_out).
        z: what the activation is applied to, shape (n_out,).
        dact: g′, the slope of the activation, element by element.

    Returns:
        The Jacobian, one row for each output, shape (n_out, n_in).

    >>> W = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    >>> layer_jacobian(W, np.array([0.5, 10.0]), lambda z: 2 * z)
    array([[  1.,   3.,   5.],
           [ 40.,  80., 120.]])
    """
    raise NotImplementedError


def which_is_jacobian() -> dict[str, str]:
    """Return which matrices are at work in one layer of `listing_backward`.

    For one example, z = a_prev·W + b and a = g(z), where W is `Ws[k]`. The keys of the answer:
        'dz_da'          the Jacobian of z with respect to a_prev
        'da_da'          the Jacobian of a with respect to a_prev
        'backward_line'  what turns dz, as a row, into da_prev
    The choices for the first two are "W", "W.T", "diag(g'(z)) W", "diag(g'(z)) W.T" and "dW",
    for the last "dz @ W" and "dz @ W.T". diag(v) is the matrix with v on its diagonal.

    Returns:
        A dict with these three keys, each with one of its choices.

    >>> sorted(which_is_jacobian())
    ['backward_line', 'da_da', 'dz_da']
    """
    raise NotImplementedError


def relu_pair(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return ReLU and its slope, element by element.

        g(z) = max(0, z),   g′(z) = 1 for z > 0 and 0 for z < 0

    Args:
        z: an array of any shape, floats or integers, no entry 0: there the slope is a convention.

    Returns:
        g(z) and g′(z), both numbers in arrays of the shape of z.

    >>> relu_pair(np.array([3.0, -0.5]))
    (array([3., 0.]), array([1., 0.]))
    """
    raise NotImplementedError


def mlp_forward(X: np.ndarray, Ws: Sequence[np.ndarray], bs: Sequence[np.ndarray]) -> tuple[Arrays, Arrays]:
    """Return all that a network computes on its way forward.

        z = a_prev·W + b,   a = ReLU(z) in the hidden layers, a = σ(z) in the last

    Args:
        X: the examples as rows, shape (n, d).
        Ws: the weights of each layer, shapes (n_in, n_out); the first n_in is d.
        bs: the biases of each layer, shapes (1, n_out).

    Returns:
        Two lists (a, z): a starts with X and holds one array more than there are layers; z holds one for each
        layer, so that a[k + 1] comes from z[k]. Each has shape (n, n_out).

    >>> Ws, bs = [np.array([[0.5, -1.0]]), np.array([[2.0], [3.0]])], [np.zeros((1, 2)), np.array([[-2.0]])]
    >>> a, z = mlp_forward(np.array([[2.0]]), Ws, bs)
    >>> a[1], z[1], a[2]
    (array([[1., 0.]]), array([[0.]]), array([[0.5]]))
    """
    raise NotImplementedError


def mlp_backward(
    Y: np.ndarray, a: Sequence[np.ndarray], z: Sequence[np.ndarray], Ws: Sequence[np.ndarray]
) -> tuple[Arrays, Arrays]:
    """Return the gradient of the mean log loss with respect to all weights and biases.

        L = −(1/n)·Σ (y·log a + (1 − y)·log(1 − a)),   n the number of rows; the sum goes over all entries

    Args:
        Y: the labels, 0 or 1, shape (n, n_out of the last layer).
        a, z: what `mlp_forward` returns; no entry of the last a is 0 or 1, none of z is 0.
        Ws: the weights of each layer, shapes (n_in, n_out).

    Returns:
        Two lists (dWs, dbs), the first layer first: dWs[k] of the shape of Ws[k], dbs[k] of shape (1, n_out).

    >>> Ws = [np.array([[0.5, -1.0]]), np.array([[2.0], [3.0]])]
    >>> a = [np.array([[2.0]]), np.array([[1.0, 0.0]]), np.array([[0.5]])]
    >>> z = [np.array([[1.0, -2.0]]), np.array([[0.0]])]
    >>> dWs, dbs = mlp_backward(np.array([[1.0]]), a, z, Ws)
    >>> float(dWs[0][0, 0]), float(dbs[0][0, 0]), float(dbs[1][0, 0])
    (-2.0, -1.0, -0.5)
    """
    raise NotImplementedError


def listing_defects(n: int) -> tuple[float, float, float]:
    """Return by which factors the listing differs from the mean loss and its gradient.

    Everything refers to the mean log loss L of n examples with one output, as in `mlp_backward`.

    Args:
        n: the number of examples.

    Returns:
        Three numbers (loss, dW, db): how many times too large `listing_loss` is, and how many times too large
        are the weights' and the biases' gradients of `listing_backward`; 1 stands for right.

    >>> len(listing_defects(1000))
    3
    """
    raise NotImplementedError


def mean_loss(Y: np.ndarray, z: np.ndarray) -> float:
    """The mean log loss from the last layer's z, exact also where a = σ(z) rounds to 0 or 1."""
    return float(np.sum(np.logaddexp(0, z) - Y * z) / len(Y))


def train_mlp(
    X: np.ndarray, Y: np.ndarray, sizes: Sequence[int], lr: float, n: int, seed: int
) -> tuple[Arrays, Arrays, list[float]]:
    """Return a network that was trained by gradient descent on the mean log loss.

        W ← W − lr·dW,   b ← b − lr·db   in all layers at once, on all examples, with the same lr, n times

    The weights start at random, normal with standard deviation 0.7 (0.3 to 1 will do as well), the biases
    at 0. Weights that all start at 0 stay alike. The same seed gives the same network and a longer run starts
    like a shorter one: `np.random.default_rng(seed)`. NumPy's global generator (`np.random.seed`) belongs to
    all code and stays as it is. Products of whole arrays are many times faster than loops over examples.
    `graders.datasets` has `moons` and `xor_blobs` as well, to try it on.

    Args:
        X: the examples as rows, shape (m, d).
        Y: the labels, 0 or 1, shape (m, 1).
        sizes: the number of inputs, of units in each layer, and of outputs: [2, 16, 16, 1] has three layers.
        lr: the learning rate.
        n: the number of updates, n ≥ 1.
        seed: the seed of the start, an integer ≥ 0.

    Returns:
        Ws and bs after all n updates, as in `mlp_forward`, and a list of n costs: the mean log loss before
        each update.

    >>> X, y = circles(100)
    >>> Ws, bs, costs = train_mlp(X, y[:, None], [2, 8, 1], lr=0.5, n=200, seed=1)
    >>> [W.shape for W in Ws], bool(costs[0] > costs[-1])
    ([(2, 8), (8, 1)], True)
    """
    raise NotImplementedError


def gaps(backward: Callable, X: np.ndarray, Y: np.ndarray, Ws: Arrays, bs: Arrays) -> list[float]:
    """How far each gradient is from central differences: ‖a − n‖/(‖a‖ + ‖n‖), all Ws first, then all bs."""
    dWs, dbs = backward(Y, *mlp_forward(X, Ws, bs), Ws)
    found = []
    for block, gradient in zip([*Ws, *bs], [*dWs, *dbs], strict=True):
        numeric = np.zeros(block.shape)
        for index in np.ndindex(block.shape):
            kept, losses = block[index], []
            for block[index] in (kept + 1e-5, kept - 1e-5):
                losses.append(mean_loss(Y, mlp_forward(X, Ws, bs)[1][-1]))
            block[index] = kept
            numeric[index] = (losses[0] - losses[1]) / 2e-5
        lengths = np.linalg.norm(gradient) + np.linalg.norm(numeric)
        found.append(np.linalg.norm(gradient - numeric) / lengths)
    return found


in_my_own_words = """
1.

2.
"""


def picture():
    """Draw the lesson's picture: the gradient check of two programs, and the border as training goes on."""
    from graders.drawing import BLUE, INK, RED, panels, write

    X, y = circles(200, random_state=1)
    Y, sizes = y[:, None], [2, 4, 3, 1]
    Ws, bs, _ = train_mlp(X, Y, sizes, lr=0.5, n=1, seed=4)
    figure, (left, right) = panels(2, high=4.6)
    for place, backward, colour, hatch in ((0, listing_backward, RED, "//"), (1, mlp_backward, BLUE, "")):
        found = np.maximum(gaps(backward, X, Y, Ws, bs), 1e-16)
        left.bar(np.arange(6) + 0.4 * place, found, 0.4, color=colour, hatch=hatch, edgecolor="white")
        write(left, (6.0 * place - 0.3, found[-place]), backward.__name__, (1, 2 - 8 * place), colour)
    left.set_xticks(np.arange(6) + 0.2, ["dW₁", "dW₂", "dW₃", "db₁", "db₂", "db₃"])
    left.set(title="Gradient check", xlim=(-0.4, 8.2), ylabel="‖a − n‖ / (‖a‖ + ‖n‖)", yscale="log")
    left.set(ylim=(1e-13, 1e2))
    axis = np.linspace(-1.5, 1.5, 80)
    u, v = np.meshgrid(axis, axis)
    grid = np.column_stack([u.ravel(), v.ravel()])
    for label, marker, colour in ((0, "o", BLUE), (1, "s", RED)):
        right.scatter(*X[y == label].T, c=colour, marker=marker, s=8)
    write(right, (0, 0), "class 1", colour=RED)
    write(right, (-1.1, -1.1), "class 0", colour=BLUE)
    for n, style, height in ((5, ":", -1.75), (30, "--", -2.0), (600, "-", -2.25)):
        Ws, bs, costs = train_mlp(X, Y, [2, 16, 16, 1], lr=0.5, n=n, seed=3)
        a, _ = mlp_forward(grid, Ws, bs)
        right.contour(u, v, a[-1].reshape(u.shape), levels=[0.5], colors=INK, linestyles=style)
        right.plot([-1.0, -0.7], [height] * 2, style, color=INK)
        write(right, (-0.6, height), f"{n} updates, loss {costs[-1]:.2f}", (1, 0))
    right.set(title="Where the output is ½", aspect="equal", ylim=(-2.4, 1.5))
    return figure


if __name__ == "__main__":  # what stands here runs when the file is started, and not while it is graded
    print("Type `pytest`: it says what is done, what is next, and what is wrong and why.")
