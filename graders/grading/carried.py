"""Which tasks of a file are still done after others in it were changed, without calling them again."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from unicodedata import normalize

from graders.course.parsing import bindings, looked_at, parse
from graders.grading.results import Result, Status
from graders.grading.statements import free_names, is_guard
from graders.grading.student_file import is_reached

BY_TEXT = {"__import__", "eval", "exec", "getattr", "globals", "locals", "setattr", "sys", "vars"}
"""Where one of these stands, a function may reach what its text does not name."""
LINE_END = re.compile(r"\r\n?|\n")
BY_TEXT_WORD = re.compile(rf"\b(?:{'|'.join(sorted(BY_TEXT))})\b")


@dataclass(frozen=True, eq=False)
class Outline:
    """A script taken apart: its functions by name, each bound once, and all other statements in order.

    Those of the last texts are kept, as each is the earlier one of the next.
    """

    text: str
    functions: Mapping[str, ast.FunctionDef]
    others: tuple[ast.stmt, ...]

    @classmethod
    @lru_cache(maxsize=4)
    def of(cls, text: str) -> Outline | None:
        """None where it does not parse, a name of a function stands for more than that, or none may tell."""
        try:
            tree, bound = looked_at(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        others = tuple(
            node
            for node in tree.body
            if not isinstance(node, ast.FunctionDef) and not (is_guard(node) and not any(bindings(node)))
        )
        by_text = BY_TEXT_WORD.search(normalize("NFKC", text)) and BY_TEXT & _names(tree)
        if by_text or any(bound[name] > 1 for name in functions):
            return None
        return cls(text, functions, others)

    @cached_property
    def names(self) -> Mapping[str, Collection[str]]:
        """The names from outside that stand in each function."""
        return {name: _read(lines) for name, lines in self.lines.items()}

    @cached_property
    def lines(self) -> Mapping[str, str]:
        """The lines of each function."""
        rows = LINE_END.split(self.text)
        return {
            name: "\n".join(rows[_first_line(node) - 1 : node.end_lineno])
            for name, node in self.functions.items()
        }

    def is_changed(self, name: str, before: Outline) -> bool:
        """Does a function say something else than before, whatever its lines and remarks are?"""
        mine, theirs = self.functions.get(name), before.functions.get(name)
        if mine is None or theirs is None:
            return True
        return self.lines[name] != before.lines[name] and ast.dump(mine) != ast.dump(theirs)

    @cached_property
    def rest(self) -> str:
        """The same of all other statements."""
        return "\n".join(map(ast.dump, self.others))

    @cached_property
    def used(self) -> set[str]:
        """The names that stand in what runs with the file."""
        return {name for node in _run_at_once(self) for name in _names(node)}

    def names_in(self, function: str) -> Collection[str]:
        return self.names.get(function, ())

    @cached_property
    def state(self) -> set[str]:
        """The names of what functions may change for each other: all that is bound, but for constants."""
        own = [node for node in self.others if not _is_constant(node)]
        return set(bindings(ast.Module(own, [])))


def still_done(before: str, now: str, results: Mapping[str, Result]) -> dict[str, Result]:
    """The results of `before` that hold in `now` too.

    Those are of tasks that are done, that reach no function that was changed, and that share nothing with one
    through which it could change what they do. Whatever stands outside of functions must be as it was.
    """
    old, new = Outline.of(before), Outline.of(now)
    if old is None or new is None or old.rest != new.rest:
        return {}
    names = old.functions.keys() | new.functions.keys()
    changed = {name for name in names if new.is_changed(name, old)}
    if any(_reaches_out(outline, changed) for outline in (old, new)):
        return {}
    return {
        name: replace(result, line=new.functions[name].lineno)
        for name, result in results.items()
        if result.status is Status.DONE and name in new.functions and _is_apart(new, old, name, changed)
    }


def _is_apart(new: Outline, old: Outline, name: str, changed: Collection[str]) -> bool:
    """Can the changed functions make no difference to this one?"""
    if name in changed or any(is_reached(name, other, new.names_in) for other in changed):
        return False
    shared = {one for one in new.state if is_reached(name, one, new.names_in)}
    return not any(
        is_reached(other, one, outline.names_in)
        for outline in (new, old)
        for other in changed
        for one in shared
    )


def _reaches_out(outline: Outline, changed: Collection[str]) -> bool:
    """Is a changed function used while the file runs, or does it bind names of the file itself?"""
    at_once = any(
        name in outline.used or any(is_reached(other, name, outline.names_in) for other in outline.used)
        for name in changed
    )
    return at_once or any(
        isinstance(part, ast.Global)
        for name in changed
        if name in outline.functions
        for part in ast.walk(outline.functions[name])
    )


def _run_at_once(outline: Outline) -> Iterator[ast.AST]:
    """What runs with the file: all but the bodies of its functions."""
    yield from outline.others
    for function in outline.functions.values():
        yield from (*function.decorator_list, function.args)


def _is_constant(node: ast.stmt) -> bool:
    """An import, or a name for a number or a text."""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Import | ast.ImportFrom)


def _first_line(function: ast.FunctionDef) -> int:
    return min([function.lineno, *(node.lineno for node in function.decorator_list)])


@lru_cache(maxsize=64)
def _read(lines: str) -> Collection[str]:
    """The names that a function reads from outside: at each save most are those of the save before."""
    (node,) = parse(lines).body
    assert isinstance(node, ast.FunctionDef)
    return free_names(node)


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
