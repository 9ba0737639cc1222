"""The reference of `gradient` against SymPy, the complex step, geometry and published numbers."""

import numpy as np
import pytest
import sympy as sp

from reference import gradient as lesson

X, Y, Z = sp.symbols("x y z")


def hill(x, y):
    return x**2 + y**3


def wavy(p):
    return np.sin(2 * p[0]) * np.exp(p[1]) + p[0] * p[2] ** 2


def complex_step(f, p):
    """The gradient to the last digit: Im f(p + ih·e) / h with a tiny h has no cancellation."""
    return np.array([f(p + 1e-30j * e).imag / 1e-30 for e in np.eye(len(p))])


def test_the_worked_example_has_the_gradient_and_the_rate_of_the_text():
    gradient = [g.subs({X: 2, Y: 3}) for g in lesson.partials(hill(X, Y), [X, Y])]
    assert gradient == [4, 27]
    assert sp.sqrt(sum(g**2 for g in gradient)) == sp.sqrt(745)
    assert np.sqrt(745) == pytest.approx(27.29468813)
    assert lesson.gradient_angle(4, 27, "math") == pytest.approx(81.57303, abs=5e-6)
    assert lesson.gradient_angle(4, 27, "compass") == pytest.approx(8.42697, abs=5e-6)


def test_partials_of_any_expression_agree_with_the_complex_step():
    variables = sp.symbols("p0 p1 p2")
    p = np.array([0.3, -1.2, 0.7])
    expr = sp.sin(2 * variables[0]) * sp.exp(variables[1]) + variables[0] * variables[2] ** 2
    values = [sp.lambdify(variables, g)(*p) for g in lesson.partials(expr, variables)]
    np.testing.assert_allclose(values, complex_step(wavy, p), rtol=1e-13)


def test_a_variable_that_does_not_occur_has_the_slope_zero():
    assert lesson.partials(X * Y, [Z, Y]) == [0, X]


def test_the_numeric_gradient_approaches_the_complex_step_with_order_two():
    p = np.array([0.3, -1.2, 0.7])
    errors = [np.abs(lesson.gradient_numeric(wavy, p, h) - complex_step(wavy, p)) for h in (0.02, 0.01)]
    assert np.max(errors[1]) < 1e-3
    np.testing.assert_allclose(np.log2(errors[0][:2] / errors[1][:2]), 2, atol=0.01)


def test_whole_numbers_are_points_too_and_stay_as_they_are():
    p = np.array([2, 3])
    np.testing.assert_allclose(lesson.gradient_numeric(lambda p: hill(*p), p, 1e-4), [4, 27], atol=1e-7)
    assert p.tolist() == [2, 3]


@pytest.mark.parametrize("scale", [1, 7, 0.01])
def test_the_rate_in_a_direction_is_the_dot_product_with_the_unit_vector(scale):
    p, u = np.array([0.3, -1.2, 0.7]), np.array([1.0, -2.0, 2.0])
    expected = complex_step(wavy, p) @ u / 3
    assert lesson.directional_derivative(wavy, p, scale * u, 1e-5) == pytest.approx(expected, abs=1e-8)


def test_no_direction_is_steeper_than_the_gradient_and_square_to_it_nothing_changes():
    p = np.array([2.0, 3.0])
    gradient = np.array([4.0, 27.0])
    turns = np.radians(np.arange(360))
    rates = [
        lesson.directional_derivative(lambda p: hill(*p), p, np.array([np.cos(t), np.sin(t)]), 1e-4)
        for t in turns
    ]
    assert max(rates) <= np.sqrt(745) + 1e-6
    square_to_it = np.array([-gradient[1], gradient[0]])
    assert lesson.directional_derivative(lambda p: hill(*p), p, square_to_it, 1e-4) == pytest.approx(
        0, abs=1e-6
    )
    along = lesson.directional_derivative(lambda p: hill(*p), p, gradient, 1e-4)
    assert along == pytest.approx(np.sqrt(745))


def test_the_search_at_2_3_finds_the_published_direction_to_all_digits():
    angle, rate = lesson.steepest_direction(hill, 2, 3, 1e-4, 3600)
    assert (90 - angle) % 360 == pytest.approx(8.4)
    components = rate * np.cos(np.radians(angle)), rate * np.sin(np.radians(angle))
    assert components == pytest.approx((3.987419245872443, 27.002750276227097), rel=1e-9)


def test_the_search_at_1_1_finds_45_degrees_and_the_forward_bias():
    angle, rate = lesson.steepest_direction(lambda x, y: x**2 + y**2, 1, 1, 1e-4, 3600)
    assert angle == 45
    assert rate == pytest.approx(2 * np.sqrt(2) + 1e-4, abs=1e-9)


@pytest.mark.parametrize("degrees", range(0, 360, 15))
def test_an_angle_comes_back_from_its_vector(degrees):
    gx, gy = 3 * np.cos(np.radians(degrees)), 3 * np.sin(np.radians(degrees))
    turned = [
        lesson.gradient_angle(gx, gy, "math") - degrees,
        lesson.gradient_angle(gx, gy, "compass") + degrees - 90,
    ]
    assert all(abs((t + 180) % 360 - 180) < 1e-9 for t in turned)


def test_the_field_has_unit_arrows_and_none_at_the_origin():
    xs = np.linspace(-10, 10, 21)
    ux, uy, size = lesson.unit_field(lambda x, y: 2 * x, lambda x, y: 3 * y**2, xs)
    length = np.hypot(ux, uy)
    assert (ux[10, 10], uy[10, 10], size[10, 10]) == (0, 0, 0)
    np.testing.assert_allclose(np.delete(length.ravel(), 220), 1)
    assert size[20, 10] == 20
    assert size[10, 13] == 27
    np.testing.assert_allclose(ux * size, 2 * xs[:, None] * np.ones(21))


def test_the_figure_shows_the_surface_and_coloured_arrows():
    xs = np.linspace(-2, 2, 5)
    figure = lesson.plot_surface_and_field(hill, lambda x, y: 2 * x, lambda x, y: 3 * y**2, xs)
    surface, field, _ = figure.axes
    (arrows,) = field.collections
    ux, uy, size = lesson.unit_field(lambda x, y: 2 * x, lambda x, y: 3 * y**2, xs)
    assert surface.name == "3d"
    np.testing.assert_array_equal(arrows.U, ux.ravel())
    np.testing.assert_array_equal(arrows.V, uy.ravel())
    np.testing.assert_array_equal(arrows.get_array(), size.ravel())


def test_the_picture_has_arrows_of_length_one_that_are_coloured_by_the_size_of_the_gradient():
    left, right = lesson.picture().axes
    arrows = next(part for part in left.collections if hasattr(part, "U"))
    x, y = arrows.XY.T
    np.testing.assert_allclose(np.hypot(arrows.U, arrows.V), 1)
    np.testing.assert_allclose(arrows.get_array(), np.hypot(2 * x, 3 * y**2))
    assert max(right.lines[0].get_ydata()) == pytest.approx(745**0.5, abs=0.05)
