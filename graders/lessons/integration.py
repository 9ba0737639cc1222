"""Checks and misconceptions of the lesson Integration."""

import numpy as np
import sympy as sp

from graders.authoring import (
    Function,
    Property,
    Trial,
    curve_called,
    figure,
    quadrature_rounding,
    symbolic,
    task,
)
from graders.reference.integration import riemann_left as left_sum
from graders.reference.integration import running_area as area_so_far
from graders.reference.integration import signed_and_total_area as areas
from graders.reference.integration import trapezoid as trapezoid_sum

CURVES = [  # a function and an antiderivative of it; a and b are drawn
    ("{a}*exp({b}*x)", "{a}/{b}*exp({b}*x)"),
    ("{a}*cos({b}*x)", "{a}/{b}*sin({b}*x)"),
    ("3*{a}*x**2 - {b}*x", "{a}*x**3 - {b}/2*x**2"),
    ("{a}*x**3 + {b}*x + 1", "{a}/4*x**4 + {b}/2*x**2 + x"),
    ("{a}/(1 + x**2) + {b}*x", "{a}*arctan(x) + {b}/2*x**2"),
]
WAVES = ["{a}*sin({b}*x + 0.6)", "{a}*x**3 - {b}*x", "{a}*cos({b}*x) - 0.2"]  # they cross 0 from −2 to 2


def draw(trial: Trial, families: list[tuple[str, str]], k: int) -> list[tuple[Function, Function]]:
    """Draw k functions of different families, each with an antiderivative."""
    pairs = []
    for pair in trial.sample(families, k):
        a, b = round(trial.uniform(0.5, 3), 1), round(trial.uniform(1.1, 2), 1)
        f, F = (Function(formula.format(a=a, b=b)) for formula in pair)
        pairs.append((f, F))
    return pairs


def draw_stretch(trial: Trial) -> tuple[float, float, int]:
    """Draw where a stretch starts and ends, and into how many strips it is cut."""
    return round(trial.uniform(-2, -0.2), 1), round(trial.uniform(0.3, 2), 1), trial.integer(2, 40)


def draw_stretches(trial: Trial) -> list[tuple[float, float, int]]:
    """Draw stretches of every kind: many strips, with nodes that np.arange misses by one; few; one; leftward;
    between whole numbers, of which n makes broken nodes."""
    while True:
        a, b, n = *draw_stretch(trial)[:2], trial.integer(101, 160)
        w = (b - a) / n
        if len(np.arange(a, b, w)) != n and len(np.arange(a, b + w, w)) != n + 1:
            break
    left, right, few = draw_stretch(trial)
    far = round(trial.uniform(2.1, 3.5), 1)
    whole = trial.integer(-3, -1), trial.integer(1, 3)
    return [
        (a, b, n),
        (left, right, few),
        (far, left, few),
        (*whole, 1),
        (*whole[::-1], 7),
        (0, whole[1], 11),
    ]


def upside_down(f: Function) -> Function:
    return Function(f"-({f.formula})")


def draw_sums(trial: Trial) -> list[tuple[Function, float, float, int]]:
    """A curve, as it is and upside down, over a stretch of each kind."""
    steep = Function(f"{trial.integer(2, 9)}e4*x + {trial.integer(2, 9)}")
    curves = [*(f for f, _ in draw(trial, CURVES, 5)), steep]
    stretches = draw_stretches(trial)
    sums = [
        (f, *stretch)
        for curve, stretch in zip(curves, stretches, strict=True)
        for f in (curve, upside_down(curve))
    ]
    minute, (_, _, few) = Function("1e-10*exp(x)"), stretches[1]
    level, itself = Function("0*x"), Function("x")  # the last gives back the very array that it gets
    return [
        *sums,
        (minute, -1, 1.5, few),
        (minute, -1, 2.5, few),
        (level, -1, 1.5, few),
        (itself, -1, 2.5, few),
    ]


# -----------------------------------------------------------------------------------------------------------

riemann_left = task("riemann_left")


@riemann_left.check
def it_adds_rectangles_as_high_as_their_left_ends(trial: Trial) -> None:
    """It is the sum of n rectangles, each as high as f at its left end; for b < a the width is negative."""
    for f, a, b, n in draw_sums(trial):
        trial.expect(f, a, b, n, tolerance=quadrature_rounding(f, a, b, n), note="b < a" if b < a else "")


@riemann_left.check
def twice_as_many_strips_halve_the_error(trial: Trial) -> None:
    """Halving the width of the strips halves the error."""
    starts = trial.rng.uniform(-1, 0, 3).round(1)
    stretches = [(f, a, a + 2) for f, _ in draw(trial, CURVES, 3) for a in starts]
    trial.expect_order(1, lambda w: [trial.call(f, a, b, round((b - a) / w)) for f, a, b in stretches], 0.1)


@riemann_left.misconception
def took_the_right_ends(f, a, b, n):
    """These rectangles are as high as f at their right ends; the left ends are a, a + w, … and stop before
    b."""
    w = (b - a) / n
    return w * np.sum(f(a + w * np.arange(1, n + 1)))


@riemann_left.misconception
def took_the_middles(f, a, b, n):
    """These rectangles are as high as f in the middle of each strip; this sum takes the left ends."""
    w = (b - a) / n
    return w * np.sum(f(a + w * (np.arange(n) + 0.5)))


@riemann_left.misconception
def took_the_trapezoid_rule(f, a, b, n):
    """This is the trapezoid rule, a task of its own; a rectangle has the height of its left end all along."""
    return trapezoid_sum(f, a, b, n)


@riemann_left.misconception
def added_one_rectangle_too_many(f, a, b, n):
    """A fence of n fields has n + 1 posts: n strips have n left ends, and the node at b belongs to none of
    them."""
    return (b - a) / n * np.sum(f(np.linspace(a, b, n + 1)))


@riemann_left.misconception
def spread_n_points_from_end_to_end(f, a, b, n):
    """np.linspace(a, b, n) puts its last point on b and leaves n − 1 gaps: its points are not the n left
    ends."""
    return (b - a) / n * np.sum(f(np.linspace(a, b, n)))


@riemann_left.misconception
def left_out_the_last_rectangle(f, a, b, n):
    """n strips have n left ends, k = 0, 1, …, n − 1; the last of them is missing."""
    w = (b - a) / n
    return w * np.sum(f(a + w * np.arange(n - 1)))


@riemann_left.misconception
def returned_the_first_rectangle(f, a, b, n):
    """This is the first rectangle alone: a `return` inside the loop ends it in its first round."""
    return (b - a) / n * f(a)


@riemann_left.misconception
def left_out_the_width(f, a, b, n):
    """These are the heights alone: the area of a rectangle is its height times the width w = (b − a)/n."""
    return np.sum(f(a + (b - a) / n * np.arange(n)))


@riemann_left.misconception
def took_the_whole_stretch_as_width(f, a, b, n):
    """Each height was multiplied by b − a; the width of one strip is the n-th part of it."""
    return (b - a) * np.sum(f(a + (b - a) / n * np.arange(n)))


@riemann_left.misconception
def started_at_zero(f, a, b, n):
    """The strips have the right width but start at 0: the left ends are a + k·w."""
    w = (b - a) / n
    return w * np.sum(f(w * np.arange(n)))


@riemann_left.misconception
def made_the_width_positive(f, a, b, n):
    """For b < a the width (b − a)/n is negative, and the area changes its sign with it."""
    return abs(b - a) / n * np.sum(f(a + (b - a) / n * np.arange(n)))


# -----------------------------------------------------------------------------------------------------------

running_area = task("running_area")


@running_area.check
def each_node_has_the_area_to_its_left(trial: Trial) -> None:
    """At each node stands the area of the strips to its left, 0 at the first; for b < a the width is
    negative."""
    for f, a, b, n in draw_sums(trial):
        tolerance = {1: quadrature_rounding(f, a, b, n)}
        trial.expect(f, a, b, n, tolerance=tolerance, note="b < a" if b < a else "")


@running_area.misconception
def counted_the_strip_to_the_right(f, a, b, n):
    """The sum at xₖ already holds the strip to its right, so the curve runs one strip ahead and is not 0 at
    a."""
    x = a + (b - a) / n * np.arange(n)
    return x, (b - a) / n * np.cumsum(f(x))


@running_area.misconception
def summed_over_all_nodes(f, a, b, n):
    """At the first node no area has been swept: F₀ = 0, and the running sum of the left ends follows."""
    x = np.linspace(a, b, n + 1)
    return x, (b - a) / n * np.cumsum(f(x))


@running_area.misconception
def swept_without_a_width(f, a, b, n):
    """These are running sums of the heights; the area of a strip is its height times the width w = (b −
    a)/n."""
    x = np.linspace(a, b, n + 1)
    return x, np.concatenate([[0.0], np.cumsum(f(x[:-1]))])


@running_area.misconception
def swept_with_the_right_ends(f, a, b, n):
    """Strip k was given the height of its right end; a left rectangle is as high as f(xₖ)."""
    x = np.linspace(a, b, n + 1)
    return x, np.concatenate([[0.0], (b - a) / n * np.cumsum(f(x[1:]))])


@running_area.misconception
def swept_with_trapezoids(f, a, b, n):
    """This is the running trapezoid sum; here each strip is a rectangle as high as its left end."""
    x = np.linspace(a, b, n + 1)
    y = f(x)
    return x, np.concatenate([[0.0], (b - a) / n * np.cumsum((y[:-1] + y[1:]) / 2)])


@running_area.misconception
def swept_from_the_lower_end(f, a, b, n):
    """The sweep starts at a, also where that is the larger end: then it goes to the left, and the width
    (b − a)/n is negative."""
    return area_so_far(f, min(a, b), max(a, b), n)


@running_area.misconception
def swept_with_a_positive_width(f, a, b, n):
    """For b < a the width (b − a)/n is negative, and the area changes its sign with it."""
    x, F = area_so_far(f, a, b, n)
    return x, np.sign(b - a) * F


@running_area.misconception
def returned_the_area_before_the_nodes(f, a, b, n):
    """The two arrays are in the wrong order: first the nodes x, then the area F."""
    x, F = area_so_far(f, a, b, n)
    return F, x


# -----------------------------------------------------------------------------------------------------------

antiderivative = task("antiderivative")


def undone(trial: Trial, v: sp.Symbol, expr: sp.Expr) -> None:
    """Expect an antiderivative in v, whatever its constant."""
    least = 0.5 if v.is_positive else -3
    judge = symbolic(domain={v.name: [(least, 3)]}, up_to_constant_in=v.name)
    trial.expect(expr, v, judge=judge)


@antiderivative.check
def powers_become_higher_powers(trial: Trial) -> None:
    """The antiderivative of a polynomial has it as its derivative."""
    v = sp.Symbol(trial.choice("xtuz"))
    powers = trial.sample([1, 2, 3, 4, 5], 3)
    undone(trial, v, sum(trial.integer(1, 9) * trial.choice([-1, 1]) * v**n for n in powers))
    undone(trial, v, trial.integer(2, 9) * v ** trial.integer(2, 5) + trial.integer(2, 9))
    undone(trial, v, sp.Integer(trial.integer(2, 9)))


@antiderivative.check
def the_factor_inside_comes_down_as_a_divisor(trial: Trial) -> None:
    """Sines, cosines and exponentials of k·x are integrated with their inner factor k."""
    v = sp.Symbol(trial.choice("xtuz"))
    k, m, n = trial.sample([2, 3, 4, 5, 6], 3)
    undone(trial, v, trial.integer(2, 9) * sp.cos(k * v) + trial.integer(2, 9) * sp.sin(m * v))
    undone(trial, v, trial.integer(2, 9) * sp.exp(n * v) - trial.integer(2, 9) * sp.cos(k * v))


@antiderivative.check
def one_over_x_becomes_the_logarithm(trial: Trial) -> None:
    """1/x, which the rule for powers leaves out, comes from log x."""
    v = sp.Symbol(trial.choice("xtuz"), positive=True)
    undone(trial, v, trial.integer(2, 9) / v + trial.integer(1, 9) * v)


@antiderivative.check
def its_symbols_are_those_that_are_given(trial: Trial) -> None:
    """The answer is in the very symbols that were given, however they are declared."""
    n = trial.integer(2, 4)
    lines = [
        ('r, t = sp.Symbol("r"), sp.Symbol("t", positive=True)', False),
        (f"F = antiderivative(r*t**{n}, t)", False),
        ("sp.diff(F, t).subs({r: 3, t: 2})", True),
    ]
    trial.follow(lines, [("sp", "import sympy as sp")], ([3 * 2**n], []))


@antiderivative.check
def other_symbols_are_constants(trial: Trial) -> None:
    """It is integrated over the symbol that is given; any other is a constant, and products are no sums."""
    u, v = sp.symbols(trial.sample("xtuz", 2))
    k, m = trial.sample([2, 3, 4, 5, 6], 2)
    expr = k * u ** trial.integer(2, 4) * v + m * v**2
    for over in (u, v):
        domain = {u.name: [(-2, 3)], v.name: [(-2, 3)]}
        trial.expect(expr, over, judge=symbolic(domain=domain, up_to_constant_in=over.name))
    undone(trial, v, k * v * sp.exp(m * v) + m)


@antiderivative.misconception
def differentiated(expr, x):
    """This is the derivative of the expression; asked for is a function that has the expression as its
    derivative."""
    return sp.diff(expr, x)


@antiderivative.misconception
def returned_the_integrand(expr, x):
    """This is the function itself; an antiderivative is a function whose slope it is."""
    return expr


@antiderivative.misconception
def raised_the_powers_without_dividing(expr, x):
    """Multiplying by x is right for constants only: xⁿ comes from xⁿ⁺¹/(n + 1), as differentiating shows."""
    return sp.expand(expr * x)


@antiderivative.misconception
def divided_by_the_old_power(expr, x):
    """The divisor is the new power: xⁿ comes from xⁿ⁺¹/(n + 1), not from xⁿ⁺¹/n."""
    total = sp.Integer(0)
    for term in sp.Add.make_args(expr):
        power = sp.degree(term, x) if term.is_polynomial(x) else 0
        total += sp.integrate(term, x) if power < 1 else term * x / power
    return total


def inner_factor(term, x):
    """The k in a term such as sin(k·x); 1 where there is none."""
    return next((applied.args[0].coeff(x) for applied in term.atoms(sp.Function)), sp.Integer(1))


@antiderivative.misconception
def multiplied_by_the_inner_factor(expr, x):
    """The factor inside was multiplied: sin(3x) has the slope 3·cos(3x), so cos(3x) comes from sin(3x)/3."""
    return sum(sp.integrate(term, x) * inner_factor(term, x) ** 2 for term in sp.Add.make_args(expr))


@antiderivative.misconception
def forgot_the_inner_factor(expr, x):
    """The factor inside was left out: sin(3x) has the slope 3·cos(3x), so cos(3x) comes from sin(3x)/3."""
    return sum(sp.integrate(term, x) * inner_factor(term, x) for term in sp.Add.make_args(expr))


@antiderivative.misconception
def forgot_the_minus_of_the_cosine(expr, x):
    """The cosine falls where the sine is positive: sin(x) comes from −cos(x)."""
    return sum(sp.integrate(-term if term.has(sp.sin) else term, x) for term in sp.Add.make_args(expr))


@antiderivative.misconception
def turned_one_over_x_into_a_power(expr, x):
    """The rule for powers would divide by 0 at n = −1, and −1/x² is the slope of 1/x: 1/x comes from log
    x."""
    inverse = expr.coeff(x, -1) / x
    return sp.integrate(expr - inverse, x) + sp.diff(inverse, x)


# -----------------------------------------------------------------------------------------------------------

trapezoid = task("trapezoid")


@trapezoid.check
def twice_as_many_strips_quarter_the_error(trial: Trial) -> None:
    """Halving the width of the strips makes the error four times smaller."""
    starts = trial.rng.uniform(-1, 0, 3).round(1)
    stretches = [(f, a, a + 2) for f, _ in draw(trial, CURVES, 3) for a in starts]
    trial.expect_order(2, lambda w: [trial.call(f, a, b, round((b - a) / w)) for f, a, b in stretches], 0.1)


@trapezoid.check
def it_follows_the_function_from_node_to_node(trial: Trial) -> None:
    """It is the sum of n trapezoids; for b < a the width is negative."""
    for f, a, b, n in draw_sums(trial):
        trial.expect(f, a, b, n, tolerance=quadrature_rounding(f, a, b, n), note="b < a" if b < a else "")


@trapezoid.misconception
def took_the_left_sum(f, a, b, n):
    """The error shrinks like the width, not like its square: this is the left sum, which uses one height a
    strip."""
    return left_sum(f, a, b, n)


@trapezoid.misconception
def took_the_right_sum(f, a, b, n):
    """The error shrinks like the width, not like its square: this is the right sum, which uses one height a
    strip."""
    return -left_sum(f, b, a, n)


@trapezoid.misconception
def counted_both_ends_in_full(f, a, b, n):
    """The nodes a and b border on one strip each, so their heights count half; all others border on two."""
    return (b - a) / n * np.sum(f(np.linspace(a, b, n + 1)))


@trapezoid.misconception
def forgot_to_halve(f, a, b, n):
    """The area is twice too large: the height of a trapezoid is the mean of its two sides, their sum over
    2."""
    return 2 * trapezoid_sum(f, a, b, n)


@trapezoid.misconception
def halved_every_height(f, a, b, n):
    """Only the first and the last height count half; an inner one belongs to two trapezoids and counts in
    full."""
    return (b - a) / n * np.sum(f(np.linspace(a, b, n + 1))) / 2


@trapezoid.misconception
def spread_n_nodes_over_n_strips(f, a, b, n):
    """n strips have n + 1 nodes: np.linspace(a, b, n) makes one strip too few for the width (b − a)/n."""
    y = f(np.linspace(a, b, n))
    return (b - a) / n * np.sum(y[:-1] + y[1:]) / 2


@trapezoid.misconception
def took_the_midpoint_rule(f, a, b, n):
    """The order is right, but this is the midpoint rule; a trapezoid takes the mean of f at the two ends."""
    return areas(f, a, b, n)[0]


@trapezoid.misconception
def took_simpsons_rule(f, a, b, n):
    """The error shrinks like the fourth power of the width: this is Simpson's rule, which fits parabolas."""
    return (trapezoid_sum(f, a, b, n) + 2 * areas(f, a, b, n)[0]) / 3


# -----------------------------------------------------------------------------------------------------------

area_constant = task("area_constant")


@area_constant.check
def no_area_has_been_swept_at_the_start(trial: Trial) -> None:
    """With it the area from a to a is 0, wherever a is, and whatever F is there."""
    right, left = round(trial.uniform(0.5, 2), 2), -round(trial.uniform(0.5, 2), 2)
    starts = [right, np.float64(left), trial.integer(1, 3), -trial.integer(1, 3), 0]
    for (_, F), a in zip(draw(trial, CURVES, 5), starts, strict=True):
        raised = Function(f"{trial.integer(2, 3) * 10}*({F.formula} + {trial.integer(2, 9)})")
        trial.expect(raised, a)
        trial.expect(upside_down(raised), a)
        trial.expect(raised, a + 0.25)
    a = round(trial.uniform(0.5, 2), 2)
    trial.expect(Function(f"x - {a}"), a, note="F is 0 at a")


@area_constant.misconception
def made_the_constant_negative(F, a):
    """C is negative here whatever F(a) is; where F(a) is below 0, C has to lift the curve."""
    return -np.abs(F(a))


@area_constant.misconception
def kept_the_sign(F, a):
    """The sign is the other way round: the area from a to a is 0 = F(a) + C."""
    return F(a)


@area_constant.misconception
def started_the_area_at_zero(F, a):
    """The area starts at a and not at 0: it is F(a), not F(0), that C has to cancel."""
    return -F(0)


@area_constant.misconception
def took_no_constant(F, a):
    """The area starts at 0 where F in general does not: C is the vertical distance between the two curves."""
    return 0.0


# -----------------------------------------------------------------------------------------------------------

signed_and_total_area = task("signed_and_total_area")


@signed_and_total_area.check
def it_adds_with_and_without_sign(trial: Trial) -> None:
    """First the area with its sign, then the one that counts everything as positive."""
    many = next((a, b, n) for a, b, n in draw_stretches(trial))
    left, right = round(trial.uniform(-2, -1.3), 1), round(trial.uniform(1.2, 2.5), 1)
    stretches = [many, (left, right, trial.integer(9, 40)), (trial.integer(-3, -1), 0, 1)]
    for formula, (start, end, n), scale in zip(
        trial.sample(WAVES, 3), stretches, trial.sample([1, 1e-4, 1e3], 3), strict=True
    ):
        a, b = round(trial.uniform(0.5, 3), 1), round(trial.uniform(1.1, 2), 1)
        f = Function(f"{scale}*({formula.format(a=a, b=b)})")
        for curve in (f, upside_down(f)):
            trial.expect(curve, start, end, n, tolerance=quadrature_rounding(f, start, end, n))
    end = trial.integer(1, 3)
    for formula, n, note in (
        ("{a}*x**3 - {b}*x", 2 * trial.integer(4, 12) + 1, "f is 0 in the middle"),
        ("{a} - {b}*x**2", 2 * trial.integer(4, 12), "the two middle strips are alike"),
    ):
        f = Function(formula.format(a=1.5, b=round(trial.uniform(1.6, 2.5), 1)))
        trial.expect(f, -end, end, n, tolerance=quadrature_rounding(f, -end, end, n), note=note)


@signed_and_total_area.misconception
def kept_the_sign_in_both(f, a, b, n):
    """Both areas have a sign: in the total one, what lies below the axis counts as positive, as |f| does."""
    signed, _ = areas(f, a, b, n)
    return signed, signed


@signed_and_total_area.misconception
def took_the_absolute_value_of_the_sum(f, a, b, n):
    """The absolute value came after the sum, when the signs had cancelled already: take |f| strip by
    strip."""
    signed, _ = areas(f, a, b, n)
    return signed, abs(signed)


@signed_and_total_area.misconception
def counted_only_what_lies_above(f, a, b, n):
    """The second number holds only what lies above the axis; in the total area what lies below counts as
    well, as positive."""
    signed, total = areas(f, a, b, n)
    return signed, (total + signed) / 2


@signed_and_total_area.misconception
def made_both_positive(f, a, b, n):
    """Both areas were made positive; the signed one is the plain sum, and what lies below the axis lowers
    it."""
    _, total = areas(f, a, b, n)
    return total, total


@signed_and_total_area.misconception
def returned_the_total_first(f, a, b, n):
    """The two numbers are in the wrong order: first the signed area, then the total one."""
    signed, total = areas(f, a, b, n)
    return total, signed


@signed_and_total_area.misconception
def separated_above_from_below(f, a, b, n):
    """These are the areas above and below the axis; their difference is the signed area, their sum the
    total."""
    signed, total = areas(f, a, b, n)
    return (total + signed) / 2, (total - signed) / 2


@signed_and_total_area.misconception
def measured_at_the_left_ends(f, a, b, n):
    """The heights were taken at the left ends of the strips; this task takes the middles, a + (k + ½)·w."""
    return left_sum(f, a, b, n), left_sum(lambda x: np.abs(f(x)), a, b, n)


@signed_and_total_area.misconception
def added_heights_without_width(f, a, b, n):
    """These are sums of heights; the area of a strip is its height times the width w = (b − a)/n."""
    signed, total = areas(f, a, b, n)
    return signed * n / (b - a), total * n / (b - a)


# -----------------------------------------------------------------------------------------------------------

plot_antiderivative = task("plot_antiderivative")


def on_each_other(value, expected):
    """Both curves in one panel at the nodes, and under names that are not exchanged."""
    finding = figure(together=True, up_to_shift=True)(value, expected)
    if finding is not None:
        return finding
    if len(value.axes) != 1:
        return Property("One panel is asked, which holds both curves.")
    (panel,), asked = value.axes, expected.axes[0].lines
    called = [curve_called(panel, line["x"], line["y"], up_to_shift=True) for line in asked]
    if None in called:
        few = len(panel.lines) + len(panel.points) < 5
        return Property("A curve has no point at some of the n + 1 nodes: draw it there.") if few else None
    if sum(bool(part["label"]) for part in (*panel.lines, *panel.points)) > 2:
        return Property("The panel has more than two labelled curves; the running area and F are asked.")
    area, F = ((name or "").lower() for name in called)
    if "area" in F and (area in ("f", "f(x)") or "anti" in area):
        return Property("The labels are exchanged: the curve that is called the area is F.")
    return None


@plot_antiderivative.check
def both_curves_are_drawn(trial: Trial) -> None:
    """The running area and the antiderivative stand in one panel, told apart by a legend."""
    for (f, F), n in zip(
        draw(trial, CURVES[:2], 2), (trial.integer(10, 20), trial.integer(60, 90)), strict=True
    ):
        a, b, _ = draw_stretch(trial)
        trial.expect(f, F, a, b, n, judge=on_each_other)


def curves(x, lines, *, legend=True):
    """Draw several curves into one panel, a dictionary from label to values."""
    from matplotlib.figure import Figure

    picture = Figure()
    axes = picture.subplots()
    for label, values in lines.items():
        axes.plot(x, values, label=label)
    if legend:
        axes.legend()
    return picture


@plot_antiderivative.misconception
def left_out_the_legend(f, F, a, b, n):
    """Two curves of nearly the same shape stand in the panel: only labels and a legend tell them apart."""
    x, area = area_so_far(f, a, b, n)
    return curves(x, {"running area": area, "F": F(x)}, legend=False)


@plot_antiderivative.misconception
def drew_the_area_one_strip_ahead(f, F, a, b, n):
    """The running sum at xₖ holds the strip to its right already; the area at a is 0, as `running_area` has
    it."""
    x, area = counted_the_strip_to_the_right(f, a, b, n)
    return curves(x, {"running area": area, "F": F(x)})


@plot_antiderivative.misconception
def drew_the_integrand(f, F, a, b, n):
    """The second curve is f, whose area is swept; beside the running area belongs its antiderivative F."""
    x, area = area_so_far(f, a, b, n)
    return curves(x, {"running area": area, "f": f(x)})


@plot_antiderivative.misconception
def drew_only_the_antiderivative(f, F, a, b, n):
    """Only the antiderivative is there; the running area of f, from `running_area`, belongs beside it."""
    x = np.linspace(a, b, n + 1)
    return curves(x, {"F": F(x)})


@plot_antiderivative.misconception
def drew_only_the_running_area(f, F, a, b, n):
    """Only the running area is there; the antiderivative F belongs beside it, to be compared with."""
    x, area = area_so_far(f, a, b, n)
    return curves(x, {"running area": area})
