"""Where a figure was asked, the page of feedback shows what was drawn beside what was expected."""

import re
from dataclasses import asdict, replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from graders.feedback.happenings import tell
from graders.grading.answer_key import Book
from graders.grading.pictures import LARGEST, _panels
from graders.grading.results import Panel, Parts, Picture, Result, Status
from graders.grading.task_run import run_task
from graders.reports import html
from graders.reports.pictures import side_by_side
from graders.reports.settings import Setting, Visibility
from graders.sandbox.outside.subjects import Local
from graders.values.types import Axes, Figure
from tests.fronts.classes import COURSE, HOSTILE, synthetic

PICTURE = Picture(
    (Panel(lines=(((0.0, 0.0), (1.0, 2.0)),), title="Mine"),),
    (Panel(lines=(((0.0, 0.0), (1.0, 4.0)),), points=(((0.5, 1.0),),)),),
)


def page(visibility: Visibility = Visibility.FULL, picture: Picture = PICTURE) -> str:
    result = synthetic(1)[0]
    lesson = result.lessons[0]
    task = replace(lesson.tasks[0], status=Status.FAILING, parts=Parts("Wrong."), picture=picture)
    result = replace(result, lessons=(replace(lesson, file="a.py", tasks=(task,)),))
    return html.page(result, Setting("html", visibility))


def drawn(draw) -> Result:
    """A task whose figure is drawn by `draw(axes, ...)`."""
    from matplotlib.figure import Figure as Drawing

    def plot_slopes(*arguments):
        figure = Drawing()
        draw(figure.add_subplot(), *arguments)
        return figure

    return run_task(
        Book(COURSE.lesson("derivatives"), "gradlings"), COURSE.task("plot_slopes"),
        Local({"plot_slopes": plot_slopes}), tell=tell,
    )  # fmt: skip


def test_a_figure_that_is_not_right_stands_beside_the_expected_one():
    result = drawn(lambda axes, *_: axes.plot([0, 1, np.nan, 2, 3], [1, 2, 3, 4, 5], label="f"))
    assert result.status is Status.FAILING
    assert result.picture is not None
    assert result.picture.theirs[0].lines == (((0.0, 1.0), (1.0, 2.0)), ((2.0, 4.0), (3.0, 5.0)))
    assert [len(panel.lines) for panel in result.picture.expected] == [1, 2]
    assert msgspec.convert(msgspec.json.decode(msgspec.json.encode(asdict(result))), Result) == result


def test_of_what_is_no_figure_there_is_no_picture():
    book = Book(COURSE.lesson("derivatives"), "gradlings")
    subject = Local({"plot_slopes": lambda *_: 3, "power_rule": lambda *_: 3})
    for name in ("plot_slopes", "power_rule"):
        assert run_task(book, COURSE.task(name), subject, tell=tell).picture is None


def test_a_picture_is_small_whatever_was_drawn():
    x = np.linspace(0, 1, 100_000)
    part = {"x": x, "y": np.where(x > 0.5, LARGEST * 10, x), "label": "", "style": "-", "marker": ""}
    ((panel, *_),) = (_panels(Figure((Axes(lines=(part,) * 500),) * 9)),)
    assert len(panel.lines) <= 160
    assert max(map(len, panel.lines)) <= 160
    assert all(abs(y) < LARGEST for curve in panel.lines for _, y in curve)


def test_both_are_shown_on_the_same_axes():
    text = "".join(side_by_side(PICTURE))
    assert text.count("<svg") == 2
    assert "Yours: Mine" in text and "Expected" in text
    mine, expected = re.findall(r'd="M([\d. L]+)"', text)
    assert mine.split()[-2:] != expected.split()[-2:]
    assert text.count(">4</text>") == 2


def test_the_page_has_the_picture_only_where_inputs_are_shown():
    assert page().count("<svg") == 2
    for visibility in (Visibility.MISCONCEPTIONS, Visibility.SCORE):
        assert "<svg" not in page(visibility)


@pytest.mark.parametrize(
    "panel", [Panel(), Panel(title=HOSTILE), Panel(points=(((1.0, 1.0),),)), Panel(areas=((),))]
)
def test_odd_pictures_do_no_harm(panel):
    text = page(picture=Picture((panel, panel), (panel,)))
    assert "<img" not in text and "<script" not in text


def test_the_page_in_markdown_says_the_same(tmp_path: Path):
    from graders.reports import feedback_md

    result = synthetic(1)[0]
    lesson = result.lessons[0]
    task = replace(
        lesson.tasks[0],
        status=Status.FAILING,
        parts=Parts("f(1) is `2`,\n```\nexpected 3."),
        line=7,
        printed="x",
    )
    result = replace(
        result, submission=HOSTILE, lessons=(replace(lesson, file="a.py", tasks=(task,)),), notes=("# odd",)
    )
    text = feedback_md.page(result, Setting("md"))
    assert "0 of 1 tasks done, **0 of 2 points**." in text
    assert "````text\nf(1) is `2`,\n```\nexpected 3.\n````" in text
    assert "a\\.py\\:7" in text and "\\# odd" in text
    assert re.findall(r".?<img", text) == ["\\<img"]
    assert "It printed" in text
    assert "f(1)" not in feedback_md.page(result, Setting("md", Visibility.SCORE))
