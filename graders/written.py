"""What a lesson asks its students to answer in their own words, for a person to read."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from graders.course import Course

ASKED = "## In your own words"
ANSWERED = "# For your instructor"
POINTS = re.compile(r"^- [^\n]*?(\d+(?:\.\d+)?) points?\b", re.MULTILINE)
FOLDER = Path(__file__).parent / "lessons"


@dataclass(frozen=True)
class Written:
    """One thing to be answered in words: what is asked, a model answer with its rubric, and its points."""

    asked: str
    answer: str
    points: float


def written(course: Course, lesson: str) -> list[Written]:
    """What a lesson asks, in order; most lessons ask nothing."""
    reference = (course.root / "reference" / f"{lesson}.py").read_text(encoding="utf-8")
    text = ast.get_docstring(ast.parse(reference)) or ""
    _, _, section = text.partition(f"\n{ASKED}\n")
    asked = re.split(r"^\d+\. ", section.partition("\n## ")[0], flags=re.MULTILINE)[1:]
    _, _, notes = (FOLDER / f"{lesson}.md").read_text(encoding="utf-8").partition(f"\n{ANSWERED}\n")
    answers = [part.partition("\n")[2].strip() for part in re.split(r"^## ", notes, flags=re.MULTILINE)[1:]]
    return [
        Written(" ".join(words.split()), answer, sum(map(float, POINTS.findall(answer))))
        for words, answer in zip(asked, answers, strict=True)
    ]
