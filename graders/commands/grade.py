"""The command `gradlings grade`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graders.commands import checking
from graders.commands.checking import Threshold, check, guarded, placed, threshold, to_the_job
from graders.commands.choosing import chosen_tasks, shard, special
from graders.commands.history import tell_regraded, tell_vanished
from graders.commands.records import (
    check_records,
    listed,
    of_part,
    read_records,
    tell_counted,
    tell_people,
)
from graders.commands.refusals import Misuse, OurFault
from graders.course.folders import real
from graders.course.index import Course, Lesson, own_course
from graders.course.student_folder import version
from graders.reports.settings import NAMES, USUAL, FormatError, Setting

if TYPE_CHECKING:
    from graders.classroom.conditions import Conditions
    from graders.classroom.keys import Key
    from graders.classroom.run import ClassResult
    from graders.classroom.scheduling import Make, Scheduler
    from graders.classroom.shards import Shard
    from graders.course.submission import Submission
    from graders.grading.engine import Grader
    from graders.grading.results import SubmissionResult
    from graders.submissions.reader import Reader

INTERRUPTED = 130  # as every shell counts control-C
PUBLIC = "Graded at the students' own seed, whose inputs they know; --seed or GRADLINGS_SEED sets another."
NO_SEED = (
    "`--official` needs a secret seed: students know the inputs of their own. `gradlings seed` makes one; "
    "set GRADLINGS_SEED to it."
)
RETRIED = "Some tasks could not be graded, by a fault of gradlings; the same command retries them."
BROKEN = "By a fault of gradlings a person has to look at {}; to grade again would change nothing."
NO_KEY = "Nothing is kept for a later run to go on from: {}."
CONFINED = "Student code was fully confined."
CONFINED_BOTH = "Student code was fully confined, and so was what read archives and notebooks."
READ_HERE = "Archives and notebooks were not read in a process that is fully confined."
FOREIGN = "{} of the results in {} were not written by this installation; they were left aside."


@click.command("grade")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out", metavar="DIR", default=Path("grades"), show_default=True, type=click.Path(path_type=Path),
    help="Folder for the journal and the result files.",
)  # fmt: skip
@click.option(
    "--format", "formats", metavar="F", multiple=True, callback=checking.formats, default=USUAL,
    help=f"Result files to write: {', '.join(NAMES)}; {', '.join(USUAL)} unless given. "
    "F:misconceptions and F:score show less of the feedback, gradescope:after-due shows it later.",
)  # fmt: skip
@click.option(
    "--seed", metavar="N", envvar="GRADLINGS_SEED",
    help="Secret from which the inputs are drawn; else GRADLINGS_SEED, else the students' own seed.",
)  # fmt: skip
@click.option("--individual", is_flag=True, help="Inputs of their own for each student, from a secret seed.")
@click.option(
    "--jobs", metavar="N", type=click.IntRange(min=1), help="Submissions at a time.  [default: processors]"
)
@click.option(
    "--lesson", "lessons", metavar="L", multiple=True, help="Grade only this lesson; may be repeated."
)
@click.option("--task", "tasks", metavar="T", multiple=True, help="Grade only this task; may be repeated.")
@click.option(
    "--roster", metavar="CSV", type=click.Path(path_type=Path, dir_okay=False),
    help="The people of the class, with columns such as id, name, email, section.",
)  # fmt: skip
@click.option("--anonymous", is_flag=True, help="Numbers in place of names in report.html.")
@click.option(
    "--resume/--fresh", default=True, show_default=True,
    help="Keep what the journal holds of unchanged submissions, or grade all again.",
)  # fmt: skip
@click.option(
    "--shard", metavar="I/N", callback=shard, default="1/1",
    help="Grade only the I-th of N parts of the submissions; `gradlings merge` makes one of their folders.",
)  # fmt: skip
@click.option(
    "--scheduler", "address", metavar="ADDRESS", help="Grade on a Dask cluster; see docs/cluster.md."
)
@click.option(
    "--official", is_flag=True, help="Grade only at a secret seed and where student code is fully confined."
)
@click.option("--check", "checked", is_flag=True, help="End with 1 unless every task is done.")
@click.option(
    "--at-least", metavar="P", callback=threshold, help="With --check: be content with P points, or with P%."
)
def grade_command(
    paths: tuple[Path, ...],
    out: Path,
    formats: tuple[Setting, ...],
    seed: str | None,
    individual: bool,
    jobs: int | None,
    lessons: tuple[str, ...],
    tasks: tuple[str, ...],
    roster: Path | None,
    anonymous: bool,
    resume: bool,
    shard: Shard,
    address: str | None,
    official: bool,
    checked: bool,
    at_least: Threshold | None,
) -> None:
    """Grade submissions.

    A PATH is one submission (a folder with lesson files, a single .py or .ipynb file, a .zip or .tar.gz
    archive) or a folder of submissions, one entry a student.

    \b
    gradlings grade class/ --out grades
    gradlings grade exercises --lesson derivatives
    gradlings grade . --check --at-least 60% --format github
    GRADLINGS_SEED=... gradlings grade submitted/ --fresh
    """
    from graders.classroom.keys import own_key, state_folder
    from graders.classroom.processes import FEW
    from graders.commands.place import own_place
    from graders.feedback.happenings import tell
    from graders.grading.engine import own_grader
    from graders.submissions.reader import apart

    if at_least is not None and not checked:
        raise Misuse("`--at-least` goes with `--check`.")
    _check_seed(seed, individual=individual, official=official)
    settings = placed(formats, paths)
    commands = click.get_current_context().with_resource(guarded(settings))
    course = own_course()
    wanted = chosen_tasks(course, lessons, tasks)
    chosen = [course.lesson(name) for name in (*lessons, *wanted)] or list(course.lessons)
    names = [lesson.name for lesson in chosen]
    more = special(chosen, wanted, individual)
    with apart() as reader:
        place = _place(out, paths)
        submissions, refused = _read(paths, course)
    graded_paths = list(map(real, paths))
    records = read_records(roster, place, course, graded_paths)
    key = own_key(state_folder().absolute(), graded_paths)
    if not submissions and checking.is_upload(paths, settings):
        submissions, refused = [checking.unread(paths[0], refused)], ()
    part = shard.of(submissions)
    records, submissions = of_part(records, submissions, part), part
    settings = [replace(one, records=records, is_anonymous=anonymous) for one in settings]
    if submissions or shard.count > 1:
        count = len(submissions)
        make = partial(own_grader, tell=tell, seed=seed or None, lessons=names, many=count > FEW, **more)
        with own_place(graded_paths), make() as grader:
            if official:
                _demand_full_confinement(grader, reader)
            asked, scheduler = (names, wanted), _scheduler(make, jobs, address)
            run = _graded(submissions, grader, asked, (out, place), key, scheduler, fresh=not resume)
            is_public = grader.seed_id == "public"
        check_records(run.in_all, records)
        _write(run.in_all, (out, place), settings)
        commands += to_the_job(run.in_all, settings)
        graded = run.graded
        _report(run, chosen, out, reader)
        tell_people(run.in_all, records)
        tell_counted(run.in_all, records)
        tell_regraded(run.graded, run.under)
        tell_vanished(run.in_all, submissions, run.held)
        if is_public:
            click.echo(PUBLIC)
        if key.reason:
            click.echo(NO_KEY.format(key.reason))
    if refused:
        raise Misuse("\n".join(refused))
    if checked:
        check(graded.results, at_least, settings)


def _check_seed(seed: str | None, *, individual: bool, official: bool) -> None:
    """Refuse what needs a secret where there is none."""
    from graders.grading.seeds import PUBLIC_SEED, chosen_seed

    if individual and not seed:
        raise Misuse("`--individual` needs a secret seed: give --seed, or set GRADLINGS_SEED.")
    if official and chosen_seed(seed or None) == PUBLIC_SEED:
        raise Misuse(NO_SEED)


@dataclass(frozen=True)
class _Run:
    """What this run graded, all that the journal then holds, and how many rows of it were left aside.

    `under` are its conditions, and `held` tells what each submission of the journal handed in.
    """

    graded: ClassResult
    in_all: Sequence[SubmissionResult]
    foreign: int
    under: Conditions
    held: Mapping[str, str]


def _place(out: Path, paths: Sequence[Path]) -> Path:
    from graders.commands.place import PlaceError, out_folder

    try:
        return out_folder(out, paths)
    except PlaceError as error:
        raise Misuse(str(error)) from None


def _read(paths: Sequence[Path], course: Course) -> tuple[Sequence[Submission], Sequence[str]]:
    """The submissions, and a sentence for each path that is none."""
    from graders.submissions.intake import take_in

    intake = take_in(paths, course)
    for sentence in intake.aside:
        click.echo(sentence, err=True)
    return intake.submissions, intake.refused


def _demand_full_confinement(grader: Grader, reader: Reader) -> None:
    from graders.feedback.happenings import not_confined

    if reader.was_open:
        raise OurFault(f"{READ_HERE} Nothing was graded.")
    sandbox = grader.observed()
    if sandbox.level != "full":
        raise OurFault(not_confined(sandbox.level, sandbox.open))


def _scheduler(make: Make, jobs: int | None, address: str | None) -> Scheduler:
    from graders.classroom.processes import Processes

    if address is None:
        return Processes(make, jobs)
    try:
        from graders.classroom.cluster import Cluster
    except ImportError:
        raise Misuse("`--scheduler` needs Dask: `pip install 'gradlings[cluster]'`.") from None
    return Cluster(make, address)


def _graded(
    submissions: Sequence[Submission],
    grader: Grader,
    asked: tuple[Sequence[str], Mapping[str, tuple[str, ...]]],
    out: tuple[Path, Path],
    key: Key,
    scheduler: Scheduler,
    *,
    fresh: bool,
) -> _Run:
    """Grade and keep; `asked` are lessons, and tasks of some; `out` is the folder as typed, and its path."""
    from graders.classroom.attempts import Attempts
    from graders.classroom.journal import Journal, JournalError
    from graders.classroom.run import conditions, grade_class
    from graders.classroom.scheduling import SchedulerError
    from graders.reports.progress import Progress

    course = own_course()
    with ExitStack() as stack:
        try:
            under = conditions(course, grader, *asked, version())
            journal = stack.enter_context(Journal(out[1], under, key.secret))
            attempts = stack.enter_context(Attempts(out[1], key.secret))
            progress = stack.enter_context(Progress(len(submissions)))
            handed_in = {submission.name: submission for submission in submissions}

            def finished(result: SubmissionResult) -> None:
                attempts.note(handed_in[result.submission], result)
                progress.advance(result)

            graded = grade_class(
                submissions, course, scheduler, journal, fresh=fresh, finished=finished,
            )  # fmt: skip
            return _Run(graded, journal.results(), journal.foreign, under, journal.held())
        except (JournalError, SchedulerError) as error:
            raise Misuse(_as_typed(str(error), out)) from None
        except KeyboardInterrupt:
            click.echo(
                f"Interrupted. What was finished is in {out[0]}; the same command goes on from there.",
                err=True,
            )
            raise click.exceptions.Exit(INTERRUPTED) from None


def _write(results: Sequence[SubmissionResult], out: tuple[Path, Path], settings: Sequence[Setting]) -> None:
    from graders.reports.formats import save

    try:
        for setting in settings:
            save(results, out[1], setting)
    except FormatError as error:
        raise Misuse(str(error)) from None
    except OSError as error:
        sentence = f"`{error.filename}` cannot be written: {(error.strerror or '').lower()}."
        raise Misuse(_as_typed(sentence, out)) from None


def _as_typed(sentence: str, out: tuple[Path, Path]) -> str:
    return sentence.replace(str(out[1]), str(out[0]))


def _report(run: _Run, lessons: Sequence[Lesson], out: Path, reader: Reader) -> None:
    """The table of this run, and under it what else a person has to know."""
    from graders.classroom.run import broken_checks, is_final
    from graders.course.material import written
    from graders.grading.results import Status
    from graders.reports.safe import line
    from graders.reports.terminal import print_table

    graded = run.graded
    print_table(graded.results)
    click.echo(_closing(run, out))
    if run.foreign:
        click.echo(FOREIGN.format(run.foreign, out))
    if below := sorted({result.confinement for result in graded.results} - {"full"}):
        click.echo(f"Practice scores: student code was not fully confined ({', '.join(below)}).")
    else:
        click.echo(CONFINED_BOTH if reader.was_used and not reader.was_open else CONFINED)
    if reader.was_open:
        click.echo(READ_HERE)
    handed_in = [lesson for result in graded.results for lesson in result.lessons]
    begun = {lesson.lesson for lesson in handed_in if lesson.file}
    course = own_course()
    if by_hand := [one.name for one in lessons if one.name in begun and written(course, one.name)]:
        click.echo(f"For your instructor: written answers in {', '.join(by_hand)}; see `gradlings written`.")
    if broken := [(result, task) for result in graded.results for task in broken_checks(result)]:
        names = ", ".join(f"`{task.task}` of {line(result.submission)}" for result, task in broken)
        click.echo(BROKEN.format(names))
    if not all(map(is_final, graded.results)) and any(
        task.status is Status.INTERNAL for lesson in handed_in for task in lesson.tasks
    ):
        raise OurFault(RETRIED)


def _closing(run: _Run, out: Path) -> str:
    """What was graded, what was kept from an earlier run, and where it all lies."""
    from graders.reports.safe import line

    graded = run.graded
    count = len(graded.results)
    names = {result.submission for result in graded.results}
    others = [f"`{line(one.submission)}`" for one in run.in_all if one.submission not in names]
    sentence = f"{count} submission{'s' * (count != 1)} graded"
    if graded.resumed:
        sentence += f", {graded.resumed} of them by an earlier run"
    more = f"; with {len(others)} more of earlier runs: {listed(others)}" if others else ""
    return f"{sentence}. Results in {out}{os.sep}{more}."
