"""What is seen of a call besides its answer."""

import signal
import sys
import time
import weakref

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

from graders.sandbox.inside import calling
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


def test_a_use_that_leaves_them_as_the_last_one_did_is_seen():
    subject = Local({"answer": lambda: np.random.seed(1)})
    assert [subject.call("answer", []).warnings for _ in range(2)] == [(SHARED_RANDOM,)] * 2


BUFFER = np.zeros(2)
GIVEN = []


def in_one_buffer(x):
    BUFFER[:] = x
    return BUFFER


def with_one_buffer_inside(x):
    BUFFER[:] = x
    return 1.5, {"W": [BUFFER[:1]]}


def in_one_list(x):
    GIVEN[:] = [x]
    return GIVEN


def anew(x):
    return [np.full(2, x), {"W": [x]}]


def in_one_figure(x, figure=[]):  # noqa: B006
    if not figure:
        figure.append(Figure())
    figure[0].clear()
    figure[0].subplots().plot([0, x], [0, 1])
    return figure[0]


def in_a_new_figure(x):
    return in_one_figure(x, [])


def from_a_cache(x, kept={}):  # noqa: B006
    return kept.setdefault(x, np.full(2, x))


@pytest.mark.parametrize(
    ("function", "seen"),
    [
        (in_one_buffer, True),
        (with_one_buffer_inside, True),
        (in_one_list, True),
        (anew, False),
        (from_a_cache, False),
    ],
)
def test_a_call_that_overwrites_the_answer_before_is_seen(function, seen):
    local = Local({"answer": function})
    assert [local.call("answer", [x]).overwrites for x in (1.0, 1.0, 2.0, 2.0)] == [False, False, seen, False]


def in_the_current_figure(x):
    pyplot.plot([0, x], [0, x])
    return pyplot.gcf()


@pytest.mark.parametrize(
    ("function", "seen"), [(in_one_figure, True), (in_the_current_figure, True), (in_a_new_figure, False)]
)
def test_a_call_that_draws_into_the_figure_before_is_seen(function, seen):
    local = Local({"draw": function, "other": function})
    assert [local.call(name, [x]).overwrites for name, x in (("draw", 1.0), ("draw", 2.0))] == [False, seen]
    assert not local.call("other", [1.0]).overwrites


def test_the_answers_of_two_tasks_are_not_compared():
    local = Local({"one": in_one_buffer, "other": in_one_buffer})
    assert not any(local.call(name, [x]).overwrites for name, x in (("one", 1.0), ("other", 2.0)))


def test_an_answer_that_holds_itself_is_not_kept():
    loop = []
    loop.append(loop)
    assert not Local({"answer": lambda: loop}).call("answer", []).overwrites


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs an alarm")
def test_no_alarm_is_lost_in_the_callback_of_a_weak_reference(monkeypatch):
    """Python ignores what is raised there, and the call would go on for ever."""
    lost = []
    monkeypatch.setattr(sys, "unraisablehook", lost.append)

    class Item:
        pass

    def spin():
        kept = weakref.WeakSet()
        while True:
            kept.add(Item())

    for _ in range(10):
        with pytest.raises(calling.TimeUp), calling._alarm(0.01, calling.Meter(time.process_time)):
            spin()
    assert lost == []
