"""What is asked of a function besides its answers: its example, its arguments, and f as a function."""

import dataclasses
import doctest
import inspect
from pathlib import Path

import numpy as np
import pytest

from graders.authoring import task
from graders.course.index import Course
from graders.course.submission import Source, Submission
from graders.feedback.happenings import tell
from graders.grading.answer_key import Book
from graders.grading.engine import Grader, grade_here
from graders.grading.examples import statements_of
from graders.grading.trial import Trial
from graders.sandbox.outside.subjects import Local
from graders.values.functions import Counted, Function
from graders.values.types import Graph

COURSE = Course.load(Path(__file__).resolve().parents[2])
EXAMPLE = "it_gives_the_example_of_its_statement"
SQUARE = Function("x**2")


def graded(name, function, **others):
    return grade_here(COURSE, name, {name: function, **others}, tell=tell)


def checks(result):
    return {verdict.check: verdict.status for verdict in result.checks}


# The example of the statement


@pytest.mark.parametrize("lesson", ["derivatives", "integration", "autodiff"])
def test_every_task_is_asked_for_its_example_first(lesson):
    book = Book(COURSE.lesson(lesson), "seed")
    assert [next(iter(declared.checks)) for declared in book.checks.values()] == [EXAMPLE] * len(book.checks)


SHOWN = """Return it.

        x = 3, more than

    >>> x = 3  # a comment
    >>> def f(x):
    ...     return x

    >>> f(
    ...     x)
    3

    A sentence, and then
      >>> print("", end="")
    >>> [x,
    ...
    ...  x]
    [3,
     3]
    """


@pytest.mark.parametrize("docstring", ["", "A sentence.", SHOWN, ">>> 1\n1", ">>> 1\n"])
def test_an_example_is_read_as_doctest_reads_it(docstring):
    found = doctest.DocTestParser().get_examples(inspect.cleandoc(docstring))
    assert statements_of(docstring) == [(line.source.removesuffix("\n"), bool(line.want)) for line in found]


def riemann_left(f, a, b, n):
    width = (b - a) / n
    return width * sum(f(a + k * width) for k in range(n))


def test_an_answer_in_another_form_gives_the_example_too():
    assert checks(graded("riemann_left", lambda *a: np.float64(riemann_left(*a))))[EXAMPLE] == "done"


def test_a_wrong_one_is_shown_by_the_lines_of_the_statement():
    result = graded("riemann_left", lambda f, a, b, n: 2 * riemann_left(f, a, b, n))
    assert result.feedback.startswith("float(riemann_left(lambda x: x**2, 0.0, 2.0, 4)) is not right.")
    assert checks(result)[EXAMPLE] == "failing"


def test_the_form_of_an_answer_that_the_lines_cannot_use_is_told():
    result = graded("running_area", lambda f, a, b, n: None)
    assert "The answer is None. Is a `return` missing?" in result.feedback
    result = graded("riemann_left", lambda f, a, b, n: "1.75 or so")
    assert "a text; a number is expected" in result.feedback


def test_what_the_lines_use_is_given_where_a_file_lacks_it():
    def topological_order(out):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for parent, _ in node.parents:
                    visit(parent)
                order.append(node)

        visit(out)
        return order[::-1]

    assert checks(graded("topological_order", topological_order))[EXAMPLE] == "done"


def test_the_lines_leave_the_names_of_the_file_as_they_are():
    names = {"answer": lambda: k, "k": 5}  # noqa: F821
    local = Local(names)
    outcome = local.run("answer", [("k = 7", False), ("k", True)])
    assert outcome.value[0] == {0: 7}
    assert names["k"] == 5


LAZY = """
import numpy as np

def riemann_left(f, a, b, n):
    print("asked for", n)
    while n == 4:
        pass
    return 0.0
"""


def test_the_example_runs_in_the_worker_within_its_time():
    lesson = COURSE.lesson("integration")
    quick = [dataclasses.replace(t, limits=dataclasses.replace(t.limits, wall=0.5)) for t in lesson.tasks]
    with Grader(COURSE, tell=tell, lessons=["integration"]) as grader:
        run = grader.run(dataclasses.replace(lesson, tasks=tuple(quick)), Source("integration", "a.py", LAZY))
        with run:
            result = run.result(quick[0])
    assert result.status == "timeout"
    assert result.checks[0].check == EXAMPLE
    assert "while n == 4" in result.feedback or "pass" in result.feedback


RIGHT = """
import numpy as np

def riemann_left(f, a, b, n):
    width = (b - a) / n
    return width * sum(f(a + k * width) for k in range(n))
"""


def test_the_example_holds_in_the_worker():
    with Grader(COURSE, tell=tell, lessons=["integration"]) as grader:
        (lesson,) = grader.grade(
            Submission("anna", {"integration": Source("integration", "a.py", RIGHT)})
        ).lessons
    assert lesson.tasks[0].status == "done"


# Arguments


def trial(function, fills=()):
    return Trial("task", "check", "seed", Local({"task": function}), lambda _: 1.0, fills=fills)


def sorts(X, y):
    y.sort()
    return 1.0


def appends(X, y):
    X["W"].append(2.0)
    return 1.0


@pytest.mark.parametrize("ask", ["call", "expect"])
@pytest.mark.parametrize(("function", "position", "name"), [(sorts, 1, "y"), (appends, 0, "X")])
def test_an_argument_that_a_call_changes_is_told_whoever_calls(ask, function, position, name):
    asked = trial(function)
    getattr(asked, ask)({"W": [1.0], "f": SQUARE}, np.array([2.0, 1.0]))
    assert (asked.refused.finding.position, asked.refused.finding.name) == (position, name)
    assert f"`{name} = {name}.copy()`" in tell(asked.refused)


def test_those_of_a_returned_function_are_looked_at_too():
    def maker():
        def clears(p):
            p[:] = 0
            return 1.0

        return clears

    asked = trial(maker)
    asked.call(np.ones(2), function=asked.call())
    assert asked.refused.finding.name == "p"
    assert tell(asked.refused).startswith("task()([1.0 1.0]) is not right.")


GRAPH = Graph((2.0, 3.0, 6.0), ((), (), ((0, 3.0), (1, 2.0))))


def marks(out):
    out.visited = True


def empties(out):
    out.parents.clear()


def turns(out):
    out.parents.reverse()


def revalues(out):
    out.parents[0][0].value = 7.0


def fills(out):
    out.grad = 1.0


@pytest.mark.parametrize(
    ("function", "attribute"),
    [(marks, "visited"), (empties, "parents"), (turns, "parents"), (revalues, "value"), (fills, "grad")],
)
def test_nodes_belong_to_the_caller(function, attribute):
    asked = trial(function)
    asked.call(GRAPH)
    assert asked.refused.finding.attribute == attribute
    assert f"`{attribute}` of the nodes" in tell(asked.refused)


def test_what_a_statement_asks_to_be_filled_in_may_be():
    asked = trial(fills, fills=("grad",))
    asked.call(GRAPH)
    assert asked.refused is None
    assert asked.outcome.changed[0] == [0.0, 0.0, 1.0]
    assert task("task", fills=["grad"]).fills == ("grad",)


def test_nodes_that_stay_as_they_are_are_no_fault():
    asked = trial(lambda out: [node for node, _ in out.parents])
    asked.call(GRAPH)
    assert asked.refused is None


# Functions that are handed over


def test_a_function_has_the_name_that_the_statement_gives_it():
    asked = Trial(
        "task", "check", "seed", Local({"task": lambda g, h: [g.__name__, h.__name__]}), lambda _: 0,
        parameters=("gx", "fprime"),
    )  # fmt: skip
    assert asked.call(SQUARE, Counted(SQUARE)) == ["gx", "fprime"]
    asked.refuse(asked.form_finding())
    assert "task(gx, fprime) with gx(x) = x**2, fprime(x) = x**2" in tell(asked.refused)


def test_it_prints_and_imports_as_any_function():
    assert SQUARE.compiled().__globals__["__builtins__"]["__import__"] is __import__
    local = Local({"task": lambda f: print(f(1.0), f.__name__)}, output=100)
    assert local.call("task", [SQUARE]).printed == "1.0 f\n"


def test_an_array_without_dimensions_is_shown_as_one():
    asked = trial(lambda x: None)
    asked.expect(np.array(1.5))
    assert "task(np.array(1.5))" in tell(asked.refused)


# Names of misconceptions


def test_a_name_is_told_where_the_example_fails_first_too():
    result = graded("central_difference", lambda f, x, h: (f(x + h) - f(x - h)) / h)
    assert checks(result)[EXAMPLE] == "failing"
    assert result.misconception == "divided_by_one_step"


def test_no_name_is_told_that_a_further_failed_check_speaks_against():
    def neither(f, x, h):
        return (f(x + h) - f(x - h)) / h if h == 0.5 else 7.25 + x

    assert graded("central_difference", neither).misconception is None


def test_a_need_that_is_wrong_is_said_first_and_alone():
    names = {}
    exec(
        "def running_area(f, a, b, n):\n    return None\n\n"
        "def plot_antiderivative(f, F, a, b, n):\n    running_area(f, a, b, n)\n    return None\n",
        names,
    )
    result = grade_here(COURSE, "plot_antiderivative", names, tell=tell)
    assert result.feedback.startswith("`plot_antiderivative` builds on `running_area`")
    assert result.misconception is None
