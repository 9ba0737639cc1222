"""`gradlings grade --check`: a job that is red until enough is done, and in whose log no student commands."""

from __future__ import annotations

import math
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graders.course.folders import real
from graders.reports.settings import FormatError, Setting, Visibility, parsed

if TYPE_CHECKING:
    from graders.course.submission import Submission
    from graders.grading.results import SubmissionResult

NOT_ENOUGH = 1
DUST = 1e-6
NAMED = 5
UPLOADED = ("gradescope", "classroom50", "prairielearn")
MOST = 1e6


def formats(_: click.Context, __: click.Parameter, asked: Sequence[str]) -> list[Setting]:
    """The formats that were asked for, and how much of the feedback goes into each."""
    try:
        return [parsed(one) for one in asked]
    except FormatError as error:
        raise click.BadParameter(str(error)) from None


@dataclass(frozen=True)
class Threshold:
    """Points, or a share of them, that every submission has to reach."""

    points: float
    is_share: bool

    def is_reached(self, result: SubmissionResult) -> bool:
        needed = self.points * result.max_score / 100 if self.is_share else self.points
        return result.score >= needed - DUST

    def __str__(self) -> str:
        return f"{self.points:g}%" if self.is_share else f"{self.points:g} points"


def threshold(_: click.Context, __: click.Parameter, asked: str | None) -> Threshold | None:
    """`60%` of the points, or `12` of them."""
    if asked is None:
        return None
    is_share = asked.endswith("%")
    try:
        points = float(asked.removesuffix("%"))
    except ValueError:
        points = math.nan
    if not 0 <= points <= (100 if is_share else MOST):
        raise click.BadParameter(f"`{asked}` is neither a share, such as 60%, nor a number of points.")
    return Threshold(points, is_share)


def is_upload(paths: Sequence[Path], settings: Sequence[Setting]) -> bool:
    """Is this what one student uploaded to a platform? Then its reader gets a result, whatever is in it."""
    return len(paths) == 1 and paths[0].exists() and any(setting.name in UPLOADED for setting in settings)


def unread(path: Path, why: Sequence[str]) -> Submission:
    """An upload in which there is nothing to grade."""
    from graders.course.submission import Submission
    from graders.submissions.names import shown

    return Submission(shown(real(path).name), {}, tuple(why))


def placed(settings: Sequence[Setting], paths: Sequence[Path]) -> list[Setting]:
    """The formats, each once, with the way from the top of the repository to the one submission."""
    folder = _folder(paths[0]) if len(paths) == 1 else ""
    return [
        replace(setting, folder=folder)
        for setting in {setting.name: setting for setting in settings}.values()
    ]


def _folder(path: Path) -> str:
    """The way to a folder of lessons, or to the folder of a lesson's file; into an archive there is none."""
    place = real(path)
    if place.is_file() and place.suffix not in (".py", ".ipynb"):
        return ""
    inner = place if place.is_dir() else place.parent
    top = next((folder for folder in (inner, *inner.parents) if (folder / ".git").exists()), Path.cwd())
    way = inner.relative_to(top).as_posix() if inner.is_relative_to(top) else "."
    return "" if way == "." else way


@contextmanager
def guarded(settings: Sequence[Setting]) -> Iterator[list[str]]:
    """In a job of GitHub Actions no line printed meanwhile is a command; those that are listed follow."""
    from graders.reports import github

    commands: list[str] = []
    if not os.environ.get("GITHUB_ACTIONS") or all(setting.name != "github" for setting in settings):
        yield commands
        return
    token = secrets.token_hex(16)
    click.echo(github.stop(token))
    try:
        yield commands
    finally:
        sys.stderr.flush()
        click.echo("\n".join([github.resume(token), *commands]))


def to_the_job(results: Sequence[SubmissionResult], settings: Sequence[Setting]) -> list[str]:
    """The commands that a job of GitHub Actions shows at the student's lines and beside its summary."""
    from graders.reports import github

    return [
        command
        for setting in settings
        if setting.name == "github"
        for command in (*github.at_lines(results, setting), *github.notices(results))
    ]


def check(
    results: Sequence[SubmissionResult], at_least: Threshold | None, settings: Sequence[Setting]
) -> None:
    """Say what is wrong, and end with 1 where not all is done, or where somebody is below the threshold."""
    from graders.grading.results import Status
    from graders.reports.safe import amount, line
    from graders.reports.shown import done
    from graders.reports.summary import text

    click.echo(text(results, _strictest(settings)))
    for result in results[:1] if len(results) == 1 else ():
        finished, in_all = done(result)
        points = f"{amount(result.score)} of {amount(result.max_score)} points"
        click.echo(f"{finished} of {in_all} tasks done, {points}.")
    if at_least is not None:
        below = [line(result.submission) for result in results if not at_least.is_reached(result)]
    else:
        below = [
            line(result.submission)
            for result in results
            if any(task.status is not Status.DONE for lesson in result.lessons for task in lesson.tasks)
        ]
    wanted = f"At least {at_least} are" if at_least is not None else "Every task is"
    if below:
        who = "" if len(results) == 1 else f": {_listed(below)}"
        click.echo(f"{wanted} asked for, and that is not reached{who}.")
        raise click.exceptions.Exit(NOT_ENOUGH)
    click.echo(f"{wanted} asked for, and that is reached.")


def _strictest(settings: Sequence[Setting]) -> Visibility:
    """What a log may say is no more than what the formats may."""
    asked = {setting.visibility for setting in settings}
    return next(level for level in (*reversed(Visibility), Visibility.FULL) if level in asked)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
