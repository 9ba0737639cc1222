"""No answer hangs the trusted side, fills its memory or makes it raise: plain data can be hostile too."""

import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from graders.course.index import Course
from graders.feedback.display import show
from graders.feedback.happenings import tell
from graders.grading.answer_key import Book
from graders.grading.checks import tasks_of
from graders.grading.task_run import run_task
from graders.judge import facts as answer
from graders.judge.expressions import balls, form
from graders.judge.expressions import comparison as symbolic
from graders.judge.expressions.balls import Budget, Exhausted
from graders.judge.figures import comparison as figure
from graders.judge.findings import Undecided
from graders.judge.sameness import same
from graders.values.functions import Counted
from graders.values.outcome import Outcome
from graders.values.tokens import Apply, Constant, Float, Integer, Symbol
from graders.values.types import Axes, Expression, Figure, Matrix, NodeRef, Opaque, Remote

COURSE = Course.load(Path(__file__).resolve().parents[2])
PROMPTLY = 30.0  # seconds on a busy machine; what these tests are about took minutes, or did not end
MEGABYTE = 2**20
HUGE = 2**4095
X = [Symbol("x")]


def of(head, *parts):
    return [token for part in parts for token in part] + [Apply(head, len(parts))]


def whole(number):
    return [Integer(number)]


def nested(head, times, *more, start=X):
    tokens = start
    for _ in range(times):
        tokens = of(head, tokens, *more)
    return tokens


def tower(base, times):
    tokens = whole(base)
    for _ in range(times):
        tokens = of("Pow", whole(base), tokens)
    return tokens


def symbols(count):
    return [[Symbol(f"x{i}")] for i in range(count)]


def piece(i):
    return of("ExprCondPair", X, of("StrictLessThan", X, whole(i)))


EXPRESSIONS = {
    "a tower of powers": tower(10, 150),
    "powers of huge exponents": nested("Pow", 198, whole(HUGE)),
    "a tower of exponentials": nested("exp", 190),
    "the gamma function of itself": nested("gamma", 190),
    "a maximum of thousands": of("Max", *symbols(3900)),
    "a product of hundreds": of("Mul", *(of("sin", of("Add", X, whole(i))) for i in range(700))),
    "one symbol thousands of times": of("Add", *[X] * 3900),
    "hundreds of kinks": of("Add", *(of("Abs", of("Add", X, whole(i))) for i in range(600))),
    "hundreds of pieces": of("Piecewise", *map(piece, range(500))),
    "a kink at every whole number": of("floor", of("Mul", whole(10**6), X)),
    "an order that is no number": of("polylog", of("Add", X, whole(4)), X),
    "a huge order": of("polygamma", whole(4000), X),
    "costly functions": of("Add", *(of("besselj", whole(i), X) for i in range(600))),
    "an infinite number": of("Mul", X, [Float(float("inf"))]),
    "no number": [Float(float("nan"))],
    "too many parts": of("Add", *[X] * 40_000),
}


@pytest.mark.parametrize("options", [{}, {"up_to_constant_in": "x"}], ids=["value", "slope"])
@pytest.mark.parametrize("tokens", EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_an_expression_is_judged_promptly_and_never_right(tokens, options):
    expected = Expression(tuple(of("Add", of("Pow", X, whole(2)), X)))
    start = time.monotonic()
    assert symbolic.compare(Expression(tuple(tokens)), expected, domain={"x": [(0.5, 3)]}, **options)
    assert time.monotonic() - start < PROMPTLY


def test_a_long_list_is_no_expression():
    expected = Expression((Symbol("x"),))
    start = time.monotonic()
    for value in (np.zeros(500_000), np.zeros((700, 700)), [1] * 49_000):
        assert symbolic.compare(value, expected).kind == "type"
        assert symbolic.compare(value, [expected, expected]).kind in ("type", "length")
        assert symbolic.compare(value, Matrix(1, 1, (expected,))).kind == "type"
    assert time.monotonic() - start < PROMPTLY


def test_work_that_the_steps_do_not_measure_ends_by_the_clock():
    with pytest.raises(Exhausted):
        Budget(until=0.0).spend(1, 64)
    assert symbolic.compare(Expression(tuple(X)), Expression(tuple(of("sin", X)))).kind == "not_equal"


def test_all_entries_of_an_answer_have_one_clock(monkeypatch):
    monkeypatch.setattr(balls, "PATIENCE", 0.1)
    monkeypatch.setattr(Budget, "spend", lambda self, steps, bits: self.look_at_the_clock())
    gammas = EXPRESSIONS["the gamma function of itself"]
    once, same = Expression(tuple(gammas)), Expression((*gammas, Integer(1), Apply("Mul", 2)))
    start = time.thread_time()
    assert symbolic.compare([once] * 20, [same] * 20).kind == "undecided"
    assert time.thread_time() - start < 1.0


COSTLY = of("Add", *(of("besselj", whole(i), X) for i in range(600)))


def test_what_would_take_too_many_steps_is_undecided():
    once, same = Expression(tuple(COSTLY)), Expression((*COSTLY, Integer(1), Apply("Mul", 2)))
    finding = symbolic.compare(once, same)
    assert finding == Undecided("it takes too long to evaluate")


def test_all_entries_of_an_answer_share_their_steps(monkeypatch):
    spent = []

    def spend(budget, steps, bits):
        real(budget, steps, bits)
        spent.append(steps)

    real = Budget.spend
    monkeypatch.setattr(Budget, "spend", spend)
    once, same = Expression(tuple(COSTLY)), Expression((*COSTLY, Integer(1), Apply("Mul", 2)))
    assert symbolic.compare([once] * 20, [same] * 20).kind == "undecided"
    assert 2 * balls.STEPS < sum(spent) < 10 * balls.STEPS


def test_without_the_budget_a_comparison_would_go_far_beyond_it(monkeypatch):
    spent = []
    monkeypatch.setattr(Budget, "spend", lambda self, steps, bits: spent.append(steps))
    chains = (nested("gamma", 190, start=of("Add", X, whole(i))) for i in range(4))
    gammas = Expression(tuple(of("Add", *chains)))
    symbolic.compare(gammas, Expression(tuple(of("sin", X))))
    assert sum(spent) > 2 * Budget().left
    monkeypatch.undo()
    assert symbolic.compare(gammas, Expression(tuple(of("sin", X)))).kind == "undecided"


@pytest.mark.parametrize(
    "tokens",
    [
        of("Add", nested("Pow", 9, whole(30), start=whole(2)), X),
        of("Add", of("Pow", of("Add", *symbols(300)), whole(30)), whole(1)),
        of("Add", of("Pow", whole(HUGE), whole(30)), X),
    ],
    ids=["a tower of numbers", "a power of a long sum", "a power of a huge number"],
)
def test_a_polynomial_that_would_explode_is_undecided(tokens):
    assert form.factored(Expression(tuple(tokens))).kind == "undecided"


# Numbers and facts


def deep(value, depth=38):
    for _ in range(depth):
        value = [value]
    return value


NUMBERS = {
    "None": None, "True": True, "a huge integer": HUGE, "a negative one": -HUGE, "NaN": float("nan"),
    "infinity": float("inf"), "the largest number": 1.7e308, "the smallest": 5e-324, "complex": 1 + 2j,
    "complex NaN": complex("nan"), "a text": "a\x1b[31m\n::error::x", "a lone surrogate": "\ud800",
    "a long text": "a" * 4_000_000, "nothing": [], "no pair": (), "an empty dict": {}, "an empty set": set(),
    "nesting": deep(1.0), "more dimensions than NumPy has": deep(np.zeros((1,) * 32)),
    "huge integers": [HUGE] * 5000, "4 MB": np.zeros(500_000), "4 MB of NaN": np.full(500_000, np.nan),
    "4 MB of the largest number": np.full(500_000, 1.7e308), "a short float": np.float16(6e4),
    "single precision": np.full(3, 3e38, "f4"), "truth": np.array([True]),
    "objects": np.array([1, None], object), "huge objects": np.array([HUGE] * 100, object),
    "no entries": np.zeros((0, 3)), "32 dimensions": np.zeros((1,) * 32), "ragged": [[1], [1, 2]],
    "odd keys": {1: 2, (1, None): 3, None: 4, "a": 5, float("nan"): 7, Expression((Symbol("x"),)): 1},
    "many keys": {i: i for i in range(20_000)}, "a set": {1, 2, "a"},
    "a mixture": [1, "a", None, [2], np.zeros(3), {"a": np.zeros(2)}], "a pair of arrays": (np.zeros(3),) * 2,
    "a closed object": Opaque("\x1b[31mOdd\n::error::"), "a function": Remote(0, "\x1b]0;x\x07\n::error::"),
    "nodes": [NodeRef(5), NodeRef(2**31)], "an empty matrix": Matrix(0, 0, ()),
    "a large matrix": Matrix(60, 60, (Expression((Integer(0),)),) * 3600),
    "an expression": Expression((Symbol("x"),)), "infinity in words": Expression((Constant("zoo"),)),
    "dict of objects": {"W": np.array([None], object), "b": [1]},
}  # fmt: skip
RIGHT = [
    1.5, 7, True, None, "text", [1, 2, 3], (1.0, 2.0), np.zeros(3), np.zeros((2, 2)), {"a": 1.0, "b": "c"},
    [np.zeros(2), "a"], {"W": np.zeros((1, 2)), "b": np.zeros((1, 1))}, np.array([1j]),
]  # fmt: skip


@pytest.mark.parametrize("value", NUMBERS.values(), ids=NUMBERS)
def test_an_odd_answer_is_refused_whatever_is_expected(value):
    from graders.feedback.sentences import sentence
    from graders.grading.trial import judged
    from graders.judge.default import default_judge

    for right in RIGHT:
        if value is right or (isinstance(value, bool) and isinstance(right, bool)):
            continue
        for judge in (default_judge(right), answer.compare):
            if judge is answer.compare and isinstance(right, (np.ndarray, set)):
                continue
            finding = judged(judge, value, right)
            if value is not None or right is not None:
                assert finding is not None, right
                assert all(letter.isprintable() or letter == "\n" for letter in sentence(finding))
                assert len(sentence(finding)) < 5000
    assert len(show(value)) <= 300


@pytest.mark.parametrize("value", NUMBERS.values(), ids=NUMBERS)
def test_two_odd_answers_are_the_same_or_not(value):
    with np.errstate(all="ignore"):
        for other in [*RIGHT, *NUMBERS.values()]:
            assert same(value, other) in (True, False)


# Figures

ODD_FIGURE = Figure((
    Axes(
        lines=(
            {}, {"x": np.zeros(3)}, {"x": np.arange(3.0) * 1e-320, "y": np.zeros(3)},
            {"x": np.zeros(3), "y": np.array([1e308, -1e308, 1e308]), "label": [1], "style": {}},
        ),
        points=({"x": np.arange(3.0), "y": np.arange(3.0), "z": np.arange(3.0)},),
        arrows=(
            {"x": 1}, {}, {**dict.fromkeys("xyuv", np.arange(3.0)), "size": [[1], [1, 2]]},
        ),
        surfaces=({},), bars=({},), fills=({},), legend=("\x1b", "a"), title="\ud800",
    ),
    Axes(),
))  # fmt: skip
MANY_LINES = Figure((Axes(lines=tuple({"x": np.arange(2.0), "y": np.ones(2) * i} for i in range(4000))),))
LONG_LINE = Figure((Axes(points=({"x": np.zeros(200_000), "y": np.zeros(200_000), "label": ""},)),))
CURVES = Figure((
    Axes(
        lines=({"x": np.linspace(0, 1, 20), "y": np.linspace(0, 1, 20) ** 2, "label": "a", "style": "-"},),
        arrows=({**dict.fromkeys("xyuv", np.arange(3.0)), "size": np.ones(3)},),
    ),
))  # fmt: skip


@pytest.mark.parametrize("value", [ODD_FIGURE, MANY_LINES, LONG_LINE, Figure(()), *NUMBERS.values()])
def test_an_odd_figure_is_refused_promptly(value):
    start = time.monotonic()
    with np.errstate(all="ignore"):
        assert figure.compare(value, CURVES) is not None
        same(value, CURVES)
        same(CURVES, value)
    assert time.monotonic() - start < PROMPTLY


# Whole tasks


class Answering:
    """A subject whose every answer is the same."""

    def __init__(self, value, changed=False):
        self.value, self.changed = value, changed

    def call(self, function, arguments):
        changed = {0: self.value, 31: None} if self.changed else {}
        calls = (0,) * sum(type(argument) is Counted for argument in arguments)
        return Outcome(
            self.value, None, changed, calls=calls, warnings=("Odd: warning",), printed="printed",
            seconds=float("nan"),
        )  # fmt: skip

    def run(self, task, lines, given=()):
        return self.call(task, [])


def tasks(lessons):
    return [
        pytest.param(lesson, task, id=task.name)
        for lesson in COURSE.lessons if lesson.name in lessons
        for task in lesson.tasks
    ]  # fmt: skip


def check_task(lesson, task, values):
    book = Book(lesson, "hostile")
    for value in values:
        for changed in (False, True):
            result = run_task(book, task, Answering(value, changed), tell=tell)
            assert result.status != "done", show(value)
            assert result.points == 0
            assert all(letter.isprintable() or letter == "\n" for letter in result.feedback)


@pytest.mark.parametrize(("lesson", "task"), tasks(["derivatives", "integration"]))
def test_no_odd_answer_stops_a_task(lesson, task):
    some = ["NaN", "a huge integer", "4 MB of NaN", "objects", "odd keys", "a mixture", "a function"]
    tracemalloc.start()
    try:
        check_task(lesson, task, [*(NUMBERS[name] for name in some), ODD_FIGURE])
        assert tracemalloc.get_traced_memory()[1] < 200 * MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.mark.nightly
@pytest.mark.parametrize(("lesson", "task"), tasks([lesson.name for lesson in COURSE.lessons]))
def test_no_odd_answer_stops_any_task(lesson, task):
    assert task.name in tasks_of(__import__(f"graders.lessons.{lesson.name}", fromlist=["x"]))
    check_task(lesson, task, [*NUMBERS.values(), ODD_FIGURE, MANY_LINES, LONG_LINE])
