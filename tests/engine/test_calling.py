"""What is seen of a call besides its answer."""

import numpy as np
import pytest

from graders.sandbox.outside.subjects import Local
from graders.values.outcome import SHARED_RANDOM


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
