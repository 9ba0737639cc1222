"""The reference of `derivatives` against algebra, 50 digits, SymPy, NumPy and published numbers."""

import mpmath
import numpy as np
import pytest
import sympy as sp

from graders.judge.numbers.rounding import central_rounding, difference_rounding
from graders.values.functions import Function
from reference import derivatives as lesson

X, H = sp.symbols("x h")
CURVES = ["exp(x)", "2*sin(3*x)", "x**3 - 2*x", "1/(1 + x**2)", "x**4 + x**2"]
GRID = np.linspace(-10, 10, 500)


def square(x):
    return x**2


def cubic(x):
    return x**3 - 2 * x**2 + 1


def cubic_slope(x):
    return 3 * x**2 - 4 * x


def sympy_of(formula):
    return sp.sympify(formula)


def slope_of(formula):
    return sp.lambdify(X, sp.diff(sympy_of(formula), X), "numpy")


def test_the_quotients_are_the_algebra_of_the_text():
    assert sp.expand(lesson.difference_quotient(square, X, H)) == 2 * X + H
    assert sp.expand(lesson.difference_quotient(cubic, X, H) - (3 * X**2 - 4 * X)) == sp.expand(
        H * (3 * X - 2) + H**2
    )
    assert sp.expand(lesson.central_difference(cubic, X, H) - (3 * X**2 - 4 * X)) == H**2


@pytest.mark.parametrize(("dx", "rate"), [(0.5, 6.5), (0.1, 6.1), (0.01, 6.01)])
def test_the_worked_example_has_the_rates_of_the_text(dx, rate):
    assert lesson.difference_quotient(square, 3.0, dx) == pytest.approx(rate, rel=1e-12)


@pytest.mark.parametrize("formula", CURVES)
@pytest.mark.parametrize("h", [0.5, 0.1, 1e-2, 1e-3, 1e-4])
@pytest.mark.parametrize(
    ("quotient", "rounding"),
    [(lesson.difference_quotient, difference_rounding), (lesson.central_difference, central_rounding)],
)
def test_rounding_stays_well_inside_the_tolerance(formula, h, quotient, rounding):
    """Against the method at 50 digits, a right answer uses at most a quarter of what is allowed."""
    f = Function(formula)
    for x in np.linspace(-2, 2, 23):
        with mpmath.workdps(50):
            exact = float(quotient(f.using("mpmath"), mpmath.mpf(float(x)), mpmath.mpf(h)))
        assert abs(quotient(f, float(x), h) - exact) <= 0.25 * rounding(f, float(x), h)


@pytest.mark.parametrize("formula", CURVES)
@pytest.mark.parametrize(
    ("quotient", "order"), [(lesson.difference_quotient, 1), (lesson.central_difference, 2)]
)
def test_the_error_shrinks_with_the_order_of_the_formula(formula, quotient, order):
    f, slope, points = Function(formula), slope_of(formula), np.linspace(0.3, 1.7, 9)
    errors = [np.array([quotient(f, x, h) for x in points]) - slope(points) for h in (0.02, 0.01)]
    assert np.median(np.log2(np.abs(errors[0] / errors[1]))) == pytest.approx(order, abs=0.1)


def test_the_derivative_of_the_cubic_is_what_sympy_and_the_quotient_say():
    assert sp.expand(lesson.derivative_cubic() - sp.diff(cubic(X), X)) == 0
    slope = sp.lambdify(lesson.x, lesson.derivative_cubic())
    for x in np.linspace(-3, 3, 13):
        assert lesson.central_difference(cubic, x, 1e-5) == pytest.approx(slope(x), abs=1e-8)


@pytest.mark.parametrize("coeffs", [[4], [3, 1], [1, -2, 0, 1], [2.5, 0.0, 0.0, -1.0, 7.0], [1] * 9])
def test_the_power_rule_is_the_derivative_of_a_polynomial(coeffs):
    expected = sp.Poly(coeffs, X).diff(X).all_coeffs()
    assert [float(c) for c in lesson.power_rule(coeffs)] == [float(c) for c in expected]
    if len(coeffs) > 1:
        assert lesson.power_rule(coeffs) == np.polyder(coeffs).tolist()


def test_the_curves_that_look_alike_are_apart_by_the_published_gaps():
    gap = lesson.rate_vs_rule_gap(square, lambda x: 2 * x, GRID, 1e-4)
    assert gap == pytest.approx(1.0000015e-4, rel=1e-6)
    assert lesson.rate_vs_rule_gap(cubic, cubic_slope, GRID, 1e-4) == pytest.approx(3.19999e-3, rel=1e-5)
    central = [lesson.central_difference(cubic, x, 1e-4) for x in GRID]
    assert np.max(np.abs(central - cubic_slope(GRID))) == pytest.approx(1.03e-8, rel=0.1)


@pytest.mark.parametrize("dx", [0.5, 0.01, -0.1])
def test_the_gap_of_the_cubic_is_its_closed_form(dx):
    xs = np.linspace(-2, 3, 40)
    expected = np.max(np.abs(dx * (3 * xs - 2) + dx**2))
    assert lesson.rate_vs_rule_gap(cubic, cubic_slope, xs, dx) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("scheme", "balance", "error"), [("forward", 1e-8, 6.6e-9), ("central", 1e-5, 5.9e-11)]
)
def test_the_best_step_lies_where_the_two_errors_balance(scheme, balance, error):
    powers = [10.0**-k for k in range(1, 17)]
    best = lesson.best_step(np.exp, np.exp, 1.0, powers, scheme)
    quotient = {"forward": lesson.difference_quotient, "central": lesson.central_difference}[scheme]
    assert best == pytest.approx(balance)
    assert abs(quotient(np.exp, 1.0, best) - np.e) == pytest.approx(error, rel=0.1)


def test_a_step_that_the_number_swallows_gives_slope_zero():
    assert lesson.difference_quotient(np.exp, 1.0, 1e-16) == 0


def test_the_figure_shows_the_function_and_both_of_its_slopes():
    xs = np.linspace(-1, 2, 30)
    left, right = lesson.plot_slopes(cubic, cubic_slope, xs, 0.5).axes
    (curve,) = left.lines
    rate, rule = right.lines
    np.testing.assert_array_equal(curve.get_ydata(), cubic(xs))
    np.testing.assert_allclose(rate.get_ydata() - rule.get_ydata(), 0.5 * (3 * xs - 2) + 0.25, atol=1e-12)
    assert len(right.get_legend().get_texts()) == 2


def test_the_picture_shows_slope_one_slope_two_and_rounding():
    _, right = lesson.picture().axes
    for line, order in zip(right.lines[:2], (1, 2), strict=True):
        _, error = line.get_data()
        assert np.log10(error[-9] / error[-13]) == pytest.approx(order, abs=0.1)
        assert error[0] > 1e-2
