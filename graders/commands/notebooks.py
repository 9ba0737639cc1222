"""The commands `gradlings notebooks` and `gradlings export`."""

from __future__ import annotations

import importlib.util
import warnings
from pathlib import Path

import click

from graders.course.index import CourseError, own_course

EXTRA = "nbgrader is not installed here; it comes with `pip install 'gradlings[nbgrader]'`."


@click.command("notebooks")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def notebooks_command(folder: Path) -> None:
    """Make DIR an nbgrader course, or bring it up to date.

    It gets a notebook for each lesson, nbgrader_config.py, and a README.md that tells the next steps. Files
    that were changed are left alone.
    """
    from graders.notebook.folder import make

    try:
        made = make(own_course(), folder)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise CourseError(f"`{error.filename}` cannot be written: {reason}.") from None
    for path in made.written:
        click.echo(f"wrote  {path}")
    for path in made.left:
        click.echo(f"left   {path}, which was changed")
    if made.left:
        click.echo("\nA file that you delete is made anew by the same command.")
    if not made.written and not made.left:
        click.echo(f"{folder} is up to date.")


@click.command("export")
@click.argument("results", metavar="[DIR]", default="grades", type=click.Path(path_type=Path))
@click.option(
    "--gradebook", metavar="FILE", required=True, help="nbgrader's gradebook.db, or the URL of a database."
)
def export_command(results: Path, gradebook: str) -> None:
    """Write the results of `gradlings grade` in DIR (grades unless given) into nbgrader's gradebook.

    \b
    gradlings grade submitted/ --out grades
    gradlings export grades --gradebook gradebook.db
    """
    if importlib.util.find_spec("nbgrader") is None:
        raise CourseError(EXTRA)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of nbgrader's libraries, which are nobody's here to mend
        from graders.notebook.gradebook import export

        exported = export(results, gradebook)
    plural = "s" * (exported.written != 1)
    click.echo(f"{exported.written} assignment{plural} of students written to {gradebook}.")
    if exported.refused:
        raise CourseError("\n".join(exported.refused))
