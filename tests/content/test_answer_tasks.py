"""A choice cannot be found by elimination: whatever is wrong with an answer, the same is said of it.

Elimination without misconceptions goes through all combinations:

  choose_method        3⁵ = 243: three methods for each of five situations
  log_extrema          16 for each list of zeros that is thought of: two extrema, four reasons; the empty list
                       and the lists of 0, 1 and ∞ are five, hence 80
  which_is_jacobian    7³ = 343: seven matrices in three places
  same_line_reason     4 for each list of three slacks: these are computed, not guessed
  passes_needed        the four counts are judged together; of n, n + 1, 2n, 2n + 1 and 1 that is 5⁴ = 625
  listing_defects      three functions of n, judged together; of 1, 2, n, 2n and their inverses 7³ = 343
  classify_point       no constant passes; one point tells after 2 wrong tries, and there are more than ten,
                       drawn anew for each seed
"""

from itertools import product

import numpy as np
import pytest

from graders import grade_task
from graders.grading.checks import tasks_of
from graders.lessons import backpropagation, differentiation, optimization, support_vectors

LESSONS = backpropagation, differentiation, optimization, support_vectors
TASKS = {name: task for lesson in LESSONS for name, task in tasks_of(lesson).items()}
METHODS = ["symbolic", "numerical", "automatic"]
COUNTS = [lambda n: n, lambda n: n + 1, lambda n: 2 * n, lambda n: 2 * n + 1, lambda n: 1]
FACTORS = [lambda n: n, lambda n: 2 * n, lambda n: 2, lambda n: 1, lambda n: 1 / n, lambda n: 1 / (2 * n),
           lambda n: 1 / 2]  # fmt: skip
SLACKS = [[4 / 3, 8 / 3, 2.0], [0.0, 0.0, 0.0], [7 / 3, 11 / 3, 3.0], [-4 / 3, -8 / 3, -2.0], [1, 2, 3], []]


def constant(answer):
    return lambda: answer


def choices_of(keys, options):
    """Every way to choose an option for each key, as functions that answer so."""
    return [constant(dict(zip(keys, chosen, strict=True))) for chosen in product(options, repeat=len(keys))]


def extrema():
    fields = product([[], [0], [1], [np.inf], [0, 1]], [True, False], [True, False], "abcd")
    return [constant(dict(zip(("zeros", "has_max", "has_min", "reason"), f, strict=True))) for f in fields]


def counts(chosen):
    return lambda method, n: dict(zip(differentiation.METHODS, chosen, strict=True))[method](n)


COMBINATIONS = {
    "choose_method": (243, choices_of(differentiation.right_choices(), METHODS)),
    "log_extrema": (80, extrema()),
    "which_is_jacobian": (
        343, choices_of(("dz_da", "da_da", "backward_line"), backpropagation.CHOICES)
    ),
    "same_line_reason": (
        24, [constant({"reason": r, "slack": list(s)}) for r, s in product("abcd", SLACKS)]
    ),
    "passes_needed": (625, [counts(chosen) for chosen in product(COUNTS, repeat=4)]),
    "listing_defects": (343, [lambda n, c=chosen: tuple(f(n) for f in c)
                              for chosen in product(FACTORS, repeat=3)]),
}  # fmt: skip


EXAMPLE = "it_gives_the_example_of_its_statement"


def said_of(name, result):
    """What is told beyond the answer itself: the verdict of the check and the words around the answer."""
    (check,) = (check for check in result.checks if check.check != EXAMPLE)
    told = check.message.partition("The answer ")
    assert told[2].endswith(" is not right.")
    sentence = TASKS[name].misconceptions[result.misconception].__doc__ if result.misconception else ""
    rest = result.feedback
    for verdict in result.checks:
        rest = rest.replace(verdict.message, "") if verdict.message else rest
    assert rest.split() == sentence.split()
    return result.status, result.points, check.status, told[0]


@pytest.mark.parametrize("name", COMBINATIONS)
def test_of_every_wrong_combination_the_same_is_said(name):
    """A misconception may tell what is right besides: each is named to the one answer that it gives alone."""
    count, answers = COMBINATIONS[name]
    assert len(answers) == count
    wrong = [result for answer in answers if (result := grade_task(name, {name: answer})).status != "done"]
    assert len(wrong) == count - 1
    first = said_of(name, wrong[0])
    assert all(said_of(name, result) == first for result in wrong)
    named = [result.misconception for result in wrong if result.misconception]
    assert len(named) == len(set(named))


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("kind", ["min", "max", "neither"])
def test_no_constant_classifies_points(kind, seed):
    result = grade_task("classify_point", {"classify_point": lambda expr, x, c: kind}, seed)
    assert result.status == "failing"
    assert any(f"The answer '{kind}' is not right." in check.message for check in result.checks)
