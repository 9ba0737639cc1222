"""The command `gradlings gradescope`."""

from __future__ import annotations

import secrets
from importlib import metadata
from pathlib import Path

import click

from graders.commands.ready import gradescope
from graders.commands.refusals import Misuse
from graders.course.index import own_course
from graders.reports.settings import FormatError, parsed

WHEEL = ".whl"


def own_package() -> str:
    """What pip installs where nothing else is given: this version of gradlings."""
    try:
        return f"gradlings=={metadata.version('gradlings')}"
    except metadata.PackageNotFoundError:  # a checkout that is not installed
        return "gradlings"


@click.command("gradescope")
@click.argument("archive", metavar="ZIP", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--lesson", "lessons", metavar="L", multiple=True, help="A lesson of the assignment; may be repeated."
)
@click.option(
    "--seed", metavar="N", envvar="GRADLINGS_SEED", help="Secret of the assignment; else a new one."
)
@click.option(
    "--package", metavar="P", default=own_package, show_default="this version",
    help="What pip installs in the container: a requirement, an address, or the file of a wheel.",
)  # fmt: skip
@click.option(
    "--format", "asked", metavar="F", default="gradescope",
    help="How much students see: gradescope, gradescope:misconceptions, gradescope:score; :after-due waits.",
)  # fmt: skip
def gradescope_command(
    archive: Path, lessons: tuple[str, ...], seed: str | None, package: str, asked: str
) -> None:
    """Write the autograder of a Gradescope assignment into ZIP.

    \b
    gradlings gradescope week1.zip --lesson derivatives
    gradlings gradescope week2.zip --lesson integration --format gradescope:misconceptions
    """
    course = own_course()
    chosen = [course.lesson(name) for name in lessons] or list(course.lessons)
    wheel = _wheel(package)
    content = gradescope(
        package,
        [lesson.name for lesson in chosen if lessons],
        seed or secrets.token_hex(16),
        _format(asked),
        wheel,
    )
    try:
        archive.write_bytes(content)
    except OSError as error:
        raise Misuse(f"`{archive}` cannot be written: {(error.strerror or '').lower()}.") from None
    points = sum(lesson.points for lesson in chosen)
    click.echo(f"wrote  {archive}\n\nThe assignment has {points:g} points. Upload the zip as its autograder.")
    if not seed:
        click.echo("It holds a new secret, from which the inputs are drawn: keep the zip.")


def _wheel(package: str) -> tuple[str, bytes] | None:
    if not package.endswith(WHEEL) or "://" in package:
        return None
    try:
        return Path(package).name, Path(package).read_bytes()
    except OSError as error:
        raise Misuse(f"`{package}` cannot be read: {(error.strerror or '').lower()}.") from None


def _format(asked: str) -> str:
    try:
        setting = parsed(asked)
    except FormatError as error:
        raise Misuse(str(error)) from None
    if setting.name != "gradescope":
        raise Misuse(f"Gradescope does not read `{asked}`; `gradescope:score` is one that it does.")
    return asked
