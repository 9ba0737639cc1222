"""Calls as a person would write them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from graders.feedback.display import LONGEST_TEXT, shortened, show
from graders.grading.findings import ChangedArgument
from graders.grading.happenings import Asked, Call, Example
from graders.values.functions import Counted, Function
from graders.values.text import one_line
from graders.values.types import Graph

LETTERS = "fghuvw"
MOST_ARGUMENTS, LONGEST_CALL = 10, 1000
IN_FULL = 160
"""Characters of a call beyond which its arrays are told by their shapes."""
Show = Callable[[object], str]


def called(asked: Asked) -> str:
    """The call; functions that it passes have a name, and their formula at the end."""
    if isinstance(asked, Example):
        return one_line(asked.lines[0]) if len(asked.lines) == 1 else "this example"
    in_full = _whole(asked, show)
    return in_full if len(in_full) <= IN_FULL else shortened(_whole(asked, brief), LONGEST_CALL)


def example_lines(asked: Asked | None) -> str:
    """The lines of an example that has several, below the sentence about it; else nothing."""
    if not isinstance(asked, Example) or len(asked.lines) == 1:
        return ""
    return "\n\n" + "\n".join(f"    {shortened(one_line(line), LONGEST_CALL)}" for line in asked.lines)


def brief(value: object) -> str:
    """A value in a few words, where it is one of many."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"{len(value)} numbers" if value.ndim == 1 else f"an array of shape {value.shape}"
    if isinstance(value, (list, tuple)) and any(isinstance(item, (np.ndarray, list)) for item in value):
        return f"a list of {len(value)}"
    return show(value)


def _whole(call: Call, shown: Show) -> str:
    formulas: dict[str, str] = {}
    text = _shown(call, formulas, shown)
    return f"{text} with {', '.join(formulas.values())}" if formulas else text


def _shown(call: Call, formulas: dict[str, str], shown: Show) -> str:
    """The call alone; the formulas of functions that are passed are noted by their names."""
    before = one_line(call.function) if call.made_by is None else _shown(call.made_by, formulas, shown)
    texts = [_argument(argument, formulas, shown) for argument in call.arguments[:MOST_ARGUMENTS]]
    if len(call.arguments) > MOST_ARGUMENTS:
        texts.append(f"… ({len(call.arguments)} in all)")
    return f"{before}({', '.join(texts)})"


def _argument(argument: object, formulas: dict[str, str], shown: Show) -> str:
    function = argument.function if type(argument) is Counted else argument
    if type(function) is Function:
        given = argument.name if type(argument) is Counted else function.name
        name = given if given and given not in formulas else LETTERS[len(formulas) % len(LETTERS)]
        formulas[name] = f"{name}({function.parameters}) = {function.formula}"
        return name
    if type(argument) is Graph:
        return "out"
    if callable(function):
        return shortened(getattr(function, "__name__", "f"), LONGEST_TEXT)
    if type(argument) is np.ndarray and argument.ndim == 0:
        return f"np.array({show(argument)})"
    return shown(argument)


def changed_words(finding: ChangedArgument) -> str:
    """Which argument a call changed, and what to do in place of it."""
    if finding.attribute:
        return (
            f"The call changes `{finding.attribute}` of the nodes, which belong to the caller: keep what you "
            "note of a node in a set or a dict of your own."
        )
    if not finding.name:
        return f"Argument {finding.position + 1} is changed by the call; it belongs to the caller: copy it."
    name = finding.name
    return (
        f"`{name}` belongs to the caller, and the call changes it: work on a copy, `{name} = {name}.copy()`."
    )
