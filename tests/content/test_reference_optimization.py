"""The reference of `optimization` against closed forms, SciPy, finite differences and published numbers."""

import numpy as np
import pytest
import scipy.differentiate
import scipy.optimize
import sympy as sp

from reference import optimization as lesson

X = sp.Symbol("x")
CUBIC = X**3 - 2 * X**2 + 1


def test_the_worked_example_has_the_points_and_heights_of_the_text():
    points = lesson.critical_points(CUBIC, X)
    assert points == [0, sp.Rational(4, 3)]
    assert [CUBIC.subs(X, c) for c in points] == [1, sp.Rational(-5, 27)]
    assert [lesson.classify_point(CUBIC, X, c) for c in points] == ["max", "min"]
    assert lesson.classify_point(CUBIC, X, sp.Rational(2, 3)) == "neither"
    assert (CUBIC.subs(X, 3), CUBIC.subs(X, -2)) == (10, -15)


def test_log_has_no_critical_point_and_the_answer_says_so():
    answer = lesson.log_extrema()
    assert lesson.critical_points(sp.log(X), X) == answer["zeros"] == []
    heights = np.log(np.geomspace(1e-300, 1e300, 1000))
    assert np.all(np.diff(heights) > 0)
    assert (answer["has_max"], answer["has_min"], answer["reason"]) == (False, False, "b")


@pytest.mark.parametrize(
    ("expr", "points"),
    [
        (X**4 - 2 * X**2, [-1, 0, 1]),
        (X**3, [0]),
        (X**3 + X, []),
        (sp.exp(X) - 3 * X, [sp.log(3)]),
        (X * sp.log(X), [sp.exp(-1)]),
        (X**5 - 5 * X, [-1, 1]),
        (2 * sp.log(X) - 3 * X, [sp.Rational(2, 3)]),
    ],
)
def test_critical_points_are_those_known_in_closed_form(expr, points):
    assert lesson.critical_points(expr, X) == points


def test_the_points_of_a_polynomial_are_the_real_roots_of_its_slope():
    expr = sp.integrate(sp.expand((X**2 - X - 3) * (X**2 - X + 7) * (X - 5)), X)
    roots = np.roots([float(c) for c in sp.Poly(sp.diff(expr, X), X).all_coeffs()])
    real = np.sort(roots[np.abs(roots.imag) < 1e-12].real)
    np.testing.assert_allclose([float(c) for c in lesson.critical_points(expr, X)], real)


@pytest.mark.parametrize("power", range(1, 8))
@pytest.mark.parametrize("factor", [-2, 3])
def test_a_point_is_what_its_neighbours_show(power, factor):
    expr = factor * (X - 1) ** power + (X - 1) ** 9 + 5
    left, middle, right = (float(expr.subs(X, x)) for x in (0.9, 1.0, 1.1))
    shown = "min" if min(left, right) > middle else "max" if max(left, right) < middle else "neither"
    assert lesson.classify_point(expr, X, 1) == shown


def rosenbrock(p):
    return scipy.optimize.rosen(p)


@pytest.mark.parametrize("p", [[1.0, 1.0], [-1.2, 1.0], [0.3, -0.4, 0.7]])
def test_the_numeric_hessian_approaches_that_of_rosenbrocks_function(p):
    H = lesson.hessian_numeric(rosenbrock, np.array(p), 1e-4)
    np.testing.assert_allclose(H, scipy.optimize.rosen_hess(np.array(p)), rtol=1e-5, atol=1e-4)
    np.testing.assert_allclose(H, H.T, rtol=1e-12, atol=1e-5)


def test_the_error_of_the_hessian_is_of_order_two():
    def f(p):
        return np.sin(2 * p[0]) * np.exp(p[1]) + p[0] * p[2] ** 3

    p = np.array([0.3, -0.2, 0.7])
    exact = scipy.differentiate.hessian(f, p).ddf
    errors = [np.abs(lesson.hessian_numeric(f, p, h) - exact).max() for h in (0.02, 0.01)]
    assert np.log2(errors[0] / errors[1]) == pytest.approx(2, abs=0.05)


def test_whole_numbers_are_points_too_and_stay_as_they_are():
    p = np.array([2, 1])
    H = lesson.hessian_numeric(lambda p: p[0] ** 2 * p[1] ** 2, p, 0.25)
    np.testing.assert_allclose(H, [[2, 8], [8, 8]], atol=1e-12)
    assert p.tolist() == [2, 1]


@pytest.mark.parametrize(
    ("f", "kind"),
    [
        (lambda p: p @ p, "min"),
        (lambda p: -(p @ p), "max"),
        (lambda p: p[0] * p[1], "saddle"),
        (lambda p: p[0] ** 2 + p[1] ** 3, "inconclusive"),
        (lambda p: p[0] ** 2 + p[1] ** 4, "inconclusive"),
        (lambda p: p[0] ** 2 - p[1] ** 2 + p[2] ** 4, "saddle"),
        (lambda p: 0 * p[0], "inconclusive"),
    ],
)
def test_a_hessian_tells_what_is_known_of_the_function(f, kind):
    H = lesson.hessian_numeric(f, np.zeros(3 if kind == "saddle" else 2), 1e-5)
    assert lesson.classify_hessian(np.round(H, 6)) == kind


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_definite_matrices_are_those_with_a_cholesky_factor(n):
    rng = np.random.default_rng(n)
    for _ in range(50):
        B = rng.normal(size=(n, n))
        H = B @ B.T - rng.uniform(0, 2) * np.eye(n)
        try:
            np.linalg.cholesky(H)
            definite = True
        except np.linalg.LinAlgError:
            definite = False
        assert (lesson.classify_hessian(H) == "min") == definite
        assert (lesson.classify_hessian(-H) == "max") == definite


def test_newtons_method_takes_the_steps_of_the_text():
    def df(x):
        return 3 * x**2 - 4 * x

    def d2f(x):
        return 6 * x - 4

    steps = [lesson.newton_min(df, d2f, 2.0, 0.0, k)[0] for k in range(1, 5)]
    assert steps[:2] == pytest.approx([1.5, 1.35])
    assert steps[2] == pytest.approx(1.3335, abs=5e-5)
    assert steps[3] - 4 / 3 == pytest.approx(3e-8, abs=5e-9)
    assert lesson.newton_min(df, d2f, 0.5, 1e-9, 50)[0] == pytest.approx(0, abs=1e-9)


def test_newtons_method_agrees_with_scipys_and_finds_the_omega_constant():
    def df(x):
        return np.exp(x) - 1 / x

    def d2f(x):
        return np.exp(x) + 1 / x**2

    x, updates = lesson.newton_min(df, d2f, 0.5, 1e-12, 50)
    found = scipy.optimize.newton(df, 0.5, fprime=d2f)
    assert x == pytest.approx(found) == pytest.approx(0.567143290409784)
    assert updates < 6


def test_newtons_method_counts_updates():
    def df(x):
        return 2 * x - 6

    assert lesson.newton_min(df, lambda x: 2.0, 3.0, 0.0, 10) == (3.0, 0)
    assert lesson.newton_min(df, lambda x: 4.0, 7.0, 0.0, 3) == (3.5, 3)
    assert lesson.newton_min(df, lambda x: 2.0, 5.0, 0.0, 0) == (5.0, 0)


def test_the_figure_shows_log_and_its_slope():
    xs = np.linspace(0.5, 4, 30)
    (axes,) = lesson.plot_log(xs).axes
    log, slope = (line.get_ydata() for line in axes.lines)
    np.testing.assert_allclose(np.exp(log), xs)
    np.testing.assert_allclose(np.gradient(log, xs)[1:-1], slope[1:-1], rtol=0.02)
    assert len(axes.get_legend().get_texts()) == 2


def test_the_picture_marks_the_level_points():
    left, right = lesson.picture().axes
    marks = [line.get_xydata()[0] for line in left.lines if line.get_marker() in "^v"]
    np.testing.assert_allclose(marks, [[0, 1], [4 / 3, -5 / 27]])
    assert len(right.lines) == 3
