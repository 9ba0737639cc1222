"""The judge that is taken where a check names none."""

import numpy as np
import pytest

from graders.feedback.sentences import sentence
from graders.judge.default import default_judge
from graders.values.types import NodeRef, Remote

FUNCTION = Remote(0, "df")


@pytest.mark.parametrize(
    ("expected", "other"), [({1, 2}, {1, 3}), (NodeRef(1), NodeRef(2)), (frozenset("a"), frozenset("b"))]
)
def test_sets_and_nodes_are_compared_exactly(expected, other):
    judge = default_judge(expected)
    assert judge(expected, expected) is None
    assert judge(other, expected).kind == "wrong_answer"
    assert judge(1.5, expected).kind == "type"
    assert judge(None, expected).kind == "missing"


@pytest.mark.parametrize("value", [[{}], [1.0], ["a"], [FUNCTION], np.ones(2)])
def test_where_an_empty_list_is_expected_any_other_is_wrong_but_has_its_form(value):
    assert default_judge([])(value, []).kind == "wrong_answer"
    assert default_judge([])(value[:0], []) is None
    assert default_judge([])(1.0, []).kind == "type"
    assert default_judge([])(None, []).kind == "missing"


def test_where_a_function_is_expected_any_function_has_the_right_form():
    assert default_judge(FUNCTION)(Remote(3, "<lambda>"), FUNCTION) is None


@pytest.mark.parametrize("value", [None, 2.0, "2*x", [FUNCTION]])
def test_where_a_function_is_expected_anything_else_is_told_by_its_kind(value):
    finding = default_judge(FUNCTION)(value, FUNCTION)
    assert finding.kind == ("missing" if value is None else "type")
    assert value is None or sentence(finding).endswith("; a function is expected.")
