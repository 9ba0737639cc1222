"""The types of results/<student>.json, of which docs/results.schema.json is made; see docs/results.md."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from graders.grading.results import Status

FORMAT = 1
TITLE = "One submission graded by gradlings"

Points = Annotated[float, Meta(ge=0)]


@dataclass(frozen=True)
class Check:
    """How one check ended. `message` is one sentence, "" where the check holds."""

    check: str
    status: Status
    message: str


@dataclass(frozen=True)
class Parts:
    """The feedback in parts: a call that shows what is wrong, its cause, what it builds on, its printing, and
    the line that the mistake is in."""

    witness: str
    cause: str
    needs: str
    printed: str
    place: str


@dataclass(frozen=True)
class Where:
    """The place of the mistake in the student's file, in a notebook in its cell.

    The columns count characters from 0, the second is that after the last.
    """

    line: Annotated[int, Meta(ge=1)]
    columns: tuple[int, int] | None
    kind: str
    certain: bool


@dataclass(frozen=True)
class Task:
    """One task. `id` names its feedback, `kind` is that of the finding which decided it.

    `seconds` is what its calls took.
    """

    task: str
    status: Status
    points: Points
    max_points: Points
    misconception: str | None
    feedback: str
    parts: Parts
    id: str | None
    kind: str | None
    where: Where | None
    checks: list[Check]
    seconds: Points


@dataclass(frozen=True)
class Lesson:
    """One lesson. `note` says what is odd about the student's file, often nothing."""

    lesson: str
    title: str
    score: Points
    max_score: Points
    note: str
    tasks: list[Task]


@dataclass(frozen=True)
class Document:
    """One submission. `seed_id` tells seeds apart without telling them; `public` is the students' own."""

    format: Literal[1]
    course: str
    submission: str
    seed_id: str
    confinement: str
    score: Points
    max_score: Points
    notes: list[str]
    lessons: list[Lesson]


def schema() -> dict[str, Any]:
    """The JSON Schema of a document. Programs must bear further keys, which may come within one format."""
    made = msgspec.json.schema(Document, ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": TITLE,
        "version": FORMAT,
        **made,
    }


def schema_text() -> str:
    """The same as it stands in docs/results.schema.json."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"
