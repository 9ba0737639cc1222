"""The sentences about figures."""

from __future__ import annotations

from typing import Any

from graders.feedback.display import number
from graders.feedback.number_phrases import name
from graders.judge.findings import Finding

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def _panel(facts: Any) -> str:
    """The panel, in reading order, or the figure where that tells as much."""
    place = facts.get("panel")
    if place is None or facts.get("panels") == 1:
        return "the figure"
    return f"the {ORDINALS[place]} panel" if place < len(ORDINALS) else f"panel {place + 1}"


def _count(count: int, noun: str) -> str:
    return f"{'no' if count == 0 else 'one' if count == 1 else count} {noun}{'' if count == 1 else 's'}"


def _curve(facts: Any) -> str:
    label = name(facts["label"])
    what = "set of points" if facts["points"] else "curve"
    return f"The {what} '{label}' in {_panel(facts)}" if label else f"A {what} in {_panel(facts)}"


def missing_curve_words(finding: Finding) -> str:
    facts = finding.facts
    panel = _panel(facts)
    if facts["drawn"] < facts["asked"]:
        verb = "is" if facts["asked"] == 1 else "are"
        has = f"{panel[:1].upper()}{panel[1:]} has {_count(facts['drawn'], 'curve')}"
        return f"{has}; {facts['asked']} {verb} asked."
    what = "The points asked for are" if facts["points"] else "A curve that is asked is"
    return f"{what} not in {panel}."


def wrong_curve_words(finding: Finding) -> str:
    facts = finding.facts
    moved = "moved up or down to fit, " if facts["shifted"] else ""
    return (
        f"{_curve(facts)} is not the one asked: {moved}at x = {number(facts['at'][0])} it has "
        f"{number(facts['yours'])}; {number(facts['expected'])} is expected."
    )


def apart_words(finding: Finding) -> str:
    labels = [f"'{name(label)}'" if label else "the curve" for label in finding.facts["labels"]]
    return f"{' and '.join(labels)} are in different panels; drawn in one they can be compared."


def legend_words(finding: Finding) -> str:
    facts = finding.facts
    entries = "one entry" if facts["entries"] == 1 else f"{facts['entries']} entries"
    return f"The legend of {_panel(facts)} has {entries} for {_count(facts['wanted'], 'curve')}."


def no_legend_words(finding: Finding) -> str:
    facts = finding.facts
    panel = _panel(facts)
    return (
        f"{panel[:1].upper()}{panel[1:]} has no legend: "
        f"{facts['wanted']} curves need a label each, and a legend."
    )


def arrow_words(finding: Finding) -> str:
    facts = finding.facts
    return (
        f"The arrow at {_vector(facts['at'])} is {_vector(facts['yours'])}; "
        f"{_vector(facts['expected'])} is expected."
    )


def arrow_length_words(finding: Finding) -> str:
    facts = finding.facts
    yours, expected = facts["lengths"]
    return (
        f"The arrow at {_vector(facts['at'])} points the right way, but its length is {number(yours)}; "
        f"{number(expected)} is expected."
    )


def surface_words(finding: Finding) -> str:
    facts = finding.facts
    return (
        f"The surface at {_vector(facts['at'])} has the height {number(facts['yours'])}; "
        f"{number(facts['expected'])} is expected."
    )


def _vector(values: Any) -> str:
    return f"({', '.join(number(float(value)) for value in values)})"
