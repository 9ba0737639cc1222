"""The sentences about numbers, orders of convergence and trainings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from graders.feedback.answer_phrases import entries, of, start
from graders.feedback.display import clean, number, side_by_side
from graders.judge.numbers.findings import (
    Difference,
    Evidence,
    Factor,
    LowAccuracy,
    NonFinite,
    Offset,
    OtherValues,
    Rounded,
    Shifted,
    Truncated,
    WrongCosts,
    WrongDtype,
    WrongGradient,
    WrongOrder,
)

D = TypeVar("D", bound=Difference)
VISIBLE = 0.01
"""The error from which on the two numbers themselves show it."""


def entry(index: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, index))}]"


# Form


def dtype_words(finding: WrongDtype) -> str:
    got, imaginary = finding.got, finding.imaginary
    if got == "bool":
        return f"{start(finding)} holds True and False; numbers are expected."
    if got.startswith("complex"):
        part = f"; its largest imaginary part is {number(imaginary)}" if imaginary else ""
        return f"{start(finding)} is complex{part}. Real numbers are expected."
    return f"{start(finding)} has the dtype {clean(got)}; numbers of dtype float64 are expected."


CAUSES = {
    "NaN": "0/0, ∞ - ∞ and the logarithm or root of a negative number give NaN.",
    "infinity": "A division by 0, log(0) and an overflow of exp give infinity.",
}


def non_finite_words(finding: NonFinite) -> str:
    if finding.size == 1:
        text = f"{start(finding)} is {finding.what}."
    else:
        text = f"{start(finding)} has {finding.what} at {entry(finding.index)}"
        more = f", and {finding.count - 1} more that are no finite numbers." if finding.count > 1 else "."
        text += more
    return f"{text} {CAUSES[finding.what]}"


# Values


def with_evidence(words: Callable[[D], str]) -> Callable[[D], str]:
    """Under the sentence both answers, and by how much they differ."""
    return lambda finding: f"{words(finding)}\n\n{_evidence(finding.evidence)}"


def right_but(words: str) -> Callable[[Difference], str]:
    return with_evidence(lambda finding: f"The numbers{of(finding)} are right, but {words}.")


def _evidence(seen: Evidence) -> str:
    kind = "relative error" if seen.relative else "error"
    largest = f"largest {kind}" if seen.yours.ndim else kind
    arrays = side_by_side(seen.yours, seen.expected, seen.index)
    if seen.error > VISIBLE or (seen.yours.dtype.kind in "iu" and seen.expected.dtype.kind in "iu"):
        return arrays
    return f"{arrays}\n  {largest} {seen.error:.1e}, allowed {seen.allowed:.1e}"


def truncated_words(finding: Truncated) -> str:
    arrays = side_by_side(finding.yours, finding.expected, (0,) * finding.yours.ndim)
    way_out = (
        " An array of integers holds no others; `dtype=float` keeps decimals." if finding.yours.ndim else ""
    )
    return f"{start(finding)} has no decimals: it holds whole numbers alone.{way_out}\n\n{arrays}"


def rounded_words(finding: Rounded) -> str:
    to = f"{finding.decimals} decimals" if finding.decimals > 1 else "one decimal"
    return f"{start(finding)} is rounded to {to}; the value itself is expected."


def zero_words(finding: Difference) -> str:
    return f"Every entry{of(finding)} is 0."


def _subject(finding: Difference) -> str:
    return start(finding) if finding.evidence.yours.ndim == 0 else f"Every entry{of(finding)}"


def factor_words(finding: Factor) -> str:
    name = finding.name
    named = {"1/2": "exactly half the expected value", "-1": "right but for its sign"}.get(name)
    times = f"1/{name[2:]} of" if name.startswith("1/") else f"{name or number(finding.k)} times"
    return f"{_subject(finding)} is {named or f'exactly {times} the expected value'}."


def values_words(finding: OtherValues) -> str:
    seen = finding.evidence
    if seen.yours.size == 1:
        return f"{start(finding)} differs."
    verb = "differs" if seen.wrong == 1 else "differ, most"
    return f"{seen.wrong} of {entries(seen.yours.size)}{of(finding)} {verb} at {entry(seen.index)}."


def shifted_words(finding: Shifted) -> str:
    late = "late" if finding.by > 0 else "early"
    return f"The numbers{of(finding)} are right, but each stands one place too {late}."


def offset_words(finding: Offset) -> str:
    offset, seen = finding.offset, finding.evidence
    if seen.yours.dtype.kind in "iu" and seen.expected.dtype.kind in "iu":
        offset = round(offset.real)
    if isinstance(offset, complex):
        return f"{_subject(finding)} differs by {number(offset)}."
    return f"{_subject(finding)} is too {'large' if offset > 0 else 'small'} by {number(abs(offset))}."


# Order of convergence


def order_words(finding: WrongOrder) -> str:
    speed = "slowly" if finding.observed < finding.wanted else "fast"
    orders = f"like h^{finding.observed:.1f}, where h^{finding.wanted:g} is expected"
    what = "error" if finding.known else "change from step to step"
    return f"The {what} shrinks too {speed}: {orders}.\n\n{_steps(finding)}"


def _steps(finding: WrongOrder) -> str:
    """The error at each step, or the change up to the next, and how many times smaller it became."""
    what = "error" if finding.known else "change"
    lines = []
    for h, error, ratio in finding.rows:
        expected = f"{2.0**finding.wanted:g} expected"
        became = "" if ratio is None else f"    {ratio:.1f} times smaller; {expected}"
        lines.append(f"  h = {h:<8.3g} {what} {error:.1e}{became}")
    return "\n".join(lines)


# Training


def costs_words(finding: WrongCosts) -> str:
    return f"The costs differ from update {finding.evidence.index[0]} on."


def gradient_words(finding: WrongGradient) -> str:
    lines = [
        f"  {clean(name):<8} {state:<6} largest difference {gap:.1e}" for name, state, gap in finding.rows
    ]
    names = " and ".join(clean(name) for name in finding.first)
    verb = "are" if len(finding.first) > 1 else "is"
    came = f" On the way back from the output {names} {verb} the first to be off." if names else ""
    return f"The gradient is not that of the loss.{came}\n\n" + "\n".join(lines)


def accuracy_words(finding: LowAccuracy) -> str:
    shares = finding.accuracy, finding.threshold
    pairs = ([_percent(share, digits) for share in shares] for digits in range(3, 18))
    reached, asked = next((pair for pair in pairs if pair[0] != pair[1]), map(str, shares))
    return (
        f"The accuracy on {clean(finding.what)} is {reached}; at least {asked} is asked. "
        f"The best constant answer has {_percent(finding.constant)}."
    )


def _percent(share: float, digits: int = 3) -> str:
    return f"{100 * share:.{digits}g} %"
