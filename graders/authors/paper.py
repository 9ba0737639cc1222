"""What can be read off a lesson's files: names, minutes, sentences, hints, examples, and what is missing."""

from __future__ import annotations

import ast
import doctest
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from graders.authors.content import Content
from graders.course.index import INDEX, did_you_mean
from graders.course.stubs import PICTURE
from graders.grading.checks import sentence_of
from graders.grading.examples import example_of
from graders.sandbox.outside.subjects import Local

MINUTES = {0: 3, 1: 3, 2: 5, 3: 7, 4: 10, 5: 12}
"""That a task of so many points takes."""
FOR_A_QUESTION = 3
LESS, MORE, LONGEST = 2, 5, 55
"""Minutes that a lesson may name below and above those of its tasks, and that one sitting may take."""
SOLUTIONS = 3
RUNGS = 3
STAY = "Arguments stay as they are: a task that has to change an array changes a copy of it."
JARGON = (
    "assert", "assertion", "exercise", "fixture", "misconception", "mutant", "obviously", "oracle", "quiz",
    "simply", "stub", "trivial", "trivially", "unit test",
)  # fmt: skip
"""Words of programmers and of this engine, and words that make a reader feel slow."""
ENDS = (".", ")", "?", "!")


def names_do_not_collide(content: Content) -> Iterator[str]:
    """No name hides another."""
    lesson = content.lesson.name
    if lesson in sys.stdlib_module_names:
        yield f"`{lesson}` is a module of Python, which {lesson}.py would hide; name the lesson otherwise."
    checks = f"graders/lessons/{lesson}.py"
    lines: dict[tuple[str, str], list[int]] = defaultdict(list)
    for node in ast.parse(content.course.text(checks), checks).body:
        if isinstance(node, ast.FunctionDef):
            for decorator in map(ast.unparse, node.decorator_list):
                lines[decorator, node.name].append(node.lineno)
            if node.name in content.material.tasks:
                yield f"{checks}, line {node.lineno}: `{node.name}` is a task's name; rename the function."
    for (decorator, name), (first, *others) in lines.items():
        for line in others:
            yield (
                f"{checks}, line {line}: `@{decorator}` has a `{name}` in line {first} already, "
                "which is lost; rename one."
            )


def tasks_are_declared(content: Content) -> Iterator[str]:
    """The checks' file declares the tasks of course.toml in their order."""
    file = f"graders/lessons/{content.lesson.name}.py"
    tasks, declared = content.material.tasks, content.checks
    for name in tasks:
        if name not in declared:
            yield f'{file} declares no `{name}`; write `{name} = task("{name}")`.'
    for name in declared:
        if name not in tasks:
            yield f"{file} declares `{name}`, which {INDEX} does not list{did_you_mean(name, tasks)}"
    if set(declared) == set(tasks) and list(declared) != tasks:
        yield f"{file} declares its tasks in another order than {INDEX}; put them in one order."


def task_is_whole(content: Content, task: str) -> Iterator[str]:
    """A task has checks, misconceptions and three hints, each a sentence."""
    declared = content.checks[task]
    if not declared.checks:
        yield f"`{task}` has no check; write a function under `@{task}.check`."
    if not declared.misconceptions:
        yield f"`{task}` has no misconception; write what people get wrong under `@{task}.misconception`."
    for name, function in (declared.checks | declared.misconceptions).items():
        if not sentence_of(function):
            yield f"`{name}` of `{task}` has no docstring; it is the sentence that a student reads."
        elif not sentence_of(function).endswith(ENDS):
            yield f"The docstring of `{name}` of `{task}` is no whole sentence; end it with a stop."
    rungs = content.material.hints.get(task, [])
    if len(rungs) != RUNGS or not all(rungs):
        yield (
            f"graders/lessons/{content.lesson.name}.md has {len(rungs)} hints for `{task}` and needs "
            f"{RUNGS}: a question, the idea, the formula."
        )


def minutes_fit_the_points(content: Content) -> Iterator[str]:
    """A lesson is one sitting, as long as its tasks and its written questions take."""
    lesson = content.lesson
    unknown = [task.name for task in lesson.tasks if task.points not in MINUTES]
    for name in unknown:
        yield f"`{name}` must have 0, 1, 2, 3, 4 or 5 points, so that its minutes are known."
    if unknown:
        return
    needed = sum(MINUTES[int(task.points)] for task in lesson.tasks)
    needed += FOR_A_QUESTION * len(content.material.written)
    if needed - LESS > LONGEST:
        yield (
            f"The tasks of `{lesson.name}` take {needed} minutes, and a sitting at most {LONGEST}; "
            "leave some out."
        )
    elif not max(1, needed - LESS) <= lesson.minutes <= min(LONGEST, needed + MORE):
        yield (
            f"{INDEX} gives `{lesson.name}` {lesson.minutes} minutes, and its tasks take {needed}; "
            f"write `minutes = {min(LONGEST, needed)}`."
        )


def text_is_for_students(content: Content) -> Iterator[str]:
    """The lesson's text has its parts, says that arguments stay, and speaks no jargon."""
    material, file = content.material, f"reference/{content.lesson.name}.py"
    if not material.words.startswith("# ") or not material.first_sentence:
        yield f"The docstring of {file} must begin with `# Title` and a sentence that says what it teaches."
    shapes = [part for part in material.sections if part.startswith("## Shapes\n")]
    if not shapes or STAY not in " ".join(shapes[0].split()):
        yield f"The docstring of {file} needs a section `## Shapes` that says: {STAY}"
    hints = [rung for rungs in material.hints.values() for rung in rungs]
    told = [
        sentence_of(function)
        for task in content.checks.values()
        for function in (*task.checks.values(), *task.misconceptions.values())
    ]
    said = " ".join((material.words, *_statements(content), *hints, *told))
    for word in JARGON:
        if re.search(rf"\b{word}s?\b", said, re.IGNORECASE):
            yield f"`{word}` stands in what students of `{content.lesson.name}` read; say it in plain words."


def examples_run(content: Content) -> Iterator[str]:
    """Every statement has an example, and shows what it gives."""
    for task in content.material.tasks:
        function = getattr(content.reference, task)
        examples = doctest.DocTestFinder(recurse=False).find(function, task, content.reference)
        if not any(test.examples for test in examples):
            yield f"The docstring of `{task}` has no example; write one that runs, as in `>>> {task}(…)`."
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    for test in doctest.DocTestFinder().find(content.reference):
        runner.run(test, out=said.append)
        if said:
            got = " ".join("".join(said).partition("Failed example:")[2].split())
            yield f"The example of `{test.name.split('.')[-1]}` shows something else than it gives: {got}"
            said.clear()


def examples_are_checks(content: Content) -> Iterator[str]:
    """Every example has a value, needs no other task, and prints NumPy's floats as it prints Python's."""
    tasks = content.material.tasks
    for task in tasks:
        example = example_of(content.reference, task, tasks)
        if example.lines and not example.has_value:
            yield f"The example of `{task}` shows no value; let its last line give one."
        for other in sorted(example.names & set(tasks) - {task}):
            yield f"The example of `{task}` calls the task `{other}`; write what that returns in its place."
        outcome = Local({**vars(content.reference), task: _numpys(getattr(content.reference, task))}).run(
            task, example.lines
        )
        if outcome.raised is None and "np." in str(list(outcome.value[0].values())):
            yield (
                f"The example of `{task}` prints another text where an answer holds NumPy's floats; "
                "write `float(…)` around it."
            )


def _numpys(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, with NumPy's floats where it returns Python's."""
    return lambda *arguments, **options: _turned(function(*arguments, **options))


def _turned(value: Any) -> Any:
    if type(value) in (list, tuple):
        return type(value)(map(_turned, value))
    if type(value) is dict:
        return {key: _turned(item) for key, item in value.items()}
    return np.float64(value) if type(value) is float else value


def picture_is_drawn(content: Content) -> Iterator[str]:
    """`picture()` draws the lesson's figure."""
    draw, file = getattr(content.reference, PICTURE, None), f"reference/{content.lesson.name}.py"
    if draw is None:
        yield f"{file} has no function `{PICTURE}()`; write one that returns a figure."
    elif not getattr(draw(), "axes", None):
        yield f"`{PICTURE}()` of {file} returns no figure that something is drawn in."


def questions_have_answers(content: Content) -> Iterator[str]:
    """What is asked in words is a question, with a model answer and its points."""
    for part in content.material.written:
        if not part.asked.endswith(("?", ".")):
            yield f"`{part.asked[:60]}`, asked in words, is no whole sentence."


def stub_is_fresh(content: Content) -> Iterator[str]:
    """exercises/ holds what is made from the reference."""
    name = f"exercises/{content.lesson.name}.py"
    path = content.course.root / name
    if not path.is_file() or path.read_text(encoding="utf-8") != content.material.stub:
        yield f"{name} is not what the reference makes; run `gradlings sync`."


def solutions_are_given(content: Content) -> Iterator[str]:
    """Every task has three right solutions or more that look different."""
    for task, found in content.solutions.items():
        if len(found) < SOLUTIONS:
            yield (
                f"`{task}` needs {SOLUTIONS} right solutions that look different, and has {len(found)}; "
                f"write functions `{task}__how` in {content.solutions_file}."
            )


def oracle_is_of_another_kind(content: Content) -> Iterator[str]:
    """The reference is proved by something that does not follow it."""
    name = f"tests/content/test_reference_{content.lesson.name}.py"
    path = content.course.root / name
    if not path.is_file():
        yield (
            f"{name} is missing; prove the reference there by an oracle of another kind: SymPy, 50 digits of "
            "mpmath, a closed form, published numbers."
        )
        return
    tree = ast.parse(path.read_text(encoding="utf-8"), name)
    used = {getattr(node, "attr", getattr(node, "id", getattr(node, "name", ""))) for node in ast.walk(tree)}
    for task in content.material.tasks:
        if task not in used:
            yield f"{name} does not call `{task}`; prove it there by an oracle of another kind."


def _statements(content: Content) -> list[str]:
    return [getattr(content.reference, task).__doc__ or "" for task in content.material.tasks]
