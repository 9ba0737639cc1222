"""What else is known of a class when it is graded: its roster, when lessons are due, changes by hand."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graders.commands.refusals import Misuse
from graders.course.index import Course

if TYPE_CHECKING:
    from graders.course.submission import Submission
    from graders.grading.results import SubmissionResult
    from graders.reports.standings import Records

NAMED = 20
STRANGERS = "Nobody in {} is called {}."
ASIDE = "The {} in what is graded may be a student's and was left aside; choose a folder outside with --out."
COUNTED = "With late days and changes by hand grades.csv counts {}."
MISSING = "Nothing was handed in by {}."


def read_records(roster: Path | None, folder: Path, course: Course, graded: Sequence[Path] = ()) -> Records:
    """The records of a class whose results go into `folder`.

    Dates and changes by hand that lie in what is `graded` may be a student's, and are left aside.
    """
    from graders.reports import by_hand, dates
    from graders.reports.by_hand import ChangeError
    from graders.reports.people import read_roster
    from graders.reports.standings import Records
    from graders.reports.tables import TableError

    try:
        people = None if roster is None else read_roster(roster)
        is_theirs = any(folder.is_relative_to(path) for path in graded)
        changes = {} if is_theirs else by_hand.read_changes(folder, course)
        course = course if is_theirs else dates.dated(course, folder)
    except (TableError, ChangeError) as error:
        raise Misuse(str(error)) from None
    for name in (by_hand.FILE, dates.FILE):
        if is_theirs and os.path.lexists(folder / name):
            click.echo(ASIDE.format(name))
    return Records(people, str(roster or ""), course.lessons, course.late, changes)


def of_part(records: Records, submissions: Sequence[Submission], part: Sequence[Submission]) -> Records:
    """The records for a part of a class, without the people whose submissions are in other parts.

    What could not be joined to the roster is refused before anything is graded.
    """
    from graders.reports.people import Called, join
    from graders.reports.tables import TableError

    if records.people is None:
        return records
    named = [Called(submission.name, submission.handed_in.key) for submission in submissions]
    try:
        owner = join(named, records.people, records.roster).of
    except TableError as error:
        raise Misuse(str(error)) from None
    own = {submission.name for submission in part}
    others = {person for name, person in owner.items() if name not in own}
    return replace(records, people=[person for person in records.people if person not in others])


def check_records(results: Sequence[SubmissionResult], records: Records) -> None:
    """Refuse before anything is written what is of nobody, or of whom is open."""
    from graders.reports.by_hand import ChangeError
    from graders.reports.standings import standings
    from graders.reports.tables import TableError

    try:
        standings(results, records)
    except (TableError, ChangeError) as error:
        raise Misuse(str(error)) from None


def tell_people(results: Sequence[SubmissionResult], records: Records) -> None:
    """Name who is missing, and submissions of nobody."""
    from graders.reports.safe import line
    from graders.reports.standings import joined_to

    joined = joined_to(results, records)
    if joined.strangers:
        names = listed([f"`{line(name)}`" for name in joined.strangers])
        click.echo(STRANGERS.format(records.roster, names))
    if joined.missing:
        click.echo(MISSING.format(listed([str(person) for person in joined.missing])))


def tell_counted(results: Sequence[SubmissionResult], records: Records) -> None:
    """Name those for whom grades.csv counts other points than were graded."""
    from graders.reports.safe import amount, line
    from graders.reports.standings import standings

    counted = [
        f"`{line(one.name)}` {amount(one.score)} of {amount(one.max_score)}"
        for one in standings(results, records)
        if one.result is not None
        and (amount(one.score), amount(one.max_score))
        != (amount(one.result.score), amount(one.result.max_score))
    ]
    if counted:
        click.echo(COUNTED.format(listed(counted)))


def listed(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
