"""The reference of `backpropagation` against complex steps, JAX, scikit-learn and published numbers."""

from itertools import pairwise

import numpy as np
import pytest

from graders.datasets import circles, moons
from reference import backpropagation as lesson


def network(sizes, seed=0, scale=1.0):
    rng = np.random.default_rng(seed)
    Ws = [rng.normal(0, scale, shape) for shape in pairwise(sizes)]
    return Ws, [rng.normal(0, scale, (1, size)) for size in sizes[1:]]


def examples(n, sizes, seed=1):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, sizes[0])), rng.integers(0, 2, (n, sizes[-1])).astype(float)


def mean_loss(X, Y, Ws, bs):
    """The mean log loss, written for complex numbers and apart from the lesson's own."""
    a = X
    for W, b in zip(Ws[:-1], bs[:-1], strict=True):
        z = a @ W + b
        a = np.where(z.real > 0, z, 0)
    p = 1 / (1 + np.exp(-(a @ Ws[-1] + bs[-1])))
    return -np.sum(Y * np.log(p) + (1 - Y) * np.log(1 - p)) / len(X)


def complex_steps(X, Y, Ws, bs):
    """The gradient of the mean loss to the last digit, block by block."""
    blocks = [np.array(block, dtype=complex) for block in (*Ws, *bs)]
    slopes = []
    for block in blocks:
        slope = np.zeros(block.shape)
        for index in np.ndindex(block.shape):
            block[index] += 1e-30j
            slope[index] = mean_loss(X, Y, blocks[: len(Ws)], blocks[len(Ws) :]).imag / 1e-30
            block[index] = block[index].real
        slopes.append(slope)
    return slopes


def gradient(X, Y, Ws, bs, backward=lesson.mlp_backward):
    dWs, dbs = backward(Y, *lesson.mlp_forward(X, Ws, bs), Ws)
    return [*dWs, *dbs]


SIZES = [[2, 4, 3, 1], [3, 5, 4, 2], [4, 1]]


@pytest.mark.parametrize("sizes", SIZES)
def test_the_backward_walk_gives_the_slopes_of_the_mean_loss(sizes):
    X, Y = examples(20, sizes)
    Ws, bs = network(sizes)
    for ours, true in zip(gradient(X, Y, Ws, bs), complex_steps(X, Y, Ws, bs), strict=True):
        np.testing.assert_allclose(ours, true, rtol=1e-11, atol=1e-14)


def test_the_backward_walk_agrees_with_automatic_differentiation():
    jax = pytest.importorskip("jax")
    X, Y = examples(20, SIZES[1])
    Ws, bs = network(SIZES[1])

    def loss(Ws, bs):
        a = X
        for W, b in zip(Ws[:-1], bs[:-1], strict=True):
            a = jax.nn.relu(a @ W + b)
        z = a @ Ws[-1] + bs[-1]
        return (jax.nn.softplus(z) - Y * z).sum() / len(X)

    dWs, dbs = jax.grad(loss, argnums=(0, 1))(Ws, bs)
    for ours, theirs in zip(gradient(X, Y, Ws, bs), [*dWs, *dbs], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


def test_the_loss_is_that_of_scikit_learn():
    metrics = pytest.importorskip("sklearn.metrics")
    X, Y = examples(30, [2, 4, 1])
    a, z = lesson.mlp_forward(X, *network([2, 4, 1]))
    assert lesson.mean_loss(Y, z[-1]) == pytest.approx(metrics.log_loss(Y[:, 0], a[-1][:, 0]))


def test_the_loss_is_exact_where_the_output_rounds_to_one():
    assert lesson.mean_loss(np.array([[0.0]]), np.array([[800.0]])) == 800.0


def test_the_jacobian_of_a_layer_is_the_complex_step_of_the_layer():
    rng = np.random.default_rng(2)
    W, b, x = rng.normal(size=(3, 4)), rng.normal(size=4), rng.normal(size=3)
    steps = [np.tanh((x + 1e-30j * e) @ W + b).imag / 1e-30 for e in np.eye(3)]
    J = lesson.layer_jacobian(W, x @ W + b, lambda z: 1 - np.tanh(z) ** 2)
    np.testing.assert_allclose(J, np.stack(steps, axis=1), rtol=1e-13)


def test_the_product_of_the_jacobians_is_the_slope_of_the_output():
    Ws, bs = network([2, 4, 3, 1], seed=3)
    x = np.array([[0.3, -0.8]])
    _, z = lesson.mlp_forward(x, Ws, bs)
    dacts = [lambda z: lesson.relu_pair(z)[1]] * 2 + [lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2]
    product = np.eye(2)
    for W, layer, dact in zip(Ws, z, dacts, strict=True):
        product = lesson.layer_jacobian(W, layer[0], dact) @ product

    def output(x):
        return lesson.mlp_forward(x, Ws, bs)[0][-1]

    h = 1e-6
    slopes = [(output(x + h * e) - output(x - h * e)) / (2 * h) for e in np.eye(2)]
    np.testing.assert_allclose(product[0], np.ravel(slopes), rtol=1e-7)


def test_the_named_matrices_have_the_shapes_of_jacobians_and_carry_the_sensitivities_back():
    rng = np.random.default_rng(4)
    W, dz, slopes = rng.normal(size=(3, 2)), rng.normal(size=(5, 2)), rng.normal(size=2)
    meaning = {"W.T": W.T, "diag(g'(z)) W.T": np.diag(slopes) @ W.T, "dz @ W.T": dz @ W.T}
    answer = {key: meaning[choice] for key, choice in lesson.which_is_jacobian().items()}
    assert answer["dz_da"].shape == answer["da_da"].shape == (2, 3)
    np.testing.assert_allclose(answer["da_da"], lesson.layer_jacobian(W, slopes, lambda z: z))
    row_by_row = [answer["dz_da"].T @ row for row in dz]
    np.testing.assert_allclose(answer["backward_line"], row_by_row)


def test_the_worked_example_has_the_numbers_of_the_text():
    Ws, bs = [np.array([[0.5, -1.0]]), np.array([[2.0], [3.0]])], [np.zeros((1, 2)), np.array([[-2.0]])]
    X, Y = np.array([[2.0]]), np.array([[1.0]])
    a, z = lesson.mlp_forward(X, Ws, bs)
    np.testing.assert_array_equal(z[0], [[1, -2]])
    np.testing.assert_array_equal(a[1], [[1, 0]])
    assert lesson.mean_loss(Y, z[-1]) == pytest.approx(0.693, abs=5e-4)
    dWs, dbs = lesson.mlp_backward(Y, a, z, Ws)
    assert [dWs[0].tolist(), dWs[1].tolist()] == [[[-2, 0]], [[-0.5], [0]]]
    assert [dbs[0].tolist(), dbs[1].tolist()] == [[[-1, 0]], [[-0.5]]]
    Ws[0][0, 0] = 0.51
    a, z = lesson.mlp_forward(X, Ws, bs)
    assert z[-1][0, 0] == pytest.approx(0.04)
    assert lesson.mean_loss(Y, z[-1]) == pytest.approx(0.6733, abs=5e-5)


@pytest.mark.parametrize("n", [7, 50])
def test_the_listing_is_off_by_the_factors_of_the_answer(n):
    X, Y = examples(n, [2, 4, 3, 1])
    Ws, bs = network([2, 4, 3, 1])
    loss, dW, db = lesson.listing_defects(n)
    a, _ = lesson.mlp_forward(X, Ws, bs)
    assert lesson.listing_loss(Y, a[-1]) == pytest.approx(loss * mean_loss(X, Y, Ws, bs))
    listed, true = gradient(X, Y, Ws, bs, lesson.listing_backward), complex_steps(X, Y, Ws, bs)
    for k, factor in enumerate([dW] * 3 + [db] * 3):
        np.testing.assert_allclose(listed[k], factor * true[k], rtol=1e-9, atol=1e-13)


def test_the_listing_trains_as_published():
    """Loss and accuracy as printed at updates 0, 145 and 149, and those of the end, which are not printed."""
    make_circles = pytest.importorskip("sklearn.datasets").make_circles
    X, y = make_circles(n_samples=1000, factor=0.5, noise=0.1, random_state=np.random.RandomState(0))
    rng, Ws, bs, printed = np.random.RandomState(42), [], [], {}
    for n_in, n_out in pairwise([2, 4, 3, 1]):
        Ws.append(0.1 * rng.randn(n_in, n_out))
        bs.append(0.1 * rng.randn(1, n_out))
    Y = y[:, None]
    for update in range(151):
        a, z = lesson.mlp_forward(X, Ws, bs)
        printed[update] = lesson.listing_loss(Y, a[-1]), np.mean((a[-1] > 0.5) == Y)
        dWs, dbs = lesson.listing_backward(Y, a, z, Ws)
        Ws = [W - 0.005 * dW for W, dW in zip(Ws, dWs, strict=True)]
        bs = [b - 0.005 * db for b, db in zip(bs, dbs, strict=True)]
    assert printed[0] == (pytest.approx(693.6297274732938), 0.5)
    assert printed[145] == (pytest.approx(664.6012, abs=1e-3), 0.818)
    assert printed[149] == (pytest.approx(683.6170298, abs=1e-3), 0.614)
    assert printed[150] == (pytest.approx(676.7176, abs=1e-3), 0.604)


def test_training_steps_down_the_gradient_and_notes_the_loss_before_each_step():
    X, Y = examples(20, [2, 5, 1])
    arguments = (X, Y, [2, 5, 1], 0.3)
    (Ws, bs, costs), (Us, cs, more) = (lesson.train_mlp(*arguments, n, seed=5) for n in (1, 2))
    assert more[:1] == costs
    assert more[1] == pytest.approx(mean_loss(X, Y, Ws, bs))
    for old, new, slope in zip([*Ws, *bs], [*Us, *cs], complex_steps(X, Y, Ws, bs), strict=True):
        np.testing.assert_allclose(new, old - 0.3 * slope, rtol=1e-10, atol=1e-13)


def test_training_learns_two_circles_and_leaves_the_shared_random_numbers_alone():
    X, y = circles(200, random_state=0)
    np.random.seed(1)
    before = np.random.get_state()[1].copy()
    Ws, bs, costs = lesson.train_mlp(X, y[:, None], [2, 16, 16, 1], 0.5, 400, seed=2)
    np.testing.assert_array_equal(np.random.get_state()[1], before)
    a, _ = lesson.mlp_forward(X, Ws, bs)
    assert np.mean((a[-1][:, 0] > 0.5) == y) > 0.97
    assert costs[-1] < 0.1 < costs[0]


def test_training_learns_two_half_moons():
    X, y = moons(200, random_state=0)
    Ws, bs, _ = lesson.train_mlp(X, y[:, None], [2, 16, 16, 1], 0.5, 600, seed=2)
    assert np.mean((lesson.mlp_forward(X, Ws, bs)[0][-1][:, 0] > 0.5) == y) > 0.85


def test_the_gaps_tell_the_two_programs_apart():
    X, Y = examples(20, [2, 4, 1])
    Ws, bs = network([2, 4, 1])
    kept = [block.copy() for block in (*Ws, *bs)]
    assert max(lesson.gaps(lesson.mlp_backward, X, Y, Ws, bs)) < 1e-7
    assert min(lesson.gaps(lesson.listing_backward, X, Y, Ws, bs)) > 0.3
    for block, before in zip([*Ws, *bs], kept, strict=True):
        np.testing.assert_array_equal(block, before)


def test_the_picture_shows_a_listing_that_is_off_in_every_block():
    left, right = lesson.picture().axes
    heights = [[bar.get_height() for bar in bars] for bars in left.containers]
    assert min(heights[0]) > 0.3
    assert max(heights[1]) < 1e-6
    assert sum("updates" in text.get_text() for text in right.texts) == 3
