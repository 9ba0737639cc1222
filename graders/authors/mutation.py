"""Wrong versions of a task's reference, made by rule, that its checks take for right."""

from __future__ import annotations

import ast
import os
import tomllib
from collections.abc import Iterator, Sequence
from functools import cached_property

from graders.authors.apart import Apart
from graders.authors.content import Content
from graders.authors.mutants import Mutant, mutants
from graders.grading.seeds import PUBLIC_SEED

LISTED = "tests/content/equivalent_mutants.toml"
HOW = (
    "add a check that refuses it, or list it in {listed} with the reason, under [equivalent.{task}] "
    "where its answers are the same and under [allowed.{task}] where the statement allows them"
)


class Mutation:
    """The wrong versions of one task, and which of them are known to be right after all."""

    def __init__(self, content: Content, task: str) -> None:
        self.content, self.task = content, task
        self.most: float | None = None  # seconds that a version may take

    @cached_property
    def listed(self) -> set[str]:
        """The changes that stand in the list with a reason."""
        file = self.content.course.root / LISTED
        tables = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
        return {change for table in tables.values() for change in table.get(self.task, {})}

    @cached_property
    def function(self) -> ast.FunctionDef:
        """The task as the reference has it."""
        for node in ast.parse(self.content.material.reference).body:
            if isinstance(node, ast.FunctionDef) and node.name == self.task:
                return node
        raise LookupError(self.task)

    @cached_property
    def made(self) -> list[Mutant]:
        """All of them, those included that are known to be right."""
        return mutants(self.function)

    @property
    def wrong(self) -> list[Mutant]:
        return [mutant for mutant in self.made if mutant.change not in self.listed]

    def accepted(self, apart: Apart, tried: Sequence[Mutant]) -> list[str]:
        """The changes that the checks do not refuse."""
        if self.most is None:
            status, cpu = apart.grade(self.task, ast.unparse(self.function), PUBLIC_SEED)
            self.most = 1 + 4 * cpu if status == "done" else 0.0
        if not self.most:
            return []  # of a reference that its own checks refuse, this says nothing
        return [
            mutant.change
            for mutant in tried
            if apart.grade(self.task, mutant.text, PUBLIC_SEED, self.most)[0] in ("done", "internal")
        ]

    def survivors(self, apart: Apart, tried: Sequence[Mutant]) -> Iterator[str]:
        """A sentence for each wrong version that passes."""
        for change in self.accepted(apart, tried):
            how = HOW.format(listed=LISTED, task=self.task)
            yield f"`{self.task}` with `{change}` passes its checks; {how}."

    def no_longer_made(self) -> Iterator[str]:
        """A sentence for each change that is listed as right and is none any more."""
        for change in sorted(self.listed - {mutant.change for mutant in self.made}):
            yield f"`{change}` of `{self.task}` is no longer made; take it out of {LISTED}."


def can_be_tried() -> bool:
    """Can wrong versions be run in a process of their own here?"""
    return hasattr(os, "fork")
