"""The commands `gradlings notebooks` and `gradlings export`."""

from __future__ import annotations

import importlib.util
import warnings
from pathlib import Path

import click

from graders.commands.platforms import own_package
from graders.commands.refusals import Misuse
from graders.course.index import CourseError, own_course

PROGSNAP = "progsnap2"
FOREIGN = "{} of the attempts in {} were not written by this installation; they were left aside."
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
@click.option("--gradebook", metavar="FILE", help="nbgrader's gradebook.db, or the URL of a database.")
@click.option(
    "--to", "target", nargs=2, metavar="PLATFORM FILE",
    help="Fill the gradebook in FILE that you downloaded: canvas, moodle, or csv for any other table. "
    "Or progsnap2 FOLDER: every attempt with its code, for research.",
)  # fmt: skip
@click.option("--column", metavar="C", help="With --to: the column of the gradebook to fill.")
@click.option("--lesson", metavar="L", help="With --to: the points of this lesson.  [default: of all]")
@click.option(
    "--into", metavar="NEW", type=click.Path(path_type=Path, dir_okay=False),
    help="With --to: the filled gradebook.  [default: FILE-filled.csv]",
)  # fmt: skip
def export_command(
    results: Path,
    gradebook: str | None,
    target: tuple[str, str] | None,
    column: str | None,
    lesson: str | None,
    into: Path | None,
) -> None:
    """Write what `gradlings grade` left in DIR (grades unless given) where grades are kept, or for research.

    \b
    gradlings export grades --to canvas downloaded.csv --column "Week 1" --lesson derivatives
    gradlings export grades --to moodle worksheet.csv --lesson derivatives
    gradlings export grades --gradebook gradebook.db
    gradlings export grades --to progsnap2 dataset
    """
    from graders.commands.exports import fill_gradebook

    if (gradebook is None) == (target is None):
        raise Misuse("Give either `--gradebook FILE` or `--to PLATFORM FILE`.")
    if gradebook is not None:
        _gradebook(results, gradebook)
    elif target is not None and target[0] == PROGSNAP:
        _attempts(results, target[1])
    elif target is not None:
        fill_gradebook(results, target[0], Path(target[1]), column, lesson, into)


def _attempts(results: Path, folder: str) -> None:
    """Every attempt of a class, as a data set."""
    from graders.classroom.attempts import Recorded
    from graders.classroom.journal import JournalError
    from graders.reports import progsnap2

    try:
        attempts = Recorded(results)
        events = progsnap2.save(attempts, Path(folder), own_package().replace("==", " "))
    except JournalError as error:
        raise Misuse(str(error)) from None
    except OSError as error:
        raise Misuse(f"`{error.filename}` cannot be written: {(error.strerror or '').lower()}.") from None
    click.echo(f"{events} events written to {folder}. Students are numbered there; their code may name them.")
    if attempts.foreign:
        click.echo(FOREIGN.format(attempts.foreign, results))


def _gradebook(results: Path, gradebook: str) -> None:
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
