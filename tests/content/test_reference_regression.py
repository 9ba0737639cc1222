"""The reference of `regression` against scikit-learn, least squares, the complex step and closed forms."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import StandardScaler

from graders.datasets import house_prices, tv_sales
from reference import regression as lesson


def drawn(n_x, n_y, m, seed=0):
    rng = np.random.default_rng(seed)
    params = {"W": rng.normal(size=(n_y, n_x)), "b": rng.normal(size=(n_y, 1))}
    return rng.normal(1, 2, (n_x, m)), rng.normal(size=(n_y, m)), params


def curvatures(X):
    """The eigenvalues of the cost's Hessian."""
    ones = np.vstack([X, np.ones(X.shape[1])])
    return np.linalg.eigvalsh(ones @ ones.T / X.shape[1])


def test_the_worked_example_is_the_one_of_the_text():
    X, Y = np.array([[1.0, 2, 3]]), np.array([[2.0, 3, 4]])
    params = {"W": np.array([[2.0]]), "b": np.array([[0.0]])}
    Y_hat = lesson.forward_propagation(X, params)
    gradient = lesson.backward_propagation(Y_hat, X, Y)
    assert lesson.compute_cost(Y_hat, Y) == pytest.approx(5 / 6)
    assert (gradient["dW"].item(), gradient["db"].item()) == pytest.approx((8 / 3, 1))
    moved = {name: params[name] - 0.1 * gradient[f"d{name}"] for name in params}
    assert lesson.compute_cost(lesson.forward_propagation(X, moved), Y) == pytest.approx(0.2465, abs=1e-4)


def test_standardised_features_are_those_of_scikit_learn():
    X, _ = house_prices(50)
    Xn, mean, std = lesson.standardise(X)
    scaler = StandardScaler().fit(X.T)
    np.testing.assert_allclose(Xn.T, scaler.transform(X.T), rtol=1e-12)
    np.testing.assert_allclose(np.hstack([mean, std]).T, [scaler.mean_, scaler.scale_])
    assert lesson.standardise(np.full((1, 5), 7))[0].tolist() == [[0.0] * 5]


def test_random_weights_are_small_and_leave_the_global_generator_alone():
    before = np.random.get_state()[1].copy()
    W = lesson.initialize_parameters(100, 100, 3)["W"]
    assert abs(W.std() / 0.01 - 1) < 0.03
    assert (lesson.initialize_parameters(100, 100, 3)["W"] == W).all()
    assert (np.random.get_state()[1] == before).all()


@pytest.mark.parametrize(("n_x", "n_y", "m"), [(1, 1, 4), (3, 2, 7), (2, 3, 5)])
def test_the_gradient_is_the_complex_steps(n_x, n_y, m):
    X, Y, params = drawn(n_x, n_y, m)
    gradient = lesson.backward_propagation(lesson.forward_propagation(X, params), X, Y)
    for name in params:
        for index in np.ndindex(params[name].shape):
            moved = {key: value.astype(complex) for key, value in params.items()}
            moved[name][index] += 1e-30j
            errors = lesson.forward_propagation(X, moved) - Y
            slope = (np.sum(errors**2) / (2 * m)).imag / 1e-30
            assert gradient[f"d{name}"][index] == pytest.approx(slope, rel=1e-12)


@pytest.mark.parametrize("data", [tv_sales, house_prices])
def test_training_ends_at_least_squares(data):
    X, Y = data(150, random_state=5)
    (X, *_), (Y, *_) = lesson.standardise(X), lesson.standardise(Y)
    params, costs = lesson.train_regression(X, Y, 0.5, 300)
    line = LinearRegression().fit(X.T, Y[0])
    np.testing.assert_allclose(params["W"][0], line.coef_, atol=1e-9)
    assert params["b"].item() == pytest.approx(line.intercept_, abs=1e-9)
    assert costs[0] == pytest.approx(0.5)
    assert costs[-1] == pytest.approx((1 - line.score(X.T, Y[0])) / 2)


def test_predictions_in_original_units_are_those_of_least_squares_on_raw_data():
    (X, Y), (X_new, _) = house_prices(200, random_state=1), house_prices(20, random_state=2)
    (Xn, *x_stats), (Yn, *y_stats) = lesson.standardise(X), lesson.standardise(Y)
    params, _ = lesson.train_regression(Xn, Yn, 0.5, 300)
    predicted = lesson.predict_original_units(X_new, params, tuple(x_stats), tuple(y_stats))
    np.testing.assert_allclose(predicted[0], LinearRegression().fit(X.T, Y[0]).predict(X_new.T), rtol=1e-8)


def test_the_published_fits_of_both_data_sets():
    X, Y = tv_sales(random_state=7)
    line = LinearRegression().fit(X.T, Y[0])
    assert (line.coef_[0], line.intercept_) == pytest.approx((0.05008, 6.801), rel=1e-4)
    X, Y = house_prices(random_state=11)
    plane = LinearRegression().fit(X.T, Y[0])
    assert (*plane.coef_, plane.intercept_) == pytest.approx((57.26, 32502.9, -98244.7), rel=1e-4)


def test_the_limits_of_the_learning_rate_are_those_of_the_text():
    X, _ = tv_sales(random_state=7)
    small, large = curvatures(X)
    assert 2 / large == pytest.approx(6.6e-5, rel=0.01)
    assert np.log(1e4) / (2 * small / large) > 500_000  # updates until the bias is right to four digits
    assert 2 / curvatures(lesson.standardise(X)[0])[-1] == pytest.approx(2)
    X, Y = house_prices(random_state=11)
    (X, *_), (Y, *_) = lesson.standardise(X), lesson.standardise(Y)
    limit = 2 / (1 + np.corrcoef(X)[0, 1])
    assert limit == pytest.approx(1.16, abs=0.005)
    assert 2 / curvatures(X)[-1] == pytest.approx(limit)
    assert lesson.train_regression(X, Y, 0.5, 60)[1][-1] < 0.06
    assert lesson.train_regression(X, Y, 1.2, 60)[1][-1] > 10


def test_examples_in_rows_give_another_cost_without_any_error():
    _, Y, _ = drawn(1, 1, 50)
    assert lesson.compute_cost(0 * Y.T, Y.T) == pytest.approx(50 * lesson.compute_cost(0 * Y, Y))
