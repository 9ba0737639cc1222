"""Is a training right? First the gradient, then the cost curve, then what was learned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import ArrayLike

from graders.judge.findings import Finding
from graders.judge.numbers.comparison import compare
from graders.judge.numbers.findings import (
    CostGrows,
    LowAccuracy,
    Numbers,
    OtherValues,
    Permuted,
    WrongCosts,
    WrongGradient,
)
from graders.judge.numbers.reading import FormError, read_numbers
from graders.judge.numbers.rounding import EPS

Blocks = Mapping[str, ArrayLike]
Arrays = dict[str, Numbers]
Loss = Callable[[Arrays], Any]

STEP = 1e-30
EXACT = 1e-9
"""Largest ‖a - n‖/(‖a‖ + ‖n‖) of a block where n is a complex step's. In 200 draws of each of 8 settings
(two losses, sum or mean, weights from N(0, 0.1²) and N(0, 1)) it refused 0 of 1 600 right gradients and
accepted 0 of 11 200 wrong ones (tests/benchmarks/gradient_gate.py): by the rule of three the false-reject
rate is below 0.2 % a draw, with 95 % confidence. A right gradient errs by rounding alone; the smallest gap of
a wrong one was 0.29."""
APPROXIMATE = 1e-6
"""The same for five-point central differences, for a loss that takes no complex numbers. Their own error is
h⁴·|f⁽⁵⁾|/30 + 1.5·eps·|f|/h, with h = 1e-3 about 1e-12; in the same draws the rates were the same, and the
largest gap of a right gradient was 4e-8."""
OFF = 1e-4
"""A block that is refused but nearer than this is called close."""


def gradient_finding(grad_blocks: Blocks, loss: Loss, parameters: Blocks) -> Finding | None:
    """None where every block has the form of its parameters and is the gradient of the loss.

    The finding tells for each block whether it is exact, close or off, and by how much: which step is wrong.
    """
    for name, value in parameters.items():
        try:
            read_numbers(grad_blocks.get(name), np.asarray(value, dtype=float))
        except FormError as error:
            return error.finding.within(name)
    bad = next((name for name in parameters if not np.isfinite(grad_blocks[name]).all()), None)
    if bad is not None:
        return _not_finite(np.asarray(grad_blocks[bad]), bad)
    true, limit = loss_gradient(loss, parameters)
    rows = []
    for name, gap in gaps(grad_blocks, true).items():
        a, n = np.asarray(grad_blocks[name], dtype=float), true[name]
        state = "exact" if gap <= limit else "close" if gap < OFF else "off"
        rows.append((name, state, float(np.abs(a - n).max(initial=0.0))))
    wrong = [name for name, state, _ in rows if state != "exact"]
    if not wrong:
        return None
    if len(rows) == 1:
        tolerance = limit * float(np.abs(true[wrong[0]]).max(initial=0.0))
        return compare(np.asarray(grad_blocks[wrong[0]]), true[wrong[0]], tolerance=tolerance)
    return WrongGradient(rows)


def _not_finite(block: Numbers, name: str) -> Finding | None:
    finding = compare(block, np.zeros(block.shape))
    return finding.within(name) if finding else None


def gaps(grad_blocks: Blocks, true: Arrays) -> dict[str, float]:
    """For each block the relative distance ‖a - n‖/(‖a‖ + ‖n‖) of its gradient a from the true one, n.

    0 where both are rounding beside the whole gradient.
    """
    return {name: _gap(np.asarray(grad_blocks[name], dtype=float), n, true) for name, n in true.items()}


def _gap(a: Numbers, n: Numbers, whole: Arrays) -> float:
    distance = float(np.linalg.norm(a - n))
    noise = 64 * EPS * float(np.sqrt(sum(np.sum(block**2) for block in whole.values())))
    if distance <= noise:
        return 0.0
    return distance / float(np.linalg.norm(a) + np.linalg.norm(n))


def loss_gradient(loss: Loss, parameters: Blocks) -> tuple[Arrays, float]:
    """The gradient of a loss, by complex steps where it takes them, and how exact that is."""
    point = {name: np.array(value, dtype=float) for name, value in parameters.items()}
    if _takes_complex(loss, point):
        return _by_entry(point, lambda name, index: _complex_slope(loss, point, name, index)), EXACT
    return _by_entry(point, lambda name, index: _central_slope(loss, point, name, index)), APPROXIMATE


def _takes_complex(loss: Loss, point: Arrays) -> bool:
    """Whether the complex step along one random direction agrees with a central difference.

    abs, real and conversions to float drop the imaginary part, often silently.
    """
    rng = np.random.default_rng(0)
    towards = {name: rng.normal(size=value.shape) for name, value in point.items()}

    def along(t: complex) -> Any:
        return loss({name: value + t * towards[name] for name, value in point.items()})

    try:
        with np.errstate(all="ignore"):
            slope = float(np.imag(along(1j * STEP))) / STEP
    except Exception:
        return False
    h = 1e-6
    rough = (float(along(h)) - float(along(-h))) / (2 * h)
    noise = 1e3 * EPS * abs(float(along(0.0))) / h
    return bool(abs(slope - rough) <= 1e-4 * abs(rough) + noise)


def _by_entry(point: Arrays, slope: Callable[[str, tuple[int, ...]], float]) -> Arrays:
    return {
        name: np.array([slope(name, index) for index in np.ndindex(value.shape)]).reshape(value.shape)
        for name, value in point.items()
    }


def _complex_slope(loss: Loss, point: Arrays, name: str, index: tuple[int, ...]) -> float:
    moved = point[name].astype(complex)
    moved[index] += 1j * STEP
    return float(np.imag(loss({**point, name: moved}))) / STEP


def _central_slope(loss: Loss, point: Arrays, name: str, index: tuple[int, ...]) -> float:
    h = 1e-3 * max(1.0, abs(float(point[name][index])))

    def at(steps: int) -> float:
        moved = point[name].copy()
        moved[index] += steps * h
        return float(loss({**point, name: moved}))

    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h)


def curve_finding(
    costs: object, expected: Sequence[float], *, relative: float | Sequence[float] = 1e-7
) -> Finding | None:
    """None where the costs are the reference's, update by update; `relative` is what is allowed of each.

    With the same data, start and learning rate the curve is a number, not a random variable: perturbing the
    weights by 1e-15 … 1e-9 changed no final accuracy (5 seeds, 40 runs each), and costs agree to 1e-9 after
    one step and 1e-7 after ten. A curve that is one update ahead or behind, or grows, is told so.
    """
    right = np.asarray(expected, dtype=float)
    allowed = np.asarray(relative) * np.maximum(np.abs(right), EPS * np.abs(right).max(initial=0.0))
    finding = compare(costs, list(map(float, right)), tolerance=allowed)
    if not isinstance(finding, (OtherValues, Permuted)):
        return finding
    curve = finding.evidence.yours
    if len(curve) > 1 and curve[-1] > curve[0] and right[-1] < right[0]:
        return CostGrows(float(curve[0]), float(curve[-1]))
    step = int(np.argmax(np.abs(curve - right) > allowed))
    return WrongCosts(replace(finding.evidence, index=(step,)))


def accuracy_finding(accuracy: float, threshold: float, what: str, constant: float = 0.5) -> Finding | None:
    """None where the accuracy reaches its threshold; `what` names the data: "the training data".

    `constant` is what the best constant answer reaches. Thresholds stand in course.toml. Where the grader
    gives data, start and order of batches, threshold = reference - 0.03 refuses another algorithm only.
    Where a student's code draws its own start, 0.90 and the best of 4 seeds: one seed fails a right
    training in 42 of 4 000 runs (95 % bound 1.42 %), four in 0.0142⁴ = 4·10⁻⁸.
    """
    if accuracy >= threshold:
        return None
    return LowAccuracy(float(accuracy), float(threshold), what, constant)
