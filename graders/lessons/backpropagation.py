"""Checks and misconceptions of the lesson on backpropagation."""

from collections.abc import Callable, Sequence
from itertools import combinations, pairwise

import numpy as np

from graders.authoring import (
    SHARED_RANDOM,
    Finding,
    Function,
    Property,
    Trial,
    WrongGradient,
    accuracy_finding,
    answer,
    curve_finding,
    gradient_finding,
    one_at_a_time,
    rounding,
    task,
)
from graders.datasets import circles, xor_blobs
from graders.reference.backpropagation import layer_jacobian as slopes_of_layer
from graders.reference.backpropagation import listing_backward
from graders.reference.backpropagation import mean_loss as loss_of
from graders.reference.backpropagation import mlp_backward as backward
from graders.reference.backpropagation import mlp_forward as forward


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def relu(z):
    return np.maximum(z, 0)


def drelu(z):
    return np.where(z > 0, 1.0, 0.0)


# -----------------------------------------------------------------------------------------------------------

layer_jacobian = task("layer_jacobian")

BENT = [  # slopes of smooth activations: sigmoid, tanh, softplus, exp
    "exp(-x)/(1 + exp(-x))**2",
    "1 - tanh(x)**2",
    "1/(1 + exp(-x))",
    "exp(x)",
]
KINKED = ["where(x > 0, 1, 0.1)", "where(x > 0, 1.0, 0.0)"]


def draw_layer(trial: Trial, n_in: int, n_out: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw weights and a z with entries of both signs, none near 0 or 1."""
    W = trial.normal(n_in, n_out).round(2)
    size = trial.rng.uniform(0.2, 2, n_out).round(2)
    return W, size * trial.rng.permutation(np.resize([1, -1], n_out))


@layer_jacobian.check
def each_row_is_scaled_by_the_slope_of_its_output(trial: Trial) -> None:
    """Row k holds the weights that lead to output k, times the slope of the activation at zₖ."""
    n = trial.integer(3, 5)
    shapes, (formula, other) = [(2, n), (n, 2), (n, 1)], trial.sample(BENT, 2)
    for n_in, n_out in shapes:
        W, z = draw_layer(trial, n_in, n_out)
        trial.expect(W, z, Function(trial.choice(BENT)), tolerance=rounding(10 * np.abs(W).max()))
    first, second = ((*draw_layer(trial, 3, 3), Function(slope)) for slope in (formula, other))
    one_at_a_time(trial, first, second, tolerance=rounding(50))
    W, z = draw_layer(trial, 3, 3)
    W[0, 1] = 0
    trial.expect(500 * W, z, Function(BENT[1]), tolerance=rounding(5000), note="large weights, and one of 0")


@layer_jacobian.check
def it_works_for_relu_and_for_whole_numbers(trial: Trial) -> None:
    """The activation may have a kink, and the weights may be whole numbers."""
    W, z = draw_layer(trial, trial.integer(2, 4), 4)
    trial.expect(W, z, Function(trial.choice(KINKED)))
    trial.expect(np.arange(6).reshape(2, 3) + trial.integer(1, 4), z[:3], Function(trial.choice(BENT)))


@layer_jacobian.misconception
def left_out_the_activation(W, z, dact):
    """This is the Jacobian of z; a = g(z) follows, so each row still has to be multiplied by its slope
    g′(zₖ)."""
    return W.T * 1.0


@layer_jacobian.misconception
def took_the_slope_at_the_output(W, z, dact):
    """The slope of the activation was taken at the output a = σ(z); it belongs at z, before the
    activation."""
    return slopes_of_layer(W, sigmoid(z), dact)


@layer_jacobian.misconception
def exchanged_rows_and_columns(W, z, dact):
    """This is the transpose: rows belong to outputs and columns to inputs, and W has them the other way
    round."""
    return W * dact(z)


@layer_jacobian.misconception
def scaled_the_columns(W, z, dact):
    """The slopes were multiplied into the columns; each belongs to an output, and outputs are rows."""
    return W.T * dact(z)


@layer_jacobian.misconception
def multiplied_by_z(W, z, dact):
    """Each row was multiplied by zₖ itself; the factor is the slope of the activation there, g′(zₖ)."""
    return z[:, None] * W.T


@layer_jacobian.misconception
def added_the_outputs_up(W, z, dact):
    """The outputs were added up, which leaves one number for each input; every pair of output and input has
    an entry of its own."""
    return W @ dact(z)


@layer_jacobian.misconception
def wrote_down_the_slopes_alone(W, z, dact):
    """The diagonal matrix of the slopes g′(zₖ) is the Jacobian of the activation alone; the weights follow as
    a factor."""
    return np.diag(dact(z))


# -----------------------------------------------------------------------------------------------------------

which_is_jacobian = task("which_is_jacobian")

CHOICES = ["W", "W.T", "diag(g'(z)) W", "diag(g'(z)) W.T", "dW", "dz @ W", "dz @ W.T"]


@which_is_jacobian.check
def the_matrices_are_the_ones_at_work(trial: Trial) -> None:
    """Both Jacobians and the product of the backward walk are named."""
    trial.expect(judge=answer(choices=CHOICES))


def chosen(dz_da: str, da_da: str, backward_line: str) -> dict[str, str]:
    return {"dz_da": dz_da, "da_da": da_da, "backward_line": backward_line}


@which_is_jacobian.misconception
def took_the_weights_for_the_jacobian():
    """Rows of a Jacobian are outputs; W of shape (n_in, n_out) has a row for each input."""
    return chosen("W", "diag(g'(z)) W", "dz @ W.T")


@which_is_jacobian.misconception
def took_the_weights_for_the_jacobian_of_z():
    """The two Jacobians differ by the slopes of the activation only, so both hold the same arrangement of W:
    the shape of ∂z/∂a_prev is (n_out, n_in)."""
    return chosen("W", "diag(g'(z)) W.T", "dz @ W.T")


@which_is_jacobian.misconception
def turned_the_weights_round_for_z_only():
    """diag(g′(z)) is (n_out, n_out) and cannot stand before W of shape (n_in, n_out): the weights have the
    same arrangement in both Jacobians."""
    return chosen("W.T", "diag(g'(z)) W", "dz @ W.T")


@which_is_jacobian.misconception
def took_the_weights_everywhere():
    """Compare the shapes: W is (n_in, n_out), a Jacobian has a row for each output, and dz is a row of n_out
    entries."""
    return chosen("W", "diag(g'(z)) W", "dz @ W")


@which_is_jacobian.misconception
def multiplied_backward_by_the_weights():
    """The Jacobians are right. dz has n_out entries and W has n_in rows, so this product does not even exist
    for a layer that is not square."""
    return chosen("W.T", "diag(g'(z)) W.T", "dz @ W")


@which_is_jacobian.misconception
def left_out_the_activation_in_both():
    """From a_prev to z there is no activation; from a_prev to a there is one, and its slopes are a factor."""
    return chosen("W.T", "W.T", "dz @ W.T")


@which_is_jacobian.misconception
def put_the_activation_into_both():
    """z stands before the activation: its Jacobian knows the weights only."""
    return chosen("diag(g'(z)) W.T", "diag(g'(z)) W.T", "dz @ W.T")


@which_is_jacobian.misconception
def exchanged_the_two_jacobians():
    """The other way round: z comes before the activation, and a after it, so the slopes g′(z) belong to a."""
    return chosen("diag(g'(z)) W.T", "W.T", "dz @ W.T")


@which_is_jacobian.misconception
def took_the_gradient_for_the_jacobian_of_z():
    """dW is the gradient of the loss with respect to the weights; the Jacobian of z says how z answers to
    a_prev and knows no loss."""
    return chosen("dW", "diag(g'(z)) W.T", "dz @ W.T")


@which_is_jacobian.misconception
def took_the_gradient_for_the_jacobian_of_a():
    """dW is the gradient of the loss with respect to the weights; the Jacobian of a says how a answers to
    a_prev and knows no loss."""
    return chosen("W.T", "dW", "dz @ W.T")


# -----------------------------------------------------------------------------------------------------------

relu_pair = task("relu_pair")


@relu_pair.check
def both_are_taken_entry_by_entry(trial: Trial) -> None:
    """Each entry gives its own value and its own slope, in arrays of any shape."""
    for shape in ((trial.integer(4, 8),), (2, trial.integer(3, 4)), (3, 1)):
        size = trial.rng.uniform(0.2, 3, shape).round(2)
        trial.expect(size * trial.rng.permutation(np.resize([1, -1], size.size)).reshape(shape))
    trial.expect(np.array([trial.integer(2, 5), -trial.integer(1, 5), 1]), note="whole numbers")


@relu_pair.check
def size_and_number_of_the_entries_do_not_matter(trial: Trial) -> None:
    """Large entries and tiny ones, equal ones, one alone and many are treated alike."""
    for size, shape in ((1e3, (3, 3)), (1e-12, 20), (1.0, 1)):
        z = size * trial.rng.choice([-1, 1], shape) * trial.rng.uniform(0.2, 3, shape)
        trial.expect(z)
    for sign in (1, -1):
        trial.expect(sign * np.array([7.5, -2.0, 7.5, -2.0]), note="some are alike")


@relu_pair.misconception
def took_the_largest_entry(z):
    """np.max finds one number, the largest entry; ReLU compares each entry with 0, as np.maximum does."""
    return np.max(z, initial=0), drelu(z)


@relu_pair.misconception
def took_the_slope_for_the_value(z):
    """The slope of ReLU above 0 is 1, whatever z is there: the line rises by 1 per unit of z."""
    return relu(z), relu(z)


@relu_pair.misconception
def let_the_negative_side_leak(z):
    """This is the leaky ReLU; below 0 the plain one is 0, and so is its slope."""
    return np.where(z > 0, z, 0.01 * z), np.where(z > 0, 1, 0.01)


@relu_pair.misconception
def took_the_absolute_value(z):
    """This folds the negative side up, as |z| does; ReLU sets it to 0."""
    return np.abs(z), np.sign(z)


@relu_pair.misconception
def took_one_as_the_slope_everywhere(z):
    """Below 0 ReLU is flat: the slope there is 0."""
    return relu(z), np.ones(np.shape(z))


@relu_pair.misconception
def left_the_slope_as_true_and_false(z):
    """z > 0 holds True and False; a slope is a number: .astype(float) turns them into 1 and 0."""
    return relu(z), z > 0


@relu_pair.misconception
def exchanged_value_and_slope(z):
    """The two are exchanged: first the value, then the slope."""
    return drelu(z), relu(z)


@relu_pair.misconception
def took_the_smaller_of_the_two(z):
    """This keeps the negative side, min(0, z); ReLU keeps the positive one."""
    return np.minimum(z, 0), np.where(z < 0, 1.0, 0.0)


# -----------------------------------------------------------------------------------------------------------

mlp_forward = task("mlp_forward")

Network = tuple[list[np.ndarray], list[np.ndarray]]


def draw_network(trial: Trial, sizes: Sequence[int]) -> Network:
    """Draw weights and biases that leave no unit saturated, nor any bias near 0."""
    Ws = [(trial.normal(i, o) / np.sqrt(i)).round(2) for i, o in pairwise(sizes)]
    bs = [trial.rng.uniform(0.2, 0.9, (1, o)) * trial.rng.choice([-1, 1], (1, o)) for o in sizes[1:]]
    return Ws, [b.round(2) for b in bs]


def draw_sizes(trial: Trial) -> list[list[int]]:
    """Draw networks of two, three and one layers, most of them with sizes that differ."""
    n = trial.integer(6, 8)
    alike = [trial.integer(3, 4)] * 3  # where shapes agree, the wrong one of two arrays fits as well
    return [
        [*trial.sample([3, 4, 5], 3), 1],
        [n, *trial.sample([3, 4, 5], 2), 2],
        [3, n, 1],
        [*alike, alike[0], 1],
        [4, 1],
    ]


def draw_case(trial: Trial, sizes: Sequence[int]) -> tuple[np.ndarray, np.ndarray, Network]:
    """Draw examples with labels of both kinds, and a network with slopes of both kinds in every hidden
    layer."""
    while True:
        X = trial.normal(trial.integer(9, 15), sizes[0]).round(2)
        Y = (trial.normal(len(X), sizes[-1]) > 0).astype(float)
        Ws, bs = draw_network(trial, sizes)
        _, z = forward(X, Ws, bs)
        mixed = all(0.2 < np.mean(layer > 0) < 0.8 for layer in z[:-1])
        if mixed and 0.2 < Y.mean() < 0.8 and min(np.abs(layer).min() for layer in z) > 1e-4:
            return X, Y, (Ws, bs)


@mlp_forward.check
def each_layer_multiplies_adds_and_bends(trial: Trial) -> None:
    """Every layer is there, ReLU in the hidden ones and the sigmoid in the last."""
    for sizes in draw_sizes(trial):
        X, _, (Ws, bs) = draw_case(trial, sizes)
        trial.expect(X, Ws, bs, tolerance=rounding(100))


@mlp_forward.check
def examples_may_be_whole_numbers(trial: Trial) -> None:
    """Whole numbers as inputs, and a single example, give the same kind of lists."""
    X = trial.rng.integers(-3, 4, (trial.integer(2, 5), 3))
    trial.expect(X, *draw_network(trial, [3, 4, 2]), tolerance=rounding(100))
    Ws, bs = draw_network(trial, [3, 4, 2])
    trial.expect(10 * X, Ws, bs, tolerance=rounding(1000), note="outputs near 0 and 1")
    large = np.array([[300.0], [-300.0], [380.0], [-380.0]])
    Ws, bs = [np.array([[1.0, -1.0]]), np.array([[0.1], [-0.1]])], [np.zeros((1, 2)), np.zeros((1, 1))]
    trial.expect(large, Ws, bs, tolerance=rounding(1), note="large numbers")
    first, second = ((rows, *draw_network(trial, [3, 2, 1])) for rows in (X[:1], X[1:2] - 4))
    one_at_a_time(trial, first, second, tolerance=rounding(100))


def walk(X, Ws, bs, hidden=relu, last=sigmoid, bias=1.0, keep_z=False) -> Network:
    """A forward walk with other activations, without biases, or one that passes z on."""
    a: list = [X]
    z: list = []
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True)):
        start = z[-1] if keep_z and z else a[-1]
        z.append(start @ W + bias * b)
        a.append((hidden if k < len(Ws) - 1 else last)(z[-1]))
    return a, z


@mlp_forward.misconception
def ended_with_relu(X, Ws, bs):
    """The last layer ends with ReLU; its output is a probability, and the sigmoid makes it one."""
    return walk(X, Ws, bs, last=relu)


@mlp_forward.misconception
def took_the_sigmoid_everywhere(X, Ws, bs):
    """The hidden layers bend with ReLU; the sigmoid comes in the last layer only."""
    return walk(X, Ws, bs, hidden=sigmoid)


@mlp_forward.misconception
def took_the_activations_the_other_way_round(X, Ws, bs):
    """The activations are exchanged: ReLU belongs in the hidden layers and the sigmoid in the last."""
    return walk(X, Ws, bs, hidden=sigmoid, last=relu)


@mlp_forward.misconception
def left_out_the_biases(X, Ws, bs):
    """The biases are missing: z = a_prev·W + b."""
    return walk(X, Ws, bs, bias=0.0)


@mlp_forward.misconception
def subtracted_the_biases(X, Ws, bs):
    """The biases are subtracted; a layer adds them."""
    return walk(X, Ws, bs, bias=-1.0)


@mlp_forward.misconception
def left_the_hidden_layers_straight(X, Ws, bs):
    """The hidden layers have no activation: without ReLU all of them together are one linear map."""
    return walk(X, Ws, bs, hidden=lambda z: z)


@mlp_forward.misconception
def left_out_the_sigmoid(X, Ws, bs):
    """The last entry of a is z itself; the sigmoid turns it into a probability."""
    return walk(X, Ws, bs, last=lambda z: z)


@mlp_forward.misconception
def passed_on_what_was_not_bent(X, Ws, bs):
    """The next layer got z; what it multiplies by its weights is a, after the activation."""
    return walk(X, Ws, bs, keep_z=True)


@mlp_forward.misconception
def left_out_the_examples(X, Ws, bs):
    """The list a starts with X, which the first layer's gradient needs: it has one array more than z."""
    a, z = forward(X, Ws, bs)
    return a[1:], z


@mlp_forward.misconception
def made_the_list_z_start_with_the_examples(X, Ws, bs):
    """Only a starts with X; z holds one array for each layer, the first one before the first activation."""
    a, z = forward(X, Ws, bs)
    return a, [X, *z]


@mlp_forward.misconception
def exchanged_the_two_lists(X, Ws, bs):
    """The lists are exchanged: first a, then z."""
    a, z = forward(X, Ws, bs)
    return z, a


@mlp_forward.misconception
def kept_the_output_alone(X, Ws, bs):
    """This is the output of the last layer; the backward walk needs the a and z of all layers, in two
    lists."""
    return forward(X, Ws, bs)[0][-1]


# -----------------------------------------------------------------------------------------------------------

mlp_backward = task("mlp_backward")


def log_loss(X: np.ndarray, Y: np.ndarray, layers: int) -> Callable:
    """The mean log loss as a function of the blocks W1, b1, W2 …; it takes complex numbers."""

    def loss(blocks):
        a = X
        for k in range(1, layers + 1):
            z = a @ blocks[f"W{k}"] + blocks[f"b{k}"]
            a = np.where(z.real > 0, z, 0)
        return np.sum(np.log(1 + np.exp(z)) - Y * z) / len(Y)

    return loss


def named(Ws: Sequence[np.ndarray], bs: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
    """The arrays of a network or of its gradient, as blocks W1, W2 …, b1, b2 …"""
    blocks = {f"W{k}": W for k, W in enumerate(Ws, 1)}
    return blocks | {f"b{k}": b for k, b in enumerate(bs, 1)}


def gradient_of_loss(X, Y, network: Network, gradient: Network) -> Finding | None:
    """Which blocks are not the slopes of the mean log loss."""
    finding = gradient_finding(named(*gradient), log_loss(X, Y, len(network[0])), named(*network))
    if isinstance(finding, WrongGradient):
        return WrongGradient([(f"d{name}", state, gap) for name, state, gap in finding.rows])
    return finding


@mlp_backward.check
def every_block_is_the_slope_of_the_mean_loss(trial: Trial) -> None:
    """Each array agrees with the slopes of the loss, for networks of several sizes."""
    for sizes in draw_sizes(trial):
        with trial.case():
            X, Y, (Ws, bs) = draw_case(trial, sizes)
            a, z = forward(X, Ws, bs)
            gradient = trial.call(Y, a, z, Ws, like=backward(Y, a, z, Ws))
            trial.refuse(gradient_of_loss(X, Y, (Ws, bs), gradient))


@mlp_backward.check
def what_it_is_given_stays_as_it_is(trial: Trial) -> None:
    """The arrays of the forward walk are left as they are, and labels may be whole numbers."""
    X, Y, (Ws, bs) = draw_case(trial, [2, 5, 3, 1])
    Ws[1][0, 0] = Ws[2][1, 0] = 8e-4
    for labels in (Y.astype(int), 1 - Y):
        trial.expect(labels, *forward(X, Ws, bs), Ws, tolerance=rounding(10))
    X, Y, (Ws, bs) = draw_case(trial, [2, 3, 3, 1])
    Ws[1][:], bs[1][:] = np.eye(3), 1e-12
    trial.expect(Y, *forward(X, Ws, bs), Ws, tolerance=rounding(10), note="a layer that changes nothing")


@mlp_backward.check
def examples_may_be_many_and_outputs_near_0_and_1(trial: Trial) -> None:
    """Each example has its part, however sure the network is and however near to 0 a hidden z is."""
    X, (Ws, bs) = 90 * trial.normal(150, 2), draw_network(trial, [2, 4, 1])
    Ws[0][:, 0], bs[0][0, 0] = 1e-16, 1e-17
    z = forward(X, Ws, bs)[1][-1]
    Ws[1], bs[1] = (part * 28 / np.abs(z).max() for part in (Ws[1], bs[1]))
    Y = (trial.rng.random((150, 1)) < 0.5).astype(float)
    trial.expect(Y, *forward(X, Ws, bs), Ws, tolerance=rounding(1000))


def walk_back(Y, a, z, Ws, *, start=None, slope=drelu, dW=1.0, db=1.0) -> Network:
    """A backward walk with another start, other slopes, or factors in its sums."""
    dz = (a[-1] - Y) / len(Y) if start is None else start
    dWs: list = []
    dbs: list = []
    for k in reversed(range(len(Ws))):
        dWs.insert(0, dW * (a[k].T @ dz))
        dbs.insert(0, db * np.sum(dz, axis=0, keepdims=True))
        if k > 0:
            dz = (dz @ Ws[k].T) * slope(z[k - 1])
    return dWs, dbs


@mlp_backward.misconception
def made_the_three_mistakes_of_the_listing(Y, a, z, Ws):
    """This is the gradient of the listing: its slope of the sigmoid doubles everything, and only the biases'
    slopes are averaged. The slopes of a mean loss carry 1/n once, in dz of the last layer."""
    return listing_backward(Y, a, z, Ws)


@mlp_backward.misconception
def doubled_the_slope_of_the_sigmoid(Y, a, z, Ws):
    """Every block is twice too large: the slope of the sigmoid is s·(1 − s), as large as 0.25 at most."""
    return walk_back(Y, a, z, Ws, start=2 * (a[-1] - Y) / len(Y))


@mlp_backward.misconception
def summed_in_place_of_averaging(Y, a, z, Ws):
    """Every block is n times too large: this is the gradient of the summed loss, and the loss is a mean over
    the n rows."""
    return walk_back(Y, a, z, Ws, start=a[-1] - Y)


@mlp_backward.misconception
def summed_the_weights_and_averaged_the_biases(Y, a, z, Ws):
    """The biases' slopes are averaged, the weights' are added up and so n times too large: both carry 1/n
    once."""
    return walk_back(Y, a, z, Ws, start=a[-1] - Y, db=1 / len(Y))


@mlp_backward.misconception
def averaged_the_weights_and_summed_the_biases(Y, a, z, Ws):
    """The weights' slopes are averaged, the biases' are added up and so n times too large: both carry 1/n
    once."""
    return walk_back(Y, a, z, Ws, start=a[-1] - Y, dW=1 / len(Y))


@mlp_backward.misconception
def divided_by_the_number_of_layers(Y, a, z, Ws):
    """Every block has the same wrong factor: n is the number of examples, the rows of Y; len(a) counts the
    arrays of the layers."""
    return walk_back(Y, a, z, Ws, start=(a[-1] - Y) / len(a))


@mlp_backward.misconception
def added_up_the_biases_slopes_of_all_units(Y, a, z, Ws):
    """The slopes of the biases were added up over the units as well; each unit has a bias of its own, so that
    dz is summed over the examples alone: axis=0."""
    dWs, dbs = backward(Y, a, z, Ws)
    return dWs, [np.full(db.shape, db.sum()) for db in dbs]


@mlp_backward.misconception
def averaged_the_biases_twice(Y, a, z, Ws):
    """dW is right, db is n times too small: dz is divided by n already, so its entries are added up over the
    examples."""
    return walk_back(Y, a, z, Ws, db=1 / len(Y))


@mlp_backward.misconception
def averaged_everything_twice(Y, a, z, Ws):
    """Every block is n times too small: dz of the last layer carries 1/n already, and once is enough."""
    return walk_back(Y, a, z, Ws, dW=1 / len(Y), db=1 / len(Y))


@mlp_backward.misconception
def left_out_the_slope_of_relu(Y, a, z, Ws):
    """The last layer is right, those before are not: on the way back through a hidden layer each entry is
    multiplied by the slope of ReLU at its z, which lets nothing through where the unit was off."""
    return walk_back(Y, a, z, Ws, slope=np.ones_like)


@mlp_backward.misconception
def multiplied_by_relu(Y, a, z, Ws):
    """The last layer is right, those before are not: the factor is the slope of ReLU, 1 or 0, and not its
    value."""
    return walk_back(Y, a, z, Ws, slope=relu)


@mlp_backward.misconception
def took_the_slope_of_the_sigmoid_in_hidden_layers(Y, a, z, Ws):
    """The last layer is right, those before are not: the hidden layers bend with ReLU, whose slope is 1 or
    0."""
    return walk_back(Y, a, z, Ws, slope=lambda z: sigmoid(z) * (1 - sigmoid(z)))


@mlp_backward.misconception
def kept_the_slope_of_the_sigmoid(Y, a, z, Ws):
    """An extra a·(1 − a): for the log loss the slope of the sigmoid cancels and dz is (a − y)/n in the last
    layer."""
    return walk_back(Y, a, z, Ws, start=(a[-1] - Y) * a[-1] * (1 - a[-1]) / len(Y))


@mlp_backward.misconception
def subtracted_the_output_from_the_label(Y, a, z, Ws):
    """Every block has the wrong sign: dz of the last layer is (a − y)/n, the output minus the label."""
    return walk_back(Y, a, z, Ws, start=(Y - a[-1]) / len(Y))


@mlp_backward.misconception
def dropped_the_row_of_the_biases(Y, a, z, Ws):
    """A bias has the shape (1, n_out) and so has its slope: keepdims=True keeps the row."""
    dWs, dbs = backward(Y, a, z, Ws)
    return dWs, [db[0] for db in dbs]


@mlp_backward.misconception
def kept_the_biases_slopes_for_each_example(Y, a, z, Ws):
    """These are the slopes of each example alone; a bias serves all examples, so the rows of dz are added
    up."""
    dWs: list = []
    dbs: list = []
    dz = (a[-1] - Y) / len(Y)
    for k in reversed(range(len(Ws))):
        dWs.insert(0, a[k].T @ dz)
        dbs.insert(0, dz)
        if k > 0:
            dz = (dz @ Ws[k].T) * drelu(z[k - 1])
    return dWs, dbs


@mlp_backward.misconception
def left_the_layers_in_backward_order(Y, a, z, Ws):
    """The walk ends at the first layer, and the lists start there: turn them round at the end."""
    dWs, dbs = backward(Y, a, z, Ws)
    return dWs[::-1], dbs[::-1]


@mlp_backward.misconception
def exchanged_weights_and_biases(Y, a, z, Ws):
    """The lists are exchanged: first dWs, then dbs."""
    dWs, dbs = backward(Y, a, z, Ws)
    return dbs, dWs


# -----------------------------------------------------------------------------------------------------------

listing_defects = task("listing_defects")

MEASURED = 1e-3  # of a ratio found with a gradient check


@listing_defects.check
def the_three_factors_are_found(trial: Trial) -> None:
    """Loss, weights and biases are compared with the mean loss and its gradient, for any number of
    examples."""
    for n in (trial.integer(200, 900), trial.integer(5, 90), trial.integer(10_000, 20_000), 1):
        trial.expect(n, judge=answer(relative=MEASURED))


@listing_defects.misconception
def took_the_biases_for_right(n):
    """The mean of dz looks right, but dz itself comes out of the listing's slope of the sigmoid: compare this
    slope with a difference quotient at 0."""
    return n, 2 * n, 1


@listing_defects.misconception
def overlooked_the_sum_over_the_examples(n):
    """The listing adds the weights' slopes up over the n examples: aᵀ·dz is a sum over rows."""
    return n, 2, 2


@listing_defects.misconception
def overlooked_the_slope_of_the_sigmoid(n):
    """The sums and means are seen, a factor that all slopes share is not: hold dsigmoid against a difference
    quotient."""
    return n, n, 1


@listing_defects.misconception
def overlooked_the_two_in_the_weights(n):
    """The slope of the sigmoid is a factor of every slope, of the weights' as of the biases'."""
    return n, n, 2


@listing_defects.misconception
def compared_with_the_sum(n):
    """These are the factors relative to the summed loss; asked for are those relative to the mean."""
    return 1, 2, 2 / n


@listing_defects.misconception
def compared_the_slopes_with_the_sum(n):
    """The slopes are compared with those of the summed loss; the mean is meant in all three."""
    return n, 2, 2 / n


@listing_defects.misconception
def took_the_loss_for_a_mean(n):
    """The loss is divided by Y.shape[1]; for a column of n labels this is 1 and not n."""
    return 1, 2 * n, 2


@listing_defects.misconception
def doubled_the_loss(n):
    """The slope of the sigmoid is no part of the loss: the 2 is in the slopes alone."""
    return 2 * n, 2 * n, 2


@listing_defects.misconception
def gave_the_inverse_factors(n):
    """These are the inverses: asked for is the listing's value divided by the right one."""
    return 1 / n, 1 / (2 * n), 1 / 2


@listing_defects.misconception
def took_the_biases_for_summed(n):
    """The listing takes np.mean of dz for the biases, where it adds the weights' slopes up."""
    return n, 2 * n, 2 * n


# -----------------------------------------------------------------------------------------------------------

train_mlp = task("train_mlp")

LARGE, RATE, UPDATES = [2, 16, 16, 1], 0.5, 250
EPSILON = 1e-7  # the largest that may stand inside the logarithm of a cost, as in log_loss
STARTS = 3  # seeds that are tried before a training counts as failed


def flipped_circles(n_samples: int, *, random_state: int):
    """Two circles whose labels are exchanged: a network that knows the picture by heart fails."""
    X, y = circles(n_samples, random_state=random_state)
    return X, 1 - y


SETS = {"two circles": circles, "two circles, labels exchanged": flipped_circles, "four blobs": xor_blobs}


def draw_training(trial: Trial) -> tuple[np.ndarray, np.ndarray, list[int], float, int]:
    """Draw a small training: examples, labels, sizes, learning rate and seed."""
    sizes = [trial.integer(2, 3), *trial.sample([4, 5, 6], 2), 1]
    X = trial.normal(trial.integer(140, 170), sizes[0])  # more than go into a batch
    Y = (np.sum(X**2, axis=1, keepdims=True) > sizes[0]).astype(float)
    return X, Y, sizes, round(trial.uniform(0.1, 0.6), 2), trial.integer(1, 10_000)


def trained(trial: Trial, X, Y, sizes, lr, n, seed):
    """The student's network after n updates, in the form that was asked."""
    like = [np.zeros(shape) for shape in pairwise(sizes)]
    return trial.call(X, Y, sizes, lr, n, seed, like=(like, [np.zeros((1, o)) for o in sizes[1:]], [0.0] * n))


def start_of(trial: Trial, X, Y, sizes, seed) -> Network:
    """The network before the first update, which the learning rate 0 shows."""
    Ws, bs, _ = trained(trial, X, Y, sizes, 0.0, 1, seed)
    return Ws, bs


def draw_start(trial: Trial):
    """Draw a small training whose network starts with no unit at the kink of ReLU."""
    for _ in range(20):
        X, Y, sizes, lr, seed = draw_training(trial)
        Ws, bs = start_of(trial, X, Y, sizes, seed)
        if min(np.abs(layer).min() for layer in forward(X, Ws, bs)[1]) > 1e-5:
            break
    return (X, Y, sizes, lr), seed, (Ws, bs)


SAME_STEP, NO_STEP = 1e-9, 1e-12  # relative, absolute


def differ(one: Sequence[np.ndarray], other: Sequence[np.ndarray]) -> bool:
    """Whether two networks, or two steps, are more than rounding apart.

    A step read from two networks errs by eps·|W|/lr, about 1e-14; those of other gradients differ by parts.
    """
    return any(not np.allclose(a, b, rtol=SAME_STEP, atol=NO_STEP) for a, b in zip(one, other, strict=True))


@train_mlp.check
def the_seed_gives_the_start(trial: Trial) -> None:
    """The same seed gives the same network, another seed another one, and units do not start alike."""
    X, Y, sizes, lr, seed = draw_training(trial)
    one, same, other = (trained(trial, X, Y, sizes, lr, 1, s)[0] for s in (seed, seed, seed + 1))
    shared = any(SHARED_RANDOM in event.warnings for event in trial.events)
    trial.require(not shared, "The call changed NumPy's global random numbers, which other code may rely on.")
    trial.require(not differ(one, same), "The same seed gives two different networks.")
    alike = any(np.ptp(W, axis=1).max() < 1e-9 for W in one[:-1])
    trial.require(not alike, "The units of a hidden layer are all alike: they start with the same weights.")
    trial.require(differ(one, other), "Two seeds give the same network: the argument seed is not used.")
    far = trained(trial, X, Y, sizes, lr, 1, seed + 2520)[0]
    trial.require(differ(one, far), "Two seeds far apart give the same network.")


@train_mlp.check
def each_update_goes_down_the_gradient(trial: Trial) -> None:
    """The first step is −lr times the gradient of the mean loss, block by block."""
    (X, Y, sizes, lr), seed, (Ws, bs) = draw_start(trial)
    *moved, _ = trained(trial, X, Y, sizes, lr, 1, seed)
    trained(trial, X, Y, sizes, lr, 2, seed)  # tells those who stand still from those who begin late
    steps = tuple(
        [(old - new) / lr for old, new in zip(*blocks, strict=True)]
        for blocks in zip((Ws, bs), moved, strict=True)
    )
    right = backward(Y, *forward(X, Ws, bs), Ws)
    known = {
        "With n = 1 the network is still that of the start; n updates are asked.": scaled(right, 0),
        "The update goes up the gradient of the mean loss; it has to go down.": scaled(right, -1),
        "The update is n times too large: the loss is a mean over the n examples.": scaled(right, len(X)),
        "The update follows the gradient of the listing.": listing_backward(Y, *forward(X, Ws, bs), Ws),
    }
    for sentence, gradient in known.items():
        if not differ([*steps[0], *steps[1]], [*gradient[0], *gradient[1]]):
            trial.require(False, sentence)
            return
    note = "the step of the first update, divided by −lr"
    trial.refuse(gradient_of_loss(X, Y, (Ws, bs), (steps[0], steps[1])), note)


def scaled(gradient: Network, factor: float) -> Network:
    dWs, dbs = gradient
    return [factor * dW for dW in dWs], [factor * db for db in dbs]


@train_mlp.check
def the_costs_are_the_mean_loss_before_each_update(trial: Trial) -> None:
    """costs[k] is the mean loss before update k, all the way down, and the network that of the last."""
    lr, n = 0.1, trial.integer(140, 180)
    for _ in range(10):  # until the start is one that learns: of few units all may be off
        X, Y, sizes, seed = draw_easy_training(trial)
        network, expected, allowed = descent(X, Y, start_of(trial, X, Y, sizes, seed), lr, n)
        if expected[-1] < 0.03:
            break
    *found, costs = trained(trial, X, Y, sizes, lr, n, seed)
    trial.refuse(curve_finding(costs, expected, relative=allowed))
    last = loss_of(Y, last_z(X, network))
    after = loss_of(Y, last_z(X, (found[0], found[1])))
    trial.compare(after, last, DRIFT * last, what="the mean loss of the network that is returned")


def descent(X, Y, network: Network, lr: float, n: int) -> tuple[Network, list[float], list[float]]:
    """The network after n updates, with the loss before each of them and its allowed relative error."""
    expected, allowed = [], []
    for _ in range(n):
        z = last_z(X, network)
        expected.append(loss_of(Y, z))
        allowed.append(DRIFT + shift_by_epsilon(Y, z) / expected[-1])
        network = step(X, Y, *network, lr)
    return network, expected, allowed


DRIFT = 1e-6  # relative; how far rounding may take two trainings apart


def draw_easy_training(trial: Trial) -> tuple[np.ndarray, np.ndarray, list[int], int]:
    """Draw two clouds far apart, which a network tells apart soon, by steps that are long at first."""
    m = trial.integer(140, 170)
    Y = trial.rng.permutation(np.arange(m) % 2).astype(float)[:, None]
    X = trial.normal(m, 2) + np.array([5.0, 2.0]) * (2 * Y - 1)
    return X, Y, [2, 5, 4, 1], trial.integer(1, 10_000)


def shift_by_epsilon(Y, z) -> float:
    """How far an ε inside the logarithm moves the mean loss: ε over the probability of each right label."""
    with np.errstate(over="ignore"):
        return EPSILON * float(np.mean(1 + np.exp((1 - 2 * Y) * z)))


@train_mlp.check
def every_update_is_made_on_all_examples(trial: Trial) -> None:
    """Updates too short to change the cost are made, and those that let it rise, with all examples."""
    Y = trial.rng.permutation(np.arange(300) % 2).astype(float)[:, None]
    X, sizes, seed = trial.normal(300, 2) + Y, [2, 4, 1], trial.integer(1, 10_000)
    start = start_of(trial, X, Y, sizes, seed)
    for lr, n in ((1e-9, 5), (rising_rate(X, Y, start), 4)):
        network, expected, allowed = descent(X, Y, start, lr, n)
        *found, costs = trained(trial, X, Y, sizes, lr, n, seed)
        trial.refuse(curve_finding(costs, expected, relative=allowed))
        ways = [
            [(new - old) / lr for new, old in zip([*Ws, *bs], [*start[0], *start[1]], strict=True)]
            for Ws, bs in (found, network)
        ]
        for k, (way, right) in enumerate(zip(*ways, strict=True)):
            trial.compare(
                way, right, 1e-5 * np.abs(right).max() + 1e-6, what=f"the way of block {k}, over lr"
            )


def rising_rate(X, Y, start: Network) -> float:
    """The first of some rates at which the loss rises within four updates."""
    for lr in 2.0 ** np.arange(1, 9):
        if np.diff(descent(X, Y, start, lr, 4)[1]).max() > 0:
            break
    return float(lr)


@train_mlp.check
def the_trained_network_tells_the_classes_apart(trial: Trial) -> None:
    """Two circles, the same with exchanged labels, and four blobs are learned, fresh data included."""
    for what, data, fresh in draw_sets(trial):
        for _ in range(STARTS):
            finding = lack(trial, quality(trained_on(trial, data), data, fresh), what)
            if finding is None:
                break
        if finding is not None:
            trial.refuse(finding)
            return


@train_mlp.check
def the_weights_start_around_0_and_the_biases_at_0(trial: Trial) -> None:
    """With the learning rate 0 the start can be seen: random weights around 0, biases that are 0."""
    X, Y, sizes, _, seed = draw_training(trial)
    Ws, bs, _ = trained(trial, X[:1], Y[:1], [sizes[0], *LARGE[1:]], 0.0, 1, seed)
    weights = np.concatenate([W.ravel() for W in Ws])
    mean, spread = float(np.mean(weights)), float(np.std(weights))
    trial.require(not any(map(np.any, bs)), "The biases do not start at 0.")
    trial.require(abs(mean) < 0.28, f"The weights start with the mean {mean:.2g}; it should be near 0.")
    sentence = f"The weights start with the standard deviation {spread:.2g}; 0.3 to 1 is asked."
    trial.require(0.2 < spread < 1.25, sentence)
    alike = any(np.isin(*layers).any() for layers in combinations(Ws, 2))
    trial.require(not alike, "Two layers share some weights: one generator draws them all.")


def draw_sets(trial: Trial):
    """Draw training data and fresh data of each kind."""
    for what, make in SETS.items():
        yield what, *(make(m, random_state=trial.integer(0, 10**6)) for m in (150, 400))


def trained_on(trial: Trial, data) -> Network:
    X, y = data
    seed = trial.integer(1, 10**6)
    Ws, bs, _ = trained(trial, X, y[:, None].astype(float), LARGE, RATE, UPDATES, seed)
    return Ws, bs


def quality(network: Network, data, fresh) -> tuple[float, float, float]:
    """The accuracy of a network on its training data and on fresh data, and its loss on the former."""
    z = [last_z(X, network)[:, 0] for X, _ in (data, fresh)]
    accuracies = [float(np.mean((z > 0) == (y == 1))) for z, (_, y) in zip(z, (data, fresh), strict=True)]
    return accuracies[0], accuracies[1], loss_of(data[1], z[0])


def lack(trial: Trial, measured: tuple[float, float, float], what: str) -> Finding | None:
    """What a trained network lacks: accuracy on its training data or on fresh data, or a small loss."""
    on_training, on_fresh, loss = measured
    least, most = trial.thresholds["accuracy"], trial.thresholds["loss"]
    sentence = f"After {UPDATES} updates the mean loss on {what} is {loss:.3g}; below {most:g} is asked."
    return (
        accuracy_finding(on_training, least, f"the training data ({what})")
        or accuracy_finding(on_fresh, least, f"fresh data ({what})")
        or (None if loss < most else Property(sentence))
    )


def last_z(X: np.ndarray, network: Network) -> np.ndarray:
    with np.errstate(over="ignore"):
        return forward(X, *network)[1][-1]


def step(X, Y, Ws, bs, lr, gradient=backward) -> Network:
    """One update."""
    dWs, dbs = scaled(gradient(Y, *forward(X, Ws, bs), Ws), lr)
    return [W - dW for W, dW in zip(Ws, dWs, strict=True)], [b - db for b, db in zip(bs, dbs, strict=True)]


def train(X, Y, sizes, lr, n, seed, *, scale=0.7, start=None, gradient=backward, factor=1.0, late=False):
    """A training with another start, another gradient or other costs."""
    rng = np.random.default_rng(seed)
    Ws = start or [scale * rng.normal(size=shape) for shape in pairwise(sizes)]
    bs = [np.zeros((1, size)) for size in sizes[1:]]
    costs = []
    with np.errstate(all="ignore"):
        for _ in range(n):
            before = Ws, bs
            Ws, bs = step(X, Y, Ws, bs, lr, gradient)
            costs.append(factor * loss_of(Y, last_z(X, (Ws, bs) if late else before)))
    return Ws, bs, costs


@train_mlp.misconception
def trained_like_the_listing(X, Y, sizes, lr, n, seed):
    """This is the listing, gradient and learning rate: with weights' and biases' steps of different scale and
    lr = 0.005 whatever the argument, the accuracy stays near one half."""
    return train(X, Y, sizes, 0.005, n, seed, gradient=listing_backward)


@train_mlp.misconception
def took_the_gradient_of_the_listing(X, Y, sizes, lr, n, seed):
    """The gradient of the listing has three defects: its weights move n times as far as its biases, and
    everything twice as far as it should."""
    return train(X, Y, sizes, lr, n, seed, gradient=listing_backward)


@train_mlp.misconception
def started_at_zero(X, Y, sizes, lr, n, seed):
    """Weights that all start at 0 stay alike, and most of them stay 0: only a random start tells the units
    apart."""
    return train(X, Y, sizes, lr, n, seed, scale=0.0)


@train_mlp.misconception
def left_out_the_activation_in_training(X, Y, sizes, lr, n, seed):
    """The hidden layers are trained without ReLU: such a network is one linear map, and no straight line
    separates two circles."""

    def straight(Y, a, z, Ws):
        a, z = walk(a[0], Ws, biases_of(a, z, Ws), hidden=lambda z: z)
        return walk_back(Y, a, z, Ws, slope=np.ones_like)

    return train(X, Y, sizes, lr, n, seed, gradient=straight)


def biases_of(a, z, Ws):
    return [(layer - start @ W)[:1] for layer, start, W in zip(z, a[:-1], Ws, strict=True)]


@train_mlp.misconception
def did_not_train(X, Y, sizes, lr, n, seed):
    """The weights stay where they started: after each gradient they have to be replaced by W − lr·dW."""
    return train(X, Y, sizes, 0.0, n, seed)


@train_mlp.misconception
def made_one_update_too_few(X, Y, sizes, lr, n, seed):
    """One update is missing: there are n of them, the first from the start, and none is left to the next
    round."""
    Ws, bs, costs = train(X, Y, sizes, lr, n, seed)
    Ws, bs, _ = train(X, Y, sizes, lr, n - 1, seed)
    return Ws, bs, costs


@train_mlp.misconception
def let_the_rate_decay(X, Y, sizes, lr, n, seed):
    """The learning rate shrinks with the number of the update; here it is the same in each of them."""
    rng = np.random.default_rng(seed)
    Ws = [0.7 * rng.normal(size=shape) for shape in pairwise(sizes)]
    bs, costs = [np.zeros((1, size)) for size in sizes[1:]], []
    for k in range(n):
        costs.append(loss_of(Y, last_z(X, (Ws, bs))))
        Ws, bs = step(X, Y, Ws, bs, lr / (k + 1))
    return Ws, bs, costs


@train_mlp.misconception
def went_uphill(X, Y, sizes, lr, n, seed):
    """The gradient is added, so the loss grows: it points uphill and is subtracted."""
    return train(X, Y, sizes, -lr, n, seed)


@train_mlp.misconception
def trained_the_weights_alone(X, Y, sizes, lr, n, seed):
    """The biases stay at 0: they are moved by −lr·db, as the weights are by −lr·dW."""
    return train(X, Y, sizes, lr, n, seed, gradient=lambda *args: walk_back(*args, db=0.0))


@train_mlp.misconception
def trained_the_last_layer_alone(X, Y, sizes, lr, n, seed):
    """Only the last layer moves; each update is for the weights and biases of all layers."""
    return train(X, Y, sizes, lr, n, seed, gradient=lambda *args: walk_back(*args, slope=np.zeros_like))


@train_mlp.misconception
def followed_the_summed_loss(X, Y, sizes, lr, n, seed):
    """The steps are n times too long: they follow the gradient of the summed loss, and the loss is a mean."""
    return train(X, Y, sizes, lr * len(X), n, seed)


@train_mlp.misconception
def took_a_learning_rate_of_its_own(X, Y, sizes, lr, n, seed):
    """The learning rate is fixed at 0.5; it is the argument lr."""
    return train(X, Y, sizes, 0.5 + 1e-3, n, seed)


@train_mlp.misconception
def took_a_seed_of_its_own(X, Y, sizes, lr, n, seed):
    """The start is the same for every seed: the generator is default_rng(seed), with the argument."""
    return train(X, Y, sizes, lr, n, 42)


@train_mlp.misconception
def seeded_the_global_generator(X, Y, sizes, lr, n, seed):
    """np.random.seed changes the random numbers of all other code; np.random.default_rng(seed) is a generator
    of its own."""
    np.random.seed(seed)
    start = [0.7 * np.random.randn(*shape) for shape in pairwise(sizes)]
    return train(X, Y, sizes, lr, n, seed, start=start)


@train_mlp.misconception
def noted_the_cost_after_the_update(X, Y, sizes, lr, n, seed):
    """costs[k] is the loss before update k, so the first one is that of the start; these are one update
    ahead."""
    return train(X, Y, sizes, lr, n, seed, late=True)


@train_mlp.misconception
def noted_the_summed_loss(X, Y, sizes, lr, n, seed):
    """The costs are sums over the examples; the mean is asked for, which does not grow with their number."""
    return train(X, Y, sizes, lr, n, seed, factor=len(X))


@train_mlp.misconception
def returned_the_last_cost_alone(X, Y, sizes, lr, n, seed):
    """This is the cost of the last update; a list with one cost for each update is asked for."""
    Ws, bs, costs = train(X, Y, sizes, lr, n, seed)
    return Ws, bs, costs[-1]


@train_mlp.misconception
def ran_a_number_of_updates_of_its_own(X, Y, sizes, lr, n, seed):
    """The number of updates is fixed at 100; it is the argument n."""
    return train(X, Y, sizes, lr, 100, seed)


@train_mlp.misconception
def returned_the_costs_first(X, Y, sizes, lr, n, seed):
    """The order is Ws, bs, costs."""
    Ws, bs, costs = train(X, Y, sizes, lr, n, seed)
    return costs, Ws, bs
