"""One place for words: what a judge found, as a sentence.

`SENTENCES` has one entry for each kind of finding: a template of its facts, or a function of the finding.
In a template `{it}` is the answer, or the part of it that the finding is about.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from graders.grading.display import clean, number, shortened, show, side_by_side, with_article
from graders.judge.findings import UNDECIDED, Finding

__all__ = ["SENTENCES", "sentence", "show"]

Words = Callable[[Finding], str]
LONGEST_NAME = 80


def sentence(finding: Finding) -> str:
    """What was found: one sentence, and under it the evidence where there is some."""
    words = SENTENCES.get(finding.kind, OTHERWISE)
    if callable(words):
        return words(finding)
    facts = {name: _fact(value) for name, value in finding.facts.items()}
    text = words.format_map({**facts, "it": it(finding)})
    return text[:1].upper() + text[1:]


def it(finding: Finding) -> str:
    """The answer, or its part: `answer[1]['dW']`."""
    if not finding.place:
        return "the answer"
    return "`answer" + "".join(f"[{show(part)}]" for part in finding.place) + "`"


def _fact(value: Any) -> str:
    if isinstance(value, str):
        return shortened(clean(value), LONGEST_NAME)
    if isinstance(value, (list, set, frozenset)):
        return ", ".join(f"`{_fact(item)}`" for item in list(value)[:6]) or "none"
    return show(value)


def start(finding: Finding) -> str:
    words = it(finding)
    return words[:1].upper() + words[1:]


def entry(index: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, index))}]"


def a(kind: str) -> str:
    """A kind of value with its article."""
    return clean(kind) if kind.startswith(("a ", "an ", "True")) else with_article(clean(kind))


# The form of an answer


def _type(finding: Finding) -> str:
    return f"{start(finding)} is {a(finding.facts['got'])}; {a(finding.facts['wanted'])} is expected."


def _dtype(finding: Finding) -> str:
    got, imaginary = finding.facts["got"], finding.facts.get("imaginary", 0.0)
    if got == "bool":
        return f"{start(finding)} holds True and False; numbers are expected."
    if got.startswith("complex"):
        part = f"; its largest imaginary part is {number(imaginary)}" if imaginary else ""
        return f"{start(finding)} is complex{part}. Real numbers are expected."
    return f"{start(finding)} has the dtype {clean(got)}; numbers of dtype float64 are expected."


REMEDIES = {
    "transpose": "Its transpose has that shape.",
    "ravel": "Flattened with `ravel` it has that shape.",
    "reshape": "The number of entries is right.",
    "": "",
}


def _shape(finding: Finding) -> str:
    got, wanted = finding.facts["got"], finding.facts["wanted"]
    remedy = REMEDIES.get(finding.facts.get("remedy", ""), "")
    if got == ():
        text = f"{start(finding)} is a single number; an array of shape {wanted} is expected."
    elif wanted == ():
        text = f"{start(finding)} has the shape {got}; a single number is expected."
    elif len(got) == len(wanted) == 1:
        return f"{start(finding)} has {_entries(got[0])}; {_entries(wanted[0])} are expected."
    else:
        text = f"{start(finding)} has the shape {got}; {wanted} is expected."
    return f"{text} {remedy}".rstrip()


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


CAUSES = {
    "NaN": "0/0, ∞ - ∞ and the logarithm or root of a negative number give NaN.",
    "infinity": "A division by 0, log(0) and an overflow of exp give infinity.",
}


def _non_finite(finding: Finding) -> str:
    facts = finding.facts
    if facts["size"] == 1:
        text = f"{start(finding)} is {facts['what']}."
    else:
        text = f"{start(finding)} has {facts['what']} at {entry(facts['index'])}"
        more = f", and {facts['count'] - 1} more that are no finite numbers." if facts["count"] > 1 else "."
        text += more
    return f"{text} {CAUSES[facts['what']]}"


# Values


def _with_evidence(words: Words) -> Words:
    def sentence(finding: Finding) -> str:
        return f"{words(finding)}\n\n{evidence(finding)}"

    return sentence


def evidence(finding: Finding) -> str:
    """Both answers below each other, and by how much they differ."""
    facts = finding.facts
    yours, expected = np.asarray(facts["yours"]), np.asarray(facts["expected"])
    lines = [side_by_side(yours, expected, facts.get("index", (0,) * yours.ndim))]
    if "error" in facts:
        kind = "relative error" if facts["relative"] else "error"
        largest = f"largest {kind}" if yours.ndim else kind
        lines.append(f"  {largest} {facts['error']:.1e}, allowed {facts['allowed']:.1e}")
    return "\n".join(lines)


def _factor(finding: Finding) -> str:
    k, name = finding.facts["k"], finding.facts["name"]
    who = start(finding) if np.ndim(finding.facts["yours"]) == 0 else f"Every entry{_of(finding)}"
    named = {"1/2": "exactly half the expected value", "-1": "right but for its sign"}.get(name)
    times = f"1/{name[2:]} of" if name.startswith("1/") else f"{name or number(k)} times"
    return f"{who} is {named or f'exactly {times} the expected value'}."


def _of(finding: Finding) -> str:
    return f" of {it(finding)}" if finding.place else ""


def _values(finding: Finding) -> str:
    size, wrong = np.size(finding.facts["yours"]), finding.facts["wrong"]
    if np.ndim(finding.facts["yours"]) == 0:
        return f"{start(finding)} differs."
    verb = "differs" if wrong == 1 else "differ, most"
    return f"{wrong} of {_entries(size)}{_of(finding)} {verb} at {entry(finding.facts['index'])}."


def _shifted(finding: Finding) -> str:
    late = "late" if finding.facts["by"] > 0 else "early"
    return f"The numbers{_of(finding)} are right, but each stands one place too {late}."


def _offset(finding: Finding) -> str:
    offset = finding.facts["offset"]
    who = start(finding) if np.ndim(finding.facts["yours"]) == 0 else f"Every entry{_of(finding)}"
    if isinstance(offset, complex):
        return f"{who} differs by {number(offset)}."
    return f"{who} is too {'large' if offset > 0 else 'small'} by {number(abs(offset))}."


def _right_but(words: str) -> Words:
    return _with_evidence(lambda finding: f"The numbers{_of(finding)} are right, but {words}.")


OTHERWISE = "{it} is not right."
SENTENCES: dict[str, str | Words] = {
    # form
    "missing": "{it} is None. Is a `return` missing?",
    "type": _type,
    "dtype": _dtype,
    "shape": _shape,
    "empty": "{it} is empty; the shape {wanted} is expected.",
    "ragged": "{it} has the shape {got}, unlike the items before it: {wanted}.",
    "length": "{it} has {yours} items; {expected} are expected.",
    "keys": "{it} has the keys {yours}; {expected} are expected.",
    "non_finite": _non_finite,
    # values
    "truncated": _with_evidence(
        lambda f: f"{start(f)} has lost its decimals: it holds whole numbers ({clean(f.facts['got'])})."
    ),
    "precision": "{it} is right to the few digits of {got} only; float64 is expected.",
    "all_zero": _with_evidence(lambda f: f"Every entry{_of(f)} is 0."),
    "factor": _with_evidence(_factor),
    "transposed": _right_but("transposed"),
    "reversed": _right_but("in reverse order"),
    "permuted": _right_but("in another order"),
    "shifted": _with_evidence(_shifted),
    "offset": _with_evidence(_offset),
    "values": _with_evidence(_values),
    UNDECIDED: "{it} could not be decided: {reason}.",
}
