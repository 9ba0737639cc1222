"""The commands for authors: `gradlings new`, `gradlings check` and `gradlings written`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graders.course.index import INDEX, Course, CourseError, Lesson, find_root
from graders.course.material import written
from graders.course.scaffold import new_lesson
from graders.course.store import HOME
from graders.course.stubs import ANSWER, OWN_WORDS, pieces
from graders.course.student_folder import StudentFolder, find_folder

if TYPE_CHECKING:
    from graders.authors.checking import Step


def is_answered(folder: StudentFolder, lesson: Lesson) -> bool:
    """Has the student answered anything of what the lesson asks to be answered in words?"""
    from graders.notebook.build import student_notebook

    file = folder.file(lesson)
    with suppress(OSError, ValueError, SyntaxError, RecursionError, LookupError, TypeError):
        mine = file.read_text(encoding="utf-8-sig")
        if file.suffix == ".py":
            words = dict(pieces(mine, {OWN_WORDS}))[OWN_WORDS].partition("=")[2]
        else:
            given = json.loads(student_notebook(folder.course, lesson))["cells"]
            places = [cell["id"] for cell in given if cell["source"] == [ANSWER]]
            cells = [cell["source"] for cell in json.loads(mine)["cells"] if cell["id"] in places]
            words = "".join(map("".join, cells)).replace(ANSWER, "")
        return any(map(str.isalpha, words))
    return False


@click.command("new")
@click.argument("lesson")
@click.option("--after", metavar="OTHER", required=True, help="The lesson behind which it comes.")
def new_command(lesson: str, after: str) -> None:
    """Write the first files of a new LESSON, ready to run, and list it in course.toml.

    \b
    gradlings new taylor --after derivatives
    """
    course = Course.load(find_root(Path.cwd()))
    for path in new_lesson(course, lesson, after):
        click.echo(f"wrote  {path.relative_to(course.root)}")
    click.echo(f"\nNext: gradlings check {lesson}. docs/lessons.md shows a lesson from nothing.")


@click.command("check")
@click.argument("lesson")
def check_command(lesson: str) -> None:
    """Say all that LESSON still lacks, a sentence each, with the way out.

    Looks at its files, then tries its checks on the reference, on other right solutions, on misconceptions
    and on wrong versions made by rule. Takes a minute or so. Exit code 1 where anything was said.

    \b
    gradlings check taylor
    """
    from graders.authors.checking import remarks
    from graders.authors.content import Content

    root = find_root(Path.cwd())
    if not (root / INDEX).is_file():
        raise CourseError("Lessons are checked in a clone of the repository, where their tests lie.")
    if root != HOME:
        raise CourseError(
            f"This gradlings checks the lessons of {HOME}; run `python -m graders check {lesson}` in {root}."
        )
    try:
        course = Course.load(root)
    except CourseError as error:  # a name that collides, a file that is missing: the author's to set right
        click.echo(str(error))
        raise click.exceptions.Exit(1) from None
    said = 0
    for sentence in remarks(Content(course, course.lesson(lesson)), _bar):
        click.echo(f"- {sentence}")
        said += 1
    if said:
        click.echo(f"\n`{lesson}`: {said} thing{'s' * (said != 1)} to do.")
        raise click.exceptions.Exit(1)
    click.echo(f"`{lesson}` is all well. `pytest tests` tries it within the course.")


def _bar(steps: list[Step]) -> Iterator[Step]:
    """The steps, with a bar on a terminal that says which one is tried."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("", total=len(steps))
        for step in steps:
            progress.update(bar, description=step.about)
            yield step
            progress.advance(bar)


@click.command("written")
@click.argument("lesson", required=False)
def written_command(lesson: str | None) -> None:
    """List what students answer in their own words, for your instructor to read.

    With LESSON, the model answers and rubrics too; in a student's folder once something is answered.
    """
    course = Course.load(find_root(Path.cwd()))
    chosen = [course.lesson(lesson)] if lesson else course.lessons
    folder = find_folder(Path.cwd())
    if lesson and folder is not None and folder.is_own and not is_answered(folder, chosen[0]):
        file = folder.shown(folder.file(chosen[0]))
        raise CourseError(f"Answer first, in your own words, in {file}: then this shows a model answer.")
    for one in chosen:
        for number, part in enumerate(written(course, one.name), start=1):
            click.echo(f"{one.name} {number} ({part.points:g} points): {part.asked}\n")
            if lesson:
                click.echo(f"{part.answer}\n")
