"""What a check may rely on when it calls a student's function."""

import numpy as np
import pytest
import sympy

from graders import authoring
from graders.grading.findings import OverwrittenAnswer
from graders.grading.trial import CaseEnded, Trial
from graders.judge.expressions import comparison as symbolic
from graders.sandbox.outside.subjects import Local
from graders.values.expressions import from_sympy

LIKE = ([np.zeros((2, 3))], [np.zeros((1, 3))], [0.0, 0.0])


def asked(answer, like=LIKE):
    trial = Trial("task", "check", "seed", Local({"task": lambda: answer}), lambda _: like)
    return trial, lambda: trial.call(like=like)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (([np.ones((2, 3))], [np.ones(3)], [1.0, 2.0]), "shape"),
        (([np.ones((2, 3))], [np.ones((1, 3))], [1.0]), "shape"),
        (([np.ones((2, 3))], [np.ones((1, 3))], [np.ones(2), np.ones(3)]), "ragged"),
        (([np.ones((2, 3))], [np.ones((1, 3))], None), "missing"),
        (([np.ones((2, 3))], [np.full((1, 3), np.inf)], [1.0, 2.0]), "non_finite"),
        (([np.full((2, 3), 1e300)], [["a"]], [1.0, 2.0]), "type"),
    ],
)
def test_the_form_of_every_part_is_seen_whatever_the_values_of_the_parts_before(answer, kind):
    trial, call = asked(answer)
    with pytest.raises(CaseEnded):
        call()
    assert trial.refused.finding.kind == kind
    assert trial.form_finding().kind == kind


def test_an_answer_of_that_form_is_handed_on_whatever_its_values():
    trial, call = asked(([np.ones((2, 3))], [np.full((1, 3), 1e300)], [1.0, -2.0]))
    assert call()[2] == [1.0, -2.0]
    assert trial.refused is None
    assert trial.form_finding() is None


@pytest.mark.parametrize("judge", [None, "symbolic"])
def test_nobody_knows_beforehand_where_expressions_are_compared(monkeypatch, judge):
    seeds = []
    monkeypatch.setattr(symbolic, "compare", lambda *_, seed=0, **__: seeds.append(seed))
    expected = from_sympy(sympy.Symbol("x"))
    for seed in ("one", "two"):
        trial = Trial("task", "check", seed, Local({"task": lambda x: x}), lambda arguments: arguments[0])
        for _ in range(2):
            trial.expect(1, expected=expected, judge=judge and authoring.symbolic())
        trial.expect([1], expected=[expected], judge=judge and authoring.symbolic())
    assert len(set(seeds)) == len(seeds) == 6


def crossed(function):
    subject = Local({"task": function})
    trial = Trial("task", "check", "seed", subject, lambda arguments: np.subtract(*arguments))
    authoring.one_at_a_time(trial, (np.array([1.0, 2.0]), 3.0), (np.array([5.0, 4.0]), 0.5))
    return trial


@pytest.mark.parametrize("part", [0, 1])
def test_an_answer_remembered_by_a_part_of_the_arguments_is_refused_where_they_are_crossed(part):
    answers = {}
    remembering = lambda x, y: answers.setdefault(str((x, y)[part]), x - y)  # noqa: E731
    assert crossed(remembering).refused is not None
    assert crossed(np.subtract).refused is None


def test_an_answer_that_the_next_call_writes_into_is_refused():
    buffer = np.empty(2)
    assert isinstance(crossed(lambda x, y: np.subtract(x, y, out=buffer)).refused.finding, OverwrittenAnswer)
