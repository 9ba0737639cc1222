"""Checks and misconceptions of the lesson on the support vector machine."""

from functools import partial

import numpy as np
from scipy.optimize import minimize

from graders.authoring import Remote, Trial, answer, once, one_at_a_time, rounding, task
from graders.reference.support_vectors import kkt_residuals as residuals
from graders.reference.support_vectors import margin_constraints as constraints_of
from graders.reference.support_vectors import max_margin_line as widest
from graders.reference.support_vectors import support_points as kerb
from graders.reference.support_vectors import svm_dual as multipliers

EXACT = {"ftol": 1e-10}
Points = tuple[np.ndarray, np.ndarray]


def length(w):
    return w[0] ** 2 + w[1] ** 2


def margins(P, y, w):
    return y * (P @ w[:2] + w[2])


def draw_points(trial: Trial, plus: int, minus: int) -> Points:
    """Draw two classes on either side of a slanted line, in mixed order."""
    angle, labels = trial.uniform(0, 2 * np.pi), np.array([1] * plus + [-1] * minus)
    across, along = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    away = labels * (trial.uniform(0.3, 1) + trial.rng.exponential(1, plus + minus))
    P = trial.rng.uniform(-2, 2, 2) + np.outer(away, across)
    P += np.outer(trial.rng.uniform(-4, 4, plus + minus), along)
    order = trial.rng.permutation(plus + minus)
    return P.round(1)[order], labels[order]


def draw_set(trial: Trial, plus: int, minus: int, supports: int) -> Points:
    """Draw two classes whose widest street rests on two points, or on one of a class and two of the other."""
    angle, half, middle = trial.uniform(0, 2 * np.pi), trial.uniform(0.4, 1.2), trial.rng.uniform(-2, 2, 2)
    y = np.array([1] * plus + [-1] * minus)
    across, along = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    away, place = half * (1.4 + trial.rng.exponential(1, len(y))), trial.rng.uniform(-4, 4, len(y))
    class_of_two = y[0] if minus == 1 or (plus > 1 and trial.choice([True, False])) else y[-1]
    for s in (1, -1):
        first, second = np.flatnonzero(y == s)[[0, -1]]
        away[first], place[first] = half, 0.0
        if supports == 3 and s == class_of_two:
            away[second], place[[first, second]] = half, (trial.uniform(0.8, 2), -trial.uniform(0.8, 2))
    P = middle + np.outer(y * away, across) + np.outer(place, along)
    order = trial.rng.permutation(len(y))
    return P.round(2)[order], y[order]


@once
def draw_easy_set(trial: Trial, plus: int, minus: int, supports: int, solve) -> Points:
    """Draw a set that SLSQP solves as it comes, without another accuracy, from every usual start.

    In one of ten sets the default accuracy, or a first step that leaves a² + b² as it was, spoils the answer.
    `solve(P, y)` gives every a and b that is found so.
    """
    while True:
        P, y = draw_set(trial, plus, minus, supports)
        normal = widest(P, y)[:2]
        if all(np.abs(pair - normal).max() < 2e-5 for pair in solve(P, y)):
            return P, y


def plain_lines(P, y):
    """With the objective a² + b² and with half of it: SLSQP stops at another place."""
    solve = partial(minimize, method="SLSQP", constraints=constraints_of(P, y))
    for start in ((1, 1, 1), (0, 0, 0), (1, 0, 0)):
        yield solve(length, start).x[:2]
        yield solve(lambda w: length(w) / 2, start).x[:2]


def plain_dual(P, y):
    for start in (1.0, 0.0):
        yield (dual(P, y, start=start, options={}) * y) @ P / 2


# -----------------------------------------------------------------------------------------------------------

distance_to_line = task("distance_to_line")


@distance_to_line.check
def it_is_the_distance_on_both_sides(trial: Trial) -> None:
    """Points on both sides of a line, at any scale of its coefficients, have a positive distance."""
    for kind in (float, np.float64, int):
        a, b = (kind(trial.choice([-1, 1]) * trial.integer(2, 9)) for _ in range(2))
        c, x0 = kind(trial.integer(2, 9)), kind(trial.integer(-5, 5))
        for side in (-1, 1):
            y0 = (side * trial.uniform(20, 60) - c - a * x0) / b
            y0 = kind(np.rint(y0)) if kind is int else kind(round(y0, 2))
            trial.expect(a, b, c, x0, y0, tolerance=rounding(100))


@distance_to_line.check
def upright_and_level_lines_have_a_distance_too(trial: Trial) -> None:
    """One of a and b may be 0."""
    a, c, x0, y0 = (round(trial.uniform(1.5, 5), 1) for _ in range(4))
    trial.expect(a, 0.0, -c, x0, 1000 * y0, tolerance=rounding(100))  # far along the line
    trial.expect(0.0, -a, c, x0, -y0, tolerance=rounding(100))


@distance_to_line.check
def coefficients_and_coordinates_have_any_size(trial: Trial) -> None:
    """The line may be far away or have small coefficients, and each of the five numbers has its part."""
    usual = [round(trial.uniform(1.5, 5), 1) for _ in range(5)]
    one_at_a_time(trial, usual, (0.003, -0.004, 2e4, -3e3, 5e3), tolerance=rounding(1e5))
    x0, y0 = trial.integer(-9, -2), trial.integer(2, 9)
    trial.expect(3, 4, -3 * x0 - 4 * y0, x0, y0, note="a point on the line")
    trial.expect(0.003, -0.004, 3.0, 1.0, -2.0, tolerance=rounding(1e4), note="small coefficients")


@distance_to_line.misconception
def kept_the_sign(a, b, c, x0, y0):
    """The sign says on which side of the line the point lies; a distance is its size."""
    return (a * x0 + b * y0 + c) / np.hypot(a, b)


@distance_to_line.misconception
def left_out_the_length(a, b, c, x0, y0):
    """This number grows with the coefficients, and the line does not: divide by the length of (a, b)."""
    return abs(a * x0 + b * y0 + c)


@distance_to_line.misconception
def counted_c_in_the_length(a, b, c, x0, y0):
    """c shifts the line and has no part in its direction: the length is that of (a, b) alone."""
    return abs(a * x0 + b * y0 + c) / np.sqrt(a**2 + b**2 + c**2)


@distance_to_line.misconception
def left_out_the_root(a, b, c, x0, y0):
    """Divided by a² + b²; the length of (a, b) is the root of it."""
    return abs(a * x0 + b * y0 + c) / (a**2 + b**2)


@distance_to_line.misconception
def added_the_sizes_of_the_coefficients(a, b, c, x0, y0):
    """The length of (a, b) is √(a² + b²), shorter than |a| + |b|."""
    return abs(a * x0 + b * y0 + c) / (abs(a) + abs(b))


@distance_to_line.misconception
def left_out_c(a, b, c, x0, y0):
    """This is the distance from the parallel line through (0, 0): c is missing."""
    return abs(a * x0 + b * y0) / np.hypot(a, b)


@distance_to_line.misconception
def subtracted_c(a, b, c, x0, y0):
    """The line is a·x + b·y + c = 0, with c on the left side: it is added."""
    return abs(a * x0 + b * y0 - c) / np.hypot(a, b)


@distance_to_line.misconception
def measured_upright(a, b, c, x0, y0):
    """This is the distance straight up or down to the line; the shortest way is perpendicular to it."""
    return abs(y0 + (a * x0 + c) / b)


@distance_to_line.misconception
def squared_the_distance(a, b, c, x0, y0):
    """This is the square of the distance."""
    return (a * x0 + b * y0 + c) ** 2 / (a**2 + b**2)


# -----------------------------------------------------------------------------------------------------------

margin_constraints = task("margin_constraints")


@margin_constraints.check
def each_point_has_its_constraint(trial: Trial) -> None:
    """There is one constraint for each point, in order, and each knows its own point and label."""
    for plus, minus in ((2, 2), (1, trial.integer(2, 4)), (1, 1), (1, 0)):
        with trial.case():
            P, y = draw_points(trial, plus, minus)
            P, y = P + trial.rng.uniform(-1e-4, 1e-4, P.shape), y.astype(float if plus == 2 else int)
            check_constraints(trial, P, y, [trial.rng.uniform(0.3, 2, 3).round(2), -trial.normal(3).round(2)])


@margin_constraints.check
def points_may_be_whole_numbers(trial: Trial) -> None:
    """Arrays of integers are points too, and a point that occurs twice has two constraints."""
    P, y = trial.rng.integers(2, 9, (3, 2)) * [[1, -1], [-1, 1], [1, 1]], np.array([1, -1, 1])
    P, y = np.vstack([P, P[1]]), np.append(y, y[1])
    check_constraints(trial, P, y, [trial.rng.uniform(0.3, 2, 3).round(2)])


def check_constraints(trial: Trial, P, y, lines) -> None:
    found = trial.call(P, y, like=[{}] * 0)
    is_list = isinstance(found, (list, tuple)) and len(found) == len(P)
    trial.require(is_list, f"A list of {len(P)} dicts is expected, one for each point.")
    if not is_list:
        return
    for i, part in enumerate(found):
        fits = isinstance(part, dict) and part.get("type") == "ineq" and isinstance(part.get("fun"), Remote)
        trial.require(fits, f"Item {i} is not of the form {{'type': 'ineq', 'fun': a function}}.")
        if not fits:
            return
        for w in lines:
            value = trial.call(w, *part.get("args", ()), function=part["fun"])
            scale = np.abs(w).max() * (1 + np.abs(P).max())
            trial.compare(value, float(margins(P, y, w)[i] - 1), rounding(scale), what=f"point {i}")


def inequalities(P, y, g, kind="ineq"):
    return [{"type": kind, "fun": lambda w, p=p, s=s: g(w, p, s)} for p, s in zip(P, y, strict=True)]


def height(w, p):
    return w[0] * p[0] + w[1] * p[1] + w[2]


@margin_constraints.misconception
def let_every_constraint_look_at_the_last_point(P, y):
    """All constraints are those of the last point: a lambda looks its variables up when it is called, and by
    then the loop is over. Default arguments, lambda w, p=p, s=s: …, keep the values of the moment."""
    found = []
    for p, s in zip(P, y, strict=True):
        # late binding is the mistake itself
        found.append({"type": "ineq", "fun": lambda w: s * height(w, p) - 1})  # noqa: B023
    return found


@margin_constraints.misconception
def left_the_one_on_the_right(P, y):
    """The constraint is y·(a·x + b·y + c) ≥ 1, and 'ineq' stands for g(w) ≥ 0: the 1 moves to the left."""
    return inequalities(P, y, lambda w, p, s: s * height(w, p))


@margin_constraints.misconception
def turned_the_inequality_round(P, y):
    """'ineq' stands for g(w) ≥ 0; this function is ≥ 0 where the margin is at most 1."""
    return inequalities(P, y, lambda w, p, s: 1 - s * height(w, p))


@margin_constraints.misconception
def asked_for_equalities(P, y):
    """'eq' would put every point on the kerb; only the nearest ones lie there, and the others farther off."""
    return inequalities(P, y, lambda w, p, s: s * height(w, p) - 1, kind="eq")


@margin_constraints.misconception
def gave_the_label_to_a_part_of_it(P, y):
    """The label multiplies all of a·x + b·y + c: c is inside the parentheses."""
    return inequalities(P, y, lambda w, p, s: s * (w[0] * p[0] + w[1] * p[1]) + w[2] - 1)


@margin_constraints.misconception
def left_out_the_label(P, y):
    """Without the label the points of the class −1 are asked to lie on the side of the others."""
    return inequalities(P, y, lambda w, p, s: height(w, p) - 1)


@margin_constraints.misconception
def gave_the_label_to_the_one_as_well(P, y):
    """The label multiplies the height of the point, and the 1 is subtracted after it."""
    return inequalities(P, y, lambda w, p, s: s * (height(w, p) - 1))


@margin_constraints.misconception
def took_the_distance(P, y):
    """This measures distances; the constraint is on y·(a·x + b·y + c), without division by the length of (a,
    b)."""
    return inequalities(P, y, lambda w, p, s: s * height(w, p) / np.hypot(w[0], w[1]) - 1)


@margin_constraints.misconception
def left_out_c_in_the_constraint(P, y):
    """The line need not run through (0, 0): c is missing."""
    return inequalities(P, y, lambda w, p, s: s * (w[0] * p[0] + w[1] * p[1]) - 1)


@margin_constraints.misconception
def returned_the_functions_alone(P, y):
    """These are the functions alone; SciPy takes dicts, {'type': 'ineq', 'fun': the function}."""
    return [part["fun"] for part in constraints_of(P, y)]


@margin_constraints.misconception
def subtracted_more_than_one(P, y):
    """The nearest points have the margin 1, on each side; the 2 belongs to the width of the street."""
    return inequalities(P, y, lambda w, p, s: s * height(w, p) - 2)


# -----------------------------------------------------------------------------------------------------------

max_margin_line = task("max_margin_line", example_tolerance=2e-4)


def error(trial: Trial, *sizes) -> float:
    """The error that is allowed, for numbers of these sizes: `settled` with a margin, see course.toml."""
    return float(trial.thresholds["error"] * max(np.max(np.abs(size)) for size in sizes))


@max_margin_line.check
def the_street_is_the_widest(trial: Trial) -> None:
    """It is the widest street, held by two points or by three, however many others there are."""
    many = trial.integer(2, 3)
    for plus, minus, supports in ((1, 1, 2), (1, 2, 3), (many, 1, 3), (9, 3, 2)):
        P, y = draw_easy_set(trial, plus, minus, supports, plain_lines)
        w = widest(P, y)
        last = np.argsort(-margins(P, y, w))  # those that hold up the street stand at the end
        trial.expect(P[last], y[last].astype(float if minus == 2 else int), tolerance=error(trial, 1, w))


@max_margin_line.check
def points_may_be_near_together_or_far_from_the_origin(trial: Trial) -> None:
    """A narrow street has large a and b, and a far one a large c: neither is bounded."""
    P, y = draw_narrow_set(trial)
    trial.expect(P, y, tolerance=error(trial, widest(P, y)), note="points near together")
    far = P * 10 + [[trial.integer(12, 15), 0]]
    trial.expect(far, y, tolerance=error(trial, widest(far, y)), note="points far from (0, 0)")


@once
def draw_narrow_set(trial: Trial) -> Points:
    """Draw two points near together and one farther off, for which SLSQP reports success as it comes."""
    while True:
        gap, aside = round(trial.uniform(0.05, 0.1), 2), trial.integer(1, 3)
        P = np.array([[0.0, 0.0], [gap, 0.0], [-1.0, aside]])
        y = trial.choice([-1, 1]) * np.array([-1, 1, -1])
        tries = [(start, options) for start in (np.zeros(3), np.ones(3)) for options in ({}, {"ftol": 1e-12})]
        solve = partial(minimize, length, method="SLSQP", constraints=constraints_of(P, y))
        if all(solve(start, options=options).success for start, options in tries):
            return P, y


def slsqp(P, y, objective=length, constraints=None, **options):
    """The solution of a problem with another objective or other constraints."""
    constraints = constraints_of(P, y) if constraints is None else constraints
    start = np.zeros(3)
    return minimize(objective, start, method="SLSQP", constraints=constraints, options=EXACT, **options).x


def bisector(p, q):
    """The line in the middle between two points, with margins 1 at both; q is on the positive side."""
    normal = 2 * (q - p) / np.sum((q - p) ** 2)
    return np.array([*normal, -normal @ (p + q) / 2])


@max_margin_line.misconception
def counted_c_in_the_objective(P, y):
    """c moves the line and leaves the width of the street as it is: what is minimised is a² + b² alone."""
    return slsqp(P, y, objective=lambda w: w @ w)


@max_margin_line.misconception
def constrained_the_last_point_alone(P, y):
    """Only the last point is kept off the street: the functions of `margin_constraints` all look at the same
    variables of the loop, see there."""
    return slsqp(P, y, constraints=let_every_constraint_look_at_the_last_point(P, y))


@max_margin_line.misconception
def bisected_the_means(P, y):
    """This is the line between the means of the classes; only the nearest points hold up the street."""
    return bisector(P[y < 0].mean(axis=0), P[y > 0].mean(axis=0))


@max_margin_line.misconception
def bisected_the_nearest_pair(P, y):
    """This is the line between the two nearest points of different classes; where three points hold up the
    street, it is too near to the third."""
    pairs = [(p, q) for p in P[y < 0] for q in P[y > 0]]
    return bisector(*min(pairs, key=lambda pair: np.sum((pair[0] - pair[1]) ** 2)))


@max_margin_line.misconception
def let_points_stand_on_the_street(P, y):
    """SVC lets points stand on the street at the price C, 1 by default, which bounds the multipliers: only a
    C beyond all of them gives the widest street."""
    from sklearn.svm import SVC

    fitted = SVC(kernel="linear", C=1).fit(P, y)
    return np.array([*fitted.coef_[0], fitted.intercept_[0]])


@max_margin_line.misconception
def exchanged_the_sides(P, y):
    """The line is right and its sides are exchanged: a·x + b·y + c is positive where the label is 1."""
    return -widest(P, y)


@max_margin_line.misconception
def made_the_normal_a_unit_vector(P, y):
    """The line is right and scaled so that a² + b² = 1; the scale asked for gives the nearest points the
    margin 1."""
    w = widest(P, y)
    return w / np.sqrt(length(w))


@max_margin_line.misconception
def left_the_one_out_of_the_constraints(P, y):
    """Without the 1 in the constraints a = b = c = 0 fulfils them all, and nothing is shorter."""
    return np.zeros(3)


@max_margin_line.misconception
def held_the_street_two_wide(P, y):
    """Everything is twice too large: the margin of the nearest points is 1 on each side."""
    return 2 * widest(P, y)


@max_margin_line.misconception
def kept_bounds_on_the_line(P, y):
    """Bounds of ±10 are no part of the problem: for points 0.1 apart a has to be 20."""
    return slsqp(P, y, bounds=[(-10, 10)] * 3)


@max_margin_line.misconception
def returned_the_smallest_value(P, y):
    """This is the smallest a² + b²; the line itself is in the attribute x of the result."""
    return length(widest(P, y))


@max_margin_line.misconception
def returned_slope_and_intercept(P, y):
    """These are slope and intercept; the answer is [a, b, c], which also knows upright lines and the
    scale."""
    a, b, c = widest(P, y)
    return np.array([-a / b, -c / b])


@max_margin_line.misconception
def fitted_the_labels(P, y):
    """This is the plane that fits the labels best, in which all points pull; here only those on the kerb
    count."""
    return np.linalg.lstsq(np.column_stack([P, np.ones(len(P))]), y, rcond=None)[0]


# -----------------------------------------------------------------------------------------------------------

support_points = task("support_points")


def draw_kerb(trial: Trial, tol: float, n: int):
    """Draw a line and points of which some lie on the kerb, nearly, near it, far from it and on the
    street."""
    a, b, c = trial.rng.uniform(0.5, 2, 3).round(2) * trial.rng.choice([-1, 1], 3)
    near = [1, 1 - tol / 2, 1 + tol / 2, 1 + 3 * tol, 1 - 3 * tol]
    wanted = np.array([*near, 0.4, -0.3, -1, 0, *trial.rng.uniform(1.5, 4, n)])
    y = np.resize([1, -1], len(wanted)) * trial.choice([-1, 1])
    x = trial.rng.uniform(-3, 3, len(y)).round(2)
    order = trial.rng.permutation(len(y))
    return np.column_stack([x, (y * wanted - c - a * x) / b])[order], y[order], np.array([a, b, c])


@support_points.check
def it_finds_the_points_on_the_kerb(trial: Trial) -> None:
    """Points whose margin is 1 within tol count, on either side, and no others."""
    for tol in (0.1, round(trial.log_uniform(1e-3, 0.05), 4), 1e-6):
        P, y, w = draw_kerb(trial, tol, trial.integer(2, 5))
        trial.expect(P, y, w, tol)
    margins = trial.rng.permutation([1, 0.5, 0.5625, 1.5, 1.625, 0.25])
    y = trial.choice([-1, 1]) * np.resize([1, -1], 6)
    P = np.column_stack([y * margins, trial.rng.integers(-5, 6, 6)])
    trial.expect(P, y, np.array([1.0, 0.0, 0.0]), 0.5, note="a large tolerance, met exactly by two points")
    P = np.array([[1.0, 5.0], [1 + 2.0**-40, 3.0], [1.0, -2.0]])
    trial.expect(P, np.ones(3, int), np.array([1.0, 0.0, 0.0]), 0.0, note="a tolerance of 0")
    P, y, w = draw_kerb(trial, 1.5, 2)
    trial.expect(P, y, w, 1.5, note="a tolerance above 1")
    trial.expect(50 * P, y, w / [50, 50, 1], 0.01, note="points far away")
    P, y, w = np.array([[5.0, 1.0], [-1.0, 2.0]]), np.array([1, -1]), np.array([1.0, 0.0, 0.0])
    one_at_a_time(trial, (P, y, w, 0.01), (P[::-1], -y, 2 * w, 4.5), note="two points")
    trial.expect(P[1:], y[1:], w, 0.01, note="one point")


@support_points.check
def the_best_line_rests_on_two_or_three_points(trial: Trial) -> None:
    """On the widest street of a drawn set the support vectors are found."""
    for plus, minus, supports in ((3, 3, 2), (2, 3, 3)):
        P, y = draw_set(trial, plus, minus, supports)
        trial.expect(P, y, widest(P, y), 1e-3)


def numbers(condition) -> list[int]:
    return [int(i) for i in np.flatnonzero(condition)]


@support_points.misconception
def took_all_points(P, y, w, tol):
    """These are all points; those farther from the line than the kerb hold nothing up."""
    return list(range(len(P)))


@support_points.misconception
def took_the_others(P, y, w, tol):
    """These are the points that are not on the kerb; asked for are those that are."""
    return numbers(np.abs(margins(P, y, w) - 1) > tol)


@support_points.misconception
def took_one_of_each_class(P, y, w, tol):
    """A class can have more than one support vector: all points on the kerb count."""
    gap = np.abs(margins(P, y, w) - 1)
    return sorted(int(np.argmin(np.where(y == s, gap, np.inf))) for s in (-1, 1))


@support_points.misconception
def took_the_street_as_well(P, y, w, tol):
    """Points on the street, with margins below 1, are not on the kerb: the size of the difference counts."""
    return numbers(margins(P, y, w) - 1 <= tol)


@support_points.misconception
def left_out_the_label_at_the_kerb(P, y, w, tol):
    """Without the label only one kerb is found: the points of the class −1 have a·x + b·y + c = −1."""
    return numbers(np.abs(P @ w[:2] + w[2] - 1) <= tol)


@support_points.misconception
def took_the_size_for_the_margin(P, y, w, tol):
    """The size |a·x + b·y + c| forgets the side: a point on the wrong kerb has the margin −1."""
    return numbers(np.abs(np.abs(P @ w[:2] + w[2]) - 1) <= tol)


@support_points.misconception
def measured_the_distance(P, y, w, tol):
    """The distance from the line is the margin divided by √(a² + b²); it is the margin that is 1."""
    return numbers(np.abs(margins(P, y, w) / np.hypot(w[0], w[1]) - 1) <= tol)


@support_points.misconception
def took_the_points_on_the_line(P, y, w, tol):
    """Points with a·x + b·y + c = 0 lie in the middle of the street; on the kerb the margin is 1."""
    return numbers(np.abs(margins(P, y, w)) <= tol)


@support_points.misconception
def asked_for_exactly_one(P, y, w, tol):
    """A margin that was computed is hardly ever 1 to the last digit: tol says how near is near enough."""
    return numbers(np.abs(margins(P, y, w) - 1) <= 1e-15)


@support_points.misconception
def took_a_tolerance_of_its_own(P, y, w, tol):
    """The tolerance is fixed at 1e-6; it is the argument tol."""
    return numbers(np.abs(margins(P, y, w) - 1) <= 1e-6)


@support_points.misconception
def returned_true_and_false(P, y, w, tol):
    """This says of each point whether it is on the kerb; asked for are the indices of those that are."""
    return np.abs(margins(P, y, w) - 1) <= tol


@support_points.misconception
def returned_the_points(P, y, w, tol):
    """These are the points; asked for are their indices."""
    return P[kerb(P, y, w, tol)]


# -----------------------------------------------------------------------------------------------------------

kkt_residuals = task("kkt_residuals")


def draw_multipliers(trial: Trial, n: int) -> np.ndarray:
    """Draw multipliers of both signs, the largest of them positive."""
    lam = trial.rng.uniform(0.5, 3, n) * np.resize([1, -1], n)
    lam[0] += 2
    return trial.rng.permutation(lam).round(2)


@kkt_residuals.check
def each_condition_has_its_violation(trial: Trial) -> None:
    """Where some or all of the conditions are violated, it says by how much."""
    for n in (trial.integer(4, 6), 3, 2):
        P, y = draw_points(trial, n - 1, 1)
        w = trial.rng.uniform(0.3, 2, 3).round(2) * trial.rng.choice([-1, 1], 3)
        trial.expect(P, y, w, draw_multipliers(trial, n), tolerance=rounding(1000))
    near = trial.uniform(0.2, 0.8) * np.array([[1.0, 0.5], [-0.5, 1.0]])
    lam = np.array([9.0, -30.0])
    for y in (np.array([1, -1]), np.array([-1, 1])):
        trial.expect(near.round(2), y, np.zeros(3), lam, tolerance=rounding(1000))


@kkt_residuals.check
def a_condition_that_holds_has_the_violation_zero(trial: Trial) -> None:
    """Slack is no violation, and neither is a positive multiplier."""
    P, y = draw_points(trial, 3, 2)
    wide = 3 * widest(P, y)
    trial.expect(P, y, wide, trial.rng.uniform(0.5, 2, 5).round(2), tolerance=rounding(1000))
    P, y = np.array([[0, 0], [2, 0], [0, trial.integer(1, 5)]]), np.array([-1, 1, -1])
    trial.expect(P, y, np.array([1.0, 3e-7, -1.0]), np.array([1.0, 1.0, 0.0]))
    small = np.array([1 - 3e-7, 0.0, -1.0]), np.array([1.0, 1.0, -3e-7])
    trial.expect(P, y, *small, tolerance=rounding(10), note="small violations")
    first, second = np.array([1.0, 0.0, -1.0]), np.array([9.0, 8e-4, -500.0])
    one_at_a_time(
        trial, (P, y, first, np.array([1.0, 1.0, 0.0])), (2 * P, -y, second, np.array([8e-4, 3.0, 2.0]))
    )


@kkt_residuals.check
def a_false_solution_is_told_by_its_signs(trial: Trial) -> None:
    """Where three points are taken for active that are not, a negative multiplier gives it away."""
    k = trial.integer(1, 4)  # six points, in units of k
    P, y = k * np.array([[0, 0], [-1, -1], [-3, -1], [1, 2], [2, 1], [3, 3]]), np.array([-1, -1, -1, 1, 1, 1])
    lam = np.array([68, 0, -28, 0, 40, 0]) / k**2
    trial.expect(P, y, np.array([-2 / k, 6 / k, -1]), lam, tolerance=rounding(1000))


def with_other(P, y, w, lam, **other):
    """The right answer with other entries."""
    return {**residuals(P, y, w, lam), **{key: float(value) for key, value in other.items()}}


def slopes(P, y, w, lam, *, half=1.0, sign=1.0):
    return np.array([*(2 * half * w[:2] - sign * (lam * y) @ P), np.sum(lam * y)])


@kkt_residuals.misconception
def left_out_the_slope_by_c(P, y, w, lam):
    """L has a third slope, by c, which does not occur in a² + b²: Σ λᵢyᵢ has to be 0."""
    return with_other(P, y, w, lam, stationarity=np.max(np.abs(slopes(P, y, w, lam)[:2])))


@kkt_residuals.misconception
def counted_c_in_the_slopes(P, y, w, lam):
    """c does not occur in a² + b²: the slope of L by c is Σ λᵢyᵢ alone but for its sign, without 2c."""
    other = slopes(P, y, w, lam) - [0, 0, 2 * w[2]]
    return with_other(P, y, w, lam, stationarity=np.max(np.abs(other)))


@kkt_residuals.misconception
def added_the_slopes_up(P, y, w, lam):
    """This is the sum of the sizes of the slopes; asked for is the largest of them."""
    return with_other(P, y, w, lam, stationarity=np.sum(np.abs(slopes(P, y, w, lam))))


@kkt_residuals.misconception
def kept_the_sign_of_the_products(P, y, w, lam):
    """A product below 0 is as much of a violation as one above: the sizes |λᵢ·gᵢ| are compared."""
    return with_other(P, y, w, lam, complementarity=np.max(lam * (margins(P, y, w) - 1)))


@kkt_residuals.misconception
def multiplied_by_the_margins(P, y, w, lam):
    """The multipliers were multiplied by the margins; gᵢ is the margin less 1, and on the kerb it is 0."""
    return with_other(P, y, w, lam, complementarity=np.max(np.abs(lam * margins(P, y, w))))


@kkt_residuals.misconception
def added_the_violations_up(P, y, w, lam):
    """These are sums of all that lies below 0; asked for is how far the lowest gᵢ and the lowest λᵢ do."""
    g = margins(P, y, w) - 1
    return with_other(P, y, w, lam, primal=np.sum(np.maximum(0, -g)), dual=np.sum(np.maximum(0, -lam)))


@kkt_residuals.misconception
def exchanged_primal_and_dual(P, y, w, lam):
    """The keys are exchanged: 'primal' looks at the constraints gᵢ and 'dual' at the multipliers."""
    right = residuals(P, y, w, lam)
    return with_other(P, y, w, lam, primal=right["dual"], dual=right["primal"])


@kkt_residuals.misconception
def halved_the_objective(P, y, w, lam):
    """The objective is a² + b² without a factor ½, so its slopes are 2a and 2b."""
    return with_other(P, y, w, lam, stationarity=np.max(np.abs(slopes(P, y, w, lam, half=0.5))))


@kkt_residuals.misconception
def added_the_constraints(P, y, w, lam):
    """The constraints are subtracted in L, because they are ≥ 0 and a² + b² is minimised; with a plus the
    multipliers of the minimum come out negative."""
    return with_other(P, y, w, lam, stationarity=np.max(np.abs(slopes(P, y, w, lam, sign=-1))))


@kkt_residuals.misconception
def left_the_label_out_of_the_slopes(P, y, w, lam):
    """The slope of gᵢ by a is yᵢ·xᵢ: the label is a factor of it."""
    other = np.array([*(2 * w[:2] - lam @ P), np.sum(lam)])
    return with_other(P, y, w, lam, stationarity=np.max(np.abs(other)))


@kkt_residuals.misconception
def kept_the_sign_of_the_slopes(P, y, w, lam):
    """A slope below 0 is as much of a violation as one above: the sizes are compared."""
    return with_other(P, y, w, lam, stationarity=np.max(slopes(P, y, w, lam)))


@kkt_residuals.misconception
def took_the_length_of_the_slopes(P, y, w, lam):
    """This is the length of the vector of slopes; asked for is the largest of them."""
    return with_other(P, y, w, lam, stationarity=np.linalg.norm(slopes(P, y, w, lam)))


@kkt_residuals.misconception
def left_the_signs_of_the_multipliers_unchecked(P, y, w, lam):
    """A multiplier of a constraint ≥ 0 must not be negative: without this test −2x + 6y − 1 = 0 passes as the
    best line for the six points."""
    return with_other(P, y, w, lam, dual=0)


@kkt_residuals.misconception
def took_positive_multipliers_for_violations(P, y, w, lam):
    """The signs are exchanged: positive multipliers push, as they should, and negative ones are the
    violation."""
    return with_other(P, y, w, lam, dual=max(0, np.max(lam)))


@kkt_residuals.misconception
def took_the_largest_size_of_a_multiplier(P, y, w, lam):
    """Only negative multipliers violate; this is the largest size of any."""
    return with_other(P, y, w, lam, dual=np.max(np.abs(lam)))


@kkt_residuals.misconception
def added_the_products_up(P, y, w, lam):
    """In the sum products of different sign cancel: each λᵢ·gᵢ has to vanish by itself."""
    products = lam * (margins(P, y, w) - 1)
    return with_other(P, y, w, lam, complementarity=abs(np.sum(products)))


@kkt_residuals.misconception
def added_the_sizes_of_the_products_up(P, y, w, lam):
    """This is the sum of the sizes |λᵢ·gᵢ|; asked for is the largest of them."""
    products = lam * (margins(P, y, w) - 1)
    return with_other(P, y, w, lam, complementarity=np.sum(np.abs(products)))


@kkt_residuals.misconception
def took_slack_for_a_violation(P, y, w, lam):
    """A constraint that holds with slack, gᵢ > 0, is not violated: what counts is how far gᵢ is below 0."""
    return with_other(P, y, w, lam, primal=np.max(np.abs(margins(P, y, w) - 1)))


@kkt_residuals.misconception
def left_the_one_out_of_the_margin(P, y, w, lam):
    """A point must not only be on its side but off the street: gᵢ is the margin less 1."""
    return with_other(P, y, w, lam, primal=max(0, -np.min(margins(P, y, w))))


@kkt_residuals.misconception
def went_below_zero(P, y, w, lam):
    """Where a condition holds its violation is 0, and not a negative number."""
    g = margins(P, y, w) - 1
    return with_other(P, y, w, lam, primal=-np.min(g), dual=-np.min(lam))


@kkt_residuals.misconception
def returned_lowest_values(P, y, w, lam):
    """These are the lowest gᵢ and λᵢ; asked for is how far they lie below 0, as positive numbers."""
    g = margins(P, y, w) - 1
    return with_other(P, y, w, lam, primal=min(0, np.min(g)), dual=min(0, np.min(lam)))


# -----------------------------------------------------------------------------------------------------------

svm_dual = task("svm_dual", example_tolerance=2e-4)


def dual(P, y, *, factor=0.25, balanced=True, bounds=(0, None), options=EXACT, start=0.0):
    """The solution of the dual, or of one with another factor, without balance or with other bounds."""

    def negative(lam):
        normal = (lam * y) @ P
        return factor * normal @ normal - np.sum(lam)

    balance = [{"type": "eq", "fun": lambda lam: lam @ y}] if balanced else []
    first, limits = np.full(len(P), start), [bounds] * len(P)
    return minimize(negative, first, method="SLSQP", bounds=limits, constraints=balance, options=options).x


@svm_dual.check
def the_multipliers_give_line_and_value(trial: Trial) -> None:
    """They fulfil their constraints, and lead to the best line and to the largest value of the dual."""
    for plus, minus, supports in ((2, 2, 3), (1, 1, 2), (6, 3, 2)):
        with trial.case():
            P, y = draw_easy_set(trial, plus, minus, supports, plain_dual)
            last = np.argsort(-margins(P, y, widest(P, y)))  # those that hold up the street stand at the end
            P, y = P[last], y[last].astype(float if plus == 2 else int)
            right = multipliers(P, y)
            check_multipliers(trial, P, y, trial.call(P, y, like=right), right)


@svm_dual.check
def points_near_together_have_large_multipliers(trial: Trial) -> None:
    """Nothing bounds the multipliers, and where the points lie and which labels they have does not matter.

    At these distances SLSQP solves it as it comes.
    """
    for at, ends, labels in ((0.0, (0.15, 0.17), [-1, 1, 1]), (11.0, (1.0, 2.0), [1, -1, -1])):
        gap = round(trial.uniform(*ends), 2)
        P, y = np.array([[at, 1.0], [at + gap, 1.0], [at + 2 + gap, 2.0]]), np.array(labels)
        right = np.array([4 / gap**2, 4 / gap**2, 0])
        check_multipliers(trial, P, y, trial.call(P, y, like=right), right)


def check_multipliers(trial: Trial, P, y, lam, right) -> None:
    allowed = error(trial, 1, right)
    value, best = (np.sum(m) - np.sum(((m * y) @ P) ** 2) / 4 for m in (lam, right))
    w = (right * y) @ P / 2
    trial.require(np.min(lam) > -allowed, f"The multiplier {np.min(lam):.4g} is negative.")
    trial.require(abs(lam @ y) < allowed, f"The sum Σ λᵢyᵢ is {lam @ y:.4g} and not 0.")
    trial.compare(value, best, allowed, what="the value Σ λᵢ − ¼·|Σ λᵢyᵢpᵢ|²")
    trial.compare((lam * y) @ P / 2, w, error(trial, 1, w), what="(a, b) = ½·Σ λᵢyᵢpᵢ")


@svm_dual.misconception
def took_half_of_the_objective(P, y):
    """These multipliers belong to (a² + b²)/2, the custom of many books: half of what is asked for. With
    a² + b² the dual has the factor ¼."""
    return dual(P, y, factor=0.5)


@svm_dual.misconception
def left_out_the_quarter(P, y):
    """The factor ¼ is missing: a and b are half of Σ λᵢyᵢpᵢ, and the half is squared."""
    return dual(P, y, factor=1.0)


@svm_dual.misconception
def left_out_the_balance(P, y):
    """The multipliers of both classes have to balance: the slope of L by c demands Σ λᵢyᵢ = 0."""
    return dual(P, y, balanced=False, bounds=(0, 1e3))


@svm_dual.misconception
def let_multipliers_be_negative(P, y):
    """Without bounds some of the multipliers become negative: a constraint can push and not pull."""
    return dual(P, y, bounds=(-1e3, 1e3))


@svm_dual.misconception
def signed_the_multipliers(P, y):
    """These are λᵢ·yᵢ, the products that make up the line; the multipliers themselves are not negative."""
    return multipliers(P, y) * y


@svm_dual.misconception
def took_the_smallest_of_the_dual(P, y):
    """All multipliers are 0: there the dual has the value 0, and it is to be made as large as possible."""
    return np.zeros(len(P))


@svm_dual.misconception
def pushed_all_supports_alike(P, y):
    """The support vectors of a class share its push, but seldom in equal parts: the dual says how much each
    has."""
    w = widest(P, y)
    on = np.isin(np.arange(len(P)), kerb(P, y, w, 1e-4))
    return np.where(on, length(w) / np.where(y > 0, np.sum(on & (y > 0)), np.sum(on & (y < 0))), 0.0)


@svm_dual.misconception
def returned_the_line(P, y):
    """This is the line [a, b, c]; asked for are the multipliers, one for each point."""
    return widest(P, y)


@svm_dual.misconception
def returned_the_value_of_the_dual(P, y):
    """This is the value of the dual; asked for are the multipliers at which it is reached."""
    return length(widest(P, y))


# -----------------------------------------------------------------------------------------------------------

same_line_reason = task("same_line_reason")

THREE_DIGITS = 3e-3
SLACK = [4 / 3, 8 / 3, 2.0]


@same_line_reason.check
def reason_and_slack_belong_together(trial: Trial) -> None:
    """The reason is named, and the slack of each new point shows it."""
    trial.expect(judge=answer(choices="abcd", relative=THREE_DIGITS))


def because(reason: str, slack: list[float] = SLACK) -> dict:
    return {"reason": reason, "slack": slack}


@same_line_reason.misconception
def took_added_points_for_harmless():
    """A new point nearer than the kerb would move the line: what counts is where the new points lie."""
    return because("a")


@same_line_reason.misconception
def took_it_for_symmetry():
    """Symmetry plays no part: a single one of the new points, without the others, leaves the line alone
    too."""
    return because("b")


@same_line_reason.misconception
def took_it_for_rounding():
    """The line is the same to the last digit: the old multipliers, with 0 for the new points, fulfil all four
    conditions."""
    return because("d")


@same_line_reason.misconception
def took_the_slack_for_zero():
    """The new points are well beyond the kerb; gᵢ is zero for the three old ones."""
    return because("c", [0.0, 0.0, 0.0])


@same_line_reason.misconception
def took_the_distances_for_the_slack():
    """These are distances from the line; slack is yᵢ·(a·x + b·y + c) − 1."""
    return because("c", [7 / 3 / np.sqrt(8 / 9), 11 / 3 / np.sqrt(8 / 9), 3 / np.sqrt(8 / 9)])


@same_line_reason.misconception
def took_the_margins_for_the_slack():
    """These are the margins yᵢ·(a·x + b·y + c); slack is what they have beyond 1."""
    return because("c", [7 / 3, 11 / 3, 3.0])


@same_line_reason.misconception
def left_the_label_out_of_the_slack():
    """The label is missing: for the class −1 the margin is −(a·x + b·y + c)."""
    return because("c", [-7 / 3 - 1, -11 / 3 - 1, 2.0])


@same_line_reason.misconception
def turned_the_slack_round():
    """Slack that a constraint has is positive: gᵢ is the margin less 1."""
    return because("c", [-4 / 3, -8 / 3, -2.0])


@same_line_reason.misconception
def gave_the_slack_of_all_points():
    """These are six numbers; asked for is the slack of the three new points."""
    return because("c", [0.0, 0.0, 0.0, *SLACK])
