"""gradlings: calculus for machine learning, a course that grades itself."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING

from graders.course.store import Shelf

if TYPE_CHECKING:
    from graders.grading.results import Result

__all__ = ["grade_task"]

sys.meta_path.append(Shelf)


def grade_task(
    name: str, namespace: Mapping[str, object] | ModuleType, seed: int | str | None = None
) -> Result:
    """Grade the function `name` found in a dict or module, in this process: for trusted code only.

    >>> def difference_quotient(f, x, dx):
    ...     return f(x + dx) - f(x)
    >>> str(grade_task("difference_quotient", globals()).status)
    'failing'
    """
    from graders.course.index import own_course
    from graders.feedback.happenings import tell
    from graders.grading.engine import grade_here

    names = namespace if isinstance(namespace, Mapping) else vars(namespace)
    return grade_here(own_course(), name, dict(names), seed, tell=tell)
