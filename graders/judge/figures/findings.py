"""What is found of figures. Panels are counted from 0, in reading order."""

from __future__ import annotations

from collections.abc import Sequence

from graders.judge.findings import Finding

Point = tuple[float, ...]


class EmptyFigure(Finding, frozen=True):
    """No axes."""

    kind = "empty_figure"


# Curves


class MissingCurve(Finding, frozen=True):
    """A curve, or `points`, that nothing shows; `drawn` and `asked` count those of a panel, or of all."""

    kind = "missing_curve"
    panel: int | None
    drawn: int
    asked: int
    points: bool


class WrongCurve(Finding, frozen=True):
    """The drawn curve that comes nearest to an asked one, and where it is farthest from it."""

    kind = "wrong_curve"
    panel: int
    panels: int
    label: str
    points: bool
    at: Point
    yours: float
    expected: float
    shifted: bool


class ExchangedAxes(Finding, frozen=True):
    """A curve that is the one asked with its x and its y exchanged."""

    kind = "exchanged_axes"
    panel: int
    panels: int


class CurvesApart(Finding, frozen=True):
    """Curves that belong into one panel; without a name they have the label ""."""

    kind = "apart"
    labels: Sequence[str]


class NoLegend(Finding, frozen=True):
    """A panel of several curves without one."""

    kind = "no_legend"
    panel: int
    panels: int
    wanted: int


class ShortLegend(Finding, frozen=True):
    """A legend that names fewer curves than are drawn."""

    kind = "legend"
    panel: int
    panels: int
    entries: int
    wanted: int


class AxisLabel(Finding, frozen=True):
    """Too few x or y axes have a label."""

    kind = "axis_label"
    axis: str
    drawn: int
    asked: int


# Arrows and surfaces


class MissingArrows(Finding, frozen=True):
    """No arrow at all."""

    kind = "missing_arrows"
    asked: int


class ArrowPlaces(Finding, frozen=True):
    """Arrows that start elsewhere."""

    kind = "arrow_places"
    drawn: int
    asked: int


class WrongArrow(Finding, frozen=True):
    """An arrow of another direction."""

    kind = "wrong_arrow"
    at: Point
    yours: Point
    expected: Point


class ArrowLength(Finding, frozen=True):
    """An arrow of the right direction and another length."""

    kind = "arrow_length"
    at: Point
    yours: float
    expected: float


class UncolouredArrows(Finding, frozen=True):
    """Colours that do not tell the arrows' sizes."""

    kind = "uncoloured_arrows"


class MissingSurface(Finding, frozen=True):
    """None of the surfaces drawn stands over these places."""

    kind = "missing_surface"


class WrongSurface(Finding, frozen=True):
    """A surface of another height."""

    kind = "wrong_surface"
    at: Point
    yours: float
    expected: float


# Areas


class MissingBars(Finding, frozen=True):
    """No bar at all."""

    kind = "missing_bars"


class WrongBars(Finding, frozen=True):
    """Other places, heights or widths."""

    kind = "wrong_bars"


class MissingFills(Finding, frozen=True):
    """No filled area at all."""

    kind = "missing_fills"


class WrongFills(Finding, frozen=True):
    """Other edges."""

    kind = "wrong_fills"
