"""What is seen of a call besides its answer."""

import numpy as np
import pytest

from graders.sandbox.outside.subjects import Local
from graders.values.outcome import OVERWRITTEN, SHARED_RANDOM


def warnings_of(function):
    return Local({"answer": function}).call("answer", []).warnings


@pytest.mark.parametrize(
    "function",
    [lambda: np.random.seed(1), lambda: np.random.rand(), lambda: np.random.normal(size=3).sum()],
    ids=["seeded", "drew once", "drew several"],
)
def test_a_use_of_the_global_random_numbers_is_seen(function):
    np.random.seed(12345)
    assert warnings_of(function) == (SHARED_RANDOM,)


@pytest.mark.parametrize(
    "function",
    [lambda: np.random.default_rng(1).normal(), lambda: np.random.RandomState(1).rand(), lambda: 1.0],
    ids=["a generator", "an old one of its own", "no random numbers"],
)
def test_a_generator_of_its_own_leaves_them_alone(function):
    assert warnings_of(function) == ()


def test_a_use_that_leaves_them_as_the_last_one_did_is_seen():
    subject = Local({"answer": lambda: np.random.seed(1)})
    assert [subject.call("answer", []).warnings for _ in range(2)] == [(SHARED_RANDOM,)] * 2


BUFFER = np.zeros(2)


def into_a_buffer(x):
    BUFFER[:] = x
    return BUFFER


@pytest.mark.parametrize(
    ("function", "noted"),
    [
        (into_a_buffer, (OVERWRITTEN,)),
        (lambda x: {"W": [into_a_buffer(x)]}, (OVERWRITTEN,)),
        (lambda x: (into_a_buffer(x).copy(), x), ()),
        (lambda x: np.array([x]), ()),
    ],
    ids=["an array", "in a dict and a list", "copied", "new"],
)
def test_a_call_that_writes_into_the_last_answer_is_seen(function, noted):
    subject = Local({"answer": function})
    assert [subject.call("answer", [x]).warnings for x in (1.0, 2.0)] == [(), noted]
