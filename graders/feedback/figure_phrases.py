"""The sentences about figures."""

from __future__ import annotations

from graders.feedback.answer_phrases import name
from graders.feedback.display import number
from graders.judge.figures.findings import (
    ArrowLength,
    CurvesApart,
    ExchangedAxes,
    MissingCurve,
    NoLegend,
    Point,
    ShortLegend,
    WrongArrow,
    WrongCurve,
    WrongSurface,
)

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def _panel(place: int | None, panels: int | None = None) -> str:
    """The panel, in reading order, or the figure where that tells as much."""
    if place is None or panels == 1:
        return "the figure"
    return f"the {ORDINALS[place]} panel" if place < len(ORDINALS) else f"panel {place + 1}"


def _count(count: int, noun: str) -> str:
    return f"{'no' if count == 0 else 'one' if count == 1 else count} {noun}{'' if count == 1 else 's'}"


def _curve(finding: WrongCurve) -> str:
    label, panel = name(finding.label), _panel(finding.panel, finding.panels)
    what = "set of points" if finding.points else "curve"
    return f"The {what} '{label}' in {panel}" if label else f"A {what} in {panel}"


def missing_curve_words(finding: MissingCurve) -> str:
    panel = _panel(finding.panel)
    if finding.drawn < finding.asked:
        verb = "is" if finding.asked == 1 else "are"
        has = f"{panel[:1].upper()}{panel[1:]} has {_count(finding.drawn, 'curve')}"
        return f"{has}; {finding.asked} {verb} asked."
    what = "The points asked for are" if finding.points else "A curve that is asked is"
    return f"{what} not in {panel}."


def wrong_curve_words(finding: WrongCurve) -> str:
    moved = "moved up or down to fit, " if finding.shifted else ""
    return (
        f"{_curve(finding)} is not the one asked: {moved}at x = {number(finding.at[0])} it has "
        f"{number(finding.yours)}; {number(finding.expected)} is expected."
    )


def exchanged_words(finding: ExchangedAxes) -> str:
    panel = _panel(finding.panel, finding.panels)
    return f"In {panel} x and y are exchanged: `plot(xs, ys)` takes what runs to the right first."


def apart_words(finding: CurvesApart) -> str:
    labels = [f"'{name(label)}'" if label else "the curve" for label in finding.labels]
    return f"{' and '.join(labels)} are in different panels; drawn in one they can be compared."


def legend_words(finding: ShortLegend) -> str:
    entries = "one entry" if finding.entries == 1 else f"{finding.entries} entries"
    panel, curves = _panel(finding.panel, finding.panels), _count(finding.wanted, "curve")
    return f"The legend of {panel} has {entries} for {curves}."


def no_legend_words(finding: NoLegend) -> str:
    panel = _panel(finding.panel, finding.panels)
    return (
        f"{panel[:1].upper()}{panel[1:]} has no legend that names its {finding.wanted} curves: `label=` "
        "gives each a name, and `legend()` shows them."
    )


def arrow_words(finding: WrongArrow) -> str:
    return (
        f"The arrow at {_vector(finding.at)} is {_vector(finding.yours)}; "
        f"{_vector(finding.expected)} is expected."
    )


def arrow_length_words(finding: ArrowLength) -> str:
    return (
        f"The arrow at {_vector(finding.at)} points the right way, but its length is "
        f"{number(finding.yours)}; {number(finding.expected)} is expected."
    )


def surface_words(finding: WrongSurface) -> str:
    return (
        f"The surface at {_vector(finding.at)} has the height {number(finding.yours)}; "
        f"{number(finding.expected)} is expected."
    )


def _vector(values: Point) -> str:
    return f"({', '.join(number(float(value)) for value in values)})"
