"""The reference of `jacobian` against SymPy, the complex step, JAX and published numbers."""

import numpy as np
import pytest
import sympy as sp

from reference import jacobian as lesson

X, Y = sp.symbols("x y")
WEIGHTS = np.array([[1.0, 2.0], [-1.0, 0.5], [0.0, 3.0]])


def example(p):
    return np.array([2 * p[0] * p[1], p[0] ** 2 * p[1]])


def wavy(p):
    return np.array([np.sin(p[0]) * p[1], np.exp(p[1] - p[2]), p[0] * p[2] ** 2, p[1] ** 3])


def complex_step(F, p):
    """The Jacobian to the last digit: Im F(p + ih·e) / h with a tiny h has no cancellation."""
    return np.stack([F(p + 1e-30j * e).imag / 1e-30 for e in np.eye(len(p))], axis=1)


def softmax(z):
    return np.exp(z) / np.sum(np.exp(z))


def test_the_worked_example_has_the_matrix_of_the_text():
    J = lesson.jacobian_symbolic([2 * X * Y, X**2 * Y], [X, Y])
    assert sp.Matrix([[2 * Y, 2 * X], [2 * X * Y, X**2]]) == J
    assert sp.expand(J.det() + 2 * X**2 * Y) == 0
    at = np.array(J.subs({X: 1, Y: 2}).tolist(), dtype=float)
    np.testing.assert_array_equal(at, [[4, 2], [4, 1]])
    np.testing.assert_allclose(at @ [0.01, 0.02], [0.08, 0.06])
    np.testing.assert_allclose(example([1.01, 2.02]), [4.0804, 2.0606], atol=5e-5)


def test_the_composed_example_has_the_slopes_of_its_product():
    J = lesson.compose_jacobian(
        lambda q: np.array([[q[1], q[0]]]), example, lambda p: lesson.jacobian_numeric(example, p, 1e-4),
        np.array([1.0, 2.0]),
    )  # fmt: skip
    slopes = [sp.diff(2 * X**3 * Y**2, v).subs({X: 1, Y: 2}) for v in (X, Y)]
    assert slopes == [24, 8]
    np.testing.assert_allclose(J, [[24, 8]], atol=1e-7)


def test_the_three_sigmoids_have_the_jacobian_that_sympy_finds():
    p, q, r, s, t, u = weights = sp.symbols("p q r s t u")
    sigmoids = [1 / (1 + sp.exp(-z)) for z in (p * X + q * Y, r * X + s * Y, t * X + u * Y)]
    J = lesson.jacobian_symbolic(sigmoids, [X, Y])
    assert J.shape == (3, 2)
    at = {**dict(zip(weights, WEIGHTS.ravel(), strict=True)), X: 0.3, Y: -1.2}
    values = np.array(J.subs(at).tolist(), dtype=float)
    np.testing.assert_allclose(lesson.jacobian_sigmoids(WEIGHTS, np.array([0.3, -1.2])), values, rtol=1e-13)
    published = [[0.0971947, 0.1943894], [-0.2055003, 0.1027502], [0, 0.0776688]]
    np.testing.assert_allclose(values, published, atol=5e-8)


def test_the_sigmoids_agree_with_the_complex_step():
    W, v = np.random.default_rng(0).normal(size=(4, 3)), np.array([0.4, -1.0, 0.8])
    expected = complex_step(lambda p: 1 / (1 + np.exp(-(W @ p))), v)
    np.testing.assert_allclose(lesson.jacobian_sigmoids(W, v), expected, rtol=1e-13)


def test_the_numeric_jacobian_approaches_the_complex_step_with_order_two():
    p = np.array([0.3, -1.2, 0.7])
    exact = complex_step(wavy, p)
    errors = [np.abs(lesson.jacobian_numeric(wavy, p, h) - exact) for h in (0.02, 0.01)]
    assert errors[0].shape == (4, 3)
    bent = errors[0] > 1e-9
    np.testing.assert_allclose(np.log2(errors[0][bent] / errors[1][bent]), 2, atol=0.01)


def test_whole_numbers_are_points_too_and_stay_as_they_are():
    p = np.array([1, 2])
    np.testing.assert_allclose(lesson.jacobian_numeric(example, p, 1e-4), [[4, 2], [4, 1]], atol=1e-7)
    assert p.tolist() == [1, 2]


def test_the_chain_rule_agrees_with_differentiating_the_composed_function():
    p, V = np.array([0.3, -1.2, 0.7]), np.random.default_rng(1).normal(size=(2, 4))
    composed = complex_step(lambda p: np.tanh(V @ wavy(p)), p)
    product = lesson.compose_jacobian(
        lambda q: complex_step(lambda q: np.tanh(V @ q), q), wavy, lambda p: complex_step(wavy, p), p
    )
    np.testing.assert_allclose(product, composed, rtol=1e-12)


def test_the_pullback_is_the_gradient_of_the_weighted_outputs():
    p, w = np.array([0.3, -1.2, 0.7]), np.array([1.0, -2.0, 0.5, 3.0])
    gradient = complex_step(lambda p: np.array([w @ wavy(p)]), p)[0]
    np.testing.assert_allclose(lesson.pullback(complex_step(wavy, p), w), gradient, rtol=1e-13)


def test_the_pullback_is_what_jax_calls_a_vector_jacobian_product():
    jax = pytest.importorskip("jax")
    W, v, w = WEIGHTS, np.array([0.3, -1.2]), np.array([1.0, -2.0, 0.5])
    _, back = jax.vjp(lambda p: jax.nn.sigmoid(W @ p), v)
    np.testing.assert_allclose(lesson.pullback(lesson.jacobian_sigmoids(W, v), w), back(w)[0], rtol=1e-5)


def test_pushing_forward_and_pulling_back_are_two_readings_of_one_product():
    rng = np.random.default_rng(2)
    J, step, w = rng.normal(size=(3, 5)), rng.normal(size=5), rng.normal(size=3)
    assert w @ (J @ step) == pytest.approx(lesson.pullback(J, w) @ step)


@pytest.mark.parametrize("shift", [0, 1000, -1000])
def test_the_softmax_jacobian_is_the_complex_step_s_whatever_is_added_to_all_scores(shift):
    z = np.array([0.5, -1.0, 2.0, 0.25])
    J = lesson.softmax_jacobian(z + shift)
    np.testing.assert_allclose(J, complex_step(softmax, z), atol=1e-15)
    np.testing.assert_allclose(J.sum(axis=0), 0, atol=1e-15)
    np.testing.assert_allclose(J.sum(axis=1), 0, atol=1e-15)


def test_the_softmax_of_two_scores_is_the_sigmoid_of_their_difference():
    slope = lesson.jacobian_sigmoids(np.array([[1.0, -1.0]]), np.array([0.3, -0.4]))[0]
    np.testing.assert_allclose(lesson.softmax_jacobian(np.array([0.3, -0.4]))[0], slope, rtol=1e-13)


def test_the_picture_shows_the_image_and_the_matrix_s_version_of_it_touching_at_the_point():
    right = lesson.picture().axes[1]
    lines = [line.get_xydata() for line in right.lines if len(line.get_xdata()) > 1]
    gaps = [np.abs(curve - straight).max() for curve, straight in zip(lines[::2], lines[1::2], strict=True)]
    assert max(gaps) < 0.5
    assert min(gaps) < 0.2
