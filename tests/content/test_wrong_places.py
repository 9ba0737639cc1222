"""The line that is named is the line that was changed, and what is right is never shown."""

import pytest

from tests.content.adversaries.forms import COURSE
from tests.content.wrong_places import counted, located, made, misconceptions, some, tasks, written

# An alarm that interrupts a version which does not end may fall into the clearing up of a library.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

LESSONS = [lesson.name for lesson in COURSE.lessons if "jax" not in str(lesson.tasks)]
SAMPLE = 3
"""Wrong versions of one task of a lesson, in every run."""
EACH = 6
"""Of each task in the nightly run."""


def found(wrong):
    return [one for one in map(located, wrong) if one is not None]


def hold(places):
    """What must hold of every place."""
    for one in places:
        if one.place is not None and one.place.certain:
            assert one.is_right, (one.place, one.wrong.text)
        assert not one.shows_what_is_right, one.told


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_is_certain_is_a_changed_line(lesson):
    task = tasks(lesson)[len(lesson) % 3]
    hold(found(some(made(task), SAMPLE)))


@pytest.mark.nightly
def test_the_line_that_is_named_is_the_one_that_was_changed():
    every = [one for lesson in LESSONS for task in tasks(lesson) for one in found(some(made(task), EACH))]
    counts = counted(every)
    print(dict(counts))
    for one in every:
        if one.line is not None and not one.is_right:
            print(one.wrong.task, one.wrong.what, one.place, one.wrong.changed, one.wrong.text, sep="\n")
    assert counts["certain right"] >= 0.95 * counts["certain"]
    assert counts["told right"] >= 0.8 * counts["told"]
    hold([one for one in every if one.is_right])


@pytest.mark.nightly
def test_a_place_is_named_for_most_misconceptions():
    wrong = [one for lesson in LESSONS for task in tasks(lesson) for one in misconceptions(task)]
    places = found(wrong)
    named = sum(one.line is not None for one in places)
    print(named, len(places))
    assert named >= 0.7 * len(places)


@pytest.mark.nightly
def test_a_place_is_named_for_most_of_what_people_write():
    wrong = [one for lesson in LESSONS for task in tasks(lesson) for one in written(task)]
    places = found(wrong)
    named = sum(one.line is not None for one in places)
    print(named, len(places))
    assert named >= 0.5 * len(places)
