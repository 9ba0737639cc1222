"""One page on a run for a job's log or its summary: who is how far, and the first things that are wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graders.grading.results import LessonResult, SubmissionResult
from graders.reports.safe import amount, apart, line
from graders.reports.settings import Visibility
from graders.reports.shown import Shown, cut, done, notes, said, tasks

EXPLAINED = 5
LINES = 12
LETTERS = 1000
ROWS = 100
NOTES = 5
MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>&@:])")


def text(results: Sequence[SubmissionResult], visibility: Visibility = Visibility.FULL) -> str:
    """What is wrong in one submission, as plain text."""
    pieces = []
    for shown, words in _explained(results, visibility):
        head = f"{shown.lesson.lesson}: {shown.task.task} {shown.task.status.word}."
        pieces.append("\n".join([head, *(f"  {row}".rstrip() for row in words.splitlines())]) + "\n")
    more = _more(results)
    return apart("\n".join([*pieces, *([more + "\n"] if more else [])]))


def markdown(results: Sequence[SubmissionResult], visibility: Visibility = Visibility.FULL) -> str:
    """The page in Markdown; nothing in it that a student wrote is taken for markup."""
    parts = [_single(results[0]) if len(results) == 1 else _class(results)]
    for shown, words in _explained(results, visibility):
        whose = "" if len(results) == 1 else f"{escaped(shown.result.submission)}, "
        parts.append(f"**{whose}{escaped(shown.task.task)}** {shown.task.status.word}.\n\n{fenced(words)}")
    if more := _more(results):
        parts.append(escaped(more))
    return "\n\n".join(parts) + "\n"


def escaped(words: str) -> str:
    """One line in which nothing is markup."""
    return MARKUP.sub(r"\\\1", line(words))


def fenced(words: str) -> str:
    """Lines as they stand; the fence is longer than any in them."""
    longest = max((len(run) for run in re.findall("`+", words)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{words}\n{fence}"


def _single(result: SubmissionResult) -> str:
    finished, in_all = done(result)
    score = f"{amount(result.score)} of {amount(result.max_score)} points"
    rows = [
        f"| {escaped(lesson.title)} | {_marks(lesson)} | {_points(lesson)} |" for lesson in result.lessons
    ]
    table = "\n".join(["| lesson | tasks | points |", "|---|---|--:|", *rows])
    odd = "".join(f"\n- {escaped(note)}" for note in notes(result)[:NOTES])
    head = f"## {escaped(result.course)}\n\n{finished} of {in_all} tasks done, **{score}**.\n\n{table}"
    return f"{head}\n{odd}" if odd else head


def _class(results: Sequence[SubmissionResult]) -> str:
    rows = [
        f"| {escaped(result.submission)} | {amount(result.score)} | {amount(result.max_score)} |"
        for result in results[:ROWS]
    ]
    more = [f"\n{len(results) - ROWS} more are not shown."] if len(results) > ROWS else []
    return "\n".join(["| submission | points | of |", "|---|--:|--:|", *rows, *more])


def _marks(lesson: LessonResult) -> str:
    return "".join(task.status.mark for task in lesson.tasks)


def _points(lesson: LessonResult) -> str:
    return f"{amount(lesson.score)} of {amount(lesson.max_score)}"


def _wrong(results: Sequence[SubmissionResult]) -> list[Shown]:
    return [shown for shown in tasks(results) if shown.task.status.rank]


def _explained(results: Sequence[SubmissionResult], visibility: Visibility) -> Iterator[tuple[Shown, str]]:
    """The first tasks that are not right, each with what may be said of it; nothing of a whole class."""
    for shown in _wrong(results)[:EXPLAINED] if len(results) == 1 else ():
        words = cut(said(shown.task, visibility), LETTERS).splitlines()
        yield shown, "\n".join([*words[:LINES], *(["[cut]"] if len(words) > LINES else [])])


def _more(results: Sequence[SubmissionResult]) -> str:
    others = _wrong(results)[EXPLAINED:] if len(results) == 1 else []
    names = ", ".join(shown.task.task for shown in others[:EXPLAINED])
    rest = len(others) - EXPLAINED
    return f"Also not right: {names}{f' and {rest} more' if rest > 0 else ''}." if others else ""
