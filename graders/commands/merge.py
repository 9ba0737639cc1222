"""The command `gradlings merge`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import click

from graders.commands import checking
from graders.commands.refusals import Misuse
from graders.course.folders import real
from graders.course.index import own_course
from graders.course.student_folder import version
from graders.reports.settings import NAMES, USUAL, FormatError, Setting


@click.command("merge")
@click.argument(
    "folders", metavar="OUT...", nargs=-1, required=True, type=click.Path(path_type=Path, file_okay=False)
)
@click.option(
    "--out", metavar="DIR", default=Path("grades"), show_default=True, type=click.Path(path_type=Path),
    help="Folder for the journal of all and the result files.",
)  # fmt: skip
@click.option(
    "--format", "formats", metavar="F", multiple=True, callback=checking.formats, default=USUAL,
    help=f"Result files to write: {', '.join(NAMES)}; {', '.join(USUAL)} unless given.",
)  # fmt: skip
@click.option(
    "--roster", metavar="CSV", type=click.Path(path_type=Path, dir_okay=False),
    help="The people of the class, with columns such as id, name, email, section.",
)  # fmt: skip
def merge_command(
    folders: tuple[Path, ...], out: Path, formats: tuple[Setting, ...], roster: Path | None
) -> None:
    """Make one of several OUT folders, in which parts of a class were graded.

    \b
    gradlings grade class/ --shard 1/2 --out part1
    gradlings grade class/ --shard 2/2 --out part2
    gradlings merge part1 part2 --out grades
    """
    from graders.classroom.journal import JournalError
    from graders.classroom.keys import own_key, state_folder
    from graders.classroom.run import conditions_of
    from graders.classroom.shards import merge
    from graders.commands.place import PlaceError, out_folder
    from graders.commands.records import check_records, read_records, tell_counted, tell_people
    from graders.reports.formats import save
    from graders.reports.terminal import print_table

    key = own_key(state_folder().absolute(), list(map(real, folders)))
    try:
        place = out_folder(out, [])
        records = read_records(roster, place, own_course())
        results = merge(folders, place, conditions_of(own_course(), version()), key.secret)
        check_records(results, records)
        for setting in checking.placed(formats, []):
            save(results, place, replace(setting, records=records))
    except (JournalError, PlaceError, FormatError) as error:
        raise Misuse(str(error)) from None
    print_table(results)
    count = len(results)
    click.echo(f"{count} submission{'s' * (count != 1)} of {len(folders)} folders. Results in {out}{os.sep}.")
    tell_people(results, records)
    tell_counted(results, records)
