"""`gradlings export --to`: a gradebook that a platform handed out, filled and named whole."""

from __future__ import annotations

from pathlib import Path

import click

from graders.commands.records import listed
from graders.commands.refusals import Misuse
from graders.course.index import did_you_mean, own_course
from graders.reports.gradebooks import PLATFORMS, Filled, fill, read_grades
from graders.reports.safe import line
from graders.reports.tables import TableError, write_table

OTHERS = (*PLATFORMS, "progsnap2")


def fill_gradebook(
    results: Path, platform: str, path: Path, column: str | None, lesson: str | None, into: Path | None
) -> None:
    """Write the gradebook of a platform with one column filled, beside the one that was downloaded."""
    if platform not in PLATFORMS:
        raise Misuse(f"Nothing is exported to `{platform}`{did_you_mean(platform, OTHERS)}")
    course = own_course()
    target = into or path.with_name(f"{path.stem}-filled.csv")
    try:
        grades = read_grades(results, None if lesson is None else course.lesson(lesson).name)
        most = course.lesson(lesson).points if lesson else max((one.most for one in grades), default=0.0)
        filled = fill(path, platform, grades, most, column)
        if target.exists():
            raise TableError(f"`{target}` exists already; give another with --into.")
        write_table(filled.table, target.resolve())
    except TableError as error:
        raise Misuse(str(error)) from None
    except OSError as error:
        raise Misuse(f"`{target}` cannot be written: {(error.strerror or '').lower()}.") from None
    _tell(filled, target)


def _tell(filled: Filled, target: Path) -> None:
    count = filled.written
    click.echo(f"{count} grade{'s' * (count != 1)} in the column `{line(filled.column)}` of {target}.")
    for sentence in filled.scales:
        click.echo(f"{sentence}.")
    if filled.replaced:
        click.echo(f"{filled.replaced} of them replace other grades.")
    if filled.open:
        click.echo(f"Left as it was, since a person has to look: {_named(filled.open)}.")
    if filled.missing:
        click.echo(f"Left as it was, since nothing was handed in: {listed(filled.missing)}.")
    if filled.strangers:
        click.echo(f"In the gradebook there is no {_named(filled.strangers)}.", err=True)


def _named(names: tuple[str, ...]) -> str:
    return listed([f"`{line(name)}`" for name in names])
