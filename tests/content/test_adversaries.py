"""What is made wrong by machine, of right solutions in every form, is refused; and right ones stay right.

Holes that are known and not closed yet stand in `open_holes.toml`, and so do the forms of tests/solutions
that the wide inputs tell from their reference.
"""

import os
import random
import tomllib
from collections.abc import Iterator

import numpy as np
import pytest

from graders.authors.mutants import mutants
from graders.authors.mutation import LISTED
from graders.grading.seeds import PUBLIC_SEED
from tests.content.adversaries.forms import COURSE, ROOT, forms
from tests.content.adversaries.holes import DRAWS, RIGHT_DRAWS, by_kind, examine
from tests.content.adversaries.service import Service, tell
from tests.content.adversaries.telling import Wide
from tests.content.adversaries.wrong import Wrong, wrong_versions
from tests.content.wide import Script, call

TASKS = [task.name for task in COURSE.tasks]
OPEN = tomllib.loads((ROOT / "tests" / "content" / "open_holes.toml").read_text(encoding="utf-8"))
EQUIVALENT = tomllib.loads((ROOT / LISTED).read_text(encoding="utf-8"))["equivalent"]
SAMPLE = 3
SEEDS = [PUBLIC_SEED, *map(str, range(1, 50))]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no process can be forked here")


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    service = Service()
    yield service
    service.close()


def sample(wrong):
    return random.Random(wrong[0].task).sample(wrong, min(SAMPLE, len(wrong)))


def unknown_holes(report):
    return [
        f"{hole.maker} {found} {hole.call} {hole.seeds}"
        for hole, found in by_kind(report.holes)
        if hole.maker not in OPEN["holes"].get(report.task, ())
    ]


@pytest.mark.parametrize("name", TASKS[::17])
def test_some_wrong_versions_of_some_tasks_are_refused(service, name):
    report = examine(service, name, chosen=sample, covered=1)
    assert set(report.right) <= set(OPEN["forms"].get(name, ())) and report.internal == []
    assert unknown_holes(report) == []


@pytest.mark.nightly
@pytest.mark.parametrize("name", TASKS)
def test_all_wrong_versions_are_refused(service, name):
    report = examine(service, name)
    assert report.internal == []
    assert unknown_holes(report) == []
    assert set(OPEN["holes"].get(name, ())) <= {hole.maker for hole in report.holes}


@pytest.mark.nightly
@pytest.mark.parametrize("name", TASKS)
def test_no_wrong_version_passes_at_some_seeds_only(service, name):
    report = examine(service, name, seeds=SEEDS)
    assert [hole.maker for hole in report.holes if len(hole.seeds) < len(SEEDS)] == []


@pytest.mark.nightly
@pytest.mark.parametrize("name", TASKS)
def test_right_solutions_in_every_form_agree_with_the_reference(service, name):
    told = {form.name: service.ask(tell, name, form.text, RIGHT_DRAWS, 0.0)[0] for form in forms(name)}
    assert {form for form, how in told.items() if how is not None} == set(OPEN["forms"].get(name, ()))


@pytest.mark.nightly
@pytest.mark.parametrize("name", sorted(EQUIVALENT))
def test_what_is_listed_as_equivalent_is_measured_so(service, name):
    (reference, *_) = forms(name)
    listed = [mutant for mutant in mutants(reference.function) if mutant.change in EQUIVALENT[name]]
    told = {mutant.change: service.ask(tell, name, mutant.text, DRAWS, 30.0)[0] for mutant in listed}
    assert {change for change, how in told.items() if how is not None} <= set(OPEN["holes"].get(name, ()))


# How they are made and told


def told(program, cases, monkeypatch, task="pullback", lesson="jacobian"):
    """What the given inputs tell of a program."""
    monkeypatch.setattr("tests.content.adversaries.telling.cases", lambda *_: iter(cases))
    names = {}
    exec(program, names)
    return Wide(lesson, task).tell(names, 1)


RIGHT = "def pullback(J, w):\n    return J.T @ w"


def laid_over(maker):
    head = "from tests.content.adversaries.wrong import wrong_maker\n"
    tables = {"returns one buffer": "numbers", "squeezed": "numbers", "float32": "numbers"}
    table = tables.get(maker, "plain")
    return f"{RIGHT}\n{head}pullback = wrong_maker({table!r}, {maker!r}, 2)(pullback)"


@pytest.mark.parametrize(
    ("maker", "how"),
    [
        ("changes arguments in place", "changed argument 0"),
        ("keeps answers by the shapes", "values"),
        ("keeps answers without looking at argument 1", "values"),
        ("answers the call before", "values"),
        ("wrong for square only", "values"),
        ("returns one buffer", "the answer to the call before has changed"),
        ("squeezed", "shape"),
        ("float32", "precision"),
    ],
)
def test_each_maker_is_told_by_the_inputs_that_show_it(maker, how, monkeypatch):
    J = np.array([[1.0, 2.1], [-3.0, 0.7]])
    cases = [
        call(J, np.array([1.3, 2.0])), call(J, np.array([0.9, -1.0])), call(J[:, :1], np.array([0.2, 1.0])),
    ]  # fmt: skip
    assert told(RIGHT, cases, monkeypatch) is None
    assert how in told(laid_over(maker), cases, monkeypatch)[1]


def test_a_script_may_call_the_task_more_than_once(monkeypatch):
    def play(task):
        J = np.eye(2)
        first = task(J, np.ones(2))
        task(2 * J, np.ones(2))
        return first

    assert told(RIGHT, [Script(play)], monkeypatch) is None
    assert told(laid_over("returns one buffer"), [Script(play)], monkeypatch) is not None


def test_every_wrong_version_says_what_was_done_to_which_form():
    made = wrong_versions("pullback", frozenset({"numbers"}))
    assert all(isinstance(version, Wrong) and version.maker and version.text for version in made)
    assert len({version.text for version in made}) == len(made)
    assert {form.name for form in forms("pullback")} <= {version.form for version in made}
