"""report.html: a class on one page for its teacher, in one file that needs no network and no other file.

Whatever a student wrote is escaped; and should something slip through, the page's own policy lets no script
run but its own, whose hash it names.
"""

from __future__ import annotations

import base64
import hashlib
import random
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from statistics import mean, median
from urllib.parse import quote

from graders.grading.results import LessonResult, SubmissionResult
from graders.reports import charts
from graders.reports.items import Item, Slip, items, slips
from graders.reports.safe import amount, line
from graders.reports.settings import Setting
from graders.reports.standings import Standing, State, lessons_of, open_tasks, standings
from graders.reports.writing import file_names

ASSETS = Path(__file__).resolve().parent / "assets"
NAMED = 8
DRAWN = ("how far", "spread", "who")
"""Columns that are pictures or lists, and have no order."""
WORDS = {
    State.DONE: "done",
    State.WRONG: "something is wrong",
    State.UNDONE: "something is to do",
    State.LOOK: "a person has to look",
    State.UNREADABLE: "cannot be read",
    State.MISSING: "nothing handed in",
    State.EXEMPT: "exempt",
}
SECTIONS = {
    "scores": "Scores",
    "look": "In need of a person",
    "lessons": "Lessons",
    "misconceptions": "Misconceptions",
    "tasks": "Tasks",
    "students": "Students",
}
PUBLIC = "Graded at the students' own seed, whose inputs they know."
PRACTICE = "Student code was not fully confined: these are practice scores."
HOW = (
    "Done is the share of those who did a task, among those who handed in its lesson. Apart says whether "
    "it is done by those who have more points elsewhere: the correlation with the rest of the points, from "
    "−1 to 1, of 10 students or more. Seconds are the median of what its calls took."
)


@dataclass(frozen=True)
class _Class:
    """What the page shows."""

    standings: Sequence[Standing]
    graded: Sequence[LessonResult]
    pages: Mapping[str, str]
    is_anonymous: bool

    @property
    def shares(self) -> list[float]:
        return [one.score / one.max_score for one in self.standings if one.max_score]


def page(results: Sequence[SubmissionResult], setting: Setting, folder: Path) -> str:
    """The page; it links to those pages of feedback that lie in `folder`."""
    records = setting.records
    found = standings(results, records)
    if setting.is_anonymous:
        found = _numbered(found)
    names = file_names([result.submission for result in results])
    pages = {
        name: f"feedback/{quote(file)}.html"
        for name, file in names.items()
        if not setting.is_anonymous and (folder / "feedback" / f"{file}.html").is_file()
    }
    shown = _Class(found, lessons_of(results, records), pages, setting.is_anonymous)
    style, script = (_asset("report.css"), _asset("report.js"))
    policy = (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{_hash(script)}'"
    )
    title = _one(results[0].course) if results else "A class"
    head = (
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<link rel="icon" href="data:,">\n<title>{title}: the class</title>\n<style>{style}</style>'
    )
    body = [
        f"<h1>{title}</h1>",
        *_about(results, shown, setting),
        "<nav>" + " ".join(f'<a href="#{name}">{words}</a>' for name, words in SECTIONS.items()) + "</nav>",
        "<main>",
        *_sections(shown),
        "</main>",
        f"<script>{script}</script>",
    ]
    return f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n' + "\n".join(
        [*body, "</body>\n</html>\n"]
    )


def _numbered(those: Sequence[Standing]) -> list[Standing]:
    """Students with numbers drawn anew for each page; what could name them is left out."""
    drawn = random.SystemRandom().sample(list(those), len(those))
    return [
        replace(one, name=f"student {number}", person=None, remarks=())
        for number, one in enumerate(drawn, start=1)
    ]


def _about(results: Sequence[SubmissionResult], shown: _Class, setting: Setting) -> Iterator[str]:
    count = len(shown.standings)
    missing = sum(one.state is State.MISSING for one in shown.standings)
    moment = f"{setting.moment.astimezone():%Y-%m-%d %H:%M}"
    seeds = sorted({result.seed_id for result in results})
    yield f'<p class="soft">Graded by gradlings · {moment} · seed {_one(", ".join(seeds))}</p>'
    if "public" in seeds:
        yield f"<p>{PUBLIC}</p>"
    if any(result.confinement != "full" for result in results):
        yield f"<p>{PRACTICE}</p>"
    shares = shown.shares
    figures = {"students": str(count), "handed in nothing": str(missing)}
    if shares:
        figures |= {"median": _percent(median(shares)), "mean": _percent(mean(shares))}
    cells = "".join(f"<li><b>{value}</b>{name}</li>" for name, value in figures.items())
    yield f'<ul class="figures">{cells}</ul>'


def _sections(shown: _Class) -> Iterator[str]:
    makers = {
        "scores": _scores, "look": _to_look_at, "lessons": _lessons,
        "misconceptions": _misconceptions, "tasks": _tasks, "students": _students,
    }  # fmt: skip
    for name, words in SECTIONS.items():
        yield f'<section id="{name}">\n<h2>{words}</h2>'
        yield from makers[name](shown)
        yield "</section>"


def _scores(shown: _Class) -> Iterator[str]:
    yield '<p class="soft">How many students have which share of the points, in percent.</p>'
    yield charts.histogram(shown.shares, "Shares of the points")


def _to_look_at(shown: _Class) -> Iterator[str]:
    found = [(one, words) for one in shown.standings if (words := _why(one, shown.is_anonymous))]
    if not found:
        yield "<p>Nothing.</p>"
        return
    yield '<ul class="plain">'
    for one, words in found:
        yield f"<li><b>{_name(one, shown)}</b>: {' '.join(map(_one, words))}</li>"
    yield "</ul>"


def _why(one: Standing, is_anonymous: bool) -> list[str]:
    """Why a person has to look at what somebody handed in."""
    found = []
    if one.result is not None:
        of_status: dict[str, list[str]] = {}
        for _, task in open_tasks(one.result):
            of_status.setdefault(task.status.word, []).append(f"`{task.task}`")
        found = [f"{', '.join(names)} {word}." for word, names in of_status.items()]
    unread = [lesson for lesson in one.lessons if lesson.state is State.UNREADABLE]
    found += [f"`{lesson.lesson}` cannot be read." for lesson in unread]
    if not is_anonymous and one.result is not None:
        found += [note for note in one.result.notes if one.state is State.UNREADABLE]
        found += [lesson.result.note for lesson in unread if lesson.result is not None and lesson.result.note]
    elif one.state is State.UNREADABLE and not unread:
        found.append("Nothing of it can be read.")
    return found[:NAMED] + ([f"And {len(found) - NAMED} more."] if len(found) > NAMED else [])


def _lessons(shown: _Class) -> Iterator[str]:
    yield _table_head("lessons-table", ("lesson", "how far", "done", "handed in", "mean", "spread", "points"))
    for lesson in shown.graded:
        those = [found for one in shown.standings if (found := one.of(lesson.lesson)) is not None]
        counts = Counter(each.state for each in those)
        begun = [each for each in those if each.state not in (State.MISSING, State.EXEMPT)]
        shares = [each.points / each.max_points for each in begun if each.max_points]
        spread = charts.spread(shares, f"Shares of the points of {lesson.lesson}")
        parts = {state.value: counts[state] for state in WORDS}
        bar = charts.stacked(parts, lesson.lesson)
        yield (
            f'<tr><th scope="row" title="{_one(lesson.title)}">{_one(lesson.lesson)}</th><td>{bar}</td>'
            f"{_number(counts[State.DONE])}{_number(len(begun))}{_share(mean(shares) if shares else None)}"
            f"<td>{spread}</td>{_number(lesson.max_score)}</tr>"
        )
    yield "</tbody></table></div>"
    key = " ".join(f'<span class="state {state}">{words}</span>' for state, words in WORDS.items())
    yield f'<p class="soft">{key}</p>'


def _misconceptions(shown: _Class) -> Iterator[str]:
    found = slips(shown.standings)
    if not found:
        yield "<p>None that has a name.</p>"
        return
    yield _table_head("slips-table", ("students", "of", "task", "what goes wrong", "who"))
    for slip in found:
        yield _slip(slip, shown)
    yield "</tbody></table></div>"


def _slip(slip: Slip, shown: _Class) -> str:
    sentence = slip.sentence or slip.misconception.replace("_", " ")
    who = "".join(f"<li>{_linked(name, shown)}</li>" for name in slip.students)
    count = len(slip.students)
    return (
        f"<tr>{_number(count)}{_number(slip.tried)}<td><code>{_one(slip.task)}</code></td>"
        f'<td class="words" title="{_one(slip.misconception)}">{_one(sentence)}</td>'
        f"<td><details><summary>{count} of {slip.tried}</summary><ul>{who}</ul></details></td></tr>"
    )


def _tasks(shown: _Class) -> Iterator[str]:
    yield f'<p class="soft">{HOW}</p>'
    yield _filter("tasks-table", "Filter tasks")
    headings = ("lesson", "task", "judged", "done", "wrong", "of known cause", "apart", "seconds", "remark")
    yield _table_head("tasks-table", headings)
    for item in items(shown.standings, shown.graded):
        yield _item(item)
    yield "</tbody></table></div>"


def _item(item: Item) -> str:
    bar = charts.share(item.difficulty, item.task) if item.difficulty is not None else ""
    done = f'<td class="number" data-value="{_plain(item.difficulty)}">{bar}{_percent(item.difficulty)}</td>'
    apart = "–" if item.discrimination is None else f"{item.discrimination:.2f}".replace("-", "−")
    seconds = "–" if item.seconds is None else f"{item.seconds:.2f}"
    return (
        f"<tr><td>{_one(item.lesson)}</td><td><code>{_one(item.task)}</code></td>{_number(item.judged)}{done}"
        f"{_number(item.wrong)}{_number(item.named)}"
        f'<td class="number" data-value="{_plain(item.discrimination)}">{apart}</td>'
        f'<td class="number" data-value="{_plain(item.seconds)}">{seconds}</td>'
        f"<td>{_one(item.remark)}</td></tr>"
    )


def _students(shown: _Class) -> Iterator[str]:
    sections = any(one.person is not None and one.person.section for one in shown.standings)
    yield _filter("students-table", "Filter students", {one.state for one in shown.standings})
    who = ["student", *(["section"] if sections else []), "state", "points", "share"]
    yield _table_head("students-table", who, [lesson.lesson for lesson in shown.graded])
    for one in shown.standings:
        section = f"<td>{_one(one.person.section if one.person else '')}</td>" if sections else ""
        lessons = "".join(_lesson_cell(one, lesson.lesson) for lesson in shown.graded)
        share = one.score / one.max_score if one.max_score else None
        yield (
            f'<tr data-state="{one.state}"><td class="name">{_name(one, shown)}</td>{section}'
            f'<td><span class="state {one.state}">{WORDS[one.state]}</span></td>'
            f"{_number(one.score)}{_share(share)}{lessons}</tr>"
        )
    yield "</tbody></table></div>"


def _lesson_cell(one: Standing, name: str) -> str:
    lesson = one.of(name)
    if lesson is None or lesson.state in (State.MISSING, State.EXEMPT):
        words = "not graded" if lesson is None else WORDS[lesson.state]
        return f'<td class="number soft" data-value="-1" title="{words}">–</td>'
    return (
        f'<td class="number" data-value="{lesson.points:g}" title="{WORDS[lesson.state]}">'
        f'<span class="state {lesson.state}">{amount(lesson.points)}</span></td>'
    )


def _table_head(name: str, headings: Sequence[str], short: Sequence[str] = ()) -> str:
    cells = [
        f'<th scope="col"{" class=drawn" if heading in DRAWN else ""}>{heading}</th>' for heading in headings
    ]
    cells += [f'<th scope="col" class="short">{_one(heading)}</th>' for heading in short]
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{name.removesuffix("-table")}">'
        f'<table class="sortable" id="{name}"><thead><tr>{"".join(cells)}</tr></thead><tbody>'
    )


def _filter(table: str, label: str, states: Collection[State] = ()) -> str:
    """It is hidden where no script runs."""
    known = [(state, words) for state, words in WORDS.items() if state in states]
    options = "".join(f'<option value="{state}">{words}</option>' for state, words in known)
    select = f'<select aria-label="State"><option value="">all</option>{options}</select>' if states else ""
    return (
        f'<div class="filter" data-table="{table}" hidden><input type="search" aria-label="{label}" '
        f'placeholder="{label}">{select}<output class="soft"></output></div>'
    )


def _name(one: Standing, shown: _Class) -> str:
    if one.person is not None and one.person.name and one.person.name != one.name:
        return f'{_linked(one.name, shown)} <span class="soft">{_one(str(one.person))}</span>'
    return _linked(one.name, shown)


def _linked(name: str, shown: _Class) -> str:
    words = _one(name)
    return f'<a href="{escape(shown.pages[name])}">{words}</a>' if name in shown.pages else words


def _number(value: float) -> str:
    return f'<td class="number" data-value="{value:g}">{amount(value)}</td>'


def _share(value: float | None) -> str:
    return f'<td class="number" data-value="{_plain(value)}">{_percent(value)}</td>'


def _plain(value: float | None) -> str:
    """What a column is sorted by; what is not known comes first."""
    return "-2" if value is None else f"{value:g}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"


def _one(text: str) -> str:
    return escape(line(text))


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
