"""What is told of seventy wrong answers stands word for word in tests/wrong_answers and docs/messages.md."""

import re

import pytest

from graders.feedback.happenings import tell
from graders.feedback.places import CERTAIN, FOUND_BY_VALUES, LIKELY
from graders.grading.engine import Grader
from tests.content.wrong_answers import (
    ANSWERS,
    COURSE,
    LESSONS,
    PAGE,
    page,
    read,
    told,
    wrong_answers,
)

SLOW = ("differentiation", "optimization")
"""Lessons whose libraries take long to load and to compile."""
MOST_WORDS = 40
PLACE = re.compile(
    "\n\n(?:{})\n".format("|".join(map(re.escape, [CERTAIN, LIKELY, *FOUND_BY_VALUES.values()])))
)
"""Where the line of the mistake is told, below all else."""


@pytest.fixture(scope="module")
def grader():
    with Grader(COURSE, tell=tell, many=False) as grader:
        yield grader


@pytest.mark.parametrize(
    "lesson",
    [pytest.param(name, marks=pytest.mark.nightly) if name in SLOW else name for name in LESSONS],
)
def test_a_student_is_told_exactly_this(lesson, grader):
    found = {answer.name: told(grader, answer) for answer in wrong_answers(lesson)}
    assert found == read("told", lesson)


def test_the_page_shows_all_of_them():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_they_are_fifty_or_more_and_each_lesson_has_some():
    assert {path.stem for path in ANSWERS.glob("*.py")} == set(LESSONS)
    assert sum(len(list(wrong_answers(lesson))) for lesson in LESSONS) >= 50


TOLD = [pytest.param(text, id=name) for lesson in LESSONS for name, text in read("told", lesson).items()]


@pytest.mark.parametrize("text", TOLD)
def test_the_numbers_come_after_forty_words_at_most(text):
    """Code is no word: it is what is told of."""
    text = PLACE.split(text)[0]
    prose = re.split(r"(?m)^ +(?:yours|[a-zA-Z]+\d* +(?:exact|close|off)|h = )|^It printed:", text)[0]
    lines = [line for line in prose.splitlines()[1:] if not line.startswith("  ")]
    sentences = " ".join(re.sub(r"^\S.*?(?= is not right| raises )", "", line) for line in lines)
    cause = text.rstrip().rpartition("\n\n")[2]
    assert len(sentences.replace(cause, "").split()) <= MOST_WORDS


@pytest.mark.parametrize("text", TOLD)
def test_each_has_an_id(text):
    assert re.match(r"\([a-z]+\.[a-z_0-9]+\)\n", text)


def test_nothing_of_the_machinery_is_named():
    for param in TOLD:
        assert not re.search(r"Remote|_lambdify|Traceback|<lambda>|graders\.", param.values[0])
