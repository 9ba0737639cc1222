"""How often the limit of a right difference formula is refused: the rate in convergence.py of the judge.

    python tests/benchmarks/convergence_gate.py [TRIALS]

TRIALS of nine points for each formula, first step and choice of functions: one alone, or all mixed. The first
number is that of the rule in use, the larger of the last two corrections; the second that of the last alone.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from graders.judge.numbers.convergence import NEAR_THE_LIMIT

CURVES = [
    (np.exp, np.exp),
    (np.sin, np.cos),
    (np.cos, lambda x: -np.sin(x)),
    (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    (lambda x: np.sin(2 * x + 0.3), lambda x: 2 * np.cos(2 * x + 0.3)),
    (lambda x: np.log(x + 5), lambda x: 1 / (x + 5)),
    (lambda x: 1 / (1 + np.exp(-x)), lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2),
    (lambda x: x**5 - 2 * x**2, lambda x: 5 * x**4 - 4 * x),
    (lambda x: np.sqrt(x + 4), lambda x: 0.5 / np.sqrt(x + 4)),
    (lambda x: np.exp(-x * x), lambda x: -2 * x * np.exp(-x * x)),
    (lambda x: 1 / (1 + x * x), lambda x: -2 * x / (1 + x * x) ** 2),
    (lambda x: x * np.sin(x), lambda x: np.sin(x) + x * np.cos(x)),
]
FORMULAS = {
    "forward": (1, lambda f, x, h: (f(x + h) - f(x)) / h),
    "backward": (1, lambda f, x, h: (f(x) - f(x - h)) / h),
    "central": (2, lambda f, x, h: (f(x + h) - f(x - h)) / (2 * h)),
    "five-point": (
        4, lambda f, x, h: (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h)
    ),
}  # fmt: skip


def refused(order, D, limit):
    """How many trials the larger of the last two corrections refuses, and the last one alone."""
    corrections = np.diff(D, axis=-1)
    gap = np.abs(D[..., -1] + corrections[..., -1] / (2**order - 1) - limit)
    noise = 64 * np.finfo(float).eps * np.abs(limit).max(axis=-1, keepdims=True) / 0.0025
    sizes = np.abs(corrections).max(axis=-1), np.abs(corrections[..., -1])
    return [int(((gap <= np.maximum(size, noise)).mean(axis=-1) < NEAR_THE_LIMIT).sum()) for size in sizes]


def main(trials=12_000):
    rng = np.random.default_rng(0)
    for name, (order, formula) in FORMULAS.items():
        for step in (0.05, 0.02, 0.01):
            for mixed in (False, True):
                curve = rng.integers(len(CURVES), size=(int(trials), 9 if mixed else 1)) + np.zeros(9, int)
                x = rng.uniform(-2, 2, curve.shape)
                D, limit = np.zeros((*x.shape, 3)), np.zeros(x.shape)
                for k, (f, slope) in enumerate(CURVES):
                    here = curve == k
                    D[here] = np.stack([formula(f, x[here], step / 2**i) for i in range(3)], axis=-1)
                    limit[here] = slope(x[here])
                functions = "mixed" if mixed else "alone"
                print(f"{name:10} {step:5} {functions} {trials} trials, refused:", *refused(order, D, limit))


if __name__ == "__main__":
    main(*sys.argv[1:])
