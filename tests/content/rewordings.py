"""Misconceptions in other words: the same but for rounding, random numbers, and how often f is called."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from graders.grading.checks import TaskChecks

LESSONS = Path(__file__).resolve().parents[2] / "graders" / "lessons"


class RoundedOtherwise(ast.NodeTransformer):
    """Factors in the other order, 1/2·x for x/2, −(b − a) for a − b, x·x for x²."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        left, right = node.left, node.right
        match node:
            case ast.BinOp(op=ast.Mult()):
                return ast.BinOp(right, ast.Mult(), left)
            case ast.BinOp(op=ast.Div(), right=ast.Constant(2)):
                return ast.BinOp(ast.Constant(0.5), ast.Mult(), left)
            case ast.BinOp(op=ast.Sub()):
                return ast.UnaryOp(ast.USub(), ast.BinOp(right, ast.Sub(), left))
            case ast.BinOp(left=ast.Name(), op=ast.Pow(), right=ast.Constant(2)):
                return ast.BinOp(left, ast.Mult(), left)
        return node


class DrawnOtherwise(ast.NodeTransformer):
    """Other random numbers of the same kind."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = getattr(node.func, "attr", "")
        if name in ("default_rng", "seed", "RandomState") and len(node.args) == 1:
            node.args = [ast.BinOp(node.args[0], ast.Add(), ast.Constant(1))]
        return node


class AskedTwice(ast.NodeTransformer):
    """Where a function that was passed is called, it is called once more."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        passed = {argument.arg for argument in node.args.args} & {"f", "F", "df", "grad", "fprime"}
        for part in ast.walk(node):
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in passed:
                again = ast.Call(ast.Name(part.func.id, ast.Load()), part.args, part.keywords)
                both = ast.Tuple([again, ast.Name(part.func.id, ast.Load())], ast.Load())
                part.func = ast.Subscript(both, ast.Constant(1), ast.Load())
        return node


FORMS = {"rounded": RoundedOtherwise, "drawn": DrawnOtherwise, "asked": AskedTwice}


@cache
def reworded(lesson: str, form: str) -> Mapping[str, TaskChecks]:
    """The tasks of a lesson, whose misconceptions are written in other words."""
    path = LESSONS / f"{lesson}.py"
    tree = FORMS[form]().visit(ast.parse(path.read_text(encoding="utf-8")))
    names: dict[str, Any] = {"__name__": f"{lesson} {form}"}
    exec(compile(ast.fix_missing_locations(tree), str(path), "exec", dont_inherit=True), names)
    return {value.name: value for value in names.values() if isinstance(value, TaskChecks)}
