"""Wrong answers as people write them, what is told of each, and what plain pytest says of the same example.

`python -m tests.content.wrong_answers` writes both anew, and docs/messages.md of them.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from graders.course.index import Course
from graders.course.material import Material
from graders.course.stubs import stub
from graders.course.submission import Source
from graders.feedback.happenings import tell
from graders.grading import places
from graders.grading.engine import Grader

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = ROOT / "tests" / "wrong_answers"
PAGE = ROOT / "docs" / "messages.md"
COURSE = Course.load(ROOT)
LESSONS = [lesson.name for lesson in COURSE.lessons]
GIVEN = "    raise NotImplementedError\n"
FOREIGN = re.compile(r'  File "/[^"]*".*\n(?:    .*\n)*|^\d+ failed.* in .*s\n?', re.MULTILINE)
"""Lines of a traceback that differ from machine to machine."""
LONGEST = 14
"""Lines of pytest that the page shows."""
TOP = """# What is told of a wrong answer, and what plain pytest says

{count} wrong answers, as people write them on a first evening. Each stands in the lesson's file, where all
else is right. Beside it is what gradlings tells, word for word, and what plain `pytest --doctest-modules`
says of the example in the same task's statement; where that happens to come out right, it says nothing.

The page is made by `python -m tests.content.wrong_answers`; tests/content/test_wrong_answers.py holds it.
"""


@dataclass(frozen=True)
class WrongAnswer:
    """A body for one task; `deed` says in a few words what is done."""

    lesson: str
    task: str
    deed: str
    body: str

    @property
    def name(self) -> str:
        return f"{self.task}__{self.deed}"

    @property
    def text(self) -> str:
        """The lesson's file with this answer in it, all else right."""
        material = Material(COURSE, COURSE.lesson(self.lesson))
        return stub(material.reference, [self.task]).replace(GIVEN, self.body)


def wrong_answers(lesson: str) -> Iterator[WrongAnswer]:
    text = (ANSWERS / f"{lesson}.py").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            task, _, deed = node.name.partition("__")
            yield WrongAnswer(lesson, task, deed, "".join(lines[node.lineno : node.end_lineno]))


def told(grader: Grader, answer: WrongAnswer) -> str:
    """What a student is told of it: its id, the feedback, and what it printed."""
    source = Source(answer.lesson, f"{answer.lesson}.py", answer.text)
    unhurried = patch.object(places, "SECONDS", 60.0)  # what is told hangs on no machine's speed
    with unhurried, grader.run(COURSE.lesson(answer.lesson), source) as run:
        result = run.result(COURSE.task(answer.task))
    printed = "".join(f"\n  | {line}" for line in result.printed.splitlines())
    return f"({result.id})\n{result.feedback}" + (f"\n\nIt printed:{printed}" if printed else "") + "\n"


def of_pytest(answers: list[WrongAnswer]) -> dict[str, str]:
    """What `pytest --doctest-modules` says of the task's example, for each answer."""
    with tempfile.TemporaryDirectory() as folder:
        for answer in answers:
            Path(folder, f"{answer.name}.py").write_text(answer.text, encoding="utf-8")
        words = ["-m", "pytest", "--doctest-modules", "-q", "-p", "no:cacheprovider", "--rootdir", folder]
        done = subprocess.run(
            [sys.executable, *words, "-k", "not picture", "."],
            cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        parts = re.split(r"(?m)^_{3,} \[doctest\] (\S+) _{3,}$", done.stdout.partition("\n====== short")[0])
    said = dict(zip(parts[1::2], parts[2::2], strict=True))
    return {answer.name: _excerpt(said.get(f"{answer.name}.{answer.task}", ""), folder) for answer in answers}


def _excerpt(text: str, folder: str) -> str:
    """The end of a failure, from the example on, without the lines of the statement above it."""
    text = FOREIGN.sub("", text.replace(folder, "."))
    lines = [line.rstrip() for line in text.splitlines()]
    start = next((i for i, line in enumerate(lines) if re.match(r"\d+ +>>>", line)), 0)
    rest = [line for line in lines[start:] if line.strip() and not line.startswith(("=", "FAILED"))]
    if len(rest) > LONGEST:
        rest = [*rest[: LONGEST // 2], "…", *rest[-LONGEST // 2 :]]
    return "\n".join(rest) + "\n" if rest else "(nothing: the example comes out right)\n"


# Files


def read(kind: str, lesson: str) -> dict[str, str]:
    """The parts of a file of transcripts by the names of the answers."""
    path = ANSWERS / kind / f"{lesson}.txt"
    parts = re.split(r"(?m)^\[(\w+)\]\n", path.read_text(encoding="utf-8")) if path.exists() else [""]
    return {name: text.strip("\n") + "\n" for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def write(kind: str, lesson: str, parts: Mapping[str, str]) -> None:
    path = ANSWERS / kind / f"{lesson}.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(f"[{name}]\n{text}" for name, text in parts.items()), encoding="utf-8")


def page() -> str:
    """The page of all, made of the files of transcripts."""
    made = []
    for lesson in LESSONS:
        ours, theirs = read("told", lesson), read("pytest", lesson)
        made.append(f"\n## {COURSE.lesson(lesson).title}\n")
        for answer in wrong_answers(lesson):
            body = textwrap.dedent(answer.body).rstrip("\n")
            made.append(
                f"\n### `{answer.task}`: {answer.deed.replace('_', ' ')}\n\n```python\n{body}\n```\n\n"
                f"gradlings\n\n```text\n{ours[answer.name]}```\n\n"
                f"plain pytest\n\n```text\n{theirs[answer.name]}```\n"
            )
    count = sum(len(list(wrong_answers(lesson))) for lesson in LESSONS)
    return TOP.format(count=count) + "".join(made)


def main() -> None:
    with Grader(COURSE, tell=tell, many=False) as grader:
        for lesson in sys.argv[1:] or LESSONS:
            answers = list(wrong_answers(lesson))
            write("told", lesson, {answer.name: told(grader, answer) for answer in answers})
            write("pytest", lesson, of_pytest(answers))
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
