"""The observed order tells formulas apart; the limit tells a constant factor."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.judge.numbers.convergence import observed_order, order_finding

STEPS = (0.05, 0.025, 0.0125)
FORMULAS = {
    "forward": (1, lambda f, x, h: (f(x + h) - f(x)) / h),
    "backward": (1, lambda f, x, h: (f(x) - f(x - h)) / h),
    "central": (2, lambda f, x, h: (f(x + h) - f(x - h)) / (2 * h)),
    "five-point": (
        4, lambda f, x, h: (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h)
    ),
}  # fmt: skip
CURVES = [(math.exp, math.exp), (lambda x: math.sin(2 * x + 0.3), lambda x: 2 * math.cos(2 * x + 0.3)),
          (lambda x: math.log(x + 5), lambda x: 1 / (x + 5))]  # fmt: skip


def table(formula, points, steps=STEPS):
    return [[formula(f, x, h) for h in steps] for (f, _), x in points]


def slopes(points):
    return [slope(x) for (_, slope), x in points]


POINTS = [(CURVES[i % 3], x) for i, x in enumerate(np.linspace(-1.7, 1.9, 9))]


@pytest.mark.parametrize("name", FORMULAS)
@settings(max_examples=50)
@given(seed=st.integers(0, 2**32 - 1))
def test_each_formula_shows_its_order_and_its_limit(name, seed):
    rng = np.random.default_rng(seed)
    points = [(CURVES[i % 3], x) for i, x in enumerate(rng.uniform(-2, 2, 12))]
    order, formula = FORMULAS[name]
    values = table(formula, points)
    assert order_finding(values, STEPS, order) is None
    assert order_finding(values, STEPS, order, limit=slopes(points)) is None
    for other in {1, 2, 4} - {order}:
        assert order_finding(values, STEPS, other).kind == "order"


@pytest.mark.parametrize(("name", "order"), [("forward", 1), ("central", 2), ("five-point", 4)])
def test_the_observed_order_is_near_the_right_one(name, order):
    assert observed_order(table(FORMULAS[name][1], POINTS)) == pytest.approx(order, abs=0.1)


@pytest.mark.parametrize("rule", ["left", "trapezoid", "midpoint"])
def test_quadratures_show_their_order(rule):
    def area(f, a, b, n):
        x = np.linspace(a, b, n + 1)
        w = (b - a) / n
        if rule == "midpoint":
            return float(np.sum(f(x[:-1] + w / 2)) * w)
        left = float(np.sum(f(x[:-1])) * w)
        return left if rule == "left" else left + (f(b) - f(a)) * w / 2

    values = [[area(np.exp, a, a + 1.5, n) for n in (16, 32, 64)] for a in np.linspace(-1, 1, 9)]
    order = 1 if rule == "left" else 2
    limit = [math.exp(a + 1.5) - math.exp(a) for a in np.linspace(-1, 1, 9)]
    assert order_finding(values, [1.5 / n for n in (16, 32, 64)], order, limit) is None
    assert order_finding(values, [1.5 / n for n in (16, 32, 64)], 3 - order).kind == "order"


@pytest.mark.parametrize(("p", "kind"), [(1.75, None), (2.25, None), (1.65, "order"), (2.35, "order")])
def test_the_observed_order_may_be_off_by_three_tenths(p, kind):
    finding = order_finding([[x + h**p for h in STEPS] for x in range(9)], STEPS, 2)
    assert (finding and finding.kind) == kind


@pytest.mark.parametrize(("share", "kind"), [(0.9, None), (1.1, "limit")])
def test_the_limit_may_be_off_by_the_larger_of_the_last_two_corrections(share, kind):
    values = [[x + h**2 for h in STEPS] for x in range(9)]
    off = share * (STEPS[0] ** 2 - STEPS[1] ** 2)
    finding = order_finding(values, STEPS, 2, limit=[x + off for x in range(9)])
    assert (finding and finding.kind) == kind


def test_one_point_where_the_second_derivative_vanishes_does_not_matter():
    points = [((math.sin, math.cos), x) for x in np.linspace(-1, 1, 9)]
    assert order_finding(table(FORMULAS["forward"][1], points), STEPS, 1) is None


@pytest.mark.parametrize(
    ("f", "slope"), [(math.cos, lambda x: -math.sin(x)), (lambda x: x**4, lambda x: 4 * x**3)]
)
def test_a_point_where_the_formula_is_exact_does_not_matter(f, slope):
    points = [((f, slope), x) for x in np.linspace(-1, 1, 9)]
    values = table(FORMULAS["central"][1], points)
    assert values[4] == [0, 0, 0]
    assert order_finding(values, STEPS, 2, limit=slopes(points)) is None


@pytest.mark.parametrize("name", FORMULAS)
def test_points_beside_an_inflection_do_not_matter(name):
    """The last correction of a one-sided formula vanishes half a step beside it."""
    points = [((math.sin, math.cos), k * math.pi - side * STEPS[-1]) for k in range(4) for side in (-1, 1)]
    values = table(FORMULAS[name][1], [*points, *POINTS])
    assert order_finding(values, STEPS, FORMULAS[name][0], limit=slopes([*points, *POINTS])) is None


@pytest.mark.parametrize(("garbage", "found"), [(1, None), (2, "limit"), (4, "limit")])
def test_four_points_of_five_must_tend_to_the_limit(garbage, found):
    values = table(FORMULAS["central"][1], POINTS)
    values[:garbage] = [[7 + h**2 for h in STEPS]] * garbage
    finding = order_finding(values, STEPS, 2, limit=slopes(POINTS))
    assert (finding and finding.kind) == found
    assert finding is None or finding.yours == pytest.approx(7)


def test_a_constant_factor_has_the_right_order_and_another_limit():
    values = table(lambda f, x, h: (f(x + h) - f(x - h)) / h, POINTS)
    assert order_finding(values, STEPS, 2) is None
    finding = order_finding(values, STEPS, 2, limit=slopes(POINTS))
    assert finding.kind == "limit"
    assert finding.yours == pytest.approx(2 * finding.expected, rel=1e-4)


def test_a_wrong_order_comes_with_a_table_of_errors():
    values = table(FORMULAS["forward"][1], POINTS)
    finding = order_finding(values, STEPS, 2, limit=slopes(POINTS))
    assert finding.wanted == 2
    assert finding.observed == pytest.approx(1, abs=0.1)
    assert [h for h, _, _ in finding.rows] == list(STEPS)
    assert [ratio for _, _, ratio in finding.rows] == [
        None,
        pytest.approx(2, abs=0.2),
        pytest.approx(2, abs=0.2),
    ]


def test_without_a_limit_the_table_shows_the_changes():
    rows = order_finding(table(FORMULAS["forward"][1], POINTS), STEPS, 2).rows
    assert [(h, ratio is None) for h, _, ratio in rows] == [(0.05, True), (0.025, False)]


def test_a_step_that_is_not_used_is_told():
    assert order_finding([[math.exp(x)] * 3 for x in range(9)], STEPS, 2).kind == "step_ignored"


def test_an_answer_that_is_exact_but_for_rounding_has_no_order():
    rng = np.random.default_rng(1)
    values = math.exp(1) * (1 + 2e-16 * rng.integers(-2, 3, (9, 3)))
    assert order_finding(values.tolist(), STEPS, 2).kind == "no_truncation_error"


@pytest.mark.parametrize(("value", "kind"), [(None, "missing"), ("1", "type"), (np.ones(2), "shape"),
                                             (1j, "dtype"), (math.nan, "non_finite")])  # fmt: skip
def test_a_value_of_the_wrong_form_is_told_first(value, kind):
    values = table(FORMULAS["central"][1], POINTS)
    values[3][1] = value
    assert order_finding(values, STEPS, 2).kind == kind


def test_numpy_scalars_are_values():
    values = [[np.float64(v) if i % 2 else np.array(v) for i, v in enumerate(row)]
              for row in table(FORMULAS["central"][1], POINTS)]  # fmt: skip
    assert order_finding(values, STEPS, 2) is None
