"""Findings become calm sentences; values become short text that is safe to print."""

import ast
import math
import re
from pathlib import Path
from string import Formatter

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, optimize

from graders.feedback.answer_phrases import said
from graders.feedback.sentences import SENTENCES, sentence, show
from graders.grading.findings import CodeRaised, ExampleBreaks
from graders.judge import facts as answer
from graders.judge.default import default_judge
from graders.judge.figures import comparison as figure
from graders.judge.findings import Finding, Missing, WrongKind, WrongLength
from graders.judge.numbers import comparison as numeric
from graders.judge.numbers import convergence, training
from graders.values.codec import decode
from graders.values.encoding import encode
from graders.values.expressions import from_sympy
from graders.values.functions import Counted, Function
from graders.values.outcome import Raised
from graders.values.tokens import Apply, Float, Symbol
from graders.values.types import Axes, Expression, Figure, Matrix, Opaque, Remote

E = np.array([-2.5061234, -2.9853456])


def test_a_factor_reads_like_this():
    assert sentence(numeric.compare(E / 2, E, tolerance=1e-5)) == (
        "Every entry is exactly half the expected value.\n"
        "\n"
        "  yours     [-1.25306 -1.49267]\n"
        "  expected  [-2.50612 -2.98535]"
    )


def test_a_scalar_reads_like_this():
    assert sentence(numeric.compare(2.0, 3.1)) == ("The answer differs.\n\n  yours     2.0\n  expected  3.1")


def test_how_small_a_difference_must_be_is_told_where_it_is_hard_to_see():
    assert sentence(numeric.compare(3.1001, 3.1)) == (
        "The answer differs.\n\n"
        "  yours     3.1001\n  expected  3.1\n  relative error 3.2e-05, allowed 5.7e-14"
    )


def test_whole_numbers_are_shown_as_such():
    assert sentence(numeric.compare([1, -1], [1, 0])) == (
        "1 of 2 entries differs at [1].\n\n  yours     [1 -1]\n  expected  [1 0]"
    )
    assert sentence(numeric.compare(1, 2)) == "The answer differs.\n\n  yours     1\n  expected  2"
    assert sentence(numeric.compare(1, 0)).startswith("The answer is too large by 1.\n")


FLAT = np.zeros(2)
SOLVED = "a whole result of SciPy"
POINT = "Its `.x` holds the point, `.fun` holds the value there."
POLYNOMIAL = ("a polynomial of NumPy", "Its `.coef` holds the coefficients.")
GIVES = "`np.array(list(…))` collects what it gives."
OPEN = ("the mark of an open task", "What is asked goes in its place.")


@pytest.mark.parametrize(("made", "kind", "way_out"), [
    (optimize.minimize(np.linalg.norm, FLAT), SOLVED, POINT), (optimize.root(np.sin, FLAT), SOLVED, POINT),
    (optimize.root_scalar(math.sin, bracket=(3, 4)), SOLVED, "Its `.root` holds the zero."),
    (integrate.solve_ivp(lambda _, y: y, (0, 1), [1.0]), SOLVED, "Its `.y` holds the values."),
    (np.linalg.lstsq(np.eye(2), FLAT, rcond=None),
     "a tuple with arrays in it", "`[0]` takes its first item, `[-1]` its last."),
    (np.poly1d([1, 2]), *POLYNOMIAL), (np.polynomial.Polynomial([1, 2]), *POLYNOMIAL),
    (map(float, "12"), "a `map`", GIVES), (zip("a", "b", strict=True), "a `zip`", GIVES),
    (filter(None, "1"), "a `filter`", GIVES), ({"a": 1}.values(), "the values of a dict", GIVES),
    (iter([1]), "an iterator", GIVES), (range(3), "a range", GIVES),
    ({"W": 1, "b": 2}, "a dict", 'What it holds is taken by its key: ["W"], ["b"].'),
    (..., *OPEN), (NotImplementedError(), *OPEN),
    (sympy.Symbol("x"), "an expression", "`sp.lambdify` makes a function of it that gives one."),
    (optimize.Bounds([0], [1]),
     "an object of the class Bounds", "What it holds is taken with a dot and a name."),
])  # fmt: skip
def test_what_libraries_hand_back_is_called_by_its_name_with_the_way_out(made, kind, way_out):
    crossed = decode(encode(made, remember=lambda _: 1))
    told = sentence(numeric.compare(crossed, E))
    assert told == f"The answer is {kind}; an array is expected. {way_out}"


def test_an_array_of_texts_is_told_from_one_of_numbers():
    told = sentence(numeric.compare(decode(encode(np.array(["1"]))), E))
    assert told.startswith("The answer is an array of texts; an array of numbers is expected.")


@pytest.mark.parametrize(("name", "meant", "is_told"), [
    ("sqrt", "sorted", False), ("math", "format", False), ("i", "id", False),
    ("prin", "print", True), ("rnage", "range", True), ("ys", "xs", True),
])  # fmt: skip
def test_what_python_takes_for_meant_is_told_where_it_is_alike(name, meant, is_told):
    raised = Raised("NameError", f"name '{name}' is not defined. Did you mean: '{meant}'?")
    assert ("Did you mean" in said(raised)) == is_told


@pytest.mark.parametrize(("made", "expected"), [({"type": 1}, [1.0]), ((E, E), {"dW": E})])
def test_no_part_is_offered_in_place_of_a_container(made, expected):
    told = sentence(default_judge(expected, None, 1)(made, expected))
    assert told.endswith(" is expected.")


def test_where_each_return_gives_something_none_was_reached():
    assert sentence(Missing("a text", returns=True, unreached=True)) == (
        "The answer is None: the call reached no `return`. Which case is left?"
    )


def test_of_a_tuple_for_a_number_one_item_may_be_meant():
    assert sentence(numeric.compare(integrate.quad(math.sin, 0, 1), 1.0)) == (
        "The answer is a tuple; a number is expected. `[0]` takes its first item, `[-1]` its last."
    )


def test_a_row_is_named_only_among_several():
    row, rows = np.arange(9.0)[None], np.arange(18.0).reshape(2, 9)
    assert "(row" not in sentence(numeric.compare(row**1.5, row))
    assert "(row 1)" in sentence(numeric.compare(rows**1.5, rows))


def test_of_an_array_of_one_entry_the_answer_differs():
    assert sentence(numeric.compare(np.ones((1, 1)), np.array([[7.3]]))).startswith("The answer differs.\n")


def test_whole_numbers_have_lost_decimals_only_where_there_were_some():
    assert "has no decimals" in sentence(numeric.compare([0, 1], [0.25, 1.75]))
    assert "has no decimals" in sentence(numeric.compare(np.array([7, 9]), np.array([0.25, 1.75])))
    assert "has no decimals" not in sentence(numeric.compare([7, 9], [0.25, 1.75]))
    assert "has no decimals" not in sentence(numeric.compare([0, 0], [0.0, -1 + 1e-12]))


def test_what_numpy_says_of_itself_is_left_out():
    with pytest.raises(ValueError, match="gufunc") as caught:
        np.ones((1, 2)) @ np.ones((3, 1))
    told = sentence(ExampleBreaks(Raised("ValueError", str(caught.value))))
    assert "gufunc" not in told
    assert told.endswith("(size 3 is different from 2).")


def test_an_item_that_is_no_single_number_is_told_so():
    found = numeric.compare([1.0, np.ones((1, 1))], [1.0, 2.0])
    assert sentence(found) == "`answer[1]` has the shape (1, 1); a single number is expected."


def test_what_an_example_ends_with_has_one_full_stop():
    assert sentence(ExampleBreaks(Raised("TypeError", "it is so."))).endswith("TypeError: it is so.")


def test_a_rounded_answer_is_told_so():
    assert sentence(numeric.compare(np.round(E, 3), E, tolerance=1e-9)) == (
        "The answer is rounded to 3 decimals; the value itself is expected."
    )
    assert not sentence(numeric.compare(0.0, 0.25)).startswith("The answer is rounded")


def test_a_slow_convergence_reads_like_this():
    values = [[1 + h for h in (0.1, 0.05, 0.025)]] * 9
    finding = convergence.order_finding(values, (0.1, 0.05, 0.025), 2, limit=[1.0] * 9)
    assert sentence(finding) == (
        "The error shrinks too slowly: like h^1.0, where h^2 is expected.\n"
        "\n"
        "  h = 0.1      error 1.0e-01\n"
        "  h = 0.05     error 5.0e-02    2.0 times smaller; 4 expected\n"
        "  h = 0.025    error 2.5e-02    2.0 times smaller; 4 expected"
    )


@pytest.mark.parametrize(
    ("value", "expected", "text"),
    [
        (None, 1.0, "The answer is None. Is a `return` missing?"),
        ([1.0, None], [1.0, 2.0], "`answer[1]` is None; a number is expected."),
        ("1", 1.0,
         "The answer is a text; a number is expected. What is in quotes, or comes from `str`, is a text."),
        (Opaque("generator"), E,
         "The answer is a generator; an array is expected. `np.array(list(…))` collects what it gives."),
        ([1.0, 2.0], E, "The answer is a list; an array is expected. `np.array(…)` makes one."),
        ((1.0, 2.0), E, "The answer is a tuple; an array is expected. `np.array(…)` makes one."),
        (True, 1.0, "The answer holds True and False; numbers are expected."),
        (1j, 1.0, "The answer is complex; its largest imaginary part is 1.0. Real numbers are expected."),
        (1.0, E, "The answer is a single number; an array of shape (2,) is expected."),
        (np.ones((1, 3)), E, "The answer has the shape (1, 3); (2,) is expected."),
        (np.ones(3), 1.0, "The answer has the shape (3,); a single number is expected."),
        (np.ones((2, 1)), E,
         "The answer has the shape (2, 1); (2,) is expected. Flattened with `ravel` it has that shape."),
        (np.ones(3), E, "The answer has 3 entries; 2 entries are expected."),
        (np.ones(1), E, "The answer has 1 entry; 2 entries are expected."),
        (np.ones(3), E[:1], "The answer has 3 entries; 1 entry is expected."),
        (np.zeros(0), E, "The answer is empty; the shape (2,) is expected."),
        (np.array([1.0, np.nan]), E,
         "The answer has NaN at [1]. 0/0, ∞ - ∞ and the logarithm or root of a negative number give NaN."),
        (np.inf, 1.0,
         "The answer is infinity. A division by 0, log(0) and an overflow of exp give infinity."),
    ],
)  # fmt: skip
def test_the_form_of_an_answer_is_worded(value, expected, text):
    assert sentence(numeric.compare(value, expected)) == text


@pytest.mark.parametrize(
    ("yours", "expected", "text"),
    [
        (1, 0, "The answer has 1 item; no items are expected."),
        (0, 1, "The answer has no items; 1 item is expected."),
        (3, 2, "The answer has 3 items; 2 items are expected."),
    ],
)
def test_the_length_of_an_answer_is_worded(yours, expected, text):
    assert sentence(WrongLength(yours, expected)) == text


def first_line(finding):
    return sentence(finding).splitlines()[0]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([2.0, 4.0, 8.0, 14.0], "Every entry is exactly 2 times the expected value."),
        ([-1.0, -2.0, -4.0, -7.0], "Every entry is right but for its sign."),
        ([0.1, 0.2, 0.4, 0.7], "Every entry is exactly 1/10 of the expected value."),
        ([7.0, 4.0, 2.0, 1.0], "The numbers are right, but in reverse order."),
        ([2.0, 1.0, 4.0, 7.0], "The numbers are right, but in another order."),
        ([0.0, 1.0, 2.0, 4.0], "The numbers are right, but each stands one place too late."),
        ([1.5, 2.5, 4.5, 7.5], "Every entry is too large by 0.5."),
        ([0.0, 0.0, 0.0, 0.0], "Every entry is 0."),
        ([1.0, 2.0, 4.1, 7.0], "1 of 4 entries differs at [2]."),
        ([1.0, 2.1, 4.1, 7.0], "2 of 4 entries differ, most at [1]."),
    ],
)
def test_the_kind_of_difference_is_worded(value, text):
    assert first_line(numeric.compare(np.array(value), np.array([1.0, 2.0, 4.0, 7.0]))) == text


@pytest.mark.parametrize("value", [E + 9e-16, E + np.array([9e-16, -9e-16])])
def test_a_difference_of_rounding_is_no_shift_of_place_or_height(value):
    assert first_line(numeric.compare(value, E, tolerance=1e-16)).startswith("2 of 2 entries differ")


def test_numbers_that_differ_late_are_shown_with_enough_digits():
    text = sentence(numeric.compare(1.00000000001, 1.0))
    assert "yours     1.00000000001\n" in text


def test_a_line_has_six_numbers_at_most_and_shows_the_one_that_differs():
    value = np.arange(100.0)
    value[50] = -1
    yours = sentence(numeric.compare(value, np.arange(100.0))).splitlines()[2]
    assert yours == "  yours     [… 47.0 48.0 49.0 -1.0 51.0 52.0 …]"


def test_a_small_matrix_is_shown_row_by_row():
    A = np.array([[1.0, 2.0], [3.0, 4.5]])
    assert sentence(numeric.compare(A.T, A)).splitlines()[2:6] == [
        "  yours     [1.0 3.0]",
        "            [2.0 4.5]",
        "  expected  [1.0 2.0]",
        "            [3.0 4.5]",
    ]


def test_training_is_worded():
    w = {"W": np.ones((2, 2)), "b": np.ones(2)}
    finding = training.gradient_finding(
        {"W": 2 * w["W"], "b": 3 * w["b"]}, lambda p: sum(np.sum(x**2) for x in p.values()), w
    )
    assert sentence(finding) == (
        "The gradient is not that of the loss.\n\n"
        "  W        exact  largest difference 0.0e+00\n"
        "  b        off    largest difference 1.0e+00"
    )
    assert "is 94.999 %; at least 95 % is asked" in sentence(training.accuracy_finding(0.94999, 0.95, "them"))
    assert "is nan %" in sentence(training.accuracy_finding(float("nan"), 0.95, "them"))
    assert sentence(training.accuracy_finding(0.78, 0.95, "fresh data")) == (
        "The accuracy on fresh data is 78 %; at least 95 % is asked. The best constant answer has 50 %."
    )
    assert first_line(training.curve_finding([4.0, 3.0, 9.0, 1.5], [4.0, 3.0, 2.0, 1.0])) == (
        "The costs differ from update 2 on."
    )


def test_figures_are_worded():
    line = {"x": np.arange(3.0), "y": np.arange(3.0), "label": "", "style": "-"}
    other = line | {"y": np.array([0.0, 1.0, 4.0]), "label": "rule"}
    asked = Figure((Axes(lines=(line,)), Axes(lines=(line, other), legend=("a", "b"))))
    one = Figure((Axes(lines=(line,)), Axes(lines=(line,))))
    wrong = Figure((Axes(lines=(line,)), Axes(lines=(line, other | {"y": -other["y"]}))))
    bare = Figure((Axes(lines=(line,)), Axes(lines=(line, other))))
    assert sentence(figure.compare(one, asked)) == "The second panel has one curve; 2 are asked."
    assert sentence(figure.compare(wrong, asked)) == (
        "The curve 'rule' in the second panel is not the one asked: at x = 2.0 it has -4.0; 4.0 is expected."
    )
    assert sentence(figure.compare(bare, asked)) == (
        "The second panel has no legend that names its 2 curves: `label=` gives each a name, and `legend()` "
        "shows them."
    )


def test_answers_are_worded():
    assert sentence(answer.compare("a", "b")) == "The answer 'a' is not right."
    assert sentence(answer.compare({"x": 1}, {"y": 1})) == (
        "The keys of the answer are not the ones asked (missing: 'y'; not asked: 'x')."
    )
    assert sentence(answer.compare("c", "b", choices="ab")) == (
        "The answer is 'c', which is none of the choices: 'a', 'b'."
    )


# The table


def below(base):
    """All classes of findings under a class."""
    for found in base.__subclasses__():
        yield from (found, *below(found))


KINDS = [found for found in below(Finding) if hasattr(found, "kind")]
WORDS = [pytest.param(found, words, id=found.kind) for found, words in SENTENCES.items()]


def test_every_class_of_findings_has_its_words():
    with_its_call = {CodeRaised}  # is told by what the code said, not by how an answer differs
    assert set(SENTENCES) == set(KINDS) - with_its_call


def test_every_class_of_findings_has_a_word_of_its_own():
    assert len({found.kind for found in KINDS}) == len(KINDS)


@pytest.mark.parametrize(("found", "words"), WORDS)
def test_a_template_names_only_what_its_findings_know(found, words):
    names = {name for _, name, _, _ in Formatter().parse(words) if name} if isinstance(words, str) else set()
    assert names <= {"it", *found.__struct_fields__}


def test_a_finding_inside_a_larger_answer_is_the_same_but_for_its_place():
    assert WrongLength(1, 2, place=("b",)).within("a", 0) == WrongLength(1, 2, place=("a", 0, "b"))


def test_templates_use_no_blaming_words():
    texts = [text for text in SENTENCES.values() if isinstance(text, str)]
    for module in ("sentences", "number_phrases", "answer_phrases", "expression_phrases", "figure_phrases"):
        source = Path(numeric.__file__).parents[2] / "feedback" / f"{module}.py"
        texts += [c.value for c in ast.walk(ast.parse(source.read_text("utf-8")))
                  if isinstance(c, ast.Constant) and isinstance(c.value, str)]  # fmt: skip
    blaming = re.compile(r"\b(you|just|simply|obviously|wrong answer)\b", re.IGNORECASE)
    assert [text for text in texts if blaming.search(text)] == []


# show


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"), (True, "True"), (3, "3"), (2.0, "2.0"), (0.1, "0.1"), (1 / 3, "0.333333"),
        (1e-12, "1e-12"),
        (np.float64(2.5), "2.5"), (np.nan, "NaN"), (-np.inf, "-inf"), (1 - 2j, "1.0-2.0j"), ("a b", "'a b'"),
        ([1, 2.5, "x"], "[1, 2.5, 'x']"), ((1,), "(1,)"), ({"W": 1}, "{'W': 1}"),
        (10**30, "a number of 100 bits"),
        (np.array([1.0, 2.0]), "[1.0 2.0]"), (np.arange(9), "[0 1 2 3 4 5 …] (9 entries)"),
        (np.eye(2), "[[1.0 0.0] [0.0 1.0]]"), (np.ones((40, 3)), "an array of shape (40, 3)"),
        (np.array([None]), "an array of dtype object"), (Opaque("map"), "a map"),
        (Opaque("ndarray"), "a ndarray"),
        (Remote(1, "slope"), "the function slope"), (Matrix(1, 2, (Expression((Symbol("x"),)),) * 2),
         "a 1×2 matrix of x, x"), (Figure((Axes(),)), "a figure of 1 panel"), (list(range(9)),
         "[0, 1, 2, 3, 4, 5, … (9 in all)]"), (Function("x"), "a Function"),
        ({"sine": Counted(math.sin)}, "{'sine': sin}"),
    ],
    ids=str,
)  # fmt: skip
def test_values_are_shown_short(value, text):
    assert show(value) == text


nested = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.complex_numbers(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
)


@given(nested)
def test_any_value_is_shown_in_three_hundred_printable_characters(value):
    text = show(value)
    assert len(text) <= 300
    assert text.isprintable()


@pytest.mark.parametrize("text", ["\x1b[31mred", "a\nb", "\u202eleft", "\0"])
def test_control_characters_are_escaped(text):
    assert show(text).isprintable()
    assert show(Opaque(text)).isprintable()
    assert show(Expression((Symbol(text),))).isprintable()
    assert sentence(WrongKind(text, "a number")).isprintable()


X, Y = sympy.symbols("x y")


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (X**3 - 2 * X**2 + 1, "x**3 - 2*x**2 + 1"), (3 * X**2 - 4 * X, "3*x**2 - 4*x"), (-X / 2, "-x/2"),
        (1 / (1 + sympy.exp(-X)), "1/(exp(-x) + 1)"), (sympy.sqrt(X) / Y, "sqrt(x)/y"),
        ((X + Y) ** 2, "(x + y)**2"),
        (X ** sympy.Rational(-2, 3), "1/x**(2/3)"), (-X * (Y + 2), "-x*(y + 2)"),
        (sympy.Float("0.333"), "0.333"),
        (sympy.Abs(X - Y), "abs(x - y)"), (2 ** -X, "2**(-x)"), (sympy.pi * X, "pi*x"),
    ],
    ids=str,
)  # fmt: skip
def test_expressions_are_shown_as_a_person_writes_them(expression, text):
    assert show(from_sympy(expression)) == text


def test_a_large_expression_is_shown_by_its_size():
    expression = from_sympy(sum(X**k for k in range(100)))
    assert show(expression) == f"an expression of {len(expression.tokens)} parts"


@pytest.mark.parametrize("tokens", [(), (Apply("Add", 2),), (Symbol("x"), Apply("Pow", 2)), (Float("x"),)])
def test_tokens_that_make_no_expression_are_shown_safely(tokens):
    assert show(Expression(tokens)) == "an expression"
