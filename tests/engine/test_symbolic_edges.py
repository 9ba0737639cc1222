"""Where drawn points are blind: holes, poles, corners of the domain, jumps, numbers that are not exact."""

import pytest
import sympy
from sympy import Abs, Add, Heaviside, Integer, Mul, Piecewise, Rational, S, Symbol

from graders.feedback.sentences import sentence
from graders.judge import equal_expressions
from graders.judge.default import default_judge
from graders.judge.expressions.comparison import compare
from graders.judge.expressions.findings import Unevaluated
from graders.judge.expressions.form import factored
from graders.values.codec import decode, encode
from graders.values.expressions import from_sympy

x, y, z, C = sympy.symbols("x y z C")
n = Symbol("n", integer=True)
REALS = {"x": [(-4, 4)]}
RIGHT_OF_ZERO = {"x": [(0.5, 3)]}


def antiderivative(answer, expected, domain):
    return equal_expressions(answer, expected, domain=domain, up_to_constant_in="x")


def kind(answer, expected, **options):
    finding = compare(answer, expected, **{"domain": REALS, **options})
    return finding and finding.kind


# Answers without a value


@pytest.mark.parametrize(
    ("constant", "found"),
    [
        (S.Infinity, "no_number"), (S.ComplexInfinity, "no_number"), (S.NaN, "no_number"),
        (C * S.Infinity, "no_number"), (sympy.log(0, evaluate=False), "undecided"),
    ],
    ids=str,
)  # fmt: skip
def test_an_antiderivative_that_is_not_finite_is_none_though_its_slope_is_right(constant, found):
    answer = Add(x**2 / 2, constant, evaluate=False)
    assert kind(answer, x**2 / 2, domain=RIGHT_OF_ZERO, up_to_constant_in="x") == found


@pytest.mark.parametrize("other", [S.NaN, S.Infinity, S.ComplexInfinity, Integer(1) / 0], ids=str)
@pytest.mark.parametrize("condition", [x > 0, (x < 0.7) | (x > 0.701)], ids=str)
def test_a_piece_without_a_value_is_found(other, condition):
    finding = compare(Piecewise((x, condition), (other, True)), x, domain=REALS)
    assert finding.kind == "undefined_at"
    assert not condition.subs(x, finding.point["x"])


def test_an_answer_is_undecided_where_half_of_its_values_cannot_be_found():
    nothing = Mul(0, sympy.log(Heaviside(-x)), evaluate=False)
    assert equal_expressions(Add(sympy.Max(x, 2 * x), nothing, evaluate=False), x, domain=REALS) is None
    assert equal_expressions(Add(x, nothing, evaluate=False), x, domain=REALS) is None


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (sympy.sin(x) / x, sympy.sinc(x)),
        ((x**2 - 1) / (x - 1), x + 1),
        (Piecewise((x, sympy.Ne(x, 1)), (S.NaN, True)), x),
        (Piecewise((x, sympy.Ne(x, 1))), x),
        (Mul(n, x, 1 / n, evaluate=False) + n, x + n),
    ],
    ids=str,
)
def test_a_single_point_without_a_value_is_no_fault(answer, expected):
    assert equal_expressions(answer, expected, domain={"x": [(-4, 4)], "n": [(-4, 4)]}) is True


# Numbers that are not exact


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(x / 10, 0.1 * x), (Rational(1, 10), 0.1), (sympy.exp(x) / 5, 0.2 * sympy.exp(x))],
    ids=str,
)
def test_an_exact_answer_equals_an_expected_one_with_decimal_numbers(answer, expected):
    assert equal_expressions(answer, expected, domain=REALS) is True
    assert equal_expressions(answer * (1 + Rational(1, 10**9)), expected, domain=REALS) is False


# Forms


@pytest.mark.parametrize(
    "name", ["C_{1}", "C'", "C₁", "c.1", "constant of integration", "λ", "`<b>&", "C" * 100]
)
def test_the_constant_of_integration_may_have_any_name(name):
    answer = decode(encode(x**2 / 2 + Symbol(name)))
    assert compare(answer, x**2 / 2, domain=REALS, up_to_constant_in="x") is None
    finding = compare(answer, x**2 / 2, domain=REALS)
    assert (finding.kind, finding.names) == ("unknown_symbols", [name])
    assert sentence(finding).isprintable()
    assert factored(decode(encode(Symbol(name) ** 2 - 1))).kind == "not_factored"


def test_a_piece_that_was_not_worked_out_is_told_from_a_whole_answer():
    whole, part = (decode(encode(e)) for e in (sympy.Integral(x, x), x + sympy.Integral(x, x)))
    assert compare(whole, x) == Unevaluated("Integral", question=True)
    assert compare(part, x) == Unevaluated("Integral", question=False)
    assert compare(decode(encode([sympy.Function("F")(x)])), [x]).name == "F"


@pytest.mark.parametrize("answer", [sympy.Array([x, y]), sympy.Tuple(x, y), [x, y], (x, y)])
def test_a_list_may_come_as_an_array_of_one_dimension(answer):
    expected = [from_sympy(x), from_sympy(y)]
    assert default_judge(expected)(decode(encode(answer)), expected) is None
    assert default_judge(expected)(decode(encode(answer)), expected[::-1]).place == (0,)


@pytest.mark.parametrize(
    ("condition", "same"),
    [
        (sympy.Xor(x > 0, x > 1), (x > 0) & (x < 1)),
        (sympy.Xor(x > 0, x > 1, x > 2), ((x > 0) & (x < 1)) | (x > 2)),
        (sympy.ITE(x > 0, x > 1, x < -1), Abs(x) > 1),
    ],
    ids=str,
)
def test_conditions_of_every_kind_are_understood(condition, same):
    answer, expected = (Piecewise((x, c), (0, True)) for c in (condition, same))
    assert equal_expressions(answer, expected, domain=REALS) is True
    assert equal_expressions(answer, Piecewise((x, sympy.Not(same)), (0, True)), domain=REALS) is False


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (sympy.zeta(2, evaluate=False) * x, sympy.pi**2 * x / 6),
        (sympy.zeta(3) * x, (sympy.zeta(3) / 2 - sympy.polygamma(2, 1) / 4) * x),
        (sympy.harmonic(x), sympy.digamma(x + 1) + S.EulerGamma),
        (sympy.trigamma(x), sympy.diff(sympy.harmonic(x - 1), x)),
        (sympy.erf(sympy.erfinv(x / 4)), x / 4),
        (sympy.erfc(sympy.erfcinv(x / 4)), x / 4),
        (sympy.erf2(x, x**2), sympy.erf(x**2) - sympy.erf(x)),
        (sympy.Li(x), sympy.li(x) - sympy.li(2)),
        (sympy.RisingFactorial(x, y), sympy.gamma(x + y) / sympy.gamma(x)),
        (sympy.FallingFactorial(x + 4, y), sympy.gamma(x + 5) / sympy.gamma(x + 5 - y)),
        (sympy.besseli(S.Half, x), sympy.sqrt(2 / (sympy.pi * x)) * sympy.sinh(x)),
        (sympy.besselk(S.Half, x), sympy.sqrt(sympy.pi / (2 * x)) * sympy.exp(-x)),
        (sympy.bessely(S.Half, x), -sympy.sqrt(2 / (sympy.pi * x)) * sympy.cos(x)),
    ],
    ids=str,
)
def test_special_functions_have_values_and_slopes(answer, expected):
    domain = {"x": [(0.5, 3)], "y": [(0.5, 3)]}
    assert equal_expressions(answer, expected, domain=domain) is True
    assert equal_expressions(answer + x / 10**9, expected, domain=domain) is False
    if expected.has(sympy.exp, sympy.erf, sympy.cos, sympy.sinh, sympy.li):
        assert equal_expressions(answer, expected + 1, domain=domain, up_to_constant_in="x") is True
        assert equal_expressions(2 * answer, expected, domain=domain, up_to_constant_in="x") is False


# Jumps of an antiderivative


STEEP = 20000 * x + x * Abs(x) / 2
LOGARITHM = x * sympy.log(Abs(x)) - x


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (STEEP, Piecewise((20000 * x - x**2 / 2, x < 0), (20000 * x + x**2 / 2, True))),
        (Piecewise((10**8 * x, x < 1), (2 * 10**8 * x - 10**8, True)), 10**8 * (x + sympy.Max(0, x - 1))),
        (sympy.log(Abs(x)) + sympy.sign(x), sympy.log(x)),
        (1 / x + Heaviside(x), 1 / x),
        (LOGARITHM + sympy.sign(x), LOGARITHM),
        (sympy.sqrt(Abs(x)) * sympy.sign(x), sympy.sqrt(Abs(x)) * sympy.sign(x) + 1),
        (sympy.sign(x) * Abs(x) ** Rational(11, 10), sympy.sign(x) * Abs(x) ** Rational(11, 10) + 1),
        (sympy.tan(x) + sympy.sign(x - sympy.pi / 2), sympy.tan(x)),
    ],
    ids=str,
)
def test_an_antiderivative_may_be_steep_and_jump_at_a_pole(answer, expected):
    assert antiderivative(answer, expected, REALS) is True


@pytest.mark.parametrize(
    "expected",
    [x**2 / 2, 10**6 * x**2, 10**8 * x**2, sympy.tanh(500 * (x - 1)) / 500, x * Abs(x - 1)],
    ids=str,
)
@pytest.mark.parametrize(
    "step",
    [
        sympy.sign(x - 1) / 1000,
        sympy.sqrt((x - 1) ** 2) / (x - 1),
        Piecewise((0, x < 1), (1, True)),
    ],
    ids=str,
)
def test_an_antiderivative_may_not_jump_where_its_slope_is_bounded(expected, step):
    assert kind(expected + step, expected, domain=RIGHT_OF_ZERO, up_to_constant_in="x") == "jump"
    assert kind(expected + 2 * step, expected, domain=REALS, up_to_constant_in="x") == "jump"


# Corners of the domain, and infinity


SQUARE = {"x": [(-4, 4)], "y": [(-4, 4)]}
ENDLESS = {"x": [(-S.Infinity, S.Infinity)]}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (sympy.Min(x**2 + y**2, 30), x**2 + y**2),
        (Piecewise((5, (x > 3) & (y > 3)), (x, True)), x),
        (Piecewise((5, (x > 1) & (x < 1.5) & (y > 1) & (y < 1.4)), (x * y, True)), x * y),
        (x + sympy.Max(0, x + y - 6), x),
        (x + sympy.Max(0, x + y + z - 10), x),
    ],
    ids=str,
)
def test_a_difference_in_a_corner_of_several_variables_is_found_at_every_seed(answer, expected):
    domain = {**SQUARE, "z": [(-4, 4)]}
    assert {equal_expressions(answer, expected, domain=domain, seed=seed) for seed in range(25)} == {False}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (sympy.Max(x, 10), Integer(10)),
        (Piecewise((x, x < 1000), (0, True)), x),
        (Piecewise((x, (x < 1000) | (x > 1100)), (0, True)), x),
        (x + Heaviside(-x - 50_000), x),
        (Piecewise((x, x < 100), (S.NaN, True)), x),
        (sympy.cos(sympy.pi * n) + sympy.Max(0, n - 50), (-1) ** n),
    ],
    ids=str,
)
def test_an_infinite_interval_is_looked_at_far_out(answer, expected):
    domain = {**ENDLESS, "n": [(0, S.Infinity)]}
    assert {equal_expressions(answer, expected, domain=domain, seed=seed) for seed in range(10)} == {False}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (sympy.log(sympy.exp(x) + 1) - x, sympy.log(1 + sympy.exp(-x))),
        (sympy.tanh(x), 1 - 2 / (sympy.exp(2 * x) + 1)),
        (sympy.erf(x), 1 - sympy.erfc(x)),
        (sympy.exp(-(x**2) / 2), 1 / sympy.exp(x**2 / 2)),
        (sympy.uppergamma(2, x**2), (1 + x**2) * sympy.exp(-(x**2))),
    ],
    ids=str,
)
def test_far_out_nothing_is_held_against_a_right_answer(answer, expected):
    assert equal_expressions(answer, expected, domain=ENDLESS) is True
    assert equal_expressions(answer, expected, domain={"x": [(2, S.Infinity)]}) is True


# Where no domain is declared


def declared(**assumptions):
    return Symbol("k", **assumptions)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (sympy.sqrt(x * y), sympy.sqrt(x) * sympy.sqrt(y)),
        (sympy.log(x * y * z), sympy.log(x) + sympy.log(y) + sympy.log(z)),
        (sympy.sqrt(Abs(x)), Abs(sympy.sqrt(x))),
        (2 * sympy.cos(x), sympy.exp(S.ImaginaryUnit * x) + sympy.exp(-S.ImaginaryUnit * x)),
    ],
    ids=str,
)
def test_the_domain_is_where_every_step_of_the_right_answer_is_real(answer, expected):
    assert equal_expressions(answer, expected) is True
    assert equal_expressions(answer + x / 10**6, expected) is False


def test_a_piece_of_the_right_answer_that_is_not_chosen_may_be_complex():
    expected = Piecewise((sympy.sqrt(x), x > 0), (sympy.sqrt(-x), True))
    assert equal_expressions(sympy.sqrt(Abs(x)), expected) is True
    assert equal_expressions(Piecewise((sympy.sqrt(x), x > 0), (1, True)), expected) is False


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((-1) ** Symbol("k"), Add(declared(even=True), 1, -declared(even=True), evaluate=False)),
        ((-1) ** Symbol("k"), Add(declared(odd=True), -1, -declared(odd=True), evaluate=False)),
        (sympy.sqrt(Symbol("k") ** 2), declared(extended_positive=True)),
        (-sympy.sqrt(Symbol("k") ** 2), declared(extended_nonpositive=True)),
        (0 ** Abs(Symbol("k")) + Symbol("k"), declared(integer=True, nonzero=True)),
        (sympy.floor(Symbol("k")), declared(prime=True)),
    ],
    ids=str,
)
def test_what_is_declared_of_a_symbol_limits_its_values(answer, expected):
    assert equal_expressions(answer, expected) is True
    assert equal_expressions(answer + Symbol("k") / 10**6, expected) is False


def test_a_symbol_that_is_declared_not_to_be_real_has_no_values():
    assert equal_expressions(-Symbol("k"), sympy.conjugate(declared(imaginary=True))) is None


# How near is near enough, and what is said


def test_with_decimal_numbers_a_relative_difference_of_one_in_a_billion_billionth_is_none():
    for share, same in ((Rational(1, 2), True), (Rational(3, 2), False)):
        answer = x / 10 * (1 + share / 10**12)
        assert equal_expressions(answer, 0.1 * x, domain=REALS) is same


ZERO = sympy.sin(1) ** 2 + sympy.cos(1) ** 2 - 1


@pytest.mark.parametrize("seed", range(6))
def test_a_difference_that_cancellation_hides_is_found(seed):
    hidden = [
        (x + 10 + 2**60 * ZERO, Heaviside(x) / 2**75),
        (x + 10 + 2**60 * ZERO, Heaviside(-x) / 2**75),
        (x + 10 + 2**30 * ZERO, Integer(2) ** -100),
    ]
    for answer, more in hidden:
        assert equal_expressions(answer, x + 10, domain=REALS, seed=seed) is True
        assert equal_expressions(answer + more, x + 10, domain=REALS, seed=seed) is False


@pytest.mark.parametrize(
    ("number", "right", "exact"),
    [
        (0.7071, sympy.sqrt(2) / 2, "sqrt(2)/2"),
        (0.333, Rational(1, 3), "1/3"),
        (0.667, Rational(2, 3), "2/3"),
        (0.666, Rational(2, 3), "2/3"),
        (-3.14, -sympy.pi, "-pi"),
        (0.5772, S.EulerGamma, ""),
        (0.712, Rational(5, 7), ""),
    ],
)
def test_an_exact_number_is_named_if_it_has_the_digits_written(number, right, exact):
    finding = compare(number * x, right * x, domain=REALS)
    assert (finding.number, finding.exact) == (number, exact)


def test_where_a_decimal_number_is_expected_none_is_too_many():
    assert kind(0.3 * x, 0.30001 * x) == "not_equal"


def test_a_witness_shows_that_two_numbers_differ():
    finding = compare(2 * x + Rational(1, 10**20), 2 * x, domain=REALS)
    assert finding.witness.difference == 1e-20
    assert "off by    1e-20" in sentence(finding)
    assert "off by" not in sentence(compare(3 * x, 2 * x, domain=REALS))
