"""# A perceptron for classification

The neuron of regression learns to tell two classes apart once its output is squeezed into a probability. Spam
or not, ill or well, the answer is yes or no, but a model that says only that cannot be improved in small
steps: a step has no slope. A probability has one, and with the right cost its gradient is the simplest there
is.

## The idea

The sum Z = W X + b goes through the **sigmoid**, which rises from 0 to 1 and is ½ at 0:

    a = σ(z) = 1/(1 + e⁻ᶻ)        σ′(z) = σ(z)·(1 − σ(z))

a is the neuron's probability for class 1. How wrong is it? The **log loss** measures surprise: −log a if the
class is 1, and −log(1 − a) if it is 0. A probability of ½ costs log 2 ≈ 0.693; certainty costs nothing where
it is right, and without limit where it is wrong. One formula holds both cases, for y = 0 or 1:

    L = −(y·log a + (1 − y)·log(1 − a)),        the cost is its mean over the m examples

The chain rule goes through a. Its two factors are ∂L/∂a = (a − y)/(a·(1 − a)) and ∂a/∂z = a·(1 − a), so

    ∂L/∂z = a − y

The slope of the sigmoid has cancelled. The error is prediction minus truth, as in regression, and the rest of
the gradient, dW and db, is the same as there. With a squared error the factor a·(1 − a) stays: a neuron that
is sure and wrong would hardly learn, because its sigmoid is flat there.

## A worked example: three examples

X = [[1, 3, 2]], Y = [[0, 1, 1]], W = [[1]], b = [[−2]]:

    Z = [[−1, 1, 0]]      A = [[0.269, 0.731, 0.5]]      losses 0.313, 0.313, 0.693, their mean 0.440
    A − Y = [[0.269, −0.269, −0.5]]
    dW = (0.269·1 − 0.269·3 − 0.5·2)/3 = −0.513            db = (0.269 − 0.269 − 0.5)/3 = −0.167

One slip is worth knowing, since it stands in a listing that has been copied many times: 2·s·(1 − s) for the
slope of the sigmoid. The model still learns, with steps twice too long, and its accuracy shows nothing. The
slope at 0 does: it is ¼.

## Where it decides

The neuron says class 1 where a > ½, which is where z > 0. In two dimensions the border w₁x₁ + w₂x₂ + b = 0 is
a line, and W is perpendicular to it. For W = [[4, 2]] and b = [[−2]] it is x₂ = −2x₁ + 1.

## Large numbers

σ(40) differs from 1 by 4·10⁻¹⁸, less than a float near 1 can show: the program finds 1 − a = 0, whose
logarithm is infinite. Keeping a at least a tiny ε away from 0 and 1 avoids that, but then the loss stops
growing, near 36 for ε = EPS ≈ 2·10⁻¹⁶, where it should go on. Written in terms of z, the loss of class 0 is
log(1 + eᶻ), and that of class 1 is less by z. With the larger part taken out of the logarithm this is right
for any z but for rounding, and nothing overflows.

## Shapes

Examples are columns.

    X    (n_x, m)      W    (1, n_x)      b    (1, 1)      Z, A, Y    (1, m), Y of 0 and 1

log is the natural logarithm. Where examples are rows, everything is transposed: `graders.datasets` has
`blobs`, two clouds, one example a row, and X.T and y[np.newaxis] turn them into columns.

Arguments stay as they are: a task that has to change an array changes a copy of it.

`gradlings plot classification` shows the idea and, when the tasks are done, two clouds and the line between
them, the misclassified points ringed, and the cost against the updates.

## Predict first

Two examples of class 1 get the probabilities a = 0.99 and a = 0.01. Which of them pulls harder at the
weights, at equal x?

    a   the first
    b   the second
    c   both alike

`gradlings predict classification a` tells what there is to say of a; it costs no points.

## In your own words

1. Why is the gradient of the log loss A − Y, without the slope of the sigmoid, and what would be lost if the
   squared error were used?
2. A classifier reaches an accuracy of 97 % although its gradient is twice too large. Why does the accuracy
   not show it, and which two tests would?
"""

import numpy as np

EPS = float(np.finfo(float).eps)


def sigmoid(z: float | np.ndarray) -> float | np.ndarray:
    """Return the sigmoid, element by element.

        σ(z) = 1/(1 + e⁻ᶻ) = eᶻ/(1 + eᶻ)

    Neither form is good everywhere: e⁻ᶻ overflows for z below −709, eᶻ for z above 709.

    Args:
        z: a number or an array of any shape, floats or integers, |z| up to 1000.

    Returns:
        Values from 0 to 1, of the shape of z, without a warning of overflow.

    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1.0, e) / (1 + e)


def dsigmoid(z: float | np.ndarray) -> float | np.ndarray:
    """Return the slope of the sigmoid at z, element by element.

        σ′(z) = σ(z)·(1 − σ(z))

    Args:
        z: a number or an array of any shape, floats or integers, |z| up to 300: what goes into the sigmoid,
            not what comes out.

    Returns:
        The slopes, of the shape of z.

    >>> float(dsigmoid(0.0))
    0.25
    """
    s = sigmoid(z)
    return s * (1 - s)


def log_loss(A: np.ndarray, Y: np.ndarray) -> float:
    """Return the mean log loss, also called binary cross-entropy.

        −(1/m)·Σ (y·log a + (1 − y)·log(1 − a))

    Where a is 0 or 1, log 0 is avoided by a tiny ε, any between EPS and 10⁻⁷, that keeps a away from both or
    is added inside the logarithms: a mistake made with certainty costs between 16 and 37.

    Args:
        A: the probabilities of class 1, from 0 to 1, shape (1, m).
        Y: the labels, 0 or 1, shape (1, m).

    Returns:
        The loss, one finite number.

    >>> round(float(log_loss(np.array([[0.5, 0.5]]), np.array([[0, 1]]))), 4)  # log 2
    0.6931
    """
    A = np.clip(A, EPS, 1 - EPS)
    return float(-np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A)))


def log_loss_from_z(Z: np.ndarray, Y: np.ndarray) -> float:
    """Return the mean log loss of A = σ(Z), computed from Z and right for large |z| too, but for rounding.

        the mean of log(1 + eᶻ) − y·z = max(z, 0) − y·z + log(1 + e^(−|z|))

    `np.log1p(t)` is log(1 + t) that keeps its digits for tiny t, where 1 + t rounds to 1; either will do.

    Args:
        Z: what goes into the sigmoid, shape (1, m).
        Y: the labels, 0 or 1, shape (1, m).

    Returns:
        The loss, one number. A confident mistake at z = 1000 costs 1000.

    >>> float(log_loss_from_z(np.array([[1000.0, -1000.0]]), np.array([[0, 0]])))
    500.0
    """
    return float(np.mean(np.maximum(Z, 0) - Y * Z + np.log1p(np.exp(-np.abs(Z)))))


def forward_logistic(X: np.ndarray, params: dict[str, np.ndarray]) -> np.ndarray:
    """Return the neuron's probabilities of class 1.

        A = σ(W X + b)

    Args:
        X: the features, one example a column, shape (n_x, m).
        params: 'W', shape (n_y, n_x), and 'b', shape (n_y, 1).

    Returns:
        The probabilities, shape (n_y, m).

    >>> forward_logistic(np.array([[1.0, 2.0]]), {"W": np.array([[3.0]]), "b": np.array([[-3.0]])}).round(3)
    array([[0.5  , 0.953]])
    """
    return sigmoid(params["W"] @ X + params["b"])


def backward_logistic(A: np.ndarray, X: np.ndarray, Y: np.ndarray) -> dict[str, np.ndarray]:
    """Return the gradient of the mean log loss for the probabilities A = σ(W X + b).

        dZ = A − Y        dW = dZ Xᵀ / m        db = sum of dZ / m

    Args:
        A: the probabilities, between 0 and 1, both excluded, shape (1, m).
        X: the features, shape (n_x, m).
        Y: the labels, 0 or 1, shape (1, m).

    Returns:
        A dict with 'dW', of the shape of W, (1, n_x), and 'db', of the shape of b, (1, 1).

    >>> gradient = backward_logistic(np.array([[0.5, 0.75]]), np.array([[2.0, 4.0]]), np.array([[0, 1]]))
    >>> gradient["dW"].tolist(), gradient["db"].tolist()
    ([[0.0]], [[0.125]])
    """
    m = X.shape[1]
    dZ = A - Y
    return {"dW": dZ @ X.T / m, "db": np.sum(dZ, axis=1, keepdims=True) / m}


def train_classifier(
    X: np.ndarray, Y: np.ndarray, lr: float, n: int
) -> tuple[dict[str, np.ndarray], list[float]]:
    """Return the parameters after n updates from zeros, and the log loss before each update.

        W ← W − lr·dW,   b ← b − lr·db;   both gradients belong to the old W and b

    Args:
        X: the features, shape (n_x, m).
        Y: the labels, 0 or 1, shape (1, m).
        lr: the learning rate.
        n: the number of updates, n ≥ 1.

    Returns:
        The parameters, a dict with 'W', shape (1, n_x), and 'b', shape (1, 1); and a list of n costs, of
        which costs[k] is the mean log loss before update k, so costs[0] is log 2. All n updates are made,
        each with lr and all examples.

    >>> params, costs = train_classifier(np.array([[-1.0, 2.0]]), np.array([[0, 1]]), 1.0, 1)
    >>> params["W"].tolist(), params["b"].tolist(), len(costs)
    ([[0.75]], [[0.0]], 1)
    """
    params = {"W": np.zeros((1, X.shape[0])), "b": np.zeros((1, 1))}
    costs = []
    for _ in range(n):
        A = forward_logistic(X, params)
        costs.append(log_loss(A, Y))
        gradient = backward_logistic(A, X, Y)
        params = {name: params[name] - lr * gradient[f"d{name}"] for name in ("W", "b")}
    return params, costs


def decision_line(params: dict[str, np.ndarray]) -> tuple[float, float]:
    """Return the line x₂ = slope·x₁ + intercept on which a neuron with two features says ½.

        w₁·x₁ + w₂·x₂ + b = 0

    Args:
        params: 'W', shape (1, 2), its second entry not 0, and 'b', shape (1, 1).

    Returns:
        (slope, intercept), two numbers.

    >>> slope, intercept = decision_line({"W": np.array([[4.0, 2.0]]), "b": np.array([[-2.0]])})
    >>> float(slope), float(intercept)
    (-2.0, 1.0)
    """
    (w1, w2), b = params["W"][0], params["b"][0, 0]
    return float(-w1 / w2), float(-b / w2)


in_my_own_words = """
1.

2.
"""


def picture():
    """Draw the lesson's picture: two clouds, the line, the misclassified points, and the cost."""
    from graders.datasets import blobs
    from graders.drawing import BLUE, INK, RED, level, panels, write

    X, y = blobs(200, noise=2.0, random_state=4)
    mean = X.mean(axis=0)
    columns = ((X - mean) / X.std(axis=0)).T
    params, costs = train_classifier(columns, y[np.newaxis], 1.0, 150)
    wrong = columns[:, (forward_logistic(columns, params)[0] > 0.5) != y]
    slope, intercept = decision_line(params)
    figure, (left, right) = panels(2)
    for label, marker, colour, place in ((0, "o", BLUE, (-2.4, -1.8)), (1, "s", RED, (1.6, 2.3))):
        left.plot(*columns[:, y == label], marker, color=colour, markersize=4, label=f"class {label}")
        write(left, place, f"class {label}", colour=colour)
    left.plot(*wrong, "o", markersize=11, fillstyle="none", color=INK, label="misclassified")
    ends = np.array([-2.4, 2.4])
    left.plot(ends, slope * ends + intercept, "-", color=INK, linewidth=1.5)
    write(left, (ends[1], slope * ends[1] + intercept), "σ = ½", (0, -4))
    write(left, (-2.4, 2.4), f"ringed: {wrong.shape[1]} on the wrong side", (1, 0))
    left.set(title="The line where the neuron says ½", xlabel="x₁", ylabel="x₂", ylim=(-2.8, 2.8))
    right.plot(costs)
    level(right, np.log(2))
    write(right, (len(costs), np.log(2)), "log 2: knows nothing", (-1, -4))
    write(right, (len(costs), costs[-1]), f"{costs[-1]:.2f}", (-1, 6), BLUE)
    right.set(title="Mean log loss", xlabel="updates", ylim=(0, None))
    return figure
