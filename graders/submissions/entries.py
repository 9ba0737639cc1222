"""Which paths, and which files of an archive, are whose submission."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from graders.course.index import Course
from graders.course.submission import HandedIn
from graders.submissions import files, platforms
from graders.submissions.archives import File
from graders.submissions.choosing import PLAIN, held_by_name, is_of_a_version, lesson_named
from graders.submissions.documents import Document
from graders.submissions.files import renamed
from graders.submissions.kinds import (
    OF_THE_COURSE,
    OTHER_ARCHIVES,
    ReadError,
    is_left_aside,
    kind_of,
    stem_of,
)
from graders.submissions.names import listed, shown

NOT_STUDENTS = (".csv", ".md", ".rst", ".txt", ".toml", ".yml", ".yaml", ".json", ".sqlite", ".db", ".log")
JOURNAL = "grades.sqlite"
WRITTEN = ("results", "feedback")
"""Folders that an earlier run wrote beside its journal."""
NBGRADER = ("nbgrader_config.py", "gradebook.db")
NBGRADERS = ("source", "release", "submitted", "autograded", "feedback")
"""Files that mark the root of an nbgrader course, and the folders in it."""
MOST_NAMED = 3
MOST_LOOKED_AT = 20
"""Entries of a folder that are read to see whether it holds a class."""
FEWEST_LOOSE = 3
"""Of two files in an archive that hold the same lesson one may be an earlier state of the other."""


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
    inside = _inside(path, lessons)
    by_student = platforms.by_student(entry.name for entry in sorted(path.iterdir()))
    if not _is_submission(path, lessons):
        if not by_student and len(inside) == 1 and _is_class_folder(inside[0], course):
            return entries_of(inside[0], course, aside)
        inside += [entry for entry in sorted(path.iterdir()) if _is_lesson_in_text(entry, course)]
        aside += _left_aside(path, by_student, inside)
        downloaded = {name for downloads in by_student.values() for name, _ in downloads}
        others = [entry for entry in inside if entry.name not in downloaded]
        entries = [entry for one in others for entry in _opened(one, course, len(inside) == 1, aside)]
        return sorted(
            [*_of_students(path, by_student, lambda name: files.read(path / name)), *entries],
            key=lambda entry: entry.path,
        )
    others = [
        entry
        for entry in inside
        if entry.is_dir()
        and not lesson_named(entry.name, lessons)
        and entry.name.casefold() != "exercises"
        and _is_submission(entry, lessons)
    ]
    if len(others) > 1:
        raise ReadError(
            f"holds lesson files and also folders with lesson files, such as `{others[0].name}`; "
            "give either one submission or a folder of submissions"
        )
    return [_entry(path)]


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


def _inside(folder: Path, lessons: Sequence[str]) -> list[Path]:
    return [entry for entry in sorted(folder.iterdir()) if _may_be_submission(entry, lessons)]


def _is_class_folder(folder: Path, course: Course) -> bool:
    """Whether a folder that lies alone in another holds a class, as what is unpacked often does."""
    lessons = [lesson.name for lesson in course.lessons]
    if folder.is_symlink() or not folder.is_dir() or _is_submission(folder, lessons):
        return False
    inside = _inside(folder, lessons)
    if platforms.by_student(entry.name for entry in inside):
        return True
    if len(inside) == 1:
        return _is_class_folder(inside[0], course)
    tops = {entry.name: _files_or_none(entry) for entry in inside[:MOST_LOOKED_AT]}
    return _is_a_class(tops, course, fewest=FEWEST_LOOSE)


def _files_or_none(entry: Path) -> list[File]:
    try:
        return files.read(entry)
    except ReadError:
        return []


def _opened(path: Path, course: Course, alone: bool, aside: list[str]) -> list[Entry]:
    """One student's file, folder or archive; or the students in an archive.

    An archive is that of a class if it holds a platform's names or, where it is all that there is, the same
    lesson more than once.
    """
    if kind_of(path) != "archive" or path.is_symlink() or not path.is_file():
        return [_entry(path)]
    try:
        found = files.read(path)
        students = _in_files(path, found, course if alone else None, aside)
        return students or [Entry(path, lambda: found) if alone else _entry(path)]
    except Exception:  # why it cannot be read is said when it is read as a submission
        return [_entry(path)]


def _in_files(place: Path, found: Sequence[File], course: Course | None, aside: list[str]) -> list[Entry]:
    """The students whose files these are; none if they are one student's."""
    work = [file for file in found if _may_hold_work([file])] or found
    depth = 0
    while work and len({file.path.parts[: depth + 1] for file in work}) == 1 and _is_deep(work, depth):
        depth += 1
    tops: dict[str, list[File]] = {}
    above: list[str] = []
    for file in found:
        if file.path.parts[:depth] != work[0].path.parts[:depth]:
            above.append(str(file.path))
            continue
        parts = file.path.parts[depth:] or file.path.parts[-1:]
        inner = PurePosixPath(*(parts[1:] or parts))
        tops.setdefault(parts[0], []).append(replace(file, path=inner))
    by_student = platforms.by_student(tops)
    if not by_student and not (course and _is_a_class(tops, course)):
        return []
    downloaded = {name for downloads in by_student.values() for name, _ in downloads}
    loose = [name for name, these in tops.items() if _is_loose(name, these)]
    others = [
        Entry(place / name, lambda files=these: list(files))  # type: ignore[misc]
        for name, these in tops.items()
        if name not in downloaded and (name not in loose or _may_hold_work(these))
    ]
    names = [name for name in loose if name not in downloaded and not _may_hold_work(tops[name])]
    aside += [*_only_typed(by_student), *_junk([*above, *names])]
    entries = [*_of_students(place, by_student, tops.__getitem__), *others]
    return sorted(entries, key=lambda entry: entry.path)


def _is_loose(name: str, these: Sequence[File]) -> bool:
    """Whether what has a name at the top of an archive is a file and no folder."""
    return len(these) == 1 and these[0].path.name == name


def _may_hold_work(these: Sequence[File]) -> bool:
    return any(not file.aside and kind_of(file.path) != "text" for file in these)


def _is_deep(found: Sequence[File], depth: int) -> bool:
    return all(len(file.path.parts) > depth + 1 for file in found) and not platforms.recognised(
        found[0].path.parts[depth]
    )


def _is_a_class(tops: dict[str, list[File]], course: Course, fewest: int = 2) -> bool:
    """Whether so many folders side by side, or files named for people, hold one lesson, as students' do."""
    lessons = [lesson.name for lesson in course.lessons]
    folders: list[str] = []
    loose: list[str] = []
    for name, these in tops.items():
        plain = lesson_named(stem_of(PurePosixPath(name)), lessons)
        if (plain and plain.plainness == PLAIN) or name.casefold() == "exercises":
            return False
        if is_of_a_version(name):
            continue
        documents = [Document(file) for file in these if not file.aside]
        held = set().union(*(held_by_name(document, course) for document in documents))
        (loose if _is_loose(name, these) else folders).extend(held)
    return any(folders.count(one) >= fewest or loose.count(one) >= FEWEST_LOOSE for one in lessons)


def _is_nbgraders(path: Path, lessons: Sequence[str]) -> bool:
    """Whether a folder is the root of an nbgrader course, and not a class with a student of that name."""
    if not (path / "submitted").is_dir() or _is_submission(path, lessons):
        return False
    beside = (entry for entry in sorted(path.iterdir()) if entry.name.casefold() not in NBGRADERS)
    others = [entry for entry in beside if _may_be_submission(entry, lessons)]
    if others and not any((path / name).exists() for name in NBGRADER):
        raise ReadError(
            f"holds a folder `submitted` beside `{shown(others[0].name)}`; give `submitted` itself if it is "
            "nbgrader's, else rename it"
        )
    return True


def _may_be_submission(entry: Path, lessons: Sequence[str]) -> bool:
    """Whether an entry of a class may be somebody's: a folder, a lesson's file or an archive."""
    if _is_nobodys(entry):
        return False
    # What an earlier run wrote, unless a student's work is there too; os.path.exists never raises.
    was_written = os.path.exists(entry / JOURNAL) or (
        entry.name in WRITTEN and os.path.exists(entry.parent / JOURNAL)
    )
    if was_written and not _is_submission(entry, lessons):
        return False
    if entry.is_symlink() or entry.is_dir():
        return True
    if kind_of(entry) == "text":
        return False
    return bool(kind_of(entry)) or entry.name.lower().endswith(OTHER_ARCHIVES)


def _is_lesson_in_text(entry: Path, course: Course) -> bool:
    """Whether a file of a class that is text by its name defines a task of the course."""
    if kind_of(entry) != "text" or not entry.is_file() or _is_nobodys(entry):
        return False
    tasks = {task.name for lesson in course.lessons for task in lesson.tasks}
    return any(
        not document.problem and not tasks.isdisjoint(document.defined)
        for document in map(Document, _files_or_none(entry))
    )


def _is_nobodys(entry: Path) -> bool:
    name = entry.name.casefold()
    return is_left_aside(name) or name.startswith(("readme", "license")) or files.is_environment(entry)


def _left_aside(
    folder: Path,
    by_student: Mapping[tuple[str, str], list[tuple[str, platforms.Download]]],
    inside: Sequence[Path],
) -> list[str]:
    """What lies loose in a class and is not `inside` it, and students of whom there is no file."""
    entries = [entry for entry in sorted(folder.iterdir()) if entry not in inside and not _is_nobodys(entry)]
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


def _is_submission(folder: Path, lessons: Sequence[str]) -> bool:
    """Whether lesson files lie where a single submission has them."""
    for place in (folder, *(folder / name for name in ("exercises", *lessons))):
        with suppress(OSError):
            for file in place.iterdir():
                name = lesson_named(stem_of(file), lessons)
                if kind_of(file) in ("py", "ipynb") and name and name.plainness == PLAIN:
                    return True
    return False
