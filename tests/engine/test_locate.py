"""Where the mistake in a wrong function is: for certain, by its values, or not at all."""

import ast

import numpy as np
import pytest

from graders.feedback.places import QUESTIONS, place_words
from graders.grading.happenings import MistakeAt
from graders.locate.edits import edits
from graders.locate.facts import Facts
from graders.locate.grouping import groupings
from graders.locate.held import Held, Values
from graders.locate.rounds import Rounds, in_rounds
from graders.locate.search import AT_ONCE, LIKELY, Around, chosen, one_edit
from graders.locate.source import Written
from graders.locate.tracing import around, traced
from graders.locate.watching import NOTING, watched
from graders.sandbox.inside.notes import BEGIN, MOST_NOTES, Notes
from graders.sandbox.outside.subjects import Local
from graders.values.functions import Function


def written(text):
    """The last function of a file."""
    return Written(text, ast.parse(text).body[-1])


def changed(text):
    """All texts of a function with one edit, by kind."""
    definition = written(text)
    return {(edit.kind, edit.make()) for edit in edits(definition.function, definition.lines)}


SLIPS = [
    ("f(x + h) - f(x - h) / 2*h", "(f(x + h) - f(x - h)) / (2 * h)", "division"),
    ("(a + b) * c", "a + b * c", "grouping"),
    ("a + b", "a - b", "sign"),
    ("-a", "a", "sign"),
    ("a", "-a", "sign"),
    ("a * b", "a / b", "operator"),
    ("a * b", "a @ b", "operator"),
    ("a @ b", "b @ a", "operands"),
    ("a @ b", "a.T @ b", "transpose"),
    ("a.T @ b", "a @ b", "transpose"),
    ("a - b", "b - a", "operands"),
    ("2 * a", "a", "factor"),
    ("a", "2 * a", "factor"),
    ("a[i]", "a[i + 1]", "index"),
    ("a[i + 1]", "a[i]", "index"),
    ("a[1:]", "a[:]", "index"),
    ("range(n)", "range(n - 1)", "index"),
    ("np.sum(a)", "np.sum(a, axis=0)", "axis"),
    ("np.sum(a, axis=0)", "np.sum(a, axis=1)", "axis"),
    ("np.sum(a, axis=0)", "np.sum(a, axis=0, keepdims=True)", "axis"),
    ("a > b", "a >= b", "comparison"),
    ("f(a, b)", "f(b, a)", "arguments"),
    ("(a, b)", "(b, a)", "order"),
    ("a * n", "a * h", "name"),
    ("np.mean(a)", "np.sum(a)", "function"),
    ("np.sqrt(a)", "a", "call"),
    ("a", "np.sqrt(a)", "call"),
    ("a", "a.copy()", "call"),
    ("a ** 2", "a", "power"),
    ("x + 1", "x + 2", "constant"),
    ("len(a)", "len(a) - 1", "term"),
    ("range(1, n + 1)", "range(n)", "index"),
]


@pytest.mark.parametrize(("slip", "meant", "kind"), SLIPS)
def test_the_grammar_undoes_a_slip(slip, meant, kind):
    head = "def task(f, a, b, c, h, i, n, x):\n    return "
    texts = {ast.dump(ast.parse(text)) for made, text in changed(head + slip) if made == kind}
    assert ast.dump(ast.parse(head + meant)) in texts


STATEMENTS = [
    (
        "for x in xs:\n        s += x\n        return s",
        "for x in xs:\n        s += x\n    return s",
        "return",
    ),
    ("s = 2 * s", "s = 2 * s\n    return s", "return"),
    ("2 * s", "return (2 * s)", "return"),
    ("s += 1\n    return s", "s -= 1\n    return s", "sign"),
    ("s += xs\n    return s", "s = xs\n    return s", "stale"),
    ("s = s + 1\n    xs = 2 * s\n    return xs", "xs = 2 * s\n    s = s + 1\n    return xs", "turn"),
    (
        "for x in xs:\n        s += x\n        s /= 2\n    return s",
        "for x in xs:\n        s += x\n    s /= 2\n    return s",
        "indentation",
    ),
]


@pytest.mark.parametrize(("slip", "meant", "kind"), STATEMENTS)
def test_the_grammar_undoes_a_slip_between_statements(slip, meant, kind):
    head = "def task(xs, s):\n    "
    texts = {ast.dump(ast.parse(text)) for made, text in changed(head + slip) if made == kind}
    assert ast.dump(ast.parse(head + meant)) in texts


def test_parentheses_that_mean_the_same_are_no_edit():
    def others(text):
        return {ast.unparse(node) for node in groupings(ast.parse(text, mode="eval").body)}

    assert others("a + b + c") == set()
    assert others("a - b + c") == {"a - (b + c)"}
    assert others("a * b + c") == {"a * (b + c)"}


def test_every_edit_is_python_and_has_a_place_and_a_question():
    text = "def task(X, y, n):\n    größe = np.sum(X.T @ (y - 1), axis=0) / n\n    return größe[1:], -y\n"
    definition = written(text)
    for edit in edits(definition.function, definition.lines):
        ast.parse(edit.make())
        assert definition.lines.row(edit.span.line)[edit.span.start : edit.span.end].strip()
        assert edit.kind in QUESTIONS
        assert edit.kind in LIKELY


def test_a_long_function_is_left_alone():
    text = "def task(x):\n" + "    x = x + 1\n" * 200 + "    return x\n"
    assert not changed(text)


def place(text, is_right, wrong=None):
    definition = written(text)

    def try_out(texts):
        return lambda number: is_right(texts[number])

    return one_edit(chosen(edits(definition.function, definition.lines), 60, wrong), try_out, wrong)


def test_one_line_that_can_be_changed_so_is_certain():
    found = place("def task(a, b):\n    c = a + b\n    return c\n", lambda text: "a - b" in text)
    assert (found.span.line, found.kind, found.certain) == (2, "sign", True)
    assert (found.span.start, found.span.end) == (8, 13)


def test_two_lines_that_can_be_changed_so_are_not():
    found = place(
        "def task(a, b):\n    c = a + b\n    return c * 2\n", lambda text: "a - b" in text or "c / 2" in text
    )
    assert not found.certain


def test_two_lines_are_not_certain_even_if_one_makes_the_first_wrong_value():
    text = "def task(x, dx):\n    step = x\n    return dx * x / step\n"
    found = place(text, lambda made: "step = (dx)" in made or "/ (dx)" in made, wrong=3)
    assert (found.span.line, found.certain) == (3, False)


def test_a_change_below_the_first_wrong_value_is_not_certain():
    text = "def task(a, b):\n    c = a + b\n    return c * 2\n"
    assert not place(text, lambda text: "c / 2" in text, wrong=2).certain
    assert place(text, lambda text: "c / 2" in text, wrong=3).certain


def test_a_change_beside_the_line_that_raises_is_not_certain():
    text = "def task(a, b):\n    if a == 0:\n        return b.missing\n    return a * b\n"
    definition = written(text)
    tried = chosen(edits(definition.function, definition.lines), 60)

    def found(raising):
        return one_edit(tried, lambda texts: lambda number: "(a != 0)" in texts[number], raising=raising)

    assert found(None).certain
    assert found(2).certain
    assert not found(3).certain


def test_once_an_edit_is_right_no_further_one_of_its_line_is_tried():
    text = "def task(a, b, c, d):\n" + "    a = b * c + d\n" * 3 + "    return a\n"
    definition = written(text)
    asked = []

    def try_out(texts):
        asked.extend(texts)
        return lambda number: texts[number] == asked[0]

    tried = chosen(edits(definition.function, definition.lines), 60)
    one_edit(tried, try_out)
    line = tried[0].span.line
    assert [edit.span.line for edit in tried].count(line) > AT_ONCE
    assert len(asked) < len(tried)


@pytest.mark.parametrize(("right", "is_found"), [("(b + a)", True), ("nothing", False)])
def test_once_one_is_right_the_other_lines_are_tried_in_any_case(right, is_found):
    text = "def task(a, b, c):\n    b = b - a\n" + "    c = a * b\n    b = a + c\n" * 4 + "    return a\n"
    definition = written(text)
    tried, asked = chosen(edits(definition.function, definition.lines), 60), []

    def try_out(texts):
        asked.extend(texts)
        return lambda number: right in texts[number]

    one_edit(tried, try_out, patience=AT_ONCE)
    assert (len(asked) > AT_ONCE) == is_found


def test_no_more_edits_are_tried_than_are_allowed_and_those_of_the_wrong_line_first():
    text = "def task(a, b, c, d):\n" + "    a = b * c + d\n" * 30 + "    return a\n"
    definition = written(text)
    tried = chosen(edits(definition.function, definition.lines), 60, wrong=7)
    assert len(tried) == 60
    assert tried[0].span.line == 7


def test_where_a_long_line_is_wrong_the_other_lines_are_tried_as_well():
    text = f"def task(a, b):\n    c = {' + '.join(['a * b'] * 9)}\n    return c\n"
    assert not place(text, lambda made: "(-(a * b" in made or "(-c)" in made, wrong=2).certain


def test_one_kind_of_edits_leaves_room_for_the_others():
    text = "def task(a, b):\n    return np.squeeze(" + " + ".join(["a * b - b @ a"] * 9) + ")\n"
    definition = written(text)
    every = list(edits(definition.function, definition.lines))
    assert {edit.kind for edit in chosen(every, 60)} == {edit.kind for edit in every}


def test_nothing_that_makes_it_right_is_no_place():
    assert place("def task(a):\n    return a\n", lambda text: False) is None


# Values


def test_a_value_is_found_however_it_lies():
    values = Values()
    values.add(np.array([[1.5, 2.25], [3.125, 4.7]]))
    values.add(0.123456789)
    assert values.look_up(np.array([[1.5, 3.125], [2.25, 4.7]])) is Held.RIGHT
    assert values.look_up(np.array([[[1.5, 2.25], [3.125, 4.7]]])) is Held.RIGHT
    assert values.look_up(np.float64(0.12345678901)) is Held.RIGHT
    assert values.look_up(-0.123456789) is Held.OTHER
    assert values.look_up(np.array([1.5, 2.25])) is Held.PARTLY
    assert values.look_up(4.7) is Held.PARTLY
    assert values.look_up(np.array([4.7, 0.123456789, 1.0])) is Held.PARTLY
    assert values.look_up(np.array([4.7, 0.2])) is Held.OTHER


@pytest.mark.parametrize("value", [0, 2, True, 0.5, np.zeros(3), np.ones((2, 2)), np.array([])])
def test_what_may_stand_anywhere_tells_nothing(value):
    assert Values().look_up(value) is Held.PLAIN


@pytest.mark.parametrize("value", [None, "text", {}, object()])
def test_of_what_is_no_number_nothing_is_known(value):
    assert Values().look_up(value) is Held.UNKNOWN


def run(text, *arguments):
    """What the watched function notes in one call."""
    made, table = watched(written(text).function)
    subject = Local({"np": np}, "task.py")
    subject.define(made, NOTING)
    subject.call("task", arguments)
    (begin, *noted) = subject.define("").value
    assert begin[0] == BEGIN
    return table, [(number, value) for number, value in noted]


def first_wrong(wrong, right, *arguments):
    """The text of the first part whose value the right function does not hold."""
    values = Values()
    for _, value in run(right, *arguments)[1]:
        values.add(value)
    table, noted = run(wrong, *arguments)
    trace = traced(table, noted, values)
    return written(wrong).lines.of(table[trace.seen[trace.roots[0]].number].node) if trace.roots else None


RIGHT = "def task(x, y):\n    d = x - y\n    s = d @ d\n    return s / len(x)\n"
POINTS = np.array([1.3, 2.7, 5.9]), np.array([0.2, 1.17, 7.3])
VECTOR = np.array([1.3, 2.7]), np.array([[0.2, 1.17], [7.3, 2.9]])


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        ("e = x + y\n    q = e @ e\n    return q / len(x)", "x + y"),
        ("e = x - y\n    q = e.sum()\n    return q / len(x)", "e.sum()"),
        ("e = x - y\n    q = e @ e\n    return q / (len(x) + 7.3)", "len(x) + 7.3"),
        ("q = 0\n    for a, b in zip(x, y):\n        q += (a + b) ** 2\n    return q / 3", "a + b"),
        ("e = y - x\n    q = (e * e).sum()\n    return q / len(x)", None),
    ],
)  # fmt: skip
def test_the_first_value_that_no_right_way_holds_is_found(wrong, part):
    assert first_wrong(f"def task(x, y):\n    {wrong}\n", RIGHT, *POINTS) == part


def test_the_last_name_that_is_right_is_known_and_what_gets_the_wrong_value():
    values = Values()
    for _, value in run(RIGHT, *POINTS)[1]:
        values.add(value)
    table, noted = run("def task(x, y):\n    e = x - y\n    q = 2.1 * e\n    return q @ q\n", *POINTS)
    trace = traced(table, noted, values)
    assert around(table, trace, trace.roots[0]) == Around("q", (3,), "e", 2)


def test_of_a_wrong_value_nothing_below_it_is_called_right():
    values = Values()
    for _, value in run(STEPS, 1.3, 3)[1]:
        values.add(value)
    wrong = STEPS.replace(
        "x - 0.3 * np.sin(x)", "x - 0.3 * np.sin(x) ** (k + 1)\n        y = 0.3 * np.sin(x)"
    )
    table, noted = run(wrong.replace("= x -", "= \\\n            x -"), 1.3, 3)
    trace = traced(table, noted, values)
    told = around(table, trace, trace.roots[0])
    assert told.line <= table[trace.seen[trace.roots[0]].number].node.lineno


def test_what_lies_in_an_array_that_is_not_filled_yet_is_nobodys_mistake():
    filled = "    e = np.empty(3)\n    e[0] = 0.7712\n    e[:] = x + y\n    return e @ e / len(x)\n"
    values = Values()
    for _, value in run(RIGHT, *POINTS)[1]:
        values.add(value)
    table, noted = run("def task(x, y):\n" + filled, *POINTS)
    first = next(number for number, _ in noted if isinstance(table[number].node, ast.Call))
    garbage = [(number, 7.77 * np.ones(3) if number == first else value) for number, value in noted]
    trace = traced(table, garbage, values)
    assert not isinstance(table[trace.seen[trace.roots[0]].number].node, ast.Call)


def test_another_way_that_comes_to_the_same_is_not_wrong():
    other = "def task(x, y):\n    q = x @ x - 2 * x @ y + y @ y\n    return q / len(x)\n"
    assert first_wrong(other, RIGHT, *POINTS) is None


def test_a_watched_function_does_what_it_did():
    text = (
        "def task(x, n):\n"
        "    out = [k * v for k, v in enumerate(x) if v > 0]\n"
        "    for i in range(n):\n        out[i] += x[i:][0]\n        x[0] = 2\n"
        "    f = lambda a, *b, c=1: (a, b, c)\n"
        "    return f(out, *x[:2], c=f'{n:>3}')\n"
    )
    names = {}
    exec(text, names)
    expected = names["task"]([1.0, 2.0, 3.0], 2)
    made, _ = watched(written(text).function)
    names[NOTING] = lambda number, value: value
    exec(made, names)
    assert names["task"]([1.0, 2.0, 3.0], 2) == expected


@pytest.mark.parametrize(
    "text",
    ["def task(x):\n    yield x\n", "def task(x):\n    match x:\n        case 1:\n            return 2\n"],
)
def test_what_cannot_be_watched_is_not(text):
    assert watched(written(text).function) is None


def test_notes_have_an_end():
    notes = Notes()
    for number in range(2 * MOST_NOTES):
        assert notes.note(number, 1.5) == 1.5
    assert len(notes.kept) == MOST_NOTES


def test_notes_are_of_the_moment():
    notes, array = Notes(), np.zeros(2)
    notes.note(0, array)
    array[0] = 1
    assert notes.kept[0][1].tolist() == [0.0, 0.0]


# Loops

STEPS = "def task(x, n):\n    for k in range(n):\n        x = x - 0.3 * np.sin(x)\n    return x\n"


def rounds(wrong, right, *arguments):
    """Those of the wrong function beside the right one, and what leads there."""
    values, (table, noted) = Values(), run(wrong, *arguments)
    values.add_run(run(right, *arguments)[1])
    return table, noted, values, Rounds(table, noted, values)


@pytest.mark.parametrize(("name", "at"), [("k", "k = 1"), ("_k", "")])
def test_how_often_a_line_was_right_before_is_known(name, at):
    wrong = STEPS.replace("np.sin(x)", f"np.sin(x) ** ({name} + 1)").replace("for k", f"for {name}")
    table, noted, values, own = rounds(wrong, STEPS, 1.3, 3)
    trace = traced(table, noted, values)
    root = trace.seen[trace.roots[0]]
    told = in_rounds(Around(), own, root.number, root.time)
    assert (told.times, told.at) == (1, at)


def departed(wrong, *arguments):
    table, _, _, own = rounds(wrong, STEPS, *arguments)
    found = own.first_departure("task")
    return found and (ast.unparse(table[found.number].node)[:5], found.times, found.rest)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (STEPS, None),
        (STEPS.replace("x - 0.3", "- 0.3 * np.sin(x) + x - 0 * 0.3"), None),
        (STEPS.replace("range(n)", "range(n - 1)"), (4, -1)),
        (STEPS.replace("range(n)", "range(n + 2)"), (5, 2)),
        (STEPS.replace("x = x", "x = 1.3 if k == 3 else x"), (3, 0)),
        (STEPS.replace("x = x", "x = 0 * x"), None),
        (STEPS.replace("for k in range(n):", "for k in range(n):\n      for j in range(1):"), None),
    ],
)
def test_values_that_are_right_in_another_round_leave_those_of_a_right_way(wrong, told):
    found = departed(wrong, 1.3, 5)
    assert (found and found[1:]) == told


def test_series_that_do_not_end_in_numbers_are_compared_too():
    growing = "def task(x, n):\n    for k in range(n):\n        x = x * x\n    return x\n"
    *_, own = rounds(growing, growing, np.array([1e100, 1.5]), 8)
    assert own.first_departure("task") is None


# What a run rules out


def allowed(text, *arguments, is_whole=True):
    """The kinds of the edits of each part that a run does not make hopeless, with what they put there."""
    definition = written(text)
    table, noted = run(text, *arguments)
    facts = Facts(table, noted, is_whole)
    every = edits(definition.function, definition.lines)
    return {(edit.kind, ast.unparse(edit.other)) for edit in every if edit.other and facts.allow(edit)}


def test_nobody_computes_with_a_function_and_it_does_not_stand_for_a_number():
    found = allowed("def task(f, x):\n    g = f\n    return g(x) + 1.5\n", Function("sin(x)"), 2.5)
    assert not {("sign", "-f"), ("factor", "2 * f"), ("call", "np.abs(f)"), ("name", "x")} & found
    assert ("sign", "g(x) - 1.5") in found


def test_a_vector_has_no_other_way_round_and_no_second_axis():
    found = allowed("def task(x, A):\n    y = A @ x\n    return np.sum(y) + np.sum(A)\n", *VECTOR)
    assert ("transpose", "A.T @ x") in found
    assert ("axis", "np.sum(A, axis=1)") in found
    assert not {("transpose", "(A @ x).T"), ("axis", "np.sum(y, axis=1)")} & found


def test_a_number_has_no_sum():
    found = allowed("def task(x):\n    y = 2 * x\n    return y\n", 1.7)
    assert ("call", "np.sqrt(y)") in found
    assert not {("call", "np.sum(y)"), ("call", "np.mean(y)"), ("call", "y.copy()")} & found


@pytest.mark.parametrize("is_whole", [True, False])
def test_what_did_not_run_is_not_what_went_wrong(is_whole):
    text = "def task(x):\n    if x > 3.1:\n        x = x * 7\n    return x\n"
    assert (("operator", "x / 7") in allowed(text, 1.7, is_whole=is_whole)) != is_whole


# Words


def test_the_part_is_marked_under_its_line():
    source = "    return f(x + h) - f(x - h) / 2*h"
    told = place_words(MistakeAt(None, 41, source, (11, 36), "division", True))
    assert told.split("\n")[2:5] == [
        "    41 | return f(x + h) - f(x - h) / 2*h",
        "       |        ~~~~~~~~~~~~~~~~~~~~~~~~~",
        "",
    ]
    assert told.endswith("What is divided here, and by what?")
    beside_a_cause = place_words(MistakeAt(None, 41, source, (11, 36), "division", True, has_cause=True))
    assert told.startswith(beside_a_cause) and "?" not in beside_a_cause


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (
            ("dW2", (3, 1), "dz2", 38),
            "Up to line 38 all is as it should be (`dz2`); `dW2`, of shape (3, 1), gets a value",
        ),
        (("", (), "dz2", 38), "Up to line 38 all is as it should be (`dz2`); this part has a value that"),
        (("", (), "k", 39), "This part has a value that no right way holds"),
        (("dW2", (), "", 0), "`dW2` gets a value that no right way holds:"),
        (("", (), "", 0), "This part has a value that no right way holds:"),
    ],
)
def test_of_a_wrong_value_is_told_how_far_all_is_right(facts, told):
    words = place_words(MistakeAt(None, 39, "dW2 = dz2 @ a1.T", (6, 16), "value", False, False, *facts))
    assert words.startswith(told)


@pytest.mark.parametrize(
    ("slip", "times", "at", "told"),
    [
        ("value", 1, "i = 1", "The first time that this runs it is right; then, for `i = 1`, it is not. "),
        ("round", 3, "", "The first 3 times that this runs it is right; then it is not. "),
        ("rounds", -1, "", "The rounds of this loop are right, but there is one too few:"),
        ("rounds", 2, "", "The rounds of this loop are right, but there are 2 too many:"),
        ("value", 0, "", "This part has a value that no right way holds:"),
    ],
)
def test_of_a_loop_is_told_how_often_it_is_right(slip, times, at, told):
    place = MistakeAt(None, 39, "x = g(x)", (4, 8), slip, False, False, "", (), "", 0, times, at)
    words = place_words(place)
    assert told in words
    assert ("first" in words) == (slip in ("value", "round") and times > 0) or slip == "round"


def test_a_cell_is_named_and_a_line_without_end_is_cut():
    told = place_words(MistakeAt(3, 2, "\tx = " + "1 + " * 400 + "1", (5, 1700), "term", False))
    assert "  cell 3, line 2 | x = 1 + " in told
    assert max(map(len, told.splitlines())) < 230
