"""Inputs from the whole domain that a task's statement allows, lesson by lesson.

Nobody is graded by them. They tell, against the reference, whether a function that the checks accept is
right: `tests.content.adversaries` asks them of right and of wrong functions. A lesson's module has one
generator for each task, under the task's name; it takes a random generator and yields cases.
"""

from __future__ import annotations

import doctest
import importlib
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import numpy as np

Judge = Callable[[Any, Any], Any]
"""Of an answer and the reference's: what is wrong, as a finding or a text, and nothing where it is right."""


@dataclass(frozen=True)
class Case:
    """One call of the task. `arguments` may be a function that makes them anew each time."""

    arguments: Sequence[Any] | Callable[[], Sequence[Any]]
    tolerance: Any = None
    judge: Judge | None = None
    quiet: bool = False
    """No warning is allowed."""

    def made(self) -> list[Any]:
        return list(self.arguments() if callable(self.arguments) else self.arguments)


@dataclass(frozen=True)
class Script:
    """Several calls: `play` gets the task's function and returns what is to be judged.

    The values of its other parameters are the arguments that it passes on: it gets copies of them, and these
    must stay as they are.
    """

    play: Callable[[Callable[..., Any]], Any]
    tolerance: Any = None
    judge: Judge | None = None
    quiet: bool = False
    name: str = "script"

    def copied(self) -> tuple[Callable[[Callable[..., Any]], Any], tuple[Any, ...]]:
        """The same with copies of its arguments, and these."""
        arguments = deepcopy(self.play.__defaults__ or ())
        return FunctionType(
            self.play.__code__, self.play.__globals__, "play", arguments, self.play.__closure__
        ), arguments


def call(*arguments: Any, tolerance: Any = None, judge: Judge | None = None, quiet: bool = False) -> Case:
    return Case(arguments, tolerance, judge, quiet)


MOST = 45
"""Cases of one draw."""
OPEN = {
    "choose_method",
    "margin_constraints",
    "topological_order",
    "plot_descent",
    "plot_log",
    "plot_surface_and_field",
}
"""Their examples show what the statement leaves open: words, kinds of lists, the order of panels."""


def cases(lesson: str, task: str, seed: int) -> Iterator[Case | Script]:
    """The cases of one draw, the examples of the statement first."""
    if seed == 0 and task not in OPEN:
        yield from examples(lesson, task)
    rng = np.random.default_rng([seed, *task.encode()])
    found = list(getattr(importlib.import_module(f"tests.content.wide.{lesson}"), task)(rng))
    for place in sorted(rng.permutation(len(found))[:MOST].tolist()):
        yield found[place]


def examples(lesson: str, task: str) -> Iterator[Script]:
    """What the statement's own examples give, each after those before it."""
    module = importlib.import_module(f"reference.{lesson}")
    sources = [
        example.source for example in doctest.DocTestParser().get_examples(getattr(module, task).__doc__)
    ]

    def play(function: Callable[..., Any]) -> list[Any]:
        """What comes back where the statement promises nothing is not looked at."""
        values = zip(answers(function), answers(getattr(module, task)), strict=True)
        return [given for given, promised in values if promised is not None]

    def answers(function: Callable[..., Any]) -> list[Any]:
        names, values = {**vars(module), task: function}, []
        for source in sources:
            try:
                code = compile(source.strip(), "example", "eval")
            except SyntaxError:
                exec(source, names)
            else:
                values.append(eval(code, names))
        return values

    yield Script(
        play,
        tolerance=1e-6 if "loss" in task or "train" in task else 1e-9,
        name="the example of the statement",
    )


def decimals(rng: np.random.Generator, low: float, high: float, *shape: int, digits: int = 2) -> Any:
    """Short decimals, one as a float or an array of them."""
    drawn = rng.uniform(low, high, shape or None)
    return np.round(drawn, digits) if shape else round(float(drawn), digits)


def whole(rng: np.random.Generator, low: int, high: int) -> int:
    """A whole number from low to high, both included."""
    return int(rng.integers(low, high + 1))


def one_of(rng: np.random.Generator, options: Sequence[Any]) -> Any:
    return options[int(rng.integers(len(options)))]
