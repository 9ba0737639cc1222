"""The example of a task's statement: lines that are ours, run with the names of a student's file."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from graders.course.stubs import PICTURE, pieces
from graders.grading.checks import Check
from graders.grading.trial import Trial
from graders.judge.default import Tolerance

SHOWN = re.compile(r"^ *>>> (?P<source>.*(?:\n *\.\.\..*)*)(?P<value>\n *(?!>>>)\S)?", re.MULTILINE)
"""All that is needed of what `doctest` reads, which takes longer to load than a lesson to grade."""
MORE = re.compile(r"\n *\.\.\. ?")


@dataclass(frozen=True)
class Example:
    """`lines` are statements with whether a value stands below them; `given` defines names that they use.

    What a student's file lacks of those names, it gets: the pairs of name and source stand in their order.
    """

    lines: tuple[tuple[str, bool], ...]
    given: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> set[str]:
        """What stands in the lines."""
        return {name for text, _ in self.lines for name in _names(text)}

    @property
    def has_value(self) -> bool:
        return any(is_shown for _, is_shown in self.lines)


def example_of(reference: ModuleType, task: str, tasks: Sequence[str]) -> Example:
    """What a task's docstring shows; without a line, or a value, where there is no example."""
    shown = statements_of(getattr(reference, task).__doc__ or "")
    lines = tuple((_without_comment(source), has_value) for source, has_value in shown)
    used = {name for text, _ in lines for name in _names(text)}
    given = []
    for name, text in reversed(_given(reference, tuple(tasks))):
        if name in used:
            given.append((name, text))
            used |= _names(text)
    return Example(lines, tuple(reversed(given)))


def statements_of(docstring: str) -> list[tuple[str, bool]]:
    """What stands behind `>>>` and `...`, each with whether a value stands below it."""
    return [(MORE.sub("\n", shown["source"]), bool(shown["value"])) for shown in SHOWN.finditer(docstring)]


def item_names(example: Example, task: str) -> tuple[str, ...]:
    """What the example calls the parts of the task's answer, where it takes that apart."""
    for text, _ in example.lines:
        match ast.parse(text).body[0]:
            case ast.Assign([ast.Tuple(targets)], ast.Call(ast.Name(name))) if name == task:
                return tuple(target.id for target in targets if isinstance(target, ast.Name))
    return ()


Right = tuple[Sequence[object], Sequence[object]]
"""The values that an example shows, and what the task returns for them."""


def example_check(example: Example, right: Callable[[], Right], tolerance: Tolerance) -> Check:
    """The check that a student's function gives what the example shows, as the reference gives it."""

    def it_gives_the_example_of_its_statement(trial: Trial) -> None:
        """It gives what the example in its statement shows."""
        trial.follow(example.lines, example.given, right(), tolerance)

    return it_gives_the_example_of_its_statement


def _without_comment(source: str) -> str:
    statement = ast.parse(source).body[0]
    return ast.get_source_segment(source, statement) or source.strip()


def _names(text: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}


@cache
def _given(reference: ModuleType, tasks: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The names that a lesson gives its students, in order, each with the statement that defines it."""
    statements = [
        statement
        for task, text in pieces(inspect.getsource(reference), {PICTURE, *tasks})
        for statement in (ast.parse(text).body if task is None else ())
    ]
    return tuple((name, ast.unparse(statement)) for statement in statements for name in _bound(statement))


def _bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement of a lesson gives."""
    match statement:
        case ast.Import(names) | ast.ImportFrom(names=names):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in names)
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
