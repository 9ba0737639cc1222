"""A misconception is named by what is wrong, whatever random numbers it draws and how often it calls."""

import numpy as np
import pytest

from graders import grade_task
from graders.grading.findings import Property
from graders.grading.happenings import Refused
from graders.grading.likeness import Likeness, likeness
from graders.judge.numbers.findings import Evidence, Factor, LowAccuracy


def std(size):
    return Refused(Property(f"The standard deviation is {size}; 0.01 is asked."))


def factor(k, wrong=3):
    ones = np.ones(3)
    return Refused(Factor(Evidence(k * ones, ones, (0,), wrong, k, 1e-9, True), k))


POORLY = Refused(LowAccuracy(0.5, 0.95, "the training data", 0.5))


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        (None, None, Likeness.OPEN),
        (None, factor(2.0), Likeness.OTHER),
        (factor(2.0), factor(2.0), Likeness.SAME),
        (factor(2.0), factor(3.0), Likeness.OTHER),
        (factor(2.0), factor(2.0, wrong=2), Likeness.OTHER),
        (std(0.99), std(1.01), Likeness.SAME),
        (std(0.99), std(0.1), Likeness.OPEN),
        (std(1.0), Refused(Property("The mean is 1.")), Likeness.OTHER),
        (POORLY, factor(2.0), Likeness.OPEN),
        (POORLY, None, Likeness.OTHER),
    ],
)  # fmt: skip
def test_what_is_found_is_the_same_or_another(one, other, how):
    assert likeness(one, other) is how


def initialize_parameters(n_x, n_y, seed):
    return {"W": np.random.default_rng(seed + 1).normal(0.0, 0.1, (n_y, n_x)), "b": np.zeros((n_y, 1))}


def test_random_numbers_of_another_generator_hide_no_misconception():
    found = grade_task("initialize_parameters", {"initialize_parameters": initialize_parameters})
    assert found.misconception == "took_the_std_for_the_variance"


def forward_gradient(f, p, h):
    slopes = []
    for i in range(len(p)):
        f(p)
        slopes.append((f(p + h * np.eye(len(p))[i]) - f(p - h * np.eye(len(p))[i])) / (2 * h))
    return np.array(slopes)


def test_calls_in_vain_hide_no_misconception():
    found = grade_task("forward_gradient", {"forward_gradient": forward_gradient})
    assert found.misconception == "took_central_differences"


def layer_jacobian(W, z, dact):
    return dact(z) * W.T


def test_neither_does_the_order_in_which_shapes_are_told():
    found = grade_task("layer_jacobian", {"layer_jacobian": layer_jacobian})
    assert found.misconception == "scaled_the_columns"


def difference_quotient(f, x, dx):
    return (f(x + dx) - f(x)) / (x + dx)


def test_where_nothing_is_random_only_the_same_answer_has_the_name():
    assert (
        grade_task("difference_quotient", {"difference_quotient": difference_quotient}).misconception is None
    )
