"""Right is right in any form, wrong is wrong, and what cannot be told is said to be undecided."""

import json
import time
from pathlib import Path

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    Derivative,
    Heaviside,
    Integer,
    Integral,
    Matrix,
    Max,
    Piecewise,
    Rational,
    S,
    Symbol,
    sign,
)

from graders.judge import equal_expressions
from graders.judge.expressions.comparison import compare
from graders.judge.expressions.reading import Unreadable, plain
from graders.judge.expressions.special import SPECIAL
from graders.values import tokens
from graders.values.codec import decode, encode
from graders.values.expressions import from_sympy, to_sympy
from graders.values.types import Expression, Opaque

PAIRS = json.loads((Path(__file__).parent / "equality_pairs.json").read_text())
x, y, t, C = sympy.symbols("x y t C")
REALS = {"x": [(-4, 4)]}


def built(source, declared, names):
    """A SymPy object from source, its symbols declared as the pair says."""
    symbols = {name: Symbol(name, **(declared or {}).get(name, {})) for name in names}
    return sympy.sympify(source, locals=symbols)


def kind(answer, expected, **options):
    """What is found in an answer that came the way of all answers."""
    finding = compare(decode(encode(answer)), expected, **{"domain": REALS, **options})
    return finding and finding.kind


# The pairs whose truth is known


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["id"])
@pytest.mark.parametrize("wrap", [lambda entries: entries, Matrix], ids=["lists", "matrices"])
def test_a_known_pair_is_decided_rightly(pair, wrap):
    right = built(pair["ref"], pair["assume"], pair["dom"])
    answer = built(pair["stu"], pair["stu_assume"] or pair["assume"], pair["dom"])
    if isinstance(right, list):
        right, answer = wrap(right), wrap(answer)
    variable = "x" if pair["mode"] == "anti" else None
    assert equal_expressions(answer, right, domain=pair["dom"], up_to_constant_in=variable) is pair["truth"]


REWRITING = ("simplify", "expand", "factor", "sympify", "diff", "integrate", "solve", "limit", "lambdify")


def test_nothing_that_a_student_sent_is_rewritten(monkeypatch):
    sides = [(pair, *(from_sympy(built(pair[s], pair["assume"], pair["dom"])) for s in ("stu", "ref")))
             for pair in PAIRS if pair["mode"] == "eq" and not pair["ref"].startswith("[")]  # fmt: skip

    def refuse(*_, **__):
        raise AssertionError("SymPy is asked")

    for name in REWRITING:
        monkeypatch.setattr(sympy, name, refuse)
    for name in ("equals", "simplify", "expand", "diff", "subs", "evalf", "doit", "rewrite", "__eq__"):
        monkeypatch.setattr(sympy.Expr, name, refuse)
    for pair, answer, right in sides:
        assert (compare(answer, right, domain=pair["dom"]) is None) is pair["truth"]


@pytest.mark.parametrize("seed", range(5))
def test_the_seed_changes_no_verdict(seed):
    for pair in PAIRS[::7]:
        right, answer = (built(pair[side], pair["assume"], pair["dom"]) for side in ("ref", "stu"))
        variable = "x" if pair["mode"] == "anti" else None
        verdict = equal_expressions(
            answer, right, domain=pair["dom"], up_to_constant_in=variable, seed=f"secret {seed}"
        )
        assert verdict is pair["truth"]


def test_a_verdict_is_the_same_every_time():
    findings = [compare(sympy.cos(x) ** 2, sympy.cos(2 * x), domain=REALS) for _ in range(3)]
    assert findings[0] == findings[1] == findings[2]


# What is equal, and what is not: any expression


numbers = st.fractions(-5, 5, max_denominator=6).map(lambda f: Rational(f.numerator, f.denominator))
leaves = st.one_of(st.sampled_from([x, y, sympy.pi]), numbers)
functions = st.sampled_from(
    [sympy.sin, sympy.cos, sympy.exp, sympy.tanh, sympy.atan, lambda z: 1 / (1 + z**2)]
)
terms = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda a, b: a + b, inner, inner),
        st.builds(lambda a, b: a * b, inner, inner),
        st.builds(lambda a, n: a**n, inner, st.sampled_from([2, 3])),
        st.builds(lambda f, a: f(a), functions, inner),
    ),
    max_leaves=6,
)
u, v = Symbol("u"), Symbol("v")
rewritings = st.sampled_from(
    [
        sympy.expand,
        sympy.factor_terms,
        sympy.together,
        lambda e: e.rewrite(sympy.exp),
        lambda e: e.rewrite(sympy.tan),
        lambda e: sympy.expand(e, trig=True),
        lambda e: e.subs(sympy.cos(x), sympy.sin(x + sympy.pi / 2)),
        lambda e: e * (sympy.sin(y) ** 2 + sympy.cos(y) ** 2),
        lambda e: e + sympy.log(sympy.exp(1 + x**2)) - 1 - x**2,
        lambda e: e.subs({x: u - v}).expand().subs({u: x + v}).expand(),
        lambda e: e.xreplace({x: Symbol("x", real=True), y: Symbol("y", real=True)}),
        lambda e: to_sympy(from_sympy(e)),
        lambda e: sympy.exp(sympy.log(e)),
    ]
)
SQUARE = {"x": [(-2, 2)], "y": [(-2, 2)]}


def is_tame(expression):
    """Is it finite, of bearable size?"""
    value = expression.subs({x: 0.7, y: -0.4}).evalf(15)
    return value.is_number and value.is_finite and abs(value) < 1e30 and sympy.count_ops(expression) < 80


@settings(max_examples=60, deadline=None)
@given(terms, st.lists(rewritings, min_size=1, max_size=2))
def test_an_expression_equals_its_rewritings(expression, steps):
    assume(is_tame(expression))
    rewritten = expression
    for rewrite in steps:
        rewritten = rewrite(rewritten)
    assume(not rewritten.has(sympy.nan, sympy.zoo))
    assert compare(rewritten, expression, domain=SQUARE) is None


@settings(max_examples=60, deadline=None)
@given(terms, st.integers(3, 18), st.sampled_from([S.One, x, sympy.sin(y), sympy.exp(x)]))
def test_an_expression_does_not_equal_itself_plus_a_little(expression, digits, shape):
    assume(is_tame(expression))
    disturbed = expression + shape / Integer(10) ** digits
    assert equal_expressions(disturbed, expression, domain=SQUARE) is False


@settings(max_examples=40, deadline=None)
@given(terms)
def test_an_antiderivative_is_known_by_its_slope(expression):
    assume(is_tame(expression))
    slope = sympy.diff(expression, x)
    options = {"domain": SQUARE, "up_to_constant_in": "x"}
    assert compare(sympy.expand(expression) + 3, expression, **options) is None
    assert compare(expression + C, slope * y, integrand=slope, **options) is None
    assert equal_expressions(expression + x / 10**6, expression, **options) is False


# Kinks and breaks


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Max(0, Rational(1, 1000) - Abs(x - Rational(7, 10))), Integer(0)),
        (Piecewise((1, (x > Rational(7, 10)) & (x < Rational(701, 1000))), (0, True)), Integer(0)),
        (sympy.sqrt((x - Rational(39, 10)) ** 2), Rational(39, 10) - x),
        (sympy.sqrt((x + Rational(399, 100)) ** 2), x + Rational(399, 100)),
        (Heaviside(x), Heaviside(x - Rational(1, 10**6))),
        (sympy.floor(x * 1000) / 1000, x),
        (sympy.asin(sympy.sin(x / Rational(5, 2))), x / Rational(5, 2)),
        (Piecewise((x, x > 0)), x),
    ],
    ids=str,
)
def test_a_difference_in_a_corner_of_the_domain_is_found(answer, expected):
    assert equal_expressions(answer, expected, domain=REALS) is False


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (sympy.diff(Abs(x), x), sign(x)),
        (sympy.diff(Abs(x**2 - 1), x), 2 * x * sign(x**2 - 1)),
        (sympy.diff(sign(x), x), Integer(0)),
        (sympy.real_root(x**3, 3), x),
        (sympy.Mod(x, 1), x - sympy.floor(x)),
        (Piecewise((x, x < sympy.oo)), x),
        (sympy.Piecewise((x**2, sympy.Ne(x, 0)), (7, True)), x**2),
        (sympy.Min(x, -x), -Abs(x)),
        (sympy.exp(3 * sympy.log(Max(0, x - 1))), Max(0, x - 1) ** 3),
        (Max(0, sympy.cos(x).rewrite(sympy.exp)), Max(0, sympy.cos(x))),
    ],
    ids=str,
)
def test_equal_almost_everywhere_is_equal(answer, expected):
    assert equal_expressions(answer, expected, domain=REALS) is True


# Domains


def test_without_a_domain_a_symbol_runs_where_the_right_answer_is_real():
    assert equal_expressions(sympy.log(x * y), sympy.log(x) + sympy.log(y)) is True
    assert equal_expressions(sympy.log(x * y), sympy.log(x) + sympy.log(y), domain={**SQUARE}) is False


def test_the_assumptions_of_the_right_answer_limit_the_domain():
    n, p = Symbol("n", integer=True), Symbol("p", positive=True)
    assert equal_expressions(sympy.cos(sympy.pi * Symbol("n")), (-1) ** n) is True
    assert equal_expressions(sympy.sqrt(Symbol("p") ** 2), p) is True
    assert equal_expressions(sympy.sqrt(Symbol("q") ** 2), Symbol("q")) is False


def test_infinite_intervals_are_intervals():
    assert equal_expressions(Abs(x), x, domain={"x": [(0, sympy.oo)]}) is True
    assert equal_expressions(Abs(x), x, domain={"x": [(-sympy.oo, sympy.oo)]}) is False


# Antiderivatives


@pytest.mark.parametrize(
    "answer",
    [
        sympy.log(Abs(x)) + Heaviside(x),
        Piecewise((sympy.log(x) + 3, x > 0), (sympy.log(-x) - 2, True)),
        sympy.log(x) + C,
        sympy.log(-3 * x),
    ],
    ids=str,
)
def test_each_side_of_a_pole_has_a_constant_of_its_own(answer):
    assert equal_expressions(answer, sympy.log(Abs(x)), domain=REALS, up_to_constant_in="x") is True


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (x**2 / 2 + sign(x), "jump"),
        (Piecewise((x**2 / 2, x < 1), (x**2 / 2 + 1, True)), "jump"),
        (x, "integrand"),
        (x**2 / 2 + C * x, "not_antiderivative"),
        (x**2, "not_antiderivative"),
        (Integral(x, x), "unevaluated"),
        (sympy.nan, "no_number"),
        (x**2 * Rational(1, 2) + 0.333 * x**2 - x**2 / 3, "float_for_exact"),
    ],
    ids=str,
)
def test_a_wrong_antiderivative_is_told_by_its_kind(answer, found):
    assert kind(answer, x**2 / 2, up_to_constant_in="x") == found


def test_the_exponential_is_its_own_antiderivative():
    assert equal_expressions(sympy.exp(x), sympy.exp(x) + 1, domain=REALS, up_to_constant_in="x") is True


# What is found, as data


@pytest.mark.parametrize(
    ("answer", "expected", "found"),
    [
        (None, x, "missing"),
        ("x", x, "type"),
        (True, x, "type"),
        (Opaque("Thing"), x, "type"),
        (sympy.true, x, "type"),
        (x < 1, x, "type"),
        (sympy.Eq(x, 1), x, "type"),
        (sympy.Lambda(x, x**2), x**2, "type"),
        (sympy.FiniteSet(1, 2), x, "type"),
        (Matrix([x]), x, "type"),
        ([[x, y], [1, 2]], Matrix([[x, y], [1, 2]]), "type"),
        (np.eye(2), sympy.eye(2), "type"),
        ([x], x, "type"),
        (x, Matrix([x]), "type"),
        (x, [x], "type"),
        ([x], [x, y], "length"),
        (Matrix([[x, y]]), Matrix([x, y]), "shape"),
        (Matrix([[x, y], [1, 2]]), Matrix([[x, 1], [y, 2]]), "transposed_matrix"),
        (Derivative(x**2, x), 2 * x, "unevaluated"),
        (x + Derivative(x**2, x), 3 * x, "unevaluated"),
        *(
            (answer, 2 * x, "unevaluated")
            for head in (sympy.re, sympy.conjugate, sympy.im, sympy.arg)
            for question in [Derivative(head(x**2, evaluate=False), x)]
            for answer in (question, question + 0 * x, 1 * question, question / 2 + x)
        ),
        (sympy.Sum(x, (t, 1, 3)), 3 * x, "unevaluated"),
        (Integral(2 * x, x), x**2, "unevaluated"),
        (x + Integral(2 * x, x), x**2 + x, "unevaluated"),
        (sympy.Limit(t * x, t, 2), 2 * x, "unevaluated"),
        (sympy.Subs(t * x, t, 2), 2 * x, "unevaluated"),
        (Matrix([[Integral(x, x)]]), Matrix([[x]]), "unevaluated"),
        (sympy.nan, x, "no_number"),
        (x + sympy.oo, x, "no_number"),
        (sympy.Function("f")(x), x, "unknown_function"),
        (1 + sympy.Function("f")(x), x, "unknown_function"),
        (Piecewise((x, sympy.Contains(x, sympy.Interval(-5, 5)))), x, "undecided"),
        (2 * t, 2 * x, "unknown_symbols"),
        (S(3), 2 * x, "missing_symbols"),
        (0.333 * x, x / 3, "float_for_exact"),
        (Piecewise((x, x > 0)), x, "undefined_at"),
        (2 * x, x, "not_equal"),
        (sympy.hyper((1, 2), (3,), x), x, "undecided"),
        (1 / (sympy.sin(x) ** 2 + sympy.cos(x) ** 2 - 1), x, "undecided"),
    ],
    ids=str,
)
def test_each_way_of_being_wrong_has_its_kind(answer, expected, found):
    assert kind(answer, expected) == found


def test_a_witness_has_small_numbers_and_both_values():
    seen = compare(x**2 + 1, x**2 - 1, domain=REALS).witness
    assert (seen.point, seen.yours, seen.expected) == ({"x": 2.0}, 5.0, 3.0)


def test_a_constant_factor_and_offset_are_told():
    assert compare(-sympy.sin(x) / 3, sympy.sin(x), domain=REALS).witness.factor == "-1/3"
    assert compare(sympy.sin(x) - 2, sympy.sin(x), domain=REALS).witness.offset == "-2"
    assert compare(sympy.sin(2 * x), sympy.sin(x), domain=REALS).witness.factor == ""


def test_the_first_wrong_entry_is_named():
    right = Matrix([[x, y], [x * y, 1]])
    assert compare(Matrix([[x, y], [x * y, 2]]), right).place == (1, 1)
    assert compare([x, [y, 2 * y]], [x, [y, y]]).place == (1, 1)


def test_a_wrong_entry_comes_before_an_undecided_one():
    answer = [sympy.hyper((1, 2), (3,), x), 2 * x]
    assert compare(answer, [x, x]).place == (1,)
    assert equal_expressions(answer[:1], [x]) is None


def test_the_rounded_number_is_named():
    finding = compare(0.693 * 2**x, sympy.log(2) * 2**x, domain=REALS)
    assert (finding.number, finding.exact) == (0.693, "log(2)")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (3, Integer(3)), (0.1 + 0.2, Rational(3, 10)), (1 + 2j, 1 + 2 * sympy.I), (np.float64(0.5), S.Half),
        (sympy.Tuple(x, y), [x, y]), (sympy.Array([x, y]), [x, y]),
        (sympy.derive_by_array(x**2 * y, [x, y]), [2 * x * y, x**2]),
        (sympy.Array([[x, y], [1, 2]]), Matrix([[x, y], [1, 2]])),
        (0.1 * x * 3 - 0.3 * x, Integer(0)), (x + sympy.sin(y) ** 2 + sympy.cos(y) ** 2, x + 1),
        (Symbol("x", real=True) + Symbol("y", negative=True), x + y),
    ],
    ids=str,
)  # fmt: skip
def test_other_ways_to_hand_over_a_right_answer(answer, expected):
    assert equal_expressions(answer, expected) is True


def test_plain_data_is_judged_like_the_objects():
    assert compare(from_sympy(x + x**2), from_sympy(x * (x + 1)), domain=REALS) is None


# Bounded, whatever is sent


def unevaluated(head, *args):
    return head(*args, evaluate=False)


def doubled(depth):
    expression = x
    for _ in range(depth):
        expression = unevaluated(sympy.Mul, expression, expression)
    return expression


def applied(head, times, first=()):
    applications = (tokens.Apply(head, 1 + bool(first)),) * times
    return Expression(first * times + (tokens.Symbol("x"),) + applications)


def beyond(head, size, count=1):
    """x times two and some values of a special function, all of large arguments."""
    values = [tokens.Rational(2 * (size - i) + 1, 2) for i in range(count)]
    one = (tokens.Apply(head, 1),)
    pair = (tokens.Rational(2 * size + 1, 2), tokens.Apply(head, 2))
    parts = [(value, *(pair if head in SPECIAL_OF_TWO else one)) for value in values]
    total = (tokens.Integer(2), *(token for part in parts for token in part), tokens.Apply("Add", 1 + count))
    return Expression((tokens.Symbol("x"), *total, tokens.Apply("Mul", 2)))


def plain_or_none(value):
    try:
        return plain(value)
    except Unreadable:
        return None


SPECIAL_OF_TWO = {"beta", "binomial", "besselj", "expint", "lowergamma", "polygamma", "polylog", "uppergamma"}
TOWER = unevaluated(sympy.Pow, 10, unevaluated(sympy.Pow, 10, Integer(10)))
HOSTILE = {
    "tower": TOWER,
    "tower in a sine": sympy.sin(TOWER * x),
    "taller tower": unevaluated(sympy.Pow, 10, TOWER),
    "shared 2^40 times": doubled(40),
    "shared 2^11 times": doubled(11),
    "nested sin": applied("sin", 4_000),
    "nested exp": applied("exp", 300),
    "nested gamma": applied("gamma", 100),
    "nested Abs": applied("Abs", 1_000),
    "nested polylog": applied("polylog", 60, (tokens.Integer(2),)),
    "long sum": sympy.Add(*[sympy.sin(k * x) for k in range(1, 1_000)]),
    "many kinks": Max(*[k * x - k**2 for k in range(30)]),
    "large number": Integer(7) ** 30_000 * x,
    "logs of large numbers": x * sympy.Add(*[sympy.log(Rational(7**999 + k, 5**999)) for k in range(900)]),
    "powers of large numbers": sympy.Add(x, *[unevaluated(sympy.Pow, 10**900 + k, x) for k in range(300)]),
    **{f"{head} at {size}": beyond(head, size) for head in SPECIAL for size in (4_000, 10**6, 10**18)},
    **{f"{head} many times": beyond(head, 250, 60) for head in sorted(SPECIAL_OF_TWO)},
    "no tree": Expression((tokens.Apply("Add", 7),)),
    "two trees": Expression((tokens.Symbol("x"), tokens.Symbol("x"))),
    "no tokens": Expression(()),
    "wrong arity": Expression((tokens.Symbol("x"), tokens.Symbol("x"), tokens.Apply("sin", 2))),
    "empty head": Expression((tokens.Apply("sin", 0),)),
    "condition as number": Expression((tokens.Constant("true"), tokens.Symbol("x"), tokens.Apply("Mul", 2))),
    "piece as number": Expression(
        (tokens.Symbol("x"), tokens.Constant("true"), tokens.Apply("ExprCondPair", 2))
    ),
    "unknown leaf": Expression((tokens.Constant("omega"),)),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("variable", [None, "x"])
def test_a_hostile_answer_ends_as_a_finding(name, variable):
    start = time.thread_time()
    assert equal_expressions(HOSTILE[name], x, domain=REALS, up_to_constant_in=variable) is not True
    assert time.thread_time() - start < 1.0


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("variable", [None, "x"])
def test_a_hostile_answer_ends_though_no_point_refuses_it(name, variable):
    answer = plain_or_none(HOSTILE[name])
    if answer is None:
        return
    twice = Expression((*answer.tokens, tokens.Integer(1), tokens.Apply("Mul", 2)))
    start = time.thread_time()
    assert equal_expressions(answer, twice, domain=REALS, up_to_constant_in=variable) is not False
    assert time.thread_time() - start < 1.0
