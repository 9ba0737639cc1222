"""What a lesson is made of: its text, stub, given code, hints, and what it asks to be answered in words."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from graders.course.index import Course, CourseError, Lesson
from graders.course.stubs import OWN_WORDS, PICTURE, STARTED, pieces, stub

ASKED = "## In your own words"
ANSWERED = "# For your instructor"
PREDICT = "## Predict first"
TOLD = "# Prediction"
CHOICE = re.compile(r"^    (\w)   (.+)$", re.MULTILINE)
POINTS = re.compile(r"^- [^\n]*?(\d+(?:\.\d+)?) points?\b", re.MULTILINE)


@dataclass(frozen=True)
class Written:
    """One thing to be answered in words: what is asked, a model answer with its rubric, and its points."""

    asked: str
    answer: str
    points: float


@dataclass(frozen=True)
class Prediction:
    """What is to be predicted before the first task: the choices, and what is told of each."""

    asked: str
    choices: dict[str, str]
    told: dict[str, str]


class Material:
    """One lesson as its author wrote it; every file is read when it is first asked for."""

    def __init__(self, course: Course, lesson: Lesson) -> None:
        self.course, self.lesson = course, lesson
        self.tasks = [task.name for task in lesson.tasks]

    @cached_property
    def reference(self) -> str:
        """The text of its Python file."""
        return self.course.text(f"reference/{self.lesson.name}.py")

    @cached_property
    def stub(self) -> str:
        """The student's file: the same with the bodies of its tasks taken out."""
        return stub(self.reference, self.tasks) + STARTED

    @cached_property
    def words(self) -> str:
        """The lesson's text in Markdown."""
        return ast.get_docstring(ast.parse(self.reference)) or ""

    @cached_property
    def sections(self) -> list[str]:
        """The text in parts, each from one heading to the next; first the title."""
        return re.split(r"^(?=## )", self.words, flags=re.MULTILINE)

    @property
    def first_sentence(self) -> str:
        """What it teaches, as the table of contents says it."""
        paragraphs = [part for part in self.words.split("\n\n") if not part.startswith("#")]
        words = " ".join(paragraphs[0].split()) if paragraphs else ""
        return re.split(r"(?<=[.!?])\s", words)[0]

    @property
    def pieces(self) -> Iterator[tuple[str | None, str]]:
        """Its statements in order; tasks, picture and the text for one's own words under their names."""
        return pieces(self.reference, {PICTURE, OWN_WORDS, *self.tasks})

    @cached_property
    def given(self) -> tuple[str, ...]:
        """The code that it gives its students, statement by statement: all but tasks and picture."""
        return tuple(piece.strip("\n") for name, piece in self.pieces if name is None)

    @cached_property
    def hints(self) -> dict[str, list[str]]:
        """The rungs of each task's hints."""
        found: dict[str, list[str]] = {}
        for section in _parts(self._notes.partition("\n# ")[0]):
            name, _, body = section.partition("\n")
            found[name.strip()] = [" ".join(rung.split()) for rung in _numbered(body)]
        return found

    @cached_property
    def prediction(self) -> Prediction:
        """What it asks to be predicted before the first task."""
        section = next((part for part in self.sections if part.startswith(f"{PREDICT}\n")), "")
        asked = " ".join(section.removeprefix(PREDICT).partition("\n    ")[0].split())
        _, _, notes = self._notes.partition(f"\n{TOLD}\n")
        told = re.findall(r"^- (\w): (.*(?:\n  .*)*)", notes.partition("\n# ")[0], re.MULTILINE)
        found = Prediction(
            asked, dict(CHOICE.findall(section)), {key: " ".join(text.split()) for key, text in told}
        )
        if not asked.endswith("?") or not found.choices or found.choices.keys() != found.told.keys():
            raise CourseError(
                f"reference/{self.lesson.name}.py must have a section `{PREDICT}` with a question and "
                f"choices, and graders/lessons/{self.lesson.name}.md under `{TOLD}` a line such as "
                "`- a: No: …` for each."
            )
        return found

    @cached_property
    def written(self) -> list[Written]:
        """What it asks, in order, to be answered in words; most lessons ask nothing."""
        section = next((part for part in self.sections if part.startswith(f"{ASKED}\n")), "")
        asked = [" ".join(words.split()) for words in _numbered(section)]
        _, _, notes = self._notes.partition(f"\n{ANSWERED}\n")
        answers = [part.partition("\n")[2].strip() for part in _parts(notes)]
        points = [sum(map(float, POINTS.findall(answer))) for answer in answers]
        if len(asked) != len(answers) or not all(points):
            raise CourseError(
                f"graders/lessons/{self.lesson.name}.md must hold, under `{ANSWERED}`, a section with a "
                f"model answer and a rubric, such as `- … (1 point)`, for each part of `{ASKED}`."
            )
        return [Written(*part) for part in zip(asked, answers, points, strict=True)]

    @cached_property
    def _notes(self) -> str:
        return self.course.text(f"graders/lessons/{self.lesson.name}.md")


def written(course: Course, lesson: str) -> list[Written]:
    """What a lesson asks to be answered in words."""
    return Material(course, course.lesson(lesson)).written


def _parts(text: str) -> Collection[str]:
    return re.split(r"^## ", text, flags=re.MULTILINE)[1:]


def _numbered(text: str) -> Collection[str]:
    return re.split(r"^\d+\.\s+", text, flags=re.MULTILINE)[1:]
