"""Checks and misconceptions of the lesson Differential calculus."""

from collections.abc import Callable

import numpy as np

from graders.authoring import Function, Trial, central_rounding, difference_rounding, figure, symbolic, task
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
    """It is the slope of the line through the points at x and x + dx."""
    for (f, _), kind in zip(draw(trial, CURVES, 3), KINDS, strict=True):
        x, dx = round(trial.uniform(-2, 2), 2), trial.choice(STEPS)
        trial.expect(f, kind(x), dx, tolerance=difference_rounding(f, x, dx))
    ((f, _),) = draw(trial, CURVES, 1)
    x, dx = trial.integer(1, 3), -trial.choice(STEPS)
    trial.expect(f, x, dx, tolerance=difference_rounding(f, x, dx), note="a negative step")


@difference_quotient.check
def an_array_gives_a_slope_at_each_of_its_points(trial: Trial) -> None:
    """It works on arrays, point by point."""
    arrays = [
        trial.rng.uniform(-2, 2, trial.integer(2, 9)).round(2),
        trial.rng.uniform(-2, 2, (2, trial.integer(3, 5))).round(2),
        trial.rng.integers(-3, 4, trial.integer(2, 5)),
    ]
    for (f, _), xs in zip(draw(trial, CURVES, 3), arrays, strict=True):
        dx = trial.choice(STEPS)
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
def moved_the_value_in_place_of_the_point(f, x, dx):
    """The step was added to f(x), which gives 1 for every function; it is the point x that moves: f(x +
    dx)."""
    return (f(x) + dx - f(x)) / dx


# -----------------------------------------------------------------------------------------------------------

derivative_cubic = task("derivative_cubic")


@derivative_cubic.check
def it_is_the_slope_of_the_cubic(trial: Trial) -> None:
    """It is the derivative of x³ − 2x² + 1."""
    trial.expect(judge=symbolic(domain={"x": [(-4, 4)]}))


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
    """This is an antiderivative, whose slope is x³ − 2x² + 1; asked for is the slope of x³ − 2x² + 1
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
    for degree in trial.sample([1, 2, 3, 4, 5, 6], 4):
        coeffs = [trial.integer(1, 9) * trial.choice([-1, 1]) for _ in range(degree + 1)]
        trial.expect(coeffs)
    decimals = [round(trial.uniform(0.5, 3), 1) for _ in range(trial.integer(3, 6))]
    trial.expect([*decimals, 0.0, decimals[0]], note="a power is missing")


@power_rule.check
def the_derivative_of_a_constant_is_zero(trial: Trial) -> None:
    """A constant gives [0]."""
    trial.expect([trial.integer(2, 9)])


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
    """It is the rise between x − h and x + h over their distance."""
    for f, _ in draw(trial, CURVES, 3):
        x, h = round(trial.uniform(-2, 2), 2), trial.choice(STEPS)
        trial.expect(f, x, h, tolerance=central_rounding(f, x, h))


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
def added_the_two_values(f, x, h):
    """The two values were added; the rise is their difference f(x + h) − f(x − h)."""
    return (f(x + h) + f(x - h)) / (2 * h)


# -----------------------------------------------------------------------------------------------------------

rate_vs_rule_gap = task("rate_vs_rule_gap")


@rate_vs_rule_gap.check
def it_is_the_largest_distance_of_the_two_curves(trial: Trial) -> None:
    """It is the largest |rate − rule| over the points, on curves bent upward and downward."""
    for f, fprime in [*draw(trial, CURVES[:1], 1), *draw(trial, CURVES[1:], 2)]:
        xs, dx = trial.rng.uniform(-2, 2, trial.integer(3, 30)).round(2), trial.choice(STEPS)
        tolerance = np.max(difference_rounding(f, xs, dx))
        trial.expect(f, fprime, xs, dx, tolerance=tolerance)
        trial.expect(negative(f), negative(fprime), xs, dx, tolerance=tolerance)


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


TINY = [3e-16, 1e-13, 1e-9, 1e-6, 1e-4, 1e-2]  # the first is near the spacing of the floats
WIDE = [1e-13, 1e-9, 1e-6, 1e-4, 1e-2, 0.3]  # the error is largest at the last


def draw_steps(trial: Trial, f, fprime, x, least: list[float]) -> list[float]:
    """Draw steps up to three times the least ones until one of them is by far the best, in both schemes."""

    def is_clear(scheme):
        best, second, *_ = sorted(abs(error(f, fprime, x, h, scheme)) for h in steps)
        return 5 * best < second

    while True:
        steps = [float(f"{h * trial.uniform(1, 3):.1e}") for h in trial.sample(least, len(least))]
        if is_clear("forward") and is_clear("central"):
            return steps


@best_step.check
def no_other_step_comes_closer(trial: Trial) -> None:
    """It is the step with the smallest error, neither the smallest nor the largest one."""
    for (f, fprime), least in zip(draw(trial, PRODUCTS, 2), (TINY, WIDE), strict=True):
        x = round(trial.uniform(1.2, 2), 2)
        steps = draw_steps(trial, f, fprime, x, least)
        for scheme in ("forward", "central"):
            trial.expect(f, fprime, x, steps, scheme)
            trial.expect(negative(f), negative(fprime), x, steps, scheme)


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
def returned_the_smallest_error(f, fprime, x, hs, scheme):
    """This is the smallest error; the answer is the step h that has it."""
    return min(abs(error(f, fprime, x, h, scheme)) for h in hs)


@best_step.misconception
def returned_the_place_in_the_list(f, fprime, x, hs, scheme):
    """This is the place of the best step in the list; the answer is the step itself, hs at that place."""
    return int(np.argmin([abs(error(f, fprime, x, h, scheme)) for h in hs]))


# -----------------------------------------------------------------------------------------------------------

plot_slopes = task("plot_slopes")


@plot_slopes.check
def both_panels_hold_their_curves(trial: Trial) -> None:
    """Left stands f; right stand its rate and its rule, told apart by a legend."""
    for f, fprime in draw(trial, CURVES, 2):
        xs = np.linspace(-2, 2, trial.integer(30, 60))
        trial.expect(f, fprime, xs, 0.5, judge=figure(together=True))


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
