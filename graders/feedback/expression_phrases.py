"""The sentences about expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graders.feedback.answer_phrases import it, name, start
from graders.feedback.display import number, show
from graders.judge.expressions.findings import (
    FloatForExact,
    IsIntegrand,
    MissingSymbols,
    NotAntiderivative,
    NotEqual,
    UndefinedAt,
    Unevaluated,
    UnknownSymbols,
    Witness,
)


def not_equal_words(finding: NotEqual) -> str:
    """The witness: a point, and both values there; and the factor or the offset where there is one."""
    seen, first = finding.witness, start(finding)
    if seen.factor == "-1":
        text = f"{first} is right but for its sign"
    elif seen.factor:
        text = f"{first} is exactly {name(seen.factor)} times the expected one"
    elif seen.offset:
        text = f"{first} differs by the constant {name(seen.offset)}"
    else:
        text = f"{first} is another function"
    return f"{text}.{_witness(seen)}"


def not_antiderivative_words(finding: NotAntiderivative) -> str:
    return f"The derivative of {it(finding)} is not the integrand.{_witness(finding.witness)}"


def integrand_words(finding: IsIntegrand) -> str:
    return f"{start(finding)} is the integrand itself; an antiderivative of it is asked."


def unevaluated_words(finding: Unevaluated) -> str:
    head = f"`{name(finding.head)}`"
    if finding.question:
        return f"{start(finding)} is an unevaluated {head}: it states the question. `.doit()` works it out."
    return f"{start(finding)} still holds an unevaluated {head}. `.doit()` works it out."


def undefined_at_words(finding: UndefinedAt) -> str:
    return f"{start(finding)} has no value at {_point(finding.point)}; {show(finding.expected)} is expected."


def float_for_exact_words(finding: FloatForExact) -> str:
    exact = f" of {name(finding.exact)}" if finding.exact else " of an exact number"
    return f"{number(finding.number)} in {it(finding)} is an approximation{exact}; the exact one is expected."


def unknown_symbols_words(finding: UnknownSymbols) -> str:
    known = _names(finding.known)
    if not known:
        return f"{start(finding)} still has the symbol {_names(finding.names)}; none is expected."
    return f"{start(finding)} has the symbol {_names(finding.names)}; expected are: {known}."


def missing_symbols_words(finding: MissingSymbols) -> str:
    return f"{start(finding)} does not depend on {_names(finding.names)}.{_witness(finding.witness)}"


def _names(names: Sequence[str]) -> str:
    return ", ".join(f"`{name(each)}`" for each in names[:6])


def _witness(seen: Witness) -> str:
    where = _point(seen.point)
    lines = [("at", where)] if where else []
    yours, expected = show(seen.yours), show(seen.expected)
    lines += [("yours", yours), ("expected", expected)]
    if yours == expected:
        lines.append(("off by", number(seen.difference, 2)))
    return "\n\n" + "\n".join(f"  {label:<10}{text}" for label, text in lines)


def _point(point: Mapping[str, float]) -> str:
    return ", ".join(f"{name(symbol)} = {number(value)}" for symbol, value in point.items())
