"""Checks and misconceptions of the lesson Differential calculus."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from graders.authoring import (
    Function,
    Property,
    Trial,
    central_rounding,
    curve_called,
    difference_rounding,
    figure,
    symbolic,
    task,
)
from graders.reference.derivatives import central_difference as central
from graders.reference.derivatives import difference_quotient as forward
from graders.reference.derivatives import x as symbol_x

CURVES = [  # a function and its slope; a and b are drawn; the first is bent one way everywhere
    ("{a}*exp({b}*x)", "{a}*{b}*exp({b}*x)"),
    ("{a}*sin({b}*x)", "{a}*{b}*cos({b}*x)"),
    ("{a}*x**3 - {b}*x", "3*{a}*x**2 - {b}"),
    ("{a}/({b} + x**2)", "-2*{a}*x/({b} + x**2)**2"),
    ("{a}*x**4 + {b}*x**2", "4*{a}*x**3 + 2*{b}*x"),
]
PRODUCTS = [  # built from exact operations only, so that every right program rounds alike
    ("{a}*x*x*x - x", "3*{a}*x*x - 1"),
    ("{a}/x", "-{a}/(x*x)"),
    ("{a}*x*x*x*x", "4*{a}*x*x*x"),
]
SCALES = [  # of other sizes than one, or so fast that no step is short
    ("1e5*{a}*x**2 + {b}", "2e5*{a}*x"),
    ("1e-8*{a}*x**2", "2e-8*{a}*x"),
    ("{a}*sin(40*{b}*x)", "40*{a}*{b}*cos(40*{b}*x)"),
]
MINUTE = ("1e-4*{a}*exp({b}*x)", "1e-4*{a}*{b}*exp({b}*x)")
FAST = ("{a}*sin(1000*x + {b})", "1000*{a}*cos(1000*x + {b})")
STEPS = [0.5, 0.1, 0.01, 0.001]
KINDS: list[Callable[[float], object]] = [float, np.float64, np.asarray]


def draw(trial: Trial, families: list[tuple[str, str]], k: int) -> list[tuple[Function, Function]]:
    """Draw k functions of different families, each with its derivative."""
    pairs = []
    for pair in trial.sample(families, k):
        a, b = round(trial.uniform(0.5, 3), 1), round(trial.uniform(1.1, 2), 1)
        f, fprime = (Function(formula.format(a=a, b=b)) for formula in pair)
        pairs.append((f, fprime))
    return pairs


def tiny_wave(trial: Trial) -> tuple[Function, float]:
    """Draw a wave so tight that the slope over a minute step from 0 is that over no other step."""
    k = trial.integer(1, 9)
    return Function(f"sin({k}e11*x + 1)"), round(trial.uniform(1, 2) / k, 2) * 1e-11


def away_from_0(trial: Trial, size: float) -> float:
    """A number of either sign."""
    return trial.choice([-1, 1]) * round(trial.uniform(size / 2, size), 2)


def negative(f: Function) -> Function:
    """The same curve upside down."""
    return Function(f"-({f.formula})")


# -----------------------------------------------------------------------------------------------------------

difference_quotient = task("difference_quotient")


@difference_quotient.check
def another_step_gives_another_quotient(trial: Trial) -> None:
    """The step dx is used."""
    ((f, _),) = draw(trial, CURVES, 1)
    x = round(trial.uniform(0.5, 2), 2)
    wide, narrow = (trial.call(f, x, dx, like=0.0) for dx in (0.5, 0.25))
    trial.require(wide != narrow, "The quotient is the same for every dx; the step to take is dx.")


@difference_quotient.check
def it_is_the_rise_over_the_run(trial: Trial) -> None:
    """It is the slope of the line through the points at x and x + dx, wherever x is and however long the
    step."""
    curves = [f for f, _ in (*draw(trial, CURVES, 3), *draw(trial, SCALES, 3))]
    for f, kind in zip(curves, [*KINDS, *KINDS], strict=True):
        x, dx = away_from_0(trial, 2), trial.choice(STEPS)
        for curve in (f, negative(f)):
            trial.expect(curve, kind(x), dx, tolerance=difference_rounding(f, x, dx))
    ((bent, _),) = draw(trial, CURVES[:1], 1)
    for x, dx, note in (
        (trial.integer(1, 3), -trial.choice(STEPS), "a negative step"),
        (-trial.integer(1, 3), 2.0, "a wide step"),
        (0, trial.choice(STEPS), "x is 0"),
        (round(trial.uniform(1, 2), 2), 1e-7, "a short step"),
    ):
        trial.expect(bent, x, dx, tolerance=difference_rounding(bent, x, dx), note=note)
    tight, dx = tiny_wave(trial)
    trial.expect(tight, 0.0, dx, tolerance=difference_rounding(tight, 0.0, dx), note="a minute step")


@difference_quotient.check
def an_array_gives_a_slope_at_each_of_its_points(trial: Trial) -> None:
    """It works on arrays of any shape, point by point."""
    repeated = np.repeat(away_from_0(trial, 2), 2)
    arrays = [
        np.concatenate([trial.rng.uniform(-2, 2, trial.integer(34, 50)).round(2), repeated, [0.0, 25.5]]),
        trial.rng.uniform(-2, 2, (3, 3)).round(2),
        trial.rng.uniform(-2, 2, (2, 1, trial.integer(2, 4))).round(2),
        trial.rng.uniform(-2, 2, 1).round(2),
        trial.rng.integers(-3, 4, trial.integer(2, 5)),
        trial.rng.uniform(5e-4, 9e-4, 3).round(5),
    ]
    curves = [*draw(trial, CURVES[1:], 4), *draw(trial, CURVES, 1), *draw(trial, CURVES[:1], 1)]
    for (f, _), xs in zip(curves, arrays, strict=True):
        dx = trial.choice([*STEPS, -0.25])
        trial.expect(f, xs, dx, tolerance=difference_rounding(f, xs, dx))


@difference_quotient.misconception
def subtracted_the_new_value_from_the_old(f, x, dx):
    """The slope has the right size and the wrong sign: the rise is the new value f(x + dx) minus the old
    f(x)."""
    return (f(x) - f(x + dx)) / dx


@difference_quotient.misconception
def stepped_backward(f, x, dx):
    """This is the backward difference, from x − dx to x; the forward one runs from x to x + dx."""
    return (f(x) - f(x - dx)) / dx


@difference_quotient.misconception
def divided_two_steps_by_one(f, x, dx):
    """The slope is about twice too large: x − dx and x + dx are 2·dx apart, and the rise was divided by
    dx."""
    return (f(x + dx) - f(x - dx)) / dx


@difference_quotient.misconception
def took_the_central_difference(f, x, dx):
    """This is the central difference, a task of its own; the quotient here starts at x itself."""
    return (f(x + dx) - f(x - dx)) / (2 * dx)


@difference_quotient.misconception
def took_a_step_of_its_own(f, x, dx):
    """The step is fixed at 0.0001, whatever dx is: the step to take is the argument dx."""
    return (f(x + 1e-4) - f(x)) / 1e-4


@difference_quotient.misconception
def divided_by_x(f, x, dx):
    """The rise was divided by x; the run is the distance between the two points, which is dx."""
    return (f(x + dx) - f(x)) / x


@difference_quotient.misconception
def divided_only_the_second_value(f, x, dx):
    """Division binds before subtraction: without parentheses round the rise, only f(x) is divided by dx."""
    return f(x + dx) - f(x) / dx


@difference_quotient.misconception
def left_the_rise_undivided(f, x, dx):
    """This is the rise alone, f(x + dx) − f(x); a slope is the rise over the run dx."""
    return f(x + dx) - f(x)


@difference_quotient.misconception
def multiplied_by_the_run(f, x, dx):
    """The rise was multiplied by dx; a slope is the rise divided by the run: how much f grows for each unit
    of x."""
    return (f(x + dx) - f(x)) * dx


@difference_quotient.misconception
def moved_the_value_in_place_of_the_point(f, x, dx):
    """The step was added to f(x), which gives 1 for every function; it is the point x that moves: f(x +
    dx)."""
    return (f(x) + dx - f(x)) / dx


# -----------------------------------------------------------------------------------------------------------

derivative_cubic = task("derivative_cubic")


@derivative_cubic.check
def it_is_the_slope_of_the_cubic(trial: Trial) -> None:
    """It is the derivative of x³ − 2x² + 1."""
    trial.expect(judge=symbolic(domain={"x": [(-np.inf, np.inf)]}))


@derivative_cubic.misconception
def kept_the_constant():
    """A constant does not change, so its slope is 0: the 1 of x³ − 2x² + 1 leaves no trace in the
    derivative."""
    return 3 * symbol_x**2 - 4 * symbol_x + 1


@derivative_cubic.misconception
def kept_the_powers():
    """The coefficients are right and the powers are the old ones: xⁿ becomes n·xⁿ⁻¹, one power lower."""
    return 3 * symbol_x**3 - 4 * symbol_x**2


@derivative_cubic.misconception
def lowered_the_powers_without_multiplying():
    """Each power went down by one, but the old one is missing in front: xⁿ becomes n·xⁿ⁻¹."""
    return symbol_x**2 - 2 * symbol_x


@derivative_cubic.misconception
def multiplied_by_the_new_power():
    """The factor that comes down is the power before it is lowered: x³ becomes 3x², and x² becomes 2x."""
    return 2 * symbol_x**2 - 2 * symbol_x


@derivative_cubic.misconception
def lost_the_coefficient():
    """A coefficient stays and multiplies: the derivative of 2x² is 2·2x, not 2x."""
    return 3 * symbol_x**2 - 2 * symbol_x


@derivative_cubic.misconception
def lost_the_minus_sign():
    """The sign belongs to the coefficient −2 and stays with its term: (−2x²)′ = −4x."""
    return 3 * symbol_x**2 + 4 * symbol_x


@derivative_cubic.misconception
def integrated():
    """This is a function whose slope is x³ − 2x² + 1; asked for is the slope of x³ − 2x² + 1
    itself."""
    return symbol_x**4 / 4 - 2 * symbol_x**3 / 3 + symbol_x


@derivative_cubic.misconception
def returned_the_function():
    """This is the function itself, x³ − 2x² + 1; its derivative follows term by term from (xⁿ)′ = n·xⁿ⁻¹."""
    return symbol_x**3 - 2 * symbol_x**2 + 1


@derivative_cubic.misconception
def differentiated_twice():
    """This is the second derivative, the slope of the slope; one differentiation is enough."""
    return 6 * symbol_x - 4


@derivative_cubic.misconception
def answered_for_the_worked_example():
    """This is the slope of the worked example x²; the function of this task is x³ − 2x² + 1."""
    return 2 * symbol_x


# -----------------------------------------------------------------------------------------------------------

power_rule = task("power_rule")


@power_rule.check
def each_coefficient_is_multiplied_by_its_power(trial: Trial) -> None:
    """It gives the derivative's coefficients, the highest power first."""
    for degree in (1, 1, 2, trial.integer(3, 6), trial.integer(7, 9), trial.integer(20, 30)):
        coeffs = [trial.integer(1, 9) * trial.choice([-1, 1]) for _ in range(degree - 1)]
        last = [trial.integer(2, 9), -trial.integer(2, 9)]
        trial.expect([*coeffs, *trial.sample(last, 2)])
    decimals = [round(trial.uniform(0.5, 3), 1) for _ in range(trial.integer(3, 6))]
    trial.expect([*decimals, 0.0, -decimals[0]], note="a power is missing")
    trial.expect([decimals[0]] * trial.integer(4, 6), note="equal coefficients")
    trial.expect([trial.integer(200, 900), -trial.integer(10**6, 10**9), 3], note="large coefficients")
    trial.expect([trial.integer(2, 9) * 1e-12, -3e-12, 5e-12], note="small coefficients")


@power_rule.check
def the_list_gets_one_entry_shorter(trial: Trial) -> None:
    """The derivative has one coefficient fewer, also where the list begins with zeros."""
    for zeros in (1, trial.integer(2, 3)):
        trial.expect([*[0] * zeros, trial.integer(2, 9), -trial.integer(2, 9)], note="leading zeros")
        trial.expect([*[0.0] * zeros, trial.integer(2, 9)], note="leading zeros before a constant")
    trial.expect([0, 0, *(trial.integer(2, 9) for _ in range(3))], note="leading zeros")


@power_rule.check
def the_derivative_of_a_constant_is_zero(trial: Trial) -> None:
    """A constant gives [0]."""
    for constant in (trial.integer(2, 9), -round(trial.uniform(1, 3), 1), 0):
        trial.expect([constant])


@power_rule.misconception
def dropped_the_leading_zeros(coeffs):
    """The zeros in front were dropped; the answer has one entry fewer than the list, whatever the entries
    are: np.poly1d and SymPy's Poly cut them off."""
    slopes = [c * n for c, n in zip(coeffs, range(len(coeffs) - 1, 0, -1), strict=False)]
    while len(slopes) > 1 and slopes[0] == 0:
        slopes.pop(0)
    return slopes or [0]


@power_rule.misconception
def read_from_the_constant_upward(coeffs):
    """The list was read from the constant upward; its first entry belongs to the highest power."""
    return [n * c for n, c in enumerate(coeffs)][1:] or [0]


@power_rule.misconception
def kept_a_place_for_the_constant(coeffs):
    """Every power drops by one, so the list gets one entry shorter: the constant's place at the end goes."""
    return [c * n for c, n in zip(coeffs, range(len(coeffs) - 1, -1, -1), strict=True)]


@power_rule.misconception
def multiplied_by_the_lowered_power(coeffs):
    """Each entry was multiplied by the power after lowering: x³ becomes 3x², with the old exponent 3 in
    front."""
    return [c * n for c, n in zip(coeffs, range(len(coeffs) - 2, -1, -1), strict=False)] or [0]


@power_rule.misconception
def dropped_the_constant_without_multiplying(coeffs):
    """The powers are one lower, but the old exponents are missing as factors: c·xⁿ becomes c·n·xⁿ⁻¹."""
    return coeffs[:-1] or [0]


@power_rule.misconception
def gave_no_coefficient_for_a_constant(coeffs):
    """The derivative of a constant is the function 0, written [0]; an empty list is no polynomial."""
    return [c * n for c, n in zip(coeffs, range(len(coeffs) - 1, 0, -1), strict=False)]


# -----------------------------------------------------------------------------------------------------------

central_difference = task("central_difference")


@central_difference.check
def halving_h_quarters_the_error(trial: Trial) -> None:
    """Halving h makes the error four times smaller."""
    points = [(f, x) for f, _ in draw(trial, CURVES, 3) for x in trial.rng.uniform(0.3, 1.5, 3).round(2)]
    trial.expect_order(2, lambda h: [trial.call(f, x, h) for f, x in points], 0.05)


@central_difference.check
def it_is_the_slope_between_both_sides(trial: Trial) -> None:
    """It is the rise between x − h and x + h over their distance, wherever x is and whatever h."""
    curves = [f for f, _ in (*draw(trial, CURVES, 3), *draw(trial, SCALES, 3))]
    steps = [1.5, 0.5, 0.1, 0.01, 0.001, 1e-4]
    for f, h in zip(curves, trial.sample(steps, 6), strict=True):
        x = away_from_0(trial, 3)
        for curve in (f, negative(f)):
            trial.expect(curve, x, h, tolerance=central_rounding(f, x, h))
    ((bent, _),) = draw(trial, CURVES[:1], 1)
    for x, h in (
        (0.0, 1e-4),
        (-float(trial.integer(1, 3)), 2.0),
        (round(trial.uniform(20, 30), 2), 0.1),
        (1.5, 1e-5),
    ):
        trial.expect(bent, x, h, tolerance=central_rounding(bent, x, h))
    tight, h = tiny_wave(trial)
    trial.expect(tight, 0.0, h, tolerance=central_rounding(tight, 0.0, h), note="a minute step")
    ((level, _),) = draw(trial, CURVES[4:], 1)
    trial.expect(level, 0.0, trial.choice(steps), note="the graph is level at 0")


@central_difference.misconception
def took_the_forward_difference(f, x, h):
    """The error shrinks like h, not like h²: this is the one-sided quotient from x to x + h."""
    return forward(f, x, h)


@central_difference.misconception
def took_the_backward_difference(f, x, h):
    """The error shrinks like h, not like h²: this is the one-sided quotient from x − h to x."""
    return forward(f, x, -h)


@central_difference.misconception
def divided_by_one_step(f, x, h):
    """The slope is twice too large: x − h and x + h are 2h apart, and the rise was divided by h."""
    return (f(x + h) - f(x - h)) / h


@central_difference.misconception
def multiplied_by_h(f, x, h):
    """Division and multiplication run from left to right: / 2 * h multiplies by h, so 2h needs
    parentheses."""
    return (f(x + h) - f(x - h)) / 2 * h


@central_difference.misconception
def divided_only_the_left_value(f, x, h):
    """Division binds before subtraction: without parentheses round the rise, only f(x − h) is divided by
    2h."""
    return f(x + h) - f(x - h) / (2 * h)


@central_difference.misconception
def left_out_all_parentheses(f, x, h):
    """Only f(x − h) is halved and then multiplied by h: the rise needs parentheses round it, and so does
    2h."""
    return f(x + h) - f(x - h) / 2 * h


@central_difference.misconception
def divided_half_steps_by_two(f, x, h):
    """The slope is half of what it should be: x − h/2 and x + h/2 are h apart, and the rise was divided by
    2h."""
    return (f(x + h / 2) - f(x - h / 2)) / (2 * h)


@central_difference.misconception
def took_half_steps(f, x, h):
    """This is a central difference between x − h/2 and x + h/2; the points asked for lie h away on each
    side."""
    return central(f, x, h / 2)


@central_difference.misconception
def subtracted_right_from_left(f, x, h):
    """The slope has the right size and the wrong sign: the rise is the right value f(x + h) minus the left
    one."""
    return (f(x - h) - f(x + h)) / (2 * h)


@central_difference.misconception
def took_the_second_difference(f, x, h):
    """This is the second derivative, the change of the slope; the slope needs the two outer values alone."""
    return (f(x + h) - 2 * f(x) + f(x - h)) / h**2


@central_difference.misconception
def added_the_two_values(f, x, h):
    """The two values were added; the rise is their difference f(x + h) − f(x − h)."""
    return (f(x + h) + f(x - h)) / (2 * h)


# -----------------------------------------------------------------------------------------------------------

rate_vs_rule_gap = task("rate_vs_rule_gap")


def largest(gaps) -> float:
    return float(np.max(np.abs(gaps)))


def draw_points(trial: Trial, f, fprime, n: int, place: int) -> tuple[np.ndarray, float]:
    """Draw n points and a step, with the worst point at a place of the list and no neighbour as bad."""
    while True:
        xs, dx = trial.rng.uniform(-2, 2, n).round(2), trial.choice([2.0, 1.0, 0.5, -0.5, -1.0])
        rate, rule = forward(f, xs, dx), fprime(xs)
        gaps, fine = rate - rule, np.linspace(xs.min(), xs.max(), 500)
        worst = int(np.argmax(np.abs(gaps)))
        rivals = [
            np.abs(rate) - np.abs(rule),
            np.sort(rate) - np.sort(rule),
            forward(f, fine, dx) - fprime(fine),
            np.delete(gaps, worst),
        ]
        if all(abs(largest(gaps) - largest(rival)) > 1e-3 * largest(gaps) for rival in rivals):
            return np.roll(xs, place - worst), dx


@rate_vs_rule_gap.check
def it_is_the_largest_distance_of_the_two_curves(trial: Trial) -> None:
    """It is the largest |rate − rule| over the points, on curves bent upward and downward."""
    sizes = [(trial.integer(60, 80), 55), (trial.integer(3, 9), 0), (trial.integer(3, 9), -1)]
    waves = [*draw(trial, [CURVES[1], CURVES[3]], 2), *draw(trial, CURVES[1:2], 1)]
    for (f, fprime), (n, place) in zip(waves, sizes, strict=True):
        xs, dx = draw_points(trial, f, fprime, n, place)
        tolerance = np.max(difference_rounding(f, xs, dx))
        trial.expect(f, fprime, xs, dx, tolerance=tolerance)
        trial.expect(negative(f), negative(fprime), xs, dx, tolerance=tolerance)
    steep, minute, large = draw(trial, CURVES[:1], 1) + draw(trial, [MINUTE], 1) + draw(trial, SCALES[:1], 1)
    few = trial.rng.uniform(-2, 2, trial.integer(3, 9)).round(2)
    for (f, fprime), xs, dx in (
        (steep, few[:1], 0.01),
        (steep, few[:1], 2e-6),
        (steep, np.zeros(1), 0.1),
        (steep, few[[0, 0]], 0.1),
        (steep, few, 0.001),
        (minute, np.sort(few), 0.5),
        (large, few, 0.5),
    ):
        tolerance = np.max(difference_rounding(f, xs, dx))
        trial.expect(f, fprime, xs, dx, tolerance=tolerance)


@rate_vs_rule_gap.check
def the_step_may_go_to_the_left(trial: Trial) -> None:
    """A negative dx goes to the left of each point."""
    ((f, fprime),) = draw(trial, CURVES[:1], 1)
    xs, dx = trial.rng.uniform(-2, 2, trial.integer(2, 5)).round(2), -trial.choice(STEPS)
    trial.expect(f, fprime, xs, dx, tolerance=np.max(difference_rounding(f, xs, dx)))


@rate_vs_rule_gap.misconception
def measured_the_gaps_as_one_length(f, fprime, xs, dx):
    """This is the length of the list of gaps, the root of the sum of their squares: np.linalg.norm without
    ord=np.inf. Asked for is the largest gap alone."""
    return np.linalg.norm(forward(f, xs, dx) - fprime(xs))


@rate_vs_rule_gap.misconception
def took_the_smallest_gap(f, fprime, xs, dx):
    """This is the smallest gap; asked for is the one at the worst point, the maximum."""
    return np.min(np.abs(forward(f, xs, dx) - fprime(xs)))


@rate_vs_rule_gap.misconception
def compared_the_sizes(f, fprime, xs, dx):
    """The absolute values were taken before the subtraction; where rate and rule have different signs, their
    distance is more than that of their sizes."""
    return np.max(np.abs(np.abs(forward(f, xs, dx)) - np.abs(fprime(xs))))


@rate_vs_rule_gap.misconception
def took_the_curves_to_coincide(f, fprime, xs, dx):
    """The curves only look alike: for dx > 0 the rate differs from the rule, for x² by dx exactly."""
    return 0.0


@rate_vs_rule_gap.misconception
def kept_the_sign(f, fprime, xs, dx):
    """Where the rate lies below the rule, the gap counts too: the absolute value comes before the maximum."""
    return np.max(forward(f, xs, dx) - fprime(xs))


@rate_vs_rule_gap.misconception
def kept_the_sign_of_rule_minus_rate(f, fprime, xs, dx):
    """Where the rule lies below the rate, the gap counts too: the absolute value comes before the maximum."""
    return np.max(fprime(xs) - forward(f, xs, dx))


@rate_vs_rule_gap.misconception
def took_the_absolute_value_last(f, fprime, xs, dx):
    """The absolute value came after the maximum; gaps of both signs have to be made positive before it."""
    return np.abs(np.max(forward(f, xs, dx) - fprime(xs)))


@rate_vs_rule_gap.misconception
def averaged_the_gaps(f, fprime, xs, dx):
    """This is the mean of the gaps; asked for is the gap at the worst point, their maximum."""
    return np.mean(np.abs(forward(f, xs, dx) - fprime(xs)))


@rate_vs_rule_gap.misconception
def compared_the_function_with_its_rule(f, fprime, xs, dx):
    """The values of f were compared with f′; the rate to compare is the difference quotient of f."""
    return np.max(np.abs(f(xs) - fprime(xs)))


@rate_vs_rule_gap.misconception
def took_the_central_rate(f, fprime, xs, dx):
    """The rate was taken with the central difference; this task compares the forward quotient, from x to x +
    dx."""
    return np.max(np.abs(central(f, xs, dx) - fprime(xs)))


# -----------------------------------------------------------------------------------------------------------

best_step = task("best_step")


def error(f, fprime, x, h, scheme):
    """The difference between a quotient and the slope, with its sign."""
    return {"forward": forward, "central": central}[scheme](f, x, h) - fprime(x)


TINY = [3e-16, 1e-15, 4e-15, 2e-14, 1e-9, 1e-6, 1e-4, 1e-2]  # the first are near the spacing of the floats
WIDE = [1e-13, 1e-9, 1e-6, 1e-4, 1e-2, 0.3]  # the error is largest at the last
FAR = [1e-8, 1e-5, 4e-3, 1.0]  # where x is about 1000 the errors balance at steps larger than the usual
COARSE = [1e-5, 1e-3, 0.02, 0.1, 0.4]  # for a fast wave all but one are too long, and none of these the worst
NEGATIVE = [  # a and b of the fast wave, x and steps, one of them five times as good as any other; at |x| …
    (0.9, 2.0, -1.52, [0.22, 0.11, 1.6, 0.51, 1.2, 0.0022, 0.023]),
    (1.4, 1.3, -1.24, [0.086, 4.0, 0.024, 0.31, 0.0028, 0.28, 1.3]),
    (0.5, 1.2, -1.13, [0.013, 0.8, 0.73, 0.09, 0.0032, 0.27, 4.3]),
    (1.8, 1.9, -1.52, [0.013, 1.5, 0.0024, 0.68, 0.084, 0.19, 3.2]),
    (1.2, 1.6, -1.24, [1.9, 0.1, 0.7, 0.027, 0.0021, 0.3, 0.048]),
    (2.7, 1.7, -1.3, [0.021, 0.93, 0.46, 0.067, 0.0023, 3.4, 0.21]),
]
DISTANT = [  # … and here at 1, at 50, or where x shrinks from step to step, another one is the best
    (2.6, 1.8, 354.45, [0.019, 2.7, 0.4, 0.0027, 0.048, 0.75, 0.28]),
    (1.6, 1.6, 210.38, [0.078, 0.73, 0.37, 0.19, 0.016, 3.7, 0.0034]),
    (2.0, 1.3, 308.91, [0.3, 1.2, 4.0, 0.014, 0.0021, 0.089, 0.27]),
    (1.0, 1.9, 372.31, [0.35, 0.15, 3.4, 0.01, 1.6, 0.0034, 0.048]),
    (2.0, 1.6, 335.01, [1.1, 0.0021, 0.026, 0.27, 0.4, 0.11, 3.4]),
    (1.4, 1.4, 397.06, [0.041, 0.56, 0.6, 0.0045, 0.16, 0.022, 3.2]),
]


def first_rise(errors: dict[float, float], order: list[float]) -> float:
    """The step after which the errors grow for the first time."""
    return next((a for a, b in pairwise(order) if errors[a] < errors[b]), order[-1])


def is_told(f, fprime, x, steps, scheme) -> bool:
    """Is one of the steps by far the best, and is it another than those that are near at hand?"""
    errors = {h: abs(error(f, fprime, x, h, scheme)) for h in steps}
    best, second, *_ = sorted(steps, key=errors.__getitem__)
    rising = sorted(steps)
    hasty = [steps[0], steps[-1]]
    if len(steps) > len(FAR):
        hasty.append(first_rise(errors, steps))
    if len(steps) == len(TINY):
        hasty += [rising[0], rising[-1], first_rise(errors, rising)]
    if len(steps) == len(FAR):
        hasty.append(min(steps, key=lambda h: abs(np.log(h / BALANCE[scheme]))))
    if len(steps) == len(COARSE):
        hasty.append(first_rise(errors, rising[::-1]))
    return 5 * errors[best] < errors[second] and best not in hasty


BALANCE = {"forward": 1e-8, "central": 6e-6}


def draw_steps(trial: Trial, curve, size: float, least: list[float]):
    """Draw a function, a point and steps up to three times the least ones, which both schemes tell apart.

    The point has the sign of the size.
    """
    while True:
        ((f, fprime),) = draw(trial, [curve], 1)
        x = round(size * trial.uniform(0.5, 1), 2)
        steps = [float(f"{h * trial.uniform(1, 3):.1e}") for h in trial.sample(least, len(least))]
        if all(is_told(f, fprime, x, steps, scheme) for scheme in BALANCE):
            return f, fprime, x, steps


@best_step.check
def no_other_step_comes_closer(trial: Trial) -> None:
    """It is the step with the smallest error, whatever the function, the point and the steps."""
    near, wide = trial.sample(PRODUCTS, 2)
    for curve, size, least in (
        (near, trial.choice([-2, 2]), TINY),
        (wide, trial.choice([-2, 2]), WIDE),
        (PRODUCTS[0], 2000, FAR),
        (FAST, trial.choice([-2, 2]), COARSE),
    ):
        f, fprime, x, steps = draw_steps(trial, curve, size, least)
        for scheme in BALANCE:
            trial.expect(f, fprime, x, steps, scheme)
            trial.expect(negative(f), negative(fprime), x, steps, scheme)
    for table in (NEGATIVE, DISTANT):
        a, b, x, steps = trial.choice(table)
        f, fprime = (Function(formula.format(a=a, b=b)) for formula in FAST)
        trial.expect(f, fprime, x, steps, "forward")


@best_step.check
def errors_of_any_size_count(trial: Trial) -> None:
    """An error may be 0 or more than 1, a step shorter than any rule of thumb, and the list one step long."""
    f, fprime, tiny = Function("x*x"), Function("2*x"), 2.0 ** -trial.integer(47, 49)
    trial.expect(f, fprime, trial.choice([1.5, -2.5]), trial.sample([0.25, tiny, 0.1, 0.03], 4), "forward")
    trial.expect(f, fprime, -0.25, [1.0, 0.125, 0.03], "forward", note="rates of either sign")
    f, fprime = Function("1e-12*x*x*x"), Function("3e-12*x*x")
    trial.expect(f, fprime, 1.5, [0.5, 0.1, round(trial.uniform(0.01, 0.03), 3)], "forward")
    f, fprime = Function("1e9*x*x*x"), Function("3e9*x*x")
    long = trial.sample([0.5, 4.0, 0.02, 20.0], 4)
    many = [*trial.rng.uniform(0.1, 0.5, trial.integer(90, 120)).round(3).tolist(), 0.01, 0.2, 0.3]
    k = trial.integer(500, 2000)
    fast = Function(f"sin({k}*x + 1)"), Function(f"{k}*cos({k}*x + 1)")
    trial.expect(*fast, 0.5, trial.sample([7.85 / k, 15.4 / k], 2), "central", note="two wide steps")
    for scheme in BALANCE:
        trial.expect(f, fprime, trial.choice([-1, 1]) * trial.uniform(900, 1100), long, scheme)
        trial.expect(f, fprime, trial.choice([-1, 1]) * 1.5, many, scheme, note="many steps")
        trial.expect(f, fprime, 1.5, [trial.choice([2.5, 1e-13])], scheme)


@best_step.misconception
def took_the_smallest_step(f, fprime, x, hs, scheme):
    """Smaller is better only until rounding takes over: below h ≈ 1e-8 (forward) or 1e-5 (central) the error
    grows."""
    return min(hs)


@best_step.misconception
def took_the_largest_step(f, fprime, x, hs, scheme):
    """This is the largest step, free of rounding, but the formula's own error grows with h."""
    return max(hs)


@best_step.misconception
def took_the_largest_error(f, fprime, x, hs, scheme):
    """This is the step with the largest error; asked for is the one with the smallest."""
    return max(hs, key=lambda h: abs(error(f, fprime, x, h, scheme)))


@best_step.misconception
def kept_the_sign_of_the_error(f, fprime, x, hs, scheme):
    """The smallest error is not the most negative one: compare the absolute values |quotient − f′(x)|."""
    return min(hs, key=lambda h: error(f, fprime, x, h, scheme))


@best_step.misconception
def always_took_the_forward_quotient(f, fprime, x, hs, scheme):
    """The scheme was ignored: the central quotient is at its best near h ≈ ∛ε, a much larger step than √ε."""
    return min(hs, key=lambda h: abs(error(f, fprime, x, h, "forward")))


@best_step.misconception
def always_took_the_central_quotient(f, fprime, x, hs, scheme):
    """The scheme was ignored: the forward quotient is at its best near h ≈ √ε, a much smaller step than
    ∛ε."""
    return min(hs, key=lambda h: abs(error(f, fprime, x, h, "central")))


@best_step.misconception
def exchanged_the_schemes(f, fprime, x, hs, scheme):
    """The two schemes are exchanged: 'forward' is the quotient from x to x + h, 'central' the one from x − h
    to x + h."""
    other = {"forward": "central", "central": "forward"}[scheme]
    return min(hs, key=lambda h: abs(error(f, fprime, x, h, other)))


@best_step.misconception
def took_the_rule_of_thumb(f, fprime, x, hs, scheme):
    """This is the step nearest to √ε or ∛ε. That is where the errors balance for a curve of the size and
    bend of one; for this f they have to be computed and compared."""
    return min(hs, key=lambda h: abs(np.log(h / BALANCE[scheme])))


@best_step.misconception
def took_a_step_that_was_not_offered(f, fprime, x, hs, scheme):
    """This step comes from a rule of thumb and does not stand in hs; the answer is the member of hs with the
    smallest error."""
    return BALANCE[scheme]


@best_step.misconception
def returned_the_smallest_error(f, fprime, x, hs, scheme):
    """This is the smallest error; the answer is the step h that has it."""
    return min(abs(error(f, fprime, x, h, scheme)) for h in hs)


@best_step.misconception
def returned_the_place_in_the_list(f, fprime, x, hs, scheme):
    """This is the place of the best step in the list; the answer is the step itself, hs at that place."""
    return int(np.argmin([abs(error(f, fprime, x, h, scheme)) for h in hs]))


# -----------------------------------------------------------------------------------------------------------

plot_slopes = task("plot_slopes")


def beside_each_other(value, expected):
    """f in the first panel; in the second its rate and its rule, under names that are not exchanged."""
    finding = figure(together=True)(value, expected)
    if finding is not None:
        return finding
    if len(value.axes) != 2:
        return Property("Two panels are asked: one for f, and one for its rate and its rule.")
    first, second = value.axes
    curve, rate, rule = (line for panel in expected.axes for line in panel.lines)
    if None not in (curve_called(first, **at(slope)) for slope in (rate, rule)):
        return Property(
            "The first panel, on the left or above, is that of f; the slopes stand in the second."
        )
    called = [curve_called(second, **at(rate)), curve_called(second, **at(rule))]
    if None in (curve_called(first, **at(curve)), *called):
        few = max(len(panel.lines) + len(panel.points) for panel in value.axes) < 5
        return Property("A curve has no point at some of the given xs: draw it against xs.") if few else None
    if sum(bool(part["label"]) for part in (*second.lines, *second.points)) > 2:
        return Property("The second panel has more than two labelled curves; only rate and rule are asked.")
    first_name, second_name = ((name or "").lower() for name in called)
    if "rule" in first_name and "rate" in second_name:
        return Property("The labels are exchanged: the curve that is called the rule is the rate.")
    return None


def at(line):
    """The points of a line."""
    return {"xs": line["x"], "ys": line["y"]}


@plot_slopes.check
def both_panels_hold_their_curves(trial: Trial) -> None:
    """Left stands f; right stand its rate and its rule, told apart by a legend."""
    n = trial.integer(30, 60)
    for (f, fprime), dx in zip(draw(trial, CURVES, 2), trial.sample([0.4, -0.3], 2), strict=True):
        xs = np.sort([0.0, *trial.sample([round(0.02 * k, 2) for k in range(-125, 76) if k], n)])
        trial.expect(f, fprime, xs, dx, judge=beside_each_other)


def panels(xs, left, right, *, legend=True):
    """Draw one curve on the left and several on the right, a dictionary from label to values."""
    from matplotlib.figure import Figure

    picture = Figure()
    one, other = picture.subplots(1, 2)
    one.plot(xs, left)
    for label, values in right.items():
        other.plot(xs, values, label=label)
    if legend:
        other.legend()
    return picture


@plot_slopes.misconception
def left_out_the_legend(f, fprime, xs, dx):
    """Rate and rule lie nearly on top of each other: only a label on each and a legend tell them apart."""
    return panels(xs, f(xs), {"rate": forward(f, xs, dx), "rule": fprime(xs)}, legend=False)


@plot_slopes.misconception
def drew_only_the_rule(f, fprime, xs, dx):
    """The right panel shows the rule alone; the rate, the difference quotient with step dx, belongs beside
    it."""
    return panels(xs, f(xs), {"rule": fprime(xs)})


@plot_slopes.misconception
def drew_only_the_rate(f, fprime, xs, dx):
    """The right panel shows the rate alone; the rule f′ belongs beside it."""
    return panels(xs, f(xs), {"rate": forward(f, xs, dx)})


@plot_slopes.misconception
def drew_the_rule_of_the_worked_example(f, fprime, xs, dx):
    """The curve of the rule is still 2x, the slope of the worked example x²; here the rule is fprime."""
    return panels(xs, f(xs), {"rate": forward(f, xs, dx), "rule": 2 * xs})


@plot_slopes.misconception
def drew_the_central_rate(f, fprime, xs, dx):
    """The rate was drawn with the central difference; the one to show is the forward quotient with step
    dx."""
    return panels(xs, f(xs), {"rate": central(f, xs, dx), "rule": fprime(xs)})


@plot_slopes.misconception
def drew_the_function_beside_its_rule(f, fprime, xs, dx):
    """The right panel shows f where its rate belongs: the difference quotient of f, not f itself."""
    return panels(xs, f(xs), {"rate": f(xs), "rule": fprime(xs)})
