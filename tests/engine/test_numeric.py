"""What is right passes in any form; what is wrong is told by its kind of difference."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.judge.findings import WrongShape
from graders.judge.kinds import kind_of
from graders.judge.numbers.comparison import compare
from graders.judge.numbers.findings import NonFinite
from graders.judge.numbers.rounding import (
    EPS,
    central_rounding,
    conditioning,
    default_tolerance,
    difference_rounding,
    quadrature_rounding,
    rounding,
    settled,
    stopped,
)
from graders.judge.sameness import same
from graders.values.functions import Function
from graders.values.tokens import Constant, Float, Integer, Rational, Symbol
from graders.values.types import Expression, Matrix, Opaque, Remote

E = np.array([1.0, 2.0, 4.0, 7.0])
SQUARE = np.array([[1.0, 2.0, 3.5], [4.0, 5.0, 6.5], [7.0, 8.5, 9.0]])
NAN, INF = math.nan, math.inf


def kind(value, expected, **options):
    finding = compare(value, expected, **options)
    return finding and finding.kind


# Right in any form


@pytest.mark.parametrize("expected", [2, 2.0, np.float64(2), np.array(2.0), np.int64(2)])
@pytest.mark.parametrize(
    "value",
    [2, 2.0, np.float32(2), np.float64(2), np.array(2), np.uint8(2), Expression((Integer(2),))],
)
def test_scalars_of_any_kind_are_interchangeable(value, expected):
    assert compare(value, expected) is None


@pytest.mark.parametrize("value", [[1, 2], (1.0, 2.0), np.array([1, 2]), [np.float64(1), np.array(2.0)]])
@pytest.mark.parametrize("expected", [[1, 2], (1.0, 2.0)])
def test_lists_tuples_and_arrays_are_interchangeable_where_a_list_is_expected(value, expected):
    assert compare(value, expected) is None


@pytest.mark.parametrize(
    ("tokens", "number"),
    [
        ((Integer(-3),), -3),
        ((Rational(1, 3),), 1 / 3),
        ((Float(0.5),), 0.5),
        ((Constant("pi"),), math.pi),
    ],
)
def test_an_expression_that_is_a_plain_number_counts_as_that_number(tokens, number):
    assert compare(Expression(tokens), number) is None


def test_an_expression_that_is_no_plain_number_is_of_the_wrong_type():
    assert kind(Expression((Symbol("x"),)), 1.0) == "type"


def test_whole_numbers_pass_where_floats_are_expected_and_whole():
    assert compare(np.array([3, -4]), np.array([3.0, -4.0])) is None


def test_an_empty_list_is_right_where_one_is_expected():
    assert compare([], []) is None


def test_what_is_not_finite_must_be_the_same():
    expected = np.array([1.0, NAN, INF, -INF])
    assert compare(expected.copy(), expected) is None
    assert kind(np.array([1.0, NAN, INF, INF]), expected) == "non_finite"
    assert kind(np.array([1.0, NAN, 5.0, -INF]), expected) == "values"
    assert kind(np.array([1.0, 0.0, INF, -INF]), expected) == "values"


terms = st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=200)


def pairwise(values):
    half = len(values) // 2
    return pairwise(values[:half]) + pairwise(values[half:]) if half else values[0]


@given(terms, st.randoms(use_true_random=False))
def test_any_stable_order_of_a_sum_is_right(values, random):
    scale = sum(map(abs, values))
    expected = math.fsum(values)
    shuffled = random.sample(values, len(values))
    for answer in (sum(values), sum(shuffled), float(np.sum(values)), pairwise(values)):
        assert compare(answer, expected, tolerance=rounding(scale)) is None


@given(st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_any_stable_order_of_a_matrix_product_is_right_by_default(n, seed):
    rng = np.random.default_rng(seed)
    A, B = rng.normal(size=(3, n)), rng.normal(size=(n, 4))
    loops = np.array(
        [[math.fsum(a * b for a, b in zip(row, column, strict=True)) for column in B.T] for row in A]
    )
    assert compare(A @ B, loops) is None
    assert compare((A[:, ::-1] @ B[::-1]), loops) is None


@given(st.floats(1e-100, 1e100), st.booleans())
def test_one_changed_digit_above_the_tolerance_is_refused(x, up):
    scale = max(x, 1.0)
    changed = x + (1 if up else -1) * 300 * EPS * scale
    assert kind(changed, x) is not None


@given(st.floats(1e-100, 1e100), st.integers(-100, 100))
def test_what_is_within_the_tolerance_is_right(x, ulps):
    assert compare(x * (1 + ulps * EPS), x) is None


# The traps of allclose and assert_allclose


def test_nan_is_no_answer():
    assert kind(NAN, 1.0) == "non_finite"


def test_a_scalar_is_no_array_of_ones():
    assert kind(1.0, np.ones(5)) == "shape"


@pytest.mark.parametrize("expected", [1.0, np.ones(3), [1.0], np.ones((2, 3))])
@pytest.mark.parametrize("empty", [np.zeros(0), np.zeros((0, 3))])
def test_an_empty_array_is_told_to_be_empty(empty, expected):
    assert kind(empty, expected) == "empty"


def test_a_column_is_no_vector():
    finding = compare(np.ones((3, 1)), np.ones(3))
    assert finding.kind == "shape"
    assert finding.remedy == "ravel"


def test_repeated_rows_are_no_vector():
    assert kind(np.tile([1.0, 2.0, 3.0], (3, 1)), np.array([1.0, 2.0, 3.0])) == "shape"


@pytest.mark.parametrize("value", [0.0, -1e-9, 2e-9])
def test_a_tiny_gradient_is_not_zero(value):
    assert kind(value, 1e-9) is not None


@pytest.mark.parametrize("value", [1e-17, -1e-17, 0.0])
def test_rounding_beside_zero_is_zero(value):
    assert compare(value, 0.0) is None
    assert compare(0.0, value) is None


def test_a_masked_array_is_no_array():
    masked = np.ma.array([1.0, 2.0], mask=[True, True])
    assert kind(masked, np.array([1.0, 2.0])) == "type"


def test_true_is_no_number():
    assert kind(True, 1.0) == "dtype"
    assert kind(np.array([True, False]), np.array([1.0, 0.0])) == "dtype"


@pytest.mark.parametrize("right", [True, np.bool_(True), np.array(True)])
@pytest.mark.parametrize("answer", [True, np.bool_(True), np.array(True)])
def test_true_is_the_same_in_any_scalar_form(answer, right):
    assert kind_of(answer) == "True or False"
    assert same(answer, right)
    assert not same(np.array(False), right)
    assert compare(answer, right) is None


@pytest.mark.parametrize("imaginary", [0.0, 1e-20, 5.0])
def test_a_complex_answer_is_no_real_one(imaginary):
    assert kind(np.array([1.0 + imaginary * 1j]), np.array([1.0])) == "dtype"


def test_a_real_answer_may_stand_for_a_complex_one():
    assert compare(2.0, 2 + 0j) is None


@pytest.mark.parametrize("entries", [["1", "2"], [1.0, None], [Opaque("Fraction"), 1.0]])
def test_an_object_array_is_told_by_its_dtype(entries):
    finding = compare(np.array(entries, dtype=object), np.array([1.0, 2.0]))
    assert finding.kind == "dtype"
    assert finding.got == "object"


# What is wrong is told in the order missing, type, shape, dtype, finiteness, values


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1.0", 1.0), ({}, 1.0), (Opaque("generator"), 1.0), (Remote(1, "f"), 1.0), ([1.0], 1.0),
        ([1.0, 2.0], np.array([1.0, 2.0])), (1.0, [1.0]), ("ab", [1.0]), (Matrix(1, 1, ()), 1.0),
        ({1.0}, [1.0]),
    ],
)  # fmt: skip
def test_another_type_is_told(value, expected):
    assert kind(value, expected) == "type"


@pytest.mark.parametrize("expected", [1.0, E, [1.0]])
def test_none_is_missing(expected):
    assert kind(None, expected) == "missing"


def test_what_is_missing_in_a_list_has_its_place():
    finding = compare([1.0, None], [1.0, 2.0])
    assert (finding.kind, finding.place) == ("missing", (1,))


def test_uneven_rows_are_told():
    finding = compare([[1.0, 2.0], [3.0]], [[1.0, 2.0], [3.0, 4.0]])
    assert (finding.kind, finding.place) == ("ragged", (1,))


@pytest.mark.parametrize(
    ("shape", "wanted", "remedy"),
    [((2, 3), (3, 2), "transpose"), ((3, 1), (3,), "ravel"), ((6,), (2, 3), "reshape"), ((5,), (4,), "")],
)
def test_a_shape_comes_with_its_remedy(shape, wanted, remedy):
    finding = compare(np.ones(shape), np.ones(wanted))
    assert finding == WrongShape(shape, wanted, remedy)


def test_the_shape_comes_before_the_values_and_the_dtype():
    assert kind(np.full((3, 1), NAN), np.ones(3)) == "shape"
    assert kind(np.array([1j, 1j]), np.ones(3)) == "shape"


def test_the_first_place_that_is_not_finite_is_told():
    value = SQUARE.copy()
    value[1, 2] = value[2, 0] = NAN
    finding = compare(value, SQUARE)
    assert finding == NonFinite("NaN", index=(1, 2), count=2, size=9)


def test_a_whole_number_too_large_for_a_float_is_infinite():
    assert kind(10**400, 1.0) == "non_finite"
    assert kind(-(10**400), 1.0) == "non_finite"


# Values, by their kind of difference


@pytest.mark.parametrize(
    ("k", "name"),
    [(2, "2"), (0.5, "1/2"), (-1, "-1"), (-2, "-2"), (30, "30"), (1 / 30, "1/30"), (1 / 7, "1/7"),
     (180 / np.pi, "180/π"), (np.pi / 180, "π/180"), (1 / np.log(10), "1/ln 10")],
)  # fmt: skip
@pytest.mark.parametrize("expected", [E, SQUARE, 0.7321, 1e-5])
def test_a_constant_factor_is_told(k, name, expected):
    finding = compare(k * expected, expected)
    assert finding.kind == "factor"
    assert finding.name == name
    assert finding.k == pytest.approx(k)


def test_any_constant_factor_of_a_whole_array_is_told():
    finding = compare(1.7321 * E, E)
    assert finding.kind == "factor"
    assert finding.k == pytest.approx(1.7321)


def test_two_numbers_have_some_ratio_that_tells_nothing():
    assert kind(1.7321, 1.0) == "values"
    assert kind(12, 4) == "values"
    assert kind(np.array([3.0, 3.0]), np.array([5.1, 5.1])) == "offset"


@pytest.mark.parametrize(
    ("value", "expected", "told"),
    [
        (SQUARE.T, SQUARE, "transposed"),
        (E[::-1], E, "reversed"),
        (E[[1, 0, 3, 2]], E, "permuted"),
        (np.array([0.0, 1.0, 2.0, 4.0]), E, "shifted"),
        (np.array([2.0, 4.0, 7.0, 9.5]), E, "shifted"),
        (E - 0.25, E, "offset"),
        (5, 4, "offset"),
        (0 * E, E, "all_zero"),
        (np.trunc(E + 0.5).astype(int), E + 0.5, "truncated"),
        (2, 2.7, "truncated"),
        (np.float32(0.1), 0.1, "precision"),
        (np.float32(0.1) * E.astype("f4"), 0.1 * E, "precision"),
        (np.array([1.0, 2.0, 5.0, 7.0]), E, "values"),
    ],
)
def test_the_kind_of_difference_is_told(value, expected, told):
    assert kind(value, expected) == told


def test_early_and_late_are_told_apart():
    assert compare(np.array([0.0, 1.0, 2.0, 4.0]), E).by == 1
    assert compare(np.array([2.0, 4.0, 7.0, 9.5]), E).by == -1


def test_labels_in_equal_numbers_are_no_permutation():
    assert kind(np.array([0, 1, 1, 0, 1]), np.array([1, 1, 0, 0, 1])) == "values"


def test_the_entry_that_differs_most_is_told():
    value = SQUARE.copy()
    value[2, 1] += 1e-3
    value[0, 0] += 1e-6
    finding = compare(value, SQUARE)
    assert finding.kind == "values"
    assert finding.evidence.index == (2, 1)
    assert finding.evidence.wrong == 2
    assert finding.evidence.error == pytest.approx(1e-3 / 8.5)
    assert finding.evidence.allowed == pytest.approx(256 * EPS * 9 / 8.5)


def test_a_tolerance_may_differ_from_entry_to_entry():
    allowed = np.array([0.1, 0, 0, 0])
    assert compare(np.array([1.05, 2.0, 4.0, 7.0]), E, tolerance=allowed) is None
    assert compare(np.array([1.0, 2.05, 4.0, 7.0]), E, tolerance=allowed).evidence.index == (1,)


@given(st.floats(allow_nan=True), st.floats(allow_nan=True))
def test_any_two_numbers_can_be_judged(a, b):
    alike = a == b or (math.isnan(a) and math.isnan(b))
    assert (compare(a, a) is None) and (not alike or compare(a, b) is None)


# Tolerances from error models

CURVES = [Function("exp(x)"), Function("sin(3*x)"), Function("x**3 - 2*x"), Function("log(x + 4)")]


@pytest.mark.parametrize("f", CURVES, ids=lambda f: f.formula)
@pytest.mark.parametrize("h", [0.1, 1e-2, 1e-3])
@settings(max_examples=25)
@given(x=st.floats(-2, 2))
def test_a_right_difference_formula_is_within_rounding_of_its_exact_value(f, h, x):
    import mpmath

    with mpmath.workdps(50):
        exact, at, step = f.using("mpmath"), mpmath.mpf(x), mpmath.mpf(h)
        forward = float((exact(at + step) - exact(at)) / step)
        central = float((exact(at + step) - exact(at - step)) / (2 * step))
        half = float((exact(at + step / 2) - exact(at - step / 2)) / step)
    allowed = difference_rounding(f, x, h)
    assert compare((f(x + h) - f(x)) / h, forward, tolerance=allowed) is None
    assert compare((f(x + h) - f(x - h)) / (2 * h), central, tolerance=central_rounding(f, x, h)) is None
    if min(abs(forward - central), abs(central - half)) > 1e-6:
        assert kind((f(x + h) - f(x)) / h, central, tolerance=central_rounding(f, x, h)) is not None
        assert kind(half, central, tolerance=central_rounding(f, x, h)) is not None


@pytest.mark.parametrize("f", CURVES, ids=lambda f: f.formula)
@settings(max_examples=25)
@given(a=st.floats(-2, 0), b=st.floats(0.1, 2), n=st.integers(1, 300))
def test_a_right_quadrature_is_within_rounding_however_its_nodes_are_found(f, a, b, n):
    w = (b - a) / n
    nodes = np.linspace(a, b, n + 1)[:-1]
    expected = w * math.fsum(f(x) for x in nodes)
    allowed = quadrature_rounding(f, a, b, n)
    running, x = 0.0, a
    for _ in range(n):
        running, x = running + f(x) * w, x + w
    for answer in (float(np.sum(f(nodes)) * w), running, float(sum(f(a + k * w) for k in range(n)) * w)):
        assert compare(answer, expected, tolerance=allowed) is None
    assert allowed < 1e-9


@pytest.mark.parametrize(
    ("f", "x", "dx"), [(np.log, 0.05, 0.1), (lambda x: 1 / x, 0.1, 0.1 - 1e-12), (np.log, 0.15, -0.1)]
)
def test_a_difference_formula_looks_at_f_between_its_two_points_only(f, x, dx):
    """log has no value at x - dx, and 1/x a huge one."""
    right = (f(x + dx) - f(x)) / dx
    allowed = float(difference_rounding(f, x, dx))
    assert 0 < allowed < 1e-11
    assert compare(math.nextafter(right, math.inf), right, tolerance=allowed) is None


def test_a_slope_at_the_end_of_a_formula_counts_though_its_rise_is_nothing():
    """Where f(x + h) = f(x - h), rounding of x + h still passes on by the slope there."""
    steep = Function("1e6*(x - 1)**2 - 1e4")
    assert central_rounding(steep, 1.0, 0.1) == pytest.approx(8 * EPS * (1.1 * 2e5) / 0.1, rel=0.01)


@pytest.mark.parametrize("h", [3e-17, 1e-16, 1e-13])
def test_a_step_that_is_lost_beside_x_has_a_tolerance_too(h):
    with np.errstate(all="raise"):
        assert 0 < float(difference_rounding(np.exp, 1.0, h)) < np.inf


def test_a_quadrature_up_to_a_border_has_a_tolerance_too():
    n = 10
    right = float(np.mean(np.log((np.arange(n) + 0.5) / n)))
    allowed = quadrature_rounding(np.log, 0, 1, n)
    assert 0 < allowed < 1e-11
    assert compare(right * (1 + 2 * EPS), right, tolerance=allowed) is None
    assert kind(right * (1 + 1e-10), right, tolerance=allowed) is not None


@pytest.mark.parametrize("tolerance", [NAN, INF, -1e-9, np.array([0.1, NAN, 0.1, 0.1])])
def test_a_tolerance_that_is_none_is_an_error_of_the_author(tolerance):
    with pytest.raises(ValueError, match=r"^A tolerance must be a finite number that is not negative\.$"):
        compare(E, E + 1, tolerance=tolerance)


# What is allowed, and no more: half of it passes, one and a half does not

X0, H = 0.7, 0.01
SLOPE = math.exp(X0 + H)
MODELS = {
    "256 operations": (rounding(3.0), 256 * EPS * 3.0),
    "16 operations": (rounding(3.0, operations=16), 16 * EPS * 3.0),
    "an exact formula": (default_tolerance(np.array([3.0, -5.0])), 256 * EPS * 5.0),
    "an exact formula near 0": (default_tolerance(np.array([0.0, 1e-9])), 16 * EPS),
    "a difference": (difference_rounding(np.exp, X0, H), 8 * EPS * (SLOPE + (X0 + H) * SLOPE) / H),
    "a central difference": (central_rounding(np.exp, X0, H), 8 * EPS * (SLOPE + (X0 + H) * SLOPE) / H),
    "a system": (conditioning([1.0, -3.0], 4, 1e5), 64 * 4 * EPS * 1e5 * 3),
    "a stopped iteration": (stopped(1e-6, [-4.0, 5.0]), 1e-6 / 4),
    "an optimiser": (settled(1e-10, 2.0), 1e-5),
    "a quadrature": (quadrature_rounding(np.exp, 0, 2, 7), 15 * EPS * 2 * 3 * math.exp(2)),
}  # fmt: skip


@pytest.mark.parametrize("name", MODELS)
def test_a_tolerance_is_what_its_model_says(name):
    allowed, model = MODELS[name]
    assert float(allowed) == pytest.approx(model, rel=0.02)


@pytest.mark.parametrize(
    ("expected", "allowed"),
    [(0.0, 16 * EPS), (1e-9, 16 * EPS), (0.5, 128 * EPS), (-7.0, 7 * 256 * EPS), (E, 7 * 256 * EPS)],
    ids=str,
)
@pytest.mark.parametrize("sign", [1, -1])
def test_an_exact_formula_may_err_by_its_rounding_and_no_more(expected, allowed, sign):
    assert compare(expected + sign * 0.5 * allowed, expected) is None
    assert kind(expected + sign * 1.5 * allowed, expected) is not None


@pytest.mark.parametrize("tolerance", [1e-3, 1e-9])
def test_a_given_tolerance_is_all_that_is_allowed(tolerance):
    assert compare(E + 0.5 * tolerance, E, tolerance=tolerance) is None
    assert kind(E + 1.5 * tolerance, E, tolerance=tolerance) is not None


@pytest.mark.parametrize("scale", [1.0, 1e6])
def test_the_same_answer_is_the_same_to_six_digits(scale):
    assert same(scale, scale * (1 + 0.5e-6))
    assert not same(scale, scale * (1 + 1.5e-6))


@pytest.mark.parametrize("exponent", [0, 4, 8])
@settings(max_examples=25)
@given(n=st.integers(2, 6), seed=st.integers(0, 2**32 - 1))
def test_any_stable_solution_of_a_system_is_within_its_conditioning(exponent, n, seed):
    import mpmath

    rng = np.random.default_rng(seed)
    left, right = (np.linalg.qr(rng.normal(size=(n, n)))[0] for _ in range(2))
    A, b = left @ np.diag(np.geomspace(1, 10.0**-exponent, n)) @ right, rng.normal(size=n)
    with mpmath.workdps(50):
        exact = np.array(mpmath.lu_solve(mpmath.matrix(A.tolist()), mpmath.matrix(b.tolist())), dtype=float)
    allowed = conditioning(exact, n, np.linalg.cond(A))
    for x in (np.linalg.solve(A, b), np.linalg.inv(A) @ b, np.linalg.lstsq(A, b)[0]):
        assert compare(x, exact, tolerance=allowed) is None


@given(st.floats(0.5, 50), st.floats(-3, 3), st.floats(1e-9, 1e-3))
def test_an_iteration_that_stops_is_as_near_as_its_rule_says(curvature, minimum, tol):
    x = minimum + 5.0
    while abs(slope := curvature * (x - minimum)) > tol:
        x -= 0.9 / curvature * slope
    assert abs(x - minimum) <= stopped(tol, curvature) + rounding(5.0)


@pytest.mark.parametrize("ftol", [1e-4, 1e-6, 1e-10])
@pytest.mark.parametrize("start", [-2.0, 0.0, 1.5, 3.0])
def test_an_optimiser_that_settles_is_as_near_as_its_rule_says(ftol, start):
    from scipy.optimize import minimize

    found = minimize(lambda p: np.cosh(p[0] - 1), [start], method="SLSQP", options={"ftol": ftol})
    assert abs(found.x[0] - 1) <= settled(ftol, 1.0)


def test_rounding_follows_the_scale():
    assert rounding(1e6) == pytest.approx(1e6 * rounding(1.0))
    assert rounding(np.array([-3.0, 2.0])) == pytest.approx(3 * rounding(1.0))
    assert rounding(1.0) < 1e-12


# The same answer?


@pytest.mark.parametrize(
    "value",
    [1, 2.5, NAN, INF, "a", None, True, [1, NAN], (1, "b"), {"dW": E, "db": [1.0]}, E, Opaque("map"), 1 + 2j,
     np.array([[NAN, 1.0]]), [], [[1, 2], [3]]],
    ids=str,
)  # fmt: skip
def test_an_answer_is_the_same_as_itself(value):
    assert same(value, value)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (1, 1.0),
        (1.0, 1.0 + 1e-9),
        (E, E * (1 + 1e-8)),
        ([1, 2], (1, 2)),
        (0.0, 1e-17),
        (np.float64(2), 2),
        (Remote(0, "df"), Remote(7, "<lambda>")),
        ({"fun": Remote(0, "g")}, {"fun": Remote(4, "g")}),
    ],
)
def test_answers_that_agree_to_six_digits_are_the_same(a, b):
    assert same(a, b)
    assert same(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [(1, True), (1, "1"), (1, None), (1.0, 1.001), (E, E[:3]), (E, E[:, None]), ([1, 2], [2, 1]), (NAN, 1.0),
     ({"a": 1}, {"b": 1}), ({"a": 1}, {"a": 2}), ("a", "b"), ([1, None], [1, 2]), (E, -E), (1e-9, 2e-9),
     (Opaque("map"), Opaque("zip")), (NAN, INF)],
)  # fmt: skip
def test_other_answers_are_not_the_same(a, b):
    assert not same(a, b)
    assert not same(b, a)
