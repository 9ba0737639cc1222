"""feedback/<student>.html: what the student's own page says, in one file for every browser and printer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from graders.grading.results import LessonResult, Status, SubmissionResult
from graders.reports import pictures
from graders.reports.safe import amount, line, plain
from graders.reports.settings import Setting, Visibility
from graders.reports.shown import Shown, cut, done, notes, said, tasks

PRINTED = 400
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #222; --soft: #667; --line: #ccd;
  --good: #176f2c; --bad: #a3260f; --open: #7a5b00; --code: #f4f4f8 }
@media (prefers-color-scheme: dark) { :root { --paper: #17181c; --ink: #e4e4e8; --soft: #9a9aa8;
  --line: #3a3b44; --good: #6cc784; --bad: #f08b74; --open: #e0b74a; --code: #212229 } }
body { background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem;
  margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem; margin-bottom: 0 } h2 { font-size: 1.1rem; margin-top: 2rem } h3 { font-size: 1rem }
p.sum { color: var(--soft); margin-top: .2rem } .place { color: var(--soft); font-weight: normal }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .2rem .6rem .2rem 0;
  border-bottom: 1px solid var(--line) } td.number, th.number { text-align: right }
.done { color: var(--good) } .wrong { color: var(--bad) }
.open { color: var(--open) } .todo { color: var(--soft) }
pre { background: var(--code); padding: .6rem .8rem; white-space: pre-wrap; overflow-wrap: anywhere;
  border-left: 3px solid var(--line); font-size: .9rem }
@media print { body { margin: 0; max-width: none } section { break-inside: avoid }
  pre { border: 1px solid #ccc } }
"""


def page(result: SubmissionResult, setting: Setting, counted: Sequence[str] = ()) -> str:
    """The page of one submission, with what is `counted` otherwise than graded.

    Nothing that a student wrote is markup in it.
    """
    finished, in_all = done(result)
    score = f"{amount(result.score)} of {amount(result.max_score)} points"
    title = f"{_one(result.course)}: {_one(result.submission)}"
    body = [
        f"<h1>{_one(result.course)}</h1>",
        f'<p class="sum">{_one(result.submission)} · {finished} of {in_all} tasks done, {score}.</p>',
        *(f"<p>{_one(note)}</p>" for note in (*counted, *notes(result))),
        *_overview(result),
        *(part for shown in tasks([result]) for part in _explanation(shown, setting.visibility)),
    ]
    head = (
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        f"<style>{STYLE}{pictures.STYLE}</style>"
    )
    return f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n' + "\n".join(
        [*body, "</body>\n</html>\n"]
    )


def _overview(result: SubmissionResult) -> Iterator[str]:
    yield '<table>\n<tr><th>lesson</th><th>tasks</th><th class="number">points</th></tr>'
    for lesson in result.lessons:
        points = f"{amount(lesson.score)} of {amount(lesson.max_score)}"
        cells = f'<td>{_one(lesson.title)}</td><td>{_marks(lesson)}</td><td class="number">{points}</td>'
        yield f"<tr>{cells}</tr>"
    yield "</table>"


def _marks(lesson: LessonResult) -> str:
    return " ".join(
        f'<span class="{_kind(task.status)}" title="{_one(f"{task.task} {task.status.word}")}">'
        f"{escape(task.status.mark)}</span>"
        for task in lesson.tasks
    )


def _explanation(shown: Shown, visibility: Visibility) -> Iterator[str]:
    """A section for what is neither done nor still to do."""
    task = shown.task
    if task.status in (Status.DONE, Status.TODO):
        return
    yield f"<section>\n<h2>{_one(shown.lesson.lesson)}: {_one(task.task)}{_place(shown)}</h2>"
    yield f'<p class="{_kind(task.status)}">{_one(task.task)} {escape(task.status.word)}.</p>'
    if words := said(task, visibility):
        yield f"<pre>{escape(words)}</pre>"
    if task.picture is not None and visibility is Visibility.FULL:
        yield from pictures.side_by_side(task.picture)
    if task.printed and visibility is Visibility.FULL:
        yield f"<p>It printed:</p>\n<pre>{escape(cut(plain(task.printed), PRINTED))}</pre>"
    yield "</section>"


def _place(shown: Shown) -> str:
    if shown.lesson.file is None:
        return ""
    at = f"{shown.lesson.file}:{shown.line}" if shown.line else shown.lesson.file
    return f' <span class="place">{_one(at)}</span>'


def _kind(status: Status) -> str:
    if status is Status.DONE:
        return "done"
    if status is Status.TODO:
        return "todo"
    return "open" if status.is_open else "wrong"


def _one(text: str) -> str:
    return escape(line(text))
