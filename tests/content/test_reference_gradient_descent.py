"""The reference of `gradient_descent` against closed forms, linear algebra, SciPy and published numbers."""

import numpy as np
import pytest
import scipy.optimize
from scipy.special import lambertw

from reference import gradient_descent as lesson

MINIMA = np.array([-1.300839566, 1.130901123])
HILLTOP = 0.169938443


def wells(x):
    return x**4 - 3 * x**2 + x


def slope_of_wells(x):
    return 4 * x * x * x - 6 * x + 1


def slope_of_exp_minus_log(x):
    return np.exp(x) - 1 / x


def himmelblau(p):
    x, y = p
    u, v = x**2 + y - 11, x + y**2 - 7
    return np.array([4 * x * u + 2 * v, 2 * u + 4 * y * v])


@pytest.mark.parametrize(
    ("lr", "path"),
    [(0.5, [7, 5, 4, 3.5, 3.25]), (1.5, [7, 1, 4, 2.5, 3.25]), (2.5, [7, -3, 12, -10.5, 23.25])],
)
def test_the_worked_example_walks_as_in_the_text(lr, path):
    assert lesson.descend_1d(lambda x: x - 3, 7, lr, 4).tolist() == path


@pytest.mark.parametrize("lr", [0.01, 0.1, 0.3])
def test_on_a_parabola_the_distance_shrinks_by_a_constant_factor(lr):
    path = lesson.descend_1d(lambda x: 4 * (x + 1), 2.0, lr, 20)
    np.testing.assert_allclose(path, -1 + 3 * (1 - 4 * lr) ** np.arange(21), atol=1e-13)


def test_exp_minus_log_has_its_minimum_at_the_omega_constant():
    end = lesson.descend_1d(slope_of_exp_minus_log, 1.0, 0.1, 300)[-1]
    assert end == pytest.approx(lambertw(1).real, abs=1e-14)
    curvature = np.exp(end) + end**-2
    assert curvature == pytest.approx(4.8722, abs=1e-4)
    assert 2 / curvature == pytest.approx(0.41049, abs=1e-5)


@pytest.mark.parametrize(("lr", "settles"), [(0.40, True), (0.42, False)])
def test_exp_minus_log_settles_below_the_limit_only(lr, settles):
    path = lesson.descend_1d(slope_of_exp_minus_log, 0.58, lr, 2000)
    assert (abs(path[-1] - lambertw(1).real) < 1e-6) == settles


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ([0, 0], [3, 2]),
        ([-2, 2], [-2.805118, 3.131313]),
        ([-3, -3], [-3.779310, -3.283186]),
        ([3, -2], [3.584428, -1.848127]),
    ],
)
def test_himmelblaus_function_is_descended_to_its_four_minima(start, end):
    p0 = np.array(start)
    np.testing.assert_allclose(lesson.descend(himmelblau, p0, 0.01, 1000), end, atol=5e-7)
    assert p0.tolist() == start


def test_descent_on_a_quadratic_is_a_power_of_a_matrix():
    rng = np.random.default_rng(1)
    B = rng.normal(size=(4, 4))
    A, p0 = B @ B.T, rng.normal(size=4)
    step = np.linalg.matrix_power(np.eye(4) - 0.03 * A, 25)
    np.testing.assert_allclose(lesson.descend(lambda p: A @ p, p0, 0.03, 25), step @ p0, atol=1e-12)


@pytest.mark.parametrize(("lr", "size"), [(0.1999, 0.82), (0.2, 1.0), (0.2001, 1.22)])
def test_the_limit_is_sharp(lr, size):
    A = np.diag([1.0, 10.0])
    assert lesson.lr_limit(A) == pytest.approx(0.2)
    end = lesson.descend(lambda p: A @ p, np.array([0.0, 1.0]), lr, 200)
    assert abs(end[1]) == pytest.approx(size, abs=0.005)


@pytest.mark.parametrize("seed", range(5))
def test_below_the_limit_descent_contracts_and_above_it_does_not(seed):
    rng = np.random.default_rng(seed)
    B = rng.normal(size=(3, 3))
    A = B @ B.T + 0.1 * np.eye(3)
    limit = lesson.lr_limit(A)
    for share, contracts in ((0.999, True), (1.001, False)):
        radius = np.max(np.abs(np.linalg.eigvals(np.eye(3) - share * limit * A)))
        assert (radius < 1) == contracts


def test_the_hilltop_separates_the_basins():
    starts = np.array([-3.0, HILLTOP - 0.01, HILLTOP + 0.01, 2.0, 40.0])
    assert lesson.basin(slope_of_wells, starts, 0.02, 2000, MINIMA, 1e-6) == [0, 0, 1, 1, -1]
    assert lesson.basin(slope_of_wells, starts, 0.02, 2000, MINIMA[::-1], 1e-6) == [1, 1, 0, 0, -1]
    assert lesson.basin(slope_of_wells, starts[1:2], 0.02, 3, MINIMA, 1e-6) == [-1]


@pytest.mark.parametrize("start", [-2.0, -0.5, 0.5, 1.9])
def test_a_basin_holds_the_minimum_that_scipy_finds_by_small_steps(start):
    solution = scipy.integrate.solve_ivp(lambda _, x: -slope_of_wells(x), (0, 50), [start], rtol=1e-8)
    (k,) = lesson.basin(slope_of_wells, np.array([start]), 0.01, 3000, MINIMA, 1e-6)
    assert MINIMA[k] == pytest.approx(solution.y[0, -1], abs=1e-4)


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_momentum_on_a_parabola_is_a_linear_recurrence(beta):
    lr, curvature = 0.05, 3.0
    step = np.array([[1 - lr * curvature, -lr * beta], [curvature, beta]])
    p, _ = np.linalg.matrix_power(step, 30) @ [2.0, 0.0]
    assert lesson.momentum(lambda p: curvature * p, np.array([2]), lr, beta, 30)[0] == pytest.approx(p)


def test_momentum_crosses_a_narrow_valley_faster_than_plain_descent():
    def grad(p):
        return p * np.array([1.0, 100.0])

    start, root = np.array([1.0, 1.0]), 10.0
    plain = lesson.descend(grad, start, 2 / 101, 100)
    best = (4 / (1 + root) ** 2, ((root - 1) / (root + 1)) ** 2)
    heavy = lesson.momentum(grad, start, *best, 100)
    assert np.linalg.norm(heavy) < 1e-4 * np.linalg.norm(plain)


def test_several_starts_find_the_lowest_minimum_that_scipy_finds():
    found = scipy.optimize.brute(wells, [(-2, 2)], Ns=50, full_output=True)
    x, value = lesson.multi_start(wells, slope_of_wells, np.array([2.0, -0.5, 50.0, 0.5]), 0.02, 500)
    assert (x, value) == pytest.approx((found[0][0], found[1]), abs=1e-4)
    assert value == pytest.approx(-3.5139, abs=1e-4)
    x, value = lesson.multi_start(wells, slope_of_wells, np.array([2.0, 0.5]), 0.02, 500)
    assert (x, value) == pytest.approx((1.130901123, -1.0702), abs=1e-4)


def test_a_run_that_falls_without_end_does_not_count():
    x, value = lesson.multi_start(
        lambda x: x * (x * x - 3), lambda x: 3 * x * x - 3, np.array([-5.0, 0.5]), 0.05, 300
    )
    assert (x, value) == pytest.approx((1, -2))


def test_the_number_of_updates_on_a_parabola_has_a_closed_form():
    for lr in (0.05, 0.3, 0.9):
        expected = int(np.ceil(np.log(1e-6 / 4) / np.log(1 - lr)))
        assert lesson.iterations_needed(lambda x: x - 3, 7.0, lr, 1e-6, 1000) == expected
        assert lesson.iterations_needed(lambda x: x - 3, 7.0, lr, 1e-6, expected) == expected
        assert lesson.iterations_needed(lambda x: x - 3, 7.0, lr, 1e-6, expected - 1) is None
    assert lesson.iterations_needed(lambda x: x - 3, 3, 0.1, 0.0, 0) == 0
    assert lesson.iterations_needed(slope_of_wells, 50.0, 0.1, 1e-6, 100) is None


def test_the_figure_shows_the_points_on_the_curve():
    xs, path = np.linspace(-2, 2, 30), np.array([1.5, 1.2, 1.1])
    (axes,) = lesson.plot_descent(wells, path, xs).axes
    curve, points = (line.get_xydata() for line in axes.lines)
    np.testing.assert_array_equal(curve, np.column_stack([xs, wells(xs)]))
    np.testing.assert_array_equal(points, np.column_stack([path, wells(path)]))
    assert axes.get_xlabel()
    assert axes.get_ylabel()


def test_the_picture_shows_that_only_rates_below_the_limit_lower_the_cost():
    *_, costs = lesson.picture().axes
    *below, above = (line.get_ydata() for line in costs.lines)
    assert all(values[-1] < values[0] for values in below)
    assert above[-1] > above[0]
