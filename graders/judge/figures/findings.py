"""What is found of figures. Panels are counted from 0, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graders.judge.findings import Finding

Point = tuple[float, ...]


@dataclass(frozen=True)
class EmptyFigure(Finding):
    """No axes."""

    kind = "empty_figure"


# Curves


@dataclass(frozen=True)
class MissingCurve(Finding):
    """A curve, or `points`, that nothing shows; `drawn` and `asked` count those of a panel, or of all."""

    kind = "missing_curve"
    panel: int | None
    drawn: int
    asked: int
    points: bool


@dataclass(frozen=True)
class WrongCurve(Finding):
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


@dataclass(frozen=True)
class ExchangedAxes(Finding):
    """A curve that is the one asked with its x and its y exchanged."""

    kind = "exchanged_axes"
    panel: int
    panels: int


@dataclass(frozen=True)
class CurvesApart(Finding):
    """Curves that belong into one panel; without a name they have the label ""."""

    kind = "apart"
    labels: Sequence[str]


@dataclass(frozen=True)
class NoLegend(Finding):
    """A panel of several curves without one."""

    kind = "no_legend"
    panel: int
    panels: int
    wanted: int


@dataclass(frozen=True)
class ShortLegend(Finding):
    """A legend that names fewer curves than are drawn."""

    kind = "legend"
    panel: int
    panels: int
    entries: int
    wanted: int


@dataclass(frozen=True)
class AxisLabel(Finding):
    """Too few x or y axes have a label."""

    kind = "axis_label"
    axis: str
    drawn: int
    asked: int


# Arrows and surfaces


@dataclass(frozen=True)
class MissingArrows(Finding):
    """No arrow at all."""

    kind = "missing_arrows"
    asked: int


@dataclass(frozen=True)
class ArrowPlaces(Finding):
    """Arrows that start elsewhere."""

    kind = "arrow_places"
    drawn: int
    asked: int


@dataclass(frozen=True)
class WrongArrow(Finding):
    """An arrow of another direction."""

    kind = "wrong_arrow"
    at: Point
    yours: Point
    expected: Point


@dataclass(frozen=True)
class ArrowLength(Finding):
    """An arrow of the right direction and another length."""

    kind = "arrow_length"
    at: Point
    yours: float
    expected: float


@dataclass(frozen=True)
class UncolouredArrows(Finding):
    """Colours that do not tell the arrows' sizes."""

    kind = "uncoloured_arrows"


@dataclass(frozen=True)
class MissingSurface(Finding):
    """None of the surfaces drawn stands over these places."""

    kind = "missing_surface"


@dataclass(frozen=True)
class WrongSurface(Finding):
    """A surface of another height."""

    kind = "wrong_surface"
    at: Point
    yours: float
    expected: float


# Areas


@dataclass(frozen=True)
class MissingBars(Finding):
    """No bar at all."""

    kind = "missing_bars"


@dataclass(frozen=True)
class WrongBars(Finding):
    """Other places, heights or widths."""

    kind = "wrong_bars"


@dataclass(frozen=True)
class MissingFills(Finding):
    """No filled area at all."""

    kind = "missing_fills"


@dataclass(frozen=True)
class WrongFills(Finding):
    """Other edges."""

    kind = "wrong_fills"
