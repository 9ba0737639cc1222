"""Submissions read from disk: which paths are submissions, and which of their files is which lesson."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path, PurePosixPath

from graders.course.index import Course
from graders.course.material import Material
from graders.course.mishaps import contain
from graders.course.submission import Source, Submission
from graders.submissions import files, text
from graders.submissions.files import File, ReadError
from graders.submissions.names import LONGEST_PATH, named, shown

EXACT, VARIANT, CONTAINED, BY_TASKS = range(4)
COPY = r"(?:_?(?:\(\d+\)|v?\d++|copy|final|fixed|new|solution|submission|abgabe|kopie))*"
DEFINITION = re.compile(r"^(?:async[ \t]+)?def[ \t]+(\w+)", re.MULTILINE)
NOT_STUDENTS = (".csv", ".md", ".rst", ".txt", ".toml", ".yml", ".yaml", ".json", ".sqlite", ".db", ".log")
JOURNAL = "grades.sqlite"
NBGRADER = ("nbgrader_config.py", "gradebook.db")
NBGRADERS = ("source", "release", "submitted", "autograded", "feedback")
"""Files that mark the root of an nbgrader course, and the folders in it."""
MOST_NOTES = 20


class IntakeError(Exception):
    """What cannot be graded and why, a sentence each; `submissions` are those that can be."""

    def __init__(self, sentences: Sequence[str], submissions: Sequence[Submission]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = tuple(sentences)
        self.submissions = tuple(submissions)


@dataclass(frozen=True)
class _Candidate:
    """A file that may be the source of `lesson`; the smaller its rank, the likelier."""

    source: Source
    rank: tuple[int, ...]


def read_submissions(paths: Sequence[Path], course: Course) -> list[Submission]:
    """The submissions at the paths, in order; raises IntakeError when one of the paths is none at all."""
    entries: dict[Path, Submission] = {}
    sentences = []
    for path in paths:
        try:
            entries |= _read_path(path, course)
        except (ReadError, OSError) as error:
            reason = f"cannot be read: {files.reason(error)}" if isinstance(error, OSError) else error
            sentences.append(f"`{shown(path)}` {reason}.")
    names = named(list(entries), ["exercises", *(lesson.name for lesson in course.lessons)])
    submissions = [replace(submission, name=names[path]) for path, submission in entries.items()]
    if sentences:
        raise IntakeError(sentences, submissions)
    return submissions


def read_lesson(path: Path, lesson: str, shown: str) -> Source:
    """The file of one lesson, for a front end that knows which it is; people see it as `shown`."""
    try:
        (file,) = files.read(path.resolve())
    except ReadError as error:
        file = File(PurePosixPath(), problem=str(error))
    return _source(replace(file, path=PurePosixPath(shown)), lesson)


def _read_path(path: Path, course: Course) -> dict[Path, Submission]:
    lessons = [lesson.name for lesson in course.lessons]
    if not path.exists():
        raise ReadError("does not exist")
    path = path.resolve()
    entries = _entries(path, lessons)
    submissions = {entry: _read_safely(entry, lessons, course) for entry in entries}
    if entries == [path] and not _is_readable(submissions[path]):
        why = _why(submissions[path])
        itself = f"`{shown(path.name)}` "
        raise ReadError(why.removeprefix(itself) if why.startswith(itself) else f"is no submission: {why}")
    if not submissions:
        raise ReadError("holds no submission; give a folder with a folder, file or archive a student")
    if not any(submission.sources for submission in submissions.values()):
        raise ReadError(f"holds no submission: {_why(submissions[entries[0]])}")
    return submissions


def _is_readable(submission: Submission) -> bool:
    return any(source.text is not None for source in submission.sources.values())


def _why(submission: Submission) -> str:
    notes = [*submission.notes, *(source.note for source in submission.sources.values())]
    return notes[0].rstrip(".")


def _entries(path: Path, lessons: Sequence[str]) -> list[Path]:
    """The submissions in `path`: itself, or one for each folder, file or archive in it."""
    if not path.is_dir():
        return [path]
    if _is_nbgraders(path, lessons):
        path = path / "submitted"
    inside = [entry for entry in sorted(path.iterdir()) if _may_be_submission(entry, lessons)]
    if not _is_submission(path, lessons):
        return inside
    others = [
        entry
        for entry in inside
        if entry.is_dir()
        and not _lesson_named(entry.name, lessons)
        and entry.name.casefold() != "exercises"
        and _is_submission(entry, lessons)
    ]
    if len(others) > 1:
        raise ReadError(
            f"holds lesson files and also folders with lesson files, such as `{others[0].name}`; "
            "give either one submission or a folder of submissions"
        )
    return [path]


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
    name = entry.name.casefold()
    if files.is_passed_over(name) or name.startswith(("readme", "license")):
        return False
    # What an earlier run wrote, unless a student's work is there too; os.path.exists never raises.
    if os.path.exists(entry / JOURNAL) and not _is_submission(entry, lessons):
        return False
    return entry.is_dir() or entry.suffix.lower() not in NOT_STUDENTS


def _is_submission(folder: Path, lessons: Sequence[str]) -> bool:
    """Whether lesson files lie where a single submission has them."""
    for place in (folder, *(folder / name for name in ("exercises", *lessons))):
        with suppress(OSError):
            for file in place.iterdir():
                named = _lesson_named(file.stem, lessons)
                if files.suffix(file) in files.SIZES and named and named[1] <= VARIANT:
                    return True
    return False


def _read_safely(entry: Path, lessons: Sequence[str], course: Course) -> Submission:
    """One submission; one that cannot be read in a way that nobody thought of harms no other."""

    def unread(error: Exception) -> Submission:
        sentence = f"`{shown(entry.name)}` cannot be read ({type(error).__name__})."
        return Submission(shown(entry.name), {}, (sentence,))

    return contain(lambda: _read_entry(entry, lessons, course), unread)


def _read_entry(entry: Path, lessons: Sequence[str], course: Course) -> Submission:
    """One submission; whatever cannot be read is a note of it or of its source, never an exception."""
    try:
        found = _found(entry)
    except ReadError as refused:
        return Submission(shown(entry.name), {}, (f"`{shown(entry.name)}` {refused}.",))
    candidates = [candidate for file in found for candidate in _candidates(file, lessons, course)]
    sources = {
        lesson: _chosen(those)
        for lesson in lessons
        if (those := [candidate for candidate in candidates if candidate.source.lesson == lesson])
    }
    told = {source.file for source in sources.values()}
    notes = [
        f"`{shown(file.path)}` {file.problem}."
        for file in found
        if file.problem and shown(file.path) not in told
    ]
    if not sources and not notes:
        notes = [f"`{shown(entry.name)}` holds no lesson; a lesson's file is named like `{lessons[0]}.py`."]
    more = [f"{len(notes) - MOST_NOTES} more of its files cannot be read."] if len(notes) > MOST_NOTES else []
    return Submission(shown(entry.name), sources, (*notes[:MOST_NOTES], *more))


def _found(entry: Path) -> list[File]:
    """The files of an entry; a folder that only holds an archive is that archive."""
    found = files.read(entry)
    if not found and entry.is_dir():
        archives = [inner for inner in entry.iterdir() if files.is_archive(inner)]
        if len(archives) == 1:
            return files.read(archives[0])
    return found


def _lesson_named(stem: str, lessons: Sequence[str]) -> tuple[()] | tuple[str, int]:
    """The lesson that a file's name speaks of, and how plainly; nothing when it names none or several."""
    if len(stem) > LONGEST_PATH:
        return ()
    name = re.sub(r"[\s-]+", "_", stem.casefold())
    if name in lessons:
        return name, EXACT
    for lesson in lessons:
        if re.fullmatch(rf"(?:copy_of_)?{lesson}{COPY}", name):
            return lesson, VARIANT
    contained = []
    for lesson in sorted(lessons, key=len, reverse=True):  # gradient_descent before gradient
        name, times = re.subn(rf"(?<![a-z]){lesson}(?![a-z])", "", name)
        contained += [lesson] * bool(times)
    return (contained[0], CONTAINED) if len(contained) == 1 else ()


def _candidates(file: File, lessons: Sequence[str], course: Course) -> list[_Candidate]:
    """The lesson that a file is by its name, else every lesson of which it defines a task."""
    named = _lesson_named(file.path.stem, lessons)
    if named:
        lesson, plainness = named
        source = _source(file, lesson, given(course, lesson))
        far = file.path.parent.name.casefold() not in ("", "exercises", lesson)
        is_notebook = files.suffix(file.path) == ".ipynb"
        return [_Candidate(source, (source.text is None, plainness + far, plainness, is_notebook))]
    defined = set(DEFINITION.findall(_source(file, "").text or ""))
    found = {
        lesson.name: task.name
        for lesson in course.lessons
        for task in reversed(lesson.tasks)
        if task.name in defined
    }
    return [
        _Candidate(
            _source(
                file,
                lesson,
                given(course, lesson),
                f"was taken for `{lesson}`, because it defines `{task}`",
            ),
            (False, BY_TASKS + 1),
        )
        for lesson, task in found.items()
    ]


def _source(file: File, lesson: str, given: Sequence[str] = (), note: str = "") -> Source:
    name = shown(file.path)
    if file.problem:
        return Source(lesson, name, None, f"`{name}` {file.problem}.")
    try:
        decoded, about_text = text.decode(file.data)
        is_notebook = files.suffix(file.path) == ".ipynb"
        code = text.notebook(decoded, given) if is_notebook else text.Code(decoded)
    except ReadError as refused:
        return Source(lesson, name, None, f"`{name}` {refused}.")
    said = [part for part in (note, about_text, code.note) if part]
    return Source(lesson, name, code.text, f"`{name}` {' and '.join(said)}." if said else "", code.cells)


@cache
def given(course: Course, lesson: str) -> tuple[str, ...]:
    """The code that a lesson gives its students."""
    return Material(course, course.lesson(lesson)).given


def _chosen(candidates: Sequence[_Candidate]) -> Source:
    """The likeliest of a lesson's candidates; which one is graded is never a matter of luck."""
    best, *others = sorted(candidates, key=lambda candidate: (candidate.rank, candidate.source.file))
    others = [other for other in others if other.source.text is None or other.source.text != best.source.text]
    if not others or best.source.text is None:
        return best.source
    names = ", ".join(f"`{other.source.file}`" for other in others[:3]) + (" …" if len(others) > 3 else "")
    lesson, file = best.source.lesson, best.source.file
    if others[0].rank == best.rank:
        return Source(lesson, file, None, f"Each of `{file}`, {names} could be `{lesson}`; keep one of them.")
    note = f"`{file}` was graded as `{lesson}`, {names} not."
    return replace(best.source, note=" ".join(filter(None, (best.source.note, note))))
