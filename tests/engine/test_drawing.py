"""What a check draws may be drawn once for all students, and nobody can tell."""

import numpy as np
import pytest

from graders.authoring import Trial, once
from graders.grading import drawing

drawn: list[tuple[str, int]] = []


@once
def draw_pair(trial: Trial, n: int, scale: float = 1.0) -> tuple[np.ndarray, list[float]]:
    drawn.append((trial.task, n))
    return trial.normal(n, scale=scale), [trial.uniform(0, 1)]


@pytest.fixture(autouse=True)
def _nothing_drawn():
    drawn.clear()


def trial(task: str, seed: str, check: str = "check") -> Trial:
    return Trial(task, check, seed, subject=None, reference=None)


def test_it_is_drawn_once_and_the_generator_goes_on_as_if_it_were_drawn_again():
    first, second, plain = (trial("once", "1") for _ in range(3))
    a, b, c = draw_pair(first, 3), draw_pair(second, 3), draw_pair.__wrapped__(plain, 3)
    assert drawn == [("once", 3)] * 2  # the second is that of the plain one
    for pair in (b, c):
        assert np.array_equal(a[0], pair[0])
        assert a[1] == pair[1]
    assert first.uniform(0, 1) == second.uniform(0, 1) == plain.uniform(0, 1)


def test_what_one_does_to_its_draw_no_other_sees():
    a, b = draw_pair(trial("spoiled", "1"), 2)
    a[:], b[0] = 0, 7
    again = draw_pair(trial("spoiled", "1"), 2)
    assert np.all(again[0] != 0)
    assert again[1] != [7]


@pytest.mark.parametrize("other", [
    ("task", "2"), ("another", "1"), ("task", "1", "another"),
])  # fmt: skip
def test_another_seed_task_or_check_draws_anew(other):
    draw_pair(trial(*other), 2)
    drawn.clear()
    draw_pair(trial("task", "1"), 2)
    draw_pair(trial("task", "1"), 2)
    assert len(drawn) <= 1
    assert not np.array_equal(draw_pair(trial(*other), 2)[0], draw_pair(trial("task", "1"), 2)[0])


def test_so_do_other_arguments_and_the_next_draw():
    one = trial("next", "1")
    draw_pair(one, 2)
    draw_pair(one, 2)
    draw_pair(trial("next", "1"), 3)
    draw_pair(trial("next", "1"), 2, scale=2.0)
    assert len(drawn) == 4


def test_of_one_helper_so_many_are_kept(monkeypatch):
    monkeypatch.setattr(drawing, "MOST", 5)
    for seed in range(20):
        draw_pair(trial("many", str(seed)), 1)
    draw_pair(trial("many", "19"), 1)
    draw_pair(trial("many", "0"), 1)
    assert len(drawn) == 21
