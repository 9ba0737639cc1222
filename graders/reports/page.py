"""The student's page at the end of a run: what is done, what is next, and the one thing that is wrong."""

from __future__ import annotations

import ast
import math
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from graders.course.folders import content
from graders.course.index import Course, Lesson, Task
from graders.course.parsing import looked_at
from graders.grading.results import Result, Status

NARROWEST, WIDEST = 40, 100
BAR = 10
PRINTED_SHOWN = 400
PRINTING, PRINTED_LINES = 2, 3
"""Finished tasks, and lines of each, of which the page shows what they printed."""
COLOURS = {
    Status.DONE: "green",
    Status.TODO: "light",
    Status.UNAVAILABLE: "yellow",
    Status.UNDECIDED: "yellow",
}
UNIT = re.compile(r"(?<=\d) (?=(?:s|MB)\b)")
"""The space between a number and its unit, where no line ends."""
OF_THE_FILE = ("does_not_parse",)
"""Kinds of what is told of a file and not of a task."""
OF_A_SHAPE = ("wrong_curve", "exchanged_axes")
"""Kinds of what is told of a curve."""
BEGUN = ("empty_body", "near_name")
"""Kinds of tasks still to do of which something is to be said."""
Paint = Callable[[str, str], str]
"""A text in a colour or weight, where the terminal has any; its second argument names it."""


def unpainted(text: str, _: str) -> str:
    return text


@dataclass(frozen=True)
class Look:
    """How a page looks: its width, its colours, or `plain` sentences without marks, for a screen reader."""

    columns: int = 80
    paint: Paint = unpainted
    plain: bool = False

    @property
    def width(self) -> int:
        return max(NARROWEST, min(self.columns, WIDEST))


def page(
    course: Course,
    results: Mapping[str, Result],
    folder: Path,
    *,
    practice: bool = False,
    explained: bool = False,
    with_prints: bool = True,
    look: Look | None = None,
) -> Iterator[str]:
    """The lines of the page on the tasks that ran; `practice` where the code was not fully confined.

    With `explained`, what is wrong was told above; without `with_prints`, what finished tasks printed.
    """
    look = look or Look()
    tasks = [task for task in course.tasks if task.name in results]
    wrong = [task for task in tasks if results[task.name].status.rank]
    if wrong and not explained:
        yield from explanation(course, wrong[0], results[wrong[0].name], folder, look)
    yield _rule(course.title, look)
    yield ""
    for lesson in course.lessons:
        if any(task.name in results for task in lesson.tasks):
            yield from _lesson(course, lesson, results, look)
    yield ""
    if with_prints:
        yield from _printed_by_finished([results[task.name] for task in tasks])
    yield from _sentences(course, tasks, wrong, results, folder, practice, look)
    yield ""


def _sentences(
    course: Course,
    tasks: list[Task],
    wrong: list[Task],
    results: Mapping[str, Result],
    folder: Path,
    practice: bool,
    look: Look,
) -> Iterator[str]:
    done = sum(results[task.name].status is Status.DONE for task in tasks)
    points, most = sum(results[task.name].points for task in tasks), sum(task.points for task in tasks)
    yield from wrapped(f"{done} of {len(tasks)} tasks done, {points:g} of {most:g} points.", look)
    if practice:
        yield from wrapped(
            "A practice score: your code is not fully confined on this computer while it is graded.", look
        )
    waits = [task for task in tasks if _waits(task, results) and task not in wrong[:1]]
    others = [task for task in wrong[1:] if task not in waits]
    if others:
        rest = f"Explained above: {wrong[0].name}. Also not right yet: {_listed(others)}."
        yield from wrapped(rest, look)
    if waits:
        yield from wrapped(f"Waiting for what comes before: {_listed(waits)}.", look)
    yield from _begun(tasks, results, look)
    todo = next((task for task in tasks if results[task.name].status is Status.TODO), None)
    following = wrong[0] if wrong else todo
    if following is not None and results[following.name].kind in OF_THE_FILE:
        yield from wrapped(f"Next: {place(following, results[following.name], folder)}", look)
    elif following is not None:
        at = place(following, results[following.name], folder)
        left = "" if wrong else _minutes(course.lesson(following.lesson), results)
        yield from wrapped(f"Next: {following.name}, {at}{left}", look)
    elif tasks and done == len(tasks):
        yield from _finished(course, tasks, folder, look)


def _waits(task: Task, results: Mapping[str, Result]) -> bool:
    """Does a task wait for an earlier one that is not done, or for the file to be readable?"""
    result = results[task.name]
    if result.kind == "waiting":
        return True
    needed = (results[name].status for name in task.needs if name in results)
    return bool(result.status.rank) and any(status is not Status.DONE for status in needed)


def _begun(tasks: list[Task], results: Mapping[str, Result], look: Look) -> Iterator[str]:
    """What there is of tasks that count as still to do."""
    for task in tasks:
        result = results[task.name]
        if result.status is Status.TODO and (result.kind in BEGUN or result.parts.needs):
            for line in result.feedback.splitlines():
                yield from wrapped(line, look)


def _finished(course: Course, tasks: list[Task], folder: Path, look: Look) -> Iterator[str]:
    """What there is to do where all that ran is done."""
    last = course.lesson(tasks[-1].lesson)
    here = [task.name for task in tasks if task.lesson == last.name]
    if len(here) < len(last.tasks):
        return
    yield from wrapped(
        f"Compare with ours: gradlings solution {last.name}. See what you built: gradlings plot {last.name}.",
        look,
    )
    following = next((lesson for lesson in course.lessons if lesson.number == last.number + 1), None)
    if following is not None:
        file = _file(folder, following.name)
        yield from wrapped(f"Next lesson: {following.title}, {folder.name}/{file.name}", look)


def explanation(
    course: Course, task: Task, result: Result, folder: Path, look: Look | None = None
) -> Iterator[str]:
    """One task that is not right, in full."""
    look = look or Look()
    of_the_file = result.kind in OF_THE_FILE
    file = f"{folder.name}/{_file(folder, task.lesson).name}"
    yield _rule(file if of_the_file else f"{task.lesson}: {task.name}", look)
    yield ""
    for line in result.feedback.splitlines():
        yield from wrapped(line, look)
    if result.printed:
        yield ""
        yield from printed(result)
    yield ""
    yield from _sketched(result, look)
    at = place(task, result, folder)
    hint = f"stuck?  pytest --hint {task.name}"
    if of_the_file or len(at) + len(hint) + 8 > look.width:
        yield f"  {at}"
        yield from [] if of_the_file else [f"  {hint}"]
    else:
        yield f"  {at}      {hint}"
    yield ""


def _sketched(result: Result, look: Look) -> Iterator[str]:
    """The curves themselves, where their shape says what is wrong."""
    if look.plain or result.picture is None or result.kind not in OF_A_SHAPE:
        return
    from graders.reports.sketch import differing, sketch

    rows = list(sketch(*differing(result.picture)))
    yield from (f"  {row}" for row in rows)
    yield from [""] * bool(rows)


def printed(result: Result) -> Iterator[str]:
    """What the student's function printed."""
    yield "  It printed:"
    yield from quoted("\n".join(result.printed[:PRINTED_SHOWN].splitlines()[:6]))


def _printed_by_finished(results: list[Result]) -> Iterator[str]:
    """A few lines of what one call of each of a few finished tasks printed."""
    for result in [one for one in results if one.status is Status.DONE and one.printed][:PRINTING]:
        yield f"  {result.task} is done; in one call it printed:"
        lines = result.printed[:PRINTED_SHOWN].splitlines()
        yield from quoted("\n".join(lines[:PRINTED_LINES] + ["…"] * (len(lines) > PRINTED_LINES)))
        yield ""


def quoted(text: str) -> Iterator[str]:
    """Lines that are a program's, not ours."""
    return (f"    | {line}" for line in text.splitlines())


def place(task: Task, result: Result, folder: Path) -> str:
    """Where a task stands in the student's folder."""
    file = _file(folder, task.lesson)
    line = result.line or lines_of(file).get(task.name)
    if result.cell is not None:
        return f"{folder.name}/{file.name}, code cell {result.cell}, line {line}"
    return f"{folder.name}/{file.name}" + (f":{line}" if line else "")


def lines_of(file: Path) -> dict[str, int]:
    """On which line of a Python file each function begins; of what cannot be read nothing is known."""
    try:
        tree, _ = looked_at(content(file).decode("utf-8-sig"))
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return {node.name: node.lineno for node in tree.body if isinstance(node, ast.FunctionDef)}


def fitted(text: str, columns: int) -> str:
    """Text broken between words at the width of the terminal."""
    width = Look(columns).width
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)
        for line in text.splitlines()
    )


def _file(folder: Path, lesson: str) -> Path:
    module, notebook = folder / f"{lesson}.py", folder / f"{lesson}.ipynb"
    return notebook if notebook.exists() and not module.exists() else module


def _lesson(course: Course, lesson: Lesson, results: Mapping[str, Result], look: Look) -> Iterator[str]:
    """A lesson's row: a bar, how many of its tasks are done, and a mark for each."""
    found = [results[task.name] for task in lesson.tasks if task.name in results]
    done = sum(result.status is Status.DONE for result in found)
    if look.plain:
        wrong = sum(bool(result.status.rank) for result in found)
        also = f", {wrong} not right yet" if wrong else ""
        yield from wrapped(
            f"Lesson {lesson.number}, {lesson.title}: {done} of {len(found)} done{also}.", look
        )
        return
    count = f"{done}/{len(found)}"
    most = max(len(other.tasks) for other in course.lessons)
    longest = max(
        len(other.title) for other in course.lessons if any(task.name in results for task in other.tasks)
    )
    width = min(longest, look.width - (6 + 2 + BAR + 1 + 4 + 2 + most))
    title = lesson.title if len(lesson.title) <= width else lesson.title[: width - 1].rstrip() + "…"
    full = BAR * done // len(found)
    bar = look.paint("█" * full, "green") + look.paint("░" * (BAR - full), "light")
    marks = "".join(
        look.paint(results[task.name].status.mark, COLOURS.get(results[task.name].status, "red"))
        if task.name in results
        else " "
        for task in lesson.tasks
    )
    yield f"  {lesson.number:>2}  {title:<{width}}  {bar} {count:>4}  {marks}".rstrip()


def _minutes(lesson: Lesson, results: Mapping[str, Result]) -> str:
    """How long the rest of a lesson takes, as the words that end a sentence."""
    takes = {task.name: task.points or 1 for task in lesson.tasks}
    left = sum(
        takes[name] for name in takes if name not in results or results[name].status is not Status.DONE
    )
    minutes = 5 * math.ceil(lesson.minutes * left / sum(takes.values()) / 5)
    return f" (about {minutes} minutes to the end of the lesson)"


def _rule(title: str, look: Look) -> str:
    if look.plain:
        return f"{title}."
    heading = f" {title} "
    before = "-" * ((look.width - len(heading)) // 2)
    after = "-" * (look.width - len(heading) - len(before))
    return f"{before}{look.paint(heading, 'bold')}{after}"


def wrapped(line: str, look: Look) -> list[str]:
    """A line broken between words where it is too long; code, with its number before it, is left as it is."""
    inner = line.lstrip()
    if len(line) + 2 <= look.width or _is_code(inner):
        return [f"  {line}".rstrip()]
    indent = "  " + line[: len(line) - len(inner)]
    rows = textwrap.wrap(
        UNIT.sub("\u00a0", inner),
        look.width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [row.replace("\u00a0", " ") for row in rows]


def _is_code(line: str) -> bool:
    """Is it a line of code, or marks under one?"""
    return line.split(" ")[0].isdigit() or line.startswith("| ")


def _listed(tasks: list[Task]) -> str:
    names = [task.name for task in tasks]
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
