"""A lesson brought up to date around what a student wrote.

A lesson's file has pieces: its text, and each statement under a name; of a task the head (signature and
docstring) is a piece, and its body is the student's. A piece is exchanged while it is, to the letter, as it
was given. What was given is known by digests, one for each piece, in the record beside the files.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from graders.course.parsing import parse, parses
from graders.course.stubs import end_of, first_row, head, is_untouched, lines_of

TEXT = "its text"


@dataclass(frozen=True)
class Piece:
    """Lines `start` to `end` (not included) of a file; of a task those of its head, and the function."""

    name: str
    start: int
    end: int
    text: str
    task: ast.FunctionDef | None = None
    last: int = 0
    """The line behind the whole statement."""


@dataclass
class Merged:
    """A file brought up to date, and the names of those pieces that could not be."""

    text: str
    left: list[str] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    """The same by their names in the record, where those are others."""


def given_of_script(text: str, tasks: Collection[str]) -> dict[str, str]:
    """The digests of the pieces of a file, by their names."""
    return {piece.name: digest(piece.text) for piece in split(text, tasks)}


def merge(text: str, stub: str, tasks: Collection[str], given: Mapping[str, str]) -> Merged:
    """A student's text with all that is new in the stub, except where the student changed it.

    `given` has the digests of the pieces as they were handed out. A text that cannot be taken apart is left
    whole.
    """
    try:
        mine, new = split(text, tasks), {piece.name: piece for piece in split(stub, tasks)}
    except (SyntaxError, ValueError, RecursionError):
        return Merged(text, ["all of it: it does not parse"])
    merged = Merged(text)
    lines = lines_of(text)
    end = "\r\n" if "\r\n" in text else "\n"
    present = {piece.name: piece for piece in mine}
    changes: list[tuple[int, int, str]] = []
    for name, piece in new.items():
        if name not in present:
            if name not in given:  # else the student took it out
                changes.append(_insertion(name, new, present, stub))
        elif _same(present[name].text, piece.text):
            continue
        elif _is_given(present[name], given, mine) and not _binds_otherwise(present[name], piece):
            changes.append((present[name].start, present[name].end, piece.text))
        elif given.get(name) != digest(piece.text):
            merged.left.append(name)
    changes.sort(key=lambda change: change[0])
    for start, stop, piece_text in reversed(changes):
        if start and not lines[start - 1].endswith("\n"):
            lines[start - 1] += end
        lines[start:stop] = [piece_text.replace("\n", end)]
    merged.text = "".join(lines)
    return merged if parses(merged.text) else Merged(text, ["all of it: it could not be taken apart"])


def split(text: str, tasks: Collection[str]) -> list[Piece]:
    """The pieces of a file in order; where a name is bound again, the later one counts from the second on."""
    if "\r" in text.replace("\r\n", ""):
        raise ValueError("a line ends as Python alone would see")
    tree, lines = parse(text), lines_of(text)
    found: list[Piece] = []
    for name, node in _named(tree, text):
        start, last = first_row(node) - 1, end_of(node, lines)
        if name in tasks and isinstance(node, ast.FunctionDef):
            top = head(node, lines)
            end = node.lineno - 1 + top.count("\n")
            if "".join(lines[node.lineno - 1 : end]).rstrip() == top.rstrip():
                found.append(Piece(name, node.lineno - 1, end, top, node, last))
                continue
        found.append(Piece(name, start, last, "".join(lines[start:last]), None, last))
    return found


def head_of(text: str, task: str) -> str:
    """The signature and docstring of a task as they stand in a text; empty where it has none."""
    return next((piece.text for piece in split(text, [task]) if piece.name == task), "")


def body_of(text: str, task: str) -> str:
    """What a task does, as it stands in a text, below its docstring; empty where it has none."""
    lines = lines_of(text)
    found = [piece for piece in split(text, [task]) if piece.name == task]
    return "".join(
        "".join(lines[piece.end if piece.task else piece.start : piece.last]) for piece in found[:1]
    )


def digest(text: str) -> str:
    return hashlib.sha256(text.replace("\r\n", "\n").rstrip().encode()).hexdigest()[:16]


def _named(tree: ast.Module, text: str) -> Iterator[tuple[str, ast.stmt]]:
    seen: dict[str, int] = {}
    for place, node in enumerate(tree.body):
        if place == 0 and ast.get_docstring(tree, clean=False) is not None:
            name = TEXT
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = node.name
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
        else:
            name = ast.unparse(node)
        seen[name] = seen.get(name, 0) + 1
        yield name + (f" ({seen[name]})" if seen[name] > 1 else ""), node


def _same(one: str, other: str) -> bool:
    return digest(one) == digest(other)


def _is_given(piece: Piece, given: Mapping[str, str], mine: Collection[Piece]) -> bool:
    """Is it as it was handed out, and the only statement on its lines?"""
    alone = all(other is piece or other.last <= piece.start or other.start >= piece.last for other in mine)
    return alone and given.get(piece.name) == digest(piece.text)


def _binds_otherwise(old: Piece, new: Piece) -> bool:
    """Has a task that somebody wrote other arguments now, so that what was written would not fit?"""
    if old.task is None or new.task is None:
        return (old.task is None) != (new.task is None)
    return not is_untouched(old.task) and ast.dump(_bare(old.task)) != ast.dump(_bare(new.task))


def _bare(task: ast.FunctionDef) -> ast.arguments:
    """The names of a task's arguments, without what they are said to be."""
    arguments = ast.parse(ast.unparse(task)).body[0]
    assert isinstance(arguments, ast.FunctionDef)
    for argument in ast.walk(arguments.args):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    return arguments.args


def _insertion(
    name: str, new: Mapping[str, Piece], present: Mapping[str, Piece], stub: str
) -> tuple[int, int, str]:
    """Where a new piece goes: behind its nearest neighbour, with the blank lines before it."""
    order = list(new)
    earlier = order[: order.index(name)]
    before = new[earlier[-1]].last if earlier else 0
    text = "".join(lines_of(stub)[before : new[name].last])
    place = next((present[other].last for other in reversed(earlier) if other in present), 0)
    for piece in present.values():
        if piece.start < place < piece.last:
            place = piece.last
    return place, place, text
