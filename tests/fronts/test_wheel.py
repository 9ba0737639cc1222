"""The course installed as a wheel: one package, nothing readable that should not be, and all of it works.

What the course needs is linked from the environment of these tests, which is quick and needs no network; the
test for every night installs it as anybody would.
"""

import ast
import os
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from graders.course import store
from graders.course.index import own_course

pytest.importorskip("hatchling")

ROOT = Path(__file__).resolve().parents[2]
COURSE = own_course()
LIBRARIES = Path(sysconfig.get_path("purelib"))
LEFT_OUT = ("graders", "gradlings", "_editable", "__editable__", "__pycache__", "pip")
BUILD = "import hatchling.build as build, sys; print(build.{}(sys.argv[1]))"
LESSON = "derivatives"
ORDINARY = 61_000
TELLING = 30
"""A line of code of so many letters or more is nobody's chance, unless it begins as these do."""
COMMON = ("#", "from ", "import ", "with ")
THIEF = """
import sympy as sp
from pathlib import Path
import graders.values.codec as codec

x = sp.Symbol("x")


def power_rule(coeffs):
    from graders.reference import derivatives
    return derivatives.power_rule(coeffs)


def derivative_cubic():
    return (Path(codec.__file__).parents[1] / "course.sealed").read_bytes()


def central_difference(f, x, h):
    return (Path(codec.__file__).parents[1] / "course" / "store.py").read_text()


def difference_quotient(f, x, dx):
    return (f(x + dx) - f(x)) / dx
"""


@dataclass
class Installed:
    """An environment with the wheel in it, and an empty folder."""

    venv: Path
    before: set[str]
    folder: Path

    @property
    def libraries(self) -> Path:
        return (
            next(self.venv.glob("lib/python*/site-packages"))
            if os.name == "posix"
            else self.venv / "Lib/site-packages"
        )

    def run(
        self, *words: str, user: int | None = None, inside: str = "."
    ) -> subprocess.CompletedProcess[str]:
        """A command of this environment, in the folder, as one who sits there would type it."""
        programs = self.venv / ("bin" if os.name == "posix" else "Scripts")
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "PYTEST", "GRADLINGS", "COV_"))
        }
        kept |= {
            "PATH": os.pathsep.join([str(programs), str(Path(sys.executable).parent), os.defpath]),
            "HOME": str(self.folder),
            "COLUMNS": "80",
        }
        alone = {} if user is None else {"user": user, "group": user, "extra_groups": []}
        return subprocess.run(
            [str(programs / words[0]), *words[1:]],
            cwd=self.folder / inside, env=kept, capture_output=True, text=True, timeout=600, **alone,
        )  # fmt: skip


def build(kind: str, source: Path, folder: Path) -> Path:
    made = subprocess.run(
        [sys.executable, "-c", BUILD.format(kind), str(folder)],
        cwd=source,
        capture_output=True,
        text=True,
        check=True,
    )
    return folder / made.stdout.split()[-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made of the source distribution, as when somebody installs that."""
    folder = tmp_path_factory.mktemp("dist")
    with tarfile.open(build("build_sdist", ROOT, folder)) as archive:
        archive.extractall(folder, filter="data")
    (source,) = (path for path in folder.iterdir() if path.is_dir())
    return build("build_wheel", source, folder)


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Iterator[Installed]:
    if not (LIBRARIES / "numpy").is_dir():
        pytest.skip("what the course needs does not lie in the environment of these tests")
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        found = Installed(Path(place) / "venv", set(), Path(place) / "evening")
        found.folder.mkdir(mode=0o777)
        found.folder.chmod(0o777)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(found.venv)], check=True)
        for path in LIBRARIES.iterdir():
            if not path.name.startswith(LEFT_OUT) and path.suffix != ".pth":
                link(path, found.libraries / path.name)
        found.before = {path.name for path in found.libraries.iterdir()}
        install(wheel, found)
        yield found


def link(path: Path, to: Path) -> None:
    """The file, or the folder with all that is in it, once more."""
    if path.is_dir():
        shutil.copytree(path, to, copy_function=link_file, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        link_file(str(path), str(to))


def link_file(path: str, to: str) -> str:
    try:
        os.link(path, to)
    except OSError:  # another file system
        shutil.copy2(path, to)
    return to


def install(wheel: Path, to: Installed) -> None:
    python = str(to.venv / ("bin/python" if os.name == "posix" else "Scripts/python.exe"))
    uv = shutil.which("uv")
    tool = [uv, "pip", "install", "--offline", "--python", python] if uv else [
        sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--quiet",
    ]  # fmt: skip
    done = subprocess.run([*tool, "--no-deps", str(wheel)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def evening(installed: Installed) -> Installed:
    """A folder in which a student has made the exercises and has done one of them."""
    made = installed.run("gradlings", "init", ".")
    assert made.returncode == 0, made.stderr
    file = installed.folder / "exercises" / f"{LESSON}.py"
    text = file.read_text(encoding="utf-8")
    start = text.index("def difference_quotient(")
    done = text[start:].replace("raise NotImplementedError", "return (f(x + dx) - f(x)) / dx", 1)
    file.write_text(text[:start] + done, encoding="utf-8")
    return installed


# What is installed


def test_one_package_is_installed_and_nothing_beside_it(installed: Installed) -> None:
    new = {path.name for path in installed.libraries.iterdir()} - installed.before
    assert {name.partition("-")[0] for name in new} == {"graders", "gradlings"}
    assert len(new) == 2


def solutions() -> set[str]:
    """The lines that a student should not come across: of solutions, checks, hints and model answers."""
    code = [*(f"reference/{lesson.name}.py" for lesson in COURSE.lessons)]
    code += [f"graders/lessons/{lesson.name}.py" for lesson in COURSE.lessons]
    lines = [line for name in code for line in bodies(COURSE.text(name))]
    lines += [
        line
        for lesson in COURSE.lessons
        for line in COURSE.text(f"graders/lessons/{lesson.name}.md").splitlines()
    ]
    return {line for line in map(str.strip, lines) if len(line) >= TELLING and not line.startswith(COMMON)}


def bodies(text: str) -> Iterator[str]:
    """The lines of what its functions do; a misconception may be the example of a page."""
    lines = text.splitlines()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and "misconception" not in ast.dump(
            ast.List(node.decorator_list)
        ):
            for statement in node.body[ast.get_docstring(node) is not None :]:
                yield from lines[statement.lineno - 1 : statement.end_lineno]


def found_in(content: bytes, lines: set[str]) -> list[str]:
    text = content.decode("utf-8", errors="replace")
    return sorted(line for line in lines if line in text)


def test_no_line_of_a_solution_a_check_or_a_hint_can_be_read(evening: Installed) -> None:
    assert (
        evening.run("gradlings", "grade", "exercises", "--lesson", LESSON).returncode == 0
    )  # all is imported once
    lines = solutions()
    everything = "\n".join(store.unsealed(evening.libraries / store.SEALED).values()).encode()
    assert len(lines) > 1500
    assert len(found_in(everything, lines)) == len(lines)
    for folder in evening.libraries.iterdir():
        if folder.name not in evening.before:
            for path in folder.rglob("*"):
                if path.is_file():
                    assert found_in(path.read_bytes(), lines) == [], path


def test_the_reference_is_on_no_path(installed: Installed) -> None:
    assert "ModuleNotFoundError" in installed.run("python", "-c", "import reference").stderr


def test_a_traceback_shows_the_line_of_a_sealed_lesson(installed: Installed) -> None:
    code = """if True:
        import traceback
        from graders.reference.derivatives import power_rule
        try:
            power_rule(3)
        except TypeError as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            print(frame.filename, frame.lineno, frame.line, sep="\\n")
    """
    file, number, line = installed.run("python", "-c", code).stdout.splitlines()
    text = COURSE.text("reference/derivatives.py")
    assert file == str(installed.libraries / store.SEALED / "reference/derivatives.py")
    assert line == text.splitlines()[int(number) - 1].strip()


# What it does


@pytest.fixture(params=["current user", "ordinary user"])
def user(request: pytest.FixtureRequest, evening: Installed) -> int | None:
    if request.param == "current user":
        return None
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("the current user is an ordinary one")
    try:
        done = evening.run("python", "-c", "", user=ORDINARY)
    except PermissionError:
        pytest.skip("an ordinary user may not run this interpreter")
    if done.returncode:
        pytest.skip("an ordinary user may not run this interpreter")
    return ORDINARY


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no grade is official")
def test_a_submission_is_graded_officially_and_what_is_sealed_stays_so(
    evening: Installed, user: int | None
) -> None:
    folder = evening.folder / f"class-{user}"
    for name in ("anna", "thief"):
        (folder / name).mkdir(parents=True)
    shutil.copy(evening.folder / "exercises" / f"{LESSON}.py", folder / "anna")
    (folder / "thief" / f"{LESSON}.py").write_text(THIEF)
    words = (
        "grade",
        folder.name,
        "--lesson",
        LESSON,
        "--official",
        "--seed",
        "secret",
        "--out",
        f"grades-{user}",
    )
    done = evening.run("gradlings", *words, user=user)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = (evening.folder / f"grades-{user}" / "grades.csv").read_text(encoding="utf-8").splitlines()
    points = {row.split(",")[0]: row.split(",")[1] for row in rows[1:]}
    assert float(points["anna"]) == float(points["thief"]) == 2.0, rows


def test_pytest_knows_the_folder_by_its_record(evening: Installed) -> None:
    done = evening.run("python", "-m", "pytest", "-p", "no:cacheprovider", f"exercises/{LESSON}.py")
    assert "1 of 7 tasks done, 2 of 16 points." in done.stdout, done.stdout + done.stderr


def test_pytest_answers_from_a_folder_within(evening: Installed) -> None:
    done = evening.run("python", "-m", "pytest", f"{LESSON}.py", "-k", "power_rule", inside="exercises")
    assert "0 of 1 tasks done, 0 of 2 points." in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--version"], "gradlings "),
        ([], "1 of 85 tasks done"),
        (["update"], "All that is here is up to date."),
        (["solution", "difference_quotient"], "difference_quotient: ours"),
        (["init", "other", "--lesson", LESSON, "--notebooks"], "other holds 1 lesson"),
        (["hint", "power_rule"], "power_rule, hint 1 of 3"),
        (["reset", "--yes", "integration"], "`integration` is as it was at first."),
        (["written"], "points): "),
        (["notebooks", "school"], "wrote  school"),
    ],
)
def test_the_other_commands_work(evening: Installed, words: list[str], said: str) -> None:
    done = evening.run("gradlings", *words)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout


def test_a_new_lesson_is_for_a_clone(evening: Installed) -> None:
    done = evening.run("gradlings", "new", "taylor", "--after", "derivatives")
    assert done.returncode == 2
    assert "in a clone of the repository" in done.stderr


def test_a_function_is_graded_where_it_stands(installed: Installed) -> None:
    code = """if True:
        def difference_quotient(f, x, dx):
            return (f(x + dx) - f(x)) / dx
        from graders import grade_task
        print(grade_task("difference_quotient", globals()).status)
    """
    assert installed.run("python", "-c", code).stdout == "done\n"


def test_nbgrader_grades_a_notebook(evening: Installed) -> None:
    pytest.importorskip("nbgrader")
    assert evening.run("gradlings", "notebooks", "class").returncode == 0
    place = evening.folder / "class"
    made = evening.run("python", "-m", "nbgrader", "generate_assignment", LESSON, inside="class")
    assert made.returncode == 0, made.stderr
    shutil.copytree(place / "source" / LESSON, place / "submitted" / "eve" / LESSON)
    graded = evening.run("python", "-m", "nbgrader", "autograde", LESSON, "--create", inside="class")
    assert graded.returncode == 0, graded.stderr
    book = sqlite3.connect(place / "gradebook.db")
    ((points,),) = book.execute("SELECT SUM(auto_score) FROM grade")
    book.close()
    assert points == COURSE.lesson(LESSON).points


@pytest.mark.nightly
def test_it_is_installed_with_what_it_needs_as_anybody_would(wheel: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    new = Installed(venv, set(), tmp_path / "evening")
    new.folder.mkdir()
    assert new.run("python", "-m", "pip", "install", "--quiet", str(wheel)).returncode == 0
    assert new.run("gradlings", "init", ".").returncode == 0
    done = new.run("gradlings", "grade", "exercises")
    assert done.returncode == 0, done.stdout + done.stderr
