"""A folder that is an nbgrader course: made, and later brought up to date."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from graders.course.index import Course
from graders.course.made import Made
from graders.course.made import make as make_files
from graders.course.material import written
from graders.notebook.build import notebook
from graders.notebook.settings import config, readme

RECORD = ".gradlings.json"


def make(course: Course, folder: Path) -> Made:
    """Write the notebooks and what belongs to them; what is up to date, or was changed, is not touched."""
    return make_files(folder, _files(course), RECORD)


def _files(course: Course) -> Mapping[str, str]:
    notebooks = {
        f"source/{lesson.name}/{lesson.name}.ipynb": notebook(course, lesson) for lesson in course.lessons
    }
    asked = {lesson.name: [part.points for part in written(course, lesson.name)] for lesson in course.lessons}
    return {**notebooks, "nbgrader_config.py": config(course), "README.md": readme(course, asked)}
