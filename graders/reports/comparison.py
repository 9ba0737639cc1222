"""Two gradings of one class: whose points differ, and in which tasks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graders.reports.contract import FORMAT
from graders.reports.safe import amount, line

DUST = 1e-6
Document = Mapping[str, Any]


class CompareError(Exception):
    """Why two gradings cannot be compared, in one sentence."""


@dataclass(frozen=True)
class Comparison:
    """What differs, a line each; how many submissions are in both, and how many of them have other points."""

    lines: tuple[str, ...]
    both: int
    changed: int


def compare(old: Path, new: Path) -> Comparison:
    """Compare the results that two folders of `gradlings grade` hold."""
    before, after = _documents(old), _documents(new)
    lines: list[str] = []
    changed = 0
    for name in sorted(before.keys() | after.keys(), key=str.casefold):
        if name not in after:
            lines.append(f"{line(name)}: only in {old}")
        elif name not in before:
            lines.append(f"{line(name)}: only in {new}")
        elif found := list(_differences(before[name], after[name])):
            points = [amount(document["score"]) for document in (before[name], after[name])]
            changed += abs(before[name]["score"] - after[name]["score"]) > DUST
            lines.append(f"{line(name)}: {' → '.join(dict.fromkeys(points))}")
            lines += [f"  {line(one)}" for one in found]
    return Comparison(tuple(lines), len(before.keys() & after.keys()), changed)


def _differences(old: Document, new: Document) -> Iterator[str]:
    before, after = _tasks(old), _tasks(new)
    for task in {**before, **after}:
        was, now = before.get(task), after.get(task)
        if was is None or now is None:
            yield f"{task}: {'not graded' if was is None else was} → {'not graded' if now is None else now}"
        elif was != now:
            yield f"{task}: {was} → {now}"


def _tasks(document: Document) -> dict[str, str]:
    """The state and points of each task, in the order of the course."""
    return {
        task["task"]: f"{task['status']} ({amount(task['points'])})"
        for lesson in document["lessons"]
        for task in lesson["tasks"]
    }


def _documents(folder: Path) -> dict[str, Document]:
    files = sorted((folder / "results").glob("*.json"))
    if not files:
        raise CompareError(f"`{folder}` holds no results; `gradlings grade … --out {folder}` writes them.")
    found = {}
    for file in files:
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
            if content["format"] != FORMAT:
                raise ValueError
            found[content["submission"]] = content
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            raise CompareError(f"`{file}` is no result of this version of gradlings.") from None
    return found
