"""Stubs: the text of a lesson with its solutions cut out by rule, never by marks in the source."""

import ast
import io
import tokenize
from collections.abc import Collection, Iterator

from graders.course.index import CourseError, did_you_mean
from graders.course.parsing import parse

PICTURE = "picture"
"""The name of the function that draws a lesson's picture; it stands after the tasks."""
OWN_WORDS = "in_my_own_words"
"""The name of the text in which students answer in words; it stands between tasks and picture."""
ANSWER = "*Your answer:*"
"""What stands in a notebook's cell that is to be answered in words."""
STARTED = """

if __name__ == "__main__":  # what stands here runs when the file is started, and not while it is graded
    print("Type `pytest`: it says what is done, what is next, and what is wrong and why.")
"""
"""The end of a student's file: what it says to those who start it."""


def stub(text: str, tasks: Collection[str]) -> str:
    """A lesson's text with the body of every task taken out; all else stays as it is, to the letter."""
    tree, lines = ast.parse(text), lines_of(text)
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    for task in tasks:
        if task not in names:
            raise CourseError(f"The lesson defines no `{task}`{did_you_mean(task, names)}")
    for function in reversed(list(functions(tree, tasks))):
        start, end = function.lineno - 1, end_of(function, lines)
        lines[start:end] = [head(function, lines), f"{_indent(function)}raise NotImplementedError\n"]
    return "".join(lines)


def pieces(text: str, names: Collection[str]) -> Iterator[tuple[str | None, str]]:
    """A lesson's top-level statements, without its docstring; what has one of the names stands under it."""
    body, lines = ast.parse(text).body, lines_of(text)
    end = body[0].end_lineno or 0
    for node in body[1:]:
        start, end = end, node.end_lineno or 0
        name = _bound_name(node)
        yield name if name in names else None, "".join(lines[start:end])


def _bound_name(node: ast.stmt) -> str | None:
    match node:
        case ast.FunctionDef(name) | ast.Assign([ast.Name(name)]):
            return name
    return None


def is_untouched(function: ast.FunctionDef) -> bool:
    """Whether nothing stands below the docstring but `raise NotImplementedError`, `pass` or `...`."""
    body = function.body[1:] if _docstring(function) else function.body
    return all(_is_placeholder(statement) for statement in body)


def is_empty(function: ast.FunctionDef) -> bool:
    """Whether it is untouched and even the `raise` that it was given out with is gone."""
    return is_untouched(function) and not any(isinstance(part, ast.Raise) for part in function.body)


def replace_definition(text: str, name: str, source: str) -> str:
    """The text with one function or class exchanged for that of `source`, or with it added at the end."""
    lines, new_lines = lines_of(text), lines_of(source)
    old, new = _definition(parse(text), name), _definition(ast.parse(source), name)
    if new is None:
        raise CourseError(f"The lesson defines no `{name}`.")
    piece = new_lines[_span(new, new_lines)]
    if old is None:
        return f"{text.rstrip()}\n\n\n{''.join(piece)}"
    lines[_span(old, lines)] = piece
    return "".join(lines)


def lines_of(text: str) -> list[str]:
    return io.StringIO(text).readlines()  # unlike str.splitlines, only at the ends that Python knows


def functions(tree: ast.Module, tasks: Collection[str]) -> Iterator[ast.FunctionDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in tasks:
            yield node
        elif isinstance(node, ast.ClassDef) and node.name in tasks:
            yield from (method for method in node.body if isinstance(method, ast.FunctionDef))


def _definition(tree: ast.Module, name: str) -> ast.FunctionDef | ast.ClassDef | None:
    found = None
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            found = node
    return found


def _docstring(function: ast.FunctionDef) -> ast.stmt | None:
    return None if ast.get_docstring(function, clean=False) is None else function.body[0]


def _is_placeholder(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(ast.Constant(value)):
            return value is ...
        case ast.Raise(ast.Name("NotImplementedError") | ast.Call(ast.Name("NotImplementedError"))):
            return True
    return isinstance(statement, ast.Pass)


def first_row(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def end_of(node: ast.stmt, lines: list[str]) -> int:
    """The number of a definition's last line, or of the last comment that is indented into it."""
    end = node.end_lineno or node.lineno
    for row, line in enumerate(lines[end:], start=end + 1):
        inner = line.lstrip()
        if inner and not (inner.startswith("#") and len(line) - len(inner) > node.col_offset):
            break
        if inner:
            end = row
    return end


def head(function: ast.FunctionDef, lines: list[str]) -> str:
    """A function's signature and docstring, with the comments on their lines."""
    docstring = _docstring(function)
    row, column = _colon(function, lines)
    start = function.lineno - 1
    if docstring and docstring.lineno == row:
        signature = "".join(lines[start : row - 1]) + lines[row - 1][:column]
        words = ast.get_source_segment("".join(lines), docstring)
        return f"{signature}\n{_indent(function)}{words}\n"
    if docstring:
        row, column = _end_position(docstring, lines)
    body = function.body[1:] if docstring else function.body
    last = lines[row - 1]
    if body and first_row(body[0]) == row:
        last = last[:column]
    return "".join(lines[start : row - 1]) + last.removesuffix("\n") + "\n"


def _indent(function: ast.FunctionDef) -> str:
    return " " * (function.col_offset + 4)


def _colon(function: ast.FunctionDef, lines: list[str]) -> tuple[int, int]:
    """Where a function's signature ends: the row and the column after its colon."""
    rows = iter(lines[function.lineno - 1 :])
    tokens = tokenize.generate_tokens(lambda: next(rows, ""))
    depth = 0
    while True:
        token = next(tokens)
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
            if token.string == ":" and depth == 0:
                return function.lineno - 1 + token.end[0], token.end[1]


def _end_position(node: ast.stmt, lines: list[str]) -> tuple[int, int]:
    row, offset = node.end_lineno or node.lineno, node.end_col_offset or 0
    return row, len(lines[row - 1].encode()[:offset].decode())  # ast counts bytes


def _span(node: ast.stmt, lines: list[str]) -> slice:
    return slice(first_row(node) - 1, end_of(node, lines))
