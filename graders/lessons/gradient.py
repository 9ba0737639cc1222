"""Checks and misconceptions of the lesson on the gradient of a function of several variables."""

from functools import partial

import numpy as np
import sympy as sp

from graders.authoring import (
    Finding,
    Function,
    Property,
    Trial,
    central_rounding,
    figure,
    rounding,
    symbolic,
    task,
)
from graders.reference.gradient import directional_derivative as rate_along
from graders.reference.gradient import gradient_numeric as central_gradient
from graders.reference.gradient import partials as partial_derivatives
from graders.reference.gradient import steepest_direction as search
from graders.reference.gradient import unit_field as field

SCALARS = [  # functions of an array p of two, three, four numbers, curved in every direction
    (2, "sin({a}*p[0])*exp({b}*p[1]/2)"),
    (2, "{a}*p[0]**3*p[1] + exp({b}*p[1])"),
    (3, "{a}*p[0]**3 + cos({b}*p[1])*p[2] + p[2]**3"),
    (3, "exp(p[0]*p[1]/2) + {a}*sin({b}*p[2] + p[1])"),
    (4, "{a}*sum(p**3) + sin(p[0] + {b}*p[1])*exp(p[2] - p[3])"),
]
LANDSCAPES = [  # a function of x and y, and the two components of its gradient
    ("{a}*x**2 + y**3", "2*{a}*x", "3*y**2"),
    ("{a}*x**3 - {b}*y**2", "3*{a}*x**2", "-2*{b}*y"),
    ("{a}*x**2*y + {b}*y**2", "2*{a}*x*y", "{a}*x**2 + 2*{b}*y"),
    ("{a}*cos({b}*x) + x*y**2", "-{a}*{b}*sin({b}*x) + y**2", "2*x*y"),
]


def drawn(trial: Trial, *formulas: str, parameters: str) -> list[Function]:
    """The formulas with the same drawn coefficients in all of them."""
    a, b = round(trial.uniform(0.5, 3), 1), round(trial.uniform(1.1, 2), 1)
    return [Function(formula.format(a=a, b=b), parameters) for formula in formulas]


def draw_scalars(trial: Trial, k: int) -> list[tuple[Function, np.ndarray]]:
    """Draw k functions of an array, each with a point."""
    cases = []
    for n, formula in trial.sample(SCALARS, k):
        (f,) = drawn(trial, formula, parameters="p")
        cases.append((f, trial.rng.uniform(0.3, 1.5, n).round(2)))
    return cases


def draw_landscapes(trial: Trial, k: int) -> list[list[Function]]:
    """Draw k functions of x and y, each with the two components of its gradient."""
    return [drawn(trial, *formulas, parameters="x, y") for formulas in trial.sample(LANDSCAPES, k)]


def gradient_rounding(f, p, h):
    """What rounding may do to each entry of a gradient by central differences.

    Steps taken there and back leave the other coordinates off by a rounding.
    """

    def along(i):
        return lambda t: f(p + (t - p[i]) * np.eye(len(p))[i])

    others = rounding(np.abs(central_gradient(f, p, h)) @ np.abs(p) / h, operations=1)
    return np.array([central_rounding(along(i), p[i], h) for i in range(len(p))]) + others


# -----------------------------------------------------------------------------------------------------------

partials = task("partials")

ORDERS = ["yzx", "zxy", "yxz", "xzy", "tsu", "usv"]  # neither alphabetical nor its reverse


def draw_expression(trial: Trial, u: sp.Symbol, v: sp.Symbol, w: sp.Symbol) -> sp.Expr:
    """Draw an expression in which each variable has terms of its own and terms that it shares."""
    a, b, c, d = (trial.integer(2, 9) for _ in range(4))
    powers = a * u ** trial.integer(2, 4) + b * v**2 * w ** trial.integer(2, 4) - c * w
    return powers + d * trial.choice([sp.sin, sp.exp])(u * v + w)


@partials.check
def each_variable_has_its_own_derivative(trial: Trial) -> None:
    """Each is the derivative by one variable, the others held constant, in the order given."""
    order = trial.choice(ORDERS)
    variables = sp.symbols(list(order))
    judge = symbolic(domain={name: [(0.5, 2)] for name in order})
    for _ in range(2):
        trial.expect(draw_expression(trial, *trial.sample(variables, 3)), variables, judge=judge)
    u, v, _ = variables
    wide = symbolic(domain={name: [(-2, 2)] for name in order})
    trial.expect(u * sp.sqrt(v**2) + u * sp.log(v**2), [u], judge=wide, note="of either sign")


@partials.check
def a_variable_that_does_not_occur_has_the_slope_zero(trial: Trial) -> None:
    """A variable that the expression does not hold gives 0; one that is not listed is a constant."""
    x, y, z = sp.symbols(list(trial.choice(ORDERS)), positive=True)
    judge = symbolic(domain={str(v): [(0.5, 2)] for v in (x, y, z)})
    expr = trial.integer(2, 9) * x ** trial.integer(2, 4) * y + sp.Rational(trial.integer(10, 19), 37) * x
    trial.expect(expr, [z, x], judge=judge)
    trial.expect(expr, [y], judge=judge)
    trial.expect(x + y + z**2 / 3, [y, x, z], judge=judge, note="equal derivatives keep their places")


@partials.check
def its_symbols_are_those_that_are_given(trial: Trial) -> None:
    """The derivatives are in the very symbols that were given, however they are declared."""
    n = trial.integer(2, 4)
    lines = [
        ('r, t = sp.Symbol("r"), sp.Symbol("t", positive=True)', False),
        (f"slopes = partials(r**2*t**{n}, [r, t])", False),
        ("[slope.subs({r: 3, t: 2}) for slope in slopes]", True),
    ]
    trial.follow(lines, [("sp", "import sympy as sp")], ([[6 * 2**n, 9 * n * 2 ** (n - 1)]], []))


@partials.misconception
def differentiated_by_all_in_turn(expr, variables):
    """This is one mixed derivative, by all variables in turn; a partial is by one variable, the others
    constant."""
    return sp.diff(expr, *variables)


@partials.misconception
def added_the_partials_up(expr, variables):
    """The partial derivatives were added up; the gradient keeps them apart, one entry for each variable."""
    return sum(partial_derivatives(expr, variables))


@partials.misconception
def reversed_the_variables(expr, variables):
    """The partial derivatives stand in the reverse order; the first belongs to the first variable of the
    list."""
    return partial_derivatives(expr, variables)[::-1]


@partials.misconception
def put_the_variables_in_alphabetical_order(expr, variables):
    """The partial derivatives are in alphabetical order; the order to keep is the one of `variables`."""
    return partial_derivatives(expr, sorted(variables, key=str))


@partials.misconception
def kept_the_terms_of_other_variables(expr, variables):
    """A term without the variable is a constant, and its derivative is 0; here it was carried over as it
    is."""
    return [sp.diff(expr, v) + expr.as_independent(v, as_Add=True)[0] for v in variables]


@partials.misconception
def forgot_the_inner_derivative(expr, variables):
    """The chain rule has a second factor: sin(x·y) has the derivative y·cos(x·y) by x, not cos(x·y)."""

    def slope(term, v):
        applied = term.atoms(sp.Function)
        inner = sp.prod(function.args[0].diff(v) for function in applied if function.has(v))
        return sp.diff(term, v) / inner

    return [sum(slope(term, v) for term in sp.Add.make_args(expr)) for v in variables]


@partials.misconception
def left_out_variables_that_do_not_occur(expr, variables):
    """A variable that the expression does not hold keeps its place in the list: its derivative is 0."""
    return [sp.diff(expr, v) for v in variables if expr.has(v)]


# -----------------------------------------------------------------------------------------------------------

gradient_numeric = task("gradient_numeric")


@gradient_numeric.check
def halving_h_quarters_every_error(trial: Trial) -> None:
    """Halving h makes the error four times smaller."""
    points = draw_scalars(trial, 4)
    trial.expect_order(2, lambda h: [x for f, p in points for x in trial.call(f, p, h, like=p)], 0.05)


@gradient_numeric.check
def each_entry_is_a_central_difference(trial: Trial) -> None:
    """Each entry is the central difference along one coordinate, and p stays as it is."""
    for f, p in draw_scalars(trial, 2):
        h = trial.choice([0.5, 0.1, 0.01])
        for point in (p, -p):
            trial.expect(f, point, h, tolerance=gradient_rounding(f, point, h))


@gradient_numeric.check
def any_number_of_coordinates_will_do(trial: Trial) -> None:
    """One coordinate or many, zeros and equal entries, small and large slopes, short steps."""
    x = round(trial.uniform(0.3, 1.5), 2)
    many = trial.rng.uniform(-1.5, 1.5, trial.integer(30, 40)).round(2)
    for formula, p, h in (
        ("sin(1e11*p[0] + {a}) + cos(1e11*p[1] + {b})", np.zeros(2), 1e-11),
        ("sin({a}*p[0]) + {b}*p[0]**3", np.array([x]), 0.1),
        ("exp({b}*p[0])", np.array([-x]), 1e-4),
        ("1e4*sum({a}*p**2) + p[0]*p[1]", many, 0.1),
        ("1e-4*sum({a}*p**3) + p[1]", np.array([x, -x, x]), 0.01),
        ("{a}*p[0] + sum(exp({b}*p))", np.zeros(3), 0.5),
        ("{a}*p[0]**3 - sum(exp({b}*p))", np.zeros(3), 0.5),
        ("{a}*sum(p**3)", many, 1e-4),
        ("{a}*p[-1]**3", many[:3], 0.1),
        ("1e-10*sum(exp({b}*p))", many[:3], 0.1),
        ("{a}*sum(p**3)", np.array([1e-5, 0.0, x]), 1e-4),
    ):
        (f,) = drawn(trial, formula, parameters="p")
        trial.expect(f, p, h, tolerance=gradient_rounding(f, p, h))


@gradient_numeric.check
def the_point_may_hold_whole_numbers(trial: Trial) -> None:
    """An array of integers gives the same gradient as the floats do."""
    ((f, p),) = draw_scalars(trial, 1)
    p, h = trial.rng.integers(1, 3, len(p)), trial.choice([0.1, 0.01])
    trial.expect(f, p, h, tolerance=gradient_rounding(f, p.astype(float), h))


@gradient_numeric.misconception
def looked_forward_only(f, p, h):
    """The error shrinks like h, not like h²: these are one-sided quotients; a central one looks to both
    sides."""
    return np.array([(f(p + step) - f(p)) / h for step in h * np.eye(len(p))])


@gradient_numeric.misconception
def added_the_two_values(f, p, h):
    """The two values were added; the rise is their difference f(p + h·eᵢ) − f(p − h·eᵢ)."""
    return np.array([(f(p + step) + f(p - step)) / (2 * h) for step in h * np.eye(len(p))])


@gradient_numeric.misconception
def divided_by_one_step(f, p, h):
    """Every entry is twice too large: the two points are 2h apart, and the difference was divided by h."""
    return 2 * central_gradient(f, p, h)


@gradient_numeric.misconception
def moved_all_coordinates_together(f, p, h):
    """All coordinates moved at once, which gives the sum of the partials; move one and hold the others."""
    return np.full(len(p), (f(p + h) - f(p - h)) / (2 * h))


@gradient_numeric.misconception
def left_earlier_coordinates_moved(f, p, h):
    """The step eᵢ still holds the steps of earlier coordinates: it has to be 0 everywhere but in place i."""
    return np.array([(f(p + step) - f(p - step)) / (2 * h) for step in h * np.tri(len(p))])


@gradient_numeric.misconception
def moved_the_point_of_the_caller(f, p, h):
    """The steps were taken in p itself, which belongs to the caller and ends up elsewhere: step in a copy."""
    slopes = []
    for i in range(len(p)):
        p[i] += h
        right = f(p)
        p[i] -= 2 * h
        slopes.append((right - f(p)) / (2 * h))
    return np.array(slopes)


@gradient_numeric.misconception
def kept_the_slopes_in_an_array_of_integers(f, p, h):
    """The slopes were written into an array like p, and one of integers cuts their decimals off:
    np.zeros(len(p)) holds floats."""
    slopes = np.zeros_like(p)
    for i, step in enumerate(h * np.eye(len(p))):
        slopes[i] = (f(p + step) - f(p - step)) / (2 * h)
    return slopes


@gradient_numeric.misconception
def stepped_in_an_array_of_integers(f, p, h):
    """An array of integers cannot hold 2.1, so the step was cut off: copy p as floats before stepping."""
    slopes = []
    for i in range(len(p)):
        right, left = p.copy(), p.copy()
        right[i] += h
        left[i] -= h
        slopes.append((f(right) - f(left)) / (2 * h))
    return np.array(slopes)


# -----------------------------------------------------------------------------------------------------------

directional_derivative = task("directional_derivative")


def direction_rounding(f, p, u, h):
    """What rounding may do to the quotient, taken as one of a function of the way along û."""
    unit = u / np.linalg.norm(u)
    return 4 * central_rounding(lambda t: f(p + t * unit), 0.0, h) + 4 * np.sum(gradient_rounding(f, p, h))


@directional_derivative.check
def it_is_the_rate_along_the_unit_vector(trial: Trial) -> None:
    """It is the quotient across p, h to each side along the direction of u, a vector of any length."""
    lengths = [trial.uniform(0.1, 0.4), trial.uniform(2, 4), trial.uniform(400, 900)]
    for (f, p), length, h in zip(
        draw_scalars(trial, 3), lengths, trial.sample([0.2, 0.1, 0.05], 3), strict=True
    ):
        direction = trial.normal(len(p))
        u = (direction / np.linalg.norm(direction) * length).round(3)
        for along in (u, -u):
            trial.expect(f, p, along, h, tolerance=direction_rounding(f, p, along, h))


@directional_derivative.check
def any_direction_will_do(trial: Trial) -> None:
    """Along an axis and in whole numbers, with one coordinate and with many, from zeros, and level."""
    f = Function(f"{trial.integer(2, 9)}*p[0]**3 + p[0]*p[-1]**2 + exp(p[-1])", "p")
    level = Function(f"{trial.integer(2, 9)} + 0*p[0]", "p")
    x = trial.integer(1, 3)
    many = trial.rng.uniform(-1.5, 1.5, trial.integer(9, 11)).round(2)
    for g, p, u, h in (
        (f, np.array([1.0, 2.0]), np.array([trial.choice([-3, 3]), trial.choice([-4, 4])]), 0.1),
        (f, np.array([x, -x]), np.array([0, -trial.integer(2, 5)]), 0.01),
        (f, np.array([-0.75]), np.array([trial.choice([-0.25, 2.5])]), 0.1),
        (f, np.zeros(3), np.array([1.0, 0.0, 1.0]), 0.5),
        (f, many, many[::-1].copy(), 0.1),
        (f, many[:2], np.array([3e-11, -4e-11]), 0.1),
        (f, many[:2], np.array([3e9, 0.0]), 0.1),
        (Function(f"1e4*({f.formula})", "p"), np.array([x, 2.0]), np.array([3.0, 4.0]), 0.1),
        (level, np.array([x, 0.5]), np.array([0.5, -0.5]), 0.1),
    ):
        trial.expect(g, p, u, h, tolerance=direction_rounding(g, p, u, h))


@directional_derivative.misconception
def took_the_vector_as_it_is(f, p, u, h):
    """A longer u gave a larger number: the rate is per unit of length, so u has to be divided by |u|
    first."""
    return (f(p + h * u) - f(p - h * u)) / (2 * h)


@directional_derivative.misconception
def stepped_along_the_vector(f, p, u, h):
    """The step is h·u, as long as u makes it; h is the length of the step, along û = u/|u|."""
    return rate_along(f, p, u, h * np.linalg.norm(u))


@directional_derivative.misconception
def took_a_step_of_its_own(f, p, u, h):
    """The step is fixed, whatever h is: the length to each side is the argument h."""
    return rate_along(f, p, u, 1e-5)


@directional_derivative.misconception
def multiplied_the_gradient_by_the_direction(f, p, u, h):
    """∇f · û is what the rate is close to. This task takes the quotient along û itself, which needs two
    values of f in place of 2n."""
    return central_gradient(f, p, h) @ u / np.linalg.norm(u)


@directional_derivative.misconception
def divided_by_the_plain_sum(f, p, u, h):
    """The length of u is √(u₁² + … + uₙ²); here u was divided by the sum of its entries, u₁ + … + uₙ."""
    total = np.sum(u) or 1.0
    return (f(p + h * u / total) - f(p - h * u / total)) / (2 * h)


@directional_derivative.misconception
def took_the_length_of_the_gradient(f, p, u, h):
    """This is the largest of the rates in all directions, |∇f|; asked for is the rate in the direction of
    u."""
    return np.linalg.norm(central_gradient(f, p, h))


@directional_derivative.misconception
def divided_by_the_sum_of_the_entries(f, p, u, h):
    """The length of u is √(u₁² + … + uₙ²); here u was divided by |u₁| + … + |uₙ|."""
    unit = u / np.sum(np.abs(u))
    return (f(p + h * unit) - f(p - h * unit)) / (2 * h)


@directional_derivative.misconception
def divided_by_the_squared_length(f, p, u, h):
    """u · u is the square of the length of u; the length itself is its root."""
    unit = u / (u @ u)
    return (f(p + h * unit) - f(p - h * unit)) / (2 * h)


@directional_derivative.misconception
def looked_ahead_only(f, p, u, h):
    """This is the one-sided quotient from p to p + h·û; the central one looks back to p − h·û as well."""
    return (f(p + h * u / np.linalg.norm(u)) - f(p)) / h


@directional_derivative.misconception
def looked_back_only(f, p, u, h):
    """This is the one-sided quotient from p − h·û to p; the central one looks ahead to p + h·û as well."""
    return (f(p) - f(p - h * u / np.linalg.norm(u))) / h


@directional_derivative.misconception
def divided_the_rate_by_one_step(f, p, u, h):
    """The rate is twice too large: p − h·û and p + h·û are 2h apart, and the difference was divided by h."""
    return 2 * rate_along(f, p, u, h)


# -----------------------------------------------------------------------------------------------------------

steepest_direction = task("steepest_direction")


def draw_search(trial: Trial, f: Function, angles: list[int]) -> tuple[float, float, float, int]:
    """Draw a point, a step and a number of angles so that one direction wins clearly, up and down."""

    def wins_clearly(rates):
        second, best = np.sort(rates)[-2:]
        return best - second > 1e-6 * abs(best) > 1e-7

    while True:
        x, y = (round(trial.uniform(0.5, 2) * trial.choice([-1, 1]), 2) for _ in range(2))
        step, n = trial.choice([0.1, 0.01, 0.001]), trial.choice(angles)
        theta = 2 * np.pi * np.arange(n) / n
        rates = (f(x + step * np.cos(theta), y + step * np.sin(theta)) - f(x, y)) / step
        if wins_clearly(rates) and wins_clearly(-rates):
            return x, y, step, n


@steepest_direction.check
def no_other_direction_grows_faster(trial: Trial) -> None:
    """It is the angle with the largest rate, and this rate, wherever the gradient points."""
    for (f, _, _), angles in zip(
        draw_landscapes(trial, 3), ([60, 72, 90], [180, 240], [719, 997]), strict=True
    ):
        x, y, step, n = draw_search(trial, f, angles)
        for landscape in (f, Function(f"-({f.formula})", "x, y")):
            _, rate = search(landscape, x, y, step, n)
            scale = abs(f(x, y)) + (abs(x) + abs(y) + step) * abs(rate)
            tolerance = np.array([rounding(360), rounding(scale / step, operations=16)])
            trial.expect(landscape, x, y, step, n, tolerance=tolerance)


@steepest_direction.check
def the_first_and_the_last_angle_can_win(trial: Trial) -> None:
    """A gradient along the first or the last angle is found too, and one angle is a choice as well."""
    x, y, n = round(trial.uniform(-2, 2), 2), round(trial.uniform(-2, 2), 2), trial.choice([60, 72, 90])
    for turn, count in ((0, n), (-2 * np.pi / n, n), (np.pi, 1)):
        plane = Function(f"{round(np.cos(turn), 3)}*x + {round(np.sin(turn), 3)}*y", "x, y")
        tolerance = np.array([rounding(360), rounding((abs(x) + abs(y) + 1) / 0.1, operations=16)])
        trial.expect(plane, x, y, 0.1, count, tolerance=tolerance)
    steep = Function(f"-{trial.integer(2, 9)}*y", "x, y")
    trial.expect(steep, x, 0.0, 0.1, 1, note="360 degrees are 0 again", tolerance=np.zeros(2))


@steepest_direction.check
def on_a_summit_the_smallest_fall_wins(trial: Trial) -> None:
    """Where every step goes down the least negative rate is the largest."""
    a, b = trial.sample([1.1, 1.6, 2.3, 3.2], 2)
    hill = Function(f"-{a}*x**2 - {b}*y**2", "x, y")
    x, y = (round(trial.uniform(0.01, 0.03), 3) * trial.choice([-1, 1]) for _ in range(2))
    tolerance = np.array([rounding(360), rounding(10, operations=64)])
    trial.expect(hill, x, y, 0.5, trial.choice([7, 11, 13]), tolerance=tolerance)
    trial.expect(Function(f"1e7*({hill.formula})", "x, y"), x, y, 0.5, 7, tolerance=tolerance * [1, 1e7])
    gentle = Function(f"1e-10*(y - {trial.integer(2, 9)}*x**2)", "x, y")
    trial.expect(gentle, 0.5, y, 0.25, 7, tolerance=np.array([rounding(360), rounding(1e-9)]))


def try_angles(f, x, y, step, degrees, pick=np.argmax, radians=np.radians):
    """Search among the given angles, with a choice of the winner and a reading of the angles of one's own."""
    theta = radians(degrees)
    rates = (f(x + step * np.cos(theta), y + step * np.sin(theta)) - f(x, y)) / step
    return degrees[pick(rates)], rates[pick(rates)]


@steepest_direction.misconception
def passed_degrees_to_sine_and_cosine(f, x, y, step, n_angles):
    """np.sin and np.cos take radians: 90 degrees are π/2, which np.radians makes of them."""
    return try_angles(f, x, y, step, np.arange(n_angles) * 360 / n_angles, radians=np.asarray)


@steepest_direction.misconception
def found_the_steepest_descent(f, x, y, step, n_angles):
    """This is where f falls fastest, opposite to the gradient; the fastest growth has the largest rate."""
    return try_angles(f, x, y, step, np.arange(n_angles) * 360 / n_angles, pick=np.argmin)


@steepest_direction.misconception
def measured_from_the_y_axis(f, x, y, step, n_angles):
    """The angle runs from +y clockwise, like a bearing: the cosine belongs to x and the sine to y."""
    angles = np.arange(n_angles) * 360 / n_angles
    return try_angles(f, x, y, step, angles, radians=lambda degrees: np.radians(90 - degrees))


@steepest_direction.misconception
def left_the_growth_undivided(f, x, y, step, n_angles):
    """The direction is right; the growth over one step becomes a rate when it is divided by the step."""
    angle, rate = search(f, x, y, step, n_angles)
    return angle, rate * step


@steepest_direction.misconception
def searched_half_of_the_circle(f, x, y, step, n_angles):
    """The angles stop at 180°: a gradient that points downward in the plane lies in the other half."""
    return try_angles(f, x, y, step, np.arange(n_angles) * 180 / n_angles)


@steepest_direction.misconception
def counted_the_full_turn_twice(f, x, y, step, n_angles):
    """360° is 0° over again: n angles lie 360°/n apart, and the last one is one gap short of the full
    turn."""
    return try_angles(f, x, y, step, np.linspace(0, 360, n_angles))


@steepest_direction.misconception
def returned_the_angle_in_radians(f, x, y, step, n_angles):
    """The direction is right but given in radians; a full turn is 360 here, not 2π."""
    angle, rate = search(f, x, y, step, n_angles)
    return np.radians(angle), rate


@steepest_direction.misconception
def returned_the_number_of_the_angle(f, x, y, step, n_angles):
    """This is the place of the best angle in the list; the angle itself stands at that place."""
    angle, rate = search(f, x, y, step, n_angles)
    return round(angle * n_angles / 360), rate


@steepest_direction.misconception
def looked_to_both_sides(f, x, y, step, n_angles):
    """The rate was taken across the point, from −s to s; the one of this task starts at the point itself."""
    angles = np.arange(n_angles) * 360 / n_angles
    dx, dy = step * np.cos(np.radians(angles)), step * np.sin(np.radians(angles))
    rates = (f(x + dx, y + dy) - f(x - dx, y - dy)) / (2 * step)
    return angles[np.argmax(rates)], np.max(rates)


@steepest_direction.misconception
def returned_the_rate_before_the_angle(f, x, y, step, n_angles):
    """The two numbers are in the wrong order: first the angle, then the rate."""
    angle, rate = search(f, x, y, step, n_angles)
    return rate, angle


# -----------------------------------------------------------------------------------------------------------

gradient_angle = task("gradient_angle")


@gradient_angle.check
def every_quadrant_has_its_angles(trial: Trial) -> None:
    """In all directions the angle is right, in both conventions."""
    for right, up in trial.sample([(1, 1), (-1, 1), (-1, -1), (1, -1)], 4):
        gx, gy = right * round(trial.uniform(0.5, 2), 2), up * round(trial.uniform(2.5, 9), 2)
        if trial.choice([True, False]):
            gx, gy = np.float64(gy), np.float64(gx)
        for convention in ("math", "compass"):
            trial.expect(gx, gy, convention, tolerance=rounding(360))


@gradient_angle.check
def the_axes_have_round_angles(trial: Trial) -> None:
    """Along the axes the angle is 0, 90, 180 or 270 degrees, and nothing is divided by 0."""
    length = trial.integer(1, 9)
    for gx, gy in trial.sample([(1, 0), (0, 1), (-1, 0), (0, -1)], 4):
        for convention in ("math", "compass"):
            trial.expect(length * gx, length * gy, convention, tolerance=rounding(360))


@gradient_angle.check
def the_length_does_not_matter(trial: Trial) -> None:
    """Long, short and slanting vectors have their angles to all digits."""
    a, b = round(trial.uniform(2, 9), 2), round(trial.uniform(2, 9), 2)
    for gx, gy in (
        (a * 1e4, b * 1e4),
        (-a * 1e-6, -b * 1e-6),
        (a, a),
        (-a * 1e-8, b * 1e-8),
        (-a * 1e7, -b * 1e7),
        (1, -1),
        (0.0, 1.0),
        (0.0, -1.0),
        (0.0, 1e-12),
    ):
        for convention in ("math", "compass"):
            trial.expect(gx, gy, convention, tolerance=rounding(360))
    for gx, gy in ((1e-5, 1.0), (-1e-5, 1.0), (1e-5, -1.0)):  # acos has half of the digits there
        for convention in ("math", "compass"):
            trial.expect(gx, gy, convention, tolerance=1e-6)


@gradient_angle.misconception
def took_the_arctangent_of_the_quotient(gx, gy, convention):
    """gy/gx is the same for a vector and its opposite, so half of the directions come out wrong: use
    arctan2."""
    with np.errstate(all="ignore"):
        quotient = np.float64(gy) / gx if convention == "math" else np.float64(gx) / gy
    return np.degrees(np.arctan(quotient)) % 360


def quotient_angle(above, below):
    """arctan of a quotient in degrees, with ±90 where it would be divided by 0."""
    with np.errstate(all="ignore"):
        return np.degrees(np.arctan(np.float64(above) / below))


@gradient_angle.misconception
def took_the_arctangent_without_a_full_turn(gx, gy, convention):
    """gy/gx is the same for a vector and its opposite, and the arctangent lies between −90° and 90°: use
    arctan2, and bring its angles into [0, 360)."""
    return quotient_angle(gy, gx) if convention == "math" else quotient_angle(gx, gy)


@gradient_angle.misconception
def turned_the_arctangent_into_a_bearing(gx, gy, convention):
    """gy/gx is the same for a vector and its opposite, so half of the bearings 90° − arctan(gy/gx) come out
    wrong: use arctan2."""
    angle = quotient_angle(gy, gx)
    return angle % 360 if convention == "math" else (90 - angle) % 360


@gradient_angle.misconception
def stayed_in_radians(gx, gy, convention):
    """This is the angle in radians; np.degrees makes degrees of it."""
    return (np.arctan2(gy, gx) if convention == "math" else np.arctan2(gx, gy)) % (2 * np.pi)


@gradient_angle.misconception
def swapped_the_two_components(gx, gy, convention):
    """The conventions are exchanged: arctan2 takes the component opposite to the angle first, y before x."""
    return np.degrees(np.arctan2(gx, gy) if convention == "math" else np.arctan2(gy, gx)) % 360


@gradient_angle.misconception
def left_angles_negative(gx, gy, convention):
    """arctan2 gives angles from −180° to 180°; a full turn added to the negative ones brings them into [0,
    360)."""
    return np.degrees(np.arctan2(gy, gx) if convention == "math" else np.arctan2(gx, gy))


@gradient_angle.misconception
def ignored_the_convention(gx, gy, convention):
    """The angle runs from +x counter-clockwise in either case; a compass bearing runs from +y clockwise."""
    return np.degrees(np.arctan2(gy, gx)) % 360


@gradient_angle.misconception
def added_a_quarter_turn_for_the_bearing(gx, gy, convention):
    """The bearing is the angle plus 90°; a compass starts at +y and turns the other way, so that it is 90°
    minus the angle."""
    angle = np.degrees(np.arctan2(gy, gx))
    return angle % 360 if convention == "math" else (angle + 90) % 360


@gradient_angle.misconception
def divided_where_gx_is_0(gx, gy, convention):
    """For a vector straight up or down gx is 0, and gy/gx cannot be worked out; arctan2 takes both components
    and knows all directions."""
    angle = np.degrees(np.arctan(gy / gx))
    return angle if convention == "math" else 90 - angle


@gradient_angle.misconception
def turned_the_compass_the_wrong_way(gx, gy, convention):
    """The bearing starts at +y, but turns counter-clockwise: a compass turns from +y towards +x."""
    angle = np.degrees(np.arctan2(gy, gx))
    return angle % 360 if convention == "math" else (angle - 90) % 360


# -----------------------------------------------------------------------------------------------------------

unit_field = task("unit_field")

GUARD = 1e-9
"""Where size is about 1, a guard such as 1e-12 in the denominator is as good as a case distinction."""


@unit_field.check
def arrows_have_length_one_or_zero(trial: Trial) -> None:
    """The directions have length 1, or 0 where the gradient vanishes, and the size stands apart."""
    guards = {0: GUARD, 1: GUARD}
    for _, gx, gy in draw_landscapes(trial, 2):
        xs = np.linspace(-2, 2, trial.choice([5, 7, 9]))
        trial.expect(gx, gy, xs, tolerance=guards)
    ((_, gx, gy),) = draw_landscapes(trial, 1)
    trial.expect(gx, gy, np.arange(-1, trial.integer(2, 4)), tolerance=guards, note="whole numbers")
    k, c = trial.integer(5, 9), trial.integer(2, 9)
    x = round(trial.uniform(0.5, 2), 2)
    gx, gy = Function(f"{c}*x", "x, y"), Function(f"{k}*y", "x, y")
    trial.expect(gx, gy, np.arange(-1, 3), tolerance=guards, note="whole numbers")
    for u, v, xs, note in (
        (f"x/{k}", f"y/{k}", np.linspace(-2, 2, 5), "gentle slopes"),
        (f"{c}*x", f"{c}*x", np.array([-x, x, 2 * x]), "components without y"),
        (f"{c}*x", f"{k}*x", np.array([-x, x, 2 * x]), "components without y"),
        (f"{k}*x", f"{k}*x", np.array([-x, x, 2 * x]), "components without y"),
        (f"{c}*y", f"{k} + 0*y", np.array([-x, x, 2 * x]), "components without x"),
        (f"1e3*{c}*y", f"1e4*{k}*y", np.array([2 * x, -x, -x]), "steep slopes, grid lines in any order"),
        (f"1e-10*{c}*y + 0*x", f"1e-10*{k}*x", np.array([x, 0.0, 0.0, 3.0]), "very gentle slopes"),
        (f"{c}*(x - {x})", f"{k}*(y - {x})", np.array([0.0, x, -x]), "level beside the origin"),
        (f"{c}*x", f"{k}*y", np.array([x]), "a grid of one point"),
    ):
        tolerance = {0: 2e-3, 1: 2e-3, 2: rounding(1e6 if "1e4" in v else 1e-5)} if "1e" in u else guards
        trial.expect(Function(u, "x, y"), Function(v, "x, y"), xs, tolerance=tolerance, note=note)


def components(gx, gy, xs, indexing="ij"):
    """The two components and their length at the points of the grid."""
    x, y = np.meshgrid(xs, xs, indexing=indexing)
    return gx(x, y), gy(x, y), np.hypot(gx(x, y), gy(x, y))


@unit_field.misconception
def divided_zero_by_zero(gx, gy, xs):
    """Where the gradient is 0 it has no direction, and 0/0 is NaN: there ux and uy are 0."""
    u, v, size = components(gx, gy, xs)
    with np.errstate(all="ignore"):
        return u / size, v / size, size


@unit_field.misconception
def gave_the_level_points_a_size(gx, gy, xs):
    """Where the gradient is 0 its size is 0 as well; the 1 that replaces it belongs in the denominator
    alone."""
    ux, uy, size = field(gx, gy, xs)
    return ux, uy, np.where(size > 0, size, 1)


@unit_field.misconception
def put_y_along_the_first_axis(gx, gy, xs):
    """Rows and columns are exchanged: np.meshgrid puts x along the first axis with indexing="ij" only."""
    ux, uy, size = field(gx, gy, xs)
    return ux.T, uy.T, size.T


@unit_field.misconception
def kept_the_length_of_the_gradient(gx, gy, xs):
    """The arrows are as long as the gradient; divided by its size they keep its direction and have length
    1."""
    return components(gx, gy, xs)


@unit_field.misconception
def divided_by_the_largest_size(gx, gy, xs):
    """All arrows were divided by the largest size; each has a length of its own to be divided by."""
    u, v, size = components(gx, gy, xs)
    return u / size.max(), v / size.max(), size


@unit_field.misconception
def forgot_the_root(gx, gy, xs):
    """gx² + gy² is the square of the size: the root is missing."""
    u, v, size = components(gx, gy, xs)
    length = np.where(size > 0, size**2, 1)
    return u / length, v / length, size**2


@unit_field.misconception
def added_the_components_to_a_size(gx, gy, xs):
    """|gx| + |gy| is the way along the grid; the size of the arrow is the straight way, √(gx² + gy²)."""
    u, v, _ = components(gx, gy, xs)
    size = np.abs(u) + np.abs(v)
    length = np.where(size > 0, size, 1)
    return u / length, v / length, size


# -----------------------------------------------------------------------------------------------------------

plot_surface_and_field = task("plot_surface_and_field")


@plot_surface_and_field.check
def surface_and_arrows_are_drawn(trial: Trial) -> None:
    """There is the surface of f, and an arrow of length 1 along the gradient at each point, coloured by its
    size."""
    for f, gx, gy in draw_landscapes(trial, 2):
        xs = np.linspace(*trial.choice([(-2, 2), (-1, 3), (-2.5, 1.5)]), 9)  # the gradient vanishes at 0
        trial.expect(f, gx, gy, xs, judge=partial(drawing_finding, gx, gy))


def drawing_finding(gx, gy, drawn, expected) -> Finding | None:
    """What is wrong with the figure; arrows have a higher colour where the gradient is larger."""
    finding = figure()(drawn, expected)
    if finding is not None:
        return finding
    numbered = [
        part for panel in drawn.axes for part in panel.arrows if np.shape(part["size"]) == np.shape(part["x"])
    ]
    if len(drawn.axes) != 2:
        return Property("Two panels are asked: the surface in one, the arrows in the other.")
    for arrows in numbered or [painted(drawn)]:
        size = np.hypot(gx(arrows["x"], arrows["y"]), gy(arrows["x"], arrows["y"]))
        if not (rises(arrows["size"], size) if numbered else tells_apart(arrows["colour"], size)):
            return Property("The colours do not follow the size of the gradient.")
    return None


def painted(drawn) -> dict[str, np.ndarray]:
    """All arrows that were given colours, in one field: they may have been drawn one by one."""
    parts = [part for panel in drawn.axes for part in panel.arrows]
    x, y, *colour = (np.concatenate([part[k] for part in parts]) for k in ("x", "y", "red", "green", "blue"))
    return {"x": x, "y": y, "colour": np.stack(colour, axis=1)}


def rises(numbers, size) -> bool:
    """Whether the numbers behind the colours grow with the size."""
    ordered = numbers[np.argsort(size)]
    spread = np.ptp(ordered)
    return bool(spread > 1e-6 * np.max(np.abs(ordered)) and np.all(np.diff(ordered) >= -1e-9 * spread))


def tells_apart(colour, size) -> bool:
    """Whether equal sizes have equal colours, up to a step of a colour map, and different ones others."""
    order = np.argsort(size)
    size, colour = size[order] / size.max(), colour[order]
    steps = np.abs(np.diff(colour, axis=0)).max(axis=1)
    shades, shade = np.unique(colour, axis=0, return_inverse=True)
    lowest, highest = np.full(len(shades), np.inf), np.full(len(shades), -np.inf)
    np.minimum.at(lowest, shade.ravel(), size)
    np.maximum.at(highest, shade.ravel(), size)
    return bool(np.all(steps[np.diff(size) < 1e-9] < 0.05) and np.all(highest - lowest <= 0.05))


def sketch(f, xs, u, v, size, *, surface=True):
    """Draw a surface and arrows; size None leaves the arrows without colours."""
    from matplotlib.figure import Figure

    x, y = np.meshgrid(xs, xs, indexing="ij")
    picture = Figure()
    if surface:
        picture.add_subplot(1, 2, 1, projection="3d").plot_surface(x, y, f(x, y))
    picture.add_subplot(1, 2, 2).quiver(x, y, u, v, *([] if size is None else [size]))
    return picture


@plot_surface_and_field.misconception
def drew_arrows_along_2y(f, gx, gy, xs):
    """The arrows follow 2y, as if f were quadratic in y; their second component is gy, for x² + y³ it is
    3y²."""
    return sketch(f, xs, *field(gx, lambda x, y: 2 * y, xs))


@plot_surface_and_field.misconception
def drew_the_gradient_itself(f, gx, gy, xs):
    """The arrows are as long as the gradient; here all have length 1, and the colour shows the size."""
    return sketch(f, xs, *components(gx, gy, xs))


@plot_surface_and_field.misconception
def left_the_arrows_without_colour(f, gx, gy, xs):
    """Arrows of length 1 do not show how steep it is: the size has to colour them, as fifth argument of
    quiver."""
    u, v, _ = field(gx, gy, xs)
    return sketch(f, xs, u, v, None)


@plot_surface_and_field.misconception
def left_out_the_surface(f, gx, gy, xs):
    """The arrows are there, the surface is missing: it needs a panel with projection="3d" and
    plot_surface."""
    return sketch(f, xs, *field(gx, gy, xs), surface=False)


@plot_surface_and_field.misconception
def drew_the_y_component_first(f, gx, gy, xs):
    """The components are exchanged: quiver takes x, y, then the x component of the arrow, then its y
    component."""
    u, v, size = field(gx, gy, xs)
    return sketch(f, xs, v, u, size)


@plot_surface_and_field.misconception
def drew_the_descent(f, gx, gy, xs):
    """The arrows point downhill; the gradient points to where f grows."""
    u, v, size = field(gx, gy, xs)
    return sketch(f, xs, -u, -v, size)
