"""The commands `gradlings sync` and `gradlings reset`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from graders.course.index import INDEX, Course, CourseError, find_root
from graders.course.syncing import lesson_named, reset, sync


@click.command("sync")
def sync_command() -> None:
    """Bring exercises/ up to date with reference/; changed files are left alone."""
    course, folder = _here()
    with _one_sentence():
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
    course, folder = _here()
    file = folder / f"{lesson_named(course, name).name}.py"
    if not yes:
        click.confirm(f"Restore `{name}` in {_shown(file)}? The old file is kept beside it.", abort=True)
    with _one_sentence():
        kept = reset(course, name, folder).kept
    click.echo(f"`{name}` is as it was at first." + (f" The old file is {_shown(kept)}." if kept else ""))


def _here() -> tuple[Course, Path]:
    """The course, and its folder of exercises: in a checkout there, else in the current folder."""
    root = find_root(Path.cwd())
    home = root if (root / INDEX).is_file() else Path.cwd()
    return Course.load(root), home / "exercises"


@contextmanager
def _one_sentence() -> Iterator[None]:
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
