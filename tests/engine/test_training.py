"""The gradient is checked block by block, then the cost curve, then what was learned."""

import numpy as np
import pytest

from graders.judge.numbers.findings import LowAccuracy, WrongGradient
from graders.judge.numbers.rounding import EPS
from graders.judge.numbers.training import (
    APPROXIMATE,
    EXACT,
    accuracy_finding,
    curve_finding,
    gaps,
    gradient_finding,
    loss_gradient,
)
from tests.engine.networks import SETTINGS, WRONG, Network


def gaps_of(gradient, loss, parameters):
    return gaps(gradient, loss_gradient(loss, parameters)[0])


def real(loss):
    return lambda p: float(np.real(loss(p)))


@pytest.mark.parametrize(("kind", "mean", "scale"), SETTINGS)
def test_a_right_gradient_passes_in_every_setting(kind, mean, scale):
    for seed in range(3):
        net = Network(seed, kind, mean, scale)
        assert gradient_finding(net.gradient(), net.loss, net.parameters) is None
        assert max(gaps_of(net.gradient(), net.loss, net.parameters).values()) < EXACT


@pytest.mark.parametrize("bug", WRONG)
@pytest.mark.parametrize(("kind", "mean", "scale"), SETTINGS)
def test_a_wrong_gradient_is_refused_in_every_setting(bug, kind, mean, scale):
    net = Network(1, kind, mean, scale)
    assert gradient_finding(net.gradient(**WRONG[bug]), net.loss, net.parameters).kind == "gradient"


def test_the_finding_tells_which_block_is_off():
    net = Network(0)
    rows = gradient_finding(net.gradient(slope=lambda s: s), net.loss, net.parameters).rows
    states = {name: state for name, state, _ in rows}
    assert states == {"W1": "off", "b1": "off", "W2": "off", "b2": "off", "W3": "exact", "b3": "exact"}


def test_a_block_that_is_nearly_right_is_close():
    net = Network(0)
    gradient = net.gradient()
    gradient["W2"] *= 1 + 1e-6
    rows = gradient_finding(gradient, net.loss, net.parameters).rows
    assert [name for name, state, _ in rows if state == "close"] == ["W2"]


def test_a_loss_that_drops_imaginary_parts_is_differentiated_by_central_differences():
    net = Network(2)
    _, limit = loss_gradient(real(net.loss), net.parameters)
    assert limit == APPROXIMATE
    assert gradient_finding(net.gradient(), real(net.loss), net.parameters) is None
    wrong = net.gradient(slope=lambda s: 1.001 * s * (1 - s))
    assert gradient_finding(wrong, real(net.loss), net.parameters) is not None


@pytest.mark.parametrize("seed", range(3))
def test_absolute_values_drop_imaginary_parts_silently_and_are_noticed(seed):
    rng = np.random.default_rng(seed)
    w, X, y = rng.normal(size=4), rng.normal(size=(9, 4)), rng.normal(size=9)

    def loss(p):
        return np.sum(np.abs(X @ p["w"] - y) ** 3)

    r = X @ w - y
    assert gradient_finding({"w": 3 * X.T @ (r * np.abs(r))}, loss, {"w": w}) is None


def test_a_single_block_is_told_by_its_kind_of_difference():
    w = np.array([0.5, -1.0, 2.0])
    finding = gradient_finding({"w": w}, lambda p: np.sum(p["w"] ** 2), {"w": w})
    assert finding.kind == "factor"
    assert finding.name == "1/2"


@pytest.mark.parametrize(
    ("block", "kind"),
    [(None, "missing"), (np.ones(3), "shape"), ([1.0], "type"), (np.full((3, 5), np.nan), "non_finite")],
)
def test_the_form_of_a_block_comes_first(block, kind):
    net = Network(0)
    finding = gradient_finding(net.gradient() | {"W1": block}, net.loss, net.parameters)
    assert (finding.kind, finding.place) == (kind, ("W1",))


def test_a_gradient_that_vanishes_is_right():
    assert gaps_of({"w": np.zeros(2)}, lambda p: np.sum(p["w"] ** 2), {"w": np.zeros(2)}) == {"w": 0.0}


# What is allowed, and no more: half of it passes, one and a half does not

POINT = {"w": np.array([0.5, -1.0, 2.0]), "unused": np.array([1.0, 2.0])}


def square(p):
    return np.sum(p["w"] ** 2) + 0 * np.sum(p["unused"])


def absolute_square(p):
    return float(np.sum(np.abs(p["w"]) ** 2) + 0 * np.sum(p["unused"]))


@pytest.mark.parametrize(("share", "kind"), [(0.5, None), (1.5, "gradient")])
@pytest.mark.parametrize(("loss", "limit"), [(square, 1e-9), (absolute_square, 1e-6)])
def test_a_block_may_be_off_by_the_limit_of_its_method(loss, limit, share, kind):
    gradient = {"w": 2 * POINT["w"] * (1 + 2 * share * limit), "unused": np.zeros(2)}
    finding = gradient_finding(gradient, loss, POINT)
    assert (finding and finding.kind) == kind


@pytest.mark.parametrize(("share", "gap"), [(0.5, 0.0), (1.5, 1.0)])
def test_a_block_without_slope_may_be_rounding_beside_the_whole_gradient(share, gap):
    noise = 64 * EPS * np.linalg.norm(2 * POINT["w"])
    gradient = {"w": 2 * POINT["w"], "unused": np.array([share * noise, 0.0])}
    assert gaps_of(gradient, square, POINT)["unused"] == gap


@pytest.mark.parametrize(("share", "right"), [(0.5, True), (1.5, False)])
def test_costs_may_differ_by_a_part_of_each(share, right):
    costs = [*COSTS[:-1], COSTS[-1] * (1 + share * 1e-7)]
    assert (curve_finding(costs, COSTS) is None) == right


# Cost curves

COSTS = [float(c) for c in 2.0 * 0.8 ** np.arange(12) + 0.1]


def test_the_reference_curve_passes_as_list_or_array_whatever_the_order_of_its_sums():
    assert curve_finding(COSTS, COSTS) is None
    assert curve_finding(np.array(COSTS) * (1 + 1e-9), COSTS) is None


@pytest.mark.parametrize(
    ("costs", "kind"),
    [
        (None, "missing"), (COSTS[:-1], "shape"), (COSTS[-1], "type"),
        ([*COSTS[:-1], float("nan")], "non_finite"),
        ([*COSTS[1:], 0.2], "shifted"), ([2 * c for c in COSTS], "factor"),
        ([1 / c for c in COSTS], "cost_grows"),
        (COSTS[:3] + [c * 0.9 for c in COSTS[3:]], "cost_curve"),
    ],
)  # fmt: skip
def test_another_curve_is_told_by_its_kind_of_difference(costs, kind):
    assert curve_finding(costs, COSTS).kind == kind


def test_the_first_update_that_differs_is_told():
    finding = curve_finding(COSTS[:3] + [c * 0.9 for c in COSTS[3:]], COSTS)
    assert finding.evidence.index == (3,)


# Accuracy


def test_the_threshold_itself_is_enough():
    assert accuracy_finding(0.95, 0.95, "the training data") is None
    finding = accuracy_finding(0.78, 0.95, "the training data")
    assert finding == LowAccuracy(0.78, 0.95, "the training data", constant=0.5)


def test_an_accuracy_that_is_no_number_is_too_low():
    assert accuracy_finding(float("nan"), 0.95, "fresh data").kind == "accuracy"


@pytest.mark.parametrize(("wrong", "first"), [
    (["dW1", "dW2", "db1", "db2"], ["dW2", "db2"]), (["db1"], ["db1"]), (["dW1", "db2"], ["db2"]),
    (["W", "b"], []), ([], []),
])  # fmt: skip
def test_the_way_back_from_the_output_comes_to_the_last_layer_first(wrong, first):
    rows = [(name, "off", 1.0) for name in wrong]
    assert list(WrongGradient([("dW9", "exact", 0.0), *rows]).first) == first
