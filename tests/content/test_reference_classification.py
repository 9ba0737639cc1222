"""The reference of `classification` against SymPy, SciPy, scikit-learn, many digits and the complex step."""

import warnings

import mpmath
import numpy as np
import pytest
import sympy as sp
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss as published_loss

from graders.datasets import blobs
from reference import classification as lesson


def scaled_blobs(m, seed):
    X, y = blobs(m, random_state=seed)
    return ((X - X.mean(axis=0)) / X.std(axis=0)).T, y[np.newaxis]


def test_the_worked_example_is_the_one_of_the_text():
    X, Y = np.array([[1.0, 3, 2]]), np.array([[0, 1, 1]])
    A = lesson.forward_logistic(X, {"W": np.array([[1.0]]), "b": np.array([[-2.0]])})
    np.testing.assert_allclose(A, [[0.269, 0.731, 0.5]], atol=5e-4)
    assert lesson.log_loss(A, Y) == pytest.approx(0.440, abs=5e-4)
    gradient = lesson.backward_logistic(A, X, Y)
    assert (gradient["dW"].item(), gradient["db"].item()) == pytest.approx((-0.513, -1 / 6), abs=5e-4)
    assert lesson.decision_line({"W": np.array([[4, 2]]), "b": np.array([[-2]])}) == (-2, 1)


def test_the_sigmoid_is_scipys_and_never_overflows():
    z = np.linspace(-1000, 1000, 4001)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_allclose(lesson.sigmoid(z), expit(z), rtol=1e-14, atol=1e-300)
        np.testing.assert_allclose(lesson.sigmoid(np.array([-3, 0, 2])), expit([-3.0, 0.0, 2.0]))


def test_the_slope_of_the_sigmoid_is_sympys():
    z = sp.Symbol("z")
    slope = sp.lambdify(z, sp.diff(1 / (1 + sp.exp(-z)), z))
    at = np.linspace(-8, 8, 33)
    np.testing.assert_allclose(lesson.dsigmoid(at), slope(at), rtol=1e-12)
    assert lesson.dsigmoid(0.0) == 0.25


def test_the_log_loss_is_scikit_learns():
    rng = np.random.default_rng(0)
    A, Y = rng.uniform(0.01, 0.99, (1, 40)), rng.integers(0, 2, (1, 40))
    assert lesson.log_loss(A, Y) == pytest.approx(published_loss(Y[0], A[0]), rel=1e-12)
    assert lesson.log_loss(np.array([[0.0, 1.0]]), np.array([[1, 0]])) == pytest.approx(36.04, abs=0.01)


@pytest.mark.parametrize("z", [-1000.0, -45.5, -3.25, 0.0, 0.5, 37.0, 800.0])
@pytest.mark.parametrize("y", [0, 1])
def test_the_loss_from_z_is_right_to_all_digits(z, y):
    with mpmath.workdps(900):
        s = 1 / (1 + mpmath.exp(-z))
        exact = -mpmath.log(s if y else 1 - s)
    assert lesson.log_loss_from_z(np.array([[z]]), np.array([[y]])) == pytest.approx(float(exact), rel=1e-14)


@pytest.mark.parametrize(("n_x", "m"), [(1, 4), (3, 7)])
def test_the_gradient_is_the_complex_steps(n_x, m):
    rng = np.random.default_rng(m)
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (1, m))
    params = {"W": rng.normal(size=(1, n_x)), "b": rng.normal(size=(1, 1))}
    gradient = lesson.backward_logistic(lesson.forward_logistic(X, params), X, Y)
    for name in params:
        for index in np.ndindex(params[name].shape):
            moved = {key: value.astype(complex) for key, value in params.items()}
            moved[name][index] += 1e-30j
            A = 1 / (1 + np.exp(-(moved["W"] @ X + moved["b"])))
            slope = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A)).imag / 1e-30
            assert gradient[f"d{name}"][index] == pytest.approx(slope, rel=1e-11)


def test_long_training_ends_where_scikit_learn_does():
    X, Y = scaled_blobs(200, 8)
    Y = np.where(np.arange(200) % 25 == 0, 1 - Y, Y)  # some labels wrong: the best parameters are finite
    params, costs = lesson.train_classifier(X, Y, 2.0, 1500)
    model = LogisticRegression(C=1e12, tol=1e-10).fit(X.T, Y[0])
    found = np.append(params["W"], params["b"])
    np.testing.assert_allclose(found, [*model.coef_[0], *model.intercept_], rtol=1e-4)
    assert costs[0] == pytest.approx(np.log(2))
    assert (np.diff(costs) < 1e-12).all()


def test_the_decision_line_is_where_the_probability_is_one_half():
    params, _ = lesson.train_classifier(*scaled_blobs(100, 3), 1.0, 50)
    slope, intercept = lesson.decision_line(params)
    x1 = np.linspace(-2, 2, 9)
    on_it = lesson.forward_logistic(np.stack([x1, slope * x1 + intercept]), params)
    np.testing.assert_allclose(on_it, 0.5, atol=1e-14)


@pytest.mark.parametrize("odd_one", range(4))
def test_a_rule_with_one_odd_case_is_learned_whole(odd_one):
    X = np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]])
    Y = (np.arange(4) == odd_one).astype(int)[np.newaxis]
    params, _ = lesson.train_classifier(X, Y, 1.0, 150)
    assert ((lesson.forward_logistic(X, params) > 0.5) == Y).all()


def test_confident_mistakes_have_a_gradient_with_the_log_loss_and_none_with_the_squared_error():
    A = lesson.sigmoid(np.array([[-20.0]]))
    assert lesson.backward_logistic(A, np.ones((1, 1)), np.ones((1, 1)))["db"].item() == pytest.approx(-1)
    assert abs((A - 1) * A * (1 - A)).item() < 1e-8
