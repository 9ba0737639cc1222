"""How far a right training stays from the thresholds of course.toml: the worst value over many seeds.

    python tests/benchmarks/training_margins.py [SEEDS] [TASK ...]

A training is added by one line in TRAININGS: the check that looks at the thresholds, what is measured in a
trial of the reference, and for each threshold which value is the worst, the smallest or the largest.
"""

import importlib
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from graders.course.index import Course  # noqa: E402
from graders.grading.answer_key import Book  # noqa: E402
from graders.lessons import backpropagation, classification, regression  # noqa: E402
from graders.lessons import support_vectors as svm  # noqa: E402
from graders.sandbox.outside.subjects import Local  # noqa: E402


def regression_margin(trial):
    return {"distance": max(regression.distance(trial, data, m) for data, m in regression.DATA)}


def classification_margin(trial):
    on_training, on_fresh, loss = classification.quality(trial)
    return {"accuracy": min(on_training, on_fresh), "loss": loss}


def network_margin(trial):
    """The first start of each training, though the check tries others where it fails."""
    found = [
        backpropagation.quality(backpropagation.trained_on(trial, data), data, fresh)
        for _, data, fresh in backpropagation.draw_sets(trial)
    ]
    on_training, on_fresh, losses = zip(*found, strict=True)
    return {"accuracy": min(*on_training, *on_fresh), "loss": max(losses)}


WAYS = [(start, options) for start in (0.0, 1.0) for options in ({}, {"ftol": 1e-12})]


def line_margin(trial):
    """SLSQP from the usual starts, as it comes and with another ftol than the reference's."""
    P, y = svm.draw_easy_set(trial, 2, 3, trial.integer(2, 3), svm.plain_lines)
    solve = partial(minimize, svm.length, method="SLSQP", constraints=svm.constraints_of(P, y))
    found = [solve(np.full(3, start), options=options).x for start, options in WAYS]
    return {"error": max(relative(w, svm.widest(P, y)) for w in found)}


def dual_margin(trial):
    P, y = svm.draw_easy_set(trial, 2, 3, trial.integer(2, 3), svm.plain_dual)
    right = svm.multipliers(P, y)
    found = [svm.dual(P, y, start=start, options=options) for start, options in WAYS]
    return {"error": max(max(relative(seen(m), seen(right)) for seen in dual_views(P, y)) for m in found)}


def dual_views(P, y):
    """What the check looks at: the value, the normal of the line, and the balance beside the multipliers."""
    yield lambda m: np.array([np.sum(m) - np.sum(((m * y) @ P) ** 2) / 4])
    yield lambda m: (m * y) @ P / 2
    yield lambda m: np.array([m @ y])


def relative(found, right):
    return float(np.abs(found - right).max() / max(1, np.abs(right).max()))


TRAININGS = {
    "train_regression": ("it_arrives_at_least_squares", regression_margin, {"distance": max}),
    "train_classifier": ("it_separates_two_clouds", classification_margin, {"accuracy": min, "loss": max}),
    "train_mlp": (
        "the_trained_network_tells_the_classes_apart",
        network_margin,
        {"accuracy": min, "loss": max},
    ),
    "max_margin_line": ("the_street_is_the_widest", line_margin, {"error": max}),
    "svm_dual": ("the_multipliers_give_line_and_value", dual_margin, {"error": max}),
}


def main(seeds=500, *names):
    course = Course.load(ROOT)
    print(f"{'task':20} {'threshold':12} {'limit':>9} {'worst':>9}  seeds")
    for name in names or TRAININGS:
        check, measure, worst = TRAININGS[name]
        task = course.task(name)
        subject = Local(vars(importlib.import_module(f"reference.{task.lesson}")))
        start = time.perf_counter()
        trials = (
            Book(course.lesson(task.lesson), f"seed {number}").trial(task, check, subject)
            for number in range(int(seeds))
        )
        found = [measure(trial) for trial in trials]
        for threshold, limit in task.thresholds.items():
            value = worst[threshold](measured[threshold] for measured in found)
            print(f"{name:20} {threshold:12} {limit:9.3g} {value:9.3g}  {seeds}")
        print(f"{'':20} {(time.perf_counter() - start) / int(seeds):.3f} s a seed")


if __name__ == "__main__":
    main(*sys.argv[1:])
