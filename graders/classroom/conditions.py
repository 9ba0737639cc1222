"""What the grade of one lesson depends on: its checks, the engine, the seed, the confinement, the text."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graders.course.index import LESSON_FILES, Course, Lesson
from graders.course.submission import Submission

IMPORTS = re.compile(r"^.*\bimport\b.*$", re.MULTILINE)
AT_RUN_TIME = re.compile(r"\b(?:importlib|__import__|import_module|runpy|pkgutil|exec|eval)\b")
"""What can import a module that no line names."""
WORD = re.compile(r"\w+")
LABELS = ("version", "course", "lesson", "seed", "confinement")


@dataclass(frozen=True)
class Conditions:
    """What grades depend on besides the submission's text; `tasks` are those asked for of a lesson, else all.

    `prints` has a fingerprint for each lesson of the course, `course` is that of all that lessons share.
    """

    course: str
    seed_id: str
    confinement: str
    lessons: tuple[str, ...]
    tasks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    prints: Mapping[str, str] = field(default_factory=dict)
    version: str = ""

    def of(self, lesson: str) -> str:
        """Those of one lesson, so that what differs between two can be told."""
        known = (self.version, self.course, self.prints.get(lesson, ""), self.seed_id, self.confinement)
        return json.dumps(dict(zip(LABELS, known, strict=True)))

    @property
    def present(self) -> set[str]:
        """Those of every lesson of the course."""
        return {self.of(lesson) for lesson in (*self.prints, *self.lessons)}

    def asked(self, lesson: str) -> tuple[str, ...]:
        """Which of a lesson's tasks are asked for; none are all of them."""
        return self.tasks.get(lesson, ())


def differences(old: str, new: str) -> list[str]:
    """What differs between the conditions of two grades, by its label."""
    before, after = json.loads(old), json.loads(new)
    return [label for label in LABELS if before.get(label) != after.get(label)]


def lesson_prints(course: Course) -> dict[str, str]:
    """What tells one state of a lesson from another: its reference, checks and hints, and its tasks."""
    return {lesson.name: _print(course, lesson) for lesson in course.lessons}


def _print(course: Course, lesson: Lesson) -> str:
    texts = [course.text(pattern.format(lesson.name)) for pattern in LESSON_FILES]
    return digest([*texts, lesson.title, *map(repr, lesson.tasks)])


def fingerprint(files: Iterable[Path]) -> str:
    """What tells one state of some files from another."""
    return digest([file.name.encode() + b"\0" + file.read_bytes() for file in sorted(files)])


def text_of(submission: Submission, lesson: str) -> str:
    """What tells one state of a student's work on a lesson from another, what it imports included."""
    source = submission.sources.get(lesson)
    if source is None:
        return digest([lesson])
    text = "-" if source.text is None else "+" + source.text
    beside = imported(source.text or "", submission.beside(lesson))
    modules = [part for pair in sorted(beside.items()) for part in pair]
    return digest([lesson, source.file, source.note, text, str(source.cells), "", *modules])


def imported(text: str, beside: Mapping[str, str]) -> dict[str, str]:
    """What a text may import, what that may import in turn, and all that is no module."""
    found = {path: inner for path, inner in beside.items() if not path.endswith(".py")}
    waiting = [text]
    while waiting:
        one = waiting.pop()
        words = _named(one)
        for path, inner in beside.items():
            if path not in found and (words is None or words & set(path.removesuffix(".py").split("/"))):
                found[path] = inner
                waiting.append(inner)
    return found


def _named(text: str) -> set[str] | None:
    """The words of lines that import, None where a module can be imported that none of them names."""
    if AT_RUN_TIME.search(text):
        return None
    lines = IMPORTS.findall(text.replace("\\\n", " "))
    return {word for line in lines for word in WORD.findall(line)}


def digest(parts: Iterable[str | bytes]) -> str:
    """A fingerprint of some parts, which cannot run into each other."""
    made = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        made.update(len(data).to_bytes(8, "big") + data)
    return made.hexdigest()
