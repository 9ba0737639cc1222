"""The line that a mistake is in, and one question about the kind of slip; never what would be right."""

from __future__ import annotations

from graders.grading.happenings import MistakeAt
from graders.values.text import harmless

LONGEST_LINE = 200
"""Characters of a line that are shown."""
QUESTIONS = {
    "arguments": "Which argument comes first here?",
    "axis": "Along which axis is this, and what shape does it leave?",
    "call": "What is done to this value here, and what should be?",
    "comparison": "In which case is this true, and what if both sides are equal?",
    "constant": "Where does this number come from?",
    "division": "What is divided here, and by what?",
    "factor": "Which factors belong here, each how often?",
    "function": "What does this function compute, and which one is asked?",
    "grouping": "In which order is this computed?",
    "index": "Which entries does this take, from the first to the last?",
    "indentation": "How often is this line to run: in each round, or once?",
    "name": "Which of your values belongs here?",
    "operands": "Which of the two comes first here?",
    "operator": "By which operation do these two belong together?",
    "order": "In which order are these asked?",
    "power": "To which power?",
    "return": "When is the answer returned, and which one?",
    "round": "Which values does this line use in that round, and from which round are they?",
    "rounds": "With what does this loop begin, and with what does it end?",
    "sign": "Which sign belongs here?",
    "stale": "Is this the value before the step, or after it?",
    "term": "Which terms belong here?",
    "transpose": "Which shapes meet here, and which way round do they lie?",
    "unfinished": "Is a step missing here, or one too many?",
    "value": "What is it to be, and what does it give in a case that you know?",
    "turn": "Which of the lines here has to run first?",
}
"""What is asked about each kind of slip."""


CERTAIN, LIKELY = "The mistake is in this line:", "Look at this line first:"
FOUND_BY_VALUES = {
    "order": "The parts of the answer are right, but each is expected in another place:",
    "unfinished": "Right ways hold this value too, but it is not the answer:",
}
"""What is said before the line, where values have led to it."""


def place_words(at: MistakeAt) -> str:
    """The line, the part of it under which a mark stands, and the question where no cause is told."""
    if at.has_cause:
        return f"{CERTAIN if at.certain else LIKELY}\n\n{_marked(at)}"
    first = CERTAIN if at.certain else _found(at)
    return f"{first}\n\n{_marked(at)}\n\n{_until(at)}{QUESTIONS[at.slip]}"


def _found(at: MistakeAt) -> str:
    """What values have led to, if they have."""
    if at.slip == "value":
        return _value(at)
    if at.slip == "rounds" and at.times:
        count = "is one" if abs(at.times) == 1 else f"are {abs(at.times)}"
        return f"The rounds of this loop are right, but there {count} too {_many(at.times)}:"
    return FOUND_BY_VALUES.get(at.slip, LIKELY)


def _many(times: int) -> str:
    return "many" if times > 0 else "few"


def _until(at: MistakeAt) -> str:
    """How often a line in a loop was right before it went wrong."""
    if at.slip not in ("value", "round") or not at.times:
        return ""
    often = "The first time" if at.times == 1 else f"The first {at.times} times"
    then = f"then, for `{at.at}`, it is not" if at.at else "then it is not"
    return f"{often} that this runs it is right; {then}. "


def _value(at: MistakeAt) -> str:
    """How far all is right, and what is not."""
    before = (
        f"Up to line {at.right_line} all is as it should be (`{at.right}`)"
        if at.right and at.right_line != at.line
        else ""
    )
    shape = f", of shape {at.shape}," if at.shape else ""
    if at.name:
        own = f"`{at.name}`{shape} gets a value that no right way holds:"
    else:
        own = f"this part{shape} has a value that no right way holds:"
    return f"{before}; {own}" if before else own[0].upper() + own[1:]


def _marked(at: MistakeAt) -> str:
    line = harmless(at.source).replace("\t", " ").rstrip()
    inner = line.lstrip()
    start, end = (column - (len(line) - len(inner)) for column in at.columns)
    number = f"cell {at.cell}, line {at.line}" if at.cell else f"{at.line:>4}"
    mark = " " * max(start, 0) + "~" * max(min(end, len(inner)) - max(start, 0), 1)
    if len(inner) > LONGEST_LINE:
        inner, mark = inner[:LONGEST_LINE], mark[:LONGEST_LINE]
    return f"  {number} | {inner}\n  {' ' * len(number)} | {mark}"
