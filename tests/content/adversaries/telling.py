"""Does a function differ from the reference on wide inputs, and at which call?"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graders.judge.default import default_judge
from graders.judge.findings import Finding, OpenFinding
from graders.sandbox.inside import calling
from graders.sandbox.outside.subjects import Local, pack_call
from graders.values import codec
from graders.values.functions import Function
from graders.values.outcome import Outcome
from graders.values.types import Graph, Node, Remote
from tests.content.wide import Case, Script, cases

ASKED = "asked_by_the_wide_inputs"


class Asked:
    """A function under watch: what it does to graphs and memory that plain data does not show."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.answer: Any = None
        self.content: Any = None
        self.noted = ""

    def __call__(self, *arguments: Any) -> Any:
        graphs = [argument for argument in arguments if type(argument) is Node]
        before = list(map(_graph, graphs))
        answer = self.function(*arguments)
        self.noted = ""
        if self.content is not None and _content(self.answer) != self.content:
            self.noted = "the answer to the call before has changed"
        if any(_shares(answer, argument) for argument in arguments):
            self.noted = "the answer shares its memory with an argument"
        if list(map(_graph, graphs)) != before:
            self.noted = "the graph has changed"
        self.answer, self.content = answer, _content(answer)
        return answer


def _graph(out: Node) -> list[Any]:
    """All of a graph but its gradients."""
    seen, todo, found = {id(out)}, [out], []
    while todo:
        node = todo.pop()
        links = [(id(parent), slope) for parent, slope in node.parents]
        found.append((id(node), node.value, links, sorted(vars(node))))
        for parent, _ in node.parents:
            if id(parent) not in seen:
                seen.add(id(parent))
                todo.append(parent)
    return found


def _content(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype.str, value.tobytes() if value.dtype.kind != "O" else None
    if isinstance(value, (list, tuple)):
        return [_content(item) for item in value]
    if isinstance(value, dict):
        return [(key, _content(item)) for key, item in value.items()]
    return value if isinstance(value, (int, float, str)) else None


def _shares(answer: Any, argument: Any) -> bool:
    if isinstance(answer, (list, tuple)):
        return any(_shares(item, argument) for item in answer)
    if isinstance(answer, dict):
        return any(_shares(item, argument) for item in answer.values())
    if isinstance(argument, (list, tuple)):
        return any(_shares(answer, item) for item in argument)
    if isinstance(argument, dict):
        return any(_shares(answer, item) for item in argument.values())
    return (
        isinstance(answer, np.ndarray)
        and isinstance(argument, np.ndarray)
        and np.may_share_memory(answer, argument)
    )


class Quick(Local):
    """As `Local`, without looking at the clock at each call."""

    def call(self, function: str | Remote, arguments: Sequence[Any]) -> Outcome:
        request, self.counted = pack_call(function, arguments, 0.0, 0)
        before = [counted.calls for counted in self.counted]
        reply = self.student.handle(request)
        after = [counted.calls for counted in self.counted]
        return calling.outcome(reply, tuple(now - then for now, then in zip(after, before, strict=True)))


@dataclass(frozen=True)
class Seen:
    """What a call gave."""

    outcome: Outcome
    noted: str


@dataclass
class Subject:
    """A program's task in this process."""

    names: dict[str, Any]
    task: str

    def __post_init__(self) -> None:
        self.asked = Asked(self.names[self.task])
        self.local = Quick({**self.names, ASKED: self.asked}, "wrong.py")

    def see(self, case: Case | Script) -> Seen:
        if isinstance(case, Script):
            play, arguments = case.copied()
            before = _content(arguments)
            self.local.student.names["played"] = lambda: play(self.names[self.task])
            outcome = self.local.call("played", [])
            return Seen(outcome, "" if _content(arguments) == before else "changed an argument")
        self.asked.noted = ""
        return Seen(self.local.call(ASKED, case.made()), self.asked.noted)


class Wide:
    """The wide inputs of one task, with the reference's answers."""

    def __init__(self, lesson: str, task: str) -> None:
        self.lesson, self.task = lesson, task
        self.right = Subject(dict(vars(importlib.import_module(f"reference.{lesson}"))), task)
        self.kept: dict[int, list[tuple[Case | Script, Seen]]] = {}

    def asked(self, seed: int) -> list[tuple[Case | Script, Seen]]:
        if seed not in self.kept:
            self.kept[seed] = [(case, self.right.see(case)) for case in cases(self.lesson, self.task, seed)]
            for case, seen in self.kept[seed]:
                if seen.outcome.raised is not None:
                    what = f"{shown(self.task, case)} raised {seen.outcome.raised}"
                    raise RuntimeError(f"the reference's {what}")
        return self.kept[seed]

    def tell(self, names: dict[str, Any], draws: int) -> tuple[str, str] | None:
        """The first call at which a program differs, and how; None where it agrees in all draws."""
        subject = Subject(names, self.task)
        for seed in range(draws):
            for number, (case, expected) in enumerate(self.asked(seed)):
                how = differs(case, subject.see(case), expected, f"{self.task}/{seed}/{number}")
                if how:
                    return shown(self.task, case), how
        return None


def differs(case: Case | Script, seen: Seen, expected: Seen, seed: str) -> str:
    """How an outcome differs from the reference's, "" where it is right."""
    given, wanted = seen.outcome, expected.outcome
    if given.raised is not None:
        return f"raised {given.raised.kind}: {given.raised.message}"
    judge = case.judge or default_judge(wanted.value, case.tolerance, seed)
    with np.errstate(all="ignore"):
        found = judge(given.value, wanted.value)
    if isinstance(found, Finding):
        return "" if isinstance(found, OpenFinding) else f"{found.kind} {found}"[:400]
    if found:
        return str(found)[:400]
    return _otherwise(case, seen, expected)


def _otherwise(case: Case | Script, seen: Seen, expected: Seen) -> str:
    """What else a call may not do: change arguments, the answer before, graphs; warn where it must not."""
    given, wanted = seen.outcome, expected.outcome
    for position, content in given.changed.items():
        if position not in wanted.changed:
            return f"changed argument {position}"
        if (
            default_judge(wanted.changed[position], case.tolerance)(content, wanted.changed[position])
            is not None
        ):
            return f"left another argument {position}"
    if seen.noted and seen.noted != expected.noted:
        return seen.noted
    if case.quiet and given.warnings:
        return f"warned: {given.warnings[0]}"
    return ""


def shown(task: str, case: Case | Script) -> str:
    """A call as text."""
    if isinstance(case, Script):
        return f"{task}: {case.name}"
    return f"{task}({', '.join(map(_text, case.made()))})"


def _text(value: Any) -> str:
    if isinstance(value, Function):
        return value.formula
    if isinstance(value, Graph):
        return f"Graph({value.values}, {value.links})"[:300]
    if isinstance(value, np.ndarray) and value.size > 60:
        return f"array of shape {value.shape}"
    return " ".join(repr(value).split())[:300]


def readable(value: Any) -> bool:
    """Can it cross from a student's process?"""
    try:
        codec.encode(value)
    except codec.CodecError:
        return False
    return True


def kinds_of(value: Any) -> Iterator[str]:
    """Which of the makers can do something to an answer."""
    name = type(value).__module__.partition(".")[0]
    if type(value).__name__ in ("Expression", "Matrix"):
        yield "expression"
    elif type(value).__name__ == "Figure":
        yield "figure"
    elif (
        name == "numpy"
        or isinstance(value, (int, float))
        or type(value).__name__ == "Remote"
        or value is None
    ):
        yield "numbers"
    elif isinstance(value, (list, tuple)):
        yield "numbers"
        for item in value:
            yield from kinds_of(item)
    elif isinstance(value, dict) and "3d" in value:
        yield "figure"
    elif isinstance(value, dict):
        yield from kinds_of(list(value.values()))
