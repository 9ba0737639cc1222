"""The domain that two expressions are compared on, as an author declares it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Interval = tuple[float, float]
Domain = Mapping[str, Sequence[Interval]]


def check_domain(domain: Domain) -> None:
    """Raise ValueError where a symbol's intervals are no pairs of a lower and a higher number."""
    for name, intervals in domain.items():
        pairs = [tuple(interval) if isinstance(interval, Sequence) else () for interval in intervals]
        if not pairs or not all(len(pair) == 2 and pair[0] < pair[1] for pair in pairs):
            raise ValueError(
                f"The domain of `{name}` is {intervals!r}; a list of intervals (low, high) is expected."
            )
