"""Each lesson has a picture in one style; `gradlings plot` lays over it what a student's functions give."""

import importlib
import sys
import types
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from graders.commands.main import main
from graders.drawing import COLOURS, INK, SOFT, name, panels
from graders.grading.overlay import overlay
from graders.grading.results import Panel, Picture, Result, Status
from graders.grading.sweeps import ENTRY, Curves, drawn
from graders.ideas import IDEAS
from graders.notebook.cell import _over_expected
from graders.reports.code_page import for_code_page
from graders.reports.page import Look, explanation
from graders.reports.sketch import differing, sketch
from graders.values.figures import from_matplotlib
from tests.fronts.classes import COURSE

LESSONS = [lesson.name for lesson in COURSE.lessons]
QUICK = {"derivatives", "gradient", "integration", "regression"}
SAMPLE = [
    pytest.param(lesson, marks=() if lesson in QUICK else pytest.mark.nightly, id=lesson)
    for lesson in LESSONS
]
SLIPS = {
    "derivatives": ("/ (2 * h)", "/ h"),
    "integration": ("[[0.0], w * np.cumsum(f(x[:-1]))]", "[[0.0], np.cumsum(f(x[:-1]))]"),
    "gradient": ("(f(p + step) - f(p - step)) / (2 * h)", "(f(p + step) - f(p - step)) / h"),
    "jacobian": ("/ (2 * h)", "/ h"),
    "differentiation": ("return np.array([(f(p + step) - base) / h", "return np.array([(f(p + step) - base)"),
    "autodiff": ("+=", "="),
    "optimization": ('"max"', '"min"'),
    "gradient_descent": ("p = p - lr * grad(p)", "p = p + lr * grad(p)"),
    "regression": ("E @ X.T / m", "E @ X.T / (2 * m)"),
    "classification": ("float(-w1 / w2)", "float(w1 / w2)"),
    "backpropagation": (" * relu_pair(z[k - 1])[1]", ""),
    "support_vectors": ("return result.x", "return 2 * result.x"),
}
"""A usual mistake in each lesson: what the reference has, and what somebody writes."""


@contextmanager
def slipped(lesson: str) -> Iterator[types.ModuleType]:
    """A student's module with the mistake in it."""
    text = Path(importlib.import_module(f"reference.{lesson}").__file__).read_text(encoding="utf-8")
    right, wrong = SLIPS[lesson]
    assert right in text
    student = types.ModuleType("student")
    sys.modules["student"] = student
    try:
        exec(compile(text.replace(right, wrong), "student.py", "exec"), vars(student))
        with np.errstate(all="ignore"):
            yield student
    finally:
        del sys.modules["student"]


def texts(figure) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts]


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_s_picture_has_names_on_what_it_shows_and_no_legend(lesson):
    figure = importlib.import_module(f"reference.{lesson}").picture()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.draw_without_rendering()
    assert all(axes.get_title() for axes in figure.axes)
    assert all(axes.get_legend() is None for axes in figure.axes)
    assert len(set(filter(None, texts(figure)))) >= 2


def test_every_lesson_has_an_idea_and_says_how_to_see_it():
    assert set(IDEAS) == set(LESSONS)
    for lesson in LESSONS:
        words = importlib.import_module(f"reference.{lesson}").__doc__
        assert f"`gradlings plot {lesson}` shows the idea" in " ".join(words.split())
        assert "savefig" not in words


@pytest.mark.parametrize("lesson", IDEAS)
def test_the_picture_of_an_idea_draws_without_a_student(lesson):
    figure = IDEAS[lesson]()
    assert lesson in LESSONS
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.draw_without_rendering()


@pytest.mark.parametrize("lesson", SAMPLE)
def test_the_usual_mistake_is_seen_over_what_is_expected(lesson):
    with slipped(lesson) as student:
        theirs = from_matplotlib(student.picture())
    figure, titles = overlay(theirs, importlib.import_module(f"reference.{lesson}").picture)
    assert titles
    said = texts(figure)
    assert any(text.startswith("yours") for text in said)
    assert any(text.startswith("expected") for text in said)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.draw_without_rendering()


def test_a_curve_that_its_panel_does_not_show_is_said_to_be_out_of_sight():
    def figure(height):
        drawn, (panel,) = panels(1)
        panel.plot([0, 1], [height, height])
        panel.set(ylim=(0, 2))
        return drawn

    over, _ = overlay(from_matplotlib(figure(9)), lambda: figure(1))
    assert {"yours: out of sight", "expected"} <= set(texts(over))


@pytest.mark.parametrize("lesson", ["derivatives", "differentiation", "support_vectors"])
def test_of_right_functions_nothing_is_laid_over_the_picture(lesson):
    draw = importlib.import_module(f"reference.{lesson}").picture
    figure, titles = overlay(from_matplotlib(draw()), draw)
    assert titles == []
    assert "yours" not in texts(figure)


def test_what_grows_without_bounds_leaves_the_expected_readable():
    both = Curves(np.array([[0, 1.0], [1, 1e40], [2, np.inf]]), np.array([[0, 1.0], [1, 2.0], [2, 3.0]]), "x")
    figure = drawn(both, "t(x)")
    assert figure.axes[0].get_ylim()[1] < 20
    assert {"yours", "expected"} <= set(texts(figure))


def test_of_two_curves_yours_is_solid_and_the_expected_dashed():
    rows = np.stack([np.arange(9.0), np.arange(9.0)], 1)
    expected, theirs = drawn(Curves(2 * rows, rows, "x"), "t(x)").axes[0].lines
    assert (expected.get_linestyle(), theirs.get_linestyle()) == ("--", "-")
    assert (expected.get_label(), theirs.get_label()) == ("expected", "yours")


def test_entries_are_not_joined():
    rows = np.stack([np.arange(3.0), np.arange(3.0)], 1)
    lines = drawn(Curves(rows * 2, rows, ENTRY), "t(x)").axes[0].lines
    assert {line.get_linestyle() for line in lines} == {"None"}


def test_a_notebook_shows_it_over_what_is_expected():
    pytest.importorskip("IPython")
    with slipped("gradient") as student:
        figure = _over_expected(student.picture, student.picture())
    assert any(text.startswith("yours") for text in texts(figure))


# In characters


LINE = tuple((float(x), float(x)) for x in range(11))
BEND = tuple((x, x**2 / 10) for x, _ in LINE)


def test_two_curves_are_sketched_in_a_few_rows_of_characters():
    rows = list(sketch((BEND,), (LINE,)))
    assert len(rows) <= 14
    assert max(map(len, rows)) <= 60
    assert rows[-1].split() == ["●", "yours", "·", "expected"]
    drawn_rows = [row.partition("|")[2] for row in rows[:-2]]
    assert drawn_rows[0].rstrip().endswith("●")  # both end at the top
    middle = "".join(row.ljust(60)[24] for row in drawn_rows)
    assert middle.index("·") < middle.index("●")  # there the bend lies below the line


def test_what_lies_far_off_leaves_the_expected_readable():
    rows = list(sketch((tuple((x, 1e30 * y) for x, y in LINE),), (LINE,)))
    assert sum("·" in row for row in rows[:-2]) >= 4
    assert list(sketch((((0.0, 1e9), (1.0, 1e9)),), (LINE,)))[-1].endswith("yours is out of sight")


def test_one_point_and_nothing_at_all_are_sketched_too():
    assert list(sketch((((1.0, 2.0),),), (((1.0, 3.0),),)))
    assert list(sketch((), (LINE,)))[-1].endswith("yours is out of sight")
    assert not list(sketch((), ()))


def test_a_terminal_of_few_signs_gets_the_sketch_in_them():
    assert all(for_code_page(row, "ascii").isascii() for row in sketch((BEND,), (LINE,)))


def figure_refused(kind):
    picture = Picture(
        (Panel(lines=(LINE,)), Panel(lines=(BEND,))), (Panel(lines=(LINE,)), Panel(lines=(LINE,)))
    )
    task = COURSE.task("plot_slopes")
    return task, Result(task.name, Status.FAILING, 0.0, 3.0, kind=kind, picture=picture)


def explained(kind, **look):
    task, result = figure_refused(kind)
    return list(explanation(COURSE, task, result, Path("exercises"), Look(**look)))


def test_the_page_sketches_a_curve_that_is_not_the_one_asked():
    assert any("● yours" in row for row in explained("wrong_curve"))
    assert not any("● yours" in row for row in explained("no_legend"))


def test_a_line_that_is_right_is_not_sketched():
    own, ours = Panel(lines=(LINE, BEND)), Panel(lines=(LINE, BEND[:5]))
    assert differing(Picture((own,), (ours,))) == ((BEND,), (BEND[:5],))


def test_in_plain_words_there_is_no_sketch():
    assert not any("●" in row for row in explained("wrong_curve", plain=True))


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [*COLOURS, INK, SOFT])
def test_every_colour_that_writes_can_be_read_on_white(colour):
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_lines_differ_in_stroke_as_well_as_in_colour():
    _, (panel,) = panels()
    lines = [panel.plot([0, k])[0] for k in range(4)]
    assert len({line.get_linestyle() for line in lines}) == len({line.get_color() for line in lines}) == 4


def test_a_line_without_a_finite_point_is_named_in_words_alone():
    _, (panel,) = panels()
    (line,) = panel.plot([0, 1], [np.nan, np.inf])
    name(line, "nothing")
    assert not panel.texts


@pytest.fixture
def folder(tmp_path, monkeypatch):
    assert CliRunner().invoke(main, ["init", str(tmp_path / "c"), "--lesson", "derivatives"]).exit_code == 0
    monkeypatch.chdir(tmp_path / "c")
    return tmp_path / "c"


def plotted(*words: str) -> str:
    found = CliRunner().invoke(main, ["plot", *words])
    assert found.exit_code == 0, found.output
    return found.output


def test_before_the_work_the_idea_is_drawn(folder):
    assert "Until then" in plotted()
    assert (folder / "derivatives.png").read_bytes().startswith(b"\x89PNG")


def test_a_wrong_answer_is_drawn_for_the_task_and_for_the_lesson(folder):
    text = Path(importlib.import_module("reference.derivatives").__file__).read_text(encoding="utf-8")
    right, wrong = SLIPS["derivatives"]
    (folder / "exercises" / "derivatives.py").write_text(text.replace(right, wrong), encoding="utf-8")
    told = plotted("central_difference")
    assert "central_difference.png: yours is solid, the expected dashed" in told
    assert "● yours" in told
    assert "●" not in plotted("--plain", "central_difference")
    assert "dashed, in “Error of the slope of eˣ at 1”" in plotted("derivatives")
    assert (folder / "central_difference.png").exists()
    assert (folder / "derivatives.png").exists()
