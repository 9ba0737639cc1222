"""What a cell of a notebook does in a student's own kernel."""

from __future__ import annotations

import io
import logging
import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, suppress
from importlib import import_module
from typing import Any

from graders.course.index import CourseError, own_course
from graders.course.mishaps import contain
from graders.course.stubs import PICTURE
from graders.feedback.happenings import tell
from graders.notebook.page import page

STDERR = 2


def graded(task: str, names: Mapping[str, object]) -> tuple[str, float]:
    """The page on a task, and its points as a plain float."""
    from graders.grading.engine import grade_here

    def shown() -> tuple[str, float]:
        with _silent():
            result = grade_here(own_course(), task, dict(names), tell=tell)
        return page(result), float(result.points)

    def failed(error: Exception) -> tuple[str, float]:
        return f"{task} could not be graded, by a fault of gradlings ({type(error).__name__}: {error}).", 0.0

    try:
        return contain(shown, failed, but=(CourseError,))
    except CourseError as error:
        return str(error), 0.0


def displayed(draw: Callable[[], Any]) -> None:
    """Show a figure as an image, so that it does not matter which library drew it or how."""
    from IPython.display import Image, display

    image = io.BytesIO()
    try:
        with _silent():
            _over_expected(draw, draw()).savefig(image, format="png")
    except NotImplementedError:
        print("The picture appears here when the tasks that it is drawn with are done.")
    except Exception as error:
        print(f"The picture cannot be drawn yet: {type(error).__name__}: {error}")
    else:
        display(Image(image.getvalue()))


def _over_expected(draw: Callable[[], Any], figure: Any) -> Any:
    """The figure over the one that the course's own functions give, if it is a lesson's picture."""
    from graders.grading.overlay import overlay_drawn

    names = getattr(draw, "__globals__", {})
    lessons = (lesson for lesson in own_course().lessons if all(task.name in names for task in lesson.tasks))
    lesson = next(lessons, None)
    if lesson is None or getattr(draw, "__name__", "") != PICTURE:
        return figure
    reference = import_module(f"graders.reference.{lesson.name}")
    laid = contain(lambda: overlay_drawn(figure, reference.picture), lambda _: (figure, []))
    return laid[0] if laid[1] else figure


@contextmanager
def _silent() -> Iterator[None]:
    """Nothing on stderr: neither warnings nor logging nor what compiled libraries write; no figures shown."""
    level = logging.root.manager.disable
    kept = os.dup(STDERR)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), STDERR)
        logging.disable(logging.CRITICAL)
        with redirect_stderr(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with _no_show():
                yield
    finally:
        logging.disable(level)
        os.dup2(kept, STDERR)
        with suppress(OSError):
            os.close(kept)


@contextmanager
def _no_show() -> Iterator[None]:
    """Figures stay open where `show` would close them, as Jupyter's does: the checks have yet to look."""
    from matplotlib import pyplot

    # The backend's too, because a student may know pyplot's by another name.
    holders: list[Any] = [pyplot, getattr(pyplot, "_get_backend_mod", lambda: pyplot)()]
    shown = [holder.show for holder in holders]
    try:
        for holder in holders:
            holder.show = lambda *_, **__: None
        yield
    finally:
        for holder, show in zip(holders, shown, strict=True):
            holder.show = show
