"""What a lesson asks its students to answer in their own words, for a person to read."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from graders.course.index import Course, CourseError

ASKED = "## In your own words"
ANSWERED = "# For your instructor"
POINTS = re.compile(r"^- [^\n]*?(\d+(?:\.\d+)?) points?\b", re.MULTILINE)


@dataclass(frozen=True)
class Written:
    """One thing to be answered in words: what is asked, a model answer with its rubric, and its points."""

    asked: str
    answer: str
    points: float


def written(course: Course, lesson: str) -> list[Written]:
    """What a lesson asks, in order; most lessons ask nothing."""
    reference = course.text(f"reference/{lesson}.py")
    text = ast.get_docstring(ast.parse(reference)) or ""
    _, _, section = text.partition(f"\n{ASKED}\n")
    asked = re.split(r"^\d+\. ", section.partition("\n## ")[0], flags=re.MULTILINE)[1:]
    _, _, notes = course.text(f"graders/lessons/{lesson}.md").partition(f"\n{ANSWERED}\n")
    answers = [part.partition("\n")[2].strip() for part in re.split(r"^## ", notes, flags=re.MULTILINE)[1:]]
    points = [sum(map(float, POINTS.findall(answer))) for answer in answers]
    if len(asked) != len(answers) or not all(points):
        raise CourseError(
            f"graders/lessons/{lesson}.md must hold, under `{ANSWERED}`, a section with a model answer "
            f"and a rubric, such as `- … (1 point)`, for each part of `{ASKED}`."
        )
    return [
        Written(" ".join(words.split()), answer, worth)
        for words, answer, worth in zip(asked, answers, points, strict=True)
    ]
