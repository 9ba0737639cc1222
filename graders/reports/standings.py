"""Where each student of a class stands: their results, days late and changes by hand taken into account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from graders.course.due import Late, days_late
from graders.course.index import Lesson
from graders.grading.results import LessonResult, Result, Status, SubmissionResult
from graders.reports.by_hand import FILE, Change, ChangeError, Changes
from graders.reports.people import Called, Joined, Person, join
from graders.reports.remarks import remarks
from graders.reports.safe import amount, line

UNREADABLE = "unreadable"
"""The kind of the finding in a file that could not be read."""
Said = tuple[str, str]
"""What counts otherwise than it was graded, and the reason that a person gave; "" where it needs none."""
LATE = "`{}` was late, by how much the download does not say; `days_late` in grades.toml does."


class State(StrEnum):
    """How far a student is in a lesson, or in all that was graded; the first that fits."""

    EXEMPT = "exempt"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    LOOK = "look"
    """A person has to look."""
    DONE = "done"
    WRONG = "wrong"
    UNDONE = "undone"


@dataclass(frozen=True)
class Records:
    """What is known of a class besides its submissions: roster, due dates, and changes by hand."""

    people: Sequence[Person] | None = None
    roster: str = ""
    lessons: Sequence[Lesson] = ()
    late: Late = field(default_factory=Late)
    changes: Changes | None = None


@dataclass(frozen=True)
class LessonStanding:
    """One lesson of one student; `result` is None where nobody graded it."""

    lesson: str
    title: str
    state: State
    points: float
    max_points: float
    result: LessonResult | None = None


@dataclass(frozen=True)
class Standing:
    """One student; `result` is None for who is in the roster and handed in nothing."""

    name: str
    person: Person | None
    result: SubmissionResult | None
    lessons: tuple[LessonStanding, ...]
    remarks: tuple[str, ...]
    said: tuple[Said, ...] = ()

    @property
    def counted(self) -> list[str]:
        """What the student is told where other points count than were graded; reasons are for teachers."""
        if self.result is None or not self.said:
            return []
        whole = f"{amount(self.score)} of {amount(self.max_score)} points count."
        return [whole, *(what if not reason else f"{what}." for what, reason in self.said)]

    @property
    def score(self) -> float:
        return sum(lesson.points for lesson in self.lessons)

    @property
    def max_score(self) -> float:
        return sum(lesson.max_points for lesson in self.lessons)

    @property
    def state(self) -> State:
        """The whole in one word: of lessons that were not handed in only where none was."""
        begun = {one.state for one in self.lessons} - {State.MISSING, State.EXEMPT}
        if begun:
            fits = (State.LOOK, State.UNREADABLE, State.WRONG, State.UNDONE, State.DONE)
            return next(state for state in fits if state in begun)
        if self.lessons and all(one.state is State.EXEMPT for one in self.lessons):
            return State.EXEMPT
        is_there = self.result is not None and self.result.notes
        return State.UNREADABLE if is_there else State.MISSING

    def of(self, lesson: str) -> LessonStanding | None:
        return next((one for one in self.lessons if one.lesson == lesson), None)


def lessons_of(results: Sequence[SubmissionResult], records: Records) -> list[LessonResult]:
    """A result of each lesson that was graded for anybody, in the order of the course."""
    found: dict[str, LessonResult] = {}
    for result in results:
        for lesson in result.lessons:
            known = found.setdefault(lesson.lesson, lesson)
            if len(lesson.tasks) > len(known.tasks):
                found[lesson.lesson] = lesson
    order = [lesson.name for lesson in records.lessons]
    return sorted(found.values(), key=lambda one: order.index(one.lesson) if one.lesson in order else 0)


def standings(results: Sequence[SubmissionResult], records: Records) -> list[Standing]:
    """Everybody who handed in, in the order of the results, then who is missing of the roster.

    A TableError where it is open who somebody is, a ChangeError where a change is of nobody.
    """
    joined = joined_to(results, records)
    graded = lessons_of(results, records)
    changes = _Changes(records.changes or {}, results, joined)
    found = [_standing(result, joined.of.get(result.submission), records, changes) for result in results]
    return [*found, *(_missing(person, graded, changes) for person in joined.missing)]


def joined_to(results: Sequence[SubmissionResult], records: Records) -> Joined:
    """The submissions and the people of the roster, where there is one."""
    if records.people is None:
        return Joined({}, (), ())
    named = [Called(result.submission, result.handed_in.key) for result in results]
    return join(named, records.people, records.roster)


class _Changes:
    """The changes by hand, each found by the submission's name, or the person's id or e-mail address."""

    def __init__(self, changes: Changes, results: Sequence[SubmissionResult], joined: Joined) -> None:
        self.changes = {name.casefold(): those for name, those in changes.items()}
        known = {name.casefold() for result in results for name in _names(result.submission, None)}
        for person in (*joined.of.values(), *joined.missing):
            known |= _names("", person)
        for name in changes:
            if name.casefold() not in known:
                raise ChangeError(f"{FILE}, `{line(name)}`: there is no submission of that name.")

    def of(self, name: str, person: Person | None) -> dict[str, Change]:
        """By what they change: a task, a lesson or all."""
        those = (change for one in _names(name, person) for change in self.changes.get(one, ()))
        return {change.of: change for change in those}


def _names(name: str, person: Person | None) -> set[str]:
    more = (person.id, person.email, person.name) if person is not None else ()
    return {one.casefold() for one in (name, *more) if one}


def _standing(
    result: SubmissionResult, person: Person | None, records: Records, changes: _Changes
) -> Standing:
    mine = changes.of(result.submission, person)
    said: list[Said] = []
    lessons = []
    for lesson in result.lessons:
        changed = _by_task(lesson, mine, said)
        before = LessonStanding(
            lesson.lesson, lesson.title, state_of(changed), changed.score, lesson.max_score, changed
        )
        days = _days(result, person, lesson.lesson, records, mine, said)
        lessons.append(_graded(before, days, records, mine, said))
    told = (*map(_remark, said), *remarks(result))
    return Standing(result.submission, person, result, tuple(lessons), told, tuple(said))


def _remark(said: Said) -> str:
    what, reason = said
    return f"{what}: {reason}" if reason else what


def _by_task(lesson: LessonResult, changes: Mapping[str, Change], said: list[Said]) -> LessonResult:
    """The lesson with the points of single tasks as a person changed them."""
    tasks = []
    for task in lesson.tasks:
        change = changes.get(task.task)
        if change is not None and change.points is not None:
            said.append(_reason(task.task, f"{amount(change.points)} by hand", change))
            task = _decided(task, change.points)
        tasks.append(task)
    return replace(lesson, tasks=tuple(tasks))


def _decided(task: Result, points: float) -> Result:
    """A task that a person looked at: nothing in it is open any more."""
    status = Status.DONE if points >= task.max_points else Status.FAILING
    return replace(task, points=points, status=status if task.status.is_open else task.status)


def _graded(
    lesson: LessonStanding, days: int, records: Records, changes: Mapping[str, Change], said: list[Said]
) -> LessonStanding:
    """What counts of a lesson: by hand, or exempt, or less for each day."""
    change = changes.get(lesson.lesson)
    whole = changes.get("")
    if exempt := next((one for one in (change, whole) if one is not None and one.exempt), None):
        said.append(_reason(lesson.lesson, "exempt", exempt))
        return replace(lesson, state=State.EXEMPT, points=0.0, max_points=0.0)
    if change is not None and change.points is not None:
        said.append(_reason(lesson.lesson, f"{amount(change.points)} by hand", change))
        state = State.WRONG if lesson.state is State.LOOK else lesson.state
        return replace(lesson, points=change.points, state=state)
    share = records.late.share(days)
    if days and lesson.result is not None and lesson.result.file is not None:
        plural = "s" * (days != 1)
        said.append((f"`{lesson.lesson}` came {days} day{plural} late: {amount(100 * share)} % less.", ""))
        return replace(lesson, points=lesson.points * (1 - share))
    return lesson


def _days(
    result: SubmissionResult,
    person: Person | None,
    lesson: str,
    records: Records,
    changes: Mapping[str, Change],
    said: list[Said],
) -> int:
    for change in (changes.get(lesson), changes.get("")):
        if change is not None and change.days_late is not None:
            said.append(_reason(lesson, f"{change.days_late} days late by hand", change))
            return change.days_late
    due = next((one.due for one in records.lessons if one.name == lesson), None)
    if due is None:
        return 0
    told = result.handed_in.moment
    moment = datetime.fromisoformat(told) if told else person.moment if person is not None else None
    if moment is None:
        if result.handed_in.late and any(one.lesson == lesson and one.file for one in result.lessons):
            said.append((LATE.format(lesson), ""))
        return 0
    return days_late(moment, due)


def _reason(what: str, how: str, change: Change) -> Said:
    return f"`{what}` {how}", line(change.reason)


def _missing(person: Person, graded: Sequence[LessonResult], changes: _Changes) -> Standing:
    name = person.name or person.email or person.id
    said: list[Said] = []
    mine = changes.of(name, person)
    lessons = tuple(
        _graded(
            LessonStanding(one.lesson, one.title, State.MISSING, 0.0, one.max_score), 0, Records(), mine, said
        )
        for one in graded
    )
    return Standing(name, person, None, lessons, ("Handed in nothing.", *map(_remark, said)))


def state_of(lesson: LessonResult) -> State:
    """How far a lesson is, by its results."""
    states = [task.status for task in lesson.tasks]
    if lesson.file is None and not any(state.is_open for state in states):
        return State.MISSING
    if any(task.kind == UNREADABLE for task in lesson.tasks):
        return State.UNREADABLE
    if any(state.is_open for state in states):
        return State.LOOK
    if all(state is Status.DONE for state in states):
        return State.DONE
    return State.WRONG if any(state.is_wrong for state in states) else State.UNDONE


def open_tasks(result: SubmissionResult) -> Iterator[tuple[LessonResult, Result]]:
    """The tasks that a person has to look at."""
    for lesson in result.lessons:
        for task in lesson.tasks:
            if task.status.is_open:
                yield lesson, task
