"""What the checks send is what the statements say: each argument fits the annotation of its parameter."""

from __future__ import annotations

import collections.abc
import inspect
import types
import typing

import numpy as np
import pytest

from graders.course.index import own_course
from graders.grading.answer_key import Book
from graders.sandbox.outside.subjects import Local

COURSE = own_course()
TASKS = [(lesson, task) for lesson in COURSE.lessons for task in lesson.tasks]
BOOKS: dict[str, Book] = {}


def book(lesson):
    return BOOKS.setdefault(lesson.name, Book(lesson, "arguments"))


def fits(value, hint):
    """Is the value exactly of the annotated type, down to the items of containers?"""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint in (inspect.Parameter.empty, typing.Any, object):
        return True
    if origin in (typing.Union, types.UnionType):
        return any(fits(value, one) for one in inner)
    if origin is typing.Literal:
        return value in inner
    if collections.abc.Callable in (origin, hint):
        return callable(value)
    if hint in (int, float, bool, str):
        return type(value) in ((float, int) if hint is float else (hint,))
    if origin is np.ndarray:
        floats = "floa" in str(inner[1])
        return type(value) is np.ndarray and (not floats or value.dtype == float)
    return fits_inside(value, origin, inner) if origin is not None else isinstance(value, hint)


def fits_inside(value, origin, inner):
    """The same of a container."""
    if origin is tuple:
        items = inner[:1] * len(value) if inner[1:] == (...,) else inner
        return type(value) is tuple and len(items) == len(value) and all(map(fits, value, items))
    if origin in (dict, collections.abc.Mapping):
        return type(value) is dict and all(fits(k, inner[0]) and fits(v, inner[1]) for k, v in value.items())
    return isinstance(value, origin) and all(fits(item, inner[0]) for item in value)


@pytest.mark.parametrize(("lesson", "task"), TASKS, ids=lambda one: one.name)
def test_every_argument_is_what_the_statement_says(lesson, task):
    if any(name.partition(".")[0] == "jax" for name in task.libraries):
        pytest.importorskip("jax")
    reference = vars(book(lesson).reference)
    function = reference[task.name]
    hints, signature = typing.get_type_hints(function, globalns=reference), inspect.signature(function)
    misfits = []

    def guarded(*arguments, **options):
        for name, value in signature.bind(*arguments, **options).arguments.items():
            if name in hints and not fits(value, hints[name]):
                misfits.append(f"{name}: {hints[name]} is sent a {type(value).__name__}, {value!r}")
        return function(*arguments, **options)

    guarded.__name__ = task.name
    calls = 0
    for name, check in book(lesson).checks[task.name].checks.items():
        trial = book(lesson).trial(task, name, Local({**reference, task.name: guarded}))
        trial.run(check)
        calls += len(trial.events)
        assert trial.refused is None
    assert misfits == []
    assert calls


def test_a_misfit_would_be_seen():
    assert not fits(np.float64(1.0), float)
    assert not fits(np.array(1.0), float)
    assert not fits(np.array([1, 2]), np.typing.NDArray[np.float64])
    assert not fits([1.5], list[int])
    assert not fits((1.0,), list[float])
    assert fits({"a": (1.0, None)}, dict[str, tuple[float, int | None]])
