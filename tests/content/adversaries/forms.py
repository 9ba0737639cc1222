"""Right solutions of a task in every form: the reference's own, and those of tests/solutions."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graders.course.index import Course

ROOT = Path(__file__).resolve().parents[3]
COURSE = Course.load(ROOT)


@dataclass(frozen=True)
class Form:
    """A program that defines a task; `head` imports what it needs. Without a def, `function` is None."""

    task: str
    name: str
    head: str
    body: str
    function: ast.FunctionDef | None

    @property
    def text(self) -> str:
        return self.head + self.body


@cache
def forms(task: str) -> tuple[Form, ...]:
    """The reference comes first."""
    lesson = COURSE.task(task).lesson
    return _reference(lesson, task), *_solutions("solutions", lesson, task)


@cache
def slips(task: str) -> tuple[Form, ...]:
    """Wrong solutions that people wrote, or might write, in tests/content/slips."""
    return tuple(_solutions("content/slips", COURSE.task(task).lesson, task))


def _parsed(path: str) -> list[ast.stmt]:
    file = ROOT / path
    return ast.parse(file.read_text(encoding="utf-8")).body if file.exists() else []


def _reference(lesson: str, task: str) -> Form:
    (function,) = (
        node
        for node in _parsed(f"reference/{lesson}.py")
        if isinstance(node, ast.FunctionDef) and node.name == task
    )
    del function.body[0]  # the docstring
    return Form(task, "reference", "", ast.unparse(function), function)


def _solutions(folder: str, lesson: str, task: str) -> list[Form]:
    module = f"tests.{folder.replace('/', '.')}.{lesson}"
    head = f"from {module} import *\n"
    found = []
    for node in _parsed(f"tests/{folder}/{lesson}.py"):
        if isinstance(node, ast.FunctionDef) and node.name.partition("__")[0] == task:
            how, node = node.name.partition("__")[2], _Renamed(node.name, task).visit(node)
            if ast.get_docstring(node) is not None and len(node.body) > 1:
                del node.body[0]
            found.append(Form(task, how, head, ast.unparse(node), node))
        elif isinstance(node, ast.ClassDef) and node.name.partition("__")[0] == task:
            found.append(Form(task, node.name.partition("__")[2], head, f"{task} = {node.name}", None))
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name.partition("__")[0] == task and "__" in name:
                found.append(Form(task, name.partition("__")[2], head, f"{task} = {name}", None))
    return found


class _Renamed(ast.NodeTransformer):
    """The function under its task's name, in its own calls too."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if node.name == self.old:
            node.name = self.new
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id == self.old:
            node.id = self.new
        return node
