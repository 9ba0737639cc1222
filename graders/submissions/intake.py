"""Submissions read from disk: which paths are submissions, and what each of them holds."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath, PurePosixPath

from graders.course.folders import real
from graders.course.index import Course
from graders.course.mishaps import contain
from graders.course.submission import Source, Submission
from graders.submissions import files
from graders.submissions.archives import File
from graders.submissions.choosing import choose
from graders.submissions.documents import Document, helpers
from graders.submissions.entries import Entry, entries_of
from graders.submissions.kinds import ReadError, is_left_aside, kind_of, module_of, stem_of
from graders.submissions.names import listed, named, proposals, shown

SECONDS = 30.0
"""By the clock, after which no further file of one submission is read."""
LATE = "was not read, since the files before it took too long"
MOST_NOTES = 20


class IntakeError(Exception):
    """What cannot be graded and why, a sentence each; `submissions` are those that can be."""

    def __init__(self, sentences: Sequence[str], submissions: Sequence[Submission]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = tuple(sentences)
        self.submissions = tuple(submissions)


@dataclass(frozen=True)
class Intake:
    """The submissions at some paths; what is no submission, and what was left aside, in a sentence each."""

    submissions: tuple[Submission, ...] = ()
    refused: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()


def read_submissions(paths: Sequence[Path], course: Course) -> list[Submission]:
    """The submissions at the paths, in order; raises IntakeError when one of the paths is none at all."""
    intake = take_in(paths, course)
    if intake.refused:
        raise IntakeError(intake.refused, intake.submissions)
    return list(intake.submissions)


def take_in(paths: Sequence[Path], course: Course) -> Intake:
    """Everything at the paths, in order; one path that cannot be read harms no other."""
    found: dict[Path, tuple[Entry, Submission]] = {}
    refused: list[str] = []
    aside: list[str] = []
    for path in paths:
        try:
            found |= {entry.path: (entry, read) for entry, read in _read_path(path, course, aside)}
        except (ReadError, OSError) as error:
            reason = f"cannot be read: {files.reason(error)}" if isinstance(error, OSError) else error
            refused.append(f"`{shown(path)}` {reason}.")
    usual = ["exercises", *(lesson.name for lesson in course.lessons)]
    names = named([proposals(entry.path, usual, entry.student) for entry, _ in found.values()])
    submissions = (submission for _, submission in found.values())
    called = tuple(
        replace(one, name=name, handed_in=entry.handed_in)
        for one, (entry, _), name in zip(submissions, found.values(), names, strict=True)
    )
    return Intake(called, tuple(refused), tuple(aside))


def read_lesson(path: Path, lesson: str, shown: str) -> Source:
    """The file of one lesson, for a front end that knows which it is; people see it as `shown`."""
    return _document(real(path), shown).source(lesson, ())


def _document(path: Path, shown: str) -> Document:
    """One file, which people see as `shown`."""
    try:
        file = next(iter(files.read(path)), File(PurePosixPath(), problem="holds no file"))
    except ReadError as error:
        file = File(PurePosixPath(), problem=str(error))
    return Document(replace(file, path=PurePosixPath(shown)))


def beside(file: Path, text: str) -> dict[str, str]:
    """The texts of what lies beside a lesson's file and is mentioned in its text, or in one that is.

    Among them is what a notebook writes itself.
    """
    found: dict[Path, Document] = {}
    waiting = [text]
    while waiting:
        for path in _mentioned(file.parent, waiting.pop()):
            if path != file and path not in found:
                found[path] = _document(path, path.relative_to(file.parent).as_posix())
                waiting.append(found[path].code.text)
    own = [_document(file, file.name)] if kind_of(file) == "ipynb" else []
    texts = helpers([*own, *found.values()], {})
    return {path: text for path, text in texts.items() if path != f"{module_of(PurePath(file.name))}.py"}


def _mentioned(folder: Path, text: str) -> Iterator[Path]:
    """The files in a folder whose names stand in a text, and in the folders of it of which that is true."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if is_left_aside(path.name) or (path.stem != "__init__" and stem_of(path) not in text):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _mentioned(path, text)
        elif kind_of(path) not in ("", "archive"):
            yield path


def handed_in_with(folder: Path, lesson: str, course: Course) -> dict[str, str]:
    """The texts of what a lesson's notebook may import or open of the folder that one student handed in.

    Neither the folder nor that above it, which has the student's name, may be a link.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        return {}
    return _read_safely(Entry(folder, lambda: files.read(folder)), course).beside(lesson)


def _read_path(path: Path, course: Course, aside: list[str]) -> list[tuple[Entry, Submission]]:
    if not path.exists():
        raise ReadError("does not exist")
    path = real(path)
    entries = entries_of(path, course, aside)
    read = [(entry, _read_safely(entry, course)) for entry in entries]
    if [entry.path for entry in entries] == [path] and not _is_readable(read[0][1]):
        why = _why(read[0][1])
        itself = f"`{shown(path.name)}` "
        raise ReadError(why.removeprefix(itself) if why.startswith(itself) else f"is no submission: {why}")
    if not read:
        raise ReadError("holds no submission; give a folder with a folder, file or archive a student")
    if not any(submission.sources for _, submission in read):
        raise ReadError(f"holds no submission: {_why(read[0][1])}")
    return read


def _is_readable(submission: Submission) -> bool:
    return any(source.text is not None for source in submission.sources.values())


def _why(submission: Submission) -> str:
    notes = [*submission.notes, *(source.note for source in submission.sources.values())]
    return notes[0].rstrip(".")


def _read_safely(entry: Entry, course: Course) -> Submission:
    """One submission; one that cannot be read in a way that nobody thought of harms no other."""

    def unread(error: Exception) -> Submission:
        sentence = f"`{shown(entry.path.name)}` cannot be read ({type(error).__name__})."
        return Submission(shown(entry.path.name), {}, (sentence,))

    return contain(lambda: _read_entry(entry, course), unread)


def _read_entry(entry: Entry, course: Course) -> Submission:
    """One submission; whatever cannot be read is a note of it or of its source, never an exception."""
    name = shown(entry.student or entry.path.name)
    try:
        found = entry.read()
    except ReadError as refused:
        return Submission(name, {}, (f"`{name}` {refused}.",))
    documents = list(_documents(found))
    choice = choose(documents, course)
    about = _about(choice.left)
    notes = [*entry.notes, *about]
    if not choice.sources and not about:
        others = [path for file in found if (path := shown(file.path)) != name]
        example = course.lessons[0].name
        holds = f"handed in only {listed(others)}, which is no lesson" if others else "holds no lesson"
        notes.append(f"`{name}` {holds}; a lesson's file is named like `{example}.py`.")
    more = [f"{len(notes) - MOST_NOTES} more of its files cannot be read."] if len(notes) > MOST_NOTES else []
    return Submission(name, choice.sources, (*notes[:MOST_NOTES], *more), helpers(documents, choice.sources))


def _documents(found: Sequence[File]) -> Iterator[Document]:
    """Those of one submission, as far as there is time to read them."""
    end = time.monotonic() + SECONDS
    for file in found:
        if not file.aside:
            is_late = not file.problem and time.monotonic() > end
            yield Document(replace(file, data=b"", problem=LATE) if is_late else file)


def _about(left: Sequence[Document]) -> list[str]:
    """What is to be said of files that are no lesson: those that cannot be read, and notebooks."""
    documents = [document for document in left if kind_of(document.file.path) != "text"]
    notes = [f"`{document.name}` {document.problem}." for document in documents if document.problem]
    others = [document.name for document in documents if not document.problem and document.is_notebook]
    return [*notes, *([f"{listed(others)} defines no task and was not graded."] if others else [])]
