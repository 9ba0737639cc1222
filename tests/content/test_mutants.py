"""The checks of a task tell its reference from every wrong version of it that is made by rule.

A wrong version that gives the same answers, or others that the statement allows as well, stands with the
reason in `equivalent_mutants.toml`.
"""

import ast
import random
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from graders.authors.apart import Apart
from graders.authors.content import Content
from graders.authors.mutants import mutants
from graders.authors.mutation import LISTED, Mutation, can_be_tried
from graders.course.index import Course

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
TASKS = [task.name for task in COURSE.tasks]
TABLES = tomllib.loads((ROOT / LISTED).read_text(encoding="utf-8"))
SAMPLE = 8

needs_fork = pytest.mark.skipif(not can_be_tried(), reason="no process can be forked here")


@cache
def mutation(name: str) -> Mutation:
    return Mutation(Content(COURSE, COURSE.lesson_of(name)), name)


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    process = Apart(ROOT)
    yield process
    process.close()


@needs_fork
@pytest.mark.parametrize("name", TASKS)
def test_wrong_versions_are_refused(name: str, apart: Apart) -> None:
    wrong = mutation(name).wrong
    tried = random.Random(name).sample(wrong, min(SAMPLE, len(wrong)))
    assert list(mutation(name).survivors(apart, tried)) == []
    assert mutation(name).most


@needs_fork
@pytest.mark.nightly
@pytest.mark.parametrize("name", TASKS)
def test_all_wrong_versions_are_refused_and_no_others(name: str, apart: Apart) -> None:
    assert set(mutation(name).accepted(apart, mutation(name).made)) == mutation(name).listed


@pytest.mark.parametrize("name", sorted({*TABLES["equivalent"], *TABLES["allowed"]}))
def test_every_version_that_is_listed_as_right_is_still_made(name: str) -> None:
    assert list(mutation(name).no_longer_made()) == []


def test_a_version_is_listed_once() -> None:
    assert set(TABLES) == {"equivalent", "allowed"}
    twice = {
        name for name, found in TABLES["allowed"].items() if found.keys() & TABLES["equivalent"].get(name, {})
    }
    assert twice == set()


# How they are made


def made(text: str) -> set[str]:
    """The changed statements of the mutants of a function with this body."""
    body = "\n    ".join(text.splitlines())
    function = ast.parse(f"def f(a, b):\n    '''Doc.'''\n    {body}").body[0]
    return {mutant.change for mutant in mutants(function)}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("return a - b", "a + b; b - a; a; b; b - b; a - a"),
        ("return a < 2", "a <= 2; a > 2; b < 2; a < 3; a < 1; a < 4; a < 0; a < -2; True; False"),
        ("return 0.5", "1.5; -0.5; 1.0; 0"),
        ("return not a", "a; not b"),
        ("return a or 1", "a and 1; b or 1; a; 1; a or 2; a or 0; a or -1"),
        ("return a[1:]", "a; b[1:]; a[:]; a[2:]; a[0:]; a[-1:]"),
        ("return a[b]", "a; b[b]; a[a]; a[b + 1]; a[b - 1]"),
        ("return np.cos(a)", "np.sin(a); np.cos(b); a"),
        ("return min(a, b)", "max(a, b); min(b, b); min(a, a); min(a)"),
        ("return a.sum(axis=1)", "a.mean(axis=1); b.sum(axis=1); a.sum(axis=0); a.sum(); a"),
        ("return a.std(ddof=k)", "a.var(ddof=k); b.std(ddof=k); a.std(); a"),
        ("return a.T @ b", "a.T * b; a @ b; b @ a.T; a.T; b; b.T @ b; a.T @ a"),
        ("return np.full(k, a)", "np.full(a, k); np.full(k); np.full(k, b)"),
    ],
)  # fmt: skip
def test_one_thing_is_changed_in_each(right, wrong):
    assert made(right) == {"without: " + right} | {f"return {value}" for value in wrong.split("; ")}


def test_each_statement_is_left_out_and_each_condition_turned_round():
    assert {"without: c = a", "without: if a:", "if not a:", "if True:"} <= made(
        "c = a\nif a:\n    c = b\nreturn c"
    )


def test_each_of_several_answers_is_exchanged_and_left_out():
    assert {"return a", "return b", "return (b, a)", "return (a,)", "return (b,)"} <= made("return a, b")


def test_style_and_layout_are_no_matter():
    picture = "from m import Figure\nc = Figure(figsize=(1, 2))\nc.subplots(1, 2)\nc.set(title='f')"
    assert made(picture) == {"without: c.subplots(1, 2)", "a.subplots(1, 2)", "b.subplots(1, 2)"}


def test_the_docstring_is_no_part_of_it():
    assert made("return None") == {"without: return None", "return 0"}
