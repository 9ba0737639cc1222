"""Calls as a person would write them."""

from __future__ import annotations

import numpy as np

from graders.feedback.display import LONGEST_TEXT, shortened, show
from graders.grading.findings import ChangedArgument
from graders.grading.happenings import Asked, Call, Example
from graders.values.functions import Counted, Function
from graders.values.text import one_line
from graders.values.types import Graph

LETTERS = "fghuvw"
MOST_ARGUMENTS, LONGEST_CALL = 10, 1000


def called(asked: Asked) -> str:
    """The call; functions that it passes have a name, and their formula at the end."""
    if isinstance(asked, Example):
        return shortened(one_line("; ".join(asked.lines)), LONGEST_CALL)
    formulas: dict[str, str] = {}
    shown = _shown(asked, formulas)
    end = f" with {', '.join(formulas.values())}" if formulas else ""
    return shortened(f"{shown}{end}", LONGEST_CALL)


def _shown(call: Call, formulas: dict[str, str]) -> str:
    """The call alone; the formulas of functions that are passed are noted by their names."""
    before = one_line(call.function) if call.made_by is None else _shown(call.made_by, formulas)
    shown = [_argument(argument, formulas) for argument in call.arguments[:MOST_ARGUMENTS]]
    if len(call.arguments) > MOST_ARGUMENTS:
        shown.append(f"… ({len(call.arguments)} in all)")
    return f"{before}({', '.join(shown)})"


def _argument(argument: object, formulas: dict[str, str]) -> str:
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
    return show(argument)


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
