"""Distributions as inline SVG: no script draws them, and every browser and printer shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from graders.reports.safe import amount

BINS = 10
WIDE, HIGH, FOOT, GAP = 560, 160, 22, 4
BAR_WIDE, BAR_HIGH, SMALL = 240, 14, 80
DUST = 1e-9


def histogram(shares: Sequence[float], label: str) -> str:
    """How many students have which share of the points, in tenths; the last holds 100 %, too."""
    counts = _tenths(shares)
    most = max(counts.values(), default=1)
    step = WIDE / BINS
    parts = []
    for place in range(BINS):
        count = counts[place]
        tall = (HIGH - 2 * FOOT) * count / most
        left, top = place * step, HIGH - FOOT - tall
        words = f"{place * 10} to {place * 10 + 10} %: {_students(count)}"
        parts.append(
            f'<rect class="bar" x="{left + GAP:g}" y="{top:g}" width="{step - 2 * GAP:g}" height="{tall:g}">'
            f"<title>{words}</title></rect>"
        )
        if count:
            parts.append(f'<text x="{left + step / 2:g}" y="{top - 5:g}">{count}</text>')
        foot = f"{place * 10}–{place * 10 + 10}"
        parts.append(f'<text class="soft" x="{left + step / 2:g}" y="{HIGH - 6}">{foot}</text>')
    base = f'<line x1="0" x2="{WIDE}" y1="{HIGH - FOOT}" y2="{HIGH - FOOT}"/>'
    return _svg(WIDE, HIGH, f"{label}: {_said(counts)}", base + "".join(parts), "histogram")


def spread(shares: Sequence[float], label: str) -> str:
    """The same in the room of a line."""
    counts = _tenths(shares)
    most = max(counts.values(), default=1)
    step = SMALL / BINS
    bars = "".join(
        f'<rect class="bar" x="{place * step + 1:g}" y="{BAR_HIGH * (1 - count / most):g}" '
        f'width="{step - 2:g}" height="{BAR_HIGH * count / most:g}"/>'
        for place, count in sorted(counts.items())
    )
    base = f'<line x1="0" x2="{SMALL}" y1="{BAR_HIGH}" y2="{BAR_HIGH}"/>'
    return _svg(SMALL, BAR_HIGH, f"{label}: {_said(counts)}", base + bars, "spread")


def _tenths(shares: Sequence[float]) -> Counter[int]:
    return Counter(min(int(max(share, 0.0) * BINS + DUST), BINS - 1) for share in shares)


def _said(counts: Mapping[int, int]) -> str:
    known = range(BINS)
    return "; ".join(f"{place * 10} to {place * 10 + 10} %: {counts.get(place, 0)}" for place in known)


def stacked(counts: Mapping[str, int], label: str) -> str:
    """One bar in parts, each as long as its share; the parts are named by their classes."""
    total = sum(counts.values()) or 1
    left = 0.0
    parts = []
    for name, count in counts.items():
        wide = BAR_WIDE * count / total
        if count:
            words = f"{escape(name)}: {_students(count)}"
            parts.append(
                f'<rect class="{escape(name)}" x="{left:g}" y="0" width="{wide:g}" height="{BAR_HIGH}">'
                f"<title>{words}</title></rect>"
            )
        left += wide
    said = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
    return _svg(BAR_WIDE, BAR_HIGH, f"{label}: {said}", "".join(parts), "stacked")


def share(part: float, label: str) -> str:
    """A small bar that is filled so far."""
    wide = BAR_WIDE / 4
    inner = (
        f'<rect class="ground" width="{wide:g}" height="{BAR_HIGH}"/>'
        f'<rect class="bar" width="{wide * part:g}" height="{BAR_HIGH}"/>'
    )
    return _svg(wide, BAR_HIGH, f"{label}: {amount(100 * part)} %", inner, "share")


def _svg(wide: float, high: float, label: str, inner: str, kind: str) -> str:
    size = f'viewBox="0 0 {wide:g} {high:g}" width="{wide:g}" height="{high:g}"'
    return f'<svg class="{kind}" {size} role="img" aria-label="{escape(label)}">{inner}</svg>'


def _students(count: int) -> str:
    return f"{count} student{'s' * (count != 1)}"
