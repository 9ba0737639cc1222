"""What is seen of a function without running it: where it returns, what its name is like, where it stands."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

CLOSE = 0.85
"""How like a name must be to one that is missing; that of a sister task is less so."""
LOOPS = (ast.For, ast.While)
MADE = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Constant, ast.Dict, ast.JoinedStr, ast.List, ast.ListComp,
        ast.Set, ast.Tuple)  # fmt: skip
"""Expressions whose value is never None."""
OTHER_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


@dataclass(frozen=True)
class Returns:
    """The `return`s of a function: has one a value, and on which line does one end a loop at once?

    `has_caret` says whether the function holds a `^`, which between whole numbers raises nothing, and
    `never_none` that there are some, and none hands back None.
    """

    has_value: bool
    in_loop: int | None = None
    has_caret: bool = False
    never_none: bool = False


def returns_of(function: ast.FunctionDef) -> Returns:
    """What is seen of a function's own `return`s, not of those of functions inside it."""
    own = list(_own(function))
    values = [part for part in own if isinstance(part, (ast.Yield, ast.YieldFrom)) or _has_value(part)]
    in_loop = next((_at_once(part) for part in own if _at_once(part)), None)
    has_caret = any(isinstance(part, ast.BitXor) for part in ast.walk(function))
    never_none = bool(values) and not any(_may_be_none(part) for part in own)
    return Returns(bool(values), in_loop, has_caret, never_none)


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node in the order of the text, but for other scopes; however deep they lie."""
    waiting = [ast.iter_child_nodes(node)]
    while waiting:
        part = next(waiting[-1], None)
        if part is None:
            waiting.pop()
        elif not isinstance(part, OTHER_SCOPES):
            yield part
            waiting.append(ast.iter_child_nodes(part))


def _has_value(part: ast.AST) -> bool:
    if not isinstance(part, ast.Return) or part.value is None:
        return False
    return not (isinstance(part.value, ast.Constant) and part.value.value is None)


def _may_be_none(part: ast.AST) -> bool:
    """Is it a `return` of something else than what is made on the spot?"""
    if not isinstance(part, ast.Return):
        return isinstance(part, (ast.Yield, ast.YieldFrom))
    return not _has_value(part) or not isinstance(part.value, MADE)


def _at_once(part: ast.AST) -> int | None:
    """The line of a `return` that ends a loop in its first round, whatever happens in it."""
    if not isinstance(part, LOOPS) or not isinstance(part.body[-1], ast.Return):
        return None
    return None if any(isinstance(inner, ast.Continue) for inner in _own(part)) else part.body[-1].lineno


def nearest(name: str, known: Collection[str]) -> str:
    """The known name that is nearly this one, whatever its case and its underscores; or nothing."""
    plain = {_plain(other): other for other in sorted(known)}
    close = get_close_matches(_plain(name), plain, n=1, cutoff=CLOSE)
    return plain[close[0]] if close else ""


def _plain(name: str) -> str:
    return name.replace("_", "").casefold()


def last_defined(lines: Sequence[str]) -> str:
    """The function at the left margin that was begun last."""
    found = (re.match(r"(?:async\s+)?def\s+(\w+)", line) for line in reversed(lines))
    return next((match[1] for match in found if match is not None), "")
