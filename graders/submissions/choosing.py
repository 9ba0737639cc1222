"""Which file of a submission is which lesson: by what it holds, by its name; of several the one with work."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Any

from graders.course.index import Course
from graders.course.material import Material
from graders.course.submission import Source
from graders.submissions.documents import DEFINITION, Document
from graders.submissions.kinds import kind_of, module_of, stem_of
from graders.submissions.names import LONGEST_PATH

PLAIN, CONTAINED, BY_TASKS = range(3)
"""How plainly a file is a lesson: by its name, by a part of its name, by the tasks that it defines."""
OLDER = ("old", "alt", "backup", "bak", "draft", "entwurf", "orig", "original", "template", "stub", "empty")
NEWER = (
    "final", "fixed", "new", "neu", "latest", "updated", "revised", "corrected", "done", "finished",
    "complete", "completed", "solution", "solved", "submission", "abgabe", "fertig", "last",
)  # fmt: skip
COPIES = ("copy", "kopie")
WORDS = "|".join(sorted((*OLDER, *NEWER, *COPIES), key=len, reverse=True))
ENDING = re.compile(rf"(?:_?(?:\(\d++\)|\d++|v(?:er(?:sion)?)?_?\d++|of|the|{WORDS}))*+")
PART = re.compile(rf"\d+|{WORDS}")
STAMP = r"\d{4}-?\d\d-?\d\d(?:[-_T ]?\d\d[-:]?\d\d(?:[-:]?\d\d)?)?"
"""A date, often with a time, as platforms write it before a name."""
PLACE = re.compile(
    r"(?:v|version|attempt|versuch|try|revision)[ _-]*(\d{1,9})(?: - (?:on time|late))?"
    r"|(?:submission|abgabe|upload)[ _-]*(\d{1,4})"
    rf"|({STAMP})",
    re.IGNORECASE,
)
"""A state of somebody's work; with more digits it is a submission's number, one for each student."""
MOST_SHOWN = 3
MOST_PARSED = 2_000_000
"""Characters of one submission that are parsed to choose between its files."""


@dataclass(frozen=True)
class Name:
    """What a file's name says: the lesson, how plainly, whether it is a copy, and how new it is."""

    lesson: str
    plainness: int
    is_copy: bool = False
    version: tuple[int, ...] = ()


def lesson_named(stem: str, lessons: Sequence[str]) -> Name | None:
    """The lesson that a file's name speaks of; None when it names none or several."""
    if len(stem) > LONGEST_PATH:
        return None
    name = re.sub(r"[\s-]+", "_", stem.casefold()).strip("_")
    name, copies = re.subn(r"^(?:copy_of|kopie_von)_", "", name)
    stamp, name = _stamped(name)
    contained = []
    rest = name
    for lesson in sorted(lessons, key=len, reverse=True):  # gradient_descent before gradient
        if name.startswith(lesson) and ENDING.fullmatch(name, len(lesson)):
            return _named(lesson, PLAIN, name[len(lesson) :], bool(copies), stamp)
        rest, times = re.subn(rf"(?<![a-z]){lesson}(?![a-z])", "\0", rest)
        contained += [lesson] * bool(times)
    if len(contained) != 1:
        return None
    return _named(contained[0], CONTAINED, rest.rpartition("\0")[2], bool(copies), stamp)


def _stamped(name: str) -> tuple[int, str]:
    """The date before a name as a number, 0 where there is none, and the name behind it."""
    found = re.match(rf"({STAMP})[_ -]+(?=\D)", name, re.IGNORECASE)
    return (_moment(found[1]), name[found.end() :]) if found else (0, name)


def _moment(stamp: str) -> int:
    return int(re.sub(r"\D", "", stamp).ljust(14, "0"))


def _unnamed(lesson: str, stem: str) -> Name:
    """What the name of a file says that names no lesson: which of several states it is."""
    stamp, name = _stamped(re.sub(r"[\s-]+", "_", stem[-LONGEST_PATH:].casefold()).strip("_"))
    words = re.split(r"[\W_]+", name)
    ending = [*takewhile(re.compile(rf"v?\d+|{WORDS}|").fullmatch, reversed(words))]
    return _named(lesson, BY_TASKS, "_".join(reversed(ending)), False, stamp)


def _named(lesson: str, plainness: int, ending: str, is_copy: bool, stamp: int) -> Name:
    parts = PART.findall(ending)
    age = -any(part in OLDER for part in parts) or int(any(part in NEWER for part in parts))
    numbers = [min(int(part[:9]), 10**9) for part in parts if part.isdigit()]
    return Name(lesson, plainness, is_copy or any(part in COPIES for part in parts), (age, stamp, *numbers))


@dataclass(frozen=True)
class Candidate:
    """A file that may be a lesson's source, the tasks done in it; the smaller its rank, the likelier."""

    source: Source
    path: PurePosixPath
    rank: tuple[Any, ...]
    tasks: frozenset[str]
    version: tuple[int, ...] = ()

    @property
    def done(self) -> int:
        return len(self.tasks)


@dataclass
class Choice:
    """The sources of a submission by lesson, and the documents that are the source of none."""

    sources: dict[str, Source] = field(default_factory=dict)
    left: list[Document] = field(default_factory=list)


def held_by_name(document: Document, course: Course) -> set[str]:
    """The lessons that a file may hold, at a glance: that of its name, and those of its functions' names."""
    name = lesson_named(stem_of(document.file.path), [lesson.name for lesson in course.lessons])
    functions = set(DEFINITION.findall(document.code.text))
    held = {lesson.name for lesson in course.lessons if any(task.name in functions for task in lesson.tasks)}
    return held or ({name.lesson} if name else set())


def choose(documents: Sequence[Document], course: Course) -> Choice:
    """Which document is which lesson; which one is graded is never a matter of luck."""
    candidates: dict[str, list[Candidate]] = {lesson.name: [] for lesson in course.lessons}
    choice = Choice()
    left = MOST_PARSED
    for document in documents:
        left -= len(document.code.text)
        document.is_parsed = left >= 0
        found = list(_candidates(document, course))
        for candidate in found:
            candidates[candidate.source.lesson].append(candidate)
        if not found:
            choice.left.append(document)
    choice.sources = {lesson: _chosen(those) for lesson, those in candidates.items() if those}
    return choice


def _candidates(document: Document, course: Course) -> Iterator[Candidate]:
    """The lessons that a file may be: that of its name if it holds any of it, else those that it holds."""
    name = lesson_named(stem_of(document.file.path), [lesson.name for lesson in course.lessons])
    is_text = kind_of(document.file.path) == "text"
    if is_text and (document.problem or document.is_broken):
        return
    if document.problem:
        if name:
            yield _candidate(document, course, name.lesson, name)
        return
    tasks = {lesson.name: [task.name for task in lesson.tasks] for lesson in course.lessons}
    held = {
        lesson: names for lesson in tasks if (names := [n for n in tasks[lesson] if n in document.defined])
    }
    if name and not is_text and (name.lesson in held or not held):
        yield _candidate(document, course, name.lesson, name)
        most = {lesson: names for lesson, names in held.items() if _is_most(document, names, tasks[lesson])}
        held = {lesson: names for lesson, names in most.items() if lesson != name.lesson}
        name = None
    for lesson, names in held.items():
        taken = f"was taken for `{lesson}`, because it defines `{names[0]}`"
        about = f"is named for `{name.lesson}`, but {taken}" if name and name.lesson != lesson else taken
        yield _candidate(document, course, lesson, None, about)


def _is_most(document: Document, names: Collection[str], tasks: Collection[str]) -> bool:
    """Whether a file named for another lesson holds this one too, and not a function of it that it needs."""
    done = sum(document.defined[name] for name in names)
    return done > 1 and 2 * done >= len(tasks)


def _candidate(
    document: Document, course: Course, lesson: str, name: Name | None, about: str = ""
) -> Candidate:
    source = document.source(lesson, given(course, lesson), about)
    name = name or _unnamed(lesson, stem_of(document.file.path))
    tasks = frozenset(
        task.name for task in course.lesson(lesson).tasks if document.defined.get(task.name, False)
    )
    place = document.file.path.parent
    far = place.name.casefold() not in ("", "exercises", lesson)
    version = (*_place_version(place), *name.version)
    rank = (
        source.text is None, not tasks, document.is_broken, -len(tasks), name.plainness, name.is_copy,
        tuple(-number for number in (*version, 0, 0, 0, 0, 0)[:5]), -document.file.newness, far,
        document.is_notebook,
    )  # fmt: skip
    return Candidate(source, document.file.path, rank, tasks, (*version, document.file.newness))


def is_of_a_version(name: str) -> bool:
    """Whether a folder's name says that it holds one state of the work, such as `v2` or `attempt 3`."""
    return bool(PLACE.fullmatch(name)) or name.casefold() in (*OLDER, *NEWER, *COPIES)


def _place_version(place: PurePosixPath) -> tuple[int, ...]:
    """How new the folder's name says that a file is, such as `v2` or `attempt 3`."""
    found = PLACE.fullmatch(place.name)
    if not found:
        return (0,)
    return (_moment(found[3]) if found[3] else int(found[1] or found[2]),)


def _chosen(candidates: Sequence[Candidate]) -> Source:
    """The likeliest of a lesson's candidates, and what is to be said of the others."""
    best, *others = sorted(candidates, key=lambda candidate: (candidate.rank, candidate.source.file))
    others = [other for other in others if other.source.text is None or other.source.text != best.source.text]
    if not others or best.source.text is None:
        return best.source
    files = sorted(other.source.file for other in others)
    names = ", ".join(f"`{file}`" for file in files[:MOST_SHOWN]) + (" …" if len(files) > MOST_SHOWN else "")
    lesson, file = best.source.lesson, best.source.file
    if joined := _joined([best, *others]):
        return joined
    if others[0].rank == best.rank:
        return Source(lesson, file, None, f"Each of `{file}`, {names} could be `{lesson}`; keep one of them.")
    note = f"`{file}` was graded as `{lesson}`, {names} not{_why(best, others)}."
    return replace(best.source, note=" ".join(filter(None, (best.source.note, note))))


def _joined(candidates: Sequence[Candidate]) -> Source | None:
    """Files in each of which other tasks are done, as one: the first, with imports of the others' tasks."""
    first, *others = [candidate for candidate in candidates if candidate.tasks] or candidates
    modules = [_module(other.path) for other in others]
    tasks = frozenset().union(*(candidate.tasks for candidate in candidates))
    are_pieces = len(tasks) == sum(candidate.done for candidate in candidates)
    if not others or not all(modules) or not are_pieces or any(one.source.text is None for one in others):
        return None
    imports = [
        f"from .{module} import {', '.join(sorted(other.tasks))}"
        for module, other in zip(modules, others, strict=True)
    ]
    source = first.source
    text = "\n".join([source.text or "", *imports])
    cells = source.cells
    if cells:
        cells = (*cells, (max(number for number, _ in cells) + 1, text.count("\n") + 2 - len(imports)))
    names = ", ".join(f"`{other.source.file}`" for other in others)
    note = (
        f"`{source.file}` was graded as `{source.lesson}`, and of {names} the tasks that are done only there."
    )
    return replace(source, text=text, cells=cells, note=" ".join(filter(None, (source.note, note))))


def _module(path: PurePosixPath) -> str:
    return module_of(PurePosixPath(path.name)) if kind_of(path) in ("py", "ipynb") else ""


def _why(best: Candidate, others: Sequence[Candidate]) -> str:
    if best.done and not any(other.done for other in others):
        return ", in which nothing is done"
    if all(other.done == best.done and other.version < best.version for other in others):
        return ", which is older" if len(others) == 1 else ", which are older"
    return ", in which less is done" if all(other.done < best.done for other in others) else ""


@cache
def given(course: Course, lesson: str) -> tuple[str, ...]:
    """The code that a lesson gives its students."""
    return Material(course, course.lesson(lesson)).given
