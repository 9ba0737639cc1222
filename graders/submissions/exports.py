"""Python files that were notebooks: their calls of IPython, and lines of its that were left in them."""

from __future__ import annotations

import ast
from itertools import groupby

from graders.course.parsing import parse, parses
from graders.submissions.lines import MAYBE, Read, lines_into, read_into


def read_script(text: str) -> Read:
    """A Python file, which may have been a notebook before: its calls of IPython, or IPython's own lines."""
    if "get_ipython" in text:
        with_lines = _unexported(text)
        if with_lines is not None:
            read = Read()
            read.text = _unfolded(with_lines, read)
            return read
    if MAYBE.search(text) and not parses(text):
        read = Read(signs="%!?")
        read.text = lines_into(text, read)
        if parses(read.text):
            return read
    return Read(text)


def _unexported(text: str) -> list[str] | None:
    """The lines of a file, its calls of IPython turned back into lines of IPython's; None if it has none."""
    try:
        tree = parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    lines = text.split("\n")
    found = False
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr | ast.Assign) and (line := _of_call(node.value)):
            first, last = node.lineno - 1, node.end_lineno or node.lineno
            start = lines[first].encode()[: node.value.col_offset].decode()
            rest = lines[last - 1].encode()[node.end_col_offset :].strip()
            alone = not lines[first].encode()[: node.col_offset].strip() and rest[:1] in (b"", b"#")
            if alone and node.value.lineno == node.lineno and not (start and isinstance(line, _Cell)):
                lines[first:last] = [line if not start else start + line, *[""] * (last - first - 1)]
                found = True
    return lines if found else None


class _Cell(str):
    """A whole cell in the place of a line."""


def _of_call(node: ast.expr) -> str | None:
    match node:
        case ast.Call(ast.Attribute(ast.Call(ast.Name("get_ipython"), []), method), arguments):
            values = [word.value for word in arguments if isinstance(word, ast.Constant)]
            words = [value for value in values if isinstance(value, str)]
        case _:
            return None
    match method, words:
        case (("system" | "getoutput" | "getoutputs" | "system_raw"), [command]):
            return f"!{_one_line(command)}"
        case "run_line_magic", [name, *rest]:
            return _one_line(f"%{name} {' '.join(rest)}".rstrip())
        case "magic", [line]:
            return _one_line(f"%{line.lstrip('%')}")
        case "run_cell_magic", [name, rest, body]:
            return _Cell(f"%%{name} {_one_line(rest)}".rstrip() + "\n" + body.rstrip("\n"))
    return None


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


def _unfolded(lines: list[str], read: Read) -> str:
    """Lines of a file, some of which hold a whole cell."""
    parts: list[str] = []
    for whole, some in groupby(lines, lambda line: isinstance(line, _Cell)):
        if whole:
            cells = (read_into(cell, read).removeprefix("\n") for cell in some)
            parts += [cell if cell.strip() else "" for cell in cells]
        else:
            parts.append(lines_into("\n".join(some), read))
    return "\n".join(parts)
