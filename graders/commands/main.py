"""The command line: `gradlings`."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graders.commands.author import check_command, new_command, written_command
from graders.commands.exercises import reset_command, sync_command
from graders.commands.notebooks import export_command, notebooks_command
from graders.course.index import Course, CourseError, did_you_mean, find_root

if TYPE_CHECKING:
    from graders.classroom.run import ClassResult
    from graders.course.submission import Submission
    from graders.grading.engine import Grader
    from graders.grading.results import SubmissionResult

INTERRUPTED = 130  # as every shell counts control-C
FEW = 3  # submissions, for which preparing more than they need does not pay
FORMATS = ("json", "csv")
PUBLIC = "Graded at the students' own seed, whose inputs they know; --seed or GRADLINGS_SEED sets another."
HERE = Path(__file__).resolve().parents[1]


class Misuse(click.ClickException):
    """What the person who typed the command can set right."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(self.message, file=file, err=file is None)


class OurFault(Misuse):
    """What went wrong here."""

    exit_code = 3


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

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CourseError as error:
            raise Misuse(str(error)) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("GRADLINGS_DEBUG"):
                raise
            sentence = f"gradlings failed, by a fault of its own ({type(error).__name__}: {error})."
            raise OurFault(f"{sentence} GRADLINGS_DEBUG=1 shows where.") from None


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if not asked:
        return
    from importlib import metadata

    try:
        version = metadata.version("gradlings")
    except metadata.PackageNotFoundError:  # a checkout that is not installed
        version = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"][
            "version"
        ]
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
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out", metavar="DIR", default=Path("grades"), show_default=True, type=click.Path(path_type=Path),
    help="Folder for the journal and the result files.",
)  # fmt: skip
@click.option(
    "--format", "formats", metavar="F", multiple=True, type=click.Choice(FORMATS), default=FORMATS,
    help="Result files to write, json or csv; both unless given.",
)  # fmt: skip
@click.option(
    "--seed", metavar="N", envvar="GRADLINGS_SEED",
    help="Secret from which the inputs are drawn; else GRADLINGS_SEED, else the students' own seed.",
)  # fmt: skip
@click.option(
    "--jobs", metavar="N", type=click.IntRange(min=1), help="Submissions at a time.  [default: processors]"
)
@click.option(
    "--lesson", "lessons", metavar="L", multiple=True, help="Grade only this lesson; may be repeated."
)
@click.option(
    "--resume/--fresh", default=True, show_default=True,
    help="Keep what the journal holds of unchanged submissions, or grade all again.",
)  # fmt: skip
@click.option("--official", is_flag=True, help="Grade only where student code is fully confined.")
def grade(
    paths: tuple[Path, ...],
    out: Path,
    formats: tuple[str, ...],
    seed: str | None,
    jobs: int | None,
    lessons: tuple[str, ...],
    resume: bool,
    official: bool,
) -> None:
    """Grade submissions.

    A PATH is one submission (a folder with lesson files, a single .py or .ipynb file, a .zip or .tar.gz
    archive) or a folder of submissions, one entry a student.

    \b
    gradlings grade class/ --out grades
    gradlings grade exercises --lesson derivatives
    GRADLINGS_SEED=... gradlings grade submitted/ --fresh
    """
    from graders.classroom.journal import JournalError

    course = Course.load(HERE.parent)  # the one that the checks belong to, never one that a student sent
    chosen = [course.lesson(name).name for name in lessons] or [lesson.name for lesson in course.lessons]
    submissions, refused = _read(paths, course)
    if submissions:
        try:
            _grade(
                submissions, course, chosen, out, formats,
                seed=seed or None, jobs=jobs, fresh=not resume, official=official,
            )  # fmt: skip
        except JournalError as error:
            raise Misuse(str(error)) from None
    if refused:
        raise Misuse("\n".join(refused))


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


main.add_command(sync_command)
main.add_command(reset_command)
main.add_command(new_command)
main.add_command(check_command)
main.add_command(written_command)
main.add_command(notebooks_command)
main.add_command(export_command)


def _read(paths: Sequence[Path], course: Course) -> tuple[Sequence[Submission], Sequence[str]]:
    from graders.submissions.intake import IntakeError, read_submissions

    try:
        return read_submissions(paths, course), ()
    except IntakeError as error:
        return error.submissions, error.sentences


def _grade(
    submissions: Sequence[Submission],
    course: Course,
    lessons: Sequence[str],
    out: Path,
    formats: Sequence[str],
    *,
    seed: str | None,
    jobs: int | None,
    fresh: bool,
    official: bool,
) -> None:
    from graders.classroom.journal import Journal
    from graders.classroom.run import conditions, grade_class
    from graders.course.material import written
    from graders.grading.engine import Grader
    from graders.reports.progress import Progress
    from graders.reports.terminal import print_table

    errors = sys.stderr  # while a thread observes a call, what the others print is taken for its own
    with ExitStack() as stack:
        grader = stack.enter_context(Grader(course, seed=seed, lessons=lessons, many=len(submissions) > FEW))
        if official:
            _demand_full_confinement(grader, submissions)
            if grader.seed_id == "public":
                click.echo(PUBLIC, file=errors)
        journal = stack.enter_context(Journal(out, conditions(course, grader, lessons)))
        progress = stack.enter_context(Progress(len(submissions)))
        try:
            graded = grade_class(
                submissions, course, grader, journal, jobs=jobs, fresh=fresh, finished=progress.advance
            )
        except KeyboardInterrupt:
            click.echo(
                f"Interrupted. What was finished is in {out}; the same command goes on from there.",
                file=errors,
            )
            raise click.exceptions.Exit(INTERRUPTED) from None
        results = journal.results()
    _write(results, out, formats)
    print_table(graded.results)
    click.echo(_closing(graded, len(results), out))
    if below := sorted({result.confinement for result in graded.results} - {"full"}):
        click.echo(f"Practice scores: student code was not fully confined ({', '.join(below)}).")
    begun = {lesson.lesson for result in graded.results for lesson in result.lessons if lesson.file}
    by_hand = [lesson for lesson in lessons if lesson in begun and written(course, lesson)]
    if by_hand:
        click.echo(f"For your instructor: written answers in {', '.join(by_hand)}; see `gradlings written`.")
    tasks = [task for result in graded.results for lesson in result.lessons for task in lesson.tasks]
    if any(task.status == "internal" for task in tasks):
        raise OurFault(
            "Some tasks could not be graded, by a fault of gradlings; the same command retries them."
        )


def _demand_full_confinement(grader: Grader, submissions: Sequence[Submission]) -> None:
    from graders.feedback.explain import not_confined

    begun = {lesson for submission in submissions for lesson in submission.sources}
    for lesson in grader.lessons:
        sandbox = grader.sandbox(lesson) if lesson.name in begun else None
        if sandbox is not None and sandbox.level != "full":
            raise OurFault(not_confined(sandbox.level, sandbox.open))


def _write(results: Sequence[SubmissionResult], out: Path, formats: Sequence[str]) -> None:
    from graders.reports.grades_csv import write_grades
    from graders.reports.results_json import write_results

    writers = {"json": write_results, "csv": write_grades}
    try:
        for name in dict.fromkeys(formats):
            writers[name](results, out)
    except OSError as error:
        raise Misuse(f"`{error.filename}` cannot be written: {(error.strerror or '').lower()}.") from None


def _closing(graded: ClassResult, in_all: int, out: Path) -> str:
    """What was graded, what was kept from an earlier run, and where it all lies."""
    count = len(graded.results)
    sentence = f"{count} submission{'s' * (count != 1)} graded"
    if graded.resumed:
        sentence += f", {graded.resumed} of them by an earlier run"
    more = f"; with {in_all - count} more of earlier runs" if in_all > count else ""
    return f"{sentence}. Results in {out}{os.sep}{more}."
