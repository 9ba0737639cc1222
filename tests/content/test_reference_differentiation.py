"""The reference of `differentiation` against closed forms, SymPy, counted calls and published numbers."""

import sys

import numpy as np
import pytest
import sympy as sp

from reference import differentiation as lesson

X = sp.Symbol("x")
CUBIC = 2 * X**3 - 3 * X**2 + 5


def wavy(p):
    return np.sin(2 * p[0]) * np.exp(p[1]) + p[0] * p[2] ** 2


def complex_step(f, p):
    """The gradient to the last digit: Im f(p + ih·e) / h with a tiny h has no cancellation."""
    return np.array([f(p + 1e-30j * e).imag / 1e-30 for e in np.eye(len(p))])


def test_the_three_ways_give_the_numbers_of_the_text():
    assert lesson.symbolic_derivative("2*x**3 - 3*x**2 + 5")(2.0) == 12

    def p(x):
        return 2 * x**3 - 3 * x**2 + 5

    assert (p(2.001) - p(1.999)) / 0.002 == pytest.approx(12.000002, abs=1e-9)
    pytest.importorskip("jax")
    assert lesson.jax_derivative(p)(2.0) == 12


@pytest.mark.parametrize(
    "text", ["x**2*sin(3*x)", "exp(-x)/(1 + x**2)", "log(x + 4)", "7", "5*x", "pi*x - 2"]
)
@pytest.mark.parametrize("shape", [(), (1,), (4,), (2, 3)])
def test_a_symbolic_derivative_is_the_complex_step_s_in_the_shape_of_x(text, shape):
    x = np.linspace(-1, 2, int(np.prod(shape))).reshape(shape)
    f = sp.lambdify(X, sp.sympify(text), "numpy")
    df = lesson.symbolic_derivative(text)(x)
    assert np.shape(df) == shape
    np.testing.assert_allclose(df, np.imag(f(x + 1e-30j)) / 1e-30 * np.ones(shape), rtol=1e-13, atol=1e-15)


def test_the_derivative_on_a_grid_is_exact_for_a_parabola_up_to_the_ends():
    x = np.array([0.0, 0.1, 0.5, 0.55, 2.0])
    np.testing.assert_allclose(lesson.grid_derivative(3 * x**2 - x, x), 6 * x - 1, atol=1e-13)


def test_the_derivative_on_a_grid_has_order_two_inside_and_at_the_ends():
    places = np.array([0.0, 1.0, 1.4, 2.3, 3.0])
    for end in range(5):
        errors = []
        for h in (0.02, 0.01):
            x = 0.5 + h * (places - places[end])
            errors.append(abs(lesson.grid_derivative(np.exp(x), x)[end] - np.exp(0.5)))
        assert np.log2(errors[0] / errors[1]) == pytest.approx(2, abs=0.1)


def test_jax_is_exact_to_rounding_in_64_bits_for_floats_arrays_and_whole_numbers():
    jax = pytest.importorskip("jax")
    df = lesson.jax_derivative(lambda x: jax.numpy.sin(2 * x) * x)

    def exact(x):
        return 2 * np.cos(2 * x) * x + np.sin(2 * x)

    for x in (0.7, np.array([0.3, -1.0]), np.array([1, 2, 3]), np.ones((2, 2))):
        assert df(x).dtype == np.float64
        assert df(x).shape == np.shape(x)
        np.testing.assert_allclose(df(x), exact(x), rtol=1e-14)


def test_the_published_example_of_jax():
    pytest.importorskip("jax")
    assert lesson.jax_derivative(lambda x: x**2)(3.0) == 6.0


def test_a_forward_gradient_is_near_the_exact_one_and_takes_one_call_more_than_there_are_inputs():
    p, calls = np.array([0.3, -1.2, 0.7]), []

    def f(p):
        calls.append(p)
        return wavy(p)

    np.testing.assert_allclose(lesson.forward_gradient(f, p, 1e-7), complex_step(wavy, p), atol=1e-6)
    assert len(calls) == 4


@pytest.mark.parametrize("n", [1, 2, 5])
def test_the_counts_of_calls_are_those_that_differences_make(n):
    calls = []

    def f(p):
        calls.append(p)
        return float(p @ p)

    lesson.forward_gradient(f, np.ones(n), 0.1)
    assert len(calls) == lesson.passes_needed("forward", n)
    points = {(i, sign) for i in range(n) for sign in (1, -1)}
    assert len(points) == lesson.passes_needed("central", n)


def test_forward_mode_takes_a_pass_for_each_direction_and_reverse_mode_one():
    jax = pytest.importorskip("jax")
    p, passes = np.array([0.3, -1.2, 0.7]), []

    def f(p):
        return jax.numpy.sum(jax.numpy.sin(p) * p[0])

    gradient = jax.grad(f)(p)
    for direction in np.eye(3):
        passes.append(jax.jvp(f, (p,), (direction,))[1])
    np.testing.assert_allclose(passes, gradient, rtol=1e-6)
    assert len(passes) == lesson.passes_needed("dual", 3)
    assert lesson.passes_needed("reverse", 3) == 1


def test_derivatives_of_nested_expressions_swell_as_published():
    assert lesson.expression_growth(CUBIC, X, 5) == [4, 26, 94, 278, 742]


def test_every_situation_has_one_of_the_three_methods():
    chosen = lesson.choose_method()
    assert len(chosen) == 5
    assert sorted(chosen.values()) == ["automatic", "automatic", "numerical", "numerical", "symbolic"]


def test_the_race_times_each_call_on_its_own_and_leaves_the_first_one_out():
    now, seconds = [0.0], iter([9.0, 3.0, 1.0, 2.0, 8.0, 4.0, 6.0, 5.0])

    def method(_):
        now[0] += next(seconds)

    best = lesson.race({"one": method, "other": method}, None, 3, lambda: now[0])
    assert best == {"one": 1.0, "other": 4.0}


def test_the_picture_shows_three_methods_and_that_differences_are_the_least_exact():
    pytest.importorskip("jax")
    left, right = lesson.picture().axes
    errors = {line.get_label(): max(line.get_ydata()) for line in left.lines}
    assert set(errors) == {"symbolic", "numerical", "automatic"}
    assert errors["symbolic"] < 1e-14
    assert errors["automatic"] < 1e-14
    assert errors["numerical"] > 1e-9
    assert len(right.lines) == 3


def test_without_jax_the_rest_of_the_lesson_works(monkeypatch):
    monkeypatch.setitem(sys.modules, "jax", None)
    assert list(lesson.gradients(3)) == ["symbolic", "numerical"]
    assert len(lesson.picture().axes[0].lines) == 2
