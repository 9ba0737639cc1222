"""The sentences about the form of any answer, about facts and choices, and the words for an answer itself."""

from __future__ import annotations

import builtins
import re
from difflib import SequenceMatcher

from graders.feedback.display import clean, shortened, show, with_article
from graders.grading.findings import ExampleBreaks
from graders.judge.findings import (
    Finding,
    Item,
    Missing,
    NoChoice,
    WrongAnswer,
    WrongKeys,
    WrongKind,
    WrongLength,
    WrongShape,
)
from graders.judge.numbers.findings import Ragged
from graders.values.outcome import Raised

LONGEST_NAME = 80


def it(finding: Finding) -> str:
    """The answer, or its part: `answer[1]['dW']`."""
    if not finding.place:
        return "the answer"
    first, *rest = finding.place
    head = first.name if isinstance(first, Item) else f"answer[{show(first)}]"
    return f"`{head}" + "".join(f"[{show(part)}]" for part in rest) + "`"


def name(text: object) -> str:
    """A name that a student chose, safe and short."""
    return shortened(clean(text), LONGEST_NAME)


def start(finding: Finding) -> str:
    words = it(finding)
    return words[:1].upper() + words[1:]


def of(finding: Finding) -> str:
    return f" of {it(finding)}" if finding.place else ""


def a(kind: str) -> str:
    """A kind of value with its article."""
    return clean(kind) if kind.startswith(("a ", "an ", "the ", "True")) else with_article(clean(kind))


MACHINERY = re.compile(r", with gufunc signature \S+|, and the inputs could not be safely coerced .*")
"""What NumPy says of itself."""


SUGGESTED = re.compile(r"(name '(\w+)' is not defined)\. Did \w+ mean: '(\w+)'\?")
"""What Python takes for meant; of its own functions it names some that are hardly alike."""
ALIKE = 0.7


def _likely(found: re.Match[str]) -> str:
    told, name, meant = found.groups()
    is_far = hasattr(builtins, meant) and SequenceMatcher(None, name, meant).ratio() < ALIKE
    return told if is_far else found[0]


def said(raised: Raised) -> str:
    """What an exception says, without its own name before it or a full stop behind it."""
    message = raised.message.removeprefix(f"{raised.kind}: ").rstrip(".")
    message = MACHINERY.sub("", message.replace("<lambda>()", "the function"))
    message = SUGGESTED.sub(_likely, message)
    return f": {message}" if message else ""


def example_words(finding: ExampleBreaks) -> str:
    raised = finding.raised
    end = "" if raised.message.endswith(("?", "!")) else "."
    return f"With this answer the example of the statement ends with {raised.kind}{said(raised)}{end}"


# Form


def missing_words(finding: Missing) -> str:
    """What is None: a `return` may be missing only where all of the answer is, and none is seen."""
    if not finding.place and not finding.returns:
        shown = " What is printed is only shown: `return` hands it back." if finding.printed else ""
        if finding.wanted == "a matplotlib figure":
            shown = " What is drawn is only shown: `return` hands the figure back."
        return f"{start(finding)} is None. Is a `return` missing?{shown}"
    if not finding.place and finding.unreached:
        return f"{start(finding)} is None: the call reached no `return`. Which case is left?"
    return f"{start(finding)} is None" + (f"; {a(finding.wanted)} is expected." if finding.wanted else ".")


IS_TEXT = " What is in quotes, or comes from `str`, is a text."
TAKEN = " `[0]` takes its first item, `[-1]` its last."
ASIDE = " What it holds is taken with a dot and a name."
WAYS_OUT = {
    ("a set", "a list"): " `sorted(…)` makes one, in order.",
    ("a SymPy set", "a list"): " `list(…)` makes one of a set that is finite, `sorted(…)` one in order.",
    ("a text", "a number"): IS_TEXT,
    ("a text", "an expression"): IS_TEXT,
    ("a module", "a matplotlib figure"): " `plt.gcf()` is the figure that was drawn in.",
    ("a list", "a number"): TAKEN,
    ("a tuple", "a number"): TAKEN,
    ("a tuple with arrays in it", "a number"): TAKEN,
    ("a tuple with arrays in it", "an array"): TAKEN,
    ("a list", "an array"): " `np.array(…)` makes one.",
    ("a tuple", "an array"): " `np.array(…)` makes one.",
    ("a list", "a SymPy matrix"): " `sp.Matrix(…)` makes one of a list of rows.",
    ("an expression", "a number"): " `float(…)` makes one of it where no symbol is left.",
    ("an expression", "an array"): " `sp.lambdify` makes a function of it that gives one.",
    ("an expression", "a function"): " `sp.lambdify` makes one of it.",
}
"""The way out from one kind to another; else the one from a kind to any other."""
ANY_WAYS_OUT = {
    "a class": " With parentheses behind its name it makes an object.",
    "a function": " A function gives its value when it is called, with parentheses behind its name.",
    "a SymPy function": " A function gives its value when it is called, with parentheses behind its name.",
    "a polynomial of NumPy": " Its `.coef` holds the coefficients.",
    "the mark of an open task": " What is asked goes in its place.",
    "an open integral": " Its `.doit()` works it out.",
    "an open limit": " Its `.doit()` works it out.",
    "a tensor": " Its `.detach().numpy()` is an array.",
    "a column of pandas": " Its `.to_numpy()` is an array.",
    "a table of pandas": " Its `.to_numpy()` is an array.",
    "a masked array": " Its `.filled(…)` is an array.",
    "an array of texts": IS_TEXT,
    "an array of objects": " NumPy makes one of items that differ in shape or in kind.",
}  # fmt: skip
GIVES = frozenset({
    "a `filter`", "a `map`", "a `zip`", "a deque", "a generator", "a range", "an iterator",
    "the items of a dict", "the keys of a dict", "the values of a dict",
})  # fmt: skip
"""Kinds that hand out what they hold one by one."""
SOLVER = {"x": "the point", "root": "the zero", "fun": "the value there", "y": "the values"}
"""What some parts of a solver's result are."""


def kind_words(finding: WrongKind) -> str:
    got, wanted = finding.got, finding.wanted
    if got.startswith("an array of ") and wanted == "an array":
        wanted = "an array of numbers"
    return f"{start(finding)} is {a(got)}; {a(wanted)} is expected.{_way_out(finding)}"


def _way_out(finding: WrongKind) -> str:
    got, wanted = finding.got, finding.wanted
    if finding.parts:
        return _part_words(finding)
    if got in GIVES:
        return f" `{'np.array(list(…))' if wanted == 'an array' else 'list(…)'}` collects what it gives."
    if got.startswith("an object of the class "):
        return ASIDE
    return WAYS_OUT.get((got, wanted)) or ANY_WAYS_OUT.get(got, "")


def _part_words(finding: WrongKind) -> str:
    """How a part of a dict is taken, or of a solver's result, which is one too."""
    if finding.got == "a dict" and finding.wanted in ("a list", "a tuple"):
        return ""
    if finding.got == "a dict":
        taken = ", ".join(f'["{name(part)}"]' for part in finding.parts[:3])
        return f" What it holds is taken by its key: {taken}."
    found = [f"`.{part}` holds {what}" for part, what in SOLVER.items() if part in finding.parts]
    return f" Its {', '.join(found)}." if found else ""


REMEDIES = {
    "transpose": "Its transpose has that shape.",
    "ravel": "Flattened with `ravel` it has that shape.",
    "reshape": "The number of entries is right.",
    "": "",
}


def shape_words(finding: WrongShape) -> str:
    got, wanted = finding.got, finding.wanted
    if got == ():
        text = f"{start(finding)} is a single number; an array of shape {wanted} is expected."
    elif wanted == ():
        text = f"{start(finding)} has the shape {got}; a single number is expected."
    elif len(got) == len(wanted) == 1:
        return f"{start(finding)} has {entries(got[0])}; {_expected(entries(wanted[0]))}."
    else:
        text = f"{start(finding)} has the shape {got}; {wanted} is expected."
    return f"{text} {REMEDIES[finding.remedy]}".rstrip()


def ragged_words(finding: Ragged) -> str:
    if finding.wanted == ():
        return f"{start(finding)} has the shape {finding.got}; a single number is expected."
    return f"{start(finding)} has the shape {finding.got}, unlike the items before it: {finding.wanted}."


def length_words(finding: WrongLength) -> str:
    yours, expected = (_count(count, "item", "items") for count in (finding.yours, finding.expected))
    return f"{start(finding)} has {yours}; {_expected(expected)}."


def _expected(counted: str) -> str:
    """An amount that is expected, with the verb that goes with it."""
    return f"{counted} {'is' if counted.startswith('1 ') else 'are'} expected"


def entries(count: int) -> str:
    return _count(count, "entry", "entries")


def _count(count: int, one: str, many: str) -> str:
    return f"1 {one}" if count == 1 else f"{count or 'no'} {many}"


# Facts and choices


def keys_words(finding: WrongKeys) -> str:
    """Keys are part of the form of an answer, so that they may be told."""
    parts = [
        f"{label} {', '.join(repr(name(key)) for key in keys[:6])}"
        for label, keys in (("missing:", finding.missing), ("not asked:", finding.unknown))
        if keys
    ]
    return f"The keys of {it(finding)} are not the ones asked ({'; '.join(parts)})."


def wrong_answer_words(finding: WrongAnswer) -> str:
    return f"{start(finding)} {show(finding.yours)} is not right."


def choice_words(finding: NoChoice) -> str:
    choices = ", ".join(f"'{clean(choice)}'" for choice in finding.choices)
    return f"{start(finding)} is {show(finding.yours)}, which is none of the choices: {choices}."
