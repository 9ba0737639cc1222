"""Answers that are nearly right, or right wherever a careless judge looks, are not right; honest ones are."""

import math
from dataclasses import replace
from random import Random

import pytest
import sympy
from flint import fmpq
from sympy import Abs, Float, I, Max, Piecewise, Rational, atan, cos, exp, log, pi, sin, sqrt

from graders.judge.expressions import pair, points, witness
from graders.judge.expressions.comparison import compare, equal_expressions

x, a, b, c = sympy.symbols("x a b c")
REALS = {"x": [(-4, 4)]}
FUNCTIONS = [x**3 - 2 * x**2 + 4, sin(x) * exp(x / 3), log(x**2 + 1), cos(x) ** 2 + x]


def is_right(answer, expected, seed=0, **options):
    return equal_expressions(answer, expected, seed=seed, **{"domain": REALS, **options})


# Approximations, with decimal numbers and without

QUOTIENTS = {
    "forward": lambda f, h: (f.subs(x, x + h) - f) / h,
    "central": lambda f, h: (f.subs(x, x + h) - f.subs(x, x - h)) / (2 * h),
    "five points": lambda f, h: (
        (8 * (f.subs(x, x + h) - f.subs(x, x - h)) - f.subs(x, x + 2 * h) + f.subs(x, x - 2 * h)) / (12 * h)
    ),
}
EXCUSES = {
    "no decimal": lambda size: 0,
    "a tiny decimal": lambda size: Float(1e-40) * atan(x),
    "a decimal of the error's size": lambda size: Float(float(size)) * atan(x),
    "a decimal that cancels": lambda size: (Float(0.1) - Rational(1, 10)) * 10**6 * exp(x),
    "a decimal for what it is": lambda size: Float(0.1) * x - x / 10,
}


@pytest.mark.parametrize("excuse", EXCUSES)
@pytest.mark.parametrize("quotient", QUOTIENTS)
@pytest.mark.parametrize("digits", [9, 30])
def test_a_difference_quotient_is_no_derivative(quotient, excuse, digits):
    h = Rational(1, 10**digits)
    for f in FUNCTIONS[1:]:
        answer = QUOTIENTS[quotient](f, h) + EXCUSES[excuse](h)
        assert is_right(answer, sympy.diff(f, x)) is False


@pytest.mark.parametrize("digits", [301, 331, 400, 570])
@pytest.mark.parametrize("excuse", ["no decimal", "a tiny decimal"])
@pytest.mark.parametrize("quotient", QUOTIENTS)
def test_nor_is_one_of_so_small_a_step_that_nobody_sees_its_error(quotient, excuse, digits):
    """What is left of its digits is too little to tell."""
    f, h = sin(x) * exp(x / 3), Rational(1, 10**digits)
    assert is_right(QUOTIENTS[quotient](f, h) + EXCUSES[excuse](h), sympy.diff(f, x)) is not True


def test_it_would_be_one_if_lost_digits_did_not_count(monkeypatch):
    f, h = sin(x) * exp(x / 3), Rational(1, 10**400)
    monkeypatch.setattr(witness, "CLOSE", 2048)
    monkeypatch.setattr(witness, "LOST", 1950)
    assert is_right(QUOTIENTS["forward"](f, h), sympy.diff(f, x)) is True


def test_nor_is_a_long_series_its_sum():
    assert is_right(sum(x**n / sympy.factorial(n) for n in range(400)), exp(x)) is not True


@pytest.mark.parametrize("step", [1e-3, 1e-9, 1e-14])
def test_nor_is_one_whose_step_is_the_decimal(step):
    f = sin(x) * exp(x / 3)
    assert is_right(QUOTIENTS["central"](f, Float(step)), sympy.diff(f, x)) is False


@pytest.mark.parametrize("decimals", [False, True])
def test_an_interpolating_polynomial_is_no_antiderivative(decimals):
    degree = 10 if decimals else 20
    coefficient = (lambda n: Float(1 / math.factorial(n))) if decimals else (lambda n: 1 / sympy.factorial(n))
    answer = sum(coefficient(n) * x**n for n in range(degree))
    domain = {"x": [(-0.25, 0.25)]}
    assert equal_expressions(answer, exp(x), domain=domain) is False
    assert equal_expressions(answer, exp(x), domain=domain, up_to_constant_in="x") is False


def test_a_decimal_that_excused_all_the_rest_would_let_it_pass(monkeypatch):
    """Were an answer with a decimal compared to rounding, and no more asked of it."""
    compared = witness.Comparison._settle_floats

    def lenient(comparison, point):
        decision = compared(comparison, point)
        is_open = decision.verdict is witness.Verdict.UNDECIDED
        return replace(decision, verdict=witness.Verdict.EQUAL) if is_open else decision

    f, h = sin(x) * exp(x / 3), Rational(1, 10**9)
    answer = QUOTIENTS["central"](f, h) + Float(1e-40) * atan(x)
    monkeypatch.setattr(pair, "settled", lambda comparison, *_: (comparison, comparison.expected))
    monkeypatch.setattr(witness.Comparison, "_settle_floats", lenient)
    monkeypatch.setattr(witness, "LOOKS", 0)
    assert is_right(answer, sympy.diff(f, x)) is True


HONEST = [
    (0.3333333333333333 * x**3, x**3 / 3),
    (0.1 * x + 0.2 * x**2, x / 10 + x**2 / 5),
    (1.4142135623730951 * sin(1.0471975511965976 * x), sqrt(2) * sin(pi * x / 3)),
    (x**2 + 1.2246467991473532e-16 * x, x**2),
    (exp(0.1 * x) * 0.3, exp(x / 10) * Rational(3, 10)),
    (2.718281828459045**x, exp(x)),
    (Float(0.1) * Float(0.3) * x, 3 * x / 100),
    (1.0 * x**2 + 0.6931471805599453, x**2 + log(2)),
    (0.30000000000000004 * x, Float(0.1) * 3 * x),
    (Piecewise((0.1 * x, x < 0.3), (x / 10, True)), x / 10),
]


@pytest.mark.parametrize(("answer", "expected"), HONEST)
def test_decimals_that_are_as_near_as_they_can_be_stand_for_what_they_approximate(answer, expected):
    assert is_right(answer, expected) is True
    assert is_right(expected, answer) is True


@pytest.mark.parametrize(
    ("answer", "expected"), [(0.333333 * x, x / 3), (3.14159 * x, pi * x), (1.41421356 * x, sqrt(2) * x)]
)
def test_rounded_ones_do_not(answer, expected):
    assert compare(answer, expected, domain=REALS).kind == "float_for_exact"


def test_where_exact_numbers_are_asked_no_decimal_is_one():
    for answer in (1.4142135623730951, -1.0, Float(2)):
        expected = sqrt(2) if answer > 1.2 and answer < 2 else sympy.Integer(int(answer))
        assert compare(answer, expected) is None
        assert compare(answer, expected, exact=True).kind == "float_for_exact"
    assert compare([-sqrt(2), sympy.Integer(0)], [-sqrt(2), sympy.Integer(0)], exact=True) is None


# Functions that vanish where the judge might look


@pytest.mark.parametrize("grid", [2**60, 999_983, 999_983 * 2**60, 2**150, 3**120, 10**40])
@pytest.mark.parametrize("seed", ["one", "two"])
def test_what_vanishes_on_a_grid_is_not_nothing(grid, seed):
    for expected in (3 * x**2 - 4 * x + 1, exp(x)):
        assert is_right(expected + 1000 * sin(pi * grid * x), expected, seed) is not True


def test_points_on_a_grid_would_not_tell(monkeypatch):
    monkeypatch.setattr(points, "off_every_lattice", lambda _, value: fmpq(round(value * 999_983), 999_983))
    expected = 3 * x**2 - 4 * x + 1
    assert is_right(expected + 1000 * sin(pi * 999_983 * 2**60 * x), expected) is True


def test_points_off_every_grid_differ_from_seed_to_seed():
    q = [2**200 + Random(number).getrandbits(199) for number in range(3)]
    for n in q:
        assert is_right(x + sin(pi * n * x), x) is not True


def test_what_is_wrong_in_a_part_of_the_domain_is_wrong_at_every_seed():
    expected = 3 * x**2 - 4 * x + 1
    answer = expected + Rational(1, 10**6) * (1 + sympy.tanh(10**9 * (x - sqrt(2))))
    assert not any(is_right(answer, expected, seed) for seed in range(200))


# Noise that no precision resolves


@pytest.mark.parametrize("border", [-3.2, -2.6, -1, 0, 2, 3.5])
@pytest.mark.parametrize("seed", ["one", "two", "three"])
def test_what_is_noise_on_a_part_of_the_domain_is_not_right(border, seed):
    expected = 3 * x**2 - 4 * x + 1
    noise = exp(30) * sin(exp(4000) * x)
    answer = Piecewise((expected, x < border), (expected + noise, True))
    assert is_right(answer, expected, seed) is not True


def test_it_would_be_if_what_stays_open_did_not_count(monkeypatch):
    monkeypatch.setattr(witness, "SHARE", 1.0)
    expected = 3 * x**2 - 4 * x + 1
    answer = Piecewise((expected, x < 0), (expected + exp(30) * sin(exp(4000) * x), True))
    assert is_right(answer, expected, "one") is True


# Antiderivatives whose slope jumps where they do not

CORNERS = [
    (Abs(x), sympy.sign(x)),
    (sqrt(x**2), x / sqrt(x**2)),
    (sqrt(1 - cos(x)), sin(x) / (2 * sqrt(1 - cos(x)))),
    (sqrt((x - sqrt(2)) ** 2), (x - sqrt(2)) / sqrt((x - sqrt(2)) ** 2)),
    (Abs(x**2 - 3), 2 * x * sympy.sign(x**2 - 3)),
    (
        Rational(2, 3) * (1 + sin(x)) ** Rational(3, 2) - 2 * sqrt(1 + sin(x)),
        cos(x) * sin(x) / sqrt(1 + sin(x)),
    ),
    (Max(x, pi / 3), sympy.Heaviside(x - pi / 3)),
    (x * Abs(cos(x)) / 2, Abs(cos(x)) / 2 - x * sin(x) * sympy.sign(cos(x)) / 2),
]


@pytest.mark.parametrize(("answer", "integrand"), CORNERS)
def test_a_corner_is_no_jump(answer, integrand):
    found = compare(answer + 7, answer, domain=REALS, up_to_constant_in="x", integrand=integrand)
    assert found is None


@pytest.mark.parametrize("place", [sympy.Integer(0), sqrt(2), -pi / 2])
def test_a_jump_beside_a_corner_is_one(place):
    answer = Abs(x - place) + Rational(1, 1000) * sympy.sign(x - place)
    found = compare(
        answer, Abs(x - place), domain=REALS, up_to_constant_in="x", integrand=sympy.sign(x - place)
    )
    assert found.kind == "jump"


# Where no domain is stated


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Abs(x + 5) - 5, Abs(x + 6) - 6),
        (Max(x, -9), x),
        (Abs(x - 50) + x, sympy.Integer(50)),
        (Piecewise((x, x < 700), (0, True)), x),
        (x + a - Max(a, 30) + 30, x + 30),
    ],
)
def test_kinks_count_wherever_they_are(answer, expected):
    assert equal_expressions(answer, expected) is False


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(Abs(x + 5) - 5, Max(x, -10 - x)), (sqrt((x - 9) ** 2), Abs(x - 9)), (log(x**2 + 1), log(1 + x * x))],
)
def test_and_equal_ones_stay_equal(answer, expected):
    assert equal_expressions(answer, expected) is True


@pytest.mark.parametrize(
    ("answer", "integrand"),
    [
        (2 * (a * x + b) ** Rational(3, 2) / (3 * a), sqrt(a * x + b)),
        (log(a * x + b * c) / a, 1 / (a * x + b * c)),
        (sympy.asin(x / a), 1 / sqrt(a**2 - x**2)),
        (sqrt(a * x**2 + b * x + c), (2 * a * x + b) / (2 * sqrt(a * x**2 + b * x + c))),
        (a * log(x - b) * sqrt(c), a * sqrt(c) / (x - b)),
    ],
)
def test_parameters_without_a_domain_are_decided(answer, integrand):
    found = [
        compare(answer + shift * x, answer, up_to_constant_in="x", integrand=integrand) for shift in (0, 1)
    ]
    assert found[0] is None or found[0].kind == "not_antiderivative"
    assert found[1].kind == "not_antiderivative"


def test_complex_answers_with_decimals_are_told_too():
    assert is_right(0.1 * I * x, I * x / 10) is True
    assert is_right(0.11 * I * x, I * x / 10) is False
