"""The command line: `gradlings`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NoReturn

import click

from graders.commands.author import check_command, new_command, written_command
from graders.commands.exercises import reset_command, sync_command
from graders.commands.grade import grade_command
from graders.commands.notebooks import export_command, notebooks_command
from graders.commands.platforms import gradescope_command
from graders.commands.refusals import Misuse, OurFault
from graders.course import store
from graders.course.index import Course, CourseError, did_you_mean, find_root
from graders.course.mishaps import contain


class Commands(click.Group):
    """A group that suggests the command that was meant, and shows nobody a traceback."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            hint = did_you_mean(args[0], self.commands, "")
            raise click.UsageError(error.message.rstrip(".") + (hint or "."), ctx) from None

    def invoke(self, ctx: click.Context) -> object:
        run = super().invoke
        theirs = (CourseError, click.ClickException, click.exceptions.Exit, click.Abort)
        try:
            return contain(lambda: run(ctx), _our_fault, but=theirs)
        except CourseError as error:
            raise Misuse(str(error)) from None


def _our_fault(error: Exception) -> NoReturn:
    sentence = f"gradlings failed, by a fault of its own ({type(error).__name__}: {error})."
    raise OurFault(f"{sentence} GRADLINGS_DEBUG=1 shows where.") from None


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if not asked:
        return
    from importlib import metadata

    try:
        version = metadata.version("gradlings")
    except metadata.PackageNotFoundError:  # a checkout that is not installed
        pyproject = (store.HOME / "pyproject.toml").read_text(encoding="utf-8")
        version = tomllib.loads(pyproject)["project"]["version"]
    click.echo(f"gradlings {version}")
    ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version."
)
def main() -> None:
    """Calculus for machine learning: a course that grades itself.

    \b
    gradlings grade class/              grade every submission in a folder
    gradlings grade anna.zip            grade one
    gradlings hint central_difference   a question that helps
    gradlings sync                      bring exercises/ up to date
    gradlings new taylor --after jacobian   begin a lesson of your own
    gradlings check taylor              say what a lesson still lacks
    """


@main.command()
@click.argument("task")
@click.option(
    "--rung", metavar="N", type=int, help="1 is a question, 2 the idea, 3 the formula.  [default: 1]"
)
def hint(task: str, rung: int | None) -> None:
    """Show a hint for TASK: first a question, then the idea, then the formula.

    \b
    gradlings hint central_difference
    gradlings hint central_difference --rung 2
    """
    from graders.course.hints import hint as hint_for

    course = Course.load(find_root(Path.cwd()))
    click.echo(hint_for(course, task if rung is None else f"{task}:{rung}"))


main.add_command(grade_command)
main.add_command(sync_command)
main.add_command(reset_command)
main.add_command(new_command)
main.add_command(check_command)
main.add_command(written_command)
main.add_command(notebooks_command)
main.add_command(export_command)
main.add_command(gradescope_command)
