"""The rooms of the engine: who may know whom. CONTRIBUTING shows the same table."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "graders"

ROOMS = {
    "values": ("plain data that may cross from a student's process to ours", ""),
    "course": ("course.toml, the lessons' material, files made by rule", ""),
    "judge": ("is this answer right, and if not, how does it differ", "values"),
    "sandbox": ("student code runs here, confined; plain data comes out", "values"),
    "locate": ("where in a wrong function the mistake is", "values"),
    "grading": ("one submission × the checks → results", "course judge sandbox locate values drawing"),
    "feedback": (
        "findings and outcomes into sentences; the only room that knows English",
        "values judge.*findings grading.findings grading.happenings grading.results course.index",
    ),
    "authoring": (
        "the face for authors of lessons",
        "judge values grading.trial grading.checks grading.crossing grading.drawing grading.findings",
    ),
    "datasets": ("data sets with known truth, for lessons and students", ""),
    "drawing": ("one style for the pictures of all lessons", ""),
    "ideas": ("the picture of a lesson's idea, before the work", "drawing"),
    "lessons": ("checks, misconceptions and hints of each lesson", "authoring datasets reference"),
    "submissions": ("files, archives and notebooks → submissions", "course sandbox values.text"),
    "classroom": ("many submissions: processes, the journal", "grading submissions course"),
    "reports": ("one result, many renderers", "grading.results feedback course values.text"),
    "notebook": (
        "lessons as notebooks, and their grading in nbgrader",
        "grading submissions reports feedback course ideas",
    ),
    "authors": (
        "what an author is told of a lesson: `gradlings check`",
        "grading sandbox feedback course",
    ),
    "commands": ("the command line", "*"),
    "plugin": ("the front end of pytest", "*"),
    "__init__": ("the face for everybody: `grade_task`", "*"),
    "__main__": ("`python -m graders`", "*"),
}
"""What each room is for, and what it may know: rooms, or single modules of rooms; `*` is all."""


def files() -> Iterator[Path]:
    yield from sorted(PACKAGE.rglob("*.py"))


def module_of(file: Path) -> str:
    """The dotted name of a file, `graders.` and `__init__` left out."""
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)


MODULES = {module_of(file): file for file in files()}


def imports(file: Path, *, at_run_time: bool = False) -> Iterator[str]:
    """The engine's modules that a file imports; `at_run_time` those that it needs to be imported itself."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in needed(tree) if at_run_time else ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "graders":
                yield module_named(parts[1:])


def needed(tree: ast.Module) -> Iterator[ast.AST]:
    """What runs when a module is imported: nothing inside functions, nothing for the type checker alone."""
    for node in tree.body:
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node


def module_named(parts: list[str]) -> str:
    """The longest beginning of a dotted name that is a module; the lessons' solutions lie outside."""
    if parts[0] == "reference":
        return "reference"
    while parts and ".".join(parts) not in MODULES:
        parts = parts[:-1]
    return ".".join(parts) or "__init__"


def room_of(module: str) -> str:
    return module.split(".")[0]


def is_allowed(room: str, module: str) -> bool:
    known = ROOMS[room][1].split()
    return any(fnmatch(module, name) or module.startswith(f"{name}.") for name in known)


def wrong_arrows() -> dict[str, list[str]]:
    """Arrows between rooms that the table does not allow, with the files they start from."""
    found: dict[str, list[str]] = {}
    for name, file in MODULES.items():
        for other in imports(file):
            if room_of(other) != room_of(name) and not is_allowed(room_of(name), other):
                found.setdefault(f"{room_of(name)} → {room_of(other)}", []).append(f"{name}: {other}")
    return found


def test_a_room_knows_only_the_rooms_that_it_may_know() -> None:
    assert wrong_arrows() == {}


def test_no_module_needs_itself_to_be_imported() -> None:
    TopologicalSorter({name: set(imports(file, at_run_time=True)) - {name} for name, file in MODULES.items()}
    ).prepare()  # fmt: skip


def test_no_room_is_allowed_to_know_one_that_may_know_it() -> None:
    table = {room: {room_of(name) for name in known.split()} - {"*"} for room, (_, known) in ROOMS.items()}
    TopologicalSorter(table).prepare()


def test_nothing_but_the_rooms_lies_in_the_package() -> None:
    found = {
        entry.stem for entry in PACKAGE.iterdir() if entry.suffix == ".py" or (entry / "__init__.py").exists()
    }
    assert found == set(ROOMS)


def table() -> str:
    """The table as CONTRIBUTING shows it."""
    rows = []
    for room, (purpose, known) in ROOMS.items():
        name = f"graders/{room}/" if (PACKAGE / room).is_dir() else f"graders/{room}.py"
        may_know = "all of these" if known == "*" else ", ".join(known.split())
        rows.append(f"| `{name}` | {purpose} | {may_know} |".replace("|  |", "| |"))
    return "\n".join(["| where | is for | may know |", "|---|---|---|", *rows])


def test_contributing_shows_this_table() -> None:
    assert table() in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("room", "module", "allowed"),
    [
        ("judge", "values.types", True),
        ("values", "judge", False),
        ("feedback", "grading.results", True),
        ("feedback", "grading.engine", False),
        ("feedback", "judge.numbers.findings", True),
        ("feedback", "judge.numbers.rounding", False),
        ("lessons", "authoring", True),
        ("commands", "grading.engine", True),
    ],
)
def test_the_table_is_read_as_it_is_meant(room: str, module: str, allowed: bool) -> None:
    assert is_allowed(room, module) is allowed
