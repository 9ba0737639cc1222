"""What is a class, and what one student's: by what lies side by side, and by its names."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import takewhile
from pathlib import Path, PurePosixPath

from graders.course.index import Course
from graders.submissions import files, platforms
from graders.submissions.archives import File
from graders.submissions.choosing import PLAIN, held_by_name, is_of_a_version, lesson_named
from graders.submissions.documents import Document
from graders.submissions.kinds import OTHER_ARCHIVES, ReadError, is_left_aside, kind_of, stem_of
from graders.submissions.names import ARCHIVE

JOURNAL = "grades.sqlite"
WRITTEN = ("results", "feedback")
"""Folders that an earlier run wrote beside its journal."""
MOST_LOOKED_AT = 20
"""Entries of a folder that are read to see whether it holds a class."""
FEWEST_FOLDERS, FEWEST_ALONE, FEWEST_LOOSE = 2, 3, 3
"""Of two files that hold the same lesson one may be an earlier state, and of two folders in a lone one."""
NBGRADER = ("nbgrader_config.py", "gradebook.db")
NBGRADERS = ("source", "release", "submitted", "autograded", "feedback")
"""Files that mark the root of an nbgrader course, and the folders in it."""
HANDED_IN, STILL_WORKED_ON = "submitted files", "working files"
"""Folders of Teams, which hold the same students."""
EXPORT = "submission_metadata.yml"
"""Beside it Gradescope numbers students, and not the states of one work."""
COPY = re.compile(r"\b(?:copy of|kopie von|copie de|copia de|copy)\b|\(\d+\)", re.IGNORECASE)
BETWEEN = re.compile(r"[\s_-]*\s[\s_-]*")


def inside(folder: Path, lessons: Sequence[str]) -> list[Path]:
    """What in the folder of a class may be somebody's."""
    found = [entry for entry in sorted(folder.iterdir()) if may_be_submission(entry, lessons)]
    is_of_teams = HANDED_IN in {entry.name.casefold() for entry in found}
    return [entry for entry in found if not (is_of_teams and entry.name.casefold() == STILL_WORKED_ON)]


def is_class_folder(folder: Path, course: Course, fewest: int = FEWEST_ALONE) -> bool:
    """Whether a folder that lies in another holds a class, as what is unpacked often does."""
    lessons = [lesson.name for lesson in course.lessons]
    if folder.is_symlink() or not folder.is_dir() or is_submission(folder, lessons):
        return False
    found = inside(folder, lessons)
    is_known = folder.name.casefold() == HANDED_IN or (folder / EXPORT).is_file()
    if is_known or platforms.by_student(entry.name for entry in found):
        return True
    if len(found) == 1:
        return is_class_folder(found[0], course, fewest)
    if fewest == FEWEST_ALONE and are_sections(found, course):
        return True
    tops = {entry.name: files_or_none(entry) for entry in found[:MOST_LOOKED_AT]}
    return is_a_class(tops, course, fewest)


def are_sections(found: Sequence[Path], course: Course) -> bool:
    """Whether each of these holds a class, no two of them the same student."""
    lessons = [lesson.name for lesson in course.lessons]

    def members(section: Path) -> list[str]:
        if section.is_dir():
            return (
                [one.name for one in inside(section, lessons)]
                if is_class_folder(section, course, FEWEST_FOLDERS)
                else []
            )
        tops = split(files_or_none(section))[0] if kind_of(section) == "archive" else {}
        return list(tops) if is_a_class(tops, course) else []

    return _are_apart([*takewhile(bool, map(members, found[:MOST_LOOKED_AT]))], len(found))


def sections_of(tops: Mapping[str, Sequence[File]], course: Course) -> bool:
    """The same for the files of an archive, by what stands at the top of their paths."""
    inner = (split(these)[0] for these in tops.values())
    return _are_apart([list(these) if is_a_class(these, course) else [] for these in inner], len(tops))


def _are_apart(sections: Sequence[Sequence[str]], count: int) -> bool:
    """Are these so many, with members, none in two of them? Platforms number students anew in each."""
    named = [name.casefold() for one in sections if not platforms.by_student(one) for name in one]
    whole = len(sections) == min(count, MOST_LOOKED_AT) > 1
    return whole and all(sections) and len({*named}) == len(named)


def split(found: Sequence[File]) -> tuple[dict[str, list[File]], list[str]]:
    """Files by the folders or files that lie side by side in an archive; and what lies above these."""
    work = [file for file in found if may_hold_work([file])] or found
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
    return tops, above


def handed_in(tops: Mapping[str, Sequence[File]]) -> Sequence[File] | None:
    """The one folder of several in which the students' work lies, where a platform's others do too."""
    known = {name.casefold(): name for name in tops}
    if {HANDED_IN, STILL_WORKED_ON} <= {*known}:
        return tops[known[HANDED_IN]]
    is_nbgraders = not known.keys().isdisjoint(NBGRADER) or known.keys() <= {*NBGRADERS}
    return tops["submitted"] if is_nbgraders and len(tops) > 1 and "submitted" in tops else None


def people(names: Mapping[str, bool], course: Course) -> list[tuple[str, list[str]]]:
    """Names by the people whose they are, where somebody has several; each with whether it is a file's.

    `jane_derivatives.py` and `jane_gradient.py` are one student's, and so are `jane/` and `jane.zip`.
    """
    lessons = [lesson.name for lesson in course.lessons]
    folders = {name for name, is_file in names.items() if not is_file}
    found: dict[tuple[str, bool], list[str]] = {}
    for name, is_file in names.items():
        person = _person(name, lessons) if is_file else name
        is_unpacked = name in folders or (person in folders and kind_of(PurePosixPath(name)) == "archive")
        found.setdefault((person, is_unpacked), []).append(name)
    if len(found) == len(names):
        return [(name, [name]) for name in names]
    return [(person, own) for (person, _), own in found.items()]


def _person(name: str, lessons: Sequence[str]) -> str:
    """A file's name without what tells whose it is: the lesson, which copy it is, its ending."""
    stem = _stem(name)
    for lesson in sorted(lessons, key=len, reverse=True):
        words = lesson.replace("_", r"[\s_-]+")
        rest, times = re.subn(rf"(?<![a-z]){words}(?![a-z])", " ", stem, flags=re.IGNORECASE)
        if times:
            return BETWEEN.sub(" ", COPY.sub(" ", rest)).strip(" _-.,") or stem
    return stem


def _stem(name: str) -> str:
    path = PurePosixPath(name)
    return ARCHIVE.sub("", name) if kind_of(path) == "archive" else stem_of(path)


def files_or_none(entry: Path) -> list[File]:
    try:
        return files.read(entry)
    except ReadError:
        return []


def is_loose(name: str, these: Sequence[File]) -> bool:
    """Whether what has a name at the top of an archive is a file and no folder."""
    return len(these) == 1 and these[0].path.name == name


def may_hold_work(these: Sequence[File]) -> bool:
    return any(not file.aside and kind_of(file.path) != "text" for file in these)


def _is_deep(found: Sequence[File], depth: int) -> bool:
    return all(len(file.path.parts) > depth + 1 for file in found) and not platforms.recognised(
        found[0].path.parts[depth]
    )


def is_a_class(tops: Mapping[str, Sequence[File]], course: Course, fewest: int = FEWEST_FOLDERS) -> bool:
    """Whether folders side by side, or files named for people, hold one lesson, as students' do."""
    if platforms.by_student(tops):
        return True
    lessons = [lesson.name for lesson in course.lessons]
    folders: list[str] = []
    loose: list[str] = []
    for name, these in tops.items():
        plain = lesson_named(stem_of(PurePosixPath(name)), lessons)
        if (plain and plain.plainness == PLAIN) or name.casefold() == "exercises":
            return False
        if is_of_a_version(name) and EXPORT not in tops:
            continue
        documents = [Document(file) for file in these if not file.aside]
        held = set().union(*(held_by_name(document, course) for document in documents))
        (loose if is_loose(name, these) else folders).extend(held)
    fewest_loose = FEWEST_FOLDERS if _are_named_for_people(tops, course) else FEWEST_LOOSE
    return any(folders.count(one) >= fewest or loose.count(one) >= fewest_loose for one in lessons)


def _are_named_for_people(tops: Mapping[str, Sequence[File]], course: Course) -> bool:
    """Have at least two people several files, each of which their name and that of a lesson is in?"""
    files_there = {name: True for name, these in tops.items() if is_loose(name, these)}
    groups = people(files_there, course)
    several = [person for person, names in groups if person not in map(_stem, names) and len(names) > 1]
    return len(several) > 1


def may_be_submission(entry: Path, lessons: Sequence[str]) -> bool:
    """Whether an entry of a class may be somebody's: a folder, a lesson's file or an archive."""
    if is_nobodys(entry):
        return False
    # What an earlier run wrote, unless a student's work is there too; os.path.exists never raises.
    was_written = os.path.exists(entry / JOURNAL) or (
        entry.name in WRITTEN and os.path.exists(entry.parent / JOURNAL)
    )
    if was_written and not is_submission(entry, lessons):
        return False
    if entry.is_symlink() or entry.is_dir():
        return True
    if kind_of(entry) == "text":
        return False
    return bool(kind_of(entry)) or entry.name.lower().endswith(OTHER_ARCHIVES)


def is_nobodys(entry: Path) -> bool:
    name = entry.name.casefold()
    return is_left_aside(name) or name.startswith(("readme", "license")) or files.is_environment(entry)


def is_submission(folder: Path, lessons: Sequence[str]) -> bool:
    """Whether lesson files lie where a single submission has them."""
    for place in (folder, *(folder / name for name in ("exercises", *lessons))):
        with suppress(OSError):
            for file in place.iterdir():
                name = lesson_named(stem_of(file), lessons)
                if kind_of(file) in ("py", "ipynb") and name and name.plainness == PLAIN:
                    return True
    return False
