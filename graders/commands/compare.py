"""The command `gradlings compare`."""

from __future__ import annotations

from pathlib import Path

import click

from graders.commands.refusals import Misuse


@click.command("compare")
@click.argument("old", metavar="OLD", type=click.Path(path_type=Path, file_okay=False))
@click.argument("new", metavar="NEW", type=click.Path(path_type=Path, file_okay=False))
def compare_command(old: Path, new: Path) -> None:
    """Show what differs between two gradings: whose points, and in which tasks.

    OLD and NEW are folders that `gradlings grade --out` wrote, before and after an upgrade, say.

    \b
    gradlings grade class/ --out again
    gradlings compare grades again
    """
    from graders.reports.comparison import CompareError, compare

    try:
        found = compare(old, new)
    except CompareError as error:
        raise Misuse(str(error)) from None
    for line in found.lines:
        click.echo(line)
    click.echo(f"{found.changed} of {found.both} submissions have other points.")
