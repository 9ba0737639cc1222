"""Figures are read as data and judged by what they show, in any layout, order, colour and style."""

import numpy as np
import pytest
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle
from matplotlib.transforms import Affine2D, Bbox

from graders.judge.figures.comparison import compare
from graders.judge.figures.curves import curves_of
from graders.judge.sameness import same
from graders.values import figures, visible
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


def test_twin_axes_of_one_scale_are_one_panel():
    canvas = Canvas()
    left, right = canvas.subplots(1, 2)
    twin = right.twinx()
    left.plot(XS, f(XS))
    right.plot(XS, rate(XS), label="rate")
    twin.plot(XS, rule(XS), label="rule")
    assert judged(canvas, together=True) == "missing_curve"
    twin.set_ylim(right.get_ylim())
    assert judged(canvas) == "no_legend"
    right.legend()
    twin.legend()
    assert len(from_matplotlib(canvas).axes) == 2
    assert judged(canvas, together=True) is None


def test_a_legend_says_what_a_line_is_called():
    canvas = Canvas()
    panel = canvas.subplots()
    panel.plot(XS, rate(XS), label="rate")
    panel.plot(XS, rule(XS), "--", label="rule")
    panel.legend(["rule", "rate"])
    assert [line["label"] for line in from_matplotlib(canvas).axes[0].lines] == ["rule", "rate"]


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
    panel.set(title="T", xlabel="x", ylabel="y")
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


def test_a_line_outside_of_the_limits_of_its_panel_is_not_seen():
    canvas = Canvas()
    panel = canvas.add_subplot()
    panel.plot([1, 2], [3, 4])
    panel.plot([-9, 9], [-9, 9])
    panel.set(xlim=(9, 2.5), ylim=(2.5, 9))
    (read,) = from_matplotlib(canvas).axes
    assert [list(line["x"]) for line in read.lines] == [[-9, 9]]


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


def test_a_curve_may_be_drawn_in_pieces_that_lie_on_it():
    def in_two(left, right):
        left.clear()
        left.plot(XS[:21], f(XS[:21]))
        left.plot(XS[20:], f(XS[20:]))
        slopes_beside(right)

    def in_level_lines(left, right):
        left.clear()
        left.plot(XS, np.tile(f(XS), (len(XS), 1)))
        slopes_beside(right)

    def slopes_beside(right):
        right.plot(XS, rate(XS), label="rate")
        right.plot(XS, rule(XS), label="rule")
        right.legend()

    assert judged(slopes(in_two)) is None
    assert judged(slopes(in_level_lines)) == "wrong_curve"


# Curves: what is missing or wrong


def test_a_missing_curve_is_counted_in_its_panel():
    def only_the_rule(_, right):
        right.plot(XS, rule(XS), label="rule")
        right.legend()

    finding = compare(from_matplotlib(slopes(only_the_rule)), ASKED)
    assert finding.kind == "missing_curve"
    assert (finding.panel, finding.drawn, finding.asked) == (1, 1, 2)


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
    assert finding.label == "rule"
    assert finding.panel == 1
    assert finding.at == (-2.0,)
    assert (finding.yours, finding.expected) == (-4.0, 11.0)


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


@pytest.mark.parametrize(
    ("stroke", "marker", "kind"),
    [
        ("", "o", None), ("-", "o", None), ("-", ".", None), (":", "x", None),
        ("-", "", "missing_curve"), ("-.", "", "missing_curve"),
    ],
)  # fmt: skip
def test_points_of_a_path_are_marked_joined_or_not(stroke, marker, kind):
    asked, drawn = Canvas(), Canvas()
    for canvas, style in ((asked, ("", "o")), (drawn, (stroke, marker))):
        panel = canvas.subplots()
        panel.plot(XS, f(XS))
        panel.plot(PATH, f(PATH), linestyle=style[0], marker=style[1])
    assert judged(drawn, from_matplotlib(asked)) == kind


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


def test_colours_of_their_own_colour_arrows_too():
    canvas = field(*UNIT)
    (arrows,) = canvas.axes[0].collections
    arrows.set_facecolor([(size / 4, 0, 0, 1) for size in LENGTH.ravel() / LENGTH.max()])
    assert judged(canvas, ARROWS) is None
    single = Canvas()
    panel = single.subplots()
    for x, y, u, v, size in zip(*(part.ravel() for part in (*GRID, *UNIT, LENGTH)), strict=True):
        panel.arrow(x, y, u, v, color=(0, size / LENGTH.max(), 0))
    assert judged(single, ARROWS) is None
    arrows.set_facecolor("red")
    assert judged(canvas, ARROWS) == "uncoloured_arrows"


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


def charted(draw):
    canvas = Canvas()
    draw(canvas.subplots())
    return canvas


HEIGHTS = {1: 1, 2: 4, 3: -9}
CHART = from_matplotlib(charted(lambda panel: panel.bar([*HEIGHTS], [*HEIGHTS.values()], width=0.5)))


def one_by_one(panel, heights=HEIGHTS, **options):
    for x, height in heights.items():
        panel.bar(x, height, width=0.5, **options)


@pytest.mark.parametrize(
    ("draw", "kind"),
    [
        (one_by_one, None),
        (lambda panel: [one_by_one(panel), panel.bar([7, 8], 2)], "wrong_bars"),
        (lambda panel: [one_by_one(panel, {1: 1, 2: 4}), panel.bar([3], [9], 0.5, bottom=-9)], None),
        (lambda panel: one_by_one(panel, {**HEIGHTS, 2: 5}), "wrong_bars"),
        (lambda panel: one_by_one(panel, {1: 1, 2: 4}), "wrong_bars"),
        (lambda panel: one_by_one(panel, bottom=5), "wrong_bars"),
        (lambda panel: panel.bar([1, 2, 3], [1, 4, -9], width=0.5, bottom=[0, 0, 1e-3]), "wrong_bars"),
        (lambda panel: panel.bar([1, 2, 3], [1, 4, -9], width=0.4), "wrong_bars"),
        (lambda panel: panel.bar([1, 2, 3], [1, 4, -9], width=0.5, alpha=0), "missing_bars"),
        (lambda panel: panel.bar([1, 2, 3], [1, 4, -9], width=0.5, color="none"), "missing_bars"),
        (lambda panel: panel.bar([1, 2, 3], [1, 4, -9], width=0.5, color="none", edgecolor="k"), None),
    ],
)  # fmt: skip
def test_bars_may_be_drawn_one_by_one(draw, kind):
    assert judged(charted(draw), CHART) == kind


def test_two_charts_may_be_drawn_bar_by_bar():
    other = {1.5: 2, 2.5: 3}
    asked = from_matplotlib(
        charted(lambda panel: [panel.bar([*c], [*c.values()], width=0.5) for c in (HEIGHTS, other)])
    )
    assert judged(charted(lambda panel: [one_by_one(panel), one_by_one(panel, other)]), asked) is None
    lacking = charted(lambda panel: [one_by_one(panel), one_by_one(panel, {1.5: 2})])
    assert judged(lacking, asked) == "wrong_bars"


AREA = from_matplotlib(charted(lambda panel: panel.fill_between(XS, f(XS), np.cos(XS))))
FINE, COARSE = np.linspace(-2, 2, 161), np.linspace(-2, 2, 33)


def in_two_pieces(panel):
    for x in (FINE[:81], FINE[80:]):
        panel.fill_between(x, f(x), np.cos(x))


def as_a_polygon(panel):
    panel.fill([*FINE, *COARSE[::-1]], [*f(FINE), *np.cos(COARSE[::-1])])


@pytest.mark.parametrize(
    ("draw", "kind"),
    [
        (lambda panel: panel.fill_between(FINE, f(FINE), np.cos(FINE)), None),
        (lambda panel: panel.fill_between(COARSE, np.cos(COARSE), f(COARSE)), None),
        (in_two_pieces, None),
        (as_a_polygon, None),
        (lambda panel: panel.fill_between(FINE, f(FINE)), "wrong_fills"),
        (lambda panel: panel.fill_between(FINE, f(FINE), np.cos(FINE) + 0.3), "wrong_fills"),
        (lambda panel: panel.fill_between(FINE[4:], f(FINE[4:]), np.cos(FINE[4:])), "wrong_fills"),
        (lambda panel: panel.fill_between(XS, f(XS), np.cos(XS), where=np.abs(XS) > 1), "wrong_fills"),
        (lambda panel: panel.fill_between(XS, f(XS), np.cos(XS), alpha=0), "missing_fills"),
        (lambda panel: panel.fill_between(XS, f(XS), np.cos(XS), color="none"), "missing_fills"),
    ],
)  # fmt: skip
def test_areas_may_be_drawn_at_other_points(draw, kind):
    assert judged(charted(draw), AREA) == kind


# Lines as they are drawn

GRAPH = from_matplotlib(charted(lambda panel: panel.plot(XS, f(XS))))
MIXED = np.random.default_rng(0).permutation(XS)


def turned_round_between_pieces(panel):
    x = np.array([*XS[:20], np.nan, *XS[20:][::-1]])
    panel.plot(x, f(x))


@pytest.mark.parametrize(
    ("draw", "kind"),
    [
        (lambda panel: panel.plot(MIXED, f(MIXED)), "wrong_curve"),
        (lambda panel: panel.plot(MIXED, f(MIXED), "."), None),
        (lambda panel: panel.plot([*XS, *XS[::-1]], [*f(XS), *f(XS[::-1])]), None),
        (turned_round_between_pieces, None),
        (lambda panel: panel.plot(XS, f(XS), lw=0), "missing_curve"),
        (lambda panel: panel.plot(XS, f(XS), alpha=0), "missing_curve"),
        (lambda panel: panel.plot(XS, f(XS), color="none"), "missing_curve"),
        (lambda panel: panel.plot(XS, f(XS), color=(1, 0, 0, 0)), "missing_curve"),
        (lambda panel: panel.plot(XS, f(XS), "o", ms=0), "missing_curve"),
        (lambda panel: panel.plot(XS, f(XS), "o", mfc="none", mew=0), "missing_curve"),
        (lambda panel: panel.plot(XS, f(XS), "o", mfc="none"), None),
        (lambda panel: panel.plot(XS, f(XS), "o-", lw=0), None),
        (lambda panel: panel.plot(XS, f(XS), "+", mfc="none"), None),
        (lambda panel: panel.scatter(XS, f(XS), s=0), "missing_curve"),
        (lambda panel: panel.scatter(XS, f(XS), c="none"), "missing_curve"),
        (lambda panel: panel.scatter(XS, f(XS), alpha=0), "missing_curve"),
        (lambda panel: panel.scatter(XS, f(XS), alpha=np.linspace(0, 1, len(XS))), None),
        (lambda panel: panel.scatter(XS, f(XS), facecolors="none", edgecolors="k"), None),
        (lambda panel: panel.scatter(XS, f(XS), c=XS), None),
    ],
)  # fmt: skip
def test_a_line_counts_as_it_is_to_be_seen(draw, kind):
    assert judged(charted(draw), GRAPH) == kind


def test_points_in_space_are_read():
    canvas = Canvas()
    canvas.add_subplot(projection="3d").scatter(XS, XS, f(XS))
    assert from_matplotlib(canvas).axes[0].points[0]["z"].tolist() == f(XS).tolist()


@pytest.mark.parametrize(("lw", "colour", "kind"), [(1, "k", None), (0, "k", "missing_curve"),
                                                    (1, "none", "missing_curve")])  # fmt: skip
def test_strokes_count_as_they_are_to_be_seen(lw, colour, kind):
    from matplotlib.collections import LineCollection

    strokes = list(zip(zip(XS, f(XS), strict=True), zip(XS[1:], f(XS[1:]), strict=False), strict=False))
    draw = charted(lambda panel: panel.add_collection(LineCollection(strokes, lw=lw, colors=colour)))
    assert judged(draw, GRAPH) == kind


def test_a_path_that_goes_back_and_forth_needs_its_own_points():
    x = np.array([1.93, -1.53, 1.07, -0.51, 0.23])
    asked = from_matplotlib(charted(lambda panel: panel.plot(x, f(x), "o-")))
    assert judged(charted(lambda panel: panel.plot(x, f(x), ".--")), asked) is None
    assert judged(charted(lambda panel: panel.plot(XS, f(XS))), asked) is not None


@pytest.mark.parametrize(("share", "kind"), [(0.5, None), (1.5, "wrong_curve")])
def test_what_a_curve_at_other_points_may_be_off(share, kind):
    """One part in a hundred of its range, which is 12."""
    straight = from_matplotlib(charted(lambda panel: panel.plot(XS, 3 * XS)))
    assert judged(charted(lambda panel: panel.plot([-2, 2], [-6 + share * 0.12, 6])), straight) == kind


@pytest.mark.parametrize(("share", "kind"), [(0.5, None), (1.5, "wrong_curve")])
def test_what_a_curve_at_the_same_points_may_be_off(share, kind):
    assert judged(charted(lambda panel: panel.plot(XS, f(XS) + share * 12e-6)), GRAPH) == kind


def test_of_very_many_curves_the_first_thousand_are_looked_at():
    line = {"x": XS, "y": XS, "label": "", "style": "-"}
    assert len(curves_of(Figure((Axes(lines=(line,) * 600), Axes(lines=(line,) * 600))))) == 1000


@pytest.mark.parametrize(("stride", "kind"), [(1, None), (10, None), (40, "missing_surface")])
def test_a_surface_needs_nine_corners_from_end_to_end(stride, kind):
    x, y = np.meshgrid(np.linspace(-1, 1, 41), np.linspace(0, 3, 41), indexing="ij")
    asked = from_matplotlib(landscape(x * y, grid=(x, y), rstride=1, cstride=1))
    assert judged(landscape(x * y, grid=(x, y), rstride=stride, cstride=stride), asked) == kind
    part = (x[:5, :5], y[:5, :5])
    assert judged(landscape(part[0] * part[1], grid=part), asked) == "missing_surface"


@pytest.mark.parametrize(("n", "kind"), [(3, "missing_surface"), (4, "missing_surface"), (5, None)])
def test_a_coarse_surface_needs_nine_corners_inside(n, kind):
    grids = [np.meshgrid(*[np.linspace(-1, 1, k)] * 2, indexing="ij") for k in (61, n)]
    asked, coarse = (landscape(x * y, grid=(x, y), rstride=1, cstride=1) for x, y in grids)
    assert judged(coarse, from_matplotlib(asked)) == kind


def test_exchanged_axes_are_told():
    def turned(left, right):
        right.plot(rate(XS), XS, label="rate")
        right.plot(rule(XS), XS, label="rule")
        right.legend()

    assert judged(slopes(turned)) == "exchanged_axes"


# Forged data


@pytest.mark.parametrize("part", [
    {}, {"x": 1, "y": 2}, {"x": np.ones(3), "y": np.ones(2)}, {"x": np.zeros(0), "y": np.zeros(0)},
    {"x": np.array([np.nan]), "y": np.array([1.0])}, {"x": "a", "y": None, "label": 3, "style": 4},
])  # fmt: skip
def test_data_that_no_figure_gives_shows_nothing(part):
    forged = Figure(
        (Axes(lines=(part,), points=(part,), arrows=(part,), surfaces=(part,), bars=(part,), fills=(part,)),)
    )
    assert compare(forged, ASKED).kind == "missing_curve"
    assert compare(forged, ARROWS).kind == "missing_arrows"
    assert compare(forged, CHART).kind in ("missing_bars", "wrong_bars")
    assert compare(forged, AREA).kind in ("missing_fills", "wrong_fills")


# What nobody sees is not drawn


def both(panel, **style):
    lines = [
        *panel.plot(XS, rate(XS), label="rate", **style),
        *panel.plot(XS, rule(XS), label="rule", **style),
    ]
    panel.legend()
    return lines


UNSEEN = {
    "nearly transparent": lambda panel: both(panel, alpha=1e-9),
    "nearly without width": lambda panel: both(panel, linewidth=1e-9),
    "small markers": lambda panel: both(panel, linestyle="", marker="o", markersize=1e-9),
    "left out when it is saved": lambda panel: both(panel, animated=True),
    "white on white": lambda panel: both(panel, color="white"),
    "the colour of the panel": lambda panel: (panel.set_facecolor("#123456"), both(panel, color="#123456")),
    "the colour of the figure": lambda panel: (
        panel.set_axis_off(), panel.get_figure().set_facecolor("red"), both(panel, color="r")
    ),
    "far to the right": lambda panel: (both(panel), panel.set_xlim(100, 200)),
    "far below": lambda panel: (both(panel), panel.set_ylim(2e6, 1e6)),
    "but for a corner": lambda panel: (both(panel), panel.set_xlim(1.9, 9), panel.set_ylim(10, 5)),
    "but for a part between two points": lambda panel: (both(panel), panel.set_xlim(0.01, 0.02)),
    "on a scale without negative numbers": lambda panel: (both(panel), panel.set_xscale("log")),
    "a dot": lambda panel: (both(panel), panel.set_position([0.5, 0.1, 1e-6, 1e-6])),
    "outside the figure": lambda panel: (both(panel), panel.set_position([2, 2, 0.4, 0.4])),
    "moved away": lambda panel: both(panel, transform=Affine2D().translate(1e3, 0) + panel.transData),
    "in a box of no size": lambda panel: [line.set_clip_box(Bbox.null()) for line in both(panel)],
    "below a white sheet": lambda panel: (
        both(panel), panel.add_patch(Rectangle((-9, -1e4), 99, 2e4, fc="w", zorder=9)),
        panel.set_xlim(-2, 2), panel.set_ylim(-9, 9),
    ),
    "marked nowhere": lambda panel: both(panel, linestyle="", marker="o", markevery=[]),
}  # fmt: skip
SEEN = {
    "thin and pale": lambda panel: both(panel, alpha=0.1, linewidth=0.2),
    "white on black": lambda panel: (panel.set_facecolor("black"), both(panel, color="white")),
    "a part of it": lambda panel: (both(panel), panel.set_xlim(0.5, 9), panel.set_ylim(19, -5)),
    "upside down": lambda panel: (both(panel), panel.invert_xaxis(), panel.invert_yaxis()),
    "without axes": lambda panel: (both(panel), panel.set_axis_off()),
    "below a sheet that hides a part": lambda panel: (
        both(panel),
        panel.add_patch(Rectangle((0, -1e4), 99, 2e4, fc="w", zorder=9)),
    ),
    "above a sheet": lambda panel: (panel.add_patch(Rectangle((-9, -1e4), 99, 2e4, fc="w")), both(panel)),
    "below a pale sheet": lambda panel: (
        both(panel),
        panel.add_patch(Rectangle((-9, -1e4), 99, 2e4, fc="w", alpha=0.2, zorder=9)),
    ),
    "moved and back": lambda panel: both(panel, transform=Affine2D().rotate(1).rotate(-1) + panel.transData),
    "some of the markers": lambda panel: both(panel, linestyle="", marker="o", markevery=1),
    "white markers with an edge": lambda panel: both(panel, linestyle="", marker="o", mfc="w", mec="k"),
}


@pytest.mark.parametrize("draw", UNSEEN.values(), ids=UNSEEN)
def test_a_curve_that_nobody_sees_is_missing(draw, monkeypatch):
    assert judged(slopes(lambda _, right: draw(right))) == "missing_curve"
    for name in ("is_visible", "has_place", "is_in_view"):
        monkeypatch.setattr(figures, name, lambda *_, **__: True)
    monkeypatch.setattr(figures, "line_style", lambda line: (line.get_linestyle(), line.get_marker()))
    monkeypatch.setattr(figures, "_as_seen", lambda line: line.get_data(orig=False))
    assert judged(slopes(lambda _, right: draw(right))) is None


@pytest.mark.parametrize("attribute", ["FAINTEST", "THINNEST", "SAME_COLOUR", "SMALLEST"])
def test_each_threshold_is_what_tells(attribute, monkeypatch):
    """What is just beyond it is unseen, and would be there without it."""
    draw = {
        "FAINTEST": lambda panel: both(panel, alpha=0.019),
        "THINNEST": lambda panel: both(panel, linewidth=0.019),
        "SAME_COLOUR": lambda panel: both(panel, color=(0.991, 1, 1)),
        "SMALLEST": lambda panel: (both(panel), panel.set_position([0.5, 0.1, 0.0019, 0.4])),
    }[attribute]
    assert judged(slopes(lambda _, right: draw(right))) == "missing_curve"
    monkeypatch.setattr(visible, attribute, 0.001)
    assert judged(slopes(lambda _, right: draw(right))) is None


@pytest.mark.parametrize("draw", SEEN.values(), ids=SEEN)
def test_one_that_can_be_seen_is_there(draw):
    assert judged(slopes(lambda _, right: draw(right))) is None
