"""Checks and misconceptions of the lesson Three ways to differentiate."""

import statistics

import numpy as np
import sympy as sp

from graders.authoring import Counted, Function, Remote, Trial, answer, difference_rounding, rounding, task
from graders.reference.differentiation import choose_method as right_choices
from graders.reference.differentiation import expression_growth as growth
from graders.reference.differentiation import forward_gradient as quotients
from graders.reference.differentiation import import_jax

CURVES = [  # a function and its slope; a and b are drawn; Python's `math` takes none of them for an array
    ("{a}*x**2*sin({b}*x)", "2*{a}*x*sin({b}*x) + {a}*{b}*x**2*cos({b}*x)"),
    ("exp({b}*x) - {a}*x**2", "{b}*exp({b}*x) - 2*{a}*x"),
    ("{b}*log(x**2 + {a})", "2*{b}*x/(x**2 + {a})"),
    ("{a}*x*tanh({b}*x)", "{a}*tanh({b}*x) + {a}*{b}*x*(1 - tanh({b}*x)**2)"),
    ("{a}*sqrt(x**2 + {b}) + x**3", "{a}*x/sqrt(x**2 + {b}) + 3*x**2"),
]
FUNCTION = Remote(0, "")


def draw(trial: Trial, k: int) -> list[tuple[Function, Function]]:
    """Draw k functions of different families, each with its derivative."""
    pairs = []
    for pair in trial.sample(CURVES, k):
        a, b = round(trial.uniform(0.5, 3), 1), round(trial.uniform(1.1, 2), 1)
        f, slope = (Function(formula.format(a=a, b=b)) for formula in pair)
        pairs.append((f, slope))
    return pairs


def slope_rounding(f, slope, x):
    """What rounding may do to a formula of the slope, whatever its form."""
    return rounding(np.max(np.abs(f(x))) + np.max(np.abs(slope(x))))


def quotient_of(f):
    """A derivative of f that is only a difference quotient."""
    return lambda x: (f(x + 1e-5) - f(x - 1e-5)) / 2e-5


# -----------------------------------------------------------------------------------------------------------

symbolic_derivative = task("symbolic_derivative")


@symbolic_derivative.check
def an_array_gives_the_slope_at_each_of_its_points(trial: Trial) -> None:
    """On an array it is the derivative at each point."""
    for (f, slope), shape in zip(draw(trial, 2), [(trial.integer(3, 7),), (2, 3)], strict=True):
        df = trial.call(f.formula, like=FUNCTION)
        x = trial.rng.uniform(0.3, 2, shape).round(2)
        tolerance = slope_rounding(f, slope, x)
        trial.expect(
            x, function=df, expected=slope(x), tolerance=tolerance, note=f"derivative of {f.formula}"
        )


@symbolic_derivative.check
def each_function_keeps_its_formula(trial: Trial) -> None:
    """The function of one formula is the same after another one was asked for."""
    pairs = draw(trial, 2)
    made = [(trial.call(f.formula, like=FUNCTION), f, slope) for f, slope in pairs]
    for x in (round(trial.uniform(-2, -0.3), 2), trial.rng.uniform(-2, 2, (3, 3)).round(2), np.array([0.5])):
        for df, f, slope in made:
            note = f"derivative of {f.formula}"
            tolerance = slope_rounding(f, slope, x)
            trial.expect(x, function=df, expected=slope(x), tolerance=tolerance, note=note)
    steep = trial.call(f"{trial.integer(2, 9)}000*x", like=FUNCTION)
    power = trial.integer(4, 6)
    text = f"1000*x**{power} + sin(x) + cos(x) + exp(x) + log(x + 3) + sqrt(x + 2) + tanh(x) + pi*x"
    df = trial.call(text, like=FUNCTION)
    trial.call(np.zeros(1), function=steep, like=np.zeros(1))
    for x in (trial.rng.uniform(1, 2, 1).round(2), np.zeros(2)):
        waves = np.cos(x) - np.sin(x) + np.exp(x) + 1 - np.tanh(x) ** 2 + np.pi
        expected = 1000.0 * power * x ** (power - 1) + waves + 1 / (x + 3) + 0.5 / np.sqrt(x + 2)
        trial.expect(x, function=df, expected=expected, note=f"derivative of {text}")


@symbolic_derivative.check
def a_float_gives_a_number(trial: Trial) -> None:
    """On a float it is a number."""
    for f, slope in draw(trial, 2):
        df, x = trial.call(f.formula, like=FUNCTION), round(trial.uniform(-2, -0.3), 2)
        tolerance = slope_rounding(f, slope, x)
        trial.expect(
            x, function=df, expected=slope(x), tolerance=tolerance, note=f"derivative of {f.formula}"
        )


@symbolic_derivative.check
def a_root_of_a_square_is_no_square_root_undone(trial: Trial) -> None:
    """Left of 0 the slope of √x² is −1: x may have either sign."""
    a = trial.integer(2, 9)
    df, x = trial.call(f"{a}*sqrt(x**2)", like=FUNCTION), trial.rng.uniform(0.5, 2, 3).round(2) * [1, -1, -1]
    trial.expect(x, function=df, expected=a * np.sign(x), note=f"derivative of {a}*sqrt(x**2)")


@symbolic_derivative.check
def a_constant_slope_has_the_shape_of_x(trial: Trial) -> None:
    """A derivative without x has the shape of x too."""
    a, b = round(trial.uniform(1.1, 3), 1), trial.integer(2, 9)
    for text, value in ((f"{a}*x + {b}", a), (f"{b}", 0.0)):
        df = trial.call(text, like=FUNCTION)
        for x in (np.linspace(-1, 1, trial.integer(3, 7)), np.ones((2, 3)), 0.5):
            trial.expect(x, function=df, expected=value + 0 * x, note=f"derivative of {text}")


def made_of(expr, modules="numpy"):
    return sp.lambdify(sp.Symbol("x"), expr, modules)


def slope_of(text):
    return sp.diff(sp.sympify(text), sp.Symbol("x"))


@symbolic_derivative.misconception
def made_a_function_of_the_formula_itself(text):
    """This computes the formula itself, not its slope: differentiate before `lambdify`."""
    f = made_of(sp.sympify(text))
    return lambda x: f(x) + np.zeros(np.shape(x))


@symbolic_derivative.misconception
def let_a_constant_lose_its_shape(text):
    """A derivative without x comes back as a single number, whatever the shape of x: `lambdify` has no x to
    take the shape from. Adding zeros of the shape of x repairs it."""
    return made_of(slope_of(text))


@symbolic_derivative.misconception
def made_a_function_of_single_numbers(text):
    """This version takes single numbers only: `lambdify` with 'numpy', not 'math', gives one for arrays."""
    return made_of(slope_of(text), "math")


@symbolic_derivative.misconception
def asked_a_float_for_its_shape(text):
    """A float has no attribute shape; np.shape(x) works for floats and arrays alike."""
    df = made_of(slope_of(text))
    return lambda x: df(x) + np.zeros(x.shape)


@symbolic_derivative.misconception
def asked_a_float_for_its_length(text):
    """A float has no length, and the length of an array is not its shape; np.shape(x) works for both."""
    df = made_of(slope_of(text))
    return lambda x: df(x) * np.ones(len(x))


@symbolic_derivative.misconception
def took_a_difference_quotient(text):
    """This is a difference quotient, right to some ten digits; the formula's own derivative is exact."""
    return quotient_of(made_of(sp.sympify(text)))


@symbolic_derivative.misconception
def differentiated_twice(text):
    """This is the second derivative, the slope of the slope; one differentiation is enough."""
    df = made_of(sp.diff(slope_of(text), sp.Symbol("x")))
    return lambda x: df(x) + np.zeros(np.shape(x))


@symbolic_derivative.misconception
def returned_the_expression(text):
    """This is the derivative as an expression; `lambdify` makes a function of it, which can be called."""
    return slope_of(text)


@symbolic_derivative.misconception
def returned_a_text(text):
    """This is the derivative as a text; asked for is a function that computes it."""
    return str(slope_of(text))


# -----------------------------------------------------------------------------------------------------------

grid_derivative = task("grid_derivative")

BENT = ["{a}*exp({b}*x)", "{a}*sin({b}*x) + x**3", "{a}*x**3 - {b}*x", "{a}/(1 + exp(-{b}*x))"]


def draw_bent(trial: Trial, k: int) -> list[Function]:
    a, b = round(trial.uniform(0.5, 3), 1), round(trial.uniform(1.1, 2), 1)
    return [Function(formula.format(a=a, b=b)) for formula in trial.sample(BENT, k)]


def draw_gaps(trial: Trial, n: int) -> np.ndarray:
    """Draw n distances, each at least a quarter longer or shorter than the one before."""
    gaps = [trial.uniform(0.5, 1)]
    for _ in range(n - 1):
        gaps.append(gaps[-1] * trial.uniform(1.3, 1.8) ** (-1 if gaps[-1] > 0.8 else 1))
    return np.array(gaps)


def parabola_rounding(y, x):
    """What rounding may do to a slope, where a system of equations for each parabola is solved as well."""
    return 100 * rounding(np.max(np.abs(y)) / np.min(np.diff(x)))


@grid_derivative.check
def it_is_the_slope_of_a_parabola_through_three_neighbours(trial: Trial) -> None:
    """It is right on an uneven grid, at its ends too."""
    for f, n in zip(draw_bent(trial, 2), (trial.integer(5, 12), 3), strict=True):
        x = np.cumsum(draw_gaps(trial, n)).round(2) - 1
        y = f(x)
        trial.expect(y, x, tolerance=parabola_rounding(y, x))


@grid_derivative.check
def any_values_at_any_distances_will_do(trial: Trial) -> None:
    """Level and repeated values, large and tiny ones, positions of either sign, even grids and long ones."""
    c = trial.uniform(0.5, 3)
    x = np.cumsum(draw_gaps(trial, 5)).round(2) - 1.5
    for y, at in (
        (np.zeros(3), x[:3]),
        (np.array([c, c, 0.0, c, 1e-4 * c]), x),
        (-1e5 * c * x, x - 40),
        (1e-9 * c * x**2, 100 * x),
        (np.sin(c * np.arange(12.0)), np.linspace(-3, 2, 12)),
        (trial.rng.permutation(np.repeat([-2, 0, 1, 3], 6)), np.linspace(-1, 1, 24)),
        (c * np.arange(4.0) ** 2, np.array([0.0, 1.0, 2.0 + trial.uniform(1e-5, 1e-3), 3.0])),
        (np.array([4, 4, -7]), np.array([-1, 2, 3])),
        (np.array([4, 4, -7]), np.array([-1, 1, 3])),
        (np.array([4, -4, -7]), np.array([-1, 1, 3])),
        (np.array([c, 1.0, 2 * c, -1.0]), 0.01 * x[:4]),
    ):
        trial.expect(y, at, tolerance=parabola_rounding(y, at))


@grid_derivative.check
def a_grid_twice_as_fine_quarters_the_error_inside(trial: Trial) -> None:
    """Inside the grid, halving all distances makes the error four times smaller."""
    functions, gaps = draw_bent(trial, 3), draw_gaps(trial, 6)
    places = np.cumsum(gaps) - np.sum(gaps)

    def slopes(h):
        found = []
        for f in functions:
            for place in (2, 3, 4):
                x = 0.8 + h * (places - places[place])
                found.append(trial.call(f(x), x, like=x)[place])
        return found

    trial.expect_order(2, slopes, 0.05)


@grid_derivative.check
def a_grid_twice_as_fine_quarters_the_error_at_the_ends(trial: Trial) -> None:
    """At both ends, halving all distances makes the error four times smaller."""
    functions, gaps = draw_bent(trial, 3), draw_gaps(trial, 5)
    places = np.cumsum(gaps) - np.sum(gaps)

    def slopes(h):
        found = []
        for f in functions:
            for at, end in ((0.5, 0), (0.8, 0), (0.5, -1), (0.8, -1)):
                x = at + h * (places - places[end])
                found.append(trial.call(f(x), x, like=x)[end])
        return found

    trial.expect_order(2, slopes, 0.05)


@grid_derivative.check
def the_values_may_be_whole_numbers(trial: Trial) -> None:
    """Readings without decimals have slopes with decimals."""
    x = np.cumsum(draw_gaps(trial, 6)).round(2)
    y = trial.rng.permutation(np.array([-8, -4, -1, 3, 5, 9]))
    trial.expect(y, x, tolerance=parabola_rounding(y, x))


@grid_derivative.misconception
def forgot_the_positions(y, x):
    """`np.gradient` takes the points to be 1 apart unless it is given their positions x."""
    return np.gradient(y, edge_order=2)


@grid_derivative.misconception
def forgot_the_positions_and_the_ends(y, x):
    """`np.gradient` was called with y alone: it needs the positions x, and `edge_order=2` for the ends."""
    return np.gradient(y)


@grid_derivative.misconception
def left_the_ends_at_first_order(y, x):
    """Inside all is well; at the two ends stands a one-sided slope, of first order only: `edge_order=2`."""
    return np.gradient(y, x)


@grid_derivative.misconception
def took_one_distance_for_all(y, x):
    """The distance of the first two points was taken for all of them; the grid is uneven, so every point has
    its own."""
    return np.gradient(y, x[1] - x[0], edge_order=2)


@grid_derivative.misconception
def took_the_mean_distance_for_all(y, x):
    """The mean distance was taken for all points; the grid is uneven, so every point has its own."""
    return np.gradient(y, (x[-1] - x[0]) / (len(x) - 1), edge_order=2)


@grid_derivative.misconception
def divided_one_gradient_by_another(y, x):
    """Dividing np.gradient(y) by np.gradient(x) gives the slope between the two neighbours, which belongs to
    the middle between them; the point itself lies elsewhere on an uneven grid."""
    return np.gradient(y) / np.gradient(x)


@grid_derivative.misconception
def averaged_the_two_slopes(y, x):
    """The slopes on both sides were averaged as equals; on an uneven grid the nearer neighbour tells more and
    counts more."""
    slopes = np.diff(y) / np.diff(x)
    return np.concatenate([slopes[:1], (slopes[:-1] + slopes[1:]) / 2, slopes[-1:]])


@grid_derivative.misconception
def gave_the_slopes_between_the_points(y, x):
    """These are the slopes between the points, one fewer than there are points; asked for are the slopes at
    the points."""
    return np.diff(y) / np.diff(x)


@grid_derivative.misconception
def exchanged_the_two_arguments(y, x):
    """The two arrays are exchanged, which gives dx/dy: the values y come first, then the positions x."""
    return np.gradient(x, y, edge_order=2)


@grid_derivative.misconception
def filled_an_array_of_the_kind_of_y(y, x):
    """Where y holds whole numbers, an array made like y cuts the decimals off: the slopes need floats."""
    slopes = np.zeros_like(y)
    slopes[:] = np.gradient(y, x, edge_order=2)
    return slopes


# -----------------------------------------------------------------------------------------------------------

jax_derivative = task("jax_derivative")

SMOOTH = [  # short ones, and arrays of one shape below: every new operation or shape costs JAX time
    ("{a}*sin({b}*x)", "{a}*{b}*cos({b}*x)"),
    ("{a}*exp({b}*x)", "{a}*{b}*exp({b}*x)"),
    ("{a}*tanh({b}*x)", "{a}*{b}*(1 - tanh({b}*x)**2)"),
    ("{a}*log(x + {b})", "{a}/(x + {b})"),
]


def draw_smooth(trial: Trial) -> tuple[Function, Function]:
    """Draw a function and its derivative."""
    a, b = round(trial.uniform(0.5, 3), 1), round(trial.uniform(1.1, 2), 1)
    f, slope = (Function(formula.format(a=a, b=b)) for formula in trial.choice(SMOOTH))
    return f, slope


@jax_derivative.check
def arrays_and_floats_give_the_slopes(trial: Trial) -> None:
    """It gives the derivative, element by element, for an array and for a float."""
    f, slope = draw_smooth(trial)
    df = trial.call(f.using("jax"), like=FUNCTION)
    note = f"derivative of {f.formula}"
    for x in (trial.rng.uniform(0.3, 2, 3).round(2), round(trial.uniform(0.3, 2), 2)):
        trial.expect(x, function=df, expected=slope(x), tolerance=slope_rounding(f, slope, x), note=note)
    steep = trial.call(Function("1e6*x**2 + x").using("jax"), like=FUNCTION)
    for x in (np.array([-1.5, 0.0, 2.0]), 0.5):
        trial.expect(x, function=steep, expected=2e6 * x + 1, note="derivative of 1e6*x**2 + x")
    x = round(trial.uniform(0.3, 2), 2)
    tolerance = slope_rounding(f, slope, x)
    trial.expect(x, function=df, expected=slope(x), tolerance=tolerance, note=f"{note}, after another one")


@jax_derivative.check
def whole_numbers_are_points_too(trial: Trial) -> None:
    """An array of integers gives the slopes that floats give."""
    f, slope = draw_smooth(trial)
    df, x = trial.call(f.using("jax"), like=FUNCTION), trial.rng.permutation(np.array([1, 2, 3]))
    note = f"derivative of {f.formula}"
    trial.expect(x, function=df, expected=slope(x), tolerance=slope_rounding(f, slope, x), note=note)


def as_floats(x):
    return import_jax().numpy.asarray(x, dtype=float)


def slopes_of(f):
    """The derivative of f for an array of floats."""
    jax = import_jax()
    return jax.grad(lambda x: jax.numpy.sum(f(x)))


@jax_derivative.misconception
def took_arrays_only(f):
    """`vmap` maps over an axis of an array, and a single float has none: it needs `grad` alone, or to be made
    an array first."""
    jax = import_jax()
    return lambda x: jax.vmap(jax.grad(f))(as_floats(x))


@jax_derivative.misconception
def refused_whole_numbers(f):
    """`grad` refuses integers, because a small step away from 2 is no integer: convert x to floats first."""
    return slopes_of(f)


@jax_derivative.misconception
def took_single_numbers_only(f):
    """`grad` wants a function with one number out, and f gives an array for an array: `vmap`, or the sum of
    all values, makes arrays possible."""
    jax = import_jax()
    return lambda x: jax.grad(f)(as_floats(x))


@jax_derivative.misconception
def computed_in_32_bits(f):
    """These are floats of 32 bits, right to some 7 digits: JAX has to be switched to 64, and x not be
    converted to float32."""
    return lambda x: slopes_of(f)(import_jax().numpy.asarray(x, dtype="float32"))


@jax_derivative.misconception
def took_a_difference_quotient_over_jax(f):
    """This is a difference quotient, right to some ten digits; `jax.grad` gives the derivative to
    rounding."""
    return lambda x: np.asarray(quotient_of(f)(as_floats(x)))


@jax_derivative.misconception
def returned_the_function(f):
    """This is f itself; `jax.grad` makes another function of it, the derivative."""
    return lambda x: f(as_floats(x))


@jax_derivative.misconception
def took_the_whole_jacobian(f):
    """This holds the slope of every value along every entry of x, zeros off the diagonal; element by element
    there is one slope for each."""
    return lambda x: import_jax().jacfwd(f)(as_floats(x))


@jax_derivative.misconception
def returned_the_value_too(f):
    """`value_and_grad` gives two things, the value and the slope; asked for is the slope alone."""
    jax = import_jax()
    return lambda x: jax.value_and_grad(lambda t: jax.numpy.sum(f(t)))(as_floats(x))


@jax_derivative.misconception
def added_the_slopes_up(f):
    """The slopes were added up to one number; an array gives an array of slopes, one for each entry."""
    return lambda x: np.sum(slopes_of(f)(as_floats(x)))


# -----------------------------------------------------------------------------------------------------------

forward_gradient = task("forward_gradient")

SCALARS = [  # functions of an array p, curved in every direction
    (2, "sin({a}*p[0])*exp({b}*p[1]/2)"),
    (3, "{a}*p[0]**3 + cos({b}*p[1])*p[2] + p[2]**3"),
    (4, "{a}*sum(p**3) + sin(p[0] + {b}*p[1])*exp(p[2] - p[3])"),
    (5, "sum(exp({b}*p/2)) + {a}*p[0]*p[1]*p[2]**2 + p[3]**2*p[4]**3"),
]


def draw_scalars(trial: Trial, k: int) -> list[tuple[Function, np.ndarray]]:
    """Draw k functions of an array, each with a point."""
    pairs = []
    for n, formula in trial.sample(SCALARS, k):
        a, b = round(trial.uniform(0.5, 3), 1), round(trial.uniform(1.1, 2), 1)
        pairs.append((Function(formula.format(a=a, b=b), "p"), trial.rng.uniform(0.3, 1.5, n).round(2)))
    return pairs


def gradient_rounding(f, p, h):
    """What rounding may do to each entry of a gradient by forward differences.

    Steps taken there and back leave the other coordinates off by a rounding.
    """

    def along(i):
        return lambda t: f(p + (t - p[i]) * np.eye(len(p))[i])

    others = rounding(np.abs(quotients(f, p, h)) @ np.abs(p) / h, operations=1)
    return np.array([difference_rounding(along(i), p[i], h) for i in range(len(p))]) + others


@forward_gradient.check
def each_entry_is_a_forward_difference(trial: Trial) -> None:
    """Each entry is the forward difference along one coordinate, and p stays as it is."""
    for f, p in draw_scalars(trial, 3):
        h = trial.choice([0.5, 0.1, 0.01])
        trial.expect(Counted(f), p, h, tolerance=gradient_rounding(f, p, h))


@forward_gradient.check
def the_point_may_hold_whole_numbers(trial: Trial) -> None:
    """An array of integers gives the same gradient as the floats do."""
    ((f, p),) = draw_scalars(trial, 1)
    p, h = trial.rng.integers(1, 3, len(p)), trial.choice([0.1, 0.01])
    trial.expect(Counted(f), p, h, tolerance=gradient_rounding(f, p.astype(float), h))


@forward_gradient.check
def any_number_of_coordinates_will_do(trial: Trial) -> None:
    """One coordinate or many, zeros and equal entries, another f at the same point, short and long steps."""
    x = round(trial.uniform(0.3, 1.5), 2)
    many, a = trial.rng.uniform(-1.5, 1.5, trial.integer(30, 40)).round(2), trial.integer(2, 9)
    for formula, p, h in (
        (f"sin(1e11*p[0] + {a}) + cos(1e11*p[1] + {a})", np.zeros(2), 1e-11),
        ("1e-10*sum(exp(p))", many[:3], 0.1),
        (f"sin({a}*p[0])", np.array([-x]), 1e-5),
        (f"{a}e4*sum(p**2) + p[0]*p[1]", many, 0.1),
        (f"1e-4*sum({a}*p**3) - p[1]", np.array([x, -x, x]), 0.01),
        (f"sum(exp({a}*p)) + p[0]", np.array([x, -x, x]), 0.01),
        (f"{a}*p[0] - sum(exp(p))", np.zeros(3), 1.0),
        (f"{a}*p[0]**2 + sum(exp(p))", np.zeros(3), 1.0),
    ):
        f = Function(formula, "p")
        trial.expect(Counted(f), p, h, tolerance=gradient_rounding(f, p, h))
    f = Function(f"{a}*sum(p**3) + sum(exp(p))", "p")
    for p, h in ((many[:3], 1e-5), (many[:3], 1e-4), (np.zeros(3), 1e-4), (many[:3] + 0.1, 1e-4)):
        trial.expect(f, p, h, tolerance=gradient_rounding(f, p, h), note="a short step")


@forward_gradient.check
def no_call_is_made_in_vain(trial: Trial) -> None:
    """It takes n + 1 calls of f."""
    for f, p in draw_scalars(trial, 2):
        trial.call(Counted(f), p, 0.1, like=p)
        calls, n = trial.outcome.calls[0], len(p)
        trial.require(
            0 < calls <= n + 1, f"f was called {calls} times for the {n} entries; {n + 1} calls are enough."
        )


@forward_gradient.misconception
def computed_the_base_again_and_again(f, p, h):
    """The numbers are right and take 2n calls: f(p) is the same in every quotient, so evaluate it once and
    keep it."""
    return np.array([(f(p + step) - f(p)) / h for step in h * np.eye(len(p))])


@forward_gradient.misconception
def took_central_differences(f, p, h):
    """These are central differences, which need two calls for each coordinate; forward ones share f(p)."""
    return np.array([(f(p + step) - f(p - step)) / (2 * h) for step in h * np.eye(len(p))])


@forward_gradient.misconception
def stepped_backward(f, p, h):
    """These are backward differences, from p − h·eᵢ to p; the forward ones run from p to p + h·eᵢ."""
    return quotients(f, p, -h)


@forward_gradient.misconception
def subtracted_the_new_value_from_the_base(f, p, h):
    """The signs are the other way round: the rise is the new value f(p + h·eᵢ) minus f(p)."""
    return -quotients(f, p, h)


@forward_gradient.misconception
def left_the_rise_undivided(f, p, h):
    """These are the rises alone; a slope is the rise over the step h."""
    return h * quotients(f, p, h)


@forward_gradient.misconception
def moved_all_coordinates_together(f, p, h):
    """All coordinates moved at once, which gives the sum of the partials; move one and hold the others."""
    return np.full(len(p), (f(p + h) - f(p)) / h)


@forward_gradient.misconception
def left_earlier_coordinates_moved(f, p, h):
    """The step eᵢ still holds the steps of earlier coordinates: it has to be 0 everywhere but in place i."""
    base = f(p)
    return np.array([(f(p + step) - base) / h for step in h * np.tri(len(p))])


@forward_gradient.misconception
def stepped_in_an_array_of_integers(f, p, h):
    """An array of integers cannot hold 2.1, so the step was cut off: copy p as floats before stepping."""
    base, slopes = f(p), []
    for i in range(len(p)):
        moved = p.copy()
        moved[i] += h
        slopes.append((f(moved) - base) / h)
    return np.array(slopes)


@forward_gradient.misconception
def moved_the_point_of_the_caller(f, p, h):
    """The steps were taken in p itself, which belongs to the caller, and stayed there: step in a copy, a new
    one for each coordinate."""
    base, slopes = f(p), []
    for i in range(len(p)):
        p[i] += h
        slopes.append((f(p) - base) / h)
    return np.array(slopes)


# -----------------------------------------------------------------------------------------------------------

passes_needed = task("passes_needed")


METHODS = ["forward", "central", "dual", "reverse"]


@passes_needed.check
def each_method_has_its_count(trial: Trial) -> None:
    """The counts of all four methods are right, for a few inputs and for many.

    They are judged together: each of them alone would be found by trying n, n + 1, 2n and 1.
    """
    for n in (trial.integer(3, 9), 1, 2, trial.integer(10, 99), 10 ** trial.integer(3, 6)):
        counts = {method: trial.call(method, n, like=1) for method in METHODS}
        right = {method: trial.reference((method, n)) for method in METHODS}
        trial.compare(counts, right, judge=answer(), what="or another method")


def counted(method, n, **changed):
    """A count, with some methods changed."""
    return {"forward": n + 1, "central": 2 * n, "dual": n, "reverse": 1, **changed}[method]


@passes_needed.misconception
def forgot_the_base_point(method, n):
    """Each forward difference starts from f(p), which has to be evaluated too, once."""
    return counted(method, n, forward=n)


@passes_needed.misconception
def counted_the_base_point_for_each_input(method, n):
    """f(p) is the same in every forward difference: it is evaluated once, not once for each input."""
    return counted(method, n, forward=2 * n)


@passes_needed.misconception
def shared_a_point_between_central_differences(method, n):
    """A central difference takes two points of its own on either side of p, and never f(p), so nothing can be
    shared."""
    return counted(method, n, central=n + 1)


@passes_needed.misconception
def added_the_middle_point(method, n):
    """f(p) does not occur in a central difference; only the points on both sides of p do."""
    return counted(method, n, central=2 * n + 1)


@passes_needed.misconception
def took_one_dual_pass_for_all_inputs(method, n):
    """The method 'dual' carries the slope along one direction; every input is a direction of its own."""
    return counted(method, n, dual=1)


@passes_needed.misconception
def added_a_pass_for_the_value(method, n):
    """The value comes along with the slope in every dual pass, so it needs no pass of its own."""
    return counted(method, n, dual=n + 1)


@passes_needed.misconception
def took_a_reverse_pass_for_each_input(method, n):
    """Reverse mode collects the slopes along all inputs in the same pass back: this is why training uses
    it."""
    return counted(method, n, reverse=n)


@passes_needed.misconception
def counted_the_run_forward_too(method, n):
    """The run forward comes before the pass back, but only passes back are counted here; there is one for one
    output."""
    return counted(method, n, reverse=2)


# -----------------------------------------------------------------------------------------------------------

expression_growth = task("expression_growth")


@expression_growth.check
def each_count_is_that_of_a_nested_derivative(trial: Trial) -> None:
    """The counts are those of p(x), of p(p(x)) and so on, differentiated and left as they are."""
    x = sp.Symbol(trial.choice("tu"))
    a, b, c, d = (trial.integer(2, 9) for _ in range(4))
    trial.expect(a * x**2 + b * x + c, x, 4)
    trial.expect(x, x, 3)
    trial.expect(a * x**3 - b * x**2 + d * x + c, x, 2)
    trial.expect(a / (x**2 + c), x, 2)
    trial.expect(x + sp.exp(-x), x, 3)
    positive = sp.Symbol("x", positive=True)
    trial.expect(a * positive**3 + positive, positive, 2, note="a symbol that is declared positive")


@expression_growth.check
def one_copy_gives_one_count(trial: Trial) -> None:
    """For k = 1 there is a single count, that of the derivative of p itself."""
    x = sp.Symbol("x")
    trial.expect(trial.integer(2, 9) * x ** trial.integer(4, 9) + sp.exp(trial.integer(2, 5) * x), x, 1)


def nest(expr, x, k):
    """p(x), p(p(x)) … as a list."""
    nested = [expr]
    for _ in range(k - 1):
        nested.append(expr.subs(x, nested[-1]))
    return nested


def count(expressions):
    return [int(sp.count_ops(expression)) for expression in expressions]


@expression_growth.misconception
def simplified_the_derivatives(expr, x, k):
    """The derivatives were simplified before counting; the raw ones show how the rules make them grow."""
    return count(sp.simplify(sp.diff(nested, x)) for nested in nest(expr, x, k))


@expression_growth.misconception
def expanded_the_derivatives(expr, x, k):
    """The derivatives were multiplied out before counting; they are to be left as SymPy gives them."""
    return count(sp.expand(sp.diff(nested, x)) for nested in nest(expr, x, k))


@expression_growth.misconception
def multiplied_the_nested_expression_out(expr, x, k):
    """The nested expressions were multiplied out before differentiating; p stays inside p as it is."""
    return count(sp.diff(sp.expand(nested), x) for nested in nest(expr, x, k))


@expression_growth.misconception
def started_at_x(expr, x, k):
    """The first count is that of x itself, without any p; the list starts with one copy of p."""
    return count(sp.diff(nested, x) for nested in [x, *nest(expr, x, k)][:k])


@expression_growth.misconception
def nested_the_derivative(expr, x, k):
    """The derivative was put into itself; nest p first and differentiate then, for the products of the chain
    rule are what grows."""
    return count(nest(sp.diff(expr, x), x, k))


@expression_growth.misconception
def counted_the_expressions_themselves(expr, x, k):
    """These are the operations of the nested expressions; asked for are those of their derivatives."""
    return count(nest(expr, x, k))


@expression_growth.misconception
def differentiated_again_and_again(expr, x, k):
    """These are the first, second, third … derivative of p; here p is nested and differentiated once each
    time."""
    return count(sp.diff(expr, x, order) for order in range(1, k + 1))


@expression_growth.misconception
def multiplied_p_by_itself(expr, x, k):
    """Copies of p were multiplied; to nest them, p takes the place of x in p."""
    return count(sp.diff(expr**power, x) for power in range(1, k + 1))


@expression_growth.misconception
def returned_the_last_count(expr, x, k):
    """This is the last count alone; asked for is a list of all k, the first for p(x) itself."""
    return growth(expr, x, k)[-1]


@expression_growth.misconception
def nested_once_too_often(expr, x, k):
    """The list starts with p(p(x)); its first entry belongs to p(x), a single copy."""
    return growth(expr, x, k + 1)[1:]


# -----------------------------------------------------------------------------------------------------------

choose_method = task("choose_method")
FORMULA = "closed formula wanted in a paper"
BLACK_BOX = "black-box simulator, 3 inputs"
NETWORK = "loss of a network with 1e6 weights"
CHECK = "check a hand-written gradient"
CODE = "code with loops and ifs, exact to rounding"


@choose_method.check
def each_situation_gets_what_it_needs(trial: Trial) -> None:
    """Each situation has the method that asks for what is there and gives what is wanted."""
    trial.expect(judge=answer(choices=["symbolic", "numerical", "automatic"]))


@choose_method.misconception
def differentiated_a_network_numerically():
    """A million weights mean a million further evaluations for a single gradient; reverse mode takes one pass
    back."""
    return {**right_choices(), NETWORK: "numerical"}


@choose_method.misconception
def differentiated_a_network_symbolically():
    """The formula of a whole network, with all its nested layers, swells beyond any use; reverse mode takes
    one pass back through the program."""
    return {**right_choices(), NETWORK: "symbolic"}


@choose_method.misconception
def looked_into_a_black_box():
    """Automatic differentiation follows the steps inside a program; a black box shows only the values that
    come out."""
    return {**right_choices(), BLACK_BOX: "automatic"}


@choose_method.misconception
def asked_a_black_box_for_its_formula():
    """Symbolic differentiation starts from a formula; a black box gives only values."""
    return {**right_choices(), BLACK_BOX: "symbolic"}


@choose_method.misconception
def printed_numbers_in_a_paper():
    """A paper wants a formula that holds for every x; automatic differentiation gives the slope as a number,
    at one point after another."""
    return {**right_choices(), FORMULA: "automatic"}


@choose_method.misconception
def took_differences_for_exact():
    """Differences err by far more than rounding, whatever the step; code with loops and ifs is followed step
    by step and exactly by automatic differentiation."""
    return {**right_choices(), CODE: "numerical"}


@choose_method.misconception
def wrote_loops_as_a_formula():
    """A program with loops and ifs is no single formula that SymPy could take; automatic differentiation
    follows it step by step."""
    return {**right_choices(), CODE: "symbolic"}


@choose_method.misconception
def checked_rules_by_the_same_rules():
    """A hand-written gradient and a symbolic one follow the same rules and may share an error, for one in the
    formula of f; differences of values are independent of both."""
    return {**right_choices(), CHECK: "symbolic"}


@choose_method.misconception
def checked_a_gradient_automatically():
    """Automatic differentiation needs f rewritten for it, and then there is nothing left to write by hand; a
    few differences of values check any gradient, for any f."""
    return {**right_choices(), CHECK: "automatic"}


# -----------------------------------------------------------------------------------------------------------

race = task("race")
NAMES = ["symbolic", "numerical", "automatic", "dual", "central", "grid"]
TICK = 2.0**-12  # whole ticks add up without rounding


class Track:
    """A clock and methods that take the drawn times by it, so that nobody has to wait."""

    def __init__(self, trial: Trial, repeats: int, best_is_last: bool, names: list[str]) -> None:
        self.now, self.readings, self.arguments = 1.0, 0, dict[str, list]()
        self.seconds: dict[str, np.ndarray] = {}
        for name in names:
            times = trial.rng.permutation(np.arange(50, 900))[:repeats] * TICK
            order = np.argsort(-times)
            times = times[order] if best_is_last else np.roll(times[order], 1 - repeats // 2)
            self.seconds[name] = np.array([trial.integer(2000, 9000) * TICK, *times])

    def method(self, name):
        """The first call takes long, the next ones what was drawn."""

        def run(x):
            called = self.arguments.setdefault(name, [])
            times = self.seconds[name]
            self.now += times[len(called)] if len(called) < len(times) else TICK
            called.append(x)
            return 0.0

        run.__name__ = name
        return Counted(run)

    @property
    def methods(self):
        return {name: self.method(name) for name in self.seconds}

    @property
    def clock(self):
        def clock():
            self.readings += 1
            return self.now

        return Counted(clock)

    @property
    def best(self):
        return {name: float(np.min(times[1:])) for name, times in self.seconds.items()}


@race.check
def the_shortest_run_after_a_warm_up_counts(trial: Trial) -> None:
    """It is the time of the shortest call, the first one left out."""
    names, x = trial.sample(NAMES, 3), round(trial.uniform(1, 9), 1)
    for repeats, best_is_last in ((5, False), (trial.integer(6, 8), True), (1, True)):
        track = Track(trial, repeats, best_is_last, names)
        trial.expect(track.methods, x, repeats, track.clock, expected=track.best)
    track = Track(trial, 3, True, names)
    track.seconds = dict.fromkeys(names, track.seconds[names[0]])
    trial.expect(track.methods, x, 3, track.clock, expected=track.best, note="equally fast methods")
    track = Track(trial, 2, True, names)
    track.seconds = {
        name: track.seconds[name] * scale for name, scale in zip(names, (0, 1e7, 1), strict=True)
    }
    trial.expect(
        track.methods, x, 2, track.clock, expected=track.best, note="very long times and a time of 0"
    )


@race.check
def each_method_is_called_on_x_and_not_too_often(trial: Trial) -> None:
    """Each method runs on x, once to warm up and then as often as it is timed."""
    repeats = trial.integer(2, 4)
    track, x = Track(trial, repeats, True, trial.sample(NAMES, 3)), round(trial.uniform(1, 9), 1)
    trial.call(track.methods, x, repeats, track.clock, like=track.best)
    trial.require(
        all(np.array_equal(argument, x) for called in track.arguments.values() for argument in called),
        "A method was called on something else than x.",
    )
    calls = [len(track.arguments.get(name, [])) for name in track.seconds]
    trial.require(
        calls == [repeats + 1] * len(calls),
        f"The methods were called {', '.join(map(str, calls))} times; a call to warm up and {repeats} timed "
        f"ones make {repeats + 1}.",
    )
    trial.require(
        track.readings == 2 * repeats * len(calls),
        f"The clock was read {track.readings} times; the warm-up is not timed, and before and after each of "
        f"{repeats} calls of {len(calls)} methods it is read {2 * repeats * len(calls)} times.",
    )


def timed(methods, x, repeats, clock, warm=True):
    """All the times of each method, after a warm-up of those that `warm` names (all: True)."""
    times: dict[str, list[float]] = {}
    for name, method in methods.items():
        if warm is True or name in warm:
            method(x)
        times[name] = []
        for _ in range(repeats):
            start = clock()
            method(x)
            times[name].append(clock() - start)
    return times


def by_name(pick, times):
    return {name: pick(seconds) for name, seconds in times.items()}


@race.misconception
def left_out_the_warm_up(methods, x, repeats, clock):
    """The first call pays for compiling and for caches: call each method once before the clock starts."""
    return by_name(min, timed(methods, x, repeats, clock, warm=()))


@race.misconception
def warmed_up_the_first_method_only(methods, x, repeats, clock):
    """Only the first method was warmed up; every one has its own compiling to do before the clock starts."""
    return by_name(min, timed(methods, x, repeats, clock, warm=list(methods)[:1]))


@race.misconception
def averaged_the_times(methods, x, repeats, clock):
    """This is the mean time; other programs can only make a run slower, so the shortest one says most."""
    return by_name(statistics.fmean, timed(methods, x, repeats, clock))


@race.misconception
def took_the_median_time(methods, x, repeats, clock):
    """This is the median time; other programs can only make a run slower, so the shortest one says most."""
    return by_name(statistics.median, timed(methods, x, repeats, clock))


@race.misconception
def took_the_longest_time(methods, x, repeats, clock):
    """This is the longest time, which tells how busy the computer was; the shortest one tells how fast the
    method is."""
    return by_name(max, timed(methods, x, repeats, clock))


@race.misconception
def added_the_times_up(methods, x, repeats, clock):
    """This is the time of all repeats together; asked for are the seconds of one call."""
    return by_name(sum, timed(methods, x, repeats, clock))


@race.misconception
def kept_the_last_time(methods, x, repeats, clock):
    """Each time overwrote the one before, so the last is left; keep them all and take the smallest."""
    return by_name(lambda seconds: seconds[-1], timed(methods, x, repeats, clock))


@race.misconception
def kept_the_first_time(methods, x, repeats, clock):
    """This is the first time after the warm-up; the smallest of all repeats is asked for."""
    return by_name(lambda seconds: seconds[0], timed(methods, x, repeats, clock))


@race.misconception
def returned_all_times(methods, x, repeats, clock):
    """These are the times of all repeats in lists; asked for is one number for each method, the smallest."""
    return timed(methods, x, repeats, clock)


@race.misconception
def timed_all_repeats_at_once(methods, x, repeats, clock):
    """All repeats were timed as one and divided by their number, which is the mean; the shortest call can
    only be seen when each is timed on its own."""
    best = {}
    for name, method in methods.items():
        method(x)
        start = clock()
        for _ in range(repeats):
            method(x)
        best[name] = (clock() - start) / repeats
    return best


@race.misconception
def returned_the_winner(methods, x, repeats, clock):
    """This is the name of the fastest method; asked for are the times of all of them, by name."""
    best = by_name(min, timed(methods, x, repeats, clock))
    return min(best, key=best.get)


@race.misconception
def subtracted_the_end_from_the_start(methods, x, repeats, clock):
    """The times are negative: a duration is the later reading of the clock minus the earlier one."""
    return by_name(lambda seconds: -max(seconds), timed(methods, x, repeats, clock))


@race.misconception
def called_once_too_often(methods, x, repeats, clock):
    """Every method was warmed up twice; one call is enough to compile, and each may take an hour."""
    for method in methods.values():
        method(x)
    return by_name(min, timed(methods, x, repeats, clock))
