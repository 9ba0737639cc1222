"""Facts and choices: right in any spelling, and nothing of the right one is told."""

import numpy as np
import pytest

from graders.feedback.sentences import sentence
from graders.judge.facts import compare
from graders.judge.findings import WrongAnswer, WrongKeys
from graders.values.tokens import Apply, Integer, Symbol
from graders.values.types import Expression, NodeRef, Opaque

SUM = Expression((Symbol("x"), Integer(1), Apply("Add", 2)))
NUMBER = Expression((Integer(5),))
RIGHT = {"zeros": [], "has_max": False, "has_min": False, "reason": "b"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("b", "b"), ("B ", "b"), ("dz@W.T", "dz @ W.T"), (5, 5), (np.int64(5), 5), (5.0, 5),
        (Expression((Integer(5),)), 5), (np.bool_(True), True), ([], []), (None, None),
        ((1, "a"), [1, "A"]), (np.array(True), True), ({2, 1}, {1, 2}), (NodeRef(3), NodeRef(3)),
        (SUM, SUM), ([SUM], [SUM]), (NUMBER, 5), (5, NUMBER),
        (RIGHT, RIGHT),
        ({"slack": np.array([1.0, 2.0]), "reason": "c"}, {"reason": "c", "slack": [1.0, 2.0]}),
    ],
)  # fmt: skip
def test_a_right_answer_is_right_in_any_spelling(value, expected):
    assert compare(value, expected) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a", "b"), (4, 5), (False, True), ([1], []), ([2, 1], [1, 2]), ("x", None),
     (RIGHT | {"reason": "a"}, RIGHT),
     (SUM, Expression((Symbol("x"),))), ({1}, {1, 2}), (NodeRef(2), NodeRef(1)),
     (np.array(False), True), ([1.0, 2.0], [1.0]),
     (RIGHT | {"has_max": True}, RIGHT), (RIGHT | {"zeros": [0]}, RIGHT)],
)  # fmt: skip
def test_a_wrong_answer_is_told_with_itself_alone(value, expected):
    finding = compare(value, expected)
    assert finding == WrongAnswer(value)


def test_measured_and_abbreviated_numbers_count_within_the_relative_error_given():
    expected = {"reason": "c", "slack": [4 / 3, 8 / 3, 2.0]}
    near = {"reason": "c", "slack": [1.333, 2.667, 2]}
    assert compare(near, expected).kind == "wrong_answer"
    assert compare(near, expected, relative=1e-3) is None
    assert compare({**near, "slack": [1.33, 2.67, 2]}, expected, relative=1e-3).kind == "wrong_answer"
    assert compare((500, 1000, 2.01), (500, 1000, 2), relative=1e-3).kind == "wrong_answer"


def test_beside_a_relative_error_rounding_of_the_other_numbers_counts_too():
    expected = [0.0, 2.0]
    assert compare([1e-17, 2.001], expected, relative=1e-3) is None
    assert compare([256 * 2.2e-16, 2.0], expected, relative=1e-3) is None
    assert compare([1e-9, 2.0], expected, relative=1e-3).kind == "wrong_answer"
    assert compare(1e-17, 0.0, relative=1e-3) is None
    assert compare(5.0, float("inf"), relative=1e-3).kind == "wrong_answer"


@pytest.mark.parametrize(
    ("value", "kind"),
    [(["a"], "type"), ([True], "type"), ([1, None], "missing"), ([1, 2, 3, "a"], "type"), ([1], None),
     ([1, 2, 3], None)],
)  # fmt: skip
@pytest.mark.parametrize("expected", [[], [2.0], [2.0, 3.0]])
def test_the_form_of_a_list_does_not_tell_its_length(value, kind, expected):
    assert compare(value, expected).kind == (kind or "wrong_answer")
    assert compare({"zeros": value}, {"zeros": expected}).kind == (kind or "wrong_answer")


def test_how_much_of_a_dict_is_wrong_is_not_told():
    one = compare(RIGHT | {"reason": "a"}, RIGHT)
    two = compare(RIGHT | {"reason": "a", "has_min": True}, RIGHT)
    assert (type(one), one.place) == (type(two), two.place) == (WrongAnswer, ())


@pytest.mark.parametrize(
    ("value", "expected", "kind"),
    [(None, "a", "missing"), (1, "a", "type"), (1, True, "type"), (True, 1, "type"), ("1", 1, "type"),
     (Opaque("map"), [1], "type"), ("b", RIGHT, "type"), (None, RIGHT, "missing")],
)  # fmt: skip
def test_another_form_is_told(value, expected, kind):
    assert compare(value, expected).kind == kind


def test_the_place_of_a_wrong_form_is_told():
    finding = compare(RIGHT | {"has_max": "no"}, RIGHT)
    assert (finding.kind, finding.place) == ("type", ("has_max",))


def test_keys_are_part_of_the_form():
    finding = compare({"zeros": [], "has_max": False, "Reason": "b", "has_min": False}, RIGHT)
    assert finding == WrongKeys(missing=["reason"], unknown=["Reason"])


def test_a_text_that_was_no_choice_is_told_the_choices():
    finding = compare("minimum", "min", choices=("min", "max", "neither"))
    assert finding.kind == "no_choice"
    assert finding.choices == ["max", "min", "neither"]
    assert compare("max", "min", choices=("min", "max")).kind == "wrong_answer"
    assert compare({"a": "mni"}, {"a": "min"}, choices=("min", "max")).place == ("a",)


@pytest.mark.parametrize("wrong", ["a", "c", "d"])
def test_the_sentence_does_not_depend_on_the_right_choice(wrong):
    sentences = {sentence(compare(wrong, right)) for right in "abcd" if right != wrong}
    assert sentences == {f"The answer '{wrong}' is not right."}
