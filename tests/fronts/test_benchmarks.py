"""The benchmarks still run; what they measure is for a person to read."""

import importlib
import sys
from pathlib import Path

import pytest

from graders.course.index import Course

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
BENCHMARKS = [path.stem for path in (ROOT / "tests" / "benchmarks").glob("*.py")]
POSIX = {"cluster", "jobs", "notebooks", "submissions"}  # they read what a process has used


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_can_be_imported_and_has_a_main(name):
    if name in POSIX and sys.platform == "win32":
        pytest.skip("measures by the module resource")
    assert callable(importlib.import_module(f"tests.benchmarks.{name}").main)


def test_one_seed_shows_the_margin_of_every_threshold(capsys):
    importlib.import_module("tests.benchmarks.training_margins").main(1)
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    printed = {(row[0], row[1]): (float(row[2]), float(row[3])) for row in rows[1:] if len(row) == 5}
    limits = {(task.name, name): limit for task in COURSE.tasks for name, limit in task.thresholds.items()}
    assert {key: limit for key, (limit, _) in printed.items()} == pytest.approx(limits)
    for (_, name), (limit, worst) in printed.items():
        assert worst > limit if name == "accuracy" else worst < limit
