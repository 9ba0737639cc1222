"""A status knows all that is known of it; what is said of a task stands in parts, and is glued in one way."""

import json

import pytest

from graders.grading.results import Parts, Result, Status


@pytest.mark.parametrize("status", Status)
def test_a_status_is_its_word_wherever_it_is_written(status):
    word = status.name.lower()
    assert status == word and f"{status}" == word and repr(status) == repr(word)
    assert json.dumps(status) == f'"{word}"'
    assert Status(word) is status


def test_nobodys_mistake_is_open_and_a_person_has_to_look():
    assert {status for status in Status if status.is_open} == {"undecided", "internal", "unavailable"}


def test_only_what_is_the_students_own_decides_before_what_is_open():
    own = {status.rank for status in (Status.FAILING, Status.ERROR, Status.TIMEOUT, Status.CRASHED)}
    assert len(own) == 1, "the first of these decides, so that none is graver"
    assert own.pop() > Status.UNDECIDED.rank > Status.INTERNAL.rank > Status.DONE.rank


def test_what_is_done_or_to_do_is_not_marked_as_wrong():
    assert not any(status.is_wrong for status in (Status.DONE, Status.TODO, Status.UNAVAILABLE))
    assert all(status.is_wrong for status in Status if status.is_lost)


def test_feedback_is_the_parts_that_there_are():
    parts = Parts(witness="f(1) is not right.\n\nIt differs.", needs="`g` builds on `f`.")
    result = Result("g", Status.FAILING, 0.0, 2.0, parts=parts)
    assert result.feedback == "`g` builds on `f`.\n\nf(1) is not right.\n\nIt differs."
    assert Result("g", Status.DONE, 2.0, 2.0).feedback == ""
