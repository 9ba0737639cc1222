"""feedback/<student>.md: what the student's own page says, for mail and for platforms that take Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graders.grading.results import Status, SubmissionResult
from graders.reports.safe import amount, plain
from graders.reports.settings import Setting, Visibility
from graders.reports.shown import Shown, cut, done, notes, said, tasks
from graders.reports.summary import escaped, fenced

PRINTED = 400


def page(result: SubmissionResult, setting: Setting, counted: Sequence[str] = ()) -> str:
    """The page of one submission, with what is `counted` otherwise than graded.

    Nothing that a student wrote is markup in it.
    """
    finished, in_all = done(result)
    points = f"{amount(result.score)} of {amount(result.max_score)} points"
    rows = [
        f"| {escaped(lesson.title)} | {sum(task.status is Status.DONE for task in lesson.tasks)} "
        f"of {len(lesson.tasks)} | {amount(lesson.score)} of {amount(lesson.max_score)} |"
        for lesson in result.lessons
    ]
    parts = [
        f"# {escaped(result.course)}",
        f"{escaped(result.submission)}: {finished} of {in_all} tasks done, **{points}**.",
        *(escaped(note) for note in (*counted, *notes(result))),
        "\n".join(["| lesson | tasks done | points |", "|---|--:|--:|", *rows]),
        *(part for shown in tasks([result]) for part in _explanation(shown, setting.visibility)),
    ]
    return "\n\n".join(parts) + "\n"


def _explanation(shown: Shown, visibility: Visibility) -> Iterator[str]:
    """What is neither done nor still to do."""
    task = shown.task
    if task.status in (Status.DONE, Status.TODO):
        return
    file = shown.lesson.file
    place = "" if file is None else f", {escaped(f'{file}:{shown.line}' if shown.line else file)}"
    yield f"## {escaped(shown.lesson.lesson)}: {escaped(task.task)}"
    yield f"{escaped(task.task)} {task.status.word}{place}."
    if words := said(task, visibility):
        yield fenced(words)
    if task.printed and visibility is Visibility.FULL:
        yield f"It printed:\n\n{fenced(cut(plain(task.printed), PRINTED))}"
