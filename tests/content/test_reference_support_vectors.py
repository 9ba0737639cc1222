"""The reference of `support_vectors` against geometry, exact numbers, the conditions and scikit-learn."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from scipy.optimize import minimize

from reference import support_vectors as lesson
from tests.solutions.support_vectors import max_margin_line__nearest_points_of_the_hulls as by_geometry

P = np.array([[0, 0], [-1, -1], [-3, -1], [1, 2], [2, 1], [3, 3]], dtype=float)
Y = np.array([-1, -1, -1, 1, 1, 1])
THREE, BEST = [0, 3, 4], np.array([2 / 3, 2 / 3, -1])


def drawn(seed, scale=1.0):
    """Points on both sides of a slanted line, at least half a unit from it."""
    rng = np.random.default_rng(seed)
    y = np.resize([1, -1], rng.integers(4, 9))
    angle = rng.uniform(0, 2 * np.pi)
    away, along = y * (0.5 + rng.exponential(1, len(y))), rng.uniform(-4, 4, len(y))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return scale * (np.column_stack([away, along]) @ turn + rng.uniform(-2, 2, 2)), y


def test_the_distance_is_that_of_sympy():
    x, y = sp.Rational(7, 2), sp.Integer(-2)
    line = sp.Line(sp.Point(0, sp.Rational(5, 4)), sp.Point(sp.Rational(5, 3), 0))  # 3x + 4y − 5 = 0
    assert lesson.distance_to_line(3, 4, -5, 3.5, -2) == pytest.approx(float(line.distance(sp.Point(x, y))))


@pytest.mark.parametrize("points", [THREE, range(6)])
def test_three_points_and_six_have_the_published_line(points):
    points = list(points)
    w = lesson.max_margin_line(P[points], Y[points])
    np.testing.assert_allclose(w, BEST, atol=1e-7)
    assert w[0] ** 2 + w[1] ** 2 == pytest.approx(8 / 9)
    width = 2 * min(lesson.distance_to_line(*w, *p) for p in P[points])
    assert width == pytest.approx(3 / np.sqrt(2))


@pytest.mark.parametrize(
    ("points", "labels", "line"),
    [
        ([[0, 0], [1, 1]], [-1, 1], [1, 1, -1]),
        ([[-1, -1], [1, 1], [4, 0]], [-1, 1, 1], [0.5, 0.5, 0]),
        ([[0, 1], [3, 1], [3, 5]], [-1, 1, 1], [2 / 3, 0, -1]),
    ],
)
def test_small_sets_have_the_line_that_can_be_read_off(points, labels, line):
    np.testing.assert_allclose(lesson.max_margin_line(np.array(points), np.array(labels)), line, atol=1e-6)


@pytest.mark.parametrize(
    ("left_out", "line"),
    [(0, [0.4, 0.4, -0.2]), (3, [0.8, 0.4, -1]), (4, [0.4, 0.8, -1]), (1, BEST), (2, BEST), (5, BEST)],
)
def test_the_line_moves_when_a_support_vector_is_left_out_and_only_then(left_out, line):
    kept = np.arange(6) != left_out
    np.testing.assert_allclose(lesson.max_margin_line(P[kept], Y[kept]), line, atol=1e-6)


@pytest.mark.parametrize("scale", [0.1, 1.0, 20.0])
@pytest.mark.parametrize("seed", range(8))
def test_the_line_is_perpendicular_to_the_shortest_way_between_the_hulls(seed, scale):
    points, y = drawn(seed, scale)
    expected = by_geometry(points, y)
    w = lesson.max_margin_line(points, y)
    np.testing.assert_allclose(w, expected, atol=1e-5 * max(1, np.abs(expected).max()))


@pytest.mark.parametrize("seed", range(6))
def test_line_and_multipliers_fulfil_the_four_conditions(seed):
    points, y = drawn(seed)
    w, lam = lesson.max_margin_line(points, y), lesson.svm_dual(points, y)
    found = lesson.kkt_residuals(points, y, w, lam)
    assert max(found.values()) < 1e-4
    on = lesson.support_points(points, y, w, 1e-4)
    assert set(np.flatnonzero(lam > 1e-4)) <= set(on)
    value = np.sum(lam) - np.sum(((lam * y) @ points) ** 2) / 4
    assert value == pytest.approx(w[0] ** 2 + w[1] ** 2, abs=1e-6)


def test_line_and_multipliers_are_those_of_scikit_learn():
    svm = pytest.importorskip("sklearn.svm")
    machine = svm.SVC(kernel="linear", C=1e6, tol=1e-8).fit(P, Y)
    assert sorted(machine.support_) == lesson.support_points(P, Y, BEST, 1e-6) == THREE
    np.testing.assert_allclose([*machine.coef_[0], machine.intercept_[0]], BEST, atol=1e-4)
    lam = lesson.svm_dual(P, Y)
    np.testing.assert_allclose(lam, [8 / 9, 0, 0, 4 / 9, 4 / 9, 0], atol=1e-5)
    ours = (lam * Y)[machine.support_] / 2  # scikit-learn minimises half of a² + b²
    np.testing.assert_allclose(machine.dual_coef_[0], ours, atol=1e-4)


def test_the_stationary_point_of_the_lagrangian_has_positive_multipliers():
    a, b, c, *lam = symbols = sp.symbols("a b c l1:4")
    g = [-c - 1, a + 2 * b + c - 1, 2 * a + b + c - 1]
    L = a**2 + b**2 - sum(m * gi for m, gi in zip(lam, g, strict=True))
    (solution,) = sp.solve([sp.diff(L, s) for s in symbols], symbols, dict=True)
    exact = [Fraction(2, 3), Fraction(2, 3), -1, Fraction(8, 9), Fraction(4, 9), Fraction(4, 9)]
    assert [Fraction(str(solution[s])) for s in symbols] == exact
    w, multipliers = np.array(exact[:3], dtype=float), np.array(exact[3:], dtype=float)
    assert max(lesson.kkt_residuals(P[THREE], Y[THREE], w, multipliers).values()) < 1e-15


def test_only_the_sign_gives_the_false_solution_away():
    lam = np.array([68.0, 0, -28, 0, 40, 0])
    found = lesson.kkt_residuals(P, Y, np.array([-2.0, 6, -1]), lam)
    assert found == {"stationarity": 0.0, "primal": 0.0, "dual": 28.0, "complementarity": 0.0}


def test_all_constraints_as_equalities_have_no_solution_for_six_points():
    rows = Y[:, None] * np.column_stack([P, np.ones(6)])
    _, residual, *_ = np.linalg.lstsq(rows, np.ones(6), rcond=None)
    assert residual[0] > 1


def test_the_constraints_know_their_own_points():
    w = np.array([0.5, -2.0, 3.0])
    found = [part["fun"](w) for part in lesson.margin_constraints(P, Y)]
    np.testing.assert_allclose(found, [s * (0.5 * x - 2 * y + 3) - 1 for (x, y), s in zip(P, Y, strict=True)])


def test_a_start_with_the_value_of_its_first_step_stops_the_search_as_the_text_says():
    points, y = np.array([[0.0, 0.0], [2.0, 0.0], [5.0, 1.0]]), np.array([-1, 1, 1])
    stopped = minimize(
        lambda w: w[0] ** 2 + w[1] ** 2, np.ones(3), method="SLSQP",
        constraints=lesson.margin_constraints(points, y),
    )  # fmt: skip
    assert stopped.success
    assert stopped.fun > 1.5
    np.testing.assert_allclose(lesson.max_margin_line(points, y), [1, 0, -1], atol=1e-6)


def test_the_slack_of_the_new_points_is_positive():
    new = [1, 2, 5]
    slack = Y[new] * (P[new] @ BEST[:2] + BEST[2]) - 1
    np.testing.assert_allclose(lesson.same_line_reason()["slack"], slack)
    lam = np.array([8, 0, 0, 4, 4, 0]) / 9
    assert max(lesson.kkt_residuals(P, Y, BEST, lam).values()) < 1e-15


def test_the_picture_rings_the_same_three_points_twice():
    for axes in lesson.picture().axes:
        ringed = axes.collections[-1].get_offsets()
        assert sorted(map(tuple, ringed)) == [(0, 0), (1, 2), (2, 1)]
