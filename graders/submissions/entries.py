"""Which paths, and which files of an archive, are whose submission."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath

from graders.course.index import Course
from graders.course.submission import HandedIn
from graders.submissions import classes, files, platforms
from graders.submissions.archives import File
from graders.submissions.choosing import lesson_named
from graders.submissions.classes import JOURNAL
from graders.submissions.documents import Document
from graders.submissions.files import renamed
from graders.submissions.kinds import (
    OF_THE_COURSE,
    OTHER_ARCHIVES,
    ReadError,
    kind_of,
)
from graders.submissions.names import listed, shown

__all__ = ["JOURNAL", "Entry", "entries_of"]

NOT_STUDENTS = (".csv", ".md", ".rst", ".txt", ".toml", ".yml", ".yaml", ".json", ".sqlite", ".db", ".log")
MOST_NAMED = 3


@dataclass(frozen=True)
class Entry:
    """What one student handed in: the path that it is known by, and how it is read."""

    path: Path
    read: Callable[[], list[File]]
    student: str = ""
    notes: tuple[str, ...] = ()
    handed_in: HandedIn = field(default_factory=HandedIn)


def entries_of(path: Path, course: Course, aside: list[str]) -> list[Entry]:
    """The submissions in `path`: itself, or one for each student, folder, file or archive in it.

    What is left aside is told, in sentences.
    """
    lessons = [lesson.name for lesson in course.lessons]
    if not path.is_dir():
        return _opened(path, course, True, aside)
    if _is_nbgraders(path, lessons):
        path = path / "submitted"
    inside = classes.inside(path, lessons)
    if not classes.is_submission(path, lessons):
        return _of_a_class(path, inside, course, aside)
    others = [
        entry
        for entry in inside
        if entry.is_dir()
        and not lesson_named(entry.name, lessons)
        and entry.name.casefold() != "exercises"
        and classes.is_submission(entry, lessons)
    ]
    if len(others) > 1:
        raise ReadError(
            f"holds lesson files and also folders with lesson files, such as `{others[0].name}`; "
            "give either one submission or a folder of submissions"
        )
    return [_entry(path)]


def _of_a_class(path: Path, inside: list[Path], course: Course, aside: list[str]) -> list[Entry]:
    """The students in a folder, in the one that lies alone in it, or in its sections."""
    by_student = platforms.by_student(entry.name for entry in sorted(path.iterdir()))
    is_wrapped = len(inside) == 1 and classes.is_class_folder(inside[0], course)
    if not by_student and (is_wrapped or classes.are_sections(inside, course)):
        parts = [section for section in inside if section.is_dir()]
        found = [entry for section in parts for entry in entries_of(section, course, aside)]
        archives = [section for section in inside if not section.is_dir()]
        return [*found, *(entry for one in archives for entry in _opened(one, course, True, aside))]
    inside += [entry for entry in sorted(path.iterdir()) if _is_lesson_in_text(entry, course)]
    aside += _left_aside(path, by_student, inside)
    downloaded = {name for downloads in by_student.values() for name, _ in downloads}
    names = {entry.name: entry.is_file() for entry in inside if entry.name not in downloaded}
    entries = [*_of_students(path, by_student, lambda name: files.read(path / name))]
    for person, own in classes.people(names, course):
        if len(own) > 1:
            entries.append(_of_a_person(path, person, own, lambda name: files.read(path / name)))
            continue
        opened = _opened(path / own[0], course, len(inside) == 1, aside)
        is_one = len(opened) == 1 and person != own[0]
        entries += [replace(opened[0], student=person)] if is_one else opened
    return sorted(entries, key=lambda entry: entry.path)


def _of_a_person(place: Path, person: str, names: Sequence[str], read: Callable[[str], list[File]]) -> Entry:
    """What lies under several names of one student's, as if it were in one folder."""
    return Entry(place / person, lambda: [file for name in names for file in _beside(name, read)], person)


def _beside(name: str, read: Callable[[str], list[File]]) -> list[File]:
    """What has a name in a folder of several, by its path from there."""
    try:
        found = read(name)
    except ReadError as refused:
        return [File(PurePosixPath(name), problem=str(refused))]
    return found if classes.is_loose(name, found) else [replace(one, path=name / one.path) for one in found]


def _entry(path: Path) -> Entry:
    return Entry(path, lambda: files.read(path))


def _of_students(
    place: Path,
    by_student: dict[tuple[str, str], list[tuple[str, platforms.Download]]],
    read: Callable[[str], list[File]],
) -> Iterator[Entry]:
    """What a platform's names say: an entry a student, with the last attempt that has a file in it."""
    for (_, key), downloads in by_student.items():
        last, earlier = platforms.newest(downloads)
        if not last:
            continue
        notes = []
        if earlier:
            others = ", ".join(earlier[:MOST_NAMED]) + (" …" if len(earlier) > MOST_NAMED else "")
            notes.append(f"The attempt of {last[0][1].attempt} was graded, the newest; not that of {others}.")

        def gather(last: list[tuple[str, platforms.Download]] = last) -> list[File]:
            return [file for name, download in last for file in _uploaded(name, download, read)]

        yield Entry(place / key, gather, last[0][1].student, tuple(notes), platforms.handed_in(key, last))


def _uploaded(name: str, download: platforms.Download, read: Callable[[str], list[File]]) -> list[File]:
    path = PurePosixPath(download.file or name)
    try:
        found = read(name)
    except ReadError as refused:
        is_aside = not kind_of(path) and not name.lower().endswith(OTHER_ARCHIVES)
        return [File(path, problem="" if is_aside else str(refused), aside=is_aside)]
    return renamed(found, download.file, download.order) if download.file else found


def _opened(path: Path, course: Course, alone: bool, aside: list[str]) -> list[Entry]:
    """One student's file, folder or archive; or the students in an archive.

    An archive is that of a class if it holds a platform's names or, where it is all that there is, the same
    lesson more than once.
    """
    if kind_of(path) != "archive" or path.is_symlink() or not path.is_file():
        return [_entry(path)]
    try:
        found = files.read(path)
        students = _in_files(path, found, course, alone, aside)
        return students or [Entry(path, lambda: found) if alone else _entry(path)]
    except Exception:  # why it cannot be read is said when it is read as a submission
        return [_entry(path)]


def _in_files(
    place: Path, found: Sequence[File], course: Course, alone: bool, aside: list[str]
) -> list[Entry]:
    """The students whose files these are; none if they are one student's."""
    tops, above = classes.split(found)
    if (theirs := classes.handed_in(tops)) is not None:
        return _in_files(place, theirs, course, alone, aside)
    by_student = platforms.by_student(tops)
    if alone and not by_student and classes.sections_of(tops, course):
        parts = [_in_files(place / name, these, course, alone, aside) for name, these in tops.items()]
        return [entry for part in parts for entry in part]
    if not by_student and not (alone and classes.is_a_class(tops, course)):
        return []
    downloaded = {name for downloads in by_student.values() for name, _ in downloads}
    others = {name: these for name, these in tops.items() if name not in downloaded}
    loose = {name: classes.is_loose(name, these) for name, these in others.items()}
    junk = [name for name, these in others.items() if loose[name] and not classes.may_hold_work(these)]
    aside += [*_only_typed(by_student), *_junk([*above, *junk])]
    entries = [*_of_students(place, by_student, tops.__getitem__)]
    names = {name: is_file for name, is_file in loose.items() if name not in junk}
    for person, own in classes.people(names, course):
        if len(own) > 1:
            entries.append(_of_a_person(place, person, own, tops.__getitem__))
            continue
        student = person if person != own[0] else ""
        entries.append(Entry(place / own[0], partial(list, tops[own[0]]), student))
    return sorted(entries, key=lambda entry: entry.path)


def _is_nbgraders(path: Path, lessons: Sequence[str]) -> bool:
    """Whether a folder is the root of an nbgrader course, and not a class with a student of that name."""
    if not (path / "submitted").is_dir() or classes.is_submission(path, lessons):
        return False
    beside = (entry for entry in sorted(path.iterdir()) if entry.name.casefold() not in classes.NBGRADERS)
    others = [entry for entry in beside if classes.may_be_submission(entry, lessons)]
    if others and not any((path / name).exists() for name in classes.NBGRADER):
        raise ReadError(
            f"holds a folder `submitted` beside `{shown(others[0].name)}`; give `submitted` itself if it is "
            "nbgrader's, else rename it"
        )
    return True


def _is_lesson_in_text(entry: Path, course: Course) -> bool:
    """Whether a file of a class that is text by its name defines a task of the course."""
    if kind_of(entry) != "text" or not entry.is_file() or classes.is_nobodys(entry):
        return False
    tasks = {task.name for lesson in course.lessons for task in lesson.tasks}
    return any(
        not document.problem and not tasks.isdisjoint(document.defined)
        for document in map(Document, classes.files_or_none(entry))
    )


def _left_aside(
    folder: Path,
    by_student: Mapping[tuple[str, str], list[tuple[str, platforms.Download]]],
    inside: Sequence[Path],
) -> list[str]:
    """What lies loose in a class and is not `inside` it, and students of whom there is no file."""
    entries = [
        entry for entry in sorted(folder.iterdir()) if entry not in inside and not classes.is_nobodys(entry)
    ]
    names = [entry.name for entry in entries if not platforms.recognised(entry.name) and entry.is_file()]
    ours = [shown(entry.name) for entry in sorted(folder.iterdir()) if entry.name.casefold() in OF_THE_COURSE]
    about = [f"Left aside, because the course has a folder of that name: {listed(ours)}."] if ours else []
    return [*_only_typed(by_student), *_junk(names), *about]


def _only_typed(
    by_student: Mapping[tuple[str, str], list[tuple[str, platforms.Download]]],
) -> Iterator[str]:
    for downloads in by_student.values():
        if not platforms.newest(downloads)[0]:
            yield f"`{shown(downloads[0][1].student)}` handed in no file, only text online."


def _junk(names: Sequence[str]) -> Iterator[str]:
    """A sentence on the files of these names that can be nobody's work, if there are any."""
    loose = [
        shown(name)
        for name in names
        if kind_of(PurePosixPath(name)) in ("", "text")
        and not name.lower().endswith((*OTHER_ARCHIVES, *NOT_STUDENTS))
    ]
    if loose:
        yield f"Left aside, because no lesson can be in it: {listed(loose)}."
