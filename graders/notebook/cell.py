"""What a cell of a notebook does in a student's own kernel."""

from __future__ import annotations

import io
import logging
import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, suppress
from typing import Any

from graders.course.index import CourseError, own_course
from graders.notebook.page import page

STDERR = 2


def graded(task: str, names: Mapping[str, Any]) -> tuple[str, float]:
    """The page on a task, and its points as a plain float."""
    from graders.grading.engine import grade_here

    try:
        with _silent():
            result = grade_here(own_course(), task, dict(names))
    except CourseError as error:
        return str(error), 0.0
    except Exception as error:
        return f"{task} could not be graded, by a fault of gradlings ({type(error).__name__}: {error}).", 0.0
    return page(result), float(result.points)


def displayed(draw: Callable[[], Any]) -> None:
    """Show a figure as an image, so that it does not matter which library drew it or how."""
    from IPython.display import Image, display

    image = io.BytesIO()
    try:
        with _silent():
            draw().savefig(image, format="png")
    except NotImplementedError:
        print("The picture appears here when the tasks that it is drawn with are done.")
    except Exception as error:
        print(f"The picture cannot be drawn yet: {type(error).__name__}: {error}")
    else:
        display(Image(image.getvalue()))


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
