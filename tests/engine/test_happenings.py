"""What became of files, processes and calls has its words; a call is shown as a person would write it."""

import math
from typing import get_args

import numpy as np
import pytest
import sympy as sp

from graders.feedback.calls import LONGEST_CALL, called
from graders.feedback.happenings import tell
from graders.grading import happenings
from graders.grading.findings import Internal, Property
from graders.grading.happenings import Call, DoesNotParse, Refused
from graders.grading.results import Status
from graders.judge.findings import Undecided
from graders.values.functions import Counted, Function


def shown(function, arguments):
    return called(Call.of(function, arguments))


def test_a_call_is_shown_as_a_person_would_write_it():
    assert shown("f", [1.5, 2, "forward"]) == "f(1.5, 2, 'forward')"


def test_passed_functions_get_letters_and_their_formulas():
    f, p = Function("exp(x)"), Function("p[0]**2", "p")
    assert shown("task", [f, 1, Counted(p)]) == "task(f, 1, g) with f(x) = exp(x), g(p) = p[0]**2"


def test_functions_inside_a_container_are_shown_by_their_names():
    assert shown("race", [{"sine": Counted(math.sin)}, 1.0]) == "race({'sine': sin}, 1.0)"


def test_expressions_are_shown_as_expressions():
    x = sp.Symbol("x")
    text = shown("partials", [x**2 + 1, [x]])
    assert "Add" not in text and "Symbol" not in text
    assert text.endswith(", [x])")


def test_arrays_are_shortened():
    assert len(shown("f", [np.zeros(1000)])) < 120


def test_a_call_with_very_many_arguments_is_shown_in_part():
    text = shown("g", list(range(40_000)))
    assert text == "g(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, … (40000 in all))"
    assert len(shown("g", ["a" * 5000] * 40)) <= LONGEST_CALL
    assert len(shown("g", [[["a" * 80] * 6] * 6] * 40)) <= LONGEST_CALL


def test_a_call_is_told_as_it_was_made_whatever_becomes_of_its_arguments():
    x = np.ones(2)
    call = Call.of("f", [x])
    x[:] = 7
    assert called(call) == "f([1.0 1.0])"


@pytest.mark.parametrize(
    "finding", [Internal("a_check", "KeyError"), Undecided("too large"), Property("It is odd.")]
)
def test_where_nothing_was_called_yet_the_sentence_stands_alone(finding):
    assert tell(Refused(finding))[0].isupper()


HAPPENINGS = [
    happening
    for union in (happenings.Hindrance, happenings.Ending, happenings.Remark)
    for happening in get_args(union)
]


@pytest.mark.parametrize("happening", HAPPENINGS, ids=lambda happening: happening.__name__)
def test_whatever_happens_has_words_of_its_own(happening):
    assert tell.dispatch(happening) is not tell.dispatch(object)


@pytest.mark.parametrize("happening", get_args(happenings.Hindrance) + get_args(happenings.Ending))
def test_whatever_keeps_a_task_from_being_done_has_a_kind_and_a_status(happening):
    assert happening.kind and happening.status
    assert happening.status is not Status.DONE


def test_a_file_that_does_not_parse_is_told_with_its_line():
    with pytest.raises(SyntaxError) as caught:
        compile("x = 1\ny = (\n", "a.py", "exec")
    assert tell(DoesNotParse.of("a.py", None, caught.value)) == (
        "a.py:2 does not parse: '(' was never closed.\n\n     2 | y = (\n\n"
        "Each ( [ and { needs its partner; Python notices only where something else should come."
    )
    assert tell(DoesNotParse.of("a.ipynb", 3, RecursionError())) == (
        "a.ipynb, code cell 3 does not parse: RecursionError."
    )
