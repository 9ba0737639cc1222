"""A task's checks tried on answers whose verdict is known: right ones, wrong ones, and none at all."""

from __future__ import annotations

import doctest
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from graders.authors.content import Content
from graders.grading.checks import sentence_of
from graders.grading.results import Result

ODD: Mapping[str, Any] = {
    "nothing": None,
    "a list": [1.0, 2.0],
    "an empty list": [],
    "a column": np.ones((3, 1)),
    "an integer": 7,
    "a NaN": float("nan"),
    "an array of NaN": np.full(3, np.nan),
    "a string": "done",
    "a dict": {"W": 1},
    "an object": object(),
    "a function": len,
}
SEEDS = [f"seed {number}" for number in range(100)]
SAID = "the shapes do not match"
SLOW = 3.0
"""Seconds of processor time in which any wrong answer is graded: a student waits for it."""


def reference_is_done(content: Content, task: str, seeds: Iterable[str]) -> Iterator[str]:
    """The reference passes its own checks."""
    yield from _is_done(content, task, "the reference", vars(content.reference), seeds)


def solution_is_done(content: Content, task: str, name: str, seeds: Iterable[str]) -> Iterator[str]:
    """A right solution that looks different passes."""
    solution = content.solutions[task][name]
    beside = vars(sys.modules[solution.__module__]) if solution.__module__ in sys.modules else {}
    names = {**vars(content.reference), **beside, task: solution}
    yield from _is_done(content, task, f"`{name}`", names, seeds)


def _is_done(
    content: Content, task: str, who: str, names: Mapping[str, Any], seeds: Iterable[str]
) -> Iterator[str]:
    points = content.course.task(task).points
    for seed in seeds:
        result = content.graded(task, names, seed)
        if (result.status, result.points) != ("done", points):
            yield (
                f"`{task}`: {who} is not done at {seed} ({_short(result)}); if it is right, the check asks "
                "for too much."
            )
            return


def misconception_is_named(content: Content, task: str, name: str, seeds: Iterable[str]) -> Iterator[str]:
    """A wrong answer fails, and is named by its own sentence."""
    deed = content.checks[task].misconceptions[name]
    names = {**vars(content.reference), task: deed}
    for seed in seeds:
        result = content.graded(task, names, seed)
        if result.status == "done":
            yield f"`{name}` is right at {seed}; ask `{task}` where it answers otherwise, or drop it."
        elif result.status not in ("failing", "error"):
            yield f"`{name}` of `{task}` is {result.status} at {seed} ({_short(result)}); it has to fail."
        elif result.misconception != name:
            named = f"takes it for `{result.misconception}`" if result.misconception else "does not know it"
            yield (
                f"`{name}` of `{task}` is not named by its own sentence: the grader {named} at {seed}; "
                "let no other answer as it does."
            )
        elif sentence_of(deed) not in result.feedback:
            yield f"`{name}` of `{task}` is named at {seed}, but its sentence is not told."
        else:
            continue
        return


def misconception_is_quick(content: Content, task: str, name: str) -> Iterator[str]:
    """Whoever is wrong waits until every misconception has answered, too."""
    if (spent := content.seconds(task, name)) > SLOW:
        yield f"`{name}` of `{task}` takes {spent:.0f} s to answer, and a student waits; draw smaller inputs."


def odd_answer_gets_a_sentence(content: Content, task: str, odd: str) -> Iterator[str]:
    """Whatever is returned, the student reads why it is wrong."""
    result = content.graded(task, {task: _constant(ODD[odd])}, SEEDS[0])
    if result.status not in ("failing", "undecided") or result.points or not result.feedback.strip():
        yield f"`{task}` that returns {odd} is {result.status}; it has to fail with a sentence."


def exception_gets_a_sentence(content: Content, task: str) -> Iterator[str]:
    """What a student's code raises is told."""

    def broken(*_: Any, **__: Any) -> None:
        raise ValueError(SAID)

    result = content.graded(task, {task: broken}, SEEDS[0])
    if result.status != "error" or f"ValueError: {SAID}" not in result.feedback:
        yield f"`{task}` that raises is {result.status}; it has to be an error that is told."


def stub_is_still_to_do(content: Content, task: str) -> Iterator[str]:
    """An untouched stub is no mistake."""
    names: dict[str, Any] = {}
    exec(compile(content.material.stub, "stub.py", "exec"), names)
    result = content.graded(task, names, SEEDS[0], is_stub=True)
    if (result.status, result.points) != ("todo", 0):
        yield f"`{task}` as its stub leaves it is {result.status}; it has to be todo ({_short(result)})."


def answer_by_heart_fails(content: Content, task: str) -> Iterator[str]:
    """What the example in the statement shows is no answer to everything."""
    function = getattr(content.reference, task)
    if not inspect.signature(function).parameters:
        return
    for learnt in examples(content, task):
        for seed in SEEDS[:2]:
            result = content.graded(task, {**vars(content.reference), task: _constant(learnt)}, seed)
            if result.status != "failing":
                yield (
                    f"`{task}` that returns what its example shows is {result.status} at {seed}; "
                    "ask for other inputs."
                )
                return


def examples(content: Content, task: str) -> list[Any]:
    """What the reference returns in the examples of a task's statement."""
    function = getattr(content.reference, task)
    found: list[Any] = []

    def noting(*args: Any, **options: Any) -> Any:
        found.append(function(*args, **options))
        return found[-1]

    names = {**vars(content.reference), task: noting}
    for example in doctest.DocTestParser().get_examples(function.__doc__ or ""):
        exec(example.source, names)
    return found


def _constant(answer: Any) -> Callable[..., Any]:
    return lambda *_: answer


def _short(result: Result) -> str:
    return " ".join(result.feedback.split())[:200] or result.status
