"""Figures are read as data and judged by what they show, in any layout, order, colour and style."""

import numpy as np
import pytest
from matplotlib.figure import Figure as Canvas

from graders.judge.figure import compare
from graders.judge.numeric import same
from graders.values.figures import from_matplotlib
from graders.values.types import Axes, Figure

XS = np.linspace(-2, 2, 41)
GRID = np.meshgrid(np.linspace(-2, 2, 6), np.linspace(-2, 2, 6), indexing="ij")
PATH = np.array([2.0, 0.5, -1.0, -1.0])


def f(x):
    return x**3 - x


def rate(x):
    return ((x + 0.5) ** 3 - (x + 0.5) - f(x)) / 0.5


def rule(x):
    return 3 * x**2 - 1


def slopes(draw=None):
    """The figure asked for, or one with other right-hand curves."""
    canvas = Canvas()
    left, right = canvas.subplots(1, 2)
    left.plot(XS, f(XS))
    if draw is None:
        right.plot(XS, rate(XS), label="rate")
        right.plot(XS, rule(XS), label="rule")
        right.legend()
    else:
        draw(left, right)
    return canvas


ASKED = from_matplotlib(slopes())


def judged(canvas, asked=ASKED, **options):
    finding = compare(from_matplotlib(canvas), asked, **options)
    return finding and finding.kind


def test_curves_that_are_to_be_compared_share_a_panel():
    canvas = Canvas()
    for place, y in zip(canvas.subplots(1, 3), (f(XS), rate(XS), rule(XS)), strict=True):
        place.plot(XS, y)
    assert judged(canvas) is None
    assert judged(canvas, together=True) == "apart"
    canvas.axes[1].plot(XS, rule(XS), label="rule")
    canvas.axes[1].lines[0].set_label("rate")
    canvas.axes[1].legend()
    assert judged(canvas, together=True) is None


def test_twin_axes_are_one_panel():
    canvas = Canvas()
    left, right = canvas.subplots(1, 2)
    twin = right.twinx()
    left.plot(XS, f(XS))
    right.plot(XS, rate(XS), label="rate")
    twin.plot(XS, rule(XS), label="rule")
    assert judged(canvas) == "no_legend"
    right.legend()
    twin.legend()
    assert len(from_matplotlib(canvas).axes) == 2
    assert judged(canvas, together=True) is None


# Reading


def test_lines_and_their_labels_are_read():
    panel = ASKED.axes[1]
    assert [line["label"] for line in panel.lines] == ["rate", "rule"]
    assert panel.lines[1]["y"].tolist() == rule(XS).tolist()
    assert panel.legend == ("rate", "rule")
    assert ASKED.axes[0].legend is None
    assert ASKED.axes[0].lines[0]["label"] == ""


def test_every_part_is_float_data():
    canvas = Canvas()
    panel = canvas.subplots()
    panel.plot([1, 2], [3, 4], "o--")
    panel.scatter([1, 2], [3, 4], label="data")
    panel.quiver(*GRID, *GRID, GRID[0])
    panel.bar([1, 2], [3, 4], width=0.5)
    panel.fill_between(XS, f(XS))
    panel.set(title="T", xlabel="x", ylabel="y", yscale="log")
    read = from_matplotlib(canvas).axes[0]
    assert (read.title, read.xlabel, read.ylabel) == ("T", "x", "y")
    assert read.lines[0]["style"] == "--o"
    assert read.points[0]["label"] == "data"
    assert read.bars[0]["x"].tolist() == [1, 2]
    assert read.bars[0]["height"].tolist() == [3, 4]
    assert read.bars[0]["width"].tolist() == [0.5, 0.5]
    assert read.arrows[0]["size"].tolist() == GRID[0].ravel().tolist()
    assert len(read.fills) == 1
    parts = [*read.lines, *read.points, *read.arrows, *read.bars, *read.fills]
    assert all(
        array.dtype == float for part in parts for array in part.values() if isinstance(array, np.ndarray)
    )


def test_surfaces_are_read_as_their_corners():
    canvas = Canvas()
    canvas.add_subplot(projection="3d").plot_surface(*GRID, GRID[0] ** 2)
    panel = from_matplotlib(canvas).axes[0]
    assert panel.is_3d
    assert len(panel.surfaces[0]["x"]) == 36
    assert np.array_equal(panel.surfaces[0]["z"], panel.surfaces[0]["x"] ** 2)


def test_colour_bars_and_what_is_invisible_are_left_out():
    canvas = Canvas()
    panel, hidden = canvas.subplots(1, 2)
    canvas.colorbar(panel.scatter([1, 2], [3, 4], c=[5, 6]))
    panel.plot([1, 2], [3, 4], visible=False)
    panel.plot([1, 2], [3, 4], linestyle="", marker="")
    panel.axhline(0)
    hidden.set_visible(False)
    (read,) = from_matplotlib(canvas).axes
    assert read.lines == ()


@pytest.mark.parametrize("give", [
    lambda canvas: canvas, lambda canvas: canvas.axes[0], lambda canvas: canvas.axes,
    lambda canvas: tuple(canvas.axes),
    lambda canvas: np.array(canvas.axes).reshape(2, 1), lambda canvas: (canvas, np.array(canvas.axes)),
])  # fmt: skip
def test_a_figure_may_come_as_its_axes(give):
    assert same(from_matplotlib(give(slopes())), ASKED)


def test_panels_come_in_reading_order():
    canvas = Canvas()
    for place in (4, 1, 3, 2):
        canvas.add_subplot(2, 2, place).set_title(str(place))
    assert [panel.title for panel in from_matplotlib(canvas).axes] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    "thing", [None, 1, "figure", [], [1, 2], object(), {"figure": 1}, [[[[[Canvas()]]]]]]
)
def test_what_is_no_figure_is_refused_with_a_sentence(thing):
    with pytest.raises(ValueError, match=r"^That is not a matplotlib figure\.$"):
        from_matplotlib(thing)


def test_a_figure_that_cannot_be_read_is_refused_with_a_sentence():
    canvas = slopes()
    canvas.axes[0].get_title = lambda: 1 / 0
    with pytest.raises(ValueError, match=r"^The figure cannot be read: ZeroDivisionError\.$"):
        from_matplotlib(canvas)


# Curves: right in any form


def one_panel(canvas):
    panel = canvas.subplots()
    for curve, style in ((rule, "r."), (f, "g-"), (rate, "b--")):
        panel.plot(XS, curve(XS), style, label=curve.__name__)
    panel.legend()


def three_panels(canvas):
    for panel, curve in zip(canvas.subplots(3, 1), (rule, f, rate), strict=True):
        panel.plot(XS, curve(XS))


def as_points_in_any_order(canvas):
    left, right = canvas.subplots(1, 2)
    order = np.random.default_rng(0).permutation(len(XS))
    left.scatter(XS[order], f(XS)[order])
    right.scatter(XS[order], rate(XS)[order], label="a")
    right.plot(XS[::-1], rule(XS)[::-1], label="b")
    canvas.legend()


def denser(canvas):
    left, right = canvas.subplots(1, 2)
    x = np.linspace(-2, 2, 1000)
    left.plot(x, f(x))
    right.plot(x, rate(x), label="a")
    right.plot(x, rule(x), label="b")
    right.legend()


def with_more_besides(canvas):
    left, right = canvas.subplots(1, 2)
    left.plot(XS, f(XS))
    right.plot([-2, 2], [0, 0], "k", lw=0.5)
    right.plot(XS, rule(XS), label="b")
    right.plot(XS, rate(XS), label="a")
    right.axvline(0)
    right.legend()


@pytest.mark.parametrize("draw", [one_panel, three_panels, as_points_in_any_order, denser, with_more_besides])
def test_curves_are_right_in_any_layout_order_and_style(draw):
    canvas = Canvas()
    draw(canvas)
    assert judged(canvas) is None


def test_points_may_be_drawn_one_by_one():
    asked, canvas = Canvas(), Canvas()
    panel = asked.subplots()
    panel.plot(XS, f(XS))
    panel.plot(PATH, f(PATH), "o")
    panel = canvas.subplots()
    for x in PATH:
        panel.plot(x, f(x), "ro")
    panel.plot(XS, f(XS))
    assert judged(canvas, from_matplotlib(asked)) is None


# Curves: what is missing or wrong


def test_a_missing_curve_is_counted_in_its_panel():
    def only_the_rule(_, right):
        right.plot(XS, rule(XS), label="rule")
        right.legend()

    finding = compare(from_matplotlib(slopes(only_the_rule)), ASKED)
    assert finding.kind == "missing_curve"
    assert (finding.facts["panel"], finding.facts["drawn"], finding.facts["asked"]) == (1, 1, 2)


def test_a_curve_drawn_twice_does_not_stand_for_two():
    def the_rule_twice(_, right):
        right.plot(XS, rule(XS), label="rate")
        right.plot(XS, rule(XS), label="rule")
        right.legend()

    assert judged(slopes(the_rule_twice)) == "wrong_curve"


def test_a_wrong_curve_is_told_where_it_is_farthest_off():
    def the_old_rule(_, right):
        right.plot(XS, rate(XS), label="rate")
        right.plot(XS, 2 * XS, label="rule")
        right.legend()

    finding = compare(from_matplotlib(slopes(the_old_rule)), ASKED)
    assert finding.kind == "wrong_curve"
    assert finding.facts["label"] == "rule"
    assert finding.facts["panel"] == 1
    assert finding.facts["at"] == (-2.0,)
    assert (finding.facts["yours"], finding.facts["expected"]) == (-4.0, 11.0)


@pytest.mark.parametrize("error", [1e-3, -1e-4])
def test_a_curve_slightly_off_at_the_same_points_is_wrong(error):
    def nearly(_, right):
        right.plot(XS, rate(XS) + error * XS, label="rate")
        right.plot(XS, rule(XS), label="rule")
        right.legend()

    assert judged(slopes(nearly)) == "wrong_curve"


def test_points_of_a_path_need_points_on_the_curve():
    asked = Canvas()
    panel = asked.subplots()
    panel.plot(XS, f(XS))
    panel.plot(PATH, f(PATH), "o")
    asked = from_matplotlib(asked)
    bare, on_the_axis = Canvas(), Canvas()
    bare.subplots().plot(XS, f(XS))
    panel = on_the_axis.subplots()
    panel.plot(XS, f(XS))
    panel.plot(PATH, 0 * PATH, "o")
    assert judged(bare, asked) == "missing_curve"
    assert judged(on_the_axis, asked) == "wrong_curve"


def shifted(by, slope=0.0):
    canvas = Canvas()
    panel = canvas.subplots()
    panel.plot(XS, f(XS) + by + slope * XS, label="area")
    panel.plot(XS, np.exp(XS), label="F")
    panel.legend()
    return canvas


def test_a_vertical_shift_passes_where_it_is_allowed():
    asked = from_matplotlib(shifted(0))
    assert judged(shifted(3), asked, up_to_shift=True) is None
    assert judged(shifted(3), asked) == "wrong_curve"
    assert judged(shifted(3, slope=0.01), asked, up_to_shift=True) == "wrong_curve"


def test_an_empty_figure_is_told():
    assert judged(Canvas()) == "empty_figure"
    assert compare(None, ASKED).kind == "missing"
    assert compare(3, ASKED).kind == "type"


# Legends and labels


def test_curves_that_share_a_panel_need_a_legend():
    def without(_, right):
        right.plot(XS, rate(XS), label="rate")
        right.plot(XS, rule(XS), label="rule")

    def short(_, right):
        right.plot(XS, rate(XS), label="rate")
        right.plot(XS, rule(XS))
        right.legend()

    assert judged(slopes(without)) == "no_legend"
    assert judged(slopes(short)) == "legend"


def test_axis_labels_are_asked_only_on_request():
    labelled = slopes()
    labelled.axes[0].set(xlabel="x", ylabel="y")
    asked = from_matplotlib(labelled)
    assert judged(slopes(), asked) is None
    assert judged(slopes(), asked, axis_labels=True) == "axis_label"
    assert judged(labelled, asked, axis_labels=True) is None


# Arrows, surfaces, bars, areas


def field(u, v, *size, order=slice(None)):
    canvas = Canvas()
    x, y = (part.ravel()[order] for part in GRID)
    canvas.subplots().quiver(
        x, y, u.ravel()[order], v.ravel()[order], *(part.ravel()[order] for part in size)
    )
    return canvas


LENGTH = np.hypot(*GRID)
UNIT = GRID[0] / LENGTH, GRID[1] / LENGTH
ARROWS = from_matplotlib(field(*UNIT, LENGTH))


def test_arrows_are_right_in_any_order():
    order = np.random.default_rng(0).permutation(36)
    assert judged(field(*UNIT, LENGTH, order=order), ARROWS) is None


def test_single_arrows_make_a_field():
    canvas = Canvas()
    panel = canvas.subplots()
    for x, y, u, v in zip(*(part.ravel() for part in (*GRID, *UNIT)), strict=True):
        panel.arrow(x, y, u, v)
    assert judged(canvas, from_matplotlib(field(*UNIT))) is None


@pytest.mark.parametrize(
    ("canvas", "kind"),
    [
        (field(-UNIT[0], -UNIT[1], LENGTH), "wrong_arrow"),
        (field(UNIT[1], UNIT[0], LENGTH), "wrong_arrow"),
        (field(*GRID, LENGTH), "arrow_length"),
        (field(*UNIT), "uncoloured_arrows"),
        (field(*UNIT, LENGTH, order=slice(0, 20)), "arrow_places"),
        (slopes(), "missing_arrows"),
    ],
    ids=["flipped", "swapped", "not of length 1", "without colour", "too few", "none"],
)
def test_what_is_wrong_with_arrows_is_told(canvas, kind):
    assert judged(canvas, ARROWS) == kind


def landscape(z, kind="plot_surface", grid=GRID, **options):
    canvas = Canvas()
    getattr(canvas.add_subplot(projection="3d"), kind)(*grid, z, **options)
    return canvas


def test_surfaces_are_right_with_other_strides_and_as_wire_frames():
    asked = from_matplotlib(landscape(GRID[0] * GRID[1]))
    assert judged(landscape(GRID[0] * GRID[1], rstride=2, cstride=3), asked) is None
    assert judged(landscape(GRID[0] * GRID[1], "plot_wireframe"), asked) is None
    assert judged(landscape((GRID[0] * GRID[1]).T, grid=[part.T for part in GRID]), asked) is None
    assert judged(landscape(GRID[0] + GRID[1]), asked) == "wrong_surface"
    assert judged(slopes(), asked) == "missing_surface"


def test_bars_and_areas_are_compared_corner_by_corner():
    def chart(height, x=(1, 2, 3), fill=1.0):
        canvas = Canvas()
        panel = canvas.subplots()
        panel.bar(x, height)
        panel.fill_between(XS, fill * f(XS))
        return canvas

    asked = from_matplotlib(chart([1, 4, 9]))
    assert judged(chart([9, 1, 4], x=(3, 1, 2)), asked) is None
    assert judged(chart([1, 4, 8]), asked) == "wrong_bars"
    assert judged(chart([1, 4, 9], fill=2), asked) == "wrong_fills"
    assert judged(slopes(), asked) == "missing_bars"


# Forged data


@pytest.mark.parametrize("part", [
    {}, {"x": 1, "y": 2}, {"x": np.ones(3), "y": np.ones(2)}, {"x": np.zeros(0), "y": np.zeros(0)},
    {"x": np.array([np.nan]), "y": np.array([1.0])}, {"x": "a", "y": None, "label": 3, "style": 4},
])  # fmt: skip
def test_data_that_no_figure_gives_shows_nothing(part):
    forged = Figure((Axes(lines=(part,), points=(part,), arrows=(part,), surfaces=(part,), bars=(part,)),))
    assert compare(forged, ASKED).kind == "missing_curve"
    assert compare(forged, ARROWS).kind == "missing_arrows"
