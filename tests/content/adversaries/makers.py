"""Wrong-makers: each takes a right function and gives one that is wrong in a way that people's code is.

Where what it does to a function changes nothing, the function stays right; whether it does is measured.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import numpy as np

Function = Callable[..., Any]
Maker = Callable[[Function], Function]


def named(right: Function, wrong: Function) -> Function:
    """The wrong function under the right one's name and with its parameters."""
    parameters = inspect.signature(right)

    @wraps(right)
    def asked(*arguments: Any, **options: Any) -> Any:
        return wrong(*parameters.bind(*arguments, **options).args)

    return asked


def arrays(value: Any) -> Iterator[Any]:
    """All arrays and lists in a value, at any depth."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (list, tuple)):
        if isinstance(value, list):
            yield value
        for item in value:
            yield from arrays(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from arrays(item)


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.number)) and not isinstance(value, (bool, np.bool_))


def mapped(value: Any, numbers: Callable[[Any], Any]) -> Any:
    """A value with a function applied to each array and each number in it, of returned functions too."""
    if isinstance(value, np.ndarray) or is_number(value):
        try:
            return numbers(value)
        except TypeError:
            return value
    if isinstance(value, (list, tuple)) and type(value) in (list, tuple):
        return type(value)(mapped(item, numbers) for item in value)
    if isinstance(value, dict):
        return {key: mapped(item, numbers) for key, item in value.items()}
    if inspect.isfunction(value):
        return lambda *arguments: mapped(value(*arguments), numbers)
    return value


def rows(value: Any, change: Callable[[Any], Any]) -> Any:
    """A value with a function applied to its list or array, or to each of those that it holds."""
    if isinstance(value, list) or (isinstance(value, np.ndarray) and value.ndim):
        return change(value)
    if isinstance(value, tuple):
        return tuple(rows(item, change) for item in value)
    if isinstance(value, dict):
        return {key: rows(item, change) for key, item in value.items()}
    if inspect.isfunction(value):
        return lambda *arguments: rows(value(*arguments), change)
    return value


# What is done to arguments


def in_place(change: Callable[[Any], None]) -> Maker:
    def maker(right: Function) -> Function:
        def wrong(*arguments: Any) -> Any:
            answer = right(*arguments)
            for array in arrays(arguments):
                try:
                    change(array)
                except (TypeError, ValueError):
                    continue
            return answer

        return named(right, wrong)

    return maker


def add_one(array: Any) -> None:
    if isinstance(array, list):
        array[:] = [item + 1 for item in array]
    else:
        array += 1


def turn_round(array: Any) -> None:
    array[:] = array[::-1] if isinstance(array, list) else array[::-1].copy()


def sort(array: Any) -> None:
    array.sort()


def on_arguments(change: Callable[[Any], Any]) -> Maker:
    """The right answer to other arguments: to the same ones, wherever `change` leaves them alone."""

    def maker(right: Function) -> Function:
        def wrong(*arguments: Any) -> Any:
            return right(*(mapped_argument(argument, change) for argument in arguments))

        return named(right, wrong)

    return maker


def mapped_argument(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, np.ndarray) or is_number(value):
        return change(value)
    if type(value) in (list, tuple):
        return type(value)(mapped_argument(item, change) for item in value)
    if type(value) is dict:
        return {key: mapped_argument(item, change) for key, item in value.items()}
    return value


def like(value: Any, changed: Any) -> Any:
    """Of the kind that the value had."""
    if isinstance(value, np.ndarray):
        return np.asarray(changed, dtype=value.dtype)
    return type(value)(changed)


def clipped(low: float, high: float) -> Callable[[Any], Any]:
    return lambda value: like(value, np.clip(value, low, high))


def without_zeros(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.where(value == 0, 1e-3, value)
    return value


def without_tiny(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.where(np.abs(value) < 1e-3, 0.0, value)
    return value


def without_ties(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind == "f":
        _, first = np.unique(value, return_index=True)
        again = np.setdiff1d(np.arange(len(value)), first)
        value = value.copy()
        value[again] += 1e-3 * np.arange(1, len(again) + 1)
    return value


def transposed_where_square(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.ndim == 2 and value.shape[0] == value.shape[1]:
        return value.T
    return value


def in_order(value: Any) -> Any:
    return np.sort(value) if isinstance(value, np.ndarray) and value.ndim == 1 else value


def first_items(count: int) -> Maker:
    """A batch in place of all: of all arrays that share their length, the first rows or columns."""

    def maker(right: Function) -> Function:
        def wrong(*arguments: Any) -> Any:
            found = [item for item in arguments if isinstance(item, np.ndarray) and item.ndim]
            for axis in (0, -1):
                sizes = {item.shape[axis] for item in found}
                if len(sizes) == 1 and min(sizes) > count:
                    return right(
                        *(
                            np.take(item, range(count), axis)
                            if isinstance(item, np.ndarray) and item.ndim
                            else item
                            for item in arguments
                        )
                    )
            return right(*arguments)

        return named(right, wrong)

    return maker


def at_position(position: int, change: Callable[[Any], Any]) -> Maker:
    """One argument bounded, where it is one number."""

    def maker(right: Function) -> Function:
        def wrong(*arguments: Any) -> Any:
            changed = list(arguments)
            if position < len(changed) and is_number(changed[position]):
                changed[position] = change(changed[position])
            return right(*changed)

        return named(right, wrong)

    return maker


def at_most(bound: float) -> Callable[[Any], Any]:
    return lambda value: type(value)(min(value, bound))


def at_least(bound: float) -> Callable[[Any], Any]:
    return lambda value: max(value, type(value)(bound)) if type(value)(bound) else value


def none_where_short(right: Function) -> Function:
    def wrong(*arguments: Any) -> Any:
        short = any(len(array) == 1 for array in arrays(arguments) if np.ndim(array))
        return None if short else right(*arguments)

    return named(right, wrong)


def whole_where_whole(right: Function) -> Function:
    """An array of integers in the arguments makes the answer one."""

    def wrong(*arguments: Any) -> Any:
        answer = right(*arguments)
        whole = any(isinstance(array, np.ndarray) and array.dtype.kind in "iu" for array in arrays(arguments))
        return mapped(answer, as_int) if whole else answer

    return named(right, wrong)


# What is kept between calls


def key_of(argument: Any) -> Any:
    if isinstance(argument, np.ndarray):
        return argument.shape, argument.dtype.str, argument.tobytes()
    if isinstance(argument, (list, tuple)):
        return tuple(map(key_of, argument))
    if isinstance(argument, dict):
        return tuple((key, key_of(item)) for key, item in argument.items())
    try:
        hash(argument)
    except TypeError:
        return id(argument)
    return type(argument), argument


def form_of(argument: Any) -> Any:
    if isinstance(argument, np.ndarray):
        return argument.shape
    if isinstance(argument, (list, tuple)):
        return tuple(map(form_of, argument))
    if isinstance(argument, dict):
        return tuple((key, form_of(item)) for key, item in argument.items())
    return argument if isinstance(argument, str) else type(argument)


def remembered_by(key: Callable[..., Any]) -> Maker:
    """The first answer again, for all calls that have the same key."""

    def maker(right: Function) -> Function:
        kept: dict[Any, Any] = {}

        def wrong(*arguments: Any) -> Any:
            place = key(*arguments)
            if place not in kept:
                kept[place] = arguments, right(*arguments)
            return kept[place][1]

        return named(right, wrong)

    return maker


def by_form(*arguments: Any) -> Any:
    return tuple(map(form_of, arguments))


def by_id(*arguments: Any) -> Any:
    return tuple(map(id, arguments))


def all_but(position: int) -> Callable[..., Any]:
    def key(*arguments: Any) -> Any:
        return tuple(key_of(item) for i, item in enumerate(arguments) if i != position)

    return key


def of_the_call_before(right: Function) -> Function:
    """Answers what it was asked the last time."""
    kept: list[Any] = []

    def wrong(*arguments: Any) -> Any:
        kept.append(right(*arguments))
        return kept.pop(0) if len(kept) > 1 else kept[0]

    return named(right, wrong)


def from_one_list(right: Function) -> Function:
    """A list that is there once, `answers=[]` among the parameters, and grows from call to call."""
    kept: list[Any] = []

    def wrong(*arguments: Any) -> Any:
        answer = right(*arguments)
        if not isinstance(answer, list):
            return answer
        kept.extend(answer)
        return list(kept)

    return named(right, wrong)


def from_one_buffer(right: Function) -> Function:
    """An array for each shape that is made once and written again and again."""
    kept: dict[Any, Any] = {}

    def buffer(array: Any) -> Any:
        if not isinstance(array, np.ndarray) or array.dtype.kind not in "if":
            return array
        place = kept.setdefault((array.shape, array.dtype.str), np.empty_like(array))
        place[...] = array
        return place

    def wrong(*arguments: Any) -> Any:
        return mapped(right(*arguments), buffer)

    return named(right, wrong)


def overwritten_by_the_next(right: Function) -> Function:
    """A function that was returned looks at what the last call left."""
    last: list[Any] = []

    def wrong(*arguments: Any) -> Any:
        answer = right(*arguments)
        if not inspect.isfunction(answer):
            return answer
        last[:] = [answer]
        return lambda *at: last[0](*at)

    return named(right, wrong)


# What is done to the answer


def on_answer(change: Callable[[Any], Any], walk: Callable[[Any, Any], Any] = mapped) -> Maker:
    def maker(right: Function) -> Function:
        def wrong(*arguments: Any) -> Any:
            return walk(right(*arguments), change)

        return named(right, wrong)

    return maker


def as_float32(value: Any) -> Any:
    return value.astype(np.float32) if isinstance(value, np.ndarray) else np.float32(value)


def as_int(value: Any) -> Any:
    return value.astype(int) if isinstance(value, np.ndarray) else int(value)


def as_object(value: Any) -> Any:
    return value.astype(object) if isinstance(value, np.ndarray) else np.array(value, dtype=object)


def as_complex(value: Any) -> Any:
    return value + 0j


def rounded(digits: int) -> Callable[[Any], Any]:
    return lambda value: (
        np.round(value, digits) if isinstance(value, (float, np.ndarray, np.floating)) else value
    )


def tiny_as_zero(value: Any) -> Any:
    return np.where(np.abs(value) < 1e-6, 0.0, value)[()]


def slightly_off(value: Any) -> Any:
    return value * (1 + 1e-7) if not isinstance(value, int) else value


def squeezed(value: Any) -> Any:
    return np.squeeze(value) if isinstance(value, np.ndarray) and 1 in value.shape else value


def turned_where_square(value: Any) -> Any:
    square = isinstance(value, np.ndarray) and value.ndim == 2 and value.shape[0] == value.shape[1]
    return value.T if square else value


def first_twice(items: Any) -> Any:
    return [*items[:1], *items] if isinstance(items, list) else np.concatenate([items[:1], items])


def last_twice(items: Any) -> Any:
    return [*items, *items[-1:]] if isinstance(items, list) else np.concatenate([items, items[-1:]])


def in_rising_order(items: Any) -> Any:
    try:
        return sorted(items) if isinstance(items, list) else np.sort(items, axis=0)
    except TypeError:
        return items


def frozen(small: float) -> Callable[[Any], Any]:
    """A list that is filled up with one value as soon as it has changed by less than a bound."""

    def change(items: Any) -> Any:
        if len(items) < 4 or not all(map(is_number, items)):
            return items
        place = next((i for i in range(1, len(items)) if abs(items[i] - items[i - 1]) < small), len(items))
        return [*items[:place], *[items[place - 1]] * (len(items) - place)]

    return change


def nothing_where_falsy(right: Function) -> Function:
    def wrong(*arguments: Any) -> Any:
        answer = right(*arguments)
        return None if is_number(answer) and answer == 0 else answer

    return named(right, wrong)


def zero_where_none(right: Function) -> Function:
    def wrong(*arguments: Any) -> Any:
        answer = right(*arguments)
        return 0 if answer is None else answer

    return named(right, wrong)


def calling_twice(right: Function) -> Function:
    """Whatever functions it gets are called twice as often."""

    def twice(function: Function) -> Function:
        @wraps(function)
        def asked(*arguments: Any) -> Any:
            function(*arguments)
            return function(*arguments)

        return asked

    def wrong(*arguments: Any) -> Any:
        return right(*(twice(item) if inspect.isfunction(item) else item for item in arguments))

    return named(right, wrong)


# Expressions


def with_symbols(**facts: bool) -> Maker:
    """The answer in symbols of the same names with other assumptions."""
    import sympy as sp

    def other(value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return type(value)(map(other, value))
        if isinstance(value, (sp.Basic, sp.MatrixBase)):
            return value.subs({s: sp.Symbol(s.name, **facts) for s in value.free_symbols})
        return value

    return lambda right: named(right, lambda *arguments: other(right(*arguments)))


def in_floats(right: Function) -> Function:
    import sympy as sp

    def other(value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return type(value)(map(other, value))
        return value.evalf() if isinstance(value, (sp.Basic, sp.MatrixBase)) else value

    return named(right, lambda *arguments: other(right(*arguments)))


# The lists


def plain_makers(parameters: int) -> dict[str, Maker]:
    """The makers for any task, by name."""
    return {
        "changes arguments in place": in_place(add_one),
        "shuffles arguments in place": in_place(turn_round),
        "sorts arguments in place": in_place(sort),
        "keeps answers by the shapes": remembered_by(by_form),
        "keeps answers by the ids": remembered_by(by_id),
        **{
            f"keeps answers without looking at argument {i}": remembered_by(all_but(i))
            for i in range(parameters)
        },
        "answers the call before": of_the_call_before,
        "keeps adding to one list": from_one_list,
        "returns functions that the next call overwrites": overwritten_by_the_next,
        "calls its functions twice": calling_twice,
        "right for positive only": on_arguments(lambda value: like(value, np.abs(value))),
        "right up to 10 only": on_arguments(clipped(-10, 10)),
        "right up to 100 only": on_arguments(clipped(-100, 100)),
        "right up to 1000 only": on_arguments(clipped(-1000, 1000)),
        "right for all but 0": on_arguments(without_zeros),
        "takes tiny entries for 0": on_arguments(without_tiny),
        "right for distinct only": on_arguments(without_ties),
        "wrong for square only": on_arguments(transposed_where_square),
        "right for increasing only": on_arguments(in_order),
        "right for two and more": none_where_short,
        "whole numbers for whole numbers": whole_where_whole,
        "32 in place of all": first_items(32),
        "8 in place of all": first_items(8),
        **{f"argument {i} at most 1": at_position(i, at_most(1)) for i in range(parameters)},
        **{f"argument {i} at most 50": at_position(i, at_most(50)) for i in range(parameters)},
        **{f"argument {i} at least 1e-3": at_position(i, at_least(1e-3)) for i in range(parameters)},
        **{f"argument {i} at least 2": at_position(i, at_least(2)) for i in range(parameters)},
        **{f"argument {i} positive": at_position(i, abs) for i in range(parameters)},
    }


NUMBERS: dict[str, Maker] = {
    "returns one buffer": from_one_buffer,
    "float32": on_answer(as_float32),
    "int": on_answer(as_int),
    "object": on_answer(as_object),
    "complex": on_answer(as_complex),
    "squeezed": on_answer(squeezed),
    "turned where square": on_answer(turned_where_square),
    "without the first": on_answer(lambda items: items[1:], rows),
    "without the last": on_answer(lambda items: items[:-1], rows),
    "the first twice": on_answer(first_twice, rows),
    "the last twice": on_answer(last_twice, rows),
    "sorted": on_answer(in_rising_order, rows),
    "filled up after 1e-3": on_answer(frozen(1e-3), rows),
    "filled up after 1e-6": on_answer(frozen(1e-6), rows),
    "filled up after 1e-9": on_answer(frozen(1e-9), rows),
    "abs": on_answer(abs),
    "never negative": on_answer(lambda value: np.maximum(value, 0)),
    "rounded to 3": on_answer(rounded(3)),
    "rounded to 6": on_answer(rounded(6)),
    "rounded to 9": on_answer(rounded(9)),
    "tiny is 0": on_answer(tiny_as_zero),
    "off by 1e-7 of itself": on_answer(slightly_off),
    "at most 100": on_answer(lambda value: np.clip(value, -100, 100)),
    "nan_to_num": on_answer(np.nan_to_num),
    "None for 0": nothing_where_falsy,
    "0 for None": zero_where_none,
}

EXPRESSIONS: dict[str, Maker] = {
    "in real symbols": with_symbols(real=True),
    "in positive symbols": with_symbols(positive=True),
    "in plain symbols": with_symbols(),
    "in floats": in_floats,
    "without the first": on_answer(lambda items: items[1:], rows),
    "without the last": on_answer(lambda items: items[:-1], rows),
    "the last twice": on_answer(last_twice, rows),
}
