"""Whatever a student may be told is short and blames nobody; what is asked has an answer."""

import ast
import re
from pathlib import Path

import pytest

from graders.course.index import Course, CourseError
from graders.course.material import Material
from graders.course.predictions import predicted
from graders.course.stubs import OWN_WORDS
from graders.feedback.slips import SLIPS
from graders.grading.answer_key import tasks_of
from graders.grading.checks import sentence_of

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
LESSONS = [lesson.name for lesson in COURSE.lessons]
BLAMING = re.compile(
    r"\b(?:just|simply|obviously|of course|wrong answer|you forgot|you should|your mistake|silly|stupid)\b",
    re.IGNORECASE,
)
MOST_WORDS = 40


def material(name):
    return Material(COURSE, COURSE.lesson(name))


def causes():
    """The sentence of every misconception, under the names of its task and its own."""
    for name in LESSONS:
        module = __import__(f"graders.lessons.{name}", fromlist=["_"])
        for task in tasks_of(module).values():
            for deed, function in task.misconceptions.items():
                yield pytest.param(sentence_of(function), id=f"{task.name}-{deed}")


@pytest.mark.parametrize("sentence", [*causes(), *(pytest.param(SLIPS[name], id=name) for name in SLIPS)])
def test_a_cause_is_told_in_forty_words_without_blame(sentence):
    assert len(sentence.split()) <= MOST_WORDS
    assert not BLAMING.search(sentence)
    assert ".." not in sentence


def texts_in(path):
    """What a file of the engine may show: its texts without the docstrings."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    bare = {node.value for node in nodes if isinstance(node, ast.Expr)}
    constants = [node for node in nodes if isinstance(node, ast.Constant) and node not in bare]
    return [node.value for node in constants if isinstance(node.value, str)]


@pytest.mark.parametrize("path", sorted((ROOT / "graders" / "feedback").glob("*.py")), ids=lambda p: p.stem)
def test_no_words_of_the_engine_blame(path):
    assert not [text for text in texts_in(path) if BLAMING.search(text) or text.endswith("..")]


@pytest.mark.parametrize("name", ["commands/plotting.py", "grading/overlay.py", "grading/sweeps.py"])
def test_what_is_said_of_pictures_stands_among_the_words(name):
    assert not [text for text in texts_in(ROOT / "graders" / name) if "picture" in text.casefold().split()]


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_hint_asks_before_it_tells(lesson):
    for rungs in material(lesson).hints.values():
        assert "?" in rungs[0]
        assert not any(BLAMING.search(rung) for rung in rungs)


@pytest.mark.parametrize("task", [task.name for task in COURSE.tasks])
def test_the_last_hint_says_more_than_the_statement(task):
    lesson = material(COURSE.task(task).lesson)
    statement = " ".join(lesson.stub.partition(f"def {task}(")[2].partition("raise NotImpl")[0].split())
    _, idea, formula = lesson.hints[task]
    assert formula.rstrip(".") not in statement
    assert len(words_of(formula) - words_of(statement) - words_of(idea)) > 1


def words_of(text):
    return set(re.findall(r"[\w′]+", text.casefold()))


TERMS = (
    "accumulat", "activation", "antiderivative", "basin", "bearing", "bias", "black.box",
    "central difference", "chain rule", "coefficient", "complementarity", "composition", "compass",
    "condition", "constraint", "convex", "critical", "curvature", "determinant", "difference quotient",
    "diverge", "dual", "eigenvalue", "eigenvector", "epoch", "feasible", "gradient", "graph", "Hessian",
    "inactive", "inflection", "integrand", "Jacobian", "kerb", "label", "learning rate", "level line",
    "log loss", "logit", "margin", "momentum", "multiplier", "neuron", "node", "outer product", "overflow",
    "parabola", "partial", "perceptron", "polynomial", "primal", "product rule", "quadrant", "ReLU",
    "residual", "rounding", "saddle", "sensitivit", "sigmoid", "slack", "softmax", "stationarity",
    "steepest", "tangent", "topological", "transpos", "trapezoid", "valley",
)  # fmt: skip
"""Words of the field, by their beginnings; what NumPy, SymPy and Python call things is theirs."""


@pytest.mark.parametrize("lesson", LESSONS)
def test_words_of_the_field_stand_on_the_page_of_their_lesson_or_of_an_earlier_one(lesson):
    """Those that a sentence about a mistake, or a hint, uses; README says what is known before the first."""
    before = LESSONS[: LESSONS.index(lesson) + 1]
    pages = " ".join(material(name).stub for name in before)
    pages += (ROOT / "exercises" / "README.md").read_text(encoding="utf-8")
    module = __import__(f"graders.lessons.{lesson}", fromlist=["_"])
    used = [rung for rungs in material(lesson).hints.values() for rung in rungs]
    used += [sentence_of(deed) for task in tasks_of(module).values() for deed in task.misconceptions.values()]
    told = " ".join(used)
    words = {term for term in TERMS if _uses(told, term) and not _uses(pages, term)}
    assert not words


def _uses(text, term):
    return re.search(rf"\b{term}".replace(" ", "[ _-]"), " ".join(text.split()), re.IGNORECASE) is not None


# What is asked


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_asks_for_a_prediction_of_which_one_choice_is_right(lesson):
    asked = material(lesson).prediction
    assert len(asked.choices) >= 3
    rights = [key for key, text in asked.told.items() if text.startswith("Yes: ")]
    assert len(rights) == 1
    assert all(text.startswith(("Yes: ", "No: ")) for text in asked.told.values())
    assert predicted(COURSE, lesson, rights[0]).endswith(asked.told[rights[0]])
    assert all(text in predicted(COURSE, lesson) for text in asked.choices.values())


def test_right_choices_stand_in_all_places():
    places = {
        key
        for lesson in LESSONS
        for key, text in material(lesson).prediction.told.items()
        if text.startswith("Yes")
    }
    assert places == {"a", "b", "c"}


def test_a_choice_that_is_none_is_refused():
    with pytest.raises(CourseError, match="none of the choices"):
        predicted(COURSE, "derivatives", "z")


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_ends_with_a_why_and_a_place_to_write(lesson):
    found = [text for name, text in material(lesson).pieces if name == OWN_WORDS]
    (place,) = found
    asked = " ".join(part.asked for part in material(lesson).written) or place
    assert re.search(r"\b[Ww]hy|\b[Hh]ow do|\?", asked)
    assert f"\n{OWN_WORDS} = " in material(lesson).stub


@pytest.mark.parametrize("word", ["(sin x)′", "(cos x)′", "(eˣ)′", "(log x)′", "product rule", "chain rule"])
def test_the_first_lesson_teaches_what_later_ones_use(word):
    assert word in material(LESSONS[0]).words


@pytest.mark.parametrize("lesson", ["optimization", "gradient_descent"])
def test_eigenvectors_are_defined_on_the_pages_that_use_them(lesson):
    assert "H v = λ v" in material(lesson).words
