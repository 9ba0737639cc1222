"""What right ways hold is found in one run of a check for all of them; one without end costs little."""

import ast

import pytest

from graders.course.index import own_course
from graders.grading.answer_key import Book
from graders.grading.ways import Brief, Full, Together, Way, Ways
from graders.sandbox.inside.notes import MOST_NOTES

COURSE = own_course()
TASK = COURSE.task("central_difference")
CHECK = "halving_h_quarters_the_error"
OTHER = """
def central_difference(f, x, h):
    width = 2.0 * h
    {}
    return (f(x + h) - f(x - h)) / width
"""


@pytest.fixture
def book():
    return Book(COURSE.lesson(TASK.lesson), "ways")


def among(book, monkeypatch, text):
    """What is held where this is a further right way."""
    reference = next(Ways(book)._ways(TASK.name))
    other = Way(ast.parse(text).body[0], reference.names)
    monkeypatch.setattr(Ways, "_ways", lambda *_: iter([reference, other]))
    return Ways(book).values(TASK, CHECK)


def test_what_each_way_holds_in_a_call_is_held(book, monkeypatch):
    values = among(book, monkeypatch, OTHER.format("third = f(x) * 3.1234567"))
    alone = among(book, monkeypatch, OTHER.format("pass"))
    assert len(values) == len(alone) > 20
    assert all(more.wholes.numbers > few.wholes.numbers for more, few in zip(values, alone, strict=True))


def test_a_way_that_goes_on_and_on_is_left_when_its_notes_are_full(book, monkeypatch):
    endless = OTHER.format("while True:\n        width = width + f(x) * 0")
    assert len(among(book, monkeypatch, endless)) > 20


def test_a_clock_that_one_way_was_handed_is_fresh_for_each(monkeypatch):
    race = COURSE.task("race")
    book = Book(COURSE.lesson(race.lesson), "ways")
    started = []
    counted = Together.call

    def noted(self, function, arguments):
        answer = counted(self, function, arguments)
        started.append(len(self.others))
        return answer

    monkeypatch.setattr(Together, "call", noted)
    for check in list(book.checks["race"].checks)[1:2]:
        Ways(book).values(race, check)
    assert started
    assert set(started) == {0}


def test_brief_notes_end_a_call_when_they_are_full():
    notes = Brief()
    for number in range(MOST_NOTES):
        notes.note(number, 1.5)
    with pytest.raises(Full):
        notes.note(0, 1.5)


def test_a_check_is_run_once_for_all_ways(book, monkeypatch):
    made = []
    trial = Book.trial
    monkeypatch.setattr(Book, "trial", lambda *asked: made.append(asked) or trial(*asked))
    among(book, monkeypatch, OTHER.format("pass"))
    assert len(made) == 1
