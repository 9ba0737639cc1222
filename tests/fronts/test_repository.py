"""The repository as a whole: its layout, its style, and that what is made by rule is fresh."""

import ast
import importlib.metadata
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from graders.course.index import Course, Lesson
from graders.course.material import Material
from graders.course.syncing import CONTENTS, RECORD, contents, sync
from tests.readme import first_line, page

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
LESSONS = pytest.mark.parametrize("lesson", COURSE.lessons, ids=[lesson.name for lesson in COURSE.lessons])
TOP = {
    ".ci",
    ".github",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "course.toml",
    "docs",
    "exercises",
    "graders",
    "pyproject.toml",
    "reference",
    "tests",
}
LARGEST = 120_000  # bytes
SOMEBODYS_FOLDER = re.compile(r"(?<![\w.~/])(/home/|/Users/|/root/|[A-Z]:\\Users\\)\w+")
LEFT_BEHIND = re.compile(r"^(<{7} |>{7} |={7}$)|\b(FIXME|XXX|breakpoint\(\))", re.MULTILINE)


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    """The files that git knows."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("this is no git clone")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()]


def project() -> dict[str, dict[str, object]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


# Layout


def test_the_top_level_holds_these_and_no_others(tracked: list[Path]) -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked} == TOP


def test_every_file_is_small(tracked: list[Path]) -> None:
    assert [path for path in tracked if path.stat().st_size > LARGEST] == []


def test_no_file_names_somebodys_folder_or_was_left_half_done(tracked: list[Path]) -> None:
    for path in tracked:
        if path != Path(__file__):
            assert SOMEBODYS_FOLDER.search(text(path)) is None, path
            assert LEFT_BEHIND.search(text(path)) is None, path


@LESSONS
def test_a_lesson_is_found_by_its_name(lesson: Lesson, tracked: list[Path]) -> None:
    names = {path.relative_to(ROOT).as_posix() for path in tracked}
    assert {
        f"reference/{lesson.name}.py",
        f"exercises/{lesson.name}.py",
        f"graders/lessons/{lesson.name}.py",
        f"graders/lessons/{lesson.name}.md",
    } <= names


def test_there_is_no_lesson_that_the_course_does_not_list() -> None:
    listed = {lesson.name for lesson in COURSE.lessons}
    for folder in ("reference", "graders/lessons", "exercises"):
        found = {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}
        assert found == listed, folder


# What is made by rule: after a change, run `gradlings sync` or `python tests/readme.py`


@LESSONS
def test_a_lessons_stub_is_fresh(lesson: Lesson) -> None:
    assert text(ROOT / f"exercises/{lesson.name}.py") == Material(COURSE, lesson).stub


def test_the_page_of_contents_is_fresh() -> None:
    assert text(ROOT / "exercises" / CONTENTS) == contents(COURSE)


def test_the_record_is_what_sync_would_write(tmp_path: Path) -> None:
    sync(COURSE, tmp_path)
    assert text(ROOT / "exercises" / RECORD) == text(tmp_path / RECORD)


def test_the_list_of_the_tests_is_fresh() -> None:
    assert text(ROOT / "tests" / "README.md") == page(), "python tests/readme.py makes it"


def test_every_file_of_tests_begins_with_a_sentence() -> None:
    for file in (ROOT / "tests").glob("*/test_*.py"):
        assert first_line(file).endswith("."), file


# Style


def test_ruff_is_content() -> None:
    check("ruff", "check", "--quiet", "--output-format", "concise")


def test_mypy_is_content() -> None:
    check("mypy")


def check(*command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


# Promises


def test_the_readme_and_ci_run_give_the_same_command() -> None:
    line = next(line for line in text(ROOT / ".ci/run").splitlines() if "env.py" in line)
    command = line.removeprefix("exec ").removesuffix(" </dev/null")
    assert f"\n{command}\n" in text(ROOT / "README.md")
    assert command.replace("python3", "python") in text(ROOT / ".github/workflows/tests.yml")


def test_ci_runs_the_slow_tests_every_night() -> None:
    workflow = text(ROOT / ".github/workflows/tests.yml")
    assert re.search(r"^ {2}schedule:\n {4}- cron: ", workflow, re.MULTILINE)
    nightly = re.search(r"^ {2}nightly:\n((?: {4}.*\n)*)", workflow, re.MULTILINE)
    assert nightly and "pytest tests -m nightly" in nightly[1]


def test_the_changelog_begins_with_what_is_unreleased() -> None:
    assert re.search(r"^## .*", text(ROOT / "CHANGELOG.md"), re.MULTILINE)[0] == "## [Unreleased]"


def test_the_plugin_may_be_loaded_twice() -> None:
    options = project()["tool"]["pytest"]["ini_options"]
    assert project()["project"]["entry-points"]["pytest11"] == {"graders.plugin": "graders.plugin"}
    assert options["addopts"][:2] == ["-p", "graders.plugin"]


def test_every_import_is_declared() -> None:
    described = project()["project"]
    groups = [described["dependencies"], *described["optional-dependencies"].values()]
    declared = {normal(re.match(r"[\w.-]+", item)[0]) for group in groups for item in group}
    sources = [path for room in ("graders", "reference") for path in (ROOT / room).rglob("*.py")]
    owners = importlib.metadata.packages_distributions()
    undeclared = {
        name
        for path in sources
        for name in imports(ast.parse(text(path)))
        if name not in sys.stdlib_module_names | {"graders", "reference"}
        and declared.isdisjoint(normal(owner) for owner in owners.get(name, [name]))
    }
    assert undeclared == set()


def imports(tree: ast.Module) -> set[str]:
    plain = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    named = [
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and not node.level
    ]
    return {name.split(".")[0] for name in plain + named}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
