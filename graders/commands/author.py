"""The commands for authors and instructors: `gradlings new` and `gradlings written`."""

from __future__ import annotations

from pathlib import Path

import click

from graders.course.index import Course, find_root
from graders.course.material import written
from graders.course.scaffold import new_lesson


@click.command("new")
@click.argument("lesson")
@click.option("--after", metavar="OTHER", required=True, help="The lesson behind which it comes.")
def new_command(lesson: str, after: str) -> None:
    """Write the first files of a new LESSON, ready to run, and list it in course.toml.

    \b
    gradlings new taylor_series --after derivatives
    """
    course = Course.load(find_root(Path.cwd()))
    for path in new_lesson(course, lesson, after):
        click.echo(f"wrote  {path.relative_to(course.root)}")
    click.echo(f"\nTry it: pytest tests/content/test_lessons.py -k {lesson}")


@click.command("written")
@click.argument("lesson", required=False)
def written_command(lesson: str | None) -> None:
    """List what students answer in their own words, for your instructor to read.

    With LESSON, the model answers and rubrics too.
    """
    course = Course.load(find_root(Path.cwd()))
    chosen = [course.lesson(lesson)] if lesson else course.lessons
    for one in chosen:
        for number, part in enumerate(written(course, one.name), start=1):
            click.echo(f"{one.name} {number} ({part.points:g} points): {part.asked}\n")
            if lesson:
                click.echo(f"{part.answer}\n")
