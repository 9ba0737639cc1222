"""# A perceptron for regression

A single neuron learns a line from data by the loop that trains every network: predict, measure the error,
find its gradient, step downhill. Deep networks have more layers and more weights, but no other loop. Once it
runs for one neuron, on sales against advertising or on the prices of houses, the rest is repetition.

## The idea

A neuron multiplies each feature by a weight, adds a bias and, for regression, hands the sum on as it is. (The
**perceptron** of 1958, Frank Rosenblatt's, put a step behind the sum; the name stayed with the neuron.) All
m examples are computed at once, one in each column:

    Ŷ = W X + b

The **cost** is half the mean squared error, and its gradient follows from the chain rule. The square brings
down a 2, which the half cancels; what is left is the error E = Ŷ − Y times what the weight was multiplied by:

    J = Σ E² / 2m        ∂J/∂W = E Xᵀ / m        ∂J/∂b = Σ E / m, row by row

Then every weight takes its step, W ← W − lr·∂J/∂W and b ← b − lr·∂J/∂b, and the round begins again. For a
line the cost is a bowl with one bottom. Least squares gives this bottom by a formula, which makes regression
the place to test the loop: it has to arrive there.

## A worked example: three points of y = x + 1

X = [[1, 2, 3]] and Y = [[2, 3, 4]], from W = [[2]] and b = [[0]]:

    Ŷ = [[2, 4, 6]]      E = [[0, 1, 2]]      J = (0 + 1 + 4)/6 = 5/6 ≈ 0.833
    ∂J/∂W = (0·1 + 1·2 + 2·3)/3 = 8/3         ∂J/∂b = (0 + 1 + 2)/3 = 1

With lr = 0.1 this gives W = 1.733 and b = −0.1, and the cost has dropped to 0.246. Further rounds lead to
W = 1 and b = 1. Both derivatives are means over the same three examples. Averaging one and adding up the
other is a common slip, and a treacherous one: the cost may still fall, along a crooked path.

## Scale first

Budgets run to 300, prices to several 100 000. How steep the bowl is in the direction of a weight grows with
the square of its feature, and the steepest direction limits the learning rate. For `tv_sales` in raw numbers
the limit is near 0.00006, and below it the bias, whose direction is flat, needs half a million updates.
**Standardised** to mean 0 and standard deviation 1, one feature allows any rate below 2. With two features of
correlation ρ the limit is 2/(1 + |ρ|): for `house_prices` it is near 1.16, so 0.5 is fine and 1.2 is not.

A model trained on standardised data speaks standardised units. New data must be scaled with the mean and the
standard deviation of the *training* data, since they are part of what was learned.

## Shapes

Examples are columns.

    X    (n_x, m)      n_x features, m examples        W    (n_y, n_x)
    Y    (n_y, m)      and Ŷ likewise                  b    (n_y, 1), added to every column

A gradient has the shape of what it belongs to. The number of examples m is `shape[1]`. Many tools have
examples as rows; transposing everything turns one into the other. Rows in place of columns would make m the
number of outputs, without any error message, so look before the first product. Data come from
`graders.datasets`: `tv_sales` (one feature) and `house_prices` (two).

Arguments stay as they are: a task that has to change an array changes a copy of it.

`gradlings plot regression` shows the idea and, when the tasks are done, the line through the sales, and the
cost against the updates.

## Predict first

The cost is divided by 2m in place of m. Where does the best line go?

    a   closer to 0
    b   nowhere
    c   that depends on the data

`gradlings predict regression a` tells what there is to say of a; it costs no points.

## In your own words

1. Why is the cost divided by m, and why by 2 as well? What would change in the trained line, and what in the
   training, if either were left out?
2. A colleague standardises the test data with their own mean and standard deviation. What goes wrong, and
   when would nobody notice?
"""

import numpy as np


def standardise(X: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the features with mean 0 and standard deviation 1, and what they were scaled with.

        (X − mean) / std, each feature with its own

    The standard deviation is that of the population: the root of the mean squared deviation. A feature that
    is the same in all examples has nothing to scale: its std counts as 1, and it becomes 0.

    Args:
        X: the features, floats or integers, shape (n_x, m).

    Returns:
        The scaled features, shape (n_x, m); the means, shape (n_x, 1); the standard deviations used, shape
        (n_x, 1).

    >>> Xn, mean, std = standardise(np.array([[1.0, 5.0], [4.0, 4.0]]))
    >>> Xn.tolist(), mean.tolist(), std.tolist()
    ([[-1.0, 1.0], [0.0, 0.0]], [[3.0], [4.0]], [[2.0], [1.0]])
    """
    raise NotImplementedError


def initialize_parameters(n_x: int, n_y: int, seed: int) -> dict[str, np.ndarray]:
    """Return small random weights and a bias of 0.

        W ~ N(0, 0.01²), drawn by a generator of its own;   b = 0

    The same seed gives the same W, another seed another one. The global generators, NumPy's
    (`np.random.seed`) and Python's (`random.seed`), are shared with everybody else's code and stay as they
    are.

    Args:
        n_x: the number of features.
        n_y: the number of outputs.
        seed: the seed of the generator, an integer ≥ 0.

    Returns:
        A dict with 'W', shape (n_y, n_x), each entry drawn by itself, and 'b', shape (n_y, 1).

    >>> params = initialize_parameters(3, 2, 0)
    >>> params["W"].shape, params["b"].tolist()
    ((2, 3), [[0.0], [0.0]])
    """
    raise NotImplementedError


def forward_propagation(X: np.ndarray, params: dict[str, np.ndarray]) -> np.ndarray:
    """Return the neuron's predictions.

        Ŷ = W X + b

    Args:
        X: the features, one example a column, shape (n_x, m).
        params: 'W', shape (n_y, n_x), and 'b', shape (n_y, 1).

    Returns:
        The predictions, shape (n_y, m).

    >>> params = {"W": np.array([[2.0, -1.0]]), "b": np.array([[10.0]])}
    >>> forward_propagation(np.array([[1.0, 2.0, 3.0], [0.0, 1.0, 5.0]]), params)
    array([[12., 13., 11.]])
    """
    raise NotImplementedError


def compute_cost(Y_hat: np.ndarray, Y: np.ndarray) -> float:
    """Return half the mean squared error.

        J = Σ (Ŷ − Y)² / 2m, over all entries;   m is the number of examples

    Args:
        Y_hat: the predictions Ŷ, shape (n_y, m).
        Y: the true values, shape (n_y, m).

    Returns:
        The cost, one number; NaN where an entry is NaN, which shows that a training has gone wrong.

    >>> float(compute_cost(np.array([[1.0, 2.0, 7.0]]), np.array([[1.0, 4.0, 3.0]])))  # (0 + 4 + 16)/6
    3.3333333333333335
    """
    raise NotImplementedError


def backward_propagation(Y_hat: np.ndarray, X: np.ndarray, Y: np.ndarray) -> dict[str, np.ndarray]:
    """Return the gradient of `compute_cost` for the predictions Ŷ = W X + b.

        dW = ∂J/∂W = E Xᵀ / m        db = ∂J/∂b = row sums of E / m        E = Ŷ − Y

    Args:
        Y_hat: the predictions Ŷ, shape (n_y, m).
        X: the features, shape (n_x, m).
        Y: the true values, shape (n_y, m).

    Returns:
        A dict with 'dW', of the shape of W, (n_y, n_x), and 'db', of the shape of b, (n_y, 1).

    >>> X, Y = np.array([[1.0, 2.0]]), np.array([[1.0, 1.0]])
    >>> gradient = backward_propagation(np.array([[3.0, 5.0]]), X, Y)
    >>> gradient["dW"].tolist(), gradient["db"].tolist()
    ([[5.0]], [[3.0]])
    """
    raise NotImplementedError


def train_regression(
    X: np.ndarray, Y: np.ndarray, lr: float, n: int
) -> tuple[dict[str, np.ndarray], list[float]]:
    """Return the parameters after n updates from zeros, and the cost before each update.

        W ← W − lr·dW,   b ← b − lr·db;   both gradients belong to the old W and b

    Args:
        X: the features, shape (n_x, m); standardised, if lr is to be of ordinary size.
        Y: the true values, shape (n_y, m).
        lr: the learning rate.
        n: the number of updates, n ≥ 1.

    Returns:
        The parameters, a dict with 'W' and 'b'; and a list of n costs, of which costs[k] is the cost before
        update k, so costs[0] is that of the zeros. All n updates are made, each with lr and all examples.

    >>> params, costs = train_regression(np.array([[-1.0, 1.0]]), np.array([[1.0, 5.0]]), 0.5, 2)
    >>> params["W"].tolist(), params["b"].tolist(), [float(cost) for cost in costs]
    ([[1.5]], [[2.25]], [6.5, 1.625])
    """
    raise NotImplementedError


def predict_original_units(
    X_new: np.ndarray,
    params: dict[str, np.ndarray],
    x_stats: tuple[np.ndarray, np.ndarray],
    y_stats: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    """Return predictions in the original units, from a neuron that was trained on standardised data.

        (W · (X − mean_x)/std_x + b) · std_y + mean_y

    Args:
        X_new: new features in their original units, shape (n_x, m).
        params: what training on the standardised X and Y gave, 'W', shape (1, n_x), and 'b', shape (1, 1).
        x_stats: (mean, std) of the training features, each of shape (n_x, 1).
        y_stats: (mean, std) of the training values, each of shape (1, 1).

    Returns:
        The predictions, shape (1, m).

    >>> params = {"W": np.array([[1.0]]), "b": np.array([[0.0]])}
    >>> x_stats, y_stats = (np.array([[100.0]]), np.array([[50.0]])), (np.array([[9.0]]), np.array([[2.0]]))
    >>> predict_original_units(np.array([[100.0, 200.0]]), params, x_stats, y_stats)
    array([[ 9., 13.]])
    """
    raise NotImplementedError


in_my_own_words = """
1.

2.
"""


def picture():
    """Draw the lesson's picture: the line through the sales, and the cost for three learning rates."""
    from graders.datasets import tv_sales
    from graders.drawing import SOFT, name, panels

    X, Y = tv_sales(random_state=7)
    (X_scaled, x_mean, x_std), (Y_scaled, y_mean, y_std) = standardise(X), standardise(Y)
    figure, (left, right) = panels(2)
    left.plot(X[0], Y[0], ".", color=SOFT, alpha=0.5, markersize=5)
    ends = np.array([[0.0, 300.0]])
    for n in (1, 3, 50):
        params, _ = train_regression(X_scaled, Y_scaled, 0.3, n)
        line = forward_propagation((ends - x_mean) / x_std, params) * y_std + y_mean
        name(*left.plot(ends[0], line[0]), f"after {n}")
    left.set(title="Sales, and the line after n updates", xlabel="budget", ylabel="sales")
    for lr, up in ((0.05, 2), (0.3, -2), (1.98, 0), (2.02, 0)):
        name(*right.plot(train_regression(X_scaled, Y_scaled, lr, 30)[1]), f"lr = {lr:g}", 1.0, (6, up))
    right.set(title="Cost: above lr = 2 it grows", xlabel="updates", ylabel="J", ylim=(0, 1.3))
    return figure


if __name__ == "__main__":  # what stands here runs when the file is started, and not while it is graded
    print("Type `pytest`: it says what is done, what is next, and what is wrong and why.")
