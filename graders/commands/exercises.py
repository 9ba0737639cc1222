"""The commands `gradlings sync` and `gradlings reset`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from graders.course.index import INDEX, CourseError
from graders.course.student_folder import find_folder, need_folder
from graders.course.syncing import lesson_named, reset, sync


@click.command("sync")
def sync_command() -> None:
    """Bring exercises/ of a clone up to date with reference/; changed files are left alone."""
    here = find_folder(Path.cwd())
    if here is None or not (here.home / INDEX).is_file():
        way = "`gradlings init DIR` makes one" if here is None else "`gradlings update` brings it up to date"
        raise CourseError(f"`gradlings sync` is for a clone of the course; for a folder of your own, {way}.")
    course, folder = here.course, here.exercises
    with one_sentence():
        done = sync(course, folder)
    for path in done.written:
        click.echo(f"wrote  {_shown(path)}")
    for path in done.left:
        click.echo(f"left   {_shown(path)}, which was changed")
    if done.left:
        click.echo("\n`gradlings reset LESSON` restores a lesson and keeps the old file beside it.")
    if not done.written and not done.left:
        click.echo(f"{_shown(folder)} is up to date.")


@click.command("reset")
@click.argument("name", metavar="TASK|LESSON")
@click.option("--yes", is_flag=True, help="Do not ask first.")
def reset_command(name: str, yes: bool) -> None:
    """Restore one task or one lesson of exercises/; the old file is kept beside it."""
    here = need_folder(Path.cwd())
    course, folder = here.course, here.exercises
    file = here.file(lesson_named(course, name))
    if file.suffix != ".py":
        raise CourseError(f"Delete {_shown(file)}, or rename it; `gradlings update` then writes it anew.")
    if not yes:
        click.confirm(f"Restore `{name}` in {_shown(file)}? The old file is kept beside it.", abort=True)
    with one_sentence():
        kept = reset(course, name, folder).kept
    click.echo(f"`{name}` is as it was at first." + (f" The old file is {_shown(kept)}." if kept else ""))


@contextmanager
def one_sentence() -> Iterator[None]:
    """A file that cannot be read or written is a sentence too."""
    try:
        yield
    except OSError as error:
        raise CourseError(f"{error.filename}: {error.strerror}.") from None


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
