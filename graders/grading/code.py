"""What a lesson run asks of a student's code, wherever that runs, and how it is answered in this process."""

from __future__ import annotations

import ast
import inspect
import signal
import sys
import textwrap
import threading
from collections.abc import Collection, Mapping
from types import CodeType
from typing import Protocol

from graders.course.index import Task
from graders.course.stubs import is_empty, is_untouched
from graders.grading.budget import Budget
from graders.grading.happenings import BoundAnew, Hindrance
from graders.grading.outlines import Returns, nearest, returns_of
from graders.grading.student_file import State, Stopped, is_reached
from graders.locate.source import Written
from graders.sandbox.outside.subjects import Editable, Local, Subject


class Text(Protocol):
    """What can be known of code before it runs."""

    def state(self, name: str) -> State:
        """How far a task has come."""
        ...

    def line(self, name: str) -> int | None:
        """The line on which a function begins."""
        ...

    def near(self, name: str, taken: Collection[str]) -> str:
        """A function whose name is nearly this one, and none of those that are `taken`; else nothing."""
        ...

    def returns(self, name: str) -> Returns | None:
        """What is seen of the `return`s of a function, where its text is known."""
        ...

    def holder(self, line: int | None) -> str:
        """The function in which a line of a file stands that need not parse."""
        ...

    def is_stub(self, name: str) -> bool:
        """Is the function of this name as it was given out?"""
        ...

    def written_above(self, name: str) -> int | None:
        """The line of a finished function of this name, where the one that counts is a stub below it."""
        ...

    def definition(self, name: str) -> Written | None:
        """The function of this name, where its text defines it, once."""
        ...

    def uses(self, name: str, other: str) -> bool:
        """Does a function call another, by itself or by what it calls, as far as its text tells?"""
        ...


class Code(Protocol):
    """A student's code of one lesson: its text, and then something to call."""

    @property
    def text(self) -> Text: ...

    @property
    def stopped(self) -> Collection[Stopped]:
        """The code cells and statements that did not run, or not to their end, as far as is known by now."""
        ...

    def subject(self, task: Task, budget: Budget) -> Subject | Hindrance:
        """What the task is called in, made ready for it; or why it cannot be called."""
        ...

    def as_it_stood(self, task: Task, budget: Budget) -> tuple[Subject, BoundAnew] | None:
        """What the task is called in, with the names as they were after its own part, where they changed."""
        ...

    def renew(self) -> bool:
        """Might the last task come further if it were the first? Then the next call goes to a new process."""
        ...

    def locate(self, line: int) -> tuple[int | None, int]:
        """The cell of a line of its text, if there are cells, and the place of the line there."""
        ...

    def spare(self, task: Task) -> Editable | None:
        """What may be tried out with changes, and never counts; None where nothing is."""
        ...

    def close(self) -> None: ...


class LocalText:
    """Functions in this process, as far as their source can be found."""

    def __init__(self, names: Mapping[str, object]) -> None:
        self.names = names

    def state(self, name: str) -> State:
        if name not in self.names:
            return State.MISSING
        tree = _tree(self.names[name])
        if tree is None or not is_untouched(tree):
            return State.WRITTEN
        return State.EMPTY if is_empty(tree) else State.UNTOUCHED

    def line(self, name: str) -> int | None:
        code = getattr(self.names.get(name), "__code__", None)
        return code.co_firstlineno if code is not None else None

    def near(self, name: str, taken: Collection[str]) -> str:
        return nearest(name, {known for known, found in self.names.items() if callable(found)} - set(taken))

    def returns(self, name: str) -> Returns | None:
        tree = _tree(self.names.get(name))
        return None if tree is None else returns_of(tree)

    def holder(self, line: int | None) -> str:
        return ""

    def is_stub(self, name: str) -> bool:
        tree = _tree(self.names.get(name))
        return tree is not None and is_untouched(tree)

    def written_above(self, name: str) -> None:
        return None

    def definition(self, name: str) -> Written | None:
        function = self.names.get(name)
        try:
            rows, first = inspect.getsourcelines(function)  # type: ignore[arg-type]  # as in `_tree`
            tree = ast.parse("".join(rows))
        except (OSError, TypeError, SyntaxError):
            return None
        if len(tree.body) != 1 or not isinstance(tree.body[0], ast.FunctionDef) or tree.body[0].name != name:
            return None
        ast.increment_lineno(tree, first - 1)
        return Written("\n" * (first - 1) + "".join(rows).rstrip("\n"), tree.body[0])

    def uses(self, name: str, other: str) -> bool:
        return is_reached(name, other, self._names_in)

    def _names_in(self, name: str) -> Collection[str]:
        found, codes = set(), [getattr(self.names.get(name), "__code__", None)]
        while codes:
            code = codes.pop()
            if code is not None:
                found |= set(code.co_names)
                codes += [part for part in code.co_consts if isinstance(part, CodeType)]
        return found


def _tree(function: object) -> ast.FunctionDef | None:
    """A function as its file has it, the lines counted from there."""
    try:
        # What is no function has no source: `getsource` says so by a TypeError.
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))  # type: ignore[arg-type]
    except (OSError, TypeError, SyntaxError):
        return None
    if not isinstance(tree.body[0], ast.FunctionDef):
        return None
    code = getattr(function, "__code__", None)
    ast.increment_lineno(tree, code.co_firstlineno - 1 if code is not None else 0)
    return tree.body[0]


class LocalCode:
    """Trusted code in this process."""

    stopped: Collection[Stopped] = ()

    def __init__(self, names: dict[str, object]) -> None:
        self.names = names
        self.text = LocalText(names)
        self.other: Local | None = None

    def subject(self, task: Task, budget: Budget) -> Subject:
        code = getattr(self.names[task.name], "__code__", None)
        file = code.co_filename if code is not None else ""
        return Local(self.names, file, task.limits.output, task.limits.wall)

    def as_it_stood(self, task: Task, budget: Budget) -> None:
        return None

    def renew(self) -> bool:
        return False

    def locate(self, line: int) -> tuple[int | None, int]:
        return None, line

    def spare(self, task: Task) -> Editable | None:
        """The same names once more, where a change that does not end can be interrupted."""
        if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
            return None
        if self.other is None:
            code = getattr(self.names[task.name], "__code__", None)
            file = code.co_filename if code is not None else ""
            self.other = Local(dict(self.names), file, task.limits.output)
        return self.other

    def close(self) -> None:
        """Leave no figure open: a notebook would display it."""
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")
