"""Calls as a person would write them."""

from __future__ import annotations

from graders.feedback.display import LONGEST_TEXT, shortened, show
from graders.grading.happenings import Call
from graders.values.functions import Counted, Function
from graders.values.text import one_line
from graders.values.types import Graph

LETTERS = "fghuvw"
MOST_ARGUMENTS, LONGEST_CALL = 10, 1000


def called(call: Call) -> str:
    """The call; passed functions get a letter, and their formula at the end."""
    shown: list[str] = []
    formulas: list[str] = []
    for argument in call.arguments[:MOST_ARGUMENTS]:
        function = argument.function if type(argument) is Counted else argument
        if type(function) is Function:
            letter = LETTERS[len(formulas) % len(LETTERS)]
            formulas.append(f"{letter}({function.parameters}) = {function.formula}")
            shown.append(letter)
        elif type(argument) is Graph:
            shown.append("out")
        elif callable(function):
            shown.append(shortened(getattr(function, "__name__", "f"), LONGEST_TEXT))
        else:
            shown.append(show(argument))
    if len(call.arguments) > MOST_ARGUMENTS:
        shown.append(f"… ({len(call.arguments)} in all)")
    end = f" with {', '.join(formulas)}" if formulas else ""
    return shortened(f"{one_line(call.function)}({', '.join(shown)}){end}", LONGEST_CALL)
