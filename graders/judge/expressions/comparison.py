"""Is an expression the right one, whatever its form, and if not, how does it differ?

Two expressions are equal if they are equal as functions, almost everywhere on the common domain. Both are
evaluated in ball arithmetic at points drawn in the domain and beside every kink. Equal is what agrees at all
of them; an answer is refused only with a witness. Nothing is ever rewritten, simplified or run.
What may be found stands in `graders.judge.expressions.findings`.
"""

from __future__ import annotations

from typing import Any

from graders.judge.expressions.domain import Domain
from graders.judge.findings import Finding, OpenFinding


def equal_expressions(
    answer: Any,
    expected: Any,
    *,
    domain: Domain | None = None,
    up_to_constant_in: str | None = None,
    seed: int | str = 0,
) -> bool | None:
    """Are two SymPy expressions, matrices or nested lists of them equal as functions? None is undecided.

    `domain` maps a symbol's name to its intervals, `{"x": [(-4, 4)]}`; with `up_to_constant_in="x"` both are
    antiderivatives in x and may differ by a constant, on each connected piece by another one.
    """
    finding = compare(answer, expected, domain=domain, up_to_constant_in=up_to_constant_in, seed=seed)
    if finding is None:
        return True
    return None if isinstance(finding, OpenFinding) else False


def compare(
    value: object,
    expected: object,
    *,
    domain: Domain | None = None,
    up_to_constant_in: str | None = None,
    integrand: object = None,
    exact: bool = False,
    seed: int | str = 0,
) -> Finding | None:
    """None where `value` is right, otherwise what is wrong with it.

    With `up_to_constant_in` the slope of `value` is compared with `integrand` or, without one, with the slope
    of `expected`. Where no domain is given, a symbol runs from -4 to 4 as far as `expected` is real, and
    kinks are looked for beyond. With `exact` no decimal number is right, however near it is.
    """
    from graders.judge.expressions import answer  # what it needs takes long to load

    return answer.compare(value, expected, domain or {}, up_to_constant_in, integrand, exact, seed)
