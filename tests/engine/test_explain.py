"""The sentences about calls."""

import math

import numpy as np
import sympy as sp

from graders.feedback import explain
from graders.values.functions import Counted, Function


def test_a_call_is_shown_as_a_person_would_write_it():
    assert explain.call("f", [1.5, 2, "forward"]) == "f(1.5, 2, 'forward')"


def test_passed_functions_get_letters_and_their_formulas():
    f, p = Function("exp(x)"), Function("p[0]**2", "p")
    assert explain.call("task", [f, 1, Counted(p)]) == "task(f, 1, g) with f(x) = exp(x), g(p) = p[0]**2"


def test_functions_inside_a_container_are_shown_by_their_names():
    assert explain.call("race", [{"sine": Counted(math.sin)}, 1.0]) == "race({'sine': sin}, 1.0)"


def test_expressions_are_shown_as_expressions():
    x = sp.Symbol("x")
    called = explain.call("partials", [x**2 + 1, [x]])
    assert "Add" not in called and "Symbol" not in called
    assert called.endswith(", [x])")


def test_arrays_are_shortened():
    assert len(explain.call("f", [np.zeros(1000)])) < 120


def test_a_call_with_very_many_arguments_is_shown_in_part():
    called = explain.call("g", list(range(40_000)))
    assert called == "g(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, … (40000 in all))"
    assert len(explain.call("g", ["a" * 5000] * 40)) <= explain.LONGEST_CALL
    assert len(explain.call("g", [[["a" * 80] * 6] * 6] * 40)) <= explain.LONGEST_CALL
