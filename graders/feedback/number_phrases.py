"""The sentences that need more than a template, one function for each kind of finding, and their parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from graders.feedback.display import clean, number, shortened, show, side_by_side, with_article
from graders.judge.findings import Finding

Words = Callable[[Finding], str]
LONGEST_NAME = 80


def it(finding: Finding) -> str:
    """The answer, or its part: `answer[1]['dW']`."""
    if not finding.place:
        return "the answer"
    return "`answer" + "".join(f"[{show(part)}]" for part in finding.place) + "`"


def name(text: object) -> str:
    """A name that a student chose, safe and short."""
    return shortened(clean(text), LONGEST_NAME)


def start(finding: Finding) -> str:
    words = it(finding)
    return words[:1].upper() + words[1:]


def entry(index: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, index))}]"


def a(kind: str) -> str:
    """A kind of value with its article."""
    return clean(kind) if kind.startswith(("a ", "an ", "True")) else with_article(clean(kind))


# The form of an answer


def type_words(finding: Finding) -> str:
    got, wanted = finding.facts["got"], finding.facts["wanted"]
    way_out = " `np.array(…)` makes one." if wanted == "an array" and got in ("a list", "a tuple") else ""
    return f"{start(finding)} is {a(got)}; {a(wanted)} is expected.{way_out}"


def dtype_words(finding: Finding) -> str:
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


def shape_words(finding: Finding) -> str:
    got, wanted = finding.facts["got"], finding.facts["wanted"]
    remedy = REMEDIES.get(finding.facts.get("remedy", ""), "")
    if got == ():
        text = f"{start(finding)} is a single number; an array of shape {wanted} is expected."
    elif wanted == ():
        text = f"{start(finding)} has the shape {got}; a single number is expected."
    elif len(got) == len(wanted) == 1:
        return f"{start(finding)} has {_entries(got[0])}; {_expected(_entries(wanted[0]))}."
    else:
        text = f"{start(finding)} has the shape {got}; {wanted} is expected."
    return f"{text} {remedy}".rstrip()


def length_words(finding: Finding) -> str:
    yours, expected = (_count(finding.facts[key], "item", "items") for key in ("yours", "expected"))
    return f"{start(finding)} has {yours}; {_expected(expected)}."


def _expected(counted: str) -> str:
    """An amount that is expected, with the verb that goes with it."""
    return f"{counted} {'is' if counted.startswith('1 ') else 'are'} expected"


def _entries(count: int) -> str:
    return _count(count, "entry", "entries")


def _count(count: int, one: str, many: str) -> str:
    return f"1 {one}" if count == 1 else f"{count or 'no'} {many}"


CAUSES = {
    "NaN": "0/0, ∞ - ∞ and the logarithm or root of a negative number give NaN.",
    "infinity": "A division by 0, log(0) and an overflow of exp give infinity.",
}


def non_finite_words(finding: Finding) -> str:
    facts = finding.facts
    if facts["size"] == 1:
        text = f"{start(finding)} is {facts['what']}."
    else:
        text = f"{start(finding)} has {facts['what']} at {entry(facts['index'])}"
        more = f", and {facts['count'] - 1} more that are no finite numbers." if facts["count"] > 1 else "."
        text += more
    return f"{text} {CAUSES[facts['what']]}"


# Values


def with_evidence(words: Words) -> Words:
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


def factor_words(finding: Finding) -> str:
    k, name = finding.facts["k"], finding.facts["name"]
    who = start(finding) if np.ndim(finding.facts["yours"]) == 0 else f"Every entry{of(finding)}"
    named = {"1/2": "exactly half the expected value", "-1": "right but for its sign"}.get(name)
    times = f"1/{name[2:]} of" if name.startswith("1/") else f"{name or number(k)} times"
    return f"{who} is {named or f'exactly {times} the expected value'}."


def of(finding: Finding) -> str:
    return f" of {it(finding)}" if finding.place else ""


def values_words(finding: Finding) -> str:
    size, wrong = np.size(finding.facts["yours"]), finding.facts["wrong"]
    if np.ndim(finding.facts["yours"]) == 0:
        return f"{start(finding)} differs."
    verb = "differs" if wrong == 1 else "differ, most"
    return f"{wrong} of {_entries(size)}{of(finding)} {verb} at {entry(finding.facts['index'])}."


def shifted_words(finding: Finding) -> str:
    late = "late" if finding.facts["by"] > 0 else "early"
    return f"The numbers{of(finding)} are right, but each stands one place too {late}."


def offset_words(finding: Finding) -> str:
    offset = finding.facts["offset"]
    who = start(finding) if np.ndim(finding.facts["yours"]) == 0 else f"Every entry{of(finding)}"
    if isinstance(offset, complex):
        return f"{who} differs by {number(offset)}."
    return f"{who} is too {'large' if offset > 0 else 'small'} by {number(abs(offset))}."


def right_but(words: str) -> Words:
    return with_evidence(lambda finding: f"The numbers{of(finding)} are right, but {words}.")


# Order of convergence


def order_words(finding: Finding) -> str:
    facts = finding.facts
    speed = "slowly" if facts["observed"] < facts["wanted"] else "fast"
    orders = f"like h^{facts['observed']:.1f}, where h^{facts['wanted']:g} is expected"
    return f"The error shrinks too {speed}: {orders}.\n\n{_steps(facts)}"


def _steps(facts: Any) -> str:
    """The error at each step, and how many times smaller it became."""
    lines = []
    for h, error, ratio in facts["rows"]:
        became = "" if ratio is None else f"    {ratio:.1f} times smaller; {facts['ratio']:g} expected"
        lines.append(f"  h = {h:<8.3g} error {error:.1e}{became}")
    return "\n".join(lines)


# Training


def gradient_words(finding: Finding) -> str:
    lines = [
        f"  {clean(name):<8} {state:<6} largest difference {gap:.1e}"
        for name, state, gap in finding.facts["rows"]
    ]
    return "The gradient is not that of the loss.\n\n" + "\n".join(lines)


def accuracy_words(finding: Finding) -> str:
    facts = finding.facts
    shares = facts["accuracy"], facts["threshold"]
    pairs = ([_percent(share, digits) for share in shares] for digits in range(3, 18))
    reached, asked = next((pair for pair in pairs if pair[0] != pair[1]), map(str, shares))
    return (
        f"The accuracy on {clean(facts['what'])} is {reached}; at least {asked} is asked. "
        f"The best constant answer has {_percent(facts['constant'])}."
    )


def _percent(share: float, digits: int = 3) -> str:
    return f"{100 * share:.{digits}g} %"


# Facts and choices


def keys_words(finding: Finding) -> str:
    """Keys are part of the form of an answer, so that they may be told."""
    missing, unknown = finding.facts["missing"], finding.facts["unknown"]
    parts = [
        f"{label} {', '.join(repr(name(key)) for key in keys[:6])}"
        for label, keys in (("missing:", missing), ("not asked:", unknown))
        if keys
    ]
    return f"The keys of {it(finding)} are not the ones asked ({'; '.join(parts)})."


def choice_words(finding: Finding) -> str:
    choices = ", ".join(f"'{clean(choice)}'" for choice in finding.facts["choices"])
    return f"{start(finding)} is {show(finding.facts['yours'])}, which is none of the choices: {choices}."
