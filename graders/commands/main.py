"""The command line: `gradlings`."""

from __future__ import annotations

import shutil
from pathlib import Path
from traceback import extract_tb
from typing import NoReturn

import click

from graders.commands.author import check_command, new_command, written_command
from graders.commands.compare import compare_command
from graders.commands.exercises import reset_command, sync_command
from graders.commands.grade import grade_command
from graders.commands.merge import merge_command
from graders.commands.notebooks import export_command, notebooks_command
from graders.commands.platforms import gradescope_command
from graders.commands.refusals import Misuse, OurFault
from graders.commands.seed import seed_command
from graders.commands.student import (
    debug_command,
    diff_command,
    init_command,
    plot_command,
    predict_command,
    solution_command,
    update_command,
)
from graders.commands.watch import watch_command
from graders.course.hints import next_hint
from graders.course.index import CourseError, did_you_mean, own_course
from graders.course.mishaps import contain
from graders.course.student_folder import find_folder, version
from graders.reports.code_page import adapt_streams

INSTEAD = {
    "list": "`gradlings` alone lists the lessons",
    "status": "`gradlings` alone shows how far you are",
    "run": "`pytest` runs your exercises",
    "test": "`pytest` tests your exercises, `pytest exercises/derivatives.py` one lesson",
    "start": "`gradlings init DIR` makes a folder of your own",
    "next": "`gradlings` alone says what is next",
    "picture": "`gradlings plot LESSON` draws it",
    "solve": "`gradlings solution TASK` shows ours, once yours is done",
    "verify": "`pytest` tests your exercises",
}
"""Commands that people know from elsewhere, and what does the same here."""


class Commands(click.Group):
    """A group that suggests the command that was meant, and shows nobody a traceback."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            meant = f"; {INSTEAD[args[0]]}." if args[0] in INSTEAD else did_you_mean(args[0], self.commands)
            raise click.UsageError(error.message.rstrip(".") + meant, ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, commands in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(str(one.name), one.get_short_help_str(60)) for one in commands])

    def invoke(self, ctx: click.Context) -> object:
        run = super().invoke
        theirs = (CourseError, click.ClickException, click.exceptions.Exit, click.Abort)
        adapt_streams()
        try:
            return contain(lambda: run(ctx), _our_fault, but=theirs)
        except CourseError as error:
            raise Misuse(str(error)) from None


def _our_fault(error: Exception) -> NoReturn:
    if _is_unread(error):
        raise error  # click ends without a word then
    sentence = f"gradlings failed, by a fault of its own ({type(error).__name__}: {error})."
    raise OurFault(f"{sentence} GRADLINGS_DEBUG=1 shows where.") from None


def _is_unread(error: Exception) -> bool:
    """Has whoever read what is printed here gone away?"""
    return isinstance(error, BrokenPipeError) and extract_tb(error.__traceback__)[-1].name == "echo"


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if not asked:
        return
    click.echo(f"gradlings {version()}")
    ctx.exit()


@click.group(
    cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version."
)
@click.option("--plain", is_flag=True, help="The page in sentences, for a screen reader.")
@click.pass_context
def main(context: click.Context, plain: bool) -> None:
    """Calculus for machine learning: a course that grades itself.

    In your folder of exercises, `gradlings` alone shows how far you are.

    \b
    gradlings init calculus             make a folder of your own
    gradlings watch                     grade a lesson whenever you save it
    gradlings hint central_difference   a question that helps
    gradlings grade class/              grade every submission in a folder
    gradlings check taylor              say what a lesson of yours still lacks
    """
    if context.invoked_subcommand is not None:
        return
    folder = find_folder(Path.cwd())
    if folder is None:
        click.echo(context.get_help())
        context.exit(2)
    from graders.commands.progress import show_page

    show_page(folder, plain)


@main.command()
@click.argument("task")
@click.option(
    "--rung", metavar="N", type=int, help="1 is a question, 2 the idea, 3 the formula.  [default: the next]"
)
def hint(task: str, rung: int | None) -> None:
    """Show a hint for TASK: first a question, the next time the idea, then the formula.

    \b
    gradlings hint central_difference
    gradlings hint central_difference --rung 1
    gradlings hint derivatives           the tasks of a lesson
    """
    from graders.reports.page import fitted

    folder = find_folder(Path.cwd())
    course = own_course() if folder is None else folder.course
    home = None if folder is None else folder.home
    text = next_hint(course, task if rung is None else f"{task}:{rung}", home)
    click.echo(fitted(text, shutil.get_terminal_size().columns))


GROUPS: dict[str, list[click.Command]] = {
    "For students": [
        init_command, predict_command, hint, watch_command, debug_command, plot_command, solution_command,
        reset_command, update_command, diff_command,
    ],
    "For instructors": [
        grade_command, merge_command, compare_command, export_command, seed_command, notebooks_command,
        gradescope_command, written_command,
    ],
    "For authors of lessons": [new_command, check_command, sync_command],
}  # fmt: skip
for commands in GROUPS.values():
    for command in commands:
        main.add_command(command)
