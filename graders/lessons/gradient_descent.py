"""Checks and misconceptions of the lesson Gradient descent."""

import numpy as np

from graders.authoring import Function, Trial, figure, one_at_a_time, rounding, task
from graders.reference.gradient_descent import basin as reached_minima
from graders.reference.gradient_descent import descend as walk
from graders.reference.gradient_descent import descend_1d as path_of
from graders.reference.gradient_descent import iterations_needed as updates_until
from graders.reference.gradient_descent import momentum as roll

VALLEYS = [  # the slope of a function with one minimum, an interval of starts, and a small learning rate
    ("{a}*exp({a}*x) - {b}/x", (0.3, 1.2), 0.02),
    ("2*{a}*(x - {b})", (-4, 4), 0.1),
    ("{a}*x/sqrt(1 + x*x) - {b}/4", (-4, 4), 0.2),
    ("4*{a}*x*x*x + 2*{b}*x", (-1, 1), 0.03),
]


def draw_valley(trial: Trial, family: tuple, side: int = 0) -> tuple[Function, float, float]:
    """Draw a slope, a start that is not level, left (side = −1) or right (side = 1) of the minimum, and a
    learning rate."""
    slope, (low, high), least = family
    a, b = round(trial.uniform(1.1, 2), 1), round(trial.uniform(1.1, 3), 1)
    df, side = Function(slope.format(a=a, b=b)), side or trial.choice([-1, 1])
    while True:
        x0, lr = round(trial.uniform(low, high), 2), round(least * trial.uniform(0.5, 1.5), 3)
        if side * df(x0) > 0.3 and abs(abs(df(x0)) - 1) > 0.1:
            return df, x0, lr


def path_rounding(path: np.ndarray) -> float:
    """What rounding may do to a walk that does not amplify it: some ulps of the largest number on the way."""
    return rounding(1 + np.max(np.abs(path)))


# -----------------------------------------------------------------------------------------------------------

descend_1d = task("descend_1d")


@descend_1d.check
def every_point_is_one_step_further_down(trial: Trial) -> None:
    """It is the whole path, the start first, each point one step against the slope from the last."""
    for family in trial.sample(VALLEYS, 2):
        df, x0, lr = draw_valley(trial, family)
        n = trial.integer(3, 30)
        trial.expect(df, x0, lr, n, tolerance=path_rounding(path_of(df, x0, lr, n)))
    first, second = ((*draw_valley(trial, VALLEYS[1]), n) for n in trial.sample(range(1, 9), 2))
    one_at_a_time(trial, first, second, tolerance=rounding(10))


@descend_1d.check
def a_start_at_a_whole_number_gives_a_path_of_floats(trial: Trial) -> None:
    """A whole number is a start like any other, and 0 updates leave the start alone."""
    df, _, lr = draw_valley(trial, VALLEYS[1])
    x0 = trial.choice([-4, -3, 4, 5])
    trial.expect(df, x0, lr, 5, tolerance=rounding(10))
    trial.expect(df, float(x0), lr, 0)
    start = trial.call(df, -x0, lr, 0, like=np.array([-float(x0)]))
    trial.require(np.asarray(start).dtype.kind == "f", "The path holds whole numbers; floats are expected.")


@descend_1d.check
def it_makes_every_update_wherever_it_is(trial: Trial) -> None:
    """It takes n updates where the ground is nearly level as well, at its start and at its end."""
    lr, n = round(trial.uniform(0.25, 0.35), 2), trial.integer(110, 130)
    trial.expect(HILL, 0.0, lr, n, note="a start on a hilltop")
    trial.expect(HILL, trial.choice([1e-7, -1e-7]), lr, n, tolerance=rounding(100), note="a start near one")
    flat = Function(f"0.001*(x - {trial.integer(2, 9)})")
    trial.expect(flat, trial.uniform(-9, -5), 300.0, n, tolerance=rounding(100), note="a large rate")
    steep, far = Function(f"3*(x - {trial.integer(2, 9)})"), 1e7 * trial.choice([-1, 1])
    trial.expect(steep, far, 0.55, 20, tolerance=rounding(2e7), note="from far away, from side to side")
    trial.expect(Function("x"), trial.uniform(1, 2), 30.0, 6, tolerance=rounding(1e10), note=DIVERGES)


DIVERGES = "each step is many times longer than the last"


HILL = Function("x*(x*x - 1)")
"""The slope of a function with a hilltop at 0, from which runs take long to come away, to minima at ±1."""


def descent(df, x0, lr, n, step=lambda lr, slope: -lr * slope):
    """A path with a step of one's own."""
    path = [float(x0)]
    for _ in range(n):
        path.append(path[-1] + step(lr, df(path[-1])))
    return np.array(path)


@descend_1d.misconception
def walked_uphill(df, x0, lr, n):
    """The path climbs: the slope points uphill, so the step lr·f′(x) is subtracted."""
    return descent(df, x0, lr, n, lambda lr, slope: lr * slope)


@descend_1d.misconception
def left_out_the_start(df, x0, lr, n):
    """The start is missing: n updates visit n + 1 points, x₀ first."""
    return path_of(df, x0, lr, n)[1:]


@descend_1d.misconception
def left_out_the_end(df, x0, lr, n):
    """The last point is missing: n updates visit n + 1 points, the start included."""
    return path_of(df, x0, lr, n)[:-1]


@descend_1d.misconception
def returned_only_the_end(df, x0, lr, n):
    """This is the last point alone; asked for is the path, all n + 1 points of it."""
    return path_of(df, x0, lr, n)[-1]


@descend_1d.misconception
def kept_the_slope_of_the_start(df, x0, lr, n):
    """All steps are equally long: the slope was taken once, at the start, and has to be taken anew at every
    point."""
    return x0 - lr * df(x0) * np.arange(n + 1)


@descend_1d.misconception
def stepped_by_the_sign_of_the_slope(df, x0, lr, n):
    """Every step has the length lr: the slope gives the step its length too, not only its direction."""
    return descent(df, x0, lr, n, lambda lr, slope: -lr * np.sign(slope))


@descend_1d.misconception
def stepped_by_the_slope_itself(df, x0, lr, n):
    """The learning rate is not used: a step is lr·f′(x), not f′(x)."""
    with np.errstate(all="ignore"):
        return descent(df, x0, lr, n, lambda lr, slope: -slope)


@descend_1d.misconception
def divided_by_the_learning_rate(df, x0, lr, n):
    """The step was divided by the learning rate: a smaller lr means smaller steps, lr·f′(x)."""
    with np.errstate(all="ignore"):
        return descent(df, x0, lr, n, lambda lr, slope: -slope / lr)


@descend_1d.misconception
def shrank_the_learning_rate_on_the_way(df, x0, lr, n):
    """The learning rate was divided by the number of the step; here it is the same in every step."""
    path = [float(x0)]
    for k in range(n):
        path.append(path[-1] - lr / (k + 1) * df(path[-1]))
    return np.array(path)


@descend_1d.misconception
def listed_the_slopes(df, x0, lr, n):
    """These are the slopes along the path; asked for are the points x."""
    return df(path_of(df, x0, lr, n))


@descend_1d.misconception
def kept_the_path_in_integers(df, x0, lr, n):
    """An array made from a whole number holds whole numbers only, so every point was cut off: make the start
    a float."""
    path = np.full(n + 1, x0)
    for k in range(n):
        path[k + 1] = path[k] - lr * df(path[k])
    return path


# -----------------------------------------------------------------------------------------------------------

descend = task("descend")

BOWLS = [  # gradients of functions of an array p, coupled so that the order of updates matters
    (2, "array([2*{a}*p[0] + p[1] - 1, p[0] + 2*{b}*p[1]])"),
    (2, "array([{a}*(exp(p[0]) - 1) + p[1], p[0] + {b}*p[1] + 0.5])"),
    (3, "array([{a}*p[0] + p[1], p[0] + 2*{b}*p[1] - p[2], 3*p[2] - p[1] - 1])"),
    (4, "array([2*p[0] - p[3], {a}*p[1] + p[2]/2, {b}*p[2] + p[1]/2 + 1, 3*p[3] - p[0]])"),
]


def draw_bowl(trial: Trial, family: tuple) -> tuple[Function, np.ndarray, float]:
    """Draw a gradient, a start that is nowhere level, and a learning rate."""
    d, formula = family
    a, b = round(trial.uniform(1.3, 2), 1), round(trial.uniform(1.3, 2), 1)
    grad = Function(formula.format(a=a, b=b), "p")
    while True:
        p0 = (trial.rng.uniform(0.5, 2, d) * trial.rng.choice([-1, 1], d)).round(2)
        length = np.linalg.norm(grad(p0))
        if np.abs(grad(p0)).min() > 0.2 and abs(length - 1) > 0.2:
            return grad, p0, round(trial.uniform(0.05, 0.2), 2)


@descend.check
def all_coordinates_step_together(trial: Trial) -> None:
    """Each of the n updates takes the gradient at the old point and moves all coordinates."""
    for family in trial.sample(BOWLS, 2):
        grad, p0, lr = draw_bowl(trial, family)
        trial.expect(grad, p0, lr, trial.integer(2, 8), tolerance=rounding(10))
    family = trial.choice(BOWLS)
    first, second = ((*draw_bowl(trial, family), n) for n in (trial.integer(2, 5), 1))
    one_at_a_time(trial, first, second, tolerance=rounding(10))


@descend.check
def a_start_of_whole_numbers_is_one_like_any_other(trial: Trial) -> None:
    """A start of whole numbers does as well, and with 0 updates the start is the end."""
    grad, p0, lr = draw_bowl(trial, trial.choice(BOWLS))
    trial.expect(grad, p0, lr, 0)
    trial.expect(grad, trial.rng.integers(2, 5, len(p0)), lr, 3, tolerance=rounding(100))


@descend.check
def it_makes_all_updates_wherever_it_is(trial: Trial) -> None:
    """It takes n updates where the ground is nearly level as well, at its start and at its end."""
    lr, n = round(trial.uniform(0.25, 0.35), 2), trial.integer(90, 120)
    trial.expect(SADDLE, np.array([1e-7, 0.0]), lr, n, tolerance=rounding(100), note="a start near a saddle")
    trial.expect(
        Function("p", "p"), trial.rng.uniform(1, 2, 2), 30.0, 6, tolerance=rounding(1e10), note=DIVERGES
    )


@descend.check
def it_takes_any_number_of_variables_of_any_size(trial: Trial) -> None:
    """One variable, several that are alike, and large ones are moved as any others."""
    a = round(trial.uniform(1.1, 2), 1)
    slope = Function(f"{a}*(p - 3)", "p")
    for p0, lr in ((np.array([-1e4]), 0.9), (np.zeros(3), 2.2), (np.array([2e3, 2e3, -5.0]), 0.1)):
        trial.expect(slope, p0, lr, trial.integer(5, 9), tolerance=rounding(1e5))
    trial.expect(Function("p/2", "p"), np.array([4e-9, -1e-9]), 0.5, 9, tolerance=rounding(1e-8))


@descend.check
def the_last_point_is_an_array_of_its_own(trial: Trial) -> None:
    """Who changes the last point does not change the start, after 0 updates either."""
    trial.follow(*changed_end("descend(lambda p: p, p0, 0.5, 0)", trial.uniform(1, 2)))


def changed_end(text: str, start: float):
    """What `Trial.follow` takes to see whether a change of an end, the value of a text, changes its start."""
    p0 = np.array([round(start, 2), -1.0])
    lines = [
        (f"p0 = np.array({p0.tolist()})", False),
        (f"end = {text}", False),
        ("end += 1.0", False),
        ("p0", True),
    ]
    return lines, [("np", "import numpy as np")], ([p0], [p0])


SADDLE = Function("array([p[0]*(p[0]*p[0] - 1), p[1] - p[0]/2])", "p")
"""The gradient of a function with a saddle near (0, 0), from which runs take long to come away."""


def steps(grad, p0, lr, n, step=lambda g: g):
    """A descent with a step of one's own."""
    p = np.array(p0, dtype=float)
    for _ in range(n):
        p = p - lr * step(grad(p))
    return p


@descend.misconception
def updated_one_coordinate_after_the_other(grad, p0, lr, n):
    """The second coordinate was moved by a gradient that saw the first one moved already: compute the whole
    gradient at the old point, then update all coordinates together."""
    p = np.array(p0, dtype=float)
    for _ in range(n):
        for i in range(len(p)):
            p[i] -= lr * grad(p)[i]
    return p


@descend.misconception
def climbed_the_gradient(grad, p0, lr, n):
    """The point moves uphill: the gradient points to where f grows fastest, so lr·∇f is subtracted."""
    return steps(grad, p0, -lr, n)


@descend.misconception
def scaled_the_gradient_to_length_one(grad, p0, lr, n):
    """Every step has the length lr: the step is lr·∇f(p), with the gradient as long as it is."""
    return steps(grad, p0, lr, n, lambda g: g / np.linalg.norm(g))


@descend.misconception
def stepped_by_signs(grad, p0, lr, n):
    """Each coordinate moved by lr, up or down: the step is lr·∇f(p), with the size of each partial
    derivative."""
    return steps(grad, p0, lr, n, np.sign)


@descend.misconception
def made_one_update_too_many(grad, p0, lr, n):
    """One step too many was taken: n updates, and none for the start."""
    return steps(grad, p0, lr, n + 1)


@descend.misconception
def made_one_update_too_few(grad, p0, lr, n):
    """One step is missing: the start counts as none of the n updates."""
    return steps(grad, p0, lr, n - 1)


@descend.misconception
def moved_along_the_gradient_of_the_start(grad, p0, lr, n):
    """The gradient was taken once, at the start; it has to be taken anew at every point."""
    return p0 - n * lr * grad(p0)


@descend.misconception
def moved_the_start_of_the_caller(grad, p0, lr, n):
    """The steps were taken in p0 itself, which belongs to the caller and ends up elsewhere: start with a
    copy."""
    end = steps(grad, p0, lr, n)
    if p0.dtype.kind == "f":
        p0[:] = end
    return end


@descend.misconception
def stepped_in_an_array_of_integers(grad, p0, lr, n):
    """An array of integers cannot hold 1.9, so every step was cut off: copy p0 as floats before stepping."""
    p = np.array(p0)
    for _ in range(n):
        p[:] = p - lr * grad(p)
    return p


@descend.misconception
def returned_the_whole_path(grad, p0, lr, n):
    """These are all the points on the way; asked for is the last one."""
    return np.array([steps(grad, p0, lr, k) for k in range(n + 1)])


# -----------------------------------------------------------------------------------------------------------

lr_limit = task("lr_limit")


def draw_curvatures(trial: Trial, n: int) -> np.ndarray:
    """Draw a symmetric matrix whose eigenvalues are positive and lie well apart."""
    return matrix_with(trial, np.cumprod(trial.rng.uniform(1.5, 3, n)) * 10.0 ** trial.integer(-2, 2))


def matrix_with(trial: Trial, values) -> np.ndarray:
    """Draw a symmetric matrix with the given eigenvalues."""
    directions, _ = np.linalg.qr(trial.normal(len(values), len(values)))
    A = directions @ np.diag(values) @ directions.T
    return np.asarray((A + A.T) / 2)


@lr_limit.check
def the_largest_curvature_sets_it(trial: Trial) -> None:
    """It is the rate at which the steepest direction neither shrinks nor grows."""
    for n in trial.sample([2, 3, 4, 5], 3):
        A = draw_curvatures(trial, n)
        trial.expect(A, tolerance=NINE_DIGITS * 2 / np.linalg.eigvalsh(A)[-1])
    for place in (0, -1):  # np.linalg.eigvals gives them in no order
        while np.argmax(values := np.linalg.eigvals(A := draw_curvatures(trial, 3))) == place % 3:
            pass
        trial.expect(A, tolerance=NINE_DIGITS * 2 / np.max(values))
    trial.expect(np.diag(trial.sample([2, 3, 5, 7, 11], 3)))
    A = matrix_with(trial, [1.0, 1.0001])  # an iteration settles slowly
    trial.expect(A, tolerance=NINE_DIGITS)
    trial.expect(2.0 ** trial.integer(-2, 2) * np.array([[2, -1], [-1, 2]]), note="the rows have equal sums")
    for size in (1e-4, 1e4):
        curvature = size * trial.uniform(1, 9)
        trial.expect(np.array([[curvature]]), tolerance=NINE_DIGITS * 2 / curvature)


NINE_DIGITS = 1e-9
"""What the statement asks of the limit: an iteration that has settled gives as many."""


@lr_limit.misconception
def gave_a_safe_rate(A):
    """1/λ is a good choice and half of the limit: the factor 1 − lr·λ may go down to −1, which happens at
    2/λ."""
    return 1 / np.linalg.eigvalsh(A)[-1]


@lr_limit.misconception
def took_the_smallest_curvature(A):
    """The smallest eigenvalue sets the pace, the largest one the limit: its direction diverges first."""
    return 2 / np.linalg.eigvalsh(A)[0]


@lr_limit.misconception
def divided_by_the_trace(A):
    """The trace is the sum of all eigenvalues; each direction has a limit of its own, the largest alone
    counts."""
    return 2 / np.trace(A)


@lr_limit.misconception
def gave_the_fastest_rate(A):
    """2/(λ_min + λ_max) is the rate that settles fastest; still larger ones settle too, up to 2/λ_max."""
    values = np.linalg.eigvalsh(A)
    return 2 / (values[0] + values[-1])


@lr_limit.misconception
def took_the_largest_entry(A):
    """The curvature in the steepest direction is an eigenvalue; the entries of A, on the diagonal or off it,
    show it only where A is diagonal."""
    return 2 / np.max(np.abs(A))


@lr_limit.misconception
def divided_by_the_norm_of_the_entries(A):
    """np.linalg.norm(A) is the root of the sum of the squared entries; the largest eigenvalue is
    np.linalg.norm(A, 2)."""
    return 2 / np.linalg.norm(A)


@lr_limit.misconception
def divided_by_the_determinant(A):
    """This is the product of all eigenvalues; the largest alone sets the limit."""
    return 2 / np.linalg.det(A)


@lr_limit.misconception
def returned_the_largest_curvature(A):
    """This is the largest eigenvalue λ; the limit is the rate at which 1 − lr·λ = −1."""
    return np.linalg.eigvalsh(A)[-1]


@lr_limit.misconception
def gave_a_limit_for_each_direction(A):
    """These are the limits of all directions; the smallest of them holds for the whole."""
    return 2 / np.linalg.eigvalsh(A)


# -----------------------------------------------------------------------------------------------------------

basin = task("basin")


def draw_double_well(trial: Trial, side: int = 0) -> tuple[Function, Function, np.ndarray, float]:
    """Draw x⁴ − a x² + b x, from products alone, with its slope, its minima and the hilltop between them.

    The deeper minimum lies on the left for side = 1, on the right for side = −1.
    """
    a, b = (
        round(trial.uniform(2.5, 4), 1),
        (side or trial.choice([-1, 1])) * round(trial.uniform(0.7, 1.2), 1),
    )
    f = Function(f"x*x*x*x - {a}*x*x + {b}*x")
    df = Function(f"4*x*x*x - 2*{a}*x + {b}")
    left, hilltop, right = np.sort(np.roots([4, 0, -2 * a, b]).real)
    return f, df, np.array([left, right]), hilltop


def draw_starts(trial: Trial, minima: np.ndarray, hilltop: float) -> np.ndarray:
    """Draw starts on both slopes of both valleys, and one beyond the middle that belongs to the far
    minimum."""
    left, right = minima
    near = [left - 0.3, (left + hilltop) / 2, (hilltop + right) / 2, right + 0.3]
    between = hilltop + 0.6 * (minima.mean() - hilltop)
    starts = np.array(near) + trial.rng.uniform(-0.1, 0.1, 4)
    return np.append(starts, between).round(3)


@basin.check
def the_minimum_is_where_the_run_ends(trial: Trial) -> None:
    """It is the index of the minimum where each run ends, whatever lies nearest to its start."""
    for order in trial.sample([[0, 1], [1, 0]], 2):
        _, df, minima, hilltop = draw_double_well(trial)
        starts = trial.rng.permutation(draw_starts(trial, minima, hilltop))
        trial.expect(df, starts, 0.03, trial.integer(150, 200), minima[order], 1e-3)
    n = trial.integer(4, 9)
    starts, minima, near = np.array([-1.0, 1.0]), np.array([-3.0, 0.0]), 1.5 / 2**n
    trial.expect(Function("x"), starts, 0.5, n, minima, near, note="the last update counts")
    trial.expect(Function("x"), starts, 0.5, n, minima, 1 / 2**n, note="a run ends at tol itself")
    both = np.array([0.0, 1.0])
    for minima in (both, both[::-1]):
        trial.expect(Function("x"), np.array([0.8, 1.2]), 0.5, 1, minima, 0.7, note="two minima within tol")


@basin.check
def a_run_that_ends_nowhere_has_no_minimum(trial: Trial) -> None:
    """A run that diverged or stopped short has the index −1."""
    _, df, minima, hilltop = draw_double_well(trial)
    near = draw_starts(trial, minima, hilltop)[:2]
    far = np.array([trial.choice([-1, 1]) * trial.uniform(9, 20)]).round(1)
    starts = trial.rng.permutation(np.concatenate([near, far, -far]))
    trial.expect(df, starts, 0.03, 200, minima, 1e-3, note="two runs diverge")
    slow = 0.0005
    ends = np.array([path_of(df, start, slow, 10)[-1] for start in near])
    short = np.abs(ends[:, np.newaxis] - minima).min()
    trial.expect(df, near, slow, 10, minima, round(0.5 * float(short), 4), note="the runs stop short")
    trial.expect(df, near, slow, 10, minima, 1.2, note="a wide tolerance")


@basin.check
def only_the_end_counts(trial: Trial) -> None:
    """A run that comes within tol and leaves again has reached nothing, and each takes its n updates."""
    low, rate = float(trial.integer(1, 5)), round(trial.uniform(2.15, 2.3), 2)
    df, minima = Function(f"x - {low}"), np.array([low, low + 9])
    near = low + trial.choice([-1, 1]) * 0.1
    for n in (1, trial.integer(10, 14)):
        trial.expect(df, np.array([near]), rate, n, minima, 0.15, note="each step is longer than the last")
    trial.expect(df, np.array([low + 1, low - 1]), 0.02, 200, minima, 0.1, note="many short steps")
    tops = trial.rng.permutation([1e-7, -1e-7])
    trial.expect(HILL, tops, 0.3, 100, np.array([-1.0, 1.0]), 1e-3, note="starts near a hilltop")
    starts, minima = np.array([1000.0, 1002.0, 1000.5, 1001.0, 999.5]), np.array([1001.0])
    trial.expect(Function("x - 1001"), starts, 0.5, 7, minima, 1e-3, note="tol is no part of the minimum")


@basin.check
def each_argument_has_its_part(trial: Trial) -> None:
    """Slope, starts, learning rate, number of updates, minima and tolerance all count."""
    low = float(trial.integer(1, 5))
    first = Function(f"x - {low}"), low + np.array([-2.0, -1.0, 4.0]), 0.5, 3, low + np.array([0.0, 8.0]), 0.2
    second = Function(f"x - {low + 8}"), low + np.array([0, 9, 1.0]), 0.9, 6, low + np.array([0.5, 0.0]), 0.6
    one_at_a_time(trial, first, second)


def nearest(points, minima, tol=np.inf):
    """For each point the index of the nearest minimum, −1 where it lies farther than tol."""
    found = []
    for point in points:
        distances = np.abs(minima - point)
        place = int(np.argmin(distances))
        found.append(-1 if distances[place] > tol or (np.isnan(point) and tol < np.inf) else place)
    return found


def ends_of(df, starts, lr, n):
    """Where the runs from all starts end."""
    with np.errstate(all="ignore"):
        return np.array([path_of(df, start, lr, n)[-1] for start in starts])


@basin.misconception
def counted_a_run_that_passed(df, starts, lr, n, minima, tol):
    """A run that came within tol of a minimum and left it again has not reached it: where it stands after all
    n updates counts."""
    reached = []
    for start in starts:
        with np.errstate(all="ignore"):
            path = path_of(df, start, lr, n)
        near = [k for k in nearest(path, minima, tol) if k >= 0]
        reached.append(near[0] if near else -1)
    return reached


@basin.misconception
def took_the_first_minimum_within_tol(df, starts, lr, n, minima, tol):
    """Where two minima are within tol of the end of a run, it is the nearer of them that counts."""
    ends = ends_of(df, starts, lr, n)
    with np.errstate(all="ignore"):
        within = [np.flatnonzero(np.abs(minima - x) <= tol) for x in ends]
    return [int(places[0]) if len(places) else -1 for places in within]


@basin.misconception
def looked_for_the_minimum_nearest_to_the_start(df, starts, lr, n, minima, tol):
    """A start may lie nearer to one minimum and run to the other: it is the end of the run that counts."""
    return nearest(starts, minima)


@basin.misconception
def measured_the_distance_from_the_start(df, starts, lr, n, minima, tol):
    """The distance to the minima was taken from the start; it is the end of the run that must lie within
    tol."""
    return nearest(starts, minima, tol)


@basin.misconception
def returned_the_minimum_itself(df, starts, lr, n, minima, tol):
    """These are the minima that the runs reach; asked for is the index in `minima` of each."""
    found = reached_minima(df, starts, lr, n, minima, tol)
    return [float(minima[k]) if k >= 0 else -1 for k in found]


@basin.misconception
def ignored_the_tolerance(df, starts, lr, n, minima, tol):
    """The nearest minimum can be far away: a run that diverged or stopped short has reached none, −1."""
    return nearest(ends_of(df, starts, lr, n), minima)


@basin.misconception
def sent_every_run_to_the_lowest_minimum(df, starts, lr, n, minima, tol):
    """Gradient descent finds a minimum, not the lowest: each start has its own, which its run shows."""
    order = np.argsort(minima)
    xs = np.linspace(minima[order[0]], minima[order[1]], 1000)
    climb = np.sum(df(xs)) * (xs[1] - xs[0])
    return [int(order[0] if climb > 0 else order[1])] * len(starts)


@basin.misconception
def walked_to_the_hilltop(df, starts, lr, n, minima, tol):
    """The runs go uphill, to the maximum between the minima or away: the step is −lr·f′(x)."""
    return nearest(ends_of(df, starts, -lr, n), minima, tol)


@basin.misconception
def returned_the_points_reached(df, starts, lr, n, minima, tol):
    """These are the points that the runs reach; asked for is the index in `minima` of each."""
    return list(ends_of(df, starts, lr, n))


@basin.misconception
def counted_the_minima_from_one(df, starts, lr, n, minima, tol):
    """The indices start at 1; in Python the first minimum of the array has the index 0."""
    return [k + 1 if k >= 0 else -1 for k in reached_minima(df, starts, lr, n, minima, tol)]


@basin.misconception
def left_failed_runs_out(df, starts, lr, n, minima, tol):
    """Runs that reached no minimum are missing: each start has an entry, −1 where none was reached."""
    return [k for k in reached_minima(df, starts, lr, n, minima, tol) if k >= 0]


@basin.misconception
def asked_for_a_small_slope(df, starts, lr, n, minima, tol):
    """The slope at the end was compared with tol; what must be within tol is the distance to the minimum."""
    ends = ends_of(df, starts, lr, n)
    with np.errstate(all="ignore"):
        return [k if abs(df(x)) <= tol else -1 for k, x in zip(nearest(ends, minima), ends, strict=True)]


@basin.misconception
def left_out_an_end_at_tol_itself(df, starts, lr, n, minima, tol):
    """An end whose distance from a minimum is tol itself is within tol: |x − minimum| ≤ tol."""
    return nearest(ends_of(df, starts, lr, n), minima, np.nextafter(tol, 0))


# -----------------------------------------------------------------------------------------------------------

momentum = task("momentum")


@momentum.check
def it_keeps_a_running_sum_of_gradients(trial: Trial) -> None:
    """Each step follows v, which keeps the part β of itself and adds the new gradient."""
    for family in trial.sample(BOWLS, 1):
        grad, p0, lr = draw_bowl(trial, family)
        beta, n = round(trial.uniform(0.3, 0.9), 2), trial.integer(3, 8)
        trial.expect(grad, p0, round(lr / 2, 3), beta, n, tolerance=rounding(10))
    family = trial.choice(BOWLS)
    first, second = ((*draw_bowl(trial, family), beta, n) for beta, n in ((0.6, 5), (0.3, 2)))
    one_at_a_time(trial, first, second, tolerance=rounding(10))


@momentum.check
def without_memory_it_is_gradient_descent(trial: Trial) -> None:
    """With β = 0 it is plain gradient descent, from a start of whole numbers too."""
    grad, p0, lr = draw_bowl(trial, trial.choice(BOWLS))
    trial.expect(grad, p0, lr, 0.0, 4, tolerance=rounding(10))
    trial.expect(grad, trial.rng.integers(2, 5, len(p0)), round(lr / 2, 3), 0.5, 3, tolerance=rounding(100))


@momentum.check
def it_rolls_on_wherever_it_is(trial: Trial) -> None:
    """It takes n updates where the ground is nearly level as well, at its start and at its end."""
    lr, n = round(trial.uniform(0.1, 0.15), 2), trial.integer(150, 200)
    trial.expect(
        SADDLE, np.array([1e-7, 0.0]), lr, 0.8, n, tolerance=rounding(100), note="a start near a saddle"
    )
    start = trial.rng.uniform(1, 2, 2)
    trial.expect(Function("p", "p"), start, 30.0, 0.2, 6, tolerance=rounding(1e10), note=DIVERGES)


@momentum.check
def it_rolls_with_any_number_of_variables(trial: Trial) -> None:
    """One variable, several that are alike, and large ones are moved as any others."""
    slope = Function(f"{round(trial.uniform(1.1, 2), 1)}*(p - 3)", "p")
    for p0, n in ((np.array([-1e4]), 6), (np.zeros(3), 1), (np.array([2e3, 2e3, -5.0]), 0)):
        trial.expect(slope, p0, 0.1, 0.6, n, tolerance=rounding(1e4))
    small = np.array([4e-9, -1e-9])
    trial.expect(Function("p/2", "p"), small, 0.5, 0.4, 9, tolerance=rounding(1e-8), note="small numbers")


@momentum.check
def the_end_is_an_array_of_its_own(trial: Trial) -> None:
    """Who changes the last point does not change the start, after 0 updates either."""
    trial.follow(*changed_end("momentum(lambda p: p, p0, 0.5, 0.5, 0)", trial.uniform(1, 2)))


def heavy(grad, p0, lr, beta, n, update):
    """Momentum with an update of one's own, from (p, v) to the next (p, v)."""
    p = np.array(p0, dtype=float)
    v = np.zeros_like(p)
    for _ in range(n):
        p, v = update(p, v)
    return p


@momentum.misconception
def looked_ahead_like_nesterov(grad, p0, lr, beta, n):
    """The gradient was taken ahead, at p − lr·β·v, which is Nesterov's variant; here it is taken at p
    itself."""

    def update(p, v):
        v = beta * v + grad(p - lr * beta * v)
        return p - lr * v, v

    return heavy(grad, p0, lr, beta, n, update)


@momentum.misconception
def forgot_the_last_velocity(grad, p0, lr, beta, n):
    """β has no effect: v starts at 0 once, before the loop, and is carried from step to step."""
    return walk(grad, p0, lr, n)


@momentum.misconception
def scaled_the_gradient_and_the_step(grad, p0, lr, beta, n):
    """The learning rate is used twice, in v and in the step: v adds up the gradients as they are, and p moves
    by lr·v."""

    def update(p, v):
        v = beta * v + lr * grad(p)
        return p - lr * v, v

    return heavy(grad, p0, lr, beta, n, update)


@momentum.misconception
def averaged_the_gradients(grad, p0, lr, beta, n):
    """The gradient was weighted with 1 − β, which makes v an average; here v is a sum, β·v + ∇f(p)."""

    def update(p, v):
        v = beta * v + (1 - beta) * grad(p)
        return p - lr * v, v

    return heavy(grad, p0, lr, beta, n, update)


@momentum.misconception
def weighted_the_gradient_in_place_of_the_velocity(grad, p0, lr, beta, n):
    """β was put on the gradient; it says how much of the old v is kept: β·v + ∇f(p)."""

    def update(p, v):
        v = v + beta * grad(p)
        return p - lr * v, v

    return heavy(grad, p0, lr, beta, n, update)


@momentum.misconception
def kept_the_whole_velocity(grad, p0, lr, beta, n):
    """v keeps all of its past: without the factor β < 1 nothing brakes it."""
    return weighted_the_gradient_in_place_of_the_velocity(grad, p0, lr, 1.0, n)


@momentum.misconception
def rolled_uphill(grad, p0, lr, beta, n):
    """The point moves uphill: v adds up gradients, which point uphill, so lr·v is subtracted."""
    return roll(grad, p0, -lr, beta, n)


@momentum.misconception
def subtracted_the_velocity_unscaled(grad, p0, lr, beta, n):
    """The learning rate is not used: p moves by lr·v."""
    return roll(grad, p0, 1.0, beta, n)


@momentum.misconception
def rolled_one_step_too_many(grad, p0, lr, beta, n):
    """One step too many was taken: n updates, and none for the start."""
    return roll(grad, p0, lr, beta, n + 1)


@momentum.misconception
def rolled_one_step_too_few(grad, p0, lr, beta, n):
    """p is one update behind: it moved before v took in the new gradient, or there are n − 1 updates in place
    of n."""
    return roll(grad, p0, lr, beta, n - 1)


@momentum.misconception
def started_with_a_velocity(grad, p0, lr, beta, n):
    """v started as the gradient, which then counted twice: v is 0 before the first update."""
    p = np.array(p0, dtype=float)
    v = grad(p)
    for _ in range(n):
        v = beta * v + grad(p)
        p = p - lr * v
    return p


@momentum.misconception
def returned_the_velocity_too(grad, p0, lr, beta, n):
    """This is a pair; asked for is the last point p alone."""
    p = np.array(p0, dtype=float)
    v = np.zeros_like(p)
    for _ in range(n):
        v = beta * v + grad(p)
        p = p - lr * v
    return p, v


@momentum.misconception
def moved_the_callers_start(grad, p0, lr, beta, n):
    """The steps were taken in p0 itself, which belongs to the caller and ends up elsewhere: start with a
    copy."""
    end = roll(grad, p0, lr, beta, n)
    if p0.dtype.kind == "f":
        p0[:] = end
    return end


# -----------------------------------------------------------------------------------------------------------

multi_start = task("multi_start")


def draw_two_starts(trial: Trial, side: int = 0) -> tuple[Function, Function, float, float, float]:
    """Draw a double well, a high start above its deep valley, a lower one in the other valley, and the deep
    minimum."""
    while True:
        f, df, minima, hilltop = draw_double_well(trial, side)
        deep, shallow = sorted(minima, key=f)
        high = round(hilltop + 0.15 * (deep - hilltop), 3)
        low = round(shallow + trial.uniform(0.05, 0.2), 3)
        if f(low) < f(high) - 0.1:
            return f, df, high, low, round(deep + 0.1, 3)


def best_tolerance(value: float) -> np.ndarray:
    """Both numbers to rounding, f(x) being a sum of terms of the size of 20 at most."""
    return np.array([rounding(4), rounding(abs(value) + 20)])


@multi_start.check
def the_lowest_end_wins(trial: Trial) -> None:
    """It is the end with the lowest f, wherever it stands among the starts."""
    for side in trial.sample([-1, 1], 2):
        f, df, high, low, deep = draw_two_starts(trial, side)
        for starts in ([high, low], [low, low + 0.1], [low, deep, high], [low, high, low + 0.1]):
            trial.expect(f, df, np.array(starts), 0.02, 200, tolerance=best_tolerance(20))
        trial.expect(f, df, np.array([deep, low]), 0.02, trial.integer(2, 4), tolerance=best_tolerance(20))
        level = path_of(df, low, 0.02, 300)[-1]  # the slope at an end says nothing of how low it is
        trial.expect(f, df, np.array([level, deep]), 0.02, 2, tolerance=best_tolerance(20))
    trial.expect(f, df, np.array([high]), 0.02, 0, tolerance=best_tolerance(20), note="no updates")
    f, df = Function("1e-6*(x - 3e3)*(x - 3e3)"), Function("2e-6*(x - 3e3)")
    near = np.array([2000.0, 2000.0005, 4400.0])
    allowed = np.array([rounding(1e4), rounding(10)])
    trial.expect(f, df, near, 1e5, trial.integer(1, 4), tolerance=allowed, note="two near together")
    far, allowed = 1e8 * trial.rng.uniform(1, 2, 2), np.array([rounding(1e9), rounding(1e17)])
    trial.expect(Function("x*x"), Function("2*x"), far, 0.1, 2, tolerance=allowed, note="large numbers")


@multi_start.check
def a_diverged_run_does_not_count(trial: Trial) -> None:
    """A run that ends at infinity or NaN is left out, even where f falls without end."""
    f, df, high, low, _ = draw_two_starts(trial)
    far = round(trial.choice([-1, 1]) * trial.uniform(10, 20), 1)
    trial.expect(f, df, np.array([low, far, high]), 0.02, 200, tolerance=best_tolerance(20))
    a = round(trial.uniform(1, 3), 1)
    f, df = Function(f"x*(x*x - {a})"), Function(f"3*x*x - {a}")
    cliff = round(-np.sqrt(a / 3) - trial.uniform(3, 5), 2)
    starts = trial.rng.permutation([cliff, 0.2, 1.1])
    trial.expect(f, df, starts, 0.05, 300, tolerance=best_tolerance(20), note="one run falls without end")
    a = trial.integer(2, 9)
    f, df, starts = Function(f"{a}/x"), Function(f"-{a}/(x*x)"), trial.rng.permutation([1.0, 1e-160, 2.0])
    trial.expect(f, df, starts, 0.1, 1, tolerance=best_tolerance(20), note="one run ends at ∞, where f is 0")
    f, df = Function("x*x*(1 - x*x)"), Function("2*x - 4*x*x*x")
    with np.errstate(all="ignore"):
        n = int(np.argmin(np.isfinite(f(path_of(df, -cliff, 0.1, 12)))))
    starts = trial.rng.permutation([-cliff, 0.2, 0.3])
    trial.expect(f, df, starts, 0.1, n, tolerance=best_tolerance(20), note="f is infinite where one run ends")


def runs_of(f, df, starts, lr, n):
    """The ends of all runs and f there."""
    with np.errstate(all="ignore"):
        ends = ends_of(df, starts, lr, n)
        return ends, f(ends)


def settled(f, df, starts, lr, n):
    """The same for those that did not diverge."""
    ends, values = runs_of(f, df, starts, lr, n)
    kept = np.isfinite(ends) & np.isfinite(values)
    return ends[kept], values[kept]


@multi_start.misconception
def kept_the_last_run(f, df, starts, lr, n):
    """This is where the last run ended; the best of all runs is the one with the lowest f."""
    ends, values = settled(f, df, starts, lr, n)
    return ends[-1], values[-1]


@multi_start.misconception
def kept_the_first_run(f, df, starts, lr, n):
    """This is where the first run ended; the best of all runs is the one with the lowest f."""
    ends, values = settled(f, df, starts, lr, n)
    return ends[0], values[0]


@multi_start.misconception
def kept_the_smallest_x(f, df, starts, lr, n):
    """This is the end farthest to the left: it is the values of f that are compared, not the points."""
    ends, values = settled(f, df, starts, lr, n)
    return ends[np.argmin(ends)], values[np.argmin(ends)]


@multi_start.misconception
def kept_the_highest_end(f, df, starts, lr, n):
    """This is the end with the largest f; the best is the lowest."""
    ends, values = settled(f, df, starts, lr, n)
    return ends[np.argmax(values)], values[np.argmax(values)]


@multi_start.misconception
def chose_the_lowest_start(f, df, starts, lr, n):
    """Only the lowest start was followed: a higher one can lead to a deeper valley, so all runs are compared
    at their ends."""
    ends, values = runs_of(f, df, starts, lr, n)
    with np.errstate(all="ignore"):
        best = np.argmin(np.where(np.isfinite(values), f(np.asarray(starts)), np.inf))
    return ends[best], values[best]


@multi_start.misconception
def let_a_diverged_run_win(f, df, starts, lr, n):
    """A run that ended at infinity or NaN was kept: leave out what is not finite before comparing."""
    ends, values = runs_of(f, df, starts, lr, n)
    return ends[np.argmin(values)], values[np.argmin(values)]


@multi_start.misconception
def left_out_nan_only(f, df, starts, lr, n):
    """A run that fell to −∞ was kept as the lowest: an infinite end has diverged as much as NaN has."""
    ends, values = runs_of(f, df, starts, lr, n)
    best = np.nanargmin(values)
    return ends[best], values[best]


@multi_start.misconception
def looked_at_the_values_alone(f, df, starts, lr, n):
    """A run that ended at infinity was kept because f is finite there: the end itself has to be finite as
    well."""
    ends, values = runs_of(f, df, starts, lr, n)
    ends, values = ends[np.isfinite(values)], values[np.isfinite(values)]
    return ends[np.argmin(values)], values[np.argmin(values)]


@multi_start.misconception
def averaged_the_ends(f, df, starts, lr, n):
    """The ends were averaged, which gives a point between the valleys; keep the best of them."""
    x = np.mean(settled(f, df, starts, lr, n)[0])
    return x, f(x)


@multi_start.misconception
def returned_the_value_before_the_point(f, df, starts, lr, n):
    """The two numbers are in the wrong order: first the point x, then f there."""
    ends, values = settled(f, df, starts, lr, n)
    return np.min(values), ends[np.argmin(values)]


# -----------------------------------------------------------------------------------------------------------

plot_descent = task("plot_descent")


@plot_descent.check
def the_visited_points_lie_on_the_curve(trial: Trial) -> None:
    """The curve and the visited points on it are drawn, and both axes are labelled."""
    for lr in trial.sample([0.02, 0.05], 2):
        f, df, minima, hilltop = draw_double_well(trial)
        path = path_of(df, draw_starts(trial, minima, hilltop)[trial.integer(0, 3)], lr, trial.integer(5, 12))
        xs = np.linspace(trial.uniform(-2.4, -2.1), trial.uniform(2.1, 2.4), trial.integer(40, 60))
        trial.expect(f, path, xs, judge=figure(together=True, axis_labels=True))
        panels = getattr(trial.outcome.value, "axes", ())
        lines = [line for panel in panels for line in panel.lines]
        trial.require(len(panels) == 1, f"One panel is asked, and the figure has {len(panels)}.")
        sentence = "The curve is to be a line, from the first to the last of the points xs."
        trial.require(any(follows(line, f, xs) for line in lines), sentence)


def follows(line, f, xs) -> bool:
    """Is it a line along f, from the first to the last of the points xs and no farther?"""
    x, y = line["x"], line["y"]
    if len(x) < 2 or len(x) != len(y) or str(line["style"])[:1] not in ("-", ":"):
        return False
    return bool(np.allclose([x.min(), x.max()], [xs.min(), xs.max()]) and np.allclose(y, f(x), atol=1e-6))


def panel(*layers, labels=("x", "f(x)")):
    """One panel with layers, each the arguments of a call of `plot`, and labelled axes."""
    from matplotlib.figure import Figure

    picture = Figure()
    axes = picture.subplots()
    for layer in layers:
        axes.plot(*layer)
    axes.set(xlabel=labels[0], ylabel=labels[1])
    return picture


@plot_descent.misconception
def left_out_the_path(f, path, xs):
    """Only the curve is there; the visited points belong on it."""
    return panel((xs, f(xs)))


@plot_descent.misconception
def left_out_the_curve(f, path, xs):
    """Only the visited points are there; the curve f against xs shows where they went."""
    return panel((path, f(path), "o"))


@plot_descent.misconception
def drew_the_curve_as_points(f, path, xs):
    """The curve is a row of points: a line joins them, and the visited points can be told from it."""
    return panel((xs, f(xs), "."), (path, f(path), "o"))


@plot_descent.misconception
def drew_the_curve_on_a_grid_of_its_own(f, path, xs):
    """The curve was drawn at points of its own choice; those to use are the argument xs."""
    grid = np.linspace(-3, 3, 200)
    return panel((grid, f(grid)), (path, f(path), "o"))


@plot_descent.misconception
def put_the_points_on_the_axis(f, path, xs):
    """The points lie on the x axis: on the curve a visited point x has the height f(x)."""
    return panel((xs, f(xs)), (path, np.zeros_like(path), "o"))


@plot_descent.misconception
def plotted_the_path_against_the_step(f, path, xs):
    """The path is drawn against the number of the step; on the curve it lies at the places x visited."""
    return panel((xs, f(xs)), (np.arange(len(path)), path, "o"))


@plot_descent.misconception
def plotted_heights_against_the_step(f, path, xs):
    """The heights are drawn against the number of the step; on the curve they lie above the places x
    visited."""
    return panel((xs, f(xs)), (np.arange(len(path)), f(path), "o"))


@plot_descent.misconception
def marked_only_the_end(f, path, xs):
    """Only the last point is marked; the path has all the points visited."""
    return panel((xs, f(xs)), (path[-1:], f(path[-1:]), "o"))


@plot_descent.misconception
def joined_the_points_without_marking_them(f, path, xs):
    """The path is a line on which no point can be told from another: a marker, as in "o-", shows each of
    them."""
    return panel((xs, f(xs)), (path, f(path), "-."))


@plot_descent.misconception
def left_the_axes_unlabelled(f, path, xs):
    """The axes have no labels: set_xlabel and set_ylabel say what is drawn against what."""
    return panel((xs, f(xs)), (path, f(path), "o"), labels=("", ""))


# -----------------------------------------------------------------------------------------------------------

iterations_needed = task("iterations_needed")


def draw_tolerance(trial: Trial, df: Function, x0: float, lr: float, updates: int) -> float:
    """Draw a tolerance that is met after so many updates, between the slopes before and then."""
    slopes = np.abs(df(path_of(df, x0, lr, updates)))
    return float(f"{np.sqrt(slopes[:-1].min() * slopes[-1]):.6g}")


@iterations_needed.check
def it_counts_the_updates_until_the_slope_is_small(trial: Trial) -> None:
    """It is the number of updates until |f′(x)| ≤ tol, from starts on either side of the minimum."""
    for family in trial.sample(VALLEYS, 2):
        for side in (-1, 1):
            df, x0, lr = draw_valley(trial, family, side)
            updates = trial.integer(3, 12)
            tol = draw_tolerance(trial, df, x0, lr, updates)
            trial.expect(df, x0, lr, tol, updates + trial.integer(5, 50))


@iterations_needed.check
def a_run_that_never_arrives_has_no_number(trial: Trial) -> None:
    """Over a grid of learning rates: one too small and one too large give None, those between a number."""
    curvature, low = trial.uniform(0.01, 0.04), round(trial.uniform(-3, 3), 1)
    df = Function(f"{curvature:.6f}*(x - {low})")
    x0 = low + trial.choice([-1, 1]) * trial.integer(2, 5)
    for share in (0.001, 0.3, 0.7, 1.6, 2.05):
        trial.expect(df, x0, float(f"{share / curvature:.3g}"), 1.23e-4, 60)
    for cubic in ("4*x*x*x + 2*x", "4*x*x*x - 2*x"):
        trial.expect(Function(cubic), float(trial.integer(3, 5)), 0.3, 1e-6, 100, note="the run diverges")


@iterations_needed.check
def a_level_start_needs_none_and_the_last_update_counts(trial: Trial) -> None:
    """A start that is level already takes 0 updates, and max_iter updates may be made in full."""
    df, x0, lr = draw_valley(trial, trial.choice(VALLEYS))
    trial.expect(df, x0, lr, 2.0 * abs(float(df(x0))), 20)
    trial.expect(df, x0, lr, 2.0 * abs(float(df(x0))), 0, note="a level start, no update allowed")
    trial.expect(df, x0, lr, 1e-12, 0, note="no update allowed")
    low = trial.integer(1, 5)
    trial.expect(Function(f"x - {low}"), low + 4.0, 1.0, 0.0, 20, note="a slope of exactly 0")
    updates = trial.integer(3, 9)
    tol = draw_tolerance(trial, df, x0, lr, updates)
    trial.expect(df, x0, lr, tol, updates, note="just enough")
    trial.expect(df, x0, lr, tol, updates - 1, note="one too few")


@iterations_needed.check
def the_number_depends_on_each_argument(trial: Trial) -> None:
    """Slope, start, learning rate, tolerance and the largest number of updates all count."""
    low = trial.integer(1, 5)
    df, other = Function(f"x - {low}"), Function(f"x - {low + 30}")
    one_at_a_time(trial, (df, low + 8.0, 0.5, 0.6, 20), (other, low + 3.0, 0.25, 3.0, 3))
    trial.expect(df, low + 8.0, 0.5, 3.0, 1, note="one too few")
    trial.expect(Function(f"x - {low + 900}e4"), 1.0, 0.5, 0.01, 60, note="a minimum far away")


@iterations_needed.check
def a_slope_may_grow_before_it_shrinks(trial: Trial) -> None:
    """From a start near a hilltop the slope grows at first, and the run arrives all the same."""
    _, df, _, hilltop = draw_double_well(trial)
    for side in (1, -1):
        trial.expect(df, round(hilltop + side * 0.02, 3), 0.01, 1e-3, 500, note="a start near a hilltop")


LONGEST_RUN = 5000
"""Updates of a run that nothing ends."""


def search(df, x0, lr, tol, max_iter, *, level=None, failed=None, last=0):
    """The count with a stopping rule, an answer for failure, or a last test of one's own."""
    level = level or (lambda slope: abs(slope) <= tol)
    x = float(x0)
    with np.errstate(all="ignore"):
        for updates in range(max_iter + 1 - last):
            slope = df(x)
            if level(slope):
                return updates
            x = x - lr * slope
    return failed


@iterations_needed.misconception
def counted_the_slopes_looked_at(df, x0, lr, tol, max_iter):
    """The count is one too high: it is the updates that count, and a start that is level already needs 0."""
    updates = updates_until(df, x0, lr, tol, max_iter)
    return None if updates is None else updates + 1


@iterations_needed.misconception
def took_the_largest_number_for_a_failure(df, x0, lr, tol, max_iter):
    """A run that never arrived is not a run of max_iter updates: it has no number, None."""
    return search(df, x0, lr, tol, max_iter, failed=max_iter)


@iterations_needed.misconception
def took_minus_one_for_a_failure(df, x0, lr, tol, max_iter):
    """A run that never arrived has no number: the answer is None, with which nobody can go on counting."""
    return search(df, x0, lr, tol, max_iter, failed=-1)


@iterations_needed.misconception
def took_infinity_for_a_failure(df, x0, lr, tol, max_iter):
    """A run that never arrived has no number: the answer is None, not infinity."""
    return search(df, x0, lr, tol, max_iter, failed=float("inf"))


@iterations_needed.misconception
def asked_for_less_than_the_tolerance(df, x0, lr, tol, max_iter):
    """A slope of exactly tol is small enough already, |f′(x)| ≤ tol: with < such a run has no number, or a
    later one."""
    return search(df, x0, lr, np.nextafter(tol, -1), max_iter)


@iterations_needed.misconception
def went_on_without_max_iter(df, x0, lr, tol, max_iter):
    """The run went on beyond max_iter updates: one that has not got there by then has no number, None."""
    x = float(x0)
    with np.errstate(all="ignore"):
        for updates in range(LONGEST_RUN):
            if not abs(df(x)) > tol:
                return updates
            x = x - lr * df(x)
    return None


@iterations_needed.misconception
def left_out_the_last_test(df, x0, lr, tol, max_iter):
    """The point after the last update was not looked at: max_iter updates lead to max_iter + 1 points."""
    return search(df, x0, lr, tol, max_iter, last=1)


@iterations_needed.misconception
def stepped_before_the_first_test(df, x0, lr, tol, max_iter):
    """A start that is level already needs 0 updates: test |f′(x)| ≤ tol before each update."""
    updates = updates_until(df, x0, lr, tol, max_iter)
    return 1 if updates == 0 else updates


@iterations_needed.misconception
def compared_the_slope_with_its_sign(df, x0, lr, tol, max_iter):
    """A large negative slope was taken for a small one: it is the absolute value |f′(x)| that must be
    ≤ tol."""
    return search(df, x0, lr, tol, max_iter, level=lambda slope: slope <= tol)


@iterations_needed.misconception
def compared_the_step_with_the_tolerance(df, x0, lr, tol, max_iter):
    """The step lr·|f′(x)| was compared with tol, so that a small lr seems to arrive early; the rule is about
    the slope."""
    return search(df, x0, lr, tol, max_iter, level=lambda slope: abs(lr * slope) <= tol)


@iterations_needed.misconception
def gave_up_where_the_slope_grows(df, x0, lr, tol, max_iter):
    """A run was given up as soon as its slope grew: near a hilltop it grows at first, and max_iter alone ends
    the search."""
    slopes = [np.inf]
    with np.errstate(all="ignore"):
        for updates, x in enumerate(path_of(df, x0, lr, max_iter)):
            slopes.append(abs(df(x)))
            if slopes[-1] <= tol:
                return updates
            if not slopes[-1] <= slopes[-2]:
                return None
    return None


@iterations_needed.misconception
def searched_uphill(df, x0, lr, tol, max_iter):
    """The run goes uphill, away from the minimum: the step is −lr·f′(x)."""
    return updates_until(df, x0, -lr, tol, max_iter)


@iterations_needed.misconception
def returned_the_point(df, x0, lr, tol, max_iter):
    """This is the point reached; asked for is the number of updates that it took."""
    updates = updates_until(df, x0, lr, tol, max_iter)
    return None if updates is None else path_of(df, x0, lr, updates)[-1]
