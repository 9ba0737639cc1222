"""The judge that is taken where a check names none."""

import pytest

from graders.grading.wording import sentence
from graders.judge.by_kind import default_judge
from graders.values.types import Remote

FUNCTION = Remote(0, "df")


def test_where_a_function_is_expected_any_function_has_the_right_form():
    assert default_judge(FUNCTION)(Remote(3, "<lambda>"), FUNCTION) is None


@pytest.mark.parametrize("value", [None, 2.0, "2*x", [FUNCTION]])
def test_where_a_function_is_expected_anything_else_is_told_by_its_kind(value):
    finding = default_judge(FUNCTION)(value, FUNCTION)
    assert finding.kind == ("missing" if value is None else "type")
    assert value is None or sentence(finding).endswith("; a function is expected.")
