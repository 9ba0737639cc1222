"""The cells of a notebook as plain data, with the marks by which nbgrader knows them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

Cell = dict[str, Any]
SCHEMA = 3


class Cells:
    """The cells of one lesson's notebook in order; each has an id that depends on its name alone."""

    def __init__(self, lesson: str) -> None:
        self.lesson = lesson
        self.content: list[Cell] = []

    def text(self, name: str, source: str) -> None:
        """Text that nbgrader does not look at."""
        self._add("markdown", name, source)

    def locked(self, name: str, source: str, *, kind: str = "code") -> None:
        """A cell that is restored when a student changes it."""
        self._add(kind, name, source, marks(name, locked=True))

    def solution(self, name: str, source: str) -> None:
        """A student's code."""
        self._add("code", name, source, marks(name, solution=True))

    def test(self, name: str, source: str, points: float) -> None:
        """The cell whose output is the score."""
        self._add("code", name, source, marks(name, grade=True, locked=True, points=points))

    def answer(self, name: str, source: str, points: float) -> None:
        """A student's words, graded by a person."""
        self._add("markdown", name, source, marks(name, grade=True, solution=True, points=points))

    def _add(self, kind: str, name: str, source: str, nbgrader: Cell | None = None) -> None:
        cell: Cell = {
            "cell_type": kind,
            "id": identity(self.lesson, name),
            "metadata": {} if nbgrader is None else {"nbgrader": nbgrader | {"cell_type": kind}},
            "source": source.strip("\n").splitlines(keepends=True),
        }
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        self.content.append(cell)

    def document(self) -> str:
        """The notebook's file, the same to the byte whenever the cells are the same."""
        notebook = {
            "cells": self.content,
            "metadata": {
                "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                "language_info": {"name": "python"},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        return as_text(notebook)


def as_text(notebook: Cell) -> str:
    """A notebook's file."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def identity(lesson: str, name: str) -> str:
    """The id of a lesson's cell, by which it is known even where its marks were dropped."""
    return hashlib.sha256(f"{lesson}/{name}".encode()).hexdigest()[:12]


def marks(
    name: str,
    *,
    grade: bool = False,
    solution: bool = False,
    locked: bool = False,
    points: float | None = None,
) -> Cell:
    """nbgrader's metadata of a cell, with exactly the keys that its schema allows."""
    found: Cell = {
        "schema_version": SCHEMA, "grade_id": name, "grade": grade, "solution": solution, "locked": locked,
        "task": False,
    }  # fmt: skip
    return found if points is None else found | {"points": points}
