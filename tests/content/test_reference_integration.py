"""The reference of `integration` against closed forms, SciPy, SymPy and published numbers."""

import numpy as np
import pytest
import scipy.integrate
import sympy as sp

from graders.judge.numbers.rounding import quadrature_rounding
from graders.values.functions import Function
from reference import integration as lesson

T = sp.Symbol("t")
STRETCHES = [(-1.0, 2.0, 7), (0.5, 3.0, 40), (2, -1, 12), (0.0, 1.0, 1)]
FORMULAS = ["exp(x)", "cos(2*x)", "3*x**2 - 4*x", "1/(1 + x**2)"]


def double(x):
    return 2 * x


def slope(x):
    return 3 * x**2 - 4 * x


def cubic(x):
    return x**3 - 2 * x**2


def test_the_left_sum_of_2x_is_the_published_number():
    assert lesson.riemann_left(double, -10, 10, 200) == pytest.approx(-2.0, abs=1e-12)
    assert lesson.riemann_left(slope, -10, 10, 200) == pytest.approx(2004.1, abs=1e-9)


@pytest.mark.parametrize(("a", "b", "n"), STRETCHES)
def test_sums_of_straight_lines_have_closed_forms(a, b, n):
    w = (b - a) / n
    assert lesson.riemann_left(double, a, b, n) == pytest.approx(b**2 - a**2 - w * (b - a), abs=1e-12)
    assert lesson.trapezoid(double, a, b, n) == pytest.approx(b**2 - a**2, abs=1e-12)
    x, F = lesson.running_area(double, a, b, n)
    np.testing.assert_allclose(F, x**2 - a**2 - w * (x - a), atol=1e-12)


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize(("a", "b", "n"), STRETCHES)
def test_the_sums_agree_with_numpy_and_scipy_within_rounding(formula, a, b, n):
    f = Function(formula)
    x, allowed = np.linspace(a, b, n + 1), 0.25 * quadrature_rounding(f, a, b, n)
    y = f(x)
    assert abs(lesson.trapezoid(f, a, b, n) - np.trapezoid(y, x)) <= allowed
    assert abs(lesson.riemann_left(f, a, b, n) - sum(f(t) * (b - a) / n for t in x[:-1])) <= allowed
    nodes, area = lesson.running_area(f, a, b, n)
    half_a_step = (y - y[0]) * (b - a) / n / 2
    np.testing.assert_allclose(nodes, x, atol=1e-14)
    np.testing.assert_allclose(
        area + half_a_step, scipy.integrate.cumulative_trapezoid(y, x, initial=0), atol=allowed
    )


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize(("rule", "order"), [(lesson.riemann_left, 1), (lesson.trapezoid, 2)])
def test_the_error_shrinks_with_the_order_of_the_rule(formula, rule, order):
    f = Function(formula)
    exact, _ = scipy.integrate.quad(f, 0, 2)
    errors = [rule(f, 0, 2, n) - exact for n in (200, 400)]
    assert np.log2(abs(errors[0] / errors[1])) == pytest.approx(order, abs=0.05)


def test_the_running_area_follows_the_antiderivative_with_its_constant():
    x, area = lesson.running_area(slope, -10, 10, 200_000)
    constant = lesson.area_constant(cubic, -10)
    assert constant == 1200
    np.testing.assert_allclose(area, cubic(x) + constant, atol=2e-4 * 200)
    assert (x[0], area[0]) == (-10, 0)


def test_a_sum_that_runs_one_strip_ahead_has_no_constant_offset():
    """The offset to the antiderivative that a late cumulative sum shows, as published: 1217.0 to 1234.0."""
    x = np.arange(-10, 10, 0.1)
    ahead = np.cumsum(slope(x)) * 0.1
    nodes, area = lesson.running_area(slope, -10, 10, 200)
    np.testing.assert_allclose(area[1:], ahead, atol=1e-9)
    offset = ahead - cubic(x)
    assert (offset.min(), offset.max()) == pytest.approx((1216.99, 1234.0), abs=0.01)
    assert nodes[1] - x[0] == pytest.approx(0.1)


@pytest.mark.parametrize(
    "expr", [3 * T**2 - 4 * T, sp.cos(3 * T), sp.exp(-2 * T) + T, 1 / T, T**7, sp.Integer(5), T * sp.sin(T)]
)
def test_an_antiderivative_has_the_slope_and_the_area_of_the_integrand(expr):
    F = lesson.antiderivative(expr, T)
    assert sp.simplify(sp.diff(F, T) - expr) == 0
    area, _ = scipy.integrate.quad(sp.lambdify(T, expr), 1, 2)
    assert float(F.subs(T, 2) - F.subs(T, 1)) == pytest.approx(area)


@pytest.mark.parametrize(
    ("f", "a", "b", "signed", "total"),
    [
        (double, -10, 10, 0, 200),
        (np.sin, 0, 2 * np.pi, 0, 4),
        (np.cos, 0, np.pi, 0, 2),
        (slope, 0, 2, 0, 64 / 27),
        (np.exp, 0, 1, np.e - 1, np.e - 1),
    ],
)
def test_signed_and_total_area_approach_the_integrals_of_f_and_its_absolute_value(f, a, b, signed, total):
    assert lesson.signed_and_total_area(f, a, b, 20_000) == pytest.approx((signed, total), abs=1e-6)


def test_the_figure_shows_the_running_area_and_the_antiderivative():
    (axes,) = lesson.plot_antiderivative(slope, cubic, -1, 2, 30).axes
    area, F = axes.lines
    np.testing.assert_array_equal(area.get_ydata(), lesson.running_area(slope, -1, 2, 30)[1])
    np.testing.assert_allclose(F.get_ydata(), cubic(np.linspace(-1, 2, 31)))
    assert len(axes.get_legend().get_texts()) == 2


def test_the_picture_shows_the_strips_and_the_constant():
    left, right = lesson.picture().axes
    area = sum(bar.get_height() * bar.get_width() for bar in left.patches)
    running, shifted = right.lines[:2]
    assert area == pytest.approx(running.get_ydata()[-1])
    assert shifted.get_ydata()[0] == pytest.approx(0)
