"""Does a figure show what was asked for, in any layout, order, colour and style?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from graders.judge.figures import findings
from graders.judge.figures.areas import bars_finding, fills_finding
from graders.judge.figures.curves import (
    Curve,
    Fit,
    Numbers,
    Part,
    curves_of,
    fit,
    largest_gap,
    matching,
    pooled,
    table,
)
from graders.judge.findings import Finding
from graders.judge.kinds import wrong_kind
from graders.values.types import PARTS, Axes, Figure

FIELDS = ("x", "y", "u", "v")


def compare(
    value: object,
    expected: Figure,
    *,
    together: bool = False,
    up_to_shift: bool = False,
    axis_labels: bool = False,
) -> Finding | None:
    """None where everything that `expected` shows is in `value` too, else what is missing or wrong.

    Each curve, point set, arrow field, surface, bar chart and filled area must be there; more may be. Curves
    that share a panel and a legend in `expected` need one wherever they share a panel. `together`: what
    shares a panel in `expected` must share one. `up_to_shift`: a curve may lie higher or lower as a whole.
    `axis_labels`: as many axes as in `expected` need a label.
    """
    _check_that_it_shows(expected)
    return difference(value, expected, together=together, up_to_shift=up_to_shift, axis_labels=axis_labels)


def difference(
    value: object,
    expected: Figure,
    *,
    together: bool = False,
    up_to_shift: bool = False,
    axis_labels: bool = False,
) -> Finding | None:
    """The same of any figure, one of a student's own among them, which may show nothing."""
    if not isinstance(value, Figure):
        return wrong_kind(value, "a matplotlib figure")
    if not value.axes:
        return findings.EmptyFigure()
    curves = _Curves.matched(value, expected, up_to_shift)
    return (
        curves.finding()
        or (curves.apart() if together else None)
        or _arrows(value, expected)
        or _surfaces(value, expected)
        or bars_finding(value, expected)
        or fills_finding(value, expected)
        or curves.legend_finding()
        or (_axis_labels(value, expected) if axis_labels else None)
    )


def _check_that_it_shows(expected: Figure) -> None:
    """Raise ValueError where an expected figure asks for nothing, as one does whose lines cannot be seen."""
    parts = [part for panel in expected.axes for name in PARTS for part in getattr(panel, name)]
    if not parts or not all(any(np.size(column) for column in part.values()) for part in parts):
        raise ValueError("the expected figure shows nothing")


@dataclass(frozen=True)
class _Curves:
    """The curves of two figures, and which of the drawn ones shows which of the asked ones."""

    value: Figure
    expected: Figure
    drawn: list[Curve]
    asked: list[Curve]
    shown_by: dict[int, int]
    up_to_shift: bool

    @classmethod
    def matched(cls, value: Figure, expected: Figure, up_to_shift: bool) -> _Curves:
        drawn, asked = curves_of(value), curves_of(expected)

        def candidates(wanted: Curve) -> list[int]:
            """The drawn curves that show it, those in its own panel first."""
            fitting = [i for i, curve in enumerate(drawn) if fit(curve, wanted, up_to_shift).holds]
            return sorted(fitting, key=lambda i: drawn[i].panel != wanted.panel)

        return cls(value, expected, drawn, asked, matching(list(map(candidates, asked))), up_to_shift)

    def finding(self) -> Finding | None:
        spare = [curve for i, curve in enumerate(self.drawn) if i not in self.shown_by.values()]
        for i, wanted in enumerate(self.asked):
            if i not in self.shown_by and not self._is_shown_by_all(spare, wanted):
                return self._turned(wanted, spare) or self._wrong(wanted, spare) or self._missing(wanted)
        return None

    def _turned(self, wanted: Curve, spare: Sequence[Curve]) -> Finding | None:
        """A spare curve that would be the one asked, were its two axes exchanged."""
        for curve in spare:
            other = replace(curve, places=curve.places[:, ::-1], turning=curve.turning[:, ::-1])
            if fit(other, wanted, self.up_to_shift).holds:
                return findings.ExchangedAxes(curve.panel, len(self.value.axes))
        return None

    def _is_shown_by_all(self, spare: Sequence[Curve], wanted: Curve) -> bool:
        """Do several curves show one together?"""
        return fit(pooled(spare, wanted, self.up_to_shift), wanted, self.up_to_shift).holds

    def _wrong(self, wanted: Curve, spare: Sequence[Curve]) -> Finding | None:
        """The spare curve that comes nearest to an asked one, and where it is farthest from it."""
        fits: list[tuple[Fit, Curve]] = [(fit(curve, wanted, self.up_to_shift), curve) for curve in spare]
        fits = [(found, curve) for found, curve in fits if found.comparable]
        if not fits:
            return None
        nearest, curve = min(fits, key=lambda pair: pair[0].excess)
        return findings.WrongCurve(
            panel=curve.panel,
            panels=len(self.value.axes),
            label=curve.label,
            points=wanted.is_points,
            at=nearest.at,
            yours=nearest.yours,
            expected=nearest.expected,
            shifted=self.up_to_shift,
        )

    def _missing(self, wanted: Curve) -> Finding:
        """Counted by panel where the figures have the same panels, else over the whole figure."""
        panels = len(self.value.axes)
        one_by_one = panels == len(self.expected.axes) > 1
        if one_by_one:
            drawn = Counter(curve.panel for curve in self.drawn)[wanted.panel]
            asked = Counter(curve.panel for curve in self.asked)[wanted.panel]
        else:
            drawn, asked = len(self.drawn), len(self.asked)
        return findings.MissingCurve(wanted.panel if one_by_one else None, drawn, asked, wanted.is_points)

    def apart(self) -> Finding | None:
        """Curves that belong together and are in no panel all together."""
        for number in range(len(self.expected.axes)):
            together = [curve for curve in self.asked if curve.panel == number]
            if len(together) > 1 and not any(self._holds(p, together) for p in range(len(self.value.axes))):
                return findings.CurvesApart([curve.label for curve in together])
        return None

    def _holds(self, place: int, together: Sequence[Curve]) -> bool:
        """Does one panel show all of these curves? Points that were drawn one by one are taken together."""
        here = [curve for curve in self.drawn if curve.panel == place]
        choices = [
            [i for i, curve in enumerate(here) if fit(curve, wanted, self.up_to_shift).holds]
            for wanted in together
        ]
        found = matching(choices)
        spare = [curve for i, curve in enumerate(here) if i not in found.values()]
        lacking = [wanted for i, wanted in enumerate(together) if i not in found]
        return all(
            fit(pooled(spare, wanted, self.up_to_shift), wanted, self.up_to_shift).holds for wanted in lacking
        )

    def legend_finding(self) -> Finding | None:
        for number, panel in enumerate(self.expected.axes):
            if panel.legend:
                mates = [
                    self.drawn[j].panel for i, j in self.shown_by.items() if self.asked[i].panel == number
                ]
                for place, count in Counter(mates).items():
                    finding = self._legend_of(place, min(count, len(panel.legend)))
                    if finding is not None:
                        return finding
        return None

    def _legend_of(self, place: int, wanted: int) -> Finding | None:
        legend = self.value.axes[place].legend
        entries = {text.strip() for text in legend or () if text.strip()}
        if wanted < 2 or len(entries) >= wanted:
            return None
        panels = len(self.value.axes)
        return (
            findings.ShortLegend(place, panels, len(entries), wanted)
            if legend
            else findings.NoLegend(place, panels, wanted)
        )


def _arrows(value: Figure, expected: Figure) -> Finding | None:
    drawn = [table(part, FIELDS) for panel in value.axes for part in panel.arrows]
    for panel in expected.axes:
        for part in panel.arrows:
            finding = _arrow_field(drawn, table(part, FIELDS))
            if finding is not None:
                return finding
            if _has_sizes(part) and not _is_coloured(value):
                return findings.UncolouredArrows()
    return None


def _arrow_field(drawn: list[Numbers], wanted: Numbers) -> Finding | None:
    if not sum(map(len, drawn)):
        return findings.MissingArrows(len(wanted))
    fields = [*drawn, np.concatenate(drawn)]
    gaps = [largest_gap(field, wanted, known=2) for field in fields]
    found = [gap for gap in gaps if gap is not None]
    if not found:
        return findings.ArrowPlaces(len(fields[-1]), len(wanted))
    best = min(found, key=lambda gap: gap.excess)
    if best.excess <= 1:
        return None
    lengths = float(np.hypot(*best.yours)), float(np.hypot(*best.expected))
    off_parallel = abs(float(np.dot(best.yours, best.expected)) - lengths[0] * lengths[1])
    if off_parallel <= 1e-9 * np.prod(lengths) and min(lengths) > 0:
        return findings.ArrowLength(best.at, *lengths)
    return findings.WrongArrow(best.at, tuple(best.yours), tuple(best.expected))


def _is_coloured(figure: Figure) -> bool:
    """By numbers that a colour map turns into colours, or by colours."""
    parts = [part for panel in figure.axes for part in panel.arrows]
    colours = [row for part in parts for row in table(part, ("red", "green", "blue"))]
    return any(map(_has_sizes, parts)) or (len(colours) > 1 and bool(np.ptp(colours, axis=0).any()))


def _has_sizes(arrows: Part) -> bool:
    sizes = arrows.get("size")
    return type(sizes) is np.ndarray and sizes.size > 0


def _surfaces(value: Figure, expected: Figure) -> Finding | None:
    """Surfaces agree where both have a corner: plot_surface leaves out grid lines of large grids."""
    columns = ("x", "y", "z")
    drawn = [table(part, columns) for panel in value.axes for part in panel.surfaces]
    for panel in expected.axes:
        for part in panel.surfaces:
            wanted = table(part, columns)
            gaps = [largest_gap(surface, wanted, known=2, partly=True) for surface in drawn]
            found = [gap for gap in gaps if gap is not None]
            if not found:
                return findings.MissingSurface()
            best = min(found, key=lambda gap: gap.excess)
            if best.excess > 1:
                return findings.WrongSurface(best.at, best.yours[0], best.expected[0])
    return None


def _axis_labels(value: Figure, expected: Figure) -> Finding | None:
    for axis in ("xlabel", "ylabel"):
        wanted = sum(_is_labelled(panel, axis) for panel in expected.axes)
        drawn = sum(_is_labelled(panel, axis) for panel in value.axes)
        if drawn < min(wanted, len(value.axes)):
            return findings.AxisLabel(axis[0], drawn, wanted)
    return None


def _is_labelled(panel: Axes, axis: str) -> bool:
    return bool(getattr(panel, axis).strip())
