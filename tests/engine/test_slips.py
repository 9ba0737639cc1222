"""Mistakes that Python stumbles over have a name and a sentence; what is not reached in a file is seen."""

import ast
from string import Formatter

import pytest

from graders.feedback.happenings import tell
from graders.feedback.slips import SLIPS
from graders.grading.happenings import DoesNotParse, NearName, RaiseLeft, Slipped, StatementStops, Waiting
from graders.grading.ids import FAMILY, feedback_id
from graders.grading.outlines import Returns, nearest, returns_of
from graders.grading.slips import RAISED, SYNTAX, Slip, slip_of
from graders.judge.findings import Missing
from graders.sandbox.inside.calling import Student
from graders.values.outcome import Raised

NAMES = {
    *(name for name, *_ in (*RAISED, *SYNTAX)),
    "library_not_imported",
    "library_left_out",
    "other_names",
    "return_in_loop",
}
FACTS = {
    "library_not_imported": 2,
    "library_left_out": 2,
    "deeper_in_numpy": 1,
    "other_names": 2,
    "no_value_yet": 1,
    "dot_for_a_key": 1,
    "unknown_key": 1,
    "shapes_of_a_product": 2,
    "shapes_of_a_sum": 2,
    "return_in_loop": 1,
}


def raised(code):
    """What a line of a student's file raises, as the grader sees it."""
    names = {}
    exec("import math\nimport numpy as np\nimport sympy as sp\na = np.ones(2)\nn = np.arange(2)", names)
    seen = Student(lambda *_: None, names, "f.py")
    try:
        exec(compile(code, "f.py", "exec"), seen.names)
    except BaseException as error:
        from graders.sandbox.inside.calling import _describe

        return _describe(error, "f.py")
    raise AssertionError("it raises nothing")


@pytest.mark.parametrize(("code", "slip"), [
    ("x = sp.Symbol('x'); 3 * x ^ 2 - 4 * x", Slip("caret_for_a_power")),
    ("np.linalg.eig(np.eye(2)) > 0", Slip("several_at_once")), ("(1, 2) / 2", Slip("several_at_once")),
    ("for k, v in {'sine': 1}: pass", Slip("other_number_of_values")),
    ("sqrt(2)", Slip("library_left_out", ("sqrt", "np.sqrt"))),
    ("diff(2)", Slip("library_left_out", ("diff", "sp.diff"))),
    ("np.norm(a)", Slip("deeper_in_numpy", ("np.linalg.norm",))),
    ("np.randn(2)", Slip("deeper_in_numpy", ("np.random.randn",))),
    ("2.0 ^ 2", Slip("caret_for_a_power")), ("np.ones(2) ^ 2", Slip("caret_for_a_power")),
    ("max(0, a)", Slip("truth_of_an_array")),
    ("1 if a > 0 else 0", Slip("truth_of_an_array")),
    ("1 if sp.Symbol('x') > 0 else 0", Slip("truth_of_a_formula")),
    ("np.ones((2, 3)) @ np.ones((4, 5))", Slip("shapes_of_a_product", ("4", "3"))),
    ("np.ones((2, 3)) + np.ones((4, 5))", Slip("shapes_of_a_sum", ("(2,3)", "(4,5)"))),
    ("float(a)", Slip("one_number_of_an_array")),
    ("math.exp(a)", Slip("one_number_of_an_array")),
    ("n /= 3", Slip("fractions_into_integers")),
    ("np.sin(sp.Symbol('x'))", Slip("numpy_on_a_formula")),
    ("k = 2.0\nk(3)", Slip("calls_a_number")),
    ("None + 1", Slip("something_is_none")), ("[].append(1).append(2)", Slip("something_is_none")),
    ("for k in [].append(1): pass", Slip("something_is_none")),
    ("for k in 3: pass", Slip("entries_of_a_number")),
    ("for k in np.float64(3): pass", Slip("entries_of_a_number")),
    ("k = 3.0\nk[0]", Slip("entries_of_a_number")), ("len(3)", Slip("entries_of_a_number")),
    ("p, q = 3.0", Slip("entries_of_a_number")),
    ("for k in np.array(3): pass", Slip("entries_of_a_number")),
    ("math.sin + 1", Slip("function_for_a_number")),
    ("raised = lambda: 1\n2 * raised", Slip("function_for_a_number")),
    ("np.sin / 2", Slip("function_for_a_number")), ("'2' + 1", Slip("text_for_a_number")),
    ("2 - '1'", Slip("text_for_a_number")), ("math.sin('1')", Slip("text_for_a_number")),
    ("(lambda p: p)(1, 2)", Slip("other_number_of_arguments")),
    ("(lambda p, q: p)(1)", Slip("other_number_of_arguments")),
    ("p, q = 1, 2, 3", Slip("other_number_of_values")), ("p, q = [1]", Slip("other_number_of_values")),
    ("np.zeros(2, 3)", Slip("shape_as_two_numbers")),
    ("np.zeros(2)[0, 1]", Slip("more_indices_than_axes")),
    ("a[0] = a", Slip("several_into_one_entry")), ("{}.W", Slip("dot_for_a_key", ("W",))),
    ("import matplotlib.figure as m\nm.Figure().subplots().plot_surface(a, a, a)",
     Slip("surface_in_a_flat_panel")),
    ("float(1j)", Slip("real_number_of_a_complex")), ("float(sp.I)", Slip("real_number_of_a_complex")),
    ("math.log(0)", Slip("outside_the_domain")), ("math.sqrt(-1)", Slip("outside_the_domain")),
    ("def g():\n  if a is n: q = 1\n  return q\ng()", Slip("no_value_yet", ("q",))),
    ("def g():\n  if a is n: q = 1\n  return (lambda: q)()\ng()", Slip("no_value_yet", ("q",))),
    ("sp.Symbol('x').subs(sp.Symbol('x'), a)", Slip("array_into_a_formula")),
    ("[1, 2] - [3]", Slip("arithmetic_with_a_list")),
    ("[1.0] * 2.0", Slip("arithmetic_with_a_list")),
    ("[1][3]", Slip("index_beyond_the_end")),
    ("plt.plot(a)", Slip("library_not_imported", ("plt", "import matplotlib.pyplot as plt"))),
    ("f = lambda: f()\nf()", Slip("recursion_without_end")),
    ("aa", None), ("int('1.5')", None), ("{}[1]", Slip("unknown_key", ("1",))),
])  # fmt: skip
def test_an_exception_tells_of_a_slip(code, slip):
    assert slip_of(raised(code)) == slip


def test_a_name_of_another_function_is_told_with_the_names_of_this_one():
    assert slip_of(raised("dx"), ("f", "x", "h")) == Slip("other_names", ("dx", "f, x, h"))
    assert slip_of(raised("dx"), ()) is None


def test_of_a_name_that_python_itself_puts_right_no_arguments_are_listed():
    for name, slip in (("xs", Slip("other_names", ("xs", "f, x"))), ("central_differance", None)):
        meant = "x" if slip else "central_difference"
        said = Raised("NameError", f"name '{name}' is not defined. Did you mean: '{meant}'?")
        assert slip_of(said, ("f", "x")) == slip


@pytest.mark.parametrize(("code", "meant"), [
    ("dx = 1\nprint(dxx)", "dx"), ("pritn(1)", "print"), ("np.absolut(a)", "absolute"), ("qqqqq", None),
    ("def g():\n  if not n.size: quite = 1\n  return (lambda: quite)()\ng()", None),
])  # fmt: skip
def test_a_misspelt_name_is_told_with_what_was_meant(code, meant):
    assert raised(code).message.endswith(f"Did you mean: '{meant}'?") == (meant is not None)


@pytest.mark.parametrize(("text", "slip"), [
    ("```python\nx = 1\n```\n", "fence"), ("x = “a”\n", "curved_quotes"), ("x = ‘a’\n", "curved_quotes"),
    ("f（x）\n", "sign_of_another_keyboard"), ("x = [1，2]\n", "sign_of_another_keyboard"),
    ("x\u00a0= 1\n", "invisible_sign"), ("\u200bx = 1\n", "invisible_sign"),
    ("<<<<<<< HEAD\nx = 1\n", "merge_conflict"), ("x = 1 − 2\n", "signs_of_the_text"),
    ("y = f′(x)\n", "signs_of_the_text"), ("a = {'diag(g'(z)) W.T': 1}\n", "quote_inside_quotes"),
    ("if x = 1:\n    pass\n", "assignment_for_equality"), ("f(a.b = 1)\n", "assignment_for_equality"),
    ("def f(x: list[int] -> int:\n    pass\n", "never_closed"),
    ("x = 1\n  y = 2\n", "indented_unlike_the_line_above"),
    ("for i in x\n    pass\n", "colon_forgotten"), ("x = (1\n", "never_closed"), ("x = = 1\n", ""),
    ("x = 1)\n", "never_closed"), ("x = (1]\n", "never_closed"),
    ("def f():\nx = 1\n", "indented_unlike_the_line_above"),
    ("if x:\n    pass\nelse if y:\n    pass\n", "else_if"), ("x = 2h\n", "times_left_out"),
    ("x = 3x**2\n", "times_left_out"),
    ("x = 2jx\n", "times_left_out"), ('"""begins\n', "docstring_never_ended"),
    ("x = 'begins\n", "text_never_ended"),
    ("x = a && b\n", "signs_for_words"), ("i++\n", "plus_plus"), ("x =\n", "breaks_off"),
    ("x = 1 +\n", "breaks_off"),
])  # fmt: skip
def test_what_does_not_parse_tells_of_a_slip(text, slip):
    with pytest.raises(SyntaxError) as caught:
        ast.parse(text)
    assert DoesNotParse.of("f.py", None, caught.value).slip == slip


def test_a_return_at_the_margin_is_told_to_move():
    stops = StatementStops("f.py", 9, "return 1", Raised("SyntaxError", "'return' outside function"))
    assert "indent it by four spaces" in tell(stops)


def test_every_slip_has_its_sentence_and_every_sentence_its_slip():
    assert set(SLIPS) == NAMES


@pytest.mark.parametrize("name", sorted(NAMES - {name for name, *_ in SYNTAX}))
def test_a_sentence_names_only_facts_that_its_slip_has(name):
    fields = {field for _, field, _, _ in Formatter().parse(SLIPS[name]) if field}
    assert fields == set(map(str, range(FACTS.get(name, 0))))
    assert tell(Slipped(Slip(name, ("1",) * FACTS.get(name, 0))))


# Functions


def function(body):
    (found,) = ast.parse("def f(x):\n" + "".join(f"    {line}\n" for line in body)).body
    return found


@pytest.mark.parametrize(("body", "seen"), [
    (["return x"], Returns(True)), (["print(x)"], Returns(False)), (["return"], Returns(False)),
    (["return None"], Returns(False)), (["yield x"], Returns(True)),
    (["return x ^ 2"], Returns(True, has_caret=True, never_none=True)),
    (["if x:", "    return -x"], Returns(True, never_none=True)),
    (["if x:", "    return -x", "return"], Returns(True)), (["return x.sort()"], Returns(True)),
    (["def g():", "    return 1", "g()"], Returns(False)),
    (["for i in x:", "    return i"], Returns(True, 3)),
    (["while x:", "    x -= 1", "    return x"], Returns(True, 4)),
    (["for i in x:", "    if i:", "        return i"], Returns(True)),
    (["for i in x:", "    if i:", "        continue", "    return i"], Returns(True)),
])  # fmt: skip
def test_what_a_function_returns_is_seen_without_running_it(body, seen):
    assert returns_of(function(body)) == seen


@pytest.mark.parametrize(("known", "near"), [
    (["powerrule"], "powerrule"), (["PowerRule"], "PowerRule"), (["power_ruel"], "power_ruel"),
    (["helper", "my_power"], ""), ([], ""),
])  # fmt: skip
def test_a_name_that_is_nearly_the_tasks_is_found(known, near):
    assert nearest("power_rule", known) == near


# Sentences


def test_what_is_not_reached_is_told():
    assert tell(RaiseLeft(Raised("NotImplementedError", "", 75, "    raise NotImplementedError", "f"))) == (
        "Line 75 still raises NotImplementedError, the mark of a task to be written: delete this line.\n\n"
        "    75 | raise NotImplementedError"
    )
    assert tell(NearName("power_rule", "powerrule")) == (
        "There is no `power_rule` in the file, but a `powerrule`: is it meant?"
    )
    waiting = Waiting("best_step", DoesNotParse("f.py", None, "expected ':'", 7, "for i in x"))
    assert tell(waiting) == (
        "`best_step` waits until the file can be read: f.py:7 does not parse: expected ':'."
    )


@pytest.mark.parametrize(("finding", "text"), [
    (Missing("a number"), "The answer is None. Is a `return` missing?"),
    (Missing("a number", returns=False), "The answer is None. Is a `return` missing?"),
    (Missing("a number", returns=True), "The answer is None; a number is expected."),
    (Missing("a number", returns=False, printed=True),
     "The answer is None. Is a `return` missing? What is printed is only shown: `return` hands it back."),
    (Missing("a matplotlib figure", returns=False),
     ("The answer is None. Is a `return` missing? "
      "What is drawn is only shown: `return` hands the figure back.")),
])  # fmt: skip
def test_a_return_is_missed_only_where_there_is_none(finding, text):
    from graders.feedback.sentences import sentence

    assert sentence(finding) == text


@pytest.mark.parametrize(("named", "found"), [
    ({"misconception": "kept_the_sign"}, "misconception.kept_the_sign"),
    ({"slip": "caret_for_a_power"}, "slip.caret_for_a_power"), ({}, "value.factor"),
])  # fmt: skip
def test_a_feedback_has_an_id(named, found):
    assert feedback_id("factor", **named) == found
    assert feedback_id(None) is None


def test_every_kind_belongs_to_one_class():
    from tests.engine.test_happenings import HAPPENINGS
    from tests.engine.test_sentences import KINDS

    kinds = {found.kind for found in KINDS}
    kinds |= {found.kind for found in HAPPENINGS if isinstance(getattr(found, "kind", None), str)}
    assert kinds | {"time_out", "lost"} == set(FAMILY)


def test_what_python_asks_has_no_full_stop_behind_it():
    with pytest.raises(SyntaxError) as caught:
        ast.parse("if x = 1:\n    pass\n")
    told = tell(DoesNotParse.of("f.py", None, caught.value))
    assert "instead of '='?\n" in told
    assert "?." not in told
