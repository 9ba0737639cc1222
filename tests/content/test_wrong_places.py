"""The line that is named is the line that was changed, and what is right is never shown."""

import pytest

from tests.content.adversaries.forms import COURSE
from tests.content.adversaries.service import Service
from tests.content.wrong_places import Located, counted, located, made, misconceptions, some, tasks, written

LESSONS = [lesson.name for lesson in COURSE.lessons]
SAMPLE = 3
"""Wrong versions of one task of a lesson, in every run."""
EACH, FEW = 6, 2
"""Of each task in the nightly run of a lesson, and in that of all lessons together."""


@pytest.fixture(scope="module")
def find():
    """What is found of wrong versions; those that end the process that tries them are left out."""
    service = Service()

    def found(wrong):
        answers = [service.ask(located, one, 0.0)[0] for one in wrong]
        assert not [answer for answer in answers if type(answer) is tuple and answer[0] == "broken"]
        return [answer for answer in answers if type(answer) is Located]

    yield found
    service.close()


def hold(places):
    """What must hold of every place."""
    for one in places:
        if one.place is not None and one.place.certain:
            assert one.is_right, (one.place, one.wrong.text)
        assert not one.shows_what_is_right, one.told


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_is_certain_is_a_changed_line(find, lesson):
    task = tasks(lesson)[len(lesson) % 3]
    hold(find(some(made(task), SAMPLE)))


@pytest.mark.nightly
@pytest.mark.parametrize("lesson", LESSONS)
def test_the_line_that_is_named_is_the_one_that_was_changed(find, lesson):
    found = find([wrong for task in tasks(lesson) for wrong in some(made(task), EACH)])
    counts = counted(found)
    print(dict(counts))
    for one in found:
        if one.line is not None and not one.is_right:
            print(one.wrong.task, one.wrong.what, one.place, one.wrong.changed, one.wrong.text, sep="\n")
    assert counts["told right"] >= 0.66 * counts["told"]
    hold(found)


@pytest.mark.nightly
def test_over_all_lessons_four_of_five_named_lines_are_the_changed_one(find):
    every = [wrong for lesson in LESSONS for task in tasks(lesson) for wrong in some(made(task), FEW)]
    counts = counted(find(every))
    print(dict(counts))
    assert counts["told right"] >= 0.8 * counts["told"]


@pytest.mark.nightly
@pytest.mark.parametrize(("kind", "share"), [(misconceptions, 0.7), (written, 0.5)])
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_place_is_named_for_most(find, lesson, kind, share):
    found = find([wrong for task in tasks(lesson) for wrong in kind(task)])
    named = sum(one.line is not None for one in found)
    print(named, len(found))
    assert named >= share * len(found)
