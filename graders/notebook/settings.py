"""The texts that lie beside the notebooks: nbgrader's settings, and a page for the instructor."""

from __future__ import annotations

import re
from typing import Any

from graders.course.index import Course
from graders.reports.safe import amount

CONFIG = '''"""nbgrader's settings for the course, made by `gradlings notebooks`; yours once you change it."""

from graders.notebook.settings import configure

c = get_config()  # noqa: F821

# The steps that grade this course's notebooks. What you set below this line has the last word.
configure(c)

c.CourseDirectory.course_id = "{course_id}"

# The folder through which assignments are released and collected; everybody must be able to write to it.
# c.Exchange.root = "/srv/nbgrader/exchange"

# The inputs of the checks are drawn from a secret, which belongs into the environment variable
# GRADLINGS_SEED, or here.
# c.GradeInSandbox.seed = "..."

# Where a kernel does run a notebook, as in `nbgrader validate`: seconds a cell.
# c.Execute.timeout = 120
'''

README = """# {title}: an nbgrader course

Made by `gradlings notebooks`. The same command brings it up to date after a new version of gradlings; files
that you changed are left alone. Where it wrote a notebook that you had released before, the gradebook must be
told: `nbgrader generate_assignment --force LESSON`. Students need gradlings in the environment of their
notebooks, and no more.

| assignment | tasks | points | in own words | points |
|---|--:|--:|--:|--:|
{rows}
## From release to feedback

```
nbgrader generate_assignment {first}
nbgrader release_assignment {first}
nbgrader collect {first}
GRADLINGS_SEED=... nbgrader autograde {first}
nbgrader generate_feedback {first}
nbgrader release_feedback {first}
nbgrader export
```

`source/` holds solutions and model answers: keep it from the students. The written answers are for you to
grade, in formgrader; model answer and rubric stand in the same cell of `source/<lesson>/<lesson>.ipynb`.
Formgrader also lists the tasks that could not be decided as needing manual grading.

`nbgrader_config.py` says what can be set; what is set is one function, `configure` in gradlings'
graders/notebook/settings.py. Points are set in its course.toml, not in the notebooks.
The project's docs/nbgrader.md tells more.
"""


def configure(c: Any) -> None:
    """All that the course needs to be set in nbgrader.

    `nbgrader autograde` does not run the notebooks of this course in a kernel: it takes the students'
    functions and grades them in a confined process, as `gradlings grade` does.
    """
    c.Autograde.pre_convert_hook = "graders.notebook.reading.adopt_renamed"
    c.Autograde.exporter_class = "graders.notebook.reading.SubmissionExporter"
    c.Autograde.sanitize_preprocessors = [
        "graders.notebook.repair.RepairCells",
        "nbgrader.preprocessors.ClearOutput",
        "nbgrader.preprocessors.DeduplicateIds",
        "nbgrader.preprocessors.OverwriteKernelspec",
        "nbgrader.preprocessors.OverwriteCells",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.Autograde.autograde_preprocessors = [
        "graders.notebook.step.GradeInSandbox",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "graders.notebook.step.SaveGrades",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.Execute.timeout = 120
    c.ExportApp.plugin_class = "graders.notebook.tables.TaskExport"


def config(course: Course) -> str:
    """The course's nbgrader_config.py."""
    return CONFIG.format(course_id=re.sub(r"\W+", "-", course.title.lower()).strip("-"))


def readme(course: Course, written: dict[str, list[float]]) -> str:
    """The instructor's page; `written` holds the points of each lesson's written answers."""
    rows = "".join(
        f"| `{lesson.name}` | {len(lesson.tasks)} | {amount(lesson.points)} "
        f"| {len(written[lesson.name])} | {amount(sum(written[lesson.name]))} |\n"
        for lesson in course.lessons
    )
    return README.format(title=course.title, rows=rows, first=course.lessons[0].name)
