"""A student's text parsed in this process, in time and memory that its length bounds."""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

MOST_TEXT = 100_000
"""Characters of a lesson's file. To parse more takes seconds and hundreds of megabytes, by what it holds."""
MOST_PARTS = 100
"""Of a dotted name. An import's costs the square of its length: 100 000 characters take 2.6 GB."""
STUDENTS = "<a student's code>"
"""The name under which it is parsed. A warning of the parser would print a line that the student wrote, as
often as they like, below a name of their choice."""
SILENCE = ("ignore", None, Warning, re.compile(re.escape(STUDENTS) + r"\Z"), 0)
"""The filter for these, as `warnings` keeps it. It stays: to take it back would be seen by all threads."""
LETTER = r"[^\x00-/:-@\[-^`{-\x7f]"
"""Also all that is not ASCII. Said by what is no letter, since a long range takes long to compile."""
LONG_NAME = re.compile(rf"(?<!{LETTER})(?:{LETTER}++[ \t\f]*+\.[ \t\f]*+){{{MOST_PARTS}}}{LETTER}")


def parse(text: str, file: str = "") -> ast.Module:
    """As `ast.parse`, but a text that would cost too much is a SyntaxError."""
    if len(text) > MOST_TEXT:
        raise SyntaxError(f"it has {len(text)} characters; at most {MOST_TEXT} are read")
    if LONG_NAME.search(text.replace("\\\n", " ")):
        raise SyntaxError(f"a dotted name has more than {MOST_PARTS} parts")
    if warnings.filters[:1] != [SILENCE]:
        warnings.filterwarnings("ignore", category=Warning, module=SILENCE[3].pattern)
    try:
        return ast.parse(text, STUDENTS)
    except SyntaxError as error:
        error.filename = file
        raise


def parses(text: str) -> bool:
    """Is the text Python?"""
    try:
        parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def bindings(tree: ast.AST) -> Iterator[str]:
    """Every name that a file binds, once for each place where it does; `*` for an import of everything."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]


@lru_cache(maxsize=2)
def looked_at(text: str) -> tuple[ast.Module, Counter[str]]:
    """The tree of a text and how often it binds each name, for looking at alone: several ask for them.

    Of a student's own folder: they are kept, and those of a class might take too much memory.
    """
    tree = parse(text)
    return tree, Counter(bindings(tree))
