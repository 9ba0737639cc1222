"""A mistake in the options of a judge is an error where the lesson writes it down."""

import traceback

import pytest

from graders import authoring


@pytest.mark.parametrize("judge", [authoring.symbolic, authoring.figure, authoring.answer])
def test_an_option_that_is_misspelt_is_an_error(judge):
    with pytest.raises(TypeError, match="chioces"):
        judge(chioces=["a", "b"])


@pytest.mark.parametrize(
    "domain", [{"x": []}, {"x": (0, 1)}, {"x": [(1, 0)]}, {"x": [(0, 1, 2)]}, {"x": [(0, float("nan"))]}]
)
def test_a_domain_that_holds_no_interval_is_an_error_that_names_its_symbol(domain):
    with pytest.raises(ValueError, match=r"The domain of `x` is .*; a list of intervals \(low, high\)"):
        authoring.symbolic(domain=domain)


def test_an_interval_may_be_infinite_and_a_domain_have_several():
    authoring.symbolic(domain={"x": [(float("-inf"), -1), (1, 2.5)], "y": [[0, 1]]})


@pytest.mark.parametrize("relative", [-0.1, float("nan")])
def test_an_error_below_zero_is_an_error(relative):
    with pytest.raises(ValueError, match="0 or more"):
        authoring.answer(relative=relative)


def test_the_error_shows_the_line_of_the_lesson(tmp_path):
    lesson = tmp_path / "lesson.py"
    lesson.write_text("from graders.authoring import figure\n\nJUDGE = figure(togetherr=True)\n")
    with pytest.raises(TypeError) as caught:
        exec(compile(lesson.read_text(), str(lesson), "exec"), {})
    frame = traceback.extract_tb(caught.tb)[-1]
    assert (frame.filename, frame.lineno) == (str(lesson), 3)
