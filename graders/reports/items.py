"""What a class says of its tasks: how hard each is, whom it tells apart, how long it runs, its slips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

from graders.grading.results import LessonResult, Result, Status
from graders.reports.standings import Standing, State

FEWEST = 10
"""Students, below which nothing is said of whom a task tells apart."""
HARD, EASY, FLAT = 0.3, 0.95, 0.2
DUST = 1e-9


@dataclass(frozen=True)
class Item:
    """One task in one class.

    `judged` students handed in its lesson and got a verdict, `done` of them did it; `wrong` tried and did
    not, `named` of these by a known misconception. `discrimination` is the correlation of doing it with the
    share of points in all other tasks; `seconds` is the median of what its calls took.
    """

    lesson: str
    task: str
    judged: int
    done: int
    wrong: int
    named: int
    discrimination: float | None
    seconds: float | None

    @property
    def difficulty(self) -> float | None:
        """The share of those judged who did it."""
        return self.done / self.judged if self.judged else None

    @property
    def remark(self) -> str:
        """What an author may want to look at."""
        if self.judged < FEWEST or self.difficulty is None:
            return ""
        if self.discrimination is not None and self.discrimination < 0:
            return "done rather by those who do less elsewhere: look at its statement"
        if self.difficulty < HARD:
            return "hard"
        if self.difficulty > EASY:
            return "easy"
        return "tells few apart" if (self.discrimination or 0) < FLAT else ""


@dataclass(frozen=True)
class Slip:
    """One misconception in one class: its sentence, who has it, and how many tried the task."""

    lesson: str
    task: str
    misconception: str
    sentence: str
    students: tuple[str, ...]
    tried: int


@dataclass(frozen=True)
class _Handed:
    """The tasks of the lessons that one student handed in, and the points of all of them."""

    tasks: Mapping[tuple[str, str], Result]
    points: float
    most: float

    def rest(self, task: Result) -> float:
        """The share of points in all other tasks."""
        most = self.most - task.max_points
        return (self.points - task.points) / most if most > DUST else 0.0


def items(standings: Sequence[Standing], graded: Sequence[LessonResult]) -> list[Item]:
    """Every task that was graded, in the order of the course."""
    handed = [_handed(one) for one in standings]
    return [_item(handed, lesson.lesson, task.task) for lesson in graded for task in lesson.tasks]


def slips(standings: Sequence[Standing]) -> list[Slip]:
    """Every misconception that somebody has, the most frequent first."""
    whose: dict[tuple[str, str, str], list[str]] = {}
    sentences: dict[tuple[str, str, str], Counter[str]] = {}
    tried: Counter[str] = Counter()
    for one in standings:
        for lesson, task in _tasks(one):
            tried[task.task] += task.status is not Status.TODO
            if task.misconception:
                key = (lesson.lesson, task.task, task.misconception)
                whose.setdefault(key, []).append(one.name)
                sentences.setdefault(key, Counter())[task.parts.cause] += 1
    found = [
        Slip(*key, sentences[key].most_common(1)[0][0], tuple(names), tried[key[1]])
        for key, names in whose.items()
    ]
    return sorted(found, key=lambda slip: -len(slip.students))


def _handed(one: Standing) -> _Handed:
    tasks = {(lesson.lesson, task.task): task for lesson, task in _tasks(one)}
    points = sum(task.points for task in tasks.values())
    return _Handed(tasks, points, sum(task.max_points for task in tasks.values()))


def _item(handed: Sequence[_Handed], lesson: str, name: str) -> Item:
    found = [(one, one.tasks[lesson, name]) for one in handed if (lesson, name) in one.tasks]
    judged = [(one, task) for one, task in found if not task.status.is_open]
    tried = [task for _, task in judged if task.status is not Status.TODO]
    wrong = [task for task in tried if task.status.is_wrong]
    is_done = [task.status is Status.DONE for _, task in judged]
    pairs = [(float(done), one.rest(task)) for done, (one, task) in zip(is_done, judged, strict=True)]
    return Item(
        lesson, name, len(judged), sum(is_done), len(wrong),
        sum(task.misconception is not None for task in wrong), correlation(pairs),
        median(task.seconds for task in tried) if tried else None,
    )  # fmt: skip


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's, of a few or of what does not vary None."""
    if len(pairs) < FEWEST:
        return None
    a, b = _centred(x for x, _ in pairs), _centred(y for _, y in pairs)
    spread = sqrt(sum(x * x for x in a) * sum(y * y for y in b))
    return sum(x * y for x, y in zip(a, b, strict=True)) / spread if spread > DUST else None


def _centred(values: Iterable[float]) -> list[float]:
    known = list(values)
    mean = sum(known) / len(known)
    return [value - mean for value in known]


def _tasks(one: Standing) -> list[tuple[LessonResult, Result]]:
    """The tasks of the lessons that were handed in and could be read."""
    return [
        (lesson.result, task)
        for lesson in one.lessons
        if lesson.result is not None and lesson.state not in (State.MISSING, State.UNREADABLE, State.EXEMPT)
        for task in lesson.result.tasks
    ]
