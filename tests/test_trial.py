"""What a check may rely on when it calls a student's function."""

import numpy as np
import pytest

from graders.grading.trial import CaseEnded, Trial
from graders.sandbox.subjects import Local

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
    assert trial.failure.finding.kind == kind
    assert trial.form_finding().kind == kind


def test_an_answer_of_that_form_is_handed_on_whatever_its_values():
    trial, call = asked(([np.ones((2, 3))], [np.full((1, 3), 1e300)], [1.0, -2.0]))
    assert call()[2] == [1.0, -2.0]
    assert trial.failure is None
    assert trial.form_finding() is None
