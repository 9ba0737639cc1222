"""Checks and misconceptions of the lesson Optimization."""

import re

import numpy as np
import sympy as sp

from graders.authoring import (
    Function,
    Trial,
    answer,
    figure,
    one_at_a_time,
    rounding,
    stopped,
    symbolic,
    task,
)
from graders.reference.optimization import critical_points as level_points
from graders.reference.optimization import hessian_numeric as second_derivatives
from graders.reference.optimization import newton_min as reached

NAMES = ["x", "t", "w", "theta"]

# -----------------------------------------------------------------------------------------------------------

critical_points = task("critical_points")


def draw_symbols(trial: Trial) -> tuple[sp.Symbol, sp.Symbol]:
    """Draw a symbol of which nothing is known, and one that is declared real."""
    plain, real = trial.sample(NAMES, 2)
    return sp.Symbol(plain), sp.Symbol(real, real=True)


def draw_numbers(trial: Trial, count: int) -> list[sp.Rational]:
    """Draw different fractions with small denominators, none of them 0 and no two of the same size."""
    whole = trial.sample(range(1, 9), count)
    return [trial.choice([-1, 1]) * sp.Rational(n, trial.choice([1, 1, 9])) for n in whole]


@critical_points.check
def only_real_ones_count_and_each_once(trial: Trial) -> None:
    """Complex solutions are left out, and a double one is listed once."""
    x, _ = draw_symbols(trial)  # of a real symbol SymPy gives no complex solutions anyway
    r, s = draw_numbers(trial, 2)
    for slope in ((x - r) * (x - s) * (x**2 + trial.integer(1, 9)), (x - r) ** 2 * (x - s)):
        expr = sp.integrate(sp.expand(trial.integer(2, 5) * slope), x) + trial.integer(1, 9)
        trial.expect(expr, x, judge=symbolic(exact=True))


@critical_points.check
def they_are_the_zeros_of_the_slope(trial: Trial) -> None:
    """They are the zeros of the slope, in order, and not those of the function."""
    for turn, x in zip((1, -1), draw_symbols(trial), strict=True):
        r, s = draw_numbers(trial, 2)
        trial.expect(
            sp.expand(turn * trial.integer(2, 5) * (x - r) ** 2 * (x - s)), x, judge=symbolic(exact=True)
        )


@critical_points.check
def the_smallest_comes_first(trial: Trial) -> None:
    """They stand in increasing order, roots among fractions and numbers of four digits among those of one."""
    plain, real = draw_symbols(trial)
    squared = sp.Integer(trial.choice([2, 3, 5, 7]))
    turn, near, far = trial.choice([1, -1]), trial.choice([2, 4, 6]), trial.choice([1200, 1400])
    trial.expect(plain**4 / 4 - squared * plain**2 / 2, plain, judge=symbolic(exact=True))
    trial.expect(
        sp.expand((real - turn * near) ** 2 * (real - turn * far) ** 2), real, judge=symbolic(exact=True)
    )


@critical_points.check
def exponentials_and_logarithms_have_them_too(trial: Trial) -> None:
    """It works beyond polynomials, and the answers are exact."""
    plain, real = draw_symbols(trial)
    a, b = trial.sample([2, 3, 5, 7], 2)
    for make, x in ((sp.exp, plain), (sp.log, real), (lambda x: x**3, plain)):
        trial.expect(a * make(x) - b * x, x, judge=symbolic(exact=True))


@critical_points.check
def a_slope_without_a_zero_gives_an_empty_list(trial: Trial) -> None:
    """Where the slope is never 0 the list is empty."""
    x, _ = draw_symbols(trial)
    a, b = trial.integer(2, 9), trial.integer(2, 9)
    for expr in (a * sp.log(x), a * x**3 + b * x, a * sp.exp(x) + b):
        trial.expect(expr, x, judge=symbolic(exact=True))


@critical_points.misconception
def solved_for_the_zeros_of_the_function(expr, x):
    """These are the zeros of f itself, where its graph meets the axis; asked for are those of its slope
    f′."""
    return sorted(sp.solveset(expr, x, sp.S.Reals))


@critical_points.misconception
def took_0_for_a_zero_of_1_over_x(expr, x):
    """Where the slope has no zero the list is empty: 1/x, the slope of log x, is never 0, and log x has no
    value at 0."""
    return level_points(expr, x) or [sp.Integer(0)]


@critical_points.misconception
def took_infinity_for_a_zero_of_1_over_x(expr, x):
    """Where the slope has no zero the list is empty: 1/x comes near to 0 as x grows, but is never 0, and ∞ is
    no number."""
    return level_points(expr, x) or [sp.oo]


@critical_points.misconception
def solved_for_the_inflections(expr, x):
    """The second derivative was set to 0, which finds where the graph may bend the other way; the slope is
    f′."""
    return sorted(sp.solveset(sp.diff(expr, x, 2), x, sp.S.Reals))


@critical_points.misconception
def left_them_as_the_solver_lists_them(expr, x):
    """The points are right, but SymPy lists solutions in an order of its own, fractions before roots:
    sorted() puts the smallest first."""
    return sorted(level_points(expr, x), key=sp.default_sort_key)


@critical_points.misconception
def kept_solutions_that_are_not_real(expr, x):
    """Some of the solutions are complex numbers, at which no graph is level: keep the real ones."""
    return sp.solve(sp.diff(expr, x), x)


@critical_points.misconception
def listed_a_double_zero_twice(expr, x):
    """A zero where the slope touches the axis is one point of the graph, though it is counted double as a
    root."""
    slope = sp.diff(expr, x)
    return sp.real_roots(slope) if slope.is_polynomial(x) else level_points(expr, x)


@critical_points.misconception
def listed_them_from_right_to_left(expr, x):
    """The points are right and stand in falling order: the smallest comes first."""
    return level_points(expr, x)[::-1]


@critical_points.misconception
def stopped_at_the_first(expr, x):
    """This is the smallest of the critical points alone; the list holds all of them."""
    return level_points(expr, x)[:1]


@critical_points.misconception
def left_out_those_that_are_no_extrema(expr, x):
    """A point where the slope is 0 without changing its sign belongs to the list too: it is critical, though
    no extremum."""
    return [c for c in level_points(expr, x) if sp.diff(expr, x, 2).subs(x, c) != 0]


@critical_points.misconception
def gave_the_points_with_their_heights(expr, x):
    """These are pairs of a point and the value of f there; the list holds the points alone."""
    return [[c, expr.subs(x, c)] for c in level_points(expr, x)]


@critical_points.misconception
def gave_the_heights(expr, x):
    """These are the values of f at its critical points; the list holds the points x themselves."""
    return [expr.subs(x, c) for c in level_points(expr, x)]


@critical_points.misconception
def gave_decimals(expr, x):
    """These are decimals: float() and evalf() turn exact numbers, fractions, roots and logarithms, into
    them."""
    return [float(c) for c in level_points(expr, x)]


@critical_points.misconception
def rounded_the_points(expr, x):
    """These are decimals; sp.solveset gives the solutions as exact numbers, fractions and logarithms
    included."""
    return [round(float(c), 4) for c in level_points(expr, x)]


# -----------------------------------------------------------------------------------------------------------

classify_point = task("classify_point")

CHOICE = answer(choices=["min", "max", "neither"])


@classify_point.check
def the_first_derivative_that_does_not_vanish_decides(trial: Trial) -> None:
    """Level points are told apart by the first of the higher derivatives that is not 0."""
    x, _ = draw_symbols(trial)
    for power in trial.sample([2, 3, 4, 7, 8], 5):
        for sign in (1, -1) if power % 2 == 0 else (trial.choice([1, -1]),):
            (c,) = draw_numbers(trial, 1)
            tail = 9 * (x - c) ** (power + 1)  # half a unit away it has the last word
            expr = sign * trial.integer(2, 4) * (x - c) ** power + tail + trial.integer(1, 9)
            trial.expect(sp.expand(expr), x, c, judge=CHOICE)
    a, b = trial.sample([2, 3, 5, 7], 2)
    turn = sp.Rational(trial.choice([1, -1]), 10**12)  # a small curvature is one all the same
    trial.expect(turn * (a * sp.exp(x) - b * x), x, sp.log(sp.Rational(b, a)), judge=CHOICE)
    trial.expect(turn * (a * sp.log(x) - b * x), x, sp.Rational(a, b), judge=CHOICE)
    for root in (sp.sqrt(a**2 + 1), -sp.sqrt(a**2 + 1)):  # f″ vanishes at none, but is small at both
        trial.expect((x**3 / 3 - a * x**2 - x) / 100, x, a + root, judge=CHOICE)


@classify_point.check
def a_point_on_a_slope_is_neither(trial: Trial) -> None:
    """A point where the slope is not 0 is neither, however the graph bends there."""
    _, x = draw_symbols(trial)
    for sign in (1, -1):
        c, slope = draw_numbers(trial, 2)
        for part in (1, sp.Rational(1, 1000)):  # a small slope is one all the same
            expr = sign * trial.integer(2, 9) * (x - c) ** 2 + part * slope * (x - c) + trial.integer(0, 3)
            trial.expect(sp.expand(expr), x, c, judge=CHOICE)
    trial.expect(trial.integer(2, 9) * sp.log(x), x, sp.Integer(trial.integer(2, 5)), judge=CHOICE)


def derivatives_at(expr, x, c):
    """The values of f′, f″ … at c up to the first beyond f′ that is not 0, with its order."""
    slope = sp.simplify(sp.diff(expr, x).subs(x, c))
    order = 2
    while (value := sp.simplify(sp.diff(expr, x, order).subs(x, c))) == 0:
        order += 1
    return slope, order, value


@classify_point.misconception
def took_a_flat_second_derivative_for_a_minimum(expr, x, c):
    """f″(c) = 0 decides nothing, and here it was counted as a minimum: for x³ at 0 the next derivative
    decides."""
    if derivatives_at(expr, x, c)[0] != 0:
        return "neither"
    return "min" if sp.diff(expr, x, 2).subs(x, c) >= 0 else "max"


@classify_point.misconception
def took_a_flat_second_derivative_for_a_maximum(expr, x, c):
    """f″(c) = 0 decides nothing, and here it was counted as a maximum: for x³ at 0 the next derivative
    decides."""
    if derivatives_at(expr, x, c)[0] != 0:
        return "neither"
    return "min" if sp.diff(expr, x, 2).subs(x, c) > 0 else "max"


@classify_point.misconception
def stopped_at_the_second_derivative(expr, x, c):
    """f″(c) = 0 does not mean neither: x⁴ has a minimum at 0, which only its fourth derivative shows."""
    slope, order, value = derivatives_at(expr, x, c)
    if slope != 0 or order > 2:
        return "neither"
    return "min" if value > 0 else "max"


@classify_point.misconception
def called_every_critical_point_an_extremum(expr, x, c):
    """f′(c) = 0 does not force an extremum: x³ rises on both sides of 0. An odd order means neither."""
    slope, _, value = derivatives_at(expr, x, c)
    if slope != 0:
        return "neither"
    return "min" if value > 0 else "max"


@classify_point.misconception
def swapped_minimum_and_maximum(expr, x, c):
    """Minimum and maximum are exchanged: where f″ > 0 the graph bends upward, and the level point is its
    lowest."""
    slope, order, value = derivatives_at(expr, x, c)
    if slope != 0 or order % 2 == 1:
        return "neither"
    return "max" if value > 0 else "min"


@classify_point.misconception
def left_the_slope_unchecked(expr, x, c):
    """The slope at c was not looked at: where f′(c) is not 0 the graph passes through, and c is neither."""
    _, order, value = derivatives_at(expr, x, c)
    if order % 2 == 1:
        return "neither"
    return "min" if value > 0 else "max"


@classify_point.misconception
def tested_the_value_in_place_of_the_slope(expr, x, c):
    """It was f(c) that had to be 0; a critical point is one where the slope f′(c) is 0, at any height."""
    _, order, value = derivatives_at(expr, x, c)
    if sp.simplify(expr.subs(x, c)) != 0 or order % 2 == 1:
        return "neither"
    return "min" if value > 0 else "max"


# -----------------------------------------------------------------------------------------------------------

log_extrema = task("log_extrema")


@log_extrema.check
def the_slope_of_log_is_positive_everywhere(trial: Trial) -> None:
    """The zeros, the extrema and the reason fit together."""
    trial.expect(judge=answer(choices="abcd"))


def log_answer(zeros=(), has_max=False, has_min=False, reason="b"):
    """An answer that differs from the right one in the parts named."""
    return {"zeros": list(zeros), "has_max": has_max, "has_min": has_min, "reason": reason}


@log_extrema.misconception
def gave_the_zero_of_log_itself():
    """log x is 0 at x = 1; asked for are the zeros of its slope 1/x."""
    return log_answer(zeros=[1])


@log_extrema.misconception
def put_a_zero_of_the_slope_at_the_border():
    """x = 0 lies outside the domain, where 1/x has no value at all; nor is 1/x equal to 0 anywhere else."""
    return log_answer(zeros=[0], reason="a")


@log_extrema.misconception
def put_a_minimum_at_the_border():
    """x = 0 lies outside the domain: towards it log x falls without end, so there is neither a critical point
    nor a minimum."""
    return log_answer(zeros=[0], has_min=True, reason="a")


@log_extrema.misconception
def named_the_slope_at_zero_as_the_reason():
    """Reason a claims f′(0) = 0, but f′(x) = 1/x has no value at 0, and 0 is outside the domain of log."""
    return log_answer(reason="a")


@log_extrema.misconception
def saw_a_maximum_at_infinity():
    """1/x comes near to 0 as x grows but never reaches it, and log x exceeds every number: there is no
    maximum."""
    return log_answer(has_max=True, reason="c")


@log_extrema.misconception
def saw_a_maximum_with_a_zero_at_infinity():
    """Infinity is no number x > 0, so it is no zero of the slope; log x exceeds every number and has no
    maximum."""
    return log_answer(zeros=[float("inf")], has_max=True, reason="c")


@log_extrema.misconception
def let_the_slope_vanish_at_infinity():
    """The conclusion is right, the reason is not: 1/x comes near to 0 as x grows, but reaches it nowhere."""
    return log_answer(reason="c")


@log_extrema.misconception
def called_log_too_flat():
    """The conclusion is right, the reason is not: how flat log is does not matter, its slope has one sign
    everywhere."""
    return log_answer(reason="d")


@log_extrema.misconception
def took_the_fall_at_zero_for_a_minimum():
    """Towards 0 log x falls below every number; a minimum would be a lowest value that is taken somewhere."""
    return log_answer(has_min=True)


@log_extrema.misconception
def took_the_rise_for_a_maximum():
    """A function that rises without end has no largest value: beyond every x log is larger still."""
    return log_answer(has_max=True)


# -----------------------------------------------------------------------------------------------------------

hessian_numeric = task("hessian_numeric")

SCALARS = [  # functions of an array p of two, three, four numbers, curved in every direction
    (2, "sin({a}*p[0])*exp({b}*p[1]/2)"),
    (2, "exp({a}*p[0]*p[1]/2) + cos({b}*p[1] + p[0])"),
    (3, "exp(p[0]*p[1]/2)*sin({a}*p[2]) + cos({b}*p[0] + p[2])"),
    (3, "exp({b}*(p[0] + p[1])/3)*cos({a}*p[2] + p[0]) + sin(p[1]*p[2])"),
]


def draw_scalars(trial: Trial, k: int, *, alike: bool = False) -> list[tuple[Function, np.ndarray]]:
    """Draw k functions of an array, each with a point; `alike`: of as many numbers, from one family."""
    drawn = []
    for n, formula in [trial.choice(SCALARS)] * k if alike else trial.sample(SCALARS, k):
        a, b = round(trial.uniform(0.7, 1.5), 1), round(trial.uniform(0.7, 1.5), 1)
        drawn.append((Function(formula.format(a=a, b=b), "p"), trial.rng.uniform(0.3, 1.2, n).round(2)))
    return drawn


def hessian_tolerance(f, p, h):
    """Every central formula of order 2 is right: they differ by terms of order h² and by rounding."""
    truncation = np.abs(second_derivatives(f, p, h) - second_derivatives(f, p, h / 2))
    size = np.abs(f(p)) + np.abs(second_derivatives(f, p, h)).max() + 1
    return 2 * truncation + 2 * h * truncation.max() + rounding(size, operations=16) / h**2


@hessian_numeric.check
def it_holds_all_second_derivatives(trial: Trial) -> None:
    """Each entry is the second derivative by the variables of its row and its column; the matrix is
    symmetric."""
    (first, here), (second, there) = draw_scalars(trial, 2, alike=True)
    crossed = [(first, here), (second, here), (first, there)]
    for f, p in [*crossed, draw_line(trial), draw_many(trial)]:
        trial.expect(f, p, 0.01, tolerance=hessian_tolerance(f, p, 0.01))


def draw_line(trial: Trial) -> tuple[Function, np.ndarray]:
    """Draw a function of a single number, left of 0, where it bends by more than 100."""
    return Function(f"40*exp(-{trial.uniform(1.5, 2):.1f}*p[0])", "p"), -trial.rng.uniform(0.5, 1, 1).round(2)


def draw_many(trial: Trial) -> tuple[Function, np.ndarray]:
    """Draw a function of nine numbers, at a point where some are 0 and some alike."""
    a, b = round(trial.uniform(0.7, 1.5), 1), round(trial.uniform(0.7, 1.5), 1)
    formula = f"sin({a}*p[0] + p[8])*exp(sum(p)/9) + {b}*p[4]*p[7]"
    return Function(formula, "p"), trial.rng.permutation([0.0, 0.0, 0.5, 0.5, -0.5, 1.0, -1.0, 0.25, -0.75])


@hessian_numeric.check
def of_a_parabola_it_is_exact(trial: Trial) -> None:
    """Where the curvature is the same everywhere no step is too large."""
    a, b, c = trial.sample([8, 11, 13, 17, 19], 3)  # over 7 no entry has an end as a decimal
    f = Function(f"({a}*p[0]*p[0] - {b}*p[0]*p[1] + {c}*p[1]*p[1])/7", "p")
    trial.expect(f, trial.normal(2).round(2), 0.5, tolerance=rounding(100))


@hessian_numeric.check
def halving_h_quarters_every_error(trial: Trial) -> None:
    """Halving h makes the error four times smaller."""
    drawn = draw_scalars(trial, 2)

    def entries(h):
        found = []
        for f, p in drawn:
            H = trial.call(f, p, h, like=np.eye(len(p)))
            found += [H[i, j] for i in range(len(p)) for j in range(i, len(p))]
        return found

    trial.expect_order(2, entries, 0.05)


@hessian_numeric.check
def whole_numbers_are_points_too(trial: Trial) -> None:
    """A point of whole numbers is treated like any other."""
    ((f, p),) = draw_scalars(trial, 1)
    p = trial.rng.permutation([0, -1, *trial.rng.integers(1, 3, len(p) - 2)])
    trial.expect(f, p, 0.01, tolerance=hessian_tolerance(f, p, 0.01))


def corners(f, p, h, combine, scale):
    """A Hessian from the values at the four corners ++, +−, −+, −−, combined and divided by a scale."""
    steps = h * np.eye(len(p))
    return np.array(
        [
            [combine(f(p + a + b), f(p + a - b), f(p - a + b), f(p - a - b)) / scale for b in steps]
            for a in steps
        ]
    )


@hessian_numeric.misconception
def left_out_the_mixed_derivatives(f, p, h):
    """Only the diagonal is filled: a function can also bend by two variables at once, as x·y does, whose
    entry is 1."""
    return np.diag(np.diag(second_derivatives(f, p, h)))


@hessian_numeric.misconception
def returned_only_the_diagonal(f, p, h):
    """These are the second derivatives by each variable alone; the Hessian is a matrix of shape (n, n)."""
    return np.diag(second_derivatives(f, p, h)).copy()


@hessian_numeric.misconception
def multiplied_the_first_derivatives(f, p, h):
    """Each entry is a product of two slopes; a second derivative is the slope of a slope."""
    slopes = np.array([(f(p + step) - f(p - step)) / (2 * h) for step in h * np.eye(len(p))])
    return np.outer(slopes, slopes)


@hessian_numeric.misconception
def divided_by_the_squared_step(f, p, h):
    """Four times too large: the corners are 2h apart in both directions, so the divisor is (2h)² = 4h²."""
    return corners(f, p, h, lambda pp, pm, mp, mm: pp - pm - mp + mm, h**2)


@hessian_numeric.misconception
def divided_by_twice_the_squared_step(f, p, h):
    """Twice too large: the 2 of 2h is squared as well, so the divisor is (2h)² = 4h²."""
    return corners(f, p, h, lambda pp, pm, mp, mm: pp - pm - mp + mm, 2 * h**2)


@hessian_numeric.misconception
def multiplied_by_the_squared_step(f, p, h):
    """Division and multiplication run from left to right: / 4 * h**2 multiplies by h², so 4h² needs
    parentheses."""
    return corners(f, p, h, lambda pp, pm, mp, mm: pp - pm - mp + mm, 4 / h**2)


@hessian_numeric.misconception
def divided_by_one_step_only(f, p, h):
    """The corners were combined and divided by 4h: two slopes were taken, so h enters squared."""
    return corners(f, p, h, lambda pp, pm, mp, mm: pp - pm - mp + mm, 4 * h)


@hessian_numeric.misconception
def added_the_mixed_corners(f, p, h):
    """The corners +− and −+ were added; the slope of a slope subtracts them."""
    return corners(f, p, h, lambda pp, pm, mp, mm: pp + pm + mp + mm, 4 * h**2)


@hessian_numeric.misconception
def subtracted_the_last_corner(f, p, h):
    """The last corner has the wrong sign: −(−) gives +, so f(p − hᵢ − hⱼ) is added."""
    return corners(f, p, h, lambda pp, pm, mp, mm: pp - pm - mp - mm, 4 * h**2)


@hessian_numeric.misconception
def looked_ahead_only(f, p, h):
    """The error shrinks like h, not like h²: the points lie on one side of p; take all four corners round
    it."""
    steps = h * np.eye(len(p))
    return np.array([[(f(p + a + b) - f(p + a) - f(p + b) + f(p)) / h**2 for b in steps] for a in steps])


@hessian_numeric.misconception
def moved_the_point_of_the_caller(f, p, h):
    """The steps were taken in p itself, which belongs to the caller and ends up elsewhere: step in a copy."""
    n, H = len(p), np.zeros((len(p), len(p)))
    for i in range(n):
        for j in range(n):
            values = []
            for di, dj in ((h, h), (0, -2 * h), (-2 * h, 2 * h), (0, -2 * h)):
                p[i] += di
                p[j] += dj
                values.append(f(p))
            H[i, j] = (values[0] - values[1] - values[2] + values[3]) / (4 * h**2)
    return H


@hessian_numeric.misconception
def stepped_in_an_array_of_integers(f, p, h):
    """An array of integers cannot hold 2.01, so the step was cut off: copy p as floats before stepping."""
    H = np.zeros((len(p), len(p)))
    for i, j in np.ndindex(H.shape):
        for si, sj in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
            q = p.copy()
            q[i] += si * h
            q[j] += sj * h
            H[i, j] += si * sj * f(q)
    return H / (4 * h**2)


# -----------------------------------------------------------------------------------------------------------

classify_hessian = task("classify_hessian")

CURVATURES = [  # signs of the eigenvalues of a Hessian
    [1, 1], [-1, -1], [1, -1], [1, 1, 1], [-1, -1, -1], [1, -1, -1], [1, 1, 1, 1],
    [-1, -1, -1, -1], [1, 1, -1, -1],
]  # fmt: skip
FLAT = [[0, 1], [0, -1], [0, 0, 1], [0, -1, -1], [0, 1, 1, 1]]

KIND = answer(choices=["min", "max", "saddle", "inconclusive"])


def draw_hessian(trial: Trial, signs: list[int], scale: float = 1.0) -> np.ndarray:
    """Draw a symmetric matrix whose eigenvalues have the given signs, along directions drawn at random."""
    n = len(signs)
    directions, _ = np.linalg.qr(trial.normal(n, n))
    H = directions @ np.diag(np.array(signs) * trial.rng.uniform(0.5, 5, n)) @ directions.T
    return np.asarray(scale * (H + H.T) / 2)


@classify_hessian.check
def the_signs_of_all_curvatures_decide(trial: Trial) -> None:
    """Matrices of any size and scale are told apart by the signs of all eigenvalues."""
    for signs in trial.sample(CURVATURES, len(CURVATURES)):
        trial.expect(draw_hessian(trial, signs), judge=KIND)
        trial.expect(draw_hessian(trial, signs, scale=1e-4), judge=KIND)
    a = float(trial.integer(2, 9))
    for H in ([[a]], [[-a]], [[1.0, a], [a, 1.0]], [[a, 0.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, -a]]):
        trial.expect(np.array(H), judge=KIND)
    trial.expect(np.diag([trial.integer(1, 9), -trial.integer(1, 9)]), judge=KIND)
    for sign in (1, -1):  # one curvature outweighs the others, which have the opposite sign
        trial.expect(np.diag(sign * np.array([9.0, -1.0, -2.0])) + sign * 0.1 * (1 - np.eye(3)), judge=KIND)


@classify_hessian.check
def a_curvature_of_zero_leaves_the_question_open(trial: Trial) -> None:
    """With an eigenvalue of 0 it is inconclusive, unless the others show a saddle."""
    for signs in trial.sample(FLAT, len(FLAT)):
        trial.expect(draw_hessian(trial, signs, scale=10.0 ** trial.integer(-3, 3)), judge=KIND)
    a = float(trial.integer(2, 9))
    trial.expect(np.diag([a, 0.0]), judge=KIND)
    trial.expect(np.zeros((trial.integer(1, 3),) * 2), judge=KIND)
    trial.expect(draw_hessian(trial, [1, 0, -1]), judge=KIND)
    trial.expect(np.diag([0.0, a, -1.0]), judge=KIND)


@classify_hessian.check
def the_largest_curvature_says_what_is_zero(trial: Trial) -> None:
    """Below 10⁻⁹ times the largest eigenvalue an eigenvalue counts as 0, above it does not."""
    ones = np.ones((4, 4))  # its eigenvalues are 4, 0, 0 and 0
    for share in (0.7e-9, 1.4e-9):
        for scale in trial.choice([-1, 1]) * np.array([1e4, -1e-4]):
            for first in (share, -share):
                trial.expect(scale * np.diag([first, 1.0, 1.0, 1.0]), judge=KIND)
        trial.expect(1e4 * (ones + 4 * share * (np.eye(4) - ones / 4)), judge=KIND)


def curvatures(H):
    """The eigenvalues, with those that are 0 but for rounding set to 0."""
    values = np.linalg.eigvalsh(H)
    return np.where(np.abs(values) <= 1e-9 * np.abs(values).max(), 0.0, values)


def by_signs(values):
    """The verdict that the signs of some numbers give."""
    if (values > 0).any() and (values < 0).any():
        return "saddle"
    return "min" if (values > 0).all() else "max" if (values < 0).all() else "inconclusive"


@classify_hessian.misconception
def took_a_wider_share_for_zero(H):
    """Sizes were compared with the largest, as they should be, but too much counts as 0: the bound is 10⁻⁹
    times the largest."""
    values = np.linalg.eigvalsh(H)
    return by_signs(np.where(np.abs(values) < 1e-6 * np.abs(values).max(), 0.0, values))


@classify_hessian.misconception
def took_a_narrower_share_for_zero(H):
    """Sizes were compared with the largest, as they should be, but too little counts as 0: the bound is 10⁻⁹
    times the largest."""
    values = np.linalg.eigvalsh(H)
    return by_signs(np.where(np.abs(values) < 1e-12 * np.abs(values).max(), 0.0, values))


@classify_hessian.misconception
def took_a_fixed_bound_for_zero(H):
    """What counts as 0 was measured by a fixed bound (np.isclose has one of 10⁻⁸), and units decide what is
    small: measure by the largest eigenvalue, 10⁻⁹ times its size."""
    values = np.linalg.eigvalsh(H)
    return by_signs(np.where(np.isclose(values, 0), 0.0, values))


@classify_hessian.misconception
def gave_up_at_any_zero(H):
    """One curvature up and one down make a saddle, whatever a third one is: an eigenvalue of 0 changes
    nothing then."""
    values = curvatures(H)
    return "inconclusive" if (values == 0).any() else by_signs(values)


@classify_hessian.misconception
def used_the_determinant_rule_for_any_size(H):
    """The product of the curvatures decides for 2 × 2 only: three negative ones have a
    negative product too. Use the signs of all eigenvalues."""
    values = curvatures(H)
    determinant = np.prod(values)
    if determinant == 0:
        return "inconclusive"
    if determinant < 0:
        return "saddle"
    return "min" if H[0, 0] > 0 else "max"


@classify_hessian.misconception
def went_by_the_trace(H):
    """The trace is the sum of the curvatures; a large positive one hides a negative one in it. Their signs
    matter one by one."""
    total = np.sum(curvatures(H))
    return "min" if total > 0 else "max" if total < 0 else "inconclusive"


@classify_hessian.misconception
def looked_at_the_diagonal(H):
    """The signs on the diagonal are not those of the eigenvalues: [[1, 2], [2, 1]] has the eigenvalues 3 and
    −1, a saddle."""
    return by_signs(np.diag(H))


@classify_hessian.misconception
def counted_flat_as_a_minimum(H):
    """A curvature of 0 leaves the question open: x² + y³ and x² + y⁴ have the same Hessian at 0, and only one
    of them a minimum."""
    values = curvatures(H)
    if (values >= 0).all():
        return "min"
    return "max" if (values <= 0).all() else "saddle"


@classify_hessian.misconception
def called_flat_a_saddle(H):
    """Not of one strict sign does not mean a saddle: without curvatures of both signs the question is
    open."""
    values = curvatures(H)
    return "min" if (values > 0).all() else "max" if (values < 0).all() else "saddle"


@classify_hessian.misconception
def called_opposite_signs_inconclusive(H):
    """Eigenvalues of both signs settle it: uphill one way and downhill another is a saddle."""
    verdict = by_signs(curvatures(H))
    return "inconclusive" if verdict == "saddle" else verdict


@classify_hessian.misconception
def expected_zero_to_the_last_digit(H):
    """A computed eigenvalue is 1e-17 or −1e-17 where it should be 0: compare its size with that of the
    largest."""
    return by_signs(np.linalg.eigvalsh(H))


@classify_hessian.misconception
def took_small_curvatures_for_zero(H):
    """A bound such as 0.01 takes small curvatures for 0: what counts as 0 is measured by the largest
    eigenvalue."""
    values = np.linalg.eigvalsh(H)
    return by_signs(np.where(np.abs(values) < 0.01, 0.0, values))


@classify_hessian.misconception
def exchanged_minimum_and_maximum(H):
    """Minimum and maximum are exchanged: positive curvature in every direction is a valley."""
    verdict = by_signs(curvatures(H))
    return {"min": "max", "max": "min"}.get(verdict, verdict)


@classify_hessian.misconception
def took_negative_minors_for_a_maximum(H):
    """For a maximum the leading minors alternate in sign, starting with a negative one; the eigenvalues are
    simpler to read."""
    minors = np.array([np.linalg.det(H[:k, :k]) for k in range(1, len(H) + 1)])
    if np.abs(minors[-1]) <= 1e-9 * np.abs(curvatures(H)).max() ** len(H):
        return "saddle" if by_signs(curvatures(H)) == "saddle" else "inconclusive"
    return "min" if (minors > 0).all() else "max" if (minors < 0).all() else "saddle"


# -----------------------------------------------------------------------------------------------------------

newton_min = task("newton_min")

VALLEYS = [  # slope, curvature and an interval of starts from which Newton's method finds the minimum
    ("{a}*exp(x) - {b}*exp(-x)", "{a}*exp(x) + {b}*exp(-x)", (-2, 2)),
    ("{a}*exp({b}*x) - 1/x", "{a}*{b}*exp({b}*x) + 1/x**2", (0.1, 0.3)),
    ("4*x**3 + 2*{a}*x - {b}", "12*x**2 + 2*{a}", (1, 3)),
    ("{a}*x + sin(x) - {b}", "{a} + cos(x)", (2, 3)),
]


def draw_valley(trial: Trial, family: tuple) -> tuple[Function, Function, float]:
    """Draw a slope and a curvature, with a start from which Newton's method takes at least three updates."""
    slope, curvature, (low, high) = family
    while True:
        a, b = round(trial.uniform(1.2, 3), 1), round(trial.uniform(1.1, 3), 1)
        df, d2f = (Function(formula.format(a=a, b=b)) for formula in (slope, curvature))
        x0 = round(trial.uniform(low, high), 2)
        slopes = np.abs([df(x) for x in newton_path(df, d2f, x0, 3)])
        if slopes[2] > 1e-3 and abs(df(x0)) > 0.3:
            return df, d2f, x0


def newton_path(df, d2f, x0, n):
    """The points that n updates visit."""
    path = [x0]
    for _ in range(n):
        path.append(path[-1] - df(path[-1]) / d2f(path[-1]))
    return path


def draw_stop(trial: Trial, df, d2f, x0, updates: int) -> float:
    """Draw a tolerance that is met after so many updates, by far neither met nor missed before."""
    slopes = np.abs([df(x) for x in newton_path(df, d2f, x0, updates)])
    least = min(slopes[:-1])
    return float(f"{np.sqrt(least * max(slopes[-1], 1e-10 * least)):.1e}")


def newton_tolerance(d2f, x):
    """x errs by its own rounding and by what that of the last slope leaves; the count errs by nothing."""
    return np.array([rounding(x) + stopped(rounding(1.0), d2f(x)), 0.0])


@newton_min.check
def it_stops_where_the_slope_is_small(trial: Trial) -> None:
    """It returns the point where |f′| has fallen to tol, and how many updates that took."""
    for family, updates in zip(trial.sample(VALLEYS, 3), trial.sample([1, 2, 3], 3), strict=True):
        df, d2f, x0 = draw_valley(trial, family)
        tol = draw_stop(trial, df, d2f, x0, updates)
        tolerance = newton_tolerance(d2f, newton_path(df, d2f, x0, updates)[-1])
        for sign in ("", "-"):  # turned upside down the slope has the other sign, and the path is the same
            slope, curvature = Function(f"{sign}({df.formula})"), Function(f"{sign}({d2f.formula})")
            trial.expect(slope, curvature, x0, tol, trial.integer(20, 50), tolerance=tolerance)


@newton_min.check
def any_unit_of_x_will_do(trial: Trial) -> None:
    """A step may be short where the slope is still large, and long in another unit; x may be negative."""
    for unit, size, side in ((1e-9, 1, 1), (1e3, 1e-12, 1), (1e3, 1, -1)):
        a, b = (size * round(trial.uniform(*ends), 1) for ends in ((1.2, 1.6), (2.2, 3)))
        terms = f"{a:.6g}*exp(x/{side * unit})", f"{b:.6g}*exp(-x/{side * unit})"
        df, d2f = Function(" - ".join(terms)), Function(f"({' + '.join(terms)})/{side * unit}")
        for start in (-2.0, 1.5):
            path = newton_path(df, d2f, start * unit, 3)
            tol = draw_stop(trial, df, d2f, start * unit, 3)
            trial.expect(df, d2f, path[0], tol, 30, tolerance=newton_tolerance(d2f, path[-1]))


@newton_min.check
def it_makes_no_update_at_a_level_start_and_no_more_than_allowed(trial: Trial) -> None:
    """A start that is level already takes 0 updates, and there are never more than max_iter."""
    df, d2f, x0 = draw_valley(trial, trial.choice(VALLEYS))
    trial.expect(df, d2f, x0, 2.0 * abs(float(df(x0))), 30, tolerance=newton_tolerance(d2f, x0))
    family = trial.choice([family for family in VALLEYS if "sin" not in family[0]])  # curvature above 2
    df, d2f, x0 = draw_valley(trial, family)
    tol = float(f"{0.8 * abs(df(x0)):.2g}")
    _, updates = reached(df, d2f, x0, tol, 30)
    end = newton_path(df, d2f, x0, updates)[-1]
    trial.expect(df, d2f, x0, tol, 30, tolerance=newton_tolerance(d2f, end))
    df, d2f = Function(f"2*x - {trial.integer(1, 9)}"), Function("2.0")
    trial.expect(df, d2f, -3.0, 0.0, 30, tolerance=newton_tolerance(d2f, 5), note="a slope of exactly 0")


@newton_min.check
def each_argument_has_its_part(trial: Trial) -> None:
    """Slope, curvature, start, tolerance and the largest number of updates all count."""
    (*first, x0), (*second, x1) = (draw_valley(trial, VALLEYS[2]) for _ in range(2))
    stop = 2.0 * float(first[0](x0))
    one_at_a_time(trial, (*first, x0, 1e-9, 2), (*second, x1 + 0.5, stop, 1), tolerance=np.array([1e-11, 0]))


def newton(df, d2f, x0, tol, max_iter, *, update=lambda x, slope, bend: x - slope / bend, level=None):
    """Newton's method with an update or a stopping rule of one's own."""
    level = level or (lambda slope: abs(slope) <= tol)
    x = x0
    with np.errstate(all="ignore"):
        for updates in range(max_iter):
            if level(df(x)):
                return x, updates
            x = update(x, df(x), d2f(x))
    return x, max_iter


@newton_min.misconception
def always_ran_all_iterations(df, d2f, x0, tol, max_iter):
    """The loop never stops early: it ends as soon as |f′(x)| ≤ tol, and the count says when that was."""
    return newton(df, d2f, x0, tol, max_iter, level=lambda slope: False)


@newton_min.misconception
def took_gradient_steps(df, d2f, x0, tol, max_iter):
    """This steps by the slope alone, as gradient descent does; Newton's method divides the slope by f″."""
    return newton(df, d2f, x0, tol, max_iter, update=lambda x, slope, bend: x - slope)


@newton_min.misconception
def added_the_step(df, d2f, x0, tol, max_iter):
    """The step has the wrong sign: it leads against the slope, x − f′(x)/f″(x)."""
    return newton(df, d2f, x0, tol, max_iter, update=lambda x, slope, bend: x + slope / bend)


@newton_min.misconception
def divided_the_curvature_by_the_slope(df, d2f, x0, tol, max_iter):
    """The fraction is upside down: a step is the slope divided by the curvature, f′/f″."""
    return newton(df, d2f, x0, tol, max_iter, update=lambda x, slope, bend: x - bend / slope)


@newton_min.misconception
def kept_the_curvature_of_the_start(df, d2f, x0, tol, max_iter):
    """The curvature was taken once, at x0; f″ has to be taken anew at every point, like f′."""
    bend = d2f(x0)
    return newton(df, d2f, x0, tol, max_iter, update=lambda x, slope, _: x - slope / bend)


@newton_min.misconception
def took_the_size_of_the_curvature(df, d2f, x0, tol, max_iter):
    """This divides by |f″|; Newton's method as stated keeps the sign and may run to a maximum."""
    return newton(df, d2f, x0, tol, max_iter, update=lambda x, slope, bend: x - slope / abs(bend))


@newton_min.misconception
def counted_the_slopes_looked_at(df, d2f, x0, tol, max_iter):
    """The count is one too high: the last look at the slope is followed by no update."""
    x, updates = newton(df, d2f, x0, tol, max_iter)
    return x, updates + 1


@newton_min.misconception
def stepped_before_the_test(df, d2f, x0, tol, max_iter):
    """One update was made at a start that is level already: test |f′(x)| ≤ tol before each update."""
    x, updates = newton(df, d2f, x0, tol, max_iter)
    return (x, updates) if updates else (x - df(x) / d2f(x), 1)


@newton_min.misconception
def tested_the_step_in_place_of_the_slope(df, d2f, x0, tol, max_iter):
    """The loop stopped where the step |f′/f″| was small; the rule here is about the slope, |f′(x)| ≤ tol."""
    x = x0
    for updates in range(max_iter):
        if abs(df(x) / d2f(x)) <= tol:
            return x, updates
        x = x - df(x) / d2f(x)
    return x, max_iter


@newton_min.misconception
def tested_the_slope_with_its_sign(df, d2f, x0, tol, max_iter):
    """A large negative slope was taken for a small one: it is the absolute value |f′(x)| that must be
    ≤ tol."""
    return newton(df, d2f, x0, tol, max_iter, level=lambda slope: slope <= tol)


@newton_min.misconception
def returned_the_point_alone(df, d2f, x0, tol, max_iter):
    """This is the point alone; the answer is a pair, the point and the number of updates."""
    return newton(df, d2f, x0, tol, max_iter)[0]


@newton_min.misconception
def returned_the_count_before_the_point(df, d2f, x0, tol, max_iter):
    """The two parts are in the wrong order: first the point, then the number of updates."""
    return newton(df, d2f, x0, tol, max_iter)[::-1]


# -----------------------------------------------------------------------------------------------------------

plot_log = task("plot_log")


@plot_log.check
def log_and_its_slope_are_drawn(trial: Trial) -> None:
    """The natural logarithm and its derivative stand in one panel, told apart by a legend."""
    n = trial.integer(30, 60)
    for most, order in ((8, 1), (40, -1)):
        low, high = trial.uniform(0.2, 0.6), trial.uniform(most / 2, most)
        xs = np.geomspace(low, high, n).round(3)[::order]
        trial.expect(xs, judge=figure(together=True))
        check_lines(trial, xs)


SLOPE = re.compile("slope|deriv|1 */ *x|'|′|gradient|x\\^?[-{]|d/dx", re.IGNORECASE)


def check_lines(trial: Trial, xs) -> None:
    """Both are lines from end to end of xs, and the words for the slope do not stand at log x alone."""
    panels = getattr(trial.outcome.value, "axes", ())
    lines = [line for panel in panels for line in labelled(panel)]
    trial.require(len(panels) == 1, f"One panel is asked, and the figure has {len(panels)}.")
    count = sum(bool(line["label"]) for line in lines)
    trial.require(count < 3, f"Two labelled lines are asked, and {count} have a label.")
    found = [[line for line in lines if passes(line, xs, f)] for f in (np.log, lambda x: 1 / x)]
    trial.require(all(found), "Two lines are expected, from the first to the last of the points xs.")
    of_log, of_slope = (bool(SLOPE.search(part[0]["label"])) if part else False for part in found)
    trial.require(not of_log or of_slope, "The labels are exchanged: that of log x speaks of the slope.")


def labelled(panel):
    """The lines of a panel; where a legend alone names them, in their order, under its names."""
    names = panel.legend or ()
    if len(names) != len(panel.lines) or any(line["label"] for line in panel.lines):
        return panel.lines
    return [{**line, "label": name} for line, name in zip(panel.lines, names, strict=True)]


def passes(line, xs, f) -> bool:
    """Is it a line along f, from the first to the last of the points xs and no farther?"""
    x, y = line["x"], line["y"]
    if len(x) < 2 or len(x) != len(y) or x.min() <= 0 or str(line["style"])[:1] not in ("-", ":"):
        return False
    return np.allclose([x.min(), x.max()], [xs.min(), xs.max()]) and np.allclose(y, f(x), atol=1e-6)


def curves(xs, lines, *, legend=True):
    """Draw several curves into one panel, a dictionary from label to values."""
    from matplotlib.figure import Figure

    picture = Figure()
    axes = picture.subplots()
    for label, values in lines.items():
        axes.plot(xs, values, label=label)
    if legend:
        axes.legend()
    return picture


@plot_log.misconception
def drew_the_logarithm_to_base_ten(xs):
    """This is the logarithm to base 10, whose slope is not 1/x; the natural one is np.log."""
    return curves(xs, {"log": np.log10(xs), "slope": 1 / xs})


@plot_log.misconception
def drew_the_logarithm_to_base_two(xs):
    """This is the logarithm to base 2, whose slope is not 1/x; the natural one is np.log."""
    return curves(xs, {"log": np.log2(xs), "slope": 1 / xs})


@plot_log.misconception
def drew_only_the_logarithm(xs):
    """The slope 1/x is missing beside log x: that it never reaches 0 is what the picture is to show."""
    return curves(xs, {"log": np.log(xs)})


@plot_log.misconception
def drew_only_the_slope(xs):
    """The slope 1/x is there; the function itself, log x, belongs beside it."""
    return curves(xs, {"slope": 1 / xs})


@plot_log.misconception
def left_out_the_legend(xs):
    """Two curves stand in the panel: labels and a legend say which is log x and which its slope."""
    return curves(xs, {"log": np.log(xs), "slope": 1 / xs}, legend=False)


@plot_log.misconception
def drew_two_panels(xs):
    """Each curve has a panel of its own; in one panel it is seen that log x rises wherever its slope is
    positive."""
    from matplotlib.figure import Figure

    picture = Figure()
    for axes, values, label in zip(
        picture.subplots(1, 2), (np.log(xs), 1 / xs), ("log", "slope"), strict=True
    ):
        axes.plot(xs, values, label=label)
        axes.legend()
    return picture


@plot_log.misconception
def exchanged_the_labels(xs):
    """The labels are exchanged: the curve that rises is log x, and the one that falls is its slope."""
    return curves(xs, {"its slope": np.log(xs), "log x": 1 / xs})


@plot_log.misconception
def drew_the_second_derivative(xs):
    """The second curve is −1/x², the derivative of the slope; the slope of log x is 1/x."""
    return curves(xs, {"log": np.log(xs), "slope": -1 / xs**2})
