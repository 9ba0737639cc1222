"""What a run says of earlier ones: why it graded again, which points changed, who is no longer handed in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from graders.commands.records import listed

if TYPE_CHECKING:
    from graders.classroom.conditions import Conditions
    from graders.classroom.journal import Earlier
    from graders.classroom.run import ClassResult
    from graders.course.submission import Submission
    from graders.grading.results import SubmissionResult

DUST = 1e-6
BECAUSE = {
    "course": "gradlings itself changed",
    "lesson": "the lesson changed",
    "seed": "the seed is another",
    "confinement": "student code is confined otherwise",
}
RENAMED = "{} now hold{} what {} held, of whom nothing is handed in: was it renamed?"


def tell_regraded(graded: ClassResult, under: Conditions) -> None:
    """Say why what was not changed was graded again, and whose points are others now."""
    whose: dict[str, list[str]] = {}
    for name, lessons in graded.earlier.items():
        for reason in dict.fromkeys(_reason(one, lesson, under) for lesson, one in lessons.items()):
            whose.setdefault(reason, []).append(name)
    for reason, names in whose.items():
        count = len(names)
        click.echo(f"Graded again, since {reason}: {count} submission{'s' * (count != 1)}.")
    if whose:
        changed = list(_changes(graded.results, graded.earlier))
        click.echo(f"Points changed: {listed(changed)}." if changed else "No points changed.")


def _reason(one: Earlier, lesson: str, under: Conditions) -> str:
    from graders.classroom.conditions import differences

    known = differences(one.conditions, under.of(lesson))
    if "version" in known:
        return (
            f"gradlings is {under.version} now and was {json.loads(one.conditions)['version'] or 'another'}"
        )
    return " and ".join(BECAUSE[label] for label in known)


def _changes(
    results: Sequence[SubmissionResult], earlier: Mapping[str, Mapping[str, Earlier]]
) -> Iterator[str]:
    from graders.reports.safe import amount, line

    for result in results:
        before = earlier.get(result.submission, {})
        for lesson in result.lessons:
            old = before.get(lesson.lesson)
            if old is not None and abs(old.lesson.score - lesson.score) > DUST:
                points = f"{amount(old.lesson.score)} → {amount(lesson.score)}"
                yield f"`{line(result.submission)}` {lesson.lesson} {points}"


def tell_vanished(
    in_all: Sequence[SubmissionResult], submissions: Sequence[Submission], held: Mapping[str, str]
) -> None:
    """Name those of earlier runs whose files are somebody else's now; `held` tells what each handed in."""
    from graders.reports.safe import line

    present = {held.get(submission.name, ""): submission.name for submission in submissions}
    names = {submission.name for submission in submissions}
    for result in in_all:
        new = present.get(held.get(result.submission, "-"))
        if result.submission not in names and new:
            click.echo(RENAMED.format(f"`{line(new)}`", "s", f"`{line(result.submission)}`"))
