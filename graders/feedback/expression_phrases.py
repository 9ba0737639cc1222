"""The sentences about expressions."""

from __future__ import annotations

from typing import Any

from graders.feedback.display import number, show
from graders.feedback.number_phrases import it, name, start
from graders.judge.findings import Finding


def not_equal_words(finding: Finding) -> str:
    """The witness: a point, and both values there; and the factor or the offset where there is one."""
    facts = finding.facts
    first = start(finding)
    if facts["factor"] == "-1":
        text = f"{first} is right but for its sign"
    elif facts["factor"]:
        text = f"{first} is exactly {name(facts['factor'])} times the expected one"
    elif facts["offset"]:
        text = f"{first} differs by the constant {name(facts['offset'])}"
    else:
        text = f"{first} is another function"
    return f"{text}.{_witness(facts)}"


def not_antiderivative_words(finding: Finding) -> str:
    return f"The derivative of {it(finding)} is not the integrand.{_witness(finding.facts)}"


def integrand_words(finding: Finding) -> str:
    return f"{start(finding)} is the integrand itself; an antiderivative of it is asked."


def unevaluated_words(finding: Finding) -> str:
    head = f"`{name(finding.facts['head'])}`"
    if finding.facts["question"]:
        return f"{start(finding)} is an unevaluated {head}: it states the question. `.doit()` works it out."
    return f"{start(finding)} still holds an unevaluated {head}. `.doit()` works it out."


def undefined_at_words(finding: Finding) -> str:
    facts = finding.facts
    return (
        f"{start(finding)} has no value at {_point(facts['point'])}; {show(facts['expected'])} is expected."
    )


def float_for_exact_words(finding: Finding) -> str:
    facts = finding.facts
    exact = f" of {name(facts['exact'])}" if facts["exact"] else " of an exact number"
    return (
        f"{number(facts['number'])} in {it(finding)} is an approximation{exact}; the exact one is expected."
    )


def names_words(finding: Finding) -> str:
    """Symbols that do not belong in the answer, or that it lacks."""
    names = ", ".join(f"`{name(each)}`" for each in finding.facts["names"][:6])
    if finding.kind == "missing_symbols":
        return f"{start(finding)} does not depend on {names}.{_witness(finding.facts)}"
    known = ", ".join(f"`{name(each)}`" for each in finding.facts["known"][:6]) or "none"
    return f"{start(finding)} has the symbol {names}; expected are: {known}."


def _witness(facts: Any) -> str:
    where = _point(facts["point"])
    lines = [("at", where)] if where else []
    yours, expected = show(facts["yours"]), show(facts["expected"])
    lines += [("yours", yours), ("expected", expected)]
    if yours == expected:
        lines.append(("off by", number(facts.get("difference", 0.0), 2)))
    return "\n\n" + "\n".join(f"  {label:<10}{text}" for label, text in lines)


def _point(point: Any) -> str:
    return ", ".join(f"{name(symbol)} = {number(value)}" for symbol, value in point.items())
