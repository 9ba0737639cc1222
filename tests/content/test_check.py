"""What `gradlings check` finds in a lesson that is not yet as it must be, and the way out that it names."""

import importlib
import time
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from click.testing import CliRunner

from graders.authors import checking, paper, trials
from graders.authors.content import Broken, Content
from graders.authors.mutants import Mutant
from graders.authors.mutation import LISTED, Mutation
from graders.commands.main import main
from graders.course.index import Course

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
TASK = "central_difference"


@pytest.fixture
def content():
    """A lesson that is all well, to be spoilt."""
    return Content(COURSE, COURSE.lesson("derivatives"))


def said(sentences):
    return "\n".join(sentences)


def test_a_misconception_that_is_right_is_told_with_its_seed(content, monkeypatch):
    right = vars(content.reference)[TASK]
    monkeypatch.setitem(content.checks[TASK].misconceptions, "right", right)
    told = said(trials.misconception_is_named(content, TASK, "right", trials.SEEDS[:3]))
    assert told == f"`right` is right at seed 0; ask `{TASK}` where it answers otherwise, or drop it."


def test_a_misconception_that_takes_long_is_told(content, monkeypatch):
    def slow(f, x, h):
        start = time.process_time()
        while time.process_time() < start + 0.01:
            pass
        return 0.0

    monkeypatch.setattr(trials, "SLOW", 0.01)
    monkeypatch.setitem(content.checks[TASK].misconceptions, "slow", slow)
    assert "takes" in said(trials.misconception_is_quick(content, TASK, "slow"))


def test_a_misconception_that_answers_as_another_is_told(content, monkeypatch):
    deed = next(iter(content.checks[TASK].misconceptions.values()))
    monkeypatch.setitem(content.checks[TASK].misconceptions, "the_same_again", deed)
    told = said(trials.misconception_is_named(content, TASK, "the_same_again", trials.SEEDS[:3]))
    assert told.startswith(f"`the_same_again` of `{TASK}` is not named by its own sentence")
    assert told.endswith("let no other answer as it does.")


def test_a_right_solution_that_fails_is_told_with_its_feedback(content):
    content.solutions = {TASK: {f"{TASK}__one_sided": lambda f, x, h: (f(x + h) - f(x)) / h}}
    told = said(trials.solution_is_done(content, TASK, f"{TASK}__one_sided", trials.SEEDS[:1]))
    assert told.startswith(f"`{TASK}`: `{TASK}__one_sided` is not done at seed 0 (")
    assert told.endswith("if it is right, the check asks for too much.")


def test_a_check_that_breaks_is_told_with_its_file_line_and_message(content, monkeypatch):
    module = Path(trials.__file__).parents[1] / "lessons" / "derivatives.py"
    code = compile("\n\ndef broken(trial):\n    raise KeyError('n')\n", str(module), "exec")
    names = {}
    exec(code, names)
    declared = getattr(importlib.import_module("graders.lessons.derivatives"), TASK)
    monkeypatch.setitem(declared.checks, "broken", names["broken"])
    fresh = Content(content.course, content.lesson)
    with pytest.raises(Broken, match=r"^graders/lessons/derivatives\.py, line 4: KeyError: 'n'\.$"):
        list(trials.reference_is_done(fresh, TASK, trials.SEEDS[:1]))


def test_a_wrong_version_that_passes_is_told_with_where_to_list_it(content):
    passes = SimpleNamespace(grade=lambda *_: ("done", 0.0))
    told = said(Mutation(content, TASK).survivors(passes, [Mutant("return f(x)", "")]))
    assert told.startswith(f"`{TASK}` with `return f(x)` passes its checks; add a check that refuses it")
    assert f"{LISTED} with the reason, under [equivalent.{TASK}]" in told


def test_minutes_that_do_not_fit_the_points_are_told_with_those_that_do(content):
    content.lesson = replace(content.lesson, minutes=12)
    assert said(paper.minutes_fit_the_points(content)).endswith("its tasks take 39; write `minutes = 39`.")


def test_too_few_right_solutions_are_told_with_where_to_write_them(content):
    content.solutions = {TASK: {f"{TASK}__one": abs}}
    assert said(paper.solutions_are_given(content)) == (
        f"`{TASK}` needs 3 right solutions that look different, and has 1; write functions `{TASK}__how` in "
        "tests/solutions/derivatives.py."
    )


def test_missing_hints_are_counted(content):
    content.material.hints = {TASK: ["Only a question?"]}
    assert "has 1 hints for `central_difference` and needs 3" in said(paper.task_is_whole(content, TASK))


def test_jargon_is_named(content):
    content.material.words += "\nThis is trivial."
    assert "`trivial` stands in what students of `derivatives` read" in said(
        paper.text_is_for_students(content)
    )


def test_two_misconceptions_of_one_name_are_told(content, monkeypatch):
    text = f"@{TASK}.misconception\ndef lost(f, x, h):\n    pass\n\n\n"
    monkeypatch.setattr(Course, "text", lambda *_: text * 2)
    assert said(paper.names_do_not_collide(content)) == (
        f"graders/lessons/derivatives.py, line 7: `@{TASK}.misconception` has a `lost` in line 2 already, "
        "which is lost; rename one."
    )


def test_an_example_that_shows_something_else_is_told(content):
    lesson = ModuleType("lesson")
    exec("".join(f"def {name}(): pass\n" for name in content.material.tasks), vars(lesson))
    vars(lesson)[TASK].__doc__ = ">>> 1 + 1\n3\n"
    content.reference = lesson
    told = said(paper.examples_run(content))
    assert "The docstring of `power_rule` has no example" in told
    assert f"The example of `{TASK}` shows something else than it gives: 1 + 1" in told


def test_after_a_wrong_reference_nothing_more_is_said_of_its_task(content, monkeypatch):
    wrong = checking.Step(TASK, lambda: iter(["The reference is wrong."]), TASK, decides=True)
    noise = checking.Step(TASK, lambda: iter(["noise"]), TASK)
    other = checking.Step("another", lambda: iter(["More."]), "another")
    monkeypatch.setattr(checking, "steps", lambda *_: [wrong, noise, other])
    assert list(checking.remarks(content)) == ["The reference is wrong.", "More."]


def test_a_lesson_that_is_not_there_is_misuse(monkeypatch):
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(main, ["check", "derivativs"])
    assert done.exit_code == 2
    assert "did you mean `derivatives`?" in done.output
